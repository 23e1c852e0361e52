"""Works: the files of one kind worked off in shares, by as many processes as there are.

What came of a file before and would come of it again is taken from memory: `key` says on what it
depends. Nothing but records is kept of each file.
"""

from __future__ import annotations

import gc
import marshal
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.compiler.shelf import OF_A_SUBJECT
from remit.evaluation.courts import Court
from remit.evaluation.world import Manifest, Subject, World
from remit.governance.inputs import File, Inputs
from remit.governance.judging import Outcome
from remit.governance.law import Law
from remit.governance.ledger import Ledger, Told, empty, ledger_of
from remit.governance.manifests import Entry, Fault, enter, once_more
from remit.governance.portfolio import Recorded
from remit.governance.programs import court_of, make_ready
from remit.governance.records import (
    Came,
    Fact,
    Known,
    Numbers,
    Projections,
    Record,
    came_of,
    identities_of,
    is_loud,
    is_readable,
    mark,
    record,
    tally,
)
from remit.governance.selection import Selected, live, named_outside
from remit.governance.setting import Kind
from remit.manifest.plain import stripped
from remit.manifest.schema import Schema
from remit.manifest.values import Unknown
from remit.text import digest
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source

if TYPE_CHECKING:
    from remit.governance.projecting import Footprints

ALONE = 200
"""So few files make one share."""

SHARE, SMALLEST = 400, 20
"""Of more files so many make a share at most, and so many at least."""

BATCH = 100
"""The values of so many manifests stay near to the processor, those of a whole share don't."""

PART = 8
"""A share is at most such a part of the files that are left."""

LEFT = 20_000
"""So many objects may be left by shares before garbage is looked for."""

Mark = tuple[bytes, str]
"""What tells a content from others: its digest, and git's name for it where that counts."""


class Done(Struct, frozen=True):
    """What came of files: their entries, and what rules said; those that are known by their records
    alone."""

    entries: list[Entry] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    recorded: list[Recorded] = field(default_factory=list)

    def faults(self) -> list[Fault]:
        """Gives what is wrong with the manifests of the entries."""
        return [fault for entry in self.entries for fault in entry.faults]


