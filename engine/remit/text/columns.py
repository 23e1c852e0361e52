"""Columns: many values beside each other, kept in one piece, and taken apart when somebody asks.

To make thousands of small objects takes longer than to read the bytes that they come of, and few of
them are ever looked at one by one. So a column that was kept is one text or one row of bytes, in
which some values may have been put since.
"""

from __future__ import annotations

from _operator import ne  # `operator` has it from there
from itertools import chain, compress
from struct import iter_unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, MutableSequence, Sequence
    from typing import Any, TypeAlias

    Base = MutableSequence[Any]
else:
    Base = object

_PIECE, _MANY = 1 << 15, 32

Kept: TypeAlias = "tuple[str, Any, int, int]"
"""A column as `marshal` takes it: how it is kept, what is kept, how many values there are, and how
many bytes each has."""


def packed(values: Iterable[Any]) -> Kept:
    """Gives a column as it is kept: the one value that all are, texts joined by NUL, bytes of one
    length after each other, or else each value."""
    if isinstance(values, Column) and values.is_whole():
        return values.kept
    each = values.values() if isinstance(values, Column) else list(values)
    types = set(map(type, each))
    if len(types) == 1 and each[0] is not None and each.count(each[0]) == len(each):
        return "same", each[0], len(each), 0
    if types == {str}:
        text = "\0".join(each)
        if text.count("\0") == len(each) - 1:
            return "texts", text, len(each), 0
    if types == {bytes} and len(set(map(len, each))) == 1:
        return "bytes", b"".join(each), len(each), len(each[0])
    return "each", each, len(each), 0


