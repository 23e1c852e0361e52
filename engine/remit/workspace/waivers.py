"""The files with waivers that a configuration names, on the disk or in a snapshot."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from remit.governance.inputs import File, WaiverFiles
from remit.text.diagnostic import Diagnostic
from remit.workspace import disk
from remit.workspace.discovery import Reader, own_place
from remit.workspace.opening import Workspace

if TYPE_CHECKING:
    from remit.workspace.snapshots import Snapshot


def waiver_files(workspace: Workspace, here: str, snapshot: Snapshot | None = None) -> WaiverFiles:
    """Gives the files with waivers, named as seen from `here`. Those of the repository are read
    from the snapshot, if there is one; others are no part of any change."""
    files = tuple(_file(place, workspace, here, snapshot) for place in _places(workspace))
    return WaiverFiles(files, workspace.waiver_days)


def missing_waivers(workspace: Workspace) -> list[Diagnostic]:
    """Gives the files with waivers that are not there."""
    said: list[Diagnostic] = []
    for position, place in enumerate(_places(workspace)):
        if not disk.is_file(place):
            message = f"there is no file `{workspace.waivers[position]}` with waivers"
            source, span = workspace.at("waivers", position)
            way = "write one that begins with `waivers:`, or leave it out here"
            said.append(Diagnostic("configuration", message, source, span, way))
    return said


def _places(workspace: Workspace) -> Iterator[str]:
    for entry in workspace.waivers:
        yield os.path.normpath(os.path.join(workspace.folder, entry))


def _file(place: str, workspace: Workspace, here: str, snapshot: Snapshot | None) -> File:
    inner = snapshot.inner(place) if snapshot is not None and not workspace.apart else os.pardir
    if snapshot is not None and inner.split("/")[0] != os.pardir:
        return snapshot.file(inner, here)
    path = workspace.inner(own_place(place))
    name = os.path.relpath(place, here).replace(os.sep, "/")
    return File(name, path, Reader(place, workspace.root))
