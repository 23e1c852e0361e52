"""A small stock of items and boxes in memory, and checks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from msgspec.structs import replace

from remit.governance.inputs import File, Inputs, Revision, WaiverFiles
from remit.governance.report import Judged, Report
from remit.governance.setting import Kind, Setting
from remit.manifest.schema import Fetch
from remit.pipeline import check
from remit.text.source import Source

TODAY = date(2026, 11, 23)
SCHEMA = """\
type: object
properties:
  id: {type: string}
  code: {type: string}
  price: {type: number}
  owner: {type: string}
  parts:
    type: array
    items: {type: object, properties: {id: {type: string}, weight: {type: number}}}
"""
RULES = """\
policy prices governs item
  "Prices."

rule within-cap mandatory
  "No item costs more than 100."
  require item.price <= 100
    else "{item.id} costs {item.price}"

rule light mandatory
  "Parts are light."
  for part in item.parts default []
  require part.weight < 10
    else "part {part.id} weighs {part.weight}"
    at item.id

rule kind advisory
  "Items have an owner."
  require item.owner is present
    else "nobody owns {item.id}"

rule sane absolute
  "Nothing costs less than nothing."
  require item.price >= 0
    else "{item.id} costs {item.price}"

rule later mandatory
  "Items will be cheap."
  effective from 2027-01-01
  require item.price < 200
    else "{item.id} is dear"

rule over mandatory
  "Items were cheap."
  effective from 2020-01-01 until 2026-01-01
  require item.price < 1
    else "{item.id} was dear"

rule steady mandatory
  "Prices stay."
  require item.price == baseline.price
    else "{item.id} is repriced"

rule total mandatory
  "All items cost little."
  require sum(i.price for i in shelf) < 400
    else "all cost {sum(i.price for i in shelf)}"
"""
BOXES = """\
policy boxes governs box
  "Boxes."

rule sealed mandatory
  "Boxes are cheap."
  require box.price < 100
    else "the box {box.id} is dear"
"""
CUP = "id: cup\nprice: 150\nowner: mara\n"
JAR = "id: jar\nprice: 30\nowner: mara\n"


def record(**fields: str | None) -> str:
    """Gives a waiver file with one record; a field that is None is left out."""
    filled: dict[str, str | None] = {
        "id": "W-1",
        "rule": "prices/within-cap",
        "manifest": "cup",
        "reason": "The supplier is late",
        "requested_by": "mara",
        "approved_by": "lin",
        "approved_on": "2026-10-01",
        "expires": "2027-01-31",
    } | fields
    lines = [f"{name}: {text}" for name, text in filled.items() if text is not None]
    return "waivers:\n  - " + "\n    ".join(lines) + "\n"


def several(*records: str) -> str:
    """Gives one waiver file with the records of several."""
    return "waivers:\n" + "".join(text.removeprefix("waivers:\n") for text in records)


def file(name: str, text: str) -> File:
    return File(name, name, lambda: text.encode())


def stock(
    waivers: str | None = None,
    *,
    items: Iterable[str] = (CUP, JAR),
    boxes: Iterable[str] = (),
    rules: Iterable[str] = (RULES, BOXES),
    today: date = TODAY,
    identity: str = "id",
    days: int = 180,
) -> Inputs:
    """Gives the inputs of a check of some items and boxes."""
    found = {
        "item": tuple(file(f"items/{n}.yaml", text) for n, text in enumerate(items)),
        "box": tuple(file(f"boxes/{n}.yaml", text) for n, text in enumerate(boxes)),
    }
    return Inputs(
        setting=_setting(identity),
        rules=[file(f"rules/{n}.remit", text) for n, text in enumerate(rules)],
        schemas={kind: (f"{kind}.schema.yaml", _fetch) for kind in found},
        found=found,
        checked=found,
        today=today,
        waivers=_files(waivers, days),
    )


def based(head: Inputs, base: Inputs) -> Inputs:
    """Gives the check of a change, all of whose files it has touched."""
    paths = {file.path for files in head.found.values() for file in files}
    revision = Revision(
        ref="main",
        commit="c0ffee",
        setting=base.setting,
        found=base.found,
        checked=base.checked,
        file_exists=base.file_exists,
        changed=frozenset(paths),
        waivers=base.waivers,
    )
    return replace(head, base=revision, block="all")


def only(inputs: Inputs, kind: str, *positions: int) -> Inputs:
    """Gives the same check of some files of one kind only."""
    chosen: Mapping[str, tuple[File, ...]] = {
        kind: tuple(inputs.found[kind][at] for at in positions)
    }
    return replace(inputs, checked=chosen)


def checked(inputs: Inputs) -> Report:
    """Gives the report of a check that could be done."""
    report = check(inputs)
    assert not report.refused, [said.message for said in report.diagnostics]
    return report


def found(report: Report, rule: str) -> list[Judged]:
    """Gives what a rule has found."""
    return [judged for judged in report.findings if judged.finding.rule == rule]


def statuses(report: Report, rule: str) -> list[str]:
    """Gives how the findings of a rule stand."""
    return [judged.status for judged in found(report, rule)]


def notices(report: Report) -> list[tuple[str, str]]:
    """Gives what is said of waivers: the rule and the message."""
    return [
        (judged.finding.rule, judged.finding.message)
        for judged in report.findings
        if judged.finding.kind == "waiver"
    ]


def _setting(identity: str) -> Setting:
    kinds = {
        "item": Kind("item", "shelf", "item.schema.yaml", ("items/*.yaml",), (identity,)),
        "box": Kind("box", "boxes", "box.schema.yaml", ("boxes/*.yaml",), (identity,)),
    }
    return Setting(kinds, {})


def _files(text: str | None, days: int) -> WaiverFiles:
    return WaiverFiles((file("waivers.yaml", text),) if text is not None else (), days)


def _schema() -> Callable[[str], Source]:
    return lambda path: Source(path, SCHEMA)


_fetch: Fetch = _schema()
