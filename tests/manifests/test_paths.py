"""Keyed paths: written, read again, followed in manifests, and what is said of wrong ones."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.manifests.reading import document

from remit.manifest.document import Document, Node
from remit.manifest.paths import Mistake, Selected, Step, keyed, locate, parse, spelled
from remit.manifest.values import ABSENT, Data, Member, Spot, Unknown, Value

WRITTEN: list[tuple[str, tuple[Step, ...]]] = [
    ("", ()),
    ("id", ("id",)),
    ("funding.budget", ("funding", "budget")),
    ("kep-number", ("kep-number",)),
    ("funding.tranches[1].status", ("funding", "tranches", 1, "status")),
    ("[0][1]", (0, 1)),
    ("tranches[id=T2].status", ("tranches", Selected("id", "T2"), "status")),
    ("versions[name=1.10]", ("versions", Selected("name", "1.10"))),
    ('people[name="Lin B"]', ("people", Selected("name", "Lin B"))),
    ('people["odd name"=x]', ("people", Selected("odd name", "x"))),
    ('labels["odd key"].x', ("labels", "odd key", "x")),
    ('["a.b/c"]', ("a.b/c",)),
    ('x[""]', ("x", "")),
    ('x["1"]', ("x", "1")),
    ('x["-a"]', ("x", "-a")),
    ('x["\\"\\\\\\n\\t"]', ("x", '"\\\n\t')),
    ('x["a\\u{202e}b"]', ("x", "a\u202eb")),
    ('x["\\u{0}"]', ("x", "\0")),
    ('x[id=""]', ("x", Selected("id", ""))),
    ("größe.名", ("größe", "名")),
    ('x["]"]', ("x", "]")),
    ('x[id="a]=b"]', ("x", Selected("id", "a]=b"))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "steps"), WRITTEN, ids=[text for text, _ in WRITTEN])
def test_a_path_is_written_and_read(text: str, steps: tuple[Step, ...]) -> None:
    assert spelled(steps) == text
    assert parse(text) == steps


TEXTS = st.one_of(
    st.text(max_size=8), st.sampled_from(["id", "a-b", "T2", "a b", '"', "\\", "]", "="])
)
STEPS = st.one_of(TEXTS, st.integers(0, 999_999), st.builds(Selected, TEXTS, TEXTS))


@given(st.lists(STEPS, max_size=5).map(tuple))
def test_any_path_is_read_as_it_was_written(steps: tuple[Step, ...]) -> None:
    text = spelled(steps)
    assert parse(text) == steps
    assert text.isprintable()


@given(st.text(alphabet='ab1.[]="\\ u{}-', max_size=12))
def test_no_text_does_harm(text: str) -> None:
    steps = parse(text)
    if isinstance(steps, Mistake):
        assert steps.message
    else:
        assert parse(spelled(steps)) == steps


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a b", "`.` or `[` is expected in the path `a b` at character 2, not ` b`"),
        ("a.", "a name is expected in the path `a.` at character 3, not the end"),
        (".a", "a name is expected"),
        ("a..b", "a name is expected"),
        ("1a", "a name is expected"),
        ("a[", "not the end"),
        ("a[1", "`]` is expected"),
        ("a[-1]", "a name, a position or a text in quotes is expected"),
        ("a[b]", "`=` is expected"),
        ("a[id=]", "a name, a position or a text in quotes is expected"),
        ("a[id=b c]", "`]` is expected"),
        ('a["b]', "a name, a position or a text in quotes is expected"),
        (r'a["\x"]', "a text is expected"),
        (r'a["\u{110000}"]', "a text is expected"),
        ("a[99999999999]", "expected"),
    ],
)
def test_what_is_no_path_is_explained(text: str, part: str) -> None:
    mistake = parse(text)
    assert isinstance(mistake, Mistake)
    assert part in mistake.message


MANIFEST = """\
id: checkout
milestones:
  - {id: M1, n: 1.10}
  - {id: M2, n: 2}
  - {id: 3, n: 2, done: True}
  - {id: 3}
  - text
