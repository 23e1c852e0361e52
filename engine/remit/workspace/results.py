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
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

import remit
from remit.governance.inputs import File, Files, in_columns
from remit.governance.ledger import Ledger
from remit.governance.records import BLANK, BLOB, CONTENT, LIGHT, Record, mark
from remit.text.columns import differing
from remit.workspace import disk, forerunning, volume
from remit.workspace.keeping import made, make_room, write
from remit.workspace.looks import Places
from remit.workspace.recall import (
    Signature,
    bytes_of,
    cache_folder,
    opened,
    sealed,
    signature,
    signature_of,
)
from remit.workspace.tables import Columns, Row, Table, keep_changes, keep_whole, table_at

MOST_FILES = 80
MOST_BYTES = 128 * 1024 * 1024
"""The cache holds so many files of results at most, and so many bytes of them."""

_DEPENDENCIES = ("yaml", "jsonschema_rs", "re2", "msgspec", "lark", "pydantic")

_APART = frozenset({"cli", "reporters", "workbench", "server", "starters", "__pycache__"})
_BESIDES = os.path.join("workbench", "lint", "catalogue.py")
"""Folders with nothing that results come of, and what of them a configuration is read by."""

_PLAIN = 2
"""The version of `marshal` in which the same data always has the same bytes."""

_NO_ROW = (None, *BLANK[:LIGHT])
_SHAPE = (len(_NO_ROW), len(BLANK) - LIGHT)


class Results:
    """The results of the manifests of a repository, by one state of Remit's own `code`, of which
    this is the digest."""

    def __init__(self, root: str, code: str | None = None) -> None:
        self._root = root
        self._code = _digest(tuple(_code())) if code is None else code
        self._seen = _Seen(Table(), None, [], [], [])

    def of(self, root: str) -> Results:
        """Gives those of another repository."""
        return self if root == self._root else Results(root, self._code)

    def known(self, key: str, files: Sequence[File]) -> Ledger:
        """Gives what came of files that look as they did, or hold what they did; what lies in git
        alone holds what git names."""
        files = in_columns(files)
        place = self._place(key)
        table = table_at(place, self._whole(key)) if place is not None else Table()
        at = _positions(table, files)
        looks = _looks(files)
        before, *columns = _taken(table.light, at, _NO_ROW) if at is not None else table.light
        odd = differing(before, looks)
        self._seen = _Seen(table, at, before, looks, odd)
        ledger = Ledger(files, columns, lambda: _heavy(table, at))
        fresh = [odd[number] for number in disk.fresh_among([looks[number] for number in odd])]
        places = files.places if len(fresh) < len(files) else list(files.places)
        disk.noted.unread.update(filter(None, [places[number] for number in fresh]))
        asked = forerunning.is_asked()
        theirs = [number for number in odd if forerunning.is_at(places[number])] if asked else []
        ours = sorted({*odd}.difference(theirs)) if theirs else odd
        if at is not None:  # of those that aren't there nothing is known
            ledger.lacking.update([number for number in ours if at[number] < 0])
            ours = [number for number in ours if at[number] >= 0]
        self._look_up(key, ledger, ours)
        if theirs:
            ledger.hear = lambda: self._look_up(key, ledger, theirs)
        return ledger

    def _look_up(self, key: str, ledger: Ledger, positions: Sequence[int]) -> None:
        """Fills in what a forerunner says of files that look otherwise than they did; the others
        are lacking, unless they hold what they did."""
        files, columns, looks = ledger.files, ledger.columns, self._seen.looks
        told: dict[int, Record] = {}
        for number in positions:
            file = files[number]
            if file.place is None:
                if not file.blob or columns[BLOB][number] != file.blob:
                    ledger.lacking.add(number)
                continue
            record = forerunning.record_of(key, file, looks[number])
            if record is not None:
                told[number] = record
                continue
            content = columns[CONTENT][number]
            if not content or mark(file.read()) != content:
                ledger.lacking.add(number)
        ledger.fill(told)

    def keep(self, key: str, ledger: Ledger) -> None:
        """Keeps what came of all files of a key; where that fails, nothing."""
        vanished = _vanished(self._seen, ledger.files)
        if not self._keep_new(key, ledger, vanished):
            self._keep_changes(key, ledger, vanished)

    def _keep_new(self, key: str, ledger: Ledger, vanished: set[int]) -> bool:
        """Keeps what came of files where nothing else is kept any more; says whether it is so."""
        looks = self._seen.looks
        if not looks or len(ledger.new) < len(looks) or None in looks:
            return False
        if len(vanished) < len(self._seen.left()):
            return False
        heavy = ledger.heavy()
        assert heavy is not None
        kept = list(looks)
        for number in disk.fresh_among(kept):
            kept[number] = None
        paths, light = ledger.files.paths, [kept, *ledger.columns]
        self._write(key, lambda place, whole: keep_whole(place, whole, paths, light, heavy))
        return True

    def _keep_changes(self, key: str, ledger: Ledger, vanished: set[int]) -> None:
        """Keeps what has changed."""
        seen, files = self._seen, ledger.files
        changed: dict[int, Row] = {}
        more: dict[str, Row] = {}
        gone: set[int] = set()
        touched: dict[int, Signature | None] = {}
        for number in sorted({*seen.odd, *ledger.new}):
            file, look = files[number], seen.looks[number]
            at = seen.at[number] if seen.at is not None else number
            if look is None and not ledger.columns[BLOB][number]:
                gone.update([at] if at >= 0 and file.place is not None else ())
                continue
            kept = None if look is None or disk.is_fresh(look) else look
            if number not in ledger.new:
                if at >= 0 and file.place is not None and kept != seen.before[number]:
                    touched[at] = kept
                continue
            row = (kept, *ledger[number][1])
            if at >= 0:
                changed[at] = row
            else:
                more[file.path] = row
        gone |= vanished
        if changed or more or gone or touched:

            def write(place: str, whole: object) -> None:
                keep_changes(place, whole, seen.table, changed, more, gone, _SHAPE, touched)

            self._write(key, write)

    def blob(self, key: str) -> bytes | None:
        """Gives the bytes of a key, None where they aren't known."""
        place = self._place(key)
        try:
            data = bytes_of(place) if place is not None else None
            match opened(data) if data is not None else None:
                case (found, bytes() as told) if found == self._whole(key):
                    return told
        except (OSError, ValueError, EOFError, TypeError):
            pass
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


