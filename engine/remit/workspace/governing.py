"""Governing files: those that judge a change, where the change touches them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remit.workspace import git, standard
from remit.workspace.comparison import Comparison, is_below
from remit.workspace.discovery import Discovery
from remit.workspace.loading import ENDING
from remit.workspace.opening import NAME, Workspace

_SCHEMAS = (".yaml", ".yml", ".json")


def governing(
    this: Comparison,
    workspace: Workspace,
    discovery: Discovery,
    policies: Sequence[str] | None,
    here: str,
) -> tuple[str, ...]:
    """Gives the files of a change that judge it: configuration, policies, schemas, waivers.

    `policies` are those that a command names from the folder `here`, None for the configured ones.
    """
    touched = this.changes.changed | this.changes.gone
    if this.index is not None:
        # only manifests, registers and waivers are taken from the index; all else from the disk
        told = git.changes(this.here, this.start.commit or git.empty_tree(this.here), staged=False)
        touched |= told.changed | told.gone if told is not None else frozenset()
    known = _known(this, workspace, policies, here)
    manifests = {file.path for files in discovery.found.values() for file in files}
    return tuple(sorted(p for p in touched if _governs(p, known, manifests)))


@dataclass(frozen=True, slots=True)
class _Known:
    """The places, from the repository's root, of what judges: single files, folders of policies,
    folders of schemas."""

    files: frozenset[str]
    policies: frozenset[str]
    schemas: frozenset[str]


def _known(
    this: Comparison, workspace: Workspace, policies: Sequence[str] | None, here: str
) -> _Known:
    files: set[str] = set()
    rules: set[str] = set()
    schemas: set[str] = set()
    for each in (workspace, this.then or workspace):
        files |= set(_files(this, each))
        for schema in _schemas(each):
            inner = _inner(this, each.folder, schema)
            files.add(inner)
            schemas.add(os.path.dirname(inner))
        if policies is None:
            rules |= {_inner(this, each.folder, entry) for entry in each.policies}
    rules |= {_inner(this, here, entry) for entry in policies or ()}
    # a single rule file may use what those beside it define
    folders = {os.path.dirname(rule) if rule.endswith(ENDING) else rule for rule in rules}
    return _Known(frozenset(files), frozenset(folders), frozenset(schemas))


def _files(this: Comparison, workspace: Workspace) -> Iterator[str]:
    """Gives where a configuration stands or would be looked for, and its waivers."""
    yield _inner(this, workspace.folder, workspace.file)
    for entry in workspace.waivers:
        yield _inner(this, workspace.folder, entry)
    above = "" if workspace.apart else _inner(this, workspace.folder, ".")
    while above not in ("", "."):
        above = os.path.dirname(above)
        yield os.path.join(above, NAME)


def _schemas(workspace: Workspace) -> Iterator[str]:
    for kind in workspace.setting.kinds.values():
        yield kind.schema
    for register in workspace.setting.registers.values():
        yield register.schema


def _inner(this: Comparison, folder: str, entry: str) -> str:
    if entry.startswith((standard.BUILTIN, "pack:")):
        return os.pardir
    return this.past.inner(os.path.join(folder, entry))


def _governs(path: str, known: _Known, manifests: set[str]) -> bool:
    if path in known.files:
        return True
    if path.endswith(ENDING):
        return any(is_below(path, folder or ".") for folder in known.policies)
    if not path.endswith(_SCHEMAS) or path in manifests:
        return False
    # a schema may refer to others below its folder; at the top of a repository stands much else
    return any(
        is_below(path, folder) if folder else "/" not in path and "schema" in path
        for folder in known.schemas
        if folder.split("/")[0] != os.pardir
    )
