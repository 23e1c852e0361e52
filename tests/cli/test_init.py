"""`remit init`: what it writes passes its own check, and nothing that is there is touched."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from remit.cli.main import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gives an empty folder with a name of words, and works in it."""
    found = tmp_path / "My Shop"
    found.mkdir()
    monkeypatch.chdir(found)
    return found


def test_a_project_passes_its_own_check(folder: Path, capfd: Capture) -> None:
    assert main(["init"]) == 0
    assert main(["check"]) == 0
    assert "nothing blocks: checked 1 manifest" in capfd.readouterr().out
    assert main(["schema", "--check", "remit.yaml"]) == 0


def test_the_manifest_names_a_schema_that_editors_can_use(folder: Path) -> None:
    main(["init"])
    first, *_ = (folder / "project.yaml").read_text().splitlines()
    place = first.removeprefix("# yaml-language-server: $schema=")
    assert place != first
    schema = json.loads((folder / place).read_text())
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    manifest = yaml.load((folder / "project.yaml").read_text(), Loader=yaml.BaseLoader)
    manifest["funding"]["budget"] = 0
    assert validator.is_valid(manifest)
    assert not validator.is_valid({**manifest, "stage": "ideal"})


def test_a_policy_repository_passes_its_own_tests(folder: Path, capfd: Capture) -> None:
    assert main(["init", "policies", "--name", "acme-rules"]) == 0
    assert main(["test"]) == 0
    assert "2 cases of 1 policy: all as expected" in capfd.readouterr().out
    assert main(["fmt", "--check"]) == 0
    assert main(["schema", "--check", "acme_rules/remit.yaml"]) == 0
    (hook,) = yaml.safe_load((folder / ".pre-commit-hooks.yaml").read_text())
    assert hook["entry"].endswith("--policy pack:acme-rules")


def test_the_files_of_ci_are_yaml(folder: Path) -> None:
    main(["init"])
    job = yaml.safe_load((folder / ".github/workflows/remit.yml").read_text())
    steps = job["jobs"]["check"]["steps"]
    assert steps[0]["with"]["fetch-depth"] == 0
    assert "remit check --base auto" in steps[-1]["run"]
    hooks = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text())
    assert hooks["repos"][0]["hooks"][0]["entry"] == "remit check --staged"


def test_nothing_that_is_there_is_written_over(folder: Path, capfd: Capture) -> None:
    (folder / "project.yaml").write_text("mine\n")
    assert main(["init"]) == 0
    assert (folder / "project.yaml").read_text() == "mine\n"
    out = capfd.readouterr().out
    assert "kept     project.yaml\n" in out
    assert "written  remit.yaml\n" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--name", "My Shop"], "`My Shop` is no name"),
        (["--name", "9"], "`9` is no name"),
        (["policy"], "not `policy`"),
        (["--in", "taken/x"], "can't be written"),
    ],
)
def test_what_can_not_be_done_ends_with_2(
    folder: Path, capfd: Capture, words: list[str], said: str
) -> None:
    (folder / "taken").write_text("")
    assert main(["init", *words]) == 2
    assert said in capfd.readouterr().err
