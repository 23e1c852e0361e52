"""Shares: manifests that need no others, read and judged a few hundred at a time.

Where no rule names the collection of a kind, what comes of a file depends on the file alone, and on
what is the same for all. So such files are worked off in shares, by as many processes as there are,
and nothing but records is kept of each. What came of a file before and would come of it again is
taken from memory: `_key` says on what it depends.
"""

from __future__ import annotations

import gc
import marshal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.finding import Evaluation
from remit.evaluation.world import Subject, World
from remit.governance.inputs import STDIN, File, Inputs
from remit.governance.judging import Outcome
from remit.governance.law import Law
from remit.governance.manifests import Entry, enter
from remit.governance.portfolio import Recorded
from remit.governance.programs import make_ready
from remit.governance.records import (
    Came,
    Fact,
    Record,
    came_of,
    facts_of,
    identities_of,
    is_readable,
    lines_of,
    mark,
    record,
    tally,
)
from remit.governance.selection import Selected, live
from remit.governance.setting import Kind
from remit.manifest.values import shown
from remit.text import digest
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source

if TYPE_CHECKING:
    from remit.governance.parcels import Content

SHARE = 200
"""So many files make a share."""

LEFT = 20_000
"""So many objects may be left by shares before garbage is looked for."""

Told = tuple[File, Record]

Evaluate = Callable[[Sequence[Selected], Law, Sequence[Subject], World, Inputs], Iterable[Outcome]]


class Done(Struct, frozen=True):
    """What came of the files of some kinds: their entries, and what rules said; those that are
    known by their records alone; what was lost with processes that died."""

    entries: list[Entry] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    recorded: list[Recorded] = field(default_factory=list)
    lost: list[Diagnostic] = field(default_factory=list)


def loose(inputs: Inputs, named: frozenset[str]) -> frozenset[str]:
    """Gives the kinds whose manifests are judged each by itself: no rule names their collection,
    and they are compared with nothing."""
    if inputs.base is not None:
        return frozenset()
    return frozenset(
        kind.name
        for kind in inputs.setting.kinds.values()
        if kind.plural not in named
        and not any(file.name == STDIN for file in inputs.checked.get(kind.name, ()))
    )


def work_off(
    kinds: frozenset[str],
    rules: Sequence[Selected],
    law: Law,
    world: World,
    inputs: Inputs,
    evaluate: Evaluate,
    *,
    one_by_one: bool,
) -> Done:
    """Gives what comes of the files of some kinds, each `one_by_one`, or by records alone."""
    done = Done()
    for kind in inputs.setting.kinds.values():
        if kind.name in kinds:
            own = [s for s in rules if s.policy.kind == kind.name and not s.rule.once]
            _Work(kind, own, law, world, inputs, evaluate, one_by_one, done).run()
    return done


def done_afar(parcel: bytes, share: Sequence[Content], evaluate: Evaluate) -> bytes:
    """Gives the answer to a share that has travelled with its parcel."""
    from remit.governance.parcels import files_of, opened

    has = opened(parcel)
    work = _Work(has.kind, has.rules, has.law, has.world, has.inputs, evaluate, False, Done())
    return work.answer(files_of(share))


