"""Code: pieces of generated Python, with all that is known of the values that they give.

Nothing of a rule gets into generated code but as a constant that `constant` has written.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from remit.manifest.plain import SHORT
from remit.manifest.types import (
    ANY,
    BooleanType,
    DateType,
    DurationType,
    EnumType,
    ListType,
    MapType,
    Mistaken,
    NumberType,
    Record,
    TextType,
    TimestampType,
    Type,
    VersionType,
)
from remit.semantics.fitting import common, is_text

Steps = tuple[Any, ...]
"""Where something stands in the data: a manifest (`m`, or `b` for the baseline) or what the world
hands in, then the keys from there; None is any element of a list. One of several places begins with
None: then come these."""

Length = tuple[int, int]
"""The most elements of a list: a factor, and a power of the longest list that there is."""

LISTED: Length = (1, 1)


def longer(left: Length, right: Length) -> Length:
    """Gives the most elements of a list that is one or the other."""
    return max(left[0], right[0]), max(left[1], right[1])


Wanted = Literal["true", "false"]
"""What a test is asked: whether a condition is true for sure, or false for sure."""

Joint = Literal["and", "or"]

OTHER: dict[Wanted, Wanted] = {"true": "false", "false": "true"}


class LeftOutError(Exception):
    """A rule that is not compiled, with the reason; caught where the rule's compilation began."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Size(Struct, frozen=True):
    """The most digits above and below the fraction stroke of a number; `decimal` says that what is
    below is a power of ten, and stays the same in a sum."""

    above: int = SHORT
    below: int = SHORT
    decimal: bool = True


LONG = 4_000
"""It takes the interpreter so many steps at most to walk through a text that was put together."""

WHOLE = Size(SHORT, 0)


class Code(Struct, frozen=True):
    """An expression in Python.

    `level` tells the loop that has to be entered before it can be evaluated. It may give None where
    the value is `absent`; of an `element` of a list that is hardly ever so. A number is the
    expression divided by `scale`, which is greater than zero ("" for one). A `condition` gives None
    where it is undecided. A list may have `holes`, elements that are absent; `items` are those of a
    list that is written out, `length` the most that there are, `inner` the most of a list in it, or
    in a table. A `long` text was put together from others; a list or table has `long` ones in it. A
    `stable` value stands in the data, `origin` is the path to it, however its code is written, and
    it lies `under` the elements of these loops. The elements of a `chosen` list stand in the data,
    each at most once. A list has no more elements than those have that stand at its `steps`, if
    these are known; anything else stands there itself. So it is with each list of a table that is
    written out and the place that is `inside`.
    """

    text: str
    type: Type
    level: int
    absent: bool = False
    element: bool = False
    scale: str = ""
    size: Size = Size()
    condition: bool = False
    holes: bool = True
    items: tuple[Code, ...] | None = None
    length: Length = LISTED
    inner: Length = LISTED
    long: bool = False
    stable: bool = False
    chosen: bool = False
    origin: str = ""
    under: frozenset[int] = frozenset()
    steps: Steps | None = None
    inside: Steps | None = None

    @property
    def simple(self) -> bool:
        """Says whether it may be written more than once: it is a name or a constant."""
        return self.text.isidentifier() or self.text[:1] in "'\"" or self.text.isdigit()

    @property
    def path(self) -> str:
        """Gives what is the same wherever the same path of the data is meant."""
        return self.origin or self.text

    def given(self) -> Code:
        """Gives the code where its value is known to be there."""
        return replace(self, absent=False, element=False)


class Test(Struct, frozen=True):
    """A condition in Python. Where it is `sure` it is true or false as the condition is; else it
    says what it was asked for: whether the condition is true for sure, or false for sure. `joint`
    is the word that joins its parts, if any does."""

    text: str
    sure: bool = True
    joint: str = ""

    def within(self, joint: str) -> str:
        """Gives the test as a part of one with another joint, in brackets where it needs them."""
        return f"({self.text})" if self.joint not in ("", joint) else self.text


def constant(value: object) -> str:
    """Gives a text, a number or a truth value as Python writes it, in ASCII."""
    if isinstance(value, str):
        return ascii(str(value))
    assert isinstance(value, bool | int)
    return repr(value)


def sure(type_: Type) -> None:
    """Refuses a type in which something is not known, such as that of a list without elements."""
    match type_:
        case Mistaken():
            raise LeftOutError("a value whose type isn't known")
        case ListType(inner) | MapType(inner):
            sure(inner)
        case _:
            pass


def is_raw(type_: Type, seen: tuple[Type, ...] = ()) -> bool:
    """Says whether plain data of a type tells by itself what it is: no number in it is one of days
    or months."""
    match type_:
        case DurationType():
            return False
        case ListType(inner) | MapType(inner):
            return is_raw(inner, seen)
        case Record(fields=fields, other=other):
            if any(type_ is above for above in seen):
                return True
            inner_types = [field.type for field in fields.values()]
            inner_types += [other] if other is not None else []
            return all(is_raw(inner, (*seen, type_)) for inner in inner_types)
        case _:
            return True


def is_scalar(type_: Type) -> bool:
    """Says whether plain data of a type is one value that Python compares as the language does."""
    kinds = NumberType | BooleanType | DateType | TimestampType | DurationType | VersionType
    return is_text(type_) or isinstance(type_, kinds)


def merged(left: Type, right: Type) -> Type:
    """Gives the type of what is of one type or the other, where both are the same plain data."""
    if left == right or isinstance(right, Mistaken):
        return left
    if isinstance(left, Mistaken):
        return right
    if is_ordered(left) or is_ordered(right):
        raise LeftOutError("values of an ordered enum beside texts that have no part in it")
    if is_text(left) and is_text(right):
        both = common(left, right)
        assert both is not None
        return both
    if isinstance(left, ListType) and isinstance(right, ListType):
        return ListType(merged(left.item, right.item), left.key)
    if isinstance(left, Record) and isinstance(right, MapType) and right.value == Mistaken():
        return left
    if isinstance(right, Record) and isinstance(left, MapType) and left.value == Mistaken():
        return right
    if is_raw(left) and is_raw(right):
        return ANY
    raise LeftOutError("values of several types that only the interpreter tells apart")


def is_ordered(type_: Type) -> bool:
    """Says whether values of a type are ordered as the members of an enum are."""
    return isinstance(type_, EnumType) and type_.ordered


def kind_of(type_: Type) -> str:
    """Gives what values of a type are to `==`: those of different kinds don't compare."""
    match type_:
        case TextType() | EnumType():
            return "text"
        case Record() | MapType():
            return "record"
        case DurationType(unit):
            return unit
        case _:
            return type(type_).__name__
