"""The portfolio: the collections and registers that rules name, and what there is none of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.finding import Outcome
from remit.evaluation.world import Collection, Manifest
from remit.governance.inputs import STDIN, File, Inputs, by_name
from remit.governance.lines import Told
from remit.governance.manifests import Enter, Entry, Fault, doubles, enter, only_one
from remit.governance.records import Came
from remit.governance.report import Absence, Gathering
from remit.governance.selection import Selected
from remit.governance.setting import Kind, Register
from remit.manifest.schema import Schema
from remit.manifest.values import Unknown, Value
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source

if TYPE_CHECKING:
    from remit.governance.projecting import Footprints

Registers = dict[str, Value | Unknown | None]

Lone = Mapping[str, frozenset[str] | None]
"""The paths of files, by their kind, whose manifests are judged each by itself; None for all."""


class Fellows(Struct, frozen=True, eq=False):
    """The collections that are known by what rules read of them: their names, and the `footprints`
    in kinds of the rules that name any of them."""

    plurals: frozenset[str] = frozenset()
    footprints: Mapping[str, Footprints] = field(default_factory=dict)


class Recorded(Struct, frozen=True, eq=False):
    """Manifests of a kind that are known by the records of what came of their files, each the only
    one of its identity.

    There are many of them, and reports seldom speak of one. So `lines` are what blocks in each
    file, in order, as `Ledger.lines` gives it; `said` counts what each rule said, `came` tells what
    came of each file, and `loud` of those that have findings, all only where somebody asks.
    """

    kind: str
    identities: Sequence[str]
    lines: Sequence[Told]
    said: Callable[[], Mapping[tuple[str, Outcome], int]]
    came: Callable[[], Iterable[Came]]
    loud: Callable[[], Iterable[Came]]


class Portfolio(Struct, frozen=True, eq=False):
    """All manifests and registers that a check looks at.

    `checked` are those that were asked for; their `faults` are reported. The collections and
    registers are those that rules name, by the names that rules use. `unreadable` are the paths of
    files that can't be read, `unread` these files, each with its kind. The `recorded` ones were
    asked for, too, and neither they nor their faults are among the others.
    """

    checked: tuple[Manifest, ...]
    faults: tuple[Fault, ...]
    collections: Mapping[str, Collection]
    registers: Registers
    references: tuple[Manifest, ...] = ()
    unreadable: frozenset[str] = frozenset()
    unread: tuple[tuple[File, str], ...] = ()
    recorded: tuple[Recorded, ...] = ()

    def manifests(self) -> list[Manifest]:
        """Gives every manifest that was read, checked or not, once."""
        members = [m for c in self.collections.values() for m in c.members]
        return list({id(manifest): manifest for manifest in [*self.checked, *members]}.values())

    def counts(self) -> tuple[tuple[str, int], ...]:
        """Gives the number of manifests that were asked for, by kind."""
        found: dict[str, int] = defaultdict(int)
        for manifest in self.checked:
            found[manifest.kind] += 1
        for each in self.recorded:
            found[each.kind] += len(each.identities)
        return tuple(sorted(found.items()))


def gather(
    inputs: Inputs,
    lone: Lone,
    schemas: Mapping[str, Schema],
    named: frozenset[str],
    enter: Enter = enter,
    whole: frozenset[str] = frozenset(),
) -> Portfolio:
    """Gives the manifests to check and what rules name besides, with all of the `whole` kinds; each
    file is read once. Those that are judged each by itself are left out."""
    kinds = list(inputs.setting.kinds.values())
    named |= {kind.plural for kind in kinds if kind.name in whole}
    entries = {
        kind.name: _newest(_entries(inputs, kind, schemas, named, lone, enter)) for kind in kinds
    }
    every = [entry for found in entries.values() for entry in found]
    asked_for = [entry for entry in every if entry.reported]
    checked = tuple(manifest for entry in asked_for for manifest in entry.manifests)
    books = _registers(inputs, schemas, named, enter)
    faults = [fault for entry in books.values() if entry.reported for fault in entry.faults]
    faults += [fault for entry in asked_for for fault in entry.faults]
    ours = {id(manifest) for manifest in checked}
    manifests = [manifest for entry in every for manifest in entry.manifests]
    faults += [fault for manifest, fault in doubles(manifests) if id(manifest) in ours]
    collections = {
        kind.plural: _collection(entries[kind.name], kind) for kind in kinds if kind.plural in named
    }
    registers = {
        name: _register_value(books.get(name), register, inputs)
        for name, register in inputs.setting.registers.items()
        if name in named
    }
    references = tuple(manifest for entry in books.values() for manifest in entry.manifests)
    unread = tuple((e.file, kind) for kind in entries for e in entries[kind] if not e.readable)
    return Portfolio(
        checked,
        tuple(_once(faults)),
        collections,
        registers,
        references,
        frozenset(file.path for file, _ in unread),
        unread,
    )


def joined(
    gathered: Portfolio, entries: Sequence[Entry], recorded: Sequence[Recorded] = ()
) -> Portfolio:
    """Gives a portfolio with the manifests that were judged each by itself, too; those of entries
    that aren't reported were not asked for, and are the doubles of others."""
    every = [manifest for entry in entries for manifest in entry.manifests]
    asked_for = [entry for entry in entries if entry.reported]
    manifests = [manifest for entry in asked_for for manifest in entry.manifests]
    faults = [fault for entry in asked_for for fault in entry.faults]
    ours = {id(manifest) for manifest in manifests}
    faults += [fault for manifest, fault in doubles(every) if id(manifest) in ours]
    return replace(
        gathered,
        checked=(*gathered.checked, *manifests),
        faults=tuple(_once([*gathered.faults, *faults])),
        unreadable=gathered.unreadable | {e.file.path for e in asked_for if not e.readable},
        recorded=tuple(recorded),
    )


