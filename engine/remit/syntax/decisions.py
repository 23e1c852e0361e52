"""Building decision tables: a define whose body is rows of conditions on its inputs.

A cell is a condition without its left side: that is the input of its column, so `>= 1M` becomes
`amount >= 1M`, `"idea", "pilot"` becomes `stage in ["idea", "pilot"]`, and `[1 .. 5)` becomes
`x >= 1 and x < 5`. Whatever works on conditions works on tables, then.

An input that is absent leaves a row undecided, as everywhere, unless the table has a row for it:
where a cell of its column asks `is absent` or `is empty`, the others take present values only.
"""

from __future__ import annotations

from typing import Final, cast

from lark import Token, Tree
from msgspec.structs import replace

from remit.syntax import tree
from remit.syntax.branches import Branch, branch_at, keyword, span_of, token_at, tokens
from remit.syntax.expressions import expression, operator_of
from remit.syntax.literals import Notes
from remit.syntax.naming import text, variable
from remit.text.sentences import counted
from remit.text.source import Span


def decision(notes: Notes, branch: Branch) -> tree.Define:
    """Gives the define that a decision table is."""
    name = variable(notes, token_at(branch, 0), "table")
    inputs = _columns(notes, branch_at(branch, 1), "input")
    outputs = _columns(notes, branch_at(branch, 2), "output")
    taking, doc = branch.children[3], cast(Token | None, branch.children[4])
    rows = tuple(
        _row(notes, part, inputs, outputs) for part in branch.children[5:] if isinstance(part, Tree)
    )
    if not rows:
        message = f"the table `{name.text}` has no rows"
        help = 'write what it gives below it: `| "idea" -> 50k`'
        notes.add("empty-table", message, span_of(keyword(branch)), help)
    span = span_of(branch)
    rows = minding_absence(rows, inputs)
    body = tree.Decision(name, inputs, outputs, taking is not None, rows, span=span)
    return tree.Define(name, inputs, body, text(notes, doc).value if doc else None, span=span)


def _columns(notes: Notes, branch: Branch, noun: str) -> tuple[tree.Word, ...]:
    words = tuple(variable(notes, token, noun) for token in tokens(branch) if token)
    for position, word in enumerate(words):
        if word.text in {before.text for before in words[:position]}:
            message = f"the {noun} `{word.text}` is named twice"
            notes.add("repeated-column", message, word.span, "name each column once")
    return words


def _row(
    notes: Notes, branch: Branch, inputs: tuple[tree.Word, ...], outputs: tuple[tree.Word, ...]
) -> tree.Row:
    *cells, results = cast(list[Branch], branch.children)
    span = span_of(branch)
    _note_length(notes, len(cells), inputs, "condition", "input", span)
    _note_length(notes, len(results.children), outputs, "value", "output", span_of(results))
    return tree.Row(
        tuple(_condition(notes, cell, word) for cell, word in zip(cells, inputs, strict=False)),
        tuple(expression(notes, cast(Branch, part)) for part in results.children),
        span=span,
    )


def _note_length(
    notes: Notes, found: int, columns: tuple[tree.Word, ...], part: str, noun: str, span: Span
) -> None:
    if found != len(columns):
        named = ", ".join(f"`{word.text}`" for word in columns)
        message = f"the row has {counted(found, part)} for {counted(len(columns), noun)}"
        way = "; `-` takes any" if noun == "input" else ""
        notes.add("row-length", message, span, f"write one for each of {named}{way}")


# -- cells --------------------------------------------------------------------------------------


def _condition(notes: Notes, cell: Branch, word: tree.Word) -> tree.Expression | None:
    """Gives the condition of a cell on its input; None where any value will do."""
    tests = cast(list[Branch], cell.children)
    span = span_of(cell)
    if any(test.data == "any_value" for test in tests):
        if len(tests) > 1:
            message = "`-` takes any value, and stands alone in its cell"
            notes.add("any-value", message, span, "leave out `-`, or all that stands beside it")
        return None
    if len(tests) > 1 and all(test.data == "same_value" for test in tests):
        items = tuple(expression(notes, branch_at(test, 0)) for test in tests)
        one_of = tree.ListLiteral(items, span=span)
        return tree.Compare("in", _input(word), one_of, span=span)
    built = tuple(_test(notes, test, word) for test in tests)
    return built[0] if len(built) == 1 else tree.Or(built, span=span)


def _test(notes: Notes, test: Branch, word: tree.Word) -> tree.Expression:
    span = span_of(test)
    presence = _PRESENCE.get(test.data)
    if presence is not None:
        return tree.PresenceTest(presence, _input(word), span=span)
    if test.data == "same_value":
        return tree.Compare("==", _input(word), expression(notes, branch_at(test, 0)), span=span)
    if test.data == "related_value":
        relation, right = branch_at(test, 0), expression(notes, branch_at(test, 1))
        return tree.Compare(operator_of(relation), _input(word), right, span=span)
    bounds = zip(_INTERVALS[test.data], cast(list[Branch], test.children), strict=True)
    limits = [(operator, expression(notes, bound)) for operator, bound in bounds]
    return tree.And(
        tuple(tree.Compare(op, _input(word), limit, span=limit.span) for op, limit in limits),
        span=span,
    )


def minding_absence(
    rows: tuple[tree.Row, ...], inputs: tuple[tree.Word, ...]
) -> tuple[tree.Row, ...]:
    """Gives the rows so that, where a cell of a column asks for absence, the others of the column
    take present values only."""
    asked = [
        any(_takes_absent(row.conditions[column]) for row in rows if column < len(row.conditions))
        for column in range(len(inputs))
    ]
    return tuple(
        replace(
            row,
            conditions=tuple(
                _present(test, word) if minds and test is not None else test
                for test, word, minds in zip(row.conditions, inputs, asked, strict=False)
            ),
        )
        for row in rows
    )


def as_written(rows: tuple[tree.Row, ...]) -> tuple[tree.Row, ...]:
    """Gives rows without what minds absence, which nobody wrote."""
    return tuple(
        replace(row, conditions=tuple(test and _as_written(test) for test in row.conditions))
        for row in rows
    )


def _as_written(test: tree.Expression) -> tree.Expression:
    match test:
        case tree.And((tree.PresenceTest() as asked, *parts)) if asked.span == test.span:
            return parts[0] if len(parts) == 1 else replace(test, parts=tuple(parts))
        case _:
            return test


def _takes_absent(test: tree.Expression | None) -> bool:
    match test:
        case tree.PresenceTest(operator):
            return operator in ("is absent", "is empty")
        case tree.Or(parts):
            return any(_takes_absent(part) for part in parts)
        case _:
            return False


def _present(test: tree.Expression, word: tree.Word) -> tree.Expression:
    """Gives a condition that holds of present values only; itself where it asks of presence."""
    if isinstance(test, tree.PresenceTest) or _takes_absent(test):
        return test
    parts = test.parts if isinstance(test, tree.And) else (test,)
    present = tree.PresenceTest("is present", _input(word), span=test.span)
    return tree.And((present, *parts), span=test.span)


def _input(word: tree.Word) -> tree.Name:
    return tree.Name(word.text, span=word.span)


_PRESENCE: Final[dict[str, tree.Presence]] = {
    "present_value": "is present",
    "absent_value": "is absent",
    "empty_value": "is empty",
    "not_empty_value": "is not empty",
}
_INTERVALS: Final[dict[str, tuple[tree.Comparison, tree.Comparison]]] = {
    "from_to": (">=", "<="),
    "from_below": (">=", "<"),
    "above_to": (">", "<="),
    "above_below": (">", "<"),
}
