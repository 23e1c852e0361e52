"""Points: where the lines of a manifest may stand, by its type, and what each means there.

A point is a place in the text between lines: which maps and lists are open, what the type says of
them, and how far they are indented. What a line means at a point is a step. It depends on nothing
else, so that each is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec import Struct

from remit.manifest.guide import REFUSED, Check, Guide, Seen, Shaped, shaped
from remit.manifest.limits import Limits
from remit.manifest.lines import (
    BRIEF,
    FRESH,
    ITEM,
    ITEM_FRESH,
    ITEM_KEY,
    ITEM_PAIR,
    ITEM_PAIR_FRESH,
    KEY,
    LONGEST,
    NESTED,
    NOTHING,
    PAIR,
    UnusualError,
    deep_copy,
    is_common,
    line_of,
    resolved_short,
    unwrapped,
)

# What a step does. The first ones put something into the map or list that is being read: an entry
# with its key and value, nothing, one more scalar, what can't be taken as it is, and a list or map
# of scalars, copied; or a key waits for its value. BACK leads to a point further out. The others
# begin, with an entry, a list, a map, a list of maps, another map in a list, and the map next to
# the one that is being read. What begins with something else is to OPEN; then the key is the step
# that the line means in there.
ENTRY, IDLE, MORE, PUT, COPY, WAIT, BACK, LIST, MAP, MAPS, FURTHER, NEXT, OPEN = range(13)

Step = tuple[int, Any, Any]

Make = Callable[[Any], Step]
"""Gives the step of a line by the value that stands in it."""

NULL = object()
"""Stands for nothing, to be put in."""

REMEMBERED = 20_000
"""So many steps are remembered, and as many of those that came before them; and so many heads."""

MOST = 1_000
"""All is forgotten where there are more points, as manifests of one kind are indented in few ways;
a text with many more is unusual."""

_IDLE: Step = (IDLE, None, None)
_UP_TO = {PAIR: ": ", ITEM_PAIR: ": ", ITEM: "- "}
"""Up to which sign lines with another scalar are alike."""

_ALONE = frozenset({ITEM, ITEM_FRESH})
_KEYS = frozenset({KEY, ITEM_KEY})
_IN_BRACKETS = frozenset({FRESH, ITEM_FRESH, ITEM_PAIR_FRESH})


class Copied(Struct, frozen=True):
    """What stands in brackets: made anew for each that is read, with so many elements and
    entries."""

    copy: Callable[[Shaped], Any]
    elements: int


class Point:
    """A point in a map or list (`is_list`) of a `level`, so many deep, within what stands `above`;
    or one at which the value of a key is awaited (`waits`), which `may_be_null`. A map with as many
    entries as a `full` one has all. `look` gives the step of a line that is known."""

    __slots__ = (
        "above", "before", "below", "dashes", "depth", "full", "guide", "heads", "is_list", "known",
        "level", "look", "makes", "may_be_null", "waits",
    )  # fmt: skip

    def __init__(
        self, guide: Guide, level: int, above: Point | None = None, *, waits: bool = False
    ) -> None:
        self.guide, self.level, self.waits = guide, level, waits
        self.above: Any = above  # None for the first one
        self.is_list, self.may_be_null = bool(level & 1), False
        self.depth: int = 1 if above is None else above.depth + 1
        closed = guide.fields and guide.other is None and not self.is_list
        self.full = len(guide.fields or ()) if closed else -1
        self.known: dict[str, Step] = {}
        self.before: dict[str, Step] = {}
        self.heads: dict[str, Make] = {}
        self.dashes: dict[str, Make] = {}
        self.makes: dict[tuple[int, int, int, str], Make] = {}
        self.below: dict[object, Point] = {}
        self.look = self.known.get

    def takes_nothing(self, name: str | None) -> bool:
        """Says whether a field of this name may be null here, which is as if it weren't there."""
        return name is not None and name in (self.guide.fields or ())


