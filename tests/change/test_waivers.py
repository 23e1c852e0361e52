"""Waivers and days, from the command's side: what is lifted, what is told, and the exit status."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.change.conftest import Check
from tests.change.repository import Repository, copied, usual
from tests.change.test_matching import CHANGED, finding, said
from tests.cli.conftest import Ran
from tests.governance.stock import record, several

CAP = "prices/within-cap"
RAISED = "id: cup\nprice: 40\nowner: mara\n"


@pytest.fixture
def settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Gives the repository with a file for waivers, none in it, and one absolute rule."""
    found = copied(tmp_path / "here", _settled)
    monkeypatch.chdir(found.folder)
    return found


def _settled(folder: Path) -> Repository:
    here = usual(folder)
    config = (here.folder / "remit.yaml").read_text()
    here.write(
        {
            "remit.yaml": config + "waivers: [waivers.yaml]\n",
            "waivers.yaml": "waivers: []\n",
            "rules/sane.remit": 'policy sane governs item "Sane."\nrule cheap absolute "Cheap."\n'
            '  require item.price < 1000 else "{item.id} costs {item.price}"\n',
        }
    )
    here.record("settled")
    return here


def statuses(ran: Ran, rule: str) -> list[tuple[str, bool]]:
    """Gives how the findings of a rule stand, and whether they block."""
    found = [each for each in ran.report["findings"] if each["rule"] == rule]
    return [(each["status"], each["blocking"]) for each in found]


POT = record(manifest="pot")


def test_a_waiver_lifts_a_finding_until_the_day_it_ends(settled: Repository, check: Check) -> None:
    settled.write({"waivers.yaml": POT})
    for day, status, rule in (
        ("2026-09-30", 1, "waiver/unused"),
        ("2026-10-01", 0, None),
        ("2027-01-01", 0, "waiver/ending"),
        ("2027-01-30", 0, "waiver/ending"),
        ("2027-01-31", 1, "waiver/expired"),
    ):
        ran = check("--as-of", day, "--rule", CAP)
        assert ran.status == status, day
        assert statuses(ran, CAP) == [("active", True) if status else ("waived", False)]
        told = [each["rule"] for each in ran.report["findings"] if each["kind"] == "waiver"]
        assert told == ([rule] if rule else [])


NOTICES = [
    ({"manifest": "mug"}, "waiver/orphaned", "is for the item `mug`, and there is none"),
    ({"manifest": "cup"}, "waiver/unused", "lifts nothing: `prices/within-cap` finds nothing"),
    ({"manifest": "pot", "at": "id"}, "waiver/unused", "finds nothing at `id`"),
    ({"manifest": "pot", "expires": "2026-11-20"}, "waiver/expired", "ended on 2026-11-20"),
    ({"manifest": "pot", "expires": "2026-12-01"}, "waiver/ending", "ends in 8 days"),
]


@pytest.mark.parametrize(("fields", "rule", "message"), NOTICES)
def test_what_is_told_of_a_waiver_never_blocks(
    settled: Repository, check: Check, fields: dict[str, str], rule: str, message: str
) -> None:
    settled.write({"waivers.yaml": record(**fields), "items/pot.yaml": "id: pot\nprice: 120\n"})
    ran = check()
    found = finding(ran, rule)
    assert message in found["message"]
    assert (found["level"], found["blocking"], found["file"]) == ("advisory", False, "waivers.yaml")
    lifted = rule == "waiver/ending"
    assert (ran.status, statuses(ran, CAP)[0][0]) == ((0, "waived") if lifted else (1, "active"))


MISTAKES = [
    ({"rule": "sane/cheap"}, "`sane/cheap` is absolute: no waiver can lift it"),
    ({"rule": "manifest/schema"}, "is found by Remit itself, and no waiver can lift it"),
    ({"rule": "prices/within-cup"}, "there is no rule `prices/within-cup`"),
    ({"rule": "prices/*"}, "a waiver names one rule, and `prices/*` is a wildcard"),
    ({"manifest": "'*'"}, "a waiver names one manifest, and `*` is a wildcard"),
    ({"reason": ""}, "`reason` is blank"),
    ({"reason": "'  '"}, "`reason` is blank"),
    ({"reason": "'...'"}, "`reason` is blank"),
    ({"approved_by": "mara"}, "`mara` approves what `mara` has asked for"),
    ({"approved_by": "' MARA '"}, "approves what `mara` has asked for"),
    ({"approved_by": None}, "`approved_by` is missing"),
    ({"expires": None}, "`expires` is missing"),
    ({"expires": "2026-10-01"}, "the waiver ends on 2026-10-01, and was approved on 2026-10-01"),
    ({"expires": "2027-10-01"}, "the most is 180 after its approval"),
    ({"expires": "soon"}, "expected a date"),
    ({"at": "a["}, "a["),
    ({"why": "x"}, "why"),
]


