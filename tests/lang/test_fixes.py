"""Fixes: what a diagnostic says is to be written can be written, and then it is said no more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.lang.expectations import POLICY_HEADER, RULE_HEADER, all_cases
from tests.lang.vocabulary import vocabulary

from remit.semantics.checker import check
from remit.syntax.literals import Notes, quoted, unquoted
from remit.syntax.parser import parse
from remit.text.diagnostic import Diagnostic
from remit.text.fixes import Edit, edited
from remit.text.source import Source, Span

CASES = all_cases(Path(__file__).parent)


def said_of(text: str) -> list[Diagnostic]:
    """Gives all that is wrong with a rule file."""
    source = Source("test.remit", text)
    policy, said = parse(source)
    return said if policy is None else check([(source, policy)], vocabulary())[1]


def mended(text: str) -> str:
    """Gives a rule file with every fix made, one after another."""
    for _ in range(20):
        fix = next((one.fix for one in said_of(text) if one.fix is not None), None)
        if fix is None:
            return text
        text = edited(text, fix.edits)
    raise AssertionError(f"fixes without end: {text}")


def test_a_fix_mends_what_it_is_for() -> None:
    for case in CASES:
        text = case.source.text
        before = said_of(text)
        for diagnostic in before:
            if diagnostic.fix is None:
                continue
            after = Counter(one.code for one in said_of(edited(text, diagnostic.fix.edits)))
            counted = Counter(one.code for one in before)[diagnostic.code]
            assert after[diagnostic.code] < counted or not after, (case.name, diagnostic.fix)


FIXED = [
    ('require project.title = "x" && a', 'require project.title == "x" and a'),
    ("require project.titel is not absent", "require project.title is present"),
    ("require project.title == null", "require project.title is absent"),
    ("require project.title is null", "require project.title is absent"),
    ("require project.title is not in ['a', \"b\"]", 'require project.title not in ["a", "b"]'),
    ("require project.title == 'say \"x\"'", 'require project.title == "say \\"x\\""'),
    ("require (project.title is present", "require (project.title is present)"),
    ('require project.stage == "pilott"', 'require project.stage == "pilot"'),
    ('require project.stage == "idea" or "pilot"', 'require project.stage in ["idea", "pilot"]'),
    ("let x := 3; require x == 3", "let x = 3 require x == 3"),
    ("if project.title is present require True", "when project.title is present require true"),
    ("require today > 2026-3-1 // when it began", "require today > 2026-03-01 # when it began"),
    ("for Thing in project.milestones require Thing.id is present",
     "for thing in project.milestones require thing.id is present"),
    ("require Every m in project.milestones satisfies m.id is present",
     "require every m in project.milestones satisfies m.id is present"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "right"), FIXED, ids=[wrong for wrong, _ in FIXED])
def test_fixed(wrong: str, right: str) -> None:
    head = f"{POLICY_HEADER} {RULE_HEADER}\n"
    tail = '\nelse "m"'
    assert mended(head + wrong + tail) == head + right + tail


def test_a_level_moves_before_the_title() -> None:
    wrong = f'{POLICY_HEADER} rule r "It holds." absolute require today == today else "m"'
    right = f'{POLICY_HEADER} rule r absolute "It holds." require today == today else "m"'
    assert mended(wrong) == right


def test_edits_are_made_from_the_end() -> None:
    edits = [Edit(Span(0, 1), "one"), Edit(Span(4, 4), "!"), Edit(Span(2, 3), "")]
    assert edited("a b ", edits) == "one  !"


@pytest.mark.parametrize("value", ["", "plain", 'a "b" \\ c\nd', "{x}", "ü😀"])
def test_a_text_is_quoted_as_it_is_read(value: str) -> None:
    notes = Notes(Source("test", ""))
    assert (unquoted(notes, quoted(value), 0), notes.found) == (value, [])
