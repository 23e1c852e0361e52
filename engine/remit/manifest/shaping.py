"""Shaping: raw values made into plain ones by their type, quickly, or not at all.

For every type a function is written, as source of Python, that looks at each value once. It says no
to whatever is not exactly as the type has it, and then `instance` works from the document: a number
where text is wanted, a null in a list, a key that the schema doesn't know, an enum's value that is
none, a date that is no day. It takes out fields that are null and fills in defaults, as `instance`
does. What validators and rules see differently (dates, decimals, members of ordered enums) is left
as JSON has it, and noted: once the values are found valid, `settle` puts in what rules see.

Where a type is `exact`, as it says all that its schema does (`exactness`), the function says no to
all that the schema refuses, too, nothing is validated, and rules' values are put in at once.

Names from schemas reach the source as literals only, as `repr` writes them.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import CodeType
from typing import Any

from msgspec import Struct, field

from remit.manifest.days import day, moment
from remit.manifest.lines import Raw
from remit.manifest.nearly import is_open, meant_by
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

Later = list[tuple[Any, Any, Any]]
"""Where rules see another value than validators: a list or dict, the position or key, the value."""

Filled = set[tuple[int, str]]
"""The defaults that were filled in: the `id` of the dict and the key."""

Shape = Callable[[Raw, Later, Filled], bool]
"""Says whether a raw value is of a type; makes it ready for the validator, and notes the rest."""

_KEPT = 10_000
"""So many dates are remembered at most."""


class Draft(Struct, frozen=True):
    """The code of a function that shapes values, as making that takes long. It knows some objects
    by name, and by others what tells which of some fields a key was meant to be."""

    code: CodeType
    known: dict[str, Any]
    meant: dict[str, tuple[str, ...]]


def shape_of(draft: Draft) -> Shape:
    """Gives the function that shapes values, by its draft."""
    names: dict[str, Any] = {
        "day": _Remembered(day),
        "moment": _Remembered(moment),
        "decimal": decimal,
        "open_value": _open_value,
        "Fraction": Fraction,
        "copied": _copied,
        **draft.known,
        **{name: meant_by(fields) for name, fields in draft.meant.items()},
    }
    exec(draft.code, names)
    shape: Shape = names["shape_0"]
    return shape


def draft_of(type_: Type, *, exact: bool = False) -> Draft:
    """Gives the draft of the function that shapes values of a type."""
    work = _Writing(exact)
    work.function(type_)
    while work.waiting:
        work.write(*work.waiting.pop())
    code = compile("\n".join(work.source), "<shapes of a schema>", "exec")
    return Draft(code, work.known, work.meant)


def settle(later: Later) -> None:
    """Puts in what rules see."""
    for holder, key, value in later:
        holder[key] = value


class _Writing(Struct):
    """The source so far, the names that it uses, and the functions that it has."""

    exact: bool
    source: list[str] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)
    meant: dict[str, tuple[str, ...]] = field(default_factory=dict)
    functions: dict[object, str] = field(default_factory=dict)
    waiting: list[tuple[str, Type]] = field(default_factory=list)

    def function(self, type_: Type) -> str:
        """Gives the name of the function for a type, which is written later."""
        key = type_, _bounds(type_)
        if key not in self.functions:
            self.functions[key] = f"shape_{len(self.functions)}"
            self.waiting.append((self.functions[key], type_))
        return self.functions[key]

    def write(self, name: str, type_: Type) -> None:
        match type_:
            case Record():
                body = [*self.record(type_), "return True"]
            case ListType():
                body = self.listing(type_.item)
            case MapType():
                body = self.mapping(type_.value)
            case _:
                body = ["return open_value(value, later)"] if type_ == ANY else ["return False"]
        self.source += [f"def {name}(value, later, filled):", *_indented(body)]

    def named(self, what: Any) -> str:
        """Gives the name by which the source knows an object."""
        name = f"known_{len(self.known)}"
        self.known[name] = what
        return name

    def record(self, type_: Record) -> list[str]:
        lines = ["if value.__class__ is not dict: return False", "get = value.get"]
        lines.append(f"seen = {len(type_.fields)}")
        for name, known in type_.fields.items():
            lines += self.entry(name, known)
        lines.append("if seen != len(value):")
        if type_.other is None:
            return [*lines, "    return False"]
        fields = self.named(frozenset(type_.fields))
        body = [f"if key in {fields}: continue", *self.stray(type_)]
        body += self.check(type_.other, "value", "key")
        return [*lines, "    for key, one in value.items():", *_indented(_indented(body))]

    def stray(self, type_: Record) -> list[str]:
        """Says no to a key that is nearly a field which isn't there, or was filled in."""
        if not is_open(type_) or not type_.fields:
            return []
        name = f"meant_{len(self.meant)}"
        self.meant[name] = tuple(type_.fields)
        return [
            f"meant = {name}(key)",
            "if meant is not None and ((id(value), meant) in filled or meant not in value):",
            "    return False",
        ]

    def entry(self, name: str, known: FieldType) -> list[str]:
        """One field of a record: taken out where it is null, filled in where it has a default."""
        literal = repr(name)
        check = self.check(known.type, "value", literal)
        lines = [f"one = get({literal})"]
        if known.has_default and known.default is not None:
            default = self.named(known.default)
            fresh = f"copied({default})" if isinstance(known.default, dict | list) else default
            lines += [
                "if one is None:",
                f"    if {literal} in value: del value[{literal}]",
                f"    value[{literal}] = one = {fresh}",
                f"    filled.add((id(value), {literal}))",
                *check,
            ]
            return lines
        if self.exact and known.required:
            return [*lines, *check]  # which says no to nothing, too
        lines += ["if one is not None:", *_indented(check)]
        return [
            *lines,
            "else:",
            "    seen -= 1",
            f"    if {literal} in value: del value[{literal}]",
        ]

    def listing(self, item: Type) -> list[str]:
        head = "if value.__class__ is not list: return False"
        if isinstance(item, Record):  # looked at here, as there are many in a list
            return [head, "for value in value:", *_indented(self.record(item)), "return True"]
        body = self.check(item, "value", "key")
        return [head, "for key, one in enumerate(value):", *_indented(body), "return True"]

    def mapping(self, inner: Type) -> list[str]:
        return [
            "if value.__class__ is not dict: return False",
            "for key, one in value.items():",
            *_indented(self.check(inner, "value", "key")),
            "return True",
        ]

    def check(self, type_: Type, holder: str, key: str) -> list[str]:
        """Says no to what `one`, which `holder` has at `key`, is not."""
        match type_:
            case EnumType(members, False) if self.exact:
                known = self.named(frozenset(members))
                return [f"if one.__class__ is not str or one not in {known}: return False"]
            case TextType() | EnumType(_, False):
                return ["if one.__class__ is not str: return False"]
            case EnumType(members, True):
                known = self.named({text: Member(text, members) for text in members})
                return [
                    f"if one.__class__ is not str or one not in {known}: return False",
                    self.seen_as(f"{known}[one]", holder, key),
                ]
            case DateType() | TimestampType():
                means = "day" if isinstance(type_, DateType) else "moment"
                return [
                    "if one.__class__ is not str: return False",
                    f"seen_as = {means}[one]",
                    "if seen_as is None: return False",
                    self.seen_as("seen_as", holder, key),
                ]
            case NumberType(bounds) if self.exact:
                return self.number(bounds)
            case NumberType():
                return [
                    "if one.__class__ is not int:",
                    "    if one.__class__ is not Fraction: return False",
                    f"    {holder}[{key}] = decimal(one)",
                    f"    later.append(({holder}, {key}, one))",
                ]
            case BooleanType():
                return ["if one.__class__ is not bool: return False"]
            case AnyType():
                return [
                    "if one.__class__ is Fraction:",
                    f"    {holder}[{key}] = decimal(one)",
                    f"    later.append(({holder}, {key}, one))",
                    "elif not open_value(one, later): return False",
                ]
            case _:
                return [f"if not {self.function(type_)}(one, later, filled): return False"]

    def seen_as(self, what: str, holder: str, key: str) -> str:
        """Puts in what rules see, or notes it where validators see something else."""
        if self.exact:
            return f"{holder}[{key}] = {what}"
        return f"later.append(({holder}, {key}, {what}))"

    def number(self, bounds: Bounds) -> list[str]:
        """Says no to a number that isn't within its bounds."""
        if not bounds.whole:
            return ["if one.__class__ is not int and one.__class__ is not Fraction: return False"]
        lines = ["if one.__class__ is not int: return False"]
        within = bounds.least_and_most()
        if within is None or bounds == Bounds(whole=True):
            return lines
        return [*lines, f"if not {within[0]} <= one <= {within[1]}: return False"]


def _bounds(type_: Type) -> Bounds | None:
    """Gives the bounds of the numbers in a list or map, as all numbers are of one type."""
    match type_:
        case ListType(inner) | MapType(inner):
            return _bounds(inner)
        case NumberType(bounds):
            return bounds
        case _:
            return None


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _open_value(value: Raw, later: Later) -> bool:
    """Shapes what the schema leaves open; a null in it says no."""
    if value.__class__ is dict:
        inner = list(value.items())
    elif value.__class__ is list:
        inner = list(enumerate(value))
    else:
        return value is not None
    for key, one in inner:
        if one.__class__ is Fraction:
            value[key] = decimal(one)
            later.append((value, key, one))
        elif not _open_value(one, later):
            return False
    return True


def _copied(default: Any) -> Any:
    if isinstance(default, dict):
        return {key: _copied(inner) for key, inner in default.items()}
    if isinstance(default, list):
        return [_copied(inner) for inner in default]
    return default


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
