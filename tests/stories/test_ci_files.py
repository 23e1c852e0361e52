"""The jobs of CI systems: their own steps in a shell, and the form of what can't be run here."""

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
from msgspec import Struct
from tests.change.repository import ROOT, Repository, clone, started

from remit.workspace.starters import PLACES, filled

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SHADOWS = {
    "venv.py": "print('shadowed')\n",
    "pip/__main__.py": "print('shadowed')\n",
    "remit/__main__.py": "raise SystemExit(0)\n",
    "sitecustomize.py": "raise SystemExit(0)\n",
    "remit.yaml": "policies: []\nkinds: {}\n",
}
"""What a change could lay into the tree for the steps to run or read."""
TEMPLATES = {
    "github": "github.yml",
    "gitlab": "gitlab.yml",
    "azure": "azure-pipelines.yml",
    "jenkins": "Jenkinsfile",
}


def _changed(folder: Path, example: Path, manifest: str, before: str, after: str) -> Repository:
    """Gives a repository whose last commit changes a manifest, as a job checks it out."""
    origin = started(
        folder / "origin",
        {
            str(path.relative_to(example)): path.read_bytes()
            for path in example.rglob("*")
            if path.is_file()
        },
    )
    origin.git("switch", "--quiet", "--create", "change")
    text = (origin.folder / manifest).read_text()
    assert before in text
    origin.write({manifest: text.replace(before, after)})
    origin.record("a change")
    here = clone(origin, folder / "checkout", "--branch", "change")
    here.git("checkout", "--quiet", "--detach")
    return here


@pytest.fixture
def checkout(tmp_path: Path) -> Repository:
    """Gives a project whose last commit raises a budget."""
    example = ROOT / "examples" / "self-checkout"
    return _changed(tmp_path, example, "project.yaml", "budget: 2800000", "budget: 3800000")


@pytest.fixture
def release(tmp_path: Path) -> Repository:
    """Gives a project of the policy pack whose last commit plans a release within a freeze."""
    example = ROOT / "examples" / "policy-pack" / "project"
    return _changed(tmp_path, example, "releases/shelf.yaml", "2027-02-01", "2026-12-05")


# -- the action ---------------------------------------------------------------------------------


class Runner(Struct, dict=True):
    """Runs steps of the action as GitHub's runner would, and keeps what they write for others."""

    temp: Path
    scripts: str = ""

    def step(self, step: dict[str, Any], here: Repository, **inputs: str) -> tuple[int, str]:
        """Gives a step's status and output."""
        given = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        known = {"github.action_path": str(ROOT), "steps.install.outputs.scripts": self.scripts}
        known |= {f"inputs.{name}": value for name, value in given.items()}

        def value(text: str) -> str:
            return re.sub(r"\$\{\{ (.*?) \}\}", lambda match: known[match[1]], text)

        event = self.temp / "event.json"
        told = {"pull_request": {"base": {"sha": here.git("rev-parse", "origin/main")}}}
        event.write_text(json.dumps(told))
        variables = {name: value(str(text)) for name, text in step["env"].items()}
        folder = here.folder / value(step.get("working-directory", "."))
        return in_shell(
            step["run"],
            folder,
            GITHUB_ACTIONS="true",
            GITHUB_EVENT_NAME="pull_request",
            GITHUB_EVENT_PATH=str(event),
            GITHUB_BASE_REF="main",
            GITHUB_OUTPUT=str(self.temp / "output"),
            GITHUB_STEP_SUMMARY=str(self.temp / "summary.md"),
            RUNNER_TEMP=str(self.temp),
            **{"PYTHONPATH": ".", **variables},
        )

    def output(self, name: str) -> str:
        """Gives what a step wrote last for the steps after it."""
        return re.findall(rf"^{name}=(.*)$", (self.temp / "output").read_text(), re.M)[-1]

    def summary(self) -> str:
        """Gives the summary of the job so far."""
        return (self.temp / "summary.md").read_text()


