"""The base: the revision that a change began from, found by a ref or in a CI job."""

from __future__ import annotations

import os
from collections.abc import Mapping

from msgspec import Struct

from remit.text.diagnostic import Diagnostic
from remit.text.source import Source
from remit.workspace import ci, git, hooks, revisions
from remit.workspace.ci import REMOTE
from remit.workspace.discovery import pointing
from remit.workspace.git import Repository

DEPTH = "the clone is shallow: fetch all of it (`fetch-depth: 0`, or `git fetch --unshallow`)"


class Against(Struct, frozen=True):
    """What a command asks to compare with: a ref, `auto`, or the index with HEAD (`staged`).

    `every` asks for all manifests of the index, not only for those that are staged.
    """

    ref: str | None
    staged: bool
    every: bool
    environment: Mapping[str, str]


def by_ref(ref: str | None) -> Against | None:
    """Gives what is compared with where a command names a ref, or `auto`, or (None) nothing."""
    return None if ref is None else Against(ref, False, True, dict(os.environ))


class Begun(Struct, frozen=True):
    """Where a change began: the ref as reports name it, the commit, empty before the first, and the
    one that the ref names now, which may be later."""

    ref: str
    commit: str
    tip: str


def begun(
    here: Repository, against: Against, command: Source
) -> tuple[Begun | None, list[Diagnostic]]:
    """Gives where the change began, or why that can't be told."""
    ref = against.ref
    if ref is None:
        found = _staged(here, against)
    else:
        found = _in_ci(here, against) if ref == "auto" else _named(here, ref)
    if isinstance(found, Begun):
        return found, []
    why = Diagnostic("base-revision", found.why, command, help=found.way)
    return None, [pointing(why, ref) if ref else why]


def no_repository(folder: str, command: Source) -> Diagnostic:
    """Gives what to say where a folder lies in no repository that can be read."""
    way = "run it in a clone (in CI: checked out with `fetch-depth: 0`), where git is installed"
    return Diagnostic("base-revision", git.lacking(folder), command, help=way)


def unreadable(here: Repository, why: str, command: Source) -> Diagnostic:
    """Gives what to say of a base that is there and can't be read."""
    return Diagnostic("base-revision", why, command, help=_way(here))


class _Lost(Struct, frozen=True):
    """Why a base can't be told, and the way out."""

    why: str
    way: str


def _staged(here: Repository, against: Against) -> Begun | _Lost:
    """Gives HEAD; where pre-commit was asked about two refs, where the second went apart from the
    first: it is what is checked out, and nothing is staged."""
    head = revisions.commit(here, "HEAD")
    if head is None and not revisions.unborn(here):
        return _no_head(here)
    refs = hooks.asked(against.environment)
    if refs is None:
        return Begun("HEAD", head or "", head or "")
    if revisions.commit(here, refs.end) != head:
        why = f"pre-commit was asked about `{refs.end}`, and another commit is checked out"
        return _Lost(why, "check it out first: its files are looked at in the working tree")
    return _apart(here, refs.start)


def _no_head(here: Repository) -> _Lost:
    return _Lost("HEAD can't be read", f"mend the repository (`git fsck`); {_way(here)}")


def _named(here: Repository, ref: str) -> Begun | _Lost:
    if not ref:
        way = "name a revision; an empty `--base` comes of a variable that isn't set"
        return _Lost("`--base` names no revision", way)
    if revisions.unborn(here, ref):
        return Begun(ref, "", "")
    return _apart(here, ref)


def _in_ci(here: Repository, against: Against) -> Begun | _Lost:
    told = ci.candidates(against.environment, _text)
    if isinstance(told, str):
        return _Lost(told, "name the base, such as `--base origin/main`")
    if revisions.is_submodule(here):
        why = "this is a submodule, and the CI job speaks of the repository that it is a part of"
        return _Lost(why, "check in that repository, or name a base of the submodule")
    lost: _Lost | None = None
    for candidate in told:
        if candidate.first and revisions.is_first(here):
            return Begun(candidate.ref, "", "")
        found = _apart(here, candidate.ref)
        if isinstance(found, Begun):
            return found
        lost = lost or found
        if candidate.firm and revisions.is_shallow(here):
            break  # what is missing may well be there, and what comes next is not the same
    return lost or _Lost("the CI job names no revision to compare with", _way(here))


def _apart(here: Repository, ref: str) -> Begun | _Lost:
    """Gives the commit where HEAD and a ref went apart, or why there is none."""
    name = ref.removeprefix(REMOTE)
    meant = revisions.meanings(here, ref)
    if meant:
        several = " and ".join(f"`{each}`" for each in meant)
        return _Lost(f"`{name}` may be {several}", "write the one that is meant in full")
    there = revisions.commit(here, ref)
    if there is None:
        return _Lost(f"there is no revision `{name}`", _way(here))
    head = revisions.commit(here, "HEAD")
    if head is None:
        return Begun(name, there, there) if revisions.unborn(here) else _no_head(here)
    common = revisions.merge_base(here, there, head)
    if common is None:
        return _Lost(f"`{name}` and HEAD have no commit in common", _way(here))
    if common not in (there, head) and revisions.is_cut_off(here, common, there, head):
        why = f"where `{name}` and HEAD went apart can't be told"
        return _Lost(why, _way(here))
    return Begun(name, common, there)


def _way(here: Repository) -> str:
    shallow = revisions.is_shallow(here)
    return DEPTH if shallow else "name a branch, tag or commit that was fetched"


def _text(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except (OSError, ValueError):
        return None
