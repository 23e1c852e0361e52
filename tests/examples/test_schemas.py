"""The schemas of the standard kinds: every field is explained, and each stage asks for its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.manifests.schemas import standard

from remit.manifest.reader import read
from remit.manifest.types import EnumType, ListType, MapType, Record, Type
from remit.manifest.validation import admit
from remit.text.source import Source

ROOT = Path(__file__).parents[2]
SHORT = (ROOT / "examples/digital-app/project.yaml").read_text("utf-8")


def records(type_: Type, path: str) -> Iterator[tuple[str, Record]]:
    while isinstance(type_, ListType | MapType):
        type_ = type_.item if isinstance(type_, ListType) else type_.value
    if isinstance(type_, Record):
        yield path, type_
        for name, field in type_.fields.items():
            yield from records(field.type, f"{path}.{name}")


def complaints(text: str, kind: str = "project") -> list[str]:
    reading = read(Source("project.yaml", text))
    assert not reading.diagnostics
    admission = admit(reading.documents[0], standard(kind))
    return sorted(".".join(str(key) for key in error.path) for error in admission.errors)


@pytest.mark.parametrize("kind", ["project", "system", "body", "people"])
def test_every_field_says_what_it_is(kind: str) -> None:
    unexplained = [
        f"{path}.{name}"
        for path, record in records(standard(kind).type, kind)
        for name, field in record.fields.items()
        if not (field.description or "").endswith(".")
    ]
    assert unexplained == []


@pytest.mark.parametrize("kind", ["project", "system", "body", "people"])
def test_unknown_keys_are_refused_throughout(kind: str) -> None:
    assert [path for path, record in records(standard(kind).type, kind) if record.other] == []


def test_stages_are_ordered() -> None:
    project = standard("project").type
    assert isinstance(project, Record)
    assert project.fields["stage"].type == EnumType(("idea", "pilot", "scale", "run"), ordered=True)


def test_a_short_digital_project_is_whole() -> None:
    assert complaints(SHORT) == []


def test_an_idea_needs_hardly_anything() -> None:
    assert (
        complaints("""
id: kiosk-games
name: Games at the kiosk
archetype: digital
purpose: grow
status: active
stage: idea
started_on: 2026-11-02
business_unit: stores
owners: {business: lin, technology: mara}
leads: [{person: ines, side: digital}]
funding: {currency: EUR, budget: 20000}
""")
        == []
    )


HYBRID = ["build_started_on", "commitments", "decision_body", "repositories", "risks", "services",
          "talent"]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "missing"),
    [
        ("archetype: digital", "archetype: hybrid", HYBRID),
        ("status: active", "status: paused", ["paused_on"]),
        ("status: active", "status: closed", ["closed_on"]),
        ("role: changed", "role: new", ["build_started_on"]),
        ("  - {id: shop-app, side: digital, lead: yara, until: 2027-03-31}", "  []", ["teams"]),
        ("  spent: 31000\n", "", ["funding.spent"]),
        (", released_on: 2026-10-14", "", ["funding.tranches.0.released_on"]),
        ("status: planned, owner: yara", "status: met", ["milestones.0.met_on"]),
    ],
)
def test_what_a_project_is_decides_what_it_must_say(
    before: str, after: str, missing: list[str]
) -> None:
    assert before in SHORT
    assert complaints(SHORT.replace(before, after, 1)) == missing


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ("2026-09-07\nbusiness", "2026-02-30\nbusiness", ["started_on"]),
        ("amount: 50000", "amount: -1", ["funding.tranches.0.amount"]),
        ("stage: pilot\n", "stage: beta\n", ["stage"]),
        ("currency: EUR", "currency: euro", ["funding.currency"]),
        ("id: loyalty-app", "id: loyalty app", ["id"]),
        ("gates: [M1]", "gate: M1", ["funding.tranches.1.gate"]),
    ],
)
def test_wrong_values_are_refused(before: str, after: str, wrong: list[str]) -> None:
    assert before in SHORT
    assert complaints(SHORT.replace(before, after, 1)) == wrong


@pytest.mark.parametrize(
    ("reserved", "wrong"),
    [
        ("{2026-Q4: 0.4}", []),
        ("{2026-Q5: 0.4}", ["capacity.0.reserved.2026-Q5"]),
        ("{2026-Q4: 1.2}", ["capacity.0.reserved.2026-Q4"]),
    ],
)
def test_capacity_is_a_share_for_each_quarter(reserved: str, wrong: list[str]) -> None:
    assert complaints(SHORT + f"capacity: [{{team: shop-app, reserved: {reserved}}}]\n") == wrong
