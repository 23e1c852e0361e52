"""Places: where a finding is shown, and how values are told in it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from remit.evaluation.blame import Atom, Leaf
from remit.evaluation.finding import Because, Seen
from remit.evaluation.run import Run, manifest_of
from remit.evaluation.world import Manifest
from remit.manifest.paths import keyed
from remit.manifest.values import Absent, Data, Spot, Unknown, Value, shown
from remit.text.numbers import Number

LONGEST = 200
"""A value is told in at most so many characters."""


def stands(spot: Spot) -> bool:
    """Says whether a value stands at a spot; a null is none."""
    return spot.document.stands(spot.keys())


def place(spots: Iterable[Spot | None], own: Manifest) -> Spot:
    """Gives the first spot that lies in the manifest, else the spot of its identity."""
    for spot in spots:
        if spot is not None and spot.document is own.document:
            return spot.written()
    return identity_spot(own).written()


def identity_spot(manifest: Manifest) -> Spot:
    """Gives where a manifest's identity stands; its root where that is its path."""
    spot = manifest.value.spot or Spot(manifest.document)
    for key in manifest.identity_keys:
        spot = spot.below(key)
    return spot


def because(atoms: Iterable[Atom], run: Run) -> tuple[Because, ...]:
    """Gives the atoms of an explanation with every value told."""
    return tuple([
        Because(atom.condition, tuple([_seen(leaf, run) for leaf in atom.leaves]), atom.more)
        for atom in atoms
    ])  # fmt: skip


def told(data: Data) -> str:
    """Gives a value as an explanation tells it: lists of records by their number."""
    if isinstance(data, str):
        return shown(data, LONGEST)
    match data:
        case Unknown(reason) if reason:
            return f"(unknown: {reason})"
        case list() | dict() if not data:
            return "(empty)"
        case list() if any(item.nested for item in data):
            return f"{len(data)} {'entry' if len(data) == 1 else 'entries'}"
        case dict():
            return f"a record of {', '.join(list(data)[:6])}"
        case _:
            return shown(data, LONGEST)


def bound(value: Value, run: Run) -> str:
    """Gives a binding of a `for` name: a scalar by its value, else its keyed path."""
    if value.spot is None or not value.nested:
        return told(value.data)
    own = run.subject.own
    path = keyed(value.spot)
    if own is not None and value.spot.document is own.document and path:
        return path
    manifest = manifest_of(value.spot.document, run)
    home = manifest.identity if manifest is not None else value.spot.document.source.name
    return f"{home}: {path}" if path else home


def _seen(leaf: Leaf, run: Run) -> Seen:
    spot = leaf.spot
    held = leaf.value.data
    value = told(held)
    data = value if isinstance(held, str) else _scalar(held, value)
    if spot is None:
        return Seen(leaf.name, value, data=data)
    at = spot.written().place()
    own = run.subject.own
    file = None if own is not None and spot.document is own.document else _file(spot, run)
    return Seen(leaf.name, value, keyed(spot), file, at.line, at.column, data)


def _scalar(data: Data, written: str) -> Number | bool | str | None:
    match data:
        case list() | dict():
            return written
        case Absent() | Unknown():
            return None
        case bool() | int() | Fraction():
            return data
        case _:
            return written


def _file(spot: Spot, run: Run) -> str:
    manifest = manifest_of(spot.document, run)
    return manifest.file if manifest is not None else spot.document.source.name
