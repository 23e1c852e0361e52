"""Coverage for programs: every rule and define with what is demanded of it, and what is missing."""

from __future__ import annotations

from remit.reporters.json_text import Json
from remit.workbench.coverage.summing import Coverage, Covered, Missing


def data(coverage: Coverage) -> Json:
    """Gives coverage as JSON holds it."""
    return {
        "total": coverage.total,
        "met": coverage.met,
        "units": [_unit(each) for each in coverage.units],
    }


def _unit(covered: Covered) -> Json:
    unit, source = covered.unit, covered.unit.policy.source
    return {
        "name": unit.name,
        "file": source.name,
        "line": source.place(unit.node.span).line,
        "total": covered.total,
        "met": covered.total - len(covered.missing),
        "missing": [_missing(covered, each) for each in covered.missing],
    }


def _missing(covered: Covered, missing: Missing) -> Json:
    source, demand = covered.unit.policy.source, missing.demand
    place = source.place(demand.span)
    return {
        "of": demand.role,
        "condition": " ".join(source.slice(demand.span).split()),
        "outcome": demand.outcome,
        "seen": missing.hidden,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
