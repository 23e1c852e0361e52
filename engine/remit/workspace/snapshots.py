"""Snapshots: the files of a commit or of the index, found and read as those on the disk are."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from remit.governance.inputs import File
from remit.workspace.git import Entry, Objects

_LINKS = 8


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Files by their paths from the root of the repository, and what reads them."""

    root: str
    entries: Mapping[str, Entry]
    objects: Objects

    def below(self, folder: str) -> list[str]:
        """Gives the files below a folder of the disk, by their paths from there."""
        inner = os.path.relpath(os.path.realpath(folder), os.path.realpath(self.root))
        prefix = "" if inner == os.curdir else inner.replace(os.sep, "/") + "/"
        return sorted(p.removeprefix(prefix) for p in self.entries if p.startswith(prefix))

    def read(self, path: str) -> bytes | str:
        """Gives the content of a file, or why it can't be read; links lead within the snapshot."""
        entry = self._real(path)
        if entry is None:
            return "it isn't there, or is a link that leads out of the repository"
        return self.objects.content(entry.blob)

    def file(self, path: str, here: str) -> File:
        """Gives a file by its path from the root, named as seen from the folder `here`."""
        name = os.path.relpath(os.path.join(self.root, path), here).replace(os.sep, "/")
        return File(name, path, self._reader(path))

    def exists(self, path: str, beside: str | None) -> bool:
        """Says whether a file stands at a path from the root, or with `./` beside another."""
        if not path.strip() or "\0" in path or "\\" in path or path.startswith("/"):
            return False
        home = posixpath.dirname(beside) if beside and path.startswith("./") else ""
        inner = posixpath.normpath(posixpath.join(home, path))
        return not inner.startswith("..") and self._real(inner) is not None

    def _reader(self, path: str) -> Callable[[], bytes | str]:
        return lambda: self.read(path)

    def _real(self, path: str) -> Entry | None:
        for _ in range(_LINKS):
            entry = self.entries.get(path)
            if entry is None or not entry.link:
                return entry
            target = self.objects.content(entry.blob)
            if isinstance(target, str):
                return None
            path = posixpath.normpath(
                posixpath.join(posixpath.dirname(path), target.decode("utf-8", "replace"))
            )
        return None
