"""A small policy repository, in which the tests of `remit test` run it."""

from __future__ import annotations

from collections.abc import Callable

SCHEMA = """
type: object
required: [id]
additionalProperties: false
properties:
  id: {type: string}
  price: {type: number}
  due: {type: string, format: date}
  owner: {type: string}
  proof: {type: string}
  parts:
    type: array
    items: {type: object, properties: {id: {type: string}, weight: {type: number}}}
"""
FILES = {
    "remit.yaml": """
kinds:
  item: {plural: shelf, schema: item.schema.yaml, files: ["items/*.yaml"], identity: id}
registers:
  people: {file: people.yaml, schema: people.schema.yaml}
policies: [rules]
""",
    "item.schema.yaml": SCHEMA,
    "people.schema.yaml": "{type: object, additionalProperties: {type: object}}",
    "people.yaml": "mara: {}\n",
    "items/lamp.yaml": "id: lamp\nprice: 10\ndue: 2026-12-01\nparts: [{id: a, weight: 1}]\n",
    "items/sofa.yaml": "id: sofa\nprice: 90\n",
    "rules/prices.remit": """
policy prices governs item
  "Prices."

param cap = 100

rule within-cap mandatory
  "Within the cap."
  when item.price is present
  require item.price <= cap
    else "{item.id} costs {item.price}"
    hint "Lower it."
""",
}
HEAD = "policy: prices.remit\ntoday: 2026-11-23\ngiven: ../items/lamp.yaml\ntests:\n"
TOO_DEAR = """
  - name: too dear
    set: {price: 101}
    expect: [{rule: within-cap, at: price, message: costs 101, hint: Lower}]
"""
FINE = "  - {name: fine, expect: []}\n"

Run = Callable[..., tuple[int, str]]


def rules(text: str) -> dict[str, str]:
    """Gives a rule file instead of the usual one."""
    return {"rules/prices.remit": f'policy prices governs item\n  "Prices."\n{text}\n'}
