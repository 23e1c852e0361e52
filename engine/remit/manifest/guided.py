"""Guided: the quick reader where the type of what it reads is known; it gives values as rules see
them.

A manifest of a kind has few lines that no other has had at the same point: below the same keys, as
far indented. What a line means there is worked out once, as `lines` has it, checked by the type
(`guide`), and remembered as a step (`points`). So a known line takes one look and little more, and
nobody needs to go through the values again. It gives up where a line is unusual, and where a value
isn't just as its type has it.
"""

from __future__ import annotations

from typing import Any

from remit.manifest.guide import Guide, Shaped, completed
from remit.manifest.limits import Limits
from remit.manifest.lines import GIVEN_UP, GivenUp, UnusualError, lines_of
from remit.manifest.points import (
    BACK,
    COPY,
    IDLE,
    LIST,
    MAP,
    MAPS,
    MORE,
    NEXT,
    NULL,
    OPEN,
    WAIT,
    Copied,
    Point,
    Points,
)


class Guided:
    """Reads texts of one type, by the guide to it, and remembers what their lines mean."""

    def __init__(self, guide: Guide, limits: Limits) -> None:
        self._limits = limits
        self._points = Points(guide, limits)

    def read(self, text: str) -> Shaped | GivenUp:
        """Gives what the one document of a text says, or up."""
        lines = lines_of(text, self._limits)
        if lines is None:
            return GIVEN_UP
        try:
            reading = _Reading(len(lines))
            return reading.work if reading.reads(lines, self._points) else GIVEN_UP
        except UnusualError:
            return GIVEN_UP


class _Reading:
    """A text that is being read: the lists and maps `around` the one that its lines are about, and
    the keys that had nothing, with the maps that these stand in."""

    def __init__(self, lines: int) -> None:
        self.work = Shaped({}, elements=lines)
        self.around: list[Any] = []
        self.nulls: list[tuple[dict[str, Any], str]] = []

    def reads(self, lines: list[str], points: Points) -> bool:
        """Says whether all lines could be read."""
        point, step, around = points.begun(), points.step, self.around
        look, name = point.look, ""
        here: Any = self.work.value
        for line in lines:
            act, key, value = look(line) or step(point, line)
            if not act:  # an entry, as most lines are
                if key in here:
                    return False
                here[key] = value
                continue
            if act == BACK:
                if point.waits:
                    self.nulls.append((here, name))
                    point = point.above
                while point is not value:
                    if len(here) != point.full and not (
                        point.is_list or self.completes(here, point)
                    ):
                        return False
                    here, point = around.pop(), point.above
                look = point.look
                act, key, value = look(line) or step(point, line)
            if act == OPEN:
                how, opened = value
                if how == NEXT and not self.completes(here, point):
                    return False
                here, point = self.opened(how, here, name), opened
                look = point.look
                act, key, value = key
            if act == NEXT:
                if len(here) != point.full and not self.completes(here, point):
                    return False
                here = {key: value}
                around[-1].append(here)
            elif act == WAIT:
                if key in here:
                    return False
                name, point = key, value
                look = point.look
            elif act >= MAP:
                value, point = value
                around.append(here)
                below = {key: value}
                if act == MAPS:
                    here[name] = here = [below]
                    around.append(here)
                else:
                    here[name] = below
                here = below
                look = point.look
            elif act == COPY and key not in here:
                here[key] = value.copy()
                self.work.elements += len(value)
            elif act == MORE:
                here.append(value)
            elif act != IDLE and not self.puts(here, key, value):
                return False
        return self.is_whole(here, point, name)

    def opened(self, how: int, here: Any, name: str) -> Any:
        """Opens what begins with something else than an entry, and gives it."""
        below: Any = [] if how == LIST else {}
        if how == NEXT:
            self.around[-1].append(below)
            return below
        self.around.append(here)
        if how == MAPS:
            here[name] = items = [below]
            self.around.append(items)
        elif here.__class__ is list:
            here.append(below)
        else:
            here[name] = below
        return below

    def puts(self, here: Any, key: str | None, value: Any) -> bool:
        """Puts in what can't be taken as it is; says whether there was nothing yet."""
        if value is NULL:
            assert key is not None
            self.nulls.append((here, key))
            return True
        if value.__class__ is Copied:
            self.work.elements += value.elements
            value = value.copy(self.work)
        if key is None:
            here.append(None)
            self.work.put(here, len(here) - 1, value)
            return True
        if key in here:
            return False
        self.work.put(here, key, value)
        return True

    def completes(self, here: Any, point: Point) -> bool:
        """Says whether nothing is missing in a map; fills in what may be missing."""
        return completed(here, point.guide, self.work)

    def is_whole(self, here: Any, point: Point, name: str) -> bool:
        """Says whether nothing is missing where a text ends, and no key occurs twice."""
        if point.waits and point.above is not None:
            if not point.may_be_null:
                return False
            self.nulls.append((here, name))
            point = point.above
        if not (self.around or here or self.nulls):
            return False
        while point.is_list or self.completes(here, point):
            if point.above is None:
                return self.are_nulls_alone()
            here, point = self.around.pop(), point.above
        return False

    def are_nulls_alone(self) -> bool:
        """Says whether no key that had nothing occurs once more."""
        if not self.nulls:
            return True
        twice = {(id(holder), key) for holder, key in self.nulls}
        filled = self.work.filled
        return len(twice) == len(self.nulls) and not any(
            key in holder and (id(holder), key) not in filled for holder, key in self.nulls
        )
