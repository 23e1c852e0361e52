"""Judging: outcomes made into a report, with what each finding means today."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from remit.evaluation.finding import Evaluation, Finding
from remit.evaluation.world import Manifest
from remit.governance.lines import Told
from remit.governance.manifests import Fault
from remit.governance.portfolio import Recorded
from remit.governance.records import Came
from remit.governance.report import Judged, RuleRow, Verdict, blocks, order, told_of
from remit.governance.selection import Selected
from remit.text import digest

Identities = Mapping[tuple[str, str], str]


class Outcome(Struct, frozen=True, eq=False):
    """What the rules about a manifest said of it, each once; without a manifest, what those said
    that are evaluated once."""

    manifest: Manifest | None
    evaluations: tuple[Evaluation, ...]


def identities(manifests: Iterable[Manifest], recorded: Iterable[Recorded] = ()) -> Identities:
    """Gives how reports write an identity that two kinds use: after its kind. Others are written as
    they are."""
    by_kind: dict[str, set[str]] = {}
    for manifest in manifests:
        by_kind.setdefault(manifest.kind, set()).add(manifest.identity)
    for each in recorded:
        by_kind.setdefault(each.kind, set()).update(each.identities)
    if len(by_kind) < 2:
        return {}
    kinds = Counter(identity for found in by_kind.values() for identity in found)
    return {
        (kind, identity): f"{kind}/{identity}"
        for kind, found in by_kind.items()
        for identity in found
        if kinds[identity] > 1
    }


def manifests(outcomes: Iterable[Outcome]) -> list[Manifest]:
    """Gives the manifests that were judged, those that are gone included."""
    return [outcome.manifest for outcome in outcomes if outcome.manifest is not None]


def outcomes_of(came: Iterable[Came]) -> list[Outcome]:
    """Gives the outcomes of manifests by what came of their files."""
    return [
        Outcome(manifest, said)
        for each in came
        for manifest, said in zip(each.entry.manifests, each.evaluations, strict=True)
    ]


def judge_findings(
    faults: Iterable[Fault], outcomes: Iterable[Outcome], selected: Sequence[Selected]
) -> list[Judged]:
    """Gives all findings by file, place and rule, each with its status and fingerprint."""
    rules = {each.rule.id: each for each in selected}
    found = [_judged_fault(fault) for fault in faults]
    for outcome in outcomes:
        for evaluation in outcome.evaluations:
            said_by = rules[evaluation.rule]
            found += [_judged(finding, said_by) for finding in evaluation.findings]
    return _told_apart(sorted(found, key=_order))


def lines(found: Iterable[Judged], recorded: Iterable[Recorded]) -> list[Told] | None:
    """Gives what lines tell of what blocks, of findings and records together; None where a file has
    some of both, so that only findings can say which comes first."""
    by_file: dict[str, str] = {}
    for judged in found:
        file, told = told_of(judged)
        by_file[file] = by_file.get(file, "") + (told if judged.blocking else "")
    every = [each for kind in recorded for each in kind.lines]
    by_record = dict(every)
    if len(by_record) < len(every) or not by_file.keys().isdisjoint(by_record):
        return None
    return sorted([each for each in {**by_file, **by_record}.items() if each[1]], key=itemgetter(0))


def in_order(found: Iterable[Judged], names: Identities) -> list[Judged]:
    """Gives findings in the order of reports, each with its identity as reports write it."""
    return sorted((_named(judged, names) for judged in found), key=_order)


def _named(judged: Judged, names: Identities) -> Judged:
    own = judged.finding.manifest
    name = names.get((judged.finding.kind, own or ""), own)
    return judged if judged.manifest == name else replace(judged, manifest=name)


def rule_rows(
    selected: Sequence[Selected],
    outcomes: Iterable[Outcome],
    recorded: Iterable[Recorded],
    found: Iterable[Judged],
) -> list[RuleRow]:
    """Gives every selected rule with the number of manifests that it judged so; those of which all
    that it finds is waived count as waived, too."""
    waived = _waived(found)
    counts: dict[str, dict[str, int]] = {each.rule.id: defaultdict(int) for each in selected}
    for outcome in outcomes:
        for evaluation in outcome.evaluations:
            counts[evaluation.rule][evaluation.outcome] += 1
    for each in recorded:
        for (rule, said), times in each.said().items():
            counts[rule][said] += times
    return [
        RuleRow(
            each.rule.id,
            each.rule.heading.level,
            each.rule.heading.title,
            each.standing,
            satisfied=counts[each.rule.id]["satisfied"],
            violated=counts[each.rule.id]["violated"],
            undecided=counts[each.rule.id]["undecided"],
            not_applicable=counts[each.rule.id]["not applicable"],
            waived=waived[each.rule.id],
            hints=each.rule.heading.hints,
            owner=each.rule.heading.owner,
            source=each.rule.heading.source,
            tags=each.rule.heading.tags,
        )
        for each in selected
    ]


def _waived(found: Iterable[Judged]) -> Mapping[str, int]:
    """Gives for how many manifests all that a rule finds is waived."""
    all_waived: dict[tuple[str, str, str | None], bool] = {}
    for judged in found:
        if judged.change != "resolved":
            key = (judged.finding.rule, judged.finding.kind, judged.manifest)
            all_waived[key] = all_waived.get(key, True) and judged.status == "waived"
    counts: dict[str, int] = defaultdict(int)
    for (rule, _, _), waived in all_waived.items():
        counts[rule] += waived
    return counts


def verdicts(
    selected: Sequence[Selected],
    outcomes: Iterable[Outcome],
    names: Identities,
    reads: Mapping[str, tuple[str, ...]],
) -> list[Verdict]:
    """Gives what each rule said of each manifest, in the order of files and rules."""
    policies = {each.rule.id: each.policy for each in selected}
    found = [
        Verdict(
            said.rule,
            policies[said.rule].kind,
            _shown(outcome.manifest, names),
            outcome.manifest.file if outcome.manifest else policies[said.rule].source.name,
            said.outcome,
            said.bindings,
            said.why,
            reads.get(said.rule, ()),
        )
        for outcome in outcomes
        for said in outcome.evaluations
    ]
    return sorted(found, key=lambda verdict: (verdict.file, verdict.manifest or "", verdict.rule))


def fingerprint(finding: Finding, check: str, known_as: str | None = None) -> str:
    """Gives what tells a finding from all others, however lines and lists are moved around.

    A rule that was renamed is `known_as` what it was called first.
    """
    parts = [known_as or finding.rule, check, finding.kind, finding.manifest or "", finding.path]
    parts += [value for _, value in finding.bindings]
    return _digest(parts)


def _digest(parts: Iterable[str]) -> str:
    return digest.of_texts(parts)[:16]


def _judged_fault(fault: Fault) -> Judged:
    mark = fingerprint(fault.finding, fault.check)
    blocking = blocks(fault.finding, upcoming=False)
    return Judged(fault.finding, fault.finding.manifest, "active", blocking, mark)


def _judged(finding: Finding, selected: Selected) -> Judged:
    rule, standing = selected.rule.heading, selected.standing
    status: Literal["active", "upcoming"] = "upcoming" if standing == "upcoming" else "active"
    check = "guard" if finding.requirement is None else str(finding.requirement)
    return Judged(
        finding,
        finding.manifest,
        status,
        blocking=blocks(finding, upcoming=status == "upcoming"),
        fingerprint=fingerprint(finding, check, next(iter(rule.formerly), None)),
        title=rule.title,
        starts=rule.start if status == "upcoming" else None,
    )


def _shown(manifest: Manifest | None, names: Identities) -> str | None:
    if manifest is None:
        return None
    return names.get((manifest.kind, manifest.identity), manifest.identity)


def _order(judged: Judged) -> tuple[object, ...]:
    return (*order(judged.finding), judged.fingerprint)


def _told_apart(found: Iterable[Judged]) -> list[Judged]:
    """Numbers findings that nothing tells apart, such as those of two equal list elements."""
    seen: dict[str, int] = defaultdict(int)
    apart: list[Judged] = []
    for judged in found:
        times = seen[judged.fingerprint]
        seen[judged.fingerprint] += 1
        if times:
            judged = replace(judged, fingerprint=_digest([judged.fingerprint, str(times)]))
        apart.append(judged)
    return apart
