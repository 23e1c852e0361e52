"""The handbook as Markdown: chapters of rules, the index by field, and the waivers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from remit.text.inert import inert
from remit.text.sentences import counted, listed
from remit.workbench.english.clauses import Line
from remit.workbench.english.tables import Grid
from remit.workbench.handbook.book import (
    Asked,
    Book,
    Chapter,
    Entry,
    Example,
    Meaning,
    Recorded,
    Register,
    Setting,
)
from remit.workbench.handbook.lead import LEVELS, governed, lead, states
from remit.workbench.handbook.marks import anchor, code, fenced, link, plain, prose

INDEX, WAIVERS = "What rules ask, by field", "Waivers"


class _Links(Struct, frozen=True):
    """The anchors of policies, rules and words."""

    policies: Mapping[str, str]
    rules: Mapping[str, str]
    words: Mapping[str, str]

    def rule(self, name: str) -> str:
        """Gives a rule's id, which leads to the rule where it is in the book."""
        known = self.rules.get(name)
        return link(code(name), f"#{known}") if known is not None else code(name)


def render(book: Book) -> str:
    """Gives the handbook, a blank line between its blocks."""
    links = _anchors(book)
    blocks = [f"# {plain(book.title)}", *_preface(book), prose(lead(book)), *_levels()]
    blocks.append(_contents(book, links))
    for chapter in book.chapters:
        blocks += _chapter(chapter, links)
    if book.index:
        blocks += _index(book.index, links)
    if book.register is not None:
        blocks += _register(book.register, links)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _anchors(book: Book) -> _Links:
    """Gives the anchors in the order of the headings, as they are numbered."""
    taken: dict[str, int] = {}
    anchor(book.title, taken)
    policies: dict[str, str] = {}
    rules: dict[str, str] = {}
    words: dict[str, str] = {}
    for chapter in book.chapters:
        policies[chapter.name] = anchor(chapter.name, taken)
        if chapter.settings:
            anchor(_limits(chapter), taken)
        if chapter.meanings:
            words[chapter.name] = anchor(_words(chapter), taken)
        for entry in chapter.entries:
            rules[entry.id] = anchor(entry.id, taken)
    return _Links(policies, rules, words)


# -- the front ------------------------------------------------------------------------------------


def _preface(book: Book) -> Iterator[str]:
    if book.preface.strip():
        yield "\n".join(_visible(line) for line in book.preface.strip("\n").splitlines())


def _visible(line: str) -> str:
    """Gives a line of the author's own Markdown, without characters that can't be seen."""
    return inert(line.rstrip())


def _levels() -> Iterator[str]:
    yield "\n".join(f"- *{level}*: {about}" for level, about in LEVELS.items())


def _contents(book: Book, links: _Links) -> str:
    rows = [
        (
            link(plain(chapter.name), f"#{links.policies[chapter.name]}"),
            prose(chapter.title),
            code(chapter.kind),
            str(len(chapter.entries)),
        )
        for chapter in book.chapters
    ]
    table = _table(("policy", "purpose", "governs", "rules"), rows)
    ends = [INDEX] if book.index else []
    ends += [WAIVERS] if book.register is not None else []
    taken: dict[str, int] = {}
    also = listed([link(end, f"#{anchor(end, taken)}") for end in ends])
    return f"{table}\n\nAt the end: {also}." if also else table


# -- a chapter ------------------------------------------------------------------------------------


def _chapter(chapter: Chapter, links: _Links) -> Iterator[str]:
    yield f"## {plain(chapter.name)}"
    yield prose(chapter.title)
    yield prose(governed(chapter))
    rows = [
        (
            links.rule(entry.id),
            entry.level,
            plain(", ".join(entry.looks_at)),
            prose(entry.title),
        )
        for entry in chapter.entries
    ]
    if rows:
        yield _table(("rule", "level", "looks also at", "what it demands"), rows)
    if chapter.settings:
        yield f"### {_limits(chapter)}"
        yield _settings(chapter.settings, links)
    if chapter.meanings:
        yield f"### {_words(chapter)}"
        found = (line for each in chapter.meanings for line in _meaning(each, chapter.name))
        yield "\n".join(found).rstrip("\n")
    for entry in chapter.entries:
        yield from _entry(entry, chapter, links)


def _limits(chapter: Chapter) -> str:
    return f"Limits of {plain(chapter.name)}"


def _words(chapter: Chapter) -> str:
    return f"Words of {plain(chapter.name)}"


def _settings(settings: Sequence[Setting], links: _Links) -> str:
    configured = any(setting.configured for setting in settings)
    titles = ("param", "value", *(("configured",) if configured else ()), "what it is", "used by")
    rows = [
        (
            code(each.name),
            ", then ".join(
                code(value) + (f" from {start}" if start else "") for value, start in each.values
            ),
            *((code(each.configured) if each.configured else "",) if configured else ()),
            prose(each.about or ""),
            ", ".join(map(links.rule, each.rules)),
        )
        for each in settings
    ]
    return _table(titles, rows)


