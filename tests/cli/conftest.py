"""A small workspace of its own kinds, and the command run in it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from remit.cli.main import main

FILES = {
    "remit.yaml": """\
kinds:
  item: {plural: shelf, schema: item.schema.yaml, files: ["items/*.yaml"], identity: id}
  box: {plural: boxes, schema: box.schema.yaml, files: ["boxes/*.yaml"], identity: id}
registers:
  people: {file: people.yaml, schema: people.schema.yaml}
policies: [rules]
""",
    "item.schema.yaml": """\
type: object
required: [id, price]
additionalProperties: false
properties:
  id: {type: string}
  price: {type: number, minimum: 0}
  owner: {type: string}
  due: {type: string, format: date}
  box: {type: string}
  parts:
    type: array
    items:
      type: object
      additionalProperties: false
      properties:
        id: {type: string}
        weight: {type: number}
""",
    "box.schema.yaml": """\
{type: object, required: [id], additionalProperties: false, properties: {id: {type: string}}}
""",
    "people.schema.yaml": """\
type: object
additionalProperties:
  type: object
  additionalProperties: false
  properties: {name: {type: string}}
""",
    "people.yaml": "mara: {name: Mara}\n",
    "rules/prices.remit": """\
policy prices governs item
  "Prices."

param cap = 100
  "The highest price."
param note = "dear"
param since = 2026-01-01
param grace = 10 days

rule within-cap mandatory
  "No item costs more than the cap."
  require item.price <= cap
    else "{item.id} costs {item.price}, which is {note}"
    hint "Sell it for {cap} or less."

rule light advisory
  "Parts are light."
  for part in item.parts default []
  require part.weight < 10
    else "part {part.id} weighs {part.weight}"

rule soon mandatory
  "Items are due later on."
  effective from 2027-01-01
  require item.due default 2027-06-01 > 2027-01-01
    else "due {item.due}"

rule gone absolute
  "It was demanded once."
  effective from 2020-01-01 until 2021-01-01
  require item.price < 0
    else "never"
""",
    "rules/shelf.remit": """\
policy whole governs item
  "The whole shelf."

rule total advisory
  "All items cost little."
  require sum(i.price for i in shelf) < 1000
    else "all cost {sum(i.price for i in shelf)}"

rule boxed mandatory
  "An item's box is there."
  when item.box is present
  require some b in boxes satisfies b.id == item.box
    else "there is no box {item.box}"

rule owned mandatory
  "An owner is known."
  when item.owner is present
  require people[item.owner] is present
    else "nobody knows {item.owner}"
""",
    "items/cup.yaml": "id: cup\nprice: 12.50\n",
    "items/jar.yaml": "id: jar\nprice: 30\nowner: mara\n",
}
"""The files of the workspace; tests change or add some."""


class Ran(Struct, frozen=True):
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """Gives the JSON report on standard output."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    def found(self) -> list[tuple[str, str | None]]:
        """Gives the rule and manifest of every finding of the JSON report."""
        return [(finding["rule"], finding["manifest"]) for finding in self.report["findings"]]


Run = Callable[..., Ran]


def write(folder: Path, **files: str) -> None:
    """Writes files, named with `__` for a slash and `_` for a dot."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Gives the workspace, which is the working directory, too."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


@pytest.fixture
def run(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Gives what runs `remit` with some words in the workspace."""

    def ran(*words: str) -> Ran:
        status = main(list(words))
        out, err = capfdbinary.readouterr()
        return Ran(status, out.decode("utf-8"), err.decode("utf-8"))

    return ran


@pytest.fixture
def check(run: Run) -> Run:
    """Gives what runs `remit check` on a fixed day, with a JSON report."""
    return lambda *words: run("check", "--as-of", "2026-11-23", "--format", "json", *words)
