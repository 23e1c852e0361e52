"""Suggestions in the words of the protocol."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from remit.text.inert import inert
from remit.text.source import Source
from remit.workbench.editing.completing import Suggestion
from remit.workspace.server.positions import range_of

OPTIONS = types.CompletionOptions(trigger_characters=[".", '"', "[", "{", " "])
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


def items(source: Source, suggestions: Iterable[Suggestion]) -> list[types.CompletionItem]:
    """Gives suggestions in their order, each with the edit that it makes."""
    return [
        types.CompletionItem(
            inert(each.label),
            kind=_KINDS[each.sort],
            detail=inert(each.detail) or None,
            documentation=_notes(each.notes) if each.notes else None,
            tags=[types.CompletionItemTag.Deprecated] if each.deprecated else None,
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
