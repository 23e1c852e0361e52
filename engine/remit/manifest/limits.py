"""Limits: how large a file may be, and how much it may grow when its aliases are expanded."""

from __future__ import annotations

from msgspec import Struct


class Limits(Struct, frozen=True):
    """The most bytes, nested lists and maps, and values (after alias expansion) of one file."""

    bytes: int = 1024 * 1024
    depth: int = 64
    nodes: int = 100_000

    def or_wider(self, other: Limits) -> Limits:
        """Gives the wider of each of two limits."""
        bytes, depth = max(self.bytes, other.bytes), max(self.depth, other.depth)
        return Limits(bytes, depth, max(self.nodes, other.nodes))
