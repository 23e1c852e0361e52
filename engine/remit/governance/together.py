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
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import field
from msgspec.structs import replace

from remit.evaluation.finding import Evaluation
from remit.evaluation.world import World
from remit.governance.inputs import File
from remit.governance.judging import Outcome
from remit.governance.manifests import Entry
from remit.governance.portfolio import Fellows, Portfolio, collection_of
from remit.governance.projecting import restored_entry
from remit.governance.records import (
    Came,
    Fact,
    Known,
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
from remit.governance.works import Evaluate, Mark, Work, grounds, noting
from remit.manifest.projection import SAME
from remit.text import digest
from remit.text.diagnostic import Diagnostic

Entries = Mapping[str, Mapping[str, Entry]]
"""What came of files by their paths, and these by the names of kinds."""


def judge(
    head: Portfolio,
    works: Sequence[Work],
    rules: Sequence[Selected],
    fellows: Fellows,
    seeing: Callable[[Portfolio], World],
    evaluate: Evaluate,
) -> tuple[Portfolio, list[Work], list[Outcome], list[Diagnostic]]:
    """Gives a portfolio with the collections, works with what the rules say that name them, what
    those say that are evaluated once, and what was lost; `seeing` gives the world of a portfolio.
    """
    entries = _entries(works)
    head = _with_collections(head, entries, fellows, works)
    world = seeing(head)
    found: list[Work] = []
    lost: list[Diagnostic] = []
    state, digests = _state(works, fellows, once=False), _digests(works)
    for work in works:
        further = [r for r in about(rules, work.kind.name) if r.rule.names & fellows.plurals]
        if further and work.told:
            joint = Joint(
                work.kind, further, work.law, world, work.inputs, evaluate,
                entries=entries[work.kind.name], plurals=fellows.plurals,
                state=state, digests=digests,
            )  # fmt: skip
            lost += joint.run([file for file, _ in work.told])
            work = _joined(work, joint) if not lost else work
        found.append(work)
    said = _once(works, rules, fellows, world, evaluate) if not lost else []
    return head, found, said, lost


def _once(
    works: Sequence[Work],
    rules: Sequence[Selected],
    fellows: Fellows,
    world: World,
    evaluate: Evaluate,
) -> list[Outcome]:
    """Gives what rules say that are evaluated once, from memory where they said it of the same."""
    law, inputs = works[0].law, works[0].inputs
    alone = [each for each in rules if each.rule.once]
    state, digests = _state(works, fellows, once=True), _digests(works)
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
    outcomes = list(evaluate(alone, law, (), noting(world, asked), inputs))
    if memory is not None:
        said = outcomes[0].evaluations
        told = [told_evaluation(each) for each in said]
        facts = [*asked, *_others(said, digests)]
        memory.keep_blob(key, marshal.dumps((facts, told)))
    return outcomes


class Joint(Work):
    """The rules about a kind that name collections. Its `entries` are there already; `state` tells
    the collections from others, `digests` the contents of files, by how messages name them."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    plurals: frozenset[str] = frozenset()
    state: bytes = b""
    digests: Mapping[str, bytes] = field(default_factory=dict)

    def entered(self, files: Sequence[File]) -> tuple[list[Entry], Mapping[str, Mark]]:
        """Gives what came of the files of a share."""
        entries = [self.entries[file.path] for file in files]
        return entries, {file.path: (self.digests[file.name], "") for file in files}

    def record(self, came: Came, known: Known, content: bytes, blob: str) -> Record:
        """Gives what came of a file as a record; it depends on other files that are told of."""
        said = [each for evaluations in came.evaluations for each in evaluations]
        facts = (("", None, self.state), *_others(said, self.digests), *came.facts)
        return Work.record(self, replace(came, facts=facts), known, content, blob)

    def is_so(self, fact: Fact) -> bool:
        """Says whether a fact is as it was."""
        path, _, seen = fact
        return seen == self.state if not path else _is_so(fact, self.digests, self.world)

    def seen(self) -> frozenset[str]:
        """Gives the names besides its own that records may depend on."""
        return Work.seen(self) | self.plurals

    def release(self, subjects: object) -> None:
        """Lets go of nothing, as the manifests are members of collections."""


def _joined(work: Work, joint: Work) -> Work:
    """Gives a work with what further rules say."""
    rules = [*work.rules, *joint.rules]
    found = Work(
        work.kind, rules, work.law, joint.world, work.inputs, work.evaluate, others=work.others
    )
    for (file, record), (_, further) in zip(work.told, joint.told, strict=True):
        if is_loud(further):
            [own], [other] = work.came([(file, record)]), joint.came([(file, further)])
            both = [(*a, *b) for a, b in zip(own.evaluations, other.evaluations, strict=True)]
            told = found.record(replace(own, evaluations=tuple(both)), {}, digest_of(record), "")
        else:
            told = joined(record, further, len(work.rules))
        found.told.append((file, told))
    return found


def _entries(works: Iterable[Work]) -> Entries:
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


def _with_collections(
    head: Portfolio, entries: Entries, fellows: Fellows, works: Sequence[Work]
) -> Portfolio:
    inputs, found = works[0].inputs, dict(head.collections)
    for kind in inputs.setting.kinds.values():
        if kind.plural in fellows.plurals:
            by_path = entries.get(kind.name, {})
            files = [by_path[file.path] for file in inputs.found.get(kind.name, ())]
            found[kind.plural] = collection_of(files, kind)
    return replace(head, collections=found)


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


def _state(works: Iterable[Work], fellows: Fellows, *, once: bool) -> bytes:
    """Gives what tells the collections from all others: where their manifests stand, what these are
    called, and what rules read of them; all of one with something unknown in it, and whether that
    is reported, as rules don't say again what is."""
    parts: list[object] = []
    for work in works:
        if work.kind.plural in fellows.plurals:
            told = [(file, record, True) for file, record in work.told]
            told += [(file, record, False) for file, record in work.others]
            parts.append(work.kind.plural)
            for file, record, reported in sorted(told, key=lambda each: each[0].name):
                names = [manifest[1:4] for manifest in record[3]]
                parts.append((file.name, file.path, names, _held(record, reported, once=once)))
    return digest.brief(marshal.dumps(parts, SAME))


def _held(record: Record, reported: bool, *, once: bool) -> list[object]:
    known, whole = projections_of(record), (digest_of(record), reported)
    return [each[2 if once else 1] if each is not None else whole for each in known] or [whole]


def _digests(works: Iterable[Work]) -> dict[str, bytes]:
    """Gives the digests of the contents of all files, by how messages name them."""
    return {
        file.name: digest_of(record)
        for work in works
        for file, record in [*work.told, *work.others]
    }
