"""A session with one editor: its buffers, the rooms that they are in, and what is told when.

An edit is answered at once for the file that it is in; files that depend on it follow when the
editor has been quiet for a while.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from remit.text.diagnostic import Diagnostic, in_order
from remit.workspace.server import rooms
from remit.workspace.server.buffers import Buffer, Buffers
from remit.workspace.server.rooms import Room
from remit.workspace.server.telling import told

SOON, QUIET, IDLE = 0.01, 0.35, 2.0
"""Seconds from an edit until its file is looked at, until all others are, until it is tidied up."""


@dataclass(slots=True, eq=False)
class Session:
    """What is known of one editor. `roots` are the folders that are open in it; `shown` is what it
    was told last about each file; `waiting` holds what is to be done soon, by name."""

    server: LanguageServer
    today: Callable[[], date]
    buffers: Buffers = field(default_factory=Buffers)
    rooms: dict[str, Room] = field(default_factory=dict)
    roots: list[str] = field(default_factory=list)
    shown: dict[str, list[types.Diagnostic]] = field(default_factory=dict)
    waiting: dict[str, asyncio.TimerHandle] = field(default_factory=dict)

    def room(self, path: str | None) -> Room:
        """Gives the room of a file, which is read if it wasn't yet."""
        folder = rooms.folder_of(path, self.roots)
        room = self.rooms.get(folder)
        if room is None:
            room = self.rooms[folder] = Room(folder, self.buffers)
            rooms.load(room, self.today())
        return room

    def rule_file(self, uri: str) -> tuple[Room, str] | None:
        """Gives the room and the name of an open rule file, as it is now."""
        buffer = self.buffers.known.get(uri)
        if buffer is None:
            return None
        room = self.room(buffer.path)
        name = rooms.rule_name(buffer, room)
        if name is None:
            return None
        rooms.edit(room, name, buffer.text)
        return room, name


# -- what the editor does --------------------------------------------------------------------------


def opened(session: Session, uri: str) -> None:
    """Takes up a file that was opened or saved: its room is read anew."""
    buffer = session.buffers.known.get(uri)
    if buffer is not None:
        reread(session, [session.room(buffer.path)])


def closed(session: Session, uri: str) -> None:
    """Takes up that a file was closed: what is on the disk counts."""
    buffer = session.buffers.known.get(uri)
    session.buffers.close(uri)
    if buffer is not None:
        show(session, uri, [])
        reread(session, [session.room(buffer.path)])


def changed(session: Session, uri: str) -> None:
    """Takes up an edit."""
    if _is_rule_file(session, uri):
        later(session, f"look {uri}", SOON, lambda: look(session, uri))
        later(session, "quiet", QUIET, lambda: quiet(session))
    else:
        later(session, "reread", QUIET, lambda: reread(session, session.rooms.values()))


def _is_rule_file(session: Session, uri: str) -> bool:
    buffer = session.buffers.known.get(uri)
    return buffer is not None and rooms.rule_name(buffer, session.room(buffer.path)) is not None


def tidy_when_idle() -> None:
    """Lets Python look through all of its memory only when nobody waits: that takes as long as two
    edits."""
    gc.enable()
    gc.set_threshold(20_000, 20, 1_000_000)


def later(session: Session, name: str, delay: float, do: Callable[[], object]) -> None:
    """Does something after a while, unless it is asked for again before that."""
    waiting = session.waiting.pop(name, None)
    if waiting is not None:
        waiting.cancel()
    session.waiting[name] = asyncio.get_running_loop().call_later(delay, do)


# -- what the editor is told -----------------------------------------------------------------------


def look(session: Session, uri: str) -> None:
    """Tells what is wrong with one rule file."""
    found = session.rule_file(uri)
    if found is not None:
        room, name = found
        tell(session, uri, rooms.desk(room, name).said[name])


def quiet(session: Session) -> None:
    """Tells what is wrong with every rule file that is open or configured."""
    for room in session.rooms.values():
        tell_room(session, room)
    later(session, "tidy", IDLE, gc.collect)


def reread(session: Session, changed: Iterable[Room]) -> None:
    """Reads rooms anew and tells what is wrong in them."""
    for room in list(changed):
        rooms.load(room, session.today())
        tell_room(session, room)


def tell_room(session: Session, room: Room) -> None:
    """Tells what is wrong with the rule files, schemas and the configuration of a room."""
    found: dict[str, list[Diagnostic]] = {}
    for name, said in rooms.desk(room).said.items():
        if _is_ours(name, room):
            found[name] = list(said)
    for diagnostic in room.said:
        found.setdefault(diagnostic.source.name, []).append(diagnostic)
    addresses = {room.uri_of(name): said for name, said in found.items()}
    for uri, about in addresses.items():
        if uri is not None:
            tell(session, uri, in_order(about))
    now = {uri for uri in addresses if uri is not None}
    for uri in room.told - now:
        if session.shown.get(uri):
            tell(session, uri, [])
    room.told = now


def _is_ours(name: str, room: Room) -> bool:
    """Says whether somebody here answers for a rule file: it is open, or of the workspace."""
    if room.buffer_of(name) is not None:
        return True
    return name in room.files and not name.startswith(("builtin:", "pack:"))


def tell(session: Session, uri: str, said: Iterable[Diagnostic]) -> None:
    """Tells what is wrong with a file, if that isn't what the editor was told last."""
    show(session, uri, [told(diagnostic) for diagnostic in said])


def show(session: Session, uri: str, diagnostics: list[types.Diagnostic]) -> None:
    """Shows diagnostics in a file, with the version of the text that they are about."""
    buffer: Buffer | None = session.buffers.known.get(uri)
    session.shown[uri] = diagnostics
    session.server.text_document_publish_diagnostics(
        types.PublishDiagnosticsParams(uri, diagnostics, buffer.version if buffer else None)
    )
