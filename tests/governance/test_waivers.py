"""Waivers: what they lift, on which days, and what never."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.governance.stock import (
    BOXES,
    CUP,
    JAR,
    RULES,
    TODAY,
    checked,
    found,
    record,
    several,
    statuses,
    stock,
)

from remit.evaluation.finding import Finding
from remit.governance import waiver_notices, waivers
from remit.governance.law import enact
from remit.governance.report import summary
from remit.governance.waivers import Waiver, is_meant, lifted, waivers_in

CAP = "prices/within-cap"
HEAVY = "id: cup\nprice: 1\nowner: mara\nparts: [{id: lid, weight: 50}, {id: ear, weight: 20}]\n"


def test_a_waived_finding_is_told_and_does_not_block() -> None:
    report = checked(stock(record(ticket="GOV-331")))
    (judged,) = found(report, CAP)
    assert (judged.status, judged.blocking) == ("waived", False)
    assert judged.waiver is not None
    assert judged.waiver.id == "W-1"
    assert judged.waiver.reason == "The supplier is late"
    assert judged.waiver.approved_by == "lin"
    assert judged.waiver.expires == date(2027, 1, 31)
    assert judged.waiver.ticket == "GOV-331"
    assert not report.blocks
    assert summary(report).waived == 1
    (row,) = [row for row in report.rules if row.rule == CAP]
    assert (row.satisfied, row.violated, row.waived) == (1, 1, 1)


@pytest.mark.parametrize(
    ("today", "status"),
    [
        ("2026-09-30", "active"),
        ("2026-10-01", "waived"),
        ("2026-11-23", "waived"),
        ("2027-01-30", "waived"),
        ("2027-01-31", "active"),
        ("2030-01-01", "active"),
    ],
)
def test_a_waiver_holds_from_its_approval_until_the_day_it_ends(today: str, status: str) -> None:
    report = checked(stock(record(), today=date.fromisoformat(today)))
    assert statuses(report, CAP) == [status]
    assert report.blocks == (status == "active")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"manifest": "cup"}, "waived"),
        ({"manifest": "item/cup"}, "waived"),
        ({"manifest": "jar"}, "active"),
        ({"manifest": "box/cup"}, "active"),
        ({"manifest": "Cup"}, "active"),
        ({"at": "price"}, "waived"),
        ({"at": '["price"]'}, "waived"),
        ({"at": "pric"}, "active"),
        ({"at": "price.currency"}, "active"),
        ({"rule": "prices/light"}, "active"),
    ],
)
def test_a_waiver_lifts_what_it_names(fields: dict[str, str], status: str) -> None:
    if "at" in fields:
        fields = {"at": f"'{fields['at']}'"}
    assert statuses(checked(stock(record(**fields))), CAP) == [status]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("parts", ["waived", "waived"]),
        ("'parts[id=lid]'", ["waived", "active"]),
        ("'parts[id=ear]'", ["active", "waived"]),
        ("'parts[0]'", ["active", "active"]),
        ("'parts[id=li]'", ["active", "active"]),
        ("id", ["waived", "waived"]),
        ("price", ["active", "active"]),
    ],
)
def test_the_path_of_a_binding_counts_as_that_of_the_finding(at: str, expected: list[str]) -> None:
    report = checked(stock(record(rule="prices/light", at=at), items=[HEAVY]))
    by_part = {dict(j.finding.bindings)["part"]: j.status for j in found(report, "prices/light")}
    assert [by_part["parts[id=lid]"], by_part["parts[id=ear]"]] == expected
    (row,) = [row for row in report.rules if row.rule == "prices/light"]
    assert (row.violated, row.waived) == (1, int("active" not in expected))


@pytest.mark.parametrize(
    "text", ["price", "price, or not", "parts[id=lid]", "parts[id=lid].weight"]
)
def test_a_text_that_is_bound_is_no_path(text: str) -> None:
    """Whoever wrote the manifest chose the text."""
    rules = """\
