"""Sparing: packages that are imported without the modules that they ask for and hardly use.

msgspec takes from `typing_extensions` what `typing` has as well, imports its formats and what reads
annotations, of which nothing is asked here, and knows the identifiers of `uuid`;
jsonschema_rs has the date of its own build parsed by `email.utils`. These take longer to import
than what asks for them. While that is imported, a stand-in has what is asked for; whatever else is
ever wanted of it comes from the real module. `datetime` has what its own C module has, which takes
its place.
"""

from __future__ import annotations

import sys
import typing
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

_FORMATS = ("inspect", "json", "msgpack", "toml", "yaml")
_READ_BY = (
    "get_type_hints", "get_class_annotations", "call_annotate_forwardref", "get_typeddict_info",
    "get_dataclass_info", "rebuild", "convert_generic_alias",
)  # fmt: skip


def spare() -> None:
    """Imports the packages that every command needs; before there are threads, as those would see
    the stand-ins."""
    if sys.version_info < (3, 12):  # where that is what `datetime` does itself
        with suppress(ImportError):
            sys.modules.setdefault("datetime", import_module("_datetime"))
    hints = {name: getattr(typing, name) for name in ("NotRequired", "Required", "get_type_hints")}
    uuid = StandIn("uuid", UUID=SimpleNamespace, SafeUUID=SimpleNamespace(unknown=None))
    formats = (StandIn(f"msgspec.{name}") for name in _FORMATS)
    _imported("msgspec", StandIn("typing_extensions", **hints), uuid, _reading(), *formats)
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


def _reading() -> StandIn:
    """Gives what stands for msgspec's own module that reads annotations, and calls it."""
    stand_in = StandIn("msgspec._utils", _CONCRETE_TYPES={})

    def late(name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            stand_in.leave()
            return getattr(import_module(stand_in.__name__), name)(*given, **named)

        return call

    stand_in.__dict__.update({name: late(name) for name in _READ_BY})
    stand_in.__dict__["_AnnotatedAlias"] = vars(typing)["_AnnotatedAlias"]
    return stand_in


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
