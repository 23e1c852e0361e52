"""Git: commits, their files and the index, read through as few processes as can be."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from remit.workspace.repository import git_root, without_repository

MOST = 64 * 1024 * 1024
"""No file of a revision is read beyond so many bytes; the limits for manifests are far lower."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A working tree, and the environment in which git speaks of it and of no other."""

    root: str
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a revision or the index: git's name for its content, and whether it is a link."""

    blob: str
    link: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from a revision: the paths of today that are new or changed, those that are
    gone, and for each moved file its path before."""

    changed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)


def repository(folder: str) -> Repository | None:
    """Gives the repository that a folder lies in, or None where it lies in none or git is missing.

    In a hook the index that git prepared for it is kept, if it is one of this repository.
    """
    root = git_root(folder)
    if root is None:
        return None
    environment = without_repository(os.environ)
    plain = Repository(root, environment)
    own = ask(plain, "rev-parse", "--absolute-git-dir")
    if own is None:
        return None
    index = os.environ.get("GIT_INDEX_FILE")
    if index is not None:
        place = os.path.realpath(os.path.join(root, index))
        home = os.path.realpath(os.fsdecode(own.strip()))
        if place.startswith(home + os.sep):
            return Repository(root, {**environment, "GIT_INDEX_FILE": place})
    return plain


def ask(here: Repository, *words: str) -> bytes | None:
    """Gives what git answers, or None where it fails or isn't there."""
    command = ["git", "-c", "core.quotePath=false", *words]
    try:
        done = subprocess.run(
            command,
            cwd=here.root,
            env=dict(here.environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout


def commit(here: Repository, ref: str) -> str | None:
    """Gives the full name of the commit that a ref names."""
    if ref.startswith("-"):
        return None
    found = ask(here, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    return found.decode().strip() if found else None


def merge_base(here: Repository, one: str, other: str) -> str | None:
    """Gives the commit from which two commits went apart, or None where there is none."""
    found = ask(here, "merge-base", one, other)
    return found.decode().split()[0] if found else None


def is_shallow(here: Repository) -> bool:
    """Says whether the history was cut off when the repository was cloned."""
    return (ask(here, "rev-parse", "--is-shallow-repository") or b"").strip() == b"true"


def tree(here: Repository, revision: str) -> dict[str, Entry] | None:
    """Gives the files of a commit by their paths from the root."""
    listed = ask(here, "ls-tree", "-r", "-z", "--full-tree", revision)
    return None if listed is None else dict(_entries(listed))


def index(here: Repository) -> dict[str, Entry] | None:
    """Gives the files of the index by their paths from the root; of a conflict, our side."""
    listed = ask(here, "ls-files", "--stage", "-z", "--full-name")
    if listed is None:
        return None
    found: dict[str, Entry] = {}
    for line in listed.split(b"\0"):
        head, tab, path = line.partition(b"\t")
        mode, _, rest = head.partition(b" ")
        blob, _, stage = rest.partition(b" ")
        if tab and stage in (b"0", b"2") and mode != b"160000":
            found[os.fsdecode(path)] = Entry(blob.decode(), mode == b"120000")
    return found


def _entries(listed: bytes) -> Iterator[tuple[str, Entry]]:
    for line in listed.split(b"\0"):
        head, tab, path = line.partition(b"\t")
        if tab:
            mode, kind, blob = head.split(b" ")
            if kind == b"blob":
                yield os.fsdecode(path), Entry(blob.decode(), mode == b"120000")


def empty_tree(here: Repository) -> str:
    """Gives git's name for a tree without files, with which a first commit is compared."""
    return (ask(here, "hash-object", "-t", "tree", "--stdin") or b"").decode().strip()


def changes(here: Repository, revision: str, *, staged: bool) -> Changes | None:
    """Gives what differs from a commit, in the index or in the working tree (new files that git
    doesn't ignore included)."""
    where = ["--cached"] if staged else []
    told = ask(here, "diff", "--name-status", "-z", "-M", "--no-ext-diff", *where, revision, "--")
    if told is None:
        return None
    changed: set[str] = set()
    gone: set[str] = set()
    moved: dict[str, str] = {}
    words = iter([os.fsdecode(word) for word in told.split(b"\0")])
    for status in words:
        if not status:
            break
        path = next(words)
        if status[0] in "RC":
            before, path = path, next(words)
            moved[path] = before
            if status[0] == "R":
                gone.add(before)
        (gone if status[0] == "D" else changed).add(path)
    if not staged:
        others = ask(here, "ls-files", "--others", "--exclude-standard", "-z") or b""
        changed |= {os.fsdecode(path) for path in others.split(b"\0") if path}
    return Changes(frozenset(changed), frozenset(gone - changed), moved)


class Objects:
    """The contents of a repository, read one after the other through one process of git."""

    def __init__(self, here: Repository) -> None:
        self._here = here
        self._process: subprocess.Popen[bytes] | None = None

    def content(self, blob: str) -> bytes | str:
        """Gives a file's content by git's name for it, or why it can't be read."""
        process = self._process or self._started()
        if process is None or process.stdin is None or process.stdout is None:
            return "git can't be run"
        try:
            process.stdin.write(f"{blob}\n".encode())
            process.stdin.flush()
            head = process.stdout.readline().split()
            if len(head) != 3 or head[1] != b"blob":
                return "git does not have its content"
            size = int(head[2])
            data = process.stdout.read(min(size, MOST))
            left = size - len(data)
            while left > 0:
                left -= len(process.stdout.read(min(left, MOST)))
            process.stdout.read(1)
        except OSError:
            return "git stopped while it was read"
        return data

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _started(self) -> subprocess.Popen[bytes] | None:
        try:
            self._process = subprocess.Popen(
                ["git", "cat-file", "--batch"],
                cwd=self._here.root,
                env=dict(self._here.environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            return None
        return self._process
