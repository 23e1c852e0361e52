"""Diagnostics for people: what is wrong with a rule, a schema, a configuration or a command."""

from __future__ import annotations

from collections.abc import Iterable

from remit.governance.inputs import COMMAND_LINE
from remit.reporters.excerpt import excerpt
from remit.reporters.paint import Paint, Style, paint
from remit.text.diagnostic import Diagnostic, in_order
from remit.text.inert import inert
from remit.text.sentences import counted

CLOSING = "nothing was checked"


def mistakes(
    diagnostics: Iterable[Diagnostic], *, color: bool = False, closing: str = CLOSING
) -> str:
    """Gives the diagnostics in order, each with its source line and the way out, then a count and
    what came of it."""
    brush = paint(color)
    found = in_order(diagnostics)
    blocks = ["\n".join(_block(diagnostic, brush)) for diagnostic in found]
    errors = sum(diagnostic.severity == "error" for diagnostic in found)
    if errors and not all(diagnostic.source.name == COMMAND_LINE for diagnostic in found):
        blocks.append(f"{counted(errors, 'error')}; {closing}")
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _block(diagnostic: Diagnostic, brush: Paint) -> list[str]:
    place, source = diagnostic.place, diagnostic.source
    typed = source.name == COMMAND_LINE
    where = inert(source.name)
    if diagnostic.span is not None and not typed:
        where += f":{place.line}:{place.column}"
    style: Style = "blocks" if diagnostic.severity == "error" else "advice"
    head = brush(style, f"{diagnostic.severity} [{diagnostic.code}]")
    message = _indented(diagnostic.message, "  ")
    lines = [f"{brush('place', where)}: {head}", *message]
    if diagnostic.span is not None and source.text:
        lines += ["", *_inset(excerpt(source, place, brush, style=style))]
    if diagnostic.help:
        lines += ["", f"  {brush('strong', 'help:')} {inert(diagnostic.help)}"]
    return lines


def _indented(text: str, indent: str) -> list[str]:
    return [indent + inert(line) for line in text.splitlines() or [""]]


def _inset(lines: list[str]) -> list[str]:
    return [f"  {line}".rstrip() for line in lines]
