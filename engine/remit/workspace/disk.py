"""The disk: every look that a check takes at it, noted so that `keeping` can keep its answer.

A look is noted before it is answered. Should a file change in between, what is noted is not what is
there any more, and the answer will not be recalled.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal

from msgspec import Struct, field

from remit.workspace import errands, scouting
from remit.workspace.looks import Looks, Places
from remit.workspace.recall import (
    Signature,
    Walk,
    is_plain_file,
    is_since,
    moment_of,
    really,
    signature,
    signature_of,
    size_of,
)

Search = Literal["git", "all", "alone"]

MOST = 64 * 1024 * 1024
"""Larger files are not read, whatever the limits are."""

TOO_LARGE = "it is too large to be read"

_TICK = 2_500_000_000
MANY = 4000
"""So many files are looked at by two processes."""

_FEW = 3
_TYPE, _FILE = 0o170000, 0o100000


class Noted(Struct):
    """What a check has seen: files and folders (links followed), links, whether anything stands at
    a path, where paths really lead, with the `ways` there, the folders that were searched (by git,
    with `all` below them, or `alone`), what git `listed` in them, what of that is `relisted` from
    before, with the folders and rules that it came of, what `walks` below others have found, why
    folders are `closed` to it, the bytes of files that had just been written, digests as `marks` of
    those that another process read, and the names of what stood in folders that had just changed.
    `many` are the files that were found below the configuration. `begun` is when it began; what has
    changed `since` a little before that could change again unnoticed. `unread` are such files that
    other processes may have read, and `facts` those that rules have asked for."""

    begun: int = field(default_factory=time.time_ns)

    stats: Looks = field(default_factory=Looks)
    many: Places = field(default_factory=lambda: Places([]))
    links: dict[str, Signature | None] = field(default_factory=dict)
    lying: dict[str, bool] = field(default_factory=dict)
    reals: dict[str, str] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    searched: dict[str, Search] = field(default_factory=dict)
    listed: dict[str, bytes] = field(default_factory=dict)
    relisted: dict[str, list[str]] = field(default_factory=dict)
    walks: dict[str, Walk] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    marks: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)
    since: bytes = b""

    def __post_init__(self) -> None:
        self.since = moment_of(0 if os.name == "nt" else self.begun - _TICK)


over: dict[str, bytes] = {}
"""What is open in an editor, by the path that really leads to it: it wins over what is on the disk.
Only the language server puts anything here."""

noted = Noted()
"""What this process has seen since it began its check."""


def begin() -> None:
    """Forgets what was seen before, as a check begins."""
    global noted
    noted = Noted(scouting.begun())


def is_file(path: str) -> bool:
    """Says whether a path leads to a file."""
    mode = _mode(path)
    return mode is not None and stat.S_ISREG(mode)


def is_folder(path: str) -> bool:
    """Says whether a path leads to a folder."""
    mode = _mode(path)
    return mode is not None and stat.S_ISDIR(mode)


def is_link(path: str) -> bool:
    """Says whether a link stands at a path, wherever it leads."""
    mode = _link_mode(path)
    return mode is not None and stat.S_ISLNK(mode)


def may_be_file(path: str) -> bool:
    """Says whether a file stands at a path. A link counts unless it leads to a folder, so
    that a broken one is noticed when it is read; so does what can't be looked at."""
    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return stat.S_ISREG(mode) or (stat.S_ISLNK(mode) and not is_folder(path))


def is_needed(path: str) -> bool:
    """Says whether a file stands at a path that what was done so far was made of."""
    if not os.path.isfile(path):
        return False
    places = {os.path.abspath(path), os.path.realpath(path)}
    return any(place in noted.stats and place not in noted.facts for place in places)


def lies(path: str) -> bool:
    """Says whether anything stands at a path, be it a broken link; what can't be looked at may."""
    try:
        os.lstat(path)
        found = True
    except (FileNotFoundError, NotADirectoryError, ValueError):
        found = False
    except OSError:
        found = True
    noted.lying.setdefault(_whole(path), found)
    return found


def real(path: str) -> str:
    """Gives the one path, links resolved, that a path leads to."""
    if path not in noted.reals:
        noted.reals[path] = really(path, noted.ways)
    return noted.reals[path]


def entries(folder: str) -> list[os.DirEntry[str]]:
    """Gives what stands in a folder that is searched; one that can't be read is noted as closed."""
    whole = _whole(folder)
    seen = signature(folder)
    noted.stats.setdefault(whole, seen)
    try:
        with os.scandir(folder) as listed:
            found = list(listed)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        noted.closed[whole] = (error.strerror or "it can't be opened").lower()
        return []
    if seen is not None and is_fresh(seen):
        noted.names.setdefault(whole, sorted(entry.name for entry in found))
    return found


def content_of_no_link(path: str) -> bytes | None:
    """Gives the bytes of a file, None for a link; raises OSError where it can't be read."""
    held = _held(path)
    if held is not None:
        return held
    if os.name == "nt":
        return None if is_link(path) else content(path)
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        if is_link(path):
            return None
        raise
    try:
        seen = noted.stats.get(path)
        if seen is None or not is_plain_file(seen):
            seen = _seen_open(file)
            noted.stats.setdefault(_whole(path), seen)
        size = _bearable(seen)
        data = os.read(file, size + 1)
        while len(data) != size and (more := os.read(file, 1 << 12)):
            data += more
    finally:
        os.close(file)
    if is_fresh(seen):
        noted.contents.setdefault(_whole(path), data)
    return data


def _bearable(seen: Signature) -> int:
    """Gives the size of a file; raises OSError where it is too large to be read."""
    size = size_of(seen)
    if size > MOST:
        raise OSError(errno.EFBIG, TOO_LARGE)
    return size


