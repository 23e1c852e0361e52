"""The rules of the benchmark give the verdicts of its independent oracle, rule by rule."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from tests.corpus.trees import configured, tree_of

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT.parent / "shared" / "bench" / "gen.py"

pytestmark = pytest.mark.skipif(not GENERATOR.is_file(), reason=f"there is no {GENERATOR}")


def test_the_eight_rules_agree_with_the_oracle(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(GENERATOR), "300", str(tmp_path)], check=True)
    expected = json.loads((tmp_path / "expected.json").read_text())
    report = configured(ROOT / "benchmarks").check(tree_of(tmp_path / "manifests"))
    found: dict[str, set[str]] = defaultdict(set)
    for judged in report.findings:
        assert judged.finding.outcome == "violated"
        rule = judged.finding.rule.removeprefix("governance/")
        found[Path(judged.finding.file).stem].add(rule[:2].upper())
    assert {name: sorted(found[name]) for name in expected} == expected
    assert any(expected.values())
