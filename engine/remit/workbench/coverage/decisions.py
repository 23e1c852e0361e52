"""Decisions: the conditions that coverage is about, and when an atom of one decides it.

A *decision* is a condition that something hangs on: that of a `require`, a `when` or a `where`,
what follows `satisfies`, a row of a decision table, and what a `let` or a define stands for, where
that is a condition. It is made of *atoms*, joined by `and`, `or`, `not` and `implies`: what none of
these joins is an atom, a quantifier and a call of a define too. (What stands inside of those is a
decision of its own.)

Coverage demands that each atom *decides* its decision as true, as false, and as undecided where it
can be that. This is masking MC/DC over three outcomes. An atom decides in an evaluation that
reached it where nothing hides it on the way up to the whole: what stands beside it in an `and` is
true or was not reached, in an `or` false or not reached; beside the left of `implies` the right is
false or was not reached, and beside its right the left is true. The decision then has the atom's
outcome (or, behind `not`, the opposite one), and would have another if the atom had. What is
undecided hides an atom that is true or false, but none that is undecided itself: one missing value
may leave both so.

What an atom can be is told by types, enums, bounds and the guards around it; what a manifest that
breaks its schema could make of it is not demanded. Of a `for` it is demanded that its list was seen
without an element, with one or more, and undecided, again where each can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct

from remit.manifest.values import Unknown
from remit.semantics.comparisons import Truth
from remit.syntax import tree
from remit.workbench.visiting import joined

Outcome = Literal["true", "false", "undecided", "empty", "some"]
"""What was seen: the first three of an atom; `empty`, `some` and `undecided` of the list of a
`for`."""

Mark = tuple[str, int, int, int, Outcome, bool]
"""One thing that was seen: the policy, where the decision begins and ends in its file, the number
of the atom from 0 (-1 for the list of a `for`), its outcome, and whether it decided."""

LIST = -1


class Part(Struct, frozen=True):
    """What an evaluation made of a part of a decision; its outcome is None where it wasn't reached.

    `first` is the number of its first atom."""

    node: tree.Expression
    first: int
    outcome: Truth | None
    parts: tuple[Part, ...] = ()


def atoms(condition: tree.Expression) -> Iterator[tree.Expression]:
    """Gives the atoms of a condition, from left to right."""
    parts = joined(condition)
    if not parts:
        yield condition
    for part in parts:
        yield from atoms(part)


def measured(
    condition: tree.Expression, ask: Callable[[tree.Expression], Truth], first: int = 0
) -> Part:
    """Gives what an evaluation makes of a decision; `ask` gives the outcome of an atom, and is
    asked in the order of the interpreter, and no further."""
    wanted = joined(condition)
    if not wanted:
        return Part(condition, first, ask(condition))
    parts: list[Part] = []
    at = first
    over = False
    for node in wanted:
        part = Part(node, at, None) if over else measured(node, ask, at)
        over = over or _ends(condition, node, part.outcome)
        parts.append(part)
        at += sum(1 for _ in atoms(node))
    return Part(condition, first, _put_together(condition, parts), tuple(parts))


def _ends(condition: tree.Expression, part: tree.Expression, outcome: Truth | None) -> bool:
    """Says whether the parts behind one with this outcome are not reached."""
    match condition:
        case tree.And():
            return outcome is False
        case tree.Or():
            return outcome is True
        case tree.Implies(left):
            return part is left and outcome is False
        case _:
            return False


def _put_together(condition: tree.Expression, parts: list[Part]) -> Truth:
    outcomes = [part.outcome for part in parts if part.outcome is not None]
    undecided = next((each for each in outcomes if isinstance(each, Unknown)), None)
    match condition:
        case tree.And():
            return False if False in outcomes else undecided or True
        case tree.Or():
            return True if True in outcomes else undecided or False
        case tree.Not():
            return undecided or not outcomes[0]
        case _:
            given, then = parts[0].outcome, parts[1].outcome
            return True if given is False or then is True else undecided or False


def reached(part: Part) -> Iterator[Part]:
    """Gives the atoms that were reached."""
    if not part.parts and part.outcome is not None:
        yield part
    for inner in part.parts:
        yield from reached(inner)


def deciding(part: Part) -> Iterator[int]:
    """Gives the numbers of the atoms that decided."""
    if not part.parts:
        yield part.first
    for inner in part.parts:
        if inner.outcome is not None and not _hidden(part, inner):
            yield from deciding(inner)


def _hidden(whole: Part, part: Part) -> bool:
    """Says whether what stands beside a part keeps its outcome from telling."""
    others = [each.outcome for each in whole.parts if each is not part]
    if isinstance(part.outcome, Unknown):
        others = [other for other in others if not isinstance(other, Unknown)]
    neutral: tuple[Truth | None, ...]
    match whole.node:
        case tree.And():
            neutral = (None, True)
        case tree.Or():
            neutral = (None, False)
        case tree.Implies(left):
            neutral = (None, False) if part.node is left else (True,)
        case _:
            neutral = ()
    return any(other not in neutral for other in others)


def word(outcome: Truth) -> Outcome:
    """Gives the name of an outcome."""
    if isinstance(outcome, Unknown):
        return "undecided"
    return "true" if outcome else "false"