class Points:
    """The points of one type's manifests, as far as they have been met, and the steps there."""

    def __init__(self, guide: Guide, limits: Limits) -> None:
        self._guide, self._deepest = guide, limits.depth - NESTED
        self._all: list[Point] = []
        self._steps = self._heads = 0

    def begun(self) -> Point:
        """Gives the point at which texts begin."""
        if self._deepest < 1:
            raise UnusualError
        if not 0 < len(self._all) <= MOST:
            self._all = [Point(self._guide, 0)]
            self._heads = 0
        return self._all[0]

    def step(self, point: Point, line: str) -> Step:
        """Gives what a line means at a point, and remembers it unless it is long and its like is
        known; raises UnusualError where the strict reader has to say."""
        step = point.before.get(line)
        if step is None:
            head, colon, value = line.partition(": ")
            heads = point.heads
            if not colon:
                head, colon, value = line.partition("- ")
                heads = point.dashes
            make = heads.get(head)
            if make is not None and len(line) <= LONGEST and is_common(value):
                step = make(value[1:-1] if value[0] == '"' else resolved_short(value))
                if len(line) > BRIEF:
                    return step
            else:
                if len(line) > LONGEST or not line.isprintable():
                    raise UnusualError
                form, level, inner, key, raw = line_of(line)
                told = form, level, inner, key
                make = point.makes.get(told)
                if make is None:
                    make = self._make(point, *told)
                    if len(point.makes) < MOST:
                        point.makes[told] = make
                step = make(raw)
                if colon == _UP_TO.get(form) and self._heads < REMEMBERED:
                    self._heads += 1
                    heads[head] = make
        if self._steps >= REMEMBERED:
            self._age()
        self._steps += 1
        point.known[line] = step
        return step

    def _age(self) -> None:
        """Forgets the steps that were remembered before, and begins anew."""
        for point in self._all:
            point.before = dict(point.known)
            point.known.clear()  # its `look` stays
        self._steps = 0

    # -- what a line means ------------------------------------------------------------------------

    def _make(self, point: Point, form: int, level: int, inner: int, key: str) -> Make:
        """Gives what gives the step of a line by its value."""
        if form == NOTHING:
            return lambda raw: _IDLE
        if point.waits and point.above is not None:
            if level > point.above.level:
                return self._below_key(point.above, point.guide, form, level, inner, key)
            if not point.may_be_null:
                raise UnusualError
            return _back(point.above, level, inner)
        if level == point.level:
            if not point.is_list or form in _ALONE:
                return self._entry(point, form, key)
            return self._map_in(point, FURTHER, form, inner, key)
        if _is_next(point, level, inner):
            return partial(_opening, NEXT, self._entry(point, form, key), point)
        if point.above is None:
            raise UnusualError
        return _back(point.above, level, inner)

    def _below_key(
        self, above: Point, guide: Guide, form: int, level: int, inner: int, key: str
    ) -> Make:
        """The first line below a key."""
        inside = self._inside(above, guide, level)
        if not inside.is_list:
            return partial(_opening, MAP, self._entry(inside, form, key), inside)
        if form in _ALONE:
            return partial(_opening, LIST, self._entry(inside, form, key), inside)
        return self._map_in(inside, MAPS, form, inner, key)

    def _map_in(self, point: Point, act: int, form: int, inner: int, key: str) -> Make:
        """The first line of a map in a list."""
        if point.guide.item is None:
            raise UnusualError
        inside = self._inside(point, point.guide.item, inner)
        return partial(_opening, act, self._entry(inside, form, key), inside)

    def _entry(self, point: Point, form: int, key: str) -> Make:
        """An entry of a map, or an element of a list that begins no map."""
        name = None if form in _ALONE else key
        guide = point.guide.item if name is None else point.guide.inside(name)
        if guide is None:
            raise UnusualError
        if form in _KEYS:
            waiting = self._waiting(point, key, guide)
            return lambda raw: (WAIT, name, waiting)
        if form in _IN_BRACKETS:
            return partial(_in_brackets, name, guide)
        return partial(_scalar, name, guide.check, point.takes_nothing(name))

    # -- points -----------------------------------------------------------------------------------

    def _inside(self, above: Point, guide: Guide, level: int) -> Point:
        """Gives the point in a list or map of a level within another one."""
        key = id(guide), level
        return above.below.get(key) or self._add(above, key, Point(guide, level, above))

    def _waiting(self, above: Point, name: str, guide: Guide) -> Point:
        may_be_null = above.takes_nothing(name)
        key = WAIT, id(guide), may_be_null
        found = above.below.get(key)
        if found is None:
            found = self._add(above, key, Point(guide, above.level, above, waits=True))
            found.may_be_null = may_be_null
        return found

    def _add(self, above: Point, key: object, point: Point) -> Point:
        if point.depth > self._deepest or len(self._all) > 2 * MOST:
            raise UnusualError
        above.below[key] = point
        self._all.append(point)
        return point


