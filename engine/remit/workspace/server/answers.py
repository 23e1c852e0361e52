"""Answers to what an editor asks about rule files, in the words of the protocol."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from itertools import accumulate

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from remit.manifest.document import Document
from remit.syntax.layout import formatted
from remit.text.fixes import Edit
from remit.text.inert import inert
from remit.text.source import Source, Span
from remit.workbench.editing.colouring import MODIFIERS, TYPES, coloured
from remit.workbench.editing.completing import complete
from remit.workbench.editing.hovering import hover as hovered
from remit.workbench.editing.outline import Entry, folds, outline, search
from remit.workbench.editing.places import Place, definition, references, uses_of_field
from remit.workbench.editing.renaming import Refusal, renamable, renamed
from remit.workspace.loading import tests_of
from remit.workspace.opening import one_document
from remit.workspace.server import manifest_answers, rooms
from remit.workspace.server.positions import offset_of, position_of, range_of, span_of, units
from remit.workspace.server.rooms import Room
from remit.workspace.server.session import Session
from remit.workspace.server.suggesting import items
from remit.workspace.server.telling import edit_of, fixing, told

_SYMBOLS = {
    "policy": types.SymbolKind.Namespace,
    "rule": types.SymbolKind.Class,
    "param": types.SymbolKind.Constant,
    "define": types.SymbolKind.Function,
    "table": types.SymbolKind.Struct,
}


class RefusedError(JsonRpcException):
    """What was asked for can't be done, in words for whoever asked."""

    CODE = types.LSPErrorCodes.RequestFailed.value
    MESSAGE = "refused"


def at(
    session: Session, document: types.TextDocumentIdentifier, position: types.Position
) -> tuple[Room, str, int] | None:
    """Gives the room, the name and the offset of a place in an open rule file."""
    found = session.rule_file(document.uri)
    if found is None:
        return None
    room, name = found
    return room, name, offset_of(room.drafts[name].source, position)


def hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    found = at(session, params.text_document, params.position)
    if found is None:
        return manifest_answers.show(session, params)
    room, name, offset = found
    answer = hovered(rooms.desk(room, name), name, offset)
    if answer is None:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, answer.markdown)
    return types.Hover(content, range_of(room.drafts[name].source, answer.span))


def define(session: Session, params: types.DefinitionParams) -> list[types.Location]:
    found = at(session, params.text_document, params.position)
    if found is None:
        return manifest_answers.define(session, params)
    room, name, offset = found
    return _locations(room, definition(rooms.desk(room, name), name, offset))


def refer(session: Session, params: types.ReferenceParams) -> list[types.Location]:
    uri = params.text_document.uri
    found = at(session, params.text_document, params.position)
    if found is not None:
        room, name, offset = found
        declaring = params.context.include_declaration
        return _locations(room, references(rooms.desk(room), name, offset, declaring))
    buffer = session.buffers.known.get(uri)
    if buffer is None or buffer.path is None:
        return []
    room = session.room(buffer.path)
    schema = Source(room.name_of(buffer.path), buffer.text)
    places = uses_of_field(rooms.desk(room), schema, offset_of(schema, params.position))
    return _locations(room, places)


def highlight(
    session: Session, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight]:
    found = at(session, params.text_document, params.position)
    if found is None:
        return []
    room, name, offset = found
    places = references(rooms.desk(room, name), name, offset, declaring=True)
    return [types.DocumentHighlight(range_of(place.source, place.span))
            for place in places if place.source.name == name]  # fmt: skip


def _locations(room: Room, places: Iterable[Place]) -> list[types.Location]:
    return [
        types.Location(uri, range_of(place.source, place.span))
        for place in places
        if (uri := room.uri_of(place.source.name)) is not None
    ]


def suggest(session: Session, params: types.CompletionParams) -> list[types.CompletionItem]:
    found = at(session, params.text_document, params.position)
    if found is None:
        return manifest_answers.suggest(session, params)
    if params.context is not None and params.context.trigger_character == " ":
        return []
    room, name, offset = found
    return items(room.drafts[name].source, complete(rooms.desk(room, name), name, offset))


# -- renaming --------------------------------------------------------------------------------------


