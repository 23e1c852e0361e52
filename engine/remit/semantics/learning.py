"""Learning: what is known of the expressions of one item, of whatever can be told of it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from remit.manifest.types import ANY, Type
from remit.semantics.expressions import type_of
from remit.semantics.rules import scope_below
from remit.semantics.scope import Home, Learned, Scope
from remit.semantics.settling import Settled
from remit.syntax import tree


def learned_of(item: tree.Item, home: Home, taken: Mapping[str, Type]) -> Learned:
    """Gives the types of the expressions of an item, as they are in a policy; `taken` are the types
    that the parameters of a define are known to take."""
    learned = Learned()
    scope = Scope(replace(home, settled=Settled()), [], {}, learned=learned)
    match item:
        case tree.Use():
            pass
        case tree.Param(_, schedule):
            for each in schedule:
                type_of(each.value, scope)
        case tree.Define(_, parameters, body):
            for word in parameters or ():
                scope = scope.bind(word.text, taken.get(word.text, ANY))
            type_of(body, scope)
        case tree.Rule():
            scope_at_end(item, scope)
    return learned


def names_at_end(rule: tree.Rule, home: Home) -> Mapping[str, Type]:
    """Gives the names that hold behind the last clause of a rule, with their types."""
    return scope_at_end(rule, Scope(replace(home, settled=Settled()), [], {})).names


def scope_at_end(rule: tree.Rule, scope: Scope) -> Scope:
    """Gives the scope behind the last clause of a rule."""
    for clause in rule.clauses:
        scope = scope_below(clause, scope)
    return scope
