"""Verdicts: what every rule said of every manifest, passed ones too, for those who ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from remit.evaluation.finding import Outcome
from remit.governance.report import Report, Verdict
from remit.reporters.paint import Paint, Style
from remit.reporters.view import View
from remit.text.inert import inert
from remit.text.sentences import counted

_OUTCOMES: dict[Outcome, Style] = {
    "satisfied": "good",
    "violated": "blocks",
    "undecided": "blocks",
    "not applicable": "faint",
}
_LONGEST = max(map(len, _OUTCOMES))


def verdicts(report: Report, view: View, brush: Paint) -> list[str]:
    """Gives a block of lines for each manifest, as far as the view asks for them."""
    if not view.explain and view.show not in ("all", "passed"):
        return []
    wanted = [verdict for verdict in report.verdicts if _is_wanted(verdict, view)]
    told: set[str] = set()
    return [
        "\n".join(_block(list(group), view, brush, told))
        for _, group in groupby(wanted, key=lambda verdict: (verdict.file, verdict.manifest))
    ]


def _is_wanted(verdict: Verdict, view: View) -> bool:
    if view.explain or view.show == "all":
        return True
    return view.show == "passed" and verdict.outcome == "satisfied"


def _block(group: list[Verdict], view: View, brush: Paint, told: set[str]) -> Iterator[str]:
    first = group[0]
    if first.manifest is None:
        yield f"{brush('place', inert(first.file))}: evaluated once"
    else:
        about = f"{first.kind} {inert(first.manifest)}"
        yield f"{brush('place', inert(first.file))}: {about}"
    for verdict in group:
        notes = f": {_note(verdict)}" if view.explain and _note(verdict) else ""
        pad = " " * (_LONGEST - len(verdict.outcome))
        outcome = brush(_OUTCOMES[verdict.outcome], verdict.outcome)
        yield f"  {outcome}{pad}  {verdict.rule}{notes}"
        if view.explain and verdict.reads and verdict.rule not in told:
            told.add(verdict.rule)
            reads = f"looks at {', '.join(verdict.reads)}"
            yield f"  {' ' * _LONGEST}    {brush('faint', reads)}"


def _note(verdict: Verdict) -> str:
    if verdict.why:
        return inert(verdict.why)
    if verdict.outcome != "satisfied":
        return ""
    cases = counted(verdict.bindings, "case")
    return f"holds for {cases}" if verdict.bindings else "nothing that it applies to"
