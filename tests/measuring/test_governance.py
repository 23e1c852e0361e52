"""The rules of the benchmark give the verdicts of its independent oracle, rule by rule."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from benchmarks.peers.generator import BROKEN, documents, oracle, spelled
from tests.corpus.trees import configured, tree_of

ROOT = Path(__file__).parents[2]


def test_the_eight_rules_agree_with_the_oracle(tmp_path: Path) -> None:
    expected = {}
    for name, document in documents(300):
        (tmp_path / f"{name}.yaml").write_text(spelled(document), encoding="utf-8")
        expected[name] = oracle(document)
    report = configured(ROOT / "benchmarks").check(tree_of(tmp_path))
    found: dict[str, set[str]] = defaultdict(set)
    for judged in report.findings:
        assert judged.finding.outcome == "violated"
        rule = judged.finding.rule.removeprefix("governance/")
        found[Path(judged.finding.file).stem].add(rule[:2].upper())
    assert {name: sorted(found[name]) for name in expected} == expected
    assert {rule for rules in expected.values() for rule in rules} == set(BROKEN)
