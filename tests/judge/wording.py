"""Generates the conditions and expressions of whole worlds by chance (see `worlds.py`)."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from msgspec import Struct, field

STAGES = ["idea", "pilot", "scale"]
SIDES = ["digital", "conventional", "both"]
TEXTS = ["", " ", "a", "b", "A", "idea", "digital", "2026-01-31", "12", "v1.2", "./a", "a.yaml"]
DATES = ["2026-01-31", "2026-02-28", "2024-02-29", "2026-11-23"]
TIMES = ["2026-01-31T10:00:00Z", "2026-01-31T11:00:00+01:00", "2026-11-23T00:00:00.5-02:00"]
NUMBERS = ["0", "1", "2", "2.5", "20%", "1_000", "0.333"]
DAYS = ["30 days", "6 weeks", "0 days"]
MONTHS = ["3 months", "1 year"]
SCALARS = ["text", "stage", "side", "number", "boolean", "date", "time"]

Names = dict[str, "Shape"]


class Shape(Struct, frozen=True, dict=True):
    """A type of a schema: its name, what is in a list, map or record, and which fields are
    required or have a default."""

    name: str
    item: Shape | None = None
    fields: tuple[tuple[str, Shape], ...] = ()
    required: frozenset[str] = frozenset()
    default: Any = None


class Draw(Struct, dict=True):
    """A source of chance, and the names that have been given."""

    chance: Random
    count: int = 0
    defines: list[str] = field(default_factory=list)

    def name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def one(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def often(self, times: int) -> bool:
        return self.chance.randrange(times) > 0


# -- expressions --------------------------------------------------------------------------------


def paths(names: Names) -> list[tuple[str, Shape]]:
    """Gives every path that leads somewhere from the names in reach."""
    found: list[tuple[str, Shape]] = []
    waiting = list(names.items())
    while waiting:
        path, shape = waiting.pop()
        found.append((path, shape))
        waiting += [(f"{path}.{name}", inner) for name, inner in shape.fields]
        if shape.name == "map" and shape.item is not None:
            waiting.append((f'{path}["a"]', shape.item))
        if shape.name == "list" and shape.item is not None and path.count("[") < 2:
            waiting.append((f"{path}[0]", shape.item))
    return found


def expression(draw: Draw, wanted: str, names: Names, depth: int) -> str:
    """Draws an expression of a type."""
    choices = [path for path, shape in paths(names) if shape.name == wanted]
    options = ["literal"] + ["path"] * (4 if choices else 0)
    options += ["composed"] * 3 if depth > 0 else []
    options += ["default"] * (2 if choices and depth > 0 else 0)
    match draw.one(*options):
        case "path":
            return str(draw.one(*choices))
        case "default":
            return f"({draw.one(*choices)} default {expression(draw, wanted, names, 0)})"
        case "composed":
            return _composed(draw, wanted, names, depth - 1)
    return _literal(draw, wanted)


def _literal(draw: Draw, wanted: str) -> str:
    match wanted:
        case "number":
            return str(draw.one(*NUMBERS, "limit"))
        case "boolean":
            return str(draw.one("true", "false"))
        case "date":
            return str(draw.one(*DATES, "today"))
        case "days":
            return str(draw.one(*DAYS, "grace"))
        case "months":
            return str(draw.one(*MONTHS))
        case "stage":
            return f'"{draw.one(*STAGES)}"'
        case "side":
            return f'"{draw.one(*SIDES)}"'
        case "time":
            return "(first([]) default today)"
        case _:
            return f'"{draw.one(*TEXTS)}"'


def lists(names: Names, *kinds: str) -> list[tuple[str, Shape]]:
    """Gives the paths of lists of one of these shapes, and the shapes of their elements."""
    found = [(p, s.item) for p, s in paths(names) if s.name == "list" and s.item is not None]
    return [(p, item) for p, item in found if not kinds or item.name in kinds]


def _source(draw: Draw, names: Names, *kinds: str) -> tuple[str, Shape] | None:
    """Draws a list, and the shape of its elements."""
    known = lists(names, *kinds)
    if not known:
        return None
    path, item = draw.one(*known)
    return draw.one(path, path, path, f"({path} default [])"), item


def _composed(draw: Draw, wanted: str, names: Names, depth: int) -> str:
    match wanted:
        case "boolean":
            return condition(draw, names, depth)
        case "number":
            return _number(draw, names, depth)
        case "date":
            day = expression(draw, "date", names, depth)
            by = draw.one(*DAYS, *MONTHS, "grace")
            return f"({day} {draw.one('+', '-')} {by})"
        case "days":
            first, second = (expression(draw, "date", names, depth) for _ in range(2))
            return str(draw.one(f"({first} - {second})", f"(grace * {draw.one('2', '0.5')})"))
        case "text":
            return _text(draw, names, depth)
    return _aggregate(draw, wanted, names, depth) or expression(draw, wanted, names, 0)


def _text(draw: Draw, names: Names, depth: int) -> str:
    one, two = (expression(draw, "text", names, depth) for _ in range(2))
    source = _source(draw, names, "text")
    records = [name for name in names if names[name].name == "record"]
    options = [f"path_of({draw.one(*records)})"] if records else []
    options += [
        f"{draw.one('lower', 'upper', 'trim', 'text')}({one})",
        f"without_start({one}, {two})",
        f'replace({one}, "a", {two})',
        f"text({expression(draw, 'date', names, 0)})",
        f"quarter({expression(draw, 'date', names, 0)})",
    ]
    if source is not None:
        options += [f'join({source[0]}, ", ")', f"(first({source[0]}) default {one})"]
    return str(draw.one(*options))


def bound(draw: Draw, names: Names, *kinds: str) -> tuple[str, str, Names] | None:
    """Draws a name bound to the elements of a list."""
    source = _source(draw, names, *kinds)
    if source is None:
        return None
    word = draw.name("x")
    return word, source[0], {**names, word: source[1]}


def _number(draw: Draw, names: Names, depth: int) -> str:
    found = bound(draw, names)
    if found is not None and draw.often(3):
        word, items, inner = found
        where = condition(draw, inner, depth)
        element = expression(draw, "number", inner, depth)
        return str(
            draw.one(
                f"count({word} in {items} where {where})",
                f"count({items})",
                f"sum({element} for {word} in {items})",
                f"sum({element} for {word} in {items} where {where})",
                f"(max({element} for {word} in {items}) default 0)",
                f"length({items})",
            )
        )
    left, right = (expression(draw, "number", names, depth) for _ in range(2))
    options = [f"({left} {draw.one('+', '-', '*', '/')} {right})", f"abs({left})"]
    options += [f"round({left} / 3, 2)", f"(-{left})"]
    options += [f"days({expression(draw, 'days', names, 0)})"]
    options += [f"{draw.one('year', 'month')}({expression(draw, 'date', names, 0)})"]
    stages = [path for path, shape in paths(names) if shape.name == "stage"]
    if stages:
        options += [f"rank({draw.one(*stages)})", f"caps[{draw.one(*stages)}]"]
        options += [f"cap({draw.one(*stages)}, {left})"] * 2
    return str(draw.one(*options))


def _aggregate(draw: Draw, wanted: str, names: Names, depth: int) -> str | None:
    """Draws what a list gives of a type."""
    found = bound(draw, names)
    if found is None or wanted in ("days", "months"):
        return None
    word, items, inner = found
    element = expression(draw, wanted, inner, 0)
    where = condition(draw, inner, depth)
    if wanted in ("date", "stage"):
        function = draw.one("min", "max", "first", "last")
        return f"{function}({element} for {word} in {items} where {where})"
    return f"first([{element} for {word} in {items} where {where}])"


def condition(draw: Draw, names: Names, depth: int) -> str:
    """Draws a condition."""
    forms: list[Callable[[Draw, Names, int], str | None]] = [_compared, _present]
    if depth > 0:
        forms += [_joined, _quantified, _membership, _quantified, _found, _texts, _defined, _deep]
    depth = max(depth - 1, 0)
    return draw.one(*forms)(draw, names, depth) or _compared(draw, names, depth)


def _joined(draw: Draw, names: Names, depth: int) -> str:
    one, two = (condition(draw, names, depth) for _ in range(2))
    return str(draw.one(f"({one} {draw.one('and', 'or', 'implies')} {two})", f"(not {one})"))


def _present(draw: Draw, names: Names, depth: int) -> str:
    path, shape = draw.one(*paths(names))
    tests = ["is present", "is absent"]
    tests += ["is empty", "is not empty"] if shape.name in ("text", "list", "map") else []
    repeated = lists(names, "text", "number", "side")
    if repeated and not draw.often(4):
        return f"(duplicates({draw.one(*repeated)[0]}) {draw.one('is empty', 'is not empty')})"
    every = lists(names)
    if every and not draw.often(5):
        return f"({draw.one('first', 'last')}({draw.one(*every)[0]}) {draw.one(*tests[:2])})"
    return f"({path} {draw.one(*tests)})"


def _compared(draw: Draw, names: Names, depth: int) -> str:
    kind = draw.one("number", "date", "text", "stage", "side", "time", "days", "boolean", "any")
    known = [path for path, shape in paths(names) if shape.name == kind]
    if kind == "any":
        if not known:
            return _compared(draw, names, depth)
        other = draw.one('"a"', "1", *known, *known, expression(draw, "text", names, 0))
        path = draw.one(*known, f"{draw.one(*known)}.a", f'{draw.one(*known)}["a"]')
        return f"({path} {draw.one('==', '!=')} {other})"
    if kind in ("stage", "side", "time"):
        if not known:
            return _compared(draw, names, depth)
        left = draw.one(*known)
    else:
        left = expression(draw, kind, names, depth)
    operators = ["==", "!="]
    operators += ["<", "<=", ">", ">="] if kind not in ("text", "side", "boolean") else []
    right = draw.one(*known) if kind == "time" else expression(draw, kind, names, min(depth, 1))
    return f"({left} {draw.one(*operators)} {right})"


def _quantified(draw: Draw, names: Names, depth: int) -> str | None:
    found = bound(draw, names)
    if found is None:
        return None
    word, items, inner = found
    body = keyed(draw, word, inner, names, depth) if draw.often(2) else None
    body = body or condition(draw, inner, depth)
    return f"({draw.one('some', 'every', 'no')} {word} in {items} satisfies {body})"


def keyed(draw: Draw, word: str, inner: Names, names: Names, depth: int) -> str | None:
    """Draws a condition that asks for equality with what is known outside."""
    kind = draw.one("text", "side", "number", "date")
    own = [path for path, shape in paths({word: inner[word]}) if shape.name == kind]
    if not own:
        return None
    left, right = draw.one(*own), expression(draw, kind, names, min(depth, 1))
    equal = draw.one(f"{left} == {right}", f"{right} == {left}")
    rest = condition(draw, inner, depth)
    return str(
        draw.one(
            equal,
            f"{equal} and {rest}",
            f"{rest} and {equal}",
            f"({equal} implies {rest})",
            f"({left} != {right} or {rest})",
        )
    )


def _found(draw: Draw, names: Names, depth: int) -> str | None:
    found = bound(draw, names, "record")
    if found is None:
        return None
    word, items, inner = found
    body = keyed(draw, word, inner, names, depth) or condition(draw, inner, depth)
    tail = draw.one("is present", "is absent")
    kind = draw.one("number", "text", "date")
    own = [name for name, shape in inner[word].fields if shape.name == kind]
    if own and draw.often(2):
        right = expression(draw, kind, names, 0)
        return f"((find {word} in {items} where {body}).{draw.one(*own)} == {right})"
    return f"((find {word} in {items} where {body}) {tail})"


def _membership(draw: Draw, names: Names, depth: int) -> str | None:
    kind = draw.one("text", "number", "side", "date")
    source = _source(draw, names, kind)
    part = expression(draw, kind, names, min(depth, 1))
    found = bound(draw, names, "record")
    options = []
    if source is not None:
        whole = draw.one(source[0], f"distinct({source[0]})", f"({source[0]} default [])")
        options += [f"({part} {draw.one('in', 'not in')} {whole})", f"({whole} contains {part})"]
    if found is not None:
        word, items, inner = found
        own = [path for path, shape in paths({word: inner[word]}) if shape.name == kind]
        if own:
            made = f"[{draw.one(*own)} for {word} in {items}]"
            options.append(f"({part} {draw.one('in', 'not in')} {made})")
    path = [path for path, shape in paths(names) if shape.name == kind]
    if path:
        members = ", ".join(expression(draw, kind, names, 0) for _ in range(draw.one(1, 2, 9)))
        options.append(f"({draw.one(*path)} {draw.one('in', 'not in')} [{members}])")
    return str(draw.one(*options)) if options else None


def _texts(draw: Draw, names: Names, depth: int) -> str:
    one, two = (expression(draw, "text", names, depth) for _ in range(2))
    pattern = draw.one("[a-z]*", "v.+", "idea|a", "")
    return str(
        draw.one(
            f"({one} {draw.one('starts with', 'ends with', 'contains')} {two})",
            f'({one} matches "{pattern}")',
            f"file_exists({one})",
            f'(version({one}) {draw.one("<", "==", ">=")} version("1.2"))',
        )
    )


def _defined(draw: Draw, names: Names, depth: int) -> str:
    number = expression(draw, "number", names, depth)
    text = expression(draw, "text", names, depth)
    return str(
        draw.one(f"is_small({number})", f"is_said({text})", "is_open", f"(size({number}) > 1)")
    )


def _deep(draw: Draw, names: Names, depth: int) -> str | None:
    """Draws what looks into whole records, lists and maps."""
    whole = [path for path, shape in paths(names) if shape.name in ("record", "list")]
    maps = [path for path, shape in paths(names) if shape.name == "map"]
    found = bound(draw, names, "record")
    if not whole:
        return None
    one = draw.one(*whole)
    shape = dict(paths(names))[one]
    like = [path for path, other in paths(names) if other == shape]
    options = [f"({one} {draw.one('==', '!=')} {draw.one(*like)})"]
    if maps:
        options += [f'("a" in keys({draw.one(*maps)}))', f"(count(values({draw.one(*maps)})) > 1)"]
    if found is not None:
        word, items, inner = found
        key = expression(draw, draw.one("number", "date"), inner, 0)
        made = f"sort({word} in {items} by {key}{draw.one('', ' descending')})"
        options += [f"(first({made}) is present)", f"(count({made}) > 1)"]
        options += [f"(some q in pairs({items}) satisfies q.before == q.after)"]
    return str(draw.one(*options))
