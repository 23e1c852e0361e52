"""Pickling: laws and workspaces as bytes, with what is folded in them folded again."""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable
from types import CodeType
from typing import Any

from remit.manifest.schema import Schema
from remit.text.folded import Apart, Folded
from remit.text.source import Source

_DEEP = (RecursionError, pickle.PicklingError, TypeError, ValueError, AttributeError)


class _Pieces:
    """What a pickler writes to."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes, /) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)


class _Pickler(pickle.Pickler):
    """Pickles what is made again by how it is made, some of it `apart`."""

    def __init__(self, into: _Pieces, apart: tuple[Apart, list[bytes]] | None) -> None:
        super().__init__(into, pickle.HIGHEST_PROTOCOL)
        self._apart = apart

    def reducer_override(self, what: object) -> tuple[Callable[..., Any], tuple[Any, ...]] | Any:
        if isinstance(what, Schema):
            return Schema, what.kept()
        if isinstance(what, Folded):
            data = what.data if what.data is not None else _folded(what.open())
            if self._apart is None or what.near:
                return Folded, (None, data)
            apart, pieces = self._apart
            pieces.append(data)
            return Folded, (None, (apart, len(pieces) - 1))
        if isinstance(what, CodeType):
            return marshal.loads, (marshal.dumps(what),)
        if isinstance(what, Source):
            return Source, (what.name, what.text)
        return NotImplemented


def _folded(what: object) -> bytes:
    data = pickled(what)
    if data is None:
        raise pickle.PicklingError
    return data


def pickled(what: object) -> bytes | None:
    """Gives an object as bytes, None for one that can't be pickled."""
    return _pickled(what, None)


def pickled_apart(what: object) -> tuple[bytes, list[bytes]] | None:
    """Gives an object as bytes that hold it and what knows where the rest lies, and that: what is
    folded in it, in an order that is always the same. None for one that can't be pickled."""
    apart, pieces = Apart(), list[bytes]()
    data = _pickled((what, apart), (apart, pieces))
    return (data, pieces) if data is not None else None


def _pickled(what: object, apart: tuple[Apart, list[bytes]] | None) -> bytes | None:
    into = _Pieces()
    try:
        _Pickler(into, apart).dump(what)
    except _DEEP:
        return None
    return b"".join(into.pieces)
