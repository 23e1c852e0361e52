"""The verdict: the first lines of a page, which are enough for most of its readers."""

from __future__ import annotations

from collections.abc import Iterator

from remit.governance.report import Report, summary
from remit.reporters.closing import besides, compared, looked_at, tally
from remit.reporters.html.markup import EMPTY, Markup, block, prose, tag, text, words
from remit.reporters.paint import plain
from remit.text.sentences import counted, listed

_MANY, _MOST = 4, 10
"""From so many findings that block on, the rules that do are told, at most so many of them."""


def headline(report: Report) -> str:
    """Gives the verdict in three words."""
    if report.refused:
        return "nothing was checked"
    blocking = summary(report).blocking
    if not blocking:
        return "nothing blocks"
    return f"{counted(blocking, 'finding')} {'blocks' if blocking == 1 else 'block'}"


def verdict(report: Report) -> Markup:
    """Gives the verdict, and in a few lines what it rests on."""
    state = "refused" if report.refused else "blocks" if report.blocks else "clear"
    said = headline(report)
    return block(
        "header",
        words("p", "Remit", class_="brand"),
        words("h1", said[0].upper() + said[1:]),
        *(_refused() if report.refused else _lines(report)),
        class_=state,
    )


def _refused() -> Iterator[Markup]:
    said = "Something that the check needs is wrong, so this is no pass."
    yield words("p", said, class_="lead")


def _lines(report: Report) -> Iterator[Markup]:
    others = besides(report)
    unclear = sum(j.blocking and j.finding.outcome == "undecided" for j in report.findings)
    said = [looked_at(report)]
    if unclear:
        said.append(f"{unclear} of those that block can't be decided")
    if others:
        said.append(f"besides, {listed(others)}")
    yield tag("p", _sentences(said), class_="lead")
    for at, line in enumerate(compared(report, plain)):
        yield tag("p", _sentences([line]), class_="governing" if at else "faint")


def _sentences(said: list[str]) -> Markup:
    return prose(" ".join(f"{each[0].upper()}{each[1:]}." for each in said))


def by_rule(report: Report) -> Markup:
    """Gives which rules block most, where much blocks."""
    if summary(report).blocking < _MANY:
        return EMPTY
    found = tally(report)
    rest = len(found) - _MOST
    return block(
        "section",
        words("h2", "What blocks, by rule"),
        block("table", *(_tallied(*rule) for rule in found[:_MOST]), class_="tally"),
        words("p", f"and {counted(rest, 'more rule')}", class_="faint") if rest > 0 else EMPTY,
    )


def _tallied(rule: str, count: int, title: str) -> Markup:
    what = tag("td", words("code", rule), text(" "), words("span", title))
    return tag("tr", words("th", str(count), scope="row"), what)
