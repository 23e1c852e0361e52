"""Texts that are no rule file: told once, at their place, whatever they hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lang.expectations import POLICY_HEADER, RULE_HEADER
from tests.lang.test_trees import FILE, policy

from remit.syntax import tree as t
from remit.syntax.parser import parse
from remit.syntax.words import LEVELS, WORDS
from remit.text.source import Source

MISTAKES: list[tuple[str, list[tuple[int, int, str]]]] = [
    ("", [(1, 1, "empty-file")]),
    (" \n# only this\n", [(1, 1, "empty-file")]),
    ("\ufeff", [(1, 2, "empty-file")]),
    ('require a == "x\n  else "m"', [(1, 14, "unclosed-text")]),
    (
        'require a else "x\nrequire b = c else "y"',
        [(1, 16, "unclosed-text"), (2, 11, "single-equals")],
    ),
    ('require a else "x # y', [(1, 16, "unclosed-text")]),
    ('require a == "x else "m"\nlet b = = c', [(1, 14, "unclosed-text"), (2, 9, "syntax")]),
    ('require a else "say "hi" now" at b', [(1, 16, "unclosed-text")]),
    ('require a else """x\nrequire b else "m"\nrule = 3', [(1, 16, "unclosed-text")]),
    ('let a = """x', [(1, 9, "unclosed-text")]),
    ("require a == 'x' else 'm'", [(1, 14, "single-quotes"), (1, 23, "single-quotes")]),
    ("require a['k'] else `m`", [(1, 11, "single-quotes"), (1, 21, "single-quotes")]),
    ("require a == ‘x’ else “m”", [(1, 14, "curly-quotes"), (1, 23, "curly-quotes")]),
    ('require a == “x" else "m”', [(1, 14, "curly-quotes"), (1, 23, "curly-quotes")]),
    ('require a else "x {b"', [(1, 19, "unclosed-brace")]),
    ('require a else "x {b" at c hint "d {e}"', [(1, 19, "unclosed-brace")]),
    ('require a else "x {b[\\"k\\"]}"', [(1, 22, "foreign-operator")]),
    ('require a else "\\"{b c}"', [(1, 22, "syntax")]),
    ('require a else "m"\n\u00a0 at b', [(2, 1, "odd-character")]),
    ('require a else "m"\x00', [(1, 19, "odd-character")]),
    ('let a = """\n  x \\d\n  """', [(2, 5, "bad-escape")]),
    ("require a else", [(1, 11, "syntax")]),
    ("for x in", [(1, 7, "syntax")]),
    ("let", [(1, 1, "missing-name")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MISTAKES, ids=[repr(text) for text, _ in MISTAKES])
def test_mistake(text: str, expected: list[tuple[int, int, str]]) -> None:
    header = f"{POLICY_HEADER} {RULE_HEADER}\n" if re.match(r"[a-z]", text) else ""
    source = Source("test", header + text)
    built, found = parse(source)
    shift = header.count("\n")
    assert [(d.place.line - shift, d.place.column, d.code) for d in found] == expected
    assert built is None


def test_a_byte_order_mark_is_passed_over() -> None:
    source = Source("test", "\ufeff" + FILE.strip())
    built, found = parse(source)
    assert (built, found) == (policy(FILE), [])
    assert source.slice(built.name.span) == "funding"


def test_line_ends_make_no_difference() -> None:
    assert policy(FILE.replace("\n", "\r\n")) == policy(FILE)


def test_spans_are_counted_in_characters() -> None:
    text = f'{POLICY_HEADER}\nrule r mandatory "ü😀" require a else "😀 {{b}} {{{{ü {{c}}"'
    source = Source("test", text)
    built, _ = parse(source)
    assert built is not None
    names = [source.slice(node.span) for node in t.walk(built) if isinstance(node, t.Name)]
    assert names == ["a", "b", "c"]


@pytest.mark.parametrize("opening", ["(", "[", "f(", '{"a": '])
def test_many_brackets_that_are_not_closed_are_one_mistake(opening: str) -> None:
    head = f"{POLICY_HEADER} {RULE_HEADER} require "
    _, found = parse(Source("test", f'{head}{opening * 20} a else "m"'))
    assert [one.code for one in found] == ["unclosed-bracket"]
    assert found[0].message.endswith("is not closed, and neither are 19 around it")
    _, found = parse(Source("test", f'{head}{opening * 5000} a else "m"'))
    assert {one.code for one in found} == {"unclosed-bracket", "deep-expression"}
    assert len(found) == 2
    _, found = parse(Source("test", f'{head}{opening * 3} a else "m"'))
    assert [one.code for one in found] == ["unclosed-bracket"] * 3


@pytest.mark.parametrize(
    ("before", "middle", "after"),
    [
        ("not ", "a", ""),
        ("(", "a", ")"),
        ("[", "", "]"),
        ("-", "a", ""),
        ("f(", "a", ")"),
        ("a implies ", "a", ""),
        ("a + ", "a", ""),
        ("some x in xs satisfies ", "a", ""),
        ("", "a", ".b"),
        ("", "a", "[0]"),
        ("", "a", " default b"),
        ('{"a": ', "1", "}"),
    ],
)
def test_deep_nesting_is_told(before: str, middle: str, after: str) -> None:
    for depth in (150, 5000 if before in ("not ", "(") else 400):
        text = before * depth + middle + after * depth
        built, found = parse(
            Source("test", f'{POLICY_HEADER} {RULE_HEADER} require {text} else "m"')
        )
        assert built is None
        assert [diagnostic.code for diagnostic in found] == ["deep-expression"]
        built, found = parse(
            Source("test", f'{POLICY_HEADER} {RULE_HEADER} require a else "{{ {text} }}"')
        )
        assert built is None
    text = before * 60 + middle + after * 60
    assert parse(Source("test", f"{POLICY_HEADER} define a = {text}"))[0] is not None


def test_a_hundred_mistakes_are_told_and_then_no_more() -> None:
    clauses = "\n".join('require a = b else "m"' for _ in range(150))
    built, found = parse(Source("test", f"{POLICY_HEADER} {RULE_HEADER}\n{clauses}"))
    codes = [diagnostic.code for diagnostic in found]
    assert built is None
    assert sorted(codes) == ["single-equals"] * 100 + ["too-many-mistakes"]


def test_wide_expressions_are_fine() -> None:
    chain = " or ".join(["a"] * 3000)
    listed = ", ".join(["1"] * 3000)
    assert policy(f"{POLICY_HEADER} define a = {chain} define b = [{listed}]")


def test_words_of_the_language() -> None:
    assert set(LEVELS) < WORDS
    grammar = (Path(t.__file__).parent / "remit.lark").read_text(encoding="utf-8")
    keywords = {match[1] for match in re.finditer(r"^_?[A-Z]+\.3: /([a-z]+)\\b/$", grammar, re.M)}
    assert keywords | {*LEVELS, "creation", "deletion"} == WORDS


# -- fuzz ---------------------------------------------------------------------------------------

_TOKENS = re.findall(r'"[^"\n]*"|\w+|\s+|\S', FILE)
_ODD = ["\x00", "'", '"', '"""', "{", "}", "(", ")", "[", "]", "=", "==", "&&", "is", "not", "null",
        "end", "if", "2026-02-30", "\u00a0", "ü", "\\", ":", ";", "#", "1_", "where", "for", "rule",
        "policy", "require", "else", "satisfies", "some", "@", "\n", "// x", "x.y"]  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A rule file of which some tokens were dropped, doubled, moved or replaced."""
    tokens = list(_TOKENS)
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(tokens) - 1))
        match draw(st.sampled_from(["drop", "put", "double", "swap", "cut"])):
            case "drop":
                del tokens[at : at + draw(st.integers(1, 4))]
            case "put":
                tokens.insert(at, draw(st.sampled_from(_ODD)))
            case "double":
                tokens.insert(at, tokens[at])
            case "swap":
                other = draw(st.integers(0, len(tokens) - 1))
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case _:
                tokens[at] = tokens[at][: len(tokens[at]) // 2]
        tokens = tokens or ["a"]
    return "".join(tokens)


def _is_answered(text: str) -> None:
    source = Source("test", text)
    built, found = parse(source)
    assert (built is None) == bool(found)
    assert len(found) == len({(d.place, d.code, d.message) for d in found})
    for diagnostic in found:
        assert diagnostic.span is None or 0 <= diagnostic.span.start <= diagnostic.span.end
        assert diagnostic.span is None or diagnostic.span.end <= len(text)


@given(mangled())
def test_mangled_files_are_answered(text: str) -> None:
    _is_answered(text)


@given(st.lists(st.sampled_from([*_ODD, *dict.fromkeys(_TOKENS)]), max_size=40).map("".join))
def test_heaps_of_tokens_are_answered(text: str) -> None:
    _is_answered(text)


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    _is_answered(text)
    _is_answered(f"{POLICY_HEADER} {RULE_HEADER} require {text}")
