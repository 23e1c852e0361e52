"""Misnaming: files that are called nearly as the manifests of a kind, and so are seen by nobody.

Whoever writes `project.yml` where a kind has `project.yaml`, or `Project.yaml`, means a manifest;
without a word of it, all rules would be kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from remit.text.diagnostic import Diagnostic
from remit.text.sentences import listed
from remit.text.source import Source
from remit.workspace.belonging import kinds_of
from remit.workspace.opening import Workspace
from remit.workspace.patterns import compiled
from remit.workspace.repository import relative

if TYPE_CHECKING:
    from remit.workspace.git import Changes

_ENDINGS = ("yaml", "yml")
_OPEN = frozenset("*?[")
_NAMED = 3
"""So many files are named at most, the others counted."""


class Near(Struct, frozen=True):
    """A file, by its place, that is called nearly as a kind's manifests, whose name is this."""

    place: str
    kind: str
    name: str


def near(
    paths: Sequence[str], workspace: Workspace, place: Callable[[str], str] | None = None
) -> tuple[Near, ...]:
    """Gives those of some files that are called nearly as manifests: with the other ending of YAML,
    a second one, or capitals. Files of other kinds aren't meant. Paths are as patterns see them;
    those below the configuration need nothing that tells each file's place."""
    place = place or (lambda path: os.path.join(workspace.folder, path))
    kinds = [kind for kind in workspace.setting.kinds.values() if any(map(_is_fixed, kind.files))]
    together = "\0" + "\0".join(paths) + "\0" if kinds else ""
    return tuple(
        Near(place(path), kind.name, pattern.rpartition("/")[2])
        for kind in kinds
        for pattern in filter(_is_fixed, kind.files)
        for path in _near(pattern, together, workspace)
    )


def noticed(files: Sequence[Near], here: str) -> list[Diagnostic]:
    """Gives, as advice, which files are called nearly as manifests, together for each kind."""
    groups: dict[tuple[str, str], list[str]] = {}
    for each in files:
        groups.setdefault((each.kind, each.name), []).append(relative(each.place, here))
    return [_told(*group, names) for group, names in groups.items()]


def escaped(
    files: Sequence[Near], changes: Changes, workspace: Workspace, here: str
) -> Iterator[Diagnostic]:
    """Gives the manifests that a change has called otherwise, so that no rule would see them: it
    moves one to such a file, or takes one away and writes such a file beside it."""
    for each in files:
        path = workspace.inner(each.place)
        beside = path.removesuffix(os.path.basename(path)) + each.name
        instead = path in changes.changed and beside in changes.gone
        was = changes.moved.get(path) or (beside if instead else None)
        if was is not None:
            called, before = (
                relative(os.path.join(workspace.root, one), here) for one in (path, was)
            )
            message = f"the change has the manifest `{before}` called so that no rule sees it"
            way = f"call it `{each.name}`; where it is to be deleted, let nothing like it stay"
            yield Diagnostic("near-name", message, Source(called, ""), help=way)


def _is_fixed(pattern: str) -> bool:
    """Says whether all files of a pattern have one name, with an ending of YAML."""
    name = pattern.rpartition("/")[2]
    return _OPEN.isdisjoint(name) and name.lower().endswith(_ENDINGS) and "." in name


def _near(pattern: str, together: str, workspace: Workspace) -> Iterator[str]:
    """Gives the files that are nearly of a pattern, of all files between NULs. Most are called as
    they should be, which is told at once by how many there are."""
    name = pattern.rpartition("/")[2]
    stem = name.rpartition(".")[0]
    so, lowered = 0, together.lower()
    alike = 0
    for before in "\0/":
        so += together.count(f"{before}{name}\0")
        alike += lowered.count(f"{before}{stem.lower()}.y")
    if alike <= so:
        return
    ending = "|".join(_ENDINGS)
    near = rf"(?<=\0)((?:[^\0]*/)?){re.escape(stem)}\.(?:{ending})(?:\.(?:{ending}|txt))?(?=\0)"
    for found in re.compile(near, re.IGNORECASE).finditer(together):
        path, folder = found[0], found[1]
        if kinds_of(path, workspace) or not compiled(pattern).match(folder + name):
            continue
        yield path


def _told(kind: str, name: str, files: Sequence[str]) -> Diagnostic:
    more = [f"{len(files) - _NAMED} more"] if len(files) > _NAMED else []
    what = listed([*(f"`{file}`" for file in files[:_NAMED]), *more])
    verb = "is" if len(files) == 1 else "are"
    message = f"{what} {verb} not checked: manifests of the kind `{kind}` are called `{name}`"
    way = f"rename to `{name}` what is one, and give anything else another name"
    return Diagnostic("near-name", message, Source(files[0], ""), help=way, severity="advice")
