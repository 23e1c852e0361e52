"""Rooms: the workspace of one configuration as the editor has it, its rule files on a desk.

What is open wins over the disk, everywhere. A configuration or schema that is broken is told about,
and what held before it broke holds on, so that rules can still be written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from remit.governance.identifying import unidentifiable
from remit.governance.inputs import File, Inputs
from remit.manifest.reader import decode
from remit.manifest.schema import Schema
from remit.manifest.types import ANY, KindType, Type, Vocabulary
from remit.syntax.drafts import Draft, draft, told_at
from remit.text.diagnostic import Diagnostic
from remit.text.source import RULE_ENDING, Source
from remit.workbench.editing.desk import Desk, laid_out, policy_name
from remit.workbench.editing.glance import Ground, glance, ground, ground_anew
from remit.workspace import disk, standard
from remit.workspace.belonging import kinds_of
from remit.workspace.discovery import Discovery, Reader
from remit.workspace.gathering import Order, inputs_of
from remit.workspace.opening import Workspace, find, opened
from remit.workspace.repository import git_root, is_inside
from remit.workspace.server import reading
from remit.workspace.server.buffers import Buffer, Buffers, same_file
from remit.workspace.server.checking import Count, Memory, Stand

Around = tuple[Mapping[str, Draft], Vocabulary]
"""What stands around a rule file: all others, and what types them."""


class Room(Struct, eq=False):
    """A folder whose configuration holds, and what is known of the files in it.

    Files go by the names that commands give them there. `read` is what came of the schemas as they
    are, `schemas` those that hold. `said` is what is wrong with the configuration and the schemas.
    `desk` is None after a change, until somebody asks for it; `grounds` are what glances at single
    files stand on. `told` are the addresses of the files of which something was told. `memory` is
    the worker's; `advice` is what lint last said of rule files, by the text that it is about and
    where that began; `counts` says of rules, by id and with their text, what came of manifests.
    """

    folder: str
    buffers: Buffers
    workspace: Workspace | None = None
    inputs: Inputs | None = None
    read: dict[str, reading.Read] = field(default_factory=dict)
    schemas: dict[str, Schema] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}, {}))
    files: dict[str, File] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    said: list[Diagnostic] = field(default_factory=list)
    desk: Desk | None = None
    grounds: dict[str, tuple[Around, Ground]] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    counts: dict[str, tuple[str, Count]] = field(default_factory=dict)
    advice: dict[str, dict[str, list[tuple[Diagnostic, int]]]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    version: int = 0

    def name_of(self, path: str) -> str:
        """Gives the name of a file in messages, as commands give it that run in the folder."""
        name = os.path.basename(path)
        known = f"builtin:{name}"
        if known in self.files and same_file(os.path.join(standard.folder("rules"), name), path):
            return known
        return os.path.relpath(path, self.folder).replace(os.sep, "/")

    def path_of(self, name: str) -> str | None:
        """Gives the path of a file that goes by a name; None where it stands in no folder."""
        if name.startswith(standard.BUILTIN):
            folder = "rules" if name.endswith(RULE_ENDING) else "schemas"
            return os.path.join(standard.folder(folder), name.removeprefix(standard.BUILTIN))
        if name.startswith("pack:") or "://" in name or name.startswith("untitled:"):
            return None
        return os.path.normpath(os.path.join(self.folder, name))

    def uri_of(self, name: str) -> str | None:
        """Gives the address of a file that goes by a name."""
        if name in self.buffers.known:
            return name
        path = self.path_of(name)
        return self.buffers.uri_at(path) if path is not None else None

    def buffer_of(self, name: str) -> Buffer | None:
        """Gives the buffer of a file that goes by a name, if it is open."""
        path = self.path_of(name)
        return self.buffers.known.get(name) or (self.buffers.at(path) if path else None)


def folder_of(path: str | None, roots: Iterable[str]) -> str:
    """Gives the folder whose configuration holds for a file: the nearest one upwards, else the
    folder that is open in the editor, else the repository's or its own."""
    roots = list(roots)
    if path is None:
        return roots[0] if roots else os.getcwd()
    folder = os.path.dirname(path)
    found = find(folder)
    if found is not None:
        return os.path.dirname(found)
    around = [root for root in roots if is_inside(folder, root)]
    return max(around, key=len) if around else git_root(folder) or folder


