"""What strangers wrote is printed inert, under its own underline, and stays exact in JSON."""

from __future__ import annotations

import json
import unicodedata
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.reporters.excerpt import excerpt
from remit.reporters.json_text import json_text
from remit.reporters.paint import plain
from remit.text.inert import escape, inert, width
from remit.text.numbers import number
from remit.text.source import Place, Source, Span

HOSTILE = "\x00\x07\x1b[31m\x7f\x85\u061c\u200b\u200e\u202e\u2028\u2066\ufeff\U000e0041\ud800"


def is_inert(text: str) -> bool:
    return all(
        unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or char == "\n"
        for char in {*text}
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("über 東京 é 🚲", "über 東京 é 🚲"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\u202eabc\u2028", "\\u202eabc\\u2028"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("\xad", "\\xad"),
        ("\ue000", "\\ue000"),
        ("\u0378", "\\u0378"),
        ("pay\u3164\ufe0f", "pay\\u3164\\ufe0f"),
        ("\u034f\u1160\u2800\uffa0", "\\u034f\\u1160\\u2800\\uffa0"),
        ("\u180b\u180f\U000e01ef", "\\u180b\\u180f\\U000e01ef"),
        ("::error::x", ":\\x3aerror::x"),
        ("\u3000 ::add-mask::x", "\u3000 :\\x3aadd-mask::x"),
        ("a::b", "a::b"),
        ("see ##[error]x", "see #\\x23[error]x"),
        ("####vso[task.complete]x", "###\\x23vso[task.complete]x"),
        ("## a [heading]", "## a [heading]"),
    ],
)
def test_inert(text: str, expected: str) -> None:
    assert inert(text) == expected


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        ("\x00", "\\x00"),
        ("ÿ", "\\xff"),
        ("Ā", "\\u0100"),
        ("\uffff", "\\uffff"),
        ("\U00010000", "\\U00010000"),
        ("\U0010ffff", "\\U0010ffff"),
    ],
)
def test_an_escape_is_as_long_as_it_has_to_be(character: str, expected: str) -> None:
    assert escape(character) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("abc", 3),
        ("über", 4),
        ("東京", 4),
        ("Ａ", 2),
        ("🚲", 2),
        ("e\u0301", 1),
        ("e\u0900", 1),  # joins what is before it, though of no class of such
        ("e\u20dd", 1),  # encloses it
        ("e\U0001d165", 1),  # joins it, and counts as a space by itself
        ("\u0903", 1),
        ("\u2026", 1),
    ],
)
def test_a_text_is_as_wide_as_a_terminal_shows_it(text: str, expected: int) -> None:
    assert width(text) == expected


@given(st.text() | st.text(alphabet=HOSTILE + "a東\u0301"))
def test_inert_text_is_inert(text: str) -> None:
    assert is_inert(inert(text))
    assert inert(inert(text)) == inert(text)


def marked(text: str, span: Span, name: str = "x.yaml") -> list[str]:
    source = Source(name, text)
    return excerpt(source, source.place(span), plain)


def test_an_excerpt_shows_the_keys_above() -> None:
    text = "a:\n  # why\n  b:\n  - id: 1\n    c: x\n  - id: 2\n\n    c: yes\n"
    at = text.index("yes")
    assert marked(text, Span(at, at + 3)) == [
        "1 | a:",
        "3 |   b:",
        "6 |   - id: 2",
        "8 |     c: yes",
        "  |        ^^^",
    ]
    for name in ("x.remit", "command line"):
        assert len(marked(text, Span(at, at + 3), name)) == 2


def test_deep_keys_are_shortened_to_the_outermost_and_the_nearest() -> None:
    text = "".join(f"{'  ' * depth}k{depth}:\n" for depth in range(6)) + f"{'  ' * 6}x: 1\n"
    at = text.index("x: 1")
    assert [line.split(" | ")[0] for line in marked(text, Span(at, at + 1))[:-1]] == [
        "1",
        "5",
        "6",
        "7",
    ]


def test_an_excerpt_holds_no_command_of_a_ci_system() -> None:
    text = "a: ##vso[task.complete] word"
    at = text.index("word")
    line, mark = marked(text, Span(at, at + 4))
    assert line == "1 | a: #\\x23vso[task.complete] word"
    assert line[mark.index("^") :] == "word"


def test_another_document_is_not_above() -> None:
    text = "a: 1\n---\n  b: 2\n"
    at = text.index("b")
    assert marked(text, Span(at, at + 1))[0].startswith("3 |")


