"""What the environment of a CI job says of where its change began, without any repository."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from remit.workspace.ci import NONE, Candidate, candidates

ZEROS = "0" * 40
MAIN = Candidate("refs/remotes/origin/main")
FIRST = Candidate("HEAD^", first=True)

GITHUB = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": "event.json"}
PUSH = {**GITHUB, "GITHUB_EVENT_NAME": "push", "GITHUB_REF_NAME": "main"}
ASKED = {**GITHUB, "GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main"}
DEFAULT = {"repository": {"default_branch": "main"}}
GITLAB = {"GITLAB_CI": "true", "CI_DEFAULT_BRANCH": "main", "CI_COMMIT_BRANCH": "work"}
TARGET = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
AZURE = {"TF_BUILD": "True"}
JENKINS = {"JENKINS_URL": "https://ci.example"}

Told = tuple[Mapping[str, str], object, list[Candidate]]

JOBS: dict[str, Told] = {
    "a pull request": (
        ASKED,
        {"pull_request": {"base": {"sha": "b1"}}, "before": "b0", **DEFAULT},
        [MAIN, Candidate("b1")],
    ),
    "a pull request without an event": (ASKED, None, [MAIN]),
    "a pull request that names no base": (
        GITHUB,
        {"pull_request": {"number": 7}, "before": "b0"},
        [],
    ),
    "a pull request that only its event tells of": (
        GITHUB,
        {"pull_request": {"base": {"sha": "b1"}}, "before": "b0", **DEFAULT},
        [Candidate("b1")],
    ),
    "a merge queue": (GITHUB, {"merge_group": {"base_sha": "b2"}}, [Candidate("b2")]),
    "a merge queue that names both": (
        GITHUB,
        {"merge_group": {"base_sha": "b2", "base": {"sha": "b1"}}},
        [Candidate("b1")],
    ),
    "a push to main": (PUSH, {"before": "b0", **DEFAULT}, [Candidate("b0")]),
    "the first push to main": (PUSH, {"before": ZEROS, **DEFAULT}, [FIRST]),
    "a push to a branch": (
        {**PUSH, "GITHUB_REF_NAME": "work"},
        {"before": "b0", **DEFAULT},
        [MAIN],
    ),
    "a push whose event tells nothing": (PUSH, DEFAULT, []),
    "a push without a default branch": (PUSH, {"before": "b0"}, [Candidate("b0")]),
    "what is started by hand": (
        {**PUSH, "GITHUB_EVENT_NAME": "workflow_dispatch"},
        DEFAULT,
        [FIRST],
    ),
    "a merge request": (
        {**GITLAB, **TARGET, "CI_MERGE_REQUEST_DIFF_BASE_SHA": "b0"},
        None,
        [MAIN, Candidate("b0")],
    ),
    "a merge request with merged results": (
        {
            **GITLAB,
            **TARGET,
            "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "b1",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": "b0",
        },
        None,
        [Candidate("b1"), MAIN, Candidate("b0")],
    ),
    "a merge request whose branch isn't named": (
        {**GITLAB, "CI_MERGE_REQUEST_DIFF_BASE_SHA": "b0"},
        None,
        [Candidate("b0")],
    ),
    "a merge request that names its target alone": ({**GITLAB, **TARGET}, None, [MAIN]),
    "a branch on GitLab": ({**GITLAB, "CI_COMMIT_BEFORE_SHA": "b0"}, None, [MAIN]),
    "main on GitLab": (
        {**GITLAB, "CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": "b0"},
        None,
        [Candidate("b0")],
    ),
    "main on GitLab for the first time": (
        {**GITLAB, "CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": ZEROS},
        None,
        [FIRST],
    ),
    "a pull request on Azure": (
        {**AZURE, "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"},
        None,
        [MAIN],
    ),
    "a short name on Azure": ({**AZURE, "SYSTEM_PULLREQUEST_TARGETBRANCH": "main"}, None, [MAIN]),
    "a push on Azure": (AZURE, None, [FIRST]),
    "a pull request on Jenkins": (
        {**JENKINS, "CHANGE_TARGET": "main", "GIT_PREVIOUS_COMMIT": "b1"},
        None,
        [MAIN],
    ),
    "a build on Jenkins": (
        {**JENKINS, "GIT_PREVIOUS_COMMIT": "b1", "GIT_PREVIOUS_SUCCESSFUL_COMMIT": "b0"},
        None,
        [Candidate("b0", firm=True), Candidate("b1", firm=True), FIRST],
    ),
    "the first build on Jenkins": (JENKINS, None, [FIRST]),
    "what is built by two at once": ({**JENKINS, **ASKED}, None, [MAIN]),
}


@pytest.mark.parametrize("job", JOBS)
def test_the_likeliest_ref_comes_first(job: str) -> None:
    environment, event, expected = JOBS[job]
    read = []

    def told(path: str) -> str | None:
        read.append(path)
        return None if event is None else json.dumps(event)

    found = candidates(environment, told)
    if expected:
        assert found == expected
    else:
        assert found == "the CI job (`GITHUB_ACTIONS`) doesn't say what its change began from"
    assert read == ["event.json"] * ("GITHUB_ACTIONS" in environment)


def test_a_ref_is_neither_the_first_nor_firm_by_itself() -> None:
    assert Candidate("b0") == Candidate("b0", first=False, firm=False)
    assert Candidate("b0") != Candidate("b0", first=True)
    assert Candidate("b0") != Candidate("b0", firm=True)


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "7", "null", '[{"before": "b0"}]', "\udcff"])
def test_an_event_that_is_none_tells_nothing(text: str) -> None:
    assert candidates(ASKED, lambda path: text) == [MAIN]
    for name in ("pull_request", "merge_group", "repository"):
        event = json.dumps({"before": "b0", name: [1]})
        assert candidates(PUSH, lambda path, event=event: event) == [Candidate("b0")]


@pytest.mark.parametrize("told", [{}, {"GITHUB_ACTIONS": "", "GITLAB_CI": ""}, TARGET])
def test_where_there_is_no_job_nothing_is_told(told: Mapping[str, str]) -> None:
    assert candidates(told, lambda path: None) == NONE
    assert NONE.startswith("`--base auto` finds the base from the environment of a CI job")