def load(room: Room, today: date) -> None:
    """Reads the configuration, the schemas and the rule files of a room, and takes up what has
    changed of them."""
    disk.begin()
    room.memory.found = None
    workspace, said = opened(room.folder, None, Source("", ""))
    room.said = list(said)
    room.workspace = workspace or room.workspace
    if room.workspace is not None:
        order = Order(room.folder, today)
        inputs, problems = inputs_of(order, room.workspace, Discovery({}, {}))
        room.inputs = inputs
        room.said += problems if workspace is not None else []
        _load_schemas(room, inputs)
        room.files = {file.name: file for file in inputs.rules}
    _read_all(room)
    room.version += 1


def _load_schemas(room: Room, inputs: Inputs) -> None:
    found: dict[str, Schema] = {}
    for name, (file, fetch) in inputs.schemas.items():
        read = reading.read(file, fetch, room.read.get(name))
        room.read[name] = read
        room.said += read.said
        held = read.schema or room.schemas.get(name)
        if held is not None:
            found[name] = held
    room.said += unidentifiable(inputs.setting, found, inputs.at)
    if found != room.schemas:
        room.schemas = found
        room.desk = None
    kinds = {
        kind.name: KindType(kind.name, kind.plural, type_of(kind.name, room))
        for kind in inputs.setting.kinds.values()
    }
    known = Vocabulary(kinds, {n: type_of(n, room) for n in inputs.setting.registers})
    if known != room.vocabulary:
        room.vocabulary = known
        room.desk = None


def type_of(name: str, room: Room) -> Type:
    """Gives the type of a kind or register; any, while its schema can't be read."""
    return room.schemas[name].type if name in room.schemas else ANY


def is_ours(name: str, room: Room) -> bool:
    """Says whether somebody here answers for a rule file: it is open, or of the workspace."""
    if room.buffer_of(name) is not None:
        return True
    return name in room.files and not name.startswith(("builtin:", "pack:"))


def kinds_at(room: Room, path: str) -> list[str]:
    """Gives the kinds and registers that a file of a room is of."""
    if room.workspace is None or not is_inside(path, room.workspace.folder):
        return []
    inner = os.path.relpath(os.path.realpath(path), os.path.realpath(room.workspace.folder))
    return list(kinds_of(inner.replace(os.sep, "/"), room.workspace))


def stand(
    room: Room, today: date, stopped: Callable[[], bool], heard: Callable[[], float]
) -> Stand | None:
    """Gives how things stand in a room, for the worker; None where nothing can be checked."""
    if room.workspace is None or room.inputs is None:
        return None
    _take_up(room)
    drafts = _apart(room)
    version = room.version
    return Stand(
        room.folder,
        today,
        room.workspace,
        room.inputs,
        drafts,
        dict(room.schemas),
        room.vocabulary,
        frozenset(name for name in drafts if is_ours(name, room)),
        frozenset(name for name in drafts if room.buffer_of(name) is not None),
        lambda: room.version != version or stopped(),
        heard,
    )


# -- rule files -----------------------------------------------------------------------------------


def _read_all(room: Room) -> None:
    texts: dict[str, str] = {}
    for name, file in room.files.items():
        text = _text(room, name, file)
        if text is not None:
            texts[name] = text
    for name, text in _others(room, texts):
        texts[name] = text
    old, room.drafts = room.drafts, {}
    for name, text in texts.items():
        before = old.get(name)
        if before is not None and before.source.text == text:
            room.drafts[name] = before
        else:
            room.drafts[name] = draft(Source(name, text), before)
    if room.drafts != old:
        room.desk = None


def _text(room: Room, name: str, file: File) -> str | None:
    content = file.read()
    if isinstance(content, str):
        message = f"the file can't be read: {content}"
        room.said.append(Diagnostic("no-such-file", message, Source(name, "")))
        return None
    source, said = decode(name, content)
    room.said += said
    return source.text if source is not None else None


