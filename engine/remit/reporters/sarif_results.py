"""SARIF's results: one for each finding, with its place, its reasons and what excuses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from remit.evaluation.finding import Finding
from remit.governance.report import Change, Judged, Waived
from remit.reporters.bearing import bearing
from remit.reporters.json_text import Json
from remit.reporters.sarif_places import location, message, region
from remit.reporters.sarif_rules import LEVELS, Rule
from remit.text.inert import inert

FINGERPRINT = "remitFingerprint/v1"
_STATES: dict[Change, str] = {
    "introduced": "new",
    "persisting": "unchanged",
    "resolved": "absent",
}


def result(judged: Judged, known: Mapping[str, Rule], suppressed: bool) -> Json:
    """Gives a finding as a result; `suppressed` says whether any finding of the report is waived,
    for either all results tell of suppressions or none."""
    finding = judged.finding
    shape: dict[str, Json] = {
        "ruleId": finding.rule,
        "ruleIndex": known[finding.rule].index,
        "level": level(judged),
        "message": message(_message(finding)),
        "locations": [_location(finding)],
        "partialFingerprints": {FINGERPRINT: judged.fingerprint},
    }
    if judged.change == "resolved":
        shape["kind"] = "pass"
    related = list(_related(finding))
    if related:
        shape["relatedLocations"] = related
    if judged.change is not None:
        shape["baselineState"] = _STATES[judged.change]
    if suppressed:
        shape["suppressions"] = [_suppression(judged.waiver)] if judged.status == "waived" else []
    shape["properties"] = dict(_properties(judged))
    return shape


def level(judged: Judged) -> Literal["error", "warning", "note", "none"]:
    """Gives the level of a result."""
    match bearing(judged):
        case "blocks" | "known" | "advice":
            return LEVELS[judged.finding.level]
        case "upcoming" | "waived":
            return "note"
        case "resolved":
            return "none"


def _message(finding: Finding) -> str:
    message = finding.message + (" (the manifest is deleted)" if finding.deleted else "")
    return f"{message}. To do: {finding.hint}" if finding.hint else message


def _location(finding: Finding) -> Json:
    found = location(finding.file, region(finding.place))
    if finding.path:
        found["logicalLocations"] = [{"fullyQualifiedName": inert(finding.path)}]
    return found


def _related(finding: Finding) -> Iterator[Json]:
    """Gives the values that decided, each where it stands."""
    number = 0
    for because in finding.because:
        for seen in because.values:
            if seen.line is None:
                continue
            start: dict[str, Json] = {"startLine": seen.line, "startColumn": seen.column or 1}
            found = location(seen.file or finding.file, start)
            yield {"id": number, **found, "message": message(f"{seen.name} is {seen.value}")}
            number += 1


def _suppression(waiver: Waived | None) -> Json:
    shape: dict[str, Json] = {"kind": "external", "status": "accepted"}
    if waiver is None:
        return shape
    properties: dict[str, Json] = {
        "waiver": inert(waiver.id),
        "approvedBy": inert(waiver.approved_by),
        "expires": waiver.expires.isoformat(),
    }
    if waiver.ticket is not None:
        properties["ticket"] = inert(waiver.ticket)
    return {**shape, "justification": inert(waiver.reason), "properties": properties}


def _properties(judged: Judged) -> Iterator[tuple[str, Json]]:
    finding = judged.finding
    yield "outcome", finding.outcome
    yield "status", judged.status
    yield "blocking", judged.blocking
    yield "kind", finding.kind
    yield "manifest", None if judged.manifest is None else inert(judged.manifest)
    if finding.bindings:
        yield "bindings", {inert(name): inert(value) for name, value in finding.bindings}
    if judged.starts is not None:
        yield "starts", judged.starts.isoformat()
    if finding.deleted:
        yield "deleted", True
