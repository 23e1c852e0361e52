"""Revisions: the commits that refs name, and where their histories went apart."""

from __future__ import annotations

import os
import re

from remit.workspace.git import Repository, ask

_MARKS = re.compile(r"[~^:]|@\{")
"""What ends the name in a ref such as `main~2`."""

_SHORT = re.compile(r"[0-9a-f]{7,39}")
"""The beginning of a commit's name, as people write it."""

_PLACES = ("refs/", "refs/tags/", "refs/heads/", "refs/remotes/")
"""Where git looks for a name, in this order."""


def commit(here: Repository, ref: str) -> str | None:
    """Gives the full name of the commit that a ref names. One that is written in full, such as
    `refs/heads/main`, is not taken for the name of another."""
    if not ref or ref.startswith("-"):
        return None
    name = _MARKS.split(ref, maxsplit=1)[0]
    if name.startswith("refs/") and ask(here, "show-ref", "--verify", "--", name) is None:
        return None
    found = ask(here, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    return found.decode().strip() if found else None


def meanings(here: Repository, ref: str) -> list[str]:
    """Gives the full names of all that a ref may mean, where that is more than one commit.

    Git takes a tag rather than a branch of the same name, so whoever may push tags could say what
    a change is compared with.
    """
    name = _MARKS.split(ref, maxsplit=1)[0]
    if name in ("", "HEAD") or name.startswith("refs/"):
        return []
    asked = [f"{place}{name}" for place in _PLACES]
    listed = os.fsdecode(ask(here, "for-each-ref", "--format=%(refname)", *asked) or b"")
    found = [each for each in listed.splitlines() if each in asked]
    if found and _SHORT.fullmatch(name):
        found += (ask(here, "rev-parse", f"--disambiguate={name}") or b"").decode().split()
    commits = {each: commit(here, each) for each in found}
    return found if len({each for each in commits.values() if each is not None}) > 1 else []


def unborn(here: Repository, ref: str = "HEAD") -> bool:
    """Says whether a ref is HEAD, or the branch that it is on, before the first commit.

    A branch that is there and can't be read is not unborn.
    """
    if ask(here, "rev-parse", "--verify", "--quiet", "HEAD") or ask(here, "for-each-ref") is None:
        return False
    branch = os.fsdecode(ask(here, "symbolic-ref", "--quiet", "HEAD") or b"").strip()
    place = _git_path(here, branch)
    if not branch or place is None or (os.path.lexists(place) and not os.path.isdir(place)):
        return False
    return ref in ("HEAD", "@", branch, branch.removeprefix("refs/heads/"))


def is_first(here: Repository) -> bool:
    """Says whether HEAD is a commit before which there is none, in a history that is whole."""
    told = ask(here, "rev-list", "--parents", "--max-count=1", "HEAD", "--")
    return told is not None and len(told.split()) == 1 and not is_shallow(here)


def _git_path(here: Repository, name: str) -> str | None:
    told = ask(here, "rev-parse", "--git-path", name)
    return os.path.join(here.root, os.fsdecode(told).rstrip("\n")) if told is not None else None


def merge_base(here: Repository, one: str, other: str) -> str | None:
    """Gives the commit from which two commits went apart, or None where there is none."""
    found = ask(here, "merge-base", one, other)
    return found.decode().split()[0] if found else None


def is_shallow(here: Repository) -> bool:
    """Says whether the history was cut off when the repository was cloned."""
    return (ask(here, "rev-parse", "--is-shallow-repository") or b"").strip() == b"true"


def is_submodule(here: Repository) -> bool:
    """Says whether a repository is checked out as a part of another one."""
    return bool((ask(here, "rev-parse", "--show-superproject-working-tree") or b"").strip())


def is_cut_off(here: Repository, base: str, *tips: str) -> bool:
    """Says whether history was cut off between some commits and the one from which they seem to
    have gone apart: where it was not, they may have done so later."""
    place = _git_path(here, "shallow")
    if place is None or not is_shallow(here):
        return False
    told = ask(here, "rev-list", *tips, f"^{base}", "--")
    try:
        with open(place, encoding="ascii") as file:
            cut = set(file.read().split())
    except (OSError, ValueError):
        return True
    return told is None or not cut.isdisjoint(told.decode().split())
