"""Lexicon: the values that a rule is about, from which those at its boundaries are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction

from msgspec import Struct, field

from remit.evaluation.interpreter import evaluate
from remit.evaluation.run import BudgetError, Frame
from remit.manifest.values import Days, Months, Value, Version
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.semantics.params import duration
from remit.syntax import tree
from remit.text.numbers import Number, simple
from remit.workbench.mutation.trial import depends

_MANY = 24


class Lexicon(Struct, eq=False):
    """The literals of a rule, of the defines that it uses and of its params; the functions that it
    calls, and the days on which something begins or ends."""

    numbers: set[Number] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    dates: set[date] = field(default_factory=set)
    durations: set[Days | Months] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    turns: set[date] = field(default_factory=set)


class Compared(Struct, eq=False):
    """What was compared in an evaluation: how far numbers and dates were apart, and which texts."""

    numbers: set[Number] = field(default_factory=set)
    days: set[int] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def notice(self, atom: tree.Expression, frame: Frame) -> None:
        """Takes note of both sides of a comparison, or of the texts that a function is asked of."""
        try:
            if isinstance(atom, tree.Compare):
                self._put(evaluate(atom.left, frame), evaluate(atom.right, frame))
            elif isinstance(atom, tree.Call):
                for argument in atom.arguments:
                    self.texts |= set(_texts(evaluate(argument, frame)))
        except (BudgetError, RecursionError):
            return

    def _put(self, left: Value, right: Value) -> None:
        match left.data, right.data:
            case (bool(), _) | (_, bool()):
                return
            case (int() | Fraction() as one, int() | Fraction() as other):
                self.numbers.add(simple(Fraction(other) - Fraction(one)))
            case (datetime() as one, datetime() as other):
                self.days.add((other.date() - one.date()).days)
            case (date() as one, date() as other):
                if not isinstance(one, datetime) and not isinstance(other, datetime):
                    self.days.add((other - one).days)
            case (Days(one), Days(other)):
                self.days.add(int(other - one))
            case (Months(one), Months(other)):
                self.days.add((other - one) * 30)
            case _:
                for data in (left.data, right.data):
                    self.texts |= set(_texts(Value(data)))


def _texts(value: Value) -> Iterator[str]:
    match value.data:
        case Version():
            yield value.data.text
        case str(text):
            yield str(text)
        case list(items):
            for item in items[:_MANY]:
                if isinstance(item.data, str):
                    yield str(item.data)
        case _:
            return


def lexicon_of(
    rule: CheckedRule, policy: CheckedPolicy, policies: Mapping[str, CheckedPolicy]
) -> Lexicon:
    """Gives the literals that what a rule demands depends on."""
    found = Lexicon()
    parts: list[tree.Node] = list(rule.rule.clauses)
    for owner, name in sorted(depends(rule.rule, policy, policies)):
        home = policies[owner]
        if name in home.defines:
            parts.append(home.defines[name].body)
        elif name in home.params:
            param = home.params[name].param
            parts += [scheduled.value for scheduled in param.schedule]
            found.turns |= {each.start for each in param.schedule if each.start is not None}
    effective = rule.rule.effective
    if effective is not None:
        found.turns |= {day for day in (effective.start, effective.end) if day is not None}
    for part in parts:
        for node in tree.walk(part):
            _add(node, found)
    return found


def _add(node: tree.Node, found: Lexicon) -> None:
    match node:
        case tree.Number(value):
            found.numbers.add(value)
        case tree.Text(value):
            found.texts.add(value)
        case tree.Date(value):
            found.dates.add(value)
        case tree.Duration():
            found.durations.add(duration(node))
        case tree.Call(function):
            found.calls.add(function)
        case tree.Compare(operator="matches"):
            found.calls.add("matches")
        case _:
            return
