"""Impact: what a new version of the policies changes over a portfolio, before it is enforced.

Two reports of the same manifests are compared by rule and manifest. A rule that was renamed is
followed by what it was called formerly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from remit.governance.report import Judged, Report, RuleRow, Stake, Verdict
from remit.governance.stakes import Total, totals
from remit.semantics.checked import CheckedPolicy

Subject = tuple[str, str | None]
"""A kind and a manifest; None for a rule that is evaluated once."""

Key = tuple[str, str, str | None]
"""A rule (by its new name), a kind and a manifest."""


class Shift(Struct, frozen=True):
    """What changes for one manifest under one rule; the findings are those that come or go, and
    `terms` the rule's level and standing in the version that has them."""

    rule: str
    terms: str
    kind: str
    manifest: str | None
    file: str
    findings: tuple[Judged, ...]
    stake: Stake | None = None

    @property
    def subject(self) -> Subject:
        """Gives what it is about."""
        return self.kind, self.manifest

    @property
    def blocks(self) -> bool:
        """Says whether a finding that comes or goes is one that blocks."""
        return any(judged.blocking for judged in self.findings)


class Revised(Struct, frozen=True):
    """A rule whose level or standing changes, and who fails it in the new version."""

    rule: str
    before: str
    after: str
    failing: tuple[Subject, ...]
    money: tuple[Total, ...] = ()


class Impact(Struct, frozen=True):
    """What comes of a new version: who fails that passed, who passes that failed, which rules are
    revised, and which come and go."""

    manifests: int
    rules: int
    failing: tuple[Shift, ...]
    passing: tuple[Shift, ...]
    revised: tuple[Revised, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]


def impact(new: Report, old: Report, policies: Mapping[str, CheckedPolicy]) -> Impact:
    """Gives what changes from the old report to the new one; `policies` are the new ones."""
    names = _renamed(policies)
    after, before = dict(_failing(new.verdicts, {})), dict(_failing(old.verdicts, names))
    terms_after = {row.rule: _terms(row) for row in new.rules}
    terms_before = {names.get(row.rule, row.rule): _terms(row) for row in old.rules}
    return Impact(
        manifests=sum(count for _, count in new.manifests),
        rules=len(new.rules),
        failing=tuple(_shifts(after, before, new, terms_after, {})),
        passing=tuple(_shifts(before, after, old, terms_before, names)),
        revised=tuple(_revised(terms_before, terms_after, after, new)),
        added=tuple(sorted(set(terms_after) - set(terms_before))),
        dropped=tuple(sorted(set(terms_before) - set(terms_after))),
    )


def money(shifts: Iterable[Shift]) -> tuple[Total, ...]:
    """Gives the money that shifts concern; a manifest counts once, however many rules it is of."""
    return tuple(totals({shift.subject: shift.stake for shift in shifts if shift.stake}.values()))


def by_subject(found: Impact) -> dict[Subject, tuple[list[Shift], list[Shift]]]:
    """Gives what each subject newly fails and newly passes, in the order of their names."""
    shifts: dict[Subject, tuple[list[Shift], list[Shift]]] = {
        own: ([], []) for own in subjects((*found.failing, *found.passing))
    }
    for at, listed in enumerate((found.failing, found.passing)):
        for shift in listed:
            shifts[shift.subject][at].append(shift)
    return shifts


def subjects(shifts: Iterable[Shift]) -> list[Subject]:
    """Gives what shifts are about, by name, what is evaluated once behind the manifests."""
    return sorted({shift.subject for shift in shifts}, key=_by_name)


def _by_name(subject: Subject) -> tuple[bool, str, str]:
    return subject[1] is None, subject[1] or "", subject[0]


def _renamed(policies: Mapping[str, CheckedPolicy]) -> dict[str, str]:
    """Gives the new names of rules by those that they had formerly."""
    return {
        formerly: rule.id
        for policy in policies.values()
        for rule in policy.rules
        for formerly in rule.rule.formerly
    }


def _terms(row: RuleRow) -> str:
    """Gives what a rule's findings weigh: its level, and its standing where it isn't in force."""
    match row.standing:
        case "in force":
            return row.level
        case "upcoming":
            return f"{row.level}, not in force yet"
        case "retired":
            return f"{row.level}, retired"


def _failing(
    verdicts: Iterable[Verdict], names: Mapping[str, str]
) -> Iterator[tuple[Key, Verdict]]:
    for verdict in verdicts:
        if verdict.outcome in ("violated", "undecided"):
            yield (names.get(verdict.rule, verdict.rule), verdict.kind, verdict.manifest), verdict


def _shifts(
    there: Mapping[Key, Verdict],
    elsewhere: Mapping[Key, Verdict],
    report: Report,
    terms: Mapping[str, str],
    names: Mapping[str, str],
) -> Iterator[Shift]:
    """Gives what fails in one version and not in the other."""
    found: dict[Key, list[Judged]] = defaultdict(list)
    for judged in report.findings:
        rule = names.get(judged.finding.rule, judged.finding.rule)
        found[rule, judged.finding.kind, judged.manifest].append(judged)
    stakes = _stakes(report)
    for key in sorted(there, key=lambda key: (key[0], _by_name(key[1:]))):
        if key not in elsewhere:
            rule, kind, manifest = key
            stake = stakes.get((kind, manifest))
            file = there[key].file
            yield Shift(rule, terms[rule], kind, manifest, file, tuple(found[key]), stake)


def _stakes(report: Report) -> dict[Subject, Stake]:
    return {(stake.kind, stake.manifest): stake for stake in report.stakes}


def _revised(
    before: Mapping[str, str],
    after: Mapping[str, str],
    failing: Mapping[Key, Verdict],
    report: Report,
) -> Iterator[Revised]:
    stakes = _stakes(report)
    for rule, terms in sorted(before.items()):
        if after.get(rule, terms) != terms:
            own: Sequence[Subject] = [key[1:] for key in failing if key[0] == rule]
            concerned = totals(stakes[subject] for subject in own if subject in stakes)
            yield Revised(rule, terms, after[rule], tuple(own), tuple(concerned))
