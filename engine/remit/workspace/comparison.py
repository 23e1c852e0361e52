"""The comparison: the files of a change and those that it began from, each found by the settings of
its own time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from remit.governance.inputs import STDIN, File, Memory, Revision, WaiverFiles
from remit.governance.setting import Kind, Register, Setting
from remit.text.diagnostic import Diagnostic
from remit.workspace import git
from remit.workspace.base import Against, Begun, begun, no_repository, unreadable
from remit.workspace.belonging import kinds_of
from remit.workspace.discovery import Discovery, Request
from remit.workspace.git import Changes, Entry, Objects, Repository
from remit.workspace.opening import NAME, Workspace, described_at_base, without_configuration
from remit.workspace.repository import is_inside
from remit.workspace.snapshots import Snapshot
from remit.workspace.touching import with_links, with_unwatched
from remit.workspace.waivers import waiver_files

Found = Mapping[str, tuple[File, ...]]


class Comparison(Struct, frozen=True):
    """Where a change began, what it changes, and the files on both sides.

    `past` holds those of the base; `index` those of today where they are staged, None where they
    are on the disk. `then` is the workspace as the base's own configuration describes it, None
    where that can't be read. `described` is the setting by which the base is read.
    """

    here: Repository
    start: Begun
    changes: Changes
    past: Snapshot
    index: Snapshot | None
    then: Workspace | None
    described: Setting
    waivers: WaiverFiles


def compared(
    against: Against, workspace: Workspace, request: Request, memory: Memory | None
) -> tuple[Comparison | None, list[Diagnostic]]:
    """Gives both sides of a change, or why they can't be told; how the base was configured may be
    known from `memory`."""
    here = git.repository(workspace.root)
    if here is None:
        return None, [no_repository(workspace.root, request.command)]
    start, said = begun(here, against, request.command)
    if start is None:
        return None, said
    objects = Objects(here)
    past = _snapshot(here, start.commit, objects)
    tip = past if start.tip == start.commit else _snapshot(here, start.tip, objects)
    before = start.commit or git.empty_tree(here)
    changes = git.changes(here, before, staged=against.staged)
    if past is None or tip is None or changes is None:
        why = f"the commit `{start.commit[:12]}` can't be read"
        return None, [unreadable(here, why, request.command)]
    anew = exchanged(changes, past, workspace)
    then = None if anew else _described(past, workspace, request, memory)
    setting = _setting(then, workspace)
    index = None
    if against.staged:
        left = {path: each for path, each in past.entries.items() if path not in changes.gone}
        index = Snapshot(here.root, {**left, **changes.entries}, objects)
    changes = with_links(with_unwatched(changes, past), past, index)
    # where the change began, a waiver may stand that was never merged: in the midst of a branch
    lifting = then if anew or tip is past else _described(tip, workspace, request, memory)
    waivers = waiver_files(lifting, request.here, tip) if lifting else WaiverFiles()
    return Comparison(here, start, changes, past, index, then, setting, waivers), []


def _snapshot(here: Repository, commit: str, objects: Objects) -> Snapshot | None:
    """Gives the files of a commit, none before the first; None where it can't be read."""
    entries = git.tree(here, commit) if commit else {}
    return Snapshot(here.root, entries, objects) if entries is not None else None


def revision(
    this: Comparison, workspace: Workspace, request: Request, discovery: Discovery
) -> Revision:
    """Gives the base revision of a change with its manifests, registers and waivers."""
    home = this.then or workspace
    named = _named_kinds(this.changes, request, discovery)
    found = files_of(this.past, replace(home, setting=this.described), request, named)
    for name, files in discovery.found.items():
        # what lies outside of the repository is no part of any change
        found[name] += tuple(file for file in files if file.path.startswith("../"))
    asked = _asked(this, request, discovery, found)
    checked = _checked(this, request, discovery, found, asked)
    return Revision(
        ref=this.start.ref,
        commit=this.start.commit,
        setting=this.described,
        found=found,
        checked=checked,
        file_exists=this.past.exists,
        moved=this.changes.moved,
        changed=this.changes.changed,
        gone=this.changes.gone,
        blobs=_untouched(this, found),
        asked=asked,
        waivers=this.waivers,
        staged=this.index is not None,
    )


def files_of(
    snapshot: Snapshot,
    workspace: Workspace,
    request: Request,
    named: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, tuple[File, ...]]:
    """Gives the files of every kind and register in a snapshot, with those that are `named` to be
    of a kind whatever they are called."""
    paths: dict[str, set[str]] = {name: set() for name in _members(workspace.setting)}
    for seen, path in _seen(snapshot, workspace, request):
        for name in kinds_of(seen, workspace):
            paths[name].add(path)
    for name, more in (named or {}).items():
        paths[name] |= more & set(snapshot.entries)
    return {
        name: tuple(snapshot.file(path, request.here) for path in sorted(_once(snapshot, each)))
        for name, each in paths.items()
    }


