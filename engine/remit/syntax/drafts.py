"""Rule files while they are written: read piece by piece, so that an edit costs its own piece only.

A file is cut before every line that begins with the word of an item. Pieces that are right by
themselves are right together, since the grammar lets items follow each other in any order; so a
piece whose text was read before is taken over, with its places moved. Pieces with mistakes are read
together with the next one that is right, as mistakes can reach over a cut: what is told of them is
what reading the whole file tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast

from lark.exceptions import UnexpectedCharacters, UnexpectedToken
from msgspec import Struct, field
from msgspec.structs import replace

from remit.syntax import tree
from remit.syntax.branches import Branch
from remit.syntax.items import policy
from remit.syntax.literals import Notes
from remit.syntax.mending import HEADER, mended
from remit.syntax.reading import beginning, lexed, pretended
from remit.syntax.words import ITEM_WORDS
from remit.text.diagnostic import Diagnostic, in_order
from remit.text.fixes import Edit
from remit.text.source import Source, Span

Part = TypeVar("Part", bound=tree.Node)


class Block(Struct, frozen=True, eq=False):
    """Pieces that were read together: what they hold, and what is wrong with them.

    `head` is the policy's header, as a policy without items, in the block with which a file begins.
    `behind` is the text of the piece behind those with mistakes, which was read with them. `read`
    are the items as they were read first, with `by` characters less before them.
    """

    span: Span
    text: str
    head: tree.Policy | None
    read: tuple[tree.Item, ...]
    found: tuple[Diagnostic, ...] = ()
    behind: str = ""
    by: int = 0
    _made: list[tuple[tree.Item, ...]] = field(default_factory=list)

    @property
    def items(self) -> tuple[tree.Item, ...]:
        """Gives what the pieces hold, with its places."""
        if not self.by:
            return self.read
        if not self._made:
            self._made.append(tuple(_shifted(item, self.by) for item in self.read))
        return self._made[0]


class Draft(Struct, frozen=True, eq=False):
    """A rule file as far as it is written; `found` is what `parse` would say of it.

    The file may begin with a header that can't be read; then it has no policy.
    """

    source: Source
    blocks: tuple[Block, ...]
    found: tuple[Diagnostic, ...]
    _made: list[tree.Policy] = field(default_factory=list)

    @property
    def policy(self) -> tree.Policy | None:
        """Gives all items that could be made out, those with mistakes too."""
        head = self.blocks[0].head
        if head is not None and not self._made:
            items = tuple(item for block in self.blocks for item in block.items)
            whole = Span(head.span.start, items[-1].span.end if items else head.span.end)
            self._made.append(replace(head, items=items, span=whole))
        return self._made[0] if head is not None else None

    def block_at(self, offset: int) -> Block:
        """Gives the block in which an offset lies; behind the end, the last one."""
        return next((block for block in self.blocks if offset < block.span.end), self.blocks[-1])


def draft(source: Source, before: Draft | None = None) -> Draft:
    """Gives a rule file as far as it can be read; `before` is what it was before an edit."""
    work = _Drafting(source, list(cuts(source)), before)
    blocks = tuple(work.blocks())
    found = in_order(diagnostic for block in blocks for diagnostic in block.found)
    return Draft(source, blocks, tuple(_once(found)))


def _once(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Leaves out the closing braces of blocks that were told where they open, in a piece before."""
    opened = False
    for each in found:
        brace = each.source.slice(each.span) if each.code == "block" and each.span else ""
        opened = opened or brace == "{"
        if not (opened and brace == "}"):
            yield each


def cuts(source: Source) -> Iterator[Span]:
    """Gives the pieces of a file, in order; they make up all of it but a byte-order mark."""
    start = 1 if source.text.startswith("\ufeff") else 0
    for match in _CUT.finditer(source.text, start):
        if match[1] is not None:
            yield Span(start, match.start(1))
            start = match.start(1)
    yield Span(start, len(source.text))