class Work(Struct, eq=False, dict=True):
    """The files of one kind, the rules about it, and what was told of each file. Where other rules
    name the kind's collection, records have what these read of a manifest, by their `footprints`,
    and `others` are the files that weren't asked for."""

    kind: Kind
    rules: list[Selected]
    law: Law
    world: World
    inputs: Inputs
    footprints: Footprints | None = None
    known: Known = field(default_factory=dict)
    court: Court | None = None
    told: Ledger = field(default_factory=lambda: empty(()))
    others: Ledger = field(default_factory=lambda: empty(()))

    @property
    def schema(self) -> Schema:
        """Gives the schema of the kind."""
        return self.law.schemas[self.kind.name]

    def run(self, files: Sequence[File]) -> list[Diagnostic]:
        """Works off all files, those that are known from memory; gives what was lost."""
        memory, key = self.inputs.memory, self.key(files)
        kept = memory.known(key, files) if memory is not None and key is not None else None
        ledger = kept if kept is not None else empty(files)
        ledger.made = lambda file: self.records([file])[0]
        if ledger.hear is not None:
            lost = self.share_out(ledger)  # while somebody else is at other files
            if lost:
                return lost
            ledger.hear()
        for at in [at for at, facts in ledger.asking() if not all(map(self.is_so, facts))]:
            ledger.drop(at)
        lost = self.share_out(ledger)
        if lost:
            return lost
        if memory is not None and key is not None:
            memory.keep(key, ledger)
        self.told = ledger
        return []

    def share_out(self, ledger: Ledger) -> list[Diagnostic]:
        """Works off the files that are lacking in shares; gives what was lost."""
        left = sorted(ledger.lacking)
        if not left:
            return []
        make_ready(live(self.rules), self.law, self.inputs, len(left))
        shares = list(in_shares([ledger.files[at] for at in left]))

        gc.freeze()  # what is there now stays, and need not be looked through
        lost: list[Diagnostic] = []
        found: list[Record] = []
        for share, answer in zip(shares, self.answers(shares), strict=True):
            self.inputs.progress("checking", len(found), len(left))
            if isinstance(answer, str):
                lost.append(_lost(share, answer))
            else:
                found += marshal.loads(answer)
        gc.unfreeze()
        if not lost:
            ledger.fill(dict(zip(left, found, strict=True)))
        return lost

    def answers(self, shares: Sequence[Sequence[File]]) -> Iterator[bytes | str]:
        """Gives the answer to each share; a text says how it was lost."""
        inputs, parcel = self.inputs, None
        if inputs.afar is not None and inputs.base is None and len(shares) > 1:
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
        if self.court is None:
            self.court = court_of(self.rules, self.law, self.noting[0], self.inputs, len(files))
        batches = [files[at : at + BATCH] for at in range(0, len(files), BATCH)]
        return [record for batch in batches for record in self.records_of(batch)]

    def records_of(self, files: Sequence[File]) -> list[Record]:
        """Gives what comes of each file of a batch. Each step is done for all before the next, as a
        processor is quicker at what it has just done."""
        entries, marks = self.entered(files)
        subjects = [self.subjects(entry.manifests) for entry in entries]
        came = list(map(self.judged, entries, subjects))
        told = list(map(self.record, came, marks))
        self.release(subjects)
        return told

    def entered(self, files: Sequence[File]) -> tuple[list[Entry], list[Mark]]:
        """Gives what comes of the files of a share, and what tells their contents."""
        schema, limits = self.schema, self.inputs.setting.limits
        contents = [file.read() for file in files]
        marks = list(map(self.mark, files, contents))
        contents.reverse()  # each is let go when it is taken

        def entry(file: File) -> Entry:
            read = File(file.name, file.path, contents.pop, file.pack, file.place, file.blob)
            return enter(read, self.kind, schema, limits, reported=True)

        return list(map(entry, files)), marks

    def mark(self, file: File, content: bytes | str) -> Mark:
        """Gives what tells the content of a file: its digest, and git's name where it lies in git,
        or a blob is at the base."""
        name, base = file.blob, self.inputs.base
        if base is not None and not name and isinstance(content, bytes):
            blob = base.blobs.get(file.path)
            name = digest.blob(content, blob) if blob else ""
        return mark(content), name

    def judged(self, entry: Entry, subjects: Sequence[Subject]) -> Came:
        """Gives what came of a file with what rules say of its manifests."""
        asked = self.noting[1]
        asked.clear()
        assert self.court is not None
        said = tuple([self.court.judged(subject) for subject in subjects])
        return Came(entry, said, tuple(asked))

    @cached_property
    def noting(self) -> tuple[World, list[Fact]]:
        """Gives the world, in which is noted for which files rules ask."""
        asked: list[Fact] = []
        return noting(self.world, asked), asked

    def release(self, subjects: Iterable[Iterable[Subject]]) -> None:
        """Lets go of the values of manifests that are done with."""
        for each in subjects:
            for subject in each:
                for manifest in (subject.manifest, subject.baseline):
                    if manifest is not None:
                        manifest.document.release()

    def record(self, came: Came, mark: Mark) -> Record:
        """Gives what came of a file as a record."""
        schema = self.schema
        projections: Projections = ()
        if self.footprints is not None:
            projections = tuple(
                [self.footprints.projection(m, schema) for m in came.entry.manifests]
            )
        return record(came, self.numbers, schema.money, self.known, *mark, projections)

    @cached_property
    def numbers(self) -> Numbers:
        """Gives the number of each rule by its id, and those that aren't in force yet."""
        numbers = {each.rule.id: number for number, each in enumerate(self.rules)}
        return numbers, frozenset(s.rule.id for s in self.rules if s.standing == "upcoming")

    def subjects(self, manifests: Iterable[Manifest]) -> list[Subject]:
        """Gives manifests as they are judged: in a change, each against itself."""
        if self.inputs.base is None:
            return [Subject(manifest) for manifest in manifests]
        schema = self.schema
        compared = any("baseline" in each.rule.names for each in self.rules)
        return [Subject(m, once_more(m, schema) if compared else m, "kept") for m in manifests]

    def add(self, done: Done, *, one_by_one: bool) -> None:
        """Adds what came of all files to what is done."""
        told: Iterable[Told] = self.told
        names = [*self.told.identities(), *self.others.identities()]
        twice = twice_in(names)
        if not one_by_one:
            alone, told = _parted(self.told, twice)
            self.together(alone, done, None if told or len(self.others) else names)
        doubles = _parted(self.others, twice)[1] if twice else ()
        done.entries.extend(replace(came.entry, reported=False) for came in self.came(doubles))
        for came in self.came(told):
            done.entries.append(came.entry)
            for manifest, evaluations in zip(came.entry.manifests, came.evaluations, strict=True):
                done.outcomes.append(Outcome(manifest, evaluations))

    def together(self, told: Ledger, done: Done, names: Sequence[str] | None) -> None:
        """Adds files that are known by their records alone, with the identities of manifests where
        these are known already."""
        ids = [each.rule.id for each in self.rules]
        lines = told.lines()
        if self.inputs.base is not None:
            from remit.governance.unchanged import lines_that_block  # as above

            lines = lines_that_block(lines, self.rules, self.world, self.inputs)
        if len(told):
            done.recorded.append(
                Recorded(
                    self.kind.name,
                    told.identities() if names is None else names,
                    lines,
                    lambda: tally(told.said(), ids),
                    lambda: self.came(told),
                    lambda: self.came(each for each in told if is_loud(each[1])),
                )
            )

    def came(self, told: Iterable[Told]) -> Iterator[Came]:
        """Gives what came of files by their records."""
        limits, money = self.inputs.setting.limits, self.schema.money
        ids = [each.rule.id for each in self.rules]
        shared: dict[object, object] = {}
        return (came_of(record, file, ids, money, limits, shared) for file, record in told)

    def is_so(self, fact: Fact) -> bool:
        """Says whether a file that rules asked for is there, or not, as it was."""
        path, beside, seen = fact
        return self.world.file_exists(path, beside) == seen

    def key(self, files: Iterable[File]) -> str | None:
        """Gives all that the records depend on besides the files; None where that is too much."""
        named = named_outside(self.rules)
        outside = named - {self.kind.name, *OF_A_SUBJECT}
        if outside - self.seen():
            return None
        compared = self.inputs.base is not None and "baseline" in named
        if compared and any(file.name != file.path for file in files):
            return None  # what is said of a baseline names its file as it is called from here
        parts = [
            "kept" if self.inputs.base is not None else "",
            repr(self.kind),
            repr(self.footprints.told()) if self.footprints is not None else "",
            *(file.text for file in self.schema.files),
            *grounds(self.rules, self.law, self.world, self.inputs),
        ]
        return digest.of_texts(parts)

    def seen(self) -> frozenset[str]:
        """Gives the names besides its own that records may depend on: registers, as a key holds
        their texts. What a change has of them at its base is the same (`unchanged.likely`)."""
        return frozenset(self.inputs.setting.registers)


