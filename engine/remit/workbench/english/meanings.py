"""Meanings: what the defines, tables and params that a rule uses stand for."""

from __future__ import annotations

from collections.abc import Iterator

from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.syntax import tree
from remit.workbench.english.clauses import Line, phrase
from remit.workbench.english.lexicon import Lexicon
from remit.workbench.english.speaking import Speaker
from remit.workbench.english.tables import Grid, decision, rule_of

Part = Line | Grid


def used(
    rule: CheckedRule, policy: CheckedPolicy, lexicon: Lexicon
) -> Iterator[tuple[CheckedPolicy, tree.Define | tree.Param]]:
    """Gives the defines and params that a rule uses, and those that these use in turn, each with
    the policy that it stands in."""
    seen: set[tuple[str, str]] = set()
    waiting: list[tuple[tree.Node, CheckedPolicy]] = [(rule.rule, policy)]
    while waiting:
        node, home = waiting.pop(0)
        for name in _called(node):
            owner = lexicon.policies[home.used[name]] if name in home.used else home
            if (owner.name, name) in seen:
                continue
            seen.add((owner.name, name))
            if name in owner.defines:
                yield owner, owner.defines[name]
                waiting.append((owner.defines[name].body, owner))
            elif name in owner.params:
                yield owner, owner.params[name].param


def meanings(rule: CheckedRule, policy: CheckedPolicy, lexicon: Lexicon) -> Iterator[Part]:
    """Gives what the words of a rule mean that are no words of its manifests."""
    for owner, item in used(rule, policy, lexicon):
        if isinstance(item, tree.Param):
            yield Line(0, f"`{item.name.text}` is {schedule(owner, item)}")
            if item.doc:
                yield Line(1, item.doc)
        else:
            yield from of_define(owner, item, lexicon)


def of_define(owner: CheckedPolicy, define: tree.Define, lexicon: Lexicon) -> Iterator[Part]:
    """Gives what a define or a decision table means, its author's words on it first."""
    speaker = Speaker(owner, lexicon).given(define.parameters or ())
    name = head(define)
    match define.body:
        case tree.Decision():
            yield Line(0, f"`{name}` is read off a table, in which {rule_of(define.body)}:")
            if define.doc:
                yield Line(1, define.doc)
            yield decision(speaker, define.body)
        case tree.Table(entries):
            yield Line(0, f"`{name}` is:")
            if define.doc:
                yield Line(1, define.doc)
            for key, entry in entries:
                yield Line(1, f"{speaker.written(key)}: {phrase(speaker, entry)}")
        case body:
            condition = lexicon.is_condition(owner.name, body)
            verb = "means" if condition else "is"
            text = speaker.told(body) if condition else speaker.noun(body)
            if define.doc:
                yield Line(0, f"`{name}`: {define.doc}")
                yield Line(1, f"it {verb}: {text}")
            else:
                yield Line(0, f"`{name}` {verb}: {text}")


def schedule(owner: CheckedPolicy, param: tree.Param) -> str:
    """Gives the values of a param, each with the day that it begins on."""
    return ", then ".join(
        " ".join(owner.source.slice(each.value.span).split())
        + (f" from {each.start}" if each.start else "")
        for each in param.schedule
    )


def head(define: tree.Define) -> str:
    """Gives a define as it is called: `is_released(tranche)`."""
    if define.parameters is None:
        return define.name.text
    return f"{define.name.text}({', '.join(each.text for each in define.parameters)})"


def _called(node: tree.Node) -> Iterator[str]:
    for part in tree.walk(node):
        if isinstance(part, tree.Name):
            yield part.name
        elif isinstance(part, tree.Call):
            yield part.function
