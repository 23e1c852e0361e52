"""Cards: the rules of a page, each folded open to what it demands, of what, and its examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from remit.reporters.html.markup import EMPTY, Markup, block, joined, prose, tag, text, words
from remit.text.inert import inert
from remit.text.sentences import listed
from remit.workbench.english.clauses import Line
from remit.workbench.handbook.book import Chapter, Entry, Example

_LOOKS = {"absolute": "blocks", "mandatory": "known", "advisory": "advice"}
"""The colours of reports, by what a rule does with a finding."""


class Links(Struct, frozen=True):
    """The rules of the book, and the anchors of fields (by kind and path), of limits (by policy
    and name), and of words (by the policy whose chapter they stand in, their own policy, and
    name)."""

    rules: frozenset[str]
    fields: Mapping[tuple[str, tuple[str, ...]], str]
    limits: Mapping[tuple[str, str], str]
    words: Mapping[tuple[str, str, str], str]

    def rule(self, name: str) -> Markup:
        """Gives a rule's id, which leads to the rule where it is in the book."""
        shown = words("code", name)
        return tag("a", shown, href=f"#{name}") if name in self.rules else shown


def card(entry: Entry, chapter: Chapter, links: Links) -> Markup:
    """Gives a rule."""
    details = tag(
        "details", _head(entry), block("div", *_body(entry, chapter, links), class_="body")
    )
    return tag(
        "li",
        details,
        id=entry.id,
        class_=f"rule {_LOOKS[entry.level]}",
        data_level=entry.level,
    )


def nested(lines: Sequence[Line]) -> Markup:
    """Gives lines as lists within lists."""
    if not lines:
        return EMPTY
    items: list[Markup] = []
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and lines[end].depth > lines[at].depth:
            end += 1
        items.append(
            tag("li", prose(lines[at].text), nested(lines[at + 1 : end]), class_=lines[at].role)
        )
        at = end
    return tag("ul", *items, class_="demands")


def _head(entry: Entry) -> Markup:
    facts = [words("b", entry.id)]
    facts += [words("span", f"looks also at {listed(entry.looks_at)}")] if entry.looks_at else []
    facts += [tag("span", prose(entry.in_force))] if entry.in_force else []
    facts += [words("span", entry.owner)] if entry.owner else []
    return tag(
        "summary",
        words("span", entry.level, class_="tag"),
        text(" "),
        tag("span", prose(entry.title), class_="said"),
        text(" "),
        tag("span", joined(facts, " · "), class_="facts"),
    )


def _body(entry: Entry, chapter: Chapter, links: Links) -> Iterator[Markup]:
    yield nested(entry.demands)
    yield block("dl", *_notes(entry, chapter, links))
    shown = [
        _example(title, example)
        for title, example in (("Kept", entry.passing), ("Broken", entry.failing))
        if example is not None
    ]
    if shown:
        yield block("div", *shown, class_="examples")


def _notes(entry: Entry, chapter: Chapter, links: Links) -> Iterator[Markup]:
    said = [tag("li", words("q", message), _advice(hint)) for message, hint in entry.otherwise]
    yield from _note("Where it isn't kept", tag("ul", *said))
    yield from _note("For", text(entry.scope))
    if entry.source:
        yield from _note("Source", prose(entry.source))
    if entry.link:
        yield from _note("Link", _link(entry.link))
    if entry.tags:
        yield from _note("Tags", text(", ".join(entry.tags)))
    if entry.formerly:
        yield from _note("Formerly", joined((words("code", each) for each in entry.formerly), ", "))
    if entry.uses:
        used = (_word(*each, chapter, links) for each in entry.uses)
        yield from _note("Words", joined(used, ", "))
    if entry.fields:
        yield from _note("Reads", _fields(entry, links))


def _advice(hint: str | None) -> Markup:
    return tag("span", text(" "), prose(hint)) if hint else EMPTY


def _note(label: str, said: Markup) -> Iterator[Markup]:
    yield words("dt", label)
    yield tag("dd", said)


def _word(home: str, name: str, chapter: Chapter, links: Links) -> Markup:
    known = links.words.get((chapter.name, home, name)) or links.limits.get((home, name))
    shown = words("code", name)
    return tag("a", shown, href=f"#{known}") if known is not None else shown


def _fields(entry: Entry, links: Links) -> Markup:
    shown: dict[str, Markup] = {}
    for each in entry.fields:
        name = ".".join([each.kind, *each.path])
        known = links.fields.get((each.kind, each.path))
        code = words("code", name)
        linked = tag("a", code, href=f"#{known}") if known is not None else code
        where = text(f" ({each.where})" if each.where else "")
        shown.setdefault(name + each.where, tag("span", linked, where))
    return joined(shown.values(), ", ")


def _link(target: str) -> Markup:
    """Gives a link that leads to the web, anything else as text."""
    shown = inert(target)
    if re.fullmatch(r"https?://[^\s<>]+", shown):
        return tag("a", text(shown), href=shown, rel="noreferrer")
    return text(target)


def _example(title: str, example: Example) -> Markup:
    given = [text(", on "), words("code", example.given)] if example.given else []
    name = tag("p", words("b", title), text(": "), words("span", example.name), *given)
    lines = joined((text(line) for line in example.yaml.splitlines()), "\n")
    code = (
        tag("pre", lines, tabindex="0", role="group", aria_label=f"{title}: {example.name}")
        if example.yaml
        else EMPTY
    )
    found = [
        tag(
            "p",
            text("can't be decided" if each.outcome == "undecided" else "violated"),
            *((text(" at "), words("code", each.path)) if each.path else ()),
            text(": "),
            prose(each.message),
            class_="outcome",
        )
        for each in example.found
    ]
    return tag("div", name, code, *found, class_=f"example {title.lower()}")
