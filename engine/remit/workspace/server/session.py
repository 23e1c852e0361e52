"""A session with one editor: its buffers, the rooms that they are in, and what is told when.

An edit is answered at once for the file that it is in; files that depend on it follow when the
editor has been quiet for a while.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any, TypeVar

from lsprotocol import types
from msgspec import Struct, field
from pygls.exceptions import PyglsError
from pygls.lsp.server import LanguageServer

from remit.governance.report import Judged
from remit.text.diagnostic import Diagnostic, in_order
from remit.workspace.server import checking, counting, rooms
from remit.workspace.server.buffers import Buffer, Buffers
from remit.workspace.server.checking import Count, Memory, Stand, Verdict
from remit.workspace.server.rooms import Room
from remit.workspace.server.telling import finding, told, unasked

Found = TypeVar("Found")

SOON, QUIET, IDLE = 0.002, 0.35, 2.0
"""Seconds from an edit until its file is looked at, until all others are, until it is tidied up."""

SWITCH = 0.001
"""Seconds that the worker may keep an edit waiting; Python's own are five times as many."""


class Session(Struct, eq=False):
    """What is known of one editor. `roots` are the folders that are open in it; `shown` is what it
    was told last about each file; `waiting` holds what is to be done soon, by name. `findings` are
    those of the manifests that are open; `marked` are, by the folders of rooms, files that are not
    open and in which a command has shown something. `heard` is when something
    last came from the editor. `has_grammar` says that the editor has one for
    rule files if it has any, `lensed` that it shows code lenses, `frozen` that what was read at
    first is left aside when memory is tidied up."""

    server: LanguageServer
    today: Callable[[], date]
    buffers: Buffers = field(default_factory=Buffers)
    rooms: dict[str, Room] = field(default_factory=dict)
    roots: list[str] = field(default_factory=list)
    shown: dict[str, list[types.Diagnostic]] = field(default_factory=dict)
    waiting: dict[str, asyncio.TimerHandle] = field(default_factory=dict)
    findings: dict[str, list[Judged]] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    marked: dict[str, set[str]] = field(default_factory=dict)
    heard: float = 0.0
    has_grammar: bool = True
    lensed: bool = False
    frozen: bool = False
    worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

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
    """Takes up a file that was opened or saved: what has changed in its room is read anew."""
    buffer = session.buffers.known.get(uri)
    if buffer is not None:
        room = session.room(buffer.path)
        rooms.load(room, session.today())
        look(session, uri)
        quiet(session)


def closed(session: Session, uri: str) -> None:
    """Takes up that a file was closed: what is on the disk counts."""
    buffer = session.buffers.known.get(uri)
    session.buffers.close(uri)
    session.findings.pop(uri, None)
    if buffer is not None:
        show(session, uri, [])
        reread(session, [session.room(buffer.path)])


def changed(session: Session, uri: str) -> None:
    """Takes up an edit."""
    buffer = session.buffers.known.get(uri)
    if buffer is None:
        return
    room = session.room(buffer.path)
    unmark(session, room)
    if rooms.rule_name(buffer, room) is not None:
        room.version += 1
        later(session, f"look {uri}", SOON, lambda: look(session, uri))
        later(session, "quiet", QUIET, lambda: quiet(session))
    elif buffer.path is not None and rooms.kinds_at(room, buffer.path):
        room.version += 1
        later(session, "check", SOON, lambda: check(session))
        later(session, "quiet", QUIET, lambda: quiet(session))
    else:
        later(session, "reread", QUIET, lambda: reread(session, session.rooms.values()))


def prepare() -> None:
    """Lets an edit wait as little as can be for whatever else is done."""
    sys.setswitchinterval(SWITCH)
    gc.enable()
    gc.set_threshold(20_000, 20, 1_000_000)


def tidy(session: Session) -> None:
    """Lets Python look through its memory while nobody waits; what was read at first, of which most
    stays, is left aside from then on."""
    gc.collect()
    if not session.frozen:
        session.frozen = True
        gc.freeze()


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
        tell(session, uri, [*rooms.said_of(room, name), *rooms.advice_on(room, name)])


def quiet(session: Session) -> None:
    """Has everything checked that is open or configured, and counts what fails."""
    check(session, whole=True)
    later(session, "tidy", IDLE, lambda: tidy(session))


def reread(session: Session, changed: Iterable[Room]) -> None:
    """Reads anew what has changed in rooms, and has it checked."""
    for room in list(changed):
        rooms.load(room, session.today())
    quiet(session)


def tell_room(session: Session, room: Room) -> None:
    """Tells what is wrong with the rule files, schemas and the configuration of a room, where that
    wasn't told before."""
    found: dict[str, list[Diagnostic]] = {}
    for name, said in rooms.desk(room).said.items():
        if rooms.is_ours(name, room):
            found[name] = [*said, *rooms.advice_on(room, name)]
    for diagnostic in room.said:
        found.setdefault(diagnostic.source.name, []).append(diagnostic)
    addresses = {room.uri_of(name): said for name, said in found.items()}
    for uri, about in addresses.items():
        if uri is not None:
            tell(session, uri, in_order(about), again=False)
    now = {uri for uri in addresses if uri is not None}
    for uri in room.told - now:
        if session.shown.get(uri):
            tell(session, uri, [])
    room.told = now


