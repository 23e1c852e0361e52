"""What is said about each keyword of JSON Schema that a document fails, in the author's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jsonschema_rs import ValidationError
from msgspec.structs import replace

from remit.manifest.case import MOST_MEANT, Case, Fault, key_span, type_at
from remit.manifest.recast import (
    as_boolean,
    as_date,
    as_list,
    as_map,
    as_number,
    as_timestamp,
    is_number,
    wants_number,
)
from remit.manifest.types import Record
from remit.text.diagnostic import did_you_mean, meaning, nearest
from remit.text.inert import inert
from remit.text.lookalikes import looks
from remit.text.numbers import written

_TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "`true` or `false`",
    "array": "a list",
    "object": "a map",
    "null": "nothing",
}
_FORMATS = {
    "date": "a date (year-month-day, such as 2026-03-31)",
    "date-time": "a timestamp (such as 2026-03-31T12:00:00Z)",
    "time": "a time with its offset (such as 12:00:00Z)",
    "duration": "a duration (such as P3D)",
    "email": "an e-mail address",
    "idn-email": "an e-mail address",
    "hostname": "a host name",
    "idn-hostname": "a host name",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "uri": "a link (such as https://example.org/page)",
    "iri": "a link (such as https://example.org/page)",
    "uri-reference": "a link or path",
    "iri-reference": "a link or path",
    "uuid": "a UUID",
    "regex": "a regular expression",
}
_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CUT = 60


def either(names: Iterable[str]) -> str:
    """Gives names as alternatives: `a`, `b` or `c`, each once."""
    once = list(dict.fromkeys(names))
    return " or ".join([", ".join(once[:-1]), once[-1]] if len(once) > 1 else once)


def type_fault(case: Case, types: Iterable[str]) -> Fault:
    """Gives the mistake that a value is of none of the JSON types."""
    names = list(dict.fromkeys(types))
    if "number" in names and "integer" in names:
        names.remove("integer")
    names = [name for name in names if name != "null"] or names
    wanted = either(_TYPES[name] for name in names)
    return case.fault("type", f"expected {wanted}, found {_found(case)}", _recast(case, names))


def enum_fault(case: Case, members: list[Any]) -> Fault:
    """Gives the mistake that a value is none of the members."""
    known = list(dict.fromkeys(_json(member) for member in members if member is not None))
    wanted = either(f"`{name}`" for name in known[:8])
    if len(known) == 1:
        odd = looks(_json(case.error.instance)) if known[0].isascii() else None
        return case.fault("const", f"expected {wanted}, found {_found(case)}", odd)
    help_ = did_you_mean(_json(case.error.instance), known)
    if help_ is not None and not help_.startswith("did you mean"):
        help_ = case.described()
    more = f" or one of {len(known) - 8} more" if len(known) > 8 else ""
    wanted = ", ".join(f"`{name}`" for name in known[:8]) if more else wanted
    return case.fault("enum", f"expected {wanted}{more}, found {_found(case)}", help_)


def _type(case: Case) -> Iterator[Fault]:
    yield type_fault(case, case.detail("types"))


def _enum(case: Case) -> Iterator[Fault]:
    yield enum_fault(case, case.detail("options"))


def _const(case: Case) -> Iterator[Fault]:
    yield enum_fault(case, [case.detail("expected_value")])


def _format(case: Case) -> Iterator[Fault]:
    name = case.detail("format")
    text = str(case.error.instance)
    wanted = _FORMATS.get(name, f"text of the format `{name}`")
    said, help_ = f"expected {wanted}, found {_found(case, False)}", None
    if name == "date" and _ISO.fullmatch(text):
        said = f"there is no day `{text}` in the calendar"
    elif name == "date":
        help_ = as_date(text)
    elif name == "date-time":
        help_ = as_timestamp(text)
    yield case.fault("format", said, help_ or case.described())


def _pattern(case: Case) -> Iterator[Fault]:
    said = f"`{_short(str(case.error.instance))}` doesn't match `{case.detail('pattern')}`"
    yield case.fault("pattern", said, case.described())


def _bound(keyword: str, words: str) -> Callable[[Case], Iterator[Fault]]:
    def phrase(case: Case) -> Iterator[Fault]:
        limit = _json(case.detail("multiple_of" if keyword == "multipleOf" else "limit"))
        said = f"expected {words.format(limit)}, found {_found(case, False)}"
        yield case.fault("range", said, case.described())

    return phrase


def _size(words: str, unit: str, units: str) -> Callable[[Case], Iterator[Fault]]:
    def phrase(case: Case) -> Iterator[Fault]:
        sized: Any = case.error.instance
        limit, size = case.detail("limit"), len(sized)
        said = f"expected {words} {limit:,} {unit if limit == 1 else units}"
        if case.path and case.node() is None:
            # a default was filled in, and is too small: what is demanded wasn't written
            yield case.missing()
            return
        yield case.fault("size", f"{said}, found {size or 'none'}", case.described())

    return phrase


def _unique(case: Case) -> Iterator[Fault]:
    entries: Any = case.error.instance
    for later, entry in enumerate(entries):
        earlier = entries.index(entry)
        if earlier < later and isinstance(entry, bool) == isinstance(entries[earlier], bool):
            named = "this entry" if isinstance(entry, dict | list) else f"`{_json(entry)}`"
            yield _at(case, later, "repeated", f"{named} stands in the list already")
            return
    yield case.fault("repeated", "an entry stands in the list twice")


def _at(case: Case, key: str | int, keyword: str, said: str) -> Fault:
    span = case.document.span((*case.path, key))
    return Fault(case.path, keyword, span, said + case.reason, case.described(), False)


def _contains(case: Case) -> Iterator[Fault]:
    keyword = str(case.error.schema_path[-1])
    said = {
        "maxContains": "too many entries of the list are of one sort",
        "minContains": "too few entries of the list are of the sort that the schema demands",
    }.get(keyword, "no entry of the list is of the sort that the schema demands")
    yield case.fault("contains", said, case.described())


def _required(case: Case) -> Iterator[Fault]:
    yield replace(case, path=(*case.path, case.detail("property"))).missing()


def _unknown(case: Case) -> Iterator[Fault]:
    for number, name in enumerate(case.detail("unexpected")):
        yield _unknown_key(case, name, told=number < MOST_MEANT)


def _unknown_key(case: Case, name: str, *, told: bool = True) -> Fault:
    type_ = type_at(case.type, case.path)
    fields = type_.fields if isinstance(type_, Record) else {}
    node, known = case.node(), name in fields
    present: Any = node.content if node and isinstance(node.content, dict) else {}
    said = f"`{inert(name)}` is not allowed here" if known else f"unknown key `{inert(name)}`"
    help_, meant = (None, None) if known or not told else _meant(name, fields, present)
    certain = isinstance(type_, Record) and type_.other is None and not known
    echo = case.error.kind.name == "unevaluatedProperties" and not certain
    span, path = key_span(case.document, case.path, name), (*case.path, name)
    fault = Fault(path, "unknown-key", span, said + case.reason, help_, echo=echo)
    return replace(fault, meant=(*case.path, meant)) if meant else fault


def _meant(
    name: str, fields: Iterable[str], present: Container[str]
) -> tuple[str | None, str | None]:
    """What to say of an unknown key, and the field that it was meant to be, if any."""
    key = name.partition(":")[0]
    touching = as_map(name) if key in {*fields} and key not in present else None
    if touching is not None:
        return touching, key
    close = nearest(name, (field for field in fields if field != name))
    if close is not None and close in present:
        return f"`{close}` stands here already", None
    left = [field for field in fields if field not in present]
    if close is None:
        odd, way = looks(name), did_you_mean(name, left, "keys that may stand here")
        return f"{way}; {odd}" if odd and way else way, None
    return meaning(name, close), close


def _false(case: Case) -> Iterator[Fault]:
    if case.error.schema_path[-1:] == ["propertyNames"]:
        yield case.fault("key", "no keys are allowed here")
    elif case.error.schema_path[-1:] == ["additionalProperties"]:
        # the validator names the value of the first key only, where no key at all is allowed
        node = case.node()
        for name in node.content if node and isinstance(node.content, dict) else ():
            yield _unknown_key(case, name)
    elif not case.path:
        yield case.fault("not", "the schema allows no document at all")
    elif isinstance(case.path[-1], int):
        yield case.fault("size", "one entry too many")
    else:
        span = key_span(case.document, case.path[:-1], case.path[-1])
        said = f"`{inert(case.path[-1])}` is not allowed here{case.reason}"
        yield Fault(case.path, "unknown-key", span, said, None)


def _more_items(case: Case) -> Iterator[Fault]:
    said = "the list has more entries than the schema knows"
    yield case.fault("size", said, case.described())


def _key_name(case: Case) -> Iterator[Fault]:
    error: ValidationError = case.detail("error")
    name = str(error.instance)
    inner = Case(error, case.document, case.path, case.type, case.reason)
    phrase = PHRASES.get(error.kind.name, _not)
    said = next(phrase(inner)).said
    span, path = key_span(case.document, case.path, name), (*case.path, name)
    yield Fault(path, "key", span, f"the key `{inert(name)}` can't stand here: {said}")


def _not(case: Case) -> Iterator[Fault]:
    schema = case.error.kind.as_dict().get("schema")
    schema = schema if isinstance(schema, dict) else {}
    named = schema.get("required", [])
    if len(named) == 1 and set(schema) == {"required"}:
        span = key_span(case.document, case.path, named[0])
        said = f"`{inert(named[0])}` is not allowed here{case.reason}"
        yield Fault((*case.path, named[0]), "unknown-key", span, said)
        return
    words = schema.get("description")
    help_ = words if isinstance(words, str) else case.described()
    yield case.fault("not", f"{_found(case)} is what the schema excludes here", help_)


def _found(case: Case, kind: bool = True) -> str:
    """The value in the author's words: text `abc`, the number `3`, a list, nothing."""
    value: Any = case.error.instance
    match value:
        case None:
            return "nothing"
        case dict():
            return "a map"
        case list():
            return "a list"
    node = case.node()
    text = node.text if node is not None and node.text is not None else _json(value)
    if text == "":
        return "an empty text"
    if isinstance(value, bool) or not kind:
        return f"`{_short(text)}`"
    return f"{'text' if isinstance(value, str) else 'the number'} `{_short(text)}`"