def _meaning(meaning: Meaning, policy: str) -> Iterator[str]:
    home = f" (of the policy {code(meaning.home)})" if meaning.home != policy else ""
    first, *others = meaning.parts
    assert isinstance(first, Line)
    yield f"- {prose(first.text)}{home}"
    for part in others:
        if isinstance(part, Line):
            yield f"{'  ' * part.depth}- {prose(part.text)}"
        else:
            yield from ("", *(f"  {row}" for row in _grid(part).splitlines()), "")


def _grid(grid: Grid) -> str:
    rows = [tuple(code(cell) if cell != "any" else cell for cell in row) for row in grid.rows]
    return _table(tuple(map(plain, grid.titles)), rows)


# -- a rule ---------------------------------------------------------------------------------------


def _entry(entry: Entry, chapter: Chapter, links: _Links) -> Iterator[str]:
    yield f"### {plain(entry.id)}"
    yield f"**{prose(entry.title)}**"
    yield "<br>\n".join(_facts(entry))
    yield _lines(entry.demands)
    said = [f"- “{prose(m)}”" + (f": {prose(hint)}" if hint else "") for m, hint in entry.otherwise]
    yield "\n".join(["Where it isn't kept:", "", *said])
    yield "<br>\n".join(_roots(entry, chapter, links))
    yield from _example("Kept", entry.passing)
    yield from _example("Broken", entry.failing)


def _roots(entry: Entry, chapter: Chapter, links: _Links) -> Iterator[str]:
    """Gives the words and fields that a rule rests on."""
    if entry.uses:
        known = links.words.get(chapter.name)
        words = link("words", f"#{known}") if known is not None else "words"
        yield f"Its {words}: {', '.join(code(name) for _, name in entry.uses)}"
    if entry.fields:
        reads = dict.fromkeys(_field(each.kind, each.path, each.where) for each in entry.fields)
        yield f"Reads: {', '.join(reads)}"


def _facts(entry: Entry) -> Iterator[str]:
    facts = [f"*{entry.level}*", f"for {entry.scope}"]
    facts += [f"looks also at {listed(list(entry.looks_at))}"] if entry.looks_at else []
    facts += [entry.in_force] if entry.in_force else []
    facts += [f"owner: {plain(entry.owner)}"] if entry.owner else []
    facts += [f"tags: {plain(', '.join(entry.tags))}"] if entry.tags else []
    facts += [f"formerly {', '.join(map(code, entry.formerly))}"] if entry.formerly else []
    yield " · ".join(facts)
    if entry.source:
        yield f"Source: {prose(entry.source)}"
    if entry.link:
        yield _link(entry.link)


def _link(target: str) -> str:
    """Gives a link that leads to the web, anything else as text."""
    shown = inert(target)
    if re.fullmatch(r"https?://[^\s<>]+", shown):
        return link(plain(shown), shown)
    return f"Link: {plain(target)}"


def _lines(lines: Iterable[Line]) -> str:
    return "\n".join(f"{'  ' * line.depth}- {prose(line.text)}" for line in lines)


def _field(kind: str, path: Sequence[str], where: str) -> str:
    at = f" ({plain(where)})" if where else ""
    return code(".".join([kind, *path])) + at


def _example(title: str, example: Example | None) -> Iterator[str]:
    if example is None:
        return
    given = f", on {code(example.given)}" if example.given else ""
    yield f"{title}: *{plain(example.name)}*{given}"
    if example.yaml:
        yield fenced(example.yaml, "yaml")
    for found in example.found:
        at = f" at {code(found.path)}" if found.path else ""
        verb = "can't be decided" if found.outcome == "undecided" else "violated"
        yield f"> {verb}{at}: {plain(found.message)}"


# -- the end --------------------------------------------------------------------------------------


def _index(index: Mapping[str, Sequence[Asked]], links: _Links) -> Iterator[str]:
    yield f"## {INDEX}"
    for kind, fields in index.items():
        yield f"### Fields of {plain(kind)}"
        rows = [(code(".".join(each.path) or kind), *_asked(each, links)) for each in fields]
        yield _table(("field", "what it is", "asked by"), rows)


def _asked(each: Asked, links: _Links) -> tuple[str, str]:
    what = prose(each.about or "") or plain(each.what)
    if each.within:
        return what, f"{counted(each.within, 'rule')}, of fields in it"
    by = [
        links.rule(rule) + (f" ({plain(listed(list(where)))})" if where else "")
        for rule, where in each.rules
    ]
    return what, ", ".join(by)


def _register(register: Register, links: _Links) -> Iterator[str]:
    yield f"## {WAIVERS}"
    if not register.waivers:
        yield "There is no waiver."
        return
    yield f"As of {register.as_of}: {states(register)}."
    titles = ("waiver", "state", "ends", "rule", "manifest", "reason", "approved by")
    yield _table(titles, [_waiver(each, links) for each in register.waivers])


def _waiver(each: Recorded, links: _Links) -> tuple[str, ...]:
    at = f" at {code(each.at)}" if each.at else ""
    ticket = f" ({plain(each.ticket)})" if each.ticket else ""
    return (
        plain(each.id),
        each.state,
        str(each.expires),
        links.rule(each.rule),
        (code(each.manifest) if each.manifest else "all together") + at,
        plain(each.reason) + ticket,
        f"{plain(each.approved_by)} on {each.approved_on}, for {plain(each.requested_by)}",
    )


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
