"""Tables: rows by the paths of files, kept in the cache as a whole, and what has changed since.

A large table isn't written again for a few rows: beside it stands a second file of those that are
new or gone, which names the whole that it belongs to by its checksum. It grows until it holds an
eighth of the rows; then the whole is written anew. Both are moved to their place, so that a reader
sees all of a file or nothing. Where two processes write at once, or one dies between the two files,
changes that don't belong to the whole are passed over: rows are missing then, but none is wrong.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from remit.workspace.keeping import write
from remit.workspace.recall import bytes_of, opened, seal_of, sealed

PART = 8
"""Changes are kept apart while they are at most this part of the rows."""

Row = tuple[Any, ...]

_BESIDE = "-since"


class Table(Struct, frozen=True):
    """The `rows` as they are now, what `changed` and is `gone` since the whole that they began
    with, and the seal of that."""

    rows: Mapping[str, Row] = field(default_factory=dict)
    changed: Mapping[str, Row] = field(default_factory=dict)
    gone: Iterable[str] = ()
    seal: bytes = b""


def content_at(place: str, key: object) -> tuple[tuple[Any, ...], bytes] | None:
    """Gives what a file holds besides its key, and its seal; None where it isn't of that key."""
    try:
        data = bytes_of(place)
        content = opened(data) if data is not None else None
        if data is None or not isinstance(content, tuple) or content[:1] != (key,):
            return None
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return content[1:], seal_of(data)


def table_at(place: str, key: object) -> Table:
    """Gives the table of a key; an empty one where there is nothing sound."""
    match content_at(place, key):
        case ((dict() as whole,), seal):
            pass
        case _:
            return Table()
    match content_at(place + _BESIDE, key):
        case ((bytes() as named, dict() as changed, list() as gone), _) if named == seal:
            pass
        case _:
            return Table(whole, seal=seal)
    whole.update(changed)
    for path in gone:
        whole.pop(path, None)
    return Table(whole, changed, gone, seal)


def keep_changes(
    place: str, key: object, before: Table, changed: Mapping[str, Row], gone: Collection[str]
) -> None:
    """Keeps the table of a key: as it was before, but for the rows that changed or are gone."""
    every = {**before.changed, **changed}
    for path in gone:
        every.pop(path, None)
    lacking = {*before.gone, *gone}.difference(changed)
    new = sum(path not in before.rows for path in changed)
    if (len(every) + len(lacking)) * PART <= len(before.rows) + new - len(gone):
        write(place + _BESIDE, *sealed((key, before.seal, every, sorted(lacking))))
        os.utime(place)  # what is used last is dropped last
        return
    rows = {**before.rows, **changed}
    for path in gone:
        rows.pop(path, None)
    write(place, *sealed((key, rows)))
