"""Documents as their schema reads them: a plain instance to validate, a tree of values for rules.

Both are built in one walk. What a schema wants as text is the text as written; a null is as if it
weren't there; defaults are filled in from the outside in. A value that its type can't hold is
unknown to rules, whether or not the validator objects.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from msgspec import Struct, field

from remit.manifest.days import day, moment
from remit.manifest.document import Document, Node
from remit.manifest.paths import keyed
from remit.manifest.types import (
    ANY,
    AnyType,
    BooleanType,
    DateType,
    EnumType,
    FieldType,
    ListType,
    MapType,
    Mistaken,
    NumberType,
    Record,
    TextType,
    TimestampType,
    Type,
    words,
)
from remit.manifest.values import ABSENT, Data, Member, Spot, Unknown, Value
from remit.text.numbers import Number, decimal, written
from remit.text.source import NOWHERE

_MAPS = (Record, MapType, AnyType, Mistaken)
_LISTS = (ListType, AnyType, Mistaken)
_TEXTS = (TextType, EnumType, DateType, TimestampType)


def instance(document: Document, type_: Type) -> tuple[Any, Value]:
    """Gives a document as JSON for the validator, and as a value for rules."""
    work = _Reading(document)
    plain, value = work.value(document.root, type_, Spot(document), False)
    for unfit, wanted in work.unfit:
        assert unfit.spot is not None
        unfit.data = wrong(unfit.spot, f"expected {words(wanted)}")
    return plain, value


def wrong(spot: Spot, said: str) -> Unknown:
    """Gives what rules see of a value that the schema refuses, and why."""
    return Unknown(f"`{keyed(spot)}` is wrong: {said}", spot)


class _Reading(Struct, eq=False):
    document: Document
    unfit: list[tuple[Value, Type]] = field(default_factory=list)

    def value(self, node: Node, type_: Type, spot: Spot, filled: bool) -> tuple[Any, Value]:
        content = node.content
        plain: Any
        data: Data | None
        if isinstance(content, dict):
            plain, data = self.entries(content, type_, spot, filled)
        elif isinstance(content, list):
            plain, data = self.elements(content, type_, spot, filled)
        else:
            plain, data = scalar(node, type_)
        if data is not None:
            return plain, Value(data, spot, filled)
        value = Value(ABSENT, spot, filled)
        self.unfit.append((value, type_))
        return plain, value

    def entries(
        self, content: dict[str, Node], type_: Type, spot: Spot, filled: bool
    ) -> tuple[dict[str, Any], Data | None]:
        fields: dict[str, FieldType] = {}
        other: Type | None = ANY
        if isinstance(type_, Record):
            fields, other = type_.fields, type_.other
        elif isinstance(type_, MapType):
            other = type_.value
        plain: dict[str, Any] = {}
        data: dict[str, Value] = {}
        for key, node in content.items():
            known = fields.get(key)
            inner = known.type if known is not None else other
            if node.content is None:
                if inner is None:
                    # a key that the schema doesn't know is said to be so, with a value or without
                    plain[key] = None
                if known is None:
                    # an entry of a map without a value is an entry still, and its key is one
                    data[key] = Value(ABSENT, Spot(self.document, spot, key))
                continue
            below = Spot(self.document, spot, key)
            plain[key], data[key] = self.value(node, inner or ANY, below, filled)
        for name, known in fields.items():
            if known.has_default and name not in data and known.default is not None:
                below = Spot(self.document, spot, name)
                plain[name], data[name] = self.value(_node(known.default), known.type, below, True)
        return plain, data if isinstance(type_, _MAPS) else None

    def elements(
        self, content: list[Node], type_: Type, spot: Spot, filled: bool
    ) -> tuple[list[Any], Data | None]:
        item, key = (type_.item, type_.key) if isinstance(type_, ListType) else (ANY, "id")
        plain: list[Any] = []
        data: list[Value] = []
        for index, node in enumerate(content):
            below = Spot(self.document, spot, index, data, key)
            one, value = self.value(node, item, below, filled)
            plain.append(one)
            data.append(value)
        return plain, data if isinstance(type_, _LISTS) else None


def scalar(node: Node, type_: Type) -> tuple[Any, Data | None]:
    """Gives a scalar as JSON and as data; None for data that the type can't hold."""
    content = node.content
    assert not isinstance(content, dict | list)
    if content is None:
        return None, ABSENT
    if isinstance(type_, _TEXTS):
        text = content if isinstance(content, str) else node.text if node.plain else None
        return (_json(content), None) if text is None else (text, _of_text(text, type_))
    match type_:
        case NumberType() if not isinstance(content, str | bool):
            return _json(content), content
        case BooleanType() if isinstance(content, bool):
            return content, content
        case AnyType() | Mistaken():
            return _json(content), content
        case _:
            pass
    return _json(content), None


def _of_text(text: str, type_: Type) -> Data | None:
    match type_:
        case TextType():
            return text
        case EnumType(members, True):
            return Member(text, members) if text in members else None
        case DateType():
            return day(text)
        case TimestampType():
            return moment(text)
        case _:
            return text


def _json(content: bool | Number | str) -> Any:
    return decimal(content) if isinstance(content, Fraction) else content


def _node(default: object) -> Node:
    """A schema's default as if it had been written."""
    match default:
        case dict():
            return Node({key: _node(inner) for key, inner in default.items()}, NOWHERE)
        case list():
            return Node([_node(inner) for inner in default], NOWHERE)
        case bool():
            return Node(default, NOWHERE, "true" if default else "false", True)
        case int() | Fraction():
            return Node(default, NOWHERE, written(default), True)
        case str():
            return Node(default, NOWHERE, default)
    return Node(None, NOWHERE)
