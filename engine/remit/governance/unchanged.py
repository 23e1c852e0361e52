"""Unchanged: the files that a change leaves as they were, so that they are read and judged once.

What a file holds at the base it holds today, if git has the same name for both. Its manifests are
kept then, each with itself as its baseline, unless another manifest of today or of the base has the
same identity. Rules say the same of them on both sides, where they see the same: the same kind and
limits, the same registers, the same answers of whether files exist. Only those that compare with a
baseline say nothing of the base itself, so what they find was introduced, and all else was there.

All other manifests go the way of changes: `change.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from remit.evaluation.compiler.shelf import OF_A_SUBJECT
from remit.evaluation.world import World
from remit.governance import lines
from remit.governance.inputs import Inputs, Revision
from remit.governance.judging import Outcome
from remit.governance.lacking import undecided_by
from remit.governance.ledger import Told, ledger_of
from remit.governance.matter import Matter
from remit.governance.newcomers import with_doubles
from remit.governance.portfolio import Lone, Portfolio
from remit.governance.records import blob_of, facts_of, identities_of, is_readable
from remit.governance.report import Change, Judged
from remit.governance.selection import Selected
from remit.governance.works import Work, twice_in
from remit.text.diagnostic import Diagnostic

Sides = tuple[Portfolio, Portfolio]
"""The portfolios of today and of the base."""


def likely(
    loose: Mapping[str, frozenset[str]],
    inputs: Inputs,
    base: Revision,
    outside: Mapping[str, frozenset[str]],
) -> Lone:
    """Gives the files of loose kinds that a change doesn't seem to touch, and of which the rules
    about their kind see the same at the base, by the names from `outside` that they use."""
    ours, theirs = inputs.setting, base.setting
    if (ours.limits, ours.steps) != (theirs.limits, theirs.steps):
        return {}
    return {
        kind: _untouched(kind, inputs, base) & loose[kind]
        for kind in loose
        if ours.kinds[kind] == theirs.kinds.get(kind)
        and all(_is_same(name, inputs, base) for name in outside[kind] - {kind, *OF_A_SUBJECT})
    }


class Settled(Struct, frozen=True, eq=False):
    """The portfolios of today and of the base, the works on files of which all is the same there,
    what rules say on both sides that are evaluated once, where that is known, and what was lost."""

    sides: Sides
    works: Sequence[Work]
    once: tuple[list[Outcome], list[Outcome]] | None = None
    lost: Sequence[Diagnostic] = ()


def settle(matter: Matter, base: Revision) -> Settled:
    """Leaves to works the files that are the same at the base, and whose identities nobody else
    has; the portfolios have the manifests of all others."""
    works, inputs = matter.works, matter.inputs
    then = inputs.at_base(base)
    for work in works:
        twice = twice_in([*work.told.identities(), *work.others.identities()])
        _leave(work, partial(_is_kept, base=base, then=then, twice=twice))
    lone = lone_in(works)
    gather, sides = with_doubles(matter.gather, lone, inputs, base)
    taken = {(m.kind, m.identity) for side in sides for m in side.manifests()}
    for work in works:
        names = frozenset([name for kind, name in taken if kind == work.kind.name])
        _leave(work, partial(_is_free, taken=names))
    left = lone_in(works)
    if left != lone:
        sides = gather(inputs, left), gather(then, left)
    if not matter.fellows.plurals:
        return Settled(sides, works)
    from remit.governance import agreeing  # which few changes need

    return agreeing.settle(replace(matter, gather=gather), base, sides)


def lone_in(works: Iterable[Work]) -> dict[str, frozenset[str]]:
    """Gives the files that works are about."""
    return {
        work.kind.name: frozenset([*work.told.files.paths, *work.others.files.paths])
        for work in works
    }


def said_before(outcomes: Iterable[Outcome], rules: Iterable[Selected]) -> Iterator[Outcome]:
    """Gives what rules say of unchanged manifests at the base, by what they say of them today."""
    comparing = _comparing(rules)
    for outcome in outcomes:
        said = tuple([each for each in outcome.evaluations if each.rule not in comparing])
        yield Outcome(outcome.manifest, said)


def compared(found: Iterable[Judged], rules: Iterable[Selected]) -> Iterator[Judged]:
    """Gives the findings of unchanged manifests as introduced or persisting."""
    comparing = _comparing(rules)
    return (replace(each, change=_change(each.finding.rule, comparing)) for each in found)


def lines_that_block(
    told: Iterable[lines.Told],
    rules: Sequence[Selected],
    world: World,
    inputs: Inputs,
) -> list[lines.Told]:
    """Gives the lines of unchanged manifests that block in a change, with what is new of them."""
    comparing, block = _comparing(rules), inputs.block
    lost = frozenset[str]()
    if block == "changed":
        lost = undecided_by(rules, world.collections, world.registers, inputs)
    if not comparing and not lost and block != "all":
        return []

    def changes(rule: str, outcome: str) -> Change | None:
        change = _change(rule, comparing)
        counts = change == "introduced" or (outcome == "undecided" and rule in lost)
        return change if block == "all" or counts else None

    found = ((file, lines.in_change(text, changes)) for file, text in told)
    return [each for each in found if each[1]]


def _comparing(rules: Iterable[Selected]) -> frozenset[str]:
    return frozenset(each.rule.id for each in rules if "baseline" in each.rule.names)


def _change(rule: str, comparing: frozenset[str]) -> Change:
    return "introduced" if rule in comparing else "persisting"


# -- which files ----------------------------------------------------------------------------------


def _untouched(kind: str, inputs: Inputs, base: Revision) -> frozenset[str]:
    """Gives the files that a change doesn't touch, and that are asked for on both sides, or on
    none."""
    then = {f.path: f.name for f in base.found.get(kind, ()) if f.path in base.blobs}
    asked = [{f.path for f in side.checked.get(kind, ())} for side in (inputs, base)]
    found = {f.path for f in inputs.found.get(kind, ()) if then.get(f.path) == f.name}
    return frozenset(found - (asked[0] ^ asked[1]))


def _is_same(name: str, inputs: Inputs, base: Revision) -> bool:
    """Says whether a name stands for a register that holds the same at the base."""
    ours = inputs.setting.registers.get(name)
    if ours is None or ours != base.setting.registers.get(name):
        return False
    sides = (inputs.found.get(name, ()), base.found.get(name, ()))
    now, then = ([(file.name, file.path, file.read()) for file in side] for side in sides)
    return now == then and all(isinstance(content, bytes) for _, _, content in now)


def _is_kept(told: Told, base: Revision, then: Inputs, twice: frozenset[str]) -> bool:
    """Says whether a file is the same at the base, could be read, and has no identity twice; and
    whether the files that rules asked for are there, or not, at the base, too."""
    file, record = told
    return (
        blob_of(record) == base.blobs[file.path]
        and is_readable(record)
        and all(then.file_exists(path, at) == seen for path, at, seen in facts_of(record))
        and twice.isdisjoint(identities_of(record))
    )


def _is_free(told: Told, taken: frozenset[str]) -> bool:
    """Says whether no identity of a file is taken."""
    return taken.isdisjoint(identities_of(told[1]))


def _leave(work: Work, fits: Callable[[Told], bool]) -> None:
    """Leaves to a work the files that fit."""
    work.told, work.others = (ledger_of(filter(fits, each)) for each in (work.told, work.others))
