"""The reader: keys, aliases, documents, line ends, and where values stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.manifests.reading import document, first_mistake, plain, reading_of, walk

from remit.text.source import Source, Span

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: &a {b: 1}\nc: *a", {"a": {"b": 1}, "c": {"b": 1}}),
        ("a: &a 1\nb: &a 2\nc: *a", {"a": 1, "b": 2, "c": 2}),
        ("&a x: *a", {"x": "x"}),
        ("a: &k key\n*k : 1", {"a": "key", "key": 1}),
        ("a: &a {b: 1, c: 2}\nd: {<<: *a, b: 3}", {"a": {"b": 1, "c": 2}, "d": {"b": 3, "c": 2}}),
        ("a: &a {b: 1}\nd: {b: 3, <<: *a}", {"a": {"b": 1}, "d": {"b": 3}}),
        ("d: {<<: [{b: 1}, {b: 2, c: 3}]}", {"d": {"b": 1, "c": 3}}),
        ("d:\n  <<: {b: 1}\n  &x <<: 1", None),
        ("d: {'<<': 1}", {"d": {"<<": 1}}),
        ("d: {<<: {}}", {"d": {}}),
        ("d: {<<: []}", {"d": {}}),
        ("a: &a {b: &b {c: 1}}\nd: {<<: *a}", {"a": {"b": {"c": 1}}, "d": {"b": {"c": 1}}}),
        ("1: a\ntrue: b\n1.0: c", {"1": "a", "true": "b", "1.0": "c"}),
        ("2026-01-01: c\n'null': d\n'': e", {"2026-01-01": "c", "null": "d", "": "e"}),
        ("? a\n: b\n? c\n", {"a": "b", "c": None}),
        ("{a, b: , 'c': 1}", {"a": None, "b": None, "c": 1}),
    ],
)  # fmt: skip
def test_keys_aliases_and_merges(text: str, data: object) -> None:
    reading = reading_of(text)
    if data is None:
        assert [diagnostic.code for diagnostic in reading.diagnostics] == ["duplicate-key"]
    else:
        assert plain(document(text).root) == data


def test_aliases_are_copies_that_stand_where_they_are_used() -> None:
    found = document("a: &a {b: [1]}\nc: *a\n")
    content = found.root.content
    assert isinstance(content, dict)
    assert found.source.slice(content["c"].span) == "*a"
    nodes = list(walk(found.root))
    assert len(nodes) == len({id(node) for node in nodes}) == 7


def test_a_file_holds_several_documents() -> None:
    reading = reading_of("a: 1\n---\n- 2\n--- x\n...\n---\n")
    assert [plain(each.root) for each in reading.documents] == [{"a": 1}, [2], "x", None]
    assert [each.index for each in reading.documents] == [0, 1, 2, 3]


def test_one_mistake_leaves_no_document() -> None:
    reading = reading_of("a: 1\n---\nb: 1\nb: 2\n---\nc: @x\n")
    assert reading.documents == ()
    assert [(d.code, d.place.line) for d in reading.diagnostics] == [
        ("duplicate-key", 4),
        ("yaml", 6),
    ]


@pytest.mark.parametrize("text", ["", " \n", "# only this\n", "\ufeff", "...\n# a\n"])
def test_a_file_without_a_document_is_a_mistake(text: str) -> None:
    assert first_mistake(text).code in ("no-document", "yaml")


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way(breaks: str) -> None:
    text = "a: 1\nb: |\n  x\n  y\nc: 'd\n\n  e'\nf: g\n".replace("\n", breaks)
    found = document(text)
    assert plain(found.root) == {"a": 1, "b": "x\ny\n", "c": "d\ne", "f": "g"}
    assert found.source.position(found.span(("f",)).start) == (8, 4)


def test_a_mark_at_the_start_is_skipped() -> None:
    found = document("\ufeffa: 1\n")
    assert plain(found.root) == {"a": 1}
    assert found.span(("a",)) == Span(3, 4)


def test_the_last_line_needs_no_end() -> None:
    assert plain(document("a: |\n  x").root) == {"a": "x\n"}
    assert plain(document("a: 'x'").root) == {"a": "x"}


@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029"])
def test_only_line_feeds_and_returns_end_lines(odd: str) -> None:
    text = f"a: x{odd}y\nb: 'x {odd} y'  # c{odd}d: 1\ne: |\n  x{odd}  y\nf: \ue000\n"
    assert plain(document(text).root) == {
        "a": f"x{odd}y",
        "b": f"x {odd} y",
        "e": f"x{odd}  y\n",
        "f": "\ue000",
    }


def test_escapes_give_any_character() -> None:
    assert plain(document(r'"\0\e\x41\u263a\U0001f600\L"').root) == "\0\x1bA\u263a\U0001f600\u2028"


PLACES = """\
a: one
b:
  c: two   # more
