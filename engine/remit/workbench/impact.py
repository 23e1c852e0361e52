"""Impact: what a new version of the policies changes over a portfolio, before it is enforced.

Two reports of the same manifests are compared by rule and manifest. A rule that was renamed is
followed by what it was called formerly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from remit.governance.report import Judged, Report, Verdict
from remit.semantics.checked import CheckedPolicy
from remit.text.inert import inert
from remit.text.sentences import counted

Key = tuple[str, str, str | None]
"""A rule (by its new name), a kind and a manifest."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What changes for one manifest under one rule; the findings are those that come or go."""

    rule: str
    manifest: str | None
    file: str
    findings: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Raised:
    """A rule whose level changes, and how many manifests fail it in the new version."""

    rule: str
    before: str
    after: str
    failing: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What comes of a new version: who fails that passed, who passes that failed, which levels
    change, and which rules come and go."""

    manifests: int
    rules: int
    failing: tuple[Shift, ...]
    passing: tuple[Shift, ...]
    raised: tuple[Raised, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]


def impact(new: Report, old: Report, policies: Mapping[str, CheckedPolicy]) -> Impact:
    """Gives what changes from the old report to the new one; `policies` are the new ones."""
    names = _renamed(policies)
    after, before = dict(_failing(new.verdicts, {})), dict(_failing(old.verdicts, names))
    levels_after = {row.rule: row.level for row in new.rules}
    levels_before = {names.get(row.rule, row.rule): row.level for row in old.rules}
    return Impact(
        manifests=sum(count for _, count in new.manifests),
        rules=len(new.rules),
        failing=tuple(_shifts(after, before, new.findings, {})),
        passing=tuple(_shifts(before, after, old.findings, names)),
        raised=tuple(
            Raised(rule, level, levels_after[rule], sum(key[0] == rule for key in after))
            for rule, level in sorted(levels_before.items())
            if levels_after.get(rule, level) != level
        ),
        added=tuple(sorted(set(levels_after) - set(levels_before))),
        dropped=tuple(sorted(set(levels_before) - set(levels_after))),
    )


def _renamed(policies: Mapping[str, CheckedPolicy]) -> dict[str, str]:
    """Gives the new names of rules by those that they had formerly."""
    return {
        formerly: rule.id
        for policy in policies.values()
        for rule in policy.rules
        for formerly in rule.rule.formerly
    }


def _failing(
    verdicts: Iterable[Verdict], names: Mapping[str, str]
) -> Iterator[tuple[Key, Verdict]]:
    for verdict in verdicts:
        if verdict.outcome in ("violated", "undecided"):
            yield (names.get(verdict.rule, verdict.rule), verdict.kind, verdict.manifest), verdict


def _shifts(
    there: Mapping[Key, Verdict],
    elsewhere: Mapping[Key, Verdict],
    findings: Sequence[Judged],
    names: Mapping[str, str],
) -> Iterator[Shift]:
    """Gives what fails in one version and not in the other."""
    for key in sorted(there, key=lambda key: (key[0], key[1], key[2] or "")):
        if key not in elsewhere:
            rule, kind, manifest = key
            own = tuple(
                judged
                for judged in findings
                if names.get(judged.finding.rule, judged.finding.rule) == rule
                and (judged.finding.kind, judged.manifest) == (kind, manifest)
            )
            yield Shift(rule, manifest, there[key].file, own)


def render(found: Impact, new: str, old: str) -> str:
    """Gives an impact as text; `new` and `old` say which versions were compared."""
    lines = [
        f"{new} ({counted(found.rules, 'rule')}) instead of {old}, "
        f"over {counted(found.manifests, 'manifest')}:"
    ]
    if not (found.failing or found.passing or found.raised or found.added or found.dropped):
        return f"{lines[0]} nothing changes\n"
    lines += _listed("newly failing", found.failing)
    lines += _listed("newly passing", found.passing)
    if found.raised:
        lines += ["", "levels that change:"]
        lines += [
            f"  {each.rule}: {each.before} becomes {each.after} "
            f"({counted(each.failing, 'manifest')} will fail it)"
            for each in found.raised
        ]
    for title, rules in (("new rules", found.added), ("rules that go", found.dropped)):
        if rules:
            lines += ["", f"{title}: {', '.join(rules)}"]
    return "\n".join(lines) + "\n"


def _listed(title: str, shifts: Sequence[Shift]) -> list[str]:
    if not shifts:
        return ["", f"{title}: none"]
    manifests = len({(shift.file, shift.manifest) for shift in shifts})
    lines = ["", f"{title}: {counted(manifests, 'manifest')}"]
    rule = None
    for shift in shifts:
        if shift.rule != rule:
            rule = shift.rule
            lines.append(f"  {rule}")
        lines.append(f"    {inert(shift.manifest or 'all together')}  ({inert(shift.file)})")
        lines += [f"      {inert(judged.finding.message)}" for judged in shift.findings]
    return lines
