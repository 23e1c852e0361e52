"""Admission: a document against its schema, what is wrong with it, and its values for rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from remit.manifest.document import Document
from remit.manifest.late import late
from remit.manifest.plain import Plain
from remit.manifest.schema import Schema
from remit.manifest.values import Spot, Unknown, Value
from remit.text.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

    from remit.manifest.case import Fault
    from remit.manifest.keywords import Path


class SchemaError(Struct, frozen=True):
    """A mistake in a document: the words and the place, the plain path and what it is about.

    `keyword` is the code of the diagnostic without `schema-`.
    """

    diagnostic: Diagnostic
    path: Path
    keyword: str


Errors = tuple[SchemaError, ...]


class Admission(Struct, frozen=True, eq=False):
    """A document as rules see it, and its mistakes; `wrong` are the plain paths of those.

    Where a key is misspelled, the path that it was meant to have is one of them, too. `plain` is
    the plain form of a document that was read quickly and has no mistake, None of any other.
    `strays` are keys that are no mistakes to the schema, and most likely to their author.
    """

    value: Value
    errors: Errors
    wrong: frozenset[Path]
    plain: Plain = None
    strays: Errors = ()


def admit(document: Document, schema: Schema) -> Admission:
    """Gives the values of a document typed by its schema, and everything that is wrong with it.

    A wrong value is unknown to rules, so that nothing passes in silence.
    """
    admission = _quickly(document, schema)
    if admission is not None:
        return admission
    from remit.manifest.case import Fault
    from remit.manifest.faults import faults  # a dozen modules, not needed where all is plain
    from remit.manifest.instance import instance
    from remit.manifest.strays import strays

    try:
        plain, value = instance(document, schema.type)
        passed = tuple(_error(document, stray, "advice") for stray in strays(document, schema.type))
        if schema.validator.is_valid(plain):
            return Admission(value, (), frozenset(), strays=passed)
        errors = _reread(document, schema, plain, value)
        found = faults(document, schema.type, schema.bundle, plain, errors)
    except (RecursionError, UnicodeEncodeError):
        # deeper than the stack, or half a surrogate pair: nothing that the reader lets through
        said = "the document can't be validated"
        found = [Fault((), "type", document.span(()), said)]
        value = Value(Unknown(said), Spot(document))
        passed = ()
    _mark(value, found)
    told = tuple(_error(document, fault) for fault in found)
    paths = [path for fault in found for path in (fault.path, fault.meant) if path is not None]
    return Admission(value, told, frozenset(paths), strays=_left(passed, told))


def _quickly(document: Document, schema: Schema) -> Admission | None:
    """Admits a document by what was read quickly, where that is exactly what the schema wants."""
    raw, later = document.raw, document.later
    document.later = None
    if raw is None or later is None or not schema.admits(raw, len(document.source.text)):
        document.raw, document.filled = None, frozenset()
        return None
    for holder, key, value in later:  # which validators see otherwise than rules
        holder[key] = value
    return Admission(late(document, raw, schema.type), (), frozenset(), raw)


def _reread(document: Document, schema: Schema, plain: Any, value: Value) -> list[ValidationError]:
    """Takes scalars as text where that is what makes them fit; gives the errors that are left.

    Where a schema offers several forms, its type doesn't say that text is wanted: only the attempt
    does.
    """
    errors = list(schema.validator.iter_errors(plain))
    for error in list(errors):
        paths = _textual(document, [error])
        texts = {path: text for path in paths if (text := _text(document, path)) is not None}
        if not texts:
            continue
        before = {path: _exchange(plain, path, text) for path, text in texts.items()}
        left = list(schema.validator.iter_errors(plain))
        if len(left) < len(errors):
            errors = left
            for path, text in texts.items():
                _retyped(value, path, text)
        else:
            for path, old in before.items():
                _exchange(plain, path, old)
    return errors


def _exchange(plain: Any, path: Path, new: Any) -> Any:
    """Puts a scalar into an instance; gives the one that was there."""
    for key in path[:-1]:
        plain = plain[key]
    old, plain[path[-1]] = plain[path[-1]], new
    return old


def _retyped(root: Value, path: Path, text: str) -> None:
    value = _at(root, path)
    if value is not None:
        value.data = text


def _textual(document: Document, errors: Iterable[ValidationError]) -> Iterator[Path]:
    """The paths of scalars that text was wanted of."""
    for error in errors:
        detail = error.kind.as_dict()
        for form in detail.get("context", ()):
            yield from _textual(document, form)
        members = [*detail.get("options", ()), detail.get("expected_value")]
        path = tuple(error.instance_path)
        if path and ("string" in detail.get("types", ()) or _text(document, path) in members):
            yield path


def _text(document: Document, path: Path) -> str | None:
    """The text of a scalar that was written plain and is read as something else."""
    node = document.node(path)
    if node is None or not node.plain or node.content is None or isinstance(node.content, str):
        return None
    return node.text


def _mark(root: Value, found: list[Fault]) -> None:
    """Makes the values that are wrong unknown: scalars, and what is of the wrong type."""
    from remit.manifest.instance import wrong

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


def _left(
    strays: tuple[SchemaError, ...], told: tuple[SchemaError, ...]
) -> tuple[SchemaError, ...]:
    """The strays without those of which a mistake tells already."""
    places = {error.diagnostic.span for error in told}
    return tuple(one for one in strays if one.diagnostic.span not in places)


def _error(document: Document, fault: Fault, severity: Severity = "error") -> SchemaError:
    code = f"schema-{fault.keyword}"
    diagnostic = Diagnostic(code, fault.said, document.source, fault.span, fault.help, severity)
    return SchemaError(diagnostic, fault.path, fault.keyword)
