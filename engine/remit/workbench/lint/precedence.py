"""Advice on `and` beside `or`: which tests belong together is easily read otherwise than it is."""

from __future__ import annotations

from collections.abc import Iterator

from remit.syntax import tree
from remit.text.diagnostic import Diagnostic
from remit.text.fixes import Edit, Fix
from remit.text.source import Span
from remit.workbench.lint.subject import Subject

_LITERALS = tree.Text | tree.Number | tree.Date | tree.ListLiteral


def and_before_or(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on an `and` without parentheses that takes but one of two tests of a value."""
    for node in tree.walk(subject.policy.policy):
        for number, part in enumerate(node.parts if isinstance(node, tree.Or) else ()):
            if isinstance(part, tree.And) and not _enclosed(part.span, subject):
                assert isinstance(node, tree.Or)
                other = _torn(part, node.parts[max(number - 1, 0) : number + 2])
                if other is not None:
                    yield _told(part, other, subject)


def _torn(part: tree.And, around: tuple[tree.Expression, ...]) -> tree.Expression | None:
    """Gives the test beside an `and` that asks of the same value as its nearest part does."""
    at = around.index(part)
    beside = [(part.parts[0], around[at - 1])] if at else []
    beside += [(part.parts[-1], other) for other in around[at + 1 :]]
    for inner, other in beside:
        match inner, other:
            case tree.Compare(_, left), tree.Compare(_, right) if left == right:
                if _is_listed(inner) and _is_listed(other):
                    return other
            case _:
                pass
    return None


def _is_listed(test: tree.Expression) -> bool:
    """Says whether a test asks for one of some values, as alternatives in a row do."""
    match test:
        case tree.Compare("==" | "in", _, right):
            return isinstance(right, _LITERALS)
        case _:
            return False


def _enclosed(span: Span, subject: Subject) -> bool:
    """Says whether parentheses stand round a part, and round it alone."""
    text = subject.policy.source.text
    return text[: span.start].rstrip().endswith("(") and text[span.end :].lstrip().startswith(")")


def _told(part: tree.And, other: tree.Expression, subject: Subject) -> Diagnostic:
    written = subject.written(other)
    message = f"`and` is taken before `or`: `{written}` stands alone, without the rest of the `and`"
    help = "write parentheses round what belongs together, be it the `or` or the `and`"
    start, end = (Span(at, at) for at in (part.span.start, part.span.end))
    fix = Fix("write parentheses round the `and`", (Edit(start, "("), Edit(end, ")")))
    return subject.say("and-before-or", part.span, message, help, fix)
