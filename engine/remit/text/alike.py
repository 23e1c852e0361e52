"""Alike: data that is equal to other data when both say the same, whatever stands beside that."""

from __future__ import annotations

from typing import cast

from msgspec import Struct


class Alike(Struct, frozen=True, eq=False):
    """Data with fields that have no part in equality: those named in `aside`."""

    aside = cast("tuple[str, ...]", ())

    def said(self) -> tuple[object, ...]:
        """Gives the fields that have a part in it."""
        return tuple([getattr(self, n) for n in self.__struct_fields__ if n not in self.aside])

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        assert isinstance(other, Alike)
        return self.said() == other.said()

    def __ne__(self, other: object) -> bool:
        return not self == other  # a struct has one of its own, which would be asked

    def __hash__(self) -> int:
        return hash((self.__class__, self.said()))
