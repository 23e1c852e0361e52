"""Projections: what is left of a manifest where only what some rules read of it is kept.

A `Footprint` says what that is. Lists keep all their elements, as rules count them, and elements
keep the field that their list selects by, as findings name it; of all else only what the footprint
has is left. A projection is bytes: plain data for `marshal`, with what that can't hold beside it.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping, Set
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from msgspec import Struct, field

from remit.manifest.lines import LONGEST
from remit.manifest.plain import Plain, is_short
from remit.manifest.types import ANY, ListType, Type, inner
from remit.manifest.values import Absent, Member, Unknown, Value

SAME = 2
"""The newest version of `marshal` in which the same data is always the same bytes."""

Filled = Set[tuple[int, str]]
Path = tuple[str | int, ...]


class Footprint(Struct, eq=False):
    """What rules read of a value: the `whole` of it, or some `fields` of a map and something of the
    `items` of a list. Where it was `asked` for itself, a map is needed whole, but a list only for
    how many elements it has."""

    whole: bool = False
    asked: bool = False
    fields: dict[str, Footprint] = field(default_factory=dict)
    items: Footprint | None = None

    @property
    def is_any(self) -> bool:
        """Says whether anything is read at all."""
        return self.whole or self.asked or bool(self.fields) or self.items is not None

    def field(self, name: str) -> Footprint:
        """Gives the footprint of a field, which may be added to."""
        return self.fields.setdefault(name, Footprint())

    def element(self) -> Footprint:
        """Gives the footprint of the elements, which may be added to."""
        if self.items is None:
            self.items = Footprint()
        return self.items

    def add(self, other: Footprint) -> None:
        """Adds what others read."""
        self.whole = self.whole or other.whole
        self.asked = self.asked or other.asked
        for name, below in other.fields.items():
            self.field(name).add(below)
        if other.items is not None:
            self.element().add(other.items)

    def told(self) -> Told:
        """Gives what it says as plain data, the same for the same."""
        fields = tuple(sorted([(name, below.told()) for name, below in self.fields.items()]))
        items = self.items.told() if self.items is not None else None
        return (self.whole, self.asked, fields, items)


Told = tuple[bool, bool, tuple[tuple[str, Any], ...], Any]


def footprint_of(told: Told) -> Footprint:
    """Gives the footprint that says this."""
    whole, asked, fields, items = told
    below = {name: footprint_of(each) for name, each in fields}
    return Footprint(whole, asked, below, footprint_of(items) if items is not None else None)


class NotProjectedError(Exception):
    """A value is unknown, or nothing that plain data has."""


def projected(plain: Plain, filled: Filled, type_: Type, footprint: Footprint) -> bytes:
    """Gives the projection of a manifest's plain value, of which the defaults are `filled` in;
    raises NotProjectedError."""
    work = _Work(filled)
    data = work.pruned(plain, type_, footprint, ())
    size = (work.elements, work.entries, work.longest)
    return marshal.dumps((data, work.odd, work.defaults, size), SAME)


def restored(projection: bytes) -> tuple[Any, set[tuple[int, str]], tuple[int, int, int]]:
    """Gives the plain value that is left, the defaults that are filled in (the `id` of the map and
    the key), and how many elements and entries it has, and how long its texts are at most."""
    data, odd, defaults, size = marshal.loads(projection)
    for path, means, said in odd:
        at = data
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = _meant(means, said)
    filled = set()
    for *path, name in defaults:
        at = data
        for key in path:
            at = at[key]
        filled.add((id(at), name))
    return data, filled, size


def plain_of(value: Value, filled: set[tuple[int, str]]) -> Any:
    """Gives the plain form of a tree of values, and notes the defaults that are filled in; raises
    NotProjectedError where something is unknown."""
    data = value.data
    match data:
        case Unknown():
            raise NotProjectedError
        case Absent():
            return None
        case int() | Fraction() if not is_short(data):
            raise NotProjectedError
        case list():
            return [plain_of(item, filled) for item in data]
        case dict():
            found = {key: plain_of(item, filled) for key, item in data.items()}
            filled.update((id(found), key) for key, item in data.items() if item.filled)
            return found
        case _:
            return data


class _Work(Struct, eq=False):
    """A projection that is being made: what `marshal` can't hold (`odd`), the paths of `defaults`,
    and how much it is, counted as `measured` does."""

    filled: Filled
    odd: list[tuple[Path, str, Any]] = field(default_factory=list)
    defaults: list[Path] = field(default_factory=list)
    elements: int = 0
    entries: int = 0
    longest: int = LONGEST

    def pruned(self, one: Any, type_: Type, footprint: Footprint, path: Path) -> Any:
        """Gives what is left of a value."""
        if one.__class__ is dict:
            whole = footprint.whole or footprint.asked or footprint.items is not None
            return self.map(one, type_, None if whole else footprint.fields, path)
        if one.__class__ is list:
            if footprint.whole or footprint.fields:
                return self.list(one, type_, _WHOLE, path)
            return self.list(one, type_, footprint.items or _NOTHING, path)
        return self.scalar(one, path)

    def map(
        self, one: dict[str, Any], type_: Type, fields: Mapping[str, Footprint] | None, path: Path
    ) -> dict[str, Any]:
        """Gives what is left of a map; all of it where no `fields` are named."""
        kept: dict[str, Any] = {}
        for key in one if fields is None else fields:
            if key not in one:
                continue
            below = _WHOLE if fields is None else fields[key]
            value = one[key]
            if value.__class__ is str:
                kept[key] = value
                if len(value) > self.longest:
                    self.longest = len(value)
            else:
                kept[key] = self.pruned(value, inner(type_, key), below, (*path, key))
            if len(key) > self.longest:
                self.longest = len(key)
            if self.filled and (id(one), key) in self.filled:
                self.defaults.append((*path, key))
        self.entries += len(kept)
        return kept

    def list(self, one: list[Any], type_: Type, below: Footprint, path: Path) -> list[Any]:
        """Gives what is left of a list: its elements, with what it selects them by."""
        item, key = (type_.item, type_.key) if isinstance(type_, ListType) else (ANY, "id")
        fields = below.fields if key in below.fields else {key: _WHOLE, **below.fields}
        self.elements += len(one)
        self.entries += len(one)
        kept: list[Any] = []
        for index, value in enumerate(one):
            if value.__class__ is not dict:
                shown = _WHOLE if value.__class__ is list else below
                kept.append(self.pruned(value, item, shown, (*path, index)))
            elif below.whole or below.asked or below.items is not None:
                kept.append(self.map(value, item, None, (*path, index)))
            else:
                kept.append(self.map(value, item, fields, (*path, index)))
        return kept

    def scalar(self, one: Any, path: Path) -> Any:
        """Gives a scalar, or what stands for it."""
        kind = one.__class__
        if kind is str:
            if len(one) > self.longest:
                self.longest = len(one)
            return one
        if one is None or kind is int or kind is bool:
            return one
        if not path:
            raise NotProjectedError
        self.odd.append((path, *_told(one)))
        if kind is Member and len(one) > self.longest:
            self.longest = len(one)
        return None


_WHOLE = Footprint(whole=True)
_NOTHING = Footprint()


def _told(one: Any) -> tuple[str, Any]:
    """Gives what `marshal` can't hold as what it can: what it means, and its parts."""
    kind = one.__class__
    if kind is date:
        return "day", one.toordinal()
    if kind is datetime:
        return "moment", one.isoformat()
    if kind is Fraction:
        return "number", (one.numerator, one.denominator)
    if kind is Member:
        return "member", (str(one), one.order)
    raise NotProjectedError


_MEANINGS: Mapping[str, Callable[[Any], Any]] = {
    "day": date.fromordinal,
    "moment": datetime.fromisoformat,
    "number": lambda parts: Fraction(*parts),
    "member": lambda parts: Member(*parts),
}


@lru_cache(maxsize=10_000)
def _meant(means: str, said: Any) -> Any:
    return _MEANINGS[means](said)
