"""Nothing hostile gets through: bombs, odd bytes, mangled files; limits hold and nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.manifests.reading import first_mistake, reading_of, walk

from remit.manifest.limits import Limits
from remit.manifest.reader import decode, read
from remit.text.source import Source

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {x: 1, y: 2}\n" + "".join(
    f"{name}: &{name} {{<<: [{', '.join([f'*{before}'] * 9)}]}}\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 90))

HOSTILE: list[tuple[str, str | bytes, str]] = [
    ("brackets", "[" * 60_000, "too-deep"),
    ("flow maps", "{a: " * 15_000, "too-deep"),
    ("dashes", "- " * 30_000, "too-deep"),
    ("question marks", "? " * 30_000, "too-deep"),
    ("staircase", "".join(" " * i + "a:\n" for i in range(300)), "too-deep"),
    ("a billion laughs", LAUGHS, "too-many-values"),
    ("a bomb of merges", MERGES, "too-many-values"),
    ("a chain of aliases", CHAIN, "too-deep"),
    ("a long text repeated", f"a: &a {'x' * 500_000}\nb: [{'*a,' * 20_000}]", "too-many-values"),
    ("a long key repeated", f"a: &a {{{'x' * 900}: 1}}\nb: [{'*a,' * 20_000}]", "too-many-values"),
    ("documents", "---\n" * 110_000, "too-many-values"),
    ("values", "[" + "1," * 110_000 + "]", "too-many-values"),
    ("duplicates", "a: 1\n" * 100_000, "duplicate-key"),
    ("bytes", "x" * 1_100_000, "too-large"),
    ("a null character", b"a: b\0c", "character"),
    ("UTF-16 with a mark", "a: b".encode("utf-16"), "encoding"),
    ("UTF-16 without a mark", "a: b".encode("utf-16-be"), "encoding"),
    ("UTF-32", "a: b".encode("utf-32"), "encoding"),
    ("UTF-32 without a mark", "a: b".encode("utf-32-le"), "encoding"),
    ("Latin-1", "a: Jürg".encode("latin-1"), "encoding"),
    ("overlong UTF-8", b"a: \xc0\x80", "encoding"),
    ("a surrogate in UTF-8", b"a: \xed\xa0\x80", "encoding"),
    ("a long key", "k" * 2_000 + ": 1", "yaml"),
    ("anchors", "&a " * 1_000, "yaml"),
]


@pytest.mark.parametrize(
    ("text", "code"), [pytest.param(text, code, id=name) for name, text, code in HOSTILE]
)
def test_what_is_hostile_is_refused(text: str | bytes, code: str) -> None:
    assert first_mistake(text).code == code


def test_many_mistakes_are_not_all_told() -> None:
    assert len(reading_of("a: 1\n" * 1_000).diagnostics) == 100


def test_a_surrogate_in_a_text_is_refused() -> None:
    reading = read(Source("manifest.yaml", "a: b\nc: \ud800\n"))
    assert [(d.code, d.place.line, d.place.column) for d in reading.diagnostics] == [
        ("character", 2, 4)
    ]


def test_utf16_gets_advice() -> None:
    found = first_mistake("a: b".encode("utf-16"))
    assert "UTF-16" in found.message
    assert found.help == "save the file as UTF-8"


MANIFEST = """\
# a project
id: checkout
funding: {budget: 5, "spent": 2.5}
milestones: &milestones
  - id: M1   # first
    gates: [a, 'b']
    note: |
      some text

  - {id: M2}
again: *milestones
"""
SMALL = Limits(bytes=300, depth=5, nodes=30)
PIECES = st.sampled_from(
    ["a", "b", "1", "~", "'", '"', "\\", "[", "]", "{", "}", ",", ":", ": ", "- ", "-", "? ", "|\n",
     ">\n", "&a ", "*a", "*b ", "<<: ", "!", "!!", "!!int ", "#", " #", "%", "@", "\n", "\n  ",
     "\r", "\t", " ", "---\n", "...\n", "\x85", "\u2028", "\0", "\ufeff", "é", "\U0001f600", "\x7f",
     "0x", "1e9", "\\u", "\\ud800", "=", "%YAML 1.2\n", "%TAG ! x\n"]
)  # fmt: skip


@given(
    st.one_of(st.binary(max_size=60), st.lists(PIECES, max_size=40).map("".join).map(str.encode))
)
@example(b"[a]: &a")
@example(b"? &a\n: *a")
@example(b"- &a <<: *a")
@example(b"<<")
@example(b"'\n\x85")
def test_no_bytes_do_harm(data: bytes) -> None:
    source, found = decode("manifest.yaml", data, SMALL)
    if source is None:
        assert found
        return
    reading = read(source, SMALL)
    assert bool(reading.documents) != bool(reading.diagnostics)
    nodes = [node for each in reading.documents for node in walk(each.root)]
    assert len(nodes) <= SMALL.nodes
    for node in nodes:
        assert 0 <= node.span.start <= node.span.end <= len(source.text)
    for diagnostic in reading.diagnostics:
        assert diagnostic.message
        assert diagnostic.span is None or 0 <= diagnostic.span.start <= len(source.text)


def mangled(text: str, at: int, length: int, piece: str) -> str:
    at %= len(text) + 1
    return text[:at] + piece + text[at + length :]


@given(
    st.sampled_from([MANIFEST, MERGES[:400], LAUGHS[:300]]),
    st.integers(0, 10_000),
    st.integers(0, 12),
    PIECES,
)
def test_no_mangled_file_does_harm(text: str, at: int, length: int, piece: str) -> None:
    reading = reading_of(mangled(text, at, length, piece))
    assert bool(reading.documents) != bool(reading.diagnostics)
    for each in reading.documents:
        for node in walk(each.root):
            if isinstance(node.content, dict):
                assert node.content.keys() == node.keys.keys()
