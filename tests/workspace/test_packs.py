"""Policy packs, installed beside remit: found by name and version, with kinds and registers."""

from __future__ import annotations

import json
import os
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
        ("pack:acme", "did you mean `acme-policies`?"),
        ("pack:other", "installed packs: `acme-policies`"),
        ("pack:acme-policies==1.3.0", "is pinned to 1.3.0, and 1.2.0 is installed"),
        ("pack:acme-policies>=1", "names no pack"),
        ("pack:", "names no pack"),
        ("acme-policies", "did you mean `pack:acme-policies`?"),
        ("acme-policies==1.2.0", "did you mean `pack:acme-policies==1.2.0`?"),
        ("acme/policies", "rule files end in `.remit`"),
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


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("METADATA", "Metadata-Version: 2.1\nName: acme-policies\n", "doesn't say its version"),
        ("METADATA", None, "doesn't say its version"),
        ("entry_points.txt", "[remit.packs]\nacme-policies = nowhere\n", "is not there to be read"),
        ("entry_points.txt", "[remit.packs]\nacme-policies = acme.policies:x\n", "is not there"),
        ("entry_points.txt", "[remit.packs]\nacme-policies = ../x y\n", "is not there to be read"),
        ("entry_points.txt", "[remit.packs\nacme-policies\n", "there is no pack `acme-policies`"),
        ("entry_points.txt", "\udcff", "can't be listed"),
        ("entry_points.txt", None, "there is no pack `acme-policies`"),
    ],
)
def test_a_broken_installation_ends_the_check(
    check: Check, installed: Path, file: str, text: str | None, said: str
) -> None:
    place = installed / "acme_policies-1.2.0.dist-info" / file
    place.unlink()
    if text is not None:
        place.write_bytes(os.fsencode(text))
    status, _, err = check("policies: ['pack:acme-policies==1.2.0']\n")
    assert (status, said in err, "help: " in err) == (2, True, True), err


def test_two_packages_that_are_the_same_pack(check: Check, installed: Path) -> None:
    other = installed / "other-1.0.dist-info"
    shutil.copytree(installed / "acme_policies-1.2.0.dist-info", other)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.2.0\n")
    status, _, err = check("policies: [pack:acme-policies]\n")
    assert (status, "more than one installed package is the pack" in err) == (2, True)
    assert "`acme-policies`, `other`" in err


@pytest.mark.parametrize("file", ["schemas/release.schema.yaml", "rules/releases.remit"])
@pytest.mark.parametrize("text", [None, "}\n"], ids=["gone", "broken"])
def test_a_pack_with_a_broken_file_ends_the_check(
    check: Check, installed: Path, file: str, text: str | None
) -> None:
    place = installed / "acme_policies" / file
    place.unlink()
    if text is not None:
        place.write_text(text)
    status, _, err = check("policies: [pack:acme-policies]\n")
    assert (status, "error [" in err, "nothing was checked" in err) == (2, True, True), err


def test_a_pack_is_the_configuration(check: Check) -> None:
    """What stands in the project's own is not looked at, nor what a base revision had of it."""
    ours = "kinds: {release: {schema: open.yaml, files: [other/*.yaml]}}\npolicies: []\n"
    status, out, err = check(ours, "--config", "pack:acme-policies")
    assert (status, err) == (1, "")
    assert "releases/till.yaml:2:14: blocks releases/no-release-in-a-freeze" in out
    assert check(ours, "--config", "pack:acme-policies==1.2.0", "releases/till.yaml")[0] == 2


def test_a_configuration_that_is_no_pack(check: Check) -> None:
    status, _, err = check("", "--config", "pack:other")
    assert (status, "there is no pack `other`" in err) == (2, True)
    assert "installed packs: `acme-policies`" in err


def test_mistakes_in_a_pack_are_told_with_its_name(check: Check, installed: Path) -> None:
    (installed / "acme_policies" / "remit.yaml").write_text("polices: [rules]\n")
    status, _, err = check("policies: [pack:acme-policies]\n")
    assert (status, "pack:acme-policies/remit.yaml:1:1" in err) == (2, True), err
