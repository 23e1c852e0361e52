"""Types: what a JSON Schema says about values, as the rule language sees it.

`Record` is the one type that may contain itself (a `$ref` to its parent), so its fields are filled
in after it was made; it is equal to itself only. All other types compare by what they say.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from remit.text.alike import Alike
from remit.text.numbers import Number


class TextType(Struct, frozen=True):
    """`string`; also what any scalar as written can be taken for."""


class EnumType(Struct, frozen=True):
    """`string` with `enum` or `const`; `ordered` where the schema sets `x-remit-ordered`."""

    members: tuple[str, ...]
    ordered: bool = False


class WrittenType(EnumType, frozen=True):
    """What a define is called with where that is a text literal: an enum with that member only (or
    those of a list of such), and no vocabulary for the literals in the body."""


LARGEST = 2**53
"""Whole numbers up to this one are themselves in binary, too."""


class Bounds(Struct, frozen=True):
    """What a schema says of a number's size: None where it doesn't; `low_open` where the bound
    itself is left out. `whole` is `integer`."""

    low: Number | None = None
    high: Number | None = None
    low_open: bool = False
    high_open: bool = False
    whole: bool = False

    def least_and_most(self) -> tuple[int, int] | None:
        """Gives the least and the largest whole number within, of those that are short enough to be
        the same in binary; None for other numbers, and bounds that aren't such."""
        least, most = -LARGEST, LARGEST
        low = least if self.low is None else self.low
        high = most if self.high is None else self.high
        if not self.whole or not (isinstance(low, int) and isinstance(high, int)):
            return None
        if not (least <= low <= most and least <= high <= most):
            return None
        return low + self.low_open, high - self.high_open


class NumberType(Alike, frozen=True, eq=False):
    """`integer` or `number`; exact. All numbers are of one type, whatever their bounds."""

    bounds: Bounds = Bounds()
    aside = ("bounds",)


class BooleanType(Struct, frozen=True):
    pass


class DateType(Struct, frozen=True):
    """`string` with format `date`."""


class TimestampType(Struct, frozen=True):
    """`string` with format `date-time`."""


class DurationType(Struct, frozen=True):
    """A number of days, or a number of months; the two neither mix nor compare."""

    unit: Literal["days", "months"]


class VersionType(Struct, frozen=True):
    """What `version(text)` gives."""


class ListType(Alike, frozen=True, eq=False):
    """`array`; `key` is the field by which keyed paths select an element. `nullable` says that an
    element may be null; it makes no other type of it."""

    item: Type
    key: str = "id"
    nullable: bool = False
    aside = ("nullable",)


class MapType(Struct, frozen=True):
    """`object` with `additionalProperties` of one type and no `properties`."""

    value: Type


class FieldType(Struct, frozen=True):
    """A field of a record: its type, the schema's words on it, and where the schema declares it.

    `mark` is the keyword by which the schema marks it as the money at stake, or its currency.
    """

    type: Type
    required: bool = False
    description: str | None = None
    default: object = None
    has_default: bool = False
    pointer: str = ""
    mark: str | None = None
    deprecated: bool = False


class Record(Struct, eq=False):
    """`object` with `properties`. `other` is the type of fields that are not declared, if any are
    allowed: rules may only reach them as `x["key"]`."""

    name: str
    fields: dict[str, FieldType] = field(default_factory=dict)
    other: Type | None = None
    description: str | None = None

    def __repr__(self) -> str:
        return f"Record({self.name!r})"


class AnyType(Struct, frozen=True):
    """What the schema leaves open: compared dynamically, a wrong type is unknown."""


class Mistaken(Struct, frozen=True):
    """The type of an expression about which the checker has spoken already: it fits everything."""


Type = (
    TextType | EnumType | NumberType | BooleanType | DateType | TimestampType | DurationType
    | VersionType | ListType | MapType | Record | AnyType | Mistaken
)  # fmt: skip

TEXT, NUMBER, BOOLEAN, DATE = TextType(), NumberType(), BooleanType(), DateType()
TIMESTAMP, VERSION, ANY, MISTAKEN = TimestampType(), VersionType(), AnyType(), Mistaken()
DAYS, MONTHS = DurationType("days"), DurationType("months")


class KindType(Struct, frozen=True):
    """A kind of manifest as rules know it: `project`, its plural `portfolio`, its schema's type."""

    name: str
    plural: str
    type: Type


class Vocabulary(Struct, frozen=True):
    """All that rules can name from outside: kinds by name, register types by name."""

    kinds: Mapping[str, KindType]
    registers: Mapping[str, Type]

    def plurals(self) -> dict[str, KindType]:
        """Gives the kinds by the names of their collections."""
        return {kind.plural: kind for kind in self.kinds.values()}


def words(type_: Type) -> str:
    """Gives the name of a type in the words of the rule language, for messages."""
    match type_:
        case TextType():
            return "text"
        case EnumType(members):
            shown = ", ".join(f'"{member}"' for member in members[:6])
            return f"one of {shown}{', ...' if len(members) > 6 else ''}"
        case NumberType():
            return "a number"
        case BooleanType():
            return "true or false"
        case DateType():
            return "a date"
        case TimestampType():
            return "a timestamp"
        case DurationType(unit):
            return f"a duration in {unit}"
        case VersionType():
            return "a version"
        case ListType(item):
            return f"a list of {plural(item)}"
        case MapType(value):
            return f"a map of {plural(value)}"
        case Record():
            return "a record"
        case AnyType() | Mistaken():
            return "any value"


def plural(type_: Type) -> str:
    """Gives the name of many values of a type: `texts`, `numbers`, `records`."""
    match type_:
        case TextType():
            return "texts"
        case EnumType():
            return "enum values"
        case NumberType():
            return "numbers"
        case BooleanType():
            return "booleans"
        case DateType():
            return "dates"
        case TimestampType():
            return "timestamps"
        case DurationType(unit):
            return f"durations in {unit}"
        case VersionType():
            return "versions"
        case ListType():
            return "lists"
        case MapType():
            return "maps"
        case Record():
            return "records"
        case AnyType() | Mistaken():
            return "values"


def inner(type_: Type, key: str) -> Type:
    """Gives the type of what a record or map of a type has at a key."""
    if isinstance(type_, Record):
        known = type_.fields.get(key)
        return known.type if known is not None else type_.other or ANY
    return type_.value if isinstance(type_, MapType) else ANY


def records(root: Type) -> list[Record]:
    """Gives all records in a type, each once, the outer before the inner."""
    found: list[Record] = []
    waiting, seen = deque([root]), set[int]()
    while waiting:
        match waiting.popleft():
            case ListType(inner) | MapType(inner):
                waiting.append(inner)
            case Record(fields=fields, other=other) as record if id(record) not in seen:
                seen.add(id(record))
                found.append(record)
                waiting += [field.type for field in fields.values()]
                waiting += [] if other is None else [other]
            case _:
                pass
    return found
