"""Heat: what the maps of a portfolio show, by manifest and policy, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from remit.governance.report import Judged, Report, Stake
from remit.governance.stakes import Exposure, exposures
from remit.reporters.bearing import ORDER, Bearing, bearing
from remit.reporters.html.listing import Subject, by_name, policy, subject

Cell = tuple[Subject, str]
"""A subject and a policy."""


class Heat(Struct, frozen=True):
    """For each cell the findings in it, by their places among all of them, which come by weight,
    and whether any rule of the policy applies there; for each subject its money."""

    found: Sequence[Judged]
    cells: Mapping[Cell, Sequence[int]]
    applies: Mapping[Cell, bool]
    stakes: Mapping[Subject, Stake]
    exposures: Mapping[tuple[str, str], Exposure]

    def at(self, subjects: Iterable[Subject], policies: Iterable[str]) -> list[int]:
        """Gives the places of all findings of some subjects and policies."""
        columns = list(policies)
        return sorted(
            at for own in subjects for column in columns for at in self.cells.get((own, column), ())
        )

    def means(self, places: Iterable[int]) -> dict[Bearing, int]:
        """Gives how many findings mean what, the gravest first."""
        counts = Counter(bearing(self.found[at]) for at in places)
        return {each: counts[each] for each in ORDER if each in counts}


def heat(report: Report, found: Sequence[Judged]) -> Heat:
    """Gives the heat of a report; `found` are its findings by weight. What a change resolved is
    not in it."""
    cells: dict[Cell, list[int]] = {}
    applies: dict[Cell, bool] = {}
    for verdict in report.verdicts:
        cell = (verdict.kind, verdict.manifest), policy(verdict.rule)
        applies[cell] = applies.get(cell, False) or verdict.outcome != "not applicable"
    for at, judged in enumerate(found):
        if bearing(judged) != "resolved":
            cell = subject(judged), policy(judged.finding.rule)
            cells.setdefault(cell, []).append(at)
            applies[cell] = True
    stakes: dict[Subject, Stake] = {(stake.kind, stake.manifest): stake for stake in report.stakes}
    return Heat(found, cells, applies, stakes, exposures(report))


def kinds(found: Heat) -> list[str]:
    """Gives the kinds of which there are several manifests, those with money first."""
    subjects = {own for own, _ in found.applies}
    counts = Counter(kind for kind, manifest in subjects if manifest is not None)
    money = {kind for kind, _ in found.stakes}
    several = [kind for kind, count in counts.items() if count > 1]
    return sorted(several, key=lambda kind: (kind not in money, kind))


def by_weight(subjects: Iterable[Subject], policies: Sequence[str], found: Heat) -> list[Subject]:
    """Gives the gravest subject first: by its gravest finding, by how many of those it has, and by
    how many in all."""

    def weight(own: Subject) -> tuple[object, ...]:
        places = found.at([own], policies)
        means = found.means(places)
        gravest = next(iter(means), None)
        rank = len(ORDER) if gravest is None else ORDER.index(gravest)
        return rank, -means[gravest] if gravest else 0, -len(places), *by_name(own)

    return sorted(subjects, key=weight)


def by_money(stake: Stake | None) -> tuple[bool, str, Fraction]:
    """Gives what sorts by money: within each currency the most first, the silent ones last."""
    if stake is None or stake.amount is None:
        return True, "", Fraction(0)
    return False, stake.currency or "", -Fraction(stake.amount)
