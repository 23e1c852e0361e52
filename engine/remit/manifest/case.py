"""A case: an error of the validator with what there is to say it by, and the fault made of it."""

from __future__ import annotations

from itertools import islice
from typing import Any

from jsonschema_rs import ValidationError
from msgspec import Struct

from remit.manifest.document import Document, Node
from remit.manifest.keywords import Path
from remit.manifest.types import FieldType, ListType, MapType, Record, Type
from remit.text.diagnostic import meaning, nearest
from remit.text.inert import inert
from remit.text.source import Span


class Fault(Struct, frozen=True):
    """One mistake: the plain path that it is about, the keyword, where it shows, and the words.

    `scalar` says that no list or map stands at the path: one fault says enough about it. An `echo`
    may merely follow from another fault. `meant` is the path that an unknown key was meant to have;
    nothing else is said where that is missing.
    """

    path: Path
    keyword: str
    span: Span
    said: str
    help: str | None = None
    scalar: bool = True
    echo: bool = False
    meant: Path | None = None


MOST_MEANT = 100
"""Of so many undeclared keys of a map it is told what each was meant to be, of others not."""


class Case(Struct, frozen=True):
    """An error of the validator with what there is to say it by; `type` is that of the root."""

    error: ValidationError
    document: Document
    path: Path
    type: Type
    reason: str

    def detail(self, name: str) -> Any:
        """Gives what the validator tells beside the keyword."""
        return self.error.kind.as_dict()[name]

    def node(self) -> Node | None:
        """Gives what stands at the path in the document; None for a default."""
        return self.document.node(self.path)

    def fault(self, keyword: str, said: str, help_: str | None = None) -> Fault:
        """Gives the mistake that the value at the path is."""
        scalar = not isinstance(self.error.instance, dict | list)
        span = self.document.span(self.path)
        return Fault(self.path, keyword, span, said + self.reason, help_, scalar)

    def missing(self) -> Fault:
        """Gives the mistake that nothing stands at the path."""
        name, node = self.path[-1], self.node()
        key = self._meant(str(name)) if node is None else None
        if key is not None:
            span = key_span(self.document, self.path[:-1], key)
            said = f"`{inert(str(name))}` is missing{self.reason}"
            help_ = f"here it says `{inert(key)}`: {meaning(key, inert(str(name)))}"
            return Fault(self.path, "required", span, said, help_)
        said = f"`{inert(str(name))}` {'is missing' if node is None else 'has no value'}"
        span = self.document.span(self.path[:-1])
        span = span if node is None else key_span(self.document, self.path[:-1], name)
        return Fault(self.path, "required", span, said + self.reason, self.described())

    def _meant(self, name: str) -> str | None:
        """The key beside a missing one that the schema doesn't declare, and that is nearly it."""
        parent, type_ = self.document.node(self.path[:-1]), type_at(self.type, self.path[:-1])
        if parent is None or not isinstance(type_, Record):
            return None
        undeclared = (key for key in parent.keys if key not in type_.fields)
        others = islice(undeclared, MOST_MEANT)
        return next((key for key in others if nearest(key, type_.fields) == name), None)

    def field(self, path: Path) -> FieldType | None:
        """Gives the field that a path leads to, as the schema declares it."""
        if not path:
            return None
        parent = type_at(self.type, path[:-1])
        return parent.fields.get(str(path[-1])) if isinstance(parent, Record) else None

    def described(self) -> str | None:
        """Gives the schema's words on the value."""
        field = self.field(self.path)
        return field.description if field else None


def type_at(type_: Type, path: Path) -> Type | None:
    """Gives the type of what stands at a path of a value of a type, or None."""
    at: Type | None = type_
    for key in path:
        match at:
            case Record():
                field = at.fields.get(str(key))
                at = field.type if field else at.other
            case ListType():
                at = at.item
            case MapType():
                at = at.value
            case _:
                return None
    return at


def key_span(document: Document, path: Path, name: str | int) -> Span:
    """Gives where a key of a map stands; where it doesn't, the place to show instead."""
    parent = document.node(path)
    if parent is not None and isinstance(name, str) and name in parent.keys:
        return parent.keys[name]
    return document.span((*path, name))
