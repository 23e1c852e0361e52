"""CI systems: what the environment of a job says of the revision that its change began from.

GitHub Actions, GitLab CI, Azure Pipelines and Jenkins are known, each by the variables that its
documentation names; pull requests go before pushes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ref to compare with. A `first` one may be missing: then the history begins with the change,
    unless it was cut off."""

    ref: str
    first: bool = False


def candidates(environment: Environment, event: Callable[[str], str | None]) -> list[Candidate]:
    """Gives the refs that the base may be, the likeliest first; none outside of CI.

    `event` gives the text of a file that the environment names.
    """
    for known, refs in _SYSTEMS:
        if environment.get(known):
            return list(refs(environment, event))
    return []


def _github(environment: Environment, event: Callable[[str], str | None]) -> Iterator[Candidate]:
    told = _json(event(environment.get("GITHUB_EVENT_PATH", "")))
    asked = told.get("pull_request") or told.get("merge_group") or {}
    base = asked.get("base") or {}
    sha = base.get("sha") or asked.get("base_sha")
    if sha:
        yield Candidate(str(sha))
    if environment.get("GITHUB_BASE_REF"):
        yield Candidate(f"origin/{environment['GITHUB_BASE_REF']}")
        return
    if not sha:
        default = (told.get("repository") or {}).get("default_branch")
        branch = environment.get("GITHUB_REF_NAME")
        yield from _pushed(str(told.get("before") or ""), default, branch)


def _gitlab(environment: Environment, event: Callable[[str], str | None]) -> Iterator[Candidate]:
    if environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        yield Candidate(environment["CI_MERGE_REQUEST_DIFF_BASE_SHA"])
    if environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"):
        yield Candidate(f"origin/{environment['CI_MERGE_REQUEST_TARGET_BRANCH_NAME']}")
        return
    default, branch = environment.get("CI_DEFAULT_BRANCH"), environment.get("CI_COMMIT_BRANCH")
    yield from _pushed(environment.get("CI_COMMIT_BEFORE_SHA", ""), default, branch)


def _azure(environment: Environment, event: Callable[[str], str | None]) -> Iterator[Candidate]:
    target = environment.get("SYSTEM_PULLREQUEST_TARGETBRANCH")
    if target:
        yield Candidate(f"origin/{target.removeprefix('refs/heads/')}")
        return
    yield Candidate("HEAD^", first=True)


def _jenkins(environment: Environment, event: Callable[[str], str | None]) -> Iterator[Candidate]:
    if environment.get("CHANGE_TARGET"):
        yield Candidate(f"origin/{environment['CHANGE_TARGET']}")
        return
    for name in ("GIT_PREVIOUS_SUCCESSFUL_COMMIT", "GIT_PREVIOUS_COMMIT"):
        if environment.get(name):
            yield Candidate(environment[name])
    yield Candidate("HEAD^", first=True)


def _pushed(before: str, default: str | None, branch: str | None) -> Iterator[Candidate]:
    """A push: what was there before; a new branch (all zeros) began from the default branch."""
    if before.strip("0"):
        yield Candidate(before)
        return
    if default and default != branch:
        yield Candidate(f"origin/{default}")
        return
    yield Candidate("HEAD^", first=True)


def _json(text: str | None) -> Mapping[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


_SYSTEMS = (
    ("GITHUB_ACTIONS", _github),
    ("GITLAB_CI", _gitlab),
    ("TF_BUILD", _azure),
    ("JENKINS_URL", _jenkins),
)
"""The variable by which each system is known, and what reads its others."""
