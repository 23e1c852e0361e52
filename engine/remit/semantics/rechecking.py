"""Checking a part of a policy once more, changed, where all else stays as it was."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from remit.manifest.types import Record, Type
from remit.semantics.checked import CheckedParam, CheckedRule, Trees
from remit.semantics.checker import Study, finder
from remit.semantics.declarations import param_type
from remit.semantics.expressions import type_of
from remit.semantics.rules import check_rule
from remit.semantics.scope import Home, Scope
from remit.semantics.settling import settle
from remit.syntax import tree
from remit.text.diagnostic import Diagnostic
from remit.text.folded import Folded


def rule_again(rule: tree.Rule, home: Home, study: Study) -> CheckedRule | None:
    """Gives a rule that stands in the place of another, ready to be evaluated; None where something
    is wrong with it."""
    said: list[Diagnostic] = []
    scope = Scope(home, said, study.instances)
    checked = check_rule(rule, scope, study.reached, finder(study.homes))
    if any(diagnostic.severity == "error" for diagnostic in said):
        return None
    settled = settle(checked.rule, home.settled)
    return replace(checked, trees=Folded(Trees(home.policy, {}, (settled,))))


def rules_again(rules: Sequence[tree.Rule], home: Home, study: Study) -> list[Diagnostic] | None:
    """Gives what is wrong with some rules of a policy as it is written now, which declares and uses
    what it did; None where a define has something against one of them."""
    said: list[Diagnostic] = []
    instances = dict(study.instances)
    calls = [(instance, len(instance.calls)) for instance in instances.values()]
    find = finder({**study.homes, home.name: home})
    for rule in rules:
        check_rule(rule, Scope(home, said, instances), study.reached, find)
    for instance, known in calls:
        del instance.calls[known:]
    return None if any(instance.said for instance in instances.values()) else said


def define_again(define: tree.Define, home: Home, study: Study) -> tree.Define | None:
    """Gives a define that stands in the place of another of its name; None where something is
    wrong with it, or it gives what its users can't take."""
    name = define.name.text
    calls = [
        instance
        for (policy, called, _), instance in study.instances.items()
        if (policy, called) == (home.name, name)
    ]
    for instance in calls:
        if instance.said:
            continue
        said: list[Diagnostic] = []
        words = define.parameters or ()
        names = {word.text: type_ for word, type_ in zip(words, instance.types, strict=True)}
        found = type_of(define.body, Scope(home, said, study.instances, names))
        if said or not _alike(found, instance.result):
            return None
    return settle(define, home.settled)


def _alike(one: Type, other: Type) -> bool:
    """Says whether two types are the same; the record of a table is made anew each time."""
    if isinstance(one, Record) and isinstance(other, Record) and one.name == other.name:
        fields = zip(one.fields.values(), other.fields.values(), strict=False)
        return one.fields.keys() == other.fields.keys() and all(
            _alike(field.type, beside.type) for field, beside in fields
        )
    return one == other


def param_again(param: tree.Param, home: Home, study: Study) -> tree.Param | None:
    """Gives a param that stands in the place of another of its name; None where its values are of
    another type."""
    said: list[Diagnostic] = []
    found = param_type(param, Scope(home, said, study.instances))
    known: CheckedParam = home.params[param.name.text]
    return settle(param, home.settled) if found == known.type and not said else None
