"""Keeping: the answer of a check written to the cache, for `recall` to give it again.

What a search for files saw is the folders that it went through: each has the times of its last
change, which tell of files that come and go. Where git searched, they are gone through here; its
index and all that it takes its rules on ignored files from belong to it, too, and folders that it
ignores as a whole don't.

A file of the cache is written beside its place and moved there once nothing stands there, so that
readers see all of it or nothing. Whatever goes wrong, nothing is kept and nothing is said.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

import remit
from remit.text.columns import differing, packed
from remit.workspace import disk, recall, volume
from remit.workspace.looks import Looks, Places
from remit.workspace.recall import (
    BESIDE,
    DAY,
    Listing,
    Output,
    Seen,
    Signature,
    cache_folder,
    is_own,
    is_plain,
    is_plain_file,
    key_of,
    name_of,
    seal_of,
    sealed,
    signature,
    today,
    told_by,
)
from remit.workspace.repository import git, git_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_FILES = 200
MOST_BYTES = 64 * 1024 * 1024
"""The cache holds so many answers at most, and so many bytes of them."""

APART, PART = 1000, 8
"""What was seen of so many files is kept apart, and what has changed of it while that is at most
this part."""

_MOST_CONTENT = 4 * 1024 * 1024


def keep(words: list[str], status: int, output: Output) -> None:
    """Keeps the answer of a command, if it is one that may be recalled."""
    try:
        if not is_plain(words) or not made():
            return
        folder = cache_folder()
        seen = _seen() if folder is not None else None
        if folder is None or seen is None:
            return
        key = key_of(words)
        day = None if any(word.split("=")[0] == "--as-of" for word in words) else today()
        if day not in (None, disk.noted.begun // (DAY * 10**9)):
            return  # midnight has passed: who knows which day was judged
        runs = os.path.join(folder, "runs")
        os.makedirs(runs, 0o700, exist_ok=True)
        place = os.path.join(runs, name_of(key))
        make_room(place, MOST_FILES, MOST_BYTES)
        seen, since = _parted(place, seen)
        write(place, *sealed((key, day, seen, status, output, since)))
    except (OSError, ValueError):
        return


def _parted(place: str, seen: Seen) -> tuple[Any, Any]:
    """Gives what is kept of what was seen, and since when: of many files only how those look that
    look otherwise than in what was kept beside the answer before, and None for what else is as it
    is there. Where much looks otherwise, or there is nothing, all is written there."""
    stats, *others = seen
    assert isinstance(stats, Looks)
    if len(stats) < APART:
        return (dict(stats.items()), *others), None
    many = disk.noted.many
    found = _since(stats, many) if recall.beside is not None else None
    if found is None or recall.beside is None:
        pieces = sealed((_whole(stats, many), *others))
        write(place + BESIDE, *pieces)
        return ({}, *[None] * len(others)), (seal_of(pieces[0]), [], {})
    os.utime(place + BESIDE)  # what is used last is dropped last
    (seal, before), (changed, gone, put) = recall.beside, found
    told = [None if now == was else now for was, now in zip(before[1:], others, strict=True)]
    return (changed, *told), (seal, gone, put)


def _since(stats: Looks, places: Places) -> tuple[Any, list[str], dict[int, Any]] | None:
    """Gives what of the few looks otherwise than in what stands beside the answer, which of them
    are gone, and what of the many looks otherwise; None where that is much, or these are others."""
    assert recall.beside is not None
    before = Looks.kept(recall.beside[1][0])
    if not before.is_of(places):
        return None
    few, many = _apart(stats, places)
    changed = {path: look for path, look in few.items() if before.few.get(path, b"") != look}
    gone = sorted(before.few.keys() - few.keys())
    put = {at: many[at] for at in differing(before.many, many) if many[at] != before.many[at]}
    much = (len(changed) + len(gone) + len(put)) * PART > len(stats)
    return None if much else (changed, gone, put)


def _apart(stats: Looks, places: Places) -> tuple[dict[str, Signature | None], Sequence[Any]]:
    """Gives how a few files look, and those at many places, where plain files stand there; at them
    a scout will look for themselves, so links are among the few."""
    links = disk.noted.links
    if stats.is_of(places):
        stats.put_among_few(links)
        return stats.few, stats.many
    there = frozenset(places).difference(links)
    by_path = stats.by_path
    few = {
        path: look
        for path, look in by_path.items()
        if path not in there or look is None or not is_plain_file(look)
    }
    return few, [None if place in few else by_path.get(place) for place in places]


def _whole(stats: Looks, places: Places) -> Any:
    """Gives how all files look as it is kept."""
    if len(set(places)) < len(places):  # a file of two kinds
        places = Places([])
    few, many = _apart(stats, places)
    above, paths = places.parted()
    return few, above, packed(paths), packed(many)


def write(place: str, *pieces: bytes) -> None:
    """Writes a file of the cache, all of it or nothing."""
    beside = f"{place}.{os.getpid()}.new"
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with open(file, "wb") as out:
            out.writelines(pieces)
        _make_way(place)
        os.replace(beside, place)
    except BaseException:
        os.unlink(beside)
        raise


def _make_way(place: str) -> None:
    """Takes away what stands where a file is about to come: ext4 writes what takes the place of
    another out to the disk at once, and has a check wait for that."""
    try:
        os.unlink(place)
    except FileNotFoundError:
        return


def made() -> bool:
    """Makes Remit's folder in the user's cache, if it isn't there; says whether it can be used."""
    home = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        home = os.path.join(os.path.expanduser("~"), ".cache")
    if not os.path.isabs(home):
        return False
    folder = os.path.join(home, "remit")
    if not os.path.lexists(folder):
        os.makedirs(home, exist_ok=True)
        os.mkdir(folder, 0o700)
    return is_own(folder)


