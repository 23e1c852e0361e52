"""Speaking: the expressions of a rule as phrases and sentences.

A condition is told as it is ("the status is met"), as a demand ("the status must be met"), or
denied. What could be read in two ways stands in parentheses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from remit.semantics.checked import CheckedPolicy
from remit.syntax import tree
from remit.text.sentences import listed
from remit.workbench.english.lexicon import Lexicon
from remit.workbench.english.naming import Named, element
from remit.workbench.english.words import (
    FUNCTIONS,
    OF_DATES,
    OF_DAYS,
    OF_ORDER,
    OPERATIONS,
    VERBS,
    Verb,
    plural,
    predicate,
    spaced,
)

_BINDING = {"or": 1, "and": 2, "+": 3, "-": 3, "*": 4, "/": 4}


class Speaker(Struct, frozen=True):
    """Tells the expressions of one policy, in which `names` hold besides those from outside."""

    policy: CheckedPolicy
    lexicon: Lexicon
    names: Mapping[str, Named] = field(default_factory=dict)

    # -- names ------------------------------------------------------------------------------------

    def over(self, name: str, items: tree.Expression) -> Speaker:
        """Gives the speaker of what an element of a list is named in."""
        noun = element(name, items, self.names, self.policy, self.lexicon)
        return replace(self, names={**self.names, name: Named(noun)})

    def letting(self, name: str, value: tree.Expression) -> Speaker:
        """Gives the speaker of what follows a `let`."""
        return replace(self, names={**self.names, name: Named(value=value)})

    def given(self, parameters: Iterable[tree.Word]) -> Speaker:
        """Gives the speaker of the body of a define with parameters."""
        names = {
            word.text: Named(spaced(word.text) if len(word.text) > 2 else None)
            for word in parameters
        }
        return replace(self, names={**self.names, **names})

    def element(self, name: str) -> str:
        """Gives what an element of a list is called: `tranche`."""
        return self.names[name].noun or f"`{name}`"

    def written(self, node: tree.Node) -> str:
        """Gives a part of the rule as its author wrote it."""
        return " ".join(self.policy.source.slice(node.span).split())

    # -- nouns ------------------------------------------------------------------------------------

    def noun(self, expression: tree.Expression) -> str:
        """Gives an expression as a noun phrase: `the tranche's status`."""
        match expression:
            case tree.Name():
                return self._name(expression)
            case tree.Field():
                return self._field(expression)
            case tree.Index(target, key):
                return self._entry(target, key)
            case tree.Default(value, tree.ListLiteral(())):
                return f"{self.noun(value)} (if any)"
            case tree.Default(value, fallback):
                return f"{self.noun(value)} (or {self.noun(fallback)} where there is none)"
            case tree.Arithmetic(operator, left, right):
                first, second = self._operand(left, operator), self._operand(right, operator, 1)
                return f"{first} {OPERATIONS[operator]} {second}"
            case tree.Negative(operand):
                return f"minus {self._operand(operand, '*')}"
            case tree.Find(name, items, condition):
                inner = self.over(name.text, items)
                first = f"the first {inner.element(name.text)} of {self.noun(items)}"
                return f"{first} for which {inner.told(condition)}"
            case tree.Comprehension(element, generators):
                return self._comprehension(element, generators)
            case tree.Sort():
                return self._sorted(expression)
            case tree.ListLiteral(items):
                return listed([self.noun(item) for item in items]) or "nothing"
            case tree.Call():
                return self._call(expression)
            case tree.Text() | tree.Number() | tree.Boolean() | tree.Date() | tree.Duration():
                return self.written(expression)
            case tree.Table(entries):
                parts = [f"{self.noun(value)} for {self.written(key)}" for key, value in entries]
                return listed(parts)
            case tree.Decision():
                return "what its table gives"
            case _:
                return f"whether {self.told(expression)}"

    def _name(self, name: tree.Name) -> str:
        text = name.name
        named = self.names.get(text)
        if named is not None:
            kind = self.lexicon.kind_of(self.policy.name, name) if named.value is None else None
            noun = named.noun or kind
            return f"the {noun}" if noun and not noun.startswith("`") else f"`{text}`"
        if text == "today":
            return text
        if text == "baseline":
            return f"the {spaced(self.policy.kind)} before the change"
        if text in self.lexicon.vocabulary.registers:
            return f"the register `{text}`"
        if self.lexicon.define(self.policy, text) is not None:
            return f"`{text}`"
        return f"the {spaced(text)}"

    def _field(self, expression: tree.Field) -> str:
        steps = [expression.name]
        target = expression.target
        while isinstance(target, tree.Field):
            steps.insert(0, target.name)
            target = target.target
        path = ".".join(steps)
        coded = len(steps) > 1 or "_" in path
        match target:
            case tree.Name("baseline") if "baseline" not in self.names:
                return f"the {spaced(self.policy.kind)}'s `{path}` before the change"
            case tree.Name(name):
                coded = coded or (name == self.policy.kind and name not in self.names)
                return f"{self.noun(target)}'s {f'`{path}`' if coded else path}"
            case _:
                return f"the {f'`{path}`' if coded else path} of {self.noun(target)}"

    def _entry(self, target: tree.Expression, key: tree.Expression) -> str:
        match target:
            case tree.Name(name) if name in self.lexicon.vocabulary.registers:
                return f"the entry of {self.noun(key)} in {self.noun(target)}"
            case _ if isinstance(key, tree.Number):
                return f"element {self.written(key)} of {self.noun(target)}"
            case _:
                return f"{self.noun(target)} for {self.noun(key)}"

    def _operand(self, expression: tree.Expression, within: str, right: int = 0) -> str:
        """Gives an operand, in parentheses where it could be read otherwise."""
        noun = self.noun(expression)
        match expression:
            case tree.Arithmetic(operator):
                loose = _BINDING[operator] < _BINDING[within] + right
            case tree.Call(_, (tree.Comprehension(),)) | tree.Find() | tree.Comprehension():
                loose = not right or " for which " in noun
            case tree.Negative() | tree.Sort() | tree.ListLiteral():
                loose = True
            case _:
                loose = False
        return f"({noun})" if loose else noun

    # -- lists ------------------------------------------------------------------------------------

    def _comprehension(self, element: tree.Expression, generators: Sequence[tree.Generator]) -> str:
        """Gives `the amount of each tranche in ...`, or `the tranches in ...`."""
        speakers, speaker = [], self
        for generator in generators:
            speaker = speaker.over(generator.name.text, generator.items)
            speakers.append(speaker)
        outer = [self, *speakers[:-1]]
        parts = [
            inner._from(around, generator)
            for inner, around, generator in zip(speakers, outer, generators, strict=True)
        ]
        last = generators[-1].name.text
        if isinstance(element, tree.Name) and element.name == last:
            parts[-1] = f"the {plural(speaker.element(last))}{parts[-1]}"
        else:
            each = f" of each {speaker.element(last)}{parts[-1]}"
            parts[-1] = f"{speaker._of_each(element, last)}{each}"
        each_outer = (
            f"each {inner.element(generator.name.text)}{part}"
            for inner, generator, part in zip(speakers, generators, parts[:-1], strict=False)
        )
        return ", for ".join([parts[-1], *reversed(list(each_outer))])

    def _from(self, around: Speaker, generator: tree.Generator) -> str:
        chosen = f" for which {self.told(generator.where)}" if generator.where is not None else ""
        return f" in {around.noun(generator.items)}{chosen}"

    def _of_each(self, element: tree.Expression, last: str) -> str:
        if isinstance(element, tree.Field) and _is_field_of(element, last):
            return f"the {f'`{element.name}`' if '_' in element.name else element.name}"
        return self.noun(element)

    def _sorted(self, expression: tree.Sort) -> str:
        name = expression.name.text
        inner = self.over(name, expression.items)
        chosen = f" for which {inner.told(expression.where)}" if expression.where else ""
        falling = ", the largest first" if expression.descending else ""
        each = f"the {plural(inner.element(name))} in {self.noun(expression.items)}{chosen}"
        key = inner._of_each(expression.key, name)
        key = f"their {key.removeprefix('the ')}" if _is_field_of(expression.key, name) else key
        return f"{each} (in the order of {key}{falling})"

    # -- calls ------------------------------------------------------------------------------------

    def _call(self, call: tree.Call) -> str:
        function, arguments = call.function, call.arguments
        if self.lexicon.define(self.policy, function) is not None or not arguments:
            given = self._given(arguments)
            return f"`{function}` of {given}" if given else f"`{function}`"
        match function, arguments[0]:
            case "count", tree.Comprehension(tree.Name() as each, generators) if (
                each.name == generators[-1].name.text
            ):
                return f"the number of {self.noun(arguments[0]).removeprefix('the ')}"
            case "count", _ if self.noun(arguments[0]).startswith("`"):
                return f"the number of {self.noun(arguments[0])}"
            case "days", tree.Arithmetic("-", later, earlier):
                return f"the number of days from {self.noun(earlier)} to {self.noun(later)}"
            case _:
                of_days = function in OF_DATES and self._is_day(call)
                form = OF_DATES[function] if of_days else FUNCTIONS[function]
                return form.format(*(self.noun(argument) for argument in arguments))

    def _given(self, arguments: Sequence[tree.Expression]) -> str:
        """Gives what a define is called with."""
        several = (isinstance(each, tree.ListLiteral) and len(each.items) > 1 for each in arguments)
        nouns = map(self.noun, arguments)
        return listed([f"({n})" if s else n for n, s in zip(nouns, several, strict=True)])

    def _is_day(self, expression: tree.Expression) -> bool:
        return self.lexicon.is_day(self.policy.name, expression)

    # -- conditions -------------------------------------------------------------------------------

    def told(
        self, condition: tree.Expression, *, demanded: bool = False, denied: bool = False
    ) -> str:
        """Gives a condition as a sentence: as it is, or as it must be; or denied."""
        match condition:
            case tree.Compare(operator, left, right):
                return self._compare(condition, demanded, denied)
            case tree.PresenceTest(operator, operand):
                return f"{self.noun(operand)} {_form(VERBS[operator], demanded, denied)}"
            case tree.Not(operand):
                return self.told(operand, demanded=demanded, denied=not denied)
            case tree.Name() | tree.Call():
                return self._holding(condition, demanded, denied)
            case tree.Quantified("every" | "some" | "no") if not denied:
                return self._quantified(condition, demanded)
            case tree.Quantified("some" | "no" as quantifier):
                other: tree.Quantifier = "no" if quantifier == "some" else "some"
                return self._quantified(replace(condition, quantifier=other), demanded)
            case _ if denied and self._is_whole(condition):
                must = "it must not be so that" if demanded else "it is not so that"
                return f"{must} {self.told(condition)}"
            case tree.And(parts):
                return listed([self._part(part, demanded) for part in parts])
            case tree.Or(parts):
                lead = "one of these must hold: " if demanded else "either "
                return lead + listed([self._part(part) for part in parts], "or")
            case tree.Implies(left, right):
                return f"if {self.told(left)}, then {self.told(right, demanded=demanded)}"
            case tree.Boolean(value):
                return "always" if value is not denied else "never"
            case _:
                be = _form(("is", "must be", "is not", "must not be"), demanded, denied)
                return f"{self.noun(condition)} {be} true"

    def _is_whole(self, condition: tree.Expression) -> bool:
        return isinstance(condition, tree.And | tree.Or | tree.Implies | tree.Quantified)

    def _part(self, part: tree.Expression, demanded: bool = False) -> str:
        """Gives a part of an `and` or `or`, in parentheses where it has parts itself."""
        told = self.told(part, demanded=demanded)
        while isinstance(part, tree.Not):
            part = part.operand
        reaches = isinstance(part, tree.And | tree.Or | tree.Implies)
        return f"({told})" if reaches else told

    def _compare(self, compare: tree.Compare, demanded: bool, denied: bool) -> str:
        left, operator, right = self.noun(compare.left), compare.operator, compare.right
        if operator in ("in", "not in") and isinstance(right, tree.ListLiteral):
            without = denied is not (operator == "not in")
            return f"{left} {self._one_of(right.items, demanded, without)}"
        return f"{left} {_form(self._verb(compare), demanded, denied)} {self.noun(right)}"

    def _one_of(self, items: Sequence[tree.Expression], demanded: bool, denied: bool) -> str:
        nouns, be = [self.noun(item) for item in items], "must be" if demanded else "is"
        if not denied:
            return f"{be} {listed(nouns, 'or')}"
        if len(nouns) == 1:
            return f"{'must not be' if demanded else 'is not'} {nouns[0]}"
        if len(nouns) == 2:
            return f"{be} neither {nouns[0]} nor {nouns[1]}"
        return f"{be} none of {listed(nouns)}"

    def _verb(self, compare: tree.Compare) -> Verb:
        sides, policy = (compare.left, compare.right), self.policy.name
        if compare.operator in OF_DAYS and any(map(self._is_day, sides)):
            return OF_DAYS[compare.operator]
        if compare.operator in OF_ORDER and any(
            self.lexicon.is_ordered(policy, side) for side in sides
        ):
            return OF_ORDER[compare.operator]
        return VERBS[compare.operator]

    def _holding(self, condition: tree.Name | tree.Call, demanded: bool, denied: bool) -> str:
        holds = _form(("holds", "must hold", "does not hold", "must not hold"), demanded, denied)
        match condition:
            case tree.Call("file_exists", (path,)):
                there = _form(
                    ("there is a", "there must be a", "there is no", "there must be no"),
                    demanded,
                    denied,
                )
                return f"{there} file at {self.noun(path)}"
            case tree.Call(function, (whom,)):
                verb = predicate(function)
                if verb is not None:
                    return f"{self.noun(whom)} {_form(verb, demanded, denied)}"
                return f"`{function}` {holds} for {self.noun(whom)}"
            case tree.Call(function, arguments):
                return f"`{function}` {holds} for {self._given(arguments)}"
            case tree.Name(name):
                named = self.names.get(name)
                of_let = named is not None and named.value is not None
                if of_let or self.lexicon.define(self.policy, name) is not None:
                    return f"`{name}` {holds}"
                be = _form(("is", "must be", "is not", "must not be"), demanded, denied)
                return f"{self.noun(condition)} {be} true"

    def _quantified(self, condition: tree.Quantified, demanded: bool) -> str:
        name, items = condition.name.text, self.noun(condition.items)
        inner = self.over(name, condition.items)
        what = f"{inner.element(name)} of {items}"
        if condition.quantifier == "every":
            return f"for every {what}, {inner.told(condition.condition, demanded=demanded)}"
        there = "there must be" if demanded else "there is"
        return f"{there} {condition.quantifier} {what} for which {inner.told(condition.condition)}"


def _form(verb: Verb, demanded: bool, denied: bool) -> str:
    return verb[2 * denied + demanded]


def _is_field_of(expression: tree.Expression, name: str) -> bool:
    """Says whether an expression is a field of what a name stands for."""
    match expression:
        case tree.Field(tree.Name(target)):
            return target == name
        case _:
            return False
