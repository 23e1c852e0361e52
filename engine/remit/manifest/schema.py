"""Schemas: JSON Schema files, read strictly, checked, and made into a type and a validator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import Any, NoReturn

import jsonschema_rs
from msgspec import Struct

from remit.manifest.bundle import Bundle, gather, plain, schemas
from remit.manifest.defaults import misfits
from remit.manifest.document import Document
from remit.manifest.endless import circles, endless
from remit.manifest.faults import faults
from remit.manifest.keywords import DRAFT, Path, mistakes
from remit.manifest.money import Money, money_of
from remit.manifest.reader import read
from remit.manifest.shaping import Draft, Shape, draft_of, shape_of
from remit.manifest.types import ANY, Type
from remit.manifest.typing import type_of
from remit.text.diagnostic import Diagnostic, in_order
from remit.text.folded import Folded
from remit.text.source import Source, Span

Fetch = Callable[[str], Source | list[Diagnostic] | None]


@cache
def _metaschema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": DRAFT}, validate_formats=False)


class Schema(Struct, frozen=True, eq=False, dict=True):
    """What manifests of a kind look like: for rules as a type, for the manifests as a validator.

    `whole` is all that it was made of, and `json` that as one schema. `files` are the sources, the
    named one first. `money` says where a manifest has its money, if anywhere. `draft` is one of the
    shape, where that was made before. `advice` is for its author, and known of a schema that was
    read just now.
    """

    name: str
    type: Type
    whole: Folded[Bundle]
    json: Folded[Any]
    files: tuple[Source, ...]
    money: Money | None = None
    draft: Draft | None = None
    advice: tuple[Diagnostic, ...] = ()

    @property
    def bundle(self) -> Bundle:
        """Gives the schema with all that it refers to."""
        return self.whole.open()

    @cached_property
    def validator(self) -> jsonschema_rs.Draft202012Validator:
        """Gives what says whether a document is valid, and what is wrong with it."""
        return _compiled(self.json.open())

    @cached_property
    def shape(self) -> Shape:
        """Gives what makes raw values plain ones."""
        return shape_of(self.type, self.draft)

    def kept(self) -> tuple[object, ...]:
        """Gives the fields of a schema that is to be kept, with a draft of its shape."""
        draft = self.draft or draft_of(self.type)
        return (self.name, self.type, self.whole, self.json, self.files, self.money, draft)


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
        _compiled(bundle.json)
    except ValueError as error:
        return None, [*problems, _not_compiled(bundle, error)]
    unfit = list(misfits(bundle, defaults))
    if unfit:
        return None, in_order(problems + unfit)
    files = tuple(document.source for document in bundle.documents.values())
    whole, json = Folded(bundle), Folded(bundle.json)
    return Schema(name, type_, whole, json, files, money, advice=advice), problems


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
    instance = plain(document.root)
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


def _compiled(schema: Any) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        schema,
        validate_formats=True,
        retriever=_retrieve_nothing,
        pattern_options=jsonschema_rs.RegexOptions(),
    )


def _retrieve_nothing(uri: str) -> NoReturn:
    raise ValueError(f"`{uri}` is not looked for")


def _too_long(bundle: Bundle) -> Diagnostic:
    source = bundle.documents[bundle.name].source
    said = "the schema leads from one definition to the next, hundreds in a row"
    help_ = "put some of those into one that only refer to each other"
    return Diagnostic("json-schema", said, source, Span(0, 0), help_)


def _not_compiled(bundle: Bundle, error: ValueError) -> Diagnostic:
    source = bundle.documents[bundle.name].source
    return Diagnostic("json-schema", f"the schema can't be used: {error}", source)