# -- manifests -------------------------------------------------------------------------------------


def check(session: Session, *, whole: bool = False) -> None:
    """Has rules and the manifests that are open checked, beside everything else; on the `whole`
    also gives advice, and counts how many manifests fail each rule."""
    begin(session, _check(session, whole=whole))


def begin(session: Session, work: Coroutine[Any, Any, None]) -> None:
    """Begins with something that takes its time."""
    task = asyncio.ensure_future(work)
    session.tasks.add(task)
    task.add_done_callback(partial(_done, session))


def _done(session: Session, task: asyncio.Task[None]) -> None:
    session.tasks.discard(task)
    error = None if task.cancelled() else task.exception()
    if isinstance(error, Exception):
        session.server.report_server_error(error, PyglsError)


async def _check(session: Session, *, whole: bool) -> None:
    for room in list(session.rooms.values()):
        if not rooms.is_laid_out(room):
            laid = await work(session, room, checking.laid)
            if laid is None:
                continue
            rooms.lay(room, laid)
        tell_room(session, room)
        paths = [b.path for b in session.buffers if b.path is not None]
        names = [room.name_of(p) for p in paths if rooms.kinds_at(room, p)]
        judged = await work(session, room, partial(_judged, names=names, anew=whole))
        for name, verdict in judged.items() if judged is not None else ():
            _show_findings(session, room, name, verdict)
        if whole and judged is not None:
            await _conclude(session, room)


async def _conclude(session: Session, room: Room) -> None:
    """Gives advice on rules, and counts what fails them."""
    advice = await work(session, room, _advised)
    if advice is None:
        return
    rooms.take_advice(room, advice)
    tell_room(session, room)
    counts = await work(session, room, count) if session.lensed else None
    if counts is not None and counts != room.counts:
        room.counts = counts
        if _refreshes_lenses(session):
            session.server.workspace_code_lens_refresh(None)


def _refreshes_lenses(session: Session) -> bool:
    known = session.server.client_capabilities.workspace
    lens = known.code_lens if known is not None else None
    return lens is not None and lens.refresh_support is True


def _judged(
    stand: Stand, memory: Memory, *, names: Sequence[str], anew: bool
) -> dict[str, Verdict] | None:
    """Gives what is said of manifests; `anew` by all others as they are on the disk."""
    if anew:
        memory.sought.clear()
    law = checking.law_of(stand, memory)
    if law is None:
        return None
    return {name: checking.checked(stand, law, memory, name) for name in names}


def _advised(stand: Stand, memory: Memory) -> dict[str, list[Diagnostic]] | None:
    law = checking.law_of(stand, memory)
    return checking.advised(stand, law, memory) if law is not None else None


def count(stand: Stand, memory: Memory) -> dict[str, tuple[str, Count]] | None:
    """Gives how many manifests fail each rule of the files that are open."""
    law = checking.law_of(stand, memory)
    return counting.counted(stand, law, memory) if law is not None else None


async def work(
    session: Session,
    room: Room,
    do: Callable[[Stand, Memory], Found],
    stopped: Callable[[], bool] = lambda: False,
) -> Found | None:
    """Gives what the worker finds out about a room; None where that is outdated by then, or was
    stopped."""
    stand = rooms.stand(room, session.today(), stopped, lambda: session.heard)
    if stand is None:
        return None
    loop = asyncio.get_running_loop()
    try:
        found = await loop.run_in_executor(session.worker, do, stand, room.memory)
    except checking.SupersededError:
        return None
    return None if stand.superseded() else found


def _show_findings(session: Session, room: Room, name: str, verdict: Verdict) -> None:
    buffer, found = room.buffer_of(name), verdict.findings
    if buffer is not None and all(one.finding.source.text == buffer.text for one in found):
        session.findings[buffer.uri] = list(found)
        notes = [unasked(verdict.unasked, room)] if verdict.unasked else []
        show(session, buffer.uri, [*(finding(one, room) for one in found), *notes])


def mark(session: Session, room: Room, found: Mapping[str, list[types.Diagnostic]]) -> None:
    """Shows what a command has found in files that are not open, until something is changed."""
    unmark(session, room)
    session.marked[room.folder] = set(found)
    for uri, diagnostics in found.items():
        show(session, uri, diagnostics)


def unmark(session: Session, room: Room) -> None:
    """Takes away what a command has shown."""
    for uri in session.marked.pop(room.folder, ()):
        if uri not in session.findings:
            show(session, uri, [])


# -- telling ---------------------------------------------------------------------------------------


def tell(session: Session, uri: str, said: Iterable[Diagnostic], *, again: bool = True) -> None:
    """Tells what is wrong with a file; not `again` what was told last."""
    found = [told(diagnostic) for diagnostic in said]
    if again or found != session.shown.get(uri):
        show(session, uri, found)


def show(session: Session, uri: str, diagnostics: list[types.Diagnostic]) -> None:
    """Shows diagnostics in a file, with the version of the text that they are about."""
    buffer: Buffer | None = session.buffers.known.get(uri)
    session.shown[uri] = diagnostics
    session.server.text_document_publish_diagnostics(
        types.PublishDiagnosticsParams(uri, diagnostics, buffer.version if buffer else None)
    )
