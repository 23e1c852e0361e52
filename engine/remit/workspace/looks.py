"""Looks: how files and folders look, by their paths.

A large check sees thousands of manifests, of which hardly any is ever asked for by its path. Those
stand in columns, in the order in which they were found; what else was seen stands by its path.
"""

from __future__ import annotations

from itertools import chain, count

from remit.text.columns import Column, packed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from remit.workspace.recall import Signature

    Base = Sequence[str]
else:
    Base = object

_LOOKED_FOR = 16
"""So many paths are looked for in the text of all, which takes less time than an index of them."""


class Looks:
    """How a `few` paths look, and the `many` files at `paths` below a folder, whose own path they
    have `above`; None where that isn't known of one, or the few say it."""

    def __init__(
        self,
        few: dict[str, Signature | None] | None = None,
        above: str = "",
        paths: Column | None = None,
        many: Column | None = None,
    ) -> None:
        self.few = {} if few is None else few
        self.above = above
        self.paths = Column(packed(())) if paths is None else paths
        self.many = Column(packed(())) if many is None else many
        self._of: Places | None = None
        self._near: dict[str, int] = {}
        self._index: dict[str, int] | None = None
        self._asked = 0

    @classmethod
    def kept(cls, told: Any) -> Looks:
        """Gives looks as they were kept."""
        few, above, paths, many = told
        return cls(dict(few), above, Column(paths), Column(many))

    def __len__(self) -> int:
        return len(self.few) + len(self.paths)

    def __contains__(self, path: str) -> bool:
        return path in self.few or self._known(path) is not None

    def __getitem__(self, path: str) -> Signature | None:
        if path in self.few:
            return self.few[path]
        found = self._known(path)
        if found is None:
            raise KeyError(path)
        return found

    def __setitem__(self, path: str, look: Signature | None) -> None:
        at = self.position(path) if path not in self.few else None
        if at is not None:
            self.many[at] = look
        if at is None or look is None:
            self.few[path] = look

    def get(self, path: str) -> Signature | None:
        """Gives how a path looks; None for nothing there, or where that isn't known."""
        return self.few[path] if path in self.few else self._known(path)

    def setdefault(self, path: str, look: Signature | None) -> None:
        """Notes how a path looks, unless that is known."""
        if path not in self:
            self[path] = look

    def keys(self) -> list[str]:
        """Gives all paths."""
        return [path for path, _ in self.items()]

    def items(self) -> Iterator[tuple[str, Signature | None]]:
        """Gives all paths of which it is known, each with how it looks."""
        above, many = self.above, zip(self.paths, self.many, strict=True)
        known = ((above + path, look) for path, look in many if look is not None)
        return chain(self.few.items(), known)

    def few_otherwise(self, now: list[Signature | None]) -> list[tuple[int, str]]:
        """Gives those of the few that look otherwise by how they look now, each with -1."""
        each = zip(self.few.items(), now, strict=True)
        return [(-1, path) for (path, before), look in each if look != before]

    def otherwise(
        self, start: int, paths: list[str], now: list[Signature | None]
    ) -> list[tuple[int, str]]:
        """Gives those of some of the many that look otherwise by how they look now, with where they
        stand."""
        if self.many.has(start, now):  # as it is with nearly all
            return []
        return [
            (at, self.above + path)
            for at, path, look in zip(count(start), paths, now)
            if self.many[at] not in (None, look)
        ]

    def copy(self) -> Looks:
        """Gives the same, to which a few can be added."""
        found = Looks(dict(self.few), self.above, self.paths, self.many)
        found._of = self._of
        return found

    def forget(self, at: int, path: str) -> None:
        """Notes that it isn't known how a path looks; `at` is where it stands among the many, -1
        for one of the few."""
        if at < 0:
            del self.few[path]
        else:
            self.many[at] = None

    def put_among_few(self, paths: Iterable[str]) -> None:
        """Has the few say how paths look, if they are among the many."""
        for path in paths:
            at = self.position(path)
            if at is not None and self.many[at] is not None:
                self.few[path], self.many[at] = self.many[at], None

    def unknown(self) -> list[int]:
        """Gives where paths stand among the many of which it isn't known how they look."""
        if self.many.is_apart():
            return [at for at, look in enumerate(self.many) if look is None]
        return sorted(at for at, look in self.many.put.items() if look is None)

    def note(self, more: Looks) -> None:
        """Notes how a few more paths look."""
        for path, look in more.few.items():
            self[path] = look

    def is_of(self, places: Places) -> bool:
        """Says whether the many are the files at these places."""
        if self._of is not places and len(places):
            above, paths = places.parted()
            if above == self.above and self.paths.says("\0".join(paths), len(paths)):
                self._of = places
        return self._of is places

    def left(self, places: Places) -> list[str]:
        """Gives those of the many, which are at these places, of which it isn't known how they
        look; these are about to be looked at."""
        self._near = {places[at]: at for at in self.unknown()}
        return list(self._near)

    def all_many(self) -> Sequence[Signature | None]:
        """Gives how the many look; of one that is no plain file the few may tell."""
        left = self.unknown()
        if not left:
            return self.many
        looks = self.many.values()
        for at in left:
            looks[at] = self.few.get(self.above + self.paths[at])
        return looks

    @property
    def by_path(self) -> Looks | dict[str, Signature | None]:
        """Gives the same, as quickly as may be."""
        return self if len(self.paths) else self.few

    def position(self, path: str) -> int | None:
        """Gives where a path stands among the many, None where it doesn't."""
        if not len(self.paths) or path in self._near:
            return self._near.get(path)
        if not path.startswith(self.above):
            return None
        below = path[len(self.above) :]
        self._asked += 1
        if self._index is None and self._asked <= _LOOKED_FOR:
            return self.paths.position(below)
        if self._index is None:
            self._index = {path: at for at, path in enumerate(self.paths.all())}
        return self._index.get(below)

    def _known(self, path: str) -> Signature | None:
        at = self.position(path)
        found: Signature | None = self.many[at] if at is not None else None
        return found


class Places(Base):
    """Paths in groups, each with what all of it begin with; they are made one by one."""

    def __init__(self, groups: Iterable[tuple[str, Sequence[str]]]) -> None:
        self.groups = [(above, below) for above, below in groups if below]

    def __len__(self) -> int:
        return sum(len(below) for _, below in self.groups)

    def __iter__(self) -> Iterator[str]:
        for above, below in self.groups:
            yield from [above + path for path in below] if above else below

    def __getitem__(self, at: Any) -> Any:
        for above, below in self.groups:
            if at < len(below):
                return above + below[at]
            at -= len(below)
        raise IndexError(at)

    def parted(self) -> tuple[str, Sequence[str]]:
        """Gives what all paths begin with, if that is the same for all groups, and their rest."""
        if len({above for above, _ in self.groups}) != 1:
            return "", list(self)
        above, below = self.groups[0]
        more = self.groups[1:]
        return above, [path for _, each in self.groups for path in each] if more else below

    def start(self, part: Places) -> int | None:
        """Gives where groups stand that are a part of these, None where they aren't."""
        first = 0
        for at, (_, below) in enumerate(self.groups):
            if self.groups[at : at + len(part.groups)] == part.groups:
                return first
            first += len(below)
        return None