def in_shell(script: str, folder: Path, **variables: str) -> tuple[int, str]:
    """Gives the status and output of a script, run as CI systems run it."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**_plain(), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def _plain() -> dict[str, str]:
    hidden = ("GIT_", "GITHUB_", "GITLAB_", "CI_", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)}


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """Gives a runner on which the action has installed itself, with a policy pack, while a tree
    that wants to be run itself was checked out."""
    found = Runner(tmp_path_factory.mktemp("runner"))
    tree = started(tmp_path_factory.mktemp("tree") / "tree", SHADOWS)
    tree.git("update-ref", "refs/remotes/origin/main", "HEAD")
    pack = shutil.copytree(ROOT / "examples" / "policy-pack", found.temp / "pack")
    status, out = found.step(STEPS[0], tree, python=sys.executable, packs=f"\n{pack}\n")
    assert (status, "shadowed" in out) == (0, False), out
    found.scripts = found.output("scripts")
    return found


@pytest.mark.story
def test_the_action_blocks_a_change(runner: Runner, checkout: Repository) -> None:
    status, out = runner.step(STEPS[1], checkout)
    assert status == 1, out
    assert "::error file=project.yaml,line=101" in out
    assert runner.output("sarif") == "remit.sarif"
    assert json.loads((checkout.folder / "remit.sarif").read_text())["version"] == "2.1.0"
    assert "release-is-approved" in runner.summary()


@pytest.mark.story
def test_the_action_lets_a_change_pass(runner: Runner, checkout: Repository) -> None:
    checkout.write({"README.md": "Words.\n"})
    checkout.git("checkout", "--quiet", "origin/main", "--", "project.yaml")
    checkout.record("it is taken back")
    status, out = runner.step(STEPS[1], checkout, sarif="", require="\nproject\n")
    assert (status, "::error" in out) == (0, False), out
    assert not (checkout.folder / "remit.sarif").exists()


@pytest.mark.story
def test_the_action_takes_a_configuration_from_elsewhere(
    runner: Runner, release: Repository
) -> None:
    release.write(SHADOWS)
    release.record("what could be taken for the configuration")
    config = "pack:acme-policies==1.2.0"
    status, out = runner.step(STEPS[1], release, config=config, require="release")
    assert status == 1, out
    assert "::error file=releases/shelf.yaml,line=2" in out


@pytest.mark.story
@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"config": "pack:acme-policies==9.9"}, "pinned to 9.9, and 1.2.0 is installed"),
        ({"policy": "nowhere"}, "there is no rule file at `nowhere`"),
        ({"require": "system"}, "there is no kind or register `system`"),
        ({"base": "nowhere"}, "there is no revision `nowhere`"),
        ({"block": "some"}, "`--block` is one of"),
    ],
)
def test_what_the_action_can_not_do_is_no_pass(
    runner: Runner, release: Repository, inputs: dict[str, str], said: str
) -> None:
    config = {"config": "pack:acme-policies"} | inputs
    status, out = runner.step(STEPS[1], release, **config)
    assert (status, said in out) == (2, True), out


def test_steps_that_use_other_actions_are_pinned_and_conditional() -> None:
    (upload,) = [step for step in STEPS if "uses" in step]
    assert re.fullmatch(r"[\w-]+/[\w/-]+@v\d+", upload["uses"])
    assert upload["if"].startswith("${{ always()")
    assert all(step["shell"] == "bash" for step in STEPS if "run" in step)


def test_no_step_puts_an_input_into_its_script() -> None:
    """What a caller gives reaches a script by the environment only, where it can't be code."""
    assert not [step["name"] for step in STEPS if "${{" in step.get("run", "")]


def test_every_input_is_used_and_every_one_used_is_there() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(ACTION["runs"])))
    assert used == set(ACTION["inputs"])
    assert all(each["description"] for each in ACTION["inputs"].values())


# -- the jobs to copy ---------------------------------------------------------------------------


@pytest.mark.parametrize("system", TEMPLATES)
def test_the_examples_are_what_init_writes(system: str) -> None:
    ours = (ROOT / "examples" / "ci" / TEMPLATES[system]).read_text()
    assert ours == filled("project", "x", "2026-11-23", "remit==0.1.0", system)[PLACES[system]]


