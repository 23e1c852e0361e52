"""What a change introduces, leaves as it was and resolves, and what of it blocks."""

from __future__ import annotations

import pytest
from tests.change.conftest import Check
from tests.change.repository import WHOLE, Repository
from tests.change.test_matching import finding, said
from tests.cli.conftest import Ran

BLOCKS = ("all", "changed", "introduced")


def blocked(ran: Ran) -> list[tuple[str, str | None]]:
    """Gives the rule and manifest of what blocks."""
    return [(each["rule"], each["manifest"]) for each in ran.report["findings"] if each["blocking"]]


POT = [("prices/within-cap", "pot")]


@pytest.mark.parametrize(
    ("block", "untouched", "touched"),
    [("all", POT, POT), ("changed", [], POT), ("introduced", [], []), (None, [], POT)],
)
def test_what_persists_blocks_as_is_asked(
    here: Repository,
    check: Check,
    block: str | None,
    untouched: list[tuple[str, str]],
    touched: list[tuple[str, str]],
) -> None:
    words = ["--base", "HEAD", *(["--block", block] if block else [])]
    ran = check(*words)
    assert (ran.status, blocked(ran)) == (int(bool(untouched)), untouched)
    here.write({"items/pot.yaml": "id: pot\nprice: 121\n"})
    ran = check(*words)
    assert (ran.status, blocked(ran)) == (int(bool(touched)), touched)
    assert finding(ran, "prices/within-cap")["change"] == "persisting"


def test_without_a_base_everything_blocks(here: Repository, check: Check) -> None:
    ran = check()
    assert (ran.status, blocked(ran), ran.report["base"]) == (1, POT, None)
    assert finding(ran, "prices/within-cap")["change"] is None


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"items/cup.yaml": "id: cup\nprice: 20\nowner: mara\n"}, []),
        ({"items/lid.yaml": "id: lid\nprice: 101\n"}, ["starts-cheap", "within-cap"]),
        ({"people.yaml": "lin: {name: Lin}\n"}, ["owned"]),
        ({"items/cup.yaml": "id: cup\nprice: 12.5\nowner: mara\n"}, []),
        ({"items/cup.yaml": "id: cup\nprice: dear\nowner: mara\n"}, ["schema"]),
        ({"items/cup.yaml": "id: cup\nprice: [\n"}, ["syntax"]),
        ({"people.yaml": "lin: [\n"}, ["owned", "owned", "syntax"]),
    ],
    ids=["harmless", "new", "by a register", "advice", "schema", "syntax", "a register"],
)
def test_what_is_introduced_blocks_whatever_is_asked(
    here: Repository, check: Check, files: dict[str, str], expected: list[str]
) -> None:
    here.write(files)
    for block in BLOCKS:
        ran = check("--base", "HEAD", "--block", block)
        found = [rule.partition("/")[2] for rule, manifest in blocked(ran) if manifest != "pot"]
        assert found == expected, block
        assert ran.status == int(bool(expected) or block == "all"), block


def test_what_a_manifest_brings_about_elsewhere_is_introduced_there(
    here: Repository, check: Check
) -> None:
    here.write({"rules/whole.remit": WHOLE})
    here.record()
    here.write({"items/lid.yaml": "id: lid\nprice: 50\n"})
    ran = check("--base", "HEAD", "--block", "introduced")
    assert (ran.status, said(ran)) == (1, [("whole/total", None, "all cost 212")])
    here.record()
    here.write({"items/cup.yaml": "id: cup\nprice: 13\nowner: mara\n"})
    for block, expected in (("introduced", []), ("changed", []), ("all", ["pot", None])):
        ran = check("--base", "HEAD", "--block", block)
        assert [manifest for _, manifest in blocked(ran)] == expected


WEIGHED = """\
policy weighed governs item "Weights."
rule light mandatory "All is light."
  require sum(i.weight for i in shelf) < 9 else "all weighs too much"
"""


@pytest.mark.parametrize("words", [["--base", "HEAD"], ["--staged"]], ids=" ".join)
@pytest.mark.parametrize("block", BLOCKS)
def test_what_could_not_be_decided_before_excuses_nothing(
    here: Repository, check: Check, block: str, words: list[str]
) -> None:
    weight = "  weight: {type: number}\n"
    here.write({"schemas/item.yaml": (here.folder / "schemas/item.yaml").read_text() + weight})
    light = {f"items/{name}.yaml": f"id: {name}\nprice: 1\nweight: 1\n" for name in ("cup", "jar")}
    here.write({"rules/weighed.remit": WEIGHED, **light})
    here.record()
    here.write({"items/pot.yaml": "id: pot\nprice: 1\nweight: 30\n"})
    here.git("add", "--all")
    words = [*words, "--block", block, "--rule", "weighed/*"]
    ran = check(*words)
    assert (ran.status, blocked(ran)) == (1, [("weighed/light", None)])
    assert [each["change"] for each in ran.report["findings"]] == ["introduced"]
    here.record()
    here.write({"items/pot.yaml": "id: pot\nprice: 1\n"})
    here.git("add", "--all")
    found = finding(check(*words), "weighed/light")
    assert (found["outcome"], found["change"]) == ("undecided", "persisting")


