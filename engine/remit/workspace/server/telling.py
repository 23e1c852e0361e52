"""Telling: diagnostics in the words of the protocol."""

from __future__ import annotations

from lsprotocol import types

from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert
from remit.text.source import Span
from remit.workspace.server.positions import range_of

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "advice": types.DiagnosticSeverity.Warning,
}


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
