"""The interpreter: what every expression of the language means.

It computes values that know their spots. Conditions have three outcomes: True, False, or Unknown
data, and nothing that is unknown becomes known again. It is kept plain: it is the meaning that any
faster evaluator has to agree with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

from remit.evaluation.lookups import LONG, Search, candidates
from remit.evaluation.run import BudgetError, Frame, Noted, defined, outside, pooled, recalled
from remit.evaluation.world import KEPT
from remit.manifest.values import ABSENT, Absent, Data, Spot, Unknown, Value, shown
from remit.semantics import operations
from remit.semantics.builtins import BUILTINS
from remit.semantics.comparisons import COMPARISONS, Truth, negated, presence
from remit.semantics.params import duration
from remit.syntax import tree
from remit.text.sentences import listed

_SHOWN = 40
"""So many characters of an input are shown where no row of a table, or more than one, fits it."""

_THOROUGH = {"distinct", "duplicates"}
"""The functions that look into the elements of their lists."""


def evaluate(expression: tree.Expression, frame: Frame) -> Value:
    """Gives the value of an expression; never raises but for a spent budget of steps."""
    run = frame.run
    run.steps = left = run.steps - 1
    if left < 0:
        raise BudgetError
    if expression.__class__ is tree.Name:
        bound = frame.names.get(expression.name)
        if bound is not None:
            return bound
    found = VALUES.get(expression.__class__)
    if found is not None:
        return found(expression, frame)
    return Value(OUTCOMES[expression.__class__](expression, frame))


def truth(condition: tree.Expression, frame: Frame) -> Truth:
    """Gives the outcome of a condition."""
    found = OUTCOMES.get(condition.__class__)
    if found is not None:
        run = frame.run
        run.steps = left = run.steps - 1
        if left < 0:
            raise BudgetError
        return found(condition, frame)
    data = needed(condition, frame)
    if isinstance(data, bool | Unknown):
        return data
    return Unknown(f"`{frame.written(condition)}` is {operations.kind(data)}, not true or false")


def needed(expression: tree.Expression, frame: Frame) -> Data:
    """Gives the data of an expression that needs a value: unknown where it is absent."""
    value = evaluate(expression, frame)
    data = value.data
    if data.__class__ is not Absent:
        return data
    if value.spot is None:
        return Unknown(f"`{frame.written(expression)}` is missing")
    return Unknown("", value.spot)


def elements(items: tree.Expression, frame: Frame) -> list[Value] | Unknown:
    """Gives the elements of a list that must be there."""
    data = needed(items, frame)
    if data.__class__ is list or isinstance(data, Unknown):
        return data
    return Unknown(f"`{frame.written(items)}` is {operations.kind(data)}, not a list")


# -- names and paths ----------------------------------------------------------------------------


def _name(expression: tree.Name, frame: Frame) -> Value:
    """Gives what a name stands for that the rule did not bind itself."""
    name = expression.name
    define = frame.define(name)
    if define is not None:
        return defined(define[0], Frame(frame.run, define[1]), evaluate)
    found = outside(name, frame)
    return found if found is not None else Value(Unknown(f"`{name}` is not given"))


def _field(expression: tree.Field, frame: Frame) -> Value:
    target, name = evaluate(expression.target, frame), expression.name
    found = target.field(name)
    if found is not None:
        return found
    match target.data:
        case Absent():
            return _below(target.spot, name)
        case Unknown():
            return target
        case _:
            reason = f"`{frame.written(expression)}` is a field of {operations.kind(target.data)}"
            return Value(Unknown(reason, target.spot))


def _index(expression: tree.Index, frame: Frame) -> Value:
    target, key = evaluate(expression.target, frame), evaluate(expression.key, frame)
    for part, node in ((target, expression.target), (key, expression.key)):
        if isinstance(part.data, Unknown):
            return part
        if part is key and isinstance(key.data, Absent):
            return Value(needed(node, frame))
    found = target.field(key.data) if isinstance(key.data, str) else None
    if found is not None:
        return found
    match target.data, key.data:
        case Absent(), str(name):
            return _below(target.spot, name)
        case Absent(), int(position):
            return _below(target.spot, position)
        case list(items), int(position) if not isinstance(position, bool):
            return items[position] if 0 <= position < len(items) else _below(target.spot, position)
    kind, whole = operations.kind(key.data), operations.kind(target.data)
    return Value(Unknown(f"`{frame.written(expression)}` looks up {kind} in {whole}", target.spot))


def _below(spot: Spot | None, key: str | int) -> Value:
    return Value(ABSENT, spot.below(key) if spot is not None else None)


# -- conditions ---------------------------------------------------------------------------------


def _not(expression: tree.Not, frame: Frame) -> Truth:
    return negated(truth(expression.operand, frame))


def _presence(expression: tree.PresenceTest, frame: Frame) -> Truth:
    return presence(expression.operator, evaluate(expression.operand, frame))


def _first(parts: tuple[tree.Expression, ...], wins: bool, frame: Frame) -> Truth:
    """Gives `and` (False wins) or `or` (True wins); then the undecided, then what is left."""
    undecided: Unknown | None = None
    for part in parts:
        outcome = truth(part, frame)
        if outcome is wins:
            return wins
        if isinstance(outcome, Unknown):
            undecided = undecided or outcome
    return undecided or (not wins)


def _implies(expression: tree.Implies, frame: Frame) -> Truth:
    given = truth(expression.left, frame)
    if given is False:
        return True
    then = truth(expression.right, frame)
    return then if given is True or then is True else given


def _quantified(expression: tree.Quantified, frame: Frame) -> Truth:
    run = frame.run
    before, looked = run.steps, run.looked
    items = elements(expression.items, frame)
    if isinstance(items, Unknown):
        return items
    noted = Noted(frame, Value(items), before - run.steps)
    outcome = _over(expression, items, noted)
    if len(items) < LONG and run.looked == looked and not run.explaining:
        run.note((id(expression), id(frame)), noted)
    return outcome


def _over(expression: tree.Quantified, items: list[Value], noted: Noted) -> Truth:
    frame, name = noted.frame, expression.name.text
    wins = expression.quantifier != "every"
    undecided: Unknown | None = None
    search = Search(name, expression.items, expression.condition, not wins)
    for item in candidates(search, items, frame, evaluate):
        inner, before = frame.binding(name, item), frame.run.steps
        outcome = truth(expression.condition, inner)
        if len(items) < LONG:
            noted.elements.append((inner, outcome, before - frame.run.steps))
        if outcome is wins:
            return expression.quantifier == "some"
        if isinstance(outcome, Unknown):
            undecided = undecided or outcome
    return undecided or expression.quantifier != "some"


def _compare(expression: tree.Compare, frame: Frame) -> Truth:
    left, right = needed(expression.left, frame), needed(expression.right, frame)
    if left.__class__ is Unknown:
        return left
    frame.run.walk(left)
    if right.__class__ is Unknown:
        return right
    frame.run.walk(right)
    return COMPARISONS[expression.operator](left, right)


def _decision(decision: tree.Decision, frame: Frame) -> Value:
    """Gives what the row gives that is hit; unknown where that isn't exactly one."""
    hits: list[int] = []
    for number, row in enumerate(decision.rows, 1):
        outcome = _first(tuple(test for test in row.conditions if test), False, frame)
        if isinstance(outcome, Unknown):
            return Value(outcome)
        if outcome:
            hits.append(number)
            if decision.take_first:
                break
    if len(hits) == 1:
        return _outputs(decision, decision.rows[hits[0] - 1], frame)
    inputs = ", ".join(shown(frame.names[word.text].data, _SHOWN) for word in decision.inputs)
    rows = f"rows {listed([str(hit) for hit in hits])}" if hits else "no row"
    fit = "fit" if hits else "fits"
    return Value(Unknown(f"{rows} of the table `{decision.name.text}` {fit} ({inputs})"))