def _seen_open(file: int) -> Signature:
    """Gives how a file looks that is open; raises OSError where it is none that can be read."""
    found = os.fstat(file)
    if not stat.S_ISREG(found.st_mode):
        folder = stat.S_ISDIR(found.st_mode)
        raise OSError(0, os.strerror(errno.EISDIR) if folder else "it is no file to be read")
    return signature_of(found)


def content(path: str) -> bytes:
    """Gives the bytes of a file; raises OSError where it can't be read."""
    held = _held(path)
    if held is not None:
        return held
    with open(path, "rb") as file:
        found = signature_of(os.fstat(file.fileno()))
        noted.stats.setdefault(_whole(path), found)
        _bearable(found)
        data = file.read()
    if is_fresh(found):
        noted.contents.setdefault(_whole(path), data)
    return data


def _held(path: str) -> bytes | None:
    return over.get(os.path.realpath(path)) if over else None


def is_fresh(found: Signature) -> bool:
    """Says whether a file was changed so lately that it could be again with nothing to show for it:
    clocks of file systems tick every few milliseconds, some every two seconds."""
    return is_since(found, noted.since)


def fresh_among(looks: Sequence[Signature | None]) -> list[int]:
    """Gives the positions of the looks of files that were changed so lately."""
    since = noted.since
    return [
        at
        for at, look in enumerate(looks)
        if look is not None and (look[:8] > since or look[8:16] > since)  # `is_since`, for many
    ]


def looks(places: Sequence[str]) -> Sequence[Signature | None]:
    """Gives how files look without reading them."""
    stats = noted.stats
    if isinstance(places, Places) and (first := _among_many(places)) is not None:
        found = stats.all_many()
        return found if len(places) == len(found) else list(found)[first : first + len(places)]
    by_path = stats.by_path
    for place in places:
        if place not in by_path:
            _mode(place)
    return [by_path[place] for place in places]


def _among_many(places: Places) -> int | None:
    """Gives where places stand among those of which a scout knew how they look, None where they
    don't."""
    return noted.many.start(places) if noted.stats.is_of(noted.many) else None


def parted(places: Places, *, alone: bool = True) -> tuple[set[str], set[str]]:
    """Gives those of many places at which links stand, wherever they lead, and those at which no
    file can be. All are looked at, unless a scout has; of very many half by another process, if
    this one isn't to do everything `alone`."""
    noted.many = places
    left = _unscouted(places)
    half = len(left) if alone or len(left) < MANY else len(left) // 2
    others = left[half:]
    errand = errands.sent(lambda: _told(others)) if others else None
    odd = _odd(left[:half])
    match errands.told(errand) if errand is not None else None:
        case (list() as more, list() as looks):
            odd += more
            note = noted.stats.by_path.setdefault
            for place, look in zip(_without(others, more), looks, strict=True):
                note(place, look)
        case _:
            odd += _odd(others)
    return set(filter(is_link, odd)), {place for place in odd if not may_be_file(place)}


def _told(places: Sequence[str]) -> tuple[list[str], list[Signature | None]]:
    """Gives the places at which no plain file stands, and how the others look, to be told."""
    odd = _odd(places)
    return odd, [noted.stats.by_path[place] for place in _without(places, odd)]


def _without(places: Sequence[str], odd: Sequence[str]) -> Iterable[str]:
    apart = frozenset(odd)
    return (place for place in places if place not in apart) if apart else places


def _odd(places: Iterable[str]) -> list[str]:
    """Gives the places at which no plain file stands; many in one folder are looked at from there,
    so that the way to it is gone once."""
    odd: list[str] = []
    for folder, group in groupby(places, _above):
        inside = list(group)
        at = _opened(folder) if len(inside) > _FEW else None
        if at is None:
            odd += _odd_in(inside, 0, None)
            continue
        try:
            odd += _odd_in(inside, len(folder) + 1, at)
        finally:
            os.close(at)
    return odd


def _unscouted(places: Places) -> list[str]:
    """Gives those of many places where nobody has seen a plain file. What a scout knows is noted:
    it has looked at all that an earlier answer to the same command depends on."""
    known = scouting.handed_over()
    if not len(known):
        return list(places)
    if known.is_of(places):
        left = known.left(places)
    else:
        each = ((place, known.get(place)) for place in places)
        left = [place for place, look in each if look is None or not is_plain_file(look)]
    known.note(noted.stats)
    noted.stats = known
    return left


def _above(place: str) -> str:
    return place.rpartition(os.sep)[0]


def _opened(folder: str) -> int | None:
    try:
        return os.open(folder, os.O_PATH | os.O_CLOEXEC) if sys.platform == "linux" else None
    except OSError:
        return None


def _odd_in(places: Iterable[str], cut: int, at: int | None) -> Iterator[str]:
    """Gives the places at which no plain file stands; `at` is the folder that they are looked at
    from, `cut` the characters of the way to it."""
    stat_of, note = os.stat, noted.stats.by_path.setdefault
    for place in places:
        try:
            found = stat_of(place[cut:], dir_fd=at, follow_symlinks=False)
        except (OSError, ValueError):
            yield place
            continue
        if found.st_mode & _TYPE == _FILE:
            note(place, signature_of(found))
        else:
            yield place


def _mode(path: str) -> int | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        noted.stats.setdefault(_whole(path), None)
        return None
    noted.stats.setdefault(_whole(path), signature_of(found))
    return found.st_mode


def _link_mode(path: str) -> int | None:
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        noted.links.setdefault(_whole(path), None)
        return None
    seen = noted.links if stat.S_ISLNK(found.st_mode) else noted.stats
    seen.setdefault(_whole(path), signature_of(found))
    return found.st_mode


def _whole(path: str) -> str:
    return path if path.startswith(os.sep) else os.path.abspath(path)
