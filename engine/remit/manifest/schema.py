"""Schemas: what manifests of a kind look like, as a type and as a validator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any, NoReturn

import jsonschema_rs
from msgspec import Struct

from remit.manifest.guide import Guide, guide_to
from remit.manifest.guided import Guided
from remit.manifest.limits import Limits
from remit.manifest.lines import Raw
from remit.manifest.sureness import surely
from remit.manifest.types import Type
from remit.text.folded import Folded

if TYPE_CHECKING:
    from remit.manifest.bundle import Bundle
    from remit.text.diagnostic import Diagnostic
    from remit.text.source import Source

Fetch = Callable[[str], "Source | list[Diagnostic] | None"]


_FEW, _SMALL = 8, 20_000
"""So many values of so many characters at most take less time than validators take to be loaded."""

Keys = tuple[str, ...]
"""The keys that lead to a field."""


class Money(Struct, frozen=True):
    """Where a manifest says how much is at stake, and in which currency (None: nowhere)."""

    amount: Keys
    currency: Keys | None = None


class Schema(Struct, frozen=True, eq=False, dict=True):
    """What manifests of a kind look like: for rules as a type, for the manifests as a validator.

    `whole` is all that it was made of, and `json` that as one schema. `files` are the sources, the
    named one first. `money` says where a manifest has its money, if anywhere.
    An `exact` type says all that the schema does, so that no
    manifest need be validated. `advice` is for its author, and known of a schema that was read just
    now.
    """

    name: str
    type: Type
    whole: Folded[Bundle]
    json: Folded[Any]
    files: tuple[Source, ...]
    money: Money | None = None
    exact: bool = False
    advice: tuple[Diagnostic, ...] = ()

    @property
    def bundle(self) -> Bundle:
        """Gives the schema with all that it refers to."""
        return self.whole.open()

    @cached_property
    def validator(self) -> jsonschema_rs.Draft202012Validator:
        """Gives what says whether a document is valid, and what is wrong with it."""
        return compiled(self.json.open())

    def admits(self, raw: Raw, size: int) -> bool:
        """Says whether a raw value that is of the type is valid, too. So many characters as it was
        written in may be few: of the first such values it may be sure without a validator."""
        if self.exact:
            return True
        small = "validator" not in vars(self) and size <= _SMALL and next(self._first, False)
        if small and surely(raw, self.json.open(), self.json.open()):
            return True
        return self.validator.is_valid(raw)

    @cached_property
    def _first(self) -> Iterator[bool]:
        return repeat(True, _FEW)

    def guided(self, limits: Limits) -> Guided:
        """Gives what reads manifests quickly."""
        readers = self._readers
        if limits not in readers:
            readers[limits] = Guided(self._guide, limits)
        return readers[limits]

    @cached_property
    def _readers(self) -> dict[Limits, Guided]:
        return {}

    @cached_property
    def _guide(self) -> Guide:
        return guide_to(self.type, exact=self.exact)

    def kept(self) -> tuple[object, ...]:
        """Gives the fields of a schema that is to be kept."""
        return (self.name, self.type, self.whole, self.json, self.files, self.money, self.exact)


def compiled(schema: Any) -> jsonschema_rs.Draft202012Validator:
    """Gives what validates by a schema in one piece."""
    return jsonschema_rs.Draft202012Validator(
        schema,
        validate_formats=True,
        retriever=_retrieve_nothing,
        pattern_options=jsonschema_rs.RegexOptions(),
    )


def _retrieve_nothing(uri: str) -> NoReturn:
    raise ValueError(f"`{uri}` is not looked for")
