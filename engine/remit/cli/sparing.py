"""Sparing: packages that are imported without the modules that they ask for and hardly use.

msgspec imports its formats and what reads annotations, of which nothing is asked here, and knows of
`uuid`; jsonschema_rs has the date of its own build parsed by `email.utils`. These
take longer to import than what asks for them. While that is imported, a stand-in has what is asked
for; whatever else is ever wanted of it comes from the real module. What a check imports, among it
the modules of Remit, needs hardly more of `typing` than names for annotations, which nobody looks
at; `datetime` has what its own C module has, which takes its place. Of `re` it needs expressions
that an earlier check compiled, which `workspace/expressions` knows; of `functools`, `collections`
and `operator` what is written in C, and little more.
"""

from __future__ import annotations

import sys
from types import GenericAlias, ModuleType, SimpleNamespace

from remit.workspace import volume

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

_FORMATS = ("inspect", "json", "msgpack", "toml", "yaml")
_READ_BY = (
    "get_type_hints", "get_class_annotations", "call_annotate_forwardref", "get_typeddict_info",
    "get_dataclass_info", "rebuild", "convert_generic_alias",
)  # fmt: skip
_NAMES = (
    "Any", "ClassVar", "Final", "Generic", "Literal", "NoReturn", "Protocol", "TextIO",
    "TypeAliasType", "TypeGuard", "TypeVar", "Union", "_GenericAlias",
)  # fmt: skip


_EXPLAINING = "remit.evaluation.explained", "remit.manifest.layout"
"""What a check of many files needs, for which a scout is out: in some of them something fails."""

_behind: dict[str, ModuleType] = {}
"""The real modules where a stand-in stands on although it was asked for more."""

_IN_C = "_operator", "_collections_abc", "_functools", "_collections"
_FUNCTIONS = "_lru_cache_wrapper", "partial", "reduce"
_STANDS_FOR = {"_operator": "operator", "_collections_abc": "collections.abc"}
"""Modules that have all of another one, which takes it from them."""


def spare(words: Sequence[str] = ()) -> None:
    """Imports the packages that every command needs, and what a check that was typed does; before
    there are threads, as those would see the stand-ins."""
    ours = _of_a_check(words) if words[:1] == ["check"] else ()
    apart = _apart() if ours else []
    if sys.version_info < (3, 12):  # where that is what `datetime` does itself
        sys.modules.setdefault("datetime", __import__("_datetime"))
    uuid = StandIn("uuid", UUID=SimpleNamespace, SafeUUID=SimpleNamespace(unknown=None))
    formats = (StandIn(f"msgspec.{name}") for name in _FORMATS)
    _imported("msgspec", *apart, uuid, _reading(), *formats)
    beside = [StandIn("email.utils", parsedate_to_datetime=str), StandIn("jsonschema_rs.canonical")]
    if ours:  # a manifest of which its type says all needs no validator
        validators = StandIn("jsonschema_rs", StandIn("typing", TYPE_CHECKING=False), *beside)
        sys.modules.setdefault(validators.__name__, validators)
    else:
        _imported("jsonschema_rs", *beside)
    for name in ours:
        _imported(name, *apart)


def _apart() -> list[ModuleType]:
    """Gives what stands beside all that a check imports: for `typing`; for `re`, whose expressions
    are known from before; and for what msgspec and `fractions` know the values of by their class,
    which only those have who have imported it."""
    from remit.workspace import expressions

    enum, re = StandIn("enum", EnumMeta=SimpleNamespace), StandIn("re")

    def library() -> ModuleType:
        stands = sys.modules.get("re") is re
        enum.leave()  # of which the real one needs all
        real = re.real()
        if stands:  # on, so that later modules ask for their expressions here, too
            sys.modules["re"], _behind["re"] = re, real
        return real

    re.__dict__.update(expressions.standing(library))
    return [_typing(), re, enum, StandIn("decimal", Decimal=_Decimal), *_written_in_c()]