def test_what_is_resolved_is_told_and_does_not_block(here: Repository, check: Check) -> None:
    here.write({"items/pot.yaml": "id: pot\nprice: 60\n"})
    for block in BLOCKS:
        ran = check("--base", "HEAD", "--block", block)
        assert (ran.status, said(ran), blocked(ran)) == (0, [], [])
        assert said(ran, "resolved") == [("prices/within-cap", "pot", "pot costs 120")]
        found = finding(ran, "prices/within-cap")
        assert (found["file"], found["line"], found.get("deleted")) == ("items/pot.yaml", 2, None)
        assert ran.report["summary"]["findings"] == 0


def test_what_a_deletion_resolves_is_told_with_it(here: Repository, check: Check) -> None:
    (here.folder / "items/pot.yaml").unlink()
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (1, [("prices/stays", "pot", "pot is taken away, at 120")])
    assert said(ran, "resolved") == [("prices/within-cap", "pot", "pot costs 120")]


def test_a_change_and_its_undoing_resolve_what_they_introduced(
    here: Repository, check: Check
) -> None:
    began = here.git("rev-parse", "HEAD")
    here.write({"items/cup.yaml": "id: cup\nprice: 101\nowner: mara\n"})
    raised = here.commit()
    assert check("--base", began).status == 1
    here.write({"items/cup.yaml": "id: cup\nprice: 12\nowner: mara\n"})
    ran = check("--base", raised)
    assert (ran.status, said(ran)) == (0, [])
    assert said(ran, "resolved") == [("prices/within-cap", "cup", "cup costs 101")]
    assert check("--base", began).status == 0


def test_a_second_finding_of_a_rule_is_introduced_beside_the_first(
    here: Repository, check: Check
) -> None:
    here.write({"schemas/item.yaml": PARTS, "rules/parts.remit": LIGHT})
    here.write({"items/set.yaml": "id: set\nprice: 9\nparts: [{id: a, weight: 30}]\n"})
    here.record()
    parts = "[{id: b, weight: 40}, {id: a, weight: 50}]"
    here.write({"items/set.yaml": f"id: set\nprice: 9\nparts: {parts}\n"})
    ran = check("--base", "HEAD", "--block", "introduced")
    assert (ran.status, said(ran)) == (1, [("parts/light", "set", "b weighs 40")])
    assert said(ran, "persisting") == [
        ("prices/within-cap", "pot", "pot costs 120"),
        ("parts/light", "set", "a weighs 50"),
    ]


PARTS = """\
type: object
properties:
  id: {type: string}
  price: {type: number}
  owner: {type: string}
  parts:
    type: array
    items: {type: object, properties: {id: {type: string}, weight: {type: number}}}
"""
LIGHT = """\
policy parts governs item "Parts."
rule light mandatory "Parts are light."
  for part in item.parts default []
  require part.weight < 10 else "{part.id} weighs {part.weight}"
"""


@pytest.mark.parametrize("block", BLOCKS)
def test_what_is_upcoming_or_advice_never_blocks(
    here: Repository, check: Check, block: str
) -> None:
    text = (here.folder / "rules/prices.remit").read_text()
    later = '"No item costs more than 100."\n  effective from 2026-12-01'
    here.write({"rules/prices.remit": text.replace('"No item costs more than 100."', later)})
    here.record()
    here.write({"items/cup.yaml": "id: cup\nprice: 101\nowner: mara\n"})
    here.write({"items/jar.yaml": "id: jar\nprice: 30.5\nowner: lin\n"})
    ran = check("--base", "HEAD", "--block", block, "--rule", "within-cap", "--rule", "round")
    assert (ran.status, blocked(ran)) == (0, [])
    assert [
        each["status"] for each in ran.report["findings"] if each["rule"] != "prices/round"
    ] == [
        "upcoming",
        "upcoming",
    ]
    ran = check("--base", "HEAD", "--block", block, "--as-of", "2026-12-01")
    assert ran.status == 1
