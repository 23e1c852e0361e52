"""Changes: all that is done to one part of a rule to make a mutant of it.

Each is one that an author might have made by mistake: a comparison that is off by one, a condition
too few, `and` for `or`, the wrong quantifier, another value. The level is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from remit.semantics.scope import Home
from remit.syntax import tree
from remit.text.fixes import Edit
from remit.text.source import Span
from remit.workbench.mutation.literals import literal_changes
from remit.workbench.mutation.wording import Wording, enclosed, from_word, replaced, without_part


class Change(Struct, frozen=True):
    """What stands in the place of a part: the new part, the edits of the text, what is changed, and
    the case that would tell."""

    new: tree.Node
    edits: tuple[Edit, ...]
    what: str
    case: str


class Ground(Struct, frozen=True):
    """Where changes are made: the policy as the checker knows it, and its text."""

    home: Home
    wording: Wording

    def text(self, node: tree.Node) -> str:
        """Gives a part as it is written, on one line."""
        return f"`{' '.join(self.wording.slice(node.span).split())}`"


def changes(node: tree.Node, parent: tree.Node | None, ground: Ground) -> Iterator[Change]:
    """Gives all that can stand in the place of a part, whether or not it fits there."""
    for change in _changes(node, parent, ground):
        if change.edits:
            yield change


def _changes(node: tree.Node, parent: tree.Node | None, ground: Ground) -> Iterator[Change]:
    match node:
        case tree.Compare():
            yield from _compared(node, parent, ground)
        case tree.PresenceTest():
            yield from _presence(node, ground)
        case tree.And(parts) | tree.Or(parts):
            yield from _swapped(node, parent, ground)
            yield from _without_parts(node, parts, ground)
        case tree.Not(operand):
            found = ground.wording.find(node.span.start, operand.span.start, r"\bnot\s*")
            case_ = f"a case that reaches {ground.text(node)}"
            yield Change(operand, replaced(found, ""), "`not` is left out", case_)
        case tree.Implies(left, right):
            found = ground.wording.between(left, right, r"\bimplies\s*")
            cut = Span(node.span.start, found.end) if found else None
            case_ = f"a case in which neither {ground.text(left)} nor {ground.text(right)} holds"
            what = f"{ground.text(left)} is left out"
            yield Change(right, replaced(cut, ""), what, case_)
        case tree.Quantified():
            yield from _quantified(node, ground)
        case tree.Find(_, _, condition):
            always = tree.Boolean(True, span=condition.span)
            edits = replaced(condition.span, "true")
            case_ = f"a case in which {ground.text(condition)} doesn't hold for the first element"
            yield Change(
                replace(node, condition=always),
                edits,
                f"{ground.text(condition)} becomes `true`",
                case_,
            )
        case tree.For() | tree.Generator() | tree.Sort():
            yield from chain(_without_where(node, ground), _sorted(node, ground))
        case tree.Default():
            yield from _without_default(node, ground)
        case tree.Call():
            yield from _called(node, ground)
        case tree.Arithmetic():
            yield from _computed(node, ground)
        case tree.ListLiteral():
            if not _is_cell_of_two(parent):
                yield from _without_items(node, ground)
        case tree.Decision(rows=rows) if len(rows) > 1:
            yield from _without_rows(node, ground)
        case tree.Row():
            yield from _taking_any(node, ground)
        case _:
            for new, text in literal_changes(node, parent, ground.home, ground.wording):
                what = f"{ground.text(node)} becomes `{text}`"
                case_ = f"a case that tells {ground.text(node)} from `{text}`"
                yield Change(new, replaced(node.span, text), what, case_)


# -- comparisons --------------------------------------------------------------------------------

_OTHER: Mapping[str, tree.Comparison] = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "in": "not in",
    "not in": "in",
}  # fmt: skip

_SIGN = r"==|!=|<=|>=|<|>|\bnot\s+in\b|\bin\b"


def _compared(node: tree.Compare, parent: tree.Node | None, ground: Ground) -> Iterator[Change]:
    other = _OTHER.get(node.operator)
    if other is None:
        start = Span(node.span.start, node.span.start)
        around = (Edit(start, "not ("), Edit(Span(node.span.end, node.span.end), ")"))
        new = tree.Not(node, span=node.span)
        yield Change(
            new, around, "`not` is put before it", f"a case that reaches {ground.text(node)}"
        )
        return
    if node.operator in ("<", "<=", ">", ">="):
        left, right = ground.text(node.left), ground.text(node.right)
        case_ = f"a case in which {left} is equal to {right}"
    else:
        case_ = f"a case that reaches {ground.text(node)}"
    what = f"`{node.operator}` becomes `{other}`"
    edits = _sign(node, parent, other, ground.wording)
    yield Change(replace(node, operator=other), edits, what, case_)
    if isinstance(node.right, tree.ListLiteral) and _is_cell_of_two(node):
        kept = reversed(node.right.items)
        for item, change in zip(kept, _without_items(node.right, ground), strict=True):
            yield replace(change, new=replace(node, operator="==", right=item))


def _sign(
    node: tree.Compare, parent: tree.Node | None, other: str, wording: Wording
) -> tuple[Edit, ...]:
    """Gives the edit of a comparison's sign. In a cell of a table the left side isn't written, nor
    is `==`, and an interval has brackets."""
    if node.left.span.end > node.span.start:
        return replaced(wording.between(node.left, node.right, _SIGN), other)
    if node.span == node.right.span and node.operator in ("==", "in"):
        start = node.span.start
        if node.operator == "==":
            return (Edit(Span(start, start), f"{other} "),)
        return (
            Edit(Span(start, start), f"{other} ["),
            Edit(Span(node.span.end, node.span.end), "]"),
        )
    if node.span == node.right.span and isinstance(parent, tree.And):
        low = node.operator in (">", ">=")
        at = parent.span.start if low else parent.span.end - 1
        brackets = {">=": "[", ">": "(", "<=": "]", "<": ")"}
        return replaced(Span(at, at + 1), brackets[other])
    return replaced(wording.find(node.span.start, node.right.span.start, _SIGN), other)


def _is_cell_of_two(node: tree.Node | None) -> bool:
    """Says whether a comparison is a cell of a table such as `"a", "b"`: with one value less it is
    one with `==`."""
    return (
        isinstance(node, tree.Compare)
        and node.span == node.right.span
        and isinstance(node.right, tree.ListLiteral)
        and len(node.right.items) == 2
    )


_ASKED: Mapping[tree.Presence, tuple[tree.Presence, ...]] = {
    "is present": ("is absent",),
    "is absent": ("is present",),
    "is empty": ("is not empty", "is absent"),
    "is not empty": ("is empty", "is present"),
}


def _presence(node: tree.PresenceTest, ground: Ground) -> Iterator[Change]:
    start = max(node.operand.span.end, node.span.start) if _is_written(node) else node.span.start
    found = ground.wording.find(start, node.span.end, r"\bis\s+(not\s+)?\w+")
    operand = ground.text(node.operand)
    for other in _ASKED[node.operator]:
        case_ = f"a case that reaches {ground.text(node)}"
        if other in ("is absent", "is present") and "empty" in node.operator:
            case_ = f"a case in which {operand} is there, but empty or blank"
        what = f"`{node.operator}` becomes `{other}`"
        yield Change(replace(node, operator=other), replaced(found, other), what, case_)


def _is_written(node: tree.PresenceTest) -> bool:
    return node.operand.span.start >= node.span.start


# -- what joins conditions ----------------------------------------------------------------------


def _swapped(
    node: tree.And | tree.Or, parent: tree.Node | None, ground: Ground
) -> Iterator[Change]:
    is_and = isinstance(node, tree.And)
    word, other = ("and", "or") if is_and else ("or", "and")
    edits: list[Edit] = []
    for left, right in zip(node.parts, node.parts[1:], strict=False):
        found = ground.wording.between(left, right, rf"\b{word}\b")
        if found is None:
            return
        edits.append(Edit(found, other))
    for part in node.parts:
        if isinstance(part, tree.And) and not ground.wording.is_enclosed(part):
            edits += enclosed(part)
    joins = isinstance(parent, tree.And | tree.Or | tree.Implies | tree.Not)
    if joins and not ground.wording.is_enclosed(node):
        edits += enclosed(node)
    new: tree.Node = (tree.Or if is_and else tree.And)(node.parts, span=node.span)
    case_ = f"a case in which one part of {ground.text(node)} holds, and another doesn't"
    yield Change(new, tuple(edits), f"`{word}` becomes `{other}`", case_)


def _without_parts(
    node: tree.And | tree.Or, parts: tuple[tree.Expression, ...], ground: Ground
) -> Iterator[Change]:
    is_and = isinstance(node, tree.And)
    sign = r"\band\b" if is_and else r"\bor\b"
    for at, part in enumerate(parts):
        left = parts[:at] + parts[at + 1 :]
        new = left[0] if len(left) == 1 else replace(node, parts=left)
        edits = without_part(node, parts, at, sign, ground.wording)
        how = "fails" if is_and else "holds"
        case_ = f"a case in which {ground.text(part)} {how}, and nothing beside it does"
        yield Change(new, edits, f"{ground.text(part)} is left out", case_)


_QUANTIFIERS: Mapping[tree.Quantifier, tree.Quantifier] = {
    "some": "every", "every": "some", "no": "some"
}  # fmt: skip


def _quantified(node: tree.Quantified, ground: Ground) -> Iterator[Change]:
    other = _QUANTIFIERS[node.quantifier]
    start = node.span.start
    edits = replaced(Span(start, start + len(node.quantifier)), other)
    what = f"`{node.quantifier}` becomes `{other}`"
    case_ = f"a case in which {ground.text(node.condition)} holds for one element, not for all"
    yield Change(replace(node, quantifier=other), edits, what, case_)


# -- lists --------------------------------------------------------------------------------------


def _without_where(node: tree.For | tree.Generator | tree.Sort, ground: Ground) -> Iterator[Change]:
    where = node.where
    if where is None:
        return
    end = node.span.end
    if isinstance(node, tree.Sort):
        by = ground.wording.between(where, node.key, r"\s*\bby\b")
        end = by.start if by is not None else end
    edits = from_word("where", node.items, end, ground.wording)
    case_ = f"a case with an element for which {ground.text(where)} doesn't hold"
    what = f"`where {ground.text(where)[1:]} is left out"
    yield Change(replace(node, where=None), edits, what, case_)


def _sorted(node: tree.Node, ground: Ground) -> Iterator[Change]:
    if not isinstance(node, tree.Sort):
        return
    new = replace(node, descending=not node.descending)
    case_ = f"a case with two elements that differ in {ground.text(node.key)}"
    if node.descending:
        found = ground.wording.find(node.key.span.end, node.span.end, r"\s*\bdescending\b")
        yield Change(new, replaced(found, ""), "`descending` is left out", case_)
    else:
        end = node.span.end - 1
        yield Change(new, replaced(Span(end, end), " descending"), "`descending` is added", case_)


def _without_items(node: tree.ListLiteral, ground: Ground) -> Iterator[Change]:
    items = node.items
    for at, item in enumerate(items):
        left = items[:at] + items[at + 1 :]
        if left:
            edits = without_part(node, items, at, ",", ground.wording)
            if at == 0 and ground.wording.slice(node.span).startswith("["):
                edits = (replace(edits[0], text="["),) if edits else ()
            elif at == len(items) - 1 and ground.wording.slice(node.span).endswith("]"):
                edits = (replace(edits[0], text="]"),) if edits else ()
        else:
            edits = replaced(node.span, "[]")
        what = f"{ground.text(item)} is left out"
        case_ = f"a case in which it matters that {ground.text(item)} is in the list"
        yield Change(replace(node, items=left), edits, what, case_)


# -- values -------------------------------------------------------------------------------------


def _without_default(node: tree.Default, ground: Ground) -> Iterator[Change]:
    value, fallback = ground.text(node.value), ground.text(node.fallback)
    edits = from_word("default", node.value, node.span.end, ground.wording)
    what = f"`default {fallback[1:]} is left out"
    yield Change(node.value, edits, what, f"a case in which {value} is absent")


_FUNCTIONS: Mapping[str, str] = {"first": "last", "last": "first", "min": "max", "max": "min"}
_WRAPPERS = frozenset({"distinct", "abs", "lower", "upper", "trim"})


def _called(node: tree.Call, ground: Ground) -> Iterator[Change]:
    other = _FUNCTIONS.get(node.function)
    if other is not None:
        case_ = f"a case in which {ground.text(node.arguments[0])} has two elements that differ"
        what = f"`{node.function}` becomes `{other}`"
        yield Change(replace(node, function=other), replaced(node.word, other), what, case_)
    if node.function in _WRAPPERS and not isinstance(node.arguments[0], tree.Comprehension):
        inner = node.arguments[0]
        found = ground.wording.find(node.word.end, node.span.end, r"\(")
        cut = Span(node.word.start, node.word.end) if found else None
        what = f"`{node.function}` is left out"
        case_ = f"a case in which {ground.text(node)} is not {ground.text(inner)}"
        yield Change(inner, replaced(cut, ""), what, case_)


_Operation: TypeAlias = Literal["+", "-", "*", "/"]
_OPERATIONS: Mapping[_Operation, _Operation] = {"+": "-", "-": "+", "*": "/", "/": "*"}


def _computed(node: tree.Arithmetic, ground: Ground) -> Iterator[Change]:
    other = _OPERATIONS[node.operator]
    found = ground.wording.between(node.left, node.right, r"[-+*/]")
    what = f"`{node.operator}` becomes `{other}`"
    case_ = f"a case that tells {ground.text(node)} from what `{other}` gives"
    new = tree.Arithmetic(other, node.left, node.right, span=node.span)
    yield Change(new, replaced(found, other), what, case_)


# -- decision tables ----------------------------------------------------------------------------


def _without_rows(node: tree.Decision, ground: Ground) -> Iterator[Change]:
    for at, row in enumerate(node.rows):
        new = replace(node, rows=node.rows[:at] + node.rows[at + 1 :])
        case_ = f"a case that hits the row {ground.text(row)}"
        yield Change(new, replaced(row.span, ""), f"the row {ground.text(row)} is left out", case_)


def _taking_any(row: tree.Row, ground: Ground) -> Iterator[Change]:
    for at, condition in enumerate(row.conditions):
        if condition is not None:
            new = replace(row, conditions=(*row.conditions[:at], None, *row.conditions[at + 1 :]))
            what = f"{ground.text(condition)} becomes `-`"
            case_ = (
                f"a case in which only {ground.text(condition)} of the row {ground.text(row)} fails"
            )
            yield Change(new, replaced(condition.span, "-"), what, case_)
