"""Text: each mutant that survives as a difference of its rule, with the case that is missing."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from remit.reporters.paint import Paint
from remit.text.fixes import edited
from remit.text.inert import inert
from remit.text.sentences import counted
from remit.workbench.mutation.listing import Mutation, Survivor


def told(mutation: Mutation, brush: Paint) -> Iterator[str]:
    """Gives the survivors, then the sum."""
    for survivor in mutation.survivors:
        yield ""
        yield from _survivor(survivor, brush)
    if mutation.survivors:
        yield ""
    yield _sum(mutation, brush)


def _survivor(survivor: Survivor, brush: Paint) -> Iterator[str]:
    target, mutant = survivor.target, survivor.mutant
    source = target.home.source
    line = source.place(mutant.focus).line
    place = brush("place", f"{inert(source.name)}:{line}")
    name = brush("strong", target.name)
    yield f"{place}: {brush('blocks', 'survives')}: {name}, {inert(mutant.what)}"
    yield from (f"  {line}" for line in difference(survivor, brush))
    yield f"  add {inert(mutant.case)}"


def difference(survivor: Survivor, brush: Paint) -> Iterator[str]:
    """Gives the lines of a rule that a mutant changes, before and after, with their numbers."""
    source, edits = survivor.target.home.source, survivor.mutant.edits
    before = source.text.splitlines()
    after = edited(source.text, edits).splitlines()
    width = len(str(len(before)))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, other, until in matcher.get_opcodes():
        if tag == "equal":
            continue
        for number in range(start, end):
            yield brush("blocks", f"{number + 1:>{width}} - {inert(before[number])}".rstrip())
        for number in range(other, until):
            if after[number].strip():
                yield brush("good", f"{'':>{width}} + {inert(after[number])}".rstrip())


def _sum(mutation: Mutation, brush: Paint) -> str:
    alive = len(mutation.survivors)
    parts = [f"{mutation.killed} killed", f"{alive} {'survives' if alive == 1 else 'survive'}"]
    if mutation.listed:
        parts.append(f"{mutation.listed} listed with reasons")
    if mutation.equivalent:
        parts.append(f"{mutation.equivalent} the same by types")
    total = mutation.killed + alive + mutation.listed + mutation.equivalent
    line = f"{counted(total, 'mutant')}: {', '.join(parts)}"
    return brush("blocks" if alive or mutation.stale else "good", line)
