"""Schemas without an end: that lead back to where they begin, or whose defaults fill in themselves.

A schema may hold itself in a field, a list or a map: a manifest ends, and so does what is read of
it. It may not be made of itself, through references and forms alone, since then it says nothing.
Nor may a default be missing in what it fills in, as it would be filled in there again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from remit.manifest.bundle import Bundle
from remit.manifest.defaults import Default
from remit.manifest.keywords import Path
from remit.manifest.kinship import value
from remit.manifest.types import FieldType, ListType, MapType, Record, Type
from remit.text.diagnostic import Diagnostic

DEEPEST = 64
"""So deep may what one default fills in be nested."""

LARGEST = 1_000
"""So many values may one default fill in, with all the defaults inside of it."""

_FORMS = ("allOf", "anyOf", "oneOf")
_PARTS = ("not", "if", "then", "else")


def circles(bundle: Bundle) -> Iterator[Diagnostic]:
    """Gives the references by which a schema is made of itself."""
    done: set[Path] = set()
    for start in sorted(bundle.targets, key=str):
        way = [(start, _made_of(bundle, start))]
        around = {start}
        while way:
            path, parts = way[-1]
            part = next(parts, None)
            if part is None:
                around.discard(path)
                done.add(path)
                way.pop()
            elif part in around:
                yield _circle(bundle, [one for one, _ in way], part)
                done.update(around)
            elif part not in done:
                around.add(part)
                way.append((part, _made_of(bundle, part)))


def _made_of(bundle: Bundle, path: Path) -> Iterator[Path]:
    """The schemas that speak of the same value as a schema, because it says so."""
    schema = bundle.at(path)
    if not isinstance(schema, dict):
        return
    if path in bundle.targets:
        yield bundle.targets[path]
    for keyword in _FORMS:
        for index in range(len(schema.get(keyword, ()))):
            yield (*path, keyword, index)
    for keyword in _PARTS:
        if keyword in schema:
            yield (*path, keyword)
    for name in schema.get("dependentSchemas", ()):
        yield (*path, "dependentSchemas", name)


def _circle(bundle: Bundle, way: list[Path], back: Path) -> Diagnostic:
    last = [path for path in way[way.index(back) :] if path in bundle.targets][-1]
    source, span = bundle.place((*last, "$ref"))
    said = "this `$ref` leads back to the schema that it is a part of, which then says nothing"
    help_ = "refer to itself from a field, from `items` or `additionalProperties` only"
    return Diagnostic("json-schema-reference", said, source, span, help_)


def endless(bundle: Bundle, defaults: Iterable[Default]) -> list[Diagnostic]:
    """Gives the defaults that fill in themselves, or more than anybody means to have filled in."""
    filling = _Filling()
    found: list[Diagnostic] = []
    for default in defaults:
        written = value(bundle.at((*default.holder, "default")))
        try:
            filling.size(written, default.type, 1)
        except _EndlessError as problem:
            # what leads into a default that never ends doesn't either, and that was said
            if problem.said:
                found.append(_said(bundle, default, problem.said))
        except _TooMuchError as problem:
            return [*found, _said(bundle, default, problem.said)]
    return found


def _said(bundle: Bundle, default: Default, said: str) -> Diagnostic:
    source, span = bundle.place((*default.holder, "default"))
    help_ = "put the `default` where it isn't a part of what it fills in, or take it away"
    return Diagnostic("json-schema-default", said, source, span, help_)


class _TooMuchError(Exception):
    """A default that is too deep or too large, with those that it fills in."""

    def __init__(self, said: str) -> None:
        self.said = said


class _EndlessError(Exception):
    """A default that never ends; `said` is empty where that was said of another one."""

    def __init__(self, said: str) -> None:
        self.said = said


class _Filling(Struct, eq=False):
    """How much the defaults of fields fill in, those that are being looked at, and the bad ones."""

    sizes: dict[int, tuple[int, int]] = field(default_factory=dict)
    open: dict[int, FieldType] = field(default_factory=dict)
    bad: set[int] = field(default_factory=set)
    deepest: int = 0

    def size(self, written: object, type_: Type, depth: int) -> int:
        """Gives how many values stand for one that was written, with the defaults inside."""
        self.reach(depth)
        size = 1
        match written:
            case dict():
                size += self.entries(written, type_, depth + 1)
            case list():
                item = type_.item if isinstance(type_, ListType) else None
                size += sum(self.part(one, item, depth + 1) for one in written)
        if size > LARGEST:
            raise _TooMuchError(f"this `default` fills in more than {LARGEST:,} values at once")
        return size

    def reach(self, depth: int) -> None:
        self.deepest = max(self.deepest, depth)
        if depth > DEEPEST:
            raise _TooMuchError(f"with this `default`, what is filled in is over {DEEPEST} deep")

    def part(self, written: object, type_: Type | None, depth: int) -> int:
        return 1 if type_ is None else self.size(written, type_, depth)

    def entries(self, written: dict[str, object], type_: Type, depth: int) -> int:
        fields = type_.fields if isinstance(type_, Record) else {}
        other: Type | None = None
        if isinstance(type_, Record):
            other = type_.other
        elif isinstance(type_, MapType):
            other = type_.value
        total = 0
        for key, one in written.items():
            if one is not None:
                total += self.part(one, fields[key].type if key in fields else other, depth)
        for key, known in fields.items():
            if known.has_default and known.default is not None and written.get(key) is None:
                total += self.filled(key, known, depth)
        return total

    def filled(self, name: str, known: FieldType, depth: int) -> int:
        """Gives how many values come of a field that is missing."""
        if id(known) in self.bad:
            raise _EndlessError("")
        if id(known) in self.open:
            self.bad.update(self.open)
            raise _EndlessError(f"this `default` fills in `{name}` inside of itself without an end")
        if id(known) not in self.sizes:
            self.sizes[id(known)] = self.looked_into(known, depth)
        size, height = self.sizes[id(known)]
        self.reach(depth + height)
        return size

    def looked_into(self, known: FieldType, depth: int) -> tuple[int, int]:
        before, self.deepest = self.deepest, depth
        self.open[id(known)] = known
        try:
            size = self.size(known.default, known.type, depth)
        finally:
            del self.open[id(known)]
        height = self.deepest - depth
        self.deepest = max(before, self.deepest)
        return size, height
