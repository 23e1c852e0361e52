"""Recall: the answer of an earlier check, where nothing that it looked at has changed since.

This module is all that a check needs which was done before, so it does without everything that is
slow to import. `keeping` writes what it reads: the output and exit status of a check, together with
all that the check saw of the disk. A file is the same if its times, size, number, device and mode
are; one that was changed so shortly before the check that its times can't tell is compared by a
digest of its bytes. The same goes for folders, whose times tell of files that come and go.

The files lie in a folder of the user's own that nobody else may write to or read, never in what is
checked. They carry a checksum, as a damaged one must not be read; whatever is odd about this,
there is no answer, and the check is done.
"""

from __future__ import annotations

import marshal
import os
import struct
import sys
import time
from binascii import crc32

import remit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from remit.workspace.looks import Looks

Signature = bytes
"""What is known of a file without reading it: times of change, size, number, device and mode. It is
packed, as there are thousands of them; `is_since` and `is_plain_file` read it."""

Listing = tuple[str, str, Signature | None, bytes, list[str]]
"""A folder that git searched, its index and how that looked (None where that can't tell), what git
listed, and the folders and rules that it took it from."""

Walk = tuple[str, bytes, list[str]]
"""A folder below which all was looked through, what stood there, and the folders that this was
found in."""

Stats: TypeAlias = "dict[str, Signature | None] | Looks"
"""How files and folders look, by their paths."""

Seen: TypeAlias = """tuple[
    Stats, list[tuple[str, Signature | None]], list[tuple[str, bool]], list[tuple[str, str]],
    list[tuple[str, bytes]], list[tuple[str, list[str]]], list[Listing], list[Walk],
]"""
"""What a check has seen: files and folders, links, whether anything stands at a path, where paths
really lead, what tells the bytes of files that had just been written, the names in folders that had
just changed, what git listed, and what else was listed: the latter holds while the folders do."""

Output = list[tuple[int, str]]
"""What was written: 1 for standard output, 2 for standard error, and the text."""

MARK = b"remit run 5\n"
HEAD = len(MARK) + 12
"""How a file of the cache begins: with a mark, the length of what follows and its checksum."""

DAY = 86_400

_LINK = 0o12
_DEEPEST = 100

_PACKED = struct.Struct(">qqqQQI")
_packed = _PACKED.pack

_READ_ALONE = ("--as-of", "--config", "--kind", "--require", "--policy", "--rule", "--param",
               "--show", "--color", "--format", "--jobs")  # fmt: skip
_FLAGS = ("--explain", "--quiet")
_FORMATS = ("text", "json", "junit", "gitlab", "markdown", "tap")
_SEEN = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "PATH", "NO_COLOR", "TERM")


MANY = 1000
"""For fewer files no scout is sent."""

BESIDE = "-seen"
"""Ends the name of the file with what was seen of many files, of which an answer tells what
differs."""

unheld: Seen | None = None
"""What the answer saw that was found and doesn't hold any more."""

looked: dict[str, Signature | None] = {}
"""How a few files and folders look, the code that ran among them, where the answer that was found
has them as they were; they need not be looked at once more."""

beside: tuple[bytes, Any] | None = None
"""What stands beside the answer which was found, with its seal."""


def recalled(words: list[str]) -> tuple[int, Output] | None:
    """Gives the exit status and the output of a command, if they are known and still true."""
    global unheld, looked, beside
    unheld, looked, beside = None, {}, None
    try:
        folder = cache_folder() if is_plain(words) else None
        if folder is None:
            return None
        key = key_of(words)
        place = os.path.join(folder, "runs", name_of(key))
        told = _read(place)
        if told is None or told[0] != key:
            return None
        _, day, seen, status, output, since = told
        if since is not None:
            seen = _joined(place, since, seen)
        alone = any(word.partition("=")[0] == "--jobs" for word in words)
        sees: Callable[[], bool] | None = None
        if len(seen[0]) >= MANY and not alone:
            from remit.workspace import scouting  # not needed for few files

            sees = scouting.send(seen[0])
        if day in (None, today()) and _holds(seen, sees):
            return status, output
        unheld = seen
        return None
    except (OSError, ValueError, EOFError, TypeError, LookupError, AttributeError, struct.error):
        return None


