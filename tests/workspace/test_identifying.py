"""Paths by which a configuration recognises manifests: told once where none can have them."""

from __future__ import annotations

import pytest
from tests.workspace.shop import Shop, shop

__all__ = ["shop"]

SCHEMA = """\
type: object
unevaluatedProperties: false
required: [id, price]
properties:
  id: {type: string}
  kind: {enum: [cup, jar]}
  price: {type: number}
  tags: {type: array, items: {type: string}}
  parts:
    type: array
    items: {type: object, properties: {id: {type: string}}, unevaluatedProperties: false}
  meta:
    type: object
    properties: {tags: {type: array}, name: {type: string}}
    unevaluatedProperties: false
  open: {type: object, properties: {name: {type: string}}}
  labels: {type: object, additionalProperties: {type: string}}
  any: {}
"""
CONFIGURATION = """\
kinds:
  item:
    plural: shelf
    schema: item.schema.yaml
    files: ["items/*.yaml"]
    {what}
policies: [rules]
"""
COUNTED = """\
policy counts governs item
  "Counts."

rule some-are-there mandatory
  "Some are there."
  require item.id == "a"
    else "no"
"""

FINE = [
    "id", "[kind, id]", "path", "meta.name", "tags[0]", "parts[0].id", "parts[id=a].id",
    "labels.any", "open.name", "open.other", "any", "any.deep[0]", "price",
]  # fmt: skip
WRONG = [
    ("nmae", "an item has no field `nmae`, by its schema", "its fields: "),
    ("idd", "an item has no field `idd`, by its schema", "did you mean `id`?"),
    ("[id, prce]", "an item has no field `prce`, by its schema", "did you mean `price`?"),
    ("[path, id]", "an item has no field `path`", "`identity: path`, not in a list"),
    ("meta.nme", "`meta` of an item has no field `nme`", "did you mean `name`?"),
    ("meta", "`meta` of an item is a record by its schema, and the identity", "`meta.name`"),
    ("tags", "`tags` of an item is a list of texts by its schema, and the identity", None),
    ("labels", "`labels` of an item is a map of texts", None),
    ("tags.x", "`tags` of an item is a list of texts by its schema, and has no `x`", "`[0]`"),
    ("parts[id=a].nam", "`parts[id=a]` of an item has no field `nam`", "its fields: `id`"),
    ("parts[idd=a].id", "`parts[idd=a]` of an item has no field `idd`", "did you mean `id`?"),
    ("id.x", "`id` of an item is text by its schema, and has no `x`", None),
    ("id[0]", "`id` of an item is text by its schema, and has no `[0]`", None),
    ("price[id=x]", "`price` of an item is a number by its schema, and has no `[id=x]`", None),
]
SELECT_FINE = ["{kind: cup}", "{kind: [cup, jar], price: 1}", "{any.x: 1}", "{open.x: 1}"]
SELECT_WRONG = [
    ("{knd: cup}", "an item has no field `knd`, by its schema", "did you mean `kind`?"),
    ("{kind: [cup, jra]}", "`kind` of an item is never `jra`, by its schema", "mean `jar`?"),
    ("{meta: x}", "`meta` of an item is a record by its schema, and what picks one item", "`meta."),
]


def configure(shop: Shop, what: str) -> None:
    shop.write("item.schema.yaml", SCHEMA)
    shop.write("remit.yaml", CONFIGURATION.replace("{what}", what))
    shop.write("rules/prices.remit", COUNTED)
    (shop.folder / "items/c.yaml").unlink(missing_ok=True)


@pytest.mark.parametrize(("what", "fine"), [("identity", FINE), ("select", SELECT_FINE)])
def test_what_a_manifest_may_have_is_taken(shop: Shop, what: str, fine: list[str]) -> None:
    for written in fine:
        configure(shop, f"{what}: {written}")
        said = str(shop.check())
        assert "[configuration]" not in said, written


@pytest.mark.parametrize(("what", "wrong"), [("identity", WRONG), ("select", SELECT_WRONG)])
def test_what_no_manifest_can_have_is_told_once(
    shop: Shop, what: str, wrong: list[tuple[str, str, str | None]]
) -> None:
    for written, message, help in wrong:
        configure(shop, f"{what}: {written}")
        status, said = shop.check()
        text = said[0][1]
        assert status == 2, written
        assert text.startswith("remit.yaml:6:"), written
        assert text.count("[configuration]") == text.count(message) == 1, (written, text)
        assert (f"help: {help}" in text or help in text) if help else "help:" not in text, text
        assert "1 error; nothing was checked" in text


def test_every_command_that_needs_rules_tells_it(shop: Shop) -> None:
    configure(shop, "identity: [idd, nmae]")
    for words in (
        ["lint"],
        ["explain", "counts/some-are-there"],
        ["docs"],
        ["check", "--no-cache"],
    ):
        status, said = shop.check(*words)
        assert status == 2, words
        assert "no field `idd`" in said[0][1], words
        assert "no field `nmae`" in said[0][1], words


def test_an_open_schema_and_one_that_is_broken_say_nothing_of_it(shop: Shop) -> None:
    configure(shop, "identity: nmae")
    shop.write("item.schema.yaml", SCHEMA.replace("unevaluatedProperties: false", "", 1))
    status, said = shop.check()
    assert status == 1
    assert "`nmae` is missing or empty" in said[0][1]
    shop.write("item.schema.yaml", "type: objekt\n")
    status, said = shop.check()
    assert status == 2
    assert "nmae" not in said[0][1]
