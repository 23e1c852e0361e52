"""Scopes: what the names of an expression stand for, and how deep in the loops it can be known."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.compiler.code import Code, LeftOutError, constant, sure
from remit.evaluation.compiler.shelf import Names, Need
from remit.evaluation.compiler.writer import Writer
from remit.manifest.types import DATE, ListType, Type
from remit.semantics.checked import CheckedPolicy
from remit.syntax import tree


class Scope(Struct, frozen=True, eq=False):
    """The policy of a rule (`kind` is what it governs), the policy whose params and defines are
    seen (`home`), and the names bound so far. `roots` are the manifest and its baseline."""

    writer: Writer
    law: Names
    kind: str
    home: CheckedPolicy
    roots: Mapping[str, Code]
    names: Mapping[str, Code] = field(default_factory=dict)

    def binding(self, name: str, code: Code) -> Scope:
        """Gives the scope with one name more."""
        return replace(self, names={**self.names, name: code})

    def define(self, name: str) -> tuple[tree.Define, CheckedPolicy] | None:
        """Gives a define in reach and the policy that it belongs to."""
        home = self.owner(name)
        found = home.defines.get(name)
        return (found, home) if found is not None else None

    def owner(self, name: str) -> CheckedPolicy:
        """Gives the policy that a param or define of this name belongs to."""
        used = self.home.used.get(name)
        return self.law.policies[used] if used is not None else self.home

    def inside(self, home: CheckedPolicy, names: Mapping[str, Code]) -> Scope:
        """Gives the scope of a define's body."""
        return replace(self, home=home, names=names)

    def level(self, node: tree.Node) -> int:
        """Gives the level at which an expression can be evaluated: the deepest of its names."""
        return max((self._level(name) for name in self.free(node)), default=0)

    def _level(self, name: str) -> int:
        if name in self.names:
            return self.names[name].level
        return self.roots[name].level if name in self.roots else 0

    def free(self, node: tree.Node) -> frozenset[str]:
        """Gives the names of an expression that it doesn't bind itself: local ones and roots."""
        names = _named(node, self)
        return frozenset(name for name in names if name in self.names or name in self.roots)

    def named(self, node: tree.Node) -> frozenset[str]:
        """Gives all names that an expression doesn't bind itself, with those of its defines."""
        return _named(node, self)

    def key(self, node: tree.Node) -> Hashable:
        """Gives what is the same for expressions that give the same."""
        bound = sorted((n, self.names[n].text) for n in self.free(node) if n in self.names)
        return (node, self.home.name, tuple(bound))


def outside(name: str, scope: Scope) -> Code:
    """Gives the code of a name that the rule did not bind itself, defines excepted."""
    if name in scope.roots:
        return scope.roots[name]
    if name == "today":
        return _given(scope, ("", "today"), DATE)
    owner = scope.owner(name)
    if name in owner.params:
        return _given(scope, (owner.name, name), owner.params[name].type)
    kind = scope.law.vocabulary.plurals().get(name)
    if kind is not None:
        return _given(scope, ("", name), ListType(kind.type))
    register = scope.law.vocabulary.registers.get(name)
    if register is None:
        raise LeftOutError(f"nothing is known of `{name}`")
    return _given(scope, ("", name), register)


def _given(scope: Scope, need: Need, type_: Type) -> Code:
    """Gives the name of what the world hands in."""
    sure(type_)
    writer = scope.writer
    if need not in writer.given:
        name = writer.name("g")
        owner, word = map(constant, need)
        writer.world.lines.append(f"{name} = given[{owner}, {word}]")
        writer.given[need] = Code(name, type_, 0, stable=True, steps=(need,))
    return writer.given[need]


def _named(node: tree.Node, scope: Scope) -> frozenset[str]:
    """Gives the names in a node, those of its defines' bodies included, its own bindings not."""
    known = scope.law.named
    key = (id(node), scope.home.name)
    if key not in known:
        known[key] = node, frozenset(_free(node, scope))
    return known[key][1]


def _free(node: tree.Node, scope: Scope) -> Iterator[str]:
    match node:
        case tree.Name(name):
            yield name
            yield from _of_define(name, scope)
        case tree.Call(function):
            yield from _of_define(function, scope)
            yield from _below(node, scope)
        case tree.Quantified(_, word, items, condition) | tree.Find(word, items, condition):
            yield from _named(items, scope)
            yield from _named(condition, scope) - {word.text}
        case tree.Sort(word, items, where, key):
            yield from _named(items, scope)
            for part in (where, key):
                yield from _named(part, scope) - {word.text} if part is not None else ()
        case tree.Comprehension(element, generators):
            yield from _of_generators(element, generators, scope)
        case _:
            yield from _below(node, scope)


def _below(node: tree.Node, scope: Scope) -> Iterator[str]:
    for child in tree.children(node):
        yield from _named(child, scope)


def _of_generators(
    element: tree.Expression, generators: tuple[tree.Generator, ...], scope: Scope
) -> frozenset[str]:
    if not generators:
        return _named(element, scope)
    first, rest = generators[0], generators[1:]
    inner = _of_generators(element, rest, scope)
    if first.where is not None:
        inner |= _named(first.where, scope)
    return _named(first.items, scope) | (inner - {first.name.text})


def _of_define(name: str, scope: Scope) -> frozenset[str]:
    """A define's body sees no local names but its own parameters, only the roots."""
    found = scope.define(name)
    if found is None:
        return frozenset()
    define, home = found
    own = {word.text for word in define.parameters or ()}
    return _named(define.body, scope.inside(home, {})) - own
