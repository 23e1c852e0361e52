"""Sparing: packages that are imported without the modules that they ask for and hardly use.

msgspec takes two functions from `typing_extensions` that `typing` has as well; jsonschema_rs has
the date of its own build parsed by `email.utils`. Either module takes longer to import than all
else of the package that asks. While that is imported, a stand-in has what is asked for; whatever
else is wanted of it comes from the real module.
"""

from __future__ import annotations

import sys
import typing
from importlib import import_module
from types import ModuleType
from typing import Any


def spare() -> None:
    """Imports the packages that every command needs; before there are threads, as those would see
    the stand-ins."""
    hints = {name: getattr(typing, name) for name in ("NotRequired", "Required", "get_type_hints")}
    _imported("msgspec", StandIn("typing_extensions", **hints))
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


def _imported(package: str, stand_in: StandIn) -> None:
    if package in sys.modules or stand_in.__name__ in sys.modules:
        return
    sys.modules[stand_in.__name__] = stand_in
    try:
        import_module(package)
    finally:
        stand_in.leave()