class _Seen(Struct, eq=False):
    """What was kept before of the files of a ledger: the table, where in it they stand (None where
    it is of just these, -1 for those that aren't there), how they looked then and look now, and
    the positions of those that look otherwise."""

    table: Table
    at: list[int] | None
    before: Sequence[Signature | None]
    looks: Sequence[Signature | None]
    odd: list[int]

    def left(self) -> set[int]:
        """Gives the positions of the rows of other files."""
        if self.at is None:
            return set()
        return set(range(len(self.table.paths))).difference(self.at, self.table.gone)


def _vanished(seen: _Seen, files: Files) -> set[int]:
    """Gives the positions of the rows of files that are there no more; others weren't asked for."""
    left = sorted(seen.left())
    pairs = zip(files.places, files.paths, strict=True) if left else ()
    tops = (place[: -len(path)] for place, path in pairs if place and place.endswith(path))
    top = next(tops, None)
    if top is None:
        return set(left)
    looks = disk.looks([top + seen.table.paths[at] for at in left])
    return {at for at, look in zip(left, looks, strict=True) if look is None}


def _positions(table: Table, files: Files) -> list[int] | None:
    """Gives where in a table files stand, -1 for those that don't; None where it is of these files
    in their order."""
    paths = files.paths
    if not table.gone and table.paths.says("\0".join(paths), len(paths)):
        return None
    there = {path: at for at, path in enumerate(table.paths) if at not in table.gone}
    return [there.get(path, -1) for path in paths]


def _taken(columns: Columns, at: Sequence[int], otherwise: Sequence[Any]) -> Columns:
    """Gives the parts of columns at some positions."""
    if not columns:
        return [[other] * len(at) for other in otherwise]
    given = map(list, columns)
    return [
        [column[each] if each >= 0 else other for each in at]
        for column, other in zip(given, otherwise, strict=True)
    ]


def _heavy(table: Table, at: Sequence[int] | None) -> Columns | None:
    columns = table.heavy()
    return columns if at is None or columns is None else _taken(columns, at, BLANK[LIGHT:])


def _looks(files: Files) -> Sequence[Signature | None]:
    """Gives how files look; None for those that lie in git alone, or nowhere."""
    places = files.places
    if isinstance(places, Places):
        return disk.looks(places)
    lying = [place for place in places if place is not None]
    looks = disk.looks(lying)
    if len(lying) == len(places):
        return looks
    each = iter(looks)
    return [next(each) if place is not None else None for place in places]


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