def prepare_rename(
    session: Session, params: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    found = at(session, params.text_document, params.position)
    if found is None:
        return None
    room, name, offset = found
    answer = renamable(rooms.desk(room, name), name, offset)
    if isinstance(answer, Refusal):
        raise RefusedError(answer.reason)
    span, word = answer
    return types.PrepareRenamePlaceholder(range_of(room.drafts[name].source, span), word)


def rename(session: Session, params: types.RenameParams) -> types.WorkspaceEdit | None:
    found = at(session, params.text_document, params.position)
    if found is None:
        return None
    room, name, offset = found
    tests = _tests(room)
    answer = renamed(
        rooms.desk(room), name, offset, params.new_name, tests, lambda file: _is_ours(room, file)
    )
    if isinstance(answer, Refusal):
        raise RefusedError(answer.reason)
    return types.WorkspaceEdit(
        {
            uri: [edit_of(source, edit) for edit in edits]
            for source, edits in answer.items()
            if (uri := room.uri_of(source.name)) is not None
        }
    )


def _is_ours(room: Room, file: str) -> bool:
    return room.buffer_of(file) is not None or not file.startswith(("builtin:", "pack:"))


def _tests(room: Room) -> list[Document]:
    """Gives the test files beside the rule files of a room, those that can be read."""
    found: list[Document] = []
    for name in room.drafts:
        path = room.path_of(name)
        place = tests_of(path) if path is not None else ""
        if os.path.isfile(place) and not name.startswith(("builtin:", "pack:")):
            document, _ = one_document(room.name_of(place), place)
            found += [document] if document is not None else []
    return found


# -- the whole file --------------------------------------------------------------------------------


def symbols(
    session: Session, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | None:
    found = session.rule_file(params.text_document.uri)
    if found is None:
        return None
    room, name = found
    draft = room.drafts[name]
    top = outline(draft)
    return [_symbol(draft.source, top)] if top is not None else []


def _symbol(source: Source, entry: Entry) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        entry.name or entry.sort,
        _SYMBOLS[entry.sort],
        range_of(source, entry.span),
        range_of(source, entry.word),
        inert(entry.about),
        children=[_symbol(source, below) for below in entry.below],
    )


def workspace_symbols(
    session: Session, params: types.WorkspaceSymbolParams
) -> list[types.WorkspaceSymbol]:
    answer: list[types.WorkspaceSymbol] = []
    for room in session.rooms.values():
        for source, entry in search(rooms.desk(room), params.query):
            uri = room.uri_of(source.name)
            if uri is not None:
                location = types.Location(uri, range_of(source, entry.word))
                kind = _SYMBOLS[entry.sort]
                answer.append(types.WorkspaceSymbol(location, entry.name, kind))
    return answer


def fold(session: Session, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    found = session.rule_file(params.text_document.uri)
    if found is None:
        return []
    room, name = found
    return [
        types.FoldingRange(
            each.first - 1,
            each.last - 1,
            kind=types.FoldingRangeKind.Comment if each.comment else None,
        )
        for each in folds(room.drafts[name])
    ]


def colour(session: Session, params: types.SemanticTokensParams) -> types.SemanticTokens | None:
    found = session.rule_file(params.text_document.uri)
    if found is None:
        return None
    room, name = found
    source = room.drafts[name].source
    data: list[int] = []
    line = character = 0
    whole = not _has_a_grammar(session)
    for each in coloured(rooms.desk(room, name), name, session.today(), whole=whole):
        start = position_of(source, each.span.start)
        if start.line != line:
            character = 0
        data += [start.line - line, start.character - character, units(source.slice(each.span)),
                 TYPES.index(each.type), _bits(each.modifiers)]  # fmt: skip
        line, character = start.line, start.character
    return types.SemanticTokens(data)


@cache
def _bits(modifiers: tuple[str, ...]) -> int:
    return sum(1 << MODIFIERS.index(modifier) for modifier in modifiers)


def _has_a_grammar(session: Session) -> bool:
    """Says whether the editor colours by a grammar of its own, besides what it is told."""
    known = session.server.client_capabilities.text_document
    tokens = known.semantic_tokens if known is not None else None
    augments = tokens is not None and tokens.augments_syntax_tokens is True
    return augments and session.has_grammar


def format(session: Session, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    found = session.rule_file(params.text_document.uri)
    if found is None:
        return None
    room, name = found
    source = room.drafts[name].source
    text, said = formatted(source)
    if text is None:
        raise RefusedError(f"a file with mistakes is not formatted: {said[0].message}")
    return [edit_of(source, edit) for edit in _difference(source.text, text)]


def _difference(old: str, new: str) -> Iterator[Edit]:
    """Gives the edits that make one text of another, of whole lines."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, before))]
    for tag, first, last, start, end in SequenceMatcher(None, before, after).get_opcodes():
        if tag != "equal":
            yield Edit(Span(starts[first], starts[last]), "".join(after[start:end]))


# -- fixes -----------------------------------------------------------------------------------------


def act(session: Session, params: types.CodeActionParams) -> list[types.CodeAction]:
    uri, wanted = params.text_document.uri, params.context.only
    if wanted is not None and not any("quickfix".startswith(str(kind)) for kind in wanted):
        return []
    found = session.rule_file(uri)
    if found is None:
        return manifest_answers.act(session, params)
    room, name = found
    source = room.drafts[name].source
    span = span_of(source, params.range)
    return [
        fixing(one.fix, told(one), uri, source)
        for one in (*rooms.said_of(room, name), *rooms.advice_on(room, name))
        if one.fix is not None and _touches(one.span or Span(0, 0), span)
    ]


def _touches(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end