def reaches_far(this: Comparison, workspace: Workspace) -> bool:
    """Says whether a change touches manifests that it doesn't change: by a register that rules look
    into, or by another notion of which files are manifests and what tells them apart."""
    home = this.then or workspace
    if this.described != workspace.setting or home.folder != workspace.folder:
        return True
    registers = replace(workspace, setting=Setting({}, workspace.setting.registers))
    touched = this.changes.changed | this.changes.gone
    return any(_is_of(path, this.past, registers) for path in touched)


def exchanged(changes: Changes, past: Snapshot, workspace: Workspace) -> frozenset[str]:
    """Gives the submodule with a configuration that stands apart, where the change puts another
    commit of it there, or puts it in the place of something else."""
    if not workspace.apart:
        return frozenset()
    home = past.inner(workspace.folder)
    return frozenset(path for path in changes.gone if is_below(home, path))


def left_out(this: Comparison, workspace: Workspace, request: Request) -> list[Diagnostic]:
    """Gives the manifests of a change that a sparse checkout leaves out, so that none is judged."""
    top = this.past.root
    paths = this.changes.sparse & this.changes.changed
    absent = {p: Entry("") for p in paths if not os.path.lexists(os.path.join(top, p))}
    found = files_of(replace(this.past, entries=absent), workspace, request)
    lost = {file.path for name, files in found.items() if _wanted(name, request) for file in files}
    places = list(inside(request, this.past))
    way = "check it out (`git sparse-checkout add FOLDER`), or name the folders to check"
    return [
        Diagnostic(
            "no-such-file",
            f"`{path}` is a part of the change, but the sparse checkout leaves it out",
            request.command,
            help=way,
        )
        for path in sorted(lost)
        if not places or any(is_below(path, each) for each in places)
    ]


def inside(request: Request, snapshot: Snapshot) -> Iterator[str]:
    """Gives the paths that a command names, from the root of the repository."""
    for path in request.paths:
        yield snapshot.inner(os.path.join(request.here, path))


def is_below(path: str, folder: str) -> bool:
    """Says whether a path is a folder's, or the path itself."""
    return folder == "." or path == folder or path.startswith(f"{folder}/")


# -- the files of a snapshot ----------------------------------------------------------------------


def _members(setting: Setting) -> Iterator[str]:
    yield from setting.kinds
    yield from setting.registers


def _seen(snapshot: Snapshot, workspace: Workspace, request: Request) -> Iterator[tuple[str, str]]:
    """Gives each file as patterns see it, and its path: from the configuration's folder or, for
    named folders outside of that, from those."""
    for folder in (workspace.folder, *outside(workspace, request)):
        yield from snapshot.below(folder)


def outside(workspace: Workspace, request: Request) -> Iterator[str]:
    """Gives the folders that a command names, or names a file in, outside of the configuration's:
    patterns see their files from there."""
    for path in request.paths:
        place = os.path.normpath(os.path.join(request.here, path))
        if path != "-" and not is_inside(place, workspace.folder):
            yield place if os.path.isdir(place) else os.path.dirname(place)


def _is_of(path: str, snapshot: Snapshot, workspace: Workspace) -> bool:
    place = os.path.join(os.path.realpath(snapshot.root), path)
    seen = os.path.relpath(place, os.path.realpath(workspace.folder)).replace(os.sep, "/")
    return any(True for _ in kinds_of(seen, workspace))


def _once(snapshot: Snapshot, paths: set[str]) -> Iterator[str]:
    """Leaves out links to files that are there under their own name."""
    for path in paths:
        if not (snapshot.entries[path].link and snapshot.real(path) in paths):
            yield path


# -- what the check is about ----------------------------------------------------------------------


def _named_kinds(
    changes: Changes, request: Request, discovery: Discovery
) -> dict[str, frozenset[str]]:
    """Gives the paths, today's and before, of files that a command says to be of a kind."""
    if request.kind is None:
        return {}
    today = {file.path for file in discovery.checked.get(request.kind, ())}
    before = {changes.moved[path] for path in today if path in changes.moved}
    return {request.kind: frozenset(today | before)}


