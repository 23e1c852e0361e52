"""Together: kinds whose collections rules name, judged in shares as well.

The rules that name no collection judge each manifest by itself. What the others read of it is kept
with its record: its projection, by their footprint. So no process holds whole manifests: from the
projections collections are made, in which the others judge, in shares again. Places in a manifest
are found in its text, which is read where something is told of it.

What these rules say of a manifest is known from before where all projections are the same, and the
contents of the files that their findings tell of. A manifest with something unknown in it has no
projection, and is read.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.finding import Evaluation
from remit.evaluation.world import Collection, Manifest, World
from remit.governance.inputs import File, Inputs
from remit.governance.judging import Outcome
from remit.governance.law import Law
from remit.governance.ledger import Told, ledger_of
from remit.governance.manifests import Entry
from remit.governance.matter import Matter
from remit.governance.portfolio import Fellows, Portfolio
from remit.governance.projecting import restored_entry
from remit.governance.records import (
    MANIFESTS,
    Came,
    Fact,
    Record,
    digest_of,
    evaluation_of,
    is_loud,
    joined,
    projections_of,
    told_evaluation,
)
from remit.governance.selection import Selected
from remit.governance.shares import about
from remit.governance.works import Mark, Work, grounds, noting
from remit.manifest.projection import SAME
from remit.text import digest
from remit.text.diagnostic import Diagnostic

Entries = Mapping[str, Mapping[str, Entry]]
"""What came of files by their paths, and these by the names of kinds."""


class Side(Struct, frozen=True, eq=False):
    """What is checked, with its collections, and what rules see of it: today, or at a base."""

    head: Portfolio
    inputs: Inputs
    law: Law
    world: World


def judge(
    matter: Matter,
) -> tuple[Portfolio, list[Work], list[Outcome], list[Diagnostic]]:
    """Gives the portfolio with the collections, works with what the rules say that name them, what
    those say that are evaluated once, and what was lost."""
    works, rules, fellows, inputs = matter.works, matter.rules, matter.fellows, matter.inputs
    entries = entries_of(works)
    head = with_collections(matter.head, entries, fellows, inputs)
    side = Side(head, inputs, matter.law, matter.seeing(head, inputs))
    joints = joints_of(side, works, rules, fellows, entries)
    lost = [said for joint in joints for said in joint.work_off()]
    found = [joined_work(*pair) for pair in zip(works, joints, strict=True)] if not lost else []
    said = once(side, matter) if not lost else []
    return head, found, said, lost


def joints_of(
    side: Side,
    works: Sequence[Work],
    rules: Sequence[Selected],
    fellows: Fellows,
    entries: Entries,
) -> list[Joint]:
    """Gives, for each work, what the rules are to say of its files that name collections."""
    state, digests = state_of(side, works, fellows, once=False), digests_of(side, works)
    naming = [each for each in rules if each.rule.names & fellows.plurals]
    return [
        Joint(
            work.kind, about(naming, work.kind.name), side.law, side.world, side.inputs,
            files=tuple(work.told.files), entries=entries[work.kind.name],
            plurals=fellows.plurals, state=state, digests=digests,
        )
        for work in works
    ]  # fmt: skip


def once(side: Side, matter: Matter) -> list[Outcome]:
    """Gives what rules say that are evaluated once, from memory where they said it of the same."""
    law, inputs, world, works = side.law, side.inputs, side.world, matter.works
    alone = [each for each in matter.rules if each.rule.once]
    state, digests = state_of(side, works, matter.fellows, once=True), digests_of(side, works)
    key = digest.key_of(["once", state.hex(), *grounds(alone, law, world, inputs)])
    memory = inputs.memory
    kept = memory.blob(key) if memory is not None else None
    if kept is not None:
        facts, told = marshal.loads(kept)
        if all(_is_so(fact, digests, world) for fact in facts):
            sources = {each.rule.id: each.policy.source for each in alone}
            said = tuple([evaluation_of(one, sources[one[0]]) for one in told])
            return [Outcome(None, said)]
    asked: list[Fact] = []
    outcomes = list(matter.evaluate(alone, law, (), noting(world, asked), inputs))
    if memory is not None:
        said = outcomes[0].evaluations
        told = [told_evaluation(each) for each in said]
        facts = [*asked, *_others(said, digests)]
        memory.keep_blob(key, marshal.dumps((facts, told)))
    return outcomes


class Joint(Work):
    """The rules about a kind that name collections, and the `files` of which they are to say
    something, whose `entries` are there already; `state` tells the collections from others,
    `digests` the contents of files, by how messages name them."""

    files: tuple[File, ...] = ()
    entries: Mapping[str, Entry] = field(default_factory=dict)
    plurals: frozenset[str] = frozenset()
    state: bytes = b""
    digests: Mapping[str, bytes] = field(default_factory=dict)

    def work_off(self) -> list[Diagnostic]:
        """Works off its files, if there is a rule; gives what was lost."""
        return self.run(self.files) if self.files and self.rules else []

    def entered(self, files: Sequence[File]) -> tuple[list[Entry], list[Mark]]:
        """Gives what came of the files of a share, and what tells their contents."""
        entries = [self.entries[file.path] for file in files]
        return entries, [(self.digests[file.name], "") for file in files]

    def record(self, came: Came, mark: Mark) -> Record:
        """Gives what came of a file as a record; it depends on other files that are told of."""
        said = [each for evaluations in came.evaluations for each in evaluations]
        facts = (("", None, self.state), *_others(said, self.digests), *came.facts)
        return Work.record(self, replace(came, facts=facts), mark)

    def is_so(self, fact: Fact) -> bool:
        """Says whether a fact is as it was."""
        path, _, seen = fact
        return seen == self.state if not path else _is_so(fact, self.digests, self.world)

    def seen(self) -> frozenset[str]:
        """Gives the names besides its own that records may depend on."""
        return Work.seen(self) | self.plurals

    def release(self, subjects: object) -> None:
        """Lets go of nothing, as the manifests are members of collections."""


def joined_work(work: Work, joint: Work) -> Work:
    """Gives a work with what further rules say, if there are any."""
    if not joint.rules:
        return work
    rules = [*work.rules, *joint.rules]
    found = Work(work.kind, rules, work.law, joint.world, work.inputs, others=work.others)
    every: list[Told] = []
    for (file, record), (_, further) in zip(work.told, joint.told, strict=True):
        if is_loud(further):
            [own], [other] = work.came([(file, record)]), joint.came([(file, further)])
            both = [(*a, *b) for a, b in zip(own.evaluations, other.evaluations, strict=True)]
            told = found.record(replace(own, evaluations=tuple(both)), (digest_of(record), ""))
        else:
            told = joined(record, further, len(work.rules))
        every.append((file, told))
    found.told = ledger_of(every)
    return found


def entries_of(works: Iterable[Work]) -> Entries:
    """Gives what came of the files of kinds, as far as rules read it."""
    found: dict[str, dict[str, Entry]] = {}
    for work in works:
        kind, schema, limits = work.kind, work.schema, work.inputs.setting.limits
        entries = found[kind.name] = {}
        for told, reported in ((work.told, True), (work.others, False)):
            for file, record in told:
                entry = restored_entry(file, record, kind, schema, limits, reported=reported)
                entries[file.path] = entry
    return found


def with_collections(
    gathered: Portfolio, entries: Entries, fellows: Fellows, inputs: Inputs
) -> Portfolio:
    """Gives a portfolio whose collections have the manifests of entries, too, in the order of their
    files."""
    found = dict(gathered.collections)
    for kind in inputs.setting.kinds.values():
        if kind.plural in fellows.plurals:
            there, known = found[kind.plural], entries.get(kind.name, {})
            others = by_path(there.members)
            files = inputs.found.get(kind.name, ())
            members = [
                member
                for file in files
                for member in (
                    known[file.path].manifests if file.path in known else others.get(file.path, ())
                )
            ]
            entered = [known[file.path] for file in files if file.path in known]
            lost = [each.file.name for each in entered if not (each.readable or each.reported)]
            found[kind.plural] = Collection(
                tuple(members), (*there.unreadable, *lost), bool(files) or kind.needed
            )
    return replace(gathered, collections=found)


def by_path(members: Iterable[Manifest]) -> dict[str, list[Manifest]]:
    """Gives manifests by the paths of their files."""
    found: dict[str, list[Manifest]] = {}
    for member in members:
        found.setdefault(member.path, []).append(member)
    return found


def _others(said: Iterable[Evaluation], digests: Mapping[str, bytes]) -> list[Fact]:
    """Gives the other files that findings tell of, with the digests of their contents."""
    findings = [finding for each in said for finding in each.findings]
    told = [seen.file for one in findings for each in one.because for seen in each.values]
    files = sorted({file for file in told if file is not None and file in digests})
    return [(file, None, digests[file]) for file in files]


def _is_so(fact: Fact, digests: Mapping[str, bytes], world: World) -> bool:
    path, beside, seen = fact
    if isinstance(seen, bytes):
        return digests.get(path) == seen
    return world.file_exists(path, beside) == seen


def state_of(side: Side, works: Iterable[Work], fellows: Fellows, *, once: bool) -> bytes:
    """Gives what tells the collections from all others: where their manifests stand, what these are
    called, and what rules read of them; all of one with something unknown in it, and whether that
    is reported, as rules don't say again what is."""
    told = {
        (work.kind.name, file.path): (record, reported)
        for work in works
        for each, reported in ((work.told, True), (work.others, False))
        for file, record in each
    }
    parts: list[object] = []
    for kind in side.inputs.setting.kinds.values():
        if kind.plural not in fellows.plurals:
            continue
        collection = side.head.collections[kind.plural]
        parts.append((kind.plural, collection.unreadable, collection.found))
        prints, schema = fellows.footprints[kind.name], side.law.schemas[kind.name]
        gathered = by_path(collection.members)
        for file in sorted(side.inputs.found.get(kind.name, ()), key=lambda file: file.name):
            known = told.get((kind.name, file.path))
            if known is not None:
                names = [manifest[1:4] for manifest in known[0][MANIFESTS]]
                held = _held(*known, once=once)
            else:
                there = gathered.get(file.path, ())
                names = [(m.identity, m.document.index, m.identity_keys) for m in there]
                read = [(prints.projection(m, schema), (_content(m), True)) for m in there]
                held = [each[2 if once else 1] if each else whole for each, whole in read]
            parts.append((file.name, file.path, names, held))
    return digest.brief(marshal.dumps(parts, SAME))


def _held(record: Record, reported: bool, *, once: bool) -> list[object]:
    known, whole = projections_of(record), (digest_of(record), reported)
    return [each[2 if once else 1] if each is not None else whole for each in known] or [whole]


def digests_of(side: Side, works: Iterable[Work]) -> dict[str, bytes]:
    """Gives the digests of the contents of all files, by how messages name them."""
    members = [m for collection in side.head.collections.values() for m in collection.members]
    found = {m.file: _content(m) for m in members if m.document.counted is None}
    for work in works:
        found.update((file.name, digest_of(each)) for file, each in [*work.told, *work.others])
    return found


def _content(manifest: Manifest) -> bytes:
    return digest.brief(manifest.document.source.text.encode("utf-8", "surrogatepass"))
