"""Strays: keys that an open schema lets pass, told where a field that is nearly so is missing."""

from __future__ import annotations

import pytest
from tests.manifests.schemas import schema_of

from remit.manifest.limits import Limits
from remit.manifest.nearly import meant_by
from remit.manifest.reader import read, read_quickly
from remit.manifest.validation import Admission, admit
from remit.text.source import Source

SCHEMA = """
required: [id]
properties:
  id: {type: string}
  share: {type: number}
  retention_days: {type: integer, default: 30}
  list: {type: array, items: {properties: {target: {type: number}}}}
  shut: {additionalProperties: false, properties: {target: {type: number}}}
  named: {additionalProperties: {type: number}, properties: {target: {type: number}}}
"""
FIELDS = ("id", "share", "owner", "retention_days", "line1", "supplier", "api-key")


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("shar", "share"),
        ("sahre", "share"),
        ("Share", "share"),
        ("shares", "share"),
        ("retention-days", "retention_days"),
        ("retentionDays", "retention_days"),
        ("retetion_dayes", "retention_days"),
        ("apikey", "api-key"),
        ("suplier", "supplier"),
        ("line2", None),
        ("line", None),
        ("ids", None),
        ("own", None),
        ("owned_by", None),
        ("x-share", None),
        ("$share", None),
        ("scare", "share"),
        ("score", None),
    ],
)
def test_what_is_nearly_a_field(key: str, field: str | None) -> None:
    meant = meant_by(FIELDS)
    assert (meant(key), meant(key)) == (field, field)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("id: a\nshar: 0.5\n", [(2, "share")]),
        ("id: a\nshare: 0.5\nshar: 0.6\n", []),
        ("id: a\nshare: ~\nshar: 0.6\n", [(3, "share")]),
        ("id: a\nretention_day: 10\n", [(2, "retention_days")]),
        ("id: a\nretention_days: 5\nretention_day: 10\n", []),
        ("id: a\nlist:\n- targt: 1\n- target: 2\n", [(3, "target")]),
        ("id: a\nnamed: {targe: 1}\n", []),
        ("id: a\nteam: b\n", []),
    ],
)
def test_strays_are_told_however_a_document_is_read(
    text: str, found: list[tuple[int, str]]
) -> None:
    for admission in admissions(text):
        assert admission.errors == ()
        assert told(admission) == found
        assert admission.wrong == frozenset()


def test_a_stray_is_told_once_beside_mistakes() -> None:
    for admission in admissions("idd: a\nshar: 0.5\nshut: {targe: 1}\n"):
        assert len(admission.errors) == 2
        assert told(admission) == [(2, "share")]


def admissions(text: str) -> list[Admission]:
    """Gives what is said of a text, read strictly and quickly."""
    source = Source("manifest.yaml", text)
    schema = schema_of(SCHEMA)
    readings = (read(source), read_quickly(source, Limits(), schema.guided(Limits())))
    return [admit(reading.documents[0], schema) for reading in readings]


def told(admission: Admission) -> list[tuple[int, str]]:
    """Gives the lines of strays, and the fields that they were meant to be."""
    said = [stray.diagnostic for stray in admission.strays]
    assert all(each.severity == "advice" for each in said)
    return [(each.place.line, (each.help or "").split("`")[1]) for each in said]
