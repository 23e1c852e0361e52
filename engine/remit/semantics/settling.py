"""Settling: what only types can tell is written into the tree before it is evaluated.

A text literal that stands in for a value of an ordered enum takes part in the enum's order, and a
sum of durations begins with none of days, so that it is a duration where nothing is added.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from remit.manifest.types import ANY, DAYS, EnumType, Type
from remit.manifest.values import Member
from remit.semantics.checked import Meeting
from remit.syntax import tree
from remit.text.source import Span

Part = TypeVar("Part", bound=tree.Node)


class Settled(Struct, eq=False):
    """What was learned of one policy: the ordered enums that its text literals meet, the members of
    any, the types of sums, and the enums that its params meet."""

    enums: dict[Span, set[tuple[str, ...]]] = field(default_factory=dict)
    members: dict[Span, tuple[str, ...]] = field(default_factory=dict)
    sums: dict[Span, set[Type]] = field(default_factory=dict)
    met: dict[str, dict[Meeting, None]] = field(default_factory=dict)

    def meets(self, text: tree.Text, enum: EnumType) -> None:
        """Takes note of a literal that stands in for a value of an enum."""
        self.belongs(text, enum)
        if enum.ordered:
            self.enums.setdefault(text.span, set()).add(enum.members)

    def belongs(self, text: tree.Text, enum: EnumType) -> None:
        """Takes note of a literal that is a member of an enum; the largest one counts."""
        if len(enum.members) > len(self.members.get(text.span, ())):
            self.members[text.span] = enum.members

    def limits(self, param: str, meeting: Meeting) -> None:
        """Takes note of an enum whose members alone may be given for a param."""
        self.met.setdefault(param, {})[meeting] = None

    def gives(self, call: tree.Call, type_: Type) -> None:
        """Takes note of what a sum gives."""
        self.sums.setdefault(call.span, set()).add(type_)

    def is_of_days(self, span: Span) -> bool:
        """Says whether the sum at a span gives a duration in days, and nothing else."""
        return self.sums.get(span, set()) - {ANY} == {DAYS}

    def starts(self) -> list[int]:
        """Gives, in order, the offsets at which something begins that is to be written anew."""
        return sorted(span.start for span in (*self.enums, *filter(self.is_of_days, self.sums)))


def settle(node: Part, settled: Settled) -> Part:
    """Gives a part of a tree with all that was learned of it; itself where that is nothing."""
    result = _settled(node, settled, settled.starts())
    assert isinstance(result, type(node))
    return result


def _settled(value: object, settled: Settled, starts: Sequence[int]) -> object:
    if isinstance(value, tuple):
        return tuple(_settled(part, settled, starts) for part in value)
    if not isinstance(value, tree.Node) or not _holds(value.span, starts):
        return value
    parts: dict[str, Any] = {
        name: _settled(getattr(value, name), settled, starts) for name in tree.parts(value)
    }
    node = replace(value, **parts)
    match node:
        case tree.Text(text):
            return replace(node, value=_member(text, settled.enums.get(node.span, set())))
        case tree.Call("sum", (items,)) if settled.is_of_days(node.span):
            none = tree.Duration(0, "days", span=node.word)
            return replace(node, arguments=(items, none))
        case _:
            return node


def _holds(span: Span, starts: Sequence[int]) -> bool:
    """Says whether a span holds one of the offsets, so that most of a tree is left as it is."""
    position = bisect_left(starts, span.start)
    return position < len(starts) and starts[position] < span.end


def _member(text: str, enums: set[tuple[str, ...]]) -> str:
    """Gives a text as a member of the one ordered enum that it met, or as it is."""
    return Member(text, *enums) if len(enums) == 1 else text
