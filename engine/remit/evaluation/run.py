"""A run: what stays the same while one rule is evaluated, and the names that an expression sees."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from remit.evaluation.world import CHARACTERS, LOST, Collection, Kept, Manifest, Subject, World
from remit.manifest.document import Document
from remit.manifest.paths import keyed
from remit.manifest.values import ABSENT, Data, Spot, Unknown, Value
from remit.semantics import operations
from remit.semantics.checked import CheckedPolicy, CheckedRule

if TYPE_CHECKING:
    from remit.syntax import tree

NOTED = 100
"""What came of so many parts of a rule is noted."""

SHORT = 16
"""Nothing is noted of lists with as many elements, or more."""


class BudgetError(Exception):
    """The rule has used up its budget; caught where the rule's evaluation began."""


class Run(Struct):
    """One rule on one subject: the world, all policies, and the steps that are left; `spare` are
    those of explanations, which are taken while it is `explaining`. `kept` is what is known of
    lists of the subject, `charged` the indexes of the world that were paid for, for `paid` steps;
    `sought` counts how often something was looked up, `looked` how often for steps that depend on
    what came before; `last` is the index of the world that was used last. What came of parts of the
    rule is `noted`, and recalled where that is explained; what is kept for all subjects and was
    `handed` out is told by its `id`."""

    rule: CheckedRule
    policy: CheckedPolicy
    policies: Mapping[str, CheckedPolicy]
    subject: Subject
    world: World
    steps: int
    spare: int
    explaining: bool = False
    kept: Kept = field(default_factory=Kept)
    charged: set[int] = field(default_factory=set)
    paid: int = 0
    sought: int = 0
    looked: int = 0
    last: Any = None
    handed: set[int] = field(default_factory=set)
    noted: dict[Hashable, Noted] = field(default_factory=dict)

    def note(self, key: Hashable, noted: Noted) -> None:
        """Notes what came of a part of the rule; what came of those before may be forgotten."""
        if len(self.noted) >= NOTED:
            self.noted.clear()
        self.noted[key] = noted

    def recall(self, noted: Noted) -> Value:
        """Gives what was noted, for the steps that it took."""
        self.spend(noted.cost)
        self.sought += noted.sought
        return noted.value

    def spend(self, steps: int) -> None:
        """Takes steps off the budget; an operation on much data takes as many as it has to do."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetError

    def manifest_of(self, document: Document) -> Manifest | None:
        """Gives the manifest that a document belongs to: the subject, its baseline, any member."""
        for manifest in (self.subject.manifest, self.subject.baseline):
            if manifest is not None and manifest.document is document:
                return manifest
        return self.world.members.get(id(document))

    def walk(self, data: Data) -> None:
        """Spends what it costs to walk through all of a piece of data."""
        if isinstance(data, str):
            if len(data) >= CHARACTERS:
                self.spend(len(data) // CHARACTERS)
        elif data.__class__ is list:
            self.spend(len(data))
            for item in data:
                self.walk(item.data)
        elif data.__class__ is dict:
            self.spend(len(data))
            for item in data.values():
                self.walk(item.data)

    def file_exists(self, path: Data) -> bool | Unknown:
        """Says whether a file exists; beside the manifest where the path begins with `./`."""
        if not isinstance(path, str):
            return Unknown(f"{operations.kind(path)} stands where a path is needed")
        manifest = self.subject.own
        if manifest is None and path.startswith("./"):
            return Unknown(f"`{path}` is beside the manifest, and the rule is about none")
        return self.world.file_exists(path, manifest.path if manifest is not None else None)


class Noted(Struct):
    """What came of an expression in a frame, and the steps that it took, which are `steady` if they
    are the same whenever it is evaluated; how often something was `sought` for it. Of a quantifier
    it is the list; of its first elements there are the frame of each, the outcome and the steps."""

    frame: Frame
    value: Value
    cost: int
    elements: list[tuple[Frame, bool | Unknown, int]] = field(default_factory=list)
    steady: bool = False
    sought: int = 0


class Frame(Struct):
    """The names in reach of an expression, and the policy whose params and defines it sees.

    `lets` keeps the expressions behind `let` names, each with its frame, so that an explanation can
    look into them.
    """

    run: Run
    policy: CheckedPolicy
    names: dict[str, Value] = field(default_factory=dict)
    lets: dict[str, tuple[tree.Expression, Frame]] = field(default_factory=dict)

    def binding(self, name: str, value: Value) -> Frame:
        """Gives a frame with one name more."""
        return Frame(self.run, self.policy, {**self.names, name: value}, self.lets)

    def letting(self, name: str, value: Value, expression: tree.Expression) -> Frame:
        """Gives a frame with one name more, whose expression is remembered."""
        lets = {**self.lets, name: (expression, self)}
        return Frame(self.run, self.policy, {**self.names, name: value}, lets)

    def written(self, node: tree.Node) -> str:
        """Gives an expression as its author wrote it, on one line."""
        written = _wording(self.policy).written
        known = written.get(id(node))
        if known is None:
            text = " ".join(self.policy.source.slice(node.span).split())
            known = written[id(node)] = node, text
        return known[1]

    def key(self, node: tree.Expression) -> tuple[int, int]:
        """Gives what tells an expression in this frame from others, but not from its like."""
        wording = _wording(self.policy)
        known = wording.alike.get(id(node))
        if known is None:
            first = wording.first.setdefault((node, self.written(node)), node)
            known = wording.alike[id(node)] = node, first
        return id(known[1]), id(self)

    def define(self, name: str) -> tuple[tree.Define, CheckedPolicy] | None:
        """Gives a define in reach and the policy that it belongs to."""
        kept, key = self.run.world.kept.defines, (id(self.policy), name)
        known = kept.get(key)
        if known is None:
            home = self.home(name)
            define = home.defines.get(name)
            found = (define, home) if define is not None else None
            known = kept[key] = self.policy, found
        return known[1]

    def home(self, name: str) -> CheckedPolicy:
        """Gives the policy that a param or define of this name belongs to."""
        used = self.policy.used.get(name)
        return self.run.policies[used] if used is not None else self.policy


class _Wording(Struct):
    """How the parts of a policy are written, by their `id`, and of those that are alike the first
    one. It holds the parts, as their `id` stands for them."""

    written: dict[int, tuple[tree.Node, str]] = field(default_factory=dict)
    alike: dict[int, tuple[tree.Node, tree.Node]] = field(default_factory=dict)
    first: dict[tuple[tree.Node, str], tree.Node] = field(default_factory=dict)


@lru_cache(maxsize=64)
def _wording(policy: CheckedPolicy) -> _Wording:
    """Gives what is known of how a policy is written."""
    return _Wording()


def recalled(
    make: Callable[[Any, Frame], Value],
) -> Callable[[Any, Frame], Value]:
    """Gives what makes a value, or, where that is explained, recalls what was made of the same
    before. That takes as many steps again: explanations have a budget, and it lasts as far."""

    def made(expression: tree.Expression, frame: Frame) -> Value:
        run, key = frame.run, frame.key(expression)
        known = run.noted.get(key) if run.explaining else None
        if known is not None:
            return run.recall(known)
        before, looked, sought = run.steps, run.looked, run.sought
        value = make(expression, frame)
        if run.looked == looked and not _is_long(value):
            cost = before - run.steps
            run.note(key, Noted(frame, value, cost, sought=run.sought - sought))
        return value

    return made


class Meaning(Struct, frozen=True, eq=False):
    """What the interpreter does: values, conditions, and the elements of lists."""

    evaluate: Callable[[tree.Expression, Frame], Value]
    truth: Callable[[tree.Expression, Frame], bool | Unknown]
    elements: Callable[[tree.Expression, Frame], list[Value] | Unknown]


def pooled(
    make: Callable[[Any, Frame], Value],
    evaluate: Callable[[tree.Expression, Frame], Value],
    truth: Callable[[tree.Expression, Frame], bool | Unknown],
    elements: Callable[[tree.Expression, Frame], list[Value] | Unknown],
) -> Callable[[Any, Frame], Value]:
    """Gives what makes a value, or recalls it where it was made for other subjects."""
    meaning = Meaning(evaluate, truth, elements)

    def made(expression: Any, frame: Frame) -> Value:
        if not frame.run.world.is_wide:
            return make(expression, frame)
        from remit.evaluation.pools import found  # most checks of one manifest do without

        return found(expression, frame, make, meaning)

    return made


def defined(
    define: tree.Define, frame: Frame, evaluate: Callable[[tree.Expression, Frame], Value]
) -> Value:
    """Gives what a define comes to in a frame of its own. That depends on its arguments alone, and
    is recalled where it would take the same steps again, as it always does in an explanation."""
    run, key = frame.run, (id(define), *map(_told_by, frame.names.values()))
    known = run.noted.get(key)
    if known is not None and (known.steady or run.explaining):
        return run.recall(known)
    before, looked, sought = run.steps, run.looked, run.sought
    value = evaluate(define.body, frame)
    steady = run.looked == looked
    if steady or run.explaining:
        cost = before - run.steps
        run.note(key, Noted(frame, value, cost, steady=steady, sought=run.sought - sought))
    return value


def _told_by(argument: Value) -> Hashable:
    """Gives what tells an argument from others: a scalar's data, and where it stands."""
    data = argument.data
    scalar = isinstance(data, str | bool | int | Fraction | date)
    return data.__class__, data if scalar else id(data), id(argument.spot)


