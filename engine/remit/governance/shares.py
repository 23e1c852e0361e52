"""Shares: manifests that need no others, read and judged a few hundred at a time.

Where no rule names the collection of a kind, what comes of a file depends on the file alone, and on
what is the same for all. So such files are worked off in shares, by as many processes as there are,
and nothing but records is kept of each. What came of a file before and would come of it again is
taken from memory: `key` says on what it depends.

Of a change, these are the files that it leaves as they were (see `unchanged.py`): their manifests
are judged as kept, each against itself.
"""

from __future__ import annotations

import gc
import marshal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.finding import Evaluation
from remit.evaluation.world import Manifest, Subject, World
from remit.governance.inputs import STDIN, File, Inputs
from remit.governance.judging import Outcome
from remit.governance.law import Law
from remit.governance.manifests import Entry, Fault, enter, once_more
from remit.governance.portfolio import Lone, Recorded
from remit.governance.programs import make_ready
from remit.governance.records import (
    Came,
    Fact,
    Known,
    Record,
    came_of,
    facts_of,
    identities_of,
    is_loud,
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

OWN = frozenset({"baseline", "today", "files"})
"""What the rules about a kind may name, besides it, to say the same of a file in any portfolio."""

Evaluate = Callable[[Sequence[Selected], Law, Sequence[Subject], World, Inputs], Iterable[Outcome]]


class Done(Struct, frozen=True):
    """What came of files: their entries, and what rules said; those that are known by their records
    alone."""

    entries: list[Entry] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    recorded: list[Recorded] = field(default_factory=list)

    def faults(self) -> list[Fault]:
        """Gives what is wrong with the manifests of the entries."""
        return [fault for entry in self.entries for fault in entry.faults]


def lone(inputs: Inputs, rules: Sequence[Selected], named: frozenset[str]) -> Lone:
    """Gives the files whose manifests are judged each by itself: no rule names the collection of
    their kind, and a change leaves them as they were."""
    checked = {
        kind.name: inputs.checked.get(kind.name, ())
        for kind in inputs.setting.kinds.values()
        if kind.plural not in named
    }
    loose = {
        kind: frozenset(file.path for file in files)
        for kind, files in checked.items()
        if not any(file.name == STDIN for file in files)
    }
    if inputs.base is None:
        return loose
    from remit.governance.unchanged import likely  # as all about changes, few checks need it

    return likely(loose, inputs, inputs.base, {kind: about(rules, kind) for kind in loose})


def about(rules: Iterable[Selected], kind: str) -> list[Selected]:
    """Gives the rules that are evaluated on each manifest of a kind."""
    return [each for each in rules if each.policy.kind == kind and not each.rule.once]


def work_off(
    lone: Lone,
    rules: Sequence[Selected],
    law: Law,
    world: World,
    inputs: Inputs,
    evaluate: Evaluate,
) -> tuple[list[Work], list[Diagnostic]]:
    """Gives what comes of files, kind by kind, and what was lost with processes that died."""
    lost: list[Diagnostic] = []
    works: list[Work] = []
    for work, files in apart(lone, rules, law, world, inputs, evaluate):
        lost += work.run(files)
        works.append(work)
    return works, lost


def apart(
    lone: Lone,
    rules: Sequence[Selected],
    law: Law,
    world: World,
    inputs: Inputs,
    evaluate: Evaluate,
) -> Iterator[tuple[Work, list[File]]]:
    """Gives the work on each kind that has some of the files, with these in order."""
    for kind in inputs.setting.kinds.values():
        paths = lone.get(kind.name, ())
        files = [file for file in inputs.checked.get(kind.name, ()) if file.path in paths]
        if files:
            work = Work(kind, about(rules, kind.name), law, world, inputs, evaluate)
            yield work, sorted(files, key=lambda file: file.name)


def done(works: Iterable[Work], *, one_by_one: bool) -> Done:
    """Gives what has come of files, each `one_by_one`, or by records alone."""
    done = Done()
    for work in works:
        work.add(done, one_by_one=one_by_one)
    return done


def done_afar(parcel: bytes, share: Sequence[Content], evaluate: Evaluate) -> bytes:
    """Gives the answer to a share that has travelled with its parcel."""
    from remit.governance.parcels import files_of, opened

    has = opened(parcel)
    work = Work(has.kind, has.rules, has.law, has.world, has.inputs, evaluate)
    return work.answer(files_of(share))


class Work(Struct, eq=False):
    """The files of one kind, the rules about it, and what was told of each file."""

    kind: Kind
    rules: list[Selected]
    law: Law
    world: World
    inputs: Inputs
    evaluate: Evaluate
    told: list[Told] = field(default_factory=list)

    def run(self, files: Sequence[File]) -> list[Diagnostic]:
        """Works off all files, those that are known from memory; gives what was lost."""
        lost: list[Diagnostic] = []
        memory, key = self.inputs.memory, self.key(files)
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
                lost.append(_lost(share, answer))
                continue
            for file, told in zip(share, marshal.loads(answer), strict=True):
                known[file.path] = told
        gc.unfreeze()
        if lost:
            return lost
        if memory is not None and key is not None:
            memory.keep(key, known)
        self.told = [(file, known[file.path]) for file in files]
        return []

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
        schema, limits = self.law.schemas[self.kind.name], self.inputs.setting.limits
        contents: dict[str, tuple[bytes, str]] = {}
        blobs = self.inputs.base.blobs if self.inputs.base is not None else {}
        read = [_noting(file, contents, blobs.get(file.path, "")) for file in files]
        entries = [enter(file, self.kind, schema, limits, reported=True) for file in read]
        manifests = [manifest for entry in entries for manifest in entry.manifests]
        subjects = self.subjects(manifests)
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
        known: Known = {}
        told = [
            record(
                Came(
                    entry,
                    tuple([said.get(id(m), ()) for m in entry.manifests]),
                    tuple([fact for m in entry.manifests for fact in facts.get(id(m), ())]),
                ),
                numbers,
                upcoming,
                schema.money,
                known,
                *contents[entry.file.path],
            )
            for entry in entries
        ]
        for subject in subjects:
            for manifest in (subject.manifest, subject.baseline):
                if manifest is not None:
                    manifest.document.release()
        return told

    def subjects(self, manifests: Iterable[Manifest]) -> list[Subject]:
        """Gives manifests as they are judged: in a change, each against itself."""
        if self.inputs.base is None:
            return [Subject(manifest) for manifest in manifests]
        schema = self.law.schemas[self.kind.name]
        compared = any("baseline" in each.rule.names for each in self.rules)
        return [Subject(m, once_more(m, schema) if compared else m, "kept") for m in manifests]

    def add(self, done: Done, *, one_by_one: bool) -> None:
        """Adds what came of all files to what is done."""
        told = self.told
        if not one_by_one:
            alone, told = _parted(told)
            self.together(alone, done)
        for came in self.came(told):
            done.entries.append(came.entry)
            for manifest, evaluations in zip(came.entry.manifests, came.evaluations, strict=True):
                done.outcomes.append(Outcome(manifest, evaluations))

    def together(self, told: Sequence[Told], done: Done) -> None:
        """Adds files that are known by their records alone."""
        records = [record for _, record in told]
        ids = [each.rule.id for each in self.rules]
        found = ((file.name, lines_of(record)) for file, record in told)
        lines = [each for each in found if each[1]]
        if self.inputs.base is not None:
            from remit.governance.unchanged import lines_that_block  # as above

            lines = lines_that_block(lines, self.rules, self.inputs.block)
        if told:
            done.recorded.append(
                Recorded(
                    self.kind.name,
                    identities_of(records),
                    lines,
                    lambda: tally(records, ids),
                    lambda: self.came(told),
                    lambda: self.came(each for each in told if is_loud(each[1])),
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

    def key(self, files: Iterable[File]) -> str | None:
        """Gives all that the records depend on besides the files; None where that is too much."""
        named = frozenset[str]().union(*(each.rule.names for each in self.rules))
        if named - {self.kind.name, *OWN}:
            return None
        compared = self.inputs.base is not None and "baseline" in named
        if compared and any(file.name != file.path for file in files):
            return None  # what is said of a baseline names its file as it is called from here
        inputs, law = self.inputs, self.law
        parts = [
            "kept" if inputs.base is not None else "",
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


def _noting(file: File, contents: dict[str, tuple[bytes, str]], blob: str) -> File:
    """Gives a file that notes what tells its content from others where it is read: its digest, and
    git's name where a blob is at the base."""

    def read() -> bytes | str:
        content = file.read()
        if file.path not in contents:  # it may be read again, and not be the same
            name = digest.blob(content, blob) if blob and isinstance(content, bytes) else ""
            contents[file.path] = (mark(content), name)
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
