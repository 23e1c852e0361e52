"""Generates whole worlds by chance: schemas, rules with all that the language has, and manifests
that may be anything, with baselines, collections, a register, params and a budget of steps.

The rules are well typed but for a few, which the checker refuses; those are drawn anew.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace
from tests.judge.both import Case
from tests.judge.evaluating import manifest, parsed, schema, vocabulary_of
from tests.judge.wording import (
    DATES,
    SCALARS,
    SIDES,
    STAGES,
    TEXTS,
    TIMES,
    Draw,
    Names,
    Shape,
    bound,
    condition,
    expression,
    keyed,
)

from remit.evaluation.world import Collection, Manifest, Subject
from remit.manifest.types import Vocabulary
from remit.manifest.values import Unknown, Value
from remit.semantics.checker import check

ODD = [None, 7, "x", True, [], {}, ["a", None], {"f0": 1}, "2026-02-30", 10**40, 0.1]
DRAFT = "https://json-schema.org/draft/2020-12/schema"

# -- schemas ------------------------------------------------------------------------------------


def record(draw: Draw, depth: int = 0) -> Shape:
    """Draws a record: every shape of lists and maps may be in it."""
    fields = []
    for at in range(draw.chance.randint(3, 6) if depth == 0 else draw.chance.randint(1, 3)):
        fields.append((f"f{at}", _shape(draw, depth)))
    if depth < 2:
        fields.append(("id", Shape("text")))
        fields.append(("items", Shape("list", record(draw, depth + 1))))
    required = frozenset(name for name, _ in fields if not draw.often(4))
    return Shape("record", None, tuple(fields), required)


def _shape(draw: Draw, depth: int) -> Shape:
    scalar = Shape(draw.one(*SCALARS))
    match draw.one("scalar", "scalar", "filled", "list", "map", "any", "record", "lists"):
        case "filled":
            return replace(scalar, default=_written(draw, scalar))
        case "list":
            return Shape("list", scalar)
        case "lists" if depth < 2:
            return Shape("list", Shape("list", scalar))
        case "map":
            return Shape("map", scalar)
        case "any":
            return Shape("any")
        case "record" if depth < 2:
            return record(draw, depth + 1)
    return scalar


def json_schema(shape: Shape) -> dict[str, Any]:
    """Gives a shape as JSON Schema."""
    found: dict[str, Any]
    match shape.name:
        case "text":
            found = {"type": "string"}
        case "stage":
            found = {"type": "string", "enum": STAGES, "x-remit-ordered": True}
        case "side":
            found = {"type": "string", "enum": SIDES}
        case "date":
            found = {"type": "string", "format": "date"}
        case "time":
            found = {"type": "string", "format": "date-time"}
        case "list":
            assert shape.item is not None
            found = {"type": "array", "items": json_schema(shape.item)}
        case "map":
            assert shape.item is not None
            found = {"type": "object", "additionalProperties": json_schema(shape.item)}
        case "any":
            found = {}
        case "record":
            fields = {name: json_schema(inner) for name, inner in shape.fields}
            found = {"type": "object", "properties": fields}
            if shape.required:
                found["required"] = sorted(shape.required)
        case scalar:
            found = {"type": scalar}
    if shape.default is not None:
        found["default"] = shape.default
    return found


def schema_text(shape: Shape) -> str:
    """Gives a schema file of a shape; JSON is YAML."""
    return json.dumps({"$schema": DRAFT, "title": "Project", **json_schema(shape)})


# -- manifests ----------------------------------------------------------------------------------


def _written(draw: Draw, shape: Shape) -> Any:
    match shape.name:
        case "text":
            return draw.one(*TEXTS)
        case "stage":
            return draw.one(*STAGES)
        case "side":
            return draw.one(*SIDES)
        case "number":
            return draw.one(0, 1, 2, 2.5, -3, 10**6, 0.25)
        case "boolean":
            return draw.one(True, False)
        case "date":
            return draw.one(*DATES)
        case _:
            return draw.one(*TIMES)


def document(draw: Draw, shape: Shape, odd: int = 12) -> Any:
    """Draws a value of a shape; one of so many is null, or of another type: null only where that
    number is below zero."""
    if odd and not draw.often(abs(odd)):
        return draw.one(*ODD) if odd > 0 else None
    match shape.name:
        case "record":
            return {
                name: document(draw, inner, odd)
                for name, inner in shape.fields
                if draw.often(6) or (name in shape.required and draw.often(6))
            }
        case "list":
            assert shape.item is not None
            return [document(draw, shape.item, odd) for _ in range(draw.chance.randrange(4))]
        case "map":
            assert shape.item is not None
            return {key: document(draw, shape.item, odd) for key in "ab" if draw.often(3)}
        case "any":
            return draw.one(*ODD[1:], {"a": {"b": "c"}}, "a", 1, [1, 2], {"a": 1})
        case _:
            return _written(draw, shape)


# -- rules --------------------------------------------------------------------------------------

TABLES = """param limit = 2, then 3 from 2027-01-01 "L."
param grace = 30 days "G."
param caps = {"idea": 1, "pilot": 2.5} "C."
table cap(stage, amount) -> cap
  | "idea"  | < 2  -> 50
  | "pilot" | -    -> 250
  | -       | >= 2 -> 100
