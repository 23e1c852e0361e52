"""The handbook as one HTML page, which needs nothing but itself; its script searches and filters.

It has the look of the reports' pages, and forbids itself as much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import remit
from remit.reporters.html.controls import choice, controls
from remit.reporters.html.frame import asset, framed
from remit.reporters.html.markup import EMPTY, Markup, block, joined, prose, tag, text, words
from remit.reporters.html.tables import scrolled, table
from remit.text.inert import inert
from remit.text.sentences import counted, listed
from remit.workbench.english.tables import Grid
from remit.workbench.handbook.book import (
    Asked,
    Book,
    Chapter,
    Meaning,
    Recorded,
    Register,
    Setting,
)
from remit.workbench.handbook.cards import Links, card
from remit.workbench.handbook.lead import LEVELS, governed, lead, states

_SHARED, _OWN = "remit.reporters.html", "remit.workbench.handbook"


def render(book: Book) -> str:
    """Gives the handbook as a page."""
    style = Markup(asset(_SHARED, "page.css") + asset(_OWN, "handbook.css"))
    script = Markup(asset(_SHARED, "filtering.js") + asset(_OWN, "handbook.js"))
    return framed(inert(book.title), style, script, *_body(book))


def _body(book: Book) -> Iterator[Markup]:
    links = _links(book)
    yield words("a", "Skip to the policies", href="#policies", class_="skip")
    yield block(
        "header",
        words("p", "Remit", class_="brand"),
        words("h1", book.title),
        *_preface(book.preface),
        tag("p", prose(lead(book)), class_="lead"),
        class_="book",
    )
    yield block(
        "main",
        _controls(book),
        _contents(book),
        _index(book.index, links) if book.index else EMPTY,
        *(_chapter(chapter, links) for chapter in book.chapters),
        _register(book.register, links) if book.register is not None else EMPTY,
    )
    yield tag("footer", words("p", f"Remit {remit.__version__}"))


def _links(book: Book) -> Links:
    fields = [(kind, each.path) for kind, asked in book.index.items() for each in asked]
    return Links(
        frozenset(entry.id for entry in book.entries),
        {field: f"field-{number}" for number, field in enumerate(fields)},
        {
            (chapter.name, setting.name): f"limit-{at}-{number}"
            for at, chapter in enumerate(book.chapters)
            for number, setting in enumerate(chapter.settings)
        },
        {
            (chapter.name, meaning.home, meaning.name): f"word-{at}-{number}"
            for at, chapter in enumerate(book.chapters)
            for number, meaning in enumerate(chapter.meanings)
        },
    )  # fmt: skip


# -- the front ------------------------------------------------------------------------------------


def _preface(preface: str) -> Iterator[Markup]:
    """Gives the paragraphs of a preface; one that is indented is shown as it is."""
    for paragraph in re.split(r"\n[ \t]*\n", preface.strip("\n")):
        lines = paragraph.splitlines()
        if lines and all(line.startswith(("    ", "\t")) for line in lines):
            shown = joined((text(line.strip()) for line in lines), "\n")
            yield tag("pre", shown, tabindex="0", role="group", aria_label="commands")
        elif paragraph.strip():
            yield tag("p", prose(" ".join(line.strip() for line in lines)), class_="preface")


def _controls(book: Book) -> Markup:
    """Gives the search and the choices, which the page's script shows."""
    levels = {entry.level for entry in book.entries}
    return controls(
        "Rules",
        _choice("Level", "level", [level for level in LEVELS if level in levels]),
        _choice("Policy", "policy", [chapter.name for chapter in book.chapters]),
        _choice("Governs", "kind", sorted({chapter.kind for chapter in book.chapters})),
    )


def _choice(label: str, name: str, choices: Sequence[str]) -> Markup:
    return choice(label, name, [(str(at), said) for at, said in enumerate(choices)])


def _contents(book: Book) -> Markup:
    items = [
        tag(
            "li",
            words("a", chapter.name, href=f"#policy-{chapter.name}"),
            text(" "),
            words("span", str(len(chapter.entries)), class_="many"),
            tag("p", prose(chapter.title)),
        )
        for chapter in book.chapters
    ]
    ends = [("#fields", "What rules ask, by field")] if book.index else []
    ends += [("#waivers", "Waivers")] if book.register is not None else []
    items += [tag("li", words("a", said, href=target)) for target, said in ends]
    levels = [tag("li", words("b", level), text(f": {about}")) for level, about in LEVELS.items()]
    return block(
        "nav",
        words("h2", "Policies"),
        block("ol", *items, class_="contents"),
        block("ul", *levels, class_="levels faint"),
        id="policies",
        aria_label="Contents",
    )  # fmt: skip


# -- a policy -------------------------------------------------------------------------------------


def _chapter(chapter: Chapter, links: Links) -> Markup:
    return block(
        "section",
        tag(
            "h2", text(f"{chapter.name} "), words("span", str(len(chapter.entries)), class_="many")
        ),
        tag("p", prose(chapter.title), class_="lead"),
        tag("p", prose(governed(chapter)), class_="faint"),
        _settings(chapter, links) if chapter.settings else EMPTY,
        _meanings(chapter, links) if chapter.meanings else EMPTY,
        block("ol", *(card(entry, chapter, links) for entry in chapter.entries), class_="rules"),
        id=f"policy-{chapter.name}",
        class_="chapter",
        data_policy=chapter.name,
        data_kind=chapter.kind,
    )


