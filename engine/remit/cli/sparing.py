"""Sparing: packages that are imported without the modules that they ask for and hardly use.

msgspec takes from `typing_extensions` what `typing` has as well, and imports its formats, of which
nothing is asked here; `uuid`, which it knows, asks `platform` for a word that the system tells
itself; jsonschema_rs has the date of its own build parsed by `email.utils`. These take longer to
import than what asks for them. While that is imported, a stand-in has what is asked for; whatever
else is ever wanted of it comes from the real module.
"""

from __future__ import annotations

import os
import sys
import typing
from importlib import import_module
from types import ModuleType
from typing import Any

_FORMATS = ("inspect", "json", "msgpack", "toml", "yaml")


def spare() -> None:
    """Imports the packages that every command needs; before there are threads, as those would see
    the stand-ins."""
    hints = {name: getattr(typing, name) for name in ("NotRequired", "Required", "get_type_hints")}
    if hasattr(os, "uname"):
        _imported("uuid", StandIn("platform", system=lambda: os.uname().sysname))
    formats = (StandIn(f"msgspec.{name}") for name in _FORMATS)
    _imported("msgspec", StandIn("typing_extensions", **hints), *formats)
    _imported("jsonschema_rs", StandIn("email.utils", parsedate_to_datetime=str))


class StandIn(ModuleType):
    """A module that has little, and gives way to the real one where more is asked of it."""

    def __init__(self, name: str, **has: Any) -> None:
        super().__init__(name)
        self.__dict__.update(has)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.leave()
        return getattr(import_module(self.__name__), name)

    def leave(self) -> None:
        """Takes itself away."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


def _imported(package: str, *stand_ins: StandIn) -> None:
    if package in sys.modules:
        return
    for stand_in in stand_ins:
        sys.modules.setdefault(stand_in.__name__, stand_in)
    try:
        import_module(package)
    finally:
        for stand_in in stand_ins:
            stand_in.leave()
