"""Schema files, read strictly, checked, and made into a schema."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import jsonschema_rs

from remit.manifest.bundle import Bundle, gather, schemas
from remit.manifest.defaults import misfits
from remit.manifest.document import Document, plain
from remit.manifest.endless import circles, endless
from remit.manifest.exactness import is_exact
from remit.manifest.faults import faults
from remit.manifest.keywords import DRAFT, Path, mistakes
from remit.manifest.money import money_of
from remit.manifest.reader import read
from remit.manifest.schema import Fetch, Schema, compiled
from remit.manifest.types import ANY
from remit.manifest.typing import type_of
from remit.text.diagnostic import Diagnostic, in_order
from remit.text.folded import Folded
from remit.text.numbers import decimal
from remit.text.source import Source, Span


@cache
def _metaschema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": DRAFT}, validate_formats=False)


def load(name: str, fetch: Fetch) -> tuple[Schema | None, list[Diagnostic]]:
    """Gives the schema in the file `name`, or what is wrong with it; advice comes with either.

    `fetch` gives the text of a file of the schema's folder by its path from there (with forward
    slashes), what keeps it from being read, or None where there is no such file.
    """
    found: list[Diagnostic] = []
    bundle, problems = gather(name, lambda file: _document(fetch(file), found))
    problems = found + problems
    if bundle is None or any(problem.severity == "error" for problem in problems):
        return None, in_order(problems)
    problems += circles(bundle)
    if any(problem.severity == "error" for problem in problems):
        return None, in_order(problems)
    try:
        return _made(name, bundle, problems)
    except RecursionError:
        return None, [*problems, _too_long(bundle)]


def _made(
    name: str, bundle: Bundle, problems: list[Diagnostic]
) -> tuple[Schema | None, list[Diagnostic]]:
    """Makes the type of a schema, and with it all else."""
    type_, defaults, wrong, advice = type_of(bundle)
    money, unclear = money_of(type_, bundle.documents.values())
    problems = in_order(problems + wrong + unclear + endless(bundle, defaults))
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    try:
        compiled(bundle.json)
    except ValueError as error:
        return None, [*problems, _not_compiled(bundle, error)]
    unfit = list(misfits(bundle, defaults))
    if unfit:
        return None, in_order(problems + unfit)
    files = tuple(document.source for document in bundle.documents.values())
    whole, json = Folded(bundle), Folded(bundle.json, near=True)
    exact = is_exact(type_, bundle)
    return Schema(name, type_, whole, json, files, money, exact=exact, advice=advice), problems


def _document(
    source: Source | list[Diagnostic] | None, found: list[Diagnostic]
) -> Document | list[Diagnostic] | None:
    """Reads a schema file and checks it by itself; what is wrong is added to `found`."""
    if source is None or isinstance(source, list):
        return source
    reading = read(source)
    if reading.diagnostics:
        return list(reading.diagnostics)
    if len(reading.documents) > 1:
        second = reading.documents[1]
        said = "expected one schema in the file, found several documents"
        return [Diagnostic("json-schema", said, source, second.span(()))]
    document = reading.documents[0]
    found.extend(_checked(document))
    return document


def _checked(document: Document) -> Iterator[Diagnostic]:
    instance = plain(document.root, decimal)
    errors = _metaschema().iter_errors(instance)
    for fault in faults(document, ANY, None, instance, errors):
        help = fault.help or (_type_meant(document, fault.path) if fault.path else None)
        yield Diagnostic("json-schema", fault.said, document.source, fault.span, help)
    for _, node in schemas(document):
        yield from mistakes(document, node)


def _type_meant(document: Document, path: Path) -> str | None:
    """The way from a type of another language to that of JSON Schema."""
    written = document.text(path) if path[-1] == "type" else None
    meant = _TYPES.get((written or "").lower())
    return f"write `{meant}`" if meant is not None else None


_TYPES = {
    "text": "string", "str": "string", "varchar": "string", "int": "integer", "long": "integer",
    "float": "number", "double": "number", "decimal": "number", "percent": "number",
    "money": "number", "bool": "boolean", "list": "array", "map": "object", "dict": "object",
    "record": "object", "date": "string` with `format: date",
    "datetime": "string` with `format: date-time", "timestamp": "string` with `format: date-time",
}  # fmt: skip


def _too_long(bundle: Bundle) -> Diagnostic:
    source = bundle.documents[bundle.name].source
    said = "the schema leads from one definition to the next, hundreds in a row"
    help_ = "put some of those into one that only refer to each other"
    return Diagnostic("json-schema", said, source, Span(0, 0), help_)


def _not_compiled(bundle: Bundle, error: ValueError) -> Diagnostic:
    source = bundle.documents[bundle.name].source
    return Diagnostic("json-schema", f"the schema can't be used: {error}", source)
