"""The tree of a rule file: what the author wrote, with the span of every part.

Spans are keyword-only and outside equality, so that two trees are equal when they say the same.
`for`, `when` and `let` govern the clauses below them, so a rule keeps its clauses in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Literal

from remit.text.alike import Alike
from remit.text.source import Span

Level = Literal["advisory", "mandatory", "absolute"]
Unit = Literal["days", "weeks", "months", "quarters", "years"]
Comparison = Literal[
    "==", "!=", "<", "<=", ">", ">=",
    "in", "not in", "matches", "starts with", "ends with", "contains",
]  # fmt: skip
Presence = Literal["is present", "is absent", "is empty", "is not empty"]
Quantifier = Literal["some", "every", "no"]


class Node(Alike, frozen=True, eq=False, kw_only=True):
    """Any part of a rule file."""

    span: Span
    aside = ("span", "word")

    def __reduce__(self) -> tuple[Callable[..., Node], tuple[type[Node], dict[str, object]]]:
        """Gives what a kept one is made of again, without what msgspec would import for that."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__}
        return made_again, (self.__class__, fields)


def made_again(part: Callable[..., Node], fields: dict[str, object]) -> Node:
    """Gives a part of a rule file that was kept."""
    return part(**fields)


class Worded(Node, frozen=True, kw_only=True):
    """A part with a name in it; `word` is the span of the name alone."""

    word: Span


class Word(Node, frozen=True):
    """A name as the author wrote it, where the name itself can be to blame."""

    text: str


# -- expressions --------------------------------------------------------------------------------


class Text(Node, frozen=True):
    """A text literal, unescaped and (long texts) dedented."""

    value: str


class Number(Node, frozen=True):
    """`12`, `2.5`, `1_000`, `20%`, `250k`, `3M`; the source keeps how it was written."""

    value: int | Fraction


class Boolean(Node, frozen=True):
    value: bool


class Date(Node, frozen=True):
    value: date


class Duration(Node, frozen=True):
    """`30 days`, `6 weeks`, `3 months`, `2 quarters`, `1 year`; units are kept in the plural."""

    amount: int
    unit: Unit


class ListLiteral(Node, frozen=True):
    items: tuple[Expression, ...]


class Table(Node, frozen=True):
    """`{"idea": 50k, "pilot": 250k}`"""

    entries: tuple[tuple[Text, Expression], ...]


class Name(Node, frozen=True):
    """A kind, collection, register, param, define, `baseline`, `today` or a name of the rule."""

    name: str


class Field(Worded, frozen=True):
    """`target.name`; `word` is the span of the name alone."""

    target: Expression
    name: str


class Index(Node, frozen=True):
    """`target[key]`: a field or table entry by text, a list element by number."""

    target: Expression
    key: Expression


class Call(Worded, frozen=True):
    """A builtin or a define with arguments. `word` is the span of the function's name.

    An aggregate over a comprehension, `sum(e for x in xs)`, has the Comprehension as its argument;
    `count(x in xs where c)` is `count` of the Comprehension whose element is the Name `x`.
    """

    function: str
    arguments: tuple[Expression, ...]


class Generator(Node, frozen=True):
    """`for name in items [where condition]` of a comprehension."""

    name: Word
    items: Expression
    where: Expression | None


class Comprehension(Node, frozen=True):
    """`element for ... for ...`, in brackets or as the argument of an aggregate."""

    element: Expression
    generators: tuple[Generator, ...]


class Sort(Node, frozen=True):
    """`sort(name in items [where condition] by key [descending])`"""

    name: Word
    items: Expression
    where: Expression | None
    key: Expression
    descending: bool


class Quantified(Node, frozen=True):
    """`some|every|no name in items satisfies condition`"""

    quantifier: Quantifier
    name: Word
    items: Expression
    condition: Expression


class Find(Node, frozen=True):
    """`find name in items where condition`"""

    name: Word
    items: Expression
    condition: Expression


class Not(Node, frozen=True):
    operand: Expression


class And(Node, frozen=True):
    """Two parts or more, as chained without parentheses."""

    parts: tuple[Expression, ...]


class Or(Node, frozen=True):
    """Two parts or more, as chained without parentheses."""

    parts: tuple[Expression, ...]


class Implies(Node, frozen=True):
    left: Expression
    right: Expression


class Compare(Node, frozen=True):
    operator: Comparison
    left: Expression
    right: Expression


