"""Telling: findings of what an explanation gives, with the places of a manifest that is plain.

What `rules.py` and `places.py` find by the spots of values is found here by paths: a list's element
by its list's key, lines and columns in the text. All of it lies in the manifest itself.
"""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct, field

from remit.evaluation.finding import Because, Finding, Seen
from remit.evaluation.told import FILLED, passed_on, told
from remit.evaluation.world import Manifest
from remit.manifest.paths import Selected, Step, key_value, written_below
from remit.manifest.types import ANY, ListType, Type, inner
from remit.manifest.values import ABSENT, Data, Days, Months, Value, shown
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.text.memo import lru_cache
from remit.text.numbers import simple
from remit.text.source import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeAlias

Path = tuple[str | int, ...]

Told: TypeAlias = "tuple[int, int, str, str | None, list[Path | None], list[Any], list[Any]]"
"""What an explanation gives of a requirement that failed: which one it is of those that the rule
has, how many it has before, the message, the hint, the paths that `at` names, the parts that are to
blame, and the elements of the `for` names."""


# -- what generated code calls ------------------------------------------------------------------


def show(plain: Any) -> str:
    """Gives a value as a message shows it."""
    return shown(data(plain), FILLED)


def said(*parts: str) -> str:
    """Gives a message of its parts."""
    return "".join(parts)


def days_of(count: Any) -> Days | None:
    """Gives days by their number."""
    return Days(count) if count is not None else None


def months_of(count: Any) -> Months | None:
    """Gives months by their number."""
    return Months(count) if count is not None else None


CALLED: dict[str, Callable[..., Any]] = {
    function.__name__: function for function in (show, said, days_of, months_of)
}
"""All that an explanation calls besides what programs do."""


def data(plain: Any) -> Data:
    """Gives plain data as the interpreter has it, without spots."""
    if plain is None:
        return ABSENT
    kind = plain.__class__
    if kind is list:
        return [Value(data(item)) for item in plain]
    if kind is dict:
        return {key: Value(data(item)) for key, item in plain.items()}
    if kind is Fraction:
        return simple(plain)
    found: Data = plain
    return found


def _shallow(plain: Any) -> Data:
    """Gives the same as far as `told` looks: not what is within lists and records."""
    kind = plain.__class__
    if kind is dict:
        return dict.fromkeys(plain, _SOMETHING)
    if kind is list:
        if any(_is_nested(item) for item in plain):
            return [_NESTED] * len(plain)
        return [Value(data(item)) for item in plain]
    return data(plain)


def _is_nested(plain: Any) -> bool:
    return plain.__class__ is list or plain.__class__ is dict


_SOMETHING = Value(ABSENT)
_NESTED = Value({})


# -- places -------------------------------------------------------------------------------------


class _At(Struct, eq=False):
    """What is known of a path: the plain data there, its type, whether it was filled in by the
    schema, and the keyed path."""

    plain: Any
    type: Type
    filled: bool
    keyed: str


class Standing(Struct, eq=False):
    """The paths of a manifest, as far as they were asked for."""

    manifest: Manifest
    type: Type
    known: dict[Path, _At] = field(default_factory=dict)
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[int, list[str | None]] = field(default_factory=dict)

    def at(self, path: Path) -> _At:
        """Gives what is known of a path."""
        known = self.known
        found = known.get(path)
        if found is None:
            if path:
                found = self._below(known.get(path[:-1]) or self.at(path[:-1]), path[-1])
            else:
                found = _At(self.manifest.plain, self.type, False, "")
            known[path] = found
        return found

    def _below(self, above: _At, key: str | int) -> _At:
        plain, type_, filled, path = above.plain, above.type, above.filled, above.keyed
        if plain.__class__ is dict:
            assert isinstance(key, str)
            known = self.manifest.document.filled
            filled = filled or (bool(known) and (id(plain), key) in known)
            below, type_ = plain.get(key), inner(type_, key)
        elif plain.__class__ is list and isinstance(key, int) and 0 <= key < len(plain):
            step = self._step(plain, type_, filled, key)
            item = type_.item if isinstance(type_, ListType) else ANY
            return _At(plain[key], item, filled, path + written_below(step, path))
        else:
            below, type_ = None, ANY
        return _At(below, type_, filled, path + (_below_some if path else _at_first)(key))

    def _step(self, plain: list[Any], type_: Type, filled: bool, position: int) -> Step:
        """Gives the step to an element of a list: by its key where no other has that."""
        if filled:
            return position
        name = type_.key if isinstance(type_, ListType) else "id"
        keys = self.keys.get(id(plain))
        if keys is None:
            keys = self.keys[id(plain)] = self._keys(plain, name)
        key = keys[position]
        return Selected(name, key) if key is not None and keys.count(key) == 1 else position

    def _keys(self, elements: list[Any], name: str) -> list[str | None]:
        filled, keys = self.manifest.document.filled, list[str | None]()
        for element in elements:
            found: Any = element.get(name) if element.__class__ is dict else None
            if found.__class__ is not str:  # as most are
                nested = found is None or found.__class__ is dict or found.__class__ is list
                found = None if nested else key_value(found)
            keys.append(None if filled and (id(element), name) in filled else found)
        return keys

    def written(self, path: Path) -> Path:
        """Gives the path itself where something is written there, else the nearest above it."""
        while path:
            found = self.at(path)
            if found.plain is not None and not found.filled:
                break
            if self.manifest.document.has(path):
                break
            path = path[:-1]
        return path

    def place(self, path: Path) -> Place:
        """Gives the lines and columns of what is written at a path."""
        found = self.places.get(path)
        if found is None:
            document = self.manifest.document
            found = self.places[path] = document.source.place(document.span(path))
        return found


