"""Looks: how files and folders look, by their paths.

A large check sees thousands of manifests, of which hardly any is ever asked for by its path. Those
stand in columns, in the order in which they were found; what else was seen stands by its path.
"""

from __future__ import annotations

from itertools import chain, count, islice

from remit.text.columns import Column, packed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from remit.workspace.recall import Signature

    LookAt = Callable[[list[str]], list[Signature | None]]
    Base = Sequence[str]
else:
    Base = object

_GROUP = 32

_LOOKED_FOR = 16
"""So many paths are looked for in the text of all, which takes less time than an index of them."""


class Looks:
    """How a `few` paths look, and the `many` files at `paths`; None where that isn't known of one,
    or the few say it."""

    def __init__(
        self,
        few: dict[str, Signature | None] | None = None,
        paths: Column | None = None,
        many: Column | None = None,
    ) -> None:
        self.few = {} if few is None else few
        self.paths = Column(packed(())) if paths is None else paths
        self.many = Column(packed(())) if many is None else many
        self._of: Places | None = None
        self._near: dict[str, int] = {}
        self._index: dict[str, int] | None = None
        self._asked = 0

    @classmethod
    def kept(cls, told: Any) -> Looks:
        """Gives looks as they were kept."""
        few, paths, many = told
        return cls(dict(few), Column(paths), Column(many))

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
        many = zip(self.paths, self.many, strict=True)
        return chain(self.few.items(), (each for each in many if each[1] is not None))

    def few_otherwise(self, look_at: LookAt) -> Iterator[tuple[int, str]]:
        """Gives those of the few that look otherwise now, each with -1."""
        few = list(self.few)
        for path, look in zip(few, look_at(few), strict=True):
            if look != self.few[path]:
                yield -1, path

    def many_otherwise(self, look_at: LookAt, begin: int, end: int) -> Iterator[tuple[int, str]]:
        """Gives those of the many that look otherwise now, with where they stand, from one position
        to another. They are looked at in groups, as most of them look as they did."""
        paths = islice(self.paths, begin, end)
        for start in range(begin, end, _GROUP):
            group = list(islice(paths, _GROUP))
            now = look_at(group)
            if self.many.has(start, now):
                continue
            for at, path, look in zip(count(start), group, now):
                if self.many[at] not in (None, look):
                    yield at, path

    def copy(self) -> Looks:
        """Gives the same, to which a few can be added."""
        found = Looks(dict(self.few), self.paths, self.many)
        found._of = self._of
        return found

    def forget(self, at: int, path: str) -> None:
        """Notes that it isn't known how a path looks; `at` is where it stands among the many, -1
        for one of the few."""
        if at < 0:
            del self.few[path]
        else:
            self.many[at] = None

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
        if self._of is not places and len(places) and self.paths.says(places.text(), len(places)):
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
            looks[at] = self.few.get(self.paths[at])
        return looks

    @property
    def by_path(self) -> Looks | dict[str, Signature | None]:
        """Gives the same, as quickly as may be."""
        return self if len(self.paths) else self.few

    def position(self, path: str) -> int | None:
        """Gives where a path stands among the many, None where it doesn't."""
        if not len(self.paths) or path in self._near:
            return self._near.get(path)
        self._asked += 1
        if self._index is None and self._asked <= _LOOKED_FOR:
            return self.paths.position(path)
        if self._index is None:
            self._index = {path: at for at, path in enumerate(self.paths.all())}
        return self._index.get(path)

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

    def text(self) -> str:
        """Gives all paths joined by NUL."""
        return "\0".join([above + f"\0{above}".join(below) for above, below in self.groups])

    def start(self, part: Places) -> int | None:
        """Gives where groups stand that are a part of these, None where they aren't."""
        first = 0
        for at, (_, below) in enumerate(self.groups):
            if self.groups[at : at + len(part.groups)] == part.groups:
                return first
            first += len(below)
        return None
