"""The keywords of JSON Schema 2020-12 and of Remit, and what is wrong with how a schema uses them.

The metaschema says nothing about a keyword that it doesn't know: a misspelled `required` would be
passed over in silence, and with it whatever it was meant to demand. So it is looked for here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import jsonschema_rs

from remit.manifest.document import Document, Node
from remit.text.diagnostic import Diagnostic, did_you_mean, nearest
from remit.text.source import Span

Path = tuple[str | int, ...]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

# where the schemas within a schema are: under a keyword, in a list, or by name
SINGLE = ("additionalProperties", "unevaluatedProperties", "propertyNames", "items", "contains",
          "unevaluatedItems", "if", "then", "else", "not", "contentSchema")  # fmt: skip
LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")

OTHERS = (
    "$schema", "$id", "$ref", "$anchor", "$comment", "$vocabulary", "type", "enum", "const",
    "title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples", "format",
    "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "minContains",
    "maxContains", "required", "dependentRequired", "minProperties", "maxProperties",
    "contentEncoding", "contentMediaType",
)  # fmt: skip
KNOWN = frozenset(SINGLE + LISTED + NAMED + OTHERS)

REPLACED = {
    "dependencies": "write `dependentRequired` or `dependentSchemas`",
    "additionalItems": "write `prefixItems`, with `items` for the rest",
    "$recursiveRef": "write `$ref`",
    "$recursiveAnchor": "write `$ref` with a path",
    "$dynamicRef": "write `$ref`",
    "$dynamicAnchor": "write `$anchor`",
    "id": "write `$id`",
}
ORDERED, KEY = "x-remit-ordered", "x-remit-key"
AMOUNT, CURRENCY = "x-remit-amount", "x-remit-currency"
_MONEY = {AMOUNT: ("number", "integer"), CURRENCY: ("string",)}
FORMATS = (
    "date", "date-time", "time", "duration", "email", "idn-email", "hostname", "idn-hostname",
    "ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uuid", "uri-template",
    "json-pointer", "relative-json-pointer", "regex",
)  # fmt: skip

# a keyword of OpenAPI that differs from one of JSON Schema by a letter
_ELSEWHERE = frozenset({"example"})


def below(node: Node) -> Iterator[tuple[Path, Node]]:
    """Gives the schemas directly within a schema, each with its path from there."""
    if not isinstance(node.content, dict):
        return
    for keyword, value in node.content.items():
        if keyword in SINGLE:
            yield (keyword,), value
        elif keyword in LISTED and isinstance(value.content, list):
            for index, one in enumerate(value.content):
                yield (keyword, index), one
        elif keyword in NAMED and isinstance(value.content, dict):
            for name, one in value.content.items():
                yield (keyword, name), one


def mistakes(document: Document, node: Node) -> Iterator[Diagnostic]:
    """Gives what is wrong with the keywords of one schema (not with those within it)."""
    if not isinstance(node.content, dict):
        return
    for keyword, value in node.content.items():
        key = node.keys.get(keyword, node.span)
        yield from _unknown(document, keyword, key)
        yield from _remit(document, node.content, keyword, value, key)
        if keyword == "$schema":
            yield from _draft(document, value)
        elif keyword == "format":
            yield from _format(document, value)
        elif keyword == "pattern" and isinstance(value.content, str):
            yield from _pattern(document, value.content, value.span)
        elif keyword == "patternProperties" and isinstance(value.content, dict):
            for pattern in value.content:
                yield from _pattern(document, pattern, value.keys.get(pattern, value.span))
    yield from _members(document, node.content)
    yield from _bounds(document, node.content)


def _unknown(document: Document, keyword: str, key: Span) -> Iterator[Diagnostic]:
    if keyword in KNOWN or keyword in _ELSEWHERE:
        return
    if keyword in REPLACED:
        said = f"`{keyword}` is no keyword of JSON Schema 2020-12"
        yield Diagnostic("json-schema-keyword", said, document.source, key, REPLACED[keyword])
        return
    if keyword.startswith("x-"):
        return
    folded = {name.casefold(): name for name in KNOWN}
    from difflib import get_close_matches  # slow to import, and seldom needed

    close = get_close_matches(keyword.casefold(), folded, n=1, cutoff=0.8)
    if close:
        said = f"unknown keyword `{keyword}`, which would be ignored"
        help_ = f"did you mean `{folded[close[0]]}`?"
        yield Diagnostic("json-schema-keyword", said, document.source, key, help_)


def _remit(
    document: Document, schema: dict[str, Node], keyword: str, value: Node, key: Span
) -> Iterator[Diagnostic]:
    said = help_ = None
    if keyword == ORDERED:
        if not isinstance(value.content, bool):
            said = f"expected `true` or `false` for `{ORDERED}`"
        elif "enum" not in schema:
            said = f"`{ORDERED}` stands only beside an `enum`, whose order it declares"
    elif keyword == KEY:
        if not isinstance(value.content, str) or not value.content:
            said = f"expected the name of a field for `{KEY}`"
        elif not _is_list(schema):
            said = f"`{KEY}` stands only beside `type: array`, whose elements it tells apart"
    elif keyword in (AMOUNT, CURRENCY):
        if not isinstance(value.content, bool):
            said = f"expected `true` or `false` for `{keyword}`"
        elif not _can_be(schema, _MONEY[keyword]):
            said = f"`{keyword}` stands only beside `type: {_MONEY[keyword][0]}`"
    elif keyword.startswith("x-remit"):
        said = f"unknown keyword `{keyword}`"
        known = (ORDERED, KEY, AMOUNT, CURRENCY)
        help_ = did_you_mean(keyword, known, "keywords of Remit")
    if said:
        yield Diagnostic("json-schema-keyword", said, document.source, key, help_)


def _can_be(schema: dict[str, Node], types: tuple[str, ...]) -> bool:
    """Says whether a schema declares one of these types, perhaps where its `$ref` leads."""
    declared = schema.get("type")
    if declared is None:
        return "$ref" in schema
    named = declared.content if isinstance(declared.content, list) else [declared]
    return any(one.content in types for one in named)


def _is_list(schema: dict[str, Node]) -> bool:
    declared = schema.get("type")
    if declared is None:
        return "items" in schema or "prefixItems" in schema or "$ref" in schema
    if isinstance(declared.content, list):
        return any(one.content == "array" for one in declared.content)
    return declared.content == "array"


def _draft(document: Document, value: Node) -> Iterator[Diagnostic]:
    if value.content == DRAFT or value.content == DRAFT + "#":
        return
    said = f"expected the draft 2020-12 of JSON Schema, found `{value.text}`"
    help_ = (
        f"write `$schema: {DRAFT}`; there, a list under `items` is `prefixItems`, "
        "and `dependencies` is `dependentRequired` or `dependentSchemas`"
    )
    yield Diagnostic("json-schema-draft", said, document.source, value.span, help_)


def _format(document: Document, value: Node) -> Iterator[Diagnostic]:
    name = value.content
    if not isinstance(name, str) or name in FORMATS:
        return
    close = nearest(name, FORMATS)
    said = f"unknown format `{name}`, which is not checked"
    help_ = f"did you mean `{close}`?" if close else "use `pattern` to check it"
    yield Diagnostic(
        "json-schema-format",
        said,
        document.source,
        value.span,
        help_,
        "error" if close else "advice",
    )


def _pattern(document: Document, pattern: str, span: Span) -> Iterator[Diagnostic]:
    try:
        jsonschema_rs.Draft202012Validator(
            {"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions()
        )
    except ValueError:
        said = f"`{pattern}` is no regular expression that can be matched in linear time"
        help_ = "look-around and back-references are not available"
        yield Diagnostic("json-schema-pattern", said, document.source, span, help_)


_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


def _bounds(document: Document, schema: dict[str, Node]) -> Iterator[Diagnostic]:
    """Two bounds between which there is nothing, so that no manifest could be right."""
    for least, most in _BOUNDS:
        if least in schema and most in schema:
            low, high = schema[least].content, schema[most].content
            if isinstance(low, int | Fraction) and isinstance(high, int | Fraction) and low > high:
                said = f"`{most}` is less than `{least}`, so that nothing fits"
                span = schema[most].span
                help_ = "exchange the two, or correct one of them"
                yield Diagnostic("json-schema-keyword", said, document.source, span, help_)


def _members(document: Document, schema: dict[str, Node]) -> Iterator[Diagnostic]:
    """Texts that YAML reads as something else: as members of an enum they could never match."""
    declared = schema.get("type")
    if declared is None or declared.content != "string":
        return
    members = schema["enum"].content if "enum" in schema else None
    single = [schema[keyword] for keyword in ("const", "default") if keyword in schema]
    for member in [*(members if isinstance(members, list) else ()), *single]:
        if member.content is not None and not isinstance(member.content, str) and member.text:
            said = f"`{member.text}` is no text, which `type: string` demands"
            help_ = f'write "{member.text}" in quotes'
            yield Diagnostic("json-schema-member", said, document.source, member.span, help_)
