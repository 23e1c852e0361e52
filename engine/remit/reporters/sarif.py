"""SARIF 2.1.0: the report for code scanning, with every rule that took part.

Results that a change resolved are there as absent ones; to a reader that knows nothing of
baselines they are passes. A run that was refused has no results at all, which in SARIF means that
nothing was looked for; an empty list would mean that nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import remit
from remit.governance.inputs import COMMAND_LINE
from remit.governance.report import Base, Checkout, Report
from remit.reporters.json_text import Json, json_text
from remit.reporters.sarif_places import artifact, location, message, region
from remit.reporters.sarif_results import result
from remit.reporters.sarif_rules import Rule, rules
from remit.reporters.view import View
from remit.text.diagnostic import Diagnostic

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report, view: View) -> str:
    """Gives the report as SARIF; the view changes nothing in it."""
    run = _run(report, rules(report))
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _run(report: Report, known: Mapping[str, Rule]) -> Json:
    driver: Json = {
        "name": "Remit",
        "version": remit.__version__,
        "semanticVersion": remit.__version__,
        "rules": [rule.shape for rule in known.values()],
    }
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
    }
    if report.checkout is not None:
        run["versionControlProvenance"] = [_provenance(report.checkout)]
    if not report.refused:
        suppressed = any(judged.status == "waived" for judged in report.findings)
        run["results"] = [result(judged, known, suppressed) for judged in report.findings]
    run["properties"] = dict(_properties(report))
    return run


def _invocation(report: Report) -> Json:
    said: list[Json] = [_notification(diagnostic) for diagnostic in report.diagnostics]
    return {
        "executionSuccessful": not report.refused,
        "exitCode": 2 if report.refused else int(report.blocks),
        "toolConfigurationNotifications": said,
    }


def _notification(diagnostic: Diagnostic) -> Json:
    help = f" ({diagnostic.help})" if diagnostic.help else ""
    said: dict[str, Json] = {
        "descriptor": {"id": diagnostic.code},
        "level": "error" if diagnostic.severity == "error" else "note",
        "message": message(f"{diagnostic.message}{help}"),
    }
    if diagnostic.source.name != COMMAND_LINE:
        part = region(diagnostic.place) if diagnostic.span is not None else None
        said["locations"] = [location(diagnostic.source.name, part)]
    return said


def _provenance(checkout: Checkout) -> Json:
    return {"repositoryUri": checkout.repository, "revisionId": checkout.commit}


def _properties(report: Report) -> Iterator[tuple[str, Json]]:
    yield "asOf", report.as_of.isoformat()
    if report.base is not None:
        yield "base", _base(report.base)


def _base(base: Base) -> Json:
    governing: list[Json] = [artifact(file) for file in base.governing]
    return {"ref": base.ref, "commit": base.commit, "governing": governing}
