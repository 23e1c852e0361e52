"""Where the manifests of a schema have their money, as the schema marks it."""

from __future__ import annotations

import pytest

from remit.manifest.schema import Money
from remit.manifest.schema_files import load
from remit.text.source import Source

CASES = {
    "{properties: {a: {type: number}}}": None,
    "{properties: {a: {type: number, x-remit-amount: false}}}": None,
    "{properties: {a: {type: number, x-remit-amount: true}}}": Money(("a",)),
    """
properties:
  name: {type: string}
  funding: {$ref: "#/$defs/funding"}
  parts: {type: array, items: {type: object, properties: {price: {type: number}}}}
$defs:
  funding:
    type: object
    properties:
      budget: {type: [integer, "null"], x-remit-amount: true}
      currency: {enum: [EUR, USD], type: string, x-remit-currency: true}
""": Money(("funding", "budget"), ("funding", "currency")),
    """
allOf: [{properties: {cost: {$ref: "#/$defs/money", x-remit-amount: true}}}]
properties: {price: {$ref: "#/$defs/money"}, up: {$ref: "#"}}
$defs: {money: {type: number}}
""": Money(("cost",)),
}


@pytest.mark.parametrize("text", CASES)
def test_money_is_where_the_schema_marks_it(text: str) -> None:
    schema, said = load("x.schema.yaml", lambda file: Source(file, text))
    assert schema is not None, said
    assert schema.money == CASES[text]