def _joined(place: str, since: Any, seen: Any) -> Seen:
    """Gives what was seen where an answer tells what is other `since` something was kept beside it,
    by its seal: which paths are gone, and how some of the many look now; None for what is the same,
    and looks that are new."""
    from remit.workspace.looks import Looks  # which few checks are large enough for

    global beside
    seal, gone, put = since
    data = bytes_of(place + BESIDE)
    before = opened(data) if data is not None and seal_of(data) == seal else None
    if not isinstance(before, tuple):
        raise ValueError(place)
    stats = Looks.kept(before[0])
    stats.few.update(seen[0])
    for path in gone:
        del stats.few[path]
    for at, look in put.items():
        stats.many[at] = look
    beside = seal, before
    others = [was if now is None else now for was, now in zip(before[1:], seen[1:], strict=True)]
    return (stats, *others)


def is_plain(words: list[str]) -> bool:
    """Says whether a command is a check that reads the disk, writes to the terminal, and does
    nothing besides."""
    if not words or words[0] != "check" or os.environ.get("REMIT_DEBUG"):
        return False
    rest = iter(words[1:])
    for word in rest:
        if word == "-" or word == "--":
            return False
        if word.startswith("-"):
            name, equals, value = word.partition("=")
            if name in _READ_ALONE:
                value = value if equals else next(rest, "")
                if name == "--format" and value not in _FORMATS:
                    return False
            elif word not in _FLAGS:
                return False
    return True


def key_of(words: list[str]) -> tuple[object, ...]:
    """Gives all that an answer depends on besides the disk and the day: the code that runs, too, as
    another environment may have other packs."""
    environment = [item for item in os.environ.items() if item[0] in _SEEN or item[0][:4] == "GIT_"]
    streams = tuple(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr))
    code = (remit.__version__, remit.__file__, sys.version, tuple(sys.path))
    return (code, os.getcwd(), tuple(words), tuple(sorted(environment)), streams)


def name_of(key: tuple[object, ...]) -> str:
    """Gives the name of the file for a key; the file itself tells whether it is this one's."""
    return f"{crc32(repr(key).encode('utf-8', 'surrogateescape')):08x}"


def today() -> int:
    """Gives the day in UTC, as a number."""
    return int(time.time()) // DAY


def cache_folder() -> str | None:
    """Gives Remit's folder for what may be lost; None where there is none of the user's own."""
    home = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        home = os.path.join(os.path.expanduser("~"), ".cache")
    folder = os.path.join(home, "remit")
    return folder if os.path.isabs(folder) and is_own(folder) and not _is_checked(folder) else None


def is_own(folder: str) -> bool:
    """Says whether a folder is the user's, and nobody else's to write to or read."""
    if os.name == "nt":
        return os.path.isdir(folder)
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    return found.st_mode & 0o170077 == 0o040000 and found.st_uid == os.geteuid()


def signature(path: str) -> Signature | None:
    """Gives what is known of a file or folder, None where there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return signature_of(found)


def signature_of(found: os.stat_result) -> Signature:
    """Gives the signature of a file that was looked at."""
    try:
        return _packed(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino,
                       found.st_dev, found.st_mode)  # fmt: skip
    except struct.error:  # times or numbers beyond 64 bits
        known = (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev)
        return b"\xff" + repr((*known, found.st_mode)).encode()


def is_since(seen: Signature, moment: bytes) -> bool:
    """Says whether a file was changed after a moment, as `moment_of` gives it; so are those whose
    times are odd."""
    return seen[:8] > moment or seen[8:16] > moment


def moment_of(time_ns: int) -> bytes:
    """Gives a time in such a way that it can be held against those of signatures."""
    return max(time_ns, 0).to_bytes(8, "big")


def is_plain_file(seen: Signature) -> bool:
    """Says whether a signature is known to be a plain file's."""
    return len(seen) == _PACKED.size and seen[-2] >> 4 == 8


def size_of(seen: Signature) -> int:
    """Gives the size of a plain file by a signature of it, or 0 where that doesn't tell."""
    return int.from_bytes(seen[16:24], "big") if is_plain_file(seen) else 0


def sealed(content: Any) -> tuple[bytes, bytes]:
    """Gives what may be written to a file of the cache, in two pieces."""
    body = marshal.dumps(content)
    return MARK + _seal(body), body


def opened(data: bytes) -> Any | None:
    """Gives what was written to a file of the cache, None where it is damaged or another's."""
    return unsealed(data[:HEAD], memoryview(data)[HEAD:])


