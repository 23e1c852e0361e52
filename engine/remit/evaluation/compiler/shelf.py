"""The shelf: programs and what they are made of, without the compiler until it is needed."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import CodeType
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from remit.manifest import measured
from remit.manifest.measured import Measured
from remit.manifest.types import Vocabulary
from remit.semantics.checked import CheckedPolicy, CheckedRule

if TYPE_CHECKING:
    from remit.evaluation.compiler.explanation import Explanation
    from remit.syntax import tree

Need = tuple[str, str]
"""What is handed in from the world: a policy and its param, or "" and another name."""

OF_A_SUBJECT = ("baseline", "today", "files")
"""What rules may name, besides their kind, to say the same of a manifest in any portfolio."""

Told = tuple[Any, ...]
"""A program as plain data, without its source."""


class Program(Struct, frozen=True, eq=False):
    """The code of some rules, by id, and what it needs of the world; `left_out` are the rules that
    it leaves to the interpreter, each with the reason. `opening` is the program of what a rule does
    before it looks at a collection or register. The source of a program that was kept is gone."""

    rules: tuple[str, ...]
    code: CodeType
    needs: tuple[Need, ...]
    left_out: tuple[tuple[str, str], ...]
    opening: Program | None = None
    source: str = ""

    def told(self) -> Told:
        """Gives it as plain data."""
        opening = self.opening.told() if self.opening is not None else None
        return self.rules, self.code, self.needs, self.left_out, opening


Drawer = tuple[Callable[[], bytes | None], Callable[[bytes], None]]
"""Where explanations are kept for other checks: what gives their bytes, and what keeps them."""


class Names(Struct, frozen=True, eq=False):
    """The policies, and the types of what they name from outside; `named` keeps the names that are
    free in a part of a tree, by its `id` and the policy that it stands in."""

    policies: Mapping[str, CheckedPolicy]
    vocabulary: Vocabulary
    named: dict[tuple[int, str], tuple[tree.Node, frozenset[str]]] = field(default_factory=dict)


class Shelf(Names, frozen=True, eq=False):
    """The policies, the types of what they name from outside, and the programs made of them, by the
    ids of the rules that each was asked for; `asked` are those that were, and are not worth it.
    `explanations` are those of rules, by their id, or why there is none."""

    programs: dict[tuple[str, ...], Program] = field(default_factory=dict)
    asked: set[tuple[str, ...]] = field(default_factory=set)
    defaults: dict[str, Measured | None] = field(default_factory=dict)
    explanations: dict[str, Explanation | str] = field(default_factory=dict)

    def filled_in(self, kind: str) -> Measured | None:
        """Gives how much the defaults of a kind fill in for each record at most, None where that
        can't be told."""
        if kind not in self.defaults:
            known = self.vocabulary.kinds.get(kind)
            self.defaults[kind] = measured.defaults(known.type) if known is not None else None
        return self.defaults[kind]

    def program(self, rules: Sequence[CheckedRule], policy: CheckedPolicy) -> Program:
        """Gives the program of some rules of a policy, which is made once."""
        key = tuple(rule.id for rule in rules)
        if key not in self.programs:
            from remit.evaluation.compiler.programs import program  # a dozen modules more

            self.programs[key] = program(rules, policy, self)
        return self.programs[key]

    def explanation(self, rule: CheckedRule, policy: CheckedPolicy) -> Explanation | str:
        """Gives what explains the failures of a rule, which is made once, or why nothing does."""
        if rule.id not in self.explanations:
            from remit.evaluation.compiler.explaining import explanation  # where a rule fails often

            self.explanations[rule.id] = explanation(rule, policy, self)
        return self.explanations[rule.id]

    def recall(self, drawer: Drawer) -> None:
        """Takes the explanations that were kept."""
        from remit.evaluation.compiler.explanation import Explanation  # where a rule fails often

        kept = drawer[0]()
        for rule, told in marshal.loads(kept).items() if kept else ():
            found = told if isinstance(told, str) else Explanation(*told)
            self.explanations.setdefault(rule, found)

    def keep(self, drawer: Drawer) -> None:
        """Keeps all explanations that there are."""
        told = {
            rule: each if isinstance(each, str) else (each.code, each.needs)
            for rule, each in sorted(self.explanations.items())
        }
        drawer[1](marshal.dumps(told))

    def told(self, keys: Iterable[tuple[str, ...]]) -> list[tuple[tuple[str, ...], Told]]:
        """Gives programs that were made as plain data."""
        return [(key, p.told()) for key in keys if (p := self.programs.get(key)) is not None]

    def take(self, told: Iterable[tuple[tuple[str, ...], Told]]) -> None:
        """Takes programs that were told as plain data."""
        for key, program in told:
            self.programs[key] = _taken(program)


def _taken(told: Told) -> Program:
    rules, code, needs, left_out, opening = told
    below = _taken(opening) if opening is not None else None
    return Program(rules, code, needs, left_out, below)
