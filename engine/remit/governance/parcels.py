"""Parcels: all that the shares of a kind need besides their files, as bytes for other machines.

A parcel holds the law, the rules about the kind, the params and the day. It can be made where what
comes of a file depends on its content alone: rules that ask for other files or for registers need
the repository, and stay where that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from remit.evaluation.world import World
from remit.governance.inputs import File, Inputs
from remit.governance.law import Law
from remit.governance.pickling import pickled
from remit.governance.selection import Selected
from remit.governance.setting import Kind
from remit.text.folded import unpickled

Content = tuple[str, str, bytes | str]
"""A file as it travels: its name, its path, and its bytes or why they can't be read."""


class Parcel(Struct, frozen=True):
    """A kind, the rules about it, the law that they stand in, the world without any manifest, and
    what of the inputs isn't bound to a place."""

    kind: Kind
    rules: list[Selected]
    law: Law
    world: World
    inputs: Inputs


def packed(
    kind: Kind, rules: list[Selected], law: Law, world: World, inputs: Inputs
) -> bytes | None:
    """Gives the parcel for the shares of a kind, None where that can't be done elsewhere."""
    named = frozenset[str]().union(*(each.rule.names for each in rules))
    if named - {kind.name, "baseline", "today"}:
        return None
    told = (kind, rules, law, dict(world.params), inputs.today, inputs.setting, inputs.by)
    return pickled(told)


@lru_cache(maxsize=4)
def opened(parcel: bytes) -> Parcel:
    """Gives what is in a parcel."""
    kind, rules, law, params, today, setting, by = unpickled(parcel)
    world = World(today, params=params, steps=setting.steps)
    return Parcel(kind, rules, law, world, Inputs(setting, (), {}, {}, {}, today, by=by))


def content_of(file: File) -> Content:
    """Gives a file as it travels."""
    return file.name, file.path, file.read()


def files_of(share: Sequence[Content]) -> list[File]:
    """Gives the files that have travelled."""
    return [_file(*each) for each in share]


def _file(name: str, path: str, content: bytes | str) -> File:
    return File(name, path, lambda: content)
