"""Discovery: which files are manifests of which kind, and which of them a command asks for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from remit.governance.inputs import COMMAND_LINE, STDIN, File, Files, by_name, in_columns
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source
from remit.workspace import disk
from remit.workspace.belonging import kinds_in, kinds_of, members, patterns_of
from remit.workspace.looks import Places
from remit.workspace.misnaming import Near, near, noticed
from remit.workspace.nearby import nearby
from remit.workspace.opening import Workspace
from remit.workspace.repository import (
    files_below,
    is_inside,
    is_of_git,
    listed_below,
    relative,
    sparse_below,
)


class Discovery(Struct, frozen=True):
    """The files of every kind and register, those that were asked for, and which others of these
    are called nearly as manifests."""

    found: Mapping[str, Sequence[File]]
    checked: Mapping[str, Sequence[File]]
    near: tuple[Near, ...] = ()


class Request(Struct, frozen=True):
    """What a command asks for: paths (none for everything), and a kind that they are.

    `implied` paths stand for everything where the configuration lies elsewhere; nobody named them.
    `configured` says that the command names the configuration, so that none is looked for; `alone`
    that no other process is to help.
    """

    here: str
    paths: tuple[str, ...] = ()
    kind: str | None = None
    command: Source = field(default_factory=lambda: Source(COMMAND_LINE, ""))
    implied: bool = False
    configured: bool = False
    alone: bool = True


def discover(workspace: Workspace, request: Request) -> tuple[Discovery | None, list[Diagnostic]]:
    """Gives the files to check and all files of their collections, or what can't be found."""
    disk.noted.closed.clear()
    found, links, left_out, alike = _found_below(workspace, request)
    said = list(_missing_registers(workspace, request, found))
    checked: Mapping[str, Files] = found
    if request.paths:
        named, alike, more = _named(workspace, request)
        said += more
        for name, files in named.items():
            there = frozenset(found[name].places)
            besides = {place: file for place, file in files.items() if place not in there}
            links.update(filter(disk.is_link, besides))
            found[name] = in_columns([*found[name], *besides.values()]) if besides else found[name]
        checked = {name: in_columns(list(files.values())) for name, files in named.items()}
    else:
        kinds = list(found) if request.kind is None else [request.kind]
        if left_out or request.kind is not None:
            checked = {name: _without(left_out, found[name]) for name in kinds}
    said += _closed(request)
    if said:
        return None, [*said, *noticed(alike, request.here)]
    every = _distinct(found, links)
    asked = every if checked is found else _distinct(checked, links)
    whole = asked.keys() == every.keys() and all(_are_same(asked[n], every[n]) for n in every)
    return Discovery(every, every if whole else asked, alike), []


def _are_same(ours: Files, theirs: Files) -> bool:
    if ours is theirs:
        return True
    return list(ours.places) == list(theirs.places) and list(ours.names) == list(theirs.names)


def only(places: Iterable[str], workspace: Workspace, request: Request) -> Discovery:
    """Gives the manifests that some places below the configuration hold, as if there were no other
    files; whether anything stands there is not looked at."""
    below, kinds_of = _Below(workspace.folder, workspace, request), kinds_in(workspace)
    found: dict[str, list[str]] = {name: [] for name in workspace.setting.kinds}
    for place in places:
        if place.startswith(workspace.folder + os.sep):
            path = place[len(workspace.folder) + 1 :].replace(os.sep, "/")
            for name in found.keys() & kinds_of(path):
                found[name].append(path)
    every = {name: below.files(paths) for name, paths in found.items()}
    return Discovery(every, every)


