"""The base: the revision that a change is compared with, found, and read with its own settings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from remit.governance.inputs import File, Revision, WaiverFiles
from remit.governance.setting import Setting
from remit.manifest.reader import decode, read
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source
from remit.workspace import ci, git, standard
from remit.workspace.discovery import Discovery, Request, kinds_of, pointing
from remit.workspace.git import Changes, Repository
from remit.workspace.opening import Workspace, without_configuration
from remit.workspace.snapshots import Snapshot
from remit.workspace.waivers import waiver_files

DEPTH = "the clone is shallow: fetch all of it (`fetch-depth: 0`, or `git fetch --unshallow`)"


@dataclass(frozen=True, slots=True)
class Against:
    """What a command asks to compare with: a ref, `auto`, or the index with HEAD (`staged`).

    `every` asks for all manifests of the index, not only for those that are staged.
    """

    ref: str | None
    staged: bool
    every: bool
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a change began: the ref as reports name it and its commit, empty before the first."""

    ref: str
    commit: str


def begun(
    here: Repository | None, against: Against, command: Source
) -> tuple[Begun | None, list[Diagnostic]]:
    """Gives where the change began, or why that can't be told."""
    if here is None:
        message = "there is no git repository here, so there is nothing to compare with"
        way = "run it in a clone (in CI: checked out with `fetch-depth: 0`), where git is installed"
        return None, [Diagnostic("base-revision", message, command, help=way)]
    if against.staged:
        return Begun("HEAD", git.commit(here, "HEAD") or ""), []
    if against.ref == "auto":
        return _in_ci(here, against, command)
    assert against.ref is not None
    found = _apart(here, ci.Candidate(against.ref))
    if isinstance(found, Begun):
        return found, []
    return None, [pointing(_unreadable(here, found, command), against.ref)]


def _in_ci(
    here: Repository, against: Against, command: Source
) -> tuple[Begun | None, list[Diagnostic]]:
    refs = ci.candidates(against.environment, _text)
    if not refs:
        message = "`--base auto` finds the base from the environment of a CI job, and this is none"
        way = "name the base, such as `--base origin/main`"
        return None, [pointing(Diagnostic("base-revision", message, command, help=way), "auto")]
    why = ""
    for candidate in refs:
        found = _apart(here, candidate)
        if isinstance(found, Begun):
            return found, []
        why = why or found
    return None, [pointing(_unreadable(here, why, command), "auto")]


def _apart(here: Repository, candidate: ci.Candidate) -> Begun | str:
    """Gives the commit where HEAD and a ref went apart, or why there is none."""
    head = git.commit(here, "HEAD")
    there = git.commit(here, candidate.ref)
    if there is None:
        if head is None or (candidate.first and not git.is_shallow(here)):
            return Begun(candidate.ref, "")
        return f"there is no revision `{candidate.ref}`"
    if head is None:
        return Begun(candidate.ref, there)
    common = git.merge_base(here, there, head)
    if common is None:
        return f"`{candidate.ref}` and HEAD have no commit in common"
    return Begun(candidate.ref, common)


def _unreadable(here: Repository, why: str, command: Source) -> Diagnostic:
    way = DEPTH if git.is_shallow(here) else "name a branch, tag or commit that was fetched"
    return Diagnostic("base-revision", why, command, help=way)