d:
  - id: 1
    v: 2

  - - x
  - |
    text
e:
f: ~
g: >-
  long
  text
h: {i: 1, j: [1, 2]}
k: "quoted
  text"
l: &l !!str tagged
m: *l
"""


@pytest.mark.parametrize(
    ("path", "place", "text"),
    [
        ((), (1, 1), "a: one"),
        (("a",), (1, 4), "one"),
        (("b",), (2, 1), "b"),
        (("b", "c"), (3, 6), "two"),
        (("b", "missing"), (2, 1), "b"),
        (("b", "missing", "deeper"), (2, 1), "b"),
        (("d",), (4, 1), "d"),
        (("d", 0), (5, 5), "id: 1"),
        (("d", 0, "v"), (6, 8), "2"),
        (("d", 0, "missing"), (5, 5), "id: 1"),
        (("d", 1), (8, 5), "- x"),
        (("d", 1, 0), (8, 7), "x"),
        (("d", 9), (4, 1), "d"),
        (("e",), (11, 1), "e"),
        (("f",), (12, 4), "~"),
        (("g",), (13, 1), "g"),
        (("h",), (16, 1), "h"),
        (("h", "j"), (16, 11), "j"),
        (("h", "j", 1), (16, 18), "2"),
        (("k",), (17, 4), '"quoted'),
        (("l",), (19, 13), "tagged"),
        (("m",), (20, 4), "*l"),
        (("missing",), (1, 1), "a: one"),
    ],
)
def test_a_path_is_shown_at_its_place(
    path: tuple[str | int, ...], place: tuple[int, int], text: str
) -> None:
    found = document(PLACES)
    span = found.span(path)
    assert found.source.position(span.start) == place
    assert found.source.slice(span) == text


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real manifests is not here")
@pytest.mark.parametrize("folder", ["backstage", "publiccode", "kep"])
def test_real_files_are_read_or_explained(folder: str) -> None:
    files = [file for file in (CORPUS / folder).rglob("*.y*ml") if file.is_file()]
    assert files
    read_well = 0
    for file in files:
        reading = reading_of(file.read_bytes())
        assert bool(reading.documents) != bool(reading.diagnostics), file
        for diagnostic in reading.diagnostics:
            assert diagnostic.message != "this is not YAML", file
        read_well += bool(reading.documents)
    assert read_well > 0.9 * len(files)


@pytest.mark.parametrize("text", ["", "a", "\n", "a\n\nbc\n", "a\r\nb\rc\n\rd", "é\n\U0001f600b"])
def test_positions_are_the_same_whatever_was_asked_before(text: str) -> None:
    fresh, known = Source("m.yaml", text), Source("m.yaml", text)
    known.line_starts()
    for _ in range(20):
        for offset in range(len(text) + 2):
            assert fresh.position(offset) == known.position(offset)
            span = Span(offset // 2, offset)
            assert Source("m.yaml", text).place(span) == known.place(span)
