"""Advice on what is denied twice, which hardly anybody reads right at once."""

from __future__ import annotations

from collections.abc import Iterator

from remit.syntax import tree
from remit.text.diagnostic import Diagnostic
from remit.text.fixes import Edit, Fix
from remit.workbench.lint.subject import Subject

_ASKED = {"is absent": "is present", "is not empty": "is empty"}
_COMPARED = {"!=": "==", "not in": "in"}

_PLAIN = (
    tree.Name | tree.Field | tree.Index | tree.Call | tree.Text | tree.Number | tree.Date
    | tree.ListLiteral
)  # fmt: skip
"""What needs no parentheses as a side of a comparison."""


def double_negation(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on a `not` before what denies something itself, with what says the same."""
    for node in tree.walk(subject.policy.policy):
        plain = _plainly(node.operand, subject) if isinstance(node, tree.Not) else None
        if plain is not None:
            message = f"`{subject.written(node)}` denies twice"
            shown = " ".join(plain.split())
            fix = Fix(f"write `{shown}`", (Edit(node.span, plain),), safe=True)
            yield subject.say("double-negation", node.span, message, f"write `{shown}`", fix)


def _plainly(denied: tree.Expression, subject: Subject) -> str | None:
    """Gives what says the same as `not` before a condition, None where that denies nothing."""
    slice = subject.policy.source.slice
    match denied:
        case tree.PresenceTest(operator, operand) if operator in _ASKED:
            sides = [operand]
            said = f"{slice(operand.span)} {_ASKED[operator]}"
        case tree.Compare(operator, left, right) if operator in _COMPARED:
            sides = [left, right]
            said = f"{slice(left.span)} {_COMPARED[operator]} {slice(right.span)}"
        case _:
            return None
    return said if all(isinstance(side, _PLAIN) for side in sides) else None
