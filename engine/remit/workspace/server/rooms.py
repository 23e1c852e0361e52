"""Rooms: the workspace of one configuration as the editor has it, its rule files on a desk.

What is open wins over the disk, everywhere. A configuration or schema that is broken is told about,
and what held before it broke holds on, so that rules can still be written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from remit.governance.inputs import File, Inputs
from remit.governance.law import load_schemas
from remit.manifest.reader import decode, read
from remit.manifest.schema import Fetch, Schema
from remit.manifest.types import ANY, KindType, Type, Vocabulary
from remit.syntax.drafts import Draft, draft
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source
from remit.workbench.editing.desk import Desk, laid_out, policy_name
from remit.workspace import standard
from remit.workspace.discovery import Discovery, reader
from remit.workspace.gathering import Order, inputs_of
from remit.workspace.loading import ENDING
from remit.workspace.opening import Workspace, find, opened
from remit.workspace.repository import git_root, is_inside
from remit.workspace.server.buffers import Buffer, Buffers, same_file


@dataclass(slots=True, eq=False)
class Room:
    """A folder whose configuration holds, and what is known of the files in it.

    Files go by the names that commands give them there. `said` is what is wrong with the
    configuration and the schemas. `desk` is None after a change, until somebody asks for it. `told`
    are the addresses of the files of which something was told.
    """

    folder: str
    buffers: Buffers
    workspace: Workspace | None = None
    inputs: Inputs | None = None
    schemas: dict[str, Schema] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}, {}))
    files: dict[str, File] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    said: list[Diagnostic] = field(default_factory=list)
    desk: Desk | None = None
    told: set[str] = field(default_factory=set)

    def name_of(self, path: str) -> str:
        """Gives the name of a file in messages, as commands give it that run in the folder."""
        for base, prefix in ((standard.folder("rules"), ENDING), (standard.folder("schemas"), "")):
            name = os.path.basename(path)
            known = f"builtin:{name}"
            if prefix and known in self.files and same_file(os.path.join(base, name), path):
                return known
        return os.path.relpath(path, self.folder).replace(os.sep, "/")

    def path_of(self, name: str) -> str | None:
        """Gives the path of a file that goes by a name; None where it stands in no folder."""
        if name.startswith(standard.BUILTIN):
            folder = "rules" if name.endswith(ENDING) else "schemas"
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
    """Reads the configuration, the schemas and the rule files of a room anew."""
    workspace, said = _workspace(room)
    room.said = list(said)
    room.workspace = workspace or room.workspace
    if room.workspace is not None:
        order = Order(room.folder, today)
        inputs, problems = inputs_of(order, room.workspace, Discovery({}, {}))
        room.inputs = replace(inputs, schemas=_overlaid(inputs, room))
        room.said += problems if workspace is not None else []
        _load_schemas(room, room.inputs)
        room.files = {file.name: file for file in inputs.rules}
    _read_all(room)


def _workspace(room: Room) -> tuple[Workspace | None, list[Diagnostic]]:
    path = find(room.folder)
    buffer = room.buffers.at(path) if path is not None else None
    if path is None or buffer is None:
        return opened(room.folder, None, Source("", ""))
    from remit.workspace.configured import workspace_of  # pydantic, which is slow to import
    from remit.workspace.packs import with_packs

    reading = read(Source(os.path.relpath(path, room.folder).replace(os.sep, "/"), buffer.text))
    if reading.diagnostics:
        return None, list(reading.diagnostics)
    workspace, said = workspace_of(reading.documents[0], *os.path.split(path))
    packs = [e for e in (workspace.policies if workspace else ()) if e.startswith("pack:")]
    return with_packs(workspace, packs) if workspace and packs else (workspace, said)


def _overlaid(inputs: Inputs, room: Room) -> dict[str, tuple[str, Fetch]]:
    """Gives what reads the schemas, those that are open as they are in the editor."""

    def over(fetch: Fetch) -> Fetch:
        def fetched(path: str) -> Source | list[Diagnostic] | None:
            found = fetch(path)
            named = found.name if isinstance(found, Source) else None
            buffer = room.buffer_of(named) if named is not None else None
            return Source(named, buffer.text) if buffer is not None and named else found

        return fetched

    return {kind: (name, over(fetch)) for kind, (name, fetch) in inputs.schemas.items()}


def _load_schemas(room: Room, inputs: Inputs) -> None:
    found, said = load_schemas(inputs)
    room.said += said
    room.schemas = {name: schema for name, schema in room.schemas.items() if name in inputs.schemas}
    room.schemas |= found
    kinds = {
        kind.name: KindType(kind.name, kind.plural, _type(kind.name, room))
        for kind in inputs.setting.kinds.values()
    }
    room.vocabulary = Vocabulary(kinds, {n: _type(n, room) for n in inputs.setting.registers})


def _type(name: str, room: Room) -> Type:
    return room.schemas[name].type if name in room.schemas else ANY


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
    room.desk = None


def _text(room: Room, name: str, file: File) -> str | None:
    buffer = room.buffer_of(name)
    if buffer is not None:
        return buffer.text
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
            if beside.endswith(ENDING) and other not in texts and other != name:
                text = _text(room, other, File(other, other, reader(path, folder)))
                if text is not None:
                    yield other, text


def rule_name(buffer: Buffer, room: Room) -> str | None:
    """Gives the name of an open rule file of a room; None for any other buffer."""
    if buffer.path is None:
        return buffer.uri if buffer.uri.endswith(ENDING) else None
    if not buffer.path.endswith(ENDING) or folder_of(buffer.path, [room.folder]) != room.folder:
        return None
    return room.name_of(buffer.path)


def edit(room: Room, name: str, text: str) -> None:
    """Takes up what a rule file has become in the editor."""
    before = room.drafts.get(name)
    if before is None or before.source.text != text:
        room.drafts[name] = draft(Source(name, text), before)
        room.desk = None


def desk(room: Room, focus: str | None = None) -> Desk:
    """Gives the desk of a room, on which the rules of one file were checked, or those of all."""
    wanted = frozenset(_apart(room)) if focus is None else frozenset({focus})
    if room.desk is None or not wanted <= room.desk.looked_at:
        room.desk = laid_out(_apart(room, focus), room.schemas, room.vocabulary, wanted)
    return room.desk


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
