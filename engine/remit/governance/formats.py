"""Our own file formats: a document filled into its pydantic model, each mistake at its place.

Texts are read as in manifests: where a model wants text, a plain scalar is the text as written.
pydantic finds the mistakes; what it says of them is put into our words here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from remit.manifest.document import Document, Node, plain
from remit.text.diagnostic import Diagnostic, did_you_mean, nearest
from remit.text.numbers import written
from remit.text.source import Span

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[str | int, ...]

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


class FormatError(ValueError):
    """What a model's own validators raise: a message in our words, and the way out.

    `missing` is the field that the message misses, where it is about one.
    """

    def __init__(
        self, message: str, help: str | None = None, *, missing: str | None = None
    ) -> None:
        super().__init__(message)
        self.help = help
        self.missing = missing


def fill(document: Document, model: type[Model]) -> tuple[Model | None, list[Diagnostic]]:
    """Gives the model that a document holds, or a diagnostic for each of its mistakes."""
    data = plain(document.root)
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        retried = _with_texts(document, data, error)
    try:
        return model.model_validate(retried), []
    except ValidationError as error:
        return None, _told(document, model, error)


def _told(document: Document, model: type[BaseModel], error: ValidationError) -> list[Diagnostic]:
    """Says every mistake; of a key that was meant to be a missing one only that."""
    said = [(found["type"], _diagnostic(document, model, found)) for found in error.errors()]
    meant = {diagnostic.span for kind, diagnostic in said if kind != "extra_forbidden"}
    return [told for kind, told in said if kind != "extra_forbidden" or told.span not in meant]


def _with_texts(document: Document, data: Any, error: ValidationError) -> Any:
    """Puts the text as written where text is wanted and another plain scalar stands."""
    for found in error.errors():
        path = found["loc"]
        node = document.node(path)
        if found["type"] == "string_type" and node is not None and _is_plain_scalar(node):
            data = _replaced(data, path, node.text)
    return data


def _is_plain_scalar(node: Node) -> bool:
    return node.plain and node.text is not None and node.content is not None


def _replaced(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    copy: Any = list(data) if isinstance(data, list) else dict(data)
    copy[path[0]] = _replaced(copy[path[0]], path[1:], value)
    return copy


# -- what pydantic found, in our words ----------------------------------------------------------


def _diagnostic(document: Document, model: type[BaseModel], found: Mapping[str, Any]) -> Diagnostic:
    path: Path = found["loc"]
    if path and path[-1] == "[key]":
        path = path[:-1]
    kind, context = found["type"], found.get("ctx", {})
    if kind == "missing":
        about = _fields(model, path[:-1])[str(path[-1])].description
        return _missing(document, model, path[:-1], str(path[-1]), about)
    if kind == "extra_forbidden":
        known = _fields(model, path[:-1])
        message = f"`{path[-1]}` is not known here"
        return _at(document, path, "format", message, did_you_mean(str(path[-1]), known), key=True)
    if isinstance(context.get("error"), FormatError):
        error: FormatError = context["error"]
        if error.missing is not None:
            return _missing(document, model, path, error.missing, error.help)
        return _at(document, path, "format", str(error), error.help)
    expected = _EXPECTED.get(kind, _as_pydantic_says)({**context, "msg": found["msg"]})
    message = f"expected {expected}, found {_described(document.node(path))}"
    node = document.node(path)
    if kind.startswith("date_") and node is not None and re.fullmatch(_DAY, node.text or ""):
        message = f"there is no day `{node.text}` in the calendar"
    listed = node.text if kind == "list_type" and node is not None else None
    way = f"write it as a list: `[{listed}]`" if listed else _nearest_literal(context, node)
    return _at(document, path, "format", message, way)


def _missing(
    document: Document, model: type[BaseModel], path: Path, name: str, way: str | None
) -> Diagnostic:
    """Says that a field is missing; at the key that was meant to be it, where there is one."""
    message, known, node = f"`{name}` is missing", _fields(model, path), document.node(path)
    for key in node.keys if node is not None else ():
        if key not in known and nearest(key, known) == name:
            way = f"here it says `{key}`: did you mean `{name}`?"
            return _at(document, (*path, key), "format", message, way, key=True)
    return _at(document, path, "format", message, way)


def _at(
    document: Document, path: Path, code: str, message: str, way: str | None, *, key: bool = False
) -> Diagnostic:
    span = document.span(path)
    parent = document.node(path[:-1]) if key else None
    if parent is not None and path[-1] in parent.keys:
        span = parent.keys[str(path[-1])]
    if not path:
        span = Span(span.start, span.start + 1) if span.end > span.start else span
    return Diagnostic(code, message, document.source, span, way)


def _nearest_literal(context: Mapping[str, Any], node: Node | None) -> str | None:
    members = str(context.get("expected", "")).replace(" or ", ", ").split(", ")
    texts = [member.strip("'") for member in members if member.startswith("'")]
    close = nearest(node.text, texts) if node is not None and node.text else None
    return f"did you mean `{close}`?" if close else None


def _described(node: Node | None) -> str:
    match node.content if node is not None else None:
        case None:
            return "nothing"
        case dict():
            return "a map"
        case list(items):
            return "a list" if items else "an empty list"
        case bool():
            return "true or false"
        case str(text):
            return f"`{text}`"
        case number:
            return f"`{written(number)}`"


def _literals(context: Mapping[str, Any]) -> str:
    return str(context["expected"]).replace("'", "`")


def _as_pydantic_says(context: Mapping[str, Any]) -> str:
    return str(context["msg"]).removeprefix("Input should be ").removeprefix("Value error, ")


_EXPECTED: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "string_type": lambda _: "text",
    "string_too_short": lambda _: "a text that is not empty",
    "int_type": lambda _: "a whole number",
    "int_parsing": lambda _: "a whole number",
    "int_from_float": lambda _: "a whole number",
    "bool_type": lambda _: "true or false",
    "bool_parsing": lambda _: "true or false",
    "list_type": lambda _: "a list",
    "dict_type": lambda _: "a map",
    "model_type": lambda _: "a map",
    "model_attributes_type": lambda _: "a map",
    "too_short": lambda context: "at least one entry",
    "date_type": lambda _: "a date such as 2026-03-31",
    "date_parsing": lambda _: "a date such as 2026-03-31",
    "date_from_datetime_parsing": lambda _: "a date such as 2026-03-31",
    "date_from_datetime_inexact": lambda _: "a date such as 2026-03-31",
    "greater_than": lambda context: f"more than {context['gt']}",
    "greater_than_equal": lambda context: f"{context['ge']} or more",
    "less_than_equal": lambda context: f"{context['le']} or less",
    "literal_error": _literals,
}


# -- what a model knows -------------------------------------------------------------------------


def _fields(model: type[BaseModel], path: Path) -> dict[str, FieldInfo]:
    """Gives the fields, by the names that files use, of the model at a path of another."""
    inner = _model_at(model, path)
    fields = inner.model_fields if inner is not None else {}
    return {info.alias or name: info for name, info in fields.items()}


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    found: Any = model
    for step in path:
        if isinstance(found, type) and issubclass(found, BaseModel):
            known = {info.alias or name: info for name, info in found.model_fields.items()}
            found = known[str(step)].annotation if str(step) in known else None
        else:
            found = _item(found)
        found = _unwrapped(found)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def _unwrapped(annotation: Any) -> Any:
    """Gives the model, list or map within `X | None`."""
    parts = [part for part in get_args(annotation) if part is not type(None)]
    optional = type(None) in get_args(annotation)
    return parts[0] if optional and len(parts) == 1 else annotation


def _item(annotation: Any) -> Any:
    parts = get_args(annotation)
    return parts[-1] if parts else None
