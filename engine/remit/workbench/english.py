"""English: the conditions and clauses of a rule as sentences, made from its tree.

They can't drift from the rule, since nothing else is read. A condition is told as it is ("the
status is met") or as a demand ("the status must be met").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from remit.semantics.checked import CheckedPolicy
from remit.syntax import tree
from remit.text.sentences import listed

_VERBS = {
    "==": ("is", "must be"),
    "!=": ("is not", "must not be"),
    "<": ("is less than", "must be less than"),
    "<=": ("is at most", "must be at most"),
    ">": ("is more than", "must be more than"),
    ">=": ("is at least", "must be at least"),
    "in": ("is among", "must be among"),
    "not in": ("is not among", "must not be among"),
    "matches": ("has the form", "must have the form"),
    "starts with": ("starts with", "must start with"),
    "ends with": ("ends with", "must end with"),
    "contains": ("contains", "must contain"),
    "is present": ("is given", "must be given"),
    "is absent": ("is not given", "must not be given"),
    "is empty": ("is empty", "must be empty"),
    "is not empty": ("is not empty", "must not be empty"),
}
_OF_DATES = {
    "<": ("is before", "must be before"),
    "<=": ("is on or before", "must be on or before"),
    ">": ("is after", "must be after"),
    ">=": ("is on or after", "must be on or after"),
}
_FUNCTIONS = {
    "count": "the number of {0}",
    "sum": "the sum of {0}",
    "min": "the smallest of {0}",
    "max": "the largest of {0}",
    "distinct": "the different ones of {0}",
    "duplicates": "those that repeat among {0}",
    "first": "the first of {0}",
    "last": "the last of {0}",
    "pairs": "the neighbours in {0}",
    "rank": "the rank of {0}",
    "length": "the length of {0}",
    "keys": "the keys of {0}",
    "values": "the entries of {0}",
    "version": "version {0}",
    "abs": "the size of {0}",
    "days": "the days of {0}",
    "quarter": "the quarter of {0}",
    "year": "the year of {0}",
    "date": "the day of {0}",
    "path_of": "the path of {0}",
    "text": "{0} as written",
    "lower": "{0} in small letters",
    "upper": "{0} in capitals",
    "trim": "{0} without blanks around it",
    "file_exists": "a file at {0}",
    "join": "the text joined of {0}",
    "split": "the parts of {0}",
    "replace": "{0} with parts of it replaced",
    "without_start": "{0} without its start",
    "without_end": "{0} without its end",
    "number": "the number in {0}",
    "round": "{0} rounded",
    "month": "the month of {0}",
}
_OPERATIONS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
_DATE_NAMES = ("_on", "due", "until", "expires", "_date", "today")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Tells the conditions of one policy, in whose words its rules and defines are written."""

    policy: CheckedPolicy

    def written(self, node: tree.Node) -> str:
        """Gives a part of the rule as its author wrote it."""
        return " ".join(self.policy.source.slice(node.span).split())

    def noun(self, expression: tree.Expression) -> str:
        """Gives an expression as a noun phrase: `the tranche's status`."""
        match expression:
            case tree.Name(name):
                return self._name(name)
            case tree.Field():
                return self._field(expression)
            case tree.Index(target, key):
                return f"{self.noun(target)} for {self.noun(key)}"
            case tree.Default(value, fallback):
                return f"{self.noun(value)} (or {self.noun(fallback)} where there is none)"
            case tree.Arithmetic(operator, left, right):
                return f"{self.noun(left)} {_OPERATIONS[operator]} {self.noun(right)}"
            case tree.Negative(operand):
                return f"minus {self.noun(operand)}"
            case tree.Find(name, items, condition):
                return (
                    f"the first {name.text} of {self.noun(items)} for which {self.told(condition)}"
                )
            case tree.Comprehension():
                return self._comprehension(expression)
            case tree.Sort(name, items, where, key, descending):
                falling = ", the largest first" if descending else ""
                over = self.each(name.text, items, where)
                return f"each {over} (in the order of {self.noun(key)}{falling})"
            case tree.ListLiteral(items):
                return listed([self.noun(item) for item in items]) or "nothing"
            case tree.Call(function, arguments):
                form = _FUNCTIONS.get(function)
                if form is None or not arguments:
                    return f"`{self.written(expression)}`"
                return form.format(*(self.noun(argument) for argument in arguments))
            case tree.Text() | tree.Number() | tree.Boolean() | tree.Date() | tree.Duration():
                return self.written(expression)
            case tree.Table():
                return self.written(expression)
            case tree.Decision():
                return "; ".join(self._row(row) for row in expression.rows)
            case _:
                return f"whether {self.told(expression)}"

    def _row(self, row: tree.Row) -> str:
        tests = [self.told(test) for test in row.conditions if test is not None]
        values = listed([self.noun(value) for value in row.values])
        return f"{values} where {listed(tests)}" if tests else f"{values} whatever they are"

    def told(self, condition: tree.Expression, *, demanded: bool = False) -> str:
        """Gives a condition as a sentence: as it is, or as it must be."""
        match condition:
            case tree.Compare(operator, left, right):
                return self._compare(operator, left, right, demanded)
            case tree.PresenceTest(operator, operand):
                return f"{self.noun(operand)} {_VERBS[operator][demanded]}"
            case tree.And(parts):
                return listed([self.told(part, demanded=demanded) for part in parts])
            case tree.Or(parts):
                inner = listed([self.told(part, demanded=demanded) for part in parts], "or")
                return f"either {inner}"
            case tree.Not(operand):
                must = "it must not be so that" if demanded else "it is not so that"
                return f"{must} {self.told(operand)}"
            case tree.Implies(left, right):
                return f"if {self.told(left)}, then {self.told(right, demanded=demanded)}"
            case tree.Quantified():
                return self._quantified(condition, demanded)
            case tree.Boolean(value):
                return "always" if value else "never"
            case tree.Call(function, (whom,)) if function.startswith(("is_", "has_")):
                if not demanded:
                    return f"{self.noun(whom)} {spaced(function)}"
                return f"it must hold that {self.noun(whom)} {spaced(function)}"
            case tree.Call("file_exists"):
                there = "there must be" if demanded else "there is"
                return f"{there} {self.noun(condition)}"
            case tree.Call():
                return f"{self.noun(condition)} {'must hold' if demanded else 'holds'}"
            case tree.Name(name) if self._is_define(name):
                return f"{self.noun(condition)} {'must hold' if demanded else 'holds'}"
            case _:
                return f"{self.noun(condition)} {'must be' if demanded else 'is'} true"

    def _name(self, name: str) -> str:
        if name == "baseline":
            return f"the {self.policy.kind} before the change"
        if name == "today" or len(name) <= 2:
            return name
        if self._is_define(name):
            return f"`{name}`"
        return f"the {spaced(name)}"

    def _is_define(self, name: str) -> bool:
        return name in self.policy.defines or name in self.policy.used

    def _field(self, expression: tree.Field) -> str:
        steps = [expression.name]
        target = expression.target
        while isinstance(target, tree.Field):
            steps.insert(0, target.name)
            target = target.target
        owner = self.noun(target)
        path = ".".join(steps)
        known = isinstance(target, tree.Name) and target.name in (self.policy.kind, "baseline")
        return f"{owner}'s {f'`{path}`' if known or len(steps) > 1 else spaced(path)}"

    def _comprehension(self, expression: tree.Comprehension) -> str:
        over = " and ".join(self._generator(generator) for generator in expression.generators)
        last = expression.generators[-1].name.text
        match expression.element:
            case tree.Name(name) if name == last:
                return over
            case tree.Field(tree.Name(name), field) if name == last:
                return f"the {spaced(field)} of each {over}"
            case element:
                return f"{self.noun(element)} of each {over}"

    def _generator(self, generator: tree.Generator) -> str:
        return self.each(generator.name.text, generator.items, generator.where)

    def each(
        self, name: str, items: tree.Expression, where: tree.Expression | None, *, of: str = "in"
    ) -> str:
        """Gives `tranche in the project's tranches for which ...`."""
        chosen = f" for which {self.told(where)}" if where is not None else ""
        return f"{spaced(name)} {of} {self.noun(items)}{chosen}"

    def _compare(
        self, operator: str, left: tree.Expression, right: tree.Expression, demanded: bool
    ) -> str:
        dates = operator in _OF_DATES and (self._is_day(left) or self._is_day(right))
        verb = (_OF_DATES if dates else _VERBS)[operator][demanded]
        if operator in ("in", "not in") and isinstance(right, tree.ListLiteral):
            verb = {"in": ("is", "must be"), "not in": ("is not", "must not be")}[operator][
                demanded
            ]
            return f"{self.noun(left)} {verb} {listed([self.noun(i) for i in right.items], 'or')}"
        return f"{self.noun(left)} {verb} {self.noun(right)}"

    def _is_day(self, expression: tree.Expression) -> bool:
        match expression:
            case tree.Date():
                return True
            case tree.Name(name) | tree.Field(_, name):
                return name.endswith(_DATE_NAMES)
            case tree.Arithmetic(_, left, right):
                return self._is_day(left) != self._is_day(right)
            case tree.Default(value, _):
                return self._is_day(value)
            case _:
                return False

    def _quantified(self, condition: tree.Quantified, demanded: bool) -> str:
        name, items = spaced(condition.name.text), self.noun(condition.items)
        if condition.quantifier == "every":
            inner = self.told(condition.condition, demanded=demanded)
            return f"for every {name} of {items}, {inner}"
        there = "there must be" if demanded else "there is"
        article = {"some": "some", "no": "no"}[condition.quantifier]
        return f"{there} {article} {name} of {items} for which {self.told(condition.condition)}"


def clauses(speaker: Speaker, rule: tree.Rule) -> Iterator[tuple[int, str]]:
    """Gives the clauses of a rule as sentences, each with how deep it is governed by others."""
    depth = 0
    for clause in rule.clauses:
        match clause:
            case tree.For(name, items, where):
                yield depth, f"for each {speaker.each(name.text, items, where, of='of')}:"
                depth += 1
            case tree.When(condition):
                yield depth, f"where {speaker.told(condition)}:"
                depth += 1
            case tree.Let(name, value):
                yield depth, f"let `{name.text}` be {speaker.noun(value)}"
            case tree.Require(condition):
                yield depth, f"- {speaker.told(condition, demanded=True)}"


def spaced(name: str) -> str:
    """Gives a name as words."""
    return name.replace("_", " ")
