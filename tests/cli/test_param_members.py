"""What is given for a param holds to the enums that the param meets, as the rule file has to."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Run, write

SCHEMA = """\
type: object
required: [id, colour]
additionalProperties: false
properties:
  id: {type: string}
  colour: {type: string, enum: [red, amber, green], x-remit-ordered: true}
"""
BASICS = """\
policy basics governs item
  "What others use."

param first = "red"
  "The first colour."

param loud = ["red", "amber"]
  "Colours that shout."

define shouts(x) = x.colour in loud
"""
COLOURS = """\
policy colours governs item
  "Colours."

use basics: shouts, first

param lowest = "red"
  "The lowest colour."

param weights = {"red": 1, "amber": 2, "green": 3}
  "How much a colour weighs."

param names = ["cup"]
  "Names that are known."

rule quiet mandatory
  "Nothing shouts."
  when shouts(item) or item.colour in [first, "green"]
  require item.colour >= lowest and weights[item.colour] > 0 or item.id in names
    else "{item.id} is {item.colour}"
"""


@pytest.fixture
def folder(folder: Path) -> Path:
    write(
        folder,
        item_schema_yaml=SCHEMA,
        items__cup_yaml="id: cup\ncolour: red\n",
        rules__basics_remit=BASICS,
        rules__colours_remit=COLOURS,
    )
    for name in ("rules/prices.remit", "rules/shelf.remit", "items/jar.yaml"):
        (folder / name).unlink()
    return folder


@pytest.mark.parametrize(
    ("param", "said"),
    [
        ('basics.loud=["red", "ambr"]', 'says "ambr", which is no value of `x.colour`'),
        ("basics.first=rad", 'says "rad", which is no value of `item.colour`'),
        ("colours.lowest=yellow", 'says "yellow", which is no value of `item.colour`'),
        ('colours.weights={"rd": 1}', 'has the key "rd", which is no value of `item.colour`'),
    ],
)
def test_a_value_that_there_is_not_is_refused(check: Run, param: str, said: str) -> None:
    ran = check("--param", param)
    assert ran.status == 2
    assert "error [no-such-member]" in ran.err
    assert f"`{param.partition('=')[0]}` {said}" in ran.err


@pytest.mark.parametrize(
    "param",
    [
        'basics.loud=["green"]',
        "basics.loud=[]",
        "colours.lowest=amber",
        'colours.weights={"red": 5}',
        'colours.names=["anything"]',
    ],
)
def test_a_value_that_there_is_is_taken(check: Run, param: str) -> None:
    assert check("--param", param).err == ""


def test_the_configuration_is_held_to_them_too(check: Run, folder: Path) -> None:
    text = (folder / "remit.yaml").read_text(encoding="utf-8")
    write(folder, remit_yaml=text + "params: {basics.loud: [rad]}\n")
    ran = check()
    assert ran.status == 2
    assert "remit.yaml:7:10: error [no-such-member]" in ran.err
    assert "did you mean `red`?" in ran.err


@pytest.mark.parametrize(
    ("param", "way"),
    [("days=3 months", "`30 days`, `6 weeks`"), ("months=30 days", "`3 months`, `2 quarters`")],
)
def test_a_duration_of_the_other_unit_is_told_what_to_write(
    check: Run, folder: Path, param: str, way: str
) -> None:
    spans = 'param days = 1 week\n  "Days."\n\nparam months = 1 year\n  "Months."\n'
    write(folder, rules__basics_remit=f"{BASICS}\n{spans}")
    ran = check("--param", f"basics.{param}")
    assert ran.status == 2
    help = next(line for line in ran.err.splitlines() if "help:" in line)
    assert way in help
    assert param.partition("=")[2] not in help


SHARES = """
param share = 20%, then 25% from 2027-01-01
  "A share."

param shares = {"red": 5%, "green": 10%}
  "Shares."

param mixed = {"red": 5%, "green": 10}
  "What is no percentage alone."
"""


@pytest.mark.parametrize(
    ("param", "said", "way"),
    [
        ("share=30", "`30` is 3000%", "`30%`, or `3000%` if that is meant"),
        ("share=1", "`1` is 100%", "`1%`, or `100%` if that is meant"),
        ("share=1.50", "`1.50` is 150%", "`1.5%`, or `150%` if that is meant"),
        ('shares={"red": 20%, "green": 7}', "`7` is 700%", "`7%`"),
    ],
)
def test_a_percentage_is_given_with_its_sign(
    check: Run, folder: Path, param: str, said: str, way: str
) -> None:
    write(folder, rules__basics_remit=BASICS + SHARES)
    ran = check("--param", f"basics.{param}")
    assert ran.status == 2
    assert "error [param-value]" in ran.err
    assert f"`basics.{param.partition('=')[0]}` is a percentage, and {said}" in ran.err
    assert f"help: write {way}" in ran.err


@pytest.mark.parametrize(
    "param",
    [
        "share=30%",
        "share=150%",
        "share=0.3",
        "share=0",
        'shares={"red": 0.5, "green": 120%}',
        "mixed={}",
        'mixed={"red": 3}',
    ],
)
def test_what_may_be_a_percentage_is_taken(check: Run, folder: Path, param: str) -> None:
    write(folder, rules__basics_remit=BASICS + SHARES)
    assert check("--param", f"basics.{param}").err == ""


def test_the_configuration_gives_percentages_with_their_sign(check: Run, folder: Path) -> None:
    text = (folder / "remit.yaml").read_text(encoding="utf-8")
    params = "params: {basics.share: 30%, basics.shares: {red: 5%, green: 40}}\n"
    write(folder, rules__basics_remit=BASICS + SHARES, remit_yaml=text + params)
    ran = check()
    assert ran.status == 2
    assert "`basics.shares` is a percentage, and `40` is 4000%" in ran.err


def test_what_is_no_literal_of_a_param_is_told_beside_what_the_policy_has(
    check: Run, folder: Path
) -> None:
    write(folder, rules__basics_remit=BASICS + 'param days = 14 days\n  "Days."\n')
    ran = check("--param", "basics.days=14")
    assert "`basics.days` is a duration in days; `14` is not" in ran.err
    assert "`30 days`, `6 weeks`; `basics` has `14 days`" in ran.err
    ran = check("--param", "basics.loud=" + "red " * 100)
    assert f"`basics.loud` is a list of texts; `{'red ' * 11}r...` is not" in ran.err
