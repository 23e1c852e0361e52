"""Settling: what only types can tell is written into the tree before it is evaluated.

A text literal that stands in for a value of an ordered enum takes part in the enum's order, and a
sum of durations begins with none of days, so that it is a duration where nothing is added.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from remit.manifest.types import ANY, DAYS, EnumType, Type
from remit.manifest.values import Member
from remit.syntax import tree
from remit.text.source import Span

Part = TypeVar("Part", bound=tree.Node)


@dataclass(slots=True, eq=False)
class Settled:
    """What was learned of one policy: the enums that its text literals meet, the types of sums."""

    enums: dict[Span, set[tuple[str, ...]]] = field(default_factory=dict)
    sums: dict[Span, set[Type]] = field(default_factory=dict)

    def meets(self, text: tree.Text, enum: EnumType) -> None:
        """Takes note of a literal that stands in for a value of an ordered enum."""
        self.enums.setdefault(text.span, set()).add(enum.members)

    def gives(self, call: tree.Call, type_: Type) -> None:
        """Takes note of what a sum gives."""
        self.sums.setdefault(call.span, set()).add(type_)


def settle(node: Part, settled: Settled) -> Part:
    """Gives a part of a tree with all that was learned of it; itself where that is nothing."""
    if not settled.enums and not settled.sums:
        return node
    result = _settled(node, settled)
    assert isinstance(result, type(node))
    return result


def _settled(value: object, settled: Settled) -> object:
    if isinstance(value, tuple):
        return tuple(_settled(part, settled) for part in value)
    if not isinstance(value, tree.Node):
        return value
    parts: dict[str, Any] = {
        slot.name: _settled(getattr(value, slot.name), settled) for slot in fields(value)
    }
    node = replace(value, **parts)
    match node:
        case tree.Text(text):
            return replace(node, value=_member(text, settled.enums.get(node.span, set())))
        case tree.Call("sum", (items,)) if settled.sums.get(node.span, set()) - {ANY} == {DAYS}:
            none = tree.Duration(0, "days", span=node.word)
            return replace(node, arguments=(items, none))
        case _:
            return node


def _member(text: str, enums: set[tuple[str, ...]]) -> str:
    """Gives a text as a member of the one ordered enum that it met, or as it is."""
    return Member(text, *enums) if len(enums) == 1 else text
