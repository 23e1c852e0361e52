"""Reading schemas: one is made anew only where a file that it is made of reads otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from remit.manifest import schema_files
from remit.manifest.schema import Fetch, Schema
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source


class Read(Struct, frozen=True, eq=False):
    """What came of the schema of a kind or register: its file, the names and texts of all files
    that it asked for (or what is wrong with one; None where there is none), and what is wrong.
    """

    file: str
    texts: Mapping[str, tuple[str, ...] | None]
    schema: Schema | None
    said: tuple[Diagnostic, ...]


def read(file: str, fetch: Fetch, before: Read | None) -> Read:
    """Gives a schema, the one before where all of its files read as they did."""
    known = before.texts if before is not None and before.file == file else None
    if known and all(_text_of(fetch(path)) == text for path, text in known.items()):
        assert before is not None
        return before
    texts: dict[str, tuple[str, ...] | None] = {}

    def noting(path: str) -> Source | list[Diagnostic] | None:
        found = fetch(path)
        texts[path] = _text_of(found)
        return found

    loaded, said = schema_files.load(file, noting)
    return Read(file, texts, loaded, tuple(said))


def _text_of(found: Source | list[Diagnostic] | None) -> tuple[str, ...] | None:
    if isinstance(found, list):
        return tuple(one.message for one in found)
    return (found.name, found.text) if found is not None else None
