"""Text: rules as they are written, with what their tests have not shown under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from remit.reporters.excerpt import Line, lines
from remit.reporters.paint import Paint
from remit.text.inert import inert, width
from remit.text.sentences import counted
from remit.text.source import Place, Span
from remit.workbench.coverage.summing import Coverage, Covered, Missing, percent


def told(coverage: Coverage, brush: Paint) -> Iterator[str]:
    """Gives the rules and defines that lack something, then the sum."""
    lacking = [each for each in coverage.units if each.missing]
    if lacking:
        yield ""
    for each in lacking:
        yield from _unit(each, brush)
        yield ""
    share = percent(coverage.met, coverage.total)
    line = f"coverage: {coverage.met} of {coverage.total} ({share})"
    if lacking:
        units = counted(len(lacking), "rule or define", "rules and defines")
        line += f"; cases are missing for {units}"
    yield brush("blocks" if lacking else "good", line)


def _unit(covered: Covered, brush: Paint) -> Iterator[str]:
    unit, source = covered.unit, covered.unit.policy.source
    place = source.place(unit.node.span)
    where = brush("place", f"{inert(source.name)}:{place.line}")
    met = covered.total - len(covered.missing)
    yield f"{where}: {brush('strong', unit.name)} shows {met} of {covered.total}"
    by_line: dict[int, list[Missing]] = defaultdict(list)
    for missing in covered.missing:
        by_line[source.place(missing.demand.span).line].append(missing)
    gutter = len(str(place.end_line))
    for number in range(place.line, place.end_line + 1):
        if source.line(number).strip() or number in by_line:
            yield from _line(covered, number, gutter, by_line[number], brush)


def _line(
    covered: Covered, number: int, gutter: int, missing: list[Missing], brush: Paint
) -> Iterator[str]:
    source = covered.unit.policy.source
    bar = brush("gutter", f"{number:>{gutter}} |")
    if not missing:
        yield f"  {bar} {_text(lines(source, Place(number, 1, number, 1)))}".rstrip()
        return
    told: dict[Span, list[str]] = defaultdict(list)
    for each in missing:
        told[each.demand.span].append(each.told())
    shown = None
    for span, what in told.items():
        found = lines(source, source.place(span))
        if _text(found) != shown:
            shown = _text(found)
            yield f"  {bar} {shown}"
        under = "^" * max(1, width(found[-1].blamed))
        arrow = brush("blocks", f"{under} {'; '.join(what)}")
        indent = " " * width(found[-1].before)
        yield f"  {' ' * gutter} {brush('gutter', '|')} {indent}{arrow}"


def _text(found: list[Line]) -> str:
    return (found[-1].before + found[-1].blamed + found[-1].after).rstrip()
