"""Suggestions in the words of the protocol."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from remit.text.inert import inert
from remit.text.source import Source
from remit.workbench.editing.completing import Suggestion, complete
from remit.workspace.server import rooms
from remit.workspace.server.answers import at
from remit.workspace.server.positions import range_of
from remit.workspace.server.session import Session

OPTIONS = types.CompletionOptions(trigger_characters=[".", '"', "[", "{"])
_KINDS = {
    "field": types.CompletionItemKind.Field,
    "value": types.CompletionItemKind.EnumMember,
    "name": types.CompletionItemKind.Variable,
    "function": types.CompletionItemKind.Function,
    "param": types.CompletionItemKind.Constant,
    "define": types.CompletionItemKind.Method,
    "kind": types.CompletionItemKind.Class,
    "keyword": types.CompletionItemKind.Keyword,
    "policy": types.CompletionItemKind.Module,
}


def suggest(session: Session, params: types.CompletionParams) -> list[types.CompletionItem]:
    """Gives what may be written at a place of a rule file."""
    found = at(session, params.text_document, params.position)
    if found is None:
        return []
    room, name, offset = found
    return items(room.drafts[name].source, complete(rooms.desk(room, name), name, offset))


def items(source: Source, suggestions: Iterable[Suggestion]) -> list[types.CompletionItem]:
    """Gives suggestions in their order, each with the edit that it makes."""
    return [
        types.CompletionItem(
            inert(each.label),
            kind=_KINDS[each.sort],
            detail=inert(each.detail) or None,
            documentation=_notes(each.notes) if each.notes else None,
            sort_text=f"{number:05}",
            filter_text=_typed(source, each),
            text_edit=types.TextEdit(range_of(source, each.span), each.text),
        )
        for number, each in enumerate(suggestions)
    ]


def _typed(source: Source, suggestion: Suggestion) -> str:
    """Gives what editors hold against what is typed: it begins as what is written there."""
    dotted = source.slice(suggestion.span).startswith(".")
    return f".{suggestion.label}" if dotted else suggestion.text


def _notes(markdown: str) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown, markdown)
