"""Samples: the smallest manifest that a schema allows, found by its types and mended by its errors.

Types don't tell everything that a schema demands: patterns, formats, sizes, and what is required
only of some manifests. So the sample is held against the schema, and what is wrong with it is tried
otherwise, some times.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import yaml

from remit.manifest.document import Document
from remit.manifest.keywords import Path
from remit.manifest.reader import read
from remit.manifest.schema import Schema
from remit.manifest.types import (
    BooleanType,
    Bounds,
    DateType,
    EnumType,
    ListType,
    MapType,
    NumberType,
    Record,
    TimestampType,
    Type,
)
from remit.manifest.validation import SchemaError, admit
from remit.semantics.reading import field_at
from remit.text.source import Source

_DEEPEST = 4
_TRIES = 60
TEXTS = (
    "EUR", "example-1", "Example", "A", "a", "A1", "1", "001", "0001", "2026", "1.0", "1.0.0",
    "v1.0.0", "https://example.org", "mara@example.org", "example.org", "+49 30 1234567",
    "2026-01-01T09:00:00Z", "09:00", "P1D", "example.yaml", "./example.md", "DE", "de", "#aabbcc",
    "192.0.2.1", "0f0e0d0c-0b0a-4908-8706-050403020100", "EX-1", "EX-0001", "example/example",
)  # fmt: skip
"""Texts that patterns and formats often ask for."""

_OF_TEXTS = frozenset({"pattern", "format", "size", "key"})


def manifest_of(schema: Schema, today: date, identity: tuple[str, ...]) -> object | None:
    """Gives a small manifest that the schema allows, None where none was found."""
    value = sample(schema.type, today, identity)
    tried: Counter[Path] = Counter()
    for _ in range(_TRIES):
        errors = admit(_document(value), schema).errors
        if not errors:
            return value
        if not _mended(value, errors[0], schema, today, tried[errors[0].path]):
            return None
        tried[errors[0].path] += 1
    return None


def sample(type_: Type, today: date, identity: tuple[str, ...] = (), depth: int = 0) -> object:
    """Gives the smallest value of a type: of a record its required fields, and those that make up
    its identity."""
    match type_:
        case EnumType(members):
            return members[0]
        case NumberType(bounds):
            return _number(bounds)
        case BooleanType():
            return True
        case DateType():
            return today
        case TimestampType():
            return f"{today}T09:00:00Z"
        case ListType(item):
            return [sample(item, today, (), depth + 1)] if depth < _DEEPEST else []
        case Record():
            return {
                name: sample(field.type, today, (), depth + 1)
                for name, field in type_.fields.items()
                if (field.required or name in identity) and depth < _DEEPEST
            }
        case MapType():
            return {}
        case _:
            return "example"


def written(value: object) -> str:
    """Gives a value as YAML, lists and maps without others in them on one line."""
    dumped: str = yaml.dump(
        value, Dumper=_Plain, sort_keys=False, default_flow_style=None, allow_unicode=True, width=88
    )
    return dumped


class _Plain(yaml.SafeDumper):
    """Writes what stands twice twice."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _document(value: object) -> Document:
    return read(Source("sample", written(value))).documents[0]


def _mended(value: object, error: SchemaError, schema: Schema, today: date, times: int) -> bool:
    """Changes a sample where an error lies, for the first or a further time; says whether there was
    anything to try."""
    at = _parent(value, error.path)
    if at is None:
        return False
    last = error.path[-1]
    if error.keyword == "required" and isinstance(at, dict) and last not in at:
        names = tuple(str(key) for key in error.path if not isinstance(key, int))
        declared = field_at(schema.type, names)
        if declared is not None:
            at[last] = sample(declared.type, today)
        return declared is not None
    there = not isinstance(at, dict) or last in at
    if error.keyword in _OF_TEXTS and times < len(TEXTS) and there and isinstance(at[last], str):
        at[last] = TEXTS[times]
        return True
    return False


def _parent(value: object, path: Path) -> Any:
    """Gives the list or map that the last step of a path leads out of, None where there is none."""
    at: Any = value
    for key in path[:-1]:
        inside = isinstance(at, dict) and key in at
        inside = inside or (isinstance(at, list) and isinstance(key, int) and key < len(at))
        if not inside:
            return None
        at = at[key]
    return at if path and isinstance(at, dict | list) else None


def _number(bounds: Bounds) -> int:
    if bounds.low is not None:
        return int(bounds.low) + (bounds.low_open or bounds.low != int(bounds.low))
    return 1 if bounds.high is None or bounds.high >= 1 else int(bounds.high) - 1
