"""Hooks: what pre-commit says in the environment of the revisions that it was asked about.

Within `git commit` the index holds the change. Elsewhere (`pre-commit run --all-files`, or with
two refs, as in CI jobs and before a push) it holds none: a check of it would always pass.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

Environment = Mapping[str, str]


class Asked(Struct, frozen=True):
    """The refs between which pre-commit looks for what changed."""

    start: str
    end: str


def asked(environment: Environment) -> Asked | None:
    """Gives the refs that pre-commit was asked about, None where that is the index or all files."""
    start, end = environment.get("PRE_COMMIT_FROM_REF"), environment.get("PRE_COMMIT_TO_REF")
    return Asked(start, end) if start and end else None


def is_by_hand(environment: Environment) -> bool:
    """Says whether pre-commit runs outside of a commit: git names its index to hooks within one."""
    return "PRE_COMMIT" in environment and "GIT_INDEX_FILE" not in environment
