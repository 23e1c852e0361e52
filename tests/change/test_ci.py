"""`--base auto`: the base as each CI system tells it, in clones such as theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from tests.change.conftest import Check
from tests.change.repository import Repository, clone, started
from tests.change.test_base import DEPTH, refused
from tests.change.test_matching import said
from tests.cli.conftest import Ran

pytestmark = pytest.mark.story

ZEROS = "0" * 40
RAISED = [("prices/no-raise", "cup", "cup goes from 12 to 40")]


class Origin(Struct, frozen=True, dict=True):
    """A repository with `main` and with `work`, a branch of two commits: the first raises the price
    of the cup, the second is harmless."""

    here: Repository
    began: str
    raised: str
    tip: str


@pytest.fixture
def origin(here: Repository) -> Origin:
    here.write({"items/lid.yaml": "id: lid\nprice: 1\n"})
    began = here.commit("before the change")
    here.git("switch", "--quiet", "--create", "work")
    here.write({"items/cup.yaml": "id: cup\nprice: 40\n"})
    raised = here.commit("the cup is raised")
    here.write({"notes.md": "harmless"})
    tip = here.commit("notes")
    here.git("switch", "--quiet", "main")
    here.write({"items/jar.yaml": "id: jar\nprice: 31\nowner: lin\n"})
    here.record("main goes on")
    return Origin(here, began, raised, tip)


Auto = Any


@pytest.fixture
def auto(check: Check, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Auto:
    """Gives what checks a clone as a CI job with such an environment does."""

    def checked(job: Repository, told: Mapping[str, str], event: object = None) -> Ran:
        monkeypatch.chdir(job.folder)
        with monkeypatch.context() as patched:
            for name, value in told.items():
                patched.setenv(name, value)
            if event is not None:
                path = tmp_path / "event.json"
                path.write_text(event if isinstance(event, str) else json.dumps(event))
                patched.setenv("GITHUB_EVENT_PATH", str(path))
            return check("--base", "auto")

    return checked


@pytest.fixture
def job(origin: Origin, tmp_path: Path) -> Repository:
    """Gives a clone of all branches, on the change."""
    found = clone(origin.here, tmp_path / "job")
    found.git("checkout", "--quiet", "--detach", "origin/work")
    return found


@pytest.fixture
def merged(job: Repository) -> Repository:
    """Gives the same clone on the merge of the change into its target, as of a pull request."""
    job.git("checkout", "--quiet", "--detach", "origin/main")
    job.git("merge", "--quiet", "--no-edit", "--no-ff", "origin/work")
    return job


@pytest.fixture
def trunk(origin: Origin, tmp_path: Path) -> Repository:
    """Gives a clone on `main`, into which two commits were pushed: the raise and the notes."""
    origin.here.git("reset", "--quiet", "--hard", origin.tip)
    return clone(origin.here, tmp_path / "trunk")


GITHUB = {"GITHUB_ACTIONS": "true", "CI": "true"}
PULL = {**GITHUB, "GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main"}
PUSH = {**GITHUB, "GITHUB_EVENT_NAME": "push", "GITHUB_REF_NAME": "main"}
GITLAB = {"GITLAB_CI": "true", "CI_DEFAULT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": ZEROS}
REQUEST = {**GITLAB, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
AZURE = {"TF_BUILD": "True"}
JENKINS = {"JENKINS_URL": "http://ci.invalid/"}
DEFAULT = {"repository": {"default_branch": "main"}}

REQUESTS = {
    "github": PULL,
    "gitlab": REQUEST,
    "azure": {**AZURE, "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"},
    "azure, of GitHub": {**AZURE, "SYSTEM_PULLREQUEST_TARGETBRANCH": "main"},
    "jenkins": {**JENKINS, "CHANGE_TARGET": "main"},
}


@pytest.mark.parametrize("system", REQUESTS)
def test_a_pull_request_is_compared_with_its_target(
    origin: Origin, job: Repository, auto: Auto, system: str
) -> None:
    ran = auto(job, REQUESTS[system])
    assert (ran.status, said(ran)) == (1, RAISED)
    assert ran.report["base"] == {"ref": "origin/main", "commit": origin.began, "governing": []}


@pytest.mark.parametrize("system", REQUESTS)
def test_so_is_one_that_is_merged_already(
    origin: Origin, merged: Repository, auto: Auto, system: str
) -> None:
    ran = auto(merged, REQUESTS[system])
    assert (ran.status, said(ran)) == (1, RAISED)
    assert ran.report["base"]["commit"] == origin.here.git("rev-parse", "main")


@pytest.mark.parametrize("system", REQUESTS)
def test_a_submodule_is_not_what_the_job_speaks_of(
    job: Repository, tmp_path: Path, auto: Auto, system: str
) -> None:
    """A change may have put it where a job looks, with a `main` of its own."""
    part = started(tmp_path / "part")
    words = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"]
    job.git(*words, f"file://{part.folder}", "part")
    ran = auto(Repository(job.folder / "part"), REQUESTS[system])
    refused(ran, "this is a submodule, and the CI job speaks of the repository", "check in that")


@pytest.mark.parametrize("system", REQUESTS)
def test_a_shallow_clone_that_lacks_the_target_is_told_so(
    origin: Origin, tmp_path: Path, auto: Auto, system: str
) -> None:
    job = clone(origin.here, tmp_path / "job", "--depth", "1", "--branch", "work")
    refused(auto(job, REQUESTS[system]), "there is no revision `origin/main`", DEPTH)


@pytest.mark.parametrize("system", REQUESTS)
def test_a_tag_is_not_taken_for_the_target(
    origin: Origin, job: Repository, auto: Auto, system: str
) -> None:
    """Whoever may push tags could choose the base otherwise."""
    for name in ("origin/main", "main", "refs/remotes/origin/main"):
        job.git("tag", name, origin.tip)
    ran = auto(job, REQUESTS[system])
    assert (ran.status, said(ran)) == (1, RAISED)
    job.git("update-ref", "-d", "refs/remotes/origin/main")
    refused(auto(job, REQUESTS[system]), "there is no revision `origin/main`")


@pytest.mark.parametrize("system", REQUESTS)
def test_a_target_that_is_not_there_is_not_replaced_by_a_guess(
    job: Repository, auto: Auto, system: str
) -> None:
    job.git("update-ref", "-d", "refs/remotes/origin/main")
    ran = auto(job, REQUESTS[system])
    refused(ran, "there is no revision `origin/main`", "a branch, tag or commit that was fetched")


# -- GitHub ---------------------------------------------------------------------------------------


def test_github_names_the_commit_of_the_target_where_its_branch_was_not_fetched(
    origin: Origin, tmp_path: Path, auto: Auto
) -> None:
    job = clone(origin.here, tmp_path / "job", "--branch", "work", "--single-branch")
    event = {"pull_request": {"base": {"sha": origin.began}}}
    ran = auto(job, PULL, event)
    assert (ran.status, said(ran)) == (1, RAISED)
    assert ran.report["base"]["ref"] == origin.began


def test_github_tells_where_a_merge_queue_begins(
    origin: Origin, job: Repository, auto: Auto
) -> None:
    told = {**GITHUB, "GITHUB_EVENT_NAME": "merge_group"}
    ran = auto(job, told, {"merge_group": {"base_sha": origin.began}})
    assert (ran.status, said(ran)) == (1, RAISED)


@pytest.mark.parametrize("more", [DEFAULT, {}], ids=["default known", "unknown"])
def test_github_tells_what_a_push_to_main_began_from(
    origin: Origin, trunk: Repository, auto: Auto, more: Mapping[str, Any]
) -> None:
    ran = auto(trunk, PUSH, {"before": origin.began, **more})
    assert (ran.status, said(ran)) == (1, RAISED)
    assert ran.report["base"]["commit"] == origin.began
    ran = auto(trunk, PUSH, {"before": origin.raised, **more})
    assert (ran.status, said(ran)) == (0, [])


def test_a_second_push_to_a_branch_does_not_hide_the_first(
    origin: Origin, job: Repository, auto: Auto
) -> None:
    told = {**PUSH, "GITHUB_REF_NAME": "work"}
    for before in (ZEROS, origin.raised):
        ran = auto(job, told, {"before": before, **DEFAULT})
        assert (ran.status, said(ran)) == (1, RAISED)
    told = {**GITLAB, "CI_COMMIT_BRANCH": "work", "CI_COMMIT_BEFORE_SHA": origin.raised}
    ran = auto(job, told)
    assert (ran.status, said(ran)) == (1, RAISED)


def test_a_push_whose_event_can_not_be_read_is_refused(trunk: Repository, auto: Auto) -> None:
    for event in (None, "", "{", "[]", '{"before": null}', "[" * 100_000):
        ran = auto(trunk, PUSH, event)
        refused(ran, "the CI job (`GITHUB_ACTIONS`) doesn't say what its change began from")


def test_a_push_whose_beginning_is_gone_is_refused(trunk: Repository, auto: Auto) -> None:
    ran = auto(trunk, PUSH, {"before": "1" * 40, **DEFAULT})
    refused(ran, f"there is no revision `{'1' * 40}`")


def test_a_shallow_clone_that_lacks_what_was_pushed_upon_is_told_so(
    origin: Origin, trunk: Repository, auto: Auto, tmp_path: Path
) -> None:
    near = clone(origin.here, tmp_path / "near", "--depth", "1")
    refused(auto(near, PUSH, {"before": origin.began, **DEFAULT}), "there is no revision", DEPTH)
    refused(auto(near, PUSH, {"before": ZEROS, **DEFAULT}), "there is no revision `HEAD^`", DEPTH)


def test_a_job_by_the_clock_looks_at_the_last_change(
    origin: Origin, trunk: Repository, auto: Auto
) -> None:
    told = {**GITHUB, "GITHUB_EVENT_NAME": "schedule", "GITHUB_REF_NAME": "main"}
    ran = auto(trunk, told, DEFAULT)
    assert (ran.status, ran.report["base"]["commit"]) == (0, origin.raised)


# -- all zeros ------------------------------------------------------------------------------------

BRANCHES = {
    "github": ({**PUSH, "GITHUB_REF_NAME": "work"}, {"before": ZEROS, **DEFAULT}),
    "gitlab": ({**GITLAB, "CI_COMMIT_BRANCH": "work"}, None),
}
MAINS = {
    "github": (PUSH, {"before": ZEROS, **DEFAULT}),
    "gitlab": ({**GITLAB, "CI_COMMIT_BRANCH": "main"}, None),
    "azure": (AZURE, None),
    "jenkins": (JENKINS, None),
}


@pytest.mark.parametrize("system", BRANCHES)
def test_a_new_branch_began_from_the_default_branch(
    origin: Origin, job: Repository, auto: Auto, system: str
) -> None:
    ran = auto(job, *BRANCHES[system])
    assert (ran.status, said(ran)) == (1, RAISED)
    assert ran.report["base"]["commit"] == origin.began


@pytest.mark.parametrize("system", MAINS)
def test_where_nothing_is_told_main_is_compared_with_the_commit_before(
    origin: Origin, trunk: Repository, auto: Auto, system: str
) -> None:
    trunk.git("reset", "--quiet", "--hard", origin.raised)
    ran = auto(trunk, *MAINS[system])
    assert (ran.status, said(ran)) == (1, RAISED)
    assert ran.report["base"] == {"ref": "HEAD^", "commit": origin.began, "governing": []}


@pytest.mark.parametrize("system", MAINS)
def test_the_first_commit_of_all_makes_everything_new(
    origin: Origin, trunk: Repository, auto: Auto, system: str
) -> None:
    first = origin.here.git("rev-list", "--max-parents=0", "main")
    trunk.git("reset", "--quiet", "--hard", first)
    ran = auto(trunk, *MAINS[system])
    assert (ran.status, ran.report["base"]["commit"]) == (1, "")
    assert said(ran) == [
        ("prices/starts-cheap", "pot", "pot is new, and costs 120"),
        ("prices/within-cap", "pot", "pot costs 120"),
    ]


@pytest.mark.parametrize("system", MAINS)
def test_a_commit_whose_parent_is_lost_is_not_the_first(
    origin: Origin, trunk: Repository, auto: Auto, system: str
) -> None:
    for name in [*(trunk.folder / ".git/objects/pack").iterdir()]:
        name.rename(trunk.folder / ".git" / name.name)
    pack = next(path for path in (trunk.folder / ".git").glob("*.pack"))
    trunk.git("unpack-objects", "-q", input=pack.read_bytes())
    trunk.git("reset", "--quiet", "--hard", origin.raised)
    (trunk.folder / ".git/objects" / origin.began[:2] / origin.began[2:]).unlink()
    refused(auto(trunk, *MAINS[system]), "there is no revision `HEAD^`")


# -- GitLab ---------------------------------------------------------------------------------------


def test_gitlab_tells_what_a_push_to_main_began_from(
    origin: Origin, trunk: Repository, auto: Auto
) -> None:
    told = {**GITLAB, "CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": origin.began}
    ran = auto(trunk, told)
    assert (ran.status, said(ran)) == (1, RAISED)


def test_gitlab_names_the_tip_that_a_request_is_merged_into(
    origin: Origin, merged: Repository, auto: Auto
) -> None:
    tip = origin.here.git("rev-parse", "main")
    ran = auto(merged, {**REQUEST, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": tip})
    assert (ran.status, said(ran)) == (1, RAISED)
    assert ran.report["base"]["ref"] == tip


def test_gitlab_names_the_commit_of_the_target_where_its_branch_was_not_fetched(
    origin: Origin, tmp_path: Path, auto: Auto
) -> None:
    job = clone(origin.here, tmp_path / "job", "--branch", "work", "--single-branch")
    ran = auto(job, {**REQUEST, "CI_MERGE_REQUEST_DIFF_BASE_SHA": origin.began})
    assert (ran.status, said(ran)) == (1, RAISED)


def test_a_request_that_got_another_target_is_not_compared_with_the_one_before(
    origin: Origin, job: Repository, auto: Auto
) -> None:
    ran = auto(job, {**REQUEST, "CI_MERGE_REQUEST_DIFF_BASE_SHA": origin.raised})
    assert (ran.status, said(ran)) == (1, RAISED)


# -- Jenkins --------------------------------------------------------------------------------------


def test_jenkins_looks_again_at_what_failed(origin: Origin, trunk: Repository, auto: Auto) -> None:
    told = {"GIT_PREVIOUS_SUCCESSFUL_COMMIT": origin.began, "GIT_PREVIOUS_COMMIT": origin.raised}
    ran = auto(trunk, {**JENKINS, **told})
    assert (ran.status, said(ran)) == (1, RAISED)
    ran = auto(trunk, {**JENKINS, "GIT_PREVIOUS_COMMIT": origin.began})
    assert (ran.status, said(ran)) == (1, RAISED)


def test_jenkins_does_not_take_what_is_cut_off_for_gone(
    origin: Origin, trunk: Repository, auto: Auto, tmp_path: Path
) -> None:
    near = clone(origin.here, tmp_path / "near", "--depth", "2")
    told = {**JENKINS, "GIT_PREVIOUS_SUCCESSFUL_COMMIT": origin.began}
    refused(auto(near, told), f"there is no revision `{origin.began}`", DEPTH)
    gone = {**JENKINS, "GIT_PREVIOUS_SUCCESSFUL_COMMIT": "1" * 40}
    ran = auto(trunk, gone)
    assert (ran.status, ran.report["base"]["ref"]) == (0, "HEAD^")


# -- outside --------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [{}, {"CI": "true"}, {"GITHUB_ACTIONS": ""}])
def test_outside_of_a_ci_job_there_is_no_auto(
    job: Repository, auto: Auto, told: Mapping[str, str]
) -> None:
    ran = auto(job, told)
    refused(ran, "finds the base from the environment of a CI job, and this is none")
    assert "name the base, such as `--base origin/main`" in ran.err


def test_a_job_that_tells_nothing_is_refused(job: Repository, auto: Auto) -> None:
    refused(auto(job, PUSH), "the CI job (`GITHUB_ACTIONS`) doesn't say")


@pytest.mark.parametrize("name", ["--upload-pack=x", "a b", "main..work", "$(x)", "main\n"])
def test_a_hostile_target_is_only_a_name(job: Repository, auto: Auto, name: str) -> None:
    refused(auto(job, {**PULL, "GITHUB_BASE_REF": name}), "there is no revision")