def _asked(
    this: Comparison, request: Request, discovery: Discovery, found: Found
) -> frozenset[str]:
    """Gives the paths of the base that a check is about, so that what is gone from them counts.

    What moved out of the named folders is not gone; neither is what a sparse checkout leaves out.
    """
    paths = {file.path for name, files in found.items() if _wanted(name, request) for file in files}
    today = {file.path for files in discovery.found.values() for file in files}
    checked = {file.path for files in discovery.checked.values() for file in files}
    places = list(inside(request, this.past))
    if places:
        elsewhere = {b for a, b in this.changes.moved.items() if a in today and a not in checked}
        paths = {p for p in paths if any(is_below(p, each) for each in places)} - elsewhere
    if this.index is None:
        told = today | this.changes.gone | set(this.changes.moved.values())
        top = this.past.root
        paths = {p for p in paths if p in told or os.path.lexists(os.path.join(top, p))}
    return frozenset(paths | {this.changes.moved.get(path, path) for path in checked})


def _checked(
    this: Comparison, request: Request, discovery: Discovery, found: Found, asked: frozenset[str]
) -> Found:
    """Gives the files of the base that may hold the baseline of what is checked today, or what is
    gone: where not everything is checked, those that the change touches."""
    today = {file.path for files in discovery.found.values() for file in files}
    checked = {file.path for files in discovery.checked.values() for file in files}
    likely = this.changes.changed | this.changes.gone | checked | (asked - today)
    likely |= {this.changes.moved.get(path, path) for path in checked}
    return {
        name: tuple(
            file
            for file in files
            if file.path in (likely if _is_partly(name, discovery) else asked) or STDIN in checked
        )
        for name, files in found.items()
        if _wanted(name, request)
    }


def _untouched(this: Comparison, found: Found) -> dict[str, str]:
    """Gives git's names for the contents of files that a change doesn't touch, by their paths; left
    out are those that git can't give."""
    entries, moved = this.past.entries, this.changes.moved
    paths = {f.path for files in found.values() for f in files if f.path in entries}
    paths -= {*this.changes.changed, *this.changes.gone, *moved, *moved.values()}
    names = {path: entries[path].blob for path in paths if not entries[path].link}
    held = this.past.objects.held(names.values())
    return {path: name for path, name in names.items() if name in held}


def _is_partly(name: str, discovery: Discovery) -> bool:
    return len(discovery.checked.get(name, ())) < len(discovery.found.get(name, ()))


def _wanted(name: str, request: Request) -> bool:
    return request.kind in (None, name)


# -- the settings of the base ---------------------------------------------------------------------


def _described(
    past: Snapshot, workspace: Workspace, request: Request, memory: Memory | None
) -> Workspace | None:
    """Gives the workspace as the base's own configuration describes it, None where that can't be
    read. A configuration that stands apart is no part of any change."""
    if workspace.apart:
        return workspace
    named = past.inner(os.path.join(workspace.folder, workspace.file))
    if named.split("/")[0] == os.pardir:
        return workspace
    there = request.configured and past.real(named) in past.entries
    place = named if there else _nearest(past, request.here)
    if place is None:
        return without_configuration(workspace.folder)
    content = past.read(place)
    if isinstance(content, str):
        return None
    return described_at_base(place, os.path.join(past.root, place), content, memory)


def _nearest(past: Snapshot, folder: str) -> str | None:
    """Gives the `remit.yaml` that the base has in a folder of the disk, or else above it."""
    inner = past.real(past.inner(folder))
    while True:
        path = NAME if inner in ("", ".") else f"{inner}/{NAME}"
        if past.real(path) in past.entries:
            return path
        if inner in ("", "."):
            return None
        inner = inner.rpartition("/")[0]


def _setting(then: Workspace | None, workspace: Workspace) -> Setting:
    """Gives the setting with what the base's own configuration says of its kinds and registers: a
    change can't redefine what tells manifests apart, nor move them out of sight. Of the limits the
    wider ones hold, so that a narrower one hides nothing of the base.

    A kind that the base doesn't know, or all where its configuration can't be read, are as today.
    """
    if then is None:
        return workspace.setting
    ours = workspace.setting
    kinds = {name: _kind(kind, then.setting.kinds.get(name)) for name, kind in ours.kinds.items()}
    registers = {
        name: _register(register, then.setting.registers.get(name))
        for name, register in ours.registers.items()
    }
    limits = ours.limits.or_wider(then.setting.limits)
    return replace(ours, kinds=kinds, registers=registers, limits=limits)


def _kind(ours: Kind, then: Kind | None) -> Kind:
    if then is None:
        return ours
    # where nothing was configured, today's patterns count, too: the base may have been waiting
    files = then.files if then.needed or then.files == ours.files else (*then.files, *ours.files)
    return replace(ours, files=files, identity=then.identity, select=then.select)


def _register(ours: Register, then: Register | None) -> Register:
    return ours if then is None else replace(ours, file=then.file, needed=then.needed)
