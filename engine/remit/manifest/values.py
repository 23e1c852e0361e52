"""Values: what rules compute with. A document typed by its schema is a tree of them.

Every value knows its spot: the document and path where it stands, or, where it is absent, would
stand. A computed value has none. Absence and the unknown are data like any other, so that nothing
passes in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction

from msgspec import Struct

from remit.manifest.document import Document
from remit.text.alike import Alike
from remit.text.numbers import Number, written
from remit.text.source import Place


class Member(str):
    """A value of an ordered enum: its text, and all members in the schema's order."""

    __slots__ = ("order",)
    order: tuple[str, ...]

    def __new__(cls, text: str, order: tuple[str, ...]) -> Member:
        member = super().__new__(cls, text)
        member.order = order
        return member

    def __reduce__(self) -> tuple[type[Member], tuple[str, tuple[str, ...]]]:
        """Gives what a copy is made of."""
        return Member, (str(self), self.order)


class Days(Struct, frozen=True):
    """A duration in days; a Fraction of a day between two timestamps."""

    count: Number


class Months(Struct, frozen=True):
    """A duration in calendar months."""

    count: int


class Version(Alike, frozen=True, eq=False):
    """A version: major, minor, patch; then the parts of its pre-release, where (2, 0, "") stands
    for none and so comes last. `text` is how it was written, and has no part in order."""

    numbers: tuple[int, int, int]
    prerelease: tuple[tuple[int, int, str], ...] = ((2, 0, ""),)
    text: str = ""
    aside = ("text",)

    def __lt__(self, other: Version) -> bool:
        return (self.numbers, self.prerelease) < (other.numbers, other.prerelease)

    def __le__(self, other: Version) -> bool:
        return not other < self

    def __gt__(self, other: Version) -> bool:
        return other < self

    def __ge__(self, other: Version) -> bool:
        return not self < other


class Absent(Struct, frozen=True):
    """Nothing stands there, or a null does."""


class Unknown(Struct, frozen=True):
    """A value or condition that can't be decided, and why.

    `reason` reads after "can't be decided: ", such as "`funding.budget` is missing"; empty where
    what `spot` names is missing (paths are only written when something is said). `spot` is the spot
    of the missing or wrong value, where there is one.
    """

    reason: str = ""
    spot: Spot | None = None


ABSENT = Absent()

Data = (
    str | bool | Number | date | datetime | Days | Months | Version | Absent | Unknown
    | list["Value"] | dict[str, "Value"]
)  # fmt: skip


class Value:
    """A piece of data with its spot; `filled` marks a default that the schema put there. It is a
    class of Python's own, as late values make their data when it is asked for."""

    __match_args__ = ("data", "spot", "filled")
    __slots__ = ("data", "filled", "spot")

    def __init__(self, data: Data, spot: Spot | None = None, filled: bool = False) -> None:
        self.data = data
        self.spot = spot
        self.filled = filled

    def field(self, name: str) -> Value | None:
        """Gives the field of a map's data; absent, with its spot, where there is none. Gives None
        where the data is no map."""
        data = self.data
        if not isinstance(data, dict):
            return None
        found = data.get(name)
        if found is not None:
            return found
        return Value(ABSENT, self.spot.below(name) if self.spot else None)

    @property
    def nested(self) -> bool:
        """Says whether the data is a list or map."""
        kind = self.data.__class__
        return kind is list or kind is dict

    @property
    def absent(self) -> bool:
        """Says whether nothing stands there."""
        return not self.nested and self.data.__class__ is Absent

    def scalar(self, name: str) -> Data:
        """Gives the data of a field that was written and is no list or map; else it is absent."""
        data = self.data
        found = data.get(name) if isinstance(data, dict) else None
        if found is None or found.filled or isinstance(found.data, list | dict):
            return ABSENT
        return found.data


class Spot(Struct, eq=False):
    """A path in a document. `siblings` is the list that holds it, where it is a list's element,
    and `list_key` the field by which that list selects. `keyed` is the keyed path, once somebody
    has asked for it; `counted` has the keys of the list that stands there, if it is long."""

    document: Document
    parent: Spot | None = None
    key: str | int | None = None
    siblings: list[Value] | None = None
    list_key: str = "id"
    keyed: str | None = None
    counted: tuple[list[Value], dict[str | None, int]] | None = None
    _keys: tuple[str | int, ...] | None = None
    _place: Place | None = None
    _stands: bool | None = None

    def below(self, key: str | int) -> Spot:
        """Gives the spot of a field or element that has no value of its own."""
        return Spot(self.document, self, key)

    def chain(self) -> Iterator[Spot]:
        """Gives this spot and those above it, up to the root's."""
        spot: Spot | None = self
        while spot is not None:
            yield spot
            spot = spot.parent

    def keys(self) -> tuple[str | int, ...]:
        """Gives the plain path: keys and positions from the root."""
        known = self._keys
        if known is None:
            steps: list[str | int] = []
            at: Spot | None = self
            while at is not None and at._keys is None:
                if at.key is not None:
                    steps.append(at.key)
                at = at.parent
            above = at._keys if at is not None and at._keys is not None else ()
            known = self._keys = (*above, *reversed(steps))
        return known

    def written(self) -> Spot:
        """Gives the spot itself where something is written there, else the nearest above it."""
        spot = self
        while spot.parent is not None:
            if spot._stands is None:
                spot._stands = spot.document.has(spot.keys())
            if spot._stands:
                break
            spot = spot.parent
        return spot

    def place(self) -> Place:
        """Gives the lines and columns to show; for what isn't there, the nearest that is."""
        known = self._place
        if known is None:
            known = self._place = self.document.source.place(self.document.span(self.keys()))
        return known


def shown(data: Data, longest: int | None = None) -> str:
    """Gives data as messages print it, in at most so many characters; `(missing)` for what is
    absent or unknown, `none` for an empty list."""
    if isinstance(data, str):
        text = str(data)
        return text if longest is None or len(text) <= longest else text[: longest - 3] + "..."
    if data.__class__ is int:  # as most data is that is no text
        return str(data)
    if longest is None or not isinstance(data, list | dict):
        return "".join(_pieces(data))
    text = ""
    for piece in _pieces(data):
        text += piece
        if len(text) > longest:
            return text[: longest - 3] + "..."
    return text


def _pieces(data: Data) -> Iterator[str]:
    """Gives the text of data bit by bit, since all of it may be too much to have."""
    match data:
        case bool():
            yield "true" if data else "false"
        case str():
            yield str(data)
        case int() | Fraction():
            yield written(data)
        case datetime() | date():
            yield data.isoformat()
        case Days(count):
            yield f"{written(count)} {'day' if count == 1 else 'days'}"
        case Months(count) if count and count % 12 == 0:
            yield f"{count // 12} {'year' if count == 12 else 'years'}"
        case Months(count):
            yield f"{count} {'month' if count == 1 else 'months'}"
        case Version():
            yield data.text
        case list() if not data:
            yield "none"
        case list():
            for position, item in enumerate(data):
                yield ", " if position else ""
                yield from _pieces(item.data)
        case dict():
            yield "{"
            for position, (key, item) in enumerate(data.items()):
                yield f", {key}: " if position else f"{key}: "
                yield from _pieces(item.data)
            yield "}"
        case Absent() | Unknown():
            yield "(missing)"
