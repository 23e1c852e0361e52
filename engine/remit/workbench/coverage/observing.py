"""Observing: which outcomes the atoms of a rule have, and which of them decide, in one case.

The rule is walked beside its evaluation, as explanations are: what joins and repeats conditions is
followed here, and every value comes from the interpreter, which knows nothing of it. A test holds
that both give the same outcomes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from msgspec import Struct, field

from remit.evaluation.interpreter import elements, evaluate, inside, truth
from remit.evaluation.run import BudgetError, Frame, Run
from remit.evaluation.world import Subject, World
from remit.manifest.values import Absent, Unknown, Value
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.semantics.comparisons import Truth
from remit.syntax import tree
from remit.text.source import Span
from remit.workbench.coverage.decisions import (
    LIST,
    Mark,
    Outcome,
    deciding,
    measured,
    reached,
    word,
)
from remit.workbench.visiting import conditions_of

_PATIENCE = 8
"""Observing takes at most so many times the steps of evaluating."""


class Watch(Struct):
    """What was seen so far, and which expressions hold no decision, by their identity: most do not,
    and needn't be looked into again.

    `sizes` are where lists were walked and whether they had one element, more or none; `notice` is
    told of every atom that was reached, before it is evaluated; `steps` is what it took.
    """

    marks: set[Mark] = field(default_factory=set)
    plain: dict[int, tuple[tree.Expression, bool]] = field(default_factory=dict)
    sizes: set[tuple[str, int, int]] = field(default_factory=set)
    notice: Callable[[tree.Expression, Frame], None] = lambda atom, frame: None
    steps: int = 0

    def walked(self, items: tree.Expression, count: int, frame: Frame) -> None:
        """Takes note of how many elements a list has."""
        self.sizes.add((frame.policy.name, items.span.start, min(count, 2)))

    def is_plain(self, expression: tree.Expression, policy: CheckedPolicy) -> bool:
        """Says whether no decision stands in an expression, nor in a define that it names."""
        known = self.plain.get(id(expression))
        if known is None:
            found = not any(_decides(node, policy) for node in tree.walk(expression))
            known = self.plain[id(expression)] = (expression, found)
        return known[1]


def _decides(node: tree.Node, policy: CheckedPolicy) -> bool:
    match node:
        case tree.And() | tree.Or() | tree.Not() | tree.Implies() | tree.Quantified() | tree.Find():
            return True
        case tree.Generator(where=where) | tree.Sort(where=where):
            return where is not None
        case tree.Name(name) | tree.Call(name):
            return name in policy.defines or name in policy.used
        case _:
            return False


def observe(
    rule: CheckedRule,
    policy: CheckedPolicy,
    policies: Mapping[str, CheckedPolicy],
    subject: Subject,
    world: World,
    watch: Watch,
) -> None:
    """Takes note of all that an applicable rule shows of a subject."""
    most = world.steps * _PATIENCE
    run = Run(rule, policy, policies, subject, world, most, 0)
    with suppress(BudgetError, RecursionError):
        _clauses(rule.rule.clauses, Frame(run, policy), watch)
    watch.steps += most - run.steps


def _clauses(clauses: tuple[tree.Clause, ...], frame: Frame, watch: Watch) -> None:
    for position, clause in enumerate(clauses):
        match clause:
            case tree.Let(name, value):
                found = _meant(value, frame, watch)
                frame = frame.letting(name.text, found, value)
            case tree.When(condition):
                if _decide(condition, frame, watch) is not True:
                    return
            case tree.For():
                _for(clause, clauses[position + 1 :], frame, watch)
                return
            case tree.Require(condition):
                _decide(condition, frame, watch)


def _for(clause: tree.For, rest: tuple[tree.Clause, ...], frame: Frame, watch: Watch) -> None:
    _look(clause.items, frame, watch)
    items = elements(clause.items, frame)
    span = clause.items.span
    if isinstance(items, Unknown):
        watch.marks.add((frame.policy.name, span.start, span.end, LIST, "undecided", True))
        return
    watch.walked(clause.items, len(items), frame)
    seen: Outcome = "some" if items else "empty"
    watch.marks.add((frame.policy.name, span.start, span.end, LIST, seen, True))
    for item in items:
        inner = frame.binding(clause.name.text, item)
        if clause.where is None or _decide(clause.where, inner, watch) is True:
            _clauses(rest, inner, watch)


# -- decisions ----------------------------------------------------------------------------------


def _decide(
    condition: tree.Expression, frame: Frame, watch: Watch, span: Span | None = None
) -> Truth:
    """Gives the outcome of a decision, and takes note of its atoms; `span` is where it stands, if
    not where the condition does."""

    def ask(atom: tree.Expression) -> Truth:
        _look(atom, frame, watch)
        watch.notice(atom, frame)
        return truth(atom, frame)

    whole = measured(condition, ask)
    assert whole.outcome is not None
    span = span or condition.span
    decides = set(deciding(whole))
    for part in reached(whole):
        if part.outcome is not None:
            seen = word(part.outcome)
            mark = (frame.policy.name, span.start, span.end, part.first, seen)
            watch.marks.add((*mark, part.first in decides))
    return whole.outcome


def _meant(expression: tree.Expression, frame: Frame, watch: Watch) -> Value:
    """Gives what a `let` or a define stands for; where that is a condition, it is a decision."""
    match expression:
        case tree.And() | tree.Or() | tree.Not() | tree.Implies():
            return Value(_decide(expression, frame, watch))
        case tree.Decision():
            _table(expression, frame, watch)
            return evaluate(expression, frame)
        case _:
            _look(expression, frame, watch)
    found = evaluate(expression, frame)
    span = expression.span
    if isinstance(found.data, bool | Unknown | Absent):
        outcome = found.data if isinstance(found.data, bool) else Unknown()
        mark = (frame.policy.name, span.start, span.end, 0, word(outcome), True)
        watch.marks.add(mark)
    return found


def _table(decision: tree.Decision, frame: Frame, watch: Watch) -> None:
    hits: list[tree.Row] = []
    for row in decision.rows:
        outcome = _decide(conditions_of(row), frame, watch, row.span)
        if isinstance(outcome, Unknown):
            return
        if outcome:
            hits.append(row)
            if decision.take_first:
                break
    for value in hits[0].values if len(hits) == 1 else ():
        _look(value, frame, watch)


# -- what stands inside of expressions ----------------------------------------------------------


def _look(expression: tree.Expression, frame: Frame, watch: Watch) -> None:
    """Takes note of the decisions inside of an expression, as far as evaluating it reaches them."""
    if watch.is_plain(expression, frame.policy):
        return
    match expression:
        case tree.And() | tree.Or() | tree.Not() | tree.Implies():
            _decide(expression, frame, watch)
        case tree.Quantified(quantifier, name, items, condition):
            wins = quantifier != "every"
            for item in _elements(items, frame, watch):
                if _decide(condition, frame.binding(name.text, item), watch) is wins:
                    return
        case tree.Find(name, items, condition):
            for item in _elements(items, frame, watch):
                if _decide(condition, frame.binding(name.text, item), watch) is not False:
                    return
        case tree.Comprehension(element, generators):
            for inner in _bindings(generators, frame, watch):
                _look(element, inner, watch)
        case tree.Sort(name, _, _, key):
            for inner in _chosen(expression, frame, watch):
                _look(key, inner, watch)
        case tree.Default(value, fallback):
            _look(value, frame, watch)
            if isinstance(evaluate(value, frame).data, Absent):
                _look(fallback, frame, watch)
        case tree.Name(name) if name not in frame.names and (found := frame.define(name)):
            _meant(found[0].body, Frame(frame.run, found[1]), watch)
        case tree.Call(name, arguments):
            for argument in arguments:
                _look(argument, frame, watch)
            found = frame.define(name)
            if found is not None:
                _meant(found[0].body, inside(expression, found[0], frame), watch)
        case _:
            for child in tree.children(expression):
                if isinstance(child, tree.Expression):
                    _look(child, frame, watch)


def _elements(items: tree.Expression, frame: Frame, watch: Watch) -> list[Value]:
    _look(items, frame, watch)
    found = elements(items, frame)
    if isinstance(found, Unknown):
        return []
    watch.walked(items, len(found), frame)
    return found


def _bindings(
    generators: tuple[tree.Generator, ...], frame: Frame, watch: Watch
) -> Iterator[Frame]:
    if not generators:
        yield frame
        return
    for inner in _chosen(generators[0], frame, watch):
        yield from _bindings(generators[1:], inner, watch)


def _chosen(part: tree.Generator | tree.Sort, frame: Frame, watch: Watch) -> Iterator[Frame]:
    for item in _elements(part.items, frame, watch):
        inner = frame.binding(part.name.text, item)
        outcome: Truth = True if part.where is None else _decide(part.where, inner, watch)
        if isinstance(outcome, Unknown):
            return
        if outcome:
            yield inner
