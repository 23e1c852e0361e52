"""What `remit init` writes: it passes its own check, its own tests and its own hooks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from tests.change.repository import ROOT, Repository, empty, started
from tests.stories.stage import Hooks, run, verdicts

pytestmark = pytest.mark.story

REMIT = Path(sys.executable).parent / "remit"


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Hooks:
    """Gives what runs hooks that need nothing but the remit that is installed."""
    home = tmp_path_factory.mktemp("home")
    return Hooks(Repository(home), "", home)


def test_a_project_in_an_empty_folder(tmp_path: Path, local: Hooks) -> None:
    here = empty(tmp_path / "self-checkout")
    run(REMIT, "init", folder=here.folder)
    here.git("add", "--all")
    assert verdicts(local.pre_commit(here, "run", "--all-files")) == {"remit check": "Passed"}
    local.pre_commit(here, "install")
    local.command(here, "git", "commit", "--message=the beginning")
    manifest = here.folder / "project.yaml"
    manifest.write_text(manifest.read_text().replace("stage: idea", "stage: ideal"))
    here.git("add", "--all")
    out = local.command(here, "git", "commit", "--message=a slip", status=1)
    assert verdicts(out) == {"remit check": "Failed"}
    assert "project.yaml:9:8: blocks manifest/schema" in out
    assert "`idea`" in out


def test_a_project_in_a_repository_that_is_there(tmp_path: Path, local: Hooks) -> None:
    mine = {"README.md": "Mine.\n", ".pre-commit-config.yaml": "repos: []\n", "src/a.py": ""}
    here = started(tmp_path / "till", mine)
    out = run(REMIT, "init", folder=here.folder)
    assert "kept     .pre-commit-config.yaml\n         add to it a hook with" in out
    assert here.git("status", "--porcelain", "--untracked-files=no") == ""
    run(REMIT, "check", "--base", "HEAD", folder=here.folder)


def test_a_project_without_git(tmp_path: Path) -> None:
    run(REMIT, "init", "--in", "till", folder=tmp_path)
    assert "checked 1 manifest" in run(REMIT, "check", folder=tmp_path / "till")
    again = run(REMIT, "init", "--in", "till", folder=tmp_path)
    assert "written" not in again


def test_a_policy_repository(installed: Path, tmp_path: Path, local: Hooks) -> None:
    """Its own hooks pass; and projects can use what it offers."""
    here = empty(tmp_path / "acme-rules")
    run(REMIT, "init", "policies", folder=here.folder)
    here.git("add", "--all")
    out = local.pre_commit(here, "run", "--all-files")
    assert set(verdicts(out).values()) == {"Passed"}
    assert len(verdicts(out)) == 4
    for words in (("fmt", "--check", "."), ("lint",), ("test",), ("check",)):
        run(REMIT, *words, folder=here.folder)
    words = ("-m", "pip", "install", "--quiet", "--no-deps", here.folder)
    run(installed / "python", *words, folder=tmp_path)
    (offered,) = yaml.safe_load((here.folder / ".pre-commit-hooks.yaml").read_text())
    (ours,) = yaml.safe_load((ROOT / "examples/policy-pack/.pre-commit-hooks.yaml").read_text())
    assert offered["entry"] == ours["entry"].replace("acme-policies", "acme-rules")
    project = empty(tmp_path / "project")
    run(REMIT, "init", folder=project.folder)
    project.git("add", "--all")
    entry = ("check", *offered["entry"].split()[2:])
    run(installed / "remit", *entry, folder=project.folder)
    manifest = project.folder / "project.yaml"
    milestone = "milestones: [{id: M1, title: Open, due: 2027-01-01, status: planned}]\n"
    manifest.write_text(manifest.read_text() + milestone)
    project.git("add", "--all")
    out = run(installed / "remit", *entry, folder=project.folder, status=1)
    assert "blocks ownership/milestone-has-owner" in out


def test_a_slip_in_a_policy_repository(tmp_path: Path, local: Hooks) -> None:
    here = empty(tmp_path / "acme-rules")
    run(REMIT, "init", "policies", folder=here.folder)
    here.record("the beginning")
    rule = here.folder / "acme_rules" / "rules" / "ownership.remit"
    rule.write_text(rule.read_text().replace("milestone.owner is not", "milestone.ownr is not"))
    here.git("add", "--all")
    out = local.pre_commit(here, "run", status=1)
    assert verdicts(out)["remit test"] == "Failed"
    assert "did you mean `owner`?" in out
    configuration = yaml.safe_load((here.folder / ".pre-commit-config.yaml").read_text())
    assert [hook["id"] for hook in configuration["repos"][0]["hooks"]] == [
        "remit-fmt",
        "remit-lint",
        "remit-test",
        "remit-check",
    ]
