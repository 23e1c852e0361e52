"""What is said of the examples is the same to the byte: compiled or interpreted, cached or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.examples.test_examples import copied

from remit.cli.main import main
from remit.evaluation import courts

WORDS = ["check", "--as-of", "2026-11-23", "--format", "json", "--explain"]


@pytest.mark.parametrize(
    "example",
    [
        "portfolio",
        "kubernetes-enhancements",
        pytest.param("self-checkout-gone-wrong", marks=pytest.mark.story),
        pytest.param("conventional-refit", marks=pytest.mark.story),
    ],
)
def test_the_report_is_the_same(
    example: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.setattr(courts, "FEW", 0)
    monkeypatch.chdir(copied(example, tmp_path))

    def told(*words: str) -> tuple[int, bytes]:
        status = main([*WORDS, *words])
        return status, capfdbinary.readouterr().out

    wanted = told("--interpret")
    assert len(wanted[1]) > 1000
    for words in (["--no-cache", "--jobs", "1"], ["--jobs", "4"], []):
        assert told(*words) == wanted, words
