"""Formats as CI systems read them: files from the repository's root, the change, its checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.change.conftest import Check
from tests.change.repository import FILES, Repository, started

INNER = {f"shop/{name}": text for name, text in FILES.items()}


@pytest.fixture
def inner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Gives a repository that holds the workspace in a folder, in which the command runs."""
    found = started(tmp_path / "inner", INNER)
    monkeypatch.chdir(found.folder / "shop")
    return found


def sarif(check: Check, *words: str) -> dict[str, Any]:
    """Gives the run of a SARIF report on the change against HEAD."""
    assert check("--base", "HEAD", "--format", "sarif:out.sarif", *words).status in (0, 1)
    found: dict[str, Any] = json.loads(Path("out.sarif").read_text(encoding="utf-8"))["runs"][0]
    return found


def test_sarif_tells_new_old_and_resolved_results_apart(here: Repository, check: Check) -> None:
    here.write(
        {"items/cup.yaml": "id: cup\nprice: 110\n", "items/pot.yaml": "id: pot\nprice: 99.5\n"}
    )
    assert [(each["ruleId"], each["baselineState"]) for each in sarif(check)["results"]] == [
        ("prices/no-raise", "new"),
        ("prices/within-cap", "new"),
        ("prices/within-cap", "absent"),
        ("prices/round", "new"),
    ]
    here.write({"items/pot.yaml": "id: pot\nprice: 120\nnote: dear\n"})
    states = [each["baselineState"] for each in sarif(check)["results"]]
    assert states == ["new", "new", "unchanged"]


def test_code_scanning_gets_no_result_that_is_resolved(
    here: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would take it for a problem that is there."""
    here.write({"items/pot.yaml": "id: pot\nprice: 99.5\n"})
    assert len(sarif(check)["results"]) == 2
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert [each["ruleId"] for each in sarif(check)["results"]] == ["prices/round"]


def test_sarif_names_the_checkout_without_what_is_secret_in_it(
    here: Repository, check: Check
) -> None:
    assert "versionControlProvenance" not in sarif(check)
    here.git("remote", "add", "origin", "https://mara:secret@git.example/acme/shop.git")
    assert sarif(check)["versionControlProvenance"] == [
        {
            "repositoryUri": "https://git.example/acme/shop.git",
            "revisionId": here.git("rev-parse", "HEAD"),
        }
    ]


def test_ci_systems_find_files_from_the_root_of_the_repository(
    inner: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    formats = ("--format", "github:out.github", "--format", "gitlab:out.gitlab")
    inner.write({"shop/items/cup.yaml": "id: cup\nprice: 110\nowner: kim\n"})
    inner.write({"shop/people.yaml": "lin: {name: Lin}\n"})
    results = sarif(check, *formats)["results"]
    places = [each["locations"][0]["physicalLocation"]["artifactLocation"] for each in results]
    assert {place["uri"] for place in places} == {"shop/items/cup.yaml", "shop/items/pot.yaml"}
    assert "file=shop/items/cup.yaml,line=2" in Path("out.github").read_text()
    entries = json.loads(Path("out.gitlab").read_text())
    assert {each["location"]["path"] for each in entries} == {
        "shop/items/cup.yaml",
        "shop/items/pot.yaml",
    }


def test_people_and_programs_see_files_from_where_they_are(inner: Repository, check: Check) -> None:
    assert {each["file"] for each in check().report["findings"]} == {"items/pot.yaml"}


def test_files_outside_of_the_working_directory_are_named_from_the_root_too(
    inner: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inner.folder / "empty").mkdir()
    monkeypatch.chdir(inner.folder / "empty")
    words = ("--config", "../shop/remit.yaml", "../shop", "--format", "github:out.github")
    assert check(*words).status == 1
    assert "::error file=shop/items/pot.yaml,line=2" in Path("out.github").read_text()


def test_what_is_wrong_with_a_rule_is_found_from_the_root_too(
    inner: Repository, check: Check
) -> None:
    inner.write({"shop/rules/prices.remit": "policy prices govern item"})
    assert check("--format", "github:out.github").status == 2
    assert "::error file=shop/rules/prices.remit,line=1," in Path("out.github").read_text()
    assert check("--config", "none.yaml", "--format", "github:out.github").status == 2
    assert Path("out.github").read_text().startswith("::error title=remit%3A no-such-file::")
