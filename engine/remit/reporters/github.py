"""GitHub: a workflow command for each finding, which GitHub shows as an annotation of the file.

What blocks comes first, since GitHub shows only ten annotations of a kind for each step of a job;
the rest stands in the job's summary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from remit.governance.inputs import COMMAND_LINE
from remit.governance.report import Judged, Report
from remit.reporters.bearing import Bearing, bearing, by_weight, excuse
from remit.reporters.closing import closing
from remit.reporters.paint import plain
from remit.reporters.view import View
from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert
from remit.text.source import Place

SHOWN = 10
"""GitHub shows so many annotations of a kind for a step."""

_Kind = Literal["error", "warning", "notice"]
_KINDS: dict[Bearing, _Kind] = {
    "blocks": "error",
    "known": "warning",
    "advice": "warning",
    "upcoming": "notice",
    "waived": "notice",
}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report, view: View) -> str:
    """Gives the annotations, and a closing for the log; the view changes nothing in them."""
    if report.refused:
        lines = [_mistake(diagnostic) for diagnostic in report.diagnostics]
        return "\n".join(lines) + "\nnothing was checked\n"
    found = [judged for judged in by_weight(report.findings) if bearing(judged) in _KINDS]
    lines = [_annotation(judged) for judged in found]
    kinds = Counter(_KINDS[bearing(judged)] for judged in found)
    if max(kinds.values(), default=0) > SHOWN:
        lines.append(f"GitHub shows {SHOWN} annotations of a kind; the job's summary has the rest")
    return "\n".join([*lines, *closing(report, plain)]) + "\n"


def _annotation(judged: Judged) -> str:
    finding = judged.finding
    about = bearing(judged)
    title = finding.rule if about == "blocks" else f"{finding.rule} ({about})"
    lines = [inert(finding.message), *_told("to do", finding.hint)]
    if about != "blocks":
        lines.append(f"doesn't block: {excuse(judged)}")
    if finding.deleted:
        lines.append("the manifest is deleted")
    place = dict(_place(finding.file, finding.place))
    return _command(_KINDS[about], {**place, "title": title}, lines)


def _mistake(diagnostic: Diagnostic) -> str:
    kind: _Kind = "error" if diagnostic.severity == "error" else "warning"
    name = diagnostic.source.name
    place = {} if name == COMMAND_LINE else dict(_place(name, diagnostic.place))
    lines = [inert(diagnostic.message), *_told("help", diagnostic.help)]
    return _command(kind, {**place, "title": f"remit: {diagnostic.code}"}, lines)


def _told(label: str, text: str | None) -> Iterator[str]:
    if text:
        yield f"{label}: {inert(text)}"


def _place(file: str, place: Place) -> Iterator[tuple[str, str]]:
    """Gives what says where; GitHub takes columns only of what stands on one line."""
    yield "file", inert(file)
    yield "line", str(place.line)
    yield "endLine", str(place.end_line)
    if place.line == place.end_line:
        yield "col", str(place.column)
        yield "endColumn", str(place.end_column)


def _command(kind: _Kind, properties: Mapping[str, str], lines: Iterable[str]) -> str:
    said = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{kind} {said}::{chr(10).join(lines).translate(_DATA)}"
