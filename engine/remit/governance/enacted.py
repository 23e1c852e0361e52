"""Enacted: a law kept for the next check, so that rules needn't be parsed and checked again.

A law belongs to the rule files and those beside them, the schema files, and the kinds and registers
of the setting. All of those are read anew and held against what the law was made of. What is kept
was pickled here, and lies where nobody else can write. Trees and schemas are folded in it, and lie
apart, as most checks need none of them; validators are made again where a manifest wants one.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from remit.governance.inputs import File, Inputs, Memory
from remit.governance.law import Law, enact, texts_of
from remit.manifest.schema import Fetch
from remit.text import digest
from remit.text.diagnostic import Diagnostic
from remit.text.folded import unpickled
from remit.text.source import Source

_FOLDED = " folded"
"""Names where lies what is folded in a law."""

Fetched = list[tuple[str, str, str | None]]
"""What was read of the folders of schemas: for which kind or register, which file, and a digest of
its name and text."""


def law_of(inputs: Inputs) -> tuple[Law | None, list[Diagnostic]]:
    """Gives the law, from memory or made anew, or everything that is wrong with it."""
    memory = inputs.memory
    if memory is None:
        return enact(inputs)
    key = _key(inputs)
    kept = memory.blob(key)
    if kept is not None:
        (law, fetched), apart = unpickled(kept)
        if all(_digest(inputs.schemas[name][1](file)) == seen for name, file, seen in fetched):
            apart.read = lambda: _folded(memory, key, inputs)
            return law, []
    law, said, made = _made(inputs)
    if made is not None:
        memory.keep_blob(key + _FOLDED, marshal.dumps(made[1]))
        memory.keep_blob(key, made[0])
    return law, said


def _folded(memory: Memory, key: str, inputs: Inputs) -> list[bytes]:
    """Gives what is folded in a law; where somebody has taken that away, it is made once more."""
    kept = memory.blob(key + _FOLDED)
    if kept is not None:
        found: list[bytes] = marshal.loads(kept)
        return found
    made = _made(inputs)[2]
    assert made is not None
    return made[1]


def _made(
    inputs: Inputs,
) -> tuple[Law | None, list[Diagnostic], tuple[bytes, list[bytes]] | None]:
    """Gives the law, or what is wrong with it, and what is to be kept of it."""
    from remit.governance.pickling import pickled_apart  # not needed for a known law

    fetched: Fetched = []
    schemas = {
        name: (file, _noting(name, fetch, fetched))
        for name, (file, fetch) in inputs.schemas.items()
    }
    law, said = enact(replace(inputs, schemas=schemas))
    if law is None:
        return None, said, None
    law = replace(law, texts=texts_of(law))
    return law, said, pickled_apart((law, fetched))


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
    return digest.key_of(parts)


def _told(files: Sequence[File]) -> Iterator[str]:
    for file in files:
        content = file.read()
        told = digest.brief(content) if isinstance(content, bytes) else content
        yield repr((file.name, file.path, file.pack, told))


def _digest(found: Source | list[Diagnostic] | None) -> str | None:
    return digest.key_of([found.name, found.text]) if isinstance(found, Source) else None