policy prices governs item
  "Prices."
rule owned mandatory
  "Owners are short."
  for person in [item.owner]
  require length(person) < 3
    else "{person} is long"
    at item.id
"""
    waiver = record(rule="prices/owned", at=text.split(",")[0].join("''"))
    items = [f"id: cup\nowner: {text}\n"]
    report = checked(stock(waiver, items=items, rules=[rules]))
    assert dict(found(report, "prices/owned")[0].finding.bindings) == {"person": text}
    assert statuses(report, "prices/owned") == ["active"]


def test_nor_is_the_identity_of_another_manifest_that_is_bound() -> None:
    rules = """\
policy prices governs item
  "Prices."
rule unlike mandatory
  "Nobody has another price."
  for other in shelf where other.id != item.id
  require other.price == item.price
    else "{other.id} has another"
    at item.id
"""
    waiver = record(rule="prices/unlike", at="'parts[id=lid]'")
    items = ["id: cup\nprice: 1\n", 'id: "parts[id=lid]"\nprice: 2\n']
    report = checked(stock(waiver, items=items, rules=[rules]))
    assert statuses(report, "prices/unlike") == ["active", "active"]


def test_kinds_that_share_an_identity_are_told_apart_by_the_rule() -> None:
    waiver = record(rule="boxes/sealed", manifest="box/cup")
    report = checked(stock(waiver, boxes=["id: cup\nprice: 150\n"]))
    assert statuses(report, "boxes/sealed") == ["waived"]
    assert found(report, "boxes/sealed")[0].manifest == "box/cup"
    assert statuses(report, CAP) == ["active"]
    (row,) = [row for row in report.rules if row.rule == "boxes/sealed"]
    assert row.waived == 1


def test_an_undecided_finding_is_waived_like_any_other() -> None:
    report = checked(stock(record(), items=["id: cup\nowner: mara\n"]))
    (judged,) = found(report, CAP)
    assert (judged.finding.outcome, judged.status) == ("undecided", "waived")


def test_advice_may_be_waived() -> None:
    report = checked(stock(record(rule="prices/kind"), items=["id: cup\nprice: 1\n"]))
    assert statuses(report, "prices/kind") == ["waived"]


def test_what_is_upcoming_stays_so_and_is_waived_once_it_is_in_force() -> None:
    waiver = record(rule="prices/later", expires="2027-03-01")
    items = ["id: cup\nprice: 500\nowner: mara\n"]
    before = checked(stock(waiver, items=items, today=date(2026, 12, 31)))
    assert statuses(before, "prices/later") == ["upcoming"]
    after = checked(stock(waiver, items=items, today=date(2027, 1, 1)))
    assert statuses(after, "prices/later") == ["waived"]


def test_a_rule_that_is_evaluated_once_is_waived_without_a_manifest() -> None:
    items = [CUP, "id: jar\nprice: 300\nowner: mara\n"]
    assert statuses(checked(stock(items=items)), "prices/total") == ["active"]
    report = checked(stock(record(rule="prices/total", manifest=None), items=items))
    assert statuses(report, "prices/total") == ["waived"]
    (row,) = [row for row in report.rules if row.rule == "prices/total"]
    assert row.waived == 1


def test_of_several_waivers_the_one_that_ends_last_is_named() -> None:
    waivers = several(
        record(id="W-1", expires="2026-12-31"),
        record(id="W-2", expires="2027-02-28"),
        record(id="W-3", expires="2027-01-31"),
    )
    (judged,) = found(checked(stock(waivers)), CAP)
    assert judged.waiver is not None
    assert judged.waiver.id == "W-2"


def test_one_function_decides_and_spares_what_no_waiver_can_lift() -> None:
    inputs = stock(record())
    law, _ = enact(inputs)
    assert law is not None
    waivers, said = waivers_in(inputs.waivers, law)
    assert said == []
    (judged,) = found(checked(stock()), CAP)
    assert lifted(judged, waivers, TODAY) is not None
    absolute = replace(judged, finding=replace(judged.finding, level="absolute"))
    assert lifted(absolute, waivers, TODAY) is None
    for other in ({"rule": "prices/light"}, {"manifest": "jar"}, {"manifest": None}):
        elsewhere = replace(judged, finding=replace(judged.finding, **other))
        assert lifted(elsewhere, waivers, TODAY) is None
    assert lifted(replace(judged, status="upcoming"), waivers, TODAY) is None
    assert lifted(replace(judged, change="resolved"), waivers, TODAY) is None
    assert lifted(judged, waivers, date(2027, 1, 31)) is None


DATED = """\
policy prices governs item
  "Prices."
