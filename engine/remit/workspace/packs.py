"""Policy packs: installed Python packages that carry policies, and may carry kinds and registers.

A pack is found by an entry point of the group `remit.packs`, whose value is the name of a package.
In the package's folder stands a `remit.yaml`, as in any policy repository; nothing of the package
is imported or run.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from importlib.machinery import PathFinder
from importlib.metadata import EntryPoint, entry_points

from msgspec import Struct
from msgspec.structs import replace

from remit.governance.setting import Setting
from remit.text.diagnostic import Diagnostic, did_you_mean
from remit.text.source import Source
from remit.workspace import disk, standard
from remit.workspace.configured import configured
from remit.workspace.opening import NAME, Workspace

PREFIX = "pack:"
GROUP = "remit.packs"

_AGAIN = "install the package again"
_BESIDE = "install the package that carries it into the environment of remit"

_NAMED = re.compile(r"pack:(?P<name>[A-Za-z0-9][\w.-]*)(?:==(?P<version>[^\s=]+))?\Z")


class Pack(Struct, frozen=True):
    """An installed pack: its name, its version, and the folder of its package."""

    name: str
    version: str
    folder: str


class Lack(Struct, frozen=True):
    """Why there is no such pack, and the way out."""

    message: str
    help: str | None = None


@cache
def found(written: str) -> Pack | Lack:
    """Gives the pack that `pack:NAME` or `pack:NAME==VERSION` names."""
    match = _NAMED.match(written)
    if match is None:
        return Lack(
            f"`{written}` names no pack", "write `pack:NAME`, or `pack:NAME==1.2.0` to pin it"
        )
    name, version = match["name"], match["version"]
    point = _entry(name)
    if isinstance(point, Lack):
        return point
    package, _, _ = point.value.partition(":")
    folder = _folder(package.strip())
    if folder is None:
        message = f"the package `{package}` of the pack `{name}` is not there to be read"
        return Lack(message, f"{_AGAIN} (not as an editable one)")
    if not disk.is_file(os.path.join(folder, NAME)):
        message = f"the pack `{name}` carries no `remit.yaml` in its package `{package}`"
        return Lack(message, "a pack holds one beside its `__init__.py`")
    installed = _version(point)
    if installed is None:
        return Lack(f"the pack `{name}` doesn't say its version", _AGAIN)
    if version is not None and version != installed:
        way = f"install that version, or pin `pack:{name}=={installed}`"
        return Lack(f"the pack `{name}` is pinned to {version}, and {installed} is installed", way)
    return Pack(name, installed, folder)


def configuration(written: str, command: Source) -> tuple[Workspace | None, list[Diagnostic]]:
    """Gives the workspace that a pack's own configuration describes, with the pack's policies; it
    stands apart from whatever is checked."""
    pack = found(written)
    if isinstance(pack, Lack):
        span = command.find(written)
        return None, [Diagnostic("no-such-file", pack.message, command, span, pack.help)]
    theirs, said = carried(pack)
    return (
        (None, said) if theirs is None else (replace(theirs, policies=(written,), apart=True), [])
    )


def carried(pack: Pack) -> tuple[Workspace | None, list[Diagnostic]]:
    """Gives what a pack carries: its configuration, as that of a policy repository."""
    return configured(f"{PREFIX}{pack.name}/{NAME}", os.path.join(pack.folder, NAME))


def with_packs(
    workspace: Workspace, entries: Iterable[str]
) -> tuple[Workspace | None, list[Diagnostic]]:
    """Gives a workspace with the kinds and registers of packs, where it has none of that name.

    Packs that can't be found are told where their rules are looked for.
    """
    for entry in entries:
        pack = found(entry)
        if isinstance(pack, Lack):
            continue
        theirs, said = carried(pack)
        if theirs is None:
            return None, said
        workspace = replace(workspace, setting=_merged(workspace.setting, theirs.setting, pack))
    return workspace, []


def _merged(ours: Setting, theirs: Setting, pack: Pack) -> Setting:
    """Gives the setting with what the pack adds; built-in kinds that nobody asked for give way."""
    asked_for = {name for name, kind in ours.kinds.items() if kind.needed}
    asked_for |= {name for name, register in ours.registers.items() if register.needed}
    kinds = {
        name: replace(kind, schema=_inside(kind.schema, pack))
        for name, kind in theirs.kinds.items()
        if kind.needed and name not in asked_for
    }
    registers = {
        name: replace(
            register,
            file=os.path.join(pack.folder, register.file),
            schema=_inside(register.schema, pack),
        )
        for name, register in theirs.registers.items()
        if register.needed and name not in asked_for
    }
    return replace(ours, kinds={**ours.kinds, **kinds}, registers={**ours.registers, **registers})


def _inside(schema: str, pack: Pack) -> str:
    if schema.startswith(standard.BUILTIN):
        return schema
    return os.path.join(pack.folder, schema)


def _entry(name: str) -> EntryPoint | Lack:
    """Gives the one entry point of a name; of two packages that claim it neither is taken."""
    try:
        points = list(entry_points(group=GROUP))
    except (OSError, ValueError) as error:
        return Lack(f"the packs installed beside remit can't be listed: {error}", _AGAIN)
    named = [point for point in points if point.name == name]
    if not named:
        known = {point.name for point in points}
        way = did_you_mean(name, known, "installed packs") or _BESIDE
        return Lack(f"there is no pack `{name}` installed beside remit", way)
    if len(named) > 1:
        owners = ", ".join(sorted(f"`{point.dist.name}`" for point in named if point.dist))
        message = f"more than one installed package is the pack `{name}`: {owners}"
        return Lack(message, "uninstall all but one")
    return named[0]


def _version(point: EntryPoint) -> str | None:
    """Gives the version of an entry's package, None where what is installed of it is broken."""
    try:
        version: str | None = point.dist.version if point.dist is not None else None
    except KeyError:  # which newer versions of Python raise where older ones give None
        return None
    return version


def _folder(module: str) -> str | None:
    """Gives the folder of a package without importing it, nor any that it lies in."""
    path: list[str] | None = None
    for part in module.split("."):
        spec = PathFinder.find_spec(part, path) if part.isidentifier() else None
        if spec is None or not spec.submodule_search_locations:
            return None
        path = list(spec.submodule_search_locations)
    return path[0] if path else None
