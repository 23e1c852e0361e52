"""Programs: the rules of a policy as one Python function.

A program takes rules that need the same: those about a manifest alone, those about a change, or
those that are evaluated once. Its source holds `bind`, which is given the world and gives the
function that says which bindings of a manifest pass, and `bound`, which says for each rule how many
steps the interpreter takes for data of a size at most. Rules that are `unfit` for a manifest by
that are passed over, and left to the interpreter.

A rule that names a collection may be too much for a large one, and yet have little to do with most
manifests. So it has a second program, of its opening: the clauses before the first that looks at
the collection. That says that all passes where no binding gets behind these, and else nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from types import CodeType

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.compiler.clauses import Branch, before, clauses
from remit.evaluation.compiler.code import Code, LeftOutError
from remit.evaluation.compiler.costs import Sums
from remit.evaluation.compiler.scope import Scope
from remit.evaluation.compiler.shelf import Names, Program
from remit.evaluation.compiler.writer import Block, Writer, block
from remit.manifest.types import Type
from remit.semantics.checked import CheckedPolicy, CheckedRule


def program(rules: Sequence[CheckedRule], policy: CheckedPolicy, law: Names) -> Program:
    """Gives the program of some rules of a policy; a single one may have an opening."""
    whole = _program(rules, policy, law)
    if len(rules) != 1 or not before(rules[0], _Draft(Writer(), policy, law).scope(rules[0])):
        return whole
    opening = _program(rules, policy, law, opening=True)
    return replace(whole, opening=opening) if opening.rules else whole


def _program(
    rules: Sequence[CheckedRule], policy: CheckedPolicy, law: Names, *, opening: bool = False
) -> Program:
    fitting, unfit = list(rules), list[tuple[str, str]]()
    while True:
        draft = _drafted(fitting, policy, law, opening)
        code = _code(draft)
        if code is not None:
            return draft.program(code, unfit)
        deep = [r for r in fitting if _code(_drafted([r], policy, law, opening)) is None]
        unfit += [(rule.id, "more nesting than Python takes") for rule in deep or fitting]
        fitting = [rule for rule in fitting if deep and rule not in deep]


def _code(draft: _Draft) -> CodeType | None:
    """Gives the code of a draft, None where Python refuses it."""
    try:
        with warnings.catch_warnings():
            # rules may compare what never is the same, and Python wonders
            warnings.simplefilter("ignore")
            return compile(draft.source(), "<compiled rules>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def _drafted(
    rules: Sequence[CheckedRule], policy: CheckedPolicy, law: Names, opening: bool
) -> _Draft:
    """Writes the rules twice, so that the second time what is read more than once is known."""
    first = _Draft(Writer(), policy, law, opening)
    first.write(rules)
    often = frozenset(path for path, times in first.writer.asked.items() if times > 1)
    second = _Draft(Writer(often), policy, law, opening)
    second.write(rules)
    return second


class _Draft(Struct, eq=False):
    """A program that is being written, of whole rules or of their `opening` alone: the rules that
    are done, in their order."""

    writer: Writer
    policy: CheckedPolicy
    law: Names
    opening: bool = False
    done: list[tuple[str, Block]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def write(self, rules: Sequence[CheckedRule]) -> None:
        """Writes all rules; one that can't be compiled leaves nothing behind that counts."""
        self.writer.hoisted |= {"m", "b"}
        for rule in rules:
            self.writer.stack = [self.writer.top]
            self.writer.dues.clear()
            self.writer.written = 0
            try:
                block = self.rule(rule)
            except LeftOutError as error:
                self.left_out.append((rule.id, error.reason))
            except RecursionError:
                self.left_out.append((rule.id, "expressions that are nested too deeply"))
            else:
                self.done.append((rule.id, block))

    def rule(self, rule: CheckedRule) -> Block:
        """Writes a rule into a block of its own."""
        writer = self.writer
        body = block(1)
        writer.stack.append(body)
        scope, written = self.scope(rule), rule.rule.clauses
        written = before(rule, scope) if self.opening else written
        clauses(written, scope, Branch(len(self.done), opening=self.opening))
        body.cost.ahead += [writer.units[due] for due in writer.dues]
        return body

    def scope(self, rule: CheckedRule) -> Scope:
        """Gives the names that a rule sees from outside."""
        return seen(rule, self.policy, self.law, self.writer)

    def program(self, code: CodeType, unfit: Sequence[tuple[str, str]]) -> Program:
        """Gives all that was written, and the rules that were not."""
        rules = tuple(rule for rule, _ in self.done)
        left_out = (*unfit, *self.left_out)
        needs = tuple(self.writer.given)
        return Program(rules, code, needs, left_out, source=self.source())

    def source(self) -> str:
        """Gives the source of what was written."""
        return "\n".join(self.lines()) + "\n"

    def lines(self) -> Iterator[str]:
        """Gives the lines of the source."""
        yield "def bind(given, paths, exists):"
        yield from self.writer.world.text(1)
        yield " def check(m, b, m_path, b_path, own_path, unfit):"
        yield "  failed = []"
        if self.done:
            yield f"  {' = '.join(f'passed{number}' for number in range(len(self.done)))} = 0"
        yield from self.writer.top.text(2)
        for number, (_, body) in enumerate(self.done):
            yield "  try:"
            yield f"   if unfit and {number} in unfit: raise Doubtful"
            yield from body.text(3)
            yield f"  except Exception: failed.append(({number},))"
        counts = "".join(f"passed{number}, " for number in range(len(self.done)))
        yield f"  return ({counts}), failed"
        yield " return check"
        sums = Sums(self.writer.extents)
        yield sums.opening()
        totals = "".join(f"{sums.total(body.unit)}, " for _, body in self.done)
        yield from (f" {line}" for line in sums.lines)
        yield f" return ({totals})"
        yield sums.closing()


def seen(rule: CheckedRule, policy: CheckedPolicy, law: Names, writer: Writer) -> Scope:
    """Gives the names that a rule sees from outside, for what is written of it."""
    kind = law.vocabulary.kinds[policy.kind].type
    roots = {
        policy.kind: _root("m", kind, rule.rule.on_deletion),
        "baseline": _root("b", kind, rule.rule.on_creation),
    }
    return Scope(writer, law, policy.kind, policy, roots)


def _root(name: str, type_: Type, absent: bool) -> Code:
    return Code(name, type_, 1, absent=absent, stable=True, steps=(name,))
