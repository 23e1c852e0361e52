"""Answers to what an editor asks about manifests: findings, the schema, keys and values."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from remit.governance.law import Law
from remit.governance.report import Judged
from remit.manifest.types import Type
from remit.text.source import Source
from remit.workbench.editing.manifests import complete, field_at, hover, spot_at
from remit.workbench.editing.markdown import code, fenced, prose
from remit.workbench.editing.occurrences import Symbol
from remit.workbench.editing.places import declared
from remit.workbench.editing.remaking import fix_of
from remit.workbench.english.lexicon import lexicon
from remit.workbench.explaining.explanation import Explanation, render
from remit.workbench.explaining.rule import explain
from remit.workspace.server import rooms
from remit.workspace.server.positions import offset_of, range_at, range_of
from remit.workspace.server.rooms import Room
from remit.workspace.server.session import Session
from remit.workspace.server.suggesting import items
from remit.workspace.server.telling import finding, fixing


def at(
    session: Session, document: types.TextDocumentIdentifier
) -> tuple[Room, Source, list[Type]] | None:
    """Gives the room of an open manifest or register, its text and its types."""
    buffer = session.buffers.known.get(document.uri)
    if buffer is None or buffer.path is None:
        return None
    room = session.room(buffer.path)
    known = [rooms.type_of(kind, room) for kind in rooms.kinds_at(room, buffer.path)]
    return (room, Source(room.name_of(buffer.path), buffer.text), known) if known else None


def show(session: Session, params: types.HoverParams) -> types.Hover | None:
    """Gives the findings at a place, each with its rule, and what the schema says there."""
    found = at(session, params.text_document)
    if found is None:
        return None
    room, source, known = found
    parts: list[str] = []
    span: types.Range | None = None
    for judged in session.findings.get(params.text_document.uri, ()):
        place = range_at(judged.finding.source, judged.finding.place)
        if _holds(place, params.position):
            parts += _told(judged, room)
            span = span or place
    said = hover(source, known, offset_of(source, params.position))
    if said is not None:
        parts.append(said.markdown)
        span = span or range_of(source, said.span)
    if not parts:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(parts))
    return types.Hover(content, span)


def _holds(place: types.Range, position: types.Position) -> bool:
    start, end = place.start, place.end
    return (start.line, start.character) <= (position.line, position.character) and (
        (position.line, position.character) <= (end.line, end.character)
    )


def _told(judged: Judged, room: Room) -> Iterator[str]:
    """Gives a finding with what its rule demands, as Markdown."""
    finding = judged.finding
    lines = [prose(finding.message)]
    if finding.hint:
        lines.append(f"**do:** {prose(finding.hint)}")
    law = room.memory.law[1] if room.memory.law is not None else None
    explained = _rule(finding.rule, law) if law is not None else None
    if explained is not None:
        lines.append(fenced(render(explained), "text"))
    else:
        lines.append(f"rule {code(finding.rule)}")
    yield "\n\n".join(lines)


def _rule(name: str, law: Law) -> Explanation | None:
    policy = law.policies.get(name.partition("/")[0])
    for rule in policy.rules if policy is not None else ():
        if rule.id == name and policy is not None:
            whole = explain(rule, policy, lexicon(law.policies, law.vocabulary))
            return Explanation(whole.head, whole.title, whole.sections[:1])
    return None


def define(session: Session, params: types.DefinitionParams) -> list[types.Location]:
    """Gives where the schema declares the field at a place."""
    found = at(session, params.text_document)
    if found is None:
        return []
    room, source, known = found
    spot = spot_at(source, offset_of(source, params.position))
    locations: list[types.Location] = []
    for type_ in known if spot is not None else ():
        field = field_at(type_, spot.path) if spot is not None else None
        if field is None:
            continue
        for place in declared(rooms.desk(room), Symbol("field", "", field.pointer)):
            uri = room.uri_of(place.source.name)
            if uri is not None:
                locations.append(types.Location(uri, range_of(place.source, place.span)))
    return locations


def act(session: Session, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Gives the fixes of the findings at a place that name what was meant."""
    uri = params.text_document.uri
    found = at(session, params.text_document)
    if found is None:
        return []
    room, source, known = found
    actions: list[types.CodeAction] = []
    for judged in session.findings.get(uri, ()):
        place = range_at(source, judged.finding.place)
        is_here = _holds(place, params.range.start) or _holds(params.range, place.start)
        if judged.finding.source.text != source.text or not is_here:
            continue
        fix = fix_of(judged.finding, known)
        if fix is not None:
            actions.append(fixing(fix, finding(judged, room), uri, source))
    return actions


def suggest(session: Session, params: types.CompletionParams) -> list[types.CompletionItem]:
    """Gives the keys and values that the schema allows at a place."""
    found = at(session, params.text_document)
    if found is None:
        return []
    _, source, known = found
    return items(source, complete(source, known, offset_of(source, params.position)))
