"""Sureness: whether a value is surely valid by a schema, told without a validator for it.

Validators take longer to load, and to be made of a schema, than a few manifests take to be looked
at. Here each keyword says of a value that it is surely fine, surely not, or nothing at all. It says
nothing of what could mean anything else to a validator: a keyword that isn't known here, a number
that isn't whole, a text or pattern with anything odd. Only what is surely fine throughout needs no
validator; whatever else it is, the validator says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from operator import ge, gt, le, lt
from typing import Any

from remit.manifest.days import day
from remit.manifest.types import LARGEST

Sure = bool | None
"""Surely, surely not, or nothing is known."""

_Keyword = Callable[[Any, Any, Any, Any], Sure]

_IDLE = frozenset({"title", "description", "default", "deprecated", "readOnly", "writeOnly",
                   "examples", "$comment", "$defs", "definitions", "then", "else"})  # fmt: skip
"""Keywords that refuse no value by themselves; so are those that begin with `x-`."""

_LONGEST = 200
_OPEN = 2
"""So many parts of a pattern may repeat as often as they like, as Python tries each way."""
_ENCODED = "%24", "$"

_CLASS = r"\[(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9._/:@ ])+-?\]"
_PLAIN = rf"\^(?:(?:[A-Za-z0-9_/:@ -]|{_CLASS})(?:[*+?]|\{{[0-9]{{1,3}}\}})?)+\$"
"""A pattern for a whole text that means the same to validators and to Python."""


def surely(value: Any, schema: Any, root: Any) -> Sure:
    """Says whether a value is valid by a schema that is part of another one, the root."""
    if isinstance(schema, bool):
        return schema
    if not isinstance(schema, dict) or not all(map(_is_known, schema)):
        return None
    return _all(
        _KEYWORDS[keyword](value, said, schema, root)
        for keyword, said in schema.items()
        if keyword in _KEYWORDS
    )


def _is_known(keyword: str) -> bool:
    return keyword in _KEYWORDS or keyword in _IDLE or keyword.startswith("x-")


def _all(said: Iterable[Sure]) -> Sure:
    """Gives whether all is surely so, or something surely not."""
    found: Sure = True
    for one in said:
        if one is False:
            return False
        found = found and one
    return found


def _not(said: Sure) -> Sure:
    return None if said is None else not said


# -- keywords: each is asked about a value, with what it says, the schema around it, and the root --


def _ref(value: Any, said: Any, _: Any, root: Any) -> Sure:
    if not isinstance(said, str) or not said.startswith("#/"):
        return None
    target = root
    for step in said[2:].split("/"):
        name = step.replace(*_ENCODED).replace("~1", "/").replace("~0", "~")
        if "%" in name or not isinstance(target, dict) or "$id" in target or name not in target:
            return None
        target = target[name]
    return surely(value, target, root)


def _type(value: Any, said: Any, *_: Any) -> Sure:
    names = [said] if isinstance(said, str) else said
    if value.__class__ is int:
        return "integer" in names or "number" in names
    return _NAMES[value.__class__] in names if value.__class__ in _NAMES else None


def _enum(value: Any, said: Any, *_: Any) -> Sure:
    return value in said if value.__class__ is str else None


def _const(value: Any, said: Any, *_: Any) -> Sure:
    return value == said if value.__class__ is said.__class__ is str else None


def _required(value: Any, said: Any, *_: Any) -> Sure:
    return value.__class__ is not dict or all(name in value for name in said)


def _properties(value: Any, said: Any, _: Any, root: Any) -> Sure:
    if value.__class__ is not dict:
        return True
    return _all(surely(value[name], inner, root) for name, inner in said.items() if name in value)


def _property_names(value: Any, said: Any, _: Any, root: Any) -> Sure:
    return value.__class__ is not dict or _all(surely(name, said, root) for name in value)


def _additional(value: Any, said: Any, around: Any, root: Any) -> Sure:
    if value.__class__ is not dict:
        return True
    known = around.get("properties", ())
    return _all(surely(one, said, root) for name, one in value.items() if name not in known)


def _unevaluated(value: Any, said: Any, around: Any, _: Any) -> Sure:
    if value.__class__ is not dict or said is True:
        return True
    return value.keys() <= around.get("properties", {}).keys() or None


def _items(value: Any, said: Any, _: Any, root: Any) -> Sure:
    return value.__class__ is not list or _all(surely(one, said, root) for one in value)


def _contains(value: Any, said: Any, _: Any, root: Any) -> Sure:
    if value.__class__ is not list:
        return True
    return _not(_all(_not(surely(one, said, root)) for one in value))


def _min_items(value: Any, said: Any, *_: Any) -> Sure:
    return value.__class__ is not list or (len(value) >= said if said.__class__ is int else None)


def _min_length(value: Any, said: Any, *_: Any) -> Sure:
    return value.__class__ is not str or (len(value) >= said if said.__class__ is int else None)


def _pattern(value: Any, said: Any, *_: Any) -> Sure:
    if value.__class__ is not str:
        return True
    odd = len(value) > _LONGEST or not (value.isascii() and value.isprintable())
    if odd or sum(map(said.count, "*+?")) > _OPEN or len(said) > _LONGEST:
        return None
    if not re.fullmatch(_PLAIN, said):
        return None
    return re.fullmatch(said[1:-1], value) is not None


def _format(value: Any, said: Any, *_: Any) -> Sure:
    if value.__class__ is not str:
        return True
    return True if said == "date" and day(value) is not None else None


def _bound(holds: Callable[[int, int], bool]) -> _Keyword:
    def keyword(value: Any, said: Any, *_: Any) -> Sure:
        if value.__class__ in _NAMES:
            return True
        if value.__class__ is not int or said.__class__ is not int:
            return None
        return holds(value, said) if max(abs(value), abs(said)) <= LARGEST else None

    return keyword


def _all_of(value: Any, said: Any, _: Any, root: Any) -> Sure:
    return _all(surely(value, inner, root) for inner in said)


def _if(value: Any, said: Any, around: Any, root: Any) -> Sure:
    found = surely(value, said, root)
    return (
        None
        if found is None
        else surely(value, around.get("then" if found else "else", True), root)
    )


_NAMES = {str: "string", bool: "boolean", dict: "object", list: "array"}

_KEYWORDS: dict[str, _Keyword] = {
    "$ref": _ref, "type": _type, "enum": _enum, "const": _const, "required": _required,
    "properties": _properties, "propertyNames": _property_names,
    "additionalProperties": _additional, "unevaluatedProperties": _unevaluated, "items": _items,
    "contains": _contains, "minItems": _min_items, "minLength": _min_length, "pattern": _pattern,
    "format": _format, "allOf": _all_of, "if": _if, "minimum": _bound(ge), "maximum": _bound(le),
    "exclusiveMinimum": _bound(gt), "exclusiveMaximum": _bound(lt),
}  # fmt: skip
