"""Snapshots: the files of a commit or of the index, found and read as those on the disk are."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from remit.governance.inputs import File
from remit.workspace.git import Entry, Objects
from remit.workspace.repository import path_inside, upwards

_LINKS = 40


class Snapshot(Struct, frozen=True):
    """Files by their paths from the root of the repository, and what reads them."""

    root: str
    entries: Mapping[str, Entry]
    objects: Objects

    def below(self, folder: str) -> Iterator[tuple[str, str]]:
        """Gives the files below a folder of the disk, by their paths from there and from the root.

        The folder may stand above the repository, too. Links to folders don't count, as on the
        disk.
        """
        inner = self.real(self.inner(folder))
        prefix = "" if inner == "." else f"{inner}/"
        lead = ""
        if _is_outside(inner):
            home = os.path.relpath(os.path.realpath(self.root), os.path.realpath(folder))
            if home.split(os.sep)[0] == os.pardir:
                return
            prefix, lead = "", home.replace(os.sep, "/") + "/"
        for path in sorted(self.entries):
            if path.startswith(prefix) and not self._is_folder(path):
                yield lead + path.removeprefix(prefix), path

    def inner(self, place: str) -> str:
        """Gives a place on the disk by its path from the root; one outside begins with `..`.

        Links below the root are taken for what they are in the snapshot, whatever they are on the
        disk: the folder of a file is named without them, and so is a place that is a folder there.
        """
        root = os.path.realpath(self.root)
        lexical = os.path.normpath(os.path.abspath(place))
        for above in upwards(lexical):
            if os.path.realpath(above) == root:
                inner = os.path.relpath(lexical, above).replace(os.sep, "/")
                return self._settled(inner)
        real = os.path.join(os.path.realpath(os.path.dirname(lexical)), os.path.basename(lexical))
        if os.path.isdir(place):
            real = os.path.realpath(place)
        return os.path.relpath(real, root).replace(os.sep, "/")

    def _settled(self, inner: str) -> str:
        folder, _, name = inner.rpartition("/")
        found = f"{self.real(folder)}/{name}" if folder else name
        if found in self.entries and self._is_folder(found):
            found = self.real(found)
        if _is_outside(found):
            root = os.path.realpath(self.root)
            return os.path.relpath(os.path.join(root, found), root).replace(os.sep, "/")
        return found

    def read(self, path: str) -> bytes | str:
        """Gives the content of a file, or why it can't be read; links lead within the snapshot."""
        entry = self.entries.get(self.real(path))
        if entry is None:
            return "it isn't there, or is a link that leads out of the repository"
        return self.objects.content(entry.blob)

    def file(self, path: str, here: str) -> File:
        """Gives a file by its path from the root, named as seen from the folder `here`."""
        name = path
        if here != self.root:  # it takes a while, and there may be many
            name = os.path.relpath(os.path.join(self.root, path), here).replace(os.sep, "/")
        entry = self.entries.get(path)
        blob = entry.blob if entry is not None and not entry.link else ""
        return File(name, path, self._reader(path), blob=blob)

    def exists(self, path: str, beside: str | None) -> bool:
        """Says whether a file stands where a path leads, as `exists` does on the disk."""
        inner = path_inside(path, beside)
        return inner is not None and self.real(inner) in self.entries

    def real(self, path: str) -> str:
        """Gives where a path leads when all links on its way are followed; nothing need be there,
        and a path with too many of them leads nowhere."""
        for _ in range(_LINKS):
            link = self._first_link(path)
            if link is None:
                return path
            target = self.objects.content(self.entries[link].blob)
            if isinstance(target, str):
                return ""
            end = posixpath.join(posixpath.dirname(link), os.fsdecode(target)) + path[len(link) :]
            top = os.path.realpath(self.root).rstrip("/") + "/"
            path = posixpath.normpath(end.removeprefix(top))
        return ""

    def _first_link(self, path: str) -> str | None:
        """Gives the first part of a path that is a link: the file itself or a folder above it."""
        entry = self.entries.get(path)
        if entry is not None:
            return path if entry.link else None
        end = path.find("/")
        while end >= 0:
            above = self.entries.get(path[:end])
            if above is not None:
                return path[:end] if above.link else None
            end = path.find("/", end + 1)
        return None

    def _is_folder(self, path: str) -> bool:
        if not self.entries[path].link:
            return False
        real = self.real(path)
        return real not in self.entries and any(p.startswith(f"{real}/") for p in self.entries)

    def _reader(self, path: str) -> Callable[[], bytes | str]:
        return lambda: self.read(path)


def _is_outside(path: str) -> bool:
    return path.startswith("/") or path.split("/")[0] == os.pardir