def _recast(case: Case, names: list[str]) -> str | None:
    """The way from a value to one of the types, where it is a short one."""
    value, node = case.error.instance, case.node()
    if "array" in names and not isinstance(value, dict | list) and node is not None and node.text:
        return as_list(node.text) or f"write it as a list: `[{_short(node.text)}]`"
    if not isinstance(value, str) or node is None:
        return case.described()
    way = as_boolean(value) if "boolean" in names else None
    if way is None and "object" in names and node.plain:
        way = as_map(value)
    if way is None and wants_number(names):
        way = as_number(value, type_at(case.type, case.path))
    unquoted = is_number(value) if wants_number(names) else False
    if not node.plain and (unquoted or ("boolean" in names and value in ("true", "false"))):
        return "take the quotes away"
    return way or case.described()


def _json(value: Any) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case float():
            # the validator gives the schema's decimals back as floats; their text is exact
            return written(Fraction(repr(value)))
        case int() | Decimal():
            return written(Fraction(value))
        case list():
            return "[" + ", ".join(map(_json, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{key}: {_json(one)}" for key, one in value.items()) + "}"
    return str(value)


def _short(text: str) -> str:
    shown = inert(text[: _CUT + 1])
    return shown if len(shown) <= _CUT else shown[: _CUT - 3] + "..."


PHRASES: dict[str, Callable[[Case], Iterator[Fault]]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "format": _format,
    "pattern": _pattern,
    "minimum": _bound("minimum", "at least {}"),
    "maximum": _bound("maximum", "at most {}"),
    "exclusiveMinimum": _bound("exclusiveMinimum", "more than {}"),
    "exclusiveMaximum": _bound("exclusiveMaximum", "less than {}"),
    "multipleOf": _bound("multipleOf", "a multiple of {}"),
    "minLength": _size("at least", "character", "characters"),
    "maxLength": _size("at most", "character", "characters"),
    "minItems": _size("at least", "entry", "entries"),
    "maxItems": _size("at most", "entry", "entries"),
    "minProperties": _size("at least", "key", "keys"),
    "maxProperties": _size("at most", "key", "keys"),
    "uniqueItems": _unique,
    "contains": _contains,
    "required": _required,
    "additionalProperties": _unknown,
    "unevaluatedProperties": _unknown,
    "falseSchema": _false,
    "unevaluatedItems": _more_items,
    "propertyNames": _key_name,
    "not": _not,
}