def _others(room: Room, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Gives the rule files that are open and not configured, with those beside them, from which
    they may use names."""
    for buffer in room.buffers:
        name = rule_name(buffer, room)
        if name is None or name in texts:
            continue
        yield name, buffer.text
        folder = os.path.dirname(buffer.path) if buffer.path else ""
        for beside in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            path = os.path.join(folder, beside)
            other = room.name_of(path)
            if beside.endswith(RULE_ENDING) and other not in texts and other != name:
                text = _text(room, other, File(other, other, Reader(path, folder)))
                if text is not None:
                    yield other, text


def rule_name(buffer: Buffer, room: Room) -> str | None:
    """Gives the name of an open rule file of a room; None for any other buffer."""
    if buffer.path is None:
        return buffer.uri if buffer.uri.endswith(RULE_ENDING) else None
    if not buffer.path.endswith(RULE_ENDING):
        return None
    is_here = folder_of(buffer.path, [room.folder]) == room.folder
    return room.name_of(buffer.path) if is_here else None


def _take_up(room: Room) -> None:
    """Takes up what the rule files have become in the editor."""
    for buffer in room.buffers:
        name = rule_name(buffer, room)
        if name is not None:
            edit(room, name, buffer.text)


def edit(room: Room, name: str, text: str) -> None:
    """Takes up what one rule file has become in the editor."""
    before = room.drafts.get(name)
    if before is None or before.source.text != text:
        room.drafts[name] = draft(Source(name, text), before)
        room.desk = None
        room.version += 1


def desk(room: Room, focus: str | None = None) -> Desk:
    """Gives the desk of a room as it is now, on which the rules of one file were checked, or those
    of all."""
    _take_up(room)
    wanted = frozenset(_apart(room)) if focus is None else frozenset({focus})
    if room.desk is None or not wanted <= room.desk.looked_at:
        room.desk = laid_out(_apart(room, focus), room.schemas, room.vocabulary, wanted)
    return room.desk


def said_of(room: Room, name: str) -> tuple[Diagnostic, ...]:
    """Gives what is wrong with one rule file, by a glance where that is enough."""
    if room.desk is None or name not in room.desk.looked_at:
        _take_up(room)
        beside = {other: draft for other, draft in _apart(room, name).items() if other != name}
        around = (beside, room.vocabulary)
        known = room.grounds.pop(name, None)
        if known is not None and known[0] == around:
            found = _glanced(room, name, known[1])
            if found is not None:
                room.grounds[name] = (around, found[0])
                return found[1]
        fresh = ground(desk(room, name), name)
        if fresh is not None:
            room.grounds[name] = (around, fresh)
    return desk(room, name).said[name]


def _glanced(room: Room, name: str, known: Ground) -> tuple[Ground, tuple[Diagnostic, ...]] | None:
    """Gives what a glance at a file finds, and what the next one can stand on."""
    draft = room.drafts[name]
    said = glance(known, draft)
    if said is not None:
        return known, said
    focus = frozenset({name})
    defines = laid_out(_apart(room, name), room.schemas, room.vocabulary, focus, defines=True)
    fresh = ground_anew(known, defines, name)
    said = glance(fresh, draft) if fresh is not None else None
    return (fresh, said) if fresh is not None and said is not None else None


def is_laid_out(room: Room) -> bool:
    """Says whether all rule files of a room were looked at as they are now."""
    _take_up(room)
    return room.desk is not None and frozenset(_apart(room)) <= room.desk.looked_at


def lay(room: Room, desk: Desk) -> None:
    """Takes up the desk of a room that somebody else has laid out, as it is now."""
    room.desk = desk


def _apart(room: Room, focus: str | None = None) -> dict[str, Draft]:
    """Gives the rule files without those whose policy one that is open takes the place of: a copy
    that is not configured is no second policy."""
    open_ones = {n for n in room.drafts if n not in room.files and room.buffer_of(n) is not None}
    taken = {policy_name(room.drafts[name]) for name in open_ones} - {""}
    return {
        name: draft
        for name, draft in room.drafts.items()
        if name in open_ones or name == focus or policy_name(draft) not in taken
    }


# -- advice ---------------------------------------------------------------------------------------


def take_advice(room: Room, advice: Mapping[str, Sequence[Diagnostic]]) -> None:
    """Takes note of what lint says, by the text that it is about."""
    room.advice = {}
    for name, said in advice.items():
        draft = room.drafts[name]
        texts = room.advice.setdefault(name, {})
        for one in said:
            block = draft.block_at(one.span.start if one.span is not None else 0)
            texts.setdefault(block.text, []).append((one, block.span.start))


def advice_on(room: Room, name: str) -> list[Diagnostic]:
    """Gives what lint said of the parts of a file that are as they were then."""
    draft = room.drafts[name]
    known = room.advice.get(name, {})
    return [
        told_at(one, draft.source, block.span.start - start)
        for block in draft.blocks
        if not block.found
        for one, start in known.get(block.text, ())
    ]
