"""The policy pack of the examples: installed, pinned and used by projects, and taken as a hook."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from tests.change.repository import ROOT, Repository, started
from tests.stories.stage import Hooks, run, verdicts

EXAMPLE = ROOT / "examples" / "policy-pack"
OPEN = {"releases/shelf.yaml": "id: shelf-2.0\nplanned_for: 2027-02-01\nteam: shelf\n"}
FROZEN = {"releases/till.yaml": "id: till-4.2\nplanned_for: 2026-12-01\nteam: till\n"}
PINNED = {"remit.yaml": "policies: ['pack:acme-policies==1.2.0']\n"}
TODAY = ("--as-of", "2026-11-24")

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def remit(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives the command in an environment that the pack was installed into, too."""
    source = shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("pack") / "policies")
    (source / "acme_policies" / "__init__.py").write_text("raise SystemExit('it was run')\n")
    words = ("-m", "pip", "install", "--quiet", "--no-deps", source)
    run(installed / "python", *words, folder=source)
    return installed / "remit"


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    """Gives a project that pins the pack, and has one release that nothing is said of."""
    return started(tmp_path / "project", {**PINNED, **OPEN})


def test_a_project_pins_it(remit: Path, project: Repository) -> None:
    out = run(remit, "check", *TODAY, folder=project.folder)
    assert "nothing blocks: checked 1 manifest against 1 rule" in out
    project.write(FROZEN)
    out = run(remit, "check", *TODAY, folder=project.folder, status=1)
    assert "releases/till.yaml:2:14: blocks releases/no-release-in-a-freeze" in out
    out = run(remit, "check", *TODAY, "--format", "json", folder=project.folder, status=1)
    (policy,) = json.loads(out)["policies"]
    assert (policy["pack"], policy["file"]) == (
        "acme-policies",
        "pack:acme-policies/rules/releases.remit",
    )


@pytest.mark.parametrize(
    ("entry", "said", "way"),
    [
        ("pack:acme-policies==1.3.0", "pinned to 1.3.0, and 1.2.0 is", "pack:acme-policies==1.2.0"),
        ("pack:acme", "there is no pack `acme`", "did you mean `acme-policies`?"),
        ("pack:acme-policies>=1", "names no pack", "pack:NAME==1.2.0"),
    ],
)
def test_what_is_not_installed(
    remit: Path, project: Repository, entry: str, said: str, way: str
) -> None:
    project.write({"remit.yaml": f"policies: ['{entry}']\n"})
    for words in ((), ("--base", "HEAD"), ("--staged",), ("--config", entry)):
        out = run(remit, "check", *words, folder=project.folder, status=2)
        assert said in out
        assert way in out


def test_its_files_in_the_tree_are_not_taken_for_it(remit: Path, project: Repository) -> None:
    shutil.copytree(EXAMPLE / "acme_policies", project.folder / "acme_policies")
    rules = project.folder / "acme_policies" / "rules" / "releases.remit"
    rules.write_text(rules.read_text().replace("mandatory", "advisory"))
    metadata = "Metadata-Version: 2.1\nName: acme-policies\nVersion: 1.2.0\n"
    entries = "[remit.packs]\nacme-policies = acme_policies\n"
    project.write(
        {
            **FROZEN,
            "acme_policies-1.2.0.dist-info/METADATA": metadata,
            "acme_policies-1.2.0.dist-info/entry_points.txt": entries,
            "acme_policies.egg-info/PKG-INFO": metadata,
            "acme_policies.egg-info/entry_points.txt": entries,
        }
    )
    project.record()
    python = remit.parent / "python"
    for start in ((remit,), (python, "-m", "remit")):
        for words in ((), ("--config", "pack:acme-policies"), ("--base", "HEAD^")):
            out = run(*start, "check", *TODAY, *words, folder=project.folder, status=1)
            assert "blocks releases/no-release-in-a-freeze (mandatory" in out


def test_it_is_the_whole_configuration(remit: Path, project: Repository) -> None:
    """What stands in the project, and what stood there at the base, is not looked at."""
    project.write(
        {
            "remit.yaml": "policies: []\nkinds: {}\n",
            "freezes.yaml": "[]\n",
            "acme_policies/freezes.yaml": "[]\n",
            "schemas/freezes.schema.yaml": "{}\n",
        }
    )
    project.record()
    project.write(FROZEN)
    project.record()
    outside = ("--config", "pack:acme-policies==1.2.0", *TODAY)
    for words in ((), ("--base", "HEAD^"), ("--base", "HEAD^^")):
        out = run(remit, "check", *outside, *words, folder=project.folder, status=1)
        assert "within the freeze for the weeks before the holidays" in out
    assert "1 introduced" in out
    run(remit, "check", *outside, "--base", "HEAD", folder=project.folder)


def test_an_environment_within_the_tree(remit: Path, project: Repository, tmp_path: Path) -> None:
    """Where the pack lies below the project's folder it is no part of the project, either."""
    inside = project.folder / ".venv"
    shutil.copytree(remit.parent.parent, inside, symlinks=True)
    project.write({".gitignore": ".venv\n", "freezes.yaml": "[]\n", **FROZEN})
    project.record()
    words = ("-m", "remit", "check", *TODAY, "--config", "pack:acme-policies", "--base", "HEAD^")
    out = run(inside / "bin" / "python", *words, folder=project.folder, status=1)
    assert "within the freeze for the weeks before the holidays" in out
    assert "checked 2 manifests" in out


def test_the_impact_of_its_next_version(remit: Path, project: Repository, tmp_path: Path) -> None:
    project.write(FROZEN)
    rules = shutil.copytree(EXAMPLE / "acme_policies" / "rules", tmp_path / "rules")
    (rules / "releases.remit").write_text(
        'policy releases governs release\n  "Less."\nrule short mandatory "Short."\n'
        '  require length(release.id) < 9 else "long"\n'
    )
    words = ("impact", "--config", "pack:acme-policies", "--policy", rules, *TODAY)
    out = run(remit, *words, folder=project.folder)
    assert "releases/short" in out
    assert "no-release-in-a-freeze" in out


def test_it_is_taken_as_a_hook(
    wheel: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """pre-commit installs the repository at its tag, and remit with it."""
    shutil.copytree(EXAMPLE, tmp_path / "policies")
    policies = started(tmp_path / "policies", {})
    policies.git("tag", "v1.2.0")
    found = f"{os.environ.get('PIP_FIND_LINKS', '')} {wheel.parent}".strip()
    hooks = Hooks(policies, "v1.2.0", tmp_path / "home", {"PIP_FIND_LINKS": found})
    project = started(tmp_path / "project", OPEN)
    hooks.install(project, "acme-policies")
    project.record("hooks")
    hook = "the policies of Acme"
    project.write({"releases/late.yaml": "id: late\nplanned_for: 2027-03-01\nteam: till\n"})
    project.git("add", "--all")
    assert verdicts(hooks.pre_commit(project, "run")) == {hook: "Passed"}
    project.write({**FROZEN, "remit.yaml": "policies: []\n"})
    project.git("add", "--all")
    out = hooks.pre_commit(project, "run", status=1)
    assert verdicts(out) == {hook: "Failed"}
    assert "releases/till.yaml:2:14: blocks releases/no-release-in-a-freeze" in out
    policies.write({"acme_policies/rules/releases.remit": "policy releases governs release\n"})
    policies.record("a version that the project does not pin")
    assert "blocks" in hooks.pre_commit(project, "run", status=1)
