"""Kubernetes' gate on real proposals: the verdicts are those of the original validator."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.corpus.trees import CORPUS, Configured, blocking, configured, needs_corpus

from remit.governance.report import Judged, Report

EXAMPLE = Path(__file__).parents[2] / "examples" / "kubernetes-enhancements"
KEP = CORPUS / "kep"

pytestmark = needs_corpus


@pytest.fixture(scope="module")
def gate() -> Configured:
    return configured(EXAMPLE)


def is_the_original(judged: Judged) -> bool:
    """Says whether a finding is one that the original could make, too."""
    policy = judged.finding.rule.partition("/")[0]
    return "strict" not in policy and "change" not in policy


def verdict(report: Report, kep: str) -> str:
    """Gives the verdict on one kep.yaml: only findings that stand in it count."""
    found = [judged for judged in blocking(report) if is_the_original(judged)]
    return "fail" if any(judged.finding.file == kep for judged in found) else "pass"


def test_the_verdict_on_every_real_proposal_is_that_of_the_original(gate: Configured) -> None:
    with (KEP / "head.verdicts.tsv").open(newline="", encoding="utf-8") as table:
        expected = {row["path"]: row["ci_verdict"] for row in csv.DictReader(table, delimiter="\t")}
    head = KEP / "head"
    paths = [path for path in head.rglob("*") if path.is_file()]
    report = gate.check({str(path.relative_to(head)): path.read_bytes() for path in paths})

    assert len(expected) == 656
    assert {path: verdict(report, path) for path in expected} == expected
    assert dict(report.manifests)["kep"] == 656


def mutants() -> Iterator[Mapping[str, object]]:
    if KEP.is_dir():
        with (KEP / "mutants.jsonl").open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def test_the_verdict_on_every_mutant_is_that_of_the_original(gate: Configured) -> None:
    owners = (KEP / "head" / "OWNERS_ALIASES").read_bytes()
    wrong: list[str] = []
    seen = 0
    for mutant in mutants():
        files = mutant["files"]
        assert isinstance(files, dict)
        tree = {path: text.encode() for path, text in files.items()}
        kep = next(path for path in tree if path.endswith("/kep.yaml"))
        found = verdict(gate.check({**tree, "OWNERS_ALIASES": owners}), kep)
        seen += 1
        if found != mutant["verdict"]:
            wrong.append(f"{mutant['id']}: {found}, but the original says {mutant['reason']!r}")
    assert wrong == []
    assert seen == 432
