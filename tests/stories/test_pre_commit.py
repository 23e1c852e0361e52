"""Real runs of the published hooks, by pre-commit and within git's own commands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.change.repository import FILES, Repository, empty, started
from tests.stories.stage import Hooks, verdicts

pytestmark = pytest.mark.story

CHECK, ALL, TEST = "remit check", "remit check of the whole change", "remit test"

MANIFESTS = r"(^|/)items/[^/]+\.yaml$|^-[^/]+\.yaml$"
SETTING = FILES["remit.yaml"].replace('["items/*.yaml"]', '["**/items/*.yaml", "-*.yaml"]')
ANYWHERE = {"remit.yaml": SETTING}
"""A configuration that finds items in all folders named so, and in files that begin with a dash."""


@pytest.fixture
def project(tmp_path: Path, hooks: Hooks) -> Repository:
    """Gives a repository with items, in which pre-commit is installed with both checks."""
    return _with_hooks(started(tmp_path / "project", {**FILES, **ANYWHERE}), hooks)


def _with_hooks(
    here: Repository, hooks: Hooks, configuration: Mapping[str, Any] | None = None
) -> Repository:
    chosen = configuration or hooks.configuration("remit-check", "remit-check-all")
    for entry in chosen["repos"][0]["hooks"]:
        if entry["id"] == "remit-check":
            entry.setdefault("files", MANIFESTS)
    here.write({".pre-commit-config.yaml": yaml.safe_dump(dict(chosen))})
    here.record("hooks")
    types = ("pre-commit", "pre-merge-commit", "pre-push")
    hooks.pre_commit(here, "install", *(f"--hook-type={name}" for name in types))
    return here


def _item(name: str, price: int) -> str:
    return f"id: {name}\nprice: {price}\nowner: mara\n"


def _stage(project: Repository, files: Mapping[str, str]) -> None:
    project.write(files)
    project.git("add", "--all")


def test_a_good_manifest_is_committed(project: Repository, hooks: Hooks) -> None:
    _stage(project, {"items/mug.yaml": _item("mug", 20)})
    out = hooks.command(project, "git", "commit", "--message=a mug")
    assert verdicts(out) == {CHECK: "Passed", ALL: "Passed"}
    assert project.git("log", "-1", "--format=%s") == "a mug"


def test_a_bad_manifest_is_not(project: Repository, hooks: Hooks) -> None:
    before = project.git("rev-parse", "HEAD")
    _stage(project, {"items/mug.yaml": _item("mug", 70)})
    out = hooks.command(project, "git", "commit", "--message=a mug", status=1)
    assert verdicts(out) == {CHECK: "Failed", ALL: "Failed"}
    assert "items/mug.yaml:2:8: blocks prices/starts-cheap" in out
    assert "mug is new, and costs 70" in out
    assert project.git("rev-parse", "HEAD") == before


def test_what_was_bad_before_does_not_stop_others(project: Repository, hooks: Hooks) -> None:
    _stage(project, {"items/cup.yaml": _item("cup", 15), "README.md": "A shelf.\n"})
    assert verdicts(hooks.pre_commit(project, "run")) == {CHECK: "Passed", ALL: "Passed"}
    _stage(project, {"items/pot.yaml": _item("pot", 119)})
    out = hooks.pre_commit(project, "run", status=1)
    assert "pot costs 119" in out


def test_a_commit_without_manifests(project: Repository, hooks: Hooks) -> None:
    _stage(project, {"README.md": "A shelf.\n"})
    assert verdicts(hooks.pre_commit(project, "run")) == {CHECK: "Skipped", ALL: "Passed"}
    hooks.command(project, "git", "commit", "--message=words")
    hooks.command(project, "git", "commit", "--amend", "--message=other words")
    hooks.command(project, "git", "commit", "--allow-empty", "--message=nothing")


def test_what_is_staged_counts_and_not_what_is_on_the_disk(
    project: Repository, hooks: Hooks
) -> None:
    _stage(project, {"items/cup.yaml": _item("cup", 15)})
    project.write({"items/cup.yaml": _item("cup", 500), "items/jar.yaml": _item("jar", 500)})
    assert verdicts(hooks.pre_commit(project, "run")) == {CHECK: "Passed", ALL: "Passed"}
    assert (project.folder / "items" / "cup.yaml").read_text() == _item("cup", 500)
    _stage(project, {"items/cup.yaml": _item("cup", 150)})
    project.write({"items/cup.yaml": _item("cup", 15)})
    out = hooks.command(project, "git", "commit", "--message=a cup", status=1)
    assert verdicts(out) == {CHECK: "Failed", ALL: "Failed"}
    assert "cup costs 150" in out


def test_parts_of_a_file_that_are_committed_alone(project: Repository, hooks: Hooks) -> None:
    """`git commit PATH` prepares an index of its own, which the hook is told of."""
    _stage(project, {"items/jar.yaml": _item("jar", 500)})
    project.write({"items/cup.yaml": _item("cup", 15)})
    hooks.command(project, "git", "commit", "--message=a cup", "items/cup.yaml")
    out = hooks.command(project, "git", "commit", "--message=a jar", "items/jar.yaml", status=1)
    assert "jar costs 500" in out


def test_a_deletion(project: Repository, hooks: Hooks) -> None:
    project.git("rm", "--quiet", "items/jar.yaml")
    out = hooks.pre_commit(project, "run", status=1)
    assert verdicts(out) == {CHECK: "Skipped", ALL: "Failed"}
    assert "jar is taken away, at 30" in out
    project.git("reset", "--hard", "--quiet")
    project.git("rm", "--quiet", "items/cup.yaml")
    assert verdicts(hooks.pre_commit(project, "run")) == {CHECK: "Skipped", ALL: "Passed"}


def test_a_rename(project: Repository, hooks: Hooks) -> None:
    project.git("mv", "items/jar.yaml", "items/glass.yaml")
    assert verdicts(hooks.pre_commit(project, "run")) == {CHECK: "Passed", ALL: "Passed"}
    _stage(project, {"items/glass.yaml": _item("jar", 70)})
    out = hooks.pre_commit(project, "run", status=1)
    assert verdicts(out) == {CHECK: "Failed", ALL: "Failed"}
    assert "jar goes from 30 to 70" in out


def test_a_rename_out_of_sight(project: Repository, hooks: Hooks) -> None:
    project.git("mv", "items/jar.yaml", "items/jar.txt")
    out = hooks.pre_commit(project, "run", status=1)
    assert verdicts(out) == {CHECK: "Skipped", ALL: "Failed"}
    assert "jar is taken away" in out


def test_a_name_that_is_nearly_a_manifests(tmp_path: Path, hooks: Hooks) -> None:
    setting = FILES["remit.yaml"].replace('["items/*.yaml"]', '["items/*/item.yaml"]')
    files = {"remit.yaml": setting, "items/mug/item.yaml": _item("mug", 20)}
    chosen = hooks.configuration("remit-check", "remit-check-all")
    chosen["repos"][0]["hooks"][0]["files"] = r"(^|/)item\.ya?ml$"
    project = _with_hooks(started(tmp_path / "project", {**FILES, **files}), hooks, chosen)
    _stage(project, {"items/jug/item.yml": _item("jug", 70)})
    out = hooks.pre_commit(project, "run", "--verbose")
    assert verdicts(out) == {CHECK: "Passed", ALL: "Passed"}
    assert out.count("`items/jug/item.yml` is not checked") == 2
    project.git("mv", "items/mug/item.yaml", "items/mug/item.yml")
    out = hooks.pre_commit(project, "run", status=1)
    assert verdicts(out) == {CHECK: "Failed", ALL: "Failed"}
    assert out.count("`items/mug/item.yaml` called so that no rule sees it") == 2


ODD = [
    "-mug.yaml",
    "--block=introduced/items/mug.yaml",
    "items/ein Löffel.yaml",
    "items/スプーン ☕.yaml",
    "items/'\"$(x) ;&*.yaml",
    "items/a\nb.yaml",
    "items/\x1b[31mred.yaml",
]


def test_odd_paths(project: Repository, hooks: Hooks) -> None:
    mugs = {path: f"mug-{number}" for number, path in enumerate(ODD)}
    _stage(project, {path: _item(mug, 20) for path, mug in mugs.items()})
    out = hooks.pre_commit(project, "run", "--verbose")
    assert verdicts(out) == {CHECK: "Passed", ALL: "Passed"}
    assert out.count(f"checked {len(ODD)} manifests against") == 2
    _stage(project, {path: _item(mug, 70) for path, mug in mugs.items()})
    out = hooks.pre_commit(project, "run", status=1)
    assert verdicts(out) == {CHECK: "Failed", ALL: "Failed"}
    assert [out.count(f"{mug} is new, and costs 70") for mug in mugs.values()] == [2] * len(ODD)
    assert "\x1b" not in out


def _apart(project: Repository, ours: int, theirs: int) -> None:
    """Makes two branches that change the same line, and more on the other one."""
    project.git("switch", "--quiet", "--create", "theirs")
    project.write({"items/cup.yaml": _item("cup", theirs), "items/mug.yaml": _item("mug", 20)})
    project.record("theirs")
    project.git("switch", "--quiet", "main")
    project.write({"items/cup.yaml": _item("cup", ours)})
    project.record("ours")


def test_a_merge_that_was_in_conflict(project: Repository, hooks: Hooks) -> None:
    _apart(project, 15, 16)
    project.git("merge", "theirs", check=False)
    _stage(project, {"items/cup.yaml": _item("cup", 400)})
    out = hooks.command(project, "git", "commit", "--no-edit", status=1)
    assert verdicts(out) == {CHECK: "Failed", ALL: "Failed"}
    assert "cup goes from 15 to 400" in out
    _stage(project, {"items/cup.yaml": _item("cup", 16)})
    out = hooks.command(project, "git", "commit", "--no-edit")
    assert verdicts(out) == {CHECK: "Passed", ALL: "Passed"}
    assert len(project.git("log", "-1", "--format=%P").split()) == 2


def test_a_merge_that_is_not_in_conflict(project: Repository, hooks: Hooks) -> None:
    """What comes in by the merge is part of it; git runs another hook for these."""
    project.git("switch", "--quiet", "--create", "theirs")
    project.write({"items/mug.yaml": _item("mug", 70)})
    project.record("a dear mug")
    project.git("switch", "--quiet", "main")
    project.write({"items/cup.yaml": _item("cup", 15)})
    project.record("ours")
    out = hooks.command(project, "git", "merge", "--no-edit", "theirs", status=1)
    assert verdicts(out)[ALL] == "Failed"
    assert "mug is new, and costs 70" in out


def test_a_conflict_that_is_left(project: Repository, hooks: Hooks) -> None:
    _apart(project, 15, 16)
    project.git("merge", "theirs", check=False)
    out = hooks.pre_commit(project, "run", status=1)
    assert "Unmerged files" in out


def test_all_files_are_checked_as_a_whole(project: Repository, hooks: Hooks) -> None:
    """There nothing is staged, so that no change could block; what was bad before is to be seen."""
    out = hooks.pre_commit(project, "run", "--all-files", status=1)
    assert verdicts(out) == {CHECK: "Failed", ALL: "Failed"}
    assert out.count("pot costs 120") == 2
    project.write({"items/pot.yaml": _item("pot", 99)})
    project.record("a cheaper pot")
    out = hooks.pre_commit(project, "run", "--all-files")
    assert verdicts(out) == {CHECK: "Passed", ALL: "Passed"}


def test_what_lies_between_two_revisions(project: Repository, hooks: Hooks) -> None:
    project.write({"items/jar.yaml": _item("jar", 70)})
    project.record("a dearer jar")
    project.write({"README.md": "A shelf.\n"})
    project.record("words")
    refs = ("--from-ref=HEAD~2", "--to-ref=HEAD")
    out = hooks.pre_commit(project, "run", *refs, status=1)
    assert verdicts(out) == {CHECK: "Failed", ALL: "Failed"}
    assert "jar goes from 30 to 70" in out
    out = hooks.pre_commit(project, "run", "--from-ref=HEAD~1", "--to-ref=HEAD")
    assert verdicts(out) == {CHECK: "Skipped", ALL: "Passed"}
    out = hooks.pre_commit(project, "run", "--from-ref=HEAD~2", "--to-ref=HEAD~1", status=1)
    assert "pre-commit was asked about `HEAD~1`, and another commit is checked out" in out


def test_before_a_push(project: Repository, hooks: Hooks, tmp_path: Path) -> None:
    remote = empty(tmp_path / "remote")
    project.git("remote", "add", "origin", str(remote.folder))
    project.git("push", "--quiet", "--no-verify", "origin", "main:shared")
    project.git("fetch", "--quiet", "origin")
    project.write({"items/jar.yaml": _item("jar", 70)})
    project.record("a dearer jar")
    out = hooks.command(project, "git", "push", "origin", "main:shared", status=1)
    assert "jar goes from 30 to 70" in out
    project.write({"items/jar.yaml": _item("jar", 31)})
    project.record("a jar")
    out = hooks.command(project, "git", "push", "origin", "main:shared")
    assert verdicts(out) == {CHECK: "Passed", ALL: "Passed"}


def test_the_first_commit(hooks: Hooks, tmp_path: Path) -> None:
    project = empty(tmp_path / "project")
    project.write({**FILES, **ANYWHERE})
    project.write(
        {".pre-commit-config.yaml": yaml.safe_dump(hooks.configuration("remit-check-all"))}
    )
    project.git("add", "--all")
    out = hooks.pre_commit(project, "run", status=1)
    assert "pot is new, and costs 120" in out
    project.git("rm", "--quiet", "--cached", "items/pot.yaml")
    assert verdicts(hooks.pre_commit(project, "run")) == {ALL: "Passed"}


def test_a_linked_worktree(project: Repository, hooks: Hooks, tmp_path: Path) -> None:
    project.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked")
    _stage(linked, {"items/mug.yaml": _item("mug", 70)})
    out = hooks.command(linked, "git", "commit", "--message=a mug", status=1)
    assert "mug is new, and costs 70" in out
    _stage(linked, {"items/mug.yaml": _item("mug", 20)})
    hooks.command(linked, "git", "commit", "--message=a mug")


def test_a_mistake_in_the_set_up_is_no_violation(project: Repository, hooks: Hooks) -> None:
    _stage(project, {"remit.yaml": "polices: []\n"})
    out = hooks.pre_commit(project, "run", "remit-check-all", status=1)
    assert "exit code: 2" in out
    assert "did you mean `policies`?" in out


def test_options_of_the_project(tmp_path: Path, hooks: Hooks) -> None:
    chosen = hooks.configuration("remit-check", args=["--block", "introduced", "--"])
    project = _with_hooks(started(tmp_path / "project", {**FILES, **ANYWHERE}), hooks, chosen)
    _stage(project, {"items/pot.yaml": _item("pot", 119), "-x.yaml": _item("x", 1)})
    out = hooks.pre_commit(project, "run", "--verbose")
    assert verdicts(out) == {CHECK: "Passed"}
    assert "checked 2 manifests" in out


def test_rules_are_tested(tmp_path: Path, hooks: Hooks) -> None:
    tests = """\
