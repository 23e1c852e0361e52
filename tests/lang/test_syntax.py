"""Mistakes in rule files: each is told once, at its place, with advice."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lang.expectations import Case, all_cases

from remit.syntax.parser import parse
from remit.text.codes import CODES
from remit.text.source import Source

CASES = all_cases(Path(__file__).parent / "syntax")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    policy, found = parse(case.source)
    assert case.failures(found) == []
    assert (policy is None) == bool(found)
    assert {diagnostic.code for diagnostic in found} <= set(CODES)


def test_quotes_in_braces_are_plain() -> None:
    rule = (
        'policy p governs project "P." rule r advisory "R." require x else "a {join(y, \\", \\")}"'
    )
    _, found = parse(Source("r.remit", rule))
    assert [(each.code, each.help) for each in found] == [
        ("foreign-operator", 'write `", "`: within braces, quotes are plain')
    ]
