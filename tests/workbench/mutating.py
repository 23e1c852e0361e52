"""What the tests of mutants share: a policy with every construct, and its mutants."""

from __future__ import annotations

from collections.abc import Iterator

from tests.judge.evaluating import schema, vocabulary_of

from remit.semantics.checker import Question, Study, study
from remit.semantics.rechecking import define_again, param_again, rule_again
from remit.semantics.scope import Home
from remit.syntax import tree
from remit.syntax.parser import parse
from remit.text.source import Source
from remit.workbench.mutation.mutants import Item, Mutant, mutants

SCHEMA = """
$schema: https://json-schema.org/draft/2020-12/schema
title: Project
type: object
required: [id, open, kind, stage, due]
properties:
  id: {type: string}
  open: {type: boolean}
  kind: {type: string, enum: [a, b, c]}
  stage: {type: string, enum: [idea, pilot, scale], x-remit-ordered: true}
  due: {type: string, format: date}
  size: {type: number}
  text: {type: string}
  days: {type: array, items: {type: string, format: date}, default: []}
  parts:
    type: array
    default: []
    items:
      type: object
      required: [id]
      properties: {id: {type: string}, weight: {type: number, minimum: 0}}
"""


def studied(text: str) -> tuple[Home, Study]:
    """Gives a policy as the checker knows it; it has to be free of errors."""
    source = Source("rules.remit", text)
    policy, wrong = parse(source)
    assert policy is not None, [each.message for each in wrong]
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    found = study([(source, policy)], vocabulary, Question())
    assert not found.said, [(each.code, each.message) for each in found.said]
    return found.homes["p"], found


def items(home: Home) -> Iterator[Item]:
    """Gives the rules, defines and params of a policy."""
    for item in home.policy.items:
        if not isinstance(item, tree.Use):
            yield item


def sound(item: Item, home: Home, found: Study) -> Iterator[Mutant]:
    """Gives the mutants that hold together."""
    for mutant in mutants(item, home):
        match mutant.node:
            case tree.Rule() as rule:
                holds = rule_again(rule, home, found) is not None
            case tree.Define() as define:
                holds = define_again(define, home, found) is not None
            case tree.Param() as param:
                holds = param_again(param, home, found) is not None
        if holds:
            yield mutant
