"""Lists: loops written out in place; joins on equality look up an index instead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from msgspec.structs import replace

from remit.evaluation.compiler import comparing, conditions, expressions, joins, numbers
from remit.evaluation.compiler.code import (
    LONG,
    Code,
    Joint,
    LeftOutError,
    Length,
    Steps,
    Test,
    Wanted,
    is_raw,
    is_scalar,
    kind_of,
    longer,
)
from remit.evaluation.compiler.joins import element
from remit.evaluation.compiler.scope import Scope
from remit.evaluation.world import KEPT
from remit.manifest.types import AnyType, ListType, Mistaken
from remit.semantics.fitting import is_text
from remit.syntax import tree

UNROLLED = 8
"""A list that is written out with at most so many elements is gone through without a loop."""

MADE = 1 + KEPT
"""The interpreter takes so many steps for each element of a list that it makes."""


def listed(items: tree.Expression, scope: Scope) -> Code:
    """Gives a list by a name; what the schema leaves open has to be one."""
    code = expressions.value(items, scope)
    if isinstance(code.type, AnyType):
        code = replace(code, text=f"listed({code.text})", type=ListType(code.type))
    if not isinstance(code.type, ListType):
        raise LeftOutError("elements of what may be no list")
    return scope.writer.named(code).given()


@contextmanager
def each(
    word: tree.Word, items: tree.Expression, where: tree.Expression | None, scope: Scope
) -> Iterator[tuple[Scope, Code, int]]:
    """Writes a loop over the elements that a condition lets pass, which has to be decided for each
    of them; gives the scope of its body, the list, and the number of the loop."""
    writer = scope.writer
    source = joins.narrowed(word.text, listed(items, scope), items, where, scope)
    loop = writer.looping()
    item = element(source, writer.name("x"), writer.block.level + 1, loop)
    with writer.loop(loop, item.text, source):
        inner = scope.binding(word.text, item)
        if where is not None:
            writer.line(f"if not ({conditions.decided(where, inner)}): continue")
        yield inner, source, loop


@contextmanager
def nested(
    generators: tuple[tree.Generator, ...], scope: Scope
) -> Iterator[tuple[Scope, Length, Steps | None]]:
    """Writes the loops of a comprehension; gives the scope of its element, how many there are at
    most, and where what stands as often, if that is known."""
    with _nested(generators, scope) as (inner, length, _, steps):
        yield inner, length, steps


@contextmanager
def _nested(
    generators: tuple[tree.Generator, ...], scope: Scope
) -> Iterator[tuple[Scope, Length, frozenset[int], Steps | None]]:
    """Does that, and gives the loops under whose elements the outermost list lies, too: all in all,
    there are no more of these than there are elements."""
    first, rest = generators[0], generators[1:]
    with each(first.name, first.items, first.where, scope) as (inner, source, loop):
        if not rest:
            scope.writer.cost.flat += MADE
            yield inner, source.length, source.under, source.steps
            return
        with _nested(rest, inner) as (innermost, more, under, steps):
            if loop in under and more[1]:
                yield innermost, more, source.under, steps
                return
            length = source.length
            every = (length[0] * more[0], length[1] + more[1])
            yield innermost, every, source.under, None


def comprehension(made: tree.Comprehension, scope: Scope) -> Code:
    """Gives a list that is made of others."""
    writer = scope.writer
    name = writer.name()
    writer.line(f"{name} = []")
    with nested(made.generators, scope) as (inner, length, steps):
        code = part(made.element, inner)
        writer.line(f"{name}.append({code.text})")
    level = writer.block.level
    first = made.generators[0]
    itself = made.element == tree.Name(first.name.text, span=first.name.span)
    return made_list(name, code, level, length, steps, itself and len(made.generators) == 1)


def made_list(
    name: str, item: Code, level: int, length: Length, steps: Steps | None, chosen: bool
) -> Code:
    """Gives the code of a list that was made of such elements, or of `chosen` ones of another."""
    return Code(
        name,
        ListType(item.type),
        level,
        holes=item.absent,
        length=length,
        inner=longer(item.length, item.inner),
        long=item.long,
        chosen=chosen and bool(item.under),
        steps=steps,
    )


def part(expression: tree.Expression, scope: Scope) -> Code:
    """Gives an element of a list that is made: a number as it is, a condition that is decided."""
    code = numbers.whole(expressions.value(expression, scope), scope)
    if isinstance(code.type, ListType) and not code.stable:
        raise LeftOutError("a list of lists that are made")
    if code.condition and code.absent:
        code = scope.writer.named(code)
        scope.writer.line(f"if {code.text} is None: raise Doubtful")
        return code.given()
    return code


def sort(expression: tree.Sort, scope: Scope) -> Code:
    """Gives the elements of a list in the order of a key."""
    writer = scope.writer
    name = writer.name()
    writer.line(f"{name} = []")
    with each(expression.name, expression.items, expression.where, scope) as (inner, source, _):
        item = inner.names[expression.name.text]
        key = comparing.sortable(part(expression.key, inner), inner)
        writer.line(f"{name}.append(({key}, {item.text}))")
    down = ", reverse=True" if expression.descending else ""
    writer.line(f"{name}.sort(key=leading{down})")
    writer.line(f"{name} = [pair[1] for pair in {name}]")
    level = writer.block.level
    return made_list(name, item, level, source.length, source.steps, True)


def find(expression: tree.Find, scope: Scope) -> Code:
    """Gives the first element for which a condition holds, nothing where there is none."""
    writer = scope.writer
    source = listed(expression.items, scope)
    word, where = expression.name.text, expression.condition
    join = joins.join(word, source, expression.items, where, scope)
    name = writer.name()
    if join is not None and joins.known_ahead(join, scope):
        sought = joins.certain(joins.wanted(join, scope), scope)
        index = joins.index(join, source, "first", scope)
        joins.looked_at(index, source, scope)
        writer.line(f"{name} = {index}.get({sought.text})")
        return _found(source, name, writer.block.level)
    if join is not None:
        source = joins.bucket(join, source, scope)
    writer.line(f"{name} = None")
    loop = writer.looping()
    item = element(source, writer.name("x"), writer.block.level + 1, loop)
    with writer.loop(loop, item.text, source):
        passes = conditions.decided(where, scope.binding(word, item))
        with writer.inner(f"if {passes}:"):
            writer.line(f"{name} = {item.text}")
            writer.line("break")
    return _found(source, name, writer.block.level)


def _found(source: Code, name: str, level: int) -> Code:
    return replace(element(source, name, level, 0), absent=True, element=False)


# -- quantifiers --------------------------------------------------------------------------------


def quantified(condition: tree.Quantified, wanted: Wanted, scope: Scope) -> Test:
    """Gives the test of `some`, `every` or `no`: one element decides it, or all together do."""
    if condition.quantifier == "every":
        joint: Joint = "and" if wanted == "true" else "or"
        return _over(condition, wanted, joint, scope)
    if (condition.quantifier == "some") == (wanted == "true"):
        return _over(condition, "true", "or", scope)
    return _over(condition, "false", "and", scope)


def _over(condition: tree.Quantified, wanted: Wanted, joint: Joint, scope: Scope) -> Test:
    """Gives the test that a condition is as wanted for one element (`or`), or for each (`and`)."""
    source = expressions.value(condition.items, scope)
    if source.items is not None and len(source.items) <= UNROLLED:
        return _unrolled(condition, source.items, wanted, joint, scope)
    source = listed(condition.items, scope)
    join = _join(condition, source, scope)
    if join is not None and joins.known_ahead(join, scope):
        return _looked_up(condition, join, source, joint, scope)
    if join is not None:
        source = joins.bucket(join, source, scope)
    return _looped(condition, source, wanted, joint, scope)


def _unrolled(
    condition: tree.Quantified,
    items: tuple[Code, ...],
    wanted: Wanted,
    joint: Joint,
    scope: Scope,
) -> Test:
    name = condition.name.text
    if not items:
        return Test(str(joint == "and"))
    scopes = [scope.binding(name, item) for item in items]
    tests = [partial(conditions.test, condition.condition, wanted, inner) for inner in scopes]
    return conditions.joined(tests, joint, scope)


def _looped(
    condition: tree.Quantified, source: Code, wanted: Wanted, joint: Joint, scope: Scope
) -> Test:
    writer = scope.writer
    outcome = writer.name()
    writer.line(f"{outcome} = {joint == 'and'}")
    loop = writer.looping()
    item = element(source, writer.name("x"), writer.block.level + 1, loop)
    with writer.loop(loop, item.text, source):
        inner = scope.binding(condition.name.text, item)
        found = conditions.test(condition.condition, wanted, inner)
        with writer.inner(f"if {found.text}:" if joint == "or" else f"if not ({found.text}):"):
            writer.line(f"{outcome} = {joint == 'or'}")
            writer.line("break")
    return Test(outcome, found.sure)


def _join(condition: tree.Quantified, source: Code, scope: Scope) -> joins.Join | None:
    """Gives how the elements are looked up that alone can make `some` true, or `every` false."""
    name, items = condition.name.text, condition.items
    if condition.quantifier != "every":
        return joins.join(name, source, items, condition.condition, scope)
    demand = joins.universal(condition.condition)
    if demand is None:
        return None
    join = joins.join(name, source, items, demand[0], scope)
    if join is None or join.rest:
        return None
    return replace(join, rest=(demand[1],))


def _looked_up(
    condition: tree.Quantified, join: joins.Join, source: Code, joint: Joint, scope: Scope
) -> Test:
    """Gives the test by the keys of the elements that alone can decide it."""
    sought = joins.wanted(join, scope)
    form: joins.Form = "keys of others" if condition.quantifier == "every" else "keys"
    index = joins.index(join, source, form, scope)
    joins.looked_at(index, source, scope)
    if joint == "or":
        return Test(f"{sought.text} in {index}", sure=not sought.absent)
    guard = f"{sought.text} is not None and " if sought.absent else ""
    return Test(f"{guard}{sought.text} not in {index}", not sought.absent, "and" if guard else "")


# -- membership ---------------------------------------------------------------------------------


def membership(condition: tree.Compare, wanted: Wanted, scope: Scope) -> Test:
    """Gives the test of `in`, `not in` and `contains`."""
    inside, outside = condition.left, condition.right
    if condition.operator == "contains":
        inside, outside = outside, inside
    positive = (condition.operator == "not in") == (wanted == "false")
    part = numbers.whole(expressions.value(inside, scope), scope)
    whole = expressions.value(outside, scope)
    if is_text(whole.type):
        return _in_text(part, whole, positive, scope)
    if isinstance(whole.type, ListType) and _is_plain(part, whole.type):
        return _in_list(part, whole, positive, scope)
    if not (is_raw(part.type) and is_raw(whole.type)):
        raise LeftOutError("a membership that only the interpreter tells")
    comparing.charge(part, whole, scope)
    sides = [scope.writer.named(side) for side in (part, whole)]
    return Test(f"holds({sides[1].text}, {sides[0].text}) is {positive}", sure=False)


def _is_plain(part: Code, whole: ListType) -> bool:
    item = whole.item
    return isinstance(item, Mistaken) or (
        is_scalar(part.type) and is_scalar(item) and kind_of(part.type) == kind_of(item)
    )


def _in_text(part: Code, whole: Code, positive: bool, scope: Scope) -> Test:
    """What the schema leaves open raises where it is no text."""
    if not (is_text(part.type) or isinstance(part.type, AnyType)):
        raise LeftOutError("a part of a text that may be none")
    comparing.charge(part, whole, scope)
    form = "{} in {}" if positive else "{} not in {}"
    return comparing.guarded(form, part, whole, False, scope)


def _in_list(part: Code, whole: Code, positive: bool, scope: Scope) -> Test:
    writer = scope.writer
    part = writer.named(part) if part.absent else part
    text = _elements(part, whole, scope)
    guarded = part.absent and (whole.holes or not positive)
    guards = [f"{part.text} is not None"] if guarded else []
    if not positive and whole.holes:
        guards.append(f"None not in {text}")
    test = f"{part.text} {'in' if positive else 'not in'} {text}"
    sure = not part.absent and not whole.holes
    return Test(" and ".join([*guards, test]), sure, "and" if guards else "")


def _elements(part: Code, whole: Code, scope: Scope) -> str:
    """Gives what is looked through: a list, or a set where that is done again and again."""
    writer = scope.writer
    if whole.items is not None:
        writer.cost.flat += len(whole.items)
        writer.cost.texts += len(whole.items)
        return f"{{{', '.join(item.text for item in whole.items)}}}" if whole.items else "()"
    whole = writer.named(whole.given())
    writer.cost.flat += 2 + LONG * part.long
    writer.cost.texts += 1
    writer.tally(whole, 1, 1)
    return set_of(whole, scope) if whole.level < writer.block.level else whole.text


def set_of(items: Code, scope: Scope) -> str:
    """Gives the name of a set of a list's elements."""
    writer = scope.writer

    def write() -> str:
        writer.tally(items, 2, 1)
        return f"set({items.text})"

    return writer.index(("set", items.text), items.level, write)


def repeated(items: tree.Expression, scope: Scope) -> tuple[str, str]:
    """Gives a list without absent elements, and the set of them."""
    source = scalars(listed(items, scope))
    scope.writer.tally(source, 2 + MADE, 1)
    found = set_of(source, scope)
    if source.holes:
        scope.writer.line(f"if None in {found}: raise Doubtful")
    return found, source.text


def scalars(items: Code) -> Code:
    """Gives a list whose elements are the same to Python as they are to the language."""
    assert isinstance(items.type, ListType)
    if not is_scalar(items.type.item):
        raise LeftOutError("a list of what only the interpreter compares")
    return items
