"""A small policy repository with tests and waivers, and `remit docs` run in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Struct

from remit.cli.main import main

FILES = {
    "remit.yaml": """\
kinds:
  item: {plural: shelf, schema: item.schema.yaml, files: ["items/*.yaml"], identity: id}
registers:
  people: {file: people.yaml, schema: people.schema.yaml}
policies: [rules]
params: {prices.cap: 90}
waivers: [waivers.yaml]
""",
    "item.schema.yaml": """\
type: object
required: [id]
additionalProperties: false
properties:
  id: {type: string, description: The short name.}
  price: {type: number, description: What it costs.}
  stage: {enum: [new, used, old], x-remit-ordered: true}
  owner: {type: string}
  due: {type: string, format: date}
  parts:
    type: array
    description: What it is made of.
    items:
      type: object
      properties:
        id: {type: string}
        weight: {type: number, description: How heavy the part is.}
""",
    "people.schema.yaml": """\
type: object
additionalProperties: {type: object, properties: {name: {type: string}}}
""",
    "people.yaml": "mara: {name: Mara}\n",
    "items/lamp.yaml": """\
id: lamp
price: 10
stage: new
owner: mara
parts: [{id: a, weight: 1}]
""",
    "rules/prices.remit": """\
policy prices governs item
  "Things stay cheap."
  owner "price-office"

param cap = 100, then 80 from 2027-01-01
  "The highest price."

define is_dear(thing) = thing.price default 0 > cap
  "Whether a thing costs too much."

table most(stage) -> weight
  "The heaviest that a part may be."
  | "new"         -> 5
  | "used", "old" -> 9

rule within-cap mandatory
  "No item costs more than the cap."
  source "Decision 12 of the board"
  link "https://prices.example/12"
  tags ["money"]
  formerly "prices/cheap"
  effective from 2026-01-01
  require not is_dear(item)
    else "{item.id} costs {item.price}"
    hint "Sell it for {cap} or less."

rule light advisory
  "Parts are light."
  for part in item.parts default []
  require part.weight <= most(item.stage)
    else "part {part.id} weighs {part.weight}"

rule not-raised absolute
  "A price is never raised."
  owner "board"
  require item.price <= baseline.price
    else "it was {baseline.price}"
""",
    "rules/prices.test.yaml": """\
policy: prices.remit
today: 2026-11-23
given: ../items/lamp.yaml
tests:
  - name: a lamp keeps to it
    expect: []
  - name: too dear
    set: {price: 101}
    expect: [{rule: within-cap, at: price, message: costs 101}]
  - name: just cheap enough
    # the cap itself is allowed
    set:
      price: 100
    expect: []
  - name: a heavy part
    set: {"parts[id=a].weight": 6}
    expect: [{rule: light, at: "parts[id=a].weight"}]
  - name: a price is raised
    baseline: {set: {price: 9}}
    expect: [{rule: not-raised, at: price, message: it was 9}]
  - name: a price is lowered
    baseline: {set: {price: 11}}
    expect: []
""",
    "rules/stock.remit": """\
policy stock governs item
  "The shelf is in order."

use prices: is_dear

rule owned mandatory
  "Owners are known, and dear things have one."
  when item.owner is present or is_dear(item)
  require people[item.owner] is present
    else "nobody knows {item.owner}"

rule few advisory
  "The shelf holds few things."
  require count(shelf) < 3 and no i in shelf satisfies i.due < today
    else "{count(shelf)} things"
""",
    "waivers.yaml": """\
waivers:
  - id: W-1
    rule: prices/within-cap
    manifest: lamp
    at: price
    reason: It is an heirloom
    ticket: T-7
    requested_by: mara
    approved_by: lin
    approved_on: 2026-10-01
    expires: 2026-12-01
  - id: W-2
    rule: prices/cheap
    manifest: lamp
    reason: Not yet sold
    requested_by: mara
    approved_by: lin
    approved_on: 2026-06-01
    expires: 2026-11-01
  - id: W-3
    rule: stock/owned
    manifest: lamp
    reason: Nobody wanted it
    requested_by: lin
    approved_by: mara
    approved_on: 2026-11-01
    expires: 2027-03-01
""",
}
"""The files of the repository; tests change or add some."""


class Ran(Struct, frozen=True):
    """What a command came to."""

    status: int
    out: str
    err: str


Docs = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gives the repository, which is the working directory, too."""
    write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path) -> None:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def docs(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Docs:
    """Gives what runs `remit docs` on a fixed day."""

    def ran(*words: str) -> Ran:
        status = main(["docs", "--as-of", "2026-11-23", *words])
        out, err = capfdbinary.readouterr()
        return Ran(status, out.decode("utf-8"), err.decode("utf-8"))

    return ran
