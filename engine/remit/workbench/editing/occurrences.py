"""Occurrences: every name in a rule file, with what it means there.

All that an editor asks about names is answered from these: what stands at a place, where it is
declared, where else it is used, and what becomes of it under another name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct, field

from remit.manifest.types import FieldType, ListType, Record, Type
from remit.semantics.builtins import BUILTINS
from remit.semantics.fitting import is_open
from remit.semantics.scope import Home, Learned
from remit.syntax import tree
from remit.text.source import Span
from remit.workbench.editing.desk import Desk

Sort = Literal[
    "policy", "rule", "param", "define", "parameter", "local",
    "kind", "collection", "register", "given", "function", "field",
]  # fmt: skip


class Symbol(Struct, frozen=True):
    """What a name means. `home` is the policy that declares it, or the schema's place of a field;
    `at` is where a name of a rule is given, so that others of the name are other symbols."""

    sort: Sort
    name: str
    home: str = ""
    at: int = -1


class Occurrence(Struct, frozen=True):
    """A name where it is written, the types that it has there, and the field that it names."""

    span: Span
    symbol: Symbol
    declares: bool = False
    types: tuple[Type, ...] = ()
    about: FieldType | None = None


def occurrences(desk: Desk, file: str) -> tuple[Occurrence, ...]:
    """Gives the names in a file, in order."""
    if file not in desk.index:
        desk.index[file] = tuple(sorted(_walked(desk, file), key=lambda found: found.span))
    found: tuple[Occurrence, ...] = desk.index[file]
    return found


def occurrence_at(desk: Desk, file: str, offset: int) -> Occurrence | None:
    """Gives the name at a place, also where it is directly behind the name."""
    found = [o for o in occurrences(desk, file) if o.span.start <= offset <= o.span.end]
    return found[-1] if found else None


def type_of(types: tuple[Type, ...]) -> Type | None:
    """Gives the type that says most of those that an expression has."""
    return next((type_ for type_ in types if not is_open(type_)), types[0] if types else None)


def _walked(desk: Desk, file: str) -> list[Occurrence]:
    draft = desk.drafts[file]
    home = desk.home(file)
    if draft.policy is None:
        return []
    walk = _Walk(home, desk.learned, draft.source.text, draft.policy.name.text)
    walk.policy(draft.policy, desk)
    return walk.found


Names = Mapping[str, Symbol]


class _Walk(Struct):
    """A walk over one policy; `home` is None where it can't be told what it governs."""

    home: Home | None
    learned: Learned
    text: str
    name: str
    found: list[Occurrence] = field(default_factory=list)

    def add(
        self,
        span: Span,
        symbol: Symbol,
        declares: bool = False,
        types: tuple[Type, ...] = (),
        about: FieldType | None = None,
    ) -> None:
        # an input that a cell of a decision table is about stands in no cell
        if self.text[span.start : span.end] == symbol.name:
            self.found.append(Occurrence(span, symbol, declares, types, about))

    def policy(self, policy: tree.Policy, desk: Desk) -> None:
        self.add(policy.name.span, Symbol("policy", policy.name.text), True)
        if policy.kind.text in desk.vocabulary.kinds:
            self.add(policy.kind.span, Symbol("kind", policy.kind.text))
        for item in policy.items:
            self.item(item)

    def item(self, item: tree.Item) -> None:
        match item:
            case tree.Use(policy, names):
                self.add(policy.span, Symbol("policy", policy.text))
                for word in names:
                    self.word(word)
            case tree.Param(name, schedule):
                self.add(name.span, Symbol("param", name.text, self.name), True)
                for each in schedule:
                    self.expression(each.value, {})
            case tree.Define(name, parameters, body):
                self.add(name.span, Symbol("define", name.text, self.name), True)
                self.expression(body, self.parameters(parameters or ()))
            case tree.Rule(name):
                self.add(name.span, Symbol("rule", name.text, self.name), True)
                self.clauses(item)

    def word(self, word: tree.Word) -> None:
        """A name that is taken from another policy."""
        symbol = self.declared(word.text)
        if symbol is not None:
            self.add(word.span, symbol)

    def parameters(self, words: tuple[tree.Word, ...]) -> Names:
        names: Names = {}
        for word in words:
            names = self.given(word, names, (), "parameter")
        return names

    def clauses(self, rule: tree.Rule) -> None:
        names: Names = {}
        for clause in rule.clauses:
            match clause:
                case tree.For(name, items, where):
                    names = self.bound(name, items, names)
                    if where is not None:
                        self.expression(where, names)
                case tree.When(condition):
                    self.expression(condition, names)
                case tree.Let(name, value):
                    self.expression(value, names)
                    names = self.given(name, names, self.types(value))
                case tree.Require(condition, message, at, hint):
                    self.expression(condition, names)
                    for said in (message, at, hint):
                        if said is not None:
                            self.expression(said, names)

    def bound(self, word: tree.Word, items: tree.Expression, names: Names) -> Names:
        self.expression(items, names)
        types = (t.item if isinstance(t, ListType) else t for t in self.types(items))
        return self.given(word, names, tuple(types))

    def given(
        self, word: tree.Word, names: Names, types: tuple[Type, ...], sort: Sort = "local"
    ) -> Names:
        symbol = Symbol(sort, word.text, self.name, word.span.start)
        self.add(word.span, symbol, True, types)
        return {**names, word.text: symbol}

    def types(self, expression: tree.Expression) -> tuple[Type, ...]:
        return tuple(dict.fromkeys(type_ for type_, _ in self.learned.of(expression)))

    def expression(self, node: tree.Node, names: Names) -> None:
        match node:
            case tree.Name(name):
                symbol = names.get(name) or self.meant(name)
                if symbol is not None:
                    self.add(node.span, symbol, types=self.types(node))
            case tree.Field(target, name):
                self.expression(target, names)
                self.field(node.word, name, self.types(target), self.types(node))
            case tree.Index(target, tree.Text(name) as key):
                self.expression(target, names)
                span = Span(key.span.start + 1, key.span.end - 1)
                self.field(span, name, self.types(target), self.types(node))
            case tree.Call(function, arguments):
                self.function(node, function)
                for argument in arguments:
                    self.expression(argument, names)
            case tree.Comprehension(element, generators):
                for each in generators:
                    names = self.bound(each.name, each.items, names)
                    if each.where is not None:
                        self.expression(each.where, names)
                self.expression(element, names)
            case tree.Sort(name, items, where, key):
                names = self.bound(name, items, names)
                if where is not None:
                    self.expression(where, names)
                self.expression(key, names)
            case tree.Quantified(_, name, items, condition) | tree.Find(name, items, condition):
                self.expression(condition, self.bound(name, items, names))
            case tree.Decision():
                for row in node.rows:
                    for part in tree.children(row):
                        self.expression(part, names)
            case _:
                for part in tree.children(node):
                    self.expression(part, names)

    def field(
        self, span: Span, name: str, targets: tuple[Type, ...], types: tuple[Type, ...]
    ) -> None:
        for target in targets:
            known = target.fields.get(name) if isinstance(target, Record) else None
            if known is not None:
                self.add(span, Symbol("field", name, known.pointer), types=types, about=known)
                return

    def function(self, call: tree.Call, name: str) -> None:
        symbol = self.declared(name)
        if symbol is None and name in BUILTINS:
            symbol = Symbol("function", name)
        if symbol is not None:
            self.add(call.word, symbol)

    def meant(self, name: str) -> Symbol | None:
        """Gives what a name means that no clause gives."""
        if self.home is None:
            return None
        symbol = self.declared(name)
        vocabulary = self.home.vocabulary
        if symbol is not None:
            return symbol
        if name == self.home.kind.name:
            return Symbol("kind", name)
        if name in vocabulary.plurals():
            return Symbol("collection", name)
        if name in vocabulary.registers:
            return Symbol("register", name)
        return Symbol("given", name) if name in ("baseline", "today") else None

    def declared(self, name: str) -> Symbol | None:
        if self.home is None:
            return None
        param, define = self.home.param(name), self.home.define(name)
        if param is not None:
            return Symbol("param", name, param[0].name)
        return Symbol("define", name, define[0].name) if define is not None else None


def declarations(desk: Desk, symbol: Symbol) -> Iterator[tuple[str, Occurrence]]:
    """Gives where a symbol is declared in rule files, by file."""
    for file in desk.drafts:
        for found in occurrences(desk, file):
            if found.declares and found.symbol == symbol:
                yield file, found


def uses(desk: Desk, symbol: Symbol) -> Iterator[tuple[str, Occurrence]]:
    """Gives where a symbol stands in rule files, by file; where it is declared, too."""
    for file in desk.drafts:
        for found in occurrences(desk, file):
            if found.symbol == symbol:
                yield file, found
