"""Footprints: what rules read of the manifests of a kind, so that no more of them need be kept.

A rule is followed through its names and defines. A value is traced to the places where it may
stand: paths of fields and elements from a name from outside. Where it goes through a path, only the
path counts; where it is compared, computed with, printed or handed to a function, all of it does.
What isn't known here to need less needs the whole, so that a footprint may be too large, and is
never too small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from remit.manifest.projection import Footprint
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.syntax import tree

Place = tuple[str | None, ...]
"""A name from outside, and below it the names of fields, and None for the elements of a list."""

Places = frozenset[Place]


class Trace(Struct, frozen=True):
    """Where a value may stand, and, where it may be a list that the rule makes, its elements."""

    at: Places = frozenset()
    listed: Places = frozenset()

    def elements(self) -> Places:
        """Gives the places of its elements."""
        return self.listed | {(*place, None) for place in self.at}

    def __or__(self, other: Trace) -> Trace:
        return Trace(self.at | other.at, self.listed | other.listed)


COMPUTED = Trace()
"""The trace of what is computed, and stands nowhere."""

Names = Mapping[str, Trace]


def footprints(
    rule: CheckedRule, policy: CheckedPolicy, policies: Mapping[str, CheckedPolicy]
) -> dict[str, Footprint]:
    """Gives what a rule reads of each name from outside: of kinds, collections and registers."""
    found: dict[str, Footprint] = {}
    _Follower(policies, rule.names, policy.name, found).rule(rule.rule)
    return found


class _Follower(Struct, eq=False):
    """Follows a rule in the `policy` where it stands, or where its defines do; `roots` are the
    names from outside, `found` what was read so far."""

    policies: Mapping[str, CheckedPolicy]
    roots: frozenset[str]
    policy: str
    found: dict[str, Footprint]
    calls: dict[tuple[str, str, tuple[Trace, ...]], Trace] = field(default_factory=dict)

    # -- what is noted --------------------------------------------------------------------------

    def footprint(self, place: Place) -> Footprint:
        """Gives the footprint of a place, which may be added to."""
        root, *path = place
        found = self.found.setdefault(root or "", Footprint())
        for name in path:
            found = found.field(name) if name is not None else found.element()
        return found

    def use(self, trace: Trace) -> None:
        """Notes that all of a value is needed."""
        for place in trace.at | trace.listed:
            self.footprint(place).whole = True

    def ask(self, trace: Trace) -> None:
        """Notes that a value is asked for: whether it is there, or how many elements it has."""
        for place in trace.at:
            self.footprint(place).asked = True

    # -- clauses --------------------------------------------------------------------------------

    def rule(self, rule: tree.Rule) -> None:
        """Follows the clauses of a rule."""
        names: dict[str, Trace] = {}
        for clause in rule.clauses:
            match clause:
                case tree.For(name, items, where):
                    names = self.binding(name.text, items, names)
                    self.used(where, names)
                case tree.When(condition):
                    self.used(condition, names)
                case tree.Let(name, value):
                    names = {**names, name.text: self.trace(value, names)}
                case tree.Require(condition, message, at, hint):
                    self.used(condition, names)
                    if at is not None:  # only where it stands counts
                        self.trace(at, names)
                    for text in (message, hint):
                        self.children(text, names)

    def binding(self, name: str, items: tree.Expression, names: Names) -> dict[str, Trace]:
        """Gives the names with one more, for the elements of a list."""
        found = self.trace(items, names)
        self.ask(found)
        return {**names, name: Trace(found.elements())}

    # -- expressions ----------------------------------------------------------------------------

    def used(self, expression: tree.Expression | None, names: Names) -> None:
        """Follows an expression of whose value all is needed."""
        if expression is not None:
            self.use(self.trace(expression, names))

    def children(self, node: tree.Node | None, names: Names) -> Trace:
        """Follows all parts of something that is computed of them."""
        for child in tree.children(node) if node is not None else ():
            if isinstance(child, tree.Expression):
                self.used(child, names)
            else:
                self.children(child, names)
        return COMPUTED

    def trace(self, expression: tree.Expression, names: Names) -> Trace:
        """Gives where the value of an expression may stand."""
        match expression:
            case tree.Name(name):
                return names[name] if name in names else self.outside(name)
            case tree.Field(target, name) | tree.Index(target, tree.Text(name)):
                return self.below(self.trace(target, names), name)
            case tree.Index(target, key):
                self.used(key, names)
                found = self.trace(target, names)
                self.ask(found)
                return Trace(found.elements())
            case tree.Call(function, arguments):
                return self.call(function, arguments, names)
            case tree.Default(value, fallback):
                return self.trace(value, names) | self.trace(fallback, names)
            case tree.Find(name, items, condition):
                names = self.binding(name.text, items, names)
                self.used(condition, names)
                return names[name.text]
            case tree.Quantified(_, name, items, condition):
                self.used(condition, self.binding(name.text, items, names))
                return COMPUTED
            case tree.Sort(name, items, where, key):
                names = self.binding(name.text, items, names)
                self.used(where, names)
                self.used(key, names)
                return Trace(listed=names[name.text].at)
            case tree.Comprehension(element, generators):
                for generator in generators:
                    names = self.binding(generator.name.text, generator.items, names)
                    self.used(generator.where, names)
                return self.made_of([element], names)
            case tree.ListLiteral(items):
                return self.made_of(items, names)
            case tree.PresenceTest(operator, operand):
                found = self.trace(operand, names)
                if operator in ("is present", "is absent"):  # of a manifest no more is told
                    found = Trace(frozenset(at for at in found.at if not _is_manifest(at)))
                self.ask(found)
                return COMPUTED
            case tree.Decision():
                return self.decision(expression, names)
            case _:
                return self.children(expression, names)

    def below(self, target: Trace, name: str) -> Trace:
        """Gives where a field stands; all of what has no fields."""
        self.use(Trace(target.listed))
        for place in target.at:
            self.footprint((*place, name))
        return Trace(frozenset((*place, name) for place in target.at))

    def made_of(self, items: Iterable[tree.Expression], names: Names) -> Trace:
        """Gives a list that is made of elements; lists in it are needed whole."""
        listed: Places = frozenset()
        for item in items:
            found = self.trace(item, names)
            self.use(Trace(found.listed))
            listed |= found.at
        return Trace(listed=listed)

    def decision(self, decision: tree.Decision, names: Names) -> Trace:
        """Follows a table; where it has one output, gives where that may stand."""
        for row in decision.rows:
            for condition in row.conditions:
                self.used(condition, names)
        values = [self.trace(value, names) for row in decision.rows for value in row.values]
        if len(decision.outputs) > 1:
            for value in values:
                self.use(value)
            return COMPUTED
        found = COMPUTED
        for value in values:
            found |= value
        return found

    # -- names and calls ------------------------------------------------------------------------

    def outside(self, name: str) -> Trace:
        """Gives where the value of a name stands that the rule doesn't bind itself."""
        define = self.define(name)
        if define is not None:
            return self.defined(*define, ())
        return Trace(frozenset({(name,)})) if name in self.roots else COMPUTED

    def call(self, function: str, arguments: tuple[tree.Expression, ...], names: Names) -> Trace:
        """Gives where the value of a call may stand."""
        found = [self.trace(argument, names) for argument in arguments]
        define = self.define(function)
        if define is not None:
            if isinstance(define[1].body, tree.Decision):
                for each in found:  # its inputs are told as they are
                    self.use(each)
            return self.defined(*define, tuple(found))
        if function in _COUNTING:
            self.ask(found[0])
            return COMPUTED
        if function in _CHOOSING:
            self.ask(found[0])
            return Trace(found[0].elements())
        if function == "path_of":
            return COMPUTED
        for each in found:
            self.use(each)
        return COMPUTED

    def define(self, name: str) -> tuple[str, tree.Define] | None:
        """Gives the policy that a define of this name belongs to, and the define."""
        home = self.policies[self.policies[self.policy].used.get(name, self.policy)]
        found = home.defines.get(name)
        return (home.name, found) if found is not None else None

    def defined(self, policy: str, define: tree.Define, arguments: tuple[Trace, ...]) -> Trace:
        """Gives where the value of a define may stand, for arguments that stand somewhere."""
        key = (policy, define.name.text, arguments)
        if key not in self.calls:
            self.calls[key] = COMPUTED
            words = define.parameters or ()
            names = {word.text: each for word, each in zip(words, arguments, strict=True)}
            outer, self.policy = self.policy, policy
            self.calls[key] = self.trace(define.body, names)
            self.policy = outer
        return self.calls[key]


def _is_manifest(place: Place) -> bool:
    """Says whether a manifest stands at a place, or a whole collection."""
    return len(place) == 1 or place[1:] == (None,)


_COUNTING = frozenset({"count", "length"})
"""The functions that ask how many elements a list has."""

_CHOOSING = frozenset({"first", "last"})
"""The functions that give an element of their list."""
