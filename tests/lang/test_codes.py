"""The codes of diagnostics: each has a sentence, a way out, and occurs in a test."""

from __future__ import annotations

import re
from pathlib import Path

from remit.text.codes import CODES
from remit.workbench.explaining.remedies import REMEDIES, SORTS
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


def test_each_code_occurs_in_a_test() -> None:
    assert CODES.keys() - _expected() == set()


def test_each_code_is_explained_in_one_sentence() -> None:
    for code, sentence in CODES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert sentence, code
        assert not sentence.endswith("."), code


def test_each_code_has_a_way_out() -> None:
    """The tables of remedies are in `remit.workbench.explaining`."""
    assert CODES.keys() - REMEDIES.keys() == set()
    for code in CODES:
        assert re.match(r"[a-z`]", REMEDIES[code].way), code
        assert not REMEDIES[code].way.endswith("."), code


def test_each_way_out_is_for_one_code() -> None:
    told = [code for _, remedies in SORTS for code in remedies]
    assert sorted(told) == sorted(CODES)