empty:
"""


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("", ()),
        ("milestones[1].id", ("milestones", 1, "id")),
        ("milestones[id=M2].n", ("milestones", 1, "n")),
        ("milestones[n=1.10]", ("milestones", 0)),
        ("milestones[n=1.1]", ("milestones", 0)),
        ("milestones[done=true]", ("milestones", 2)),
        ("milestones[done=True]", ("milestones", 2)),
        ("empty", ("empty",)),
    ],
)
def test_a_path_leads_to_a_place(path: str, plain: tuple[str | int, ...]) -> None:
    found, steps = document(MANIFEST), parse(path)
    assert not isinstance(steps, Mistake)
    assert locate(found.root, steps) == plain
    assert found.node(plain) is not None


@pytest.mark.parametrize(
    ("path", "message", "way"),
    [
        ("ids", "the manifest has no `ids`", "did you mean `id`?"),
        ("[0]", "the manifest is no list, so `[0]` selects nothing", None),
        ("id.x", "`id` is no map, so it has no `x`", None),
        ("empty.x", "`empty` is no map, so it has no `x`", None),
        ("milestones.id", "`milestones` is no map, so it has no `id`", "select an element"),
        ("milestones[9]", "`milestones` has no element 9", "it has 5, counted from 0"),
        ("milestones[id=M9].n", "no element of `milestones` is `[id=M9]`", "`id` is: `3`"),
        ("milestones[id=m1].n", "no element of `milestones` is `[id=m1]`", "did you mean `M1`?"),
        ("milestones[id=3]", "2 elements of `milestones` are `[id=3]`", "select one by position"),
        ("milestones[0].m", "`milestones[0]` has no `m`", "it has: `id`, `n`"),
    ],
)
def test_where_a_path_leads_nowhere_the_way_out_is_said(
    path: str, message: str, way: str | None
) -> None:
    steps = parse(path)
    assert not isinstance(steps, Mistake)
    mistake = locate(document(MANIFEST).root, steps)
    assert isinstance(mistake, Mistake)
    assert mistake.message == message
    assert (mistake.help or "").startswith(way or "")
    assert bool(mistake.help) == bool(way)


def test_a_path_leads_through_plain_data_too() -> None:
    data = {"people": [{"id": "mara", "n": Fraction(5, 2)}, {"id": "lin", "n": None}]}
    assert locate(data, ("people", Selected("id", "lin"), "n")) == ("people", 1, "n")
    assert locate(data, ("people", Selected("n", "2.5"), "id")) == ("people", 0, "id")
    assert isinstance(locate(data, ("people", Selected("id", "jon"))), Mistake)


def spots(elements: list[Data], key: str = "id") -> list[Spot]:
    """Gives the spots of a list's elements, each a record with that one field, or what it is."""
    found = Document(document("x: 1").source, 0, Node(None, document("x: 1").root.span))
    parent = Spot(found, Spot(found), "xs")
    values = [
        Value(data) if isinstance(data, dict) else Value({key: Value(data)}) for data in elements
    ]
    return [Spot(found, parent, at, values, key) for at in range(len(values))]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ("T2", "xs[id=T2]"),
        ("a b", 'xs[id="a b"]'),
        ("", 'xs[id=""]'),
        (5, "xs[id=5]"),
        (Fraction(11, 10), "xs[id=1.1]"),
        (True, "xs[id=true]"),
        (Member("pilot", ("idea", "pilot")), "xs[id=pilot]"),
        (ABSENT, "xs[1]"),
        (Unknown("it is odd"), "xs[1]"),
        ([], "xs[1]"),
        ({}, "xs[1]"),
        ("T1", "xs[1]"),
    ],
)
def test_an_element_is_named_by_its_key_where_it_can_be(data: Data, path: str) -> None:
    assert keyed(spots(["T1", data, "T3"])[1]) == path


def test_an_element_that_another_key_selects() -> None:
    assert keyed(spots(["mara", "lin"], "name")[1].below("role")) == "xs[name=lin].role"


def test_the_elements_of_a_long_list_are_selected_by_what_only_one_has() -> None:
    found = spots([f"T{number % 50}" for number in range(60)])
    written = [keyed(spot) for spot in found]
    assert written == [f"xs[id=T{n}]" if 10 <= n < 50 else f"xs[{n}]" for n in range(60)]


def test_a_filled_key_selects_nothing() -> None:
    first, second = spots(["T1", "T2"])
    assert second.siblings is not None
    second.siblings[1] = Value({"id": Value("T2", filled=True)})
    assert (keyed(first), keyed(second)) == ("xs[id=T1]", "xs[1]")


@given(st.permutations(["T1", "T2", "T3", "a b", "5"]))
def test_reordering_changes_no_keyed_path(order: list[str]) -> None:
    before = {keyed(spot) for spot in spots(["T1", "T2", "T3", "a b", "5"])}
    assert {keyed(spot) for spot in spots(list(order))} == before