@pytest.mark.parametrize(("fields", "message"), MISTAKES)
def test_a_mistake_in_a_waiver_ends_the_check(
    settled: Repository, check: Check, fields: dict[str, str | None], message: str
) -> None:
    settled.write({"waivers.yaml": record(**{"manifest": "pot", **fields})})
    settled.git("add", "--all")
    for words in ([], ["--base", "HEAD"], ["--staged"]):
        ran = check(*words)
        assert (ran.status, ran.report["findings"]) == (2, []), words
        assert message in ran.err, words
        assert "waivers.yaml:" in ran.err, words


def test_two_waivers_of_one_name_end_the_check(settled: Repository, check: Check) -> None:
    settled.write({"waivers.yaml": several(POT, record(manifest="cup"))})
    ran = check()
    assert ran.status == 2
    assert "the waiver `W-1` is in waivers.yaml:2 already" in ran.err


def test_a_file_of_waivers_that_is_not_there_ends_the_check(
    settled: Repository, check: Check
) -> None:
    (settled.folder / "waivers.yaml").unlink()
    for words in ([], ["--base", "HEAD"]):
        ran = check(*words)
        assert ran.status == 2
        assert "there is no file `waivers.yaml` with waivers" in ran.err


@pytest.mark.parametrize("words", [["--base", "main"], ["--staged"]], ids=" ".join)
def test_a_change_can_not_excuse_itself(
    settled: Repository, check: Check, words: list[str]
) -> None:
    excuse = record(rule="prices/no-raise")
    settled.write({"waivers.yaml": excuse, "items/cup.yaml": RAISED})
    settled.git("add", "--all")
    ran = check(*words)
    assert (ran.status, said(ran)[0]) == (1, CHANGED)
    assert ran.report["base"]["governing"] == ["waivers.yaml"]
    (advice,) = ran.report["diagnostics"]
    assert (advice["code"], advice["severity"], advice["file"]) == (
        "waiver",
        "advice",
        "waivers.yaml",
    )
    assert "lifts nothing yet: waivers are read from the base revision" in advice["message"]
    # approved in a change of its own, it lifts
    settled.git("reset", "--quiet", "--hard")
    settled.write({"waivers.yaml": excuse})
    settled.record("approved")
    settled.write({"items/cup.yaml": RAISED})
    settled.git("add", "--all")
    ran = check(*words)
    assert (ran.status, statuses(ran, "prices/no-raise")) == (0, [("waived", False)])
    assert ran.report["diagnostics"] == []
    # and a change that takes it out doesn't judge itself by that
    settled.write({"waivers.yaml": "waivers: []\n"})
    settled.git("add", "--all")
    assert check(*words).status == 0


@pytest.mark.parametrize("forward", [True, False], ids=["forward", "merged"])
def test_a_waiver_that_a_branch_had_for_a_while_was_never_approved(
    settled: Repository, check: Check, forward: bool
) -> None:
    """The change begins from the midst of a branch that was merged without the waiver."""
    settled.git("checkout", "--quiet", "-b", "harmless")
    settled.write({"waivers.yaml": record(rule="prices/no-raise")})
    midst = settled.commit()
    settled.write({"waivers.yaml": "waivers: []\n", "note.md": "a note"})
    settled.record()
    settled.git("checkout", "--quiet", "main")
    settled.git("merge", "--quiet", "--ff-only" if forward else "--no-ff", "harmless")
    settled.git("checkout", "--quiet", "-b", "raised", midst)
    settled.write({"items/cup.yaml": RAISED})
    ran = check("--base", "main")
    assert ran.report["base"]["commit"] == midst
    assert (ran.status, said(ran)[0]) == (1, CHANGED)


