"""Suggestions for programs: every case with its text and the gaps that it closes."""

from __future__ import annotations

from remit.reporters.json_text import Json
from remit.workbench.coverage.summing import Missing
from remit.workbench.suggesting.gaps import Gap
from remit.workbench.suggesting.listing import Advice


def data(advice: Advice) -> Json:
    """Gives suggestions as JSON holds them."""
    return {
        "gaps": len(advice.gaps),
        "tried": advice.tried,
        "cases": [
            {
                "file": case.file,
                "name": case.name,
                "case": case.text,
                "closes": [_gap(gap) for gap in advice.closed(case)],
            }
            for case in advice.cases
        ],
        "open": [_gap(gap) for gap in advice.open],
    }


def _gap(gap: Gap) -> Json:
    of = "coverage" if isinstance(gap.what, Missing) else "mutant"
    return {"of": of, "file": gap.source.name, "line": gap.line, "what": gap.told}