policy: shelf.remit
today: 2026-11-23
tests:
  - {name: cheap, manifest: {id: a, price: 1}, expect: []}
  - {name: dear, manifest: {id: a, price: 11}, expect: [{rule: cheap}]}
"""
    rule = (
        'policy shelf governs item "A."\n'
        'rule cheap mandatory "B."\n  require item.price < %d else "c"\n'
    )
    files = {**FILES, "rules/shelf.remit": rule % 11, "rules/shelf.test.yaml": tests}
    del files["rules/prices.remit"]
    chosen = hooks.configuration("remit-test")
    project = _with_hooks(started(tmp_path / "project", files), hooks, chosen)
    _stage(project, {"items/cup.yaml": _item("cup", 2)})
    assert verdicts(hooks.pre_commit(project, "run")) == {TEST: "Skipped"}
    _stage(project, {"rules/shelf.remit": rule % 10})
    assert verdicts(hooks.pre_commit(project, "run")) == {TEST: "Passed"}
    _stage(project, {"rules/shelf.remit": rule % 12})
    project.write({"rules/shelf.remit": rule % 10})
    out = hooks.pre_commit(project, "run", status=1)
    assert verdicts(out) == {TEST: "Failed"}
    assert "dear" in out


def test_rules_are_laid_out_and_looked_over(tmp_path: Path, hooks: Hooks) -> None:
    chosen = hooks.configuration("remit-fmt", "remit-lint")
    project = _with_hooks(started(tmp_path / "project", FILES), hooks, chosen)
    rules = FILES["rules/prices.remit"]
    _stage(project, {"rules/prices.remit": rules + "\n\n\n"})
    out = hooks.pre_commit(project, "run", status=1)
    assert verdicts(out)["remit fmt"] == "Failed"
    assert "files were modified by this hook" in out
    project.git("add", "--all")
    assert verdicts(hooks.pre_commit(project, "run"))["remit fmt"] in ("Passed", "Skipped")
    _stage(project, {"rules/prices.remit": rules.replace("item.price <= 100", "item.prize <= 100")})
    out = hooks.pre_commit(project, "run", status=1)
    assert verdicts(out) == {"remit fmt": "Passed", "remit lint": "Failed"}
    assert "did you mean `price`?" in out


def test_the_hooks_are_tried_before_they_are_taken(
    project: Repository, hooks: Hooks, published: Repository
) -> None:
    """All hooks at once, in an environment that pre-commit makes for this alone."""
    _stage(project, {"items/mug.yaml": _item("mug", 70), "people.yaml": "mara: {name: M}\n"})
    words = ("try-repo", str(published.folder), "--ref", "v0.0", "--verbose")
    out = hooks.pre_commit(project, *words, status=1)
    assert verdicts(out)[ALL] == "Failed"
    assert verdicts(out)[CHECK] == "Passed"
    assert "mug is new, and costs 70" in out
