"""The base: the revision that a change began from, found by a ref or in a CI job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from remit.text.diagnostic import Diagnostic
from remit.text.source import Source
from remit.workspace import ci, git
from remit.workspace.discovery import pointing
from remit.workspace.git import Repository

DEPTH = "the clone is shallow: fetch all of it (`fetch-depth: 0`, or `git fetch --unshallow`)"


@dataclass(frozen=True, slots=True)
class Against:
    """What a command asks to compare with: a ref, `auto`, or the index with HEAD (`staged`).

    `every` asks for all manifests of the index, not only for those that are staged.
    """

    ref: str | None
    staged: bool
    every: bool
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a change began: the ref as reports name it and its commit, empty before the first."""

    ref: str
    commit: str


def begun(
    here: Repository, against: Against, command: Source
) -> tuple[Begun | None, list[Diagnostic]]:
    """Gives where the change began, or why that can't be told."""
    if against.staged:
        return Begun("HEAD", git.commit(here, "HEAD") or ""), []
    assert against.ref is not None
    found = _in_ci(here, against) if against.ref == "auto" else _named(here, against.ref)
    if isinstance(found, Begun):
        return found, []
    why = Diagnostic("base-revision", found.why, command, help=found.way)
    return None, [pointing(why, against.ref) if against.ref else why]


def no_repository(folder: str, command: Source) -> Diagnostic:
    """Gives what to say where a folder lies in no repository that can be read."""
    way = "run it in a clone (in CI: checked out with `fetch-depth: 0`), where git is installed"
    return Diagnostic("base-revision", git.lacking(folder), command, help=way)


def unreadable(here: Repository, why: str, command: Source) -> Diagnostic:
    """Gives what to say of a base that is there and can't be read."""
    return Diagnostic("base-revision", why, command, help=_way(here))


@dataclass(frozen=True, slots=True)
class _Lost:
    """Why a base can't be told, and the way out."""

    why: str
    way: str


def _named(here: Repository, ref: str) -> Begun | _Lost:
    if not ref:
        way = "name a revision; an empty `--base` comes of a variable that isn't set"
        return _Lost("`--base` names no revision", way)
    if git.unborn(here, ref):
        return Begun(ref, "")
    return _apart(here, ref)


def _in_ci(here: Repository, against: Against) -> Begun | _Lost:
    told = ci.candidates(against.environment, _text)
    if isinstance(told, str):
        return _Lost(told, "name the base, such as `--base origin/main`")
    lost: _Lost | None = None
    for candidate in told:
        if candidate.first and git.commit(here, candidate.ref) is None and not git.is_shallow(here):
            found: Begun | _Lost = Begun(candidate.ref, "")
        else:
            found = _apart(here, candidate.ref)
        if isinstance(found, Begun):
            return found
        lost = lost or found
        if candidate.firm and git.is_shallow(here):
            break  # what is missing may well be there, and what comes next is not the same
    return lost or _Lost("the CI job names no revision to compare with", _way(here))


def _apart(here: Repository, ref: str) -> Begun | _Lost:
    """Gives the commit where HEAD and a ref went apart, or why there is none."""
    head = git.commit(here, "HEAD")
    there = git.commit(here, ref)
    if there is None:
        return _Lost(f"there is no revision `{ref}`", _way(here))
    if head is None:
        return Begun(ref, there)
    common = git.merge_base(here, there, head)
    if common is None:
        return _Lost(f"`{ref}` and HEAD have no commit in common", _way(here))
    return Begun(ref, common)


def _way(here: Repository) -> str:
    return DEPTH if git.is_shallow(here) else "name a branch, tag or commit that was fetched"


def _text(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except (OSError, ValueError):
        return None
