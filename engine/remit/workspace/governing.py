"""Governing files: those that judge a change, where the change touches them."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from remit.manifest import bundle
from remit.manifest.document import Document
from remit.manifest.reader import decode, read
from remit.text.source import RULE_ENDING
from remit.workspace import git, standard
from remit.workspace.comparison import Comparison, exchanged, is_below
from remit.workspace.discovery import Request
from remit.workspace.opening import NAME, Workspace

Read = Callable[[str], bytes | str]


def governing(
    this: Comparison, workspace: Workspace, policies: Sequence[str] | None, request: Request
) -> tuple[str, ...]:
    """Gives the files of a change that judge it: configuration, policies, schemas, waivers.

    `policies` are those that a command names, None for the configured ones.
    """
    touched = this.changes.changed | this.changes.gone
    if this.index is not None:
        # only manifests, registers and waivers are taken from the index; all else from the disk
        told = git.changes(this.here, this.start.commit or git.empty_tree(this.here), staged=False)
        touched |= told.changed | told.gone if told is not None else frozenset()
    known = _known(this, workspace, policies, request)
    drawn = _drawn(this, known.schemas) if _may_be_drawn(touched, known.schemas) else frozenset()
    found = {path for path in touched if path in drawn or _governs(path, known)}
    return tuple(sorted(found | exchanged(this.changes, this.past, workspace)))


class _Known(Struct, frozen=True):
    """The places, from the repository's root, of what judges: single files, folders of policies,
    and those of the files that are schemas."""

    files: frozenset[str]
    policies: frozenset[str]
    schemas: frozenset[str]


def _known(
    this: Comparison, workspace: Workspace, policies: Sequence[str] | None, request: Request
) -> _Known:
    files: set[str] = set()
    rules: set[str] = set()
    schemas: set[str] = set()
    # a configuration that stands apart is no part of any change
    for each in () if workspace.apart else (workspace, this.then or workspace):
        files |= set(_files(this, each))
        if not request.configured:
            files |= set(_looked_for(this, request.here))
        for schema in _schemas(each):
            schemas |= _places(this, each.folder, schema)
        for entry in each.policies if policies is None else ():
            rules |= _places(this, each.folder, entry)
    for entry in policies or ():
        rules |= _places(this, request.here, entry)
    # a single rule file may use what those beside it define
    folders = {os.path.dirname(rule) if rule.endswith(RULE_ENDING) else rule for rule in rules}
    return _Known(frozenset(files | schemas), frozenset(folders), frozenset(schemas))


def _files(this: Comparison, workspace: Workspace) -> Iterator[str]:
    """Gives where a configuration stands, and its waivers."""
    for entry in (workspace.file, *workspace.waivers):
        yield from _places(this, workspace.folder, entry)


def _looked_for(this: Comparison, folder: str) -> Iterator[str]:
    """Gives where a configuration is looked for: in a folder and above it."""
    above = this.past.inner(folder)
    yield posixpath.normpath(posixpath.join(above, NAME))
    while above not in ("", "."):
        above = posixpath.dirname(above)
        yield posixpath.join(above, NAME)


def _schemas(workspace: Workspace) -> Iterator[str]:
    for kind in workspace.setting.kinds.values():
        yield kind.schema
    for register in workspace.setting.registers.values():
        yield register.schema


def _places(this: Comparison, folder: str, entry: str) -> set[str]:
    """Gives where an entry of a configuration stands, and where it leads by links, those of today
    and those of the base; nothing outside of the repository."""
    if entry.startswith((standard.BUILTIN, "pack:")):
        return set()
    place = os.path.join(folder, entry)
    inner = this.past.inner(place)
    top = os.path.realpath(this.past.root)
    real = os.path.relpath(os.path.realpath(place), top).replace(os.sep, "/")
    return {each for each in (inner, this.past.real(inner), real) if not each.startswith("..")}


def _governs(path: str, known: _Known) -> bool:
    if path in known.files:
        return True
    if path.endswith(RULE_ENDING):
        return any(is_below(path, folder or ".") for folder in known.policies)
    # what stands in the place of a folder: a link, or another repository
    return any(is_below(each, path) for each in known.files | known.policies)


# -- schemas ------------------------------------------------------------------------------------


def _may_be_drawn(touched: frozenset[str], schemas: frozenset[str]) -> bool:
    """Says whether a change touches a file that a schema may refer to: one below its folder."""
    folders = {os.path.dirname(schema) or "." for schema in schemas}
    return any(is_below(path, folder) for path in touched for folder in folders)


def _drawn(this: Comparison, schemas: frozenset[str]) -> frozenset[str]:
    """Gives the files that schemas refer to, today or in the base."""

    def today(path: str) -> bytes | str:
        try:
            with open(os.path.join(this.past.root, path), "rb") as file:
                return file.read()
        except OSError:
            return "it can't be opened"

    return frozenset(
        path for schema in schemas for side in (today, this.past.read) for path in _of(schema, side)
    )


def _of(schema: str, content: Read) -> list[str]:
    folder, name = posixpath.split(schema)
    opened: list[str] = []

    def fetch(path: str) -> Document | None:
        place = posixpath.join(folder, path)
        opened.append(place)
        found = content(place)
        source = decode(path, found)[0] if isinstance(found, bytes) else None
        documents = read(source).documents if source is not None else ()
        return documents[0] if len(documents) == 1 else None

    bundle.gather(name, fetch)
    return opened
