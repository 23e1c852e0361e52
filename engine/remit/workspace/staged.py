"""The index: the manifests that are about to be committed, instead of those on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from remit.governance.inputs import File
from remit.text.diagnostic import Diagnostic
from remit.workspace.comparison import Found, files_of, inside, is_below, outside
from remit.workspace.discovery import Discovery, Reader, Request, own_place, pointing
from remit.workspace.misnaming import Near, near
from remit.workspace.opening import Workspace
from remit.workspace.snapshots import Snapshot


def discover_staged(
    index: Snapshot, workspace: Workspace, request: Request, changed: frozenset[str] | None
) -> tuple[Discovery | None, list[Diagnostic]]:
    """Gives the manifests of the index, and those of them to check: the named ones, else those at
    the `changed` paths, else (None) all."""
    places = list(inside(request, index))
    said = [] if request.implied else list(_unstaged(index, places, request))
    named = {request.kind: frozenset(places)} if request.kind is not None else {}
    found = files_of(index, workspace, request, named)
    for name, file in _outside(workspace, request):
        found[name] += (file,)
    said += _missing(found, workspace)
    wanted = changed if request.implied or not places else None
    checked = _asked(found, places, wanted, request)
    if said:
        return None, said
    alike = dict.fromkeys(_alike(index, workspace, request))
    paths = {file.path for files in checked.values() for file in files} if alike else set()
    inner = {each: workspace.inner(each.place) for each in alike}
    left = (n for n, path in inner.items() if path not in paths and _is_asked(path, places, None))
    return Discovery(found, checked, tuple(left)), []


def widened(discovery: Discovery, index: Snapshot, request: Request) -> Discovery:
    """Gives the same discovery where no paths are named but that all manifests are to be checked,
    whether they are changed or not."""
    places = list(inside(request, index))
    return replace(discovery, checked=_asked(discovery.found, places, None, request))


def _asked(
    found: Mapping[str, Sequence[File]],
    places: list[str],
    wanted: frozenset[str] | None,
    request: Request,
) -> dict[str, tuple[File, ...]]:
    return {
        name: tuple(file for file in files if _is_asked(file.path, places, wanted))
        for name, files in found.items()
        if request.kind in (None, name)
    }


def _alike(index: Snapshot, workspace: Workspace, request: Request) -> Iterator[Near]:
    """Gives the files of the index that are called nearly as manifests."""
    yield from near(_below(index, workspace), workspace)
    for folder in outside(workspace, request):
        paths = dict(index.below(folder))
        places = {seen: os.path.join(workspace.root, path) for seen, path in paths.items()}
        yield from near(list(places), workspace, places.__getitem__)


def _below(index: Snapshot, workspace: Workspace) -> list[str]:
    """Gives the files of the index by their paths from the configuration's folder."""
    home = workspace.inner(os.path.join(workspace.folder, "x"))[:-1]
    return [path[len(home) :] for path in index.entries if path.startswith(home)]


def _is_asked(path: str, places: list[str], wanted: frozenset[str] | None) -> bool:
    """Hooks name all files that look like manifests, so others are passed over."""
    named = not places or any(is_below(path, place) for place in places)
    return named and (wanted is None or path in wanted)


def _unstaged(index: Snapshot, places: list[str], request: Request) -> Iterator[Diagnostic]:
    for path, place in zip(request.paths, places, strict=True):
        if not any(is_below(each, place) for each in index.entries):
            message = f"`{path}` is not in the index"
            way = "stage it with `git add`, or check the working tree without `--staged`"
            problem = Diagnostic("no-such-file", message, request.command, help=way)
            yield pointing(problem, path)


def _outside(workspace: Workspace, request: Request) -> Iterator[tuple[str, File]]:
    """Gives the registers that lie outside of the repository, as those of packs do."""
    for register in workspace.setting.registers.values():
        place = own_place(os.path.join(workspace.folder, register.file))
        path = workspace.inner(place)
        if path.split("/")[0] == os.pardir and os.path.isfile(place):
            name = os.path.relpath(place, request.here).replace(os.sep, "/")
            yield register.name, File(name, path, Reader(place, workspace.root))


def _missing(found: Found, workspace: Workspace) -> Iterator[Diagnostic]:
    for register in workspace.setting.registers.values():
        if register.needed and not found.get(register.name):
            message = f"the register `{register.name}` (`{register.file}`) is not in the index"
            source, span = workspace.at("registers", register.name, "file")
            way = "stage it with `git add`"
            yield Diagnostic("configuration", message, source, span, way)
