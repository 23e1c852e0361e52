"""Binding: the code of the modules that a check has loaded, written as a volume for the next ones.

It takes up what the open volume has as well, so that one volume comes to serve checks of all sorts.
Nothing is bound while a source or folder has just been changed, as how it looks can't tell then.
"""

from __future__ import annotations

import marshal
import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import SourceFileLoader
from binascii import crc32
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType

from remit.workspace import disk, expressions, volume
from remit.workspace.keeping import made, make_room, write
from remit.workspace.recall import sealed, signature
from remit.workspace.volume import Table

MOST_FILES = 8
MOST_BYTES = 64 * 1024 * 1024
"""The cache holds so many volumes at most, and so many bytes of them."""

Leaf = tuple[str, tuple[str, str | None, bool], bytes]
"""A module by its name: its source, the file of its compiled code, whether it is a package; and its
code."""

_SELDOM = frozenset({"distributed", "lark", "pydantic", "yaml"})
"""Packages that few checks need: those of rules and configurations that have changed."""


def bind() -> None:
    """Binds the modules of this process; where that fails, none."""
    try:
        place = volume.place_of_volume() if made() else None
        if place is not None and not _SELDOM & sys.modules.keys():
            _bind(place)
    except (OSError, ValueError, ImportError, SyntaxError):
        return


def _bind(place: str) -> None:
    known = volume.current.table if volume.current is not None else {}
    looks = dict(volume.looks())
    specs = {
        name: _spec_of(name, module)
        for name, module in list(sys.modules.items())
        if getattr(module, "__spec__", None) is not None  # what stands in for a module has none
    }
    new = {name: spec for name, spec in specs.items() if known.get(name) is None}
    for path in [*sys.path, *_places(new.values())]:
        if path not in looks:
            looks[path] = signature(path)
    if any(look is not None and disk.is_fresh(look) for look in looks.values()):
        return
    table: Table = {name: None for name, known_as in {**known, **new}.items() if known_as is None}
    pieces: list[bytes] = []
    size = 0
    for name, file, piece in [*_bound(), *_read(new)]:
        table[name] = (*file, size, len(piece), crc32(piece))
        size += len(piece)
        pieces.append(piece)
    if any(signature(path) != look for path, look in looks.items()):
        return
    os.makedirs(os.path.dirname(place), 0o700, exist_ok=True)
    make_room(place, MOST_FILES, MOST_BYTES)
    orders = volume.current.orders if volume.current is not None else {}
    write(place, *sealed((volume.key(), looks, table, expressions.to_keep(), orders)), *pieces)


def _bound() -> Iterator[Leaf]:
    """Gives what the open volume has."""
    if volume.current is not None:
        for name, page in volume.current.table.items():
            piece = volume.current.piece(page) if page is not None else None
            if page is not None and piece is not None:
                yield name, page[:3], piece


def _read(specs: Mapping[str, ModuleSpec | None]) -> Iterator[Leaf]:
    """Gives what else was loaded, read once more."""
    for name, spec in specs.items():
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            code = marshal.dumps(spec.loader.get_code(name))
            yield name, (spec.loader.path, spec.cached, _is_package(spec)), code


def _spec_of(name: str, module: ModuleType) -> ModuleSpec | None:
    """Gives how Python made a module, None where it isn't of a source, or somebody else's."""
    spec: ModuleSpec | None = getattr(module, "__spec__", None)
    if not isinstance(spec, ModuleSpec) or spec.name != name or not spec.has_location:
        return None
    return spec if type(spec.loader) is SourceFileLoader else None


def _places(specs: Iterable[ModuleSpec | None]) -> Iterator[str]:
    """Gives the places that say whether modules are still found where they were."""
    for spec in specs:
        if spec is not None and spec.origin is not None:
            folder = os.path.dirname(spec.origin)
            yield from (spec.origin, folder)
            if _is_package(spec):
                yield os.path.dirname(folder)


def _is_package(spec: ModuleSpec) -> bool:
    return spec.submodule_search_locations is not None
