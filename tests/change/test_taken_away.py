"""A change takes away what rules look into, and no configuration says that it is needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.change.conftest import Check
from tests.change.repository import ROOT, Repository, started

EXAMPLE = ROOT / "examples" / "self-checkout"
BOTH = pytest.mark.parametrize("words", [["--base", "HEAD"], ["--staged"]], ids=" ".join)


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Gives the example without its configuration."""
    places = [place for place in EXAMPLE.rglob("*.yaml") if place.name != "remit.yaml"]
    texts = {str(place.relative_to(EXAMPLE)): place.read_text("utf-8") for place in places}
    found = started(tmp_path / "plain", texts)
    monkeypatch.chdir(found.folder)
    return found


@BOTH
def test_a_collection_that_a_change_takes_away_is_empty_and_not_out_of_sight(
    plain: Repository, check: Check, words: list[str]
) -> None:
    rule = "integrity/systems-resolve"
    plain.git("mv", "landscape", "Landscape")
    plain.write({"project.yaml": (plain.folder / "project.yaml").read_text() + "# a remark\n"})
    plain.git("add", "--all")
    ran = check(*words, "--rule", rule)
    assert (ran.status, ran.report["absent"]) == (1, [])
    messages = [each["message"] for each in ran.report["findings"]]
    assert "used system payment-hub is not in the landscape" in messages
    plain.record()
    ran = check(*words, "--rule", rule, "--block", "all")
    assert (ran.status, ran.report["rules"][0]["not_applicable"]) == (0, 1)


@BOTH
def test_a_register_that_a_change_takes_away_leaves_rules_undecided(
    plain: Repository, check: Check, words: list[str]
) -> None:
    rule = "integrity/people-resolve"
    plain.git("mv", "governance/people.yaml", "governance/persons.yaml")
    ran = check(*words, "--rule", rule)
    assert (ran.status, ran.report["absent"]) == (1, [])
    for found in ran.report["findings"]:
        assert (found["outcome"], found["change"]) == ("undecided", "introduced")
        assert "the change takes the register `people` away" in found["message"]
    plain.record()
    ran = check(*words, "--rule", rule, "--block", "all")
    assert (ran.status, ran.report["rules"][0]["not_applicable"]) == (0, 1)
