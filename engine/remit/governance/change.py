"""The change: manifests matched with those of the base revision, and their findings compared.

A manifest's baseline is the one of the base with the same identity, by what the base's own
configuration says of identity; else the one at the same path, or at the path that it was moved
from, so that a new identity doesn't escape it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from remit.evaluation.world import Manifest, Subject
from remit.governance.inputs import File, Inputs, Revision
from remit.governance.lacking import lack_of
from remit.governance.manifests import SYNTAX, Fault, identity_of, lost
from remit.governance.matter import Gather
from remit.governance.portfolio import Lone, Portfolio
from remit.governance.report import Base, Judged
from remit.governance.selection import Selected, named_outside

Pair = tuple[Manifest, Manifest]
"""A manifest of today, and one of the base."""

_MANY = 10_000
"""Beyond so many pairs of documents in a file the first is taken for the first, and so on."""


class Matched(Struct, frozen=True, eq=False):
    """What is judged in the change, and the manifests of the base that stand against it, with their
    `faults`: these under their identities of today, so that findings outlast a move or a renaming.
    """

    subjects: tuple[Subject, ...]
    against: tuple[Subject, ...]
    faults: tuple[Fault, ...]

    def gone(self) -> Iterator[Manifest]:
        """Gives the manifests that the change deletes."""
        for subject in self.subjects:
            if subject.change == "deleted" and subject.baseline is not None:
                yield subject.baseline


def match(head: Portfolio, base: Portfolio, revision: Revision) -> Matched:
    """Gives each manifest with its baseline, and after them those that the change deletes."""
    search = _Search(head, base, revision)
    pairs = search.pairs()
    subjects = [search.subject(manifest, pairs.get(id(manifest))) for manifest in head.checked]
    taken = {id(baseline) for baseline in pairs.values()}
    gone = [m for m in base.checked if id(m) not in taken and search.is_gone(m)]
    gone += search.lost(base)
    subjects += [Subject(None, manifest, "deleted") for manifest in gone]
    names: dict[tuple[str, str], str] = {}
    against: list[Subject] = []
    for subject in subjects:
        own, baseline = subject.own, subject.baseline
        if own is not None and baseline is not None:
            names[baseline.kind, baseline.identity] = own.identity
            against.append(Subject(replace(baseline, identity=own.identity)))
    faults = tuple(_of_today(base.faults, names, revision))
    return Matched(tuple(subjects), tuple(against), faults)


def reaches_others(gather: Gather, lone: Lone, inputs: Inputs, rules: Sequence[Selected]) -> bool:
    """Says whether a change takes away what rules look into that judge manifests which it leaves as
    they are: a file, or a member of a collection, be it that this gets another identity."""
    base = inputs.base
    assert base is not None
    names = named_outside(each for each in rules if not each.rule.once)
    if "files" in names and base.gone:
        return True
    kinds = {kind.name for kind in inputs.setting.kinds.values() if kind.plural in names}
    if not kinds:
        return False
    matched = match(gather(inputs, lone), gather(inputs.at_base(base), lone), base)
    return any(_is_away(subject, kinds) for subject in matched.subjects)


def _is_away(subject: Subject, kinds: set[str]) -> bool:
    """Says whether a manifest of some kinds has the identity no more that it had at the base."""
    manifest, baseline = subject.manifest, subject.baseline
    if baseline is None or baseline.kind not in kinds:
        return False
    return manifest is None or manifest.identity != baseline.identity


def _of_today(
    faults: Iterable[Fault], names: Mapping[tuple[str, str], str], revision: Revision
) -> Iterator[Fault]:
    """Gives the faults of the base that the check is about, by the identities of today; those of a
    file that can't be read go by its path."""
    after = {before: path for path, before in revision.moved.items()}
    for fault in faults:
        finding = fault.finding
        name = names.get((finding.kind, finding.manifest or ""))
        if name is None and finding.rule == SYNTAX:
            path = finding.manifest or ""
            if revision.asked is None or path in revision.asked:
                name = after.get(path, path)
        if name is not None:
            yield replace(fault, finding=replace(finding, manifest=name))


