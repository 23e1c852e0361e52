"""A collection with a member that can't be read, in a change that touches the collection."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.change.conftest import Check, in_shares
from tests.change.repository import WHOLE, Repository, copied, outside, usual
from tests.change.test_blocking import blocked
from tests.change.test_matching import finding, said

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


@pytest.fixture(params=["few", "many"])
def shelf(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Repository:
    """Gives a repository with rules over all items, of which one can't be read; they are judged at
    once, or in shares, as many are."""
    if request.param == "many":
        in_shares(monkeypatch)
    found = copied(tmp_path / "here", _shelf)
    monkeypatch.chdir(found.folder)
    return found


def _shelf(folder: Path) -> Repository:
    here = usual(folder)
    here.write({"rules/whole.remit": WHOLE, "items/urn.yaml": BROKEN})
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


EVEN = """
rule even mandatory
  "No other is far dearer."
  require no other in shelf satisfies other.price > item.price + 200
    else "{item.id} is cheap"
"""
NOTED = """
rule noted mandatory
  "A note is no name."
  when item.id != "cup"
  require no other in shelf satisfies other.id == item.note
    else "{item.note} is a name"
"""
"""A rule that is undecided for what has no note."""
URN = [("manifest/syntax", "items/urn.yaml")]
TOTAL = ("whole/total", None)
CHANGES: dict[str, dict[str, str | None]] = {
    "changed": {**RAISED},
    "new": {"items/mug.yaml": "id: mug\nprice: 10\n"},
    "deleted": {"items/jar.yaml": None},
    "moved": {"items/jar.yaml": None, "items/a-jar.yaml": "id: jar\nprice: 30\nowner: lin\n"},
    "new and as unreadable": {"items/vase.yaml": BROKEN},
}


@pytest.mark.parametrize("words", [way for way in WAYS if "introduced" not in way], ids=" ".join)
@pytest.mark.parametrize("files", CHANGES.values(), ids=CHANGES)
def test_a_change_of_a_collection_is_not_judged_by_the_rest_of_it(
    shelf: Repository, check: Check, words: Sequence[str], files: dict[str, str | None]
) -> None:
    put(shelf, files)
    asked = words[0] == "--base" and "items/cup.yaml" not in words
    for _ in range(2):
        ran = check(*words, "--rule", "whole/*")
        assert ran.status == 1
        assert (URN[0] if asked else TOTAL) in blocked(ran)
        assert (TOTAL in blocked(ran)) != asked
    if asked:
        found = [each for each in ran.report["findings"] if each["manifest"] == "items/urn.yaml"]
        lost = "without this file the change can't be judged by whole/total"
        assert [(each["change"], each["message"].partition("; ")[2]) for each in found] == [
            ("persisting", f"the first is on line 2; {lost}")
        ]


@each_way
def test_a_change_of_something_else_does_not_answer_for_a_member(
    shelf: Repository, check: Check, words: Sequence[str]
) -> None:
    put(shelf, {"boxes/a.yaml": "id: a\n", "README.md": "Items.\n"})
    ran = check(*words, "--rule", "whole/*")
    assert (ran.status, said(ran)) == (0, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [("mandatory", "advisory"), ('little."', 'little."\n  effective from 2027-01-01')],
)
def test_rules_that_do_not_block_keep_no_change_from_being_judged(
    shelf: Repository, check: Check, before: str, after: str
) -> None:
    shelf.write({"rules/whole.remit": WHOLE.replace(before, after)})
    shelf.record()
    shelf.write(RAISED)
    for words in (["--base", "HEAD"], ["--base", "HEAD", "items/cup.yaml"]):
        assert check(*words, "--rule", "whole/*").status == 0


def test_many_rules_that_lack_a_member_are_told_once_at_its_file(
    shelf: Repository, check: Check
) -> None:
    names = ["even", "fair", "like", "near"]
    rules = "".join(EVEN.replace("even", name, 1) for name in names)
    shelf.write({"rules/whole.remit": WHOLE + rules + NOTED})
    shelf.record()
    shelf.write(RAISED)
    ran = check("--base", "HEAD", "--rule", "whole/*")
    assert (ran.status, blocked(ran)) == (1, URN)
    assert len(said(ran, "persisting")) > 2
    told = finding(ran, "manifest/syntax")["message"].rpartition(" by ")[2]
    assert told == "whole/even, whole/fair, whole/like and 3 more rules"


FITS = """\
policy fits governs box
  "Boxes and items."