_CUT = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"""|"(?:[^"\\\r\n]|\\[^\r\n])*+"|#[^\r\n]*'
    rf"|^[ \t]*({'|'.join(ITEM_WORDS)})\b",
    re.MULTILINE,
)


class _Drafting:
    """The making of a draft: the cuts, and what was read of each piece by itself so far."""

    def __init__(self, source: Source, spans: Sequence[Span], before: Draft | None) -> None:
        self.source = source
        self.spans = spans
        old = before.blocks if before is not None else ()
        self.sound = {(block.text, block.head is not None): block for block in old
                      if not block.found}  # fmt: skip
        self.broken = [block for block in old if block.found]
        self.alone: dict[int, Block | None] = {}

    def blocks(self) -> Iterator[Block]:
        index = 0
        while index < len(self.spans):
            block = self.by_itself(index) or self.known(index) or self.together(index)
            yield block
            while index < len(self.spans) and self.spans[index].start < block.span.end:
                index += 1
            if block.span.end == block.span.start:
                index += 1

    def text(self, index: int) -> str:
        return self.source.slice(self.spans[index]) if index < len(self.spans) else ""

    def by_itself(self, index: int) -> Block | None:
        """Gives a piece that is right by itself."""
        if index not in self.alone:
            old = self.sound.get((self.text(index), index == 0))
            span = self.spans[index]
            self.alone[index] = (
                moved(old, self.source, span.start) if old else _plain(self.source, span, index)
            )
        return self.alone[index]

    def known(self, index: int) -> Block | None:
        """Gives pieces with mistakes that were read together before."""
        start = self.spans[index].start
        for old in self.broken:
            end = start + len(old.text)
            if (old.head is None) == (index == 0) or not self.source.text.startswith(
                old.text, start
            ):
                continue
            behind = next((i for i, span in enumerate(self.spans) if span.start == end), None)
            last = behind is None and end == len(self.source.text) and not old.behind
            if last or (behind is not None and self.text(behind) == old.behind):
                return moved(old, self.source, start)
        return None

    def together(self, index: int) -> Block:
        """Gives pieces with mistakes, read as far as the mistakes reach."""
        start, after = self.spans[index].start, index
        while True:
            after += 1
            while after < len(self.spans) and self.by_itself(after) is None:
                after += 1
            last = after >= len(self.spans)
            end = self.spans[-1].end if last else self.spans[after].end
            head, items, found = _mended(self.source, Span(start, end), index)
            limit = end if last else self.spans[after].start
            if last or not any(one.span and one.span.end > limit for one in found):
                kept = tuple(item for item in items if last or item.span.start < limit)
                text = self.source.text[start:limit]
                return Block(Span(start, limit), text, head, kept, found, self.text(after))


def _plain(source: Source, span: Span, index: int) -> Block | None:
    """Gives a piece if nothing is wrong with it."""
    parser = beginning(source, "policy", span)
    try:
        for kind, value in () if index == 0 else HEADER:
            parser.feed_token(pretended(kind, value, span.start))
        for token in lexed(parser):
            parser.feed_token(token)
        branch = cast(Branch, parser.feed_token(pretended("$END", "", span.end)))
    except (UnexpectedToken, UnexpectedCharacters):
        return None
    head, items, found = _built(source, branch, [], index)
    return None if found else Block(span, source.slice(span), head, items)


_Read = tuple[tree.Policy | None, tuple[tree.Item, ...], tuple[Diagnostic, ...]]


def _mended(source: Source, span: Span, index: int) -> _Read:
    branch, found = mended(source, "policy", span, () if index == 0 else HEADER)
    if branch is None:
        return None, (), tuple(found)
    return _built(source, branch, found, index)


def _built(source: Source, branch: Branch, found: list[Diagnostic], index: int) -> _Read:
    notes = Notes(source, found)
    built = policy(notes, branch)
    written = source.text.startswith("policy", built.span.start)
    head = replace(built, items=()) if index == 0 and written else None
    return head, built.items, tuple(notes.found)


# -- moving what was read before -------------------------------------------------------------------


def moved(block: Block, source: Source, start: int) -> Block:
    """Gives a block as it stands at another place, perhaps in another source."""
    by = start - block.span.start
    found = tuple(told_at(one, source, by) for one in block.found)
    span = Span(start, start + len(block.text))
    if not by:
        return replace(block, found=found)
    head = _shifted(block.head, by) if block.head is not None else None
    return replace(block, span=span, head=head, found=found, by=block.by + by, _made=[])


def told_at(diagnostic: Diagnostic, source: Source, by: int) -> Diagnostic:
    """Gives a diagnostic as it stands in another source, so many characters further on."""
    fix = diagnostic.fix
    if fix is not None:
        fix = replace(fix, edits=tuple(Edit(_by(e.span, by), e.text) for e in fix.edits))
    span = _by(diagnostic.span, by) if diagnostic.span is not None else None
    return replace(diagnostic, source=source, span=span, fix=fix)


def _by(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _shifted(node: Part, by: int) -> Part:
    """Gives a part of a tree with all its places moved."""
    kept: dict[str, Any] = {}
    for name in tree.parts(node):
        value = getattr(node, name)
        if isinstance(value, tree.Node):
            value = _shifted(value, by)
        elif isinstance(value, tuple):
            value = _all_shifted(value, by)
        kept[name] = value
    span = node.span
    kept["span"] = Span(span.start + by, span.end + by)
    if isinstance(node, tree.Field | tree.Call):
        kept["word"] = _by(node.word, by)
    return type(node)(**kept)


def _all_shifted(values: tuple[object, ...], by: int) -> tuple[object, ...]:
    return tuple(
        _shifted(value, by)
        if isinstance(value, tree.Node)
        else (_all_shifted(value, by) if isinstance(value, tuple) else value)
        for value in values
    )
