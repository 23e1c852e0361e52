"""What is said of real files is the same to the byte, compiled or interpreted."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.corpus.trees import CORPUS, Configured, configured, needs_corpus, tree_of

from remit.evaluation.courts import By
from remit.reporters import json_report
from remit.reporters.view import View

HERE = Path(__file__).parent
KEPS = Path(__file__).parents[2] / "examples" / "kubernetes-enhancements"

pytestmark = needs_corpus


@pytest.mark.parametrize(
    ("rules", "files", "inner"),
    [
        (HERE / "backstage", CORPUS, ["backstage"]),
        (HERE / "publiccode", CORPUS, ["publiccode"]),
        pytest.param(KEPS, CORPUS / "kep" / "head", [], marks=pytest.mark.story),
    ],
)
def test_the_report_is_the_same(rules: Path, files: Path, inner: list[str]) -> None:
    around, tree = configured(rules), tree_of(files, *inner)

    def told(by: By) -> str:
        inputs = replace(around.inputs, by=by, explained=True)
        report = Configured(around.law, inputs).check(tree)
        return json_report.render(report, View(explain=True))

    compiled, interpreted = told("compiled"), told("interpreted")
    assert compiled == interpreted
    assert around.law.compiled.programs
    assert len(compiled) > 1000