def _settings(chapter: Chapter, links: Links) -> Markup:
    rows = [
        tag(
            "tr",
            tag("th", words("code", each.name), scope="row"),
            tag("td", *_values(each)),
            tag("td", prose(each.about or "")),
            tag("td", joined(map(links.rule, each.rules), ", ")),
            id=links.limits[chapter.name, each.name],
            class_="limit",
        )
        for each in chapter.settings
    ]
    inside = _table(("limit", "value", "what it is", "used by"), rows, f"Limits of {chapter.name}")
    return tag("div", inside, class_="limits")


def _values(setting: Setting) -> Iterator[Markup]:
    told = [
        tag("span", words("code", value), prose(f" from {start}" if start else ""))
        for value, start in setting.values
    ]
    yield joined(told, ", then ")
    if setting.configured:
        yield tag("p", text("configured: "), words("code", setting.configured))


def _meanings(chapter: Chapter, links: Links) -> Markup:
    items = [_meaning(each, chapter, links) for each in chapter.meanings]
    head = tag("summary", _titled("h3", "Words", len(items)))
    return tag("details", head, block("ul", *items), class_="words")


def _meaning(meaning: Meaning, chapter: Chapter, links: Links) -> Markup:
    parts: list[Markup] = []
    for part in meaning.parts:
        if isinstance(part, Grid):
            parts.append(_grid(part, meaning.name))
        else:
            parts.append(tag("p", prose(part.text), class_=f"depth-{min(part.depth, 1)}"))
    if meaning.home != chapter.name:
        parts.append(words("p", f"It is of the policy {meaning.home}.", class_="faint"))
    return tag(
        "li", *parts, id=links.words[chapter.name, meaning.home, meaning.name], class_="word"
    )


def _grid(grid: Grid, name: str) -> Markup:
    rows = [
        tag("tr", *(words("td", cell, class_="" if at < grid.inputs else "gives")
                    for at, cell in enumerate(row)))
        for row in grid.rows
    ]  # fmt: skip
    return _table(grid.titles, rows, f"The table {name}")


# -- the end --------------------------------------------------------------------------------------


def _index(index: Mapping[str, Sequence[Asked]], links: Links) -> Markup:
    return block(
        "section",
        words("h2", "What rules ask, by field"),
        *(_fields(kind, fields, links) for kind, fields in index.items()),
        id="fields",
    )


def _fields(kind: str, fields: Sequence[Asked], links: Links) -> Markup:
    rows = [
        tag(
            "tr",
            tag("th", words("code", ".".join(each.path) or kind), scope="row"),
            tag("td", prose(each.about or each.what)),
            tag("td", _askers(each, links)),
            id=links.fields[kind, each.path],
            class_="field",
        )
        for each in fields
    ]
    head = tag("summary", _titled("h3", f"Fields of {kind}", len(fields)))
    inside = _table(("field", "what it is", "asked by"), rows, f"Fields of {kind}")
    return tag("details", head, inside, class_="words")


def _askers(each: Asked, links: Links) -> Markup:
    if each.within:
        return words("span", f"{counted(each.within, 'rule')}, of fields in it", class_="faint")
    return joined(
        (
            tag("span", links.rule(rule), text(f" ({listed(list(where))})" if where else ""))
            for rule, where in each.rules
        ),
        ", ",
    )


def _register(register: Register, links: Links) -> Markup:
    if not register.waivers:
        inside = words("p", "There is no waiver.", class_="good")
        return block("section", words("h2", "Waivers"), inside, id="waivers")
    rows = [_waiver(each, links) for each in register.waivers]
    titles = ("waiver", "state", "ends", "rule", "manifest", "reason", "approved by")
    about = prose(f"As of {register.as_of}: {states(register)}.")
    return block(
        "section",
        words("h2", "Waivers"),
        tag("p", about, class_="faint"),
        _table(titles, rows, "Waivers"),
        id="waivers",
    )


def _waiver(each: Recorded, links: Links) -> Markup:
    manifest = [words("code", each.manifest) if each.manifest else text("all together")]
    manifest += [text(" at "), words("code", each.at)] if each.at else []
    ticket = f" ({each.ticket})" if each.ticket else ""
    approved = f"{each.approved_by} on {each.approved_on}, for {each.requested_by}"
    return tag(
        "tr",
        words("th", each.id, scope="row"),
        words("td", each.state, class_=f"state-{each.state.replace(' ', '-')}"),
        tag("td", prose(str(each.expires))),
        tag("td", links.rule(each.rule)),
        tag("td", *manifest),
        words("td", each.reason + ticket),
        tag("td", prose(approved)),
        class_="waiver",
    )


def _titled(heading: str, title: str, count: int) -> Markup:
    return tag(heading, text(f"{title} "), words("span", str(count), class_="many"))


def _table(titles: Sequence[str], rows: Iterable[Markup], about: str) -> Markup:
    return scrolled(table(titles, rows, about), about)
