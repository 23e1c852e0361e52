"""What Remit brings along: the standard policies, their schemas, and the kinds that they govern."""

from __future__ import annotations

import os
from functools import cache

import remit
from remit.governance.setting import Kind, Register
from remit.workspace import disk

BUILTIN = "builtin:"
STANDARD = "builtin:standard"
"""The name of the standard policies in a configuration."""

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "project", "portfolio", "builtin:project", ("**/project.yaml",), ("id",), needed=False
        ),
        Kind(
            "system", "landscape", "builtin:system", ("**/landscape/*.yaml",), ("id",), needed=False
        ),
        Kind("body", "bodies", "builtin:body", ("**/bodies/*.yaml",), ("id",), needed=False),
    )
}
REGISTERS = {
    "people": Register("people", "**/people.yaml", "builtin:people", needed=False),
}


@cache
def folder(name: str) -> str:
    """Gives the folder of the standard `rules` or `schemas`: the package's, else the checkout's."""
    package = os.path.dirname(os.path.abspath(remit.__file__))
    inside = os.path.join(package, "_data", name)
    if disk.is_folder(inside):
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(package)), name)


@cache
def schemas() -> tuple[str, ...]:
    """Gives the names that may follow `builtin:` as a schema."""
    ending = ".schema.yaml"
    names = os.listdir(folder("schemas")) if disk.is_folder(folder("schemas")) else []
    return tuple(sorted(name.removesuffix(ending) for name in names if name.endswith(ending)))


@cache
def reference() -> str:
    """Gives the reference of the language: the checkout's, else the package's."""
    package = os.path.dirname(os.path.abspath(remit.__file__))
    for folder in (os.path.dirname(package), os.path.join(package, "_data")):
        place = os.path.join(folder, "LANGUAGE.md")
        if disk.is_file(place):
            return disk.content(place).decode("utf-8")
    return ""
