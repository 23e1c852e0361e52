"""Kubernetes' gate on real proposals: the verdicts are those of the original validator."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.corpus.trees import (
    CORPUS,
    Configured,
    blocking,
    configured,
    needs_corpus,
    tree_of,
)

from remit.governance.report import Judged, Report

EXAMPLE = Path(__file__).parents[2] / "examples" / "kubernetes-enhancements"
KEP = CORPUS / "kep"

pytestmark = needs_corpus


@pytest.fixture(scope="module")
def gate() -> Configured:
    return configured(EXAMPLE)


@pytest.fixture(scope="module")
def head(gate: Configured) -> Report:
    """The report on all real proposals of one day."""
    return gate.check(tree_of(KEP / "head"))


def is_the_original(judged: Judged) -> bool:
    """Says whether a finding is one that the original could make, too."""
    policy = judged.finding.rule.partition("/")[0]
    return "strict" not in policy and "change" not in policy


def verdict(report: Report, kep: str) -> str:
    """Gives the verdict on one kep.yaml: only findings that stand in it count."""
    found = [judged for judged in blocking(report) if is_the_original(judged)]
    return "fail" if any(judged.finding.file == kep for judged in found) else "pass"


@pytest.mark.story
def test_the_verdict_on_every_real_proposal_is_that_of_the_original(head: Report) -> None:
    with (KEP / "head.verdicts.tsv").open(newline="", encoding="utf-8") as table:
        expected = {row["path"]: row["ci_verdict"] for row in csv.DictReader(table, delimiter="\t")}
    assert len(expected) == 656
    assert {path: verdict(head, path) for path in expected} == expected
    assert dict(head.manifests)["kep"] == 656


def mutants() -> Iterator[dict[str, Any]]:
    if KEP.is_dir():
        with (KEP / "mutants.jsonl").open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


@pytest.mark.story
def test_the_verdict_on_every_mutant_is_that_of_the_original(gate: Configured) -> None:
    owners = (KEP / "head" / "OWNERS_ALIASES").read_bytes()
    wrong: list[str] = []
    seen = 0
    for mutant in mutants():
        tree = {path: text.encode() for path, text in mutant["files"].items()}
        kep = next(path for path in tree if path.endswith("/kep.yaml"))
        tree["OWNERS_ALIASES"] = owners
        seen += 1
        found = verdict(gate.check(tree), kep)
        if found != mutant["verdict"]:
            wrong.append(f"{mutant['id']}: {found}, but the original says {mutant['reason']!r}")
    assert wrong == []
    assert seen == 432


def test_a_proposal_that_is_checked_alone_has_the_same_verdict(gate: Configured) -> None:
    owners = (KEP / "head" / "OWNERS_ALIASES").read_bytes()
    one_each = {mutant["mutation"]: mutant for mutant in mutants()}
    for mutant in one_each.values():
        tree = {path: text.encode() for path, text in mutant["files"].items()}
        kep = next(path for path in tree if path.endswith("/kep.yaml"))
        report = gate.check({**tree, "OWNERS_ALIASES": owners}, kep)
        assert verdict(report, kep) == mutant["verdict"], mutant["id"]
    assert len(one_each) == 36


@pytest.mark.story
def test_the_strict_policies_find_what_the_original_lets_through(head: Report) -> None:
    violated = {row.rule: row.violated for row in head.rules if "strict" in row.rule}
    assert violated["gate-strict/status-is-known"] == 5
    assert violated["gate-strict/implemented-is-stable"] == 6
    assert violated["gate-strict/author-does-not-approve"] == 7
    assert violated["gate-strict/milestone-is-a-real-release"] == 98
    assert all(row.undecided == 0 for row in head.rules)
    assert all(row.not_applicable == 0 for row in head.rules if "change" not in row.rule)


@pytest.mark.story
def test_the_example_works_laid_over_a_checkout(tmp_path: Path) -> None:
    shutil.copytree(KEP / "head", tmp_path / "checkout")
    shutil.copy(EXAMPLE / "remit.yaml", tmp_path / "checkout")
    for folder in ("policies", "schemas"):
        shutil.copytree(EXAMPLE / folder, tmp_path / "checkout" / folder)
    done = subprocess.run(
        [sys.executable, "-m", "remit", "check", "--format", "json"],
        cwd=tmp_path / "checkout",
        env={**os.environ, "PYTHONPATH": str(EXAMPLE.parents[1] / "engine")},
        capture_output=True,
        check=False,
    )
    found = json.loads(done.stdout)
    policies = {finding["rule"].partition("/")[0] for finding in found["findings"]}
    assert done.returncode == 1
    assert found["summary"]["manifests"] == 656 + 451
    assert policies == {"gate-strict", "approval-strict"}
