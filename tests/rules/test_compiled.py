"""The standard rules are compiled, and none takes so much that the interpreter has to decide."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from remit.cli.main import main
from remit.evaluation import rules
from remit.evaluation.finding import Evaluation
from remit.governance.law import enact
from remit.workspace.gathering import Order, gather_rules

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "self-checkout"
ENOUGH = 26
"""So many manifests are judged by programs."""


def test_no_standard_rule_is_left_to_the_interpreter() -> None:
    inputs, said = gather_rules(Order(str(ROOT), date(2026, 11, 23), policies=("rules",)))
    assert inputs is not None, said
    law, said = enact(inputs)
    assert law is not None, said
    found = [(r, policy) for policy in law.policies.values() for r in policy.rules]
    programs = [law.compiled.program([rule], policy) for rule, policy in found]
    assert [program.rules for program in programs] == [(rule.id,) for rule, _ in found]


def test_programs_pass_what_keeps_to_the_standard_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The interpreter is asked for nothing but what it explains."""
    folder = shutil.copytree(EXAMPLE, tmp_path / "many")
    text = (folder / "project.yaml").read_text("utf-8")
    for count in range(ENOUGH):
        copy = text.replace("id: self-checkout\n", f"id: self-checkout-{count}\n")
        (folder / f"{count}.yaml").write_text(copy, encoding="utf-8")
    (folder / "project.yaml").unlink()
    settings = (folder / "remit.yaml").read_text("utf-8")
    (folder / "remit.yaml").write_text(settings.replace("project.yaml", '"*[0-9].yaml"'))
    asked = set[str]()
    judge = rules.judge

    def counting(*arguments: object) -> Evaluation:
        found: Evaluation = judge(*arguments)  # type: ignore[arg-type]
        asked.add(found.rule)
        return found

    monkeypatch.setattr(rules, "judge", counting)
    monkeypatch.chdir(folder)
    words = ["--as-of", "2026-11-23", "--no-cache", "--jobs", "1", "--format", "json"]
    assert main(["check", *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["summary"]["manifests"] == ENOUGH + 8
    assert asked <= {finding["rule"] for finding in told["findings"]}
