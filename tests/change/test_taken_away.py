"""A change takes away what rules look into, and no configuration says that it is needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.change.conftest import Check, in_shares
from tests.change.repository import ROOT, WHOLE, Repository, outside, started
from tests.change.test_matching import finding

from remit.reporters.json_shape import ReportShape

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


@pytest.mark.parametrize("words", [[], ["--base", "HEAD"]], ids=" ".join)
@pytest.mark.parametrize("many", [False, True])
def test_what_a_sparse_checkout_leaves_out_is_still_a_part_of_its_collection(
    here: Repository,
    check: Check,
    words: list[str],
    many: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A sum of what is there would be too small."""
    if many:
        in_shares(monkeypatch)
    dear = {"rules/whole.remit": WHOLE, "items/mug.yaml": "id: mug\nprice: 90\n"}
    here.write(dear)
    here.record()
    command = (
        (*words, "--block", "all", "--rule", "whole/total") if words else ("--rule", "whole/*")
    )
    assert finding(check(*command), "whole/total")["outcome"] == "violated"
    here.git("sparse-checkout", "set", "--no-cone", "/*", "!/items/mug.yaml")
    (here.folder.parent / "led").symlink_to(here.folder)
    for cache in ([], [], ["--no-cache", "--interpret"], ["--config", "../led/remit.yaml"]):
        ran = check(*command, *cache)
        found = finding(ran, "whole/total")
        assert (ran.status, found["outcome"]) == (1, "undecided")
        assert "`items/mug.yaml` can't be read" in found["message"]
        assert ran.report["summary"]["manifests"] == 3
    assert check("--rule", "prices/round").status == 0
    here.git("update-index", "--no-skip-worktree", "items/mug.yaml")  # so it is deleted
    assert check(*command).status == 0
    here.git("sparse-checkout", "disable")
    here.git("checkout", "--", "items/mug.yaml")
    assert finding(check(*command), "whole/total")["outcome"] == "violated"


@BOTH
def test_a_manifest_whose_file_gets_a_name_of_no_kind_is_told_with_that_name(
    here: Repository, words: list[str]
) -> None:
    here.git("mv", "items/jar.yaml", "items/jar.yml")
    here.git("rm", "--quiet", "items/cup.yaml")
    report = outside(here.folder, "check", *words, "--as-of", "2026-11-23").out
    gone = "item cup (items/cup.yaml) and item jar (items/jar.yaml, renamed to items/jar.yml)"
    assert f"\nthe change deletes {gone}\n" in report


@BOTH
def test_the_json_report_tells_which_manifests_a_change_deletes(
    here: Repository, check: Check, words: list[str]
) -> None:
    assert "deleted" not in check(*words).report["base"]
    here.git("mv", "items/jar.yaml", "items/jar.yml")
    here.git("rm", "--quiet", "items/cup.yaml")
    cup = {"kind": "item", "manifest": "cup", "file": "items/cup.yaml"}
    jar = {"kind": "item", "manifest": "jar", "file": "items/jar.yaml"}
    ran = check(*words)
    assert ran.report["base"]["deleted"] == [cup, {**jar, "renamed": "items/jar.yml"}]
    ReportShape.model_validate(ran.report)


def test_a_rule_judged_without_what_could_not_be_read_before_is_told(here: Repository) -> None:
    """Nothing blocks, as the file was as bad at the base; its price is in no sum all the same."""
    here.write({"rules/whole.remit": WHOLE, "items/urn.yaml": "id: urn\nprice: 9\nprice: 9\n"})
    here.record()
    ran = outside(here.folder, "check", "--base", "HEAD", "--as-of", "2026-11-23")
    note = "judged without what can't be read: `shelf` lacks items/urn.yaml (named by 1 rule)"
    assert (ran.status, f"\n{note}\n" in ran.out) == (0, True)
