"""Layout: where things stand in a text that was read quickly, found line by line when asked for.

A finding asks for a handful of places in one manifest. So nothing is built but the levels of the
lines (see `lines`), and a path is followed through them: a map's entries are the lines of its
level, and all that is deeper belongs to the entry above it. What stands on one line is made into
nodes with spans. The places are those that `Document` has from the strict reader; tests hold the
two against each other. Where this can't tell, it says so, and the strict reader is asked.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from remit.manifest import lines
from remit.manifest.document import Node, UnsureError
from remit.manifest.scalars import resolved
from remit.text.source import Source, Span

Path = tuple[str | int, ...]


class Block(Struct, frozen=True):
    """A list or map over lines: the line where it begins and the one where it has ended, its level,
    and the offset where it begins."""

    first: int
    end: int
    level: int
    start: int


Found = Node | Block | None


class Layout:
    """The lines of a text with their levels."""

    def __init__(self, source: Source) -> None:
        if "\r" in source.text:
            raise UnsureError
        self.lines = source.text.split("\n")
        self.offsets = source.line_starts()
        if self.lines[0] == "---":
            self.lines[0] = ""
        self.known = lines.lines_of(self.lines)
        self._reached: dict[Path, tuple[Found, Span | None]] = {}

    def find(self, path: Path) -> Found:
        """Gives what stands at a path: a node on one line, a block, or None for nothing."""
        return self._reach(path)[0]

    def span(self, path: Path) -> Span | None:
        """Gives the place to show for a path, as `Document.span`; None where nothing stands."""
        found, key = self._reach(path)
        if found is None:
            return None
        if isinstance(found, Node) and found.text is not None and found.span.end > found.span.start:
            return found.span
        if key is not None:
            return key
        return found.span if isinstance(found, Node) else self._first_line(found)

    def _reach(self, path: Path) -> tuple[Found, Span | None]:
        """Gives what stands at a path, and the span of the key that leads there; paths of one
        explanation have much in common, so what was found is remembered."""
        known = self._reached.get(path)
        if known is None:
            known = self._reached[path] = self._followed(path)
        return known

    def _followed(self, path: Path) -> tuple[Found, Span | None]:
        if not path:
            return self._block(0, len(self.known), -1), None
        above = self._reach(path[:-1])[0]
        return self._within(above, path[-1]) if above is not None else (None, None)

    def _within(self, holder: Node | Block, key: str | int) -> tuple[Found, Span | None]:
        """Gives what a list or map has at a key, and the span of the key."""
        if isinstance(holder, Block):
            if holder.level & 1:
                return (self._item(holder, key), None) if isinstance(key, int) else (None, None)
            return self._entry(holder, key) if isinstance(key, str) else (None, None)
        content = holder.content
        if isinstance(content, dict) and isinstance(key, str) and key in content:
            return content[key], holder.keys[key]
        if isinstance(content, list) and isinstance(key, int) and 0 <= key < len(content):
            return content[key], None
        return None, None

    def _entry(self, block: Block, key: str) -> tuple[Found, Span | None]:
        for at in range(block.first, block.end):
            form, level, inner, name, _ = self.known[at]
            if form and name == key and (level == block.level or inner == block.level):
                if level != block.level and at != block.first:
                    continue  # it begins another item
                start = self.offsets[at] + block.level // 2
                span = Span(start, start + len(key))
                if form in (lines.KEY, lines.ITEM_KEY):
                    below = self._block(at + 1, self._end(at + 1, block.end, block.level), -1)
                    return below or Node(None, Span(span.end + 1, span.end + 1), "", True), span
                return self._on_line(at), span
        return None, None

    def _item(self, block: Block, position: int) -> Found:
        if position < 0:
            return None
        for at in range(block.first, block.end):
            form, level, inner, _, _ = self.known[at]
            if form and level == block.level:
                if position == 0:
                    if form in (lines.ITEM, lines.ITEM_FRESH):
                        return self._on_line(at)
                    end = self._end(at + 1, block.end, block.level)
                    return Block(at, end, inner, self.offsets[at] + inner // 2)
                position -= 1
        return None

    def _end(self, first: int, end: int, level: int) -> int:
        """Gives the first line of a level or above it."""
        for at in range(first, end):
            if self.known[at][0] and self.known[at][1] <= level:
                return at
        return end

    def _block(self, first: int, end: int, above: int) -> Block | None:
        for at in range(first, end):
            if self.known[at][0]:
                level = self.known[at][1]
                return (
                    Block(at, end, level, self.offsets[at] + level // 2) if level > above else None
                )
        return None

    def _first_line(self, block: Block) -> Span:
        """Gives the first line of a block, as far as the block goes on it."""
        more = any(self.known[at][0] for at in range(block.first + 1, block.end))
        form = self.known[block.first][0]
        if more or form in (lines.ITEM, lines.ITEM_FRESH, lines.PAIR, lines.FRESH, lines.ITEM_PAIR,
                            lines.ITEM_PAIR_FRESH):  # fmt: skip
            line = self.lines[block.first].rstrip(" ")
            end = self.offsets[block.first] + len(line)
            return Span(block.start, end if more else self._on_line(block.first).span.end)
        raise UnsureError

    # -- one line -------------------------------------------------------------------------------

    def _on_line(self, at: int) -> Node:
        """Gives the node of the value that a line ends with."""
        match = lines.FORM.fullmatch(self.lines[at].rstrip(" "))
        assert match is not None
        start = self.offsets[at]
        for name in ("plain", "quoted", "flow"):
            text = match[name]
            if text is not None:
                begin = start + match.start(name)
                if name == "flow":
                    return self._flow(text, begin)
                text = text.rstrip(" ") if name == "plain" else text
                return _scalar(text, begin, plain=name == "plain")
        raise UnsureError

    def _flow(self, text: str, start: int) -> Node:
        """Gives the nodes of what stands in brackets."""
        stack: list[tuple[Node, str]] = []
        key = ""
        for name, token, at in lines.tokens(text):
            if name == "open":
                node = Node([] if token[0] == "[" else {}, Span(start + at, start + at), keys={})
                stack.append((node, key))
            elif name == "key":
                key = token
                stack[-1][0].keys[key] = Span(start + at, start + at + len(key))
            elif name in ("quoted", "plain"):
                _put(stack[-1][0], key, _scalar(token, start + at, plain=name == "plain"))
            elif name == "close":
                node, key = stack.pop()
                node.span = Span(node.span.start, start + at + len(token))
                if not stack:
                    return node
                _put(stack[-1][0], key, node)
        raise UnsureError


def _put(holder: Node, key: str, node: Node) -> None:
    content: Any = holder.content
    if isinstance(content, list):
        content.append(node)
    else:
        content[key] = node


def _scalar(text: str, start: int, *, plain: bool) -> Node:
    span = Span(start, start + len(text))
    if plain:
        return Node(resolved(text), span, text, True)
    return Node(text[1:-1], span, text[1:-1], False)
