"""Undeclared: what the edits of a case put where the schema doesn't have it: fields that an open
one doesn't declare, and lists for one item.

A rule reaches such a field as `x["key"]` only, so that a misspelled one is told; so does a case.
"""

from __future__ import annotations

from collections.abc import Mapping

from remit.manifest.document import Node
from remit.manifest.paths import Mistake, Step, in_brackets, parse, spelled
from remit.manifest.types import AnyType, ListType, MapType, Record, Type
from remit.text.diagnostic import nearest


def undeclared(path: str, type_: Type, kind: str) -> Mistake | None:
    """Gives what is wrong with a path that can be read into a manifest of a kind, None where its
    schema declares each field on the way that isn't written in brackets."""
    steps = parse(path)
    if isinstance(steps, Mistake):
        return None
    at: Type | None = type_
    for number, step in enumerate(steps):
        match at:
            case Record(fields=fields, other=other) if isinstance(step, str) and other is not None:
                if step not in fields and in_brackets(step) not in path:
                    return _mistake(step, spelled(steps[:number]) or kind, fields)
            case _:
                pass
        at = _below(at, step)
    return None


def several(path: str, type_: Type, item: Node) -> Mistake | None:
    """Gives what is wrong with a list that is to be one item of the list at a path, None where its
    items may be lists."""
    steps = parse(path)
    at: Type | None = type_
    for step in steps if isinstance(steps, tuple) else ():
        at = _below(at, step)
    whole = isinstance(item.content, list)
    if not whole or not isinstance(at, ListType) or isinstance(at.item, ListType | AnyType):
        return None
    way = "write the item without its brackets, or the whole list with `set`"
    return Mistake(f"`add` appends one item to `{path}`, and this is a list", way)


def _below(type_: Type | None, step: Step) -> Type | None:
    """Gives the type of what a step leads to, None where the schema says nothing of it."""
    match type_:
        case Record(fields=fields) if isinstance(step, str) and step in fields:
            return fields[step].type
        case Record(other=other) if isinstance(step, str):
            return other
        case MapType(value):
            return value
        case ListType(item):
            return item
        case _:
            return None


def _mistake(name: str, holder: str, fields: Mapping[str, object]) -> Mistake:
    close = nearest(name, fields)
    meant = f"did you mean `{close}`? " if close else ""
    way = f"{meant}one that the schema leaves open is written `{in_brackets(name)}`, as in rules"
    return Mistake(f"`{holder}` has no field `{name}`, by its schema", way)
