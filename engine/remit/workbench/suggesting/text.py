"""Text: the cases to add, ready to be pasted, each under the gaps that it closes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remit.reporters.paint import Paint
from remit.text.inert import inert
from remit.text.sentences import counted
from remit.workbench.coverage.summing import Missing
from remit.workbench.suggesting.gaps import Gap
from remit.workbench.suggesting.listing import Advice
from remit.workbench.suggesting.suggestions import Suggestion

_SHOWN = 4


def told(advice: Advice, brush: Paint) -> Iterator[str]:
    """Gives the cases file by file, then what is left open, then the sum."""
    for file in sorted({case.file for case in advice.cases}):
        cases = [case for case in advice.cases if case.file == file]
        yield ""
        place, number = brush("place", inert(file)), counted(len(cases), "case")
        yield f"{place}: {number} to add at the end of `tests`, if what they expect is meant so"
        for case in cases:
            yield ""
            yield from _case(case, advice, brush)
    left = advice.open
    if left:
        yield ""
        yield brush("blocks", "no case was found for:")
        yield from (f"  {reference(gap)}: {spoken(gap)}" for gap in left)
    if advice.gaps:
        yield ""
    yield _sum(advice, brush)


def reference(gap: Gap) -> str:
    """Gives where the part of a rule stands that a gap is about."""
    return inert(f"{gap.source.name}:{gap.line}")


def spoken(gap: Gap) -> str:
    """Gives in words what is missing."""
    rules = "" if gap.rules else " (no test file sees it)"
    if isinstance(gap.what, Missing):
        return inert(gap.told) + rules
    return f"no case notices that {inert(gap.told)}{rules}"


def _case(case: Suggestion, advice: Advice, brush: Paint) -> Iterator[str]:
    indent = case.text[: len(case.text) - len(case.text.lstrip(" "))]
    closed = advice.closed(case)
    for line in remarks(closed):
        yield brush("gutter", f"{indent}{line}")
    comma = ", " if case.text.startswith("{") else ""
    yield from f"{comma}{case.text}".split("\n")


def remarks(closed: Sequence[Gap]) -> Iterator[str]:
    """Gives comments on what a case is for."""
    for gap in closed[:_SHOWN]:
        if isinstance(gap.what, Missing):
            yield f"# shows what {reference(gap)} lacked: {inert(gap.told)}"
        else:
            yield f"# notices in {reference(gap)} that {inert(gap.told)}"
    if len(closed) > _SHOWN:
        yield f"# and {len(closed) - _SHOWN} more"


def _sum(advice: Advice, brush: Paint) -> str:
    if not advice.gaps:
        return brush("good", "suggestions: nothing is missing")
    gaps = counted(len(advice.gaps), "gap")
    closed = len(advice.gaps) - len(advice.open)
    tried = counted(advice.tried, "manifest")
    cases = counted(len(advice.cases), "case")
    line = f"suggestions: {cases} for {closed} of {gaps}; {tried} tried"
    return brush("blocks" if advice.open else "good", line)