def test_the_underline_minds_wide_odd_and_combining_characters() -> None:
    text = "k: \u6771\u202e\u0301 word"
    at = text.index("word")
    line, mark = marked(text, Span(at, at + 4))
    assert line == "1 | k: \u6771\\u202e\u0301 word"
    assert width(line[: line.index("word")]) == mark.index("^")
    assert mark.count("^") == 4


def test_long_lines_are_clipped_around_the_mark() -> None:
    text = "k: " + "x" * 500 + " word " + "y" * 500
    at = text.index("word")
    line, mark = marked(text, Span(at, at + 4))
    assert line.startswith("1 | ...xxx")
    assert line.endswith("yyy...")
    assert line[mark.index("^") : mark.rindex("^") + 1] == "word"
    assert len(line) < 120


def test_a_span_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    _, mark = marked("k: [1,\n  2]", Span(3, 10))
    assert mark == "  |    ^^^"


@given(st.text(alphabet=HOSTILE + "ab東\u0301 \t\n-#:", max_size=300), st.data())
def test_excerpts_never_fail_and_are_inert(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    lines = marked(text, Span(start, end))
    assert all(is_inert(line) and "\n" not in line for line in lines)
    assert "^" in lines[-1]


def test_a_place_beyond_the_text_is_shown_all_the_same() -> None:
    assert excerpt(Source("x", ""), Place(9, 9, 9, 12), plain)[-1].endswith("^")


# -- JSON ---------------------------------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_json_is_what_was_written(value: Any) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert is_inert(text)


@pytest.mark.parametrize("written", ["0.1", "12.50", "1234567890123456789.000000001", "-3.25"])
def test_decimals_are_exact(written: str) -> None:
    value = number(written)
    assert value is not None
    back = json.loads(json_text({"x": value}), parse_float=Fraction, parse_int=Fraction)
    assert back["x"] == value


def test_json_holds_no_command_of_a_ci_system() -> None:
    text = json_text("see ##[error]x and ###vso[task.complete]y")
    assert "##[" not in text
    assert "##vso[" not in text
    assert json.loads(text) == "see ##[error]x and ###vso[task.complete]y"


def test_hostile_characters_are_escaped_in_json_as_well() -> None:
    text = json_text(HOSTILE)
    assert is_inert(text)
    assert json.loads(text) == HOSTILE


ROWS = ["a:", "  b: 1", "  - c: 2", "    d:", "      e: 3", "# f", "", "---"]


@given(st.lists(st.sampled_from(ROWS)))
def test_lines_above_are_the_same_whatever_was_shown_before(rows: list[str]) -> None:
    text = "\n".join([*rows, "    d:"])
    source = Source("x.yaml", text)
    for row in range(1, len(rows) + 2):
        place = Place(row, 1, row, 2)
        alone = excerpt(Source("x.yaml", text), place, plain)
        assert excerpt(source, place, plain) == alone


def test_a_long_list_is_not_gone_through_for_each_excerpt(monkeypatch: pytest.MonkeyPatch) -> None:
    items = 3000
    source = Source("x.yaml", "xs:\n" + "  - id: a\n    n: 1\n" * items)
    looked = 0
    line = Source.line

    def counting(self: Source, number: int) -> str:
        nonlocal looked
        looked += 1
        return line(self, number)

    monkeypatch.setattr(Source, "line", counting)
    for at in range(items):
        found = excerpt(source, Place(3 + 2 * at, 5, 3 + 2 * at, 9), plain)
        assert [each.split("|")[1] for each in found[:2]] == [" xs:", "   - id: a"]
    assert looked < 12 * items


# -- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", 7),
        ("-7", -7),
        ("+7", 7),
        ("7.", 7),
        (".5", Fraction(1, 2)),
        ("-0.25", Fraction(-1, 4)),
        ("1.50e1", 15),
        ("1E-2", Fraction(1, 100)),
        ("1e00002", 100),
        ("1e000002", None),
        ("1e1000", 10**1000),
        ("1e1001", None),
        ("1e-1000", Fraction(1, 10**1000)),
        ("1e-1001", None),
        ("9" * 1000, 10**1000 - 1),
        ("9" * 1001, None),
        ("", None),
        (".", None),
        ("-", None),
        ("e5", None),
        ("x", None),
        ("1x", None),
        ("1 ", None),
        ("1e", None),
        ("0x10", None),
    ],
)
def test_a_text_is_the_number_that_it_says(text: str, expected: int | Fraction | None) -> None:
    found = number(text)
    assert found == expected
    assert type(found) is type(expected)
