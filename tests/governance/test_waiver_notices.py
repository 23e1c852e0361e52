"""What is said of waivers that have ended, end soon, lift nothing or have lost their manifest."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace
from tests.governance.stock import (
    CUP,
    JAR,
    TODAY,
    based,
    checked,
    found,
    notices,
    only,
    record,
    several,
    stock,
)

CHEAP = "id: cup\nprice: 1\nowner: mara\n"


@pytest.mark.parametrize(
    ("today", "rule"),
    [
        ("2026-09-30", "waiver/unused"),
        ("2026-10-01", None),
        ("2026-12-31", None),
        ("2027-01-01", "waiver/ending"),
        ("2027-01-30", "waiver/ending"),
        ("2027-01-31", "waiver/expired"),
        ("2028-01-31", "waiver/expired"),
    ],
)
def test_the_days_of_a_waiver_in_use(today: str, rule: str | None) -> None:
    report = checked(stock(record(), today=date.fromisoformat(today)))
    assert [told for told, _ in notices(report)] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("fields", "today", "expected"),
    [
        ({}, "2027-01-30", "the waiver `W-1` ends tomorrow, on 2027-01-31"),
        ({}, "2027-01-01", "the waiver `W-1` ends in 30 days, on 2027-01-31"),
        ({}, "2027-02-01", "the waiver `W-1` ended on 2027-01-31, and no longer lifts one finding"),
        (
            {"manifest": "jar"},
            "2027-02-01",
            "the waiver `W-1` ended on 2027-01-31, and nothing needs it any more",
        ),
        ({}, "2026-09-01", "the waiver `W-1` lifts nothing before 2026-10-01, its approval"),
        (
            {"manifest": "jar"},
            "2026-11-23",
            "the waiver `W-1` lifts nothing: `prices/within-cap` finds nothing",
        ),
        (
            {"at": "parts"},
            "2026-11-23",
            "the waiver `W-1` lifts nothing: `prices/within-cap` finds nothing at `parts`",
        ),
        (
            {"manifest": "mug"},
            "2026-11-23",
            "the waiver `W-1` is for the item `mug`, and there is none",
        ),
        (
            {"manifest": "box/cup"},
            "2026-11-23",
            "the waiver `W-1` is for the item `box/cup`, and there is none",
        ),
        (
            {"rule": "prices/over"},
            "2026-11-23",
            "the waiver `W-1` is for `prices/over`, which is retired",
        ),
        (
            {"rule": "prices/total", "manifest": None},
            "2026-11-23",
            "the waiver `W-1` lifts nothing: `prices/total` finds nothing",
        ),
    ],
)
def test_what_is_said(fields: dict[str, str | None], today: str, expected: str) -> None:
    report = checked(stock(record(**fields), today=date.fromisoformat(today)))
    assert [message for _, message in notices(report)] == [expected]


PARTS = "id: cup\nprice: 1\nparts: [{id: lid, weight: 20}, {id: ear, weight: 1}]\n"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"manifest": "cupp"}, "Did you mean `cup`? Else take the waiver out."),
        ({"manifest": "item/Cup"}, "Did you mean `item/cup`? Else take the waiver out."),
        ({"manifest": "zebra"}, "Take the waiver out, or write its `manifest` as `remit waive`"),
        ({"at": "parts[id=lod]"}, "Correct its `at`: the rule finds something at `parts[id=lid]`."),
        ({"at": "parts[id=ear]", "manifest": "jar"}, "Take the waiver out, or correct its `at`."),
        ({"at": "weight"}, "Correct its `at`: the rule finds something at `id`. Else take the"),
        ({"manifest": "jar"}, "Take the waiver out."),
    ],
)
def test_what_was_meant_most_likely(fields: dict[str, str | None], expected: str) -> None:
    report = checked(stock(record(rule="prices/light", **fields), items=[PARTS, JAR]))
    (judged,) = [each for each in report.findings if each.finding.kind == "waiver"]
    assert str(judged.finding.hint).startswith(expected)


def test_of_many_manifests_those_that_begin_or_end_alike_are_meant() -> None:
    items = [f"id: {name}-{n}\nprice: 1\n" for n in range(300) for name in ("pay-desk", "till")]
    for written, meant in (("pay-dsk-7", "pay-desk-7"), ("tlil-12", "till-12"), ("cup", None)):
        report = checked(stock(record(manifest=written), items=items))
        (judged,) = [each for each in report.findings if each.finding.kind == "waiver"]
        assert (f"`{meant}`" in str(judged.finding.hint)) is (meant is not None), written


def test_a_notice_is_advice_at_the_record() -> None:
    waivers = several(record(), record(id="W-2", manifest="jar"))
    report = checked(stock(waivers))
    (judged,) = found(report, "waiver/unused")
    finding = judged.finding
    assert (judged.status, judged.blocking, finding.level) == ("active", False, "advisory")
    assert (finding.file, finding.place.line, finding.place.column) == ("waivers.yaml", 10, 9)
    assert finding.path == "waivers[id=W-2]"
    assert finding.hint
    assert judged.title
    assert judged.manifest is None


def test_what_will_be_needed_is_not_unused() -> None:
    waiver = record(rule="prices/later")
    report = checked(stock(waiver, items=["id: cup\nprice: 500\n"]))
    assert notices(report) == []


def test_waivers_for_a_rule_on_changes_are_not_unused() -> None:
    assert notices(checked(stock(record(rule="prices/steady")))) == []
    head, base = stock(record(rule="prices/steady")), stock()
    assert notices(checked(based(head, base))) == []


def test_what_was_not_checked_makes_nothing_unused_or_orphaned() -> None:
    waivers = several(
        record(manifest="jar", rule="prices/light"),
        record(id="W-2", manifest="mug", rule="prices/light"),
        record(id="W-3", manifest="jar", rule="prices/light", expires="2026-11-01"),
    )
    everything = stock(waivers, items=[CHEAP, JAR])
    told = {rule for rule, _ in notices(checked(everything))}
    assert told == {"waiver/unused", "waiver/orphaned", "waiver/expired"}
    some = replace(only(everything, "item", 0), selection=["light", "within-cap"])
    assert notices(checked(some)) == []
    theirs = replace(only(everything, "item", 1), selection=["light"])
    assert [rule for rule, _ in notices(checked(theirs))] == ["waiver/unused", "waiver/expired"]
    other_rules = replace(everything, selection=["within-cap"])
    assert notices(checked(other_rules)) == []


def test_a_collection_that_was_read_tells_what_is_gone() -> None:
    inputs = only(stock(record(manifest="mug")), "item", 0)
    # `prices/total` names the collection, so that all items are read
    assert [rule for rule, _ in notices(checked(inputs))] == ["waiver/orphaned"]


def test_a_manifest_that_can_not_be_read_may_be_the_one() -> None:
    inputs = stock(record(), items=["id: cup\nprice: [\n", JAR])
    assert notices(checked(inputs)) == []
    assert notices(checked(stock(record(), items=[JAR]))) != []


def test_a_rule_that_does_not_apply_makes_no_waiver_unused() -> None:
    rules = """\
