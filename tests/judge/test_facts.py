"""Facts of files: texts as written, the keys of maps, and files beside the manifest."""

from __future__ import annotations

import pytest
from tests.judge.evaluating import evaluated, manifest, schema, vocabulary_of

from remit.evaluation.world import Subject

SCHEMA = """\
type: object
properties:
  share: {type: number}
  on: {type: string, format: date-time}
  shelves: {type: object, additionalProperties: {type: string}}
"""
PROJECT = manifest("share: 1.50\non: 2026-01-31t12:00:00z\nshelves: {top: cups}\n", SCHEMA)
VOCABULARY = vocabulary_of(project=schema(SCHEMA).type)


def _outcome(condition: str, subject: Subject) -> str:
    policy = f'policy p governs project "P."\nrule r mandatory "R." require {condition} else "x"\n'
    (found,) = evaluated(policy, subject, VOCABULARY)
    return found.outcome


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('text(project.share) == "1.50"', "satisfied"),
        ('text(project.share + 0) == "1.5"', "satisfied"),
        ('text(project.on) == "2026-01-31t12:00:00z"', "satisfied"),
        ('[text(k) for k in keys(project.shelves)] == ["top"]', "satisfied"),
        ('[text(v) for v in values(project.shelves)] == ["cups"]', "satisfied"),
        ('not file_exists("./plan") and project.share > 0', "satisfied"),
    ],
)
def test_facts(condition: str, expected: str) -> None:
    assert _outcome(condition, Subject(PROJECT)) == expected


def test_nothing_is_beside_a_rule_that_is_evaluated_once() -> None:
    assert _outcome('not file_exists("./plan")', Subject(None)) == "undecided"
    assert _outcome('not file_exists("plan")', Subject(None)) == "satisfied"
