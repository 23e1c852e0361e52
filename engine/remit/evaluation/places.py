"""Places: where a finding is shown, and how values are told in it."""

from __future__ import annotations

from collections.abc import Iterable

from remit.evaluation.blame import Atom, Leaf
from remit.evaluation.finding import Because, Seen
from remit.evaluation.run import Run
from remit.evaluation.told import passed_on, told
from remit.evaluation.world import Manifest
from remit.manifest.paths import keyed
from remit.manifest.values import Spot, Value


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


def is_element(value: Value, run: Run) -> bool:
    """Says whether a binding of a `for` name is told by its path within the manifest."""
    spot, own = value.spot, run.subject.own
    if spot is None or own is None or not value.nested:
        return False
    return spot.document is own.document and bool(keyed(spot))


def bound(value: Value, run: Run) -> str:
    """Gives a binding of a `for` name: a scalar by its value, else its keyed path."""
    if value.spot is None or not value.nested:
        return told(value.data)
    path = keyed(value.spot)
    if is_element(value, run):
        return path
    manifest = run.manifest_of(value.spot.document)
    home = manifest.identity if manifest is not None else value.spot.document.source.name
    return f"{home}: {path}" if path else home


def _seen(leaf: Leaf, run: Run) -> Seen:
    spot = leaf.spot
    held = leaf.value.data
    value = told(held)
    data = value if isinstance(held, str) else passed_on(held, value)
    if spot is None:
        return Seen(leaf.name, value, data=data)
    at = spot.written().place()
    own = run.subject.own
    file = None if own is not None and spot.document is own.document else _file(spot, run)
    return Seen(leaf.name, value, keyed(spot), file, at.line, at.column, data)


def _file(spot: Spot, run: Run) -> str:
    manifest = run.manifest_of(spot.document)
    return manifest.file if manifest is not None else spot.document.source.name
