"""Bounds: which repository is checked, and whether the configuration is a part of it.

A configuration that stands apart, in another repository or none, is its owner's: nothing in the
files that are checked stands for anything of it, at the base revision neither.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from msgspec.structs import replace

from remit.workspace import disk
from remit.workspace.opening import Workspace
from remit.workspace.repository import git_root, is_inside


def asked_paths(
    here: str, paths: tuple[str, ...], config: str | None, workspace: Workspace
) -> tuple[str, ...]:
    """Gives what is to be checked: the named paths or, where the command names a configuration
    that stands apart and no path, the working directory. None stand for all that is found."""
    implied = not paths and config is not None and _is_apart(here, workspace)
    return (os.curdir,) if implied else paths


def bounded(workspace: Workspace, here: str, paths: Sequence[str], *, named: bool) -> Workspace:
    """Gives a workspace with the repository that is checked, which is that of the named paths where
    the configuration stands apart from them; `named` says whether the command names that, too."""
    places = [disk.real(os.path.join(here, path)) for path in paths if path != "-"]
    folders = [place if disk.is_folder(place) else os.path.dirname(place) for place in places]
    if not folders and named:
        folders = [disk.real(here)]
    if not folders or not _is_apart(folders[0], workspace):
        return replace(workspace, root=disk.real(workspace.root))
    root = git_root(folders[0]) or folders[0]
    return replace(_closed(workspace), root=disk.real(root), apart=True)


def _is_apart(folder: str, workspace: Workspace) -> bool:
    """Says whether a configuration stands in another repository than a folder or, where that lies
    in none, neither above nor below it."""
    if workspace.apart:
        return True
    ours, theirs = git_root(folder), git_root(workspace.folder)
    if ours is not None:
        return theirs is None or disk.real(ours) != disk.real(theirs)
    return not (is_inside(folder, workspace.folder) or is_inside(workspace.folder, folder))


def _closed(workspace: Workspace) -> Workspace:
    """Gives a workspace whose registers are the files beside its configuration and no others."""
    setting = workspace.setting
    registers = {
        name: replace(register, file=os.path.join(workspace.folder, register.file))
        if register.needed
        else register
        for name, register in setting.registers.items()
    }
    return replace(workspace, setting=replace(setting, registers=registers))
