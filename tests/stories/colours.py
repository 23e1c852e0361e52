"""What each character of a rule file is, by the language itself and by the colours of an editor."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from lark import Token

from remit.semantics.builtins import BUILTINS
from remit.syntax.grammar import grammar
from remit.syntax.reading import read
from remit.text.source import Source, Span

CONSTANTS = {"NUMBER", "DATE", "DURATION", "TRUE", "FALSE"}
FUNCTIONS = {"COUNT", "_SORT"}
NAMES = {"NAME", "KEBAB"}


@cache
def keywords() -> set[str]:
    """Gives the terminals of the grammar that are words of the language."""
    words = {terminal.name for terminal in grammar().terminals if terminal.priority == 3}
    return words - CONSTANTS - FUNCTIONS


def tokens(text: str, start: str = "policy", span: Span | None = None) -> list[Token]:
    """Gives the tokens of a text without mistakes, or of a part of it."""
    found: list[Token] = []
    source = Source("example.remit", text)
    _, mistakes = read(source, start, span or Span(0, len(text)), found)
    assert mistakes == []
    return found


def by_language(text: str) -> list[str]:
    """Gives what each character is: blank, comment, keyword, sign, name, function, constant, string
    or brace, with a star for what stands inside the braces of a message."""
    looks = ["blank"] * len(text)
    found = tokens(text)
    begins = [token.start_pos or 0 for token in found]
    ends = [begin + len(token) for begin, token in zip(begins, found, strict=True)]
    for gap in zip([0, *ends], [*begins, len(text)], strict=True):
        for comment in re.compile(r"#.*").finditer(text, *gap):
            looks[comment.start() : comment.end()] = ["comment"] * len(comment[0])
    _paint_tokens(looks, text, found, "")
    return looks


def _paint_tokens(looks: list[str], text: str, found: list[Token], star: str) -> None:
    for before, token, after in zip([None, *found], found, [*found[1:], None], strict=False):
        start = token.start_pos or 0
        if token.type == "MESSAGE":
            _paint_message(looks, text, Span(start, start + len(token)))
        else:
            look = _look(before, token, after)
            looks[start : start + len(token)] = [look + star] * len(token)


def _look(before: Token | None, token: Token, after: Token | None) -> str:
    calls = after is not None and after.type == "_OPEN"
    match token.type:
        case "TEXT":
            return "string"
        case kind if kind in CONSTANTS or (before is not None and before.type == "_ON"):
            return "constant"
        case kind if kind in FUNCTIONS or (kind == "NAME" and calls and token in BUILTINS):
            return "function"
        case "NAME" if before is not None and before.type == "KEBAB":
            return "keyword"  # the level of a rule
        case kind if kind in NAMES:
            return "name"
        case kind:
            return "keyword" if kind in keywords() else "sign"


def _paint_message(looks: list[str], text: str, span: Span) -> None:
    looks[span.start : span.end] = ["string"] * (span.end - span.start)
    for inner in _filled(text, span):
        looks[inner.start - 1] = looks[inner.end] = "brace*"
        looks[inner.start : inner.end] = ["blank"] * (inner.end - inner.start)
        _paint_tokens(looks, text, tokens(text, "expression", inner), "*")


def _filled(text: str, span: Span) -> Iterator[Span]:
    """Gives what stands between the braces of a message."""
    at = span.start
    while at < span.end:
        if text[at] == "\\" or text[at : at + 2] in ("{{", "}}"):
            at += 2
        elif text[at] == "{":
            begin, depth, quoted = at + 1, 1, False
            while depth:
                at += 1
                quoted ^= text[at] == '"'
                depth += 0 if quoted else (text[at] == "{") - (text[at] == "}")
            yield Span(begin, at)
        else:
            at += 1


def by_editor(
    texts: Mapping[str, str], grammar_file: Path, modules: Path, script: Path
) -> dict[str, list[str]]:
    """Gives the same of texts by a TextMate grammar, as editors tokenise with it."""
    asked = {"grammar": str(grammar_file), "modules": str(modules), "texts": dict(texts)}
    done = subprocess.run(
        ["node", script], input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[tuple[int, list[str]]]] = json.loads(done.stdout)
    return {
        name: [look for length, scopes in found[name] for look in [_scoped(scopes)] * length]
        for name in texts
    }


_SORTS = {
    "keyword.operator.wordlike": "keyword",
    "keyword.operator": "sign",
    "keyword": "keyword",
    "punctuation.section.embedded": "brace",
    "punctuation": "sign",
    "constant": "constant",
    "support.function": "function",
    "entity": "name",
    "variable": "name",
}


def _scoped(scopes: list[str]) -> str:
    if not scopes:
        return "blank"
    star = ""
    for place, scope in enumerate(scopes):
        if scope.startswith("meta.embedded."):
            star, scopes = "*", scopes[place:]
    for whole in ("comment", "string"):
        if any(scope.startswith(f"{whole}.") for scope in scopes):
            return whole + star
    last = scopes[-1]
    return next((sort for begin, sort in _SORTS.items() if last.startswith(begin)), last) + star
