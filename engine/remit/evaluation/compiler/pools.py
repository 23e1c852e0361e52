"""Pools: what programs make of the things that are there for all subjects, kept for all of them.

A list that is made of a collection depends on a few values of the manifest, mostly: it is kept by
these in the world, and a program that is asked about each manifest makes it once for all that have
the same. Where it depends on a value only by `x.id != value`, it is kept with the elements that
would be left out for any, told by their keys. What can't be made isn't kept, and the interpreter
looks then as ever. Nothing of this changes the steps that the interpreter takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from remit.evaluation.compiler import conditions, expressions, joins, lists, numbers
from remit.evaluation.compiler.code import Code
from remit.evaluation.compiler.scope import Scope
from remit.evaluation.dependence import Around, Dependence, Other, Sight, dependence
from remit.manifest.types import BooleanType, DateType, NumberType, Type
from remit.semantics.fitting import is_text
from remit.syntax import tree


def pooled(expression: tree.Expression, scope: Scope, write: Callable[[], Code]) -> Code:
    """Gives the code of a value, which is kept in the world where others may need it, too."""
    on = _dependence(expression, scope)
    keys = _keys(on, scope) if on is not None else None
    if on is None or keys is None:
        return write()
    writer = scope.writer
    if on.other is not None and isinstance(expression, tree.Comprehension):
        apart = _apart(expression, on.other, keys, scope)
        return apart if apart is not None else write()
    with writer.aside() as block:
        code = write()
    return _kept(code, code.text, keys, block.lines, scope)


def _kept(code: Code, made: str, keys: list[str], lines: list[Any], scope: Scope) -> Code:
    """Writes that a value is taken, or made by some lines and kept."""
    writer = scope.writer
    store, key, name = writer.name("k"), writer.name(), writer.name()
    writer.world.lines.append(f"{store} = {{}}")
    writer.line(f"{key} = ({''.join(f'{each}, ' for each in keys)})")
    writer.line(f"{name} = {store}.get({key})")
    with writer.inner(f"if {name} is None:") as block:
        block.lines += lines
        writer.line(f"{name} = kept({store}, {key}, {made})")
    writer.told[name] = key
    return replace(code, text=name, level=writer.block.level)


# -- what it depends on -------------------------------------------------------------------------


def _dependence(expression: tree.Expression, scope: Scope) -> Dependence | None:
    """Gives the values that something depends on that is made of a collection or register."""
    if scope.writer.in_world or not _is_made(expression, scope):
        return None
    vocabulary = scope.law.vocabulary
    far = vocabulary.plurals().keys() | vocabulary.registers.keys()
    if far.isdisjoint(scope.named(expression)) and not _lets(scope):
        return None
    around = Around(frozenset(scope.roots), frozenset(scope.names), _lets(scope), frozenset(far))
    return dependence(expression, around, _sight(scope))


def _sight(scope: Scope) -> Sight:
    """Gives the defines that a scope sees."""

    def define(name: str) -> tuple[tree.Define, Sight] | None:
        found = scope.define(name)
        return (found[0], _sight(scope.inside(found[1], {}))) if found is not None else None

    return Sight(define)


def _is_made(expression: tree.Expression, scope: Scope) -> bool:
    match expression:
        case tree.Comprehension() | tree.Sort():
            return True
        case tree.Call(function, (tree.Comprehension(), *_)):
            return scope.define(function) is None
        case _:
            return False


def _lets(scope: Scope) -> frozenset[str]:
    """Gives the names of what was kept, and is told by what it depends on."""
    told = scope.writer.told
    return frozenset(name for name, code in scope.names.items() if code.text in told)


def _keys(on: Dependence, scope: Scope) -> list[str] | None:
    """Gives the code of the values, None where one may not tell itself from another."""
    keys: list[str] = []
    for path in (*on.values, *on.lists):
        key = _let(path, scope) or _telling(path, scope)
        if key is None:
            return None
        keys.append(key)
    return keys


def _let(path: tree.Expression, scope: Scope) -> str | None:
    if not isinstance(path, tree.Name) or path.name not in scope.names:
        return None
    return scope.writer.told.get(scope.names[path.name].text)


def _telling(path: tree.Expression, scope: Scope) -> str | None:
    code = expressions.value(path, scope)
    tells = _tells(code.type) and not code.scale and not code.condition
    return scope.writer.named(code).text if tells else None


def _tells(type_: Type) -> bool:
    """Says whether values of a type mean the same where Python takes them for equal."""
    return is_text(type_) or isinstance(type_, NumberType | BooleanType | DateType)


# -- all but those with a key -------------------------------------------------------------------


def _apart(made: tree.Comprehension, other: Other, keys: list[str], scope: Scope) -> Code | None:
    """Writes a list of all elements but those with a key; None where the key can't be told."""
    writer, generator = scope.writer, made.generators[0]
    wanted = numbers.whole(expressions.value(other.wanted, scope), scope)
    assert isinstance(generator.where, tree.And)
    rest = joins.conjunction(tuple(p for p in generator.where.parts if p is not other.part))
    with writer.aside() as block:
        name = writer.name()
        writer.line(f"{name} = []")
        kept = tree.Generator(generator.name, generator.items, rest, span=generator.span)
        with lists.nested((kept,), scope) as (inner, length, steps):
            with writer.aside():
                conditions.decided(other.part, inner)  # it costs as much as if it were asked
            writer.cost.flat += 1
            key = writer.named(numbers.whole(expressions.value(other.key, inner), inner))
            if key.absent:
                writer.line(f"if {key.text} is None: raise Doubtful")
            code = lists.part(made.element, inner)
            writer.line(f"{name}.append(({key.text}, {code.text}))")
    if not (_tells(key.type) and _tells(wanted.type)):
        return None
    whole = lists.made_list(name, code, writer.block.level, length, steps, chosen=False)
    apart = _kept(whole, f"apart({name})", keys, block.lines, scope)
    wanted = joins.certain(writer.named(wanted), scope)
    found = writer.name()
    writer.line(f"{found} = without({apart.text}, {wanted.text})")
    return replace(whole, text=found, level=writer.block.level)
