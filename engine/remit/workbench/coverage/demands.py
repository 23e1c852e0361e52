"""Demands: all that the tests of rules and defines have to show, found without evaluating anything.

What any call of a define makes possible is demanded of the define.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from remit.governance.law import Law
from remit.semantics.checked import CheckedPolicy
from remit.semantics.estimates import domain_of
from remit.semantics.outcomes import possible
from remit.text.source import Span
from remit.workbench.coverage.decisions import LIST, Mark, Outcome
from remit.workbench.visiting import Role, Unit, Visit, visits


class Demand(Struct, frozen=True, order=True):
    """One outcome that one atom of a decision (or the list of a `for`) has to be seen with.

    `span` is that of the atom, `decision` that of the whole; `atom` is its number.
    """

    policy: str
    span: Span
    decision: Span
    atom: int
    outcome: Outcome
    role: Role

    def mark(self, *, decides: bool = True) -> Mark:
        """Gives what has to be seen for it to be met."""
        at = self.decision
        return (self.policy, at.start, at.end, self.atom, self.outcome, decides)


class Demanded(Struct, frozen=True, eq=False):
    """A rule or a define with all that is demanded of its tests."""

    unit: Unit
    demands: tuple[Demand, ...]


def demanded(law: Law, policies: Iterable[CheckedPolicy]) -> list[Demanded]:
    """Gives the rules and defines of some policies of a law; what no rule uses is left out."""
    units: dict[str, Unit] = {}
    found: dict[str, set[Demand]] = {}
    for visit in visits(law):
        units[visit.unit.name] = visit.unit
        found.setdefault(visit.unit.name, set()).update(_demands(visit))
    wanted = {policy.name for policy in policies}
    return [
        Demanded(unit, tuple(sorted(found[name])))
        for name, unit in sorted(units.items(), key=lambda entry: _place(entry[1]))
        if unit.policy.name in wanted and found[name]
    ]


def _place(unit: Unit) -> tuple[str, Span]:
    return unit.policy.source.name, unit.node.span


def _demands(visit: Visit) -> Iterator[Demand]:
    if visit.role is None or visit.decision is None:
        return
    policy, number = visit.unit.policy.name, visit.atom
    outcomes = possible(visit.node, visit.known) if visit.role != "for" else ()
    words = [word for outcome, word in _WORDS.items() if outcome in outcomes]
    if visit.role == "for":
        number, words = LIST, _of_list(visit)
    for word in words:
        yield Demand(policy, visit.node.span, visit.decision, number, word, visit.role)


def _of_list(visit: Visit) -> list[Outcome]:
    whole = domain_of(visit.node, visit.known)
    found: list[Outcome] = ["some"]
    if not whole.filled:
        found.append("empty")
    if not whole.sure:
        found.append("undecided")
    return found


_WORDS: Mapping[bool | None, Outcome] = {True: "true", False: "false", None: "undecided"}
