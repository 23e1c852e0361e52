"""Working trees of every sort: linked ones, in hooks, submodules, line ends, paths, links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.change.conftest import Check
from tests.change.repository import FILES, Repository, clone, outside, started
from tests.change.test_base import DEPTH, refused
from tests.change.test_matching import CHANGED, finding, said

pytestmark = pytest.mark.story

BOTH = pytest.mark.parametrize("words", [["--base", "HEAD"], ["--staged"]], ids=" ".join)
RAISED = "id: cup\nprice: 40\n"


# -- linked working trees and hooks ---------------------------------------------------------------


@pytest.fixture
def linked(here: Repository, tmp_path: Path) -> Repository:
    """Gives a second working tree of the repository, on a branch of its own."""
    here.git("worktree", "add", "--quiet", "-b", "work", str(tmp_path / "linked"))
    return Repository(tmp_path / "linked")


def test_a_linked_working_tree_has_its_own_change(
    here: Repository, linked: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.write({"items/jar.yaml": "id: jar\nprice: 99\n"})
    here.git("add", "--all")
    linked.write({"items/cup.yaml": RAISED})
    linked.git("add", "--all")
    monkeypatch.chdir(linked.folder)
    for words in (["--base", "main"], ["--staged"]):
        ran = check(*words)
        assert (ran.status, said(ran)) == (1, [CHANGED])


@pytest.mark.parametrize("of", ["the other", "none"])
def test_what_git_says_of_another_repository_does_not_count(
    here: Repository, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    other = started(tmp_path / "other") if of == "the other" else Repository(tmp_path / "none")
    here.write({"items/cup.yaml": RAISED})
    here.git("add", "--all")
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.folder))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.folder / ".git/index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other.folder / ".git/objects"))
    monkeypatch.setenv("GIT_PREFIX", "items/")
    for words in (["--base", "HEAD"], ["--staged"]):
        ran = check(*words)
        assert (ran.status, said(ran)) == (1, [CHANGED])


@pytest.mark.parametrize("home", ["HOME", "XDG_CONFIG_HOME"])
@pytest.mark.parametrize("place", [".", "items", "/"])
def test_a_home_within_the_tree_has_no_settings_for_git(
    here: Repository, check: Check, monkeypatch: pytest.MonkeyPatch, home: str, place: str
) -> None:
    """CI jobs often have such a home, and settings of git name commands to run."""
    ran = here.folder / "ran"
    settings = f'[core]\nfsmonitor = "touch {ran}; false"\n'
    here.write({".gitconfig": settings, "git/config": settings, "items/.gitconfig": settings})
    here.write({"items/git/config": settings})
    here.record()
    here.write({"items/cup.yaml": RAISED})
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    monkeypatch.setenv(home, str(here.folder) if place == "/" else place)
    for words in (["--base", "HEAD"], ["--base", "HEAD", "items"]):
        told = check(*words)
        assert (told.status, said(told)) == (1, [CHANGED])
    check("items")
    assert not ran.exists()
    here.git(
        "status", **{home: str(here.folder), "GIT_CONFIG_GLOBAL": str(here.folder / ".gitconfig")}
    )
    assert ran.exists()


COMMITS = {
    "what is staged": ["commit", "-m", "x"],
    "everything": ["commit", "--all", "-m", "x"],
    "one file": ["commit", "-m", "x", "--", "items/cup.yaml"],
}


@pytest.mark.parametrize("place", ["here", "linked"])
@pytest.mark.parametrize("how", COMMITS)
def test_a_hook_sees_what_is_about_to_be_committed(
    here: Repository, linked: Repository, place: str, how: str
) -> None:
    tree = here if place == "here" else linked
    here.hook("pre-commit", "remit check --staged --quiet --as-of 2026-11-23 >&2")
    tree.write({"items/cup.yaml": RAISED, "items/jar.yaml": "id: jar\nprice: 99\n"})
    tree.git("add", "items/cup.yaml")
    before = tree.git("rev-parse", "HEAD")
    tree.git(*COMMITS[how], check=False)
    assert tree.git("rev-parse", "HEAD") == before
    tree.write({"items/cup.yaml": "id: cup\nprice: 20\n"})
    tree.git("add", "items/cup.yaml")
    tree.git(*COMMITS[how], check=False)
    # the jar is raised as well, which counts where everything is committed
    assert (tree.git("rev-parse", "HEAD") == before) is (how == "everything")


def test_a_hook_of_one_repository_may_look_at_another(here: Repository, tmp_path: Path) -> None:
    other = started(tmp_path / "other")
    other.write({"items/cup.yaml": RAISED})
    other.git("add", "--all")
    there = f"cd {other.folder} && remit check --staged --quiet --as-of 2026-11-23"
    here.hook("pre-commit", f"({there}) >{tmp_path}/told || echo $? >>{tmp_path}/told")
    here.write({"notes.md": "nothing of a manifest"})
    here.git("add", "--all")
    here.git("commit", "--quiet", "-m", "x")
    told = (tmp_path / "told").read_text().splitlines()
    assert told == [
        "items/cup.yaml:2:8: blocks prices/no-raise (mandatory, new with this change): "
        "cup goes from 12 to 40",
        "1",
    ]


# -- other sorts of repositories ------------------------------------------------------------------


def test_a_bare_repository_holds_no_change(
    here: Repository, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = clone(here, tmp_path / "bare", "--bare")
    monkeypatch.chdir(bare.folder)
    for words in (["--base", "main"], ["--staged"]):
        refused(check(*words), "there is no git repository here", DEPTH)
    here.git("config", "core.bare", "true")
    monkeypatch.chdir(here.folder)
    refused(check("--base", "main"), "git can't read the repository here")


def test_a_submodule_is_a_repository_of_its_own(
    here: Repository, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = started(tmp_path / "above", {"readme.md": "parts"})
    words = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"]
    above.git(*words, f"file://{here.folder}", "part")
    above.record()
    part = Repository(above.folder / "part")
    part.write({"items/cup.yaml": RAISED})
    part.git("add", "--all")
    monkeypatch.chdir(part.folder)
    for words in (["--base", "HEAD"], ["--staged"], ["--base", "origin/main"]):
        ran = check(*words)
        assert (ran.status, said(ran)) == (1, [CHANGED])
    monkeypatch.chdir(above.folder)
    ran = check("--base", "HEAD", "--require", "project")
    assert ran.status == 2
    assert "nothing was found of `project`" in ran.err


def test_a_tree_that_belongs_to_somebody_else_is_told(
    here: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for words in (["--base", "main"], ["--staged"]):
        refused(check(*words), "git can't read the repository here: detected dubious ownership")


# -- ends of lines --------------------------------------------------------------------------------


def test_other_ends_of_lines_are_no_change(
    here: Repository, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    dos = clone(here, tmp_path / "dos", "--config", "core.autocrlf=true")
    assert b"\r\n" in (dos.folder / "items/cup.yaml").read_bytes()
    monkeypatch.chdir(dos.folder)
    for words in (["--base", "HEAD"], ["--base", "HEAD", "--block", "introduced"], ["--staged"]):
        ran = check(*words)
        assert (ran.status, said(ran)) == (0, [])
    dos.write({"items/cup.yaml": "id: cup\r\nprice: 40\r\nowner: mara\r\n"})
    dos.git("add", "--all")
    for words in (["--base", "HEAD"], ["--staged"]):
        ran = check(*words)
        assert (ran.status, said(ran)) == (1, [CHANGED])
        assert finding(ran, "prices/no-raise")["line"] == 2


def test_a_base_with_other_ends_of_lines_is_read_as_well(here: Repository, check: Check) -> None:
    here.write({"items/cup.yaml": "id: cup\r\nprice: 12\r\n"})
    here.record()
    here.write({"items/cup.yaml": "id: cup\nprice: 40\n"})
    assert said(check("--base", "HEAD")) == [CHANGED]
    (here.folder / "items/cup.yaml").write_bytes(b"id: cup\nprice: 12\n")
    here.git("add", "--all")
    assert check("--base", "HEAD").status == 0


# -- paths ----------------------------------------------------------------------------------------

PATHS = ["-dash", "--base", "a b", "käse-茶", "new\nline", 'quo"te', "tab\tt", "\\", ":(top)x", "*"]


@BOTH
@pytest.mark.parametrize("name", PATHS)
def test_odd_paths_are_only_names(
    here: Repository, check: Check, name: str, words: list[str]
) -> None:
    path = f"items/{name}.yaml"
    here.write({path: "id: odd\nprice: 30\n", "items/old.yaml": "id: old\nprice: 30\nnote: x\n"})
    here.record()
    here.write({path: "id: odd\nprice: 70\n"})
    here.git("add", "--all")
    ran = check(*words)
    assert (ran.status, said(ran)) == (1, [("prices/no-raise", "odd", "odd goes from 30 to 70")])
    assert finding(ran, "prices/no-raise")["file"] == path
    here.git("rm", "--quiet", "--force", "--", f":(literal){path}")
    ran = check(*words)
    assert said(ran) == [("prices/stays", "odd", "odd is taken away, at 30")]
    assert finding(ran, "prices/stays")["file"] == path
    here.git("mv", "items/old.yaml", path)
    here.write({path: "id: young\nprice: 70\nnote: x\n"})
    here.git("add", "--all")
    ran = check(*words)
    assert ("prices/no-raise", "young", "young goes from 30 to 70") in said(ran)


@BOTH
def test_a_path_that_is_no_text_is_only_a_name(
    here: Repository, check: Check, words: list[str]
) -> None:
    place = os.fsencode(here.folder) + b"/items/\xff\xfe.yaml"
    Path(os.fsdecode(place)).write_bytes(b"id: odd\nprice: 30\n")
    here.record()
    Path(os.fsdecode(place)).write_bytes(b"id: odd\nprice: 70\n")
    here.git("add", "--all")
    ran = check(*words)
    assert (ran.status, said(ran)) == (1, [("prices/no-raise", "odd", "odd goes from 30 to 70")])


def test_named_odd_paths_are_compared(here: Repository) -> None:
    here.write({"items/-dash.yaml": "id: odd\nprice: 30\n"})
    here.record()
    here.write({"items/-dash.yaml": "id: odd\nprice: 70\n"})
    here.git("add", "--all")
    for words in (["--base", "HEAD"], ["--staged"]):
        ran = outside(here.folder / "items", "check", "--quiet", *words, "--", "-dash.yaml")
        assert (ran.status, ran.err) == (1, "")
        assert "-dash.yaml:2:8: blocks prices/no-raise" in ran.out


@pytest.mark.parametrize("folder", ["items", "rules", "."])
def test_a_change_is_the_same_from_any_folder(
    here: Repository, check: Check, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    here.write({"items/cup.yaml": RAISED})
    (here.folder / "items/jar.yaml").unlink()
    here.git("add", "--all")
    monkeypatch.chdir(here.folder / folder)
    for words in (["--base", "HEAD"], ["--staged"]):
        ran = check(*words)
        assert {rule for rule, _, _ in said(ran)} == {"prices/no-raise", "prices/stays"}
        file = finding(ran, "prices/stays")["file"]
        assert os.path.normpath(Path(folder) / file) == "items/jar.yaml"


def test_a_project_in_a_folder_of_the_repository_is_compared(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = started(tmp_path / "parts", {f"one/{name}": text for name, text in FILES.items()})
    parts.write({f"two/{name}": text for name, text in FILES.items()})
    parts.record()
    parts.write({"one/items/cup.yaml": RAISED, "two/items/jar.yaml": "id: jar\nprice: 99\n"})
    parts.git("add", "--all")
    monkeypatch.chdir(parts.folder / "one")
    for words in (["--base", "HEAD"], ["--staged"]):
        ran = check(*words)
        assert (ran.status, said(ran)) == (1, [CHANGED])


# -- links ----------------------------------------------------------------------------------------


@BOTH
def test_a_manifest_may_be_a_link_within_the_repository(
    here: Repository, check: Check, words: list[str]
) -> None:
    here.write({"store/cup.yaml": "id: mug\nprice: 12\n"})
    (here.folder / "items/mug.yaml").symlink_to("../store/cup.yaml")
    here.record()
    ran = check(*words)
    assert (ran.status, said(ran)) == (0, [])
    here.write({"store/cup.yaml": "id: mug\nprice: 40\n"})
    here.git("add", "--all")
    ran = check(*words)
    assert (ran.status, said(ran)) == (1, [("prices/no-raise", "mug", "mug goes from 12 to 40")])
    assert finding(ran, "prices/no-raise")["file"] == "items/mug.yaml"


@BOTH
def test_what_a_link_leads_to_is_touched_with_it(
    here: Repository, check: Check, words: list[str]
) -> None:
    here.write({"store/vat.yaml": "id: vat\nprice: 150\n"})
    (here.folder / "items/vat.yaml").symlink_to("../store/vat.yaml")
    here.record()
    here.write({"store/vat.yaml": "id: vat\nprice: 151\n"})
    here.git("add", "--all")
    ran = check(*words)
    found = [each for each in ran.report["findings"] if each["manifest"] == "vat"]
    assert [(each["change"], each["blocking"]) for each in found] == [("persisting", True)]


@BOTH
def test_a_link_that_leads_elsewhere_keeps_its_baseline(
    here: Repository, check: Check, words: list[str]
) -> None:
    here.write({"store/a.yaml": "id: mug\nprice: 12\n", "store/b.yaml": "id: cap\nprice: 40\n"})
    link = here.folder / "items/mug.yaml"
    link.symlink_to("../store/a.yaml")
    here.record()
    link.unlink()
    link.symlink_to("../store/b.yaml")
    here.git("add", "--all")
    ran = check(*words)
    assert (ran.status, said(ran)) == (1, [("prices/no-raise", "cap", "cap goes from 12 to 40")])


@BOTH
@pytest.mark.parametrize(
    "target",
    ["../../outside.yaml", "/etc/hostname", "mug.yaml", "nowhere", "../.git/config", "cup.yaml"],
)
def test_a_link_that_leads_nowhere_is_no_manifest(
    here: Repository, check: Check, words: list[str], target: str
) -> None:
    (here.folder.parent / "outside.yaml").write_text("id: cup\nprice: 1\n")
    (here.folder / "items/cup.yaml").unlink()
    (here.folder / "items/cup.yaml").symlink_to(target)
    here.git("add", "--all")
    ran = check(*words)
    assert ran.status == 1
    assert [rule for rule, _, _ in said(ran)] == ["manifest/syntax"]
    assert "bare" not in ran.out  # which git's own settings speak of


@BOTH
def test_a_manifest_that_takes_the_place_of_a_link_is_compared(
    here: Repository, check: Check, words: list[str]
) -> None:
    here.write({"store/a.yaml": "id: mug\nprice: 12\n"})
    (here.folder / "items/mug.yaml").symlink_to("../store/a.yaml")
    here.record()
    (here.folder / "items/mug.yaml").unlink()
    here.write({"items/mug.yaml": "id: mug\nprice: 40\n"})
    here.git("add", "--all")
    ran = check(*words)
    assert (ran.status, said(ran)) == (1, [("prices/no-raise", "mug", "mug goes from 12 to 40")])


def test_a_repository_may_be_reached_by_a_link(
    here: Repository, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(here.folder)
    here.write({"items/cup.yaml": RAISED})
    (here.folder / "items/jar.yaml").unlink()
    monkeypatch.chdir(tmp_path)
    ran = check("--base", "HEAD", "--config", "link/remit.yaml")
    assert {rule for rule, _, _ in said(ran)} == {"prices/no-raise", "prices/stays"}