def absences(inputs: Inputs, selected: Sequence[Selected]) -> list[Absence]:
    """Gives the collections and registers that rules name and that nothing is found of, but for
    those that a change takes away: it tells what it deletes."""
    found: list[Absence] = []
    before = inputs.base.found if inputs.base is not None else {}
    for each in gatherings(inputs, selected):
        if not (inputs.found.get(each.kind) or before.get(each.kind)):
            needed = inputs.setting.kinds[each.kind].needed
            found.append(Absence(each.kind, each.collection, needed, each.rules))
    for register in inputs.setting.registers.values():
        rules = sum(register.name in each.rule.names for each in selected)
        if rules and not (inputs.found.get(register.name) or before.get(register.name)):
            found.append(Absence(register.name, None, register.needed, rules))
    return found


def gatherings(inputs: Inputs, selected: Sequence[Selected]) -> list[Gathering]:
    """Gives the collections that rules name."""
    found: list[Gathering] = []
    for kind in inputs.setting.kinds.values():
        rules = sum(kind.plural in each.rule.names for each in selected)
        found += [Gathering(kind.name, kind.plural, rules)] if rules else []
    return found


def problems(inputs: Inputs, named: frozenset[str]) -> list[Diagnostic]:
    """Gives what must be there and is not, and registers that more than one file could be."""
    said: list[Diagnostic] = []
    for wanted in inputs.required:
        name = inputs.setting.names().get(wanted, wanted)
        files = inputs.found.get(name, ())
        if not any(name in inputs.setting.registers or _is_inside(file) for file in files):
            message = f"nothing was found of `{wanted}`, which is required"
            said.append(Diagnostic("nothing-selected", message, inputs.command))
    for name in inputs.setting.registers:
        files = inputs.found.get(name, ())
        if name in named and len(files) > 1:
            others = ", ".join(f"`{file.name}`" for file in files[1:4])
            message = f"this and {others} could be the register `{name}`"
            way = "name one under `registers` in remit.yaml, or check one folder at a time"
            said.append(Diagnostic("configuration", message, Source(files[0].name, ""), help=way))
    return said


def is_empty(gathered: Portfolio, inputs: Inputs) -> bool:
    """Says whether nothing was asked for; a change need not touch any manifest, and a register
    may be named alone, but some manifest must be there, or have been."""
    recorded = any(each.identities for each in gathered.recorded)
    if gathered.checked or recorded or gathered.faults:
        return False
    there = _has_manifests(inputs.found, inputs)
    if inputs.base is None:
        return not (there and _registers_alone(inputs))
    return not there and not _has_manifests(inputs.base.found, inputs)