def _found_below(
    workspace: Workspace, request: Request
) -> tuple[dict[str, Files], set[str], set[str], tuple[Near, ...]]:
    """Gives the files of every kind and register that lie below the configuration, which of them
    are links, and which a sparse checkout leaves out: those can't be read, and are no less a part
    of their collections; and which others are called nearly as manifests."""
    below = _Below(workspace.folder, workspace, request)
    listed = listed_below(workspace.folder)
    paths: dict[str, list[str]] = {name: [] for name in members(workspace)}
    for name, is_so in patterns_of(workspace):
        paths[name] += filter(is_so, listed)
    found = {name: below.files(each) for name, each in paths.items()}
    places = Places(group for files in found.values() for group in _groups(files))
    links, nothing = disk.parted(places, alone=request.alone)
    left_out = nothing & sparse_below(workspace.folder) if nothing else set()
    if nothing:
        found = {name: _without(nothing - left_out, files) for name, files in found.items()}
    return found, links, left_out, () if request.paths else near(listed, workspace)


def _without(places: set[str], files: Files) -> Files:
    if not places:
        return files
    return in_columns([file for file in files if file.place not in places])


def _groups(files: Files) -> Iterable[tuple[str, Sequence[str]]]:
    """Gives the places of files in groups."""
    if isinstance(files.places, Places):
        return files.places.groups
    return [("", [place for place in files.places if place is not None])]


def _closed(request: Request) -> Iterator[Diagnostic]:
    """Gives the folders that can't be read: who knows what stands in them."""
    for folder, why in sorted(disk.noted.closed.items()):
        source = Source(relative(os.path.normpath(folder), request.here), "")
        way = "make it readable, or take it out of the repository"
        yield Diagnostic("no-such-file", f"the folder can't be read: {why}", source, help=way)


ByPlace = dict[str, dict[str, File]]
"""Files of kinds and registers by their places."""


def _missing_registers(
    workspace: Workspace, request: Request, found: dict[str, Files]
) -> Iterator[Diagnostic]:
    """A register that was configured must be there; it counts even where git ignores it."""
    for register in workspace.setting.registers.values():
        if not register.needed or found[register.name]:
            continue
        place = own_place(os.path.join(workspace.folder, register.file))
        source, span = workspace.at("registers", register.name, "file")
        if disk.is_file(place):
            found[register.name] = in_columns([_file(place, workspace, request)])
        else:
            message = f"there is no file `{register.file}` for the register `{register.name}`"
            way = nearby(register.file, workspace.folder)
            yield Diagnostic("configuration", message, source, span, way)


# -- named paths --------------------------------------------------------------------------------


def _named(
    workspace: Workspace, request: Request
) -> tuple[ByPlace, tuple[Near, ...], list[Diagnostic]]:
    """Gives what was named, and of other files in named folders those that are called nearly so."""
    checked: ByPlace = {}
    alike: dict[Near, None] = {}
    said: list[Diagnostic] = []
    for path in request.paths:
        place = own_place(os.path.join(request.here, path))
        if path == "-":
            problem = _standard_input(workspace, request, checked)
        elif path and disk.is_folder(place):
            problem = _folder(path, place, workspace, request, checked, alike)
        elif disk.is_file(place):
            problem = _single(path, place, workspace, request, checked)
        else:
            message, way = f"there is no file `{path}`", _meant(path, workspace, request)
            problem = Diagnostic("no-such-file", message, request.command, help=way)
        if problem is not None:
            said.append(pointing(problem, path))
    places = frozenset(place for files in checked.values() for place in files) if alike else ()
    return checked, tuple(each for each in alike if each.place not in places), said


def _meant(path: str, workspace: Workspace, request: Request) -> str | None:
    """Gives the help for a path at which there is no file: the manifest that is called nearly so,
    or the folder."""

    def is_manifest(place: str) -> bool:
        return request.kind is not None or bool(_kinds_at(own_place(place), workspace))

    return nearby(path, request.here, is_manifest)


def pointing(problem: Diagnostic, word: str) -> Diagnostic:
    """Gives a diagnostic about the command with the place of a word that was typed."""
    return replace(problem, span=problem.source.find(word))


