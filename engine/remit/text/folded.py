"""Folded: data that may lie as bytes until somebody looks at it."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


class Folded(Generic[T]):
    """Something that is there, or lies pickled in bytes of our own until it is opened."""

    __slots__ = ("_data", "_opened")

    def __init__(self, opened: T | None, data: bytes | None = None) -> None:
        self._opened = opened
        self._data = data

    @property
    def data(self) -> bytes | None:
        """Gives the bytes that it lay in, None where it never did."""
        return self._data

    def open(self) -> T:
        """Gives what it is."""
        if self._data is not None and self._opened is None:
            self._opened = unpickled(self._data)
        return cast(T, self._opened)


def unpickled(data: bytes) -> Any:
    """Gives what was pickled by Remit itself and kept where nobody else can write."""
    try:
        from _pickle import loads  # what `pickle` has it from, without the rest of it
    except ImportError:
        from pickle import loads
    return loads(data)
