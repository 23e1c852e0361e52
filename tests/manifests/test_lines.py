"""The quick reader answers as the strict one does, or gives up: on every manifest at hand, and on
manifests that were changed at random. `REMIT_EXAMPLES` says how many hundreds of those are tried.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import EXAMPLES
from tests.manifests.reading import plain

from remit.manifest.limits import Limits
from remit.manifest.lines import GIVEN_UP, values
from remit.manifest.reader import decode, read

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"

MANIFEST = """\
# a manifest
---
id: shop
name: Shop "of" things, [all] {of} them
version: 1.10
country: NO
budget: {}
owners: {business: lin, technology: "m, n", days: 3, share: 1.50}
reserved: {2026-Q3: 0.9, 7: ./a/b.md, 1e3: [../c.md, ./d]}
leads: [{person: yara, side: digital}, { person: noor, gates: [M1, "M 2"] }]
list: []
empty:
nothing: null
url: https://example.org/a#b?c=d
time: 12:30:00   # a comment
tranches:
- id: T1
  amount: 250_000
  share: -2.50
  gates: [M1, "M 2", 'M3', 4, 1.5, true]

  # a comment

  note: 'it is "so"'
-   id: T2
    amount: 0x1F
    released: true
    parts:
      - one
      - "two: three"
      - key: x
        other: y
      - last:
          deep:
              deeper: +1e3
people:
    - Zoë
    - José