class PresenceTest(Node, frozen=True):
    """`operand is present`, `is absent`, `is empty`, `is not empty`"""

    operator: Presence
    operand: Expression


class Arithmetic(Node, frozen=True):
    operator: Literal["+", "-", "*", "/"]
    left: Expression
    right: Expression


class Negative(Node, frozen=True):
    operand: Expression


class Default(Node, frozen=True):
    """`value default fallback`"""

    value: Expression
    fallback: Expression


class Row(Node, frozen=True):
    """`| test | test -> value, value`; the condition of a column is about its input, which it
    names; None for `-`, which takes any."""

    conditions: tuple[Expression | None, ...]
    values: tuple[Expression, ...]


class Decision(Node, frozen=True):
    """What a decision table gives: the value of the one row that is hit, a record of them where
    there are several `outputs`. It is the body of a define whose parameters are the inputs."""

    name: Word
    inputs: tuple[Word, ...]
    outputs: tuple[Word, ...]
    take_first: bool
    rows: tuple[Row, ...]


Expression = (
    Text | Number | Boolean | Date | Duration | ListLiteral | Table | Name | Field | Index | Call
    | Comprehension | Sort | Quantified | Find | Not | And | Or | Implies | Compare | PresenceTest
    | Arithmetic | Negative | Default | Decision
)  # fmt: skip


class Message(Node, frozen=True):
    """A text with `{expr}` in it: literal pieces (unescaped) and expressions, in order."""

    parts: tuple[str | Expression, ...]


# -- clauses ------------------------------------------------------------------------------------


class For(Node, frozen=True):
    """`for name in items [where condition]`"""

    name: Word
    items: Expression
    where: Expression | None


class When(Node, frozen=True):
    condition: Expression


class Let(Node, frozen=True):
    name: Word
    value: Expression


class Require(Node, frozen=True):
    """`require condition else message [at place] [hint hint]`"""

    condition: Expression
    message: Message
    at: Expression | None
    hint: Message | None


Clause = For | When | Let | Require


# -- items --------------------------------------------------------------------------------------


class Use(Node, frozen=True):
    """`use policy: name, name`"""

    policy: Word
    names: tuple[Word, ...]


class Scheduled(Node, frozen=True):
    """One value of a param: from the beginning (`start` None) or from a date on."""

    value: Expression
    start: date | None


class Param(Node, frozen=True):
    """`param name = value {, then value from date} [doc]`"""

    name: Word
    schedule: tuple[Scheduled, ...]
    doc: str | None


class Define(Node, frozen=True):
    """`define name = body` (`parameters` None), `define name(x, ...) = body`, or a decision table:
    `table name(x, ...) -> y, ...` with a Decision as its body."""

    name: Word
    parameters: tuple[Word, ...] | None
    body: Expression
    doc: str | None


class Effective(Node, frozen=True):
    """Half-open dates between which a rule is in force."""

    start: date
    end: date | None


class Rule(Node, frozen=True):
    name: Word
    level: Level
    title: str
    clauses: tuple[Clause, ...]
    source: str | None = None
    owner: str | None = None
    link: str | None = None
    tags: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    effective: Effective | None = None
    on_creation: bool = False
    on_deletion: bool = False


Item = Use | Param | Define | Rule


class Policy(Node, frozen=True):
    """A whole rule file; `items` in the order of the file."""

    name: Word
    kind: Word
    title: str
    owner: str | None
    items: tuple[Item, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Gives the rules in the order of the file."""
        return tuple(item for item in self.items if isinstance(item, Rule))


def children(node: Node) -> list[Node]:
    """Gives the nodes directly below a node, in the order in which they are declared."""
    found: list[Node] = []
    for name in parts(node):
        value = getattr(node, name)
        if isinstance(value, tuple):
            _gather(value, found)
        elif isinstance(value, Node):
            found.append(value)
    return found


def parts(node: Node) -> tuple[str, ...]:
    """Gives the names of what a node is made of, spans aside, in the order of declaration."""
    return type(node).__match_args__


def _gather(values: tuple[object, ...], found: list[Node]) -> None:
    for value in values:
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            _gather(value, found)


def walk(node: Node) -> Iterator[Node]:
    """Gives a node and all nodes below it, parents first."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        below = children(node)
        if below:
            below.reverse()
            waiting += below
