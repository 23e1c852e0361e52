"""Literals for params, as the configuration or a command writes them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from remit.governance.overriding import literal_of
from remit.manifest.document import Node
from remit.manifest.reader import read
from remit.manifest.types import BOOLEAN, DATE, DAYS, MONTHS, NUMBER, TEXT, ListType, MapType, Type
from remit.manifest.values import shown
from remit.semantics.params import literal
from remit.text.source import Source, Span

GOOD: list[tuple[str, Type, str]] = [
    ("25%", NUMBER, "0.25"),
    ("0.25", NUMBER, "0.25"),
    ("-250k", NUMBER, "-250000"),
    ("1e3", NUMBER, "1000"),
    ("'3M'", NUMBER, "3000000"),
    ("true", BOOLEAN, "true"),
    ("2026-03-31", DATE, "2026-03-31"),
    ("6 weeks", DAYS, "42 days"),
    ("1 year", MONTHS, "1 year"),
    ("pilot", TEXT, "pilot"),
    ("true", TEXT, "true"),
    ("1.10", TEXT, "1.10"),
    ("'\"quoted\"'", TEXT, "quoted"),
    ("[a, b]", ListType(TEXT), "a, b"),
    ('\'["a", "b"]\'', ListType(TEXT), "a, b"),
    ("[]", ListType(NUMBER), "none"),
    ("{idea: 50k, pilot: 0.5}", MapType(NUMBER), "{idea: 50000, pilot: 0.5}"),
    ("'{\"idea\": 50k}'", MapType(NUMBER), "{idea: 50000}"),
]
BAD: list[tuple[str, Type]] = [
    ("dear", NUMBER),
    ("", NUMBER),
    ("null", TEXT),
    ("yes", BOOLEAN),
    ("2026-02-30", DATE),
    ("3 months", DAYS),
    ("30 days", MONTHS),
    ("a", ListType(TEXT)),
    ("[1, x]", ListType(NUMBER)),
    ("{a: x}", MapType(NUMBER)),
    ("[1]", NUMBER),
    ("{a: 1}", TEXT),
    ("1, then 2 from 2026-01-01", NUMBER),
    ("1 + 1", NUMBER),
    ("1 rule x", NUMBER),
    ("'\"open'", TEXT),
]


def node(written: str) -> Node:
    if not written:
        return Node("", Span(0, 0), "", plain=True)
    (document,) = read(Source("x", written)).documents
    return document.root


@pytest.mark.parametrize(("written", "type_", "value"), GOOD)
def test_literals(written: str, type_: Type, value: str) -> None:
    found = literal_of(node(written), type_)
    assert found is not None
    assert shown(literal(found).data) == value


@pytest.mark.parametrize(("written", "type_"), BAD)
def test_what_is_no_literal_of_the_type(written: str, type_: Type) -> None:
    assert literal_of(node(written), type_) is None


def test_numbers_stay_exact() -> None:
    found = literal_of(node("0.1"), NUMBER)
    assert found is not None
    assert literal(found).data == Fraction(1, 10)
