"""Scopes: what the checker knows where an expression stands, and where it says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from remit.manifest.types import DATE, MISTAKEN, KindType, ListType, Mistaken, Type, Vocabulary
from remit.semantics.checked import CheckedParam
from remit.semantics.settling import Settled
from remit.syntax import tree
from remit.text.diagnostic import Diagnostic
from remit.text.fixes import Fix
from remit.text.source import Source, Span

_SHOWN = 48


class Home(Struct, eq=False):
    """A policy as its own expressions see it: the names from outside and those that it declares.

    `used` holds, for each name taken by `use`, the policy that declares it; `missing` are such
    names that nobody declares, which was said. `broken` are defines that can't be typed, since they
    refer to themselves or nest too deeply. `settled` takes what types tell of the tree.
    """

    name: str
    source: Source
    policy: tree.Policy
    vocabulary: Vocabulary
    kind: KindType
    outside: Mapping[str, Type]
    params: dict[str, CheckedParam] = field(default_factory=dict)
    defines: dict[str, tree.Define] = field(default_factory=dict)
    used: dict[str, Home] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    settled: Settled = field(default_factory=Settled)

    def define(self, name: str) -> tuple[Home, tree.Define] | None:
        """Gives the define of a name and the policy that it stands in."""
        home = self.used.get(name, self)
        found = home.defines.get(name)
        return (home, found) if found is not None else None

    def param(self, name: str) -> tuple[Home, CheckedParam] | None:
        """Gives the param of a name and the policy that it stands in."""
        home = self.used.get(name, self)
        found = home.params.get(name)
        return (home, found) if found is not None else None


class Learned(Struct, eq=False):
    """What the checker learned of each expression: its types, each with the names that hold there.

    An expression in a define has one for each sort of arguments that the define is called with.
    """

    known: dict[int, tuple[tree.Expression, list[tuple[Type, Mapping[str, Type]]]]] = field(
        default_factory=dict
    )

    def take(self, expression: tree.Expression, type_: Type, names: Mapping[str, Type]) -> None:
        """Takes note of a type of an expression."""
        known = self.known.setdefault(id(expression), (expression, []))
        known[1].append((type_, names))

    def of(self, expression: tree.Expression) -> list[tuple[Type, Mapping[str, Type]]]:
        """Gives the types of an expression with the names that hold there, none if it was never
        looked at."""
        return self.known.get(id(expression), (expression, []))[1]


class Instance(Struct, eq=False):
    """A define typed for the arguments of its calls: its result, what is wrong, and the calls."""

    home: Home
    define: tree.Define
    types: tuple[Type, ...]
    result: Type = MISTAKEN
    said: list[Diagnostic] = field(default_factory=list)
    calls: list[tuple[Source, Span]] = field(default_factory=list)


Instances = dict[tuple[str, str, tuple[Type, ...]], Instance]


class Scope(Struct, frozen=True, eq=False):
    """The names that hold at a place, and the list that takes what is said about it.

    `learned` takes what is found out about expressions, where somebody wants to know.
    """

    home: Home
    said: list[Diagnostic]
    instances: Instances
    names: Mapping[str, Type] = field(default_factory=dict)
    learned: Learned | None = None

    def bind(self, name: str, type_: Type) -> Scope:
        """Gives the scope below a clause or quantifier that binds a name."""
        return replace(self, names={**self.names, name: type_})

    def say(
        self,
        code: str,
        span: Span,
        message: str,
        help: str | None = None,
        home: Home | None = None,
        fix: Fix | None = None,
    ) -> Mistaken:
        """Says what is wrong; gives the type with which the checker goes on in silence."""
        source = (home or self.home).source
        self.said.append(Diagnostic(code, message, source, span, help, fix=fix))
        return MISTAKEN

    def advise(self, code: str, span: Span, message: str, help: str | None = None) -> None:
        """Says what can stay, and hardly was meant."""
        said = Diagnostic(code, message, self.home.source, span, help, "advice")
        self.said.append(said)

    def written(self, node: tree.Node) -> str:
        """Gives an expression as its author wrote it, on one line and not too long."""
        text = " ".join(self.home.source.slice(node.span).split())
        return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def outside_names(kind: KindType, vocabulary: Vocabulary) -> dict[str, Type]:
    """Gives the types of all names that a policy governing a kind has from outside."""
    names: dict[str, Type] = dict(vocabulary.registers)
    names |= {plural: ListType(of.type) for plural, of in vocabulary.plurals().items()}
    return names | {kind.name: kind.type, "baseline": kind.type, "today": DATE}