""".replace("# a manifest\n---\n", "---\n# a manifest\n")

TINY = (
    "a: 1\nb:\n  - c\n", "- a\n- b: c\n  d: e\n", "a:\n- {b: c}\n- [d]\ne: f\n", "a: b\n",
    "a:\n  b:\n    c: d\n  e: [f, 1]\n", "- a:\n    - b\n    - c: d\n      e: f\n",
)  # fmt: skip

PIECES = (
    "", " ", "  ", "\t", "\n", "\r\n", "\r", ":", ": ", " :", "#", " #", "- ", "-", "- - ", "? ",
    "?", "!", "!!str ", "&a ", "*a", "<<: ", "|", ">-", '"', "'", "''", "\\", "\\n", "[", "]", "{",
    "}", ",", ", ", "%", "@", "`", "~", "null", "true", "yes", "---", "--- ", "...", "=", "0o17",
    "0x1f", "1e3", "1e999999", ".inf", ".5", "5.", "-0", "+.5", "007", "2026-01-01", "\u00e9",
    "\u00a0", "\u0085", "\u2028", "\ufeff", "\u200b", "\U0001f600", "\x00", "\x1b", "\x7f",
    "\ud800", "a: b", "a:b", "a: [b]", "a: {b: c}", "{a: b, c: 1}", "- {a: b}", "{a: b", "a: b}",
    "[{a: b}, [c]]", "{a: [b, {c: d}]}", "[[", "}]", ": [", "[ ]", "{ }", "}, {", "\n  ", "\n- ",
    "\n    x: y", "\n\n", " # c\n", "key:\n", "x" * 600, "$", "(", "/", "+", "_", ".", "..", "<",
    "^", "\\u0041", "a, b", "[a, b", "b]", "./a", "../b", "{1-a: ./b, 7: 8}", "99,95", "{a: 1,2: 3",
)  # fmt: skip


def differs(text: str, limits: Limits | None = None) -> str | None:
    """Says how the two readers differ on a text; None where they agree or the quick one gives up.

    The quick one sees what was decoded, as the strict one does.
    """
    limits = limits or Limits()
    source, _ = decode("m.yaml", text.encode("utf-8", "surrogatepass"), limits)
    found = values(source.text if source is not None else text, limits)
    if found is GIVEN_UP:
        return None
    if source is None:
        return f"the bytes are refused, and {found!r} is read"
    reading = read(source, limits)
    if reading.diagnostics:
        return f"{reading.diagnostics[0].message}, and {found!r} is read"
    if len(reading.documents) != 1:
        return f"{len(reading.documents)} documents"
    strict = plain(reading.documents[0].root)
    return None if repr(strict) == repr(found) else f"{strict!r}, and {found!r} is read"


def changed(text: str, chance: random.Random) -> str:
    """Gives a text with a few pieces put in, taken out, doubled or moved."""
    for _ in range(chance.randint(1, 3)):
        lines = text.split("\n")
        here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
        at = chance.randrange(len(text) + 1)
        match chance.randrange(8):
            case 0 | 1 | 2:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 3:
                text = text[:at] + text[at + chance.randint(1, 3) :]
            case 4:
                lines[here] = " " * chance.randint(0, 6) + lines[here].lstrip(" ")
                text = "\n".join(lines)
            case 5:
                lines.insert(there, lines[here])
                text = "\n".join(lines)
            case 6:
                head, colon, _ = lines[here].partition(": ")
                lines[here] = head + colon + chance.choice(PIECES)
                text = "\n".join(lines)
            case _:
                lines[here] = lines[here] + chance.choice(PIECES)
                text = "\n".join(lines)
    return text


def corpus() -> Iterator[Path]:
    for folder in (ROOT / "examples", ROOT / "tests", CORPUS):
        yield from sorted(path for path in folder.rglob("*.y*ml") if path.is_file())


def test_plain_manifests_are_read_quickly() -> None:
    found = values(MANIFEST.replace("---\n# a manifest\n", "---\n"), Limits())
    assert found is not GIVEN_UP
    assert differs(MANIFEST) is None


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x", "a: !!str 1", 'a: "\\n"', "a: 'it''s'", "a: |\n  x", "a: x\n  y",
        "a: 1\na: 2", "a: 1\n---\nb: 2", "a:\tb", "\ta: b", "a: \u200b", "a: x\u00a0y",
        "a: {b: [c]", "a: {b: [c}]", "a: [{b: 1}, {b: 2, b: 3}]", "a: [[[[[b]]]]]", "a: [b: c]",
        "a: {b: 1, b: 2}", "a: {b}", "a: {b:c}", "a: {null: 1}", "- - a", "? a", "a: 1\n  b: 2",
        " a: 1\nb: 2", "- a\nb: c", "b:\n  - c\n d: e", "%YAML 1.2\n---\na: 1", "a: 1\n...",
        "<<: {a: 1}", "null: 1", "a: b: c", "a: b:", "text", "", "# nothing", "a: [b,]",
        "a: x\n#c\n y", 'a: "b" c', "a: \x7f", "a: " + "x" * 600, "a: @b", "a: -", "-", "a: ? b",
        "  a: 1",
    ],
)  # fmt: skip
def test_what_is_unusual_is_left_to_the_strict_reader(text: str) -> None:
    assert values(text, Limits()) is GIVEN_UP


def test_limits_are_left_to_the_strict_reader() -> None:
    deep = "".join(f"{'  ' * level}k:\n" for level in range(70))
    assert values(deep, Limits()) is GIVEN_UP
    assert values("- a\n" * 100, Limits(nodes=100)) is GIVEN_UP
    for depth in range(1, 8):
        assert differs("a:\n  b:\n    - c: [d]\n", Limits(depth=depth)) is None
    for nodes in range(1, 30):
        assert differs(MANIFEST, Limits(nodes=nodes)) is None


def test_what_is_read_is_not_shared() -> None:
    first, second = (values("a: [x]\nb: {}\n", Limits()) for _ in range(2))
    first["a"].append("y")
    first["b"]["z"] = 1
    assert second == {"a": ["x"], "b": {}} == values("a: [x]\nb: {}\n", Limits())


def test_manifests_at_hand_read_the_same() -> None:
    wrong = {}
    for path in corpus():
        for text in path.read_bytes().decode("utf-8", "surrogateescape").split("\n---\n"):
            found = differs(text)
            if found is not None:
                wrong[path] = found
    assert wrong == {}


@pytest.mark.parametrize("seed", range(4))
def test_changed_manifests_read_the_same(seed: int) -> None:
    chance = random.Random(seed)
    texts = [MANIFEST, *TINY, *(path.read_text("utf-8") for path in _plain_ones())]
    quick = 0
    for _ in range(EXAMPLES * 25):
        text = changed(chance.choice(texts), chance)
        assert differs(text) is None, text
        quick += values(text, Limits()) is not GIVEN_UP
    assert quick > EXAMPLES * 25 // 8


SIGNS = 'aaaeExoZ\u00e90127__..//,()--  ""\'\\:#[]{}+~&*!|>%@`?=\t\u00a0\u0660\u200b'


@pytest.mark.parametrize("head", ["key: ", "- ", "- key: ", "longer_key: "])
def test_any_value_behind_a_head_that_is_known_reads_the_same(head: str) -> None:
    assert values(f"{head}a\n", Limits()) is not GIVEN_UP
    chance = random.Random(head)
    quick = 0
    for _ in range(EXAMPLES * 50):
        text = "".join(chance.choices(SIGNS, k=chance.randint(1, 9)))
        text = f'"{text}"' if chance.random() < 0.2 else text * chance.choice([1, 1, 1, 5])
        found = differs(f"{head}{text}\n")
        assert found is None, (text, found)
        quick += values(f"{head}{text}\n", Limits()) is not GIVEN_UP
    assert quick > EXAMPLES * 4


def _plain_ones() -> list[Path]:
    found = sorted((ROOT / "examples").rglob("project.yaml"))
    return [path for path in found if values(path.read_text("utf-8"), Limits()) is not GIVEN_UP][:6]
