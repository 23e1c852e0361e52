"""Policy packs, installed beside remit: found by name and version, with kinds and registers."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from remit.cli.main import main
from remit.workspace import packs

EXAMPLE = Path(__file__).parents[2] / "examples" / "policy-pack"
RELEASE = "id: till-4.2\nplanned_for: 2026-12-01\nteam: till\n"

Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Gives the folder of packages with the example in it, as pip would have installed it."""
    site = tmp_path / "site"
    shutil.copytree(EXAMPLE / "acme_policies", site / "acme_policies")
    told = site / "acme_policies-1.2.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-policies\nVersion: 1.2.0\n")
    (told / "entry_points.txt").write_text("[remit.packs]\nacme-policies = acme_policies\n")
    monkeypatch.syspath_prepend(site)
    packs.found.cache_clear()
    yield site
    packs.found.cache_clear()


@pytest.fixture
def check(
    installed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Check:
    """Gives what checks a project with a configuration, to its status and output."""
    project = tmp_path / "project"
    (project / "releases").mkdir(parents=True)
    (project / "releases" / "till.yaml").write_text(RELEASE)
    monkeypatch.chdir(project)

    def run(configuration: str, *words: str) -> tuple[int, str, str]:
        (project / "remit.yaml").write_text(configuration)
        status = main(["check", "--as-of", "2026-11-24", *words])
        out, err = capfd.readouterr()
        return status, out, err

    return run


def test_a_pack_brings_policies_kinds_and_registers(check: Check) -> None:
    status, out, err = check("policies: [pack:acme-policies]\n")
    assert (status, err) == (1, "")
    assert "releases/till.yaml:2:14: blocks releases/no-release-in-a-freeze" in out
    assert "within the freeze for the weeks before the holidays" in out


def test_the_report_names_the_pack(check: Check) -> None:
    _, out, _ = check("policies: ['pack:acme-policies==1.2.0']\n", "--format", "json")
    (policy,) = json.loads(out)["policies"]
    assert policy["pack"] == "acme-policies"
    assert policy["file"] == "pack:acme-policies/rules/releases.remit"


def test_a_pack_can_be_named_by_the_command(check: Check) -> None:
    status, out, _ = check("language: 1\n", "--policy", "pack:acme-policies")
    assert (status, "no-release-in-a-freeze" in out) == (1, True)


def test_what_a_project_configures_goes_before_the_pack(check: Check) -> None:
    ours = (
        "kinds:\n  release: {plural: releases, schema: open.yaml, files: [other/*.yaml]}\n"
        "policies: [pack:acme-policies]\n"
    )
    Path("open.yaml").write_text("type: object\nproperties: {planned_for: {type: string}}\n")
    status, _, err = check(ours)
    assert status == 2
    assert "pack:acme-policies/rules/releases.remit" in err


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("pack:acme", "there is no pack `acme` installed beside remit"),
        ("pack:acme", "installed packs: `acme-policies`"),
        ("pack:acme-policies==1.3.0", "is pinned to 1.3.0, and 1.2.0 is installed"),
        ("pack:acme-policies>=1", "names no pack"),
        ("pack:", "names no pack"),
    ],
)
def test_a_pack_that_is_not_there_ends_the_check(check: Check, entry: str, said: str) -> None:
    status, _, err = check(f"policies: ['{entry}']\n")
    assert (status, said in err) == (2, True), err
    assert err.startswith("remit.yaml:1:12: error [configuration]")


def test_nothing_of_a_pack_is_imported(check: Check, installed: Path) -> None:
    (installed / "acme_policies" / "__init__.py").write_text("raise SystemExit('imported')\n")
    assert check("policies: [pack:acme-policies]\n")[0] == 1
    assert "acme_policies" not in sys.modules


def test_a_package_without_a_configuration_is_no_pack(check: Check, installed: Path) -> None:
    (installed / "acme_policies" / "remit.yaml").unlink()
    status, _, err = check("policies: [pack:acme-policies]\n")
    assert (status, "carries no `remit.yaml`" in err) == (2, True)


def test_mistakes_in_a_pack_are_told_with_its_name(check: Check, installed: Path) -> None:
    (installed / "acme_policies" / "remit.yaml").write_text("polices: [rules]\n")
    status, _, err = check("policies: [pack:acme-policies]\n")
    assert (status, "pack:acme-policies/remit.yaml:1:1" in err) == (2, True), err
