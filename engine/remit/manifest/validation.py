"""Admission: a document against its schema, what is wrong with it, and its values for rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from remit.manifest.document import Document
from remit.manifest.faults import faults
from remit.manifest.instance import instance, wrong
from remit.manifest.keywords import Path
from remit.manifest.phrases import Fault
from remit.manifest.schema import Schema
from remit.manifest.values import Spot, Unknown, Value
from remit.text.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class SchemaError:
    """A mistake in a document: the words and the place, the plain path and the keyword."""

    diagnostic: Diagnostic
    path: Path
    keyword: str


@dataclass(frozen=True, slots=True, eq=False)
class Admission:
    """A document as rules see it, and its mistakes; `wrong` are the plain paths of those."""

    value: Value
    errors: tuple[SchemaError, ...]
    wrong: frozenset[Path]


def admit(document: Document, schema: Schema) -> Admission:
    """Gives the values of a document typed by its schema, and everything that is wrong with it.

    A wrong value is unknown to rules, so that nothing passes in silence.
    """
    try:
        plain, value = instance(document, schema.type)
        if schema.validator.is_valid(plain):
            return Admission(value, (), frozenset())
        found = _faults(document, schema, plain)
    except (RecursionError, UnicodeEncodeError):
        # deeper than the stack, or half a surrogate pair: nothing that the reader lets through
        said = "the document can't be validated"
        found = [Fault((), "type", document.span(()), said)]
        value = Value(Unknown("the document can't be validated"), Spot(document))
    _mark(value, found)
    errors = tuple(_error(document, fault) for fault in found)
    return Admission(value, errors, frozenset(fault.path for fault in found))


def _faults(document: Document, schema: Schema, plain: Any) -> list[Fault]:
    errors = schema.validator.iter_errors(plain)
    return faults(document, schema.type, schema.bundle, plain, errors)


def _mark(root: Value, found: list[Fault]) -> None:
    """Makes the values that are wrong unknown: scalars, and what is of the wrong type."""
    marked: list[tuple[Value, Unknown]] = []
    for fault in found:
        value = _at(root, fault.path) if fault.scalar or fault.keyword == "type" else None
        if value is not None and value.spot is not None and fault.keyword != "unknown-key":
            marked.append((value, wrong(value.spot, fault.said)))
    for value, unknown in marked:
        value.data = unknown


def _at(value: Value, path: Path) -> Value | None:
    for key in path:
        found: Value | None = None
        if isinstance(value.data, dict) and isinstance(key, str):
            found = value.data.get(key)
        elif isinstance(value.data, list) and isinstance(key, int) and key < len(value.data):
            found = value.data[key]
        if found is None:
            return None
        value = found
    return value


def _error(document: Document, fault: Fault) -> SchemaError:
    code = f"schema-{fault.keyword}"
    diagnostic = Diagnostic(code, fault.said, document.source, fault.span, fault.help)
    return SchemaError(diagnostic, fault.path, fault.keyword)
