"""Ten rules, each broken as an author might break it: what of the workbench tells of each.

A rule is broken in a copy of the standard policies, with its tests as they are. `check` is a
mistake that keeps it from loading, `lint` a piece of advice, `tests` a case that fails, `coverage`
a part of the rule that no case shows any more. The mutants of a rule are such faults, too, made by
the hundred; a story of their own holds that none of them survives.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from remit.cli.main import main

ROOT = Path(__file__).parents[2]

FAULTS = {
    "a field that is not the one that was meant": (
        "funding",
        "where milestone.due + overdue_grace < tranche.released_on",
        "where milestone.due + overdue_grace < milestone.met_on",
        {"tests", "coverage"},
    ),
    "a misspelled field": (
        "accountability",
        "require approval.requester is not empty",
        "require approval.requestor is not empty",
        {"check"},
    ),
    "a value that does not exist": (
        "delivery",
        'where repository.side == "conventional"',
        'where repository.side == "conventionel"',
        {"check"},
    ),
    "the wrong quantifier": (
        "talent",
        "require (every o in digital.outcomes satisfies",
        "require (some o in digital.outcomes satisfies",
        {"tests", "coverage"},
    ),
    "a guard that never holds": (
        "teams",
        '  when project.status == "active"\n',
        '  when project.status == "active" and project.status == "closed"\n',
        {"lint", "tests", "coverage"},
    ),
    "a guard that hides a hole": (
        "delivery",
        'project.archetype == "hybrid" and project.status != "closed"\n',
        'project.archetype == "hybrid" and project.stage > "idea" and project.status != "closed"\n',
        {"coverage"},
    ),
    "a bound off by one": (
        "teams",
        "require team.until >= today",
        "require team.until > today",
        {"tests"},
    ),
    "`or` for `and`": (
        "talent",
        "  when digital is present and conventional is present\n",
        "  when digital is present or conventional is present\n",
        {"tests"},
    ),
    "a field that may be missing, in a `where`": (
        "teams",
        "  for team in project.teams where is_active(team)\n  require",
        "  for team in project.teams where team.until >= 2026-01-01\n  require",
        {"lint", "tests", "coverage"},
    ),
    "a requirement that says what its guard says": (
        "accountability",
        "  require approval.requester != approval.approver\n",
        "  when approval.requester != approval.approver\n"
        "  require approval.requester != approval.approver\n",
        {"lint", "tests"},
    ),
}  # fmt: skip
"""The policy, what stands in it, what is put there, and what tells of it."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults")
    for name in ("rules", "examples"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def told(policy: str, capfd: pytest.CaptureFixture[str]) -> dict[str, int]:
    """Gives how much each tool has to say of a policy."""
    capfd.readouterr()
    linted = main(["lint", "--quiet", f"rules/{policy}.remit"])
    advice = capfd.readouterr().out.count(": advice [")
    if linted == 2:
        return {"check": 1}
    main(["test", f"rules/{policy}.remit", "--coverage", "--format", "json"])
    found = json.loads(capfd.readouterr().out)
    coverage = found["coverage"]
    return {
        "lint": advice,
        "tests": found["summary"]["failed"],
        "coverage": coverage["total"] - coverage["met"],
    }


@pytest.mark.story
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_by_something(
    fault: str, copy: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(copy)
    policy, sound, broken, by = FAULTS[fault]
    file = copy / "rules" / f"{policy}.remit"
    text = file.read_text()
    assert text.count(sound) >= 1, f"{sound!r} is not in {policy}.remit"
    before = told(policy, capfd)
    file.write_text(text.replace(sound, broken, 1))
    after = told(policy, capfd)
    file.write_text(text)
    assert {tool for tool, count in after.items() if count > before.get(tool, 0)} == by
