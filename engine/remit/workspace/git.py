"""Git: commits, their files and the index, read through as few processes as can be."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from msgspec import Struct, field

from remit.workspace.asking import without_repository
from remit.workspace.disk import MOST, TOO_LARGE
from remit.workspace.repository import git_root

_SUBMODULE = b"160000"
_LINK = b"120000"

_OURS = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1"}
"""Nothing is written while git is asked, and what a commit holds can't be said to be other."""

_DIFF = (
    "--raw",
    "-z",
    "-M",
    "-l1000",
    "--no-abbrev",
    "--no-relative",
    "--no-ext-diff",
    "--ignore-submodules=dirty",
)
"""How differences are asked for, whatever a user's settings say."""


class Repository(Struct, frozen=True):
    """A working tree, and the environment in which git speaks of it and of no other."""

    root: str
    environment: Mapping[str, str]


class Entry(Struct, frozen=True):
    """A file of a revision or the index: git's name for its content (empty for one in a conflict,
    which has several), and whether it is a link."""

    blob: str
    link: bool = False


class Changes(Struct, frozen=True):
    """What differs from a revision: the paths of today that are new or changed, those of them that
    are new, those that are gone, and for each moved file its path before.

    `entries` are the files of the index at these paths, where that is what was compared. Of the
    files that git was told not to look at in the working tree, those in `unwatched` may differ,
    and those in `sparse` may not be there.
    """

    changed: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    unwatched: frozenset[str] = frozenset()
    sparse: frozenset[str] = frozenset()


def repository(folder: str) -> Repository | None:
    """Gives the repository that a folder lies in, or None where it lies in none that git can read.

    In a hook the index that git prepared for it is kept, if it is one of this repository.
    """
    root = git_root(folder)
    if root is None:
        return None
    environment = {**without_repository(root), **_OURS}
    plain = Repository(root, environment)
    told = ask(plain, "rev-parse", "--absolute-git-dir", "--show-toplevel")
    if told is None:
        return None
    home, _, top = os.fsdecode(told).rstrip("\n").partition("\n")
    if os.path.realpath(top) != os.path.realpath(root):
        return None
    index = _prepared_index(home, root)
    return plain if index is None else Repository(root, {**environment, "GIT_INDEX_FILE": index})


def lacking(folder: str) -> str:
    """Gives why a folder lies in no repository that git can read."""
    root = git_root(folder)
    if root is None:
        return "there is no git repository here, so there is nothing to compare with"
    command = ["git", "rev-parse", "--show-toplevel"]
    environment = {**without_repository(root), "LC_ALL": "C"}
    try:
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)
    except OSError:
        return "git can't be run, so there is nothing to compare with"
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    why = said[0].removeprefix("fatal: ") if said else "it belongs to another one"
    return f"git can't read the repository here: {why}"


def _prepared_index(home: str, root: str) -> str | None:
    """Gives the index that the environment names, if it is one of the repository whose git folder
    is `home`: hooks are told of theirs, and may look at other repositories, too."""
    index = os.environ.get("GIT_INDEX_FILE")
    if index is None:
        return None
    theirs = ask(Repository(os.getcwd(), os.environ), "rev-parse", "--absolute-git-dir")
    if theirs is None or os.path.realpath(os.fsdecode(theirs.strip())) != os.path.realpath(home):
        return None
    place = os.path.join(root, index)  # git takes it from the top of the working tree
    return place if os.path.exists(place) else None


def ask(here: Repository, *words: str, given: bytes | None = None) -> bytes | None:
    """Gives what git answers to what it is given, or None where it fails or isn't there."""
    try:
        done = subprocess.run(
            ["git", *words],
            cwd=here.root,
            env=dict(here.environment),
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            check=True,
        )
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None  # a ValueError is a word that no process can be given, such as one with a NUL
    return done.stdout


def tree(here: Repository, revision: str) -> dict[str, Entry] | None:
    """Gives the files of a commit by their paths from the root."""
    listed = ask(here, "ls-tree", "-r", "-z", "--full-tree", revision)
    return None if listed is None else dict(_entries(listed))


def _entries(listed: bytes) -> Iterator[tuple[str, Entry]]:
    for line in listed.split(b"\0"):
        head, tab, path = line.partition(b"\t")
        if tab:
            mode, kind, blob = head.split(b" ")
            if kind == b"blob":
                yield os.fsdecode(path), Entry(blob.decode(), mode == _LINK)


def empty_tree(here: Repository) -> str:
    """Gives git's name for a tree without files, with which a first commit is compared."""
    return (ask(here, "hash-object", "-t", "tree", "--stdin") or b"").decode().strip()


