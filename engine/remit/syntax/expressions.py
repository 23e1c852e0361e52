"""Building the expressions of the tree from what the grammar read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, TypeAlias, cast

from lark import Tree

from remit.syntax import tree
from remit.syntax.branches import Branch, branch_at, span_of, token_at
from remit.syntax.literals import Notes, day, duration, exact
from remit.syntax.naming import text, variable
from remit.syntax.operands import as_operand, is_null, note_bare_operand, note_null, note_open_left
from remit.syntax.tree import Expression
from remit.text.fixes import writing
from remit.text.source import Span

DEEPEST = 100
"""How many levels an expression may be nested."""


def expression(notes: Notes, branch: Branch) -> Expression:
    """Gives the expression of a branch; one that is nested too deep is noted, not built."""
    deep = _beyond(branch)
    if deep is not None:
        notes.add(
            "deep-expression",
            f"this is nested more than {DEEPEST} levels deep",
            span_of(deep),
            "give parts of it names with `let` or `define`",
        )
        return tree.Boolean(False, span=span_of(branch))
    return _built(notes, branch)


def operator_of(relation: Branch) -> tree.Comparison:
    """Gives the comparison that a branch stands for."""
    if relation.data == "operator":
        return cast(tree.Comparison, str(token_at(relation, 0)))
    return cast(tree.Comparison, relation.data.replace("_", " "))


def _beyond(branch: Branch) -> Branch | None:
    """Gives the first part that is nested too deep."""
    pending = [(branch, 1)]
    while pending:
        part, depth = pending.pop()
        if depth > DEEPEST:
            return part
        below = depth + (part.data not in _WITHIN)
        pending += [(child, below) for child in part.children if isinstance(child, Tree)]
    return None


def _built(notes: Notes, branch: Branch) -> Expression:
    return _BUILDERS[branch.data](notes, branch)


def _child(notes: Notes, branch: Branch, index: int) -> Expression:
    return _built(notes, branch_at(branch, index))


def _optional(notes: Notes, branch: Branch, index: int) -> Expression | None:
    return _child(notes, branch, index) if branch.children[index] is not None else None


def _all(notes: Notes, branch: Branch, start: int = 0) -> tuple[Expression, ...]:
    return tuple(
        _built(notes, child) for child in branch.children[start:] if isinstance(child, Tree)
    )


# -- operators ----------------------------------------------------------------------------------


def _implies(notes: Notes, branch: Branch) -> Expression:
    left, right = _all(notes, branch)
    return tree.Implies(left, right, span=span_of(branch))


def _or(notes: Notes, branch: Branch) -> Expression:
    parts = _all(notes, branch)
    note_bare_operand(notes, parts, "or")
    return tree.Or(parts, span=span_of(branch))


def _and(notes: Notes, branch: Branch) -> Expression:
    parts = _all(notes, branch)
    note_bare_operand(notes, parts, "and")
    return tree.And(parts, span=span_of(branch))


def _not(notes: Notes, branch: Branch) -> Expression:
    return tree.Not(_child(notes, branch, 0), span=span_of(branch))


def _compared(notes: Notes, branch: Branch) -> Expression:
    left, relation, right = (branch_at(branch, index) for index in range(3))
    operator = operator_of(relation)
    note_open_left(notes, left)
    value = _built(notes, left)
    if is_null(right):
        shown = as_operand(value, notes.source.slice(value.span))
        asked = _PRESENCE.get(operator, "is absent")
        fix = writing(f"{shown} {asked}", span_of(branch))
        note_null(notes, right, f"write `{shown} {asked}`", fix)
        return tree.PresenceTest("is absent", value, span=span_of(branch))
    return tree.Compare(operator, value, _built(notes, right), span=span_of(branch))


def _presence(operator: tree.Presence) -> _Builder:
    def build(notes: Notes, branch: Branch) -> Expression:
        note_open_left(notes, branch_at(branch, 0))
        return tree.PresenceTest(operator, _child(notes, branch, 0), span=span_of(branch))

    return build


def _arithmetic(notes: Notes, branch: Branch) -> Expression:
    operator = _ARITHMETIC[token_at(branch, 1).type]
    left, right = _all(notes, branch)
    return tree.Arithmetic(operator, left, right, span=span_of(branch))


def _negative(notes: Notes, branch: Branch) -> Expression:
    return tree.Negative(_child(notes, branch, 1), span=span_of(branch))


def _default(notes: Notes, branch: Branch) -> Expression:
    value, fallback = _all(notes, branch)
    return tree.Default(value, fallback, span=span_of(branch))


# -- names, literals, calls ---------------------------------------------------------------------


def _name(notes: Notes, branch: Branch) -> Expression:
    name = str(token_at(branch, 0))
    if is_null(branch):
        note_null(notes, branch, "ask `x is absent` or `x is present`")
    elif name.casefold() in ("true", "false"):
        notes.add(
            "keyword-case",
            f"`{name}` is not written so",
            span_of(branch),
            f"write `{name.casefold()}`",
            writing(name.casefold(), span_of(branch)),
        )
    return tree.Name(name, span=span_of(branch))


def _text(notes: Notes, branch: Branch) -> Expression:
    return text(notes, token_at(branch, 0))


def _number(notes: Notes, branch: Branch) -> Expression:
    span = span_of(branch)
    return tree.Number(exact(notes, token_at(branch, 0), span), span=span)


def _date(notes: Notes, branch: Branch) -> Expression:
    span = span_of(branch)
    return tree.Date(day(notes, token_at(branch, 0), span), span=span)


def _duration(notes: Notes, branch: Branch) -> Expression:
    span = span_of(branch)
    return tree.Duration(*duration(notes, token_at(branch, 0), span), span=span)


def _boolean(value: bool) -> _Builder:
    return lambda notes, branch: tree.Boolean(value, span=span_of(branch))


def _group(notes: Notes, branch: Branch) -> Expression:
    return _child(notes, branch, 0)


def _list(notes: Notes, branch: Branch) -> Expression:
    return tree.ListLiteral(_all(notes, branch), span=span_of(branch))


def _table(notes: Notes, branch: Branch) -> Expression:
    entries = tuple(
        (text(notes, token_at(entry, 0)), _child(notes, entry, 1))
        for entry in branch.children
        if isinstance(entry, Tree)
    )
    seen: set[str] = set()
    for key, _ in entries:
        if key.value in seen:
            notes.add(
                "repeated-key",
                f"the key {notes.source.slice(key.span)} stands here twice",
                key.span,
                "keep one of the two",
            )
        seen.add(key.value)
    return tree.Table(entries, span=span_of(branch))


def _field(notes: Notes, branch: Branch) -> Expression:
    word = token_at(branch, 1)
    target = _child(notes, branch, 0)
    return tree.Field(target, str(word), word=span_of(word), span=span_of(branch))


def _index(notes: Notes, branch: Branch) -> Expression:
    target, key = _all(notes, branch)
    return tree.Index(target, key, span=span_of(branch))


def _call(notes: Notes, branch: Branch) -> Expression:
    word = token_at(branch, 0)
    arguments = _all(notes, branch, 1)
    return tree.Call(str(word), arguments, word=span_of(word), span=span_of(branch))


# -- what binds names ---------------------------------------------------------------------------


def _comprehension(notes: Notes, branch: Branch) -> Expression:
    return _comprehended(notes, branch, span_of(branch))


def _list_comprehension(notes: Notes, branch: Branch) -> Expression:
    return _comprehended(notes, branch_at(branch, 0), span_of(branch))


def _comprehended(notes: Notes, branch: Branch, span: Span) -> Expression:
    generators = tuple(
        _generator(notes, child) for child in branch.children[1:] if isinstance(child, Tree)
    )
    return tree.Comprehension(_child(notes, branch, 0), generators, span=span)


def _generator(notes: Notes, branch: Branch) -> tree.Generator:
    return _bound(notes, branch_at(branch, 0), span_of(branch))


def _bound(notes: Notes, branch: Branch, span: Span) -> tree.Generator:
    return tree.Generator(
        variable(notes, token_at(branch, 0)),
        _child(notes, branch, 1),
        _optional(notes, branch, 2),
        span=span,
    )


def _counted(notes: Notes, branch: Branch) -> Expression:
    word, bound = token_at(branch, 0), branch_at(branch, 1)
    generator = _bound(notes, bound, span_of(bound))
    element = tree.Name(generator.name.text, span=generator.name.span)
    counted = tree.Comprehension(element, (generator,), span=span_of(bound))
    return tree.Call(str(word), (counted,), word=span_of(word), span=span_of(branch))


def _sort(notes: Notes, branch: Branch) -> Expression:
    bounds = branch_at(branch, 0)
    bound = _bound(notes, bounds, span_of(bounds))
    return tree.Sort(
        bound.name,
        bound.items,
        bound.where,
        _child(notes, branch, 1),
        branch.children[2] is not None,
        span=span_of(branch),
    )


def _quantified(notes: Notes, branch: Branch) -> Expression:
    claim = branch_at(branch, 1)
    return tree.Quantified(
        cast(tree.Quantifier, str(token_at(branch, 0))),
        variable(notes, token_at(claim, 0)),
        _child(notes, claim, 1),
        _child(notes, claim, 2),
        span=span_of(branch),
    )


def _find(notes: Notes, branch: Branch) -> Expression:
    return tree.Find(
        variable(notes, token_at(branch, 0)),
        _child(notes, branch, 1),
        _child(notes, branch, 2),
        span=span_of(branch),
    )


_Builder: TypeAlias = Callable[[Notes, Branch], Expression]

_WITHIN = frozenset({"comprehension", "generator", "bound", "claim", "entry"})
_PRESENCE = {"==": "is absent", "!=": "is present"}
_ARITHMETIC: Final[dict[str, Literal["+", "-", "*", "/"]]] = {
    "PLUS": "+",
    "MINUS": "-",
    "TIMES": "*",
    "OVER": "/",
}

_BUILDERS: Final[dict[str, _Builder]] = {
    "implies": _implies,
    "or_chain": _or,
    "and_chain": _and,
    "negated": _not,
    "compared": _compared,
    "present_test": _presence("is present"),
    "absent_test": _presence("is absent"),
    "empty_test": _presence("is empty"),
    "not_empty_test": _presence("is not empty"),
    "arithmetic": _arithmetic,
    "negative": _negative,
    "default": _default,
    "field": _field,
    "index": _index,
    "name": _name,
    "text": _text,
    "number": _number,
    "true": _boolean(True),
    "false": _boolean(False),
    "date": _date,
    "duration": _duration,
    "group": _group,
    "list": _list,
    "list_comprehension": _list_comprehension,
    "table": _table,
    "call": _call,
    "aggregate": _call,
    "comprehension": _comprehension,
    "counted": _counted,
    "sort": _sort,
    "quantified": _quantified,
    "find": _find,
}
