"""The GitHub action's own steps in a shell, and the form of what can't be run here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]


def _git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=mara", "-c", "user.email=mara@example.org"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, env=kept, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Gives a repository whose last commit raises a budget, as the runner checks it out."""
    folder = tmp_path / "shop"
    shutil.copytree(ROOT / "examples" / "self-checkout", folder)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message=one")
    manifest = folder / "project.yaml"
    manifest.write_text(manifest.read_text().replace("budget: 2800000", "budget: 3800000"))
    _git(folder, "commit", "--quiet", "--all", "--message=two")
    return folder


def _inputs(**given: str) -> dict[str, str]:
    return {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()} | given


def _step(
    step: dict[str, Any], inputs: dict[str, str], folder: Path, temp: Path
) -> tuple[int, str]:
    """Runs a step as a runner would, with its inputs filled in; gives its status and output."""

    def filled(text: str) -> str:
        text = re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: inputs[m[1]], text)
        return text.replace("${{ github.action_path }}", str(ROOT))

    temp.mkdir(exist_ok=True)
    before = _git(folder, "rev-parse", "HEAD^")
    event = temp / "event.json"
    event.write_text(json.dumps({"before": before, "repository": {"default_branch": "main"}}))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITHUB_"))}
    environment = {
        **kept,
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REF_NAME": "main",
        "GITHUB_OUTPUT": str(temp / "output"),
        "GITHUB_STEP_SUMMARY": str(temp / "summary.md"),
        "RUNNER_TEMP": str(temp),
        **{name: filled(str(value)) for name, value in step["env"].items()},
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.story
def test_the_action_installs_itself_and_blocks_a_change(checkout: Path, tmp_path: Path) -> None:
    install, check, _ = STEPS
    temp = tmp_path / "temp"
    status, out = _step(install, _inputs(python=sys.executable), checkout, temp)
    assert status == 0, out
    status, out = _step(check, _inputs(), checkout, temp)
    assert status == 1, out
    assert "::error file=project.yaml,line=101" in out
    assert "sarif=remit.sarif" in (temp / "output").read_text()
    assert json.loads((checkout / "remit.sarif").read_text())["version"] == "2.1.0"
    assert "release-is-approved" in (temp / "summary.md").read_text()


def test_steps_that_use_other_actions_are_pinned_and_conditional() -> None:
    (upload,) = [step for step in STEPS if "uses" in step]
    assert re.fullmatch(r"[\w-]+/[\w/-]+@v\d+", upload["uses"])
    assert upload["if"].startswith("${{ always()")
    assert all(step["shell"] == "bash" for step in STEPS if "run" in step)


def test_no_step_puts_an_input_into_its_script() -> None:
    """What a caller gives reaches a script by the environment only, where it can't be code."""
    assert not [step["name"] for step in STEPS if "${{" in step.get("run", "")]


def test_the_gitlab_job_names_options_that_exist() -> None:
    job = yaml.safe_load((ROOT / "examples" / "ci" / "gitlab.yml").read_text())["remit"]
    (script,) = job["script"]
    words = script.replace("$REMIT_OPTIONS", "--help").split()
    done = subprocess.run(
        [sys.executable, "-m", "remit", *words[1:]], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    for word in (word for word in words if word.startswith("--")):
        assert word in done.stdout
