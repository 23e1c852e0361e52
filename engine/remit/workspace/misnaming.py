"""Misnaming: files that are called nearly as the manifests of a kind, and so are seen by nobody.

Whoever writes `project.yml` where a kind has `project.yaml`, or `Project.yaml`, means a manifest;
without a word of it, all rules would be kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from remit.text.diagnostic import Diagnostic
from remit.text.sentences import listed
from remit.text.source import Source
from remit.workspace.belonging import kinds_of
from remit.workspace.opening import Workspace
from remit.workspace.patterns import compiled
from remit.workspace.repository import relative

_ENDINGS = ("yaml", "yml")
_OPEN = frozenset("*?[")
_NAMED = 3
"""So many files are named at most, the others counted."""


def misnamed(paths: Sequence[str], workspace: Workspace, here: str) -> tuple[Diagnostic, ...]:
    """Gives, as advice, which of some files below the configuration are called nearly as those of a
    kind: with the other ending of YAML, a second one, or capitals. Files of other kinds aren't
    meant."""
    together = "\0" + "\0".join(paths) + "\0"
    said: list[Diagnostic] = []
    for kind in workspace.setting.kinds.values():
        for pattern in kind.files:
            found = list(_near(pattern, together, workspace)) if _is_fixed(pattern) else []
            if found:
                said.append(_told(kind.name, pattern, found, workspace, here))
    return tuple(said)


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


def _told(kind: str, pattern: str, found: list[str], workspace: Workspace, here: str) -> Diagnostic:
    names = [relative(os.path.join(workspace.folder, path), here) for path in found]
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    what = listed([*(f"`{name}`" for name in names[:_NAMED]), *more])
    name = pattern.rpartition("/")[2]
    verb = "is" if len(names) == 1 else "are"
    message = f"{what} {verb} not checked: manifests of the kind `{kind}` are called `{name}`"
    way = f"rename to `{name}` what is one, and give anything else another name"
    return Diagnostic("near-name", message, Source(names[0], ""), help=way, severity="advice")
