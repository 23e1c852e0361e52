"""Explaining: what a rule says of a manifest where a binding fails, as one Python function.

It goes through the rule as its program does, and where a requirement is false it tells why: the
parts that are to blame with their values, what the message is filled with, and the elements of the
`for` names. What it tells is raw: `telling.py` makes findings of it. Wherever an outcome is not
certain it raises, and the interpreter explains. `bound` says, for each requirement, how many steps
the interpreter takes at most to explain that it failed once.

A part of a condition is evaluated once more for each part around it that is explained, and at most
twice for each value around it that is told; so as many times as its expressions lie within one
another, with all that names stand for.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from types import CodeType

from msgspec import Struct, field

from remit.evaluation.compiler import blaming, conditions, expressions, joins, lists
from remit.evaluation.compiler.code import LeftOutError, constant
from remit.evaluation.compiler.costs import Reach, Sums, Unit
from remit.evaluation.compiler.depth import deepest
from remit.evaluation.compiler.explanation import Explanation
from remit.evaluation.compiler.programs import seen
from remit.evaluation.compiler.shelf import OF_A_SUBJECT, Names
from remit.evaluation.compiler.standing import Sight, elements, stand
from remit.evaluation.compiler.writer import Block, Writer, block
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.syntax import tree


def explanation(rule: CheckedRule, policy: CheckedPolicy, law: Names) -> Explanation | str:
    """Gives how the failures of a rule are explained, or why only the interpreter can do that."""
    far = rule.names - {policy.kind, *OF_A_SUBJECT} | rule.names & {"baseline"}
    if far or rule.once:
        return "it looks at more than the manifest"
    try:
        first = _Draft(Writer(), rule, policy)
        first.write(law)
        often = frozenset(path for path, times in first.writer.asked.items() if times > 1)
        second = _Draft(Writer(often), rule, policy)
        second.write(law)
        source = second.source()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code: CodeType = compile(source, "<compiled explanation>", "exec")
    except LeftOutError as error:
        return error.reason
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return "more nesting than Python takes"
    return Explanation(code, tuple(second.writer.given), source)


class _Bound(Struct, frozen=True):
    """A name that `for` binds, and its element."""

    name: str
    value: str
    path: str


class _Draft(Struct, eq=False):
    """An explanation that is being written: the costs of each requirement that fails, and how deep
    its expressions lie within one another."""

    writer: Writer
    rule: CheckedRule
    policy: CheckedPolicy
    units: list[tuple[Unit, int]] = field(default_factory=list)
    body: Block = field(default_factory=lambda: block(1))

    def write(self, law: Names) -> None:
        """Writes the rule."""
        self.writer.hoisted |= {"m"}
        self.writer.stack = [self.writer.top, self.body]
        sight = Sight(seen(self.rule, self.policy, law, self.writer))
        self.clauses(self.rule.rule.clauses, sight, (), 0)

    # -- clauses --------------------------------------------------------------------------------

    def clauses(
        self,
        left: Sequence[tree.Clause],
        sight: Sight,
        bound: tuple[_Bound, ...],
        requires: int,
    ) -> None:
        """Writes clauses; each governs those below it."""
        if not left:
            return
        clause, below = left[0], left[1:]
        match clause:
            case tree.Let(name, value):
                code = self.writer.named(expressions.value(value, sight.scope))
                self.clauses(below, sight.letting(name.text, code, value), bound, requires)
            case tree.When(condition):
                with self.guarded(condition, sight):
                    self.clauses(below, sight, bound, requires)
            case tree.Require():
                self.require(clause, sight, bound, requires)
                self.clauses(below, sight, bound, requires + 1)
            case tree.For():
                self.loop(clause, below, sight, bound, requires)

    @contextmanager
    def guarded(self, condition: tree.Expression, sight: Sight) -> Iterator[None]:
        """Writes what is governed by a guard, which has to be decided."""
        found = conditions.test(condition, "true", sight.scope)
        with self.writer.inner(f"if {found.text}:"):
            yield
        if not found.sure:
            with self.writer.inner("else:"):
                self.certainly(condition, sight)

    def certainly(self, condition: tree.Expression, sight: Sight) -> None:
        """Writes that a condition has to be false."""
        other = conditions.test(condition, "false", sight.scope)
        self.writer.line(f"if not ({other.text}): raise Doubtful")

    def loop(
        self,
        clause: tree.For,
        below: Sequence[tree.Clause],
        sight: Sight,
        bound: tuple[_Bound, ...],
        requires: int,
    ) -> None:
        """Writes a `for`; its elements are looked up where their guard asks for equality."""
        writer, scope = self.writer, sight.scope
        name, where = clause.name.text, clause.where
        source = lists.listed(clause.items, scope)
        join = joins.join(name, source, clause.items, where, scope) if where is not None else None
        at, item, loop = writer.name("n"), writer.name("x"), writer.looping()
        over = f"enumerate({source.text})"
        if join is not None:
            sought = joins.certain(joins.wanted(join, scope), scope)
            index = joins.index(join, source, "numbered", scope)
            over = writer.name()
            writer.line(f"{over} = {index}.get({sought.text}, ())")
        place = elements(clause.items, sight)(at, item)
        with writer.loop(loop, f"{at}, {item}", source, over):
            code = joins.element(source, item, writer.block.level, loop)
            inner = sight.binding(name, code, place)
            one = tree.Name(name, span=clause.name.span)
            value = blaming.data(one, inner).text
            found = (*bound, _Bound(constant(name), value, place.text))
            if where is None:
                self.clauses(below, inner, found, requires)
                return
            with self.guarded(where, inner):
                self.clauses(below, inner, found, requires)

    # -- requirements ---------------------------------------------------------------------------

    def require(
        self, clause: tree.Require, sight: Sight, bound: tuple[_Bound, ...], number: int
    ) -> None:
        """Writes a requirement: it is counted where it holds, and explained where it doesn't."""
        writer = self.writer
        found = conditions.test(clause.condition, "true", sight.scope)
        with writer.inner(f"if {found.text}:"):
            writer.line("passed += 1")
        here, unit = writer.block, Unit()
        failing = Block(here.level, unit.cost(Reach()), Reach(), unit)
        writer.stack.append(failing)
        with writer.aside() if found.sure else nullcontext():
            self.certainly(clause.condition, sight)
        self.failure(clause, sight, bound, number)
        writer.stack.pop()
        here.lines.append(("else:", failing))
        failing.cost.ahead += [writer.units[due] for due in writer.dues]
        self.units.append((unit, deepest(clause, sight)))

    def failure(
        self, clause: tree.Require, sight: Sight, bound: tuple[_Bound, ...], number: int
    ) -> None:
        """Writes what is told of a requirement that is false."""
        writer = self.writer
        atoms = writer.name("a")
        writer.line(f"{atoms} = []")
        blaming.blame(clause.condition, False, sight, atoms)
        message = self.message(clause.message, sight)
        hint = self.message(clause.hint, sight) if clause.hint is not None else "None"
        at = self.places(clause.at, sight) if clause.at is not None else ""
        names = "".join(f"({one.name}, {one.value}, {one.path}), " for one in bound)
        told = f"{len(self.units)}, {number}, {message}, {hint}, [{at}], {atoms}, [{names}]"
        writer.line(f"found.append(({told}))")

    def message(self, message: tree.Message, sight: Sight) -> str:
        """Gives a message that is filled, in Python."""
        parts = [
            constant(part) if isinstance(part, str) else f"show({blaming.shown(part, sight).text})"
            for part in message.parts
        ]
        return parts[0] if len(parts) == 1 else f"said({', '.join(parts)})"

    def places(self, at: tree.Expression, sight: Sight) -> str:
        """Gives the paths at which a failure is placed, in Python: each follows where those before
        it are nowhere."""
        found = [(stand(at, sight), "")]
        found += [(leaf.stand, leaf.condition) for leaf in blaming.leaves(at, sight)]
        return "".join(
            f"*(({place.text},) if {condition} else ()), " if condition else f"{place.text}, "
            for place, condition in found
            if not place.nowhere
        )

    # -- the source -----------------------------------------------------------------------------

    def source(self) -> str:
        """Gives the source of what was written."""
        return "\n".join(self.lines()) + "\n"

    def lines(self) -> Iterator[str]:
        """Gives the lines of the source."""
        yield "def bind(given, paths, exists):"
        yield from self.writer.world.text(1)
        yield " def check(m, m_path, own_path):"
        yield "  passed = 0"
        yield "  found = []"
        yield from self.writer.top.text(2)
        yield from self.body.text(2)
        yield "  return passed, found"
        yield " return check"
        sums = Sums(self.writer.extents)
        yield sums.opening()
        totals = "".join(
            f"{_TIMES * (depth + 2)} * {sums.total(unit)}, " for unit, depth in self.units
        )
        yield from (f" {line}" for line in sums.lines)
        yield f" return ({totals})"
        yield sums.closing()


_TIMES = 2
