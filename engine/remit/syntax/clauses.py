"""Building the clauses of a rule, and naming what is missing in a `require` or stands twice."""

from __future__ import annotations

from typing import cast

from lark import Token

from remit.syntax import tree
from remit.syntax.branches import Branch, branch_at, keyword, span_of, token_at
from remit.syntax.expressions import expression
from remit.syntax.literals import Notes
from remit.syntax.messages import message
from remit.syntax.naming import variable


def clause(notes: Notes, branch: Branch) -> tree.Clause | None:
    """Gives a clause, or None where the branch is meta."""
    span = span_of(branch)
    match branch.data:
        case "for_clause":
            bound = branch_at(branch, 0)
            where = cast(Branch | None, bound.children[2])
            return tree.For(
                variable(notes, token_at(bound, 0)),
                expression(notes, branch_at(bound, 1)),
                expression(notes, where) if where else None,
                span=span,
            )
        case "when_clause":
            return tree.When(expression(notes, branch_at(branch, 0)), span=span)
        case "let_clause":
            name = variable(notes, token_at(branch, 0))
            return tree.Let(name, expression(notes, branch_at(branch, 1)), span=span)
        case "require_clause":
            return _require(notes, branch)
        case _:
            return None


def _require(notes: Notes, branch: Branch) -> tree.Require:
    tails: dict[str, Branch] = {}
    for tail in branch.children[1:]:
        _add_tail(notes, cast(Branch, tail), tails)
    condition = expression(notes, branch_at(branch, 0))
    otherwise, at, hint = (tails.get(name) for name in ("else_tail", "at_tail", "hint_tail"))
    if otherwise is None:
        notes.add(
            "missing-else",
            "the `require` has no `else`",
            span_of(keyword(branch)),
            'write `else "..."` behind the condition: what to say when it fails',
        )
    return tree.Require(
        condition,
        message(notes, token_at(otherwise, 0) if otherwise else _NO_MESSAGE),
        expression(notes, branch_at(at, 0)) if at else None,
        message(notes, token_at(hint, 0)) if hint else None,
        span=span_of(branch),
    )


_NO_MESSAGE = Token("MESSAGE", '""', start_pos=0, end_pos=0)


def _add_tail(notes: Notes, tail: Branch, tails: dict[str, Branch]) -> None:
    word = keyword(tail)
    if str(tail.data) in tails:
        if _is_written(tail):
            notes.add(
                "repeated-clause", f"`{word}` stands here twice", span_of(word), "say it once"
            )
        return
    if tail.data == "else_tail" and tails:
        notes.add(
            "misplaced-clause",
            "`else` does not follow its condition",
            span_of(word),
            "write `else` first, then `at` and `hint`",
        )
    tails[str(tail.data)] = tail


def _is_written(branch: Branch) -> bool:
    span = span_of(branch)
    return span.end > span.start