def _outputs(decision: tree.Decision, row: tree.Row, frame: Frame) -> Value:
    values = [evaluate(value, frame) for value in row.values]
    if len(values) == 1:
        return values[0]
    names = [word.text for word in decision.outputs]
    return Value(dict(zip(names, values, strict=True)))


# -- literals and defaults ----------------------------------------------------------------------


def _literal(literal: tree.Text | tree.Number | tree.Boolean | tree.Date, _: Frame) -> Value:
    return Value(literal.value)


def _list(literal: tree.ListLiteral, frame: Frame) -> Value:
    return Value([evaluate(item, frame) for item in literal.items])


def _table(literal: tree.Table, frame: Frame) -> Value:
    return Value({key.value: evaluate(value, frame) for key, value in literal.entries})


def _default(expression: tree.Default, frame: Frame) -> Value:
    found = evaluate(expression.value, frame)
    return evaluate(expression.fallback, frame) if found.absent else found


# -- lists --------------------------------------------------------------------------------------


def _find(expression: tree.Find, frame: Frame) -> Value:
    items = elements(expression.items, frame)
    if isinstance(items, Unknown):
        return Value(items)
    search = Search(expression.name.text, expression.items, expression.condition)
    for item in candidates(search, items, frame, evaluate):
        outcome = truth(expression.condition, frame.binding(expression.name.text, item))
        if outcome is True:
            return item
        if isinstance(outcome, Unknown):
            return Value(outcome)
    return Value(ABSENT)


