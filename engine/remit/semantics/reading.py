"""Reading: which fields of the manifests a rule reads, followed through its names and defines."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from remit.manifest.types import FieldType, ListType, MapType, Record, Type
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.syntax import tree

_HANDED_ON = frozenset({"first", "last", "min", "max", "distinct", "duplicates", "keys", "values"})
"""The functions that give elements of their argument."""


class Trail(Struct, frozen=True, order=True):
    """A path of fields from a name from outside: `project`, `funding.tranches.status`.

    Elements of a list go by the list's own path. `paired` is the pair of two elements.
    """

    root: str
    path: tuple[str, ...] = ()
    paired: bool = False

    def below(self, name: str) -> Trail:
        """Gives the trail of a field."""
        if self.paired:
            return Trail(self.root, self.path)
        return Trail(self.root, (*self.path, name))

    def __str__(self) -> str:
        return ".".join((self.root, *self.path))


Trails = frozenset[Trail]
Found = Callable[[str, str], tuple[str, tree.Define] | None]
NOTHING: Trails = frozenset()


class Reader(Struct, eq=False):
    """Where a rule is read: its policy, the names from outside, how defines are found (by policy
    and name: the policy that declares it), and the trails met so far."""

    policy: str
    roots: frozenset[str]
    define: Found
    met: set[Trail] = field(default_factory=set)
    calls: dict[tuple[str, str, tuple[Trails, ...]], Trails] = field(default_factory=dict)


Names = Mapping[str, Trails]


def fields_read(
    checked: CheckedRule, policy: CheckedPolicy, policies: Mapping[str, CheckedPolicy]
) -> tuple[Trail, ...]:
    """Gives the fields that a rule reads, without those on the way to others, in order."""
    reader = Reader(policy.name, checked.names - {"today"}, _finder(policies))
    follow_rule(checked.rule, reader)
    passed = {
        Trail(trail.root, trail.path[:length])
        for trail in reader.met
        for length in range(len(trail.path))
    }
    return tuple(sorted(trail for trail in reader.met - passed if not trail.paired))


def _finder(policies: Mapping[str, CheckedPolicy]) -> Found:
    def define(policy: str, name: str) -> tuple[str, tree.Define] | None:
        home = policies[policies[policy].used.get(name, policy)]
        found = home.defines.get(name)
        return (home.name, found) if found is not None else None

    return define


def field_at(type_: Type, path: tuple[str, ...]) -> FieldType | None:
    """Gives what the schema declares of a field, None where it declares nothing."""
    found: FieldType | None = None
    for name in path:
        while isinstance(type_, ListType | MapType):
            type_ = type_.item if isinstance(type_, ListType) else type_.value
        found = type_.fields.get(name) if isinstance(type_, Record) else None
        if found is None:
            return None
        type_ = found.type
    return found


def follow_rule(rule: tree.Rule, reader: Reader) -> dict[int, Trails]:
    """Follows the clauses of a rule; gives the trails of each `at`, by position of the clause."""
    names: dict[str, Trails] = {}
    places: dict[int, Trails] = {}
    for position, clause in enumerate(rule.clauses):
        match clause:
            case tree.For(name, items, where):
                names[name.text] = follow(items, names, reader)
                if where is not None:
                    follow(where, names, reader)
            case tree.When(condition):
                follow(condition, names, reader)
            case tree.Let(name, value):
                names[name.text] = follow(value, names, reader)
            case tree.Require(condition, _, at):
                follow(condition, names, reader)
                if at is not None:
                    places[position] = follow(at, names, reader)
    return places


def follow(expression: tree.Expression, names: Names, reader: Reader) -> Trails:
    """Gives the trails of the values that an expression may give; none for what is computed."""
    found = _follow(expression, names, reader)
    reader.met |= found
    return found


def _follow(expression: tree.Expression, names: Names, reader: Reader) -> Trails:
    match expression:
        case tree.Name(name):
            return names[name] if name in names else _outside(name, reader)
        case tree.Field(target, name):
            return frozenset(trail.below(name) for trail in follow(target, names, reader))
        case tree.Index(target, key):
            follow(key, names, reader)
            found = follow(target, names, reader)
            if not isinstance(key, tree.Text):
                return found
            return frozenset(trail.below(key.value) for trail in found)
        case tree.Call(function, arguments):
            return _call(function, [follow(part, names, reader) for part in arguments], reader)
        case tree.Default(value, fallback):
            return follow(value, names, reader) | follow(fallback, names, reader)
        case tree.Find(name, items, condition) | tree.Quantified(_, name, items, condition):
            found = follow(items, names, reader)
            follow(condition, {**names, name.text: found}, reader)
            return found if isinstance(expression, tree.Find) else NOTHING
        case tree.Sort(name, items, where, key):
            found = follow(items, names, reader)
            for part in (where, key):
                if part is not None:
                    follow(part, {**names, name.text: found}, reader)
            return found
        case tree.Comprehension(element, generators):
            return _comprehension(element, generators, names, reader)
        case tree.Decision():
            return _decision(expression, names, reader)
        case tree.ListLiteral(items):
            return NOTHING.union(*(follow(item, names, reader) for item in items))
        case _:
            for child in tree.children(expression):
                _follow_part(child, names, reader)
            return NOTHING


def _follow_part(node: tree.Node, names: Names, reader: Reader) -> None:
    if isinstance(node, tree.Expression):
        follow(node, names, reader)


def _comprehension(
    element: tree.Expression,
    generators: tuple[tree.Generator, ...],
    names: Names,
    reader: Reader,
) -> Trails:
    for generator in generators:
        names = {**names, generator.name.text: follow(generator.items, names, reader)}
        if generator.where is not None:
            follow(generator.where, names, reader)
    return follow(element, names, reader)


def _decision(decision: tree.Decision, names: Names, reader: Reader) -> Trails:
    for row in decision.rows:
        for condition in row.conditions:
            if condition is not None:
                follow(condition, names, reader)
    found = [follow(value, names, reader) for row in decision.rows for value in row.values]
    return NOTHING.union(*found) if len(decision.outputs) == 1 else NOTHING


def _outside(name: str, reader: Reader) -> Trails:
    define = reader.define(reader.policy, name)
    if define is not None:
        return _define(define, (), reader)
    return frozenset({Trail(name)}) if name in reader.roots else NOTHING


def _call(function: str, arguments: list[Trails], reader: Reader) -> Trails:
    define = reader.define(reader.policy, function)
    if define is not None:
        return _define(define, tuple(arguments), reader)
    if function == "pairs" and arguments:
        return frozenset(Trail(trail.root, trail.path, True) for trail in arguments[0])
    return arguments[0] if function in _HANDED_ON and arguments else NOTHING


def _define(
    found: tuple[str, tree.Define], arguments: tuple[Trails, ...], reader: Reader
) -> Trails:
    policy, define = found
    key = (policy, define.name.text, arguments)
    if key not in reader.calls:
        reader.calls[key] = NOTHING
        names = {
            word.text: trails
            for word, trails in zip(define.parameters or (), arguments, strict=False)
        }
        outer, reader.policy = reader.policy, policy
        reader.calls[key] = follow(define.body, names, reader)
        reader.policy = outer
    return reader.calls[key]