def _back(point: Point, level: int, inner: int) -> Make:
    """Gives what leads back to a point or further out: to where a line is an entry or element, or
    begins the map next to the one there."""
    at: Point | None = point
    while at is not None and at.level >= level:
        if at.level == level or _is_next(at, level, inner):
            target = at
            return lambda raw: (BACK, None, target)
        at = at.above
    raise UnusualError


def _is_next(point: Point, level: int, inner: int) -> bool:
    """Says whether a line begins the map next to the one at a point, in the same list."""
    above = point.above
    return above is not None and above.is_list and (above.level, point.level) == (level, inner)


def _opening(act: int, entry: Make, inside: Point, raw: Any) -> Step:
    step = entry(raw)
    put, name, value = step
    if put != ENTRY or act in (LIST, FURTHER):
        return OPEN, step, (act, inside)
    return act, name, value if act == NEXT else (value, inside)


def _scalar(name: str | None, check: Check | None, may_be_null: bool, raw: Any) -> Step:
    if raw is None and may_be_null:
        return PUT, name, NULL
    value = REFUSED if check is None else check(raw)
    if value is REFUSED:
        raise UnusualError
    if value.__class__ is Seen:
        return PUT, name, value
    return (MORE if name is None else ENTRY), name, value


def _in_brackets(name: str | None, guide: Guide, raw: Any) -> Step:
    plain, work = unwrapped(raw), Shaped()
    made = shaped(plain, guide, work)
    if made is REFUSED:
        raise UnusualError
    size = _size(made)
    if work.later or work.filled:
        return PUT, name, Copied(_Anew(plain, guide, made, work), size)
    if any(map(_is_nested, made.values() if made.__class__ is dict else made)):
        return PUT, name, Copied(lambda work: deep_copy(made), size)
    if name is not None:
        return COPY, name, made
    return PUT, None, Copied(lambda work: made.copy(), size)


class _Anew:
    """Gives what stands in brackets as rules see it: first what it was looked at by, since many
    lines don't come again; then a map of scalars by a template, or it is made anew."""

    __slots__ = ("first", "guide", "plain", "template")

    def __init__(self, plain: Any, guide: Guide, made: Any, work: Shaped) -> None:
        self.plain, self.guide = plain, guide
        self.first: tuple[Any, Shaped] | None = made, work
        self.template = _template(plain, made, work)

    def __call__(self, work: Shaped) -> Any:
        if self.first is not None:
            made, noted = self.first
            self.first = None
            work.later += noted.later
            work.filled |= noted.filled
            return made
        if self.template is None:
            return shaped(self.plain, self.guide, work)
        base, later, filled = self.template
        made = base.copy()
        for key, value in later:
            work.later.append((made, key, value))
        for key, value in filled:
            made[key] = value if value is not None else []
            work.filled.add((id(made), key))
        return made


Template = tuple[dict[str, Any], list[tuple[str, Any]], list[tuple[str, Any]]]
"""A map of scalars, what rules see otherwise, and the defaults that are filled in: scalars, or None
for an empty list."""


def _template(plain: Any, made: Any, work: Shaped) -> Template | None:
    """Gives what copies can be made by, None where there are others within it."""
    if made.__class__ is not dict or any(map(_is_nested, plain.values())):
        return None
    filled = {key: value for key, value in made.items() if (id(made), key) in work.filled}
    if any(_is_nested(value) and value != [] for value in filled.values()):
        return None
    base = {key: value for key, value in made.items() if key not in filled}
    later = [(key, value) for _, key, value in work.later]
    return base, later, [(key, None if value == [] else value) for key, value in filled.items()]


def _is_nested(value: Any) -> bool:
    return value.__class__ is dict or value.__class__ is list


def _size(value: Any) -> int:
    """Gives how many elements and entries there are in a list or map."""
    size = len(value)
    for one in value.values() if value.__class__ is dict else value:
        if _is_nested(one):
            size += _size(one)
    return size
