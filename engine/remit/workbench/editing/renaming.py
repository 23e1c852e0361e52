"""Renaming: a name changed everywhere at once, or why it can't be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from remit.manifest.document import Document, Node
from remit.semantics.builtins import BUILTINS
from remit.semantics.names import taken
from remit.semantics.scope import Home
from remit.syntax.drafts import Draft
from remit.syntax.words import KEBAB, SNAKE
from remit.text.fixes import Edit
from remit.text.source import Source, Span
from remit.workbench.editing.desk import Desk
from remit.workbench.editing.occurrences import Symbol, occurrence_at, occurrences, uses

Changes = Mapping[Source, tuple[Edit, ...]]

_TITLE = re.compile(r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\]|\\.)*"', re.DOTALL)
_OTHERS = {
    "policy": "a policy's name is part of the ids of its rules, in waivers and reports",
    "kind": "kinds are named in the configuration",
    "collection": "collections are named in the configuration",
    "register": "registers are named in the configuration",
    "given": "it is a word of the language",
    "function": "it is a function of the language",
    "field": "fields are named in the schema",
}


class Refusal(Struct, frozen=True):
    """Why a name can't be changed, or not to that."""

    reason: str


def renamable(desk: Desk, file: str, offset: int) -> tuple[Span, str] | Refusal:
    """Gives the name at a place that can be changed, or why there is none."""
    found = occurrence_at(desk, file, offset)
    if found is None:
        return Refusal("there is no name here that rule files declare")
    if found.symbol.sort in _OTHERS:
        return Refusal(f"`{found.symbol.name}` can't be renamed here: {_OTHERS[found.symbol.sort]}")
    return found.span, found.symbol.name


def renamed(
    desk: Desk,
    file: str,
    offset: int,
    name: str,
    tests: Sequence[Document],
    is_ours: Callable[[str], bool],
) -> Changes | Refusal:
    """Gives the edits that change the name at a place, in rule files and in the test files that
    name it, where a rule keeps its former id; or why that can't be. `is_ours` says of a file
    whether it may be changed."""
    old = renamable(desk, file, offset)
    found = occurrence_at(desk, file, offset)
    if isinstance(old, Refusal) or found is None:
        return old if isinstance(old, Refusal) else Refusal("there is no name here")
    symbol = found.symbol
    reason = _unfit(symbol, name) or _clash(desk, file, symbol, name)
    if reason is not None:
        return Refusal(reason)
    edits: dict[Source, list[Edit]] = defaultdict(list)
    for user, use in uses(desk, symbol):
        edits[desk.drafts[user].source].append(Edit(use.span, name))
    for source in edits:
        if not is_ours(source.name):
            return Refusal(
                f"`{symbol.name}` stands in `{source.name}`, which is not of this folder"
            )
    if symbol.sort == "rule" and name != symbol.name:
        edits[desk.drafts[file].source] += _remembered(desk.drafts[file], symbol, name)
    for document in tests:
        for span in _in_tests(document, symbol):
            edits[document.source].append(Edit(span, name))
    return {source: tuple(changes) for source, changes in edits.items()}


def _remembered(draft: Draft, symbol: Symbol, name: str) -> Iterator[Edit]:
    """Gives the edit that keeps the former id of a rule, by which waivers and reports know it; one
    that gets a former name back gives that up."""
    rules = draft.policy.rules if draft.policy is not None else ()
    rule = next((rule for rule in rules if rule.name.text == symbol.name), None)
    before = f'"{symbol.home}/{symbol.name}"'
    if rule is None:
        return
    text, start = draft.source.text, rule.name.span.end
    if f"{symbol.home}/{name}" in rule.formerly:
        again = f'"{symbol.home}/{name}"'
        at = text.find(again, start, rule.span.end)
        if at >= 0:
            yield Edit(Span(at, at + len(again)), before)
    else:
        title = _TITLE.search(text, start, rule.span.end)
        if title is not None:
            yield Edit(Span(title.end(), title.end()), f"\n  formerly {before}")


def _unfit(symbol: Symbol, name: str) -> str | None:
    if symbol.sort == "rule":
        if KEBAB.fullmatch(name):
            return None
        return f"`{name}` is no name of a rule: lower-case words joined by `-`"
    if SNAKE.fullmatch(name):
        return None
    return f"`{name}` is no name: lower-case words joined by `_`"


def _clash(desk: Desk, file: str, symbol: Symbol, name: str) -> str | None:
    """Gives what already goes by the new name, wherever the old one is used."""
    if name == symbol.name:
        return None
    if symbol.sort == "rule":
        home = desk.study.homes.get(symbol.home)
        rules = home.policy.rules if home is not None else ()
        taken_already = any(rule.name.text == name for rule in rules)
        return f"this policy has a rule `{name}` already" if taken_already else None
    if symbol.sort in ("local", "parameter"):
        home = desk.home(file)
        holder = taken(name, home) if home is not None else None
        return holder or _beside(desk, file, symbol, name)
    if name in BUILTINS:
        return f"`{name}` is a function of the language"
    users = {user for user, _ in uses(desk, symbol)}
    return next(_held(desk, sorted(users), name), None)


def _beside(desk: Desk, file: str, symbol: Symbol, name: str) -> str | None:
    """Gives whether another name of the same item is called so: it could be caught by this one."""
    draft = desk.drafts[file]
    for item in draft.policy.items if draft.policy is not None else ():
        if item.span.start <= symbol.at < item.span.end:
            for other in occurrences(desk, file):
                inside = item.span.start <= other.span.start < item.span.end
                if inside and other.symbol.at >= 0 and other.symbol.name == name:
                    return f"`{name}` already is a name here"
    return None


def _held(desk: Desk, files: Sequence[str], name: str) -> Iterator[str]:
    for file in files:
        home: Home | None = desk.home(file)
        holder = taken(name, home) if home is not None else None
        if holder is not None:
            yield f"{holder} in `{file}`"
        if home is not None and name in home.used:
            yield f"`{file}` takes a `{name}` from `{home.used[name].name}`"
        for other in occurrences(desk, file):
            if other.symbol.at >= 0 and other.symbol.name == name:
                line = desk.drafts[file].source.position(other.span.start)[0]
                yield f"`{name}` is a name of a rule in `{file}`, line {line}"


# -- test files ------------------------------------------------------------------------------------


def _in_tests(document: Document, symbol: Symbol) -> Iterator[Span]:
    """Gives where a test file of the policy names a rule or a param."""
    cases = document.node(("tests",))
    listed = cases.content if cases is not None and isinstance(cases.content, list) else []
    for case in [document.root, *listed]:
        if not isinstance(case.content, dict):
            continue
        params, expect = case.content.get("params"), case.content.get("expect")
        if symbol.sort == "param" and params is not None:
            for key, span in params.keys.items():
                if key in (symbol.name, f"{symbol.home}.{symbol.name}"):
                    yield _last(document, span, symbol.name)
        if symbol.sort == "rule" and expect is not None and isinstance(expect.content, list):
            yield from _expected(document, expect.content, symbol)


def _expected(document: Document, found: list[Node], symbol: Symbol) -> Iterator[Span]:
    for each in found:
        rule = each.content.get("rule") if isinstance(each.content, dict) else None
        if rule is not None and rule.content in (symbol.name, f"{symbol.home}/{symbol.name}"):
            yield _last(document, rule.span, symbol.name)


def _last(document: Document, span: Span, name: str) -> Span:
    """Gives the part of a span that is the name, without quotes and what stands before it."""
    end = span.start + document.source.slice(span).rindex(name) + len(name)
    return Span(end - len(name), end)
