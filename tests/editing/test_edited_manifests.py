"""Manifests while they are edited: what is said of one, and which others are read for that."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lsprotocol import types

from remit.governance.report import Judged
from remit.workspace import disk
from remit.workspace.discovery import Reader
from remit.workspace.server import rooms, session
from remit.workspace.server.buffers import Buffers, uri_of
from remit.workspace.server.rooms import Room

TODAY = date(2026, 11, 23)
FILES = {
    "remit.yaml": "kinds:\n  item: {plural: shelf, schema: s.yaml, files: ['*.item'], identity: id}"
    "\npolicies: [own.remit]\n",
    "s.yaml": "type: object\nproperties: {id: {type: string}, price: {type: number}}\n",
    "own.remit": 'policy own governs item\n  "Own."\nrule r mandatory\n  "R."\n'
    '  require item.price < 10\n    else "dear"\n',
    **{f"{name}.item": f"id: {name}\nprice: 1\n" for name in "abc"},
}


@pytest.fixture
def room(tmp_path: Path) -> Room:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    disk.over.clear()
    found = Room(str(tmp_path), Buffers())
    rooms.load(found, TODAY)
    assert found.said == []
    return found


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gives the names of the files that are read, in order."""
    names: list[str] = []
    real = Reader.__call__

    def noting(reader: Reader) -> bytes | str:
        names.append(Path(reader.place).name)
        return real(reader)

    monkeypatch.setattr(Reader, "__call__", noting)
    return names


def write(room: Room, name: str, text: str) -> None:
    """Edits a manifest, which is open from then on."""
    uri = uri_of(str(Path(room.folder) / name))
    room.buffers.open(types.TextDocumentItem(uri, "yaml", 1, text))
    room.version += 1


def said(room: Room, name: str, *, anew: bool = False) -> list[str]:
    """Gives the rules by which something is found in a manifest."""
    return [one.finding.rule for one in judged(room, name, anew=anew)]


def judged(room: Room, name: str, *, anew: bool = False) -> tuple[Judged, ...]:
    """Gives what is found in a manifest."""
    stand = rooms.stand(room, TODAY, lambda: False, lambda: 0.0)
    assert stand is not None
    found = session._judged(stand, room.memory, names=[name], anew=anew)
    assert found is not None
    return found[name].findings


def test_an_edit_reads_no_manifest_that_is_not_open(room: Room, read: list[str]) -> None:
    write(room, "a.item", "id: a\nprice: 1\n")
    assert said(room, "a.item", anew=True) == []
    assert {"a.item", "b.item", "c.item"} <= set(read)
    read.clear()
    write(room, "a.item", "id: a\nprice: 20\n")
    assert said(room, "a.item") == ["own/r"]
    assert set(read) == {"a.item"}


def test_another_identity_is_looked_for_at_once(room: Room, read: list[str]) -> None:
    write(room, "a.item", "id: a\nprice: 1\n")
    assert said(room, "a.item") == []
    write(room, "a.item", "id: b\nprice: 1\n")
    assert said(room, "a.item") == ["manifest/identity"]
    read.clear()
    assert said(room, "a.item") == ["manifest/identity"]
    assert set(read) == {"a.item", "b.item"}


def test_what_is_open_has_the_identity_that_it_has_by_now(room: Room) -> None:
    for name in ("a.item", "b.item"):
        write(room, name, f"id: {name[0]}\nprice: 1\n")
        assert said(room, name, anew=True) == []
    write(room, "b.item", "id: a\nprice: 1\n")
    assert said(room, "a.item") == said(room, "b.item") == ["manifest/identity"]
    write(room, "b.item", "id: b\nprice: 1\n")
    assert said(room, "a.item") == said(room, "b.item") == []


def test_what_is_opened_after_it_was_found_is_told_once(room: Room) -> None:
    (Path(room.folder) / "b.item").write_text("id: a\nprice: 1\n", encoding="utf-8")
    write(room, "a.item", "id: a\nprice: 1\n")
    before = judged(room, "a.item")
    write(room, "b.item", "id: a\nprice: 1\n")
    (found,) = judged(room, "a.item")
    assert found.finding.message == before[0].finding.message
    assert found.finding.message.count("b.item") == 1


def test_what_has_changed_on_the_disk_is_seen_when_all_is_checked(room: Room) -> None:
    write(room, "a.item", "id: a\nprice: 1\n")
    assert said(room, "a.item", anew=True) == []
    (Path(room.folder) / "b.item").write_text("id: a\nprice: 1\n", encoding="utf-8")
    assert said(room, "a.item", anew=True) == ["manifest/identity"]
    (Path(room.folder) / "b.item").write_text("id: b\nprice: 1\n", encoding="utf-8")
    assert said(room, "a.item") == []
