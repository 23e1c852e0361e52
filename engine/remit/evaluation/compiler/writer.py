"""The writer: blocks of generated Python, what each costs, and what is computed ahead of a loop.

Level 0 is the world: what it gives is computed once for all manifests. Level 1 is one manifest, and
every loop lies one level deeper. What a loop needs that doesn't depend on its element is written
ahead of it, in the innermost block of its own level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.compiler.code import LONG, Code, LeftOutError, Steps, constant
from remit.evaluation.compiler.costs import Cost, Reach, Unit
from remit.evaluation.compiler.shelf import Need
from remit.manifest.types import ANY

MOST = 10_000
"""A rule that is compiled has at most so many parts, with its defines written out."""


class Block(Struct, eq=False):
    """Lines of a level, with the blocks below them under their heads, and the code that may be
    used by its name inside. `reach` says how often it is run, `unit` what it is a part of."""

    level: int
    cost: Cost
    reach: Reach
    unit: Unit
    lines: list[str | tuple[str, Block]] = field(default_factory=list)
    known: dict[Hashable, Code] = field(default_factory=dict)

    def text(self, depth: int) -> Iterator[str]:
        """Gives the lines with so many steps of indentation."""
        for line in self.lines:
            if isinstance(line, str):
                yield " " * depth + line
            else:
                yield " " * depth + line[0]
                yield from line[1].text(depth + 1)
        if not self.lines:
            yield " " * depth + "pass"


def block(level: int) -> Block:
    """Gives a block that costs something of its own."""
    unit = Unit()
    return Block(level, unit.cost(Reach()), Reach(), unit)


class Writer(Struct, eq=False):
    """All that is generated for one group of rules.

    `asked` counts how often each path of a name is read; what was asked for more than once in the
    first of two passes (`often`) gets a name in the second. `units` are the costs of what was
    computed ahead, by its name, `elements` those of one element of an index; `dues` are such names
    that the rule pays for once. `hoisted` are records of the manifest that are there for all rules,
    `stepwise` the names of conditions that are found out step by step, `tried` those of what
    may have failed in the world; `extents` are the steps of lists that loops go over, by their
    numbers; `written` counts what a rule has, defines written out.
    """

    often: frozenset[tuple[str, str]] = frozenset()
    world: Block = field(default_factory=lambda: block(0))
    top: Block = field(default_factory=lambda: block(1))
    stack: list[Block] = field(default_factory=list)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    units: dict[str, Unit] = field(default_factory=dict)
    elements: dict[str, Cost] = field(default_factory=dict)
    given: dict[Need, Code] = field(default_factory=dict)
    hoisted: set[str] = field(default_factory=set)
    stepwise: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    told: dict[str, str] = field(default_factory=dict)
    dues: list[str] = field(default_factory=list)
    extents: dict[int, Steps] = field(default_factory=dict)
    written: int = 0
    names: Counter[str] = field(default_factory=Counter)

    @property
    def block(self) -> Block:
        """Gives the block that is being written."""
        return self.stack[-1]

    @property
    def cost(self) -> Cost:
        """Gives the cost that what is being written adds to."""
        return self.stack[-1].cost

    def name(self, letter: str = "v") -> str:
        """Gives a name that nothing goes by yet."""
        self.names[letter] += 1
        return f"{letter}{self.names[letter]}"

    def line(self, text: str) -> None:
        """Writes a line."""
        self.block.lines.append(text)

    def date(self, iso: str) -> str:
        """Gives the name of a date that a rule writes."""
        known = self.world.known.get(("date", iso))
        if known is None:
            known = Code(self.name("d"), ANY, 0)
            self.world.lines.append(f"{known.text} = date_of({constant(iso)})")
            self.world.known["date", iso] = known
        return known.text

    def named(self, code: Code) -> Code:
        """Gives code that may be written more than once, ahead of the loops that it isn't about."""
        if code.simple:
            return code
        if code.level < self.block.level:
            name = self.index(("named", code.text), code.level, lambda: code.text)
            return replace(code, text=name)
        name = self.name()
        self.line(f"{name} = {code.text}")
        return replace(code, text=name, level=self.block.level)

    def known(self, key: Hashable) -> Code | None:
        """Gives what was written ahead under a key, where it can be used here."""
        for block in reversed([self.world, self.top, *self.stack]):
            found = block.known.get(key)
            if found is not None:
                return found
        return None

    def more(self) -> None:
        """Counts one more part of a rule; refuses the rule when there are too many."""
        self.written += 1
        if self.written > MOST:
            raise LeftOutError("it is too long with its defines written out")

    # -- blocks ---------------------------------------------------------------------------------

    def _like(self) -> Block:
        """Gives a block that is a part of the one that is being written."""
        here = self.block
        return Block(here.level, here.cost, here.reach, here.unit)

    @contextmanager
    def inner(self, head: str) -> Iterator[Block]:
        """Writes a block of the same level below a head."""
        with self.aside() as block:
            yield block
        self.block.lines.append((head, block))

    @contextmanager
    def aside(self) -> Iterator[Block]:
        """Writes a block of the same level that is put in its place later, or not at all."""
        block = self._like()
        self.stack.append(block)
        yield block
        self.stack.pop()

    def put(self, block: Block) -> None:
        """Writes the lines of a block that was kept aside, as if they had been written here."""
        self.block.lines += block.lines
        self.block.known |= block.known

    def looping(self) -> int:
        """Gives the number of a loop that is about to be written."""
        self.names["loop"] += 1
        return self.names["loop"]

    @contextmanager
    def loop(self, number: int, item: str, items: Code, over: str | None = None) -> Iterator[None]:
        """Writes a loop over a list that goes by a name; `over` is what gives its elements."""
        here = self.block
        reach = self.reaching(number, items)
        block = Block(here.level + 1, here.unit.cost(reach), reach, here.unit)
        block.cost.flat += 1
        self.stack.append(block)
        yield
        self.stack.pop()
        self.block.lines.append((f"for {item} in {over or items.text}:", block))

    def reaching(self, number: int, items: Code) -> Reach:
        """Gives how often a loop over a list is run here at most."""
        if items.steps is not None:
            self.extents[number] = items.steps
        return self.block.reach.times(number, items.length, items.under)

    def tally(self, items: Code, flat: int, texts: int = 0, walks: int = 0) -> None:
        """Adds what each element of a list costs where Python goes through it by itself."""
        here = self.block
        cost = here.unit.cost(self.reaching(self.looping(), items))
        cost.flat, cost.texts, cost.walks = flat, texts, walks
        cost.flat += LONG if items.long and (texts or walks) else 0

    # -- ahead of loops -------------------------------------------------------------------------

    @property
    def in_world(self) -> bool:
        """Says whether what is being written is computed once for all manifests."""
        return self.stack[0] is self.world

    @contextmanager
    def ahead(self, level: int) -> Iterator[None]:
        """Writes in the innermost block of a level."""
        before = self.stack
        above = [block for block in before if block.level <= level]
        self.stack = above if above and level else [self.world]
        yield
        self.stack = before

    def computed(self, key: Hashable, level: int, write: Callable[[], Code]) -> Code:
        """Gives what is written ahead once, and counts what it costs to compute it here."""
        code = self.known(key)
        if code is None:
            with self.ahead(level):
                code = self._kept(write)
                self.block.known[key] = code
        self.cost.ahead.append(self.units[code.text])
        self._sure(code.text)
        return code

    def _kept(self, write: Callable[[], Code]) -> Code:
        """Writes what gives code a name, and measures its cost; it is doubt where that fails in
        the world, which goes on without it."""
        name = self.name()
        unit = self.units[name] = Unit()
        block = Block(self.block.level, unit.cost(Reach()), Reach(), unit)
        self.stack.append(block)
        code = write()
        self.line(f"{name} = {code.text}")
        self.stack.pop()
        if code.text in self.told:
            self.told[name] = self.told[code.text]
        if not self.in_world:
            self.put(block)
            return replace(code, text=name, level=self.block.level)
        self.line(f"{name} = doubt")
        self.block.lines += [("try:", block), "except Exception: pass"]
        self.tried.add(name)
        return replace(code, text=name, level=0)

    def _sure(self, name: str) -> None:
        """Writes that a rule isn't passed which uses what could not be computed in the world."""
        if name not in self.tried:
            return
        line = f"if {name} is doubt: raise Doubtful"
        if self.in_world:
            self.line(line)
        elif line not in self.stack[1].lines:
            self.stack[1].lines.insert(0, line)

    def index(self, key: Hashable, level: int, write: Callable[[], str]) -> str:
        """Gives what is written ahead once, and costs something only once for a rule."""
        code = self.known(key)
        if code is None:
            with self.ahead(level):
                if self.in_world:
                    code = self._kept(lambda: Code(write(), ANY, 0))
                else:
                    code = self.named(Code(write(), ANY, self.block.level))
                self.block.known[key] = code
        if code.text in self.units and code.text not in self.dues:
            self.dues.append(code.text)
        self._sure(code.text)
        return code.text
