"""Guides: what may stand at each place of a manifest, and what rules see of it, by its type.

They tell the quick reader (`guided`) how to shape values by their type: fields that are null are
left out, defaults filled in, and dates, decimals and members of ordered enums are what rules see of
them. Where validators see something else, that stands in the value until it is found valid, and
what rules see is noted for later. Where a type is `exact`, as it says all that its schema does
(`exactness`), nothing is validated, and rules' values are put in at once. Whatever is not just as
the type has it is `REFUSED`, and the strict reader, validators and `instance` say what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct, field

from remit.manifest.days import day, moment
from remit.manifest.lines import Raw
from remit.manifest.nearly import Meant, is_open, meant_by
from remit.manifest.types import (
    ANY,
    AnyType,
    BooleanType,
    Bounds,
    DateType,
    EnumType,
    FieldType,
    ListType,
    MapType,
    NumberType,
    Record,
    TextType,
    TimestampType,
    Type,
)
from remit.manifest.values import Member
from remit.text.numbers import decimal

REFUSED = object()

Later = list[tuple[Any, Any, Any]]
"""Where rules see another value than validators: a list or dict, the position or key, the value."""

Filled = set[tuple[int, str]]
"""The defaults that were filled in: the `id` of the dict and the key."""

Check = Callable[[Raw], Any]
"""Gives what a scalar is to rules, `Seen` where validators see something else, or `REFUSED`."""


_KEPT = 10_000
"""So many dates are remembered at most."""


class Seen(Struct, frozen=True):
    """A scalar as JSON has it, for validators, and what rules see of it."""

    raw: Any
    value: Any


class Shaped(Struct):
    """A value that is being shaped: what is noted for `later`, the defaults that were `filled` in,
    and how many elements its lists have at most."""

    value: Any = None
    later: Later = field(default_factory=list)
    filled: Filled = field(default_factory=set)
    elements: int = 0

    def put(self, holder: Any, key: str | int, value: Any) -> None:
        """Puts a value into a list or dict."""
        if value.__class__ is Seen:
            self.later.append((holder, key, value.value))
            value = value.raw
        holder[key] = value


class Guide(Struct, eq=False):
    """What may stand at a place: a scalar, by its check; a list, by the guide to its elements; a
    record or map, by the types of its `fields` and of all `other` ones, which must not be nearly a
    field. A record has the fields that are `required`, and those that have `defaults`, of which
    some are `plain` and some are `empty` lists."""

    check: Check | None = None
    item: Guide | None = None
    fields: Mapping[str, FieldType] | None = None
    other: Type | None = None
    exact: bool = False
    is_open: bool = False
    required: frozenset[str] = frozenset()
    defaults: dict[str, Raw] = field(default_factory=dict)
    made: dict[str, Guide] = field(default_factory=dict)
    others: Guide | None = None
    plain: dict[str, Any] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    meant: Meant | None = None

    def inside(self, key: str) -> Guide | None:
        """Gives the guide to a field or entry, None where none of this name may be."""
        if self.fields is None:
            return None
        known = self.fields.get(key)
        if known is None:
            return self._to_others() if self._may_be(key) else None
        if key not in self.made:
            self.made[key] = guide_to(known.type, exact=self.exact)
        return self.made[key]

    def _to_others(self) -> Guide | None:
        if self.others is None and self.other is not None:
            self.others = guide_to(self.other, exact=self.exact)
        return self.others

    def _may_be(self, key: str) -> bool:
        """Says whether a key is meant as it is written."""
        if not self.is_open or not self.fields:
            return True
        if self.meant is None:
            self.meant = meant_by(self.fields)
        return self.meant(key) is None


def guide_to(type_: Type, *, exact: bool) -> Guide:
    """Gives the guide to values of a type."""
    make = _GUIDES.get(type_.__class__)
    return _NOTHING if make is None else make(type_, exact)


def shaped(raw: Raw, guide: Guide, work: Shaped) -> Any:
    """Gives a raw value as its guide has it, made anew, or `REFUSED`."""
    if raw.__class__ is dict:
        return _shaped_fields(raw, guide, work)
    if raw.__class__ is list:
        return _shaped_items(raw, guide.item, work)
    return REFUSED if guide.check is None else guide.check(raw)


def completed(record: dict[str, Any], guide: Guide, work: Shaped) -> bool:
    """Says whether a record has all that is required; fills in the defaults that it lacks."""
    if not guide.required <= record.keys():
        return False
    filled = work.filled
    for name, default in guide.defaults.items():
        if name in record:
            continue
        if name in guide.plain:
            record[name] = guide.plain[name]
        elif name in guide.empty:
            record[name] = []
        elif not _filled(record, name, default, guide, work):
            return False
        filled.add((id(record), name))
    return True


def _filled(record: dict[str, Any], name: str, default: Raw, guide: Guide, work: Shaped) -> bool:
    """Fills in a default, and notes if it is one that can be filled in as it is, or an empty
    list."""
    inside = guide.inside(name)
    value = REFUSED if inside is None else shaped(default, inside, work)
    if value is REFUSED:
        return False
    if value.__class__ is list:
        if not value:
            guide.empty.add(name)
    elif value.__class__ is not dict and value.__class__ is not Seen:
        guide.plain[name] = value
    work.put(record, name, value)
    return True


def _shaped_fields(raw: dict[str, Raw], guide: Guide, work: Shaped) -> Any:
    fields, known = guide.fields, guide.made
    if fields is None:
        return REFUSED
    made: dict[str, Any] = {}
    for key, one in raw.items():
        if one is None and key in fields:
            continue
        inside = known.get(key) or guide.inside(key)
        if inside is None:
            return REFUSED
        if one.__class__ is dict or one.__class__ is list:
            value = shaped(one, inside, work)
        else:
            value = REFUSED if inside.check is None else inside.check(one)
        if value is REFUSED:
            return REFUSED
        if value.__class__ is Seen:
            work.later.append((made, key, value.value))
            value = value.raw
        made[key] = value
    return made if completed(made, guide, work) else REFUSED


def _shaped_items(raw: list[Raw], item: Guide | None, work: Shaped) -> Any:
    if item is None:
        return REFUSED
    made: list[Any] = [None] * len(raw)
    for at, one in enumerate(raw):
        value = shaped(one, item, work)
        if value is REFUSED:
            return REFUSED
        work.put(made, at, value)
    return made


# -- guides by types ----------------------------------------------------------------------------


def _record(type_: Record, exact: bool) -> Guide:
    defaults: dict[str, Raw] = {}
    required: list[str] = []
    for name, known in type_.fields.items():
        if known.has_default and known.default is not None:
            defaults[name] = known.default
        elif known.required:
            required.append(name)
    return Guide(
        fields=type_.fields,
        other=type_.other,
        exact=exact,
        is_open=is_open(type_),
        required=frozenset(required),
        defaults=defaults,
    )


def _list(type_: ListType, exact: bool) -> Guide:
    return Guide(item=guide_to(type_.item, exact=exact))


def _map(type_: MapType, exact: bool) -> Guide:
    return Guide(fields={}, other=type_.value, exact=exact)


def _enum(type_: EnumType, exact: bool) -> Guide:
    members = type_.members
    if type_.ordered:
        return Guide(_seen({text: Member(text, members) for text in members}.get, exact))
    return Guide(_one_of(members)) if exact else _TEXT


def _number(type_: NumberType, exact: bool) -> Guide:
    bounds = type_.bounds
    if not exact:
        return _NUMBER
    if not bounds.whole:
        return Guide(_is_number)
    return Guide(_whole(None if bounds == Bounds(whole=True) else bounds.least_and_most()))


def _date(type_: DateType, exact: bool) -> Guide:
    return Guide(_seen(_DAYS.__getitem__, exact))


def _timestamp(type_: TimestampType, exact: bool) -> Guide:
    return Guide(_seen(_MOMENTS.__getitem__, exact))


# -- scalars ------------------------------------------------------------------------------------


def _seen(means: Callable[[str], Any], exact: bool) -> Check:
    """Gives what takes a text for what it means to rules."""

    def check(raw: Raw) -> Any:
        value = means(raw) if raw.__class__ is str else None
        if value is None:
            return REFUSED
        return value if exact else Seen(raw, value)

    return check


class _Remembered(dict[str, Any]):
    """What texts mean, each worked out once."""

    __slots__ = ("means",)

    def __init__(self, means: Callable[[str], Any]) -> None:
        self.means = means

    def __missing__(self, text: str) -> Any:
        if len(self) >= _KEPT:
            self.clear()
        self[text] = found = self.means(text)
        return found


_DAYS, _MOMENTS = _Remembered(day), _Remembered(moment)


def _one_of(members: Iterable[str]) -> Check:
    known = frozenset(members)
    return lambda raw: raw if raw.__class__ is str and raw in known else REFUSED


def _text(raw: Raw) -> Any:
    return raw if raw.__class__ is str else REFUSED


def _boolean(raw: Raw) -> Any:
    return raw if raw.__class__ is bool else REFUSED


def _is_number(raw: Raw) -> Any:
    return raw if raw.__class__ is int or raw.__class__ is Fraction else REFUSED


def _number_seen(raw: Raw) -> Any:
    return Seen(decimal(raw), raw) if raw.__class__ is Fraction else _is_number(raw)


def _any(raw: Raw) -> Any:
    if raw.__class__ is Fraction:
        return Seen(decimal(raw), raw)
    return REFUSED if raw is None else raw


def _whole(within: tuple[int, int] | None) -> Check:
    if within is None:
        return lambda raw: raw if raw.__class__ is int else REFUSED
    least, most = within
    return lambda raw: raw if raw.__class__ is int and least <= raw <= most else REFUSED


_NOTHING = Guide(lambda raw: REFUSED)
_TEXT, _BOOLEAN, _NUMBER = Guide(_text), Guide(_boolean), Guide(_number_seen)
_ANYTHING = Guide(_any, fields={}, other=ANY)
_ANYTHING.item = _ANYTHING

_GUIDES: dict[type, Callable[[Any, bool], Guide]] = {
    Record: _record,
    ListType: _list,
    MapType: _map,
    EnumType: _enum,
    NumberType: _number,
    DateType: _date,
    TimestampType: _timestamp,
    TextType: lambda type_, exact: _TEXT,
    BooleanType: lambda type_, exact: _BOOLEAN,
    AnyType: lambda type_, exact: _ANYTHING,
}
