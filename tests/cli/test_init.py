"""`remit init`: what it writes passes its own check, and nothing that is there is touched."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from remit.cli.main import main
from remit.workspace import origin
from remit.workspace.starters import PLACES


def _told(url: str, length: int) -> str:
    return json.dumps({"url": url, "vcs_info": {"vcs": "git", "commit_id": "a" * length}})


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
    words = ["--coverage", "--fail-under", "100", "--mutate", "--no-cache"]
    assert main(["test", *words]) == 0
    told = capfd.readouterr().out
    assert "4 cases of 1 policy: all as expected" in told
    assert "(100 %)" in told
    assert "0 survive" in told
    assert main(["fmt", "--check"]) == 0
    assert main(["schema", "--check", "acme_rules/remit.yaml"]) == 0
    (hook,) = yaml.safe_load((folder / ".pre-commit-hooks.yaml").read_text())
    assert hook["entry"].endswith("--config pack:acme-rules")


def test_the_files_of_ci_are_yaml(folder: Path) -> None:
    main(["init"])
    job = yaml.safe_load((folder / ".github/workflows/remit.yml").read_text())
    steps = job["jobs"]["check"]["steps"]
    assert steps[0]["with"]["fetch-depth"] == 0
    assert "remit check --base auto" in steps[-1]["run"]
    hooks = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text())
    assert hooks["repos"][0]["hooks"][0]["entry"] == "remit check --staged"


@pytest.mark.parametrize("what", ["project", "policies"])
@pytest.mark.parametrize("ci", [*PLACES, "none"])
def test_a_job_for_each_ci_system(folder: Path, what: str, ci: str) -> None:
    assert main(["init", what, "--ci", ci]) == 0
    there = {place for place in PLACES.values() if (folder / place).exists()}
    assert there == ({PLACES[ci]} if ci != "none" else set())
    for place in there:
        text = (folder / place).read_text()
        assert "remit check" in text
        assert place == "Jenkinsfile" or isinstance(yaml.safe_load(text), dict)


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("what", ["project", "policies"])
def test_nothing_that_is_there_is_written_over(folder: Path, capfd: Capture, what: str) -> None:
    main(["init", what, "--name", "shop"])
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        path.write_text("mine\n")
    (folder / ".pre-commit-config.yaml").unlink()
    (folder / ".pre-commit-config.yaml").symlink_to("nowhere")
    before = _contents(folder)
    capfd.readouterr()
    assert main(["init", what, "--name", "shop"]) == 0
    assert _contents(folder) == before
    out = capfd.readouterr().out
    assert "written" not in out
    assert "kept     remit.yaml\n" in out
    assert ("add to it a hook with `entry: remit check --staged`" in out) == (what == "project")


def test_nothing_is_to_be_added_where_the_check_is_run_already(
    folder: Path, capfd: Capture
) -> None:
    main(["init"])
    capfd.readouterr()
    assert main(["init"]) == 0
    assert "add to it" not in capfd.readouterr().out


def test_manifests_that_are_there_are_not_joined_by_another(folder: Path, capfd: Capture) -> None:
    (folder / "projects" / "till").mkdir(parents=True)
    main(["init", "--in", "other"])
    (folder / "other" / "project.yaml").rename(folder / "projects" / "till" / "project.yaml")
    capfd.readouterr()
    assert main(["init"]) == 0
    assert "kept     projects/till/project.yaml, so that project.yaml is left" in (
        capfd.readouterr().out
    )
    assert not (folder / "project.yaml").exists()
    assert main(["check"]) == 0


@pytest.mark.parametrize("name", ["null", "true", "yes", "no", "on", "x", "e1", "a" * 200])
def test_names_that_yaml_could_take_for_something_else(folder: Path, name: str) -> None:
    assert main(["init", "--name", name]) == 0
    assert main(["check"]) == 0
    assert main(["init", "policies", "--name", name, "--in", "rules"]) == 0
    assert main(["test", "rules"]) == 0
    tomllib.loads((folder / "rules" / "pyproject.toml").read_text())


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (None, "remit==1.0"),
        ("no json", "remit==1.0"),
        ("[]", "remit==1.0"),
        ('{"url": "file:///x", "dir_info": {}}', "remit==1.0"),
        (
            _told("https://git.example.org/remit.git", 40),
            "remit @ git+https://git.example.org/remit.git@" + "a" * 40,
        ),
        (
            _told("https://lin:secret@git.example.org/r", 40),
            "remit @ git+https://git.example.org/r@" + "a" * 40,
        ),
        (
            _told("ssh://git@git.example.org/r", 40),
            "remit @ git+ssh://git@git.example.org/r@" + "a" * 40,
        ),
        (_told("https://git.example.org/r", 3), "remit==1.0"),
    ],
)
def test_others_install_the_remit_that_wrote_it(
    monkeypatch: pytest.MonkeyPatch, told: str | None, said: str
) -> None:
    class Installed:
        def read_text(self, name: str) -> str | None:
            return told if name == "direct_url.json" else None

    monkeypatch.setattr(origin, "distribution", lambda name: Installed())
    assert origin.requirement("1.0") == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--name", "My Shop"], "`My Shop` is no name"),
        (["--name", "9"], "`9` is no name"),
        (["policy"], "found `policy`"),
        (["--ci", "travis"], "`--ci` is one of"),
        (["--in", "taken/x"], "can't be written"),
    ],
)
def test_what_can_not_be_done_ends_with_2(
    folder: Path, capfd: Capture, words: list[str], said: str
) -> None:
    (folder / "taken").write_text("")
    assert main(["init", *words]) == 2
    assert said in capfd.readouterr().err
