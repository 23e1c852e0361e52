"""Page: coverage as one HTML file that needs nothing else: a table of all rules, and each rule as
it is written, with every atom marked as shown or not.

It has the look of the reports' pages, and forbids itself as much; nothing on it needs a script.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import remit
from remit.reporters.html.frame import asset, framed
from remit.reporters.html.markup import EMPTY, Markup, block, joined, tag, text, words
from remit.reporters.html.tables import scrolled, table
from remit.text.source import Span
from remit.workbench.coverage.summing import Coverage, Covered, Missing, percent


def page(coverage: Coverage) -> str:
    """Gives the page."""
    share = percent(coverage.met, coverage.total)
    style = asset("remit.reporters.html", "page.css") + asset(__package__, "coverage.css")
    return framed(f"Coverage of rules: {share}", Markup(style), EMPTY, *_body(coverage, share))


def _body(coverage: Coverage, share: str) -> Iterator[Markup]:
    said = f"The tests show {coverage.met} of {coverage.total} outcomes ({share})."
    rows = [_row(number, each) for number, each in enumerate(coverage.units)]
    about = "Every rule and define, and how many of its outcomes the tests show"
    summary = table(("rule or define", "file", "shown", "of"), rows, about)
    yield block(
        "header",
        words("p", "Remit", class_="brand"),
        words("h1", "Coverage of rules"),
        words("p", said, class_="lead"),
        class_="clear" if coverage.met == coverage.total else "lacks",
    )
    yield block(
        "main",
        tag("section", scrolled(summary, about)),
        *(_unit(number, each) for number, each in enumerate(coverage.units)),
    )
    yield tag("footer", words("p", f"Remit {remit.__version__}"))


def _row(number: int, covered: Covered) -> Markup:
    met = covered.total - len(covered.missing)
    return tag(
        "tr",
        tag("th", words("a", covered.unit.name, href=f"#u{number}"), scope="row"),
        words("td", covered.unit.policy.source.name),
        words("td", str(met), class_="count"),
        words("td", str(covered.total), class_="count"),
        class_="lacks" if covered.missing else None,
    )


def _unit(number: int, covered: Covered) -> Markup:
    source, span = covered.unit.policy.source, covered.unit.node.span
    missing = [_missing(covered, each) for each in covered.missing]
    return block(
        "section",
        words("h2", covered.unit.name),
        words("p", f"{source.name}, line {source.place(span).line}", class_="faint"),
        tag("pre", _marked(covered), tabindex="0", role="group", aria_label=covered.unit.name),
        block("ul", *missing, class_="missing") if missing else EMPTY,
        id=f"u{number}",
    )


def _missing(covered: Covered, missing: Missing) -> Markup:
    source, span = covered.unit.policy.source, missing.demand.span
    line = text(f"line {source.place(span).line}: ")
    return tag("li", line, words("code", source.slice(span)), text(f" {missing.told()}"))


def _marked(covered: Covered) -> Markup:
    """Gives the text of a rule with its atoms marked, those inside of others too."""
    lacks: dict[Span, list[str]] = defaultdict(list)
    for each in covered.missing:
        lacks[each.demand.span].append(each.told())
    spans = sorted({d.span for d in covered.demands}, key=lambda span: (span.start, -span.end))
    return _within(covered.unit.policy.source.text, covered.unit.node.span, spans, lacks)


def _within(
    written: str, span: Span, atoms: Sequence[Span], lacks: Mapping[Span, Sequence[str]]
) -> Markup:
    parts, at = [], span.start
    for atom in atoms:
        if atom.start < at:
            continue  # it stands inside of the one before
        inner = [each for each in atoms if atom.start <= each.start and each.end <= atom.end]
        inside = _within(written, atom, [each for each in inner if each != atom], lacks)
        told = "; ".join(lacks.get(atom, ()))
        parts += [_lines(written[at : atom.start]), _mark(inside, told)]
        at = atom.end
    return joined([*parts, _lines(written[at : span.end])])


def _mark(inside: Markup, told: str) -> Markup:
    return tag("mark", inside, class_="bad" if told else "good", title=told or None)


def _lines(written: str) -> Markup:
    return joined((text(line) for line in written.split("\n")), "\n")
