"""Generates schemas, rules that are well typed by them, and manifests that may be anything.

A rule is generated with the type that is wanted at each place, so that the checker accepts it; a
manifest has fields that are absent, null, of the wrong type, or right.
"""

from __future__ import annotations

import json

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from msgspec import Struct


class Shape(Struct, frozen=True, dict=True):
    """A type of a schema: its name, and what is in a list or record."""

    name: str
    item: Shape | None = None
    fields: tuple[tuple[str, Shape], ...] = ()


SCALARS = [Shape(name) for name in ("text", "stage", "number", "boolean", "date")]
STAGES = ["idea", "pilot", "scale"]
DATES = ["2026-01-31", "2026-02-28", "2026-11-23"]
TEXTS = ["", " ", "a", "b", "idea", "2026-01-31", "12"]
NUMBERS = ["0", "1", "2.5", "20%", "1_000", "3M"]

Names = dict[str, Shape]


@st.composite
def records(draw: DrawFn, depth: int = 0) -> Shape:
    """Draws a record of a few fields."""
    inner = st.sampled_from(SCALARS)
    if depth < 2:
        inner |= records(depth + 1) | records(2).map(lambda item: Shape("list", item))
        inner |= st.sampled_from(SCALARS).map(lambda item: Shape("list", item))
    shapes = draw(st.lists(inner, min_size=2, max_size=4))
    return Shape("record", None, tuple((f"f{at}", shape) for at, shape in enumerate(shapes)))


def json_schema(shape: Shape) -> dict[str, object]:
    """Gives a shape as JSON Schema."""
    match shape.name:
        case "text":
            return {"type": "string"}
        case "stage":
            return {"type": "string", "enum": STAGES, "x-remit-ordered": True}
        case "date":
            return {"type": "string", "format": "date"}
        case "list":
            assert shape.item is not None
            return {"type": "array", "items": json_schema(shape.item)}
        case "record":
            fields = {name: json_schema(inner) for name, inner in shape.fields}
            return {"type": "object", "properties": fields}
        case scalar:
            return {"type": scalar}


def schema_text(shape: Shape) -> str:
    """Gives a schema file of a shape; JSON is YAML."""
    draft = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps({"$schema": draft, "title": "Project", **json_schema(shape)})


@st.composite
def documents(draw: DrawFn, shape: Shape) -> object:
    """Draws a value of a shape; now and then null, or of another type."""
    odd = draw(st.integers(0, 11))
    if odd < 2:
        return draw(st.sampled_from([None, 7, "x", True, [], {}, ["a", None], {"f0": 1}]))
    match shape.name:
        case "text":
            return draw(st.sampled_from(TEXTS))
        case "stage":
            return draw(st.sampled_from(STAGES))
        case "number":
            return draw(st.sampled_from([0, 1, 2.5, -3, 10**6]))
        case "boolean":
            return draw(st.booleans())
        case "date":
            return draw(st.sampled_from([*DATES, "2026-02-30"]))
        case "list":
            assert shape.item is not None
            return draw(st.lists(documents(shape.item), max_size=3))
        case _:
            return draw(projects(shape))


@st.composite
def projects(draw: DrawFn, shape: Shape) -> dict[str, object]:
    """Draws a record of a shape; now and then a field is absent."""
    return {name: draw(documents(inner)) for name, inner in shape.fields if draw(st.integers(0, 5))}


# -- rules --------------------------------------------------------------------------------------


def paths(names: Names) -> list[tuple[str, Shape]]:
    """Gives every path that leads somewhere from the names in reach."""
    found: list[tuple[str, Shape]] = []
    waiting = list(names.items())
    while waiting:
        path, shape = waiting.pop()
        found.append((path, shape))
        waiting += [(f"{path}.{name}", inner) for name, inner in shape.fields]
    return found


@st.composite
def expressions(draw: DrawFn, wanted: str, names: Names, depth: int) -> str:
    """Draws an expression of a type."""
    choices = [path for path, shape in paths(names) if shape.name == wanted]
    options = ["literal", *(["path"] * 3 if choices else [])]
    if depth > 0:
        options += ["composed", "composed"]
        options += ["default"] if choices else []
    match draw(st.sampled_from(options)):
        case "path":
            return draw(st.sampled_from(choices))
        case "default":
            fallback = draw(expressions(wanted, names, 0))
            return f"({draw(st.sampled_from(choices))} default {fallback})"
        case "composed":
            return draw(composed(wanted, names, depth - 1))
        case _:
            return draw(literals(wanted))


def literals(wanted: str) -> st.SearchStrategy[str]:
    """Gives the literals of a type."""
    match wanted:
        case "number":
            return st.sampled_from(NUMBERS)
        case "boolean":
            return st.sampled_from(["true", "false"])
        case "date":
            return st.sampled_from([*DATES, "today"])
        case "stage":
            return st.sampled_from([f'"{stage}"' for stage in STAGES])
        case _:
            return st.sampled_from([f'"{text}"' for text in TEXTS])