policy prices governs item
  "Prices."
rule within-cap mandatory
  "Boxes are there."
  require item.price < count(boxes)
    else "dear"
"""
    inputs = stock(record(), rules=[rules])
    setting = inputs.setting
    kinds = {name: replace(kind, needed=False) for name, kind in setting.kinds.items()}
    inputs = replace(inputs, setting=replace(setting, kinds=kinds))
    report = checked(inputs)
    assert [row.not_applicable for row in report.rules] == [2]
    assert notices(report) == []


def test_one_notice_is_given_for_a_waiver() -> None:
    waivers = record(manifest="mug", expires="2026-11-01")
    assert [rule for rule, _ in notices(checked(stock(waivers)))] == ["waiver/orphaned"]
    waivers = record(manifest="jar", expires="2026-11-24")
    assert [rule for rule, _ in notices(checked(stock(waivers)))] == ["waiver/unused"]


def test_notices_of_a_change_are_introduced_persisting_or_resolved() -> None:
    old = record(id="W-1", manifest="jar")
    new = record(id="W-2", manifest="jar", rule="prices/light")
    gone = record(id="W-3", manifest="mug")
    head = stock(several(old, new), items=[CUP, JAR], today=TODAY)
    base = stock(several(old, gone), items=[CUP, JAR], today=TODAY)
    report = checked(based(head, base))
    told = {j.finding.path: j.change for j in report.findings if j.finding.kind == "waiver"}
    assert told == {
        "waivers[id=W-1]": "persisting",
        "waivers[id=W-2]": "introduced",
        "waivers[id=W-3]": "resolved",
    }


def test_a_waiver_that_a_change_brings_and_that_fits_is_not_unused() -> None:
    report = checked(based(stock(record()), stock()))
    assert notices(report) == []
