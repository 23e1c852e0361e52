"""Documents: the values of a YAML file as they were written, each with where it stands."""

from __future__ import annotations

from collections.abc import Callable, Set
from fractions import Fraction
from typing import Any, Protocol

from msgspec import Struct, field

from remit.text.numbers import Number
from remit.text.source import Source, Span

Scalar = None | bool | int | Number | str
Content = Scalar | list["Node"] | dict[str, "Node"]


class Node(Struct, eq=False):
    """One value of a document, read by the YAML 1.2 core schema; dates are still text.

    `text` is a scalar's content as written (without quotes), None for a list or a map. `plain` says
    that it was written without quotes or block style, so that a schema may take it as text.
    `keys` holds, for a map, the span of each key. Aliases are expanded: a node has one position in
    the tree, though its span may stand elsewhere (at the anchor).
    """

    content: Content
    span: Span
    text: str | None = None
    plain: bool = False
    keys: dict[str, Span] = field(default_factory=dict)


class UnsureError(Exception):
    """A layout can't tell; the strict reader can."""


class Layout(Protocol):
    """Where things stand in a text, without nodes for all of it. It raises UnsureError."""

    def find(self, path: tuple[str | int, ...]) -> object:
        """Gives the node at a path, something else for a list or map over lines, None for none."""

    def span(self, path: tuple[str | int, ...]) -> Span | None:
        """Gives the place to show for what stands at a path, None where nothing does."""


class Document(Struct, eq=False):
    """One document of a file: its text, its position in the file from 0, and its root.

    Of a document that was read quickly the nodes are not there before they are asked for: `tree`
    makes them. Then `raw` is what it holds as plain Python values; the schema's defaults may be
    among them, and `filled` has the `id` of the dict and the key of each. What is to be put into
    them once they are found valid is noted for `later`, where they are shaped by their type (else
    None). `layout` then knows where
    things stand, as long as nobody has asked for nodes. `size` is what `measured.read` found: the
    elements of lists, and all entries, at most. Where `raw` is a projection, `counted` has both,
    and the characters of its longest text. `circles` are lists of values, each of which knows the
    list that it is in.
    """

    source: Source
    index: int
    tree: Node | Callable[[Document], Node]
    raw: Any = None
    filled: Set[tuple[int, str]] = frozenset()
    layout: Layout | Callable[[Source], Layout] | None = None
    size: tuple[int, int] | None = None
    counted: tuple[int, int, int] | None = None
    circles: list[list[Any]] | None = None
    later: list[tuple[Any, Any, Any]] | None = None

    def release(self) -> None:
        """Empties the lists of values of a document that is done with, so that they are freed."""
        for circle in self.circles or ():
            circle.clear()

    @property
    def root(self) -> Node:
        """Gives the root; where the document was read quickly, it is now read strictly."""
        if not isinstance(self.tree, Node):
            self.tree = self.tree(self)
            self.layout = None
        return self.tree

    def has(self, path: tuple[str | int, ...]) -> bool:
        """Says whether anything is written at a path, be it a null."""
        return self._at(path) is not None

    def stands(self, path: tuple[str | int, ...]) -> bool:
        """Says whether a value stands at a path; a null is none."""
        found = self._at(path)
        return found is not None and not (isinstance(found, Node) and found.content is None)

    def _at(self, path: tuple[str | int, ...]) -> object:
        """Gives the node at a path, or something else for a list or map; None for nothing."""
        layout = self.layout
        if layout is not None:
            try:
                return (self._laid_out() if callable(layout) else layout).find(path)
            except UnsureError:
                pass
        return self.node(path)

    def _laid_out(self) -> Layout:
        if callable(self.layout):
            self.layout = self.layout(self.source)
        assert self.layout is not None
        return self.layout

    def text(self, path: tuple[str | int, ...]) -> str | None:
        """Gives the text of the scalar at a path as it is written; None for a null, a list, a map
        and where nothing stands."""
        found = self._raw_text(path) if self.raw is not None else None
        if found is not None:
            return found
        node = self._at(path)
        return node.text if isinstance(node, Node) and node.content is not None else None

    def _raw_text(self, path: tuple[str | int, ...]) -> str | None:
        """Gives a text that needs no nodes: of numbers only these know how they are written."""
        at = self.raw
        for key in path:
            if at.__class__ is not dict or key not in at or (id(at), key) in self.filled:
                return None
            at = at[key]
        return str(at) if isinstance(at, str) else None

    def node(self, path: tuple[str | int, ...]) -> Node | None:
        """Gives the node at a path of keys and positions, or None where there is none."""
        node = self.root
        for key in path:
            below = node.content
            if isinstance(below, dict) and isinstance(key, str) and key in below:
                node = below[key]
                continue
            if not isinstance(below, list) or not isinstance(key, int):
                return None
            if not 0 <= key < len(below):
                return None
            node = below[key]
        return node

    def span(self, path: tuple[str | int, ...]) -> Span:
        """Gives the place to show for a path: a scalar itself; a list or map by its key.

        A list or map within a list is shown by its first line, a text in block style (`|`, `>`) by
        its key; where nothing stands at the path (or a null without text), the key of it or else
        the nearest parent that exists is shown.
        """
        if self.layout is not None:
            try:
                return self._span_laid_out(path)
            except UnsureError:
                pass
        while path:
            node = self.node(path)
            if node is not None:
                return self._shown(path, node)
            path = path[:-1]
        return self._first_line(self.root.span)

    def _span_laid_out(self, path: tuple[str | int, ...]) -> Span:
        layout = self._laid_out()
        for length in range(len(path), -1, -1):
            span = layout.span(path[:length])
            if span is not None:
                return span
        raise UnsureError

    def _shown(self, path: tuple[str | int, ...], node: Node) -> Span:
        if node.text is not None and self.source.slice(node.span)[:1] not in ("", "|", ">"):
            return self._first_line(node.span)
        key, parent = path[-1], self.node(path[:-1])
        if isinstance(key, str) and parent is not None and key in parent.keys:
            return parent.keys[key]
        return self._first_line(node.span)

    def _first_line(self, span: Span) -> Span:
        lines = self.source.text[span.start : span.end].splitlines()
        return Span(span.start, span.start + (len(lines[0].rstrip()) if lines else 0))


def plain(node: Node, fraction: Callable[[Fraction], Any] = lambda exact: exact) -> Any:
    """Gives a value as Python has it; numbers are exact, or what `fraction` makes of them."""
    match node.content:
        case dict():
            return {key: plain(value, fraction) for key, value in node.content.items()}
        case list():
            return [plain(value, fraction) for value in node.content]
        case Fraction():
            return fraction(node.content)
        case _:
            return node.content