def test_a_request_that_gets_another_target_is_checked_again() -> None:
    """What was found of it before was compared with another branch, perhaps one of its author's."""
    for place in ("github.yml", "README.md"):
        text = (ROOT / "examples" / "ci" / place).read_text()
        (block,) = re.findall(r"^on:\n(?: .*\n)+", text, re.M)
        assert "edited" in yaml.load(block, yaml.BaseLoader)["on"]["pull_request"]["types"], place


def _commands(system: str) -> list[str]:
    """Gives the commands of a job's steps that can be run in a shell."""
    text = (ROOT / "examples" / "ci" / TEMPLATES[system]).read_text()
    if system == "jenkins":
        return [
            one or more for one, more in re.findall(r"sh (?:'([^'\n]+)'|'''(.*?)''')", text, re.S)
        ]
    job = yaml.safe_load(text)
    match system:
        case "github":
            return [step["run"] for step in job["jobs"]["check"]["steps"] if "run" in step]
        case "gitlab":
            return [*job["remit"]["before_script"], *job["remit"]["script"]]
        case _:
            return [step["bash"] for step in job["steps"] if "bash" in step]


def _environment(system: str, here: Repository, folder: Path) -> dict[str, str]:
    """Gives what a CI system says of a pull request to main."""
    base = here.git("rev-parse", "origin/main")
    event = folder / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": base}}}))
    return {
        "github": {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_BASE_REF": "main",
        },
        "gitlab": {
            "GITLAB_CI": "true",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        },
        "azure": {"TF_BUILD": "True", "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"},
        "jenkins": {"JENKINS_URL": "http://build.example.org/", "CHANGE_TARGET": "main"},
    }[system]


@pytest.mark.story
@pytest.mark.parametrize("system", TEMPLATES)
def test_a_job_blocks_a_change(system: str, release: Repository, tmp_path: Path) -> None:
    """The job's last command, with the configuration that its owner chose."""
    scripts = tmp_path / "remit" / "bin"
    scripts.mkdir(parents=True)
    (scripts / "remit").write_text(f'#!/bin/sh\nexec {sys.executable} -P -m remit "$@"\n')
    (scripts / "remit").chmod(0o755)
    config = ROOT / "examples" / "policy-pack" / "acme_policies" / "remit.yaml"
    variables = {
        **_environment(system, release, tmp_path),
        "REMIT_OPTIONS": f" --config {config}",
        "WORKSPACE_TMP": str(tmp_path),
        "PATH": f"{scripts}:{_plain()['PATH']}",
    }
    status, out = in_shell(_commands(system)[-1], release.folder, **variables)
    assert status == 1, out
    assert "within the freeze for the weeks before the holidays" in out
    reports = {path.name for path in release.folder.glob("remit.*")}
    named = set(re.findall(r":(remit\.\w+)", _commands(system)[-1]))
    assert reports == named
    release.git("checkout", "--quiet", "--detach", "origin/main")
    status, out = in_shell(_commands(system)[-1], release.folder, **variables)
    assert status == 0, out
    release.git("update-ref", "-d", "refs/remotes/origin/main")
    status, out = in_shell(_commands(system)[-1], release.folder, **variables)
    assert status == (0 if system in ("github", "gitlab") else 2), out


@pytest.mark.parametrize("system", TEMPLATES)
def test_a_job_has_all_of_the_history_and_installs_what_is_named(system: str) -> None:
    text = (ROOT / "examples" / "ci" / TEMPLATES[system]).read_text()
    install = " ".join(_commands(system)[:-1])
    assert re.search(r'pip install --quiet "\$REMIT_PACKAGE"', install)
    assert "${{" not in "".join(_commands(system))
    full = {"github": "fetch-depth: 0", "gitlab": 'GIT_DEPTH: "0"', "azure": "fetchDepth: 0"}
    assert full.get(system, "not\n// shallow") in text
