"""The index: the manifests that are about to be committed, instead of those on the disk."""

from __future__ import annotations

import os
from collections.abc import Mapping

from remit.governance.inputs import File
from remit.text.diagnostic import Diagnostic
from remit.workspace.base import files_of
from remit.workspace.discovery import Discovery, Request, pointing
from remit.workspace.opening import Workspace
from remit.workspace.snapshots import Snapshot

Found = Mapping[str, tuple[File, ...]]


def discover_staged(
    index: Snapshot, workspace: Workspace, request: Request, changed: frozenset[str] | None
) -> tuple[Discovery | None, list[Diagnostic]]:
    """Gives the manifests of the index, and those of them to check: the named ones, else those at
    the `changed` paths, else (None) all."""
    found = files_of(index, workspace, request.here)
    said = list(_missing(found, workspace))
    if not request.paths:
        checked = _only(found, changed) if changed is not None else found
    else:
        checked, more = _named(index, request, found)
        said += more
    if request.kind is not None:
        checked = {name: files for name, files in checked.items() if name == request.kind}
    return (None, said) if said else (Discovery(found, checked), [])


def _only(found: Found, paths: frozenset[str]) -> Found:
    return {name: tuple(f for f in files if f.path in paths) for name, files in found.items()}


def _named(index: Snapshot, request: Request, found: Found) -> tuple[Found, list[Diagnostic]]:
    """Gives the manifests among the named files: a hook names all files that look like some."""
    wanted: set[str] = set()
    said: list[Diagnostic] = []
    for path in request.paths:
        place = os.path.realpath(os.path.join(request.here, os.path.dirname(path)))
        inner = os.path.relpath(os.path.join(place, os.path.basename(path)), _root(index))
        inner = os.path.normpath(inner).replace(os.sep, "/")
        below = {each for each in index.entries if each.startswith(f"{inner}/") or inner == "."}
        if inner in index.entries or below:
            wanted |= below or {inner}
        else:
            message = f"`{path}` is not in the index"
            way = "stage it with `git add`, or check the working tree without `--staged`"
            problem = Diagnostic("no-such-file", message, request.command, help=way)
            said.append(pointing(problem, path))
    return _only(found, frozenset(wanted)), said


def _root(index: Snapshot) -> str:
    return os.path.realpath(index.root)


def _missing(found: Found, workspace: Workspace) -> list[Diagnostic]:
    said: list[Diagnostic] = []
    for register in workspace.setting.registers.values():
        if register.needed and not found.get(register.name):
            message = f"the register `{register.name}` (`{register.file}`) is not in the index"
            source, span = workspace.at("registers", register.name, "file")
            said.append(Diagnostic("configuration", message, source, span))
    return said
