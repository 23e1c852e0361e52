"""The reference of the language in parts: a section of it, or what it says of a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from remit.semantics.builtins import BUILTINS
from remit.syntax.words import WORDS
from remit.text.inert import inert
from remit.workbench.explaining.explanation import Code, Explanation, Section, lines, render

_WITHIN = (
    "creation", "deletion", "descending", "false", "from", "governs", "satisfies", "then", "until",
)  # fmt: skip
"""Words that only go on with what another one began."""

LANGUAGE = "language"
"""The word by which all sections are listed."""

_FENCE = "```"
_APART = ("mistakes", "advice", "layout", "tests-of-rules", "blame-and-place", "paths", "manifests")
"""Sections that go through all codes, or are not about what rules say."""


class Part(Struct, frozen=True):
    """A section of the reference: what it is called by, its title and its text."""

    name: str
    title: str
    text: str


def parts(reference: str) -> list[Part]:
    """Gives the sections of the reference, from its text in Markdown."""
    found: list[Part] = []
    title, held, fenced = "", list[str](), False
    for line in [*reference.splitlines(), "## "]:
        fenced ^= line.startswith(_FENCE)
        if not line.startswith("## ") or fenced:
            held.append(line)
            continue
        if title:
            found.append(Part(_named(title), title, "\n".join(held).strip("\n")))
        title, held = line[3:].strip(), []
    return found


def topics(reference: str) -> tuple[str, ...]:
    """Gives everything that the reference can be asked for."""
    words = {*WORDS, *BUILTINS, "today", "baseline"}
    return (LANGUAGE, *(part.name for part in parts(reference)), *sorted(words))


def explain_topic(reference: str, word: str) -> str | None:
    """Gives what the reference says of a word, or its section of that name; None where nothing."""
    known = parts(reference)
    if word == LANGUAGE:
        return _contents(known)
    for part in known:
        if part.name == word:
            return "".join(f"{inert(line)}\n" for line in (part.title, "", *part.text.splitlines()))
    if word not in topics(reference):
        return None
    said = [(part, list(_said(part, word))) for part in known if part.name not in _APART]
    found = [(part, texts) for part, texts in said if texts]
    example = next(filter(None, (_example(part, word) for part in known)), None)
    if not found and example is None:
        return None
    shown: list[Section] = [("for example", (Code(example),))] if example is not None else []
    more = lines(f"remit explain {part.name}" for part, _ in found)
    sections = [(part.title.lower(), lines(texts)) for part, texts in found]
    title = "What the reference of the language says of it."
    return render(Explanation(word, title, (*sections, *shown, ("more", more))))


def _contents(known: list[Part]) -> str:
    width = max(len(part.name) for part in known)
    rows = [f"  {part.name:<{width}}  {part.title}" for part in known]
    head = "The rule language, by sections: `remit explain SECTION`."
    tail = "Words and functions are explained, too: `remit explain for`, `remit explain sum`."
    return "\n".join([head, "", *rows, "", tail]) + "\n"


def _named(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower()).strip("-")


def _said(part: Part, word: str) -> Iterator[str]:
    """The rows of tables that begin with a word in code, and the paragraphs that tell of it."""
    spoken = re.compile(rf"`(?:is )?{re.escape(word)}\b[^`]*`")
    named = re.compile(rf"`[^`]*\b{re.escape(word)}\b[^`]*`")
    for block in _blocks(part.text):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", block)[1:-1]]
        if not cells and spoken.search(block):
            yield block
        elif word in _WITHIN and named.search(block):
            yield block.strip("| ")
        elif cells and named.search(cells[0]):
            yield ": ".join(filter(None, cells))


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs and items of lists on one line each, and rows of tables; examples aside."""
    held: list[str] = []
    fenced = False
    for line in [*text.splitlines(), ""]:
        fenced ^= line.startswith(_FENCE)
        prose = line and not line.startswith(("|", _FENCE, "<!--")) and not fenced
        if held and (not prose or line.startswith("- ")):
            yield " ".join(held)
            held = []
        if prose:
            held.append(line.strip().removeprefix("- "))
        elif line.startswith("|") and not fenced:
            yield line


def _example(part: Part, word: str) -> str | None:
    """The first rule, define or param of the section's examples that uses a word."""
    for policy in re.findall(r"```remit\n(.*?)```", part.text, re.DOTALL):
        for item in policy.split("\n\n"):
            code = re.sub(r'"[^"]*"', "", item)
            if re.search(rf"(?<![\w.-]){re.escape(word)}\b(?!-)", code) and len(item) < 900:
                return str(item.strip("\n"))
    conditions = "\n".join(re.findall(r"```conditions\n(.*?)```", part.text, re.DOTALL))
    held = [line for line in conditions.splitlines() if re.search(rf"\b{word}\b", line)]
    return "\n".join(held[:3]) or None
