"""Pickling: laws and workspaces as bytes, with what is folded in them folded again."""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable
from types import CodeType
from typing import Any

from remit.manifest.schema import Schema
from remit.text.folded import Folded
from remit.text.source import Source

_DEEP = (RecursionError, pickle.PicklingError, TypeError, ValueError, AttributeError)


class _Pickler(pickle.Pickler):
    """Pickles what is made again by how it is made."""

    def reducer_override(self, what: object) -> tuple[Callable[..., Any], tuple[Any, ...]] | Any:
        if isinstance(what, Schema):
            return Schema, what.kept()
        if isinstance(what, Folded):
            return Folded, (None, what.data if what.data is not None else _folded(what.open()))
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


class _Pieces:
    """What a pickler writes to."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes, /) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)


def pickled(what: object) -> bytes | None:
    """Gives an object as bytes, None for one that can't be pickled."""
    into = _Pieces()
    try:
        _Pickler(into, pickle.HIGHEST_PROTOCOL).dump(what)
    except _DEEP:
        return None
    return b"".join(into.pieces)
