"""Mutants: the rules, defines and params of policies, each with one thing changed.

They are made on the tree that the checker has read, so that only what was changed is checked again.
Their edits say the same as their tree, and are what people are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from remit.semantics.scope import Home
from remit.syntax import tree
from remit.syntax.decisions import as_written, minding_absence
from remit.text.fixes import Edit, edited
from remit.text.source import Source, Span
from remit.workbench.mutation.changes import Change, Ground, changes
from remit.workbench.mutation.literals import beside
from remit.workbench.mutation.wording import Wording, replaced

Item = tree.Rule | tree.Define | tree.Param


class Mutant(Struct, frozen=True, eq=False):
    """A changed rule, define or param of a policy.

    `focus` is the part that shows the change; `old` is what was changed, and `new` what stands in
    its place, None for a clause that is left out.
    """

    node: Item
    edits: tuple[Edit, ...]
    focus: Span
    what: str
    case: str
    old: tree.Node
    new: tree.Node | None

    def was(self, source: Source) -> str:
        """Gives the part that was changed, on one line."""
        return on_one_line(source.slice(self.focus))

    def becomes(self, source: Source) -> str:
        """Gives what it was changed to, on one line; nothing where it was left out."""
        start = self.focus.start
        moved = [
            Edit(Span(edit.span.start - start, edit.span.end - start), edit.text)
            for edit in self.edits
        ]
        return on_one_line(edited(source.slice(self.focus), moved))


def mutants(item: Item, home: Home) -> Iterator[Mutant]:
    """Gives all mutants of a rule, define or param, also such as don't hold together."""
    ground = Ground(home, Wording(home.source))
    match item:
        case tree.Rule():
            yield from _without_clauses(item, ground)
            yield from _flags(item, ground)
            yield from _dates(item, ground)
            for at, clause in enumerate(item.clauses):

                def put(new: tree.Node, at: int = at) -> tree.Node:
                    clause = cast(tree.Clause, new)
                    return replace(
                        item, clauses=(*item.clauses[:at], clause, *item.clauses[at + 1 :])
                    )

                yield from _within(clause, None, put, ground)
        case tree.Define(body=body):

            def put_body(new: tree.Node) -> tree.Node:
                return replace(item, body=_minded(cast(tree.Expression, new)))

            if isinstance(body, tree.Decision):
                body = replace(body, rows=as_written(body.rows))
            yield from _within(body, None, put_body, ground)
        case tree.Param():
            yield from _scheduled(item, ground)


def _minded(body: tree.Expression) -> tree.Expression:
    """Gives the body of a define as it is evaluated, of a table with what minds absence."""
    if not isinstance(body, tree.Decision):
        return body
    return replace(body, rows=minding_absence(body.rows, body.inputs))


# -- what stands inside -------------------------------------------------------------------------

Put = Callable[[tree.Node], tree.Node]

_TOLD: frozenset[tuple[type[tree.Node], str]] = frozenset(
    {(tree.Require, "message"), (tree.Require, "at"), (tree.Require, "hint")}
)
"""What findings say and where they are shown is left as it is."""


def _within(
    node: tree.Node, parent: tree.Node | None, put: Put, ground: Ground
) -> Iterator[Mutant]:
    for change in changes(node, parent, ground):
        yield _mutant(node, parent, change, put)
    for name in tree.parts(node):
        if (type(node), name) not in _TOLD:

            def put_part(value: object, name: str = name) -> tree.Node:
                return put(_with(node, name, value))

            yield from _parts(getattr(node, name), node, put_part, ground)


Part = TypeVar("Part", bound=tree.Node)


def _with(node: Part, name: str, value: object) -> Part:
    """Gives a node with another part."""
    parts: dict[str, Any] = {name: value}
    return replace(node, **parts)


def _parts(
    value: object, parent: tree.Node, put: Callable[[object], tree.Node], ground: Ground
) -> Iterator[Mutant]:
    if isinstance(value, tree.Word):
        return
    if isinstance(value, tree.Node):
        yield from _within(value, parent, put, ground)
    elif isinstance(value, tuple):
        keyed = isinstance(parent, tree.Table) and value is not parent.entries
        for at, part in enumerate(value):
            if not (keyed and at == 0):

                def put_part(new: object, at: int = at) -> tree.Node:
                    return put((*value[:at], new, *value[at + 1 :]))

                yield from _parts(part, parent, put_part, ground)


