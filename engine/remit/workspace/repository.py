"""The repository: where it begins, which of its files count, and which files exist in it."""

from __future__ import annotations

import os
import posixpath
from functools import cache

from remit.workspace import disk, relisting
from remit.workspace.asking import LISTED, asked, is_misleading, without_repository

MOST_WALKED = 1 << 20
"""So many bytes of paths are noted at most of what was looked through: each answer carries them."""


def git_root(folder: str) -> str | None:
    """Gives the folder, at or above the given one, that is a git working tree, or None."""
    for above in upwards(folder):
        if disk.lies(os.path.join(above, ".git")):
            return above
    return None


def upwards(folder: str) -> list[str]:
    """Gives a folder and those above it, up to the root of the file system."""
    found = [os.path.abspath(folder)]
    while os.path.dirname(found[-1]) != found[-1]:
        found.append(os.path.dirname(found[-1]))
    return found


def files_below(folder: str) -> list[str]:
    """Gives the files below a folder, by their paths from there, sorted; gitignored ones left out.

    Links to folders are not followed. Outside git, or where git fails, all files count.
    """
    listed = listed_below(folder)
    return [path for path in listed if disk.may_be_file(os.path.join(folder, path))]


def listed_below(folder: str) -> list[str]:
    """Gives the same and, in git, what it knows of and is there no more or no file: many have to be
    looked at to tell, of which few may matter."""
    root = git_root(folder)
    told = _listed(folder, root) if root is not None else None
    if told is None:
        return walked(folder)
    home = os.path.abspath(folder)
    disk.noted.searched[home] = "git"
    disk.noted.listed[home] = told
    return sorted(set(os.fsdecode(told).split("\0")) - {""})


def sparse_below(folder: str) -> set[str]:
    """Gives the places of the files below a folder that a sparse checkout leaves out."""
    home = disk.real(folder)
    index = git(home, "rev-parse", "--git-path", "index") if git_root(home) else None
    told = git(home, "ls-files", "--cached", "-t", "-z") if index is not None else None
    if index is None or told is None:
        return set()
    try:  # which files are left out stands in the index alone
        disk.content(os.path.join(home, os.fsdecode(index).rstrip("\n")))
    except OSError:
        return set()
    marked = (os.fsdecode(line).partition(" ") for line in told.split(b"\0"))
    return {os.path.join(home, path) for mark, _, path in marked if mark == "S"}


def _listed(folder: str, root: str) -> bytes | None:
    """Gives what git lists in a folder, None where it can't tell."""
    home = os.path.abspath(folder)
    before = relisting.listed_before(home)
    if before is not None:
        told, looks = before
        disk.noted.relisted[home] = list(looks)
        for place, look in looks.items():
            disk.noted.stats.setdefault(place, look)
        return told
    warned: list[bytes] = []
    found = git(folder, *LISTED, warned=warned)
    if found is not None:
        _look_at_closed(b"".join(warned), root, folder)
    return found


def _look_at_closed(warned: bytes, root: str, folder: str) -> None:
    """Looks at the folders that git could not open, so that they are noted as closed; at all, where
    it can't be told which they are: git writes odd letters of a path in another way."""
    for said in warned.split(b"could not open directory '")[1:]:
        place = os.path.join(root, os.fsdecode(said.partition(b"/': ")[0]))
        disk.entries(place)
        if place not in disk.noted.closed:
            walked(folder)


def git(folder: str, *words: str, warned: list[bytes] | None = None) -> bytes | None:
    """Gives what git says in a folder, None where it fails or isn't there. What it warns of is
    added to `warned`, in English."""
    if hasattr(os, "posix_spawnp"):
        return asked(folder, *words, warned=warned)
    if is_misleading(folder):
        return None
    import subprocess  # slow to import, and not needed elsewhere

    environment = without_repository(folder)
    if warned is not None:
        environment["LC_ALL"] = "C"
    try:
        done = subprocess.run(["git", *words], cwd=folder, env=environment, capture_output=True)
    except OSError:
        return None
    if warned is not None:
        warned.append(done.stderr)
    return done.stdout if done.returncode == 0 else None


