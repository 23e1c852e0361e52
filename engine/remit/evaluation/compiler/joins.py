"""Joins: conditions on elements that ask for equality look their elements up in an index.

`x.id == wanted and rest` is false of every element but those whose id is the wanted one; so is what
`every x in xs satisfies x.id == wanted implies rest` demands of them. Where the list and the key
are known before the loop in which `wanted` changes, the index is written ahead of it.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from remit.evaluation.compiler import conditions, expressions, numbers
from remit.evaluation.compiler.code import LONG, Code, is_scalar, kind_of
from remit.evaluation.compiler.costs import Cost
from remit.evaluation.compiler.scope import Scope
from remit.manifest.types import ListType
from remit.syntax import tree


class Join(Struct, frozen=True, eq=False):
    """What elements are looked up by: the key of an element, what is wanted, and the rest of the
    condition. The index is known at a `level`."""

    name: str
    key: tree.Expression
    wanted: tree.Expression
    rest: tuple[tree.Expression, ...]
    level: int
    stable: bool


def join(
    name: str, items: Code, source: tree.Expression, condition: tree.Expression, scope: Scope
) -> Join | None:
    """Gives how the elements of a list are looked up for which a condition may be true."""
    parts = condition.parts if isinstance(condition, tree.And) else (condition,)
    stable = is_stable(source, scope)
    for at, part in enumerate(parts):
        if isinstance(part, tree.Compare) and part.operator == "==":
            rest = (*parts[:at], *parts[at + 1 :])
            for key, wanted in ((part.left, part.right), (part.right, part.left)):
                found = _found(name, items, key, wanted, scope)
                if found is not None:
                    return Join(name, key, wanted, rest, found, stable)
    return None


def universal(condition: tree.Expression) -> tuple[tree.Expression, tree.Expression] | None:
    """Gives the premise and the consequence of what is demanded of every element."""
    match condition:
        case tree.Implies(left, right):
            return left, right
        case tree.Or((tree.Compare("!=", left, right) as first, *others)):
            premise = tree.Compare("==", left, right, span=first.span)
            rest = others[0] if len(others) == 1 else tree.Or(tuple(others), span=condition.span)
            return premise, rest
        case _:
            return None


def is_stable(source: tree.Expression, scope: Scope) -> bool:
    """Says whether an expression gives the same list again, so that the interpreter keeps an index
    of it."""
    match source:
        case tree.Name(name):
            return name in scope.names or scope.define(name) is None
        case tree.Field(target) | tree.Index(target, tree.Text() | tree.Number()):
            return is_stable(target, scope)
        case tree.Default(value, tree.ListLiteral(())):
            return is_stable(value, scope)
        case _:
            return False


def _found(
    name: str, items: Code, key: tree.Expression, wanted: tree.Expression, scope: Scope
) -> int | None:
    """Gives the level of an index by a key, where that serves what is wanted."""
    writer = scope.writer
    inner = scope.binding(name, element(items, "x", items.level, 0))
    if name not in inner.free(key) or name in inner.free(wanted):
        return None
    level = max(items.level, inner.level(key))
    if level >= scope.level(wanted):
        return None
    with writer.aside():
        # nothing of the element may be written ahead of its loop, which isn't there yet
        inner = scope.binding(name, element(items, "x", writer.block.level + 1, 0))
        types = [expressions.value(key, inner).type, expressions.value(wanted, scope).type]
    fits = all(map(is_scalar, types)) and kind_of(types[0]) == kind_of(types[1])
    return level if fits else None


def element(items: Code, name: str, level: int, loop: int) -> Code:
    """Gives the code of an element of a list to which a loop gives a name."""
    assert isinstance(items.type, ListType)
    stands = items.stable or items.chosen
    return Code(
        name,
        items.type.item,
        level,
        absent=items.holes,
        element=items.holes,
        length=items.inner,
        inner=items.inner,
        long=items.long,
        stable=items.stable,
        under=items.under | {loop} if stands else frozenset(),
        steps=(*items.steps, None) if items.steps is not None and stands else None,
    )


# -- indexes ------------------------------------------------------------------------------------

Form = Literal["lists", "numbered", "first", "keys", "keys of others"]
"""What an index holds by each key: the elements, the elements with their positions, or the first
of those for which the rest of the condition holds; or only the keys of those for which it holds, or
doesn't."""


