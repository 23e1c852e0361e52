"""`--staged`: a change takes away what manifests look for that it leaves as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from tests.change.conftest import Check
from tests.change.repository import WHOLE, Repository
from tests.change.test_matching import said

Take = Callable[[Repository], object]

NOTES = """\
policy notes governs item
  "What notes name."

rule item-known mandatory
  "What is named is on the shelf."
  when item.note is present
  require some i in shelf satisfies i.id == item.note
    else "{item.id} goes with {item.note}, which is not there"
"""
FILED = """\
policy notes governs item
  "What notes name."

rule item-known mandatory
  "What is named is a file."
  when item.note is present
  require file_exists(item.note)
    else "{item.id} goes with {item.note}, which is not there"
"""

WAYS: list[list[str]] = [
    ["--staged"],
    ["--staged", "--jobs", "1"],
    ["--staged", "--no-cache", "--interpret"],
    ["--staged", "--block", "introduced"],
    ["--staged", "--kind", "item"],
    ["--base", "HEAD"],
]
BOX = {"boxes/lid.yaml": "id: lid\n"}


@pytest.fixture(params=[0, 120], ids=["few", "many"])
def shelf(here: Repository, request: pytest.FixtureRequest) -> Repository:
    """Gives a repository in which the cup goes with the jar, and one of two in a file with the
    other."""
    more = {f"items/i{n}.yaml": f"id: i{n}\nprice: 1\n" for n in range(request.param)}
    jar, two = (
        {"items/jar.yaml": "id: jar\nprice: 3\n"},
        "id: one\nprice: 1\n---\nid: two\nprice: 1\n",
    )
    cups = {"items/cup.yaml": "id: cup\nprice: 12\nnote: jar\n", "items/two.yaml": two}
    mug = {"items/mug.yaml": "id: mug\nprice: 1\nnote: two\n"}
    here.write({"rules/notes.remit": NOTES, **jar, **cups, **mug, **BOX, **more})
    here.record()
    return here


def removed(here: Repository) -> None:
    here.git("rm", "--quiet", "items/jar.yaml")


def moved(here: Repository) -> None:
    here.git("mv", "items/jar.yaml", "items/jar.yml")


def renamed(here: Repository) -> None:
    here.write({"items/jar.yaml": "id: jug\nprice: 3\n"})


def shortened(here: Repository) -> None:
    here.write({"items/two.yaml": "id: one\nprice: 1\n"})


@pytest.mark.parametrize("words", WAYS, ids=" ".join)
@pytest.mark.parametrize("take", [removed, moved, renamed, shortened])
def test_who_looks_for_a_manifest_that_is_taken_away_is_told(
    shelf: Repository, check: Check, words: Sequence[str], take: Take
) -> None:
    take(shelf)
    shelf.git("add", "--all")
    one, other = ("mug", "two") if take is shortened else ("cup", "jar")
    told = ("notes/item-known", one, f"{one} goes with {other}, which is not there")
    for _ in range(2):  # the second time from memory
        ran = check(*words)
        assert (ran.status, said(ran)) == (1, [told])


@pytest.mark.parametrize("words", WAYS, ids=" ".join)
@pytest.mark.parametrize("to", [None, "docs/other.md"])
def test_who_looks_for_a_file_that_is_taken_away_is_told(
    here: Repository, check: Check, words: Sequence[str], to: str | None
) -> None:
    here.write({"rules/notes.remit": FILED, "docs/why.md": "so\n"})
    here.write({"items/cup.yaml": "id: cup\nprice: 12\nnote: docs/why.md\n"})
    here.record()
    here.git(*(["mv", "docs/why.md", to] if to else ["rm", "--quiet", "docs/why.md"]))
    ran = check(*words)
    message = "cup goes with docs/why.md, which is not there"
    assert (ran.status, said(ran)) == (1, [("notes/item-known", "cup", message)])


def unboxed(here: Repository) -> None:
    here.git("rm", "--quiet", "boxes/lid.yaml")


def raised(here: Repository) -> None:
    here.write({"items/jar.yaml": "id: jar\nprice: 4\n"})


def sorted_elsewhere(here: Repository) -> None:
    here.git("mv", "items/jar.yaml", "items/a.yaml")


@pytest.mark.parametrize(
    ("take", "words", "checked"),
    [
        (unboxed, [], 0),
        (raised, [], 1),
        (sorted_elsewhere, [], 1),
        (renamed, ["--rule", "prices/*"], 1),
        (removed, ["--rule", "prices/*"], 0),
        (removed, ["--rule", "whole/*"], 0),
    ],
)
def test_where_nothing_is_taken_away_that_is_looked_for_only_what_is_staged_is_checked(
    shelf: Repository, check: Check, take: Take, words: Sequence[str], checked: int
) -> None:
    shelf.write({"rules/whole.remit": WHOLE})
    shelf.record()
    take(shelf)
    shelf.git("add", "--all")
    ran = check("--staged", *words)
    assert (ran.status, ran.report["summary"]["manifests"]) == (0, checked)
