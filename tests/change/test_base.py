"""Where a change began: refs, merge bases, and what can't be compared with."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.change.conftest import Check
from tests.change.repository import FILES, Repository, clone, empty
from tests.change.test_matching import said
from tests.cli.conftest import Ran

from remit.workspace import git

DEPTH = "`fetch-depth: 0`"


def refused(ran: Ran, *parts: str) -> None:
    """Holds that a check could not be done, that it said why, and that it judged nothing."""
    assert ran.status == 2, ran
    report = ran.report
    assert report["findings"] == []
    assert [each["code"] for each in report["diagnostics"]] == ["base-revision"]
    for part in parts:
        assert part in ran.err, ran.err


def test_a_change_is_compared_with_the_commit_that_it_began_from(
    here: Repository, check: Check
) -> None:
    began = here.git("rev-parse", "HEAD")
    here.git("switch", "--quiet", "--create", "work")
    here.write({"items/cup.yaml": "id: cup\nprice: 20\n"})
    here.record()
    here.git("switch", "--quiet", "main")
    here.write({"items/cup.yaml": "id: cup\nprice: 8\n", "items/pan.yaml": "id: pan\nprice: 300\n"})
    here.record()
    here.git("switch", "--quiet", "work")
    ran = check("--base", "main")
    assert (ran.status, said(ran)) == (0, [])  # 20 is no double of 12, and the pan isn't missed
    assert ran.report["base"]["commit"] == began


def test_commits_and_what_is_not_committed_are_one_change(here: Repository, check: Check) -> None:
    began = here.git("rev-parse", "HEAD")
    here.write({"items/cup.yaml": "id: cup\nprice: 20\n"})
    here.record()
    here.write({"items/cup.yaml": "id: cup\nprice: 30\n"})
    ran = check("--base", began)
    assert (ran.status, said(ran)) == (1, [("prices/no-raise", "cup", "cup goes from 12 to 30")])
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (0, [])


@pytest.mark.parametrize(
    "ref", ["v1", "refs/tags/v1", "work/ünïcode&x", "HEAD^0", "@", "main~0", "HEAD^{/beginning}"]
)
def test_a_revision_may_be_named_in_any_way(here: Repository, check: Check, ref: str) -> None:
    here.git("tag", "--annotate", "-m", "the first", "v1")
    here.git("branch", "work/ünïcode&x")
    ran = check("--base", ref)
    assert (ran.status, ran.report["base"]["ref"]) == (0, ref)


@pytest.mark.parametrize(
    "ref",
    [
        "nowhere",
        "main~99",
        "HEAD:remit.yaml",
        "main..main",
        "a b",
        "a\nb",
        "$(touch x)",
        "*",
        "0" * 40,
    ],
)
def test_an_unknown_revision_is_an_error(here: Repository, check: Check, ref: str) -> None:
    ran = check("--base", ref)
    refused(ran, "there is no revision", "name a branch, tag or commit that was fetched")
    assert DEPTH not in ran.err
    assert not (here.folder / "x").exists()


@pytest.mark.parametrize("ref", ["-x", "--all", "--upload-pack=touch x"])
def test_a_revision_is_never_taken_for_an_option(here: Repository, check: Check, ref: str) -> None:
    refused(check(f"--base={ref}"), f"there is no revision `{ref}`")


def test_an_empty_base_is_not_none(here: Repository, check: Check) -> None:
    refused(check("--base", ""), "`--base` names no revision", "a variable that isn't set")


def test_a_folder_outside_of_git_has_nothing_to_compare_with(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path / "plain"
    Repository(plain).write(FILES)
    monkeypatch.chdir(plain)
    for words in (["--base", "main"], ["--base", "auto"], ["--staged"]):
        refused(check(*words), "there is no git repository here", DEPTH)


def test_without_git_there_is_nothing_to_compare_with(
    here: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(here.folder))
    for words in (["--base", "main"], ["--staged"]):
        refused(check(*words), "git can't be run", "where git is installed")


def test_what_git_says_of_a_broken_repository_is_told(here: Repository, check: Check) -> None:
    (here.folder / ".git/config").write_text("[core\n")
    refused(check("--base", "main"), "git can't read the repository here: bad config line 1")


def test_a_folder_that_only_looks_like_a_repository_is_none(
    here: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = here.folder / "inner"
    Repository(inner).write({**FILES, ".git/notes": "nothing of git"})
    monkeypatch.chdir(inner)
    refused(check("--base", "main"), "git can't read the repository here")


def test_histories_without_a_common_commit_are_not_compared(here: Repository, check: Check) -> None:
    here.git("checkout", "--quiet", "--orphan", "other")
    here.record()
    refused(check("--base", "main"), "`main` and HEAD have no commit in common")


def test_what_a_shallow_clone_lacks_is_told(
    here: Repository, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = here.git("rev-parse", "HEAD")
    here.git("branch", "old")
    here.write({"items/cup.yaml": "id: cup\nprice: 20\n"})
    here.record()
    near = clone(here, tmp_path / "near", "--depth", "1", "--no-single-branch")
    monkeypatch.chdir(near.folder)
    for ref, why in (
        (first, "no commit in common"),
        ("HEAD^", "there is no revision"),
        ("origin/old", "no commit in common"),
        ("typo", "there is no revision"),
        ("", "names no revision"),
    ):
        ran = check("--base", ref)
        refused(ran, why)
        assert not ref or DEPTH in ran.err
    ran = check("--staged")
    assert (ran.status, ran.report["base"]["commit"]) == (0, near.git("rev-parse", "HEAD"))
    near.git("fetch", "--quiet", "--unshallow")
    ran = check("--base", "origin/old")
    assert (ran.status, ran.report["base"]["commit"]) == (0, first)


@pytest.mark.parametrize("lost", ["ls-tree", "diff", "ls-files"])
def test_what_git_fails_to_tell_is_not_taken_for_nothing(
    here: Repository, check: Check, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    def failing(here: git.Repository, *words: str, given: bytes | None = None) -> bytes | None:
        return None if words[0] == lost else ask(here, *words, given=given)

    ask = git.ask
    monkeypatch.setattr(git, "ask", failing)
    here.git("update-index", "--assume-unchanged", "items/cup.yaml")
    here.write({"items/cup.yaml": "id: cup\nprice: 40\n"})
    refused(check("--base", "HEAD"), "can't be read")


def test_a_repository_without_its_objects_is_not_read_as_empty(
    here: Repository, check: Check
) -> None:
    tree = here.git("rev-parse", "HEAD^{tree}")
    (here.folder / ".git/objects" / tree[:2] / tree[2:]).unlink()
    refused(check("--base", "HEAD"), "can't be read")
    refused(check("--staged"), "can't be read")


def test_a_manifest_without_its_object_is_undecided(here: Repository, check: Check) -> None:
    blob = here.git("rev-parse", "HEAD:items/cup.yaml")
    (here.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    ran = check("--base", "HEAD")
    assert ran.status == 1
    found = said(ran)
    assert [rule for rule, _, _ in found] == ["prices/starts-cheap", "prices/no-raise"]
    for _, manifest, message in found:
        assert manifest == "cup"
        assert message.startswith("can't be decided: the manifest on the base revision")


@pytest.mark.parametrize("words", [["--staged"], ["--base", "HEAD"], ["--base", "main"]])
def test_before_the_first_commit_every_manifest_is_new(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    new = empty(tmp_path / "new")
    new.write(FILES)
    new.git("add", "--all")
    monkeypatch.chdir(new.folder)
    ran = check(*words)
    assert ran.status == 1
    assert said(ran) == [
        ("prices/starts-cheap", "pot", "pot is new, and costs 120"),
        ("prices/within-cap", "pot", "pot costs 120"),
    ]
    assert ran.report["base"]["commit"] == ""


def test_before_the_first_commit_other_revisions_are_unknown(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = empty(tmp_path / "new")
    new.write(FILES)
    monkeypatch.chdir(new.folder)
    refused(check("--base", "origin/main"), "there is no revision `origin/main`")


def test_a_sha256_repository_is_read_as_well(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = Repository(tmp_path)
    new.git("init", "--quiet", "--object-format=sha256")
    new.write(FILES)
    monkeypatch.chdir(new.folder)
    assert len(said(check("--base", "HEAD"))) == 2
    new.record()
    ran = check("--base", "HEAD")
    assert (ran.status, len(ran.report["base"]["commit"])) == (0, 64)


def test_options_that_do_not_go_together_are_refused(here: Repository, check: Check) -> None:
    for words, why in (
        (["--base", "main", "--staged"], "`--staged` compares with HEAD"),
        (["--base", "", "--staged"], "`--staged` compares with HEAD"),
        (["--block", "introduced"], "`--block introduced` needs a base to compare with"),
        (["--staged", "-"], "standard input can't be staged"),
    ):
        ran = check(*words)
        assert (ran.status, ran.out) == (2, "")
        assert why in ran.err


def test_a_name_of_several_commits_is_refused(here: Repository, check: Check) -> None:
    """Git would take the tag, which others may push than those who may push to main."""
    here.git("switch", "--quiet", "--create", "work")
    here.write({"items/cup.yaml": "id: cup\nprice: 40\n"})
    tip = here.commit()
    here.git("tag", "main", tip)
    for ref in ("main", "main^0", "main~0", "heads/main~0", "tags/main"):
        ran = check("--base", ref)
        if ref.startswith("main"):
            refused(ran, f"`{ref}` may be `refs/heads/main` and `refs/tags/main`")
            assert "write the one that is meant in full" in ran.err
    ran = check("--base", "refs/heads/main")
    assert (ran.status, said(ran)) == (1, [("prices/no-raise", "cup", "cup goes from 12 to 40")])
    here.git("tag", "--delete", "main")
    here.git("tag", "main", "refs/heads/main")
    assert check("--base", "main").status == 1  # one commit, whichever is meant


def test_a_name_that_is_written_in_full_is_not_looked_for_elsewhere(
    here: Repository, check: Check
) -> None:
    here.git("tag", "refs/heads/stable", "HEAD")
    assert here.git("rev-parse", "refs/heads/stable") == here.git("rev-parse", "HEAD")
    refused(check("--base", "refs/heads/stable"), "there is no revision `refs/heads/stable`")


def test_a_branch_that_looks_like_a_commit_is_refused(here: Repository, check: Check) -> None:
    first = here.git("rev-parse", "HEAD")
    here.write({"items/cup.yaml": "id: cup\nprice: 40\n"})
    here.record()
    here.git("branch", first[:8])
    refused(check("--base", first[:8]), f"`{first[:8]}` may be `refs/heads/{first[:8]}`", first)
    assert check("--base", first).status == 1
    here.git("branch", "2026-11")
    assert check("--base", "2026-11").status == 0


BROKEN = {
    "empty": lambda here: (here / "refs/heads/main").write_text(""),
    "no commit": lambda here: (here / "refs/heads/main").write_text("1" * 40 + "\n"),
    "no name": lambda here: (here / "refs/heads/main").write_text("main\n"),
    "a broken list of refs": lambda here: [
        (here / "refs/heads/main").unlink(),
        (here / "packed-refs").write_text("nothing of git\n"),
    ],
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_head_is_not_taken_for_the_first_commit(
    here: Repository, check: Check, kind: str
) -> None:
    BROKEN[kind](here.folder / ".git")
    for words in (["--staged"], ["--base", "HEAD"], ["--base", "main"]):
        ran = check(*words)
        assert ran.status == 2
        assert [each["code"] for each in ran.report["diagnostics"]] == ["base-revision"]


def test_what_a_commit_holds_can_not_be_replaced(here: Repository, check: Check) -> None:
    before = here.git("rev-parse", "HEAD")
    here.write({"items/cup.yaml": "id: cup\nprice: 40\n"})
    after = here.commit()
    here.git("replace", before, after)
    ran = check("--base", before)
    assert (ran.status, said(ran)) == (1, [("prices/no-raise", "cup", "cup goes from 12 to 40")])


def test_a_base_is_not_guessed_where_history_was_cut_off(
    here: Repository, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old commit that is merged again is near, and the one that counts is not in the clone."""
    here.record("old")
    here.git("branch", "old")
    for number in range(4):
        here.write({"notes.md": f"{number}"})
        here.record()
    began = here.git("rev-parse", "HEAD")
    tips = {}
    for name, file in (("main", "a"), ("work", "b")):
        here.git("switch", "--quiet", "--force-create", name, began)
        for number in range(3):
            here.write({file: f"{number}"})
            here.record()
        tree = here.git("rev-parse", "HEAD^{tree}")
        words = ["-p", "HEAD", "-p", "old", "-m", "the old one again"]
        here.git("reset", "--quiet", "--hard", here.git("commit-tree", tree, *words))
        tips[name] = here.git("rev-parse", "HEAD")
    ran = check("--base", "main")
    assert (ran.status, ran.report["base"]["commit"]) == (0, began)
    near = clone(here, tmp_path / "near", "--depth", "2", "--no-single-branch", "--branch", "work")
    monkeypatch.chdir(near.folder)
    assert near.git("merge-base", "origin/main", "HEAD") == near.git("rev-parse", "origin/old")
    refused(check("--base", "origin/main"), "where `origin/main` and HEAD went apart", DEPTH)
    # what HEAD is made of can be told
    assert check("--base", "HEAD^2").status == 0