def known_ahead(join: Join, scope: Scope) -> bool:
    """Says whether the list is a plain path, and the rest of the condition known where the index is
    made."""
    others = [scope.level(part) for part in join.rest]
    return join.stable and max(others, default=0) <= join.level


def wanted(join: Join, scope: Scope) -> Code:
    """Gives what elements are looked up by, and charges what the interpreter takes to look."""
    code = numbers.whole(expressions.value(join.wanted, scope), scope)
    scope.writer.cost.flat += 4 + LONG * code.long
    scope.writer.cost.texts += 2
    return scope.writer.named(code)


def certain(code: Code, scope: Scope) -> Code:
    """Gives what has to be there, or else nothing can be looked up."""
    if code.absent:
        scope.writer.line(f"if {code.text} is None: raise Doubtful")
    return code.given()


def index(join: Join, items: Code, form: Form, scope: Scope) -> str:
    """Gives the name of an index, which is written where it isn't yet."""
    rest = tuple(map(scope.key, join.rest)) if form not in ("lists", "numbered") else ()
    key = ("join", items.text, join.name, scope.key(join.key), rest, form)
    costs: list[Cost] = []
    name = scope.writer.index(key, join.level, lambda: _written(join, items, form, costs, scope))
    if costs:
        scope.writer.elements[name] = costs[0]
    return name


def looked_at(index: str, items: Code, scope: Scope) -> None:
    """Charges for the elements that the interpreter looks at for one lookup: all, at worst."""
    each = scope.writer.elements[index]
    scope.writer.tally(items, each.flat, each.texts, each.walks)
    scope.writer.block.unit.costs[-1].ahead += each.ahead


def _written(join: Join, items: Code, form: Form, costs: list[Cost], scope: Scope) -> str:
    """Writes an index, and tells what an element of it costs."""
    writer = scope.writer
    name = writer.name("i")
    # a list that isn't there is in doubt where something is looked up in it, and not before
    none = "set()" if form.startswith("keys") else "{}"
    writer.line(f"{name} = {none} if {items.text} is not None else doubt")
    loop = writer.looping()
    item = element(items, writer.name("x"), writer.block.level + 1, loop)
    at, over = "", f"{items.text} or ()"
    if form == "numbered":
        at, over = f"{writer.name('n')}, ", f"enumerate({over})"
    inner = scope.binding(join.name, item)
    with writer.loop(loop, f"{at}{item.text}", items, over):
        rest = conjunction(join.rest)
        if form not in ("lists", "numbered") and rest is not None:
            passes = conditions.decided(rest, inner)
            without = "not " if form != "keys of others" else ""
            writer.line(f"if {without}({passes}): continue")
        key = numbers.whole(expressions.value(join.key, inner), inner)
        if key.absent:
            key = writer.named(key)
            writer.line(f"if {key.text} is None: raise Doubtful")
        writer.line(_kept(form, name, key.text, f"{at}{item.text}"))
        writer.cost.flat += 4
        writer.cost.texts += 2
        costs.append(writer.cost)
    return name


def _kept(form: Form, name: str, key: str, item: str) -> str:
    match form:
        case "lists":
            return f"{name}.setdefault({key}, []).append({item})"
        case "numbered":
            return f"{name}.setdefault({key}, []).append(({item}))"
        case "first":
            return f"{name}.setdefault({key}, {item})"
        case _:
            return f"{name}.add({key})"


def conjunction(parts: tuple[tree.Expression, ...]) -> tree.Expression | None:
    """Gives `and` of parts; None where there is none."""
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else tree.And(parts, span=parts[0].span)


def narrowed(
    name: str,
    items: Code,
    source: tree.Expression,
    condition: tree.Expression | None,
    scope: Scope,
) -> Code:
    """Gives the elements for which a condition may be true: all, where it is no join."""
    found = join(name, items, source, condition, scope) if condition is not None else None
    return bucket(found, items, scope) if found is not None else items


def bucket(join: Join, items: Code, scope: Scope) -> Code:
    """Gives the list of the elements that have the wanted key."""
    sought = certain(wanted(join, scope), scope)
    name = scope.writer.name()
    found = index(join, items, "lists", scope)
    scope.writer.line(f"{name} = {found}.get({sought.text}, ())")
    return replace(items, text=name, level=scope.writer.block.level, items=None)
