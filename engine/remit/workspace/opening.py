"""Opening a workspace: the configuration that holds, or the built-in one, made into a setting."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from msgspec import Struct

from remit.governance.inputs import WAIVER_DAYS, Memory, Override
from remit.governance.setting import Setting
from remit.manifest.document import Document
from remit.manifest.limits import Limits
from remit.manifest.reader import decode, read
from remit.text import digest
from remit.text.diagnostic import Diagnostic
from remit.text.folded import unpickled
from remit.text.source import Source, Span
from remit.workspace import disk, standard
from remit.workspace.repository import git_root, leads_out, relative, upwards

NAME = "remit.yaml"

_ELSEWHERE = standard.BUILTIN, "pack:"
"""What is carried by packages begins so."""

Keys = tuple[str | int, ...]


class Workspace(Struct, frozen=True):
    """A folder with what is to be checked there.

    `folder` is where the configuration stands, or the working directory; patterns start there.
    `root` is the repository's. `policies` are paths or `builtin:standard`. `document` is the
    configuration, None where there is none; `file` is the name of its file. `waivers` are paths,
    `waiver_days` the most days from a waiver's approval to its end. One that stands `apart` is no
    part of the repository, though its folder may lie in it. `silenced` are codes of advice.
    """

    folder: str
    root: str
    setting: Setting
    policies: tuple[str, ...]
    overrides: tuple[Override, ...] = ()
    document: Document | None = None
    file: str = NAME
    waivers: tuple[str, ...] = ()
    waiver_days: int = WAIVER_DAYS
    apart: bool = False
    silenced: frozenset[str] = frozenset()

    def inner(self, place: str) -> str:
        """Gives a file's path from the repository's root, which begins with `../` for what is no
        part of the repository."""
        path = relative(place, self.root)
        if not self.apart:
            return path
        home = relative(disk.real(self.folder), self.root)
        return f"../{path}" if path.startswith(f"{home}/") else path

    def at(self, *path: str | int) -> tuple[Source, Span | None]:
        """Gives a place in the configuration, to point at when what it names isn't there."""
        if self.document is None:
            return Source("built-in configuration", ""), None
        return self.document.source, self.document.span(path)


def opened(
    here: str,
    config: str | None,
    command: Source,
    policies: Sequence[str] = (),
    memory: Memory | None = None,
    typed_in: str | None = None,
) -> tuple[Workspace | None, list[Diagnostic]]:
    """Gives the workspace of a folder, by its configuration or a named one, with what the packs
    among its policies (or those that a command names) carry. The working directory is the folder,
    or where a command was `typed_in`: paths are seen from there."""
    workspace, said = _opened(here, typed_in or here, config, command, memory)
    packs = [entry for entry in policies or _policies(workspace) if entry.startswith("pack:")]
    if workspace is None or not packs:
        return workspace, said
    from remit.workspace.packs import with_packs  # importlib.metadata, which is slow to import

    return with_packs(workspace, packs)


def _policies(workspace: Workspace | None) -> Sequence[str]:
    return workspace.policies if workspace is not None else ()


def _opened(
    folder: str, here: str, config: str | None, command: Source, memory: Memory | None
) -> tuple[Workspace | None, list[Diagnostic]]:
    if config is not None and config.startswith("pack:"):
        from remit.workspace.packs import configuration

        return configuration(config, command)
    path = find(folder) if config is None else os.path.join(here, config)
    if path is None:
        return without_configuration(folder), []
    if not disk.is_file(path):
        return None, [_no_file(path, here, config, command)]
    name = os.path.relpath(path, here).replace(os.sep, "/")
    if leads_out(path):
        message = f"`{name}` is a link that leads out of the repository"
        way = "put the configuration in its place; `--config FILE` names one from elsewhere"
        return None, [Diagnostic("no-such-file", message, command, help=way)]
    workspace, said = _configured(name, path) if memory is None else _remembered(name, path, memory)
    if workspace is not None and config is None:
        said = [*said, *_strays(workspace)]
    return (None, said) if said else (workspace, said)


def _configured(name: str, path: str) -> tuple[Workspace | None, list[Diagnostic]]:
    from remit.workspace.configured import configured  # pydantic, which is slow to import

    return configured(name, path)


def _remembered(name: str, path: str, memory: Memory) -> tuple[Workspace | None, list[Diagnostic]]:
    """Gives the workspace that the same configuration made before, or makes it anew."""
    key = _key(name, path)
    kept = memory.blob(key) if key is not None else None
    if kept is not None:
        workspace: Workspace = unpickled(kept)
        return workspace, []
    from remit.governance.pickling import pickled  # not needed for a known configuration

    found, said = _configured(name, path)
    data = pickled(found) if found is not None and not said else None
    if key is not None and data is not None and key == _key(name, path):
        memory.keep_blob(key, data)
    return found, said


