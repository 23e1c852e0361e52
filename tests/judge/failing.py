"""Generates rules by chance that fail of manifests that are as their schema wants them, with all
that an explanation may have to tell: messages, hints, places, names, defines and lists of lists."""

from __future__ import annotations

from random import Random
from typing import Any

import yaml
from tests.judge.both import Case
from tests.judge.evaluating import manifest, schema, vocabulary_of
from tests.judge.wording import Draw, Names, Shape, bound, condition, expression, lists, paths
from tests.judge.worlds import TABLES, accepted, document, record, schema_text

from remit.evaluation.world import Subject

DEFINES = """define at_least(n, m) = n >= m and n > limit
define either(c, d) = not (c and d) implies (d or c)
define said(t) = t default "none"
define every_is(xs, t) = every each in xs satisfies each == t
define less = limit - 1
define some_less(xs) = some each in xs satisfies each < less
"""
SCALARS = ("text", "number", "boolean", "date", "stage", "side")


def case(seed: int, steps: int = 1_000_000) -> Case | None:
    """Gives a case by chance; None for rules that the checker refuses."""
    draw = Draw(Random(seed))
    shape = record(draw)
    vocabulary = vocabulary_of(project=schema(schema_text(shape)).type)
    names: Names = {"project": shape}
    head = f'policy p governs project "P."\n{TABLES}{DEFINES}'
    head += f"define is_open = {condition(draw, names, 1)}\n"
    rules = [_rule(draw, names, f"r{at}") for at in range(8)]
    text = accepted(head, rules, vocabulary)
    if text is None:
        return None
    found = _document(draw, shape, draw.one(0, 0, 8, 30))
    written = yaml.safe_dump(found, default_flow_style=draw.one(None, None, None, False), width=400)
    own = manifest(written, schema_text(shape), "a.yaml", quickly=True)
    return Case(text, vocabulary, Subject(own), steps=steps)


def _document(draw: Draw, shape: Shape, lacking: int) -> Any:
    """Draws a value as its schema wants it; one of so many fields that need not be there isn't."""
    match shape.name:
        case "record":
            return {
                name: _document(draw, inner, lacking)
                for name, inner in shape.fields
                if not lacking or name in shape.required or draw.often(lacking)
            }
        case "list":
            assert shape.item is not None
            many = draw.one(0, 1, 2, 2, 3, 3, 7)
            return [_document(draw, shape.item, lacking) for _ in range(many)]
        case "any":
            return draw.one("a", 7, True, [], ["a", None], {"f0": 1}, {"a": {"b": "c"}})
        case _:
            return document(draw, shape, 0)


def _rule(draw: Draw, names: Names, name: str) -> str:
    lines = [f'rule {name} mandatory "R."']
    for _ in range(draw.one(0, 1, 1, 2, 3)):
        match draw.one("for", "for", "let", "let", "when", "require"):
            case "for":
                found = _bound(draw, names)
                if found is not None:
                    word, items, names = found
                    where = condition(draw, names, 1)
                    lines.append(f"  for {word} in {items}{draw.one('', '', f' where {where}')}")
            case "let":
                line, names = _let(draw, names)
                lines.append(line)
            case "when":
                lines.append(f"  when not {condition(draw, names, 1)}")
            case _:
                lines.append(_require(draw, names))
    return "\n".join([*lines, _require(draw, names)])


def _bound(draw: Draw, names: Names) -> tuple[str, str, Names] | None:
    found = bound(draw, names)
    if found is None:
        return None
    word, items, inner = found
    other = draw.name("y")
    own: Names = {**names, other: inner[word]}
    where = condition(draw, own, 1)
    forms = [items, items, items, f"[{other} for {other} in {items} where {where}]"]
    forms.append(f"[{other} for {other} in {items}]")
    key = [path for path, shape in paths({other: inner[word]}) if shape.name in ("number", "date")]
    if key:
        forms.append(f"sort({other} in {items} by {draw.one(*key)}{draw.one('', ' descending')})")
    kind = draw.one(*SCALARS)
    known = [path for path, shape in paths(names) if shape.name == kind]
    if known and draw.often(2):
        few = ", ".join(draw.one(*known) for _ in range(2))
        return word, f"[{few}]", {**names, word: Shape(kind)}
    return word, draw.one(*forms), inner


def _let(draw: Draw, names: Names) -> tuple[str, Names]:
    word = draw.name("n")
    found = _bound(draw, names)
    records = lists(names, "record")
    if found is not None and draw.often(3):
        item, items, inner = found
        return f"  let {word} = {items}", {**names, word: Shape("list", inner[item])}
    if records and draw.often(2):
        path, shape = draw.one(*records)
        item = draw.name("z")
        where = condition(draw, {**names, item: shape}, 1)
        made = draw.one(f"find {item} in {path} where {where}", f"first({path})", f"last({path})")
        return f"  let {word} = {made}", {**names, word: shape}
    kind = draw.one("number", "date", "text", "boolean")
    return f"  let {word} = {expression(draw, kind, names, 2)}", {**names, word: Shape(kind)}


def _require(draw: Draw, names: Names) -> str:
    line = f"  require {_condition(draw, names)}"
    line += f" else {_message(draw, names)}"
    if not draw.often(3):
        line += f" at {draw.one(*paths(names))[0]}"
    if not draw.often(3):
        line += f" hint {_message(draw, names)}"
    return line


def _condition(draw: Draw, names: Names) -> str:
    one, two = (condition(draw, names, 2) for _ in range(2))
    number, text = (expression(draw, kind, names, 1) for kind in ("number", "text"))
    forms = [one, one, f"not {one}", f"({one} and {two})", f"({one} or {two})"]
    forms += [f"({one} implies {two})", f"either({one}, {two})", f"at_least({number}, less)"]
    forms += [f"said({text}) == {text}", f"(is_open and {one})", "is_open"]
    found = bound(draw, names)
    if found is not None:
        word, items, inner = found
        each, other = (condition(draw, inner, 1) for _ in range(2))
        kind = draw.one("every", "no", "some")
        forms += [f"({kind} {word} in {items} satisfies ({each} and {other}))"] * 2
        forms += [f"(not {kind} {word} in {items} satisfies ({each} implies {other}))"]
    for path, shape in lists(names, "text"):
        forms += (
            [f"every_is({path}, {text})", f"every_is([{text}], first({path}))"] if shape else []
        )
    for path, _ in lists(names, "number"):
        forms += [f"some_less({path})"]
    return str(draw.one(*forms))


def _message(draw: Draw, names: Names) -> str:
    parts = [draw.one("it is ", "no", "{{}}")]
    for _ in range(draw.one(0, 1, 2)):
        kind = draw.one("number", "text", "date", "boolean", "days", "months", "path")
        path = draw.one(*paths(names))[0]
        told = path if kind == "path" else expression(draw, kind, names, 1)
        parts.append(f"{{{told}}}")
    return '"' + " ".join(parts).replace('"', '\\"') + '"' if '"' not in "".join(parts) else '"no"'