def walked(folder: str) -> list[str]:
    """Gives all files below a folder, ignored by git or not, by their paths from there, sorted."""
    home = os.path.abspath(folder)
    disk.noted.searched.setdefault(home, "all")
    before = relisting.walked_before(home)
    if before is None:
        return _opened(home)
    told, looks = before
    disk.noted.walks[home] = (home, told, list(looks))
    for place, look in looks.items():
        disk.noted.stats.setdefault(place, look)
    return os.fsdecode(told).split("\0") if told else []


def _opened(home: str) -> list[str]:
    """Gives the same by opening all folders; notes what tells that it would be the same again:
    these, and where links lead."""
    found: list[str] = []
    waiting, places = [""], [home]
    for inner in waiting:
        for entry in disk.entries(os.path.join(home, inner[:-1]) if inner else home):
            if entry.is_file(follow_symlinks=False):
                found.append(inner + entry.name)
            elif entry.is_dir(follow_symlinks=False):
                if entry.name != ".git":
                    waiting.append(f"{inner}{entry.name}/")
                    places.append(entry.path)
            else:
                places.append(entry.path)
                if disk.may_be_file(entry.path):
                    found.append(inner + entry.name)
    found.sort()
    told = os.fsencode("\0".join(found))
    if len(told) <= MOST_WALKED:
        disk.noted.walks[home] = (home, told, places)
    return found


def files_in(folder: str) -> list[str]:
    """Gives the files that a folder holds itself, by their names."""
    disk.noted.searched.setdefault(os.path.abspath(folder), "alone")
    return [entry.name for entry in disk.entries(folder) if disk.may_be_file(entry.path)]


@cache
def _between(folder: str, start: str) -> str:
    if folder.startswith(f"{start}/") and not ("/." in folder or "//" in folder):
        return folder[len(start) + 1 :].rstrip("/") or "."
    return os.path.relpath(folder, start).replace(os.sep, "/")


def relative(place: str, start: str) -> str:
    """Gives the path of a file from a folder, with forward slashes."""
    folder, name = os.path.split(place)
    inner = _between(folder, start)
    return name if inner == "." else f"{inner}/{name}"


def is_inside(path: str, root: str) -> bool:
    """Says whether a path, links resolved, lies in a folder."""
    real, top = disk.real(path), disk.real(root)
    return real == top or real.startswith(top.rstrip(os.sep) + os.sep)


def leads_out(path: str) -> bool:
    """Says whether a link in a repository leads a path out of it, or into what git keeps: a change
    could have put the link there."""
    root = git_root(os.path.dirname(os.path.abspath(path)))
    return root is not None and (not is_inside(path, root) or is_of_git(path, root))


def is_of_git(place: str, home: str) -> bool:
    """Says whether a path, links resolved, leads from a folder into what git keeps."""
    return ".git" in os.path.relpath(disk.real(place), disk.real(home)).split(os.sep)


def path_inside(path: str, beside: str | None) -> str | None:
    """Gives where a path that a manifest names leads from the repository's root: it begins there
    or, with `./`, in the folder of the file `beside`. None where that is outside, or no path."""
    if not path.strip() or "\0" in path or "\\" in path or path.startswith("/"):
        return None
    home = posixpath.dirname(beside) if beside and path.startswith("./") else ""
    inner = posixpath.normpath(posixpath.join(home, path))
    outside = posixpath.isabs(inner) or inner.split("/")[0] in (os.pardir, ".git")
    return None if outside else inner


def exists(root: str, path: str, beside: str | None) -> bool:
    """Says whether a file stands in the repository where a path leads; nothing outside of it is
    looked at."""
    inner = path_inside(path, beside)
    if inner is None:
        return False
    place = os.path.join(root, inner)
    disk.noted.facts.add(place)
    try:
        return disk.is_file(place) and is_inside(place, root)
    except (OSError, ValueError):
        return False
