"""Telling: diagnostics, findings and fixes in the words of the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types

from remit.evaluation.finding import Finding
from remit.governance.report import Judged
from remit.text.diagnostic import Diagnostic
from remit.text.fixes import Edit, Fix
from remit.text.inert import inert
from remit.text.sentences import listed
from remit.text.source import Source, Span
from remit.workspace.server.positions import position_of, range_at, range_of
from remit.workspace.server.rooms import Room

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "advice": types.DiagnosticSeverity.Warning,
}
_NAMED = 3
"""So many rule files are named that can't be asked."""


def told(diagnostic: Diagnostic) -> types.Diagnostic:
    """Gives a diagnostic as the editor shows it."""
    message = inert(diagnostic.message)
    if diagnostic.help:
        message += f"\nhelp: {inert(diagnostic.help)}"
    return types.Diagnostic(
        range=range_of(diagnostic.source, diagnostic.span or Span(0, 0)),
        message=message,
        severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.code,
        source="remit",
    )


def finding(judged: Judged, room: Room) -> types.Diagnostic:
    """Gives a finding as the editor shows it at its place in a manifest."""
    found = judged.finding
    message = inert(found.message)
    if found.outcome == "undecided" and not message.startswith("can't be decided"):
        message = f"can't be decided: {message}"
    if found.hint:
        message += f"\ndo: {inert(found.hint)}"
    return types.Diagnostic(
        range=range_at(found.source, found.place),
        message=message,
        severity=_severity(judged),
        code=found.rule,
        source="remit",
        related_information=list(_reasons(found, room)) or None,
    )


def unasked(files: Sequence[str], room: Room) -> types.Diagnostic:
    """Gives the note that the rules of some files can't be asked about a manifest."""
    names = listed([f"`{inert(file)}`" for file in files[:_NAMED]])
    more = f" and {len(files) - _NAMED} more files" if len(files) > _NAMED else ""
    start = types.Position(0, 0)
    return types.Diagnostic(
        range=types.Range(start, start),
        message=f"not checked by the rules of {names}{more}, until the mistakes there are mended",
        severity=types.DiagnosticSeverity.Information,
        source="remit",
        related_information=list(_mistakes(files, room)) or None,
    )


def fixing(fix: Fix, what: types.Diagnostic, uri: str, source: Source) -> types.CodeAction:
    """Gives a fix of what was told as something to choose."""
    title = inert(fix.title)
    return types.CodeAction(
        title[:1].upper() + title[1:],
        types.CodeActionKind.QuickFix,
        [what],
        is_preferred=True,
        edit=types.WorkspaceEdit({uri: [edit_of(source, edit) for edit in fix.edits]}),
    )


def edit_of(source: Source, edit: Edit) -> types.TextEdit:
    """Gives an edit of a source."""
    if edit.span.start == edit.span.end:
        place = position_of(source, edit.span.start)
        return types.TextEdit(types.Range(place, place), edit.text)
    return types.TextEdit(range_of(source, edit.span), edit.text)


def _mistakes(files: Iterable[str], room: Room) -> Iterator[types.DiagnosticRelatedInformation]:
    """Gives the first mistake of each rule file."""
    said = room.desk.said if room.desk is not None else {}
    for file in files:
        errors = (one for one in said.get(file, ()) if one.severity == "error")
        first, uri = next(errors, None), room.uri_of(file)
        if first is not None and uri is not None:
            place = range_of(first.source, first.span or Span(0, 0))
            location = types.Location(uri, place)
            yield types.DiagnosticRelatedInformation(location, inert(first.message))


def _severity(judged: Judged) -> types.DiagnosticSeverity:
    if judged.status != "active":
        return types.DiagnosticSeverity.Information
    if judged.blocking:
        return types.DiagnosticSeverity.Error
    return types.DiagnosticSeverity.Warning


def _reasons(found: Finding, room: Room) -> Iterator[types.DiagnosticRelatedInformation]:
    """Gives the values that decided, where they stand in a file."""
    for because in found.because:
        for seen in because.values:
            uri = room.uri_of(seen.file or found.file)
            if uri is None or seen.line is None or seen.column is None:
                continue
            place = types.Position(seen.line - 1, seen.column - 1)
            if seen.file is None or seen.file == found.file:
                offset = found.source.line_starts()[seen.line - 1] + seen.column - 1
                place = position_of(found.source, offset)
            said = f"{inert(seen.name)} is {inert(seen.value)}"
            location = types.Location(uri, types.Range(place, place))
            yield types.DiagnosticRelatedInformation(location, said)