def outside(name: str, frame: Frame) -> Value | None:
    """Gives the value of a name that the rule did not bind itself, defines excepted."""
    run = frame.run
    if name == frame.run.policy.kind:
        manifest = run.subject.manifest
        return manifest.value if manifest is not None else Value(ABSENT)
    if name == "baseline":
        return _baseline(run.subject)
    if name == "today":
        return Value(run.world.today)
    param = run.world.params.get((frame.home(name).name, name))
    if param is not None:
        return param
    collection = run.world.collections.get(name)
    if collection is not None:
        return _members(collection)
    register = run.world.registers.get(name)
    return Value(register) if isinstance(register, Unknown) else register


def reason(unknown: Unknown, run: Run) -> str:
    """Gives why something can't be decided, to be read after "can't be decided: "."""
    if unknown.spot is None:
        return unknown.reason or "a value is missing"
    if unknown.reason:
        return unknown.reason + of_file(unknown.spot, run, ", in ")
    return f"`{keyed(unknown.spot) or run.policy.kind}`{of_file(unknown.spot, run)} is missing"


def of_file(spot: Spot, run: Run, link: str = " of ") -> str:
    """Gives " of FILE" for a spot outside of the manifest under evaluation, else nothing."""
    own = run.subject.manifest
    if own is not None and spot.document is own.document:
        return ""
    return f"{link}{spot.document.source.name}"


def _is_long(value: Value) -> bool:
    """Says whether a value is a long list that nobody else keeps."""
    return value.spot is None and isinstance(value.data, list) and len(value.data) >= SHORT


def _baseline(subject: Subject) -> Value:
    if subject.change == "unreadable":
        return Value(Unknown(LOST))
    return subject.baseline.value if subject.baseline is not None else Value(ABSENT)


def _members(collection: Collection) -> Value:
    if collection.unreadable:
        return Value(Unknown(f"`{collection.unreadable[0]}` can't be read"))
    return collection.value