param cap = 100, then 50 from 2026-06-01
rule within-cap mandatory
  "No item costs more than the cap."
  effective from 2026-01-01 until 2027-01-01
  require item.price <= cap
    else "{item.id} costs {item.price}, and the cap is {cap}"
"""


@pytest.mark.parametrize(
    ("today", "price", "status"),
    [
        ("2025-12-31", 150, "upcoming"),
        ("2026-01-01", 150, "active"),
        ("2026-05-31", 75, None),
        ("2026-06-01", 75, "active"),
        ("2026-06-30", 75, "active"),
        ("2026-07-01", 75, "waived"),
        ("2026-08-31", 75, "waived"),
        ("2026-09-01", 75, "active"),
        ("2026-12-31", 75, "active"),
        ("2027-01-01", 75, None),
    ],
)
def test_rules_params_and_waivers_each_keep_their_days(
    today: str, price: int, status: str | None
) -> None:
    waiver = record(approved_on="2026-07-01", expires="2026-09-01")
    items = [f"id: cup\nprice: {price}\n"]
    report = checked(stock(waiver, items=items, rules=[DATED], today=date.fromisoformat(today)))
    assert statuses(report, CAP) == ([status] if status else [])
    assert report.blocks == (status == "active")


@pytest.mark.parametrize("named", ["prices/within-cap", "prices/capped", "prices/below-cap"])
def test_a_waiver_outlives_the_renaming_of_its_rule(named: str) -> None:
    rules = _renamed()
    report = checked(stock(record(rule=named), rules=[rules, BOXES]))
    assert statuses(report, "prices/below-cap") == ["waived"]


def test_a_fingerprint_outlives_the_renaming_of_its_rule() -> None:
    (before,) = found(checked(stock()), CAP)
    (after,) = found(checked(stock(rules=[_renamed(), BOXES])), "prices/below-cap")
    assert before.fingerprint == after.fingerprint


def _renamed() -> str:
    title = '  "No item costs more than 100."\n'
    former = '  formerly "prices/within-cap"\n  formerly "prices/capped"\n'
    return RULES.replace("within-cap", "below-cap").replace(title, title + former)


def test_without_a_waiver_nothing_is_waived() -> None:
    for none in ("waivers: []\n", "waivers:\n"):
        report = checked(stock(none, items=[CUP, JAR]))
        assert statuses(report, CAP) == ["active"]
        assert report.blocks


def test_waivers_are_looked_up_by_their_rule_and_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noting(finding: Finding, waiver: Waiver, *rest: Any) -> bool:
        asked.append(waiver.id)
        return is_meant(finding, waiver, *rest)

    for module in (waivers, waiver_notices):
        monkeypatch.setattr(module, "is_meant", noting)
    items = [f"id: i{number}\nprice: 150\n" for number in range(60)]
    records = [record(id=f"W-{n}", manifest=f"i{n}" if n % 2 else f"item/i{n}") for n in range(60)]
    report = checked(stock(several(*records), items=items))
    assert statuses(report, CAP) == ["waived"] * 60
    assert len(asked) == 2 * 60  # once to lift, once to tell what is unused