def _comprehension(expression: tree.Comprehension, frame: Frame) -> Value:
    found: list[Value] = []
    for inner in _bindings(expression.generators, frame):
        if isinstance(inner, Unknown):
            return Value(inner)
        frame.run.spend(KEPT)
        found.append(evaluate(expression.element, inner))
    return Value(found)


def _bindings(generators: tuple[tree.Generator, ...], frame: Frame) -> Iterator[Frame | Unknown]:
    """Gives a frame for each combination of elements, or why they aren't known."""
    if not generators:
        yield frame
        return
    items = chosen(generators[0], frame)
    if isinstance(items, Unknown):
        yield items
        return
    name, inner = generators[0].name.text, generators[1:]
    for item in items:
        frame.run.spend(1)
        bound = frame.binding(name, item)
        if inner:
            yield from _bindings(inner, bound)
        else:
            yield bound


def chosen(generator: tree.Generator | tree.Sort, frame: Frame) -> list[Value] | Unknown:
    """Gives the elements that a `where` lets pass; unknown where one can't be decided."""
    items = elements(generator.items, frame)
    if isinstance(items, Unknown) or generator.where is None:
        return items
    found: list[Value] = []
    search = Search(generator.name.text, generator.items, generator.where)
    for item in candidates(search, items, frame, evaluate):
        outcome = truth(generator.where, frame.binding(generator.name.text, item))
        if isinstance(outcome, Unknown):
            return outcome
        if outcome:
            found.append(item)
    return found


def _sort(expression: tree.Sort, frame: Frame) -> Value:
    items = chosen(expression, frame)
    if isinstance(items, Unknown):
        return Value(items)
    keyed: list[tuple[Data, Value]] = []
    for item in items:
        key = needed(expression.key, frame.binding(expression.name.text, item))
        stands = key if isinstance(key, Unknown) else operations.order(key, key)
        stands = operations.order(keyed[0][0], key) if keyed and stands == 0 else stands
        if isinstance(stands, Unknown):
            return Value(stands)
        keyed.append((key, item))
    by_key = cmp_to_key(operations.placed)
    keyed.sort(key=lambda pair: by_key(pair[0]), reverse=expression.descending)
    return Value([item for _, item in keyed])


# -- arithmetic and functions -------------------------------------------------------------------


def _arithmetic(expression: tree.Arithmetic, frame: Frame) -> Value:
    left, right = needed(expression.left, frame), needed(expression.right, frame)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return Value(left if isinstance(left, Unknown) else right)
    return Value(operations.ARITHMETIC[expression.operator](left, right))


def _negative(expression: tree.Negative, frame: Frame) -> Value:
    data = needed(expression.operand, frame)
    if isinstance(data, int | Fraction) and not isinstance(data, bool):
        return Value(-data)
    return Value(data if isinstance(data, Unknown) else operations.multiply(-1, data))


