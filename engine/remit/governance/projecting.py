"""Projecting: what the rules that name collections read of manifests, kept with their records."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from remit.evaluation.world import Manifest
from remit.governance.inputs import File, Memory
from remit.governance.law import Law
from remit.governance.manifests import Entry, enter
from remit.governance.records import (
    MANIFESTS,
    Projection,
    Record,
    Text,
    is_readable,
    projections_of,
)
from remit.governance.selection import Selected
from remit.governance.setting import Kind, Setting
from remit.manifest.document import Document
from remit.manifest.late import late
from remit.manifest.limits import Limits
from remit.manifest.paths import Mistake, parse
from remit.manifest.projection import (
    Footprint,
    NotProjectedError,
    Told,
    footprint_of,
    plain_of,
    projected,
    restored,
)
from remit.manifest.reader import laid_out, strictly
from remit.manifest.schema import Schema
from remit.text import digest
from remit.text.source import Source


class Footprints(Struct, frozen=True, eq=False):
    """What rules that name collections read of the manifests of a kind: `every` one of them of any
    manifest, and of those in its collection the ones that judge `each` manifest, and those that are
    evaluated `once`."""

    every: Footprint = field(default_factory=Footprint)
    each: Footprint = field(default_factory=Footprint)
    once: Footprint = field(default_factory=Footprint)

    def told(self) -> tuple[Told, Told, Told]:
        """Gives what they say as plain data."""
        return self.every.told(), self.each.told(), self.once.told()

    def projection(self, manifest: Manifest, schema: Schema) -> Projection | None:
        """Gives what is left of a manifest; None where something in it is unknown."""
        document, filled, plain = manifest.document, manifest.document.filled, manifest.plain
        if manifest.wrong:
            return None
        try:
            if plain is None:
                filled = noted = set[tuple[int, str]]()
                plain = plain_of(manifest.value, noted)
            every = projected(plain, filled, schema.type, self.every)
            each, once = (
                digest.brief(projected(plain, filled, schema.type, one)) if one.is_any else b""
                for one in (self.each, self.once)
            )
        except NotProjectedError:
            return None
        return every, each, once, document.raw is not None


def footprints_of(
    rules: Sequence[Selected], law: Law, setting: Setting, memory: Memory
) -> dict[str, Footprints]:
    """Gives the footprints of rules in the kinds of their manifests, from memory or made anew; what
    is in them has the same order each time."""
    key = digest.key_of(
        ["footprints", repr(dict(setting.kinds)), *(each.rule.id for each in rules)]
        + [f"{name}: {policy.source.text}" for name, policy in sorted(law.policies.items())]
    )
    kept = memory.blob(key)
    if kept is None:
        found = _read_by(rules, law, setting)
        kept = marshal.dumps({kind: prints.told() for kind, prints in found.items()})
        memory.keep_blob(key, kept)
    return {
        kind: Footprints(*map(footprint_of, told)) for kind, told in marshal.loads(kept).items()
    }


def _read_by(rules: Iterable[Selected], law: Law, setting: Setting) -> dict[str, Footprints]:
    """Gives what rules read of the manifests of kinds."""
    from remit.semantics.footprints import footprints  # with the trees

    found = {kind: Footprints() for kind in setting.kinds}
    for kind in setting.kinds.values():
        for path in kind.identity:  # by which manifests are matched with those of a base
            steps, one = parse(path), found[kind.name].every
            for step in () if isinstance(steps, Mistake) else steps:
                one = one.field(step) if isinstance(step, str) else Footprint()
            one.whole = True
    for each in rules:
        read = footprints(each.rule, each.policy, law.policies)
        for kind in setting.kinds.values():
            prints = found[kind.name]
            for name in (kind.name, "baseline") if kind.name == each.policy.kind else ():
                prints.every.add(read.get(name, Footprint()))
            if kind.plural in read:
                members = read[kind.plural]
                for footprint in (prints.every, prints.once if each.rule.once else prints.each):
                    footprint.add(members.items or Footprint())
                    footprint.add(Footprint(whole=members.whole))
    return found


def restored_entry(
    file: File, record: Record, kind: Kind, schema: Schema, limits: Limits, *, reported: bool
) -> Entry:
    """Gives what came of a file, as far as rules read it; one of which a part is unknown is read
    again. What is wrong with its manifests is not told."""
    if not is_readable(record):
        return Entry(file, reported, readable=False)
    projections = projections_of(record)
    if None in projections:
        entry = enter(file, kind, schema, limits, reported=reported)
        return Entry(file, reported, entry.manifests, readable=entry.readable)
    source = Source(file.name, Text(file, limits))
    manifests: list[Manifest] = []
    for known, projection in zip(record[MANIFESTS], projections, strict=True):
        assert projection is not None
        every, _, _, quickly = projection
        _, identity, index, keys, _ = known
        data, filled, counted = restored(every)
        layout = laid_out if quickly else None
        document = Document(source, index, strictly(limits), data, filled, layout, counted=counted)
        value = late(document, data, schema.type)
        manifests.append(
            Manifest(
                kind.name, identity, file.name, file.path, document, value, frozenset(), keys, data
            )
        )
    return Entry(file, reported, tuple(manifests))
