"""Tables: rows by the paths of files, kept in the cache as a whole, and what has changed since.

They are kept in columns, so that thousands of rows are loaded and looked through at once. The last
columns are heavy and seldom needed; they stand behind the others, and are read where somebody asks.

A large table isn't written again for a few rows: beside it stands a second file of those that are
new or gone, which names the whole that it belongs to by its checksum. It grows until it holds an
eighth of the rows; then the whole is written anew. Both are moved to their place, so that a reader
sees all of a file or nothing. Where two processes write at once, or one dies between the two files,
changes that don't belong to the whole are passed over: rows are missing then, but none is wrong.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, MutableSequence, Sequence
from functools import cache
from typing import Any

from msgspec import Struct, field

from remit.text.columns import Column, packed
from remit.workspace.keeping import write
from remit.workspace.recall import HEAD, opened, own_file, seal_of, sealed, unsealed

PART = 8
"""Changes are kept apart while they are at most this part of the rows."""

Row = tuple[Any, ...]
"""The light parts of a row, and the heavy ones behind them."""

Shape = tuple[int, int]
"""So many parts of a row are light, and so many heavy."""

Columns = list[MutableSequence[Any]]

Heavy = Callable[[], Columns | None]
"""Reads heavy columns; gives None where they are damaged."""

_BESIDE = "-since"


def _nothing() -> Columns | None:
    return []


class Table(Struct, eq=False):
    """The `paths` and `light` columns of rows as they are now, and what reads the `heavy` ones. The
    first so many `rows` are those of a whole, by its `seal`, and some are `gone`. At the positions
    `since` are those that are other than there: their light columns are the `late` ones, and
    `later` reads the heavy ones; of those `touched` the first part is other, which is kept here."""

    paths: Column = field(default_factory=lambda: Column(packed(())))
    light: Columns = field(default_factory=list)
    heavy: Heavy = _nothing
    rows: int = 0
    seal: bytes = b""
    gone: frozenset[int] = frozenset()
    since: list[int] = field(default_factory=list)
    late: Columns = field(default_factory=list)
    later: Heavy = _nothing
    touched: Mapping[int, Any] = field(default_factory=dict)


def table_at(place: str, key: object) -> Table:
    """Gives the table of a key; an empty one where there is nothing sound."""
    whole = _read(place, key)
    if whole is None or whole.named:
        return Table()
    paths, light = whole.paths, whole.light
    rows = len(paths)
    later = _read(place + _BESIDE, key)
    if later is None or later.named != whole.seal:
        return Table(paths, light, whole.heavy, rows, whole.seal)
    at = later.at
    _put(paths, at, later.paths, rows)
    for column, new in zip(light, later.light, strict=True):
        _put(column, at, new)
    for position, first in later.touched.items():
        light[0][position] = first

    @cache
    def heavy() -> Columns | None:
        first, then = whole.heavy(), later.heavy()
        if first is None or then is None:
            return None
        for column, new in zip(first, then, strict=True):
            _put(column, at, new)
        return first

    gone = frozenset(later.gone)
    since = at, later.light, later.heavy, later.touched
    return Table(paths, light, heavy, rows, whole.seal, gone, *since)


def keep_whole(
    place: str, key: object, paths: Sequence[str], light: Columns, heavy: Columns
) -> None:
    """Keeps the table of a key, by its columns."""
    _write(place, _of_whole(key), paths, light, heavy)


def keep_changes(
    place: str,
    key: object,
    before: Table,
    changed: Mapping[int, Row],
    more: Mapping[str, Row],
    gone: Iterable[int],
    shape: Shape,
    touched: Mapping[int, Any] | None = None,
) -> None:
    """Keeps the table of a key: as it was before, but for rows that are changed or gone, by their
    positions, those `touched`, of which the first part is other, and more, by their paths."""
    touched = touched or {}
    for position, first in touched.items():
        before.light[0][position] = first
    lacking = before.gone.union(gone).difference(changed)
    since = {at for at in (*before.since, *changed) if at >= before.rows or at not in lacking}
    every = {**before.touched, **touched}
    beside = {position: first for position, first in every.items() if position not in since}
    paths, other = before.paths, len(since) + len(beside) + len(more) + len(lacking)
    whole = other * PART > len(paths) - len(lacking) + len(more)
    if whole:
        at = [position for position in range(len(paths)) if position not in lacking]
        columns = _taken(before, at, changed, range(len(paths)), before.light, before.heavy)
    else:
        at = sorted(since)
        columns = _taken(before, at, changed, before.since, before.late, before.later)
    if columns is None:  # who knows what else is damaged
        os.unlink(place)
        return
    rows = more.values()
    if not columns:
        columns = [[] for _ in range(sum(shape))]
    for number, column in enumerate(columns):
        column.extend([row[number] for row in rows])
    told = [*(paths[position] for position in at), *more], columns[: shape[0]], columns[shape[0] :]
    if whole:
        _write(place, _of_whole(key), *told)
        return
    end = range(len(paths), len(paths) + len(more))
    _write(place + _BESIDE, (key, before.seal, [*at, *end], sorted(lacking), beside), *told)
    os.utime(place)  # what is used last is dropped last


def _taken(
    before: Table,
    positions: Sequence[int],
    changed: Mapping[int, Row],
    known: Sequence[int],
    light: Columns,
    heavy: Heavy,
) -> Columns | None:
    """Gives the columns of the rows at some positions, nothing where there are none; the light and
    the heavy ones have those that are `known`. Gives None where the heavy ones are damaged."""
    if all(position in changed for position in positions):
        return [list(column) for column in zip(*map(changed.__getitem__, positions), strict=True)]
    behind = heavy()
    if behind is None:
        return None
    row_of = {position: row for row, position in enumerate(known)}
    rows, first = [row_of.get(position) for position in positions], before.light[0]
    found: Columns = [[first[position] for position in positions]]
    for each in map(list, (*light[1:], *behind)):
        found.append([each[row] if row is not None else None for row in rows])
    for at, position in enumerate(positions):
        if position in changed:
            for column, part in zip(found, changed[position], strict=True):
                column[at] = part
    return found


# -- files --------------------------------------------------------------------------------------


class _File(Struct, eq=False):
    """A file of the cache: the seal of the whole that it belongs to, if it tells changes, with
    where its rows stand in that, which are gone, and the first parts of those that are touched; the
    paths and light columns of its rows, and what reads the heavy ones. Its own seal stands for
    it."""

    named: bytes
    at: list[int]
    gone: list[int]
    touched: dict[int, Any]
    paths: Column
    light: Columns
    heavy: Heavy
    seal: bytes


def _read(place: str, key: object) -> _File | None:
    """Gives a file of a key, None where there is nothing sound."""
    file = own_file(place)
    if file is None:
        return None
    heavy = _Heavy(file)
    try:
        head = os.read(file, HEAD)
        size = int.from_bytes(seal_of(head)[:8], "big")
        content = unsealed(head, os.read(file, min(size, os.fstat(file).st_size)))
        heavy.start = HEAD + size
    except (OSError, ValueError, EOFError, TypeError):
        return None
    match content:
        case (found, named, at, gone, touched, paths, light, _) if found == key:
            told, columns = Column(paths), list[MutableSequence[Any]](map(Column, light))
            return _File(named, at, gone, touched, told, columns, heavy.columns, seal_of(head))
    return None


def _write(
    place: str, opening: tuple[Any, ...], paths: Sequence[str], light: Columns, heavy: Columns
) -> None:
    behind = sealed([list(column) for column in heavy])
    kept = packed(paths), list(map(packed, light))
    head = sealed((*opening, *kept, seal_of(behind[0])))
    write(place, *head, *behind)  # one seal stands for all, as it tells the other


def _of_whole(key: object) -> tuple[Any, ...]:
    return key, b"", [], [], {}


def _put(
    column: MutableSequence[Any], at: Sequence[int], new: Sequence[Any], same: int = 0
) -> None:
    """Puts new parts where they stand, but for the first so many, which are the `same`; those
    behind the end are added there."""
    last = len(column)
    for position, each in zip(at, new, strict=True):
        if position < same:
            continue
        if position < last:
            column[position] = each
        else:
            column.append(each)


class _Heavy:
    """The heavy columns of a file, which stays open until they are read, as another may come to
    stand in its place meanwhile."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._read: Columns | None = None
        self.start = 0

    def columns(self) -> Columns | None:
        """Gives the columns that stand behind what was read so far, None where they are
        damaged."""
        file, self._file = self._file, -1
        if file >= 0:
            try:
                with open(file, "rb") as told:
                    told.seek(self.start)
                    found = opened(told.read())
            except (OSError, ValueError, EOFError, TypeError):
                found = None
            self._read = found if isinstance(found, list) else None
        return self._read

    def __del__(self, close: Callable[[int], None] = os.close) -> None:
        if self._file >= 0:
            close(self._file)