def _standard_input(workspace: Workspace, request: Request, checked: ByPlace) -> Diagnostic | None:
    kinds = list(workspace.setting.kinds)
    if request.kind is None and len(kinds) != 1:
        message = "standard input has no name to tell its kind by"
        way = f"say it: --kind {'|'.join(kinds)}"
        return Diagnostic("usage", message, request.command, help=way)
    members = checked.setdefault(request.kind or kinds[0], {})
    if sys.stdin is None:
        message = "standard input is closed"
        return Diagnostic("usage", message, request.command, help="hand over a manifest, or a path")
    if STDIN not in members:
        content = sys.stdin.buffer.read()
        members[STDIN] = File(STDIN, STDIN, lambda: content)
    return None


def _folder(
    path: str,
    place: str,
    workspace: Workspace,
    request: Request,
    checked: ByPlace,
    alike: dict[Near, None],
) -> Diagnostic | None:
    some = False
    below, kinds_of = _Below(place, workspace, request), kinds_in(workspace)
    places: dict[str, str] = {}
    for file, seen in below.each(files_below(place)):
        places[seen] = file.place or ""
        for name in kinds_of(seen):
            if request.kind in (None, name):
                checked.setdefault(name, {})[file.place or ""] = file
                some = True
    alike.update(dict.fromkeys(near(list(places), workspace, places.__getitem__)))
    if some or request.implied:
        return None
    message = f"there is no manifest in the folder `{path}`"
    return Diagnostic("nothing-selected", message, request.command, help=looked_for(workspace))


def _single(
    path: str, place: str, workspace: Workspace, request: Request, checked: ByPlace
) -> Diagnostic | None:
    names = [request.kind] if request.kind else _kinds_at(place, workspace)
    for name in names:
        checked.setdefault(name, {})[place] = _file(place, workspace, request)
    if names:
        return None
    message = f"`{path}` is no manifest of a known kind"
    alike = near([_seen_from(place, os.path.dirname(place), workspace)], workspace)
    called = [f"manifests of the kind `{each.kind}` are called `{each.name}`" for each in alike]
    looked = "; ".join(called) or looked_for(workspace)
    way = f"{looked}; --kind NAME says what it is, whatever it is called"
    return Diagnostic("usage", message, request.command, help=way)


def _kinds_at(place: str, workspace: Workspace) -> list[str]:
    """Gives the kinds and registers that a file is of that is named alone."""
    return kinds_of(_seen_from(place, os.path.dirname(place), workspace), workspace)


def _seen_from(place: str, base: str, workspace: Workspace) -> str:
    """Gives a path as patterns see it: from the configuration's folder, outside from `base`."""
    inside = is_inside(os.path.dirname(place), workspace.folder)
    start = workspace.folder if inside else base
    return relative(place, start)


def looked_for(workspace: Workspace) -> str:
    """Gives which files are looked for, as help."""
    patterns = [
        f"{kind.name} ({', '.join(f'`{pattern}`' for pattern in kind.files)})"
        for kind in workspace.setting.kinds.values()
    ]
    return f"kinds and their files: {', '.join(patterns)}"


# -- files --------------------------------------------------------------------------------------


def own_place(path: str) -> str:
    """Gives the one absolute path of a file, whichever way led to its folder."""
    folder, name = os.path.split(os.path.normpath(path))
    return os.path.join(_real_folder(folder), name)


@cache
def _real_folder(folder: str) -> str:
    return disk.real(folder)


def _file(place: str, workspace: Workspace, request: Request) -> File:
    name = relative(place, request.here)
    return File(name, workspace.inner(place), Reader(place, workspace.root), place=place)


Begun = tuple[str, str, str, str]
"""What paths begin with: where files lie, how messages name them, from the repository's root, and
as patterns see them."""


