"""Literals: the values that stand beside a literal, one step up and one step down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from msgspec.structs import replace

from remit.semantics.scope import Home
from remit.syntax import tree
from remit.syntax.literals import quoted
from remit.text.numbers import simple, written
from remit.workbench.mutation.wording import Wording

_MARK = "~"
"""What a text is given that is none of an enum, so that it is another one."""


def literal_changes(
    node: tree.Node, parent: tree.Node | None, home: Home, wording: Wording
) -> Iterator[tuple[tree.Node, str]]:
    """Gives the literals that a literal is replaced by, each with its text."""
    match node:
        case tree.Number():
            yield from _numbers(node, parent, wording.slice(node.span))
        case tree.Duration(amount, unit):
            for other in (amount + 1, amount - 1):
                noun = unit.removesuffix("s") if other == 1 else unit
                yield replace(node, amount=other), f"{other} {noun}"
        case tree.Date(value):
            for day in beside(value):
                yield replace(node, value=day), day.isoformat()
        case tree.Boolean(value):
            yield replace(node, value=not value), "false" if value else "true"
        case tree.Text(value) if value and not _is_pattern(node, parent):
            for text in _texts(node, parent, home):
                yield replace(node, value=text), quoted(text)
        case _:
            return


def beside(day: date) -> Iterator[date]:
    """Gives the day after and the day before."""
    for step in (1, -1):
        if date.min < day < date.max:
            yield day + timedelta(days=step)


def _numbers(
    node: tree.Number, parent: tree.Node | None, text: str
) -> Iterator[tuple[tree.Number, str]]:
    """Gives the numbers one step above and below; a step is the last digit as written, of `20%` one
    in a hundred, and 1 of `250k`. Where a number only stands in for another, above is enough."""
    percent = text.endswith("%")
    digits = re.search(r"\.(\d+)", text)
    step = Fraction(1, 10 ** len(digits[1]) if digits and text[-1].isdigit() else 1)
    step = step / 100 if percent else step
    alone = isinstance(parent, tree.Default | tree.Index)
    for sign in (1,) if alone else (1, -1):
        value = simple(Fraction(node.value) + sign * step)
        if value >= 0:
            yield (
                replace(node, value=value),
                f"{written(simple(value * 100))}%" if percent else written(value),
            )


def _texts(node: tree.Text, parent: tree.Node | None, home: Home) -> Iterator[str]:
    members = home.settled.members.get(node.span)
    if members is None:
        yield node.value + _MARK
        return
    beside: set[str] = {node.value}
    if isinstance(parent, tree.ListLiteral):
        beside |= {item.value for item in parent.items if isinstance(item, tree.Text)}
    at = members.index(node.value) if node.value in members else 0
    others = [m for m in (*members[at + 1 :], *members[:at]) if m not in beside]
    yield from others[:1]


def _is_pattern(node: tree.Text, parent: tree.Node | None) -> bool:
    return (
        isinstance(parent, tree.Compare) and parent.operator == "matches" and node is parent.right
    )
