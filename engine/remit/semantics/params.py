"""Params: the value of a param on a day, and literals as values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from remit.manifest.types import Type
from remit.manifest.values import Data, Days, Months, Unknown, Value
from remit.semantics import operations
from remit.semantics.checked import CheckedParam, Meeting, value_on
from remit.syntax import tree
from remit.text.folded import Folded

if TYPE_CHECKING:
    from remit.semantics.checked import Schedule

_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "quarters": 3, "years": 12}


def evaluable(param: tree.Param, type_: Type, meets: Iterable[Meeting]) -> CheckedParam:
    """Gives a param of a policy that may be evaluated."""
    return CheckedParam(Folded(param), type_, _schedule(param), tuple(meets))


def param_value(param: tree.Param, today: date) -> Value:
    """Gives the value that a param's schedule sets for a day."""
    return value_on(today, _schedule(param))


def literal(expression: tree.Expression) -> Value:
    """Gives the value of a literal, a list of literals or a table of literals."""
    return Value(_data(expression))


def duration(written: tree.Duration) -> Days | Months:
    """Gives a duration literal in days or in months."""
    if written.unit in _DAYS:
        return Days(written.amount * _DAYS[written.unit])
    return Months(written.amount * _MONTHS[written.unit])


def _schedule(param: tree.Param) -> Schedule:
    return tuple([(each.start, literal(each.value)) for each in param.schedule])


def _data(expression: tree.Expression) -> Data:
    match expression:
        case tree.Text(value) | tree.Boolean(value) | tree.Number(value) | tree.Date(value):
            return value
        case tree.Duration():
            return duration(expression)
        case tree.Negative(operand):
            return operations.multiply(-1, _data(operand))
        case tree.ListLiteral(items):
            return [literal(item) for item in items]
        case tree.Table(entries):
            return {key.value: literal(value) for key, value in entries}
        case _:
            return Unknown("a param holds no literal")
