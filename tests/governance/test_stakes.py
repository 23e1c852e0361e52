"""Stakes: the money of the manifests that were checked, what it adds up to, and what stands in its
way."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.change.repository import Repository, started
from tests.reports.review import REVIEW

from remit.cli.main import main
from remit.governance.report import Stake
from remit.governance.stakes import Total, exposures, totals
from remit.text.numbers import Number, grouped

FILES = {
    "remit.yaml": """\
kinds:
  item: {plural: shelf, schema: item.yaml, files: ["items/*.yaml"], identity: id}
  box: {plural: boxes, schema: box.yaml, files: ["boxes/*.yaml"], identity: id}
policies: [rules.remit]
""",
    "item.yaml": """\
type: object
properties:
  id: {type: string}
  price: {type: number}
  worth:
    type: object
    properties:
      sum: {type: number, x-remit-amount: true}
      in: {type: string, x-remit-currency: true}
""",
    "box.yaml": "{type: object, properties: {id: {type: string}}}\n",
    "rules.remit": """\
policy prices governs item
  "Prices."
rule cap mandatory
  "Within the cap."
  require item.price <= 50
    else "{item.id} costs {item.price}"
""",
    "boxes/lamp.yaml": "id: lamp\n",
    "items/lamp.yaml": "id: lamp\nprice: 90\nworth: {sum: 1200.50, in: EUR}\n",
    "items/oven.yaml": "id: oven\nprice: 10\nworth: {sum: 7}\n",
    "items/sofa.yaml": "id: sofa\nprice: 10\n",
    "items/vase.yaml": "id: vase\nprice: 10\nworth: {sum: much, in: [EUR]}\n",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    found = started(tmp_path / "here", FILES)
    monkeypatch.chdir(found.folder)
    return found


def stakes(capfd: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    main(["check", "--as-of", "2026-11-23", "--format", "json", *words])
    found: list[dict[str, Any]] = json.loads(capfd.readouterr().out)["stakes"]
    return found


def test_the_report_has_the_money_where_schemas_mark_it(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    path = {"kind": "item", "path": "worth.sum"}
    assert stakes(capfd) == [
        {**path, "manifest": "item/lamp", "amount": 1200.5, "currency": "EUR"},
        {**path, "manifest": "oven", "amount": 7, "currency": None},
        {**path, "manifest": "sofa", "amount": None, "currency": None},
        {**path, "manifest": "vase", "amount": None, "currency": None},
    ]
    assert [each["manifest"] for each in stakes(capfd, "items/oven.yaml")] == ["oven"]


def test_what_a_change_takes_away_is_marked(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    (here.folder / "items" / "lamp.yaml").unlink()
    found = {each["manifest"]: each.get("deleted") for each in stakes(capfd, "--base", "HEAD")}
    assert found == {"item/lamp": True, "oven": None, "sofa": None, "vase": None}


def stake(amount: Number | None, currency: str | None) -> Stake:
    return Stake("item", "x", "worth", amount, currency)


def test_each_currency_is_added_up_exactly_and_the_silent_are_left_out() -> None:
    found = [stake(Fraction(1, 10), "USD"), stake(3, "EUR"), stake(Fraction(2, 10), "USD")]
    found += [stake(None, "EUR"), stake(5, None), stake(4, "EUR")]
    assert totals(found) == [
        Total("EUR", 7, 2),
        Total("USD", Fraction(3, 10), 2),
        Total(None, 5, 1),
    ]
    assert totals([]) == []


def test_the_gravest_finding_says_how_a_manifest_stands() -> None:
    assert exposures(REVIEW) == {
        ("project", "cafe-till"): "blocked",
        ("project", "self-checkout"): "blocked",
    }


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1 000"),
        (-12345678, "-12 345 678"),
        (-100, "-100"),
        (Fraction(12345005, 10), "1 234 500.5"),
        (Fraction(10000, 3), "3 333.33"),
        (Fraction(1, 8), "0.125"),
    ],
)
def test_amounts_are_written_for_people(number: Number, text: str) -> None:
    assert grouped(number) == text
