"""GitLab's Code Quality report: what GitLab demands of each entry, and how grave each is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.reports.canonical import CLEAN, REFUSED
from tests.reports.hostile import HOSTILE, hostile
from tests.reports.review import REVIEW

from remit.governance.report import Report
from remit.reporters import gitlab
from remit.reporters.view import View
from remit.text.inert import inert

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def entries(report: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(gitlab.render(report, View()))
    for entry in found:
        assert isinstance(entry["description"], str)
        assert entry["check_name"]
        assert entry["severity"] in SEVERITIES
        assert isinstance(entry["location"]["lines"]["begin"], int)
        assert not entry["location"]["path"].startswith("./")
    assert len({entry["fingerprint"] for entry in found}) == len(found)
    return found


def test_severities_and_what_is_left_out() -> None:
    assert [(entry["severity"], entry["check_name"]) for entry in entries(REVIEW)] == [
        ("critical", "lifecycle/deletion-is-closed"),
        ("critical", "funding/tranche-follows-gates"),
        ("critical", "funding/money-is-counted"),
        ("blocker", "manifest/schema"),
        ("major", "funding/release-stays-approved"),
        ("minor", "wording/is-short"),
        ("minor", "portfolio/foundations-are-funded"),
        ("info", "funding/outcomes-are-fresh"),
        ("info", "funding/tranche-follows-gates"),
    ]


def test_an_entry_has_what_gitlab_shows() -> None:
    assert entries(REVIEW)[1] == {
        "description": "tranche T2 is released, but its gate M2 is planned",
        "check_name": "funding/tranche-follows-gates",
        "fingerprint": "00000000000000b1",
        "severity": "critical",
        "location": {
            "path": "projects/self-checkout/project.yaml",
            "lines": {"begin": 16, "end": 16},
        },
    }
    assert entries(REVIEW)[-1]["description"].startswith("waived by W-2026-014 until 2026-12-31: ")


def test_nothing_found_is_an_empty_list() -> None:
    assert entries(CLEAN) == []


def test_a_refusal_is_no_empty_list() -> None:
    assert [(entry["severity"], entry["check_name"]) for entry in entries(REFUSED)] == [
        ("blocker", "remit/unknown-name"),
        ("blocker", "remit/no-file"),
    ]
    assert entries(REFUSED)[0]["description"].startswith("nothing was checked: ")


@pytest.mark.parametrize("name", HOSTILE)
def test_strange_texts_arrive_as_they_are(name: str) -> None:
    found = json.loads(gitlab.render(hostile(HOSTILE[name]), View()))
    assert found[0]["description"] == inert(HOSTILE[name])
    assert len(found) == 6
