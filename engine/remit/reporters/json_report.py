"""JSON: the report for other programs; `remit.reporters.json_shape` says what may stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import asdict

import remit
from remit.evaluation.finding import Because, Seen
from remit.governance.report import (
    Absence,
    Base,
    Judged,
    PolicyFile,
    Report,
    RuleRow,
    Stake,
    summary,
)
from remit.reporters.json_text import Each, Json, json_text
from remit.reporters.view import View
from remit.text.diagnostic import Diagnostic

REPORT = 1
"""The version of the report's shape."""


def render(report: Report, view: View) -> str:
    """Gives the report as JSON; the view changes nothing in it."""
    return json_text(shape(report))


def shape(report: Report) -> Mapping[str, Json]:
    """Gives the report as maps, lists and scalars."""
    return {
        "remit": {"version": remit.__version__, "language": remit.LANGUAGE, "report": REPORT},
        "as_of": report.as_of.isoformat(),
        "base": _base(report.base),
        "policies": [_policy(policy) for policy in report.policies],
        "summary": asdict(summary(report)),
        "findings": Each(report.findings, _finding),
        "rules": [_rule(row) for row in report.rules],
        "absent": [_absence(absence) for absence in report.absences],
        "stakes": [stake(each) for each in report.stakes],
        "diagnostics": [mistake(diagnostic) for diagnostic in report.diagnostics],
    }


def stake(found: Stake) -> Json:
    """Gives the money of a manifest."""
    return {
        "kind": found.kind,
        "manifest": found.manifest,
        "path": found.path,
        "amount": found.amount,
        "currency": found.currency,
        **({"deleted": True} if found.deleted else {}),
    }


def _base(base: Base | None) -> Json:
    if base is None:
        return None
    deleted = list(_deleted(base))
    return {
        "ref": base.ref,
        "commit": base.commit,
        "governing": list(base.governing),
        **({"deleted": deleted} if deleted else {}),
    }


def _deleted(base: Base) -> Iterator[Json]:
    after = {(kind, own): path for kind, own, path in base.renamed}
    for kind, own, file in base.gone:
        renamed = after.get((kind, own))
        found: dict[str, Json] = {"kind": kind, "manifest": own, "file": file}
        yield found if renamed is None else {**found, "renamed": renamed}


def _policy(policy: PolicyFile) -> Json:
    return {
        "policy": policy.policy,
        "file": policy.file,
        "pack": policy.pack,
        "digest": policy.digest,
    }


def _finding(judged: Judged) -> Json:
    finding, place = judged.finding, judged.finding.place
    return {
        "rule": finding.rule,
        "level": finding.level,
        "outcome": finding.outcome,
        "status": judged.status,
        "blocking": judged.blocking,
        "change": judged.change,
        "kind": finding.kind,
        "manifest": judged.manifest,
        "file": finding.file,
        "document": finding.document,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "path": finding.path,
        "message": finding.message,
        "hint": finding.hint,
        "because": [explained(because) for because in finding.because],
        "bindings": dict(finding.bindings),
        "waiver": judged.waiver.id if judged.waiver is not None else None,
        "fingerprint": judged.fingerprint,
        **({"deleted": True} if finding.deleted else {}),
    }


def explained(because: Because) -> Json:
    """Gives one part of an explanation."""
    values: list[Json] = [_seen(seen) for seen in because.values]
    found: dict[str, Json] = {"condition": because.condition, "values": values}
    return {**found, "more": because.more} if because.more else found


def _seen(seen: Seen) -> Json:
    found: dict[str, Json] = {"name": seen.name, "value": seen.data, "path": seen.path}
    if seen.file is not None:
        found["file"] = seen.file
    return {**found, "line": seen.line, "column": seen.column}


def _rule(row: RuleRow) -> Json:
    return {
        "rule": row.rule,
        "level": row.level,
        "title": row.title,
        "satisfied": row.satisfied,
        "violated": row.violated,
        "undecided": row.undecided,
        "not_applicable": row.not_applicable,
        "waived": row.waived,
    }


def _absence(absence: Absence) -> Json:
    return {
        "name": absence.name,
        "collection": absence.collection,
        "configured": absence.configured,
        "rules": absence.rules,
    }


def mistake(diagnostic: Diagnostic) -> Json:
    """Gives what is wrong with a rule, a schema or another file."""
    place = diagnostic.place
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "file": diagnostic.source.name,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