def described_at_base(
    name: str, path: str, content: bytes, memory: Memory | None
) -> Workspace | None:
    """Gives the workspace that a configuration of the base describes for the folder of a path, as
    the same one did before, or makes it anew; None where it can't be read."""
    if memory is None:
        return _described(name, path, content)
    spelled = repr((name, path, git_root(os.path.dirname(path)), content))
    key = f"workspace at base {digest.of_texts([spelled])}"
    kept = memory.blob(key)
    if kept is not None:
        known: Workspace = unpickled(kept)
        return known
    from remit.governance.pickling import pickled  # as above

    found = _described(name, path, content)
    data = pickled(found) if found is not None else None
    if data is not None:
        memory.keep_blob(key, data)
    return found


def _described(name: str, path: str, content: bytes) -> Workspace | None:
    source = decode(name, content)[0]
    documents = read(source).documents if source is not None else ()
    if len(documents) != 1:
        return None
    from remit.workspace.configured import workspace_of  # pydantic, which is slow to import

    return workspace_of(documents[0], *os.path.split(path))[0]


def _key(name: str, path: str) -> str | None:
    """Gives what a workspace depends on; None for a configuration that can't be read."""
    try:
        content = disk.content(path)
    except OSError:
        return None
    place = os.path.abspath(path)
    spelled = repr((name, place, git_root(os.path.dirname(place)), content))
    return f"workspace {digest.of_texts([spelled])}"


def _strays(workspace: Workspace) -> Iterator[Diagnostic]:
    """Gives what a configuration that was found in a repository names outside of it: whoever may
    write there could have the check read any file of this machine, and tell what stands in it."""
    top = git_root(workspace.folder)
    if top is None:
        return
    within = top.rstrip(os.sep) + os.sep
    for keys, path in _named(workspace):
        if path.startswith(_ELSEWHERE):
            continue
        place = os.path.normpath(os.path.join(workspace.folder, path))
        if f"{place}{os.sep}".startswith(within) and not leads_out(place):
            continue
        if workspace.document is not None and workspace.document.node(keys) is not None:
            message = f"`{path}` leads out of the repository"
            way = "put it into the repository, or name the configuration: `--config FILE`"
            yield Diagnostic("configuration", message, *workspace.at(*keys), help=way)


def _named(workspace: Workspace) -> Iterator[tuple[Keys, str]]:
    """Gives the files and folders of a workspace, and where its configuration names them, if it
    does."""
    setting = workspace.setting
    yield from ((("policies", at), each) for at, each in enumerate(workspace.policies))
    yield from ((("waivers", at), each) for at, each in enumerate(workspace.waivers))
    yield from ((("kinds", kind.name, "schema"), kind.schema) for kind in setting.kinds.values())
    for register in setting.registers.values():
        yield ("registers", register.name, "file"), register.file
        yield ("registers", register.name, "schema"), register.schema


def _no_file(path: str, here: str, config: str | None, command: Source) -> Diagnostic:
    if config is not None:
        return Diagnostic("no-such-file", f"there is no configuration `{config}`", command)
    name = os.path.relpath(path, here).replace(os.sep, "/")
    message = f"`{name}` is no file, or a link that leads to none"
    way = "write a configuration, or take away what stands in its place"
    return Diagnostic("no-such-file", message, command, help=way)


def find(folder: str) -> str | None:
    """Gives the nearest `remit.yaml`, looking upwards; a repository's top is as far as it goes.
    One that is no file is not passed over."""
    for above in upwards(folder):
        path = os.path.join(above, NAME)
        if disk.lies(path):
            return path
        if disk.lies(os.path.join(above, ".git")):
            return None
    return None


def without_configuration(folder: str) -> Workspace:
    """Gives the workspace of a folder without a configuration: the standard kinds and policies."""
    setting = Setting(standard.KINDS, standard.REGISTERS)
    return Workspace(folder, git_root(folder) or folder, setting, (standard.STANDARD,))


def one_document(
    name: str, path: str, limits: Limits | None = None
) -> tuple[Document | None, list[Diagnostic]]:
    """Gives the only document of a YAML or JSON file of our own, or what is wrong with it."""
    try:
        data = disk.content(path)
    except OSError as error:
        message = f"can't be read: {(error.strerror or 'unknown error').lower()}"
        return None, [Diagnostic("no-such-file", message, Source(name, ""))]
    source, said = decode(name, data, limits)
    if source is None:
        return None, said
    reading = read(source, limits)
    if len(reading.documents) > 1:
        span = reading.documents[1].root.span
        message = "the file holds more than one document"
        return None, [Diagnostic("format", message, source, Span(span.start, span.start))]
    return (reading.documents[0] if reading.documents else None), list(reading.diagnostics)