class _Work(Struct, eq=False):
    """The files of one kind, and the rules about it."""

    kind: Kind
    rules: list[Selected]
    law: Law
    world: World
    inputs: Inputs
    evaluate: Evaluate
    one_by_one: bool
    done: Done

    def run(self) -> None:
        """Works off all files, those that are known from memory."""
        files = sorted(self.inputs.checked.get(self.kind.name, ()), key=lambda file: file.name)
        memory, key = self.inputs.memory, self.key()
        known = dict(memory.known(key, files)) if memory is not None and key is not None else {}
        gone = [path for path, each in known.items() if facts_of(each) and not self.holds(each)]
        for path in gone:
            del known[path]
        new = [file for file in files if file.path not in known]
        if new:
            make_ready(live(self.rules), self.law, self.inputs, len(new))
        shares = [new[at : at + SHARE] for at in range(0, len(new), SHARE)]

        gc.freeze()  # what is there now stays, and need not be looked through
        number = 0
        for share, answer in zip(shares, self.answers(shares), strict=True):
            self.inputs.progress("checking", number, len(new))
            number += len(share)
            if isinstance(answer, str):
                self.done.lost.append(_lost(share, answer))
                continue
            for file, told in zip(share, marshal.loads(answer), strict=True):
                known[file.path] = told
        gc.unfreeze()
        if self.done.lost:
            return
        if memory is not None and key is not None:
            memory.keep(key, known)
        self.take(files, known)

    def answers(self, shares: Sequence[Sequence[File]]) -> Iterator[bytes | str]:
        """Gives the answer to each share; a text says how it was lost."""
        inputs, parcel = self.inputs, None
        if inputs.afar is not None and len(shares) > 1:
            from remit.governance.parcels import packed  # what travels, and few checks do

            parcel = packed(self.kind, self.rules, self.law, self.world, inputs)
        if inputs.afar is not None and parcel is not None:
            return inputs.afar(parcel, shares)
        return inputs.spread(lambda number: self.answer(shares[number]), len(shares))

    def answer(self, files: Sequence[File]) -> bytes:
        """Gives what comes of each file of a share, as bytes."""
        answer = marshal.dumps(self.records(files))
        if gc.get_count()[0] > LEFT:  # trees of values that point in circles, and aren't released
            gc.collect(0)
        return answer

    def records(self, files: Sequence[File]) -> list[Record]:
        """Gives what comes of each file of a share."""
        schema, limits = self.law.schemas[self.kind.name], self.inputs.setting.limits
        contents: dict[str, bytes] = {}
        read = [_noting(file, contents) for file in files]
        entries = [enter(file, self.kind, schema, limits, reported=True) for file in read]
        manifests = [manifest for entry in entries for manifest in entry.manifests]
        subjects = [Subject(manifest) for manifest in manifests]
        asked: list[Fact] = []
        said: dict[int, tuple[Evaluation, ...]] = {}
        facts: dict[int, tuple[Fact, ...]] = {}

        def exists(path: str, beside: str | None) -> bool:
            found = self.world.file_exists(path, beside)
            asked.append((path, beside, found))
            return found

        world = replace(self.world, file_exists=exists)
        for outcome in self.evaluate(self.rules, self.law, subjects, world, self.inputs):
            own = id(outcome.manifest)
            said[own] = outcome.evaluations
            facts[own] = tuple(asked)
            asked.clear()
        numbers = {each.rule.id: number for number, each in enumerate(self.rules)}
        upcoming = frozenset(s.rule.id for s in self.rules if s.standing == "upcoming")
        told = [
            record(
                Came(
                    entry,
                    tuple(said.get(id(m), ()) for m in entry.manifests),
                    tuple(fact for m in entry.manifests for fact in facts.get(id(m), ())),
                ),
                numbers,
                upcoming,
                schema.money,
                contents[entry.file.path],
            )
            for entry in entries
        ]
        for manifest in manifests:
            manifest.document.release()
        return told

    def take(self, files: Sequence[File], known: Mapping[str, Record]) -> None:
        """Adds what came of all files to what is done."""
        told = [(file, known[file.path]) for file in files]
        if not self.one_by_one:
            alone, told = _parted(told)
            self.together(alone)
        for came in self.came(told):
            self.done.entries.append(came.entry)
            for manifest, evaluations in zip(came.entry.manifests, came.evaluations, strict=True):
                self.done.outcomes.append(Outcome(manifest, evaluations))

    def together(self, told: Sequence[Told]) -> None:
        """Adds files that are known by their records alone."""
        records = [record for _, record in told]
        ids = [each.rule.id for each in self.rules]
        lines = [(file.name, lines) for file, record in told if (lines := lines_of(record))]
        if told:
            self.done.recorded.append(
                Recorded(
                    self.kind.name,
                    identities_of(records),
                    lines,
                    lambda: tally(records, ids),
                    lambda: self.came(told),
                )
            )

    def came(self, told: Iterable[Told]) -> Iterator[Came]:
        """Gives what came of files by their records."""
        limits, money = self.inputs.setting.limits, self.law.schemas[self.kind.name].money
        ids = [each.rule.id for each in self.rules]
        shared: dict[object, object] = {}
        return (came_of(record, file, ids, money, limits, shared) for file, record in told)

    def holds(self, told: Record) -> bool:
        """Says whether the files that rules asked for are there, or not, as they were."""
        return all(
            self.world.file_exists(path, beside) == seen for path, beside, seen in facts_of(told)
        )

    def key(self) -> str | None:
        """Gives all that the records depend on besides the files; None where that is too much."""
        named = frozenset[str]().union(*(each.rule.names for each in self.rules))
        if named - {self.kind.name, "baseline", "today", "files"}:
            return None
        inputs, law = self.inputs, self.law
        parts = [
            repr(self.kind),
            repr(inputs.setting.limits),
            repr(inputs.setting.steps),
            *(f"{name}: {policy.source.text}" for name, policy in sorted(law.policies.items())),
            *(file.text for file in law.schemas[self.kind.name].files),
            *(f"{each.rule.id} {each.standing}" for each in self.rules),
            *(f"{name}: {shown(each.data)}" for name, each in sorted(self.world.params.items())),
            str(inputs.today) if "today" in named else "",
        ]
        return digest.of_texts(parts)


def _noting(file: File, contents: dict[str, bytes]) -> File:
    """Gives a file that notes the digest of its content where it is read."""

    def read() -> bytes | str:
        content = file.read()
        if file.path not in contents:  # it may be read again, and not be the same
            contents[file.path] = mark(content)
        return content

    return File(file.name, file.path, read, file.pack, file.place)


def _parted(told: Sequence[Told]) -> tuple[list[Told], list[Told]]:
    """Gives the files whose manifests are each the only one of its identity, and the others."""
    names = identities_of(record for _, record in told)
    twice: set[str] = set()
    if len(set(names)) < len(names):
        twice = {name for name, times in Counter(names).items() if times > 1}
    alone: list[Told] = []
    apart: list[Told] = []
    for each in told:
        odd = twice and not twice.isdisjoint(identities_of([each[1]]))
        (apart if odd or not is_readable(each[1]) else alone).append(each)
    return alone, apart


def _lost(share: Sequence[File], how: str) -> Diagnostic:
    """Gives what is said of the files of a share whose process died."""
    first, last = share[0].name, share[-1].name
    which = f"{len(share)} files from here to `{last}`" if len(share) > 1 else "this file"
    message = f"the process that checked {which} has died ({how})"
    way = "if it ran out of memory, `--jobs 1` takes less"
    return Diagnostic("lost-work", message, Source(first, ""), help=way)
