"""Layout: where things stand in a text that was read quickly, found in the text when asked for.

A finding asks for a handful of places in one manifest. So nothing is built, and a path is followed
through the text: the entries of a map are the lines of its indentation, and all that is deeper
belongs to the entry above it (see `lines` for the levels). Only what the quick reader takes can be
looked through like that: there, a line that begins with a key is never a part of a longer text.
What stands on one line is made into nodes with spans. The places are those that `Document` has from
the strict reader; tests hold the two against each other. Where this can't tell, it says so, and the
strict reader is asked.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from remit.manifest import lines
from remit.manifest.document import Node, UnsureError
from remit.manifest.scalars import resolved
from remit.text.memo import lru_cache
from remit.text.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Path = tuple[str | int, ...]

_NAME = re.compile(lines.KEY_NAME)
_KEY = re.compile(rf"{lines.KEY_NAME}:(?: |$)", re.MULTILINE)
_DASH = re.compile(r"- +")
_SPACES = re.compile(r" *")
_IDLE = re.compile(r"(?: *(?:#[^\n]*)?\n)*( *)")
"""Lines that say nothing, and the indentation of the next one."""

_BEHIND = re.compile(rf" *(?:(?:#[^\n]*)?(?:\n|\Z){_IDLE.pattern})?")
"""What is behind a key: a value, or nothing on this line, and then the indentation of the next."""

_WHOLE = -1
"""The level of what ends with the text."""


class Block(Struct, eq=False):
    """A list or map over lines: where it begins, where the line of that does, its level, and the
    level of the lines that end it, as those above it do. `end` is None until it was come to, `seen`
    how far it was looked for; of a list, `items` are the lines at which the first ones begin."""

    start: int
    line: int
    level: int
    outer: int
    end: int | None = None
    seen: int = 0
    items: list[int] = field(default_factory=list)


Found = Node | Block | None


class Layout:
    """A text, and what was found in it."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        if "\r" in self.text:
            raise UnsureError
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
            if path:
                above = self._reach(path[:-1])[0]
                known = self._within(above, path[-1]) if above is not None else (None, None)
            else:
                begun = 4 if self.text.startswith("---\n") else 0
                known = self._block(_IDLE.match(self.text, begun), _WHOLE), None
            self._reached[path] = known
        return known

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

    # -- over lines -----------------------------------------------------------------------------

    def _entry(self, block: Block, key: str) -> tuple[Found, Span | None]:
        at = self._key(block, key)
        if at is None:
            return None, None
        end = at + len(key)
        span, text = Span(at, end), self.text
        begins = text[end + 1 : end + 3]
        if len(begins) == 2 and begins[0] == " " and begins[1] not in " #\n":
            return self._on_line(end + 2), span  # as most values begin
        behind = _BEHIND.match(text, end + 1)
        if behind is not None and behind.start(1) < 0:
            return self._on_line(behind.end()), span
        below = self._block(behind, block.level)
        return below or Node(None, Span(end + 1, end + 1), "", True), span

    def _key(self, block: Block, key: str) -> int | None:
        """Gives where the key of an entry begins."""
        if not (key.isascii() and key.isidentifier()) and _NAME.fullmatch(key) is None:
            return None  # it would have to be in quotes
        if self.text.startswith(key + ":", block.start):
            return block.start
        head = "\n" + " " * (block.level // 2)
        at = self.text.find(f"{head}{key}:", block.start)
        return at + len(head) if at >= 0 and self._holds(block, at) else None

    def _item(self, block: Block, position: int) -> Found:
        if position < 0:
            return None
        head, known = "\n" + " " * (block.level // 2) + "- ", block.items or [block.line]
        while len(known) <= position:
            at = self.text.find(head, known[-1])
            if at < 0 or not self._holds(block, at):
                return None
            known.append(at + 1)
        block.items, line = known, known[position]
        start = _past(_DASH, self.text, line + block.level // 2)
        if _KEY.match(self.text, start) is None:
            return self._on_line(start)
        return Block(start, line, 2 * (start - line), block.level)

    def _block(self, idle: re.Match[str] | None, outer: int) -> Block | None:
        """Gives the list or map that begins behind lines that say nothing, if it lies deeper than
        what is outside of it."""
        if idle is None:
            return None
        line, start = idle.span(1)
        first = self.text[start : start + 1]
        if first in ("", "#"):
            return None
        level = 2 * (start - line) + (first == "-")
        return Block(start, line, level, outer) if level > outer else None

    def _holds(self, block: Block, at: int) -> bool:
        """Says whether a line of a block's level, whose line before it ends somewhere, is its own:
        whether no line up to there ends the block."""
        if block.end is not None:
            return at < block.end
        begin = max(block.start, block.seen)
        if block.outer == _WHOLE or at <= begin:
            return True
        after = _ending(block.outer).search(self.text, begin, at + 1)
        if after is not None:
            block.end = after.start()
            return False
        block.seen = at
        return True

    def _next(self, at: int) -> int:
        """Gives where the next line begins."""
        return self.text.find("\n", at) + 1 or len(self.text)

    def _first_line(self, block: Block) -> Span:
        """Gives the first line of a block, as far as the block goes on it."""
        line = self.text[block.start : self._next(block.start)].rstrip(" \n")
        if self._block(_IDLE.match(self.text, self._next(block.start)), block.outer) is not None:
            return Span(block.start, block.start + len(line))
        value = _past(_DASH, self.text, block.start) if line[0] == "-" else block.start
        key = _KEY.match(self.text, value)
        value = _past(_SPACES, self.text, key.end()) if key is not None else value
        return Span(block.start, self._on_line(value).span.end)

    # -- on one line ----------------------------------------------------------------------------

    def _on_line(self, start: int) -> Node:
        """Gives the node of the value that begins somewhere and ends with its line."""
        text = self.text[start : self._next(start)].rstrip(" \n")
        if text.isalnum():
            return _scalar(text, start, plain=True)
        match = lines.FORM.fullmatch(text)
        if match is None:
            raise UnsureError
        if match["flow"] is not None:
            return _flow(match["flow"], start)
        if match["quoted"] is not None:
            return _scalar(match["quoted"], start, plain=False)
        if match["plain"] is not None:
            return _scalar(match["plain"].rstrip(" "), start, plain=True)
        raise UnsureError


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Gives where what a pattern takes has ended."""
    match = pattern.match(text, at)
    return match.end() if match is not None else at


@lru_cache(maxsize=256)
def _ending(level: int) -> re.Pattern[str]:
    """Gives the pattern of a line, with the end of the one before, that ends what is deeper than a
    level: one that says something, at that level or above it. Dashes are deeper than keys."""
    indent = level // 2
    here = rf"\n {{0,{indent}}}[^ \n#]"
    return re.compile(here if level & 1 else rf"{here}(?<!\n {{{indent}}}-)")


def _flow(text: str, start: int) -> Node:
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
