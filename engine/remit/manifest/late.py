"""Late values: the tree of values of a document that was read quickly, made as far as it is needed.

A plain value has all the data that the tree has; what is missing is each value's spot and the mark
of a filled default. A field is made when somebody asks for it, and one level of the tree when
somebody looks at the data itself, so that the rule that failed pays for the values that it reads,
and no manifest for all of its own.
"""

from __future__ import annotations

from typing import Any

from remit.manifest.document import Document
from remit.manifest.types import ANY, ListType, Type, inner
from remit.manifest.values import ABSENT, Data, Spot, Value

_data = Value.__dict__["data"]


class _Late(Value):
    """A list or map whose data is still plain, until somebody wants it."""

    __slots__ = ("_fields", "_spot", "_type", "_waiting")

    def __init__(self, plain: Any, type_: Type, spot: Spot, filled: bool) -> None:
        self.spot = self._spot = spot
        self.filled = filled
        self._fields: dict[str, Value] | None = None
        self._type = type_
        self._waiting = plain

    @property
    def data(self) -> Data:
        plain = self._waiting
        if plain is not None:
            self._waiting = None
            opened: Data
            if plain.__class__ is list:
                opened = _items(plain, self._type, self._spot, self.filled)
            else:
                opened = {key: self._field(plain, key) for key in plain}
            _data.__set__(self, opened)
        found: Data = _data.__get__(self)
        return found

    @data.setter
    def data(self, data: Data) -> None:
        self._waiting = None
        _data.__set__(self, data)

    def field(self, name: str) -> Value | None:
        plain = self._waiting
        if plain.__class__ is not dict:
            return super().field(name) if plain is None else None
        made = self._fields.get(name) if self._fields is not None else None
        if made is not None:
            return made
        if name not in plain:
            return Value(ABSENT, Spot(self._spot.document, self._spot, name))
        return self._field(plain, name)

    @property
    def nested(self) -> bool:
        return self._waiting is not None or super().nested

    def scalar(self, name: str) -> Data:
        plain = self._waiting
        if plain.__class__ is not dict:
            return super().scalar(name)
        found: Any = plain.get(name)
        if found is None or found.__class__ is dict or found.__class__ is list:
            return ABSENT
        if self.filled or (id(plain), name) in self._spot.document.filled:
            return ABSENT
        data: Data = found
        return data

    def _field(self, plain: dict[str, Any], key: str) -> Value:
        """Gives a field, the same one whenever it is asked for."""
        fields = self._fields
        if fields is None:
            fields = self._fields = {}
        made = fields.get(key)
        if made is None:
            above = self._spot
            document, one = above.document, plain[key]
            known = document.filled
            filled = self.filled or (bool(known) and (id(plain), key) in known)
            spot = Spot(document, above, key)
            if one.__class__ is dict or one.__class__ is list:
                made = _Late(one, inner(self._type, key), spot, filled)
            else:
                made = Value(ABSENT if one is None else one, spot, filled)
            fields[key] = made
        return made


def late(document: Document, plain: Any, type_: Type) -> Value:
    """Gives the tree of a document's plain value, which its type fits."""
    return _made(plain, type_, Spot(document), False)


def _made(plain: Any, type_: Type, spot: Spot, filled: bool) -> Value:
    if plain.__class__ is dict or plain.__class__ is list:
        return _Late(plain, type_, spot, filled)
    return Value(ABSENT if plain is None else plain, spot, filled)


def _items(plain: list[Any], type_: Type, spot: Spot, filled: bool) -> list[Value]:
    item, key = (type_.item, type_.key) if isinstance(type_, ListType) else (ANY, "id")
    items: list[Value] = []
    document = spot.document
    if document.circles is None:
        document.circles = []
    document.circles.append(items)
    for index, one in enumerate(plain):
        items.append(_made(one, item, Spot(document, spot, index, items, key), filled))
    return items
