"""Commands: what code lenses do when they are clicked, and what they say of it.

Every editor shows messages and diagnostics, so they are told of by these; what a command gives back
says the same, for editors and scripts that take it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from lsprotocol import types

from remit.governance.report import Judged
from remit.reporters.paint import paint
from remit.text.inert import inert
from remit.workbench.results import failure
from remit.workbench.runner import CaseResult
from remit.workspace.loading import tests_of
from remit.workspace.repository import is_inside
from remit.workspace.server import rooms
from remit.workspace.server.buffers import path_of
from remit.workspace.server.checking import Count, Memory, Stand
from remit.workspace.server.lenses import RUN, SHOW, title
from remit.workspace.server.positions import range_at, range_of
from remit.workspace.server.rooms import Room
from remit.workspace.server.session import Session, begin, count, mark, unmark, work
from remit.workspace.server.telling import finding
from remit.workspace.server.trying import Trial, tried

Found = TypeVar("Found")

_TRIES, _WAIT = 20, 0.1
"""How often something is begun anew that edits came between, and the seconds before that."""

_OFFERED, _LISTED = 3, 10
"""How many places a message offers to open, and how many it lists."""

_TAKES = "takes the address of an open rule file and a rule"

Answer = dict[str, Any]
"""What a command gives back: whether all is well, a sentence, and places."""


async def run_tests(session: Session, *words: object) -> Answer:
    """Runs the cases of a rule, and tells of those that are not as expected."""
    asked = _asked(session, words)
    if asked is None:
        return _told(session, f"`{RUN}` {_TAKES}", ok=False)
    room, name, rule = asked
    place = room.path_of(name)
    if place is None:
        return _told(session, "save the file first: its tests stand beside it", ok=False)
    trial = await _settled(session, room, partial(_try, rule=rule, place=place))
    if trial is None:
        return _told(session, f"`{rule}` can't be tried: {_why(room, name)}", ok=False)
    unmark(session, room)
    uri = room.buffers.uri_at(tests_of(place))
    places = [types.Location(uri, _place(case)) for case in trial.failed]
    if trial.failed:
        mark(session, room, {uri: [_failed(case) for case in trial.failed]})
    return _told(session, trial.sentence, ok=trial.sound, places=places)


def _try(stand: Stand, memory: Memory, *, rule: str, place: str) -> Trial:
    return tried(rule, place, stand.folder, stand.today, stand.pause)


def _failed(case: CaseResult) -> types.Diagnostic:
    _, *lines = failure(case, paint(False))
    message = "\n".join([f"not as expected: {inert(case.name)}", *lines])
    severity = types.DiagnosticSeverity.Error
    return types.Diagnostic(_place(case), message, severity=severity, source="remit test")


def _place(case: CaseResult) -> types.Range:
    return range_of(case.source, case.span)


async def show_failures(session: Session, *words: object) -> Answer:
    """Shows where manifests fail a rule."""
    asked = _asked(session, words)
    if asked is None:
        return _told(session, f"`{SHOW}` {_TAKES}", ok=False)
    room, name, rule = asked
    counts = await _settled(session, room, count)
    known = counts.get(rule) if counts is not None else None
    if known is None:
        message = f"what fails `{rule}` can't be counted: {_why(room, name)}"
        return _told(session, message, ok=False)
    found = known[1]
    places = [place for one in found.failing if (place := _at(one, room)) is not None]
    mark(session, room, _marks(found, room))
    sentence = f"`{rule}`: {title(found)}"
    return _told(session, sentence, ok=not found.fails, places=places)


def _marks(count: Count, room: Room) -> dict[str, list[types.Diagnostic]]:
    """Gives the findings in files that are not open; those of open ones are shown anyway."""
    found: dict[str, list[types.Diagnostic]] = {}
    for one in count.failing:
        name = one.finding.file
        uri = room.uri_of(name)
        if one.manifest is not None and uri is not None and room.buffer_of(name) is None:
            found.setdefault(uri, []).append(finding(one, room))
    return found


def _at(judged: Judged, room: Room) -> types.Location | None:
    uri = room.uri_of(judged.finding.file)
    place = range_at(judged.finding.source, judged.finding.place)
    return types.Location(uri, place) if uri is not None else None


def _why(room: Room, name: str) -> str:
    """Gives what keeps the rules of a file from being evaluated."""
    for one in (*room.said, *rooms.said_of(room, name)):
        if one.severity == "error":
            return f"{one.message} ({one.source.name}:{one.place.line})"
    return room.memory.refusal or "there is no such rule, or it changes all the time"


# -- asking and telling ----------------------------------------------------------------------------


def _asked(session: Session, words: Sequence[object]) -> tuple[Room, str, str] | None:
    """Gives the room and name of the file and the rule that a command is about."""
    match words:
        case (str(uri), str(rule)):
            found = session.rule_file(uri)
            return (*found, rule) if found is not None else None
        case _:
            return None


async def _settled(
    session: Session, room: Room, do: Callable[[Stand, Memory], Found]
) -> Found | None:
    """Gives what the worker finds out, begun anew where an edit comes between; it stops with the
    one who asks."""
    stopped: list[bool] = []
    try:
        for _ in range(_TRIES if room.workspace is not None else 0):
            found = await work(session, room, do, lambda: bool(stopped))
            if found is not None:
                return found
            await asyncio.sleep(_WAIT)
    except asyncio.CancelledError:
        stopped.append(True)
        raise
    return None


def _told(
    session: Session, sentence: str, *, ok: bool, places: Sequence[types.Location] = ()
) -> Answer:
    """Says something, and offers to open the places where the editor can; gives the same back."""
    message = inert(sentence)
    sort = types.MessageType.Info if ok else types.MessageType.Warning
    window = session.server.client_capabilities.window
    opens = window.show_document if window is not None else None
    if places and opens is not None and opens.support:
        begin(session, _offer(session, sort, message, places))
    else:
        listed = "\n".join([message, *(_line(session, one) for one in places[:_LISTED])])
        session.server.window_show_message(types.ShowMessageParams(sort, listed))
    return {"ok": ok, "message": message, "locations": list(places)}


def _line(session: Session, place: types.Location) -> str:
    """Gives a place as people read it: its file as seen from the folder that is open."""
    path = path_of(place.uri) or place.uri
    around = [root for root in session.roots if is_inside(path, root)]
    name = os.path.relpath(path, max(around, key=len)) if around else path
    return f"{inert(name)}:{place.range.start.line + 1}"


async def _offer(
    session: Session, sort: types.MessageType, message: str, places: Sequence[types.Location]
) -> None:
    offers = {_line(session, one): one for one in places[:_OFFERED]}
    actions = [types.MessageActionItem(title) for title in offers]
    chosen = await session.server.window_show_message_request_async(
        types.ShowMessageRequestParams(sort, message, actions)
    )
    place = offers.get(chosen.title) if chosen is not None else None
    if place is not None:
        await session.server.window_show_document_async(
            types.ShowDocumentParams(place.uri, take_focus=True, selection=place.range)
        )
