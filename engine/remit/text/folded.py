"""Folded: data that may lie as bytes until somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


class Apart:
    """Bytes of what is folded that lie in a place of their own, and are read when one is wanted."""

    def __init__(self) -> None:
        self.read: Callable[[], Sequence[bytes]] = list
        self._pieces: Sequence[bytes] | None = None

    def __reduce__(self) -> tuple[type[Apart], tuple[()]]:
        """Gives what stands for it where it is kept: the bytes lie elsewhere."""
        return Apart, ()

    def piece(self, number: int) -> bytes:
        """Gives some of the bytes."""
        if self._pieces is None:
            self._pieces = self.read()
        return self._pieces[number]


class Folded(Generic[T]):
    """Something that is there, or lies pickled in bytes of our own until it is opened; they may
    lie apart, by a number. What is wanted often stays `near` what it belongs to."""

    __slots__ = ("_data", "_opened", "near")

    def __init__(
        self, opened: T | None, data: bytes | tuple[Apart, int] | None = None, near: bool = False
    ) -> None:
        self._opened = opened
        self._data = data
        self.near = near

    @property
    def data(self) -> bytes | None:
        """Gives the bytes that it lay in, None where it never did."""
        if isinstance(self._data, tuple):
            apart, number = self._data
            self._data = apart.piece(number)
        return self._data

    def open(self) -> T:
        """Gives what it is."""
        if self._data is not None and self._opened is None:
            self._opened = unpickled(cast(bytes, self.data))
        return cast(T, self._opened)


def unpickled(data: bytes) -> Any:
    """Gives what was pickled by Remit itself and kept where nobody else can write."""
    try:
        from _pickle import loads  # what `pickle` has it from, without the rest of it
    except ImportError:
        from pickle import loads
    return loads(data)