@st.composite
def composed(draw: DrawFn, wanted: str, names: Names, depth: int) -> str:
    """Draws an expression of a type that is made of others."""
    match wanted:
        case "boolean":
            return draw(conditions(names, depth))
        case "number":
            return draw(numbers(names, depth))
        case "date":
            day = draw(expressions("date", names, depth))
            by = draw(st.sampled_from(["30 days", "6 weeks", "3 months", "2 quarters", "1 year"]))
            return f"({day} {draw(st.sampled_from('+-'))} {by})"
        case "text":
            text = draw(expressions("text", names, depth))
            return f"{draw(st.sampled_from(['lower', 'upper', 'trim', 'text']))}({text})"
        case _:
            return draw(literals(wanted))


@st.composite
def numbers(draw: DrawFn, names: Names, depth: int) -> str:
    """Draws a number that is computed."""
    lists = [(path, shape) for path, shape in paths(names) if shape.name == "list"]
    if lists and draw(st.booleans()):
        path, shape = draw(st.sampled_from(lists))
        name = f"x{len(names)}"
        assert shape.item is not None
        inner = {**names, name: shape.item}
        where = draw(expressions("boolean", inner, depth))
        if draw(st.booleans()):
            return f"count({name} in {path} where {where})"
        element = draw(expressions("number", inner, depth))
        return f"{draw(st.sampled_from(['sum', 'min', 'max']))}({element} for {name} in {path})"
    left, right = (
        draw(expressions("number", names, depth)),
        draw(expressions("number", names, depth)),
    )
    operator = draw(st.sampled_from("+-*/"))
    right = f"({right} + 1)" if operator == "/" else right
    return f"({left} {operator} {right})"


@st.composite
def conditions(draw: DrawFn, names: Names, depth: int) -> str:
    """Draws a condition."""
    match draw(st.sampled_from(["compare", "logic", "not", "presence", "some", "find"])):
        case "logic":
            a, b = (
                draw(expressions("boolean", names, depth)),
                draw(expressions("boolean", names, depth)),
            )
            return f"({a} {draw(st.sampled_from(['and', 'or', 'implies']))} {b})"
        case "not":
            return f"(not {draw(expressions('boolean', names, depth))})"
        case "presence":
            path, shape = draw(st.sampled_from(paths(names)))
            tests = ["is present", "is absent"]
            tests += ["is empty", "is not empty"] if shape.name in ("text", "list") else []
            return f"({path} {draw(st.sampled_from(tests))})"
        case "some" | "find" as form:
            lists = [(path, shape) for path, shape in paths(names) if shape.name == "list"]
            if lists:
                path, shape = draw(st.sampled_from(lists))
                name = f"x{len(names)}"
                assert shape.item is not None
                inner = draw(expressions("boolean", {**names, name: shape.item}, depth))
                if form == "find":
                    return f"((find {name} in {path} where {inner}) is present)"
                quantifier = draw(st.sampled_from(["some", "every", "no"]))
                return f"({quantifier} {name} in {path} satisfies {inner})"
    kind = draw(st.sampled_from(["number", "date", "text", "stage"]))
    names_of_kind = [path for path, shape in paths(names) if shape.name == kind]
    if kind == "stage" and not names_of_kind:
        kind = "number"
    operators = ["==", "!="] + (["<", "<=", ">", ">="] if kind != "text" else [])
    left = (
        draw(st.sampled_from(names_of_kind))
        if kind == "stage"
        else draw(expressions(kind, names, depth))
    )
    if left.startswith('"'):
        left = f"trim({left})"  # two texts that differ never compare, and the checker says so
    right = draw(expressions(kind, names, 0 if kind == "stage" else depth))
    return f"({left} {draw(st.sampled_from(operators))} {right})"


@st.composite
def rules(draw: DrawFn, shape: Shape) -> str:
    """Draws a policy of one rule about a project of a shape."""
    names: Names = {"project": shape}
    lines = ['policy p governs project "P."', 'rule r mandatory "R."']
    for at in range(draw(st.integers(0, 2))):
        lists = [(path, inner) for path, inner in paths(names) if inner.name == "list"]
        match draw(st.sampled_from(["for", "when", "let"])):
            case "for" if lists:
                path, inner = draw(st.sampled_from(lists))
                assert inner.item is not None
                names = {**names, f"e{at}": inner.item}
                where = draw(expressions("boolean", names, 1))
                lines.append(f"  for e{at} in {path} where {where}")
            case "let":
                value = draw(expressions("number", names, 1))
                names = {**names, f"n{at}": Shape("number")}
                lines.append(f"  let n{at} = {value}")
            case _:
                lines.append(f"  when {draw(expressions('boolean', names, 1))}")
    for _ in range(draw(st.integers(1, 2))):
        condition = draw(expressions("boolean", names, 3))
        told = draw(expressions("number", names, 1))
        lines.append(f'  require {condition} else "it is {{{told}}}"')
    return "\n".join(lines) + "\n"
