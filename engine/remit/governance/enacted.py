"""Enacted: a law kept for the next check, so that rules needn't be parsed and checked again.

A law belongs to the rule files and those beside them, the schema files, and the kinds and registers
of the setting. All of those are read anew and held against what the law was made of. What is kept
was pickled here, and lies where nobody else can write. Trees and schemas are folded in it, as most
of them aren't needed; validators are made again where a manifest wants one.
"""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable, Iterator, Sequence
from types import CodeType
from typing import Any

from msgspec.structs import replace

from remit.governance.inputs import File, Inputs
from remit.governance.law import Law, enact
from remit.manifest.schema import Fetch, Schema
from remit.text import digest
from remit.text.diagnostic import Diagnostic
from remit.text.folded import Folded
from remit.text.source import Source

Fetched = list[tuple[str, str, str | None]]
"""What was read of the folders of schemas: for which kind or register, which file, and a digest of
its name and text."""

_TREE = "remit.syntax.tree"

_DEEP = (RecursionError, pickle.PicklingError, TypeError, ValueError, AttributeError)


def law_of(inputs: Inputs) -> tuple[Law | None, list[Diagnostic]]:
    """Gives the law, from memory or made anew, or everything that is wrong with it."""
    memory = inputs.memory
    if memory is None:
        return enact(inputs)
    key = _key(inputs)
    kept = memory.blob(key)
    if kept is not None:
        law, fetched = pickle.loads(kept)
        if all(_digest(inputs.schemas[name][1](file)) == seen for name, file, seen in fetched):
            return law, []
    fetched = []
    schemas = {
        name: (file, _noting(name, fetch, fetched))
        for name, (file, fetch) in inputs.schemas.items()
    }
    law, said = enact(replace(inputs, schemas=schemas))
    kept = pickled((law, fetched)) if law is not None else None
    if kept is not None:
        memory.keep_blob(key, kept)
    return law, said


def _noting(name: str, fetch: Fetch, fetched: Fetched) -> Fetch:
    def noting(file: str) -> Source | list[Diagnostic] | None:
        found = fetch(file)
        fetched.append((name, file, _digest(found)))
        return found

    return noting


def _key(inputs: Inputs) -> str:
    """Gives what a law depends on, but for the texts of schemas."""
    parts = [
        repr((dict(inputs.setting.kinds), dict(inputs.setting.registers))),
        repr({name: file for name, (file, _) in inputs.schemas.items()}),
    ]
    for files in (inputs.rules, inputs.neighbours):
        parts += [repr(len(files)), *_told(files)]
    return digest.of_texts(parts)


def _told(files: Sequence[File]) -> Iterator[str]:
    for file in files:
        content = file.read()
        told = digest.of_bytes(content) if isinstance(content, bytes) else content
        yield repr((file.name, file.path, file.pack, told))


def _digest(found: Source | list[Diagnostic] | None) -> str | None:
    return digest.of_texts([found.name, found.text]) if isinstance(found, Source) else None


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