def _text(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return None


# -- the base as files ----------------------------------------------------------------------------


def revision(
    here: Repository,
    start: Begun,
    against: Against,
    workspace: Workspace,
    request: Request,
    discovery: Discovery,
) -> tuple[Revision | None, list[Diagnostic]]:
    """Gives the base revision with its manifests, registers and settings."""
    commit = start.commit or git.empty_tree(here)
    entries = git.tree(here, start.commit) if start.commit else {}
    changes = git.changes(here, commit, staged=against.staged)
    if entries is None or changes is None:
        why = f"the commit `{start.commit[:12]}` can't be read"
        return None, [_unreadable(here, why, request.command)]
    past = Snapshot(here.root, entries, git.Objects(here))
    described = _described(past, workspace)
    setting = _setting(described, workspace)
    found = files_of(past, replace(workspace, setting=setting), request.here)
    for name, register in setting.registers.items():
        if _inside(here.root, os.path.join(workspace.folder, register.file)) is None:
            # a register of a pack lies outside of the repository, and is what it is today
            found[name] = tuple(discovery.found.get(name, ()))
    checked: Mapping[str, tuple[File, ...]] = found
    if request.paths or (against.staged and not against.every):
        wanted = _wanted(discovery, changes)
        checked = {
            name: tuple(file for file in files if file.path in wanted)
            for name, files in found.items()
        }
    return Revision(
        ref=start.ref,
        commit=start.commit,
        setting=setting,
        found=found,
        checked=checked,
        file_exists=past.exists,
        moved=changes.moved,
        changed=changes.changed,
        governing=tuple(sorted(_governing(changes, workspace))),
        deletions=not request.paths,
        waivers=waiver_files(described, request.here, past) if described else WaiverFiles(),
    ), []


def files_of(snapshot: Snapshot, workspace: Workspace, here: str) -> dict[str, tuple[File, ...]]:
    """Gives the files of every kind and register in a snapshot."""
    found: dict[str, list[File]] = {
        name: [] for name in (*workspace.setting.kinds, *workspace.setting.registers)
    }
    for path in snapshot.below(workspace.folder):
        for name in kinds_of(path, workspace):
            place = os.path.join(workspace.folder, path)
            inner = os.path.relpath(os.path.realpath(place), os.path.realpath(snapshot.root))
            found[name].append(snapshot.file(inner.replace(os.sep, "/"), here))
    return {name: tuple(files) for name, files in found.items()}


def _wanted(discovery: Discovery, changes: Changes) -> set[str]:
    """Gives the paths at which the baselines of what is checked may stand."""
    paths = {file.path for files in discovery.checked.values() for file in files}
    before = {changes.moved[path] for path in paths if path in changes.moved}
    return paths | before | changes.changed | changes.gone


def _setting(described: Workspace | None, workspace: Workspace) -> Setting:
    """Gives the setting with what the base's own configuration says of its kinds: a change can't
    redefine what tells manifests apart, nor move them out of sight.

    A kind that the base doesn't know, or all where its configuration can't be read, are as today.
    """
    then = described.setting.kinds if described is not None else {}
    kinds = {
        name: replace(
            kind,
            files=then[name].files if name in then else kind.files,
            identity=then[name].identity if name in then else kind.identity,
            select=then[name].select if name in then else kind.select,
        )
        for name, kind in workspace.setting.kinds.items()
    }
    return replace(workspace.setting, kinds=kinds)


def _described(past: Snapshot, workspace: Workspace) -> Workspace | None:
    """Gives the workspace as the base's own configuration describes it, None where that can't be
    read. A configuration outside of the repository is no part of any change."""
    path = _inside(past.root, os.path.join(workspace.folder, workspace.file))
    if workspace.document is None or path is None:
        return workspace
    if path not in past.entries:
        return without_configuration(workspace.folder)
    content = past.read(path)
    source = decode(workspace.file, content)[0] if isinstance(content, bytes) else None
    documents = read(source).documents if source is not None else ()
    if len(documents) != 1:
        return None
    from remit.workspace.configured import workspace_of  # pydantic, which is slow to import

    return workspace_of(documents[0], workspace.folder, workspace.file)[0]


def _governing(changes: Changes, workspace: Workspace) -> Iterator[str]:
    """Gives the changed files that judge the change: configuration, policies, schemas, waivers."""
    if workspace.document is not None:
        places = [workspace.file, *workspace.policies, *workspace.waivers]
    else:
        places = list(workspace.policies)
    setting = workspace.setting
    schemas = [kind.schema for kind in setting.kinds.values()]
    schemas += [register.schema for register in setting.registers.values()]
    for schema in schemas:
        folder = os.path.dirname(schema)
        places += [schema, folder] if folder else [schema]
    inner = {
        _inside(workspace.root, os.path.normpath(os.path.join(workspace.folder, place)))
        for place in places
        if not place.startswith((standard.BUILTIN, "pack:"))
    }
    for path in changes.changed | changes.gone:
        if any(at is not None and (path == at or path.startswith(f"{at}/")) for at in inner):
            yield path


def _inside(root: str, place: str) -> str | None:
    """Gives a place by its path from the root, or None where it lies outside."""
    inner = os.path.relpath(os.path.realpath(place), os.path.realpath(root))
    return None if inner.split(os.sep)[0] == os.pardir else inner.replace(os.sep, "/")