def _mutant(node: tree.Node, parent: tree.Node | None, change: Change, put: Put) -> Mutant:
    node_ = put(change.new)
    assert isinstance(node_, tree.Rule | tree.Define | tree.Param)
    focus = _focus(node, parent, change)
    return Mutant(node_, change.edits, focus, change.what, change.case, node, change.new)


def _focus(node: tree.Node, parent: tree.Node | None, change: Change) -> Span:
    """Gives the part that shows a change: the node, what a literal stands in, all of an interval
    of a table, or the row that is left out."""
    focus = node.span
    literal = isinstance(node, tree.Text | tree.Number | tree.Boolean | tree.Date | tree.Duration)
    bound = isinstance(node, tree.Compare) and node.span == node.right.span
    bound = bound and isinstance(parent, tree.And)
    if isinstance(node, tree.Decision):
        focus = change.edits[0].span
    elif parent is not None and (bound or (literal and isinstance(parent, tree.Expression))):
        focus = parent.span if parent.span.start <= node.span.start else node.span
    for edit in change.edits:
        focus = Span(min(focus.start, edit.span.start), max(focus.end, edit.span.end))
    return focus


# -- rules as a whole ---------------------------------------------------------------------------


def _without_clauses(rule: tree.Rule, ground: Ground) -> Iterator[Mutant]:
    for at, clause in enumerate(rule.clauses):
        match clause:
            case tree.When(condition):
                text = ground.text(condition)
                case_ = (
                    f"a case in which {text} doesn't hold, though what stands below it would fail"
                )
                what = f"`when {text[1:]} is left out"
            case tree.Require(condition):
                text = ground.text(condition)
                case_, what = f"a case in which {text} fails", f"`require {text[1:]} is left out"
            case _:
                continue
        new = replace(rule, clauses=rule.clauses[:at] + rule.clauses[at + 1 :])
        yield Mutant(new, replaced(clause.span, ""), clause.span, what, case_, clause, None)


def _flags(rule: tree.Rule, ground: Ground) -> Iterator[Mutant]:
    end = rule.clauses[0].span.start if rule.clauses else rule.span.end
    for word, new, told in (
        ("creation", replace(rule, on_creation=False), "is new"),
        ("deletion", replace(rule, on_deletion=False), "is deleted"),
    ):
        found = ground.wording.find(rule.name.span.end, end, rf"\bon\s+{word}\b")
        if found is not None:
            what, case_ = f"`on {word}` is left out", f"a case in which the manifest {told}"
            yield Mutant(new, replaced(found, ""), found, what, case_, rule, None)


def _dates(rule: tree.Rule, ground: Ground) -> Iterator[Mutant]:
    effective = rule.effective
    if effective is None:
        return
    for name, value in (("start", effective.start), ("end", effective.end)):
        if value is None:
            continue
        span = effective.span
        found = ground.wording.find(span.start, span.end, _written(value, name))
        for day in beside(value):
            new = replace(rule, effective=_with(effective, name, day))
            edits = replaced(found, day.isoformat())
            what = f"`{value}` becomes `{day}`"
            case_ = f"a case on {value}, and one on the day before"
            if edits:
                yield Mutant(new, edits, span, what, case_, effective, None)


def _written(day: object, name: str) -> str:
    """Gives the pattern of a date: the last one where a rule ends."""
    return rf"{day}(?!.*\d)" if name == "end" else rf"{day}"


# -- params -------------------------------------------------------------------------------------


def _scheduled(param: tree.Param, ground: Ground) -> Iterator[Mutant]:
    for at, scheduled in enumerate(param.schedule):

        def put(new: tree.Scheduled, at: int = at) -> tree.Param:
            return replace(param, schedule=(*param.schedule[:at], new, *param.schedule[at + 1 :]))

        def put_value(
            new: tree.Node, scheduled: tree.Scheduled = scheduled, at: int = at
        ) -> tree.Node:
            return put(_with(scheduled, "value", new), at)

        yield from _within(scheduled.value, None, put_value, ground)
        if scheduled.start is None:
            continue
        span = scheduled.span
        found = ground.wording.find(scheduled.value.span.end, span.end, rf"{scheduled.start}")
        for day in beside(scheduled.start):
            edits = replaced(found, day.isoformat())
            what = f"`{scheduled.start}` becomes `{day}`"
            case_ = f"a case on {scheduled.start}, and one on the day before"
            if edits:
                new = put(replace(scheduled, start=day), at)
                yield Mutant(new, edits, span, what, case_, scheduled, None)


def on_one_line(text: str) -> str:
    """Gives a text with single blanks for all that parts its words."""
    return " ".join(text.split())
