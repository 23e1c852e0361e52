"""Checked policies: a tree that the checker found no error in, and what it learned of it.

What is asked of all rules in every check stands beside the trees, which may lie folded: most rules
pass, by programs that were compiled before, and their trees aren't needed then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from remit.text.folded import Folded

if TYPE_CHECKING:
    from remit.manifest.types import Type
    from remit.manifest.values import Value
    from remit.syntax import tree
    from remit.text.source import Source

    Schedule = tuple[tuple[date | None, Value], ...]


class Heading(Struct, frozen=True):
    """What a rule says of itself besides its clauses; in force from `start`, until `end`. `hints`
    are those of its requirements, expressions in braces as they are written."""

    level: tree.Level
    title: str
    source: str | None
    owner: str | None
    tags: tuple[str, ...]
    formerly: tuple[str, ...]
    start: date | None
    end: date | None
    on_creation: bool
    on_deletion: bool
    hints: tuple[str, ...]


class Trees(Struct, frozen=True, eq=False):
    """The trees of a policy; those of `rules` and `defines` have what types tell written in."""

    policy: tree.Policy
    defines: Mapping[str, tree.Define]
    rules: tuple[tree.Rule, ...]


class CheckedRule(Struct, frozen=True, eq=False):
    """A rule and its reach: `names` are the outside names that it uses, itself or through defines.

    Those are kinds, collections, registers, `baseline`, `today`, and `files` for file facts.
    `once` says that it names neither the governed kind nor `baseline`, and is evaluated once.
    Its tree is that with a `number` among those of its policy.
    """

    id: str
    heading: Heading
    names: frozenset[str]
    once: bool
    trees: Folded[Trees]
    number: int = 0

    @property
    def rule(self) -> tree.Rule:
        """Gives the tree of the rule."""
        return self.trees.open().rules[self.number]


class Meeting(Struct, frozen=True):
    """An enum that the texts of a param meet, or the keys of its tables, and what it is of."""

    members: tuple[str, ...]
    written: str
    keys: bool = False


class CheckedParam(Struct, frozen=True):
    """A param: its tree, the type of its literals, and, of policies that may be evaluated, their
    values with the days they hold from, and the enums that whatever is given for them meets."""

    folded: Folded[tree.Param]
    type: Type
    values: Schedule = ()
    meets: tuple[Meeting, ...] = ()

    @property
    def param(self) -> tree.Param:
        """Gives the tree of the param."""
        return self.folded.open()


def value_on(day: date, values: Schedule) -> Value:
    """Gives the value of a param that holds on a day; the first one holds from the beginning."""
    chosen = values[0][1]
    for start, value in values[1:]:
        if start is not None and start <= day:
            chosen = value
    return chosen


class CheckedPolicy(Struct, frozen=True, eq=False):
    """A policy that may be evaluated. `used` maps a name taken by `use` to its policy."""

    name: str
    kind: str
    source: Source
    params: Mapping[str, CheckedParam]
    used: Mapping[str, str]
    rules: tuple[CheckedRule, ...]
    trees: Folded[Trees]

    @property
    def policy(self) -> tree.Policy:
        """Gives the tree of the whole policy."""
        return self.trees.open().policy

    @property
    def defines(self) -> Mapping[str, tree.Define]:
        """Gives the trees of its defines by their names."""
        return self.trees.open().defines

    def with_defines(self, defines: Mapping[str, tree.Define]) -> CheckedPolicy:
        """Gives the policy with other defines."""
        return replace(self, trees=Folded(replace(self.trees.open(), defines=defines)))
