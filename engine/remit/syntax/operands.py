"""Operands that authors write and that mean something else, or nothing, in rules."""

from __future__ import annotations

from remit.syntax import tree
from remit.syntax.branches import Branch, branch_at, span_of, token_at
from remit.syntax.literals import Notes
from remit.text.fixes import Fix, writing


def note_open_left(notes: Notes, left: Branch) -> None:
    """Notes a quantifier at the left of a comparison: it looks as if it reached over it."""
    last = left
    while last.data in _OPEN_TO_THE_RIGHT:
        last = branch_at(last, -1)
    if last.data in ("quantified", "find"):
        word = notes.source.slice(span_of(last)).split()[0]
        notes.add(
            "chained-comparison",
            "two comparisons in a row",
            span_of(left),
            f"put `{word} ...` into parentheses to compare it as a whole",
        )


def note_bare_operand(notes: Notes, parts: tuple[tree.Expression, ...], word: str) -> None:
    """Notes `x == "a" or "b"`, which means something else than it seems to say."""
    bare = next((i for i, part in enumerate(parts) if isinstance(part, _LITERALS)), None)
    if bare is None:
        return
    shown = notes.source.slice(parts[bare].span)
    fix = _joined(notes, parts, bare)
    notes.add(
        "bare-operand",
        f"`{shown}` alone is not a condition",
        parts[bare].span,
        f"write `{fix.edits[0].text}`"
        if fix
        else f"each part of `{word}` is a condition of its own",
        fix,
    )


def _joined(notes: Notes, parts: tuple[tree.Expression, ...], bare: int) -> Fix | None:
    """Gives the membership that an equation and the literals behind it were meant to be."""
    before = parts[bare - 1] if bare else None
    if not isinstance(before, tree.Compare) or before.operator not in ("==", "!="):
        return None
    options = [before.right]
    for part in parts[bare:]:
        if not isinstance(part, _LITERALS):
            break
        options.append(part)
    listed = ", ".join(notes.source.slice(option.span) for option in options)
    operator = "in" if before.operator == "==" else "not in"
    meant = f"{notes.source.slice(before.left.span)} {operator} [{listed}]"
    return writing(meant, before.span.to(options[-1].span))


def as_operand(expression: tree.Expression, written: str) -> str:
    """Gives an expression as it stands before a comparison: in parentheses where it is looser."""
    return f"({written})" if isinstance(expression, _LOOSE) else written


def is_null(branch: Branch) -> bool:
    return branch.data == "name" and token_at(branch, 0).casefold() in _NULLS


def note_null(notes: Notes, branch: Branch, help: str, fix: Fix | None = None) -> None:
    name = token_at(branch, 0)
    notes.add("null", f"there is no `{name}` in rules", span_of(branch), help, fix)


_NULLS = frozenset({"null", "none", "nil", "undefined"})
_LITERALS = (tree.Text, tree.Number, tree.Date, tree.Duration, tree.ListLiteral)
_LOOSE = (
    tree.And, tree.Or, tree.Not, tree.Implies, tree.Compare, tree.PresenceTest, tree.Quantified,
    tree.Find,
)  # fmt: skip
_OPEN_TO_THE_RIGHT = frozenset({"arithmetic", "negative", "default"})
