"""Mutants for programs."""

from __future__ import annotations

from remit.reporters.json_report import mistake
from remit.reporters.json_text import Json
from remit.workbench.mutation.listing import Mutation, Survivor


def data(mutation: Mutation) -> Json:
    """Gives what became of mutants as JSON holds it."""
    return {
        "killed": mutation.killed,
        "listed": mutation.listed,
        "equivalent": mutation.equivalent,
        "survivors": [_survivor(each) for each in mutation.survivors],
        "stale": [mistake(each) for each in mutation.stale],
    }


def _survivor(survivor: Survivor) -> Json:
    source = survivor.target.home.source
    name, was, becomes = survivor.key
    return {
        "rule": name,
        "file": source.name,
        "line": source.place(survivor.mutant.focus).line,
        "what": survivor.mutant.what,
        "was": was,
        "becomes": becomes,
        "add": survivor.mutant.case,
    }
