"""Advice on literals that hardly say what was meant: numbers and texts that read otherwise than
they are, and arguments that no function can read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from remit.manifest.values import Unknown
from remit.semantics.builtins import BUILTINS
from remit.syntax import tree
from remit.syntax.literals import quoted
from remit.text.diagnostic import Diagnostic
from remit.workbench.lint.subject import Subject

_GROUPED = re.compile(r"([1-9]\d{0,2})\.(\d\d0)")
_BRACES = re.compile(r"\{([a-z_][a-z0-9_]*)[^{}]*\}")
_QUARTER = re.compile(r"\d{4}-Q[1-4]")


def grouped(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on a number with a point where thousands may be meant: `20.000` is 20."""
    for node in tree.walk(subject.policy.policy):
        if isinstance(node, tree.Number):
            written = subject.written(node)
            match = _GROUPED.fullmatch(written)
            if match is not None:
                plain = written.rstrip("0").rstrip(".")
                message = f"`{written}` is {plain}: the point begins the decimals"
                help = f"write `{match[1]}_{match[2]}` where thousands are meant, else `{plain}`"
                yield subject.say("grouped-number", node.span, message, help)


def braces(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on names in braces within a text that is no message, where they stay as they
    are written."""
    policy = subject.policy
    outside = {policy.kind, "baseline", "today", *policy.params, *policy.used, *policy.defines}
    for checked in policy.rules:
        bound = {node.name.text for node in tree.walk(checked.rule) if isinstance(node, _BINDING)}
        for node in tree.walk(checked.rule):
            for match in _BRACES.finditer(node.value) if isinstance(node, tree.Text) else ():
                if match[1] in outside | bound:
                    message = f"`{match[0]}` stands in this text as it is written"
                    help = "only messages fill their braces: compare with the value itself"
                    yield subject.say("literal-braces", node.span, message, help)


_BINDING = tree.For | tree.Let | tree.Quantified | tree.Find | tree.Generator | tree.Sort


def unreadable(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on a call that can read none of the literals it is given."""
    for node in tree.walk(subject.policy.policy):
        if not isinstance(node, tree.Call) or len(node.arguments) != 1:
            continue
        builtin = BUILTINS.get(node.function)
        meaning = builtin.meaning if builtin is not None else None
        for text in _texts(node.arguments[0], subject) if meaning is not None else ():
            assert meaning is not None
            result = meaning((text.value,))
            if isinstance(result, Unknown):
                message = f"`{subject.written(node)}` is always undecided: {result.reason}"
                help = f"write what `{node.function}` reads, such as in `{_example(node.function)}`"
                yield subject.say("always-undecided", text.span, message, help)


def _texts(argument: tree.Expression, subject: Subject) -> list[tree.Text]:
    """Gives the text literal that an argument is, or those of the param that it names."""
    param = subject.policy.params.get(argument.name) if isinstance(argument, tree.Name) else None
    values = [each.value for each in param.param.schedule] if param is not None else [argument]
    return [value for value in values if isinstance(value, tree.Text)]


def _example(function: str) -> str:
    return BUILTINS[function].example.partition(" and ")[0]


_SHAPES: Mapping[str, tuple[Callable[[str], str], str]] = {
    "lower": (str.lower, "in lower case"),
    "upper": (str.upper, "in upper case"),
    "trim": (str.strip, "without blanks at its ends"),
    "quarter": (lambda text: text if _QUARTER.fullmatch(text) else "2026-Q4", "like `2026-Q4`"),
}
"""What texts some functions give: what makes one of any text, and in words."""


def unlike(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on a text that the function beside it never gives."""
    for node in tree.walk(subject.policy.policy):
        if not isinstance(node, tree.Compare) or node.operator not in ("==", "!=", "in", "not in"):
            continue
        for call, other in ((node.left, node.right), (node.right, node.left)):
            if not isinstance(call, tree.Call) or call.function not in _SHAPES:
                continue
            made, words = _SHAPES[call.function]
            items = other.items if isinstance(other, tree.ListLiteral) else (other,)
            for text in items:
                if isinstance(text, tree.Text) and made(text.value) != text.value:
                    given = f"`{subject.written(call)}` is {words}"
                    message = f"{given}, and never {quoted(text.value)}"
                    help = (
                        f"compare it with a text of that form, such as {quoted(made(text.value))}"
                    )
                    yield subject.say("constant-condition", text.span, message, help)
