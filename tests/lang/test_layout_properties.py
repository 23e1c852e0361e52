"""Properties of the one layout, on all sound rule files and on generated ones, with comments at
random between their tokens: the tree stays the same, comments stay in their places, and what is
laid out stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark import Token
from tests.judge.programs import records, rules
from tests.judge.test_properties import SETTINGS
from tests.lang.expectations import all_cases

from remit.syntax import layout_decisions, lines
from remit.syntax.layout import formatted
from remit.syntax.parser import Parsed, parse_closely
from remit.text.source import Source

ROOT = Path(__file__).parents[2]

GAPS = [
    " # beside {}\n", "#close {}\n", "\n  # own {}  \n", "\n\n# apart {}\n\n\n",
    "\n        # deep {}\n", "\n# one {}\n    # two\n\n# three\n", "# dos {}\r\n",
    " ", "\n", "\n\n\n", "\t \n", "\r",
]  # fmt: skip
HELD = {"COUNT", "_SORT"}
"""Tokens that are what they are by the parenthesis right behind them."""


def files() -> list[str]:
    """Gives the rule files of the repository and the policies of the reference."""
    paths = [*ROOT.glob("rules/*.remit"), *ROOT.glob("examples/**/*.remit")]
    reference = (ROOT / "engine" / "LANGUAGE.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```remit\n(.*?)^```$", reference, re.M | re.S)
    return [path.read_text(encoding="utf-8") for path in sorted(paths)] + blocks


@cache
def cases() -> list[str]:
    """Gives the cases of the language that are without a mistake."""
    found = [case.source.text for case in all_cases(ROOT / "tests" / "lang")]
    return [text for text in found if parse_closely(Source("x", text))[0] is not None]


@cache
def pieces() -> list[str]:
    """Gives the items of the files of the repository, each as a file of its own."""
    found = []
    for text in files():
        head, *items = re.split(r"(?m)^\n(?=\S)", text)
        found += [f"{head}\n{item}" for item in items]
    return found


def parsed(text: str) -> Parsed:
    """Gives a sound file with its tokens."""
    found, said = parse_closely(Source("test.remit", text))
    assert found is not None, (text, said)
    return found


def sprinkled(text: str, random: Random) -> str:
    """Gives a file with comments and blanks at random between its tokens."""
    often = random.choice([0.02, 0.1, 0.5])
    found, at, before = "", 0, ""
    for number, token in enumerate(parsed(text).tokens):
        start, end = token.start_pos or 0, token.end_pos or 0
        found += text[at:start]
        if before not in HELD and random.random() < often:
            found += random.choice(GAPS).format(number)
        found, at, before = found + str(token), end, token.type
    return found + text[at:] + random.choice(["", "# end", "\n", "\n\n  # end\n\n# last"])


def told(text: str, tokens: Sequence[Token]) -> list[str]:
    """Gives the tokens but commas, and the comments, in order."""
    found: list[str] = []
    at = 0
    for token in [*tokens, Token("_COMMA", "", len(text), end_pos=len(text))]:
        between = text[at : token.start_pos]
        found += [comment.rstrip() for comment in re.findall(r"#[^\r\n]*", between)]
        found += [] if token.type == "_COMMA" else [re.sub(r"\s+", "", token)]
        at = token.end_pos or 0
    return found


def check(text: str) -> None:
    """Checks that a sound file is laid out, with all that it says, once and for all."""
    after, said = formatted(Source("test.remit", text))
    assert after is not None, said
    old, new = parsed(text), parsed(after)
    assert new.policy == old.policy
    assert told(after, new.tokens) == told(text, old.tokens)
    assert formatted(Source("test.remit", after)) == (after, [])
    if '"""' not in text:
        assert not re.search(r"[ \t]\r?$|\t|(?:\r?\n){3}|\A\s", after, re.M)
    assert re.search(r"[^\n\r]\r?\n\Z", after)


@pytest.mark.parametrize("text", files())
def test_files_of_the_repository(text: str) -> None:
    check(text)


def test_every_sound_case_of_the_language() -> None:
    assert len(cases()) > 200
    for text in cases():
        check(text)


@SETTINGS
@given(st.data(), st.randoms(use_true_random=False))
def test_sound_files_with_comments(data: st.DataObject, random: Random) -> None:
    check(sprinkled(data.draw(st.sampled_from([*cases(), *pieces()])), random))


@SETTINGS
@given(records().flatmap(rules), st.randoms(use_true_random=False))
def test_generated_rules_with_comments(text: str, random: Random) -> None:
    check(text)
    check(sprinkled(text, random))


@SETTINGS
@given(st.data(), st.sampled_from([10, 30, 60]), st.randoms(use_true_random=False))
def test_narrow_lines(data: st.DataObject, width: int, random: Random) -> None:
    """Nearly all writing is broken on lines so narrow."""
    text = data.draw(st.sampled_from([*cases(), *pieces()]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "WIDTH", width)
        patch.setattr(layout_decisions, "WIDTH", width)
        check(text)
        check(sprinkled(text, random))
