"""Regular expressions that an earlier check compiled are those that `re` makes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.workspace.shop import Shop, shop

import remit
from remit.manifest import lines
from remit.workspace import expressions, volume

__all__ = ["shop"]

EXPRESSIONS = [
    (r"a", 0), (r"", 0), (r"(?P<x>b)|(c)(?P<y>d+?)", 0), (r"(?i:ä)[^\W_]{2,5}\Z", 0),
    (r" a # b", re.VERBOSE), (r"\d+(?=\.)|(?<!x)y", re.ASCII), (r".*\s", re.DOTALL),
    (r"[a-zäöü\u4e00-\u9fff😀]", re.IGNORECASE), (r"(?a)\w", 0), (r"(a)(?(1)b|c)\1", 0),
    (lines.FORM.pattern, re.VERBOSE), (lines._COMMON.pattern, 0),
]  # fmt: skip
TEXTS = ["", "a", "b", "cdd", "ÄÄ_", "12.", "y", "\n ", "😀", "ab", "a: b # c", "- {a: 1}", "x" * 9]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> volume.Volume:
    """Gives a volume that is open, with nothing in it."""
    found = volume.Volume({}, {}, {}, {}, -1, 0)
    monkeypatch.setattr(volume, "current", found)
    monkeypatch.setattr(expressions, "_made", {})
    monkeypatch.setattr(expressions, "_anew", set())
    return found


def nothing() -> Any:
    raise AssertionError("`re` was asked for")


def test_expressions_that_are_kept_are_the_same(kept: volume.Volume) -> None:
    stands = expressions.standing(lambda: re)
    for pattern, flags in EXPRESSIONS:
        stands["compile"](pattern, flags)
    assert kept.missed
    with pytest.raises(re.error):
        stands["compile"]("(")
    kept.expressions = expressions.to_keep()
    assert len(kept.expressions) == len(EXPRESSIONS)
    expressions._made.clear()
    expressions._anew.clear()
    known = expressions.standing(nothing)
    for pattern, flags in EXPRESSIONS:
        real, found = re.compile(pattern, flags), known["compile"](pattern, flags)
        assert found is not real
        assert (found, found.flags, found.groups, found.groupindex) == (
            real, real.flags, real.groups, real.groupindex,
        )  # fmt: skip
        for text in TEXTS:
            for name in ("match", "fullmatch"):
                one, other = known[name](pattern, text, flags), getattr(real, name)(text)
                assert told(one) == told(other)
            both = known["finditer"](pattern, text, flags), real.finditer(text)
            assert [*map(told, both[0])] == [*map(told, both[1])]


def told(match: Any) -> object:
    return match and (match.span(), match.groups(), match.groupdict(), match.lastgroup)


@pytest.mark.parametrize(
    "odd", [(0, [], 0, {}, ()), (0, [17, 1], 0, {}, (None,)), (0, [2**40], 0, {}, ()), ("x",), None]
)
def test_expressions_of_another_make_are_compiled(kept: volume.Volume, odd: Any) -> None:
    kept.expressions = {("ab", 0): odd}
    assert expressions.standing(lambda: re)["fullmatch"]("ab", "ab")
    assert expressions.to_keep()[("ab", 0)] == expressions._parts("ab", 0)


def test_a_volume_holds_so_many_expressions_at_most(kept: volume.Volume) -> None:
    stands = expressions.standing(lambda: re)
    for number in range(2 * expressions.MOST):
        stands["compile"](f"x{number}")
    stands["compile"]("y" * 2000)
    kept.expressions = expressions.to_keep()
    assert len(kept.expressions) == expressions.MOST
    kept.missed = 0
    stands["compile"]("z")
    assert not kept.missed


def test_flags_are_those_of_the_real_module() -> None:
    assert all(getattr(re, name) == flag for name, flag in expressions.FLAGS.items())


def test_flags_that_expressions_are_written_with_need_nothing_of_the_real_module() -> None:
    home = Path(remit.__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in home.rglob("*.py")]
    used = {name for text in texts for name in re.findall(r"\bre\.([A-Z]+)\b", text)}
    assert {"ASCII", "MULTILINE"} <= used <= expressions.FLAGS.keys()


def test_what_stands_for_decimals_knows_them() -> None:
    code = (
        "import sys; from remit.cli.sparing import spare; spare(['check']); "
        "from fractions import Fraction; print('decimal' in sys.modules, Fraction('1.5'), "
        "isinstance(1, getattr(__import__('fractions'), 'Decimal', ()))); "
        "import decimal, enum, re; print(Fraction(decimal.Decimal('0.25')), re.I, "
        "enum.EnumMeta.__name__, type(re).__name__); from re import _parser; "
        "from remit.text.numbers import decimal; print(decimal(Fraction(1, 8)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (
        "False 3/2 False\n1/4 re.IGNORECASE EnumType module\n0.125\n",
        "",
    )
    assert Fraction(Decimal("0.25")) == Fraction(1, 4)


@pytest.mark.skipif(not hasattr(os, "pread"), reason="there are no volumes")
def test_a_check_compiles_expressions_once(shop: Shop) -> None:
    code = (
        "import sys; sys.path.remove(''); from remit.workspace import volume; volume.open_up(); "
        "from remit.cli.sparing import spare; spare(['check']); "
        "from remit.workspace import disk; disk._TICK = -10**18; "
        "from remit.cli.entry import main; status = main(); "
        "print(sorted({'re', 're._compiler'} & sys.modules.keys()), status)"
    )
    words = [sys.executable, "-c", code, "check", "--quiet"]
    environment = {name: text for name, text in os.environ.items() if name[:6] != "PYTHON"}

    def told() -> str:
        done = subprocess.run(
            words, cwd=shop.folder, env=environment, capture_output=True, text=True
        )
        assert done.stderr == ""
        return done.stdout.splitlines()[-1]

    said = []
    for price in (2, 3, 4, 5):
        shop.write("items/b.yaml", f"id: b\nprice: {price}\ndue: 2026-11-0{price}\n")
        said.append(told())
    assert said[0] == "['re', 're._compiler'] 0"
    assert said[-1] == "[] 0"