@lru_cache(maxsize=1024)
def _at_first(key: str | int) -> str:
    """Gives the text of a step that a path begins with; many paths have the same ones."""
    return written_below(key, "")


@lru_cache(maxsize=1024)
def _below_some(key: str | int) -> str:
    """Gives the text of a step behind others."""
    return written_below(key, ".")


# -- findings -----------------------------------------------------------------------------------


def finding(raw: Told, rule: CheckedRule, policy: CheckedPolicy, standing: Standing) -> Finding:
    """Gives the finding of a requirement that failed."""
    _, requirement, message, hint, given, atoms, elements = raw
    parts = [(atom, _distinct(leaves), more) for atom, leaves, more in atoms]
    manifest = standing.manifest
    path = standing.written(_place(given, parts, elements, manifest))
    return Finding(
        rule=rule.id,
        level=rule.heading.level,
        outcome="violated",
        requirement=requirement,
        kind=policy.kind,
        manifest=manifest.identity,
        file=manifest.file,
        document=manifest.document.index,
        source=manifest.document.source,
        place=standing.place(path),
        path=standing.at(path).keyed,
        message=message,
        hint=hint,
        because=tuple([
            Because(condition, tuple([_seen(*leaf, standing) for leaf in leaves]), more)
            for condition, leaves, more in parts
        ]),
        bindings=tuple([(name, _bound(plain, at, standing)) for name, plain, at in elements]),
        elements=tuple([
            name for name, plain, at in elements if at is not None and _is_nested(plain)
        ]),
    )  # fmt: skip


Leaf: TypeAlias = "tuple[str, Any, Path | None]"


def _distinct(leaves: Sequence[Leaf]) -> Sequence[Leaf]:
    if len(leaves) < 2:
        return leaves
    found: dict[tuple[str, Path], Leaf] = {}
    for leaf in leaves:
        found.setdefault((leaf[0], leaf[2] or ()), leaf)
    return list(found.values())


def _place(
    given: Sequence[Path | None],
    parts: Sequence[tuple[str, Sequence[Leaf], int]],
    elements: Sequence[Leaf],
    manifest: Manifest,
) -> Path:
    """Gives the first path that there is: what `at` names, what is to blame, the innermost element;
    else that of the manifest's identity."""
    for path in given:
        if path is not None:
            return path
    for _, leaves, _ in parts:
        for leaf in leaves:
            if leaf[2] is not None:
                return leaf[2]
    for _, _, path in reversed(elements):
        if path is not None:
            return path
    return manifest.identity_keys


def _bound(plain: Any, path: Path | None, standing: Standing) -> str:
    """Gives a binding of a `for` name: a scalar by its value, else its keyed path."""
    if path is None or not _is_nested(plain):
        return told(_shallow(plain))
    return standing.at(path).keyed


def _seen(name: str, plain: Any, path: Path | None, standing: Standing) -> Seen:
    held = _shallow(plain)
    value = told(held)
    passed = passed_on(held, value)
    if path is None:
        return Seen(name, value, data=passed)
    at = standing.place(standing.written(path))
    return Seen(name, value, standing.at(path).keyed, None, at.line, at.column, passed)