def _has_manifests(found: Mapping[str, Sequence[File]], inputs: Inputs) -> bool:
    """Says whether there are manifests in the repository itself; those beside a configuration from
    elsewhere don't count."""
    return any(_is_inside(file) for kind in inputs.setting.kinds for file in found.get(kind, ()))


def _is_inside(file: File) -> bool:
    return not file.path.startswith("../")


def _registers_alone(inputs: Inputs) -> bool:
    kinds = inputs.setting.kinds
    return any(inputs.checked.values()) and not any(map(inputs.checked.get, kinds))


def nothing_to_check(inputs: Inputs) -> Diagnostic:
    """Gives what to say where no manifest was found."""
    kinds = inputs.setting.kinds.values()
    patterns = ", ".join(f"{kind.name} ({', '.join(kind.files)})" for kind in kinds)
    message = "there is no manifest to check"
    way = f"looked for {patterns}; documents that a kind's `select` leaves out do not count"
    if all(not kind.needed for kind in kinds):
        way = f"{way}; `kinds` in a `remit.yaml` say where others are (`remit init` writes one)"
    if inputs.base is not None and inputs.base.staged:
        message = "the index holds no manifest to check"
        way = f"stage one with `git add`, or leave `--staged` out; {way}"
    return Diagnostic("nothing-selected", message, inputs.command, help=way)


def _entries(
    inputs: Inputs,
    kind: Kind,
    schemas: Mapping[str, Schema],
    named: frozenset[str],
    lone: Lone,
    enter: Enter,
) -> list[Entry]:
    """Gives what came of a kind's files: of all where rules name its collection."""
    apart = lone.get(kind.name, frozenset())
    if apart is None:
        return []
    checked = frozenset([f for f in inputs.checked.get(kind.name, ()) if f.path not in apart])
    found = [file for file in inputs.found.get(kind.name, ()) if file.path not in apart]
    files = found if kind.plural in named else by_name([*checked])
    schema, limits = schemas[kind.name], inputs.setting.limits
    entries: list[Entry] = []
    for number, file in enumerate(files):
        inputs.progress("reading", number, len(files))
        entries.append(enter(file, kind, schema, limits, reported=file in checked))
    return entries


def _newest(entries: list[Entry]) -> list[Entry]:
    """What comes from standard input stands for the file that holds the same manifest."""
    piped = {m.identity for e in entries if e.file.name == STDIN for m in e.manifests}
    if not piped:
        return entries
    return [
        replace(entry, manifests=tuple(m for m in entry.manifests if m.identity not in piped))
        if entry.file.name != STDIN
        else entry
        for entry in entries
    ]


def _collection(entries: Sequence[Entry], kind: Kind) -> Collection:
    return Collection(
        tuple(manifest for entry in entries for manifest in entry.manifests),
        tuple(e.file.name for e in entries if not e.readable and not e.reported),
        found=bool(entries) or kind.needed,
    )


def _registers(
    inputs: Inputs, schemas: Mapping[str, Schema], named: frozenset[str], enter: Enter
) -> dict[str, Entry]:
    """Gives what came of the registers that rules name or that were asked for."""
    entries: dict[str, Entry] = {}
    for register in inputs.setting.registers.values():
        name, limits = register.name, inputs.setting.limits
        checked = inputs.checked.get(name, ())
        kind = Kind(name, name, register.schema, (), needed=register.needed)
        for file in inputs.found.get(name, ()) if name in named else checked:
            found = enter(file, kind, schemas[name], limits, reported=file in checked)
            entries[name] = only_one(found)
    return entries


def _register_value(
    entry: Entry | None, register: Register, inputs: Inputs
) -> Value | Unknown | None:
    if entry is None:
        gone = register.needed and inputs.base is not None
        return Unknown(f"the change takes the register `{register.name}` away") if gone else None
    if entry.readable:
        return entry.manifests[0].value
    return Unknown(f"`{entry.file.name}` can't be read")


def _once(faults: Iterable[Fault]) -> list[Fault]:
    """A file of two kinds that can't be read is spoken of once."""
    seen: dict[object, Fault] = {}
    for fault in faults:
        finding = fault.finding
        unread = fault.finding.rule == "manifest/syntax"
        key = (finding.file, finding.place, fault.check) if unread else id(fault)
        seen.setdefault(key, fault)
    return list(seen.values())
