"""Undeclared: fields that the edits of a case name and an open schema doesn't declare.

A rule reaches such a field as `x["key"]` only, so that a misspelled one is told; so does a case.
"""

from __future__ import annotations

from collections.abc import Mapping

from remit.manifest.paths import Mistake, in_brackets, parse, spelled
from remit.manifest.types import ListType, MapType, Record, Type
from remit.text.diagnostic import nearest


def undeclared(path: str, type_: Type, kind: str) -> Mistake | None:
    """Gives what is wrong with a path that can be read into a manifest of a kind, None where its
    schema declares each field on the way that isn't written in brackets."""
    steps = parse(path)
    if isinstance(steps, Mistake):
        return None
    for number, step in enumerate(steps):
        match type_:
            case Record(fields=fields) if isinstance(step, str) and step in fields:
                type_ = fields[step].type
            case Record(fields=fields, other=other) if isinstance(step, str) and other is not None:
                if in_brackets(step) not in path:
                    return _mistake(step, spelled(steps[:number]) or kind, fields)
                type_ = other
            case MapType(value):
                type_ = value
            case ListType(item):
                type_ = item
            case _:
                return None
    return None


def _mistake(name: str, holder: str, fields: Mapping[str, object]) -> Mistake:
    close = nearest(name, fields)
    meant = f"did you mean `{close}`? " if close else ""
    way = f"{meant}one that the schema leaves open is written `{in_brackets(name)}`, as in rules"
    return Mistake(f"`{holder}` has no field `{name}`, by its schema", way)
