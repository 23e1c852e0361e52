"""GitLab: the report as Code Quality has it, which merge requests show beside the lines.

GitLab compares the reports of both branches itself, so what a change resolves is left out.
"""

from __future__ import annotations

import hashlib

from remit.governance.report import Judged, Report
from remit.reporters.bearing import bearing, by_weight, excuse
from remit.reporters.json_text import Json, json_text
from remit.reporters.view import View
from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert
from remit.text.source import Place


def render(report: Report, view: View) -> str:
    """Gives the report as GitLab's Code Quality; the view changes nothing in it."""
    if report.refused:
        return json_text([_mistake(diagnostic) for diagnostic in report.diagnostics])
    found = [judged for judged in by_weight(report.findings) if bearing(judged) != "resolved"]
    return json_text([_finding(judged) for judged in found])


def _finding(judged: Judged) -> Json:
    finding = judged.finding
    description = inert(finding.message)
    if not judged.blocking:
        description = f"{excuse(judged)}: {description}"
    return _issue(
        finding.rule,
        f"{description} (deleted)" if finding.deleted else description,
        _severity(judged),
        judged.fingerprint,
        finding.file,
        finding.place,
    )


def _severity(judged: Judged) -> str:
    match bearing(judged):
        case "blocks":
            return "blocker" if judged.finding.level == "absolute" else "critical"
        case "known":
            return "major"
        case "advice":
            return "minor"
        case "upcoming" | "waived" | "resolved":
            return "info"


def _mistake(diagnostic: Diagnostic) -> Json:
    name, error = diagnostic.source.name, diagnostic.severity == "error"
    parts = "\0".join([diagnostic.code, name, diagnostic.message])
    message = inert(diagnostic.message)
    return _issue(
        f"remit/{diagnostic.code}",
        f"nothing was checked: {message}" if error else message,
        "blocker" if error else "minor",
        hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        name,
        diagnostic.place,
    )


def _issue(
    name: str, description: str, severity: str, fingerprint: str, path: str, place: Place
) -> Json:
    return {
        "description": description,
        "check_name": name,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {
            "path": inert(path),
            "lines": {"begin": place.line, "end": place.end_line},
        },
    }