def make_room(place: str, files: int, most: int) -> None:
    """Takes away the oldest files of a folder where there are too many, and what killed writers
    left, before another is written; one in the place of another takes no room."""
    if os.path.lexists(place):
        return
    entries = sorted(
        os.scandir(os.path.dirname(place)), key=lambda entry: entry.stat().st_mtime, reverse=True
    )
    size = 0
    for number, entry in enumerate(entries):
        found = entry.stat()
        size += found.st_size
        stale = entry.name.endswith(".new") and found.st_mtime_ns < disk.noted.begun - 60 * 10**9
        if number >= files or size > most or stale:
            os.unlink(entry.path)


# -- what was seen ------------------------------------------------------------------------------


def _seen() -> Seen | None:
    """Gives what must be the same for the answer to hold, as `recall` takes it; None where there is
    too much of what just changed."""
    noted = disk.noted
    if not noted.contents.keys() | noted.marks.keys() >= noted.unread:
        return None  # what another process read of them isn't known here
    stats = noted.stats.copy()
    names = dict(noted.names)
    contents = dict(noted.contents)
    by_git = [folder for folder, search in noted.searched.items() if search == "git"]
    listings = [_listing(folder) for folder in by_git]
    for *_, places in listings:
        for path in places:
            if path in stats and path not in noted.stats:
                continue
            found = signature(path)
            stats.setdefault(path, found)
            if found is None or not disk.is_fresh(found):
                continue
            if os.path.isdir(path):
                names[path] = sorted(os.listdir(path))
            else:
                with open(path, "rb") as file:
                    contents.setdefault(path, file.read(_MOST_CONTENT + 1))
    bound = volume.looks()
    for path in _code():
        if path not in stats:
            stats[path] = bound.get(path) or signature(path)
    if sum(map(len, contents.values())) > _MOST_CONTENT:
        return None
    told = {path: told_by(content) for path, content in contents.items()} | noted.marks
    return (stats, list(noted.links.items()), list(noted.lying.items()),
            list(noted.reals.items()), list(told.items()), list(names.items()),
            listings, list(noted.walks.values()))  # fmt: skip


