"""The codes of diagnostics: each is explained in a sentence, and occurs in a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from remit.text.codes import CODES
from remit.workbench.lint.catalogue import ADVICE

TESTS = Path(__file__).parents[1]
EXPECTED = re.compile(r"# (?:error|advice): \d+ \[([a-z-]+)\]")
QUOTED = re.compile(r"(?:\"|\[)([a-z-]+)(?:\"|\])")


def _expected() -> set[str]:
    """Gives the codes that the comments of cases expect, those that other tests quote, and those of
    advice, whose examples are tests."""
    cases = [path for path in TESTS.rglob("*") if path.suffix in (".remit", ".yaml")]
    tests = [path for path in TESTS.rglob("test_*.py") if path != Path(__file__)]
    found = {code for path in cases for code in EXPECTED.findall(_text(path))}
    return found | set(ADVICE) | {code for path in tests for code in QUOTED.findall(_text(path))}


def _text(path: Path) -> str:
    # some cases of manifests are of purpose not UTF-8
    return path.read_text("utf-8", "replace")


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_code_occurs_in_a_test(code: str) -> None:
    assert code in _EXPECTED


@pytest.mark.parametrize(("code", "sentence"), sorted(CODES.items()))
def test_a_code_is_explained_in_one_sentence(code: str, sentence: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert sentence
    assert not sentence.endswith(".")


_EXPECTED = _expected()
