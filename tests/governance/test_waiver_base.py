"""Waivers of a change: those of the base revision count, so that a change can't excuse itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.governance.stock import (
    BOXES,
    CUP,
    JAR,
    RULES,
    based,
    checked,
    found,
    record,
    several,
    statuses,
    stock,
)

from remit.governance.report import Judged, Report
from remit.pipeline import check

CAP = "prices/within-cap"


@pytest.mark.parametrize(
    ("head", "base", "status"),
    [
        (record(), None, "active"),
        (None, record(), "waived"),
        (record(), record(), "waived"),
        (record(), "waivers: []\n", "active"),
        ("waivers: []\n", record(), "waived"),
        (record(), record(expires="2026-11-01"), "active"),
        (record(expires="2026-11-01"), record(), "waived"),
        (record(at="price"), record(at="id"), "active"),
        (record(manifest="cup"), record(manifest="jar"), "active"),
    ],
)
def test_the_waivers_of_the_base_count(head: str | None, base: str | None, status: str) -> None:
    report = checked(based(stock(head), stock(base)))
    assert statuses(report, CAP) == [status]
    assert report.blocks == (status == "active")
    # each that blocks would be lifted by the waiver of the change
    told = [(said.severity, said.message[:25]) for said in report.diagnostics]
    assert told == [("advice", "`W-1` lifts nothing yet: ")] * (status == "active")


def test_a_mistake_that_a_change_makes_in_the_waivers_is_refused() -> None:
    report = check(based(stock(record(reason="")), stock(record())))
    assert report.refused
    assert "`reason` is blank" in report.diagnostics[0].message


def test_a_mistake_in_the_waivers_of_the_base_lifts_nothing_and_can_be_mended() -> None:
    report = checked(based(stock(record()), stock(record(reason=""))))
    assert statuses(report, CAP) == ["active"]
    assert {said.severity for said in report.diagnostics} == {"advice"}
    told = sorted(said.message for said in report.diagnostics)
    assert told[0].startswith("`W-1` lifts nothing yet")
    assert told[1].startswith("on the base revision: `reason` is blank")


def test_a_rule_that_a_change_removes_takes_its_waivers_along() -> None:
    old = several(record(id="W-2"), record(rule="prices/light"))
    head = stock(record(id="W-2"), rules=[RULES.replace("rule light", "rule heavy"), BOXES])
    report = checked(based(head, stock(old)))
    assert statuses(report, CAP) == ["waived"]
    assert [said.severity for said in report.diagnostics] == ["advice"]


def test_each_revision_has_its_own_limit_of_days() -> None:
    head = stock("waivers: []\n", days=30)
    report = checked(based(head, stock(record(), days=180)))
    assert statuses(report, CAP) == ["waived"]
    report = checked(based(stock("waivers: []\n", days=180), stock(record(), days=30)))
    assert statuses(report, CAP) == ["active"]


def test_a_change_can_not_take_over_the_identity_of_what_is_waived() -> None:
    items = ["id: cup\ncode: mug\nprice: 1\n", "id: mug\ncode: cup\nprice: 150\n"]
    base = stock(record(), items=items)
    head = stock(record(), items=items, identity="code")
    (judged,) = _there(checked(based(head, base)))
    assert (judged.manifest, judged.status) == ("cup", "active")
    (judged,) = _there(checked(based(head, stock(record(manifest="mug"), items=items))))
    assert (judged.manifest, judged.status) == ("cup", "waived")


def _there(report: Report) -> list[Judged]:
    return [judged for judged in found(report, CAP) if judged.change != "resolved"]


def test_what_a_change_has_resolved_is_not_waived() -> None:
    head = stock(record(), items=["id: cup\nprice: 1\nowner: mara\n", JAR])
    report = checked(based(head, stock(record(), items=[CUP, JAR])))
    (judged,) = found(report, CAP)
    assert (judged.change, judged.status, judged.waiver) == ("resolved", "active", None)
    (row,) = [row for row in report.rules if row.rule == CAP]
    assert row.waived == 0


def test_a_waived_finding_of_a_change_does_not_block_whatever_blocks() -> None:
    inputs = based(stock(record()), stock(record(), items=[JAR]))
    for block in ("all", "changed", "introduced"):
        (judged,) = found(checked(replace(inputs, block=block)), CAP)
        assert (judged.change, judged.status, judged.blocking) == ("introduced", "waived", False)