def changes(here: Repository, revision: str, *, staged: bool) -> Changes | None:
    """Gives what differs from a commit, in the index or in the working tree (new files that git
    doesn't ignore included)."""
    where = ["--cached"] if staged else []
    told = ask(here, "diff", *_DIFF, *where, revision, "--")
    if told is None:
        return None
    changed: set[str] = set()
    new: set[str] = set()
    gone: set[str] = set()
    moved: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    for status, before, path, entry in _differences(told):
        if status == "R":
            moved[path] = before
            gone.add(before)
        if status == "A":
            new.add(path)
        (gone if status == "D" else changed).add(path)
        if entry is not None:
            entries[path] = entry
    unwatched: set[str] = set()
    sparse: set[str] = set()
    if not staged:
        listed = _listed(here)
        if listed is None:
            return None
        others, unwatched, sparse = listed
        new |= others - gone
        changed |= others
    return Changes(
        frozenset(changed),
        frozenset(new),
        frozenset(gone - changed),
        moved,
        entries,
        frozenset(unwatched),
        frozenset(sparse),
    )


def _listed(here: Repository) -> tuple[set[str], set[str], set[str]] | None:
    """Gives the files of the working tree that git doesn't track and doesn't ignore, those that it
    was told to take for unchanged, and those that it was told to leave out."""
    told = ask(here, "ls-files", "-v", "-z", "--cached", "--others", "--exclude-standard")
    if told is None:
        return None
    others: set[str] = set()
    unwatched: set[str] = set()
    sparse: set[str] = set()
    for line in told.split(b"\0"):
        mark, path = line[:1], os.fsdecode(line[2:])
        if mark == b"?":
            others.add(path)
        elif mark in (b"S", b"s"):
            sparse.add(path)
        elif mark.islower():
            unwatched.add(path)
    return others, unwatched, sparse


def _differences(told: bytes) -> Iterator[tuple[str, str, str, Entry | None]]:
    """Gives of each difference its letter, the path before, the path of today, and what the index
    holds there: `:MODE MODE BLOB BLOB LETTER`, then the path, or both of them."""
    words = iter(told.split(b"\0"))
    for head in words:
        if not head:
            return
        _, mode, _, blob, status = head.split(b" ")
        letter = status[:1].decode()
        before = path = os.fsdecode(next(words))
        if letter in ("R", "C"):
            path = os.fsdecode(next(words))
        if letter == "U":
            yield letter, before, path, Entry("")
        elif letter == "D" or mode == _SUBMODULE:
            # a file in whose place another repository stands is gone
            yield "D", before, path, None
        else:
            yield letter, before, path, Entry(blob.decode(), mode == _LINK)


def _body(told: IO[bytes], size: int) -> bytes | str:
    """Gives what follows the head of an answer, or why it isn't a file's whole content."""
    data = told.read(min(size, MOST))
    left = size - len(data)
    while left > 0:
        skipped = len(told.read(min(left, MOST)))
        if not skipped:
            return "git stopped while it was read"
        left -= skipped
    told.read(1)
    return data if len(data) == size else TOO_LARGE


class Objects:
    """The contents of a repository, read one after the other through one process of git. A process
    that was forked has one of its own, as answers would be mixed up. Whoever is asked last has the
    only one: those of earlier checks are done with."""

    _asked: Objects | None = None

    def __init__(self, here: Repository) -> None:
        self._here = here
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def content(self, blob: str) -> bytes | str:
        """Gives a file's content by git's name for it, or why it can't be read."""
        if not blob:
            return "it is in conflict: resolve it, and stage it with `git add`"
        process = self._process if self._owner == os.getpid() else None
        process = process or self._started()
        if process is None or process.stdin is None or process.stdout is None:
            return "git can't be run"
        try:
            process.stdin.write(f"{blob}\n".encode())
            process.stdin.flush()
            head = process.stdout.readline().split()
            if len(head) != 3 or head[1] != b"blob":
                return "git does not have its content"
            return _body(process.stdout, int(head[2]))
        except OSError:
            return "git stopped while it was read"

    def held(self, blobs: Iterable[str]) -> frozenset[str]:
        """Gives those of git's names of whose content it can give all."""
        names = "".join(f"{blob}\n" for blob in blobs).encode()
        words = ("cat-file", "--batch-check", "--buffer")
        told = ask(self._here, *words, given=names) if names else None
        heads = (line.split() for line in (told or b"").splitlines())
        return frozenset(
            head[0].decode()
            for head in heads
            if len(head) == 3 and head[1] == b"blob" and int(head[2]) <= MOST
        )

    def close(self) -> None:
        """Ends the process; it is started again where more is asked."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        try:
            with process:
                pass
        except OSError:  # it died before it was asked all
            process.wait()

    def _started(self) -> subprocess.Popen[bytes] | None:
        if Objects._asked is not None:
            Objects._asked.close()
        Objects._asked = self
        self._owner, self._process = os.getpid(), None
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
