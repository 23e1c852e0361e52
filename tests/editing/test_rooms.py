"""A room is read anew only where something of it has changed, and always where it has."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from remit.workspace import disk
from remit.workspace.server import rooms
from remit.workspace.server.buffers import Buffers
from remit.workspace.server.rooms import Room

TODAY = date(2026, 11, 23)
SCHEMA = "type: object\nproperties: {id: {type: string}, part: {$ref: part.yaml}}\n"
RULES = """policy own governs project "Own."
rule r mandatory "R."
  require project.part.size > 1
    else "{project.id} is small"
"""


@pytest.fixture
def room(tmp_path: Path) -> Room:
    (tmp_path / "remit.yaml").write_text(
        "language: 1\nkinds: {project: {plural: projects, schema: s.yaml, files: ['p.yaml']}}\n"
        "policies: [rules]\n"
    )
    (tmp_path / "s.yaml").write_text(SCHEMA)
    (tmp_path / "part.yaml").write_text("type: object\nproperties: {size: {type: number}}\n")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.remit").write_text(RULES)
    disk.over.clear()
    found = Room(str(tmp_path), Buffers())
    rooms.load(found, TODAY)
    return found


def codes(room: Room) -> dict[str, list[str]]:
    return {name: [one.code for one in said] for name, said in rooms.desk(room).said.items()}


def test_what_has_not_changed_is_kept(room: Room) -> None:
    assert room.said == []
    assert codes(room) == {"rules/own.remit": []}
    desk, schema, draft = room.desk, room.schemas["project"], room.drafts["rules/own.remit"]
    rooms.load(room, TODAY)
    assert room.desk is desk
    assert room.schemas["project"] is schema
    assert room.drafts["rules/own.remit"] is draft


def test_what_has_changed_is_seen(room: Room) -> None:
    folder = Path(room.folder)
    assert codes(room) == {"rules/own.remit": []}
    (folder / "part.yaml").write_text("type: object\nproperties: {weight: {type: number}}\n")
    rooms.load(room, TODAY)
    assert codes(room) == {"rules/own.remit": ["unknown-field"]}
    (folder / "part.yaml").write_text("type: objekt\n")
    rooms.load(room, TODAY)
    assert [one.code for one in room.said] == ["json-schema"]
    assert codes(room) == {"rules/own.remit": ["unknown-field"]}
    rooms.load(room, TODAY)
    assert [one.code for one in room.said] == ["json-schema"]
    (folder / "part.yaml").unlink()
    rooms.load(room, TODAY)
    assert room.said != []
    (folder / "part.yaml").write_text("type: object\nproperties: {size: {type: number}}\n")
    rooms.load(room, TODAY)
    assert room.said == []
    assert codes(room) == {"rules/own.remit": []}


def test_other_policies_and_the_configuration_are_seen(room: Room) -> None:
    folder = Path(room.folder)
    (folder / "rules" / "other.remit").write_text(RULES)
    rooms.load(room, TODAY)
    assert [code for said in codes(room).values() for code in said] == ["duplicate-policy"]
    (folder / "rules" / "other.remit").unlink()
    (folder / "remit.yaml").write_text(
        "language: 1\nkinds: {system: {plural: systems, schema: s.yaml, files: ['p.yaml']}}\n"
        "policies: [rules]\n"
    )
    rooms.load(room, TODAY)
    assert codes(room) == {"rules/own.remit": ["unknown-kind"]}


def test_a_glance_is_as_good_as_a_desk(room: Room) -> None:
    name = "rules/own.remit"
    assert rooms.said_of(room, name) == ()
    for edit, wanted in (("sise", ["unknown-field"]), ("size", []), ("size ==", ["syntax"])):
        rooms.edit(room, name, RULES.replace("size", edit))
        said = rooms.said_of(room, name)
        assert [one.code for one in said] == wanted
        assert room.desk is None
        assert rooms.desk(room, name).said[name] == said
    (Path(room.folder) / "part.yaml").write_text("type: object\nproperties: {a: {type: number}}\n")
    rooms.edit(room, name, RULES)
    rooms.load(room, TODAY)
    assert [one.code for one in rooms.said_of(room, name)] == ["unknown-field"]