def in_shares(files: Sequence[File]) -> Iterator[Sequence[File]]:
    """Gives files in shares; towards the end they are smaller, so that no process is left alone
    with a large one."""
    at = 0
    while at < len(files):
        left = len(files) - at
        few = len(files) <= min(ALONE, SHARE)
        size = left if few else min(SHARE, max(SMALLEST, left // PART))
        yield files[at : at + size]
        at += size


def noting(world: World, asked: list[Fact]) -> World:
    """Gives a world in which is noted for which files rules ask."""

    def exists(path: str, beside: str | None) -> bool:
        found = world.file_exists(path, beside)
        asked.append((path, beside, found))
        return found

    return world.asking(exists)


def grounds(rules: Sequence[Selected], law: Law, world: World, inputs: Inputs) -> Iterator[str]:
    """Gives all that what rules say depends on besides manifests: how they stand, limits, params,
    the day if they name it, registers, and the schemas behind collections."""
    named, setting = named_outside(rules), inputs.setting
    yield repr((setting.limits, setting.steps))
    yield from (f"{name}: {policy.source.text}" for name, policy in sorted(law.policies.items()))
    yield from (f"{each.rule.id} {each.standing}" for each in rules)
    yield from (f"{name}: {stripped(each)!r}" for name, each in sorted(world.params.items()))
    yield str(inputs.today) if "today" in named else ""
    for kind in setting.kinds.values():
        if kind.plural in named:
            yield repr(kind)
            yield from (file.text for file in law.schemas[kind.name].files)
    for name in sorted(named & setting.registers.keys()):
        yield repr(setting.registers[name])
        yield from (file.text for file in law.schemas[name].files)
        yield from _register(name, world)


def _register(name: str, world: World) -> Iterator[str]:
    """Gives what tells a register, and what is known of it, from all others."""
    value = world.registers.get(name)
    yield repr(value) if value is None or isinstance(value, Unknown) else ""
    for manifest in world.references:
        if manifest.value is value:
            source = manifest.document.source
            yield from (source.name, source.text, repr(sorted(map(repr, manifest.wrong))))


def twice_in(names: Sequence[str]) -> frozenset[str]:
    """Gives the identities that several manifests have."""
    if len(set(names)) == len(names):
        return frozenset()
    return frozenset(name for name, times in Counter(names).items() if times > 1)


def _parted(told: Ledger, twice: frozenset[str]) -> tuple[Ledger, Sequence[Told]]:
    """Gives the files whose manifests are each the only one of its identity, and the others."""
    if not twice and told.are_readable():
        return told, ()
    alone: list[Told] = []
    apart: list[Told] = []
    for each in told:
        odd = twice and not twice.isdisjoint(identities_of(each[1]))
        (apart if odd or not is_readable(each[1]) else alone).append(each)
    return ledger_of(alone), apart


def _lost(share: Sequence[File], how: str) -> Diagnostic:
    """Gives what is said of the files of a share whose process died."""
    first, last = share[0].name, share[-1].name
    which = f"{len(share)} files from here to `{last}`" if len(share) > 1 else "this file"
    message = f"the process that checked {which} has died ({how})"
    way = "if it ran out of memory, `--jobs 1` takes less"
    return Diagnostic("lost-work", message, Source(first, ""), help=way)
