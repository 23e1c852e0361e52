"""Gaps and overlaps of decision tables, as far as types, enums and bounds tell."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.judge.evaluating import checked, schema, vocabulary_of
from tests.lang.test_outcomes import SCHEMA

from remit.semantics.estimates import domain_of, inside
from remit.semantics.knowledge import known_of
from remit.semantics.tables import misfits
from remit.syntax import tree


def found(rows: str, *inputs: str, head: str = "") -> list[tuple[object, ...]]:
    """Gives the inputs and rows of the misfits of a table that is asked about paths."""
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    names = ", ".join("abc"[: len(inputs)])
    asked = ", ".join(f"project.{each}" for each in inputs)
    text = f'policy p governs project "P."\ntable t({names}) -> n{head}\n{rows}\n'
    text += f'rule r mandatory "R."\n  require t({asked}) == 1 else "no"\n'
    policy = checked(text, vocabulary)
    (clause,) = policy.rules[0].rule.clauses
    assert isinstance(clause, tree.Require)
    assert isinstance(clause.condition, tree.Compare)
    call = clause.condition.left
    assert isinstance(call, tree.Call)
    known = known_of(policy, {"p": policy}, vocabulary)
    body = policy.defines["t"].body
    assert isinstance(body, tree.Decision)
    domains = [domain_of(each, known) for each in call.arguments]
    return [(*each.inputs, each.rows) for each in misfits(body, domains, inside(call, known))]


@pytest.mark.parametrize(
    ("rows", "inputs", "wanted"),
    [
        ('| "idea" -> 1\n| "pilot", "scale" -> 2', ["stage"], []),
        ('| "idea" -> 1\n| "scale" -> 2', ["stage"], [("pilot", ())]),
        ('| "idea" -> 1\n| <= "pilot" -> 2\n| "scale" -> 3', ["stage"], [("idea", (1, 2))]),
        ("| < 5 -> 1\n| >= 5 -> 2", ["budget"], []),
        ("| < 5 -> 1\n| > 5 -> 2", ["budget"], [(5, ())]),
        ("| [0 .. 5] -> 1\n| [5 .. 9] -> 2", ["budget"], [(5, (1, 2)), (10, ())]),
        ("| [0 .. 1) -> 1\n| [3 .. 4) -> 2\n| >= 4 -> 3", ["budget"], [(1, ()), (2, ())]),
        ("| < 1 -> 1\n| 1 -> 2", ["share"], []),
        ("| < 0.5 -> 1\n| > 0.5 -> 2", ["share"], [(Fraction(1, 2), ())]),
        ('| "idea" | - -> 1\n| - | true -> 2', ["stage", "closed"],
         [("idea", True, (1, 2)), ("pilot", False, ()), ("scale", False, ())]),
        ("| < 2026-01-01 -> 1\n| > 2026-01-01 -> 2", ["opened"], [(date(2026, 1, 1), ())]),
        # an absent input is told of where the table asks for one
        ('| "idea" -> 1\n| "pilot" -> 2', ["before"], []),
        ('| "idea" -> 1\n| is absent -> 2', ["before"], [("pilot", ())]),
        ('| "idea", is absent -> 1\n| "pilot" -> 2\n| is absent -> 3', ["before"],
         [(None, (1, 3))]),
        ("| is absent -> 1\n| is present -> 2", ["share"], []),
        ("| is absent -> 1\n| is absent -> 2", ["share"], [(0, ()), (None, (1, 2))]),
        # what can't be enumerated is left alone
        ('| "a" -> 1', ["id"], []),
        ("| < project.share -> 1", ["budget"], []),
    ],
)  # fmt: skip
def test_misfits(rows: str, inputs: list[str], wanted: list[tuple[object, ...]]) -> None:
    assert found(rows, *inputs) == wanted


def test_the_first_row_that_fits_has_no_rival() -> None:
    assert found("| < 9 -> 1\n| - -> 2", "budget", head=" take first") == []