def _call(call: tree.Call, frame: Frame) -> Value:
    define = frame.define(call.function)
    if define is not None:
        return defined(define[0], inside(call, define[0], frame), evaluate)
    if call.function == "path_of":
        return _path_of(call.arguments[0], frame)
    arguments: list[Data] = []
    for argument in call.arguments:
        data = needed(argument, frame)
        if isinstance(data, Unknown):
            return Value(data)
        arguments.append(data)
    world_function = _OF_THE_WORLD.get(call.function)
    if world_function is not None:
        return world_function(call, arguments, frame)
    return _builtin(call.function, arguments, frame)


def _builtin(function: str, arguments: list[Data], frame: Frame) -> Value:
    run = frame.run
    for data in arguments:
        if function in _THOROUGH or isinstance(data, str):
            run.walk(data)
        elif isinstance(data, list | dict):
            run.spend(len(data))
    meaning = BUILTINS[function].meaning
    assert meaning is not None
    result = meaning(tuple(arguments))
    if isinstance(result, Value):
        return result
    if isinstance(result, list):
        run.spend(KEPT * len(result))
    return Value(result)


def inside(call: tree.Call, define: tree.Define, frame: Frame) -> Frame:
    """Gives the frame of a define's body: its parameters, and its own policy's names."""
    names = {
        parameter.text: evaluate(argument, frame)
        for parameter, argument in zip(define.parameters or (), call.arguments, strict=True)
    }
    return Frame(frame.run, frame.home(call.function), names)


def _path_of(argument: tree.Expression, frame: Frame) -> Value:
    """A manifest has its path whatever its content is, so one that is wrong hides no other."""
    value = evaluate(argument, frame)
    spot = value.spot
    if isinstance(value.data, Absent | Unknown) and (spot is None or spot.parent is not None):
        return Value(needed(argument, frame))
    manifest = frame.run.manifest_of(spot.document) if spot is not None else None
    if manifest is not None:
        return Value(manifest.path)
    return Value(Unknown(f"`{frame.written(argument)}` is no manifest"))


def _text(call: tree.Call, arguments: list[Data], frame: Frame) -> Value:
    if isinstance(arguments[0], str):
        return Value(str(arguments[0]))
    value = evaluate(call.arguments[0], frame)
    written = value.spot.document.text(value.spot.keys()) if value.spot is not None else None
    if written is not None:
        return Value(written)
    return _builtin("text", arguments, frame)


_OF_THE_WORLD: dict[str, Callable[[tree.Call, list[Data], Frame], Value]] = {
    "text": _text,
    "file_exists": lambda _, arguments, frame: Value(frame.run.file_exists(arguments[0])),
}


# -- what stands for what -----------------------------------------------------------------------

_MEANING = evaluate, truth, elements

VALUES: dict[type, Callable[[Any, Frame], Value]] = {
    tree.Name: _name, tree.Field: _field, tree.Index: _index,
    tree.Call: recalled(pooled(_call, *_MEANING)),
    tree.Text: _literal, tree.Number: _literal, tree.Boolean: _literal, tree.Date: _literal,
    tree.Duration: lambda literal, _: Value(duration(literal)),
    tree.ListLiteral: _list, tree.Table: _table, tree.Default: _default,
    tree.Find: _find, tree.Comprehension: recalled(pooled(_comprehension, *_MEANING)),
    tree.Sort: pooled(_sort, *_MEANING),
    tree.Arithmetic: recalled(_arithmetic), tree.Negative: _negative, tree.Decision: _decision,
}  # fmt: skip
"""What gives the value of an expression."""

OUTCOMES: dict[type, Callable[[Any, Frame], Truth]] = {
    tree.And: lambda condition, frame: _first(condition.parts, False, frame),
    tree.Or: lambda condition, frame: _first(condition.parts, True, frame),
    tree.Not: _not, tree.Implies: _implies, tree.Compare: _compare,
    tree.PresenceTest: _presence, tree.Quantified: _quantified,
}  # fmt: skip
"""What gives the outcome of a condition; a test holds both tables against the tree."""
