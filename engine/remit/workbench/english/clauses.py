"""Clauses: a rule as lines, each as deep as it is governed by others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from remit.syntax import tree
from remit.workbench.english.speaking import Speaker
from remit.workbench.english.words import says_little

_INLINE = 72
"""A condition of several parts that is told in more characters is told in lines."""

Role = Literal["guard", "name", "demand", "part", "note"]


class Line(Struct, frozen=True):
    """A line of what a rule says: what governs others, what a name is given to, what is demanded,
    a part of what is demanded, or a note."""

    depth: int
    text: str
    role: Role = "note"


def clauses(speaker: Speaker, rule: tree.Rule) -> Iterator[Line]:
    """Gives the clauses of a rule."""
    depth = 0
    for clause in rule.clauses:
        match clause:
            case tree.For(name, items, where):
                inner = speaker.over(name.text, items)
                shown = inner.element(name.text)
                also = f" `{name.text}`" if says_little(name.text) and "`" not in shown else ""
                chosen = f" for which {inner.told(where)}" if where is not None else ""
                text = f"for each {shown}{also} of {speaker.noun(items)}{chosen}:"
                yield Line(depth, text, "guard")
                speaker, depth = inner, depth + 1
            case tree.When(condition):
                yield Line(depth, f"when {speaker.told(condition)}:", "guard")
                depth += 1
            case tree.Let(name, value):
                yield from named(speaker, f"let `{name.text}` be", value, depth)
                speaker = speaker.letting(name.text, value)
            case tree.Require(condition):
                yield from demands(speaker, condition, depth)


def demands(speaker: Speaker, condition: tree.Expression, depth: int) -> Iterator[Line]:
    """Gives what a `require` demands: on one line, or each part on a line of its own."""
    text = speaker.told(condition, demanded=True)
    match condition:
        case tree.Or(parts) if len(text) > _INLINE:
            yield Line(depth, "one of these must hold:", "demand")
            yield from (Line(depth + 1, speaker.told(part), "part") for part in parts)
        case tree.And(parts) if len(text) > _INLINE:
            yield Line(depth, "all of these must hold:", "demand")
            yield from (Line(depth + 1, speaker.told(part), "part") for part in parts)
        case _:
            yield Line(depth, text, "demand")


def named(speaker: Speaker, lead: str, value: tree.Expression, depth: int) -> Iterator[Line]:
    """Gives what a name stands for: on one line, or each entry of a table on its own."""
    if not isinstance(value, tree.Table):
        yield Line(depth, f"{lead} {phrase(speaker, value)}", "name")
        return
    yield Line(depth, lead, "name")
    for key, entry in value.entries:
        yield Line(depth + 1, f"{speaker.written(key)}: {phrase(speaker, entry)}", "part")


def phrase(speaker: Speaker, value: tree.Expression) -> str:
    """Gives a value as a noun, a condition as `whether ...`."""
    condition = speaker.lexicon.is_condition(speaker.policy.name, value)
    if condition and isinstance(value, tree.Call | tree.Name):
        return f"whether {speaker.told(value)}"
    return speaker.noun(value)