rule apart mandatory
  "No box is called as an item."
  require no i in shelf satisfies i.id == box.id
    else "{box.id} is an item, too"
  require box.id != "b1"
    else "{box.id} is not allowed"
"""


@pytest.mark.parametrize("few", [True, False], ids=["few", "many"])
def test_rules_about_another_kind_look_at_the_member_too(
    here: Repository, check: Check, few: bool
) -> None:
    boxes = {f"boxes/b{n}.yaml": f"id: b{n}\n" for n in range(2 if few else 120)}
    here.write({"rules/fits.remit": FITS, "items/urn.yaml": BROKEN, **boxes})
    here.record()
    for files in ({"boxes/b0.yaml": "id: urn\n"}, {"items/cup.yaml": "id: b0\nprice: 1\n"}):
        here.git("checkout", "--quiet", ".")
        here.write(files)
        ran = check("--base", "HEAD", "--rule", "fits/*")
        assert blocked(ran)[-1:] == URN


@pytest.mark.parametrize("cup", ["id: mug\nprice: 1\n", "id: cup\nprice: 1\n"])
@pytest.mark.parametrize("boxes", [2, 120])
def test_rules_that_lack_a_member_block_where_its_file_was_not_asked_for(
    here: Repository, check: Check, boxes: int, cup: str
) -> None:
    """A price is nothing that the rule reads, so that it is asked once for both sides."""
    files = {f"boxes/b{n}.yaml": f"id: b{n}\n" for n in range(boxes)}
    here.write({"rules/fits.remit": FITS, "items/urn.yaml": BROKEN, **files})
    here.record()
    words = ("--base", "HEAD", "--rule", "fits/*", "--kind", "box", "boxes")
    assert check(*words).status == 0
    here.write({"items/cup.yaml": cup})
    for more in ([], [], ["--jobs", "1"], ["--no-cache", "--interpret"]):
        ran = check(*words, *more)
        assert (ran.status, len(blocked(ran))) == (1, boxes)
        assert len(said(ran, "persisting")) == boxes + 1  # the other requirement fails as before
        lines = outside(here.folder, "check", "--quiet", *words, *more).out.splitlines()
        assert len(lines) == boxes


KNOWN = """
rule known mandatory
  "All owners are known."
  require every i in shelf satisfies people[i.owner default "lin"] is present
    else "an owner is unknown"

rule well-known mandatory
  "Each owner is known."
  require people[item.owner default "lin"] is present
    else "an owner is unknown"
"""
SHARED = {"people.yaml": "lin: {name: Lin}\nmara: {name: Mara}\nlu: {name: Lu}\n"}


def test_a_change_of_a_register_is_not_judged_by_the_rest_either(
    here: Repository, check: Check
) -> None:
    here.write({"rules/whole.remit": WHOLE + KNOWN, "items/urn.yaml": BROKEN})
    here.record()
    here.write(SHARED)
    for rule, expected in (("whole/known", URN), ("whole/total", [])):
        assert blocked(check("--base", "HEAD", "--rule", rule)) == expected


@pytest.mark.parametrize("many", [False, True])
def test_a_change_is_not_judged_without_a_register_either(
    here: Repository, check: Check, many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is judged by itself is undecided at its own file."""
    if many:
        in_shares(monkeypatch)
    here.write({"rules/whole.remit": WHOLE + KNOWN, "people.yaml": "lin: [\n"})
    here.record()
    put(here, RAISED)
    people, own = ("manifest/syntax", "people.yaml"), ("whole/well-known", "cup")
    for words in (["--base", "HEAD"], ["--base", "HEAD", "--no-cache", "--interpret"]):
        ran = check(*words, "--rule", "whole/*")
        assert (ran.status, blocked(ran)) == (1, [own, people])
        assert finding(ran, "manifest/syntax")["message"].endswith("be judged by whole/known")
    for words in (["--staged"], ["--base", "HEAD", "items"], ["--base", "HEAD", "--kind", "item"]):
        ran = check(*words, "--rule", "whole/*")
        assert (ran.status, blocked(ran)) == (1, [own, ("whole/known", None)])
    here.record()
    put(here, {"boxes/a.yaml": "id: a\n"})
    for words in (["--base", "HEAD"], ["--staged"], ["--base", "HEAD", "items"]):
        assert check(*words, "--rule", "whole/*").status == 0


def put(here: Repository, files: dict[str, str | None]) -> None:
    """Writes files and takes others away, in the working tree and in the index."""
    here.write({name: text for name, text in files.items() if text is not None})
    for name in (name for name, text in files.items() if text is None):
        (here.folder / name).unlink()
    here.git("add", "--all")
