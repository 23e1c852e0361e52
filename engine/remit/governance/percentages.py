"""Percentages: a param that a rule file sets to `20%` isn't given as `30`, which is 3000%."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from remit.manifest.document import Node
from remit.manifest.values import shown
from remit.semantics.checked import CheckedPolicy
from remit.syntax import tree
from remit.text.numbers import Number
from remit.text.source import Source

Written = tuple[Number, str]
"""A number, and how it is written."""


def no_percentage(given: Node, param: str, policy: CheckedPolicy) -> tuple[str, str] | None:
    """Gives why a value hardly is meant for a param that a policy sets to percentages, and the way
    out; None where it may be. What is below 1 is a share, with or without the sign: `0.25`."""
    declared = list(_numbers(policy.params[param].param, policy.source))
    if not declared or not all(text.endswith("%") for _, text in declared):
        return None
    for value, text in _given(given):
        if value >= 1 and not text.endswith("%"):
            much = shown(value * 100)
            message = f"`{policy.name}.{param}` is a percentage, and `{text}` is {much}%"
            return message, f"write `{shown(value)}%`, or `{much}%` if that is meant"
    return None


def _given(node: Node) -> Iterator[Written]:
    """Gives the numbers of what is given for a param."""
    match node.content:
        case list(items):
            for item in items:
                yield from _given(item)
        case dict(entries):
            for entry in entries.values():
                yield from _given(entry)
        case bool() | None:
            pass
        case int() | Fraction() as number:
            yield number, node.text or ""
        case _:
            from remit.syntax.parser import parse  # lark, which is slow to import

            source = as_param(node.text or "")
            policy, _ = parse(source)
            if policy is not None:
                yield from _numbers(policy, source)


def as_param(text: str) -> Source:
    """Gives a policy that sets a param to what is written for it."""
    return Source("", f'policy given governs given "Given."\nparam given = {text}\n')


def _numbers(node: tree.Node, source: Source) -> Iterator[Written]:
    """Gives the numbers below a node of a tree."""
    for part in tree.walk(node):
        if isinstance(part, tree.Number):
            yield part.value, source.slice(part.span)