def unsealed(head: bytes, body: bytes | memoryview) -> Any | None:
    """Gives the same, of a file in the two pieces in which it was written."""
    if head[: len(MARK)] != MARK or seal_of(head) != _seal(body):
        return None
    return marshal.loads(body)


def told_by(content: bytes) -> bytes:
    """Gives what tells the bytes of a file from all others, as `text/digest.brief` does."""
    try:
        from _blake2 import blake2b  # what `hashlib` has it from, without the rest of it
    except ImportError:
        from hashlib import blake2b

    return blake2b(content, digest_size=20).digest()


def seal_of(data: bytes) -> bytes:
    """Gives the length and checksum that a file of the cache carries."""
    return data[len(MARK) : HEAD]


def bytes_of(path: str) -> bytes | None:
    """Gives the bytes of a file of the cache."""
    file = own_file(path)
    if file is None:
        return None
    try:
        data = os.read(file, os.fstat(file).st_size + 1)
        while more := os.read(file, 1 << 20):
            data += more
        return data
    finally:
        os.close(file)


def own_file(path: str) -> int | None:
    """Gives a file of the cache, open: a plain one of the user's own, no link."""
    try:
        file = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        )
    except OSError:
        return None
    found = os.fstat(file)
    own = os.name == "nt" or (found.st_uid == os.geteuid() and not found.st_mode & 0o077)
    if own and found.st_mode & 0o170000 == 0o100000:
        return file
    os.close(file)
    return None


def _read(path: str) -> Any | None:
    data = bytes_of(path)
    return opened(data) if data is not None else None


def _seal(body: bytes | memoryview) -> bytes:
    """Gives what tells damage; nobody else writes here, and a digest takes five times as long."""
    return len(body).to_bytes(8, "big") + crc32(body).to_bytes(4, "big")


def _is_checked(folder: str) -> bool:
    """Says whether the cache would lie in what is checked, where a change could bring its own."""
    here = os.getcwd()
    above = here
    while not os.path.lexists(os.path.join(above, ".git")):
        if os.path.dirname(above) == above:
            above = here
            break
        above = os.path.dirname(above)
    real = os.path.realpath(folder)
    return any((real + os.sep).startswith(os.path.join(top, "")) for top in (above, here))


def _holds(seen: Seen, sees: Callable[[], bool] | None) -> bool:
    """Says whether everything is as it was seen; `sees` says it of many files, with a scout."""
    global looked
    stats, links, lying, reals, contents, names, listings, _ = seen
    few = stats if sees is None or isinstance(stats, dict) else stats.few
    for path, look in few.items():
        try:
            found = os.stat(path)
        except (OSError, ValueError):
            if look is not None:
                return False
            continue
        if look is None or signature_of(found) != look:
            return False
    looked = few if isinstance(few, dict) else few.few
    if sees is not None and not sees():
        return False
    for path, look in links:
        try:
            link: Signature | None = signature_of(os.lstat(path))
        except (OSError, ValueError):
            link = None
        if link != look:
            return False
    if any(os.path.lexists(path) != there for path, there in lying):
        return False
    ways: dict[str, str] = {}
    if any(really(path, ways) != real for path, real in reals):
        return False
    for path, content in contents:
        with open(path, "rb") as file:
            if told_by(file.read()) != content:
                return False
    if any(sorted(os.listdir(path)) != there for path, there in names):
        return False
    for folder, index, look, told, _ in listings:
        # what git knows changes with every `git add`; which files there are seldom does
        if (look is None or signature(index) != look) and not _lists(folder, told):
            return False
    return True


def really(path: str, ways: dict[str, str]) -> str:
    """Gives the path that a path really leads to, as `os.path.realpath` does. In `ways` it keeps
    where folders lead, so that for thousands of them the same way isn't looked at again."""
    found = ways.get(path)
    if found is not None:
        return found
    above, name = os.path.split(path)
    if not path.startswith("/") or name in ("", ".", "..") or path.count("/") > _DEEPEST:
        found = os.path.realpath(path)
    else:
        found = os.path.join(really(above, ways), name)
        try:
            if os.lstat(found).st_mode >> 12 == _LINK:
                found = os.path.realpath(found)
        except OSError:
            pass
    ways[path] = found
    return found


def _lists(folder: str, before: bytes) -> bool:
    """Says whether git lists the same files as before."""
    from remit.workspace.asking import LISTED, asked  # of which an answer needs little

    told = asked(folder, *LISTED)
    return told is not None and set(told.split(b"\0")) == set(before.split(b"\0"))
