"""Scalars mean what the YAML 1.2 core schema says, and keep the text that was written."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.manifests.reading import document

SCALARS: list[tuple[str, object]] = [
    ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("!!null ''", None),
    ("true", True), ("True", True), ("TRUE", True), ("!!bool 'true'", True),
    ("false", False), ("False", False), ("FALSE", False),
    ("0", 0), ("12", 12), ("-12", -12), ("+12", 12), ("010", 10), ("-0", 0), ("&a 12", 12),
    ("0o17", 15), ("0x1F", 31), ("!!int '12'", 12), ("!!int 0o17", 15), ("!!float 1", 1),
    ("1.", 1), ("1.0", 1), ("1e3", 1000), ("1E+3", 1000), ("-0.0", 0),
    ("1.5", Fraction(3, 2)), ("-.5", Fraction(-1, 2)), ("+.5", Fraction(1, 2)),
    ("1.10", Fraction(11, 10)), ("1.5e-1", Fraction(3, 20)), ("0.1", Fraction(1, 10)),
    ("a#b", "a#b"), ("a b  # c", "a b"), ("'null'", "null"), ('""', ""), ("'1'", "1"),
    ('"true"', "true"), ("!!str", ""), ("!!str 12", "12"), ("! 12", "12"), ("&a !!str 12", "12"),
]  # fmt: skip

TEXTS = [
    "nULL", "none", "tRUE", "yes", "no", "NO", "on", "off", "y", "0x1g", "0o8", "0b1", "-0x1F",
    "1_000", "12:30:00", "1,5", "٣", "1٣", "²", "1.2.3", "e3", ".", "+", "-.", ".e1", "1e", "=",
    "2026-03-31", "2026-02-30", "2026-03-31T10:00:00Z", ".inf", "-.Inf", ".nan", "1e999999999",
    "v1", "12e4567", "1" * 5000, "0x" + "f" * 5000,
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meaning"),
    [*SCALARS, *zip(TEXTS, TEXTS, strict=True)],
    ids=lambda value: repr(value)[:20],
)
def test_a_scalar_means_what_the_core_schema_says(text: str, meaning: object) -> None:
    content = document(f"x: {text}\n").root.content
    assert isinstance(content, dict)
    found = content["x"].content
    assert found == meaning
    assert type(found) is type(meaning)


@pytest.mark.parametrize(
    ("written", "text", "is_plain"),
    [
        ("1.10", "1.10", True), ("'1.10'", "1.10", False), ("NO", "NO", True), ("~", "~", True),
        ("", "", True), ("!!str 1", "1", False), ("|\n  a\n", "a\n", False), ("*a", "2", True),
    ],
)  # fmt: skip
def test_a_scalar_keeps_its_text_and_whether_it_is_plain(
    written: str, text: str, is_plain: bool
) -> None:
    content = document(f"a: &a 2\nx: {written}\n").root.content
    assert isinstance(content, dict)
    assert (content["x"].text, content["x"].plain) == (text, is_plain)
