"""Findings: what an evaluation has to say, with its place and its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from remit.text.numbers import Number
from remit.text.source import Place, Source

if TYPE_CHECKING:
    from remit.syntax.tree import Level

Outcome = Literal["satisfied", "violated", "undecided", "not applicable"]


class Seen(Struct, frozen=True):
    """A value that decided a condition: how the rule names it, what it is, where it stands.

    `value` is its text (`(missing)` where absent), `data` what it is for other programs: a number,
    true or false, else a text; None where absent. `path` is None for what was computed. `file` is
    None where it is the finding's own.
    """

    name: str
    value: str
    path: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    data: Number | bool | str | None = None


class Because(Struct, frozen=True):
    """The least part of a condition that explains the outcome, as the author wrote it.

    `more` counts the elements of an `every` or `no` that are left out after the first five.
    """

    condition: str
    values: tuple[Seen, ...] = ()
    more: int = 0


class Finding(Struct, frozen=True):
    """A failed requirement (or manifest check) for one binding of the rule's `for` names.

    `requirement` counts the rule's requires from 0, and is None where a guard was undecided.
    `manifest` is the identity, None for a rule that is evaluated once (its place is then the rule,
    and `source` the rule file). `bindings` are the `for` names with their keyed path or value, and
    `elements` those of the names that have a path within the manifest: a value may read like one.
    """

    rule: str
    level: Level
    outcome: Literal["violated", "undecided"]
    requirement: int | None
    kind: str
    manifest: str | None
    file: str
    document: int
    source: Source
    place: Place
    path: str
    message: str
    hint: str | None = None
    because: tuple[Because, ...] = ()
    bindings: tuple[tuple[str, str], ...] = ()
    deleted: bool = False
    elements: tuple[str, ...] = ()


class Evaluation(Struct, frozen=True):
    """What one rule says of one subject: an outcome, and a finding for each failure.

    The outcome is the worst: violated, then undecided, then satisfied. `why` says why a rule is
    not applicable. `bindings` counts the bindings of the `for` names that reached a require.
    """

    rule: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    bindings: int = 0
    why: str | None = None
