"""Volume: the code of the modules of a check in one file of the user's cache, for the next start.

Python looks for each module in folder after folder, and reads a file for it; a check needs more
than a hundred. A volume holds their code, and tells how every source looked, and every folder that
one was or could have been found in. Where one of those looks otherwise now, it stays closed. The
modules that come out of it are as Python makes them of the same files; of one that is damaged,
Python reads the file itself. `binding` writes volumes; regular expressions stand in them as well
(`expressions`).
"""

from __future__ import annotations

import marshal
import os
import sys

# what `importlib.machinery` has them from, without the rest of it
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import PathFinder, SourceFileLoader
from binascii import crc32
from types import CodeType, ModuleType

import remit
from remit.workspace import recall
from remit.workspace.recall import (
    HEAD,
    MARK,
    Signature,
    cache_folder,
    name_of,
    opened,
    own_file,
    signature,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

Page = tuple[str, str | None, bool, int, int, int]
"""Where a module comes from: its file, that of its compiled code, whether it is a package, and in
the volume the place of its code, its length and its checksum."""

Table = dict[str, Page | None]
"""The modules of a volume by their names; None for one that isn't made of a source."""

Expression = tuple[int, list[int], int, dict[str, int], tuple[str | None, ...]]
"""What the engine makes a regular expression of, besides its text: its flags, its code, how many
groups it has, the numbers of those that are named, and the names by their numbers."""

Orders = dict[str, list[str]]
"""For modules that were brought, all that came with them, each behind what it imports."""

Expressions = dict[tuple[str, int], Expression]
"""Expressions by their texts and the flags that they were asked for with."""

Looks = dict[str, Signature | None]
"""How files and folders look, by their paths."""

FEW = 3
"""So many modules are worth a new volume."""

_LONGEST = 1 << 24

place: str | None = None
"""Where the volume for this process lies, or could; None where none can, or nobody asked."""

current: Volume | None = None
"""The volume that modules come out of in this process."""


class Volume:
    """A volume that is open, whose pieces begin somewhere in a file. Python asks it for modules, as
    it asks its own finders; how many of them nothing is known of is counted, in which order they
    are `done` is noted, which of them were `brought`, and whether any new order is worth it."""

    def __init__(
        self,
        looks: Looks,
        table: Table,
        expressions: Expressions,
        orders: Orders,
        file: int,
        begin: int,
    ) -> None:
        self.looks, self.table, self.expressions = looks, table, expressions
        self.orders, self.ordered = orders, False
        self.done: list[str] = []
        self.brought: set[str] = set()
        self.missed = 0
        self._file, self._begin = file, begin

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Gives what Python would find for a module, None for one that isn't here."""
        page = self.table.get(name)
        if page is None:
            self.missed += name not in self.table
            return None
        source, compiled, package, *_ = page
        spec = ModuleSpec(name, Bound(name, source, self), origin=source, is_package=package)
        if package:
            spec.submodule_search_locations = [os.path.dirname(source)]
        spec.has_location, spec.cached = True, compiled
        return spec

    def load(self, name: str) -> None:
        """Loads what a module was seen to import, each after what it imports itself, so that nobody
        has to be looked for; a module of a package after that. What fails Python will import."""
        for each in self.orders.get(name, ()):
            above = each.rpartition(".")[0]
            if each in sys.modules or (above and above not in sys.modules):
                continue
            if not self._made(each):
                return

    def _made(self, name: str) -> bool:
        """Makes a module as Python does, and says whether that went well."""
        code, spec = self.code(name), self.find_spec(name)
        if code is None or spec is None:
            return False
        module = sys.modules[name] = _module(spec)
        try:
            exec(code, module.__dict__)
        except BaseException as error:
            del sys.modules[name]
            if isinstance(error, Exception):  # Python imports it then, and tells what is wrong
                return False
            raise
        self.done.append(name)
        above, _, own = name.rpartition(".")
        if above:
            setattr(sys.modules[above], own, module)
        return True

    def piece(self, page: Page) -> bytes | None:
        """Gives the code of a module as bytes, None where it is damaged."""
        *_, start, size, checksum = page
        data = os.pread(self._file, size, self._begin + start)
        return data if crc32(data) == checksum else None

    def code(self, name: str) -> CodeType | None:
        """Gives the code of a module, None where it is damaged."""
        page = self.table.get(name)
        data = self.piece(page) if page is not None else None
        return marshal.loads(data) if data is not None else None


class Bound(SourceFileLoader):
    """Loads a module as Python does, with code from a volume."""

    def __init__(self, name: str, source: str, volume: Volume) -> None:
        super().__init__(name, source)
        self._volume = volume

    def get_code(self, fullname: str) -> CodeType | None:
        """Gives the code of the module."""
        return self._volume.code(fullname) or super().get_code(fullname)

    def exec_module(self, module: ModuleType) -> None:
        """Runs the code of a module, and notes when that is done."""
        super().exec_module(module)
        self._volume.done.append(module.__name__)


def _module(spec: ModuleSpec) -> ModuleType:
    """Gives a module of which no code has run yet."""
    module = ModuleType(spec.name)
    has = module.__dict__
    has.update(__spec__=spec, __loader__=spec.loader, __package__=spec.parent)
    has.update(__file__=spec.origin, __cached__=spec.cached)
    if spec.submodule_search_locations is not None:
        has["__path__"] = spec.submodule_search_locations
    return module


def is_for(words: Sequence[str]) -> bool:
    """Says whether a command is a check that may take anything from the cache."""
    return words[:1] == ["check"] and "--no-cache" not in words and "--interpret" not in words


def open_up() -> None:
    """Has Python take modules out of the volume, where there is one that holds."""
    global place, current
    try:
        place = place_of_volume()
        current = _at(place) if place is not None and current is None else current
        if current is not None and current not in sys.meta_path:
            sys.meta_path.insert(sys.meta_path.index(PathFinder), current)
    except (OSError, ValueError, EOFError, TypeError, LookupError, AttributeError):
        return


def bring(name: str) -> None:
    """Imports a module, with what it imports out of the open volume in the order that is known, or
    is known from now on. What is brought meanwhile, as a module stood in for another and was asked
    for more, has an order of its own: another process may need none of it."""
    if current is None:
        __import__(name)
        return
    current.load(name)
    before = len(current.done)
    __import__(name)
    came = [each for each in current.done[before:] if each not in current.brought]
    current.brought.update(came)
    if name not in current.orders:
        current.orders[name] = came
        current.ordered |= len(came) >= FEW


def looks() -> Looks:
    """Gives how the sources looked of which modules came out of a volume, and all that it holds."""
    return current.looks if current is not None else {}


def is_lacking() -> bool:
    """Says whether a command needed modules that no volume had, where it pays to bind them."""
    return place is not None and (current is None or current.missed >= FEW or current.ordered)


def place_of_volume() -> str | None:
    """Gives where the volume lies that is for this process, None where none can be."""
    if not hasattr(os, "pread") or "" in sys.path or os.getcwd() in sys.path:
        return None  # what stands in the working directory comes and goes
    folder = cache_folder()
    return os.path.join(folder, "code", name_of(key())) if folder is not None else None


def key() -> tuple[object, ...]:
    """Gives what the code of modules, and where they are found, depends on besides the disk."""
    python = (sys.version, sys.flags.optimize, sys.pycache_prefix, tuple(sys.path))
    return (remit.__version__, remit.__file__, *python)


def _at(place: str) -> Volume | None:
    """Gives the volume at a place, if it holds."""
    file = own_file(place)
    if file is None:
        return None
    found = None
    try:
        head = os.pread(file, HEAD, 0)
        size = int.from_bytes(head[len(MARK) : len(MARK) + 8], "big")
        told = opened(head + os.pread(file, min(size, _LONGEST), HEAD))
        if told is not None and told[0] == key() and _holds(told[1]):
            found = Volume(told[1], told[2], dict(told[3]), dict(told[4]), file, HEAD + size)
    finally:
        if found is None:
            os.close(file)
    return found


def _holds(looks: Looks) -> bool:
    known = recall.looked  # a moment ago
    return all(
        known.get(path, b"") == look or signature(path) == look for path, look in looks.items()
    )
