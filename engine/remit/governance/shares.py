"""Shares: manifests that need no others, read and judged a few hundred at a time.

Where no rule names the collection of a kind, what comes of a file depends on the file alone, and on
what is the same for all. So such files are worked off in shares, by as many processes as there are,
and nothing but records is kept of each (`works.py`). Where some rules do name it, the others judge
in this way, and those after them (`together.py`).

Of a change, these are the files that it leaves as they were (see `unchanged.py`): their manifests
are judged as kept, each against itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from remit.evaluation.world import World
from remit.governance.inputs import STDIN, Files, Inputs, by_name, in_columns
from remit.governance.law import Law
from remit.governance.ledger import ledger_of
from remit.governance.portfolio import Fellows, Lone
from remit.governance.selection import Selected, named_outside
from remit.governance.works import Done, Work
from remit.text.diagnostic import Diagnostic

if TYPE_CHECKING:
    from remit.governance.parcels import Content

_NONE = Fellows()

LEAST = 100
"""Fewer manifests than these are sooner read and judged by all rules at once."""


def fellows(inputs: Inputs, rules: Sequence[Selected], law: Law, named: frozenset[str]) -> Fellows:
    """Gives the collections that are known by projections: all that rules name, or none where there
    are few manifests, nothing is kept, or work is done elsewhere."""
    kinds = inputs.setting.kinds.values()
    plurals = frozenset(kind.plural for kind in kinds if kind.plural in named)
    if not plurals or inputs.memory is None or inputs.afar is not None:
        return _NONE
    involved = [inputs.found if kind.plural in named else inputs.checked for kind in kinds]
    files = [f for kind, of in zip(kinds, involved, strict=True) for f in of.get(kind.name, ())]
    if len(files) < LEAST or any(file.name == STDIN for file in files):
        return _NONE
    from remit.governance.projecting import footprints_of  # which small checks don't need

    reading = [each for each in rules if each.rule.names & plurals]
    return Fellows(plurals, footprints_of(reading, law, inputs.setting, inputs.memory))


def lone(
    inputs: Inputs,
    rules: Sequence[Selected],
    named: frozenset[str],
    fellows: Fellows = _NONE,
) -> Lone:
    """Gives the files whose manifests are judged each by itself: no rule names the collection of
    their kind but as fellows, and a change leaves them as they were."""
    files = {
        kind.name: (inputs.found if kind.plural in named else inputs.checked).get(kind.name, ())
        for kind in inputs.setting.kinds.values()
        if kind.plural not in named - fellows.plurals
    }
    loose = {kind: in_columns(each) for kind, each in files.items()}
    loose = {kind: each for kind, each in loose.items() if STDIN not in each.names}
    if inputs.base is None:
        return dict.fromkeys(loose)
    from remit.governance.unchanged import likely  # as all about changes, few checks need it

    outside = {kind: named_outside(about(rules, kind)) - fellows.plurals for kind in loose}
    paths = {kind: frozenset(each.paths) for kind, each in loose.items()}
    return likely(paths, inputs, inputs.base, outside)


def about(rules: Iterable[Selected], kind: str) -> list[Selected]:
    """Gives the rules that are evaluated on each manifest of a kind."""
    return [each for each in rules if each.policy.kind == kind and not each.rule.once]


def work_off(
    lone: Lone,
    rules: Sequence[Selected],
    law: Law,
    world: World,
    inputs: Inputs,
    fellows: Fellows,
) -> tuple[list[Work], list[Diagnostic]]:
    """Gives what comes of files, kind by kind, and what was lost with processes that died. Where
    rules name collections of fellows, it comes of all these, but these rules judge later."""
    lost: list[Diagnostic] = []
    works: list[Work] = []
    for work, files in apart(lone, rules, law, world, inputs, fellows):
        lost += work.run(files)
        if work.kind.plural in fellows.plurals:
            asked = frozenset(in_columns(inputs.checked.get(work.kind.name, ())).paths)
            work.others = ledger_of(each for each in work.told if each[0].path not in asked)
            work.told = ledger_of(each for each in work.told if each[0].path in asked)
        works.append(work)
    return works, lost


def apart(
    lone: Lone,
    rules: Sequence[Selected],
    law: Law,
    world: World,
    inputs: Inputs,
    fellows: Fellows = _NONE,
) -> Iterator[tuple[Work, Files]]:
    """Gives the work on each kind that has some of the files, with these in order; of kinds whose
    collections are named, with all there are."""
    alone = [each for each in rules if not each.rule.names & fellows.plurals]
    for kind in inputs.setting.kinds.values():
        paths = lone.get(kind.name, frozenset())
        every = inputs.found if kind.plural in fellows.plurals else inputs.checked
        files = every.get(kind.name, ())
        if paths is not None:
            files = [file for file in files if file.path in paths]
        if files:
            prints = fellows.footprints.get(kind.name)
            work = Work(kind, about(alone, kind.name), law, world, inputs, prints)
            yield work, by_name(files)


def done(works: Iterable[Work], *, one_by_one: bool) -> Done:
    """Gives what has come of files, each `one_by_one`, or by records alone."""
    done = Done()
    for work in works:
        work.add(done, one_by_one=one_by_one)
    return done


def done_afar(parcel: bytes, share: Sequence[Content]) -> bytes:
    """Gives the answer to a share that has travelled with its parcel."""
    from remit.governance.parcels import files_of, opened

    has = opened(parcel)
    work = Work(has.kind, has.rules, has.law, has.world, has.inputs)
    return work.answer(files_of(share))
