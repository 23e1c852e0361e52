"""Results: what came of each manifest, and the law, kept in the user's cache for the next check.

A file of results belongs to one key, which says all that results depend on besides the manifest:
rules, schemas, params, limits, perhaps the day; and to one state of Remit's own code. It tells for
each manifest how the file looked when it was read, and a digest of its content. One that looks the
same still has its result, and isn't read. One that looks otherwise is read, and has its result if
its content is the same, as after a checkout. How a manifest looked that had just been written is
not told, as it could change without looking any different.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import remit
from remit.governance.inputs import File
from remit.governance.records import blob_of, digest_of, mark
from remit.workspace import disk, forerunning, volume
from remit.workspace.keeping import made, make_room, write
from remit.workspace.recall import Signature, cache_folder, sealed, signature, signature_of
from remit.workspace.tables import Row, Table, content_at, keep_changes, table_at

MOST_FILES = 80
MOST_BYTES = 128 * 1024 * 1024
"""The cache holds so many files of results at most, and so many bytes of them."""

_DEPENDENCIES = ("yaml", "jsonschema_rs", "re2", "msgspec", "lark", "pydantic")

_APART = frozenset({"cli", "reporters", "workbench", "server", "starters", "__pycache__"})
_BESIDES = os.path.join("workbench", "lint", "catalogue.py")
"""Folders with nothing that results come of, and what of them a configuration is read by."""

_PLAIN = 2
"""The version of `marshal` in which the same data always has the same bytes."""

Record = tuple[Any, ...]


class Results:
    """The results of the manifests of a repository, by one state of Remit's own `code`, of which
    this is the digest."""

    def __init__(self, root: str, code: str | None = None) -> None:
        self._root = root
        self._code = _digest(tuple(_code())) if code is None else code
        self._same: dict[str, Record] = {}
        self._others: dict[str, Signature | None] = {}
        self._kept = Table()

    def of(self, root: str) -> Results:
        """Gives those of another repository."""
        return self if root == self._root else Results(root, self._code)

    def known(self, key: str, files: Sequence[File]) -> Mapping[str, Record]:
        """Gives the records of files that look as they did, or hold what they did, by their paths;
        what lies in git alone holds what git names."""
        place = self._place(key)
        self._kept = table_at(place, self._whole(key)) if place is not None else Table()
        row_of = self._kept.rows.get
        lying = [file for file in files if file.place is not None]
        looks = disk.looks([file.place or "" for file in lying])
        found: dict[str, Record] = {}
        others: list[tuple[File, Signature | None]] = []
        for file, look in zip(lying, looks, strict=True):
            row = row_of(file.path)
            if row is not None and row[0] == look is not None:
                found[file.path] = row[1]
            else:
                others.append((file, look))
        for file in files if len(lying) < len(files) else ():
            row = row_of(file.path) if file.place is None and file.blob else None
            if row is not None and blob_of(row[1]) == file.blob:
                found[file.path] = row[1]
        self._same, self._others = dict(found), {file.path: look for file, look in others}
        disk.noted.unread += [file.place or "" for file, _ in others]
        for file, _ in others:
            row, told = row_of(file.path), forerunning.record_of(key, file)
            if told is not None:
                found[file.path] = told
            elif row is not None and _holds(file, row[1]):
                found[file.path] = row[1]
        return found

    def keep(self, key: str, records: Mapping[str, Record]) -> None:
        """Keeps the records of all files of a key, by their paths; where that fails, none."""
        before, same, others = self._kept, self._same, self._others
        changed: dict[str, Row] = {}
        for path in [path for path, each in records.items() if same.get(path) is not each]:
            look = before.rows[path][0] if path in same else others.get(path)
            if look is not None or blob_of(records[path]):
                row = (None if look is None or disk.is_fresh(look) else look, records[path])
                if row != before.rows.get(path):
                    changed[path] = row
        gone: set[str] = set()
        there = len(same) + sum(path in before.rows for path in others)
        if there < len(before.rows):  # which is seldom so, and takes a while to tell
            gone = before.rows.keys() - records.keys()
        gone |= {path for path, look in others.items() if look is None and path in before.rows}
        if changed or gone:
            self._write(key, lambda place, whole: keep_changes(place, whole, before, changed, gone))

    def blob(self, key: str) -> bytes | None:
        """Gives the bytes of a key, None where they aren't known."""
        place = self._place(key)
        content = content_at(place, self._whole(key)) if place is not None else None
        match content:
            case ((bytes() as found,), _):
                return found
        return None

    def keep_blob(self, key: str, data: bytes) -> None:
        """Keeps the bytes of a key; where that fails, nothing."""
        self._write(key, lambda place, whole: write(place, *sealed((whole, data))))

    def _write(self, key: str, write: Callable[[str, object], None]) -> None:
        try:
            place = self._place(key) if made() else None
            if place is not None:
                folder = os.path.dirname(place)
                os.makedirs(folder, 0o700, exist_ok=True)
                make_room(place, MOST_FILES, MOST_BYTES)
                write(place, self._whole(key))
        except (OSError, ValueError):
            return

    def _place(self, key: str) -> str | None:
        try:
            folder = cache_folder()
        except OSError:  # the working directory is gone
            return None
        return os.path.join(folder, "results", _digest(self._whole(key))) if folder else None

    def _whole(self, key: str) -> tuple[str, ...]:
        return (key, self._root, remit.__version__, sys.version, self._code)


def _holds(file: File, record: Record) -> bool:
    """Says whether a file holds what a record came of."""
    known = digest_of(record)
    return bool(known) and mark(file.read()) == known


def _code() -> Iterator[object]:
    """Gives how the files of Remit's own code look that results come of, and those that it reads
    and validates with."""
    home = os.path.dirname(os.path.abspath(remit.__file__))
    bound = volume.looks()
    looks: list[tuple[str, Signature | None]] = []
    waiting = [home]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".lark")):
                    looks.append((entry.path, bound.get(entry.path) or _look(entry)))
                elif "." not in entry.name and entry.name not in _APART and entry.is_dir():
                    waiting.append(entry.path)
    yield from sorted(looks)
    yield signature(os.path.join(home, _BESIDES))
    for name in _DEPENDENCIES:  # which need not be imported yet
        places = (os.path.join(folder, name, "__init__.py") for folder in sys.path)
        yield next((seen for place in places if (seen := signature(place)) is not None), None)


def _look(entry: os.DirEntry[str]) -> Signature | None:
    there = entry.is_file()  # an editor's lock is a link to nowhere
    return signature_of(entry.stat()) if there else None


def _digest(whole: Any) -> str:
    from _blake2 import blake2b

    return blake2b(marshal.dumps(whole, _PLAIN), digest_size=12).hexdigest()
