"""A column says the same however it is kept, and whether or not it was taken apart."""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.text.columns import Column, differing, packed

TEXTS = st.lists(st.text(st.sampled_from("ab\0\n\udc80"), max_size=3), max_size=6)
BYTES = st.lists(st.binary(min_size=2, max_size=2) | st.none(), max_size=6)
OTHERS = st.lists(st.sampled_from([0, False, 1, True, "", b"", None, ()]), max_size=6)
VALUES = TEXTS | BYTES | OTHERS | st.integers(0, 6).map(lambda count: ["same"] * count)


def column(values: Sequence[Any]) -> Column:
    return Column(marshal.loads(marshal.dumps(packed(values))))


def typed(values: Sequence[Any]) -> list[tuple[type, Any]]:
    return [(type(value), value) for value in values]


@given(VALUES, st.data())
def test_a_column_is_the_list_that_it_was_made_of(values: list[Any], data: st.DataObject) -> None:
    kept, own = column(values), list(values)
    for _ in range(data.draw(st.integers(0, 5))):
        match data.draw(st.sampled_from(("get", "put", "count", "add", "all", "take", "again"))):
            case "get" if own:
                at = data.draw(st.integers(-len(own), len(own) - 1))
                assert typed([kept[at]]) == typed([own[at]])
            case "put" if own:
                at = data.draw(st.integers(-len(own), len(own) - 1))
                kept[at] = own[at] = data.draw(st.sampled_from(["new", None, b"ab"]))
            case "count":
                value = data.draw(st.sampled_from([*own, "new", None]))
                assert kept.count(value) == own.count(value)
            case "add":
                kept.append("last")
                own.append("last")
            case "take" if own:
                del kept[0], own[0]
                kept.insert(0, "first")
                own.insert(0, "first")
            case "all":
                assert typed(kept.all()) == typed(own)
            case "again":
                kept = column(kept)
        assert len(kept) == len(own)
    assert typed(list(kept)) == typed(own)


@given(VALUES, VALUES)
def test_what_differs_is_seen_however_both_are_kept(ours: list[Any], more: list[Any]) -> None:
    theirs = [more[at] if at < len(more) else each for at, each in enumerate(ours)]
    wanted = [at for at, each in enumerate(ours) if each is None or each != theirs[at]]
    put = column(ours)
    for at, each in enumerate(theirs):
        if each != ours[at]:
            put[at] = each
    for before in (ours, column(ours)):
        for now in (theirs, column(theirs), put):
            assert differing(before, now) == wanted


@given(TEXTS, TEXTS)
def test_a_column_of_texts_says_which_they_are(ours: list[str], theirs: list[str]) -> None:
    joined = "\0".join(theirs)
    same = len(ours) == len(theirs) and "\0".join(ours) == joined
    assert column(ours).says(joined, len(theirs)) == same


@pytest.mark.parametrize(
    ("values", "how"),
    [
        (["a", "b"], "texts"), (["a", "a"], "same"), ([b"ab", b"cd"], "bytes"),
        ([b"a", b"cd"], "each"), (["a\0", "b"], "each"), ([], "each"), ([True, 1], "each"),
        ([b"ab", None], "each"), ([None, None], "each"),
    ],
)  # fmt: skip
def test_how_a_column_is_kept(values: list[Any], how: str) -> None:
    assert packed(values)[0] == how


@given(VALUES, st.integers(1, 7), st.booleans())
def test_groups_are_the_same_from_both_ends(values: list[Any], size: int, put: bool) -> None:
    kept = column(values)
    if put and values:
        kept[0] = values[0] = "new"
    groups = [(at, values[at : at + size]) for at in range(0, len(values), size)]
    assert list(kept.groups(size)) == groups
    assert list(kept.groups_from_behind(size)) == groups[::-1]
