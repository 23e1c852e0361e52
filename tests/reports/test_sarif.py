"""SARIF: what its readers are promised of rules, results, suppressions and the run."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.reports.canonical import CLEAN, REFUSED, REPORT
from tests.reports.hostile import HOSTILE, hostile
from tests.reports.review import REVIEW

from remit.governance.report import Report
from remit.reporters import sarif
from remit.reporters.view import View


def run(report: Report) -> dict[str, Any]:
    log = json.loads(sarif.render(report, View()))
    assert log["version"] == "2.1.0"
    (found,) = log["runs"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("report", [REPORT, REVIEW, CLEAN])
def test_every_rule_has_an_object_with_a_title_help_and_a_level(report: Report) -> None:
    found = run(report)
    rules = found["tool"]["driver"]["rules"]
    assert {row.rule for row in report.rules} <= {rule["id"] for rule in rules}
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning")
    for result in found["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_results_have_levels_starts_and_ends_and_fingerprints() -> None:
    results = run(REVIEW)["results"]
    assert [(each["level"], each["baselineState"]) for each in results] == [
        ("error", "new"),
        ("error", "new"),
        ("error", "new"),
        ("error", "unchanged"),
        ("error", "new"),
        ("note", "unchanged"),
        ("note", "new"),
        ("warning", "unchanged"),
        ("warning", "new"),
        ("none", "absent"),
    ]
    regions = [each["locations"][0]["physicalLocation"]["region"] for each in results]
    assert regions[1] == {"startLine": 16, "startColumn": 15, "endLine": 16, "endColumn": 23}
    assert {tuple(region) for region in regions} == {tuple(regions[0])}
    prints = [each["partialFingerprints"]["remitFingerprint/v1"] for each in results]
    assert prints == [judged.fingerprint for judged in REVIEW.findings]


def test_without_a_base_there_is_no_baseline_state() -> None:
    assert not [each for each in run(REPORT)["results"] if "baselineState" in each]


def test_a_waived_result_is_suppressed_and_says_by_whom() -> None:
    results = run(REVIEW)["results"]
    assert [len(each["suppressions"]) for each in results] == [*[0] * 5, 1, *[0] * 4]
    assert results[5]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "Supplier delay, board informed",
            "properties": {
                "waiver": "W-2026-014",
                "approvedBy": "lin",
                "expires": "2026-12-31",
                "ticket": "GOV-331",
            },
        }
    ]


def test_the_run_names_its_checkout_and_its_base() -> None:
    found = run(REVIEW)
    assert found["versionControlProvenance"] == [
        {"repositoryUri": "https://git.example/acme/portfolio", "revisionId": "9a" * 20}
    ]
    assert found["properties"]["base"]["ref"] == "origin/main"
    assert found["invocations"][0]["exitCode"] == 1


def test_a_refused_run_looked_for_nothing() -> None:
    found = run(REFUSED)
    assert "results" not in found
    (invocation,) = found["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    said = [each["message"]["text"] for each in invocation["toolConfigurationNotifications"]]
    assert said[0] == "there is no policy `portfolo` (did you mean `portfolio`?)"
    assert run(CLEAN)["results"] == []


@pytest.mark.parametrize("name", HOSTILE)
def test_no_message_holds_a_link(name: str) -> None:
    found = run(hostile(HOSTILE[name]))
    for result in found["results"]:
        assert "](" not in result["message"]["text"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii()
        assert not set(uri) & set(' "<>\\^`{|}')