class Column(Base):
    """A column that was `kept`, with what was put into it since."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self._how, self._what, self._count, self._width = kept
        self._put: dict[int, Any] = {}
        self._all: list[Any] | None = self._what if self._how == "each" else None

    def __len__(self) -> int:
        return self._count if self._all is None else len(self._all)

    def __iter__(self) -> Iterator[Any]:
        if self._all is not None or self._how == "same":
            return iter(self.all())
        if self._put:
            return iter(self.values())
        return chain.from_iterable(self._pieces()) if self._how == "texts" else self._slices()

    def __getitem__(self, at: Any) -> Any:
        if self._all is None and at.__class__ is int and 0 <= at < self._count:
            if at in self._put:
                return self._put[at]
            if self._how == "same":
                return self._what
            if self._how == "bytes":
                return self._what[at * self._width : (at + 1) * self._width]
        return self.all()[at]

    def __setitem__(self, at: Any, value: Any) -> None:
        if self._all is None and at.__class__ is int and 0 <= at < self._count:
            self._put[at] = value
        else:
            self.all()[at] = value

    def __delitem__(self, at: Any) -> None:
        del self.all()[at]

    def insert(self, at: int, value: Any) -> None:
        """Puts a value before a position."""
        self.all().insert(at, value)

    def append(self, value: Any) -> None:
        """Puts a value behind the last."""
        self.all().append(value)

    def count(self, value: Any) -> int:
        """Gives how many values are this one."""
        if self._all is None and self._how == "same":
            others = self._count - len(self._put) if self._what == value else 0
            return others + list(self._put.values()).count(value)
        return self.all().count(value)

    @property
    def put(self) -> dict[int, Any]:
        """Gives what was put in place of what was kept, by position, while that isn't apart."""
        return self._put if self._all is None else {}

    def all(self) -> list[Any]:
        """Gives all values; the list is this column's own, and stays."""
        if self._all is None:
            self._all = self.values()
        return self._all

    def is_apart(self) -> bool:
        """Says whether each value stands by itself."""
        return self._all is not None

    def is_whole(self) -> bool:
        """Says whether all is as it was kept."""
        return self._all is None and not self._put

    def put_since(self, other: Column) -> list[int] | None:
        """Gives the positions at which this column and another were kept otherwise, or something
        was put into one; None where that can't be told without taking them apart."""
        if self._all is not None or other._all is not None:
            return None
        put = self._put.keys() | other._put.keys()
        if self.kept != other.kept:
            if self._how != "bytes" or self.kept[2:] != other.kept[2:]:
                return None
            put |= set(_unlike(self._what, other._what, self._width))
        return sorted(put)

    def says(self, text: str, count: int) -> bool:
        """Says whether these are so many texts, as they are when joined by NUL."""
        if self.is_whole() and self._how == "texts":
            return self._count == count and self._what == text
        return len(self) == count and "\0".join(self.all()) == text

    def has(self, start: int, values: list[Any]) -> bool:
        """Says whether some values, which may be bytes or None, surely stand from a position on."""
        end = start + len(values)
        if self._all is not None or self._how != "bytes":
            return self.all()[start:end] == values
        if None in values or not self._put.keys().isdisjoint(range(start, end)):
            return False
        kept: bytes = self._what[start * self._width : end * self._width]
        return kept == b"".join(values)

    def groups(self, size: int) -> Iterator[tuple[int, list[Any]]]:
        """Gives so many values at a time, each time with where the first stands."""
        left, end = self._left(), len(self)
        for start in range(0, end, size):
            if isinstance(left, list):
                yield start, left[start : start + size]
                continue
            group = left.split("\0", size)
            left = group.pop() if len(group) > size else ""
            yield start, group

    def groups_from_behind(self, size: int) -> Iterator[tuple[int, list[Any]]]:
        """Gives the same groups, the last first."""
        left, end = self._left(), len(self)
        for start in reversed(range(0, end, size)):
            many = min(size, end - start)
            if isinstance(left, list):
                yield start, left[start : start + many]
                continue
            group = left.rsplit("\0", many)
            left = group.pop(0) if len(group) > many else ""
            yield start, group

    def _left(self) -> str | list[Any]:
        whole = self.is_whole() and self._how == "texts"
        return self._what if whole else self.values()

    def position(self, text: str) -> int | None:
        """Gives where a text stands, None where it doesn't."""
        if not self.is_whole() or self._how != "texts" or "\0" in text:
            return self.all().index(text) if text in self.all() else None
        joined: str = self._what
        if joined.startswith(f"{text}\0"):
            return 0
        found = joined.find(f"\0{text}\0")
        if found >= 0:
            return joined.count("\0", 0, found) + 1
        return self._count - 1 if joined.endswith(f"\0{text}") else None

    def values(self) -> list[Any]:
        """Gives all values in a list of their own."""
        made: list[Any]
        if self._all is not None:
            return list(self._all)
        if self._how == "same":
            made = [self._what] * self._count
        elif self._how == "texts":
            made = self._what.split("\0")
        else:
            made = list(self._slices())
        for at, value in self._put.items():
            made[at] = value
        return made

    def _pieces(self) -> Iterator[list[str]]:
        """Gives texts a few hundred at a time, as somebody may soon have seen enough."""
        text, start = self._what, 0
        while True:
            end = text.find("\0", start + _PIECE)
            yield (text[start:end] if end >= 0 else text[start:]).split("\0")
            if end < 0:
                return
            start = end + 1

    def _slices(self) -> Iterator[bytes]:
        return chain.from_iterable(iter_unpack(f"{self._width}s", self._what))


def _unlike(ours: bytes, theirs: bytes, width: int) -> Iterator[int]:
    """Gives the positions at which rows of bytes differ; most of them, by far, are the same."""
    many = _MANY * width
    for start in range(0, len(ours), many):
        if ours[start : start + many] != theirs[start : start + many]:
            for at in range(start, min(start + many, len(ours)), width):
                if ours[at : at + width] != theirs[at : at + width]:
                    yield at // width


def differing(before: Sequence[Any], now: Sequence[Any]) -> list[int]:
    """Gives the positions at which a column is other than it was; what was None, nobody knew."""
    if isinstance(before, Column) and isinstance(now, Column):
        put = before.put_since(now)
        if put is not None:
            return [at for at in put if before[at] is None or before[at] != now[at]]
    was, now = (each.values() if isinstance(each, Column) else each for each in (before, now))
    nobody = object()
    known = [nobody if each is None else each for each in was] if None in was else was
    return list(compress(range(len(was)), map(ne, known, now)))
