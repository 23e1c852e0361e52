"""Presence: `is present`, `is absent`, `is empty` and `is not empty` in Python."""

from __future__ import annotations

from remit.evaluation.compiler import expressions, lists
from remit.evaluation.compiler.code import (
    Code,
    LeftOutError,
    Test,
    Wanted,
)
from remit.evaluation.compiler.scope import Scope
from remit.manifest.types import AnyType, ListType, MapType, Mistaken, Record
from remit.semantics.fitting import is_text
from remit.syntax import tree


def presence(condition: tree.PresenceTest, wanted: Wanted, scope: Scope) -> Test:
    """Gives the test of a presence, which an absent value decides."""
    operator, operand = condition.operator, condition.operand
    asked = operator in ("is present", "is empty")
    positive = asked == (wanted == "true")
    if operator in ("is empty", "is not empty"):
        return _empty(operand, positive, scope)
    code = expressions.value(operand, scope)
    if code.condition and code.absent:
        raise LeftOutError("the presence of a condition")
    return _present(code, positive, scope)


def _present(code: Code, positive: bool, scope: Scope) -> Test:
    if not code.absent:
        scope.writer.line(code.text)
        return Test(str(positive))
    code = scope.writer.named(code)
    return Test(f"{code.text} is not None" if positive else f"{code.text} is None")


def _empty(operand: tree.Expression, positive: bool, scope: Scope) -> Test:
    repeated = _repeated(operand, scope)
    if repeated is not None:
        mark = "==" if positive else "!="
        return Test(f"len({repeated[0]}) {mark} len({repeated[1]})")
    code = expressions.value(operand, scope)
    if is_text(code.type):
        full = f"{code.text}.strip()"
    elif isinstance(code.type, ListType | MapType | Record):
        full = code.text
    elif isinstance(code.type, AnyType | Mistaken):
        full = f"filled({code.text})"
    else:
        raise LeftOutError("the emptiness of what may be neither")
    if not code.absent:
        return Test(f"not {full}" if positive else full)
    if full == code.text:
        # an absent list is empty, as None is to Python
        return Test(f"not {full}" if positive else full)
    named = scope.writer.named(code)
    full = full.replace(code.text, named.text, 1)
    if positive:
        return Test(f"{named.text} is None or not {full}", joint="or")
    return Test(f"{named.text} is not None and {full}", joint="and")


def _repeated(operand: tree.Expression, scope: Scope) -> tuple[str, str] | None:
    """Gives the set and the list of which a function would give the elements that are repeated."""
    match operand:
        case tree.Call("duplicates", (items,)) if scope.define("duplicates") is None:
            return lists.repeated(items, scope)
        case _:
            return None
