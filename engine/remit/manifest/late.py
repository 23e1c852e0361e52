"""Late values: the tree of values of a document that was read quickly, made as far as it is needed.

A plain value has all the data that the tree has; what is missing is each value's spot and the mark
of a filled default. One level of the tree is made when somebody looks into it, so that the rule
that failed pays for the values that it reads, and no manifest for all of its own.
"""

from __future__ import annotations

from typing import Any

from remit.manifest.document import Document
from remit.manifest.types import ANY, ListType, MapType, Record, Type
from remit.manifest.values import ABSENT, Data, Spot, Value

_data = Value.__dict__["data"]


class _Late(Value):
    """A list or map whose data is still plain, until somebody wants it."""

    __slots__ = ("_spot", "_type", "_waiting")

    def __init__(self, plain: Any, type_: Type, spot: Spot, filled: bool) -> None:
        self.spot = self._spot = spot
        self.filled = filled
        self._type = type_
        self._waiting = plain

    @property
    def data(self) -> Data:
        if self._waiting is not None:
            plain, self._waiting = self._waiting, None
            _data.__set__(self, _opened(plain, self._type, self._spot, self.filled))
        found: Data = _data.__get__(self)
        return found

    @data.setter
    def data(self, data: Data) -> None:
        self._waiting = None
        _data.__set__(self, data)


def late(document: Document, plain: Any, type_: Type) -> Value:
    """Gives the tree of a document's plain value, which its type fits."""
    return _made(plain, type_, Spot(document), False)


def _made(plain: Any, type_: Type, spot: Spot, filled: bool) -> Value:
    if plain.__class__ is dict or plain.__class__ is list:
        return _Late(plain, type_, spot, filled)
    return Value(ABSENT if plain is None else plain, spot, filled)


def _opened(plain: Any, type_: Type, spot: Spot, filled: bool) -> Data:
    document = spot.document
    if plain.__class__ is list:
        item, key = (type_.item, type_.key) if isinstance(type_, ListType) else (ANY, "id")
        items: list[Value] = []
        for index, one in enumerate(plain):
            items.append(_made(one, item, Spot(document, spot, index, items, key), filled))
        return items
    defaults, here = document.filled, id(plain)
    return {
        key: _made(
            one, _inner(type_, key), Spot(document, spot, key), filled or (here, key) in defaults
        )
        for key, one in plain.items()
    }


def _inner(type_: Type, key: str) -> Type:
    match type_:
        case Record():
            known = type_.fields.get(key)
            return known.type if known is not None else type_.other or ANY
        case MapType():
            return type_.value
        case _:
            return ANY
