"""The standard rules that look at a change, on a real one: every case of their tests that has a
baseline becomes a project that a commit changes, and the check of the commit finds the same."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
from msgspec import Struct
from tests.change.repository import ROOT, Repository, empty, outside

from remit.manifest.document import Node
from remit.workbench.cases import Case
from remit.workbench.suite import Suite
from remit.workbench.surroundings import Stage, stage
from remit.workspace.gathering import Order
from remit.workspace.testing import gather_tests

pytestmark = pytest.mark.story

TODAY = date(2026, 11, 23)
ROWS = {
    "archetype/hybrid-is-not-relabelled": "archetype/hybrid-is-not-relabelled",
    "funding/release-is-approved": "funding/release-is-approved",
    "funding/gates-are-not-weakened": "funding/gates-are-not-weakened",
    "funding/stages-in-order": "funding/stage-moves-in-order",
    "architecture/approvals-are-current": "architecture/interface-changes-are-dated",
    "planning/record-is-not-backdated": "planning/record-is-not-backdated",
    "portfolio/reclassification-is-reviewed": "portfolio/reclassification-is-reviewed",
}
"""What the operating model asks of changes, and the rule that holds it (of a row that asks for
more the part that needs a base)."""


class Change(Struct, frozen=True, dict=True):
    """A case with a baseline: the project before and after, as YAML, and what is to be found."""

    rules: tuple[str, ...]
    name: str
    before: str | None
    after: str
    expected: tuple[tuple[str, str | None, str], ...]


@cache
def suites() -> tuple[Suite, ...]:
    """Gives the tests of the standard policies."""
    order = Order(here=str(ROOT), today=TODAY, paths=("rules",))
    tests, said = gather_tests(order)
    assert not said
    return tests.suites


def on_changes(suite: Suite) -> tuple[str, ...]:
    """Gives the rules of a policy that name the baseline."""
    assert suite.policy is not None
    return tuple(rule.id for rule in suite.policy.rules if "baseline" in rule.names)


@cache
def changes() -> tuple[Change, ...]:
    """Gives all cases with a baseline on the day of the tests, and without params of their own."""
    return tuple(_changes())


def _changes() -> Iterator[Change]:
    for suite in suites():
        rules = on_changes(suite)
        for position, case in enumerate(suite.tests.tests) if rules else ():
            staged = staged_of(suite, case, position)
            if staged is not None and not case.params and (case.today or TODAY) == TODAY:
                yield change_of(case, staged, rules)


def staged_of(suite: Suite, case: Case, position: int) -> Stage | None:
    if "baseline" not in case.model_fields_set or suite.policy is None or suite.bench is None:
        return None
    staged, said = stage(suite.tests, case, suite.document, position, suite.policy, suite.bench)
    assert not said
    return staged


def change_of(case: Case, staged: Stage, rules: tuple[str, ...]) -> Change:
    own, baseline = staged.subject.own, staged.subject.baseline
    assert own is not None
    names = {rule.partition("/")[2]: rule for rule in rules}
    expected = [
        (names[each.rule.rpartition("/")[2]], each.at, each.message or "")
        for each in case.expect
        if each.rule.rpartition("/")[2] in names
    ]
    before = None if baseline is None else written(baseline.document.root)
    return Change(rules, case.name, before, written(own.document.root), tuple(expected))


def written(node: Node, indent: str = "") -> str:
    """Gives a value as YAML, every scalar as it was written."""
    match node.content:
        case {}:
            return " {}\n" if not node.content else _map(node.content, indent)
        case []:
            return " []\n"
        case list(items):
            inner = indent + "  "
            return "\n" + "".join(f"{indent}-{written(item, inner)}" for item in items)
        case None:
            return " ~\n"
        case _ if node.plain:
            return f" {node.text}\n"
        case _:
            return f" {json.dumps(node.text)}\n"


def _map(fields: dict[str, Node], indent: str) -> str:
    lines = (f"{indent}{json.dumps(k)}:{written(v, indent + '  ')}" for k, v in fields.items())
    return "\n" + "".join(lines)


class Found(Struct, frozen=True, dict=True):
    """The findings of each project, and for each rule how many projects it judged how."""

    findings: dict[str, list[dict[str, Any]]]
    rows: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Gives a repository with all projects, and their changes as one commit."""
    here = empty(tmp_path_factory.mktemp("projects"))
    for number, each in enumerate(changes()):
        if each.before is not None:
            here.write({f"p{number}/project.yaml": named(each.before, number)})
    here.record("before")
    for number, each in enumerate(changes()):
        here.write({f"p{number}/project.yaml": named(each.after, number)})
    here.record("after")
    return here


def named(text: str, number: int) -> str:
    """Gives a project with an identity of its own."""
    lines = [line for line in text.splitlines() if not line.startswith('"id":')]
    return "\n".join([f"id: p{number}", *lines]) + "\n"


@pytest.fixture(scope="module", params=["--base", "--staged"])
def found(request: pytest.FixtureRequest, repository: Repository) -> Found:
    """Gives what the check of the change finds, committed or staged."""
    words = ["--staged"]
    if request.param == "--base":
        words = ["--base", "main^"]
        repository.git("reset", "--quiet", "--hard", "main")
    else:
        repository.git("checkout", "--quiet", "--detach", "main")
        repository.git("reset", "--quiet", "--soft", "main^")
    rules = [word for rule in sorted(ROWS.values()) for word in ("--rule", rule)]
    day = ["--as-of", TODAY.isoformat(), "--format", "json"]
    ran = outside(repository.folder, "check", *words, *day, *rules)
    assert ran.status == 1, ran.err
    findings = defaultdict(list)
    for each in ran.report["findings"]:
        findings[each["manifest"]].append(each)
    return Found(findings, {row["rule"]: row for row in ran.report["rules"]})


def test_every_row_of_the_operating_model_on_changes_has_its_rule() -> None:
    assert {rule for suite in suites() for rule in on_changes(suite)} == set(ROWS.values())


@pytest.mark.parametrize("rule", ROWS.values())
def test_a_rule_on_changes_finds_what_its_cases_say(found: Found, rule: str) -> None:
    ours = [(number, each) for number, each in enumerate(changes()) if rule in each.rules]
    for number, change in ours:
        findings = [each for each in found.findings[f"p{number}"] if each["rule"] == rule]
        expected = [(at, message) for each, at, message in change.expected if each == rule]
        assert len(findings) == len(expected), change.name
        for at, message in expected:
            places = [each["path"] for each in findings if message in each["message"]]
            assert at in (None, *places), change.name
        for each in findings:
            assert each["change"] == "introduced"
            assert each["blocking"] == (each["level"] != "advisory")


@pytest.mark.parametrize("rule", ROWS.values())
def test_a_rule_on_changes_is_broken_by_one_and_kept_by_another(found: Found, rule: str) -> None:
    broken = [name for name, findings in found.findings.items() if _breaks(findings, rule)]
    row = found.rows[rule]
    assert (row["violated"], row["undecided"]) == (len(broken), 0)
    assert broken
    assert row["satisfied"]


def _breaks(findings: list[dict[str, Any]], rule: str) -> bool:
    return any(each["rule"] == rule for each in findings)
