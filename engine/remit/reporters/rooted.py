"""Rooted: a report whose files are named from the root of their repository.

People are shown files as their working directory sees them. CI systems put what a report says
beside the lines of a change, and look for its files from the repository's root.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from msgspec.structs import replace

from remit.evaluation.finding import Because, Finding, Seen
from remit.governance.inputs import COMMAND_LINE, STDIN
from remit.governance.report import Judged, Report
from remit.text.diagnostic import Diagnostic

_NO_PATHS = ("/", "builtin:", "pack:")


def rooted(report: Report, folder: str) -> Report:
    """Gives a report as seen from the root of the repository in which `folder` was worked in."""
    if folder in ("", "."):
        return report
    base = report.base
    if base is not None:
        gone = tuple((kind, own, _path(file, folder)) for kind, own, file in base.gone)
        governing = tuple(_path(file, folder) for file in base.governing)
        base = replace(base, governing=governing, gone=gone)
    return replace(
        report,
        findings=tuple(_judged(judged, folder) for judged in report.findings),
        verdicts=tuple(replace(each, file=_path(each.file, folder)) for each in report.verdicts),
        policies=tuple(replace(each, file=_path(each.file, folder)) for each in report.policies),
        diagnostics=tuple(_diagnostic(each, folder) for each in report.diagnostics),
        base=base,
    )


def _path(name: str, folder: str) -> str:
    if name.startswith(_NO_PATHS) or name in (COMMAND_LINE, STDIN):
        return name
    return posixpath.normpath(posixpath.join(folder, name))


def _judged(judged: Judged, folder: str) -> Judged:
    return replace(judged, finding=_finding(judged.finding, folder))


def _finding(finding: Finding, folder: str) -> Finding:
    because: Sequence[Because] = [
        replace(each, values=tuple(_seen(seen, folder) for seen in each.values))
        for each in finding.because
    ]
    return replace(finding, file=_path(finding.file, folder), because=tuple(because))


def _seen(seen: Seen, folder: str) -> Seen:
    return seen if seen.file is None else replace(seen, file=_path(seen.file, folder))


def _diagnostic(diagnostic: Diagnostic, folder: str) -> Diagnostic:
    source = replace(diagnostic.source, name=_path(diagnostic.source.name, folder))
    return replace(diagnostic, source=source)
