"""Patterns that programs match without RE2 mean the same with it.

`REMIT_EXAMPLES` says how many are tried.
"""

from __future__ import annotations

import re
import warnings

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES

from remit.evaluation.compiler import runtime
from remit.semantics.patterns import fault, is_plain

PLAIN = [
    "x{2,}|[-?_.]+|<.*>", "https?://[^ ]+", "[a-z]+", "[A-Za-z0-9][A-Za-z0-9._-]*", "v[0-9]{1,3}",
    "idea|a", "a", ".", "a b", "EUR|SEK", "[A-Z]{3}", "#.*", "a{0,}b", "~=.", "[.]",
]  # fmt: skip
ODD = [
    "[^-]", "", "a|", "|a", "a||b", "(a)", r"\d+", "^a", "a$", "a+b+", "a*?", "a++", "a{2}{3}",
    "a{,3}", "[a", "a]", "[]", "[^]", "[[:alpha:]]", "[a-Z]", "[z-a", "é", "[é]", "(?i)a",
    "a{10}", "a{1000}", "x?y?z?w?", "[&&]", "[a--]", "[a-b-c]", "a\nb", "\t", "{", "a{", "*",
    "+a", "[a-z]+" * 20, "a{x}", "[\\w]", "[a|b]", ".*.*", "[a-z]*[a-z]{2,}",
]  # fmt: skip

_SIGNS = st.sampled_from(
    [*"aZ0 _:/<>@#%,;=~\"'!&.-", "[a-z]", "[^a-z]", "[-_.]", "[^ ]", "[0-9A-F]"]
)
_FEW = st.builds(str.__add__, _SIGNS, st.sampled_from(["", "", "", "?", "{2}"]))
_MANY = st.builds(str.__add__, _SIGNS, st.sampled_from(["*", "+", "{2,}", "{1,3}", "{0,2}"]))
_BRANCHES = st.tuples(st.lists(_FEW, max_size=4), _MANY | st.just(""), st.lists(_FEW, max_size=3))
_PATTERNS = st.lists(
    _BRANCHES.map(lambda parts: "".join([*parts[0], parts[1], *parts[2]])), min_size=1, max_size=3
).map("|".join)
_TEXTS = st.text(st.sampled_from("aZ0 _:/<>@#%,;=~\"'!&.-\n\r\t\0bzAF9|[]{}\\é√"), max_size=8)
_LIKE = st.text(st.sampled_from("aaZ0bz. -_"), max_size=6)


def _exact(pattern: str, text: str) -> bool:
    return re2.fullmatch(pattern, text) is not None


@pytest.mark.parametrize("pattern", PLAIN)
def test_plain_patterns_are_known(pattern: str) -> None:
    assert is_plain(pattern)
    assert fault(pattern) is None


@pytest.mark.parametrize("pattern", ODD)
def test_whatever_else_there_is_goes_to_re2(pattern: str) -> None:
    assert not is_plain(pattern)


@settings(max_examples=5 * EXAMPLES)
@given(_PATTERNS, st.lists(_TEXTS | _LIKE, min_size=4, max_size=12))
def test_both_match_the_same(pattern: str, texts: list[str]) -> None:
    if is_plain(pattern) and fault(pattern) is None:
        with warnings.catch_warnings(action="error"):
            re.purge()
            fits = runtime.plain_pattern(pattern)
        for text in texts:
            assert (fits(text) is not None) is _exact(pattern, text), (pattern, text)


@settings(max_examples=5 * EXAMPLES)
@given(st.text(st.sampled_from("ab[]^-?*+{}2,.|()\\&"), max_size=9), st.lists(_LIKE, max_size=6))
def test_any_sound_pattern_that_is_plain_matches_the_same(pattern: str, texts: list[str]) -> None:
    if is_plain(pattern) and fault(pattern) is None:
        fits = runtime.plain_pattern(pattern)
        for text in [*texts, "a-b", "[", "]", "-", "^", "ab" * 3, "aa", "bb", ".", ""]:
            assert (fits(text) is not None) is _exact(pattern, text), (pattern, text)


@pytest.mark.parametrize("pattern", PLAIN)
def test_matching_takes_linear_time(pattern: str) -> None:
    for text in ("x" * 200_000, "<" * 200_000, "https://" + "a" * 200_000 + " ", "a" * 200_000):
        fits = runtime.plain_pattern(pattern)
        assert (fits(text) is not None) is _exact(pattern, text)
