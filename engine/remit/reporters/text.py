"""Text: the report as people read it, on a terminal or in a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remit.evaluation.finding import Because, Finding
from remit.governance.lines import APART, BEGIN, Head, Line, Told, head_of
from remit.governance.report import Judged, Report, line_of
from remit.reporters import telling
from remit.reporters.bearing import Bearing, bearing
from remit.reporters.paint import Paint, Style, paint
from remit.reporters.view import View
from remit.text.inert import are_inert, inert, width

_LABEL = 6
_STYLES: dict[Bearing, Style] = {
    "blocks": "blocks",
    "known": "advice",
    "advice": "advice",
    "upcoming": "later",
    "waived": "faint",
    "resolved": "good",
}


def render(report: Report, view: View) -> str:
    """Gives the findings, each with its place, its lines and its reasons, then a summary."""
    brush = paint(view.color)
    if view.quiet:
        return _quietly(report.lines, brush)
    from remit.reporters.closing import closing, going_on  # which a quiet check does without
    from remit.reporters.verdicts import verdicts

    shown = [judged for judged in report.findings if _asked_for(judged, view)]
    blocks: list[str] = []
    told: set[str] = set()
    for judged in shown:
        blocks.append("\n".join(block(judged, brush, first=judged.finding.rule not in told)))
        told.add(judged.finding.rule)
    blocks += verdicts(report, view, brush)
    onward = going_on(report, brush) if view.terminal else []
    blocks.append("\n".join([*closing(report, brush), *onward]))
    return "\n\n".join(blocks) + "\n"


def _asked_for(judged: Judged, view: View) -> bool:
    if judged.change == "resolved":
        return view.show == "all"
    return judged.status != "waived" or view.show in ("all", "waived")


def block(judged: Judged, brush: Paint, *, first: bool) -> list[str]:
    """Gives the lines of one finding; the `first` of a rule tells the rule's title, too."""
    finding = judged.finding
    line, word = line_of(judged), bearing(judged)
    lines = [_head(line, word, brush), f"  {brush('strong', _message(line))}"]
    style = _STYLES[word]
    if finding.source.text:
        from remit.reporters.excerpt import excerpt  # as above

        found = excerpt(finding.source, finding.place, brush, style=style)
        lines += ["", *(f"  {line}".rstrip() for line in found)]
    title = judged.title if first and judged.title not in (None, finding.message) else None
    notes = [*_told("rule:", title, brush), *reasons(finding, brush)]
    notes += [*_told("do:", finding.hint, brush), *_told("but:", telling.waiver(judged), brush)]
    return [*lines, "", *notes] if notes else lines


def _quietly(lines: Sequence[Told], brush: Paint) -> str:
    """Gives each line that blocks. There may be thousands, of which few have other heads."""
    plain = are_inert([file for file, _ in lines])
    before, behind = brush("place", ":").split(":")
    told = "".join(
        [
            text.replace(BEGIN, f"\n{before}{file if plain else inert(file)}:")
            for file, text in lines
        ]
    )
    parts = told.removeprefix("\n").split(APART)
    heads = parts[1::2]
    said = {each: f"{behind}: {_said(head_of(each), 'blocks', brush)}: " for each in set(heads)}
    parts[1::2] = map(said.__getitem__, heads)
    return "".join([*parts, "\n"] if lines else [])


def _head(line: Line, word: Bearing, brush: Paint) -> str:
    return f"{brush('place', telling.place(line))}: {_said(line.head, word, brush)}"


def _said(head: Head, word: Bearing, brush: Paint) -> str:
    about = ", ".join(telling.about(head))
    return f"{brush(_STYLES[word], word)} {brush('strong', head.rule)} ({about})"


def _message(line: Line) -> str:
    return inert(line.message)


def reasons(finding: Finding, brush: Paint) -> Iterator[str]:
    """Gives the conditions that explain a finding, each with the values that decided it."""
    label = "why:"
    for because in finding.because:
        yield _labelled(label, telling.condition(because), brush)
        label = ""
        yield from (f"{' ' * (_LABEL + 4)}{line}" for line in _values(finding, because, brush))


def _values(finding: Finding, because: Because, brush: Paint) -> Iterator[str]:
    rows = [(inert(seen.name), inert(seen.value)) for seen in because.values]
    names = max((width(name) for name, _ in rows), default=0)
    values = max((width(value) for _, value in rows if width(value) <= 40), default=0)
    for (name, value), seen in zip(rows, because.values, strict=True):
        where = telling.where(finding, seen)
        line = f"{name}{' ' * (names - width(name))}  is {value}"
        pad = " " * max(2, values - width(value) + 2)
        yield line + (pad + brush("faint", where) if where else "")
    if because.more:
        yield brush("faint", f"and {because.more} more")


def _told(label: str, text: str | None, brush: Paint) -> Iterator[str]:
    if text:
        yield _labelled(label, inert(text), brush)


def _labelled(label: str, text: str, brush: Paint) -> str:
    return f"  {brush('strong', label)}{' ' * (_LABEL - len(label))}{text}"
