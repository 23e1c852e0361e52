"""Advice on conditions: what is decided before any manifest is read, what is said twice, and what
is left undecided by a field that may be missing."""

from __future__ import annotations

from collections.abc import Iterator

from remit.semantics.domains import is_empty
from remit.semantics.estimates import domain_of
from remit.semantics.knowledge import Knowledge, root
from remit.semantics.outcomes import FALSE, TRUE, possible
from remit.syntax import tree
from remit.text.diagnostic import Diagnostic
from remit.workbench.lint.subject import Seen, Step, Subject, expressions, steps


def constant(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on conditions that are always true, or always false."""
    for checked in subject.policy.rules:
        for step in steps(checked, subject):
            told: list[tree.Expression] = []
            for each in expressions(step.clause, step):
                if any(each.part in tree.walk(whole) for whole in told):
                    continue
                found = _constant(each, step, subject)
                if found is not None:
                    told.append(each.part)
                    yield found


def _constant(each: Seen, step: Step, subject: Subject) -> Diagnostic | None:
    if not isinstance(each.part, tree.Compare | tree.PresenceTest | tree.And | tree.Or):
        return None
    outcomes = possible(each.part, each.known)
    if outcomes not in (TRUE, FALSE):
        return None
    written = subject.written(each.part)
    verdict = "always true" if outcomes == TRUE else "never true"
    message = f"`{written}` is {verdict}, by the types and by what stands before it"
    match step.clause:
        case tree.When(condition) if condition == each.part:
            code = "constant-guard"
        case tree.For(where=where) if where == each.part:
            code = "constant-guard"
        case _:
            code = "constant-guard" if each.guard else "constant-condition"
    return subject.say(code, each.part.span, message, _HELP[outcomes == TRUE])


_HELP = {
    True: "leave it out, or ask what was meant: the schema, or a guard above, says so already",
    False: "what depends on it never happens: compare it with what the schema allows",
}


def repeated_guard(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on a requirement that says what a guard above it says."""
    for checked in subject.policy.rules:
        guards: list[tree.Expression] = []
        for clause in checked.rule.clauses:
            match clause:
                case tree.When(condition):
                    guards += _conjuncts(condition)
                case tree.For(where=where) if where is not None:
                    guards += _conjuncts(where)
                case tree.Require(condition):
                    for part in _conjuncts(condition):
                        if part in guards:
                            written = subject.written(part)
                            message = f"`{written}` is a guard of this rule already"
                            help = "require what is to hold where the guard does, or drop the guard"
                            yield subject.say("repeated-guard", part.span, message, help)
                case _:
                    pass


def _conjuncts(condition: tree.Expression) -> list[tree.Expression]:
    return list(condition.parts) if isinstance(condition, tree.And) else [condition]


def optional_guard(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on a `where` that reads a field which may be missing."""
    for checked in subject.policy.rules:
        for step in steps(checked, subject, granted=True):
            for each in expressions(step.clause, step):
                if each.guard and None in possible(each.part, each.known):
                    missing = _missing(each.part, each.known)
                    if missing is not None:
                        yield _optional(missing, subject)


def _optional(missing: tree.Expression, subject: Subject) -> Diagnostic:
    path = subject.written(missing)
    message = f"`{path}` may be missing, and this `where` is undecided where it is"
    help = f"say what its absence means: `{path} is present and ...`, or `{path} default ...`"
    return subject.say("optional-guard", missing.span, message, help)


def _missing(condition: tree.Expression, known: Knowledge) -> tree.Expression | None:
    """Gives the first path of a condition that a schema lets be absent, though it is needed."""
    match condition:
        case tree.And(parts):
            return next((path for part in parts if (path := _missing(part, known))), None)
        case tree.PresenceTest() | tree.Or() | tree.Implies() | tree.Quantified():
            return None
        case tree.Not(operand):
            return _missing(operand, known)
        case tree.Compare(_, left, right):
            sides = [side for side in (left, right) if root(side) is not None]
            return next((side for side in sides if _may_lack(side, known)), None)
        case _:
            return None


def _may_lack(path: tree.Expression, known: Knowledge) -> bool:
    domain = domain_of(path, known)
    return domain.absent and not domain.unknown and not is_empty(domain.values)
