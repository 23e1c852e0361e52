"""Standing: where the value of an expression stands in the manifest, as the Python of its path.

The interpreter's values know their spots; plain ones don't. But where a rule gets a value from is
written in the rule: a bound name is an element of its list, a field has one key more, and what is
computed stands nowhere. What only the interpreter can tell leaves a rule out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.compiler import expressions, lists
from remit.evaluation.compiler.code import Code, LeftOutError, constant
from remit.evaluation.compiler.scope import Scope
from remit.manifest.types import ListType
from remit.syntax import tree

Steps = tuple[str, ...]
"""The steps of a path, each as Python, some with a star."""


class Stand(Struct, frozen=True):
    """Where a value stands: of some ways each is right under a condition in Python, the first one
    that holds counts; the last one always does. No steps stand for nowhere. A field of what is
    `opaque` may stand anywhere."""

    ways: tuple[tuple[str, Steps | None], ...]
    opaque: bool = False

    @property
    def text(self) -> str:
        """Gives the path in Python, None for nowhere."""
        *others, (_, last) = self.ways
        text = _path(last)
        for condition, steps in reversed(others):
            text = f"({_path(steps)} if {condition} else {text})"
        return text

    @property
    def nowhere(self) -> bool:
        """Says whether it stands nowhere for sure."""
        return all(steps is None for _, steps in self.ways)

    def below(self, step: str) -> Stand:
        """Gives where a field or element stands."""
        if self.opaque:
            raise LeftOutError("a part of what was made of others")
        ways = [(c, (*steps, step) if steps is not None else None) for c, steps in self.ways]
        return Stand(tuple(ways))

    def where(self, condition: str, other: Stand) -> Stand:
        """Gives where what stands here under a condition does, and elsewhere without it."""
        ways = [(_both(condition, c), steps) for c, steps in self.ways]
        return Stand((*ways, *other.ways), self.opaque or other.opaque)

    def or_else(self, other: Stand) -> Stand:
        """Gives the first place of two that there is."""
        ways: list[tuple[str, Steps | None]] = []
        for condition, steps in self.ways:
            if steps is not None:
                ways.append((condition, steps))
            else:
                ways += [(_both(condition, c), others) for c, others in other.ways]
        return Stand(tuple(ways))


NOWHERE = Stand((("", None),))
MADE = Stand((("", None),), opaque=True)


def _path(steps: Steps | None) -> str:
    return f"({''.join(f'{step}, ' for step in steps).rstrip()})" if steps is not None else "None"


def _both(left: str, right: str) -> str:
    return f"{left} and {right}" if left and right else left or right


class Sight(Struct, frozen=True, eq=False):
    """What an explanation sees: the scope, where the elements of loops stand, and the expressions
    behind other local names, each as it was seen there. Those of `lets` are looked into."""

    scope: Scope
    places: Mapping[str, Stand] = field(default_factory=dict)
    behind: Mapping[str, tuple[tree.Expression, Sight]] = field(default_factory=dict)
    lets: frozenset[str] = frozenset()

    def binding(self, name: str, code: Code, stand: Stand) -> Sight:
        """Gives the sight with an element of a loop."""
        scope = self.scope.binding(name, code)
        return replace(self, scope=scope, places={**self.places, name: stand})

    def letting(self, name: str, code: Code, expression: tree.Expression) -> Sight:
        """Gives the sight with a name that `let` binds."""
        return replace(
            self,
            scope=self.scope.binding(name, code),
            behind={**self.behind, name: (expression, self)},
            lets=self.lets | {name},
        )

    def inside(self, node: tree.Name | tree.Call, define: tree.Define) -> Sight:
        """Gives the sight of the body of a define that is named or called."""
        if isinstance(node, tree.Name):
            return Sight(self.scope.inside(self.scope.owner(node.name), {}))
        scope = expressions.called(node, (define, None), self.scope)
        words = [word.text for word in define.parameters or ()]
        behind = {
            word: (argument, self) for word, argument in zip(words, node.arguments, strict=True)
        }
        return Sight(scope, behind=behind)

    def define(self, name: str) -> tree.Define | None:
        """Gives a define in reach that a name stands for."""
        if name in self.scope.names:
            return None
        found = self.scope.define(name)
        if found is None:
            return None
        if isinstance(found[0].body, tree.Decision):
            raise LeftOutError("a decision table")
        return found[0]


def stand(expression: tree.Expression, sight: Sight) -> Stand:
    """Gives where the value of an expression stands."""
    match expression:
        case tree.Name(name):
            return _of_name(expression, name, sight)
        case tree.Field(target, name):
            return stand(target, sight).below(constant(name))
        case tree.Index(target, key):
            return _of_index(target, key, sight)
        case tree.Default(first, fallback):
            code = sight.scope.writer.named(expressions.value(first, sight.scope))
            found = stand(first, sight)
            if not code.absent:
                return found
            return found.where(f"{code.text} is not None", stand(fallback, sight))
        case tree.Find(_, items):
            code = sight.scope.writer.named(expressions.value(expression, sight.scope))
            source = lists.listed(items, sight.scope)
            sight.scope.writer.line(
                f"if {code.text} is None and None in {source.text}: raise Doubtful"
            )
            found = elements(items, sight)(f"place({source.text}, {code.text})", code.text)
            return found.where(f"{code.text} is not None", NOWHERE)
        case tree.Call(function, arguments):
            define = sight.define(function)
            if define is not None:
                return stand(define.body, sight.inside(expression, define))
            return _of_call(expression, function, arguments, sight)
        case tree.Table():
            return MADE
        case tree.Decision():
            raise LeftOutError("a decision table")
        case _:
            return NOWHERE


def _of_name(node: tree.Name, name: str, sight: Sight) -> Stand:
    if name in sight.places:
        return sight.places[name]
    if name in sight.behind:
        expression, there = sight.behind[name]
        return stand(expression, there)
    define = sight.define(name)
    if define is not None:
        return stand(define.body, sight.inside(node, define))
    return Stand((("", ()),)) if name == sight.scope.kind else NOWHERE


def _of_index(target: tree.Expression, key: tree.Expression, sight: Sight) -> Stand:
    writer = sight.scope.writer
    whole = writer.named(expressions.value(target, sight.scope))
    step = expressions.value(key, sight.scope)
    there = stand(target, sight)
    if not (isinstance(whole.type, ListType) and there.nowhere):
        return there.below(step.text)
    item = f"{whole.text}[{step.text}]"
    found = elements(target, sight)(step.text, item)
    return found.where(f"{whole.text} is not None and len({whole.text}) > {step.text}", NOWHERE)


def _of_call(
    call: tree.Call, function: str, arguments: tuple[tree.Expression, ...], sight: Sight
) -> Stand:
    match function:
        case "first" | "last":
            code = sight.scope.writer.named(expressions.value(call, sight.scope))
            source = lists.listed(arguments[0], sight.scope)
            at = "0" if function == "first" else f"len({source.text}) - 1"
            found = elements(arguments[0], sight)(at, code.text)
            return found.where(source.text, NOWHERE)
        case "min" | "max":
            raise LeftOutError("the place of the least or greatest")
        case _:
            return NOWHERE


Elements = Callable[[str, str], Stand]
"""Gives where an element of a list stands, by its position and its value in Python."""


def elements(items: tree.Expression, sight: Sight) -> Elements:
    """Gives where the elements of a list stand."""
    match items:
        case tree.Name(name) if name in sight.behind:
            return elements(*sight.behind[name])
        case tree.Name(name) | tree.Call(name) if (define := sight.define(name)) is not None:
            return elements(define.body, sight.inside(items, define))
        case tree.Comprehension(tree.Name(name), (generator,)) if name == generator.name.text:
            return _chosen(generator.items, sight)
        case tree.Sort(_, chosen):
            return _chosen(chosen, sight)
        case tree.ListLiteral(parts):
            return _written(parts, sight)
        case tree.Default(first, tree.ListLiteral(())):
            return elements(first, sight)
        case tree.Call("split"):
            return lambda position, item: NOWHERE
        case tree.Name() | tree.Field() | tree.Index() | tree.Find() | tree.Call("first" | "last"):
            whole = stand(items, sight)
            return lambda position, item: whole.below(position)
        case _:
            raise LeftOutError("the places of elements that only the interpreter knows")


def _chosen(items: tree.Expression, sight: Sight) -> Elements:
    """Gives where the elements of a list of chosen ones stand: where they did in the other."""
    source = lists.listed(items, sight.scope)
    there = elements(items, sight)
    return lambda position, item: there(f"place({source.text}, {item})", item)


def _written(parts: tuple[tree.Expression, ...], sight: Sight) -> Elements:
    places = [stand(part, sight) for part in parts]
    if all(place.nowhere and not place.opaque for place in places):
        return lambda position, item: NOWHERE
    if any(len(place.ways) > 1 or place.nowhere for place in places):
        raise LeftOutError("a list of what stands in several places")
    paths = "".join(f"{place.text}, " for place in places)
    return lambda position, item: Stand((("", (f"*({paths})[{position}]",)),))
