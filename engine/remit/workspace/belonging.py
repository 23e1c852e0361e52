"""Belonging: the kinds and registers that a file is of, by its path."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from remit.workspace.opening import Workspace
from remit.workspace.patterns import compiled


def members(workspace: Workspace) -> Iterator[str]:
    """Gives the names of all kinds and registers."""
    yield from workspace.setting.kinds
    yield from workspace.setting.registers


def kinds_of(path: str, workspace: Workspace) -> list[str]:
    """Gives the kinds and registers that a file is of, by its path from where patterns start."""
    return kinds_in(workspace)(path)


def kinds_in(workspace: Workspace) -> Callable[[str], list[str]]:
    """Gives what tells, of many files, the kinds and registers that each is of."""
    looked_for = list(patterns_of(workspace))

    def kinds_of(path: str) -> list[str]:
        names = [name for name, is_so in looked_for if is_so(path)]
        return list(dict.fromkeys(names)) if len(names) > 1 else names

    return kinds_of


def patterns_of(workspace: Workspace) -> Iterator[tuple[str, Callable[[str], object]]]:
    """Gives each kind and register with what tells its files, a kind once for each pattern."""
    for kind in workspace.setting.kinds.values():
        yield from ((kind.name, compiled(pattern).match) for pattern in kind.files)
    for register in workspace.setting.registers.values():
        found = _is_at(register.file) if register.needed else compiled(register.file).match
        yield register.name, found


def _is_at(file: str) -> Callable[[str], bool]:
    place = os.path.normpath(file)
    return lambda path: os.path.normpath(path) == place
