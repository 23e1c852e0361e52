"""CI systems: what the environment of a job says of the revision that its change began from.

GitHub Actions, GitLab CI, Azure Pipelines and Jenkins are known, each by the variables that its
documentation names; pull requests go before pushes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

Environment = Mapping[str, str]

REMOTE = "refs/remotes/"
"""Where the branches of a remote stand: written in full, no tag is taken for one of them."""

NONE = "`--base auto` finds the base from the environment of a CI job, and this is none"


class Candidate(Struct, frozen=True):
    """A ref to compare with.

    A `first` one may be missing: then the history begins with the change, unless it was cut off.
    What comes after a `firm` one is compared only where that one is known to be gone,
    as after a forced push, and not where the history was cut off.
    """

    ref: str
    first: bool = False
    firm: bool = False


def candidates(
    environment: Environment, event: Callable[[str], str | None]
) -> list[Candidate] | str:
    """Gives the refs that the base may be, the likeliest first, or why none can be told.

    `event` gives the text of a file that the environment names.
    """
    for known, refs in _SYSTEMS:
        if environment.get(known):
            found = list(refs(environment, event))
            return found or f"the CI job (`{known}`) doesn't say what its change began from"
    return NONE


def _github(environment: Environment, event: Callable[[str], str | None]) -> Iterator[Candidate]:
    """A pull request is checked out merged into its target, whose tip the event may lag behind."""
    told = _json(event(environment.get("GITHUB_EVENT_PATH", "")))
    asked = _inner(told, "pull_request") or _inner(told, "merge_group")
    target, sha = environment.get("GITHUB_BASE_REF"), _inner(asked, "base").get("sha")
    if target:
        yield _branch(target)
    if sha or asked.get("base_sha"):
        yield Candidate(str(sha or asked["base_sha"]))
    if target or asked:
        return
    before, name = told.get("before"), environment.get("GITHUB_EVENT_NAME")
    if name == "push" and not before:
        return  # the event can't be read: a push of many commits must not pass for one
    default = _inner(told, "repository").get("default_branch")
    yield from _pushed(str(before or ""), default, environment.get("GITHUB_REF_NAME"))


def _gitlab(environment: Environment, event: Callable[[str], str | None]) -> Iterator[Candidate]:
    """A merge request is checked out as its branch or, with merged results, merged into the tip
    that `CI_MERGE_REQUEST_TARGET_BRANCH_SHA` then names. `CI_MERGE_REQUEST_DIFF_BASE_SHA` comes
    last: it stays as it was when the request gets another target."""
    target = environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    tip = environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA")
    before = environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA")
    if tip:
        yield Candidate(tip)
    if target:
        yield _branch(target)
    if before:
        yield Candidate(before)
    if target or before:
        return
    default, branch = environment.get("CI_DEFAULT_BRANCH"), environment.get("CI_COMMIT_BRANCH")
    yield from _pushed(environment.get("CI_COMMIT_BEFORE_SHA", ""), default, branch)


def _azure(environment: Environment, event: Callable[[str], str | None]) -> Iterator[Candidate]:
    """A pull request is checked out merged into its target; a push doesn't tell what was before."""
    target = environment.get("SYSTEM_PULLREQUEST_TARGETBRANCH")
    if target:
        yield _branch(target.removeprefix("refs/heads/"))
        return
    yield Candidate("HEAD^", first=True)


def _jenkins(environment: Environment, event: Callable[[str], str | None]) -> Iterator[Candidate]:
    """What was built last counts, so that a change that failed is looked at again."""
    if environment.get("CHANGE_TARGET"):
        yield _branch(environment["CHANGE_TARGET"])
        return
    for name in ("GIT_PREVIOUS_SUCCESSFUL_COMMIT", "GIT_PREVIOUS_COMMIT"):
        if environment.get(name):
            yield Candidate(environment[name], firm=True)
    yield Candidate("HEAD^", first=True)


def _pushed(before: str, default: object, branch: str | None) -> Iterator[Candidate]:
    """A push to the default branch begins with what was there before (all zeros: nothing was). One
    to another branch is a part of what may be merged, all of which began from the default branch:
    what a push before brought in is looked at again."""
    if default and default != branch:
        yield _branch(str(default))
    elif before.strip("0"):
        yield Candidate(before)
    else:
        yield Candidate("HEAD^", first=True)


def _branch(name: str) -> Candidate:
    return Candidate(f"{REMOTE}origin/{name}")


def _inner(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _json(text: str | None) -> Mapping[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


_SYSTEMS = (
    ("GITHUB_ACTIONS", _github),
    ("GITLAB_CI", _gitlab),
    ("TF_BUILD", _azure),
    ("JENKINS_URL", _jenkins),
)
"""The variable by which each system is known, and what reads its others."""