def _code() -> Iterator[str]:
    """Gives the files of the code that ran: Remit's own and other packages'."""
    home = os.path.dirname(os.path.abspath(remit.__file__)) + os.sep
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and (file.startswith(home) or "-packages" in file):
            yield file
    if "remit.workspace.packs" in sys.modules:
        yield from (path for path in sys.path if path)


def _searched(folder: str) -> Iterator[str]:
    """Gives the folders that git searched, and the files that it took its rules from: the folders
    of what it lists, and all others that it doesn't ignore. It is asked of what it ignores where it
    lists nothing below a folder, which many repositories have none of."""
    yield from _rules_of_git(folder)
    there = set()
    for path in os.fsdecode(disk.noted.listed[folder]).split("\0"):
        inner = os.path.dirname(os.path.join(folder, path))
        while inner not in there and len(inner) >= len(folder):
            there.add(inner)
            inner = os.path.dirname(inner)
    yield from there
    ignored: set[str] | None = None
    for above, folders, files in os.walk(folder):
        yield above
        places = {os.path.join(above, name): name for name in folders if name != ".git"}
        if ignored is None and not there.issuperset(places):
            ignored = _ignored(folder)
        folders[:] = [name for place, name in places.items() if place not in (ignored or ())]
        if ".gitignore" in files:
            yield os.path.join(above, ".gitignore")


def _ignored(folder: str) -> set[str]:
    """Gives the folders that git ignores as a whole."""
    told = _git(
        folder, "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"
    )
    return {os.path.join(folder, path.rstrip("/")) for path in told if path.endswith("/")}


def _rules_of_git(folder: str) -> Iterator[str]:
    """Gives the files that say what git ignores, there or not."""
    above = os.path.abspath(folder)
    while above != git_root(folder) and os.path.dirname(above) != above:
        above = os.path.dirname(above)
        yield os.path.join(above, ".gitignore")
    yield from _git_paths(folder, "info/exclude", "config", "config.worktree")
    home = os.path.expanduser("~")
    own = os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "git")
    yield from (os.path.join(home, ".gitconfig"), os.path.join(own, "config"), "/etc/gitconfig")
    yield os.path.join(own, "ignore")
    told = iter(_git(folder, "config", "--list", "--show-origin", "-z"))
    for origin, entry in zip(told, told, strict=False):
        file = os.path.join(folder, origin.removeprefix("file:"))
        if origin.startswith("file:"):
            yield file
        name, _, value = entry.partition("\n")
        if name == "core.excludesfile" or (name.startswith("include") and name.endswith(".path")):
            yield os.path.join(os.path.dirname(file), os.path.expanduser(value))


def _listing(folder: str) -> Listing:
    """Gives what git listed in a folder that it searched, and from what; its index is told unless
    it is too fresh to tell."""
    [index] = _git_paths(folder, "index")
    found = signature(index)
    fresh = found is None or disk.is_fresh(found)
    places = disk.noted.relisted.get(folder) or list(dict.fromkeys(_searched(folder)))
    return folder, index, None if fresh else found, disk.noted.listed[folder], places


def _git_paths(folder: str, *names: str) -> list[str]:
    """Gives where git has some of its files; it says so itself where that is not plain."""
    home = os.path.join(git_root(folder) or folder, ".git")
    if os.path.isdir(home) and not os.path.lexists(os.path.join(home, "commondir")):
        return [os.path.join(home, name) for name in names]
    asked = [word for name in names for word in ("--git-path", name)]
    told = _git(folder, "rev-parse", *asked, end="\n")
    return [os.path.normpath(os.path.join(folder, path)) for path in told]


def _git(folder: str, *words: str, end: str = "\0") -> Sequence[str]:
    told = git(folder, *words)
    if told is None:
        raise OSError("git could not tell")
    return [path for path in os.fsdecode(told).split(end) if path]