class _Below(Struct, frozen=True, dict=True):
    """Makes files of the paths below a folder. What their paths begin with is the same for all in
    one folder, and is found once."""

    base: str
    workspace: Workspace
    request: Request
    known: dict[str, Begun] = field(default_factory=dict)

    def files(self, paths: Sequence[str]) -> Files:
        """Gives files by their paths from the base, each once."""
        above, called, within, _ = self.top
        if len(set(paths)) == len(paths) and all(map(self.is_straight, folders_of(paths))):
            places = Places([(above, paths)])
            names = [called + path for path in paths] if called else paths
            inner = names if within == called else [within + path for path in paths]
            return self.columns(names, inner, places)
        rows = {place: (name, path) for place, name, path, _ in map(self.row, paths)}
        names, inner = ([row[part] for row in rows.values()] for part in (0, 1))
        return self.columns(names, inner, list(rows))

    def columns(self, names: Sequence[str], paths: Sequence[str], places: Sequence[str]) -> Files:
        """Gives files by their names, paths and places."""
        root = self.workspace.root

        def made(at: int) -> File:
            return File(names[at], paths[at], Reader(places[at], root), None, places[at])

        return Files(names, paths, places, made)

    def each(self, paths: Iterable[str]) -> Iterator[tuple[File, str]]:
        """Gives files by their paths from the base, each with its path as patterns see it."""
        for place, name, path, seen in map(self.row, paths):
            yield File(name, path, Reader(place, self.workspace.root), None, place), seen

    def row(self, path: str) -> Begun:
        """Gives a file's place, name, path in the repository, and as patterns see it."""
        folder, _, name = path.rpartition("/")
        above, called, within, seen = self.known.get(folder) or self.begun(folder)
        return above + name, called + name, within + name, seen + name

    def begun(self, folder: str) -> Begun:
        """Gives what the paths of a folder's files begin with."""
        if self.is_straight(folder):
            above, called, within, seen = self.top
            way = f"{folder}/" if folder else ""
            found = above + way, called + way, within + way, seen + way
        else:
            found = self.looked_up(folder)
        self.known[folder] = found
        return found

    @cached_property
    def top(self) -> Begun:
        """Gives what the paths of the base's own files begin with."""
        return self.looked_up("")

    def is_straight(self, folder: str) -> bool:
        """Says whether no link leads to a folder, so that its paths go on as the base's begin."""
        if not folder:
            return True
        if not self.goes_on or any(each.startswith("..") for each in self.top[1:]):
            return False
        place = self.top[0] + folder
        return _real_folder(place) == place

    def looked_up(self, folder: str) -> Begun:
        """Gives the same, whichever way leads to the folder."""
        place = own_place(os.path.join(self.base, folder, "x"))
        named, inner = relative(place, self.request.here), self.workspace.inner(place)
        paths = (place, named, inner, _seen_from(place, self.base, self.workspace))
        above, called, within, seen = (path[:-1] for path in paths)
        return above, called, within, seen

    @cached_property
    def goes_on(self) -> bool:
        """Says whether all folders below the base lie where the configuration holds."""
        return not self.workspace.apart and is_inside(self.base, self.workspace.folder)


class Reader(Struct, frozen=True):
    """Reads a file; a link out of its repository, or of its folder, isn't followed, nor one into
    what git keeps, where secrets may lie."""

    place: str
    root: str

    def __call__(self) -> bytes | str:
        """Gives the bytes, or why they can't be read."""
        try:
            found = disk.content_of_no_link(self.place)
            return found if found is not None else self._followed()
        except OSError as error:
            return (error.strerror or "it can't be opened").lower()

    def _followed(self) -> bytes | str:
        folder = os.path.dirname(self.place)
        home = self.root if is_inside(folder, self.root) else folder
        if not is_inside(self.place, home) or is_of_git(self.place, home):
            return "it is a link that leads out of the repository"
        return disk.content(self.place)


def folders_of(paths: Iterable[str]) -> set[str]:
    """Gives the folders that hold the files at some paths."""
    return {path.rpartition("/")[0] for path in paths}


def _distinct(found: Mapping[str, Files], links: set[str]) -> dict[str, Files]:
    return {name: by_name(_without_aliases(files, links)) for name, files in found.items()}


def _without_aliases(files: Files, links: set[str]) -> Files:
    """Leaves out links to files that are there under their own name."""
    if not links or links.isdisjoint(files.places):
        return files
    real = {disk.real(place or "") for place in files.places if place not in links}
    return in_columns(
        [
            file
            for file in files
            if file.place not in links or disk.real(file.place or "") not in real
        ]
    )