table size(amount) -> size take first
  | < 1 -> 1
  | -   -> 2
define is_small(n) = n < limit
define is_said(t) = t is present and trim(t) != ""
"""


def rule(draw: Draw, names: Names, name: str) -> str:
    """Draws a rule."""
    lines = [f'rule {name} mandatory "R."']
    if any(root == "baseline" for root in names):
        lines += draw.one(
            [], ["  on creation"], ["  on deletion"], ["  on creation", "  on deletion"]
        )
    for _ in range(draw.one(0, 1, 2, 3)):
        match draw.one("for", "for", "when", "let", "require"):
            case "for":
                found = bound(draw, names)
                if found is not None:
                    word, items, names = found
                    inner = keyed(draw, word, names, names, 1) or condition(draw, names, 1)
                    lines.append(f"  for {word} in {items}{draw.one('', f' where {inner}')}")
            case "let":
                kind, word = draw.one("number", "date", "text", "boolean"), draw.name("n")
                lines.append(f"  let {word} = {expression(draw, kind, names, 2)}")
                names = {**names, word: Shape(kind)}
            case "when":
                lines.append(f"  when {condition(draw, names, 1)}")
            case _:
                lines.append(f'  require {condition(draw, names, 2)} else "no"')
    for _ in range(draw.one(1, 1, 2)):
        told = expression(draw, "number", names, 1)
        lines.append(f'  require {condition(draw, names, 3)} else "it is {{{told}}}"')
    return "\n".join(lines)


class Around(Struct, frozen=True, dict=True):
    """The shapes of the kinds and of the register."""

    project: Shape
    system: Shape
    people: Shape


def policy(draw: Draw, around: Around) -> tuple[str, list[str]]:
    """Draws a policy: what comes first, and its rules, few that hold much or many short ones."""
    own: Names = {"project": around.project}
    reach: dict[str, Names] = {
        "own": own,
        "change": {**own, "baseline": around.project},
        "portfolio": {**own, "portfolio": Shape("list", around.project)},
        "once": {"portfolio": Shape("list", around.project)},
        "landscape": {**own, "systems": Shape("list", around.system)},
        "register": {**own, "people": around.people},
    }
    is_open = f"define is_open = {condition(draw, own, 1)}\n"
    head = f'policy p governs project "P."\n{TABLES}{is_open}'
    if draw.often(2):
        name = draw.one(*reach)
        return head, [short_rule(draw, reach[name], f"r{at}") for at in range(16)]
    chosen = draw.chance.sample(sorted(reach), draw.one(1, 2))
    return head, [rule(draw, reach[name], f"r{at}") for at, name in enumerate(chosen)]


def short_rule(draw: Draw, names: Names, name: str) -> str:
    """Draws a rule with little in it, which may well be satisfied."""
    head = f'rule {name} mandatory "R."\n'
    if "baseline" in names:
        head += "  on creation\n  on deletion\n"
    found = bound(draw, names)
    first, second = (condition(draw, names, draw.one(0, 1, 1, 2)) for _ in range(2))
    forms = [
        f"  require {first}",
        f"  require not {first}",
        f"  when {first}\n  require {second}",
        f"  let said = {first}\n  require not said",
        f"  let said = {first}\n  require said or {second}",
    ]
    if found is not None:
        word, items, names = found
        inner = keyed(draw, word, names, names, 1) or condition(draw, names, 1)
        forms.append(f"  for {word} in {items}\n  require {inner}")
        forms.append(
            f"  for {word} in {items} where {inner}\n  require {condition(draw, names, 1)}"
        )
    return head + draw.one(*forms) + ' else "no"'


def accepted(head: str, rules: list[str], vocabulary: Vocabulary) -> str | None:
    """Gives the text of a policy, without the rules that the checker refuses."""
    text = head + "\n".join(rules) + "\n"
    wrong = [d for d in check([parsed(text)], vocabulary)[1] if d.severity == "error"]
    lines = [d.place.line for d in wrong if d.place is not None]
    left = list[str]()
    at = head.count("\n") + 1
    for each in rules:
        end = at + each.count("\n")
        left += [] if any(at <= line <= end for line in lines) else [each]
        at = end + 1
    if len(left) == len(rules):
        return text if not wrong else None
    return accepted(head, left, vocabulary) if left else None


def _manifest(draw: Draw, shape: Shape, name: str, kind: str, odd: int) -> Manifest:
    found = document(draw, shape, odd) if draw.often(20) else draw.one(*ODD)
    text = json.dumps(found)
    if draw.often(2):
        text = yaml.safe_dump(found, default_flow_style=draw.one(None, False), width=400)
    return manifest(text, schema_text(shape), name, kind, quickly=True)


def case(seed: int) -> Case | None:
    """Gives a case by chance; None for a policy that the checker refuses."""
    draw = Draw(Random(seed))
    around = Around(record(draw), record(draw, 1), record(draw, 1))
    types = {
        "project": schema(schema_text(around.project)).type,
        "system": schema(schema_text(around.system)).type,
    }
    people = schema(schema_text(around.people)).type
    vocabulary = vocabulary_of(registers={"people": people}, **types)
    text = accepted(*policy(draw, around), vocabulary)
    if text is None:
        return None
    odd = draw.one(0, -5, -5, 40, 12)
    own = _manifest(draw, around.project, "a.yaml", "project", odd)
    before = _manifest(draw, around.project, "a.yaml", "project", odd)
    others = [
        _manifest(draw, around.project, f"b{n}.yaml", "project", draw.one(0, odd))
        for n in range(draw.one(0, 1, 3))
    ]
    systems = [
        _manifest(draw, around.system, f"s{n}.yaml", "system", draw.one(0, odd))
        for n in range(draw.one(0, 2, 5))
    ]
    register = _manifest(draw, around.people, "people.yaml", "people", odd).value
    lost = ("lost.yaml",) if not draw.often(12) else ()
    registers: dict[str, Value | Unknown | None] = {
        "people": draw.one(register, register, register, register, Unknown("it is lost"))
    }
    subject = draw.one(
        Subject(own),
        Subject(own, None, "new"),
        Subject(own, before, "kept"),
        Subject(own, before, "kept"),
        Subject(None, before, "deleted"),
        Subject(own, None, "unreadable"),
    )
    collections = {
        "portfolio": Collection((*others, *([own] if subject.manifest else [])), lost),
        "systems": Collection(tuple(systems)),
    }
    steps = draw.one(1_000_000, 1_000_000, draw.chance.randrange(1, 2000))
    return Case(text, vocabulary, subject, collections, registers, steps)