def test_what_was_approved_since_the_change_began_lifts(settled: Repository, check: Check) -> None:
    settled.git("branch", "raised")
    settled.write({"waivers.yaml": record(rule="prices/no-raise")})
    settled.record("approved")
    settled.git("checkout", "--quiet", "raised")
    settled.write({"items/cup.yaml": RAISED})
    ran = check("--base", "main")
    assert (ran.status, statuses(ran, "prices/no-raise")) == (0, [("waived", False)])


def test_a_waiver_that_is_new_to_the_base_does_not_hide_what_blocks_without_one(
    settled: Repository, check: Check
) -> None:
    settled.write({"waivers.yaml": POT})
    assert check().status == 0
    ran = check("--base", "main", "--block", "all")
    assert (ran.status, statuses(ran, CAP)) == (1, [("active", True)])


def test_mistakes_in_the_waivers_of_the_base_lift_nothing(
    settled: Repository, check: Check
) -> None:
    settled.write({"waivers.yaml": record(rule="prices/no-raise", reason="")})
    settled.record()
    settled.write({"waivers.yaml": "waivers: []\n", "items/cup.yaml": RAISED})
    ran = check("--base", "main")
    assert (ran.status, said(ran)[0]) == (1, CHANGED)
    assert "on the base revision: `reason` is blank; nothing is lifted by it" in ran.err
    (told,) = ran.report["diagnostics"]
    assert told["severity"] == "advice"


def test_a_waiver_outlives_the_renaming_of_its_rule(settled: Repository, check: Check) -> None:
    settled.write({"waivers.yaml": POT})
    settled.record()
    text = (settled.folder / "rules/prices.remit").read_text()
    title = '"No item costs more than 100."'
    renamed = text.replace("within-cap", "capped")
    settled.write({"rules/prices.remit": renamed})
    ran = check("--base", "main", "--block", "all")
    assert ran.status == 2  # the waiver of today names no rule
    assert f"there is no rule `{CAP}`" in ran.err
    formerly = renamed.replace(title, f'{title}\n  formerly "{CAP}"')
    settled.write({"rules/prices.remit": formerly})
    for words in ([], ["--base", "main", "--block", "all"]):
        ran = check(*words)
        assert (ran.status, statuses(ran, "prices/capped")) == (0, [("waived", False)])


# -- days -----------------------------------------------------------------------------------------

DATED = """\
policy dated governs item
  "Dated."

param cap = 100, then 110 from 2026-12-01, then 200 from 2027-06-01

rule begins mandatory
  "It begins."
  effective from 2026-12-15 until 2027-03-01
  require item.price < 5
    else "{item.id} costs {item.price}"

rule capped mandatory
  "It is capped."
  require item.price <= cap
    else "{item.id} costs more than {cap}"
"""


@pytest.mark.parametrize(
    ("day", "cap", "begins"),
    [
        ("2026-11-30", "pot costs more than 100", "upcoming"),
        ("2026-12-01", "pot costs more than 110", "upcoming"),
        ("2026-12-14", "pot costs more than 110", "upcoming"),
        ("2026-12-15", "pot costs more than 110", "active"),
        ("2027-02-28", "pot costs more than 110", "active"),
        ("2027-03-01", "pot costs more than 110", None),
        ("2027-06-01", None, None),
    ],
)
def test_rules_and_params_keep_their_days_on_both_sides_of_a_change(
    here: Repository, check: Check, day: str, cap: str | None, begins: str | None
) -> None:
    here.write({"rules/dated.remit": DATED})
    here.record()
    here.write({"items/lid.yaml": "id: lid\nprice: 9\n"})
    ran = check("--base", "HEAD", "--as-of", day, "--rule", "dated/*")
    found = ran.report["findings"]
    assert [f["message"] for f in found if f["rule"] == "dated/capped"] == ([cap] if cap else [])
    ours = [(f["manifest"], f["change"], f["status"]) for f in found if f["rule"] == "dated/begins"]
    others = [(name, "persisting", begins) for name in ("cup", "jar", "pot")]
    assert sorted(ours) == sorted([*others, ("lid", "introduced", begins)] if begins else [])
    assert ran.status == int(begins == "active")
    assert ran.report["as_of"] == day


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "2026-1-1", "20261123", ""])
def test_what_is_no_day_is_refused(here: Repository, check: Check, day: str) -> None:
    ran = check("--as-of", day)
    assert (ran.status, ran.out) == (2, "")
    assert "--as-of" in ran.err