def _written_in_c() -> list[ModuleType]:
    """Gives what stands for libraries of which most is written in C, and a check needs little
    more; nothing where Python has them otherwise."""
    try:
        operator, abc, functools, collections = map(__import__, _IN_C)
        caches, partial, reduce = (getattr(functools, name) for name in _FUNCTIONS)
        deque, defaultdict = collections.deque, collections.defaultdict
    except (ImportError, AttributeError):
        return []

    def lru_cache(maxsize: int | None = 128) -> Callable[[Any], Any]:
        return lambda function: caches(function, maxsize, False, lambda *told: told)

    def counter(*given: Any) -> Any:
        from collections import Counter  # the real one, where one is made

        return Counter(*given)

    return [
        operator, abc,
        StandIn("collections", abc=abc, deque=deque, defaultdict=defaultdict, Counter=counter),
        StandIn("functools", partial=partial, reduce=reduce, cached_property=_CachedProperty,
                lru_cache=lru_cache, cache=lru_cache(None)),
    ]  # fmt: skip


class _CachedProperty:
    """Stands for `functools.cached_property`."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        found = instance.__dict__[self._name] = self._function(instance)
        return found


class _OfDecimal(type):
    """Knows decimals where there are any."""

    def __instancecheck__(cls, value: object) -> bool:
        real = sys.modules.get("_decimal") or sys.modules.get("_pydecimal")
        return real is not None and isinstance(value, real.Decimal)


class _Decimal(metaclass=_OfDecimal):
    """Stands for the class of decimals where it is asked what a value is."""


def _of_a_check(words: Sequence[str]) -> tuple[str, ...]:
    """Gives what imports the modules of a check, and those of its report to the terminal."""
    told = not any(word.startswith("--format") for word in words)
    whole = told and "--quiet" not in words
    scouting = sys.modules.get("remit.workspace.scouting")  # of which small checks need nothing yet
    return (
        "remit.cli.check",
        "remit.cli.main",
        *(_EXPLAINING if scouting is not None and scouting.is_out() else ()),
        *(["remit.reporters.text"] if told else []),
        *(["remit.reporters.closing", "remit.reporters.verdicts"] if whole else []),
        "_pickle",
    )


class StandIn(ModuleType):
    """A module that has little, and gives way to the real one where more is asked of it; others
    stand `beside` it while that is imported."""

    def __init__(self, name: str, *beside: StandIn, **has: Any) -> None:
        super().__init__(name)
        self.__dict__.update(has)
        self.__dict__["_beside"] = beside

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.real(), name)

    def real(self) -> ModuleType:
        """Gives the real module."""
        self.leave()
        _imported(self.__name__, *self.__dict__["_beside"])
        return sys.modules[self.__name__]

    def leave(self) -> None:
        """Takes itself away."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


def _reading() -> StandIn:
    """Gives what stands for msgspec's own module that reads annotations, and calls it."""
    stand_in = StandIn("msgspec._utils", _CONCRETE_TYPES={}, _AnnotatedAlias=SimpleNamespace)

    def late(name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            return getattr(stand_in.real(), name)(*given, **named)

        return call

    stand_in.__dict__.update({name: late(name) for name in _READ_BY})
    return stand_in


class _Name:
    """Stands for what is named in annotations alone; it may be made, take brackets, be a base."""

    __slots__ = ()
    __class_getitem__: Any = classmethod(GenericAlias)

    def __init__(self, *given: object, **named: object) -> None:
        """Takes what tells a type variable."""


def _typing() -> StandIn:
    """Gives what stands for `typing` where annotations are texts, which nobody reads."""
    names: dict[str, Any] = dict.fromkeys(_NAMES, _Name)
    return StandIn(
        "typing",
        TYPE_CHECKING=False,
        cast=lambda _, value: value,
        get_args=lambda alias: alias.__args__,
        overload=lambda function: function,
        **names,
    )


def _imported(package: str, *stand_ins: ModuleType) -> None:
    if package in sys.modules:
        return
    standing = {_STANDS_FOR.get(each.__name__, each.__name__): each for each in stand_ins}
    for name, stand_in in standing.items():
        sys.modules.setdefault(name, stand_in)
    try:
        volume.bring(package)
    finally:
        for name, stand_in in standing.items():
            if sys.modules.get(name) is stand_in and not _is_real(name):
                del sys.modules[name]
                if name in _behind:
                    sys.modules[name] = _behind.pop(name)


def _is_real(name: str) -> bool:
    """Says whether what stands for a module is that module, as `collections.abc` is since Python
    3.13: its package has it."""
    package, _, own = name.rpartition(".")
    above = sys.modules.get(package)
    if above is None or isinstance(above, StandIn):
        return False
    return getattr(above, own, None) is sys.modules[name]
