"""Enacted: a law kept for the next check, so that rules needn't be parsed and checked again.

A law belongs to the rule files and those beside them, the schema files, and the kinds and registers
of the setting. All of those are read anew and held against what the law was made of. What is kept
was pickled here, and lies where nobody else can write. Trees and schemas are folded in it, as most
of them aren't needed; validators are made again where a manifest wants one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from remit.governance.inputs import File, Inputs
from remit.governance.law import Law, enact
from remit.manifest.schema import Fetch
from remit.text import digest
from remit.text.diagnostic import Diagnostic
from remit.text.folded import unpickled
from remit.text.source import Source

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
        law, fetched = unpickled(kept)
        if all(_digest(inputs.schemas[name][1](file)) == seen for name, file, seen in fetched):
            return law, []
    from remit.governance.pickling import pickled  # not needed for a known law

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
    return digest.key_of(parts)


def _told(files: Sequence[File]) -> Iterator[str]:
    for file in files:
        content = file.read()
        told = digest.brief(content) if isinstance(content, bytes) else content
        yield repr((file.name, file.path, file.pack, told))


def _digest(found: Source | list[Diagnostic] | None) -> str | None:
    return digest.key_of([found.name, found.text]) if isinstance(found, Source) else None