class _Search:
    """The manifests of the base by identity and by path, those that today's take first."""

    def __init__(self, head: Portfolio, base: Portfolio, revision: Revision) -> None:
        self._checked = head.checked
        self._revision = revision
        self._by_identity: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
        self._by_path: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
        for manifest in base.manifests():
            self._by_identity[manifest.kind, manifest.identity].append(manifest)
            self._by_path[manifest.kind, manifest.path].append(manifest)
        self._today = {(m.kind, self._identity(m)) for m in head.manifests()}
        self._after = {before: path for path, before in revision.moved.items()}
        self._unreadable_today = head.unreadable
        self._unreadable_then = base.unreadable
        self._there = {(m.kind, m.path) for m in head.manifests()}
        self._there |= {(kind, file.path) for file, kind in head.unread}

    def _identity(self, manifest: Manifest) -> str:
        kind = self._revision.setting.kinds.get(manifest.kind)
        if kind is None:
            return manifest.identity
        return identity_of(manifest.document, manifest.path, kind)[0]

    def pairs(self) -> dict[int, Manifest]:
        """Gives the baselines of today's manifests; no manifest of the base is that of two."""
        found: dict[int, Manifest] = {}
        taken: set[int] = set()
        for ways in (self._in_place, self._anywhere, self._at_place):
            open_still = [m for m in self._checked if id(m) not in found]
            for own, baseline in ways(open_still):
                if id(own) not in found and id(baseline) not in taken:
                    found[id(own)] = baseline
                    taken.add(id(baseline))
        return found

    def _anywhere(self, manifests: Sequence[Manifest]) -> Iterator[Pair]:
        for own in manifests:
            for baseline in self._by_identity.get((own.kind, self._identity(own)), ()):
                yield own, baseline

    def _in_place(self, manifests: Sequence[Manifest]) -> Iterator[Pair]:
        return (pair for pair in self._anywhere(manifests) if pair[0].path == pair[1].path)

    def _at_place(self, manifests: Sequence[Manifest]) -> Iterator[Pair]:
        places: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
        for own in manifests:
            places[own.kind, own.path].append(own)
        for own in manifests:
            if own.path in self._revision.moved:
                places[own.kind, self._revision.moved[own.path]].append(own)
        for place, there in places.items():
            free = [m for m in self._by_path[place] if (m.kind, m.identity) not in self._today]
            yield from _likely(there, free)

    def subject(self, manifest: Manifest, baseline: Manifest | None) -> Subject:
        """Gives a manifest of today with its baseline."""
        if baseline is not None:
            return Subject(manifest, baseline, "kept")
        before = self._revision.moved.get(manifest.path)
        if {manifest.path, before} & self._unreadable_then:
            return Subject(manifest, None, "unreadable")
        return Subject(manifest, None, "new")

    def is_gone(self, manifest: Manifest) -> bool:
        """Says whether a manifest of the base isn't there any more; in a file that can't be read
        today it may be, and that has a finding of its own."""
        asked = self._revision.asked
        if asked is not None and manifest.path not in asked:
            return False
        places = {manifest.path, self._after.get(manifest.path, manifest.path)}
        there = (manifest.kind, manifest.identity) in self._today
        return not there and not places & self._unreadable_today

    def lost(self, base: Portfolio) -> Iterator[Manifest]:
        """Gives what stands for the manifests of files that are gone, and that couldn't be read:
        whether these may go can't be decided."""
        asked = self._revision.asked
        for file, kind in base.unread:
            places = {(kind, path) for path in (file.path, self._after.get(file.path, file.path))}
            if not places & self._there and (asked is None or file.path in asked):
                yield lost(file, kind)


def _likely(today: Sequence[Manifest], before: Sequence[Manifest]) -> Iterator[Pair]:
    """Gives which documents of a file may be which documents of before, most alike ones first."""
    if len(today) * len(before) > _MANY:
        yield from zip(today, before, strict=False)
        return
    lines = {id(m): set(_lines(m)) for m in (*today, *before)}
    pairs = [(own, baseline) for own in today for baseline in before]
    yield from sorted(pairs, key=lambda pair: -len(lines[id(pair[0])] & lines[id(pair[1])]))


def _lines(manifest: Manifest) -> list[str]:
    document = manifest.document
    return document.source.slice(document.root.span).splitlines()


def compare(head: Sequence[Judged], base: Sequence[Judged]) -> list[Judged]:
    """Gives the findings of today as introduced or persisting, and those that are resolved. What
    couldn't be decided at the base excuses nothing that is violated today."""
    before = Counter(judged.fingerprint for judged in base)
    sure = {judged.fingerprint for judged in base if judged.finding.outcome == "violated"}
    found: list[Judged] = []
    for judged in head:
        known = before[judged.fingerprint] > 0
        before[judged.fingerprint] -= known
        persisting = known and (judged.finding.outcome == "undecided" or judged.fingerprint in sure)
        found.append(replace(judged, change="persisting" if persisting else "introduced"))
    for judged in base:
        if before[judged.fingerprint] > 0:
            before[judged.fingerprint] -= 1
            found.append(replace(judged, change="resolved", blocking=False))
    return found


def enforce(
    found: Iterable[Judged], head: Portfolio, rules: Sequence[Selected], inputs: Inputs
) -> Iterator[Judged]:
    """Gives the findings of a change with what blocks of them.

    `changed` blocks what stands in a file that the change touches, what keeps it from being judged,
    and what it introduces anywhere; `introduced` only the latter.
    """
    assert inputs.base is not None
    touched = set(_touched(inputs.checked, inputs.base))
    lack = lack_of(head, rules, inputs)
    for judged in found:
        if not judged.blocking or inputs.block == "all" or judged.change == "introduced":
            yield judged
        elif inputs.block == "changed" and lack.holds(judged):
            yield lack.told(judged)
        else:
            blocks = inputs.block == "changed" and judged.finding.file in touched
            yield replace(judged, blocking=blocks)


def _touched(checked: Mapping[str, Sequence[File]], revision: Revision) -> Iterator[str]:
    """Gives the files that the change touches, as findings name them."""
    for files in checked.values():
        for file in files:
            if file.path in revision.changed:
                yield file.name


def told(revision: Revision, gone: Iterable[Manifest]) -> Base:
    """Gives the base revision as reports name it, with the manifests that are `gone` since."""
    manifests = sorted(gone, key=lambda each: (each.kind, each.identity, each.file))
    after = {before: path for path, before in revision.moved.items()}
    names = tuple((each.kind, each.identity, each.file) for each in manifests)
    renamed = tuple((m.kind, m.identity, after[m.path]) for m in manifests if m.path in after)
    return Base(revision.ref, revision.commit, revision.governing, names, renamed)
