"""A collection with a member that can't be read, in a change that touches the collection."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.change.conftest import Check
from tests.change.repository import WHOLE, Repository
from tests.change.test_matching import said

BROKEN, MENDED = "id: urn\nprice: 30\nprice: 30\n", "id: urn\nprice: 30\n"
RAISED = {"items/cup.yaml": "id: cup\nprice: 22\nowner: mara\n"}
"""With the urn, all items cost 192 before, and 202 when the cup is raised so."""

WAYS: list[list[str]] = [
    ["--base", "HEAD"],
    ["--base", "HEAD", "--jobs", "1"],
    ["--base", "HEAD", "--no-cache", "--interpret"],
    ["--base", "HEAD", "--block", "introduced"],
    ["--base", "HEAD", "items/cup.yaml"],
    ["--staged"],
    ["--staged", "--no-cache", "--interpret"],
]
each_way = pytest.mark.parametrize("words", WAYS, ids=" ".join)


@pytest.fixture(params=[0, 120], ids=["few", "many"])
def shelf(here: Repository, request: pytest.FixtureRequest) -> Repository:
    """Gives a repository with rules over all items, of which one can't be read."""
    more = {f"items/i{n}.yaml": f"id: i{n}\nprice: 0\n" for n in range(request.param)}
    here.write({"rules/whole.remit": WHOLE, "items/urn.yaml": BROKEN, **more})
    here.record()
    return here


@each_way
@pytest.mark.parametrize("name", ["urn", "vase"])
def test_who_mends_a_member_and_breaks_a_rule_over_all_is_told(
    shelf: Repository, check: Check, words: Sequence[str], name: str
) -> None:
    shelf.write(RAISED)
    if name != "urn":
        shelf.git("mv", "items/urn.yaml", f"items/{name}.yaml")
    shelf.write({f"items/{name}.yaml": MENDED})
    shelf.git("add", "--all")
    for _ in range(2):  # the second time from memory
        ran = check(*words, "--rule", "whole/*")
        assert (ran.status, said(ran)) == (1, [("whole/total", None, "all cost 202")])


@each_way
def test_who_mends_a_member_is_not_held_to_what_failed_without_it(
    shelf: Repository, check: Check, words: Sequence[str]
) -> None:
    shelf.write({"items/cup.yaml": "id: cup\nprice: 60\n"})
    shelf.record()
    shelf.write({"items/urn.yaml": MENDED})
    shelf.git("add", "--all")
    ran = check(*words, "--rule", "whole/*")
    assert (ran.status, said(ran)) == (0, [])
    assert said(ran, "persisting") == [("whole/total", None, "all cost 240")]
