"""`--compile`: the report is the same to the byte, compiled or interpreted."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Run, write

from remit.evaluation import courts


def test_the_report_is_the_same(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courts, "FEW", 0)
    for at in range(40):
        weights = ", ".join(f"{{id: p{n}, weight: {n * at}}}" for n in range(3))
        text = f"id: item{at}\nprice: {at * 10}\nparts: [{weights}]\n"
        write(folder, **{f"items__item{at}_yaml": text})
    words = ("check", "--as-of", "2026-11-23", "--format", "json", "--explain")
    compiled, interpreted = run(*words, "--compile"), run(*words)
    assert (compiled.status, compiled.out) == (interpreted.status, interpreted.out)
    assert compiled.report["summary"]["violated"] > 20
