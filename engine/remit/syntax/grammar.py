"""The grammar of rule files, built once.

Lark builds every branch in a chain of steps. Two of them cost a third of the time that parsing
takes and are put differently here. An expression passes through ten rules that have one part only,
one for each level of precedence: each hands its part on as it is. And of the places of a branch
only the two offsets are kept, as nothing asks for Lark's lines and columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from operator import itemgetter
from typing import Any, TypeAlias

from lark import Lark, Token, Tree
from lark.grammar import Rule
from lark.tree import Meta


@cache
def grammar() -> Lark:
    """Gives the parser of whole policies and of single expressions."""
    lark = Lark.open(
        "remit.lark",
        rel_to=__file__,
        parser="lalr",
        lexer="contextual",
        start=["policy", "expression"],
        maybe_placeholders=True,
    )
    builders: dict[Rule, _Builder] = lark._callbacks
    for rule, build in builders.items():
        builders[rule] = itemgetter(0) if _hands_on(rule) else _placing(build)
    return lark


_Builder: TypeAlias = Callable[[list[Any]], Any]


def _hands_on(rule: Rule) -> bool:
    """Says whether a rule gives its only part: `?sum: product`, but not `?atom: NAME -> name`."""
    return rule.options.expand1 and rule.alias is None and len(rule.expansion) == 1


def _placing(build: _Builder) -> _Builder:
    """Gives what builds a branch that begins where its first part begins and ends with its last;
    `parts` are all of them, those too that the tree leaves out."""

    def built(parts: list[Any]) -> Any:
        branch = build(parts)
        if isinstance(branch, Tree):
            first, last = _written(parts), _written(reversed(parts))
            if first is not None and last is not None:
                meta = branch.meta
                meta.start_pos, meta.end_pos = first.start_pos or 0, last.end_pos or 0
                meta.empty = False
        return branch

    return built


def _written(parts: Iterable[Any]) -> Token | Meta | None:
    """Gives the first part that takes up room in the text, by its offsets."""
    for part in parts:
        if isinstance(part, Token):
            return part
        if not part.meta.empty:
            meta: Meta = part.meta
            return meta
    return None
