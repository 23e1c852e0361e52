"""Fields that a schema gives up: editors are told so wherever one is written or suggested."""

from __future__ import annotations

from datetime import date

from tests.editing.desks import marked
from tests.manifests.schemas import schema_of

from remit.manifest.types import KindType, Vocabulary
from remit.syntax.drafts import draft
from remit.text.source import Source
from remit.workbench.editing import completing, manifests
from remit.workbench.editing.colouring import coloured
from remit.workbench.editing.desk import Desk, laid_out
from remit.workbench.editing.hovering import hover
from remit.workspace.server.suggesting import items

SCHEMA = """\
type: object
$defs: {gone: {type: string, deprecated: true}}
properties:
  id: {type: string}
  old: {type: string, deprecated: true}
  older: {$ref: "#/$defs/gone"}
  kept: {type: string, deprecated: false}
  "odd one": {type: string, deprecated: true}
  parts: {type: array, items: {properties: {worn: {deprecated: true}, id: {type: string}}}}
if: {required: [id]}
then: {properties: {kept: {deprecated: true}}}
"""
RULE = """policy own governs item "Own."

rule r mandatory
  "R."
  for part in item.parts
  require item.old == item.older and item.kept == item.id and part.worn == part.id
    else "m"
"""
GONE = {"old", "older", "odd one"}


def desk(text: str) -> Desk:
    schema = schema_of(SCHEMA)
    known = Vocabulary({"item": KindType("item", "items", schema.type)}, {})
    return laid_out({"1.remit": draft(Source("1.remit", text))}, {"item": schema}, known)


def test_their_colour_says_so() -> None:
    found = coloured(desk(RULE), "1.remit", date(2026, 11, 23))
    fields = {RULE[e.span.start : e.span.end]: e.modifiers for e in found if e.type == "property"}
    assert {name for name, modifiers in fields.items() if "deprecated" in modifiers} == {
        "old",
        "older",
        "worn",
    }
    assert {"kept", "id", "parts"} <= set(fields)


def test_their_suggestions_and_notes_say_so() -> None:
    text, offset = marked(RULE.replace("item.old ==", "item.¦old =="))
    at_hand = desk(text)
    found = completing.complete(at_hand, "1.remit", offset)
    assert {each.label for each in found if each.deprecated} == GONE
    tags = {item.label: item.tags for item in items(Source("1.remit", text), found)}
    assert tags["old"] == [1]
    assert tags["kept"] is None
    shown = hover(at_hand, "1.remit", offset)
    assert shown is not None
    assert "deprecated, optional" in shown.markdown
    found = manifests.complete(Source("m", "id: x\n"), [schema_of(SCHEMA).type], len("id: x\n"))
    assert {each.label for each in found if each.deprecated} == GONE
