"""Advice on conditions: what is decided before any manifest is read, what is said twice, and what
is left undecided by a field that may be missing."""

from __future__ import annotations

from collections.abc import Iterator

from remit.semantics.domains import is_empty
from remit.semantics.estimates import domain_of
from remit.semantics.knowledge import Knowledge, root
from remit.semantics.outcomes import FALSE, TRUE, UNDECIDED, possible
from remit.syntax import tree
from remit.text.diagnostic import Diagnostic
from remit.workbench.lint.subject import Seen, Step, Subject, expressions, seen, steps


def constant(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on conditions that are always true, or always false."""
    for checked in subject.policy.rules:
        for step in steps(checked, subject):
            yield from _absent_list(step, subject)
            told: list[tree.Expression] = []
            for each in expressions(step.clause, step):
                if any(each.part in tree.walk(whole) for whole in told):
                    continue
                found = _constant(each, step, subject)
                if found is not None:
                    told.append(each.part)
                    yield found


def _absent_list(step: Step, subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on a `for` over a list that is absent where it stands."""
    match step.clause:
        case tree.For(_, items) if not domain_of(items, step.before).there:
            message = f"`{subject.written(items)}` is absent here, so that this is always undecided"
            yield subject.say("always-undecided", items.span, message, _VERDICTS[UNDECIDED][1])
        case _:
            pass


def _constant(each: Seen, step: Step, subject: Subject) -> Diagnostic | None:
    whole = each.part is _decided_by(step.clause)
    if not whole and not isinstance(each.part, _CONDITIONS):
        return None
    outcomes = possible(each.part, each.known)
    verdict = _VERDICTS.get(outcomes) or (_HALVES.get(outcomes) if whole else None)
    if verdict is None or (outcomes in _HALVES and _has_undecided_part(each)):
        return None
    said, help = verdict
    if help == _NEVER and _is_torn(each):
        help = _TORN
    message = f"`{subject.written(each.part)}` is {said}, by the types and by what stands before it"
    if outcomes == UNDECIDED:
        code = "always-undecided"
    elif each.guard or (whole and not isinstance(step.clause, tree.Require)):
        code = "constant-guard"
    else:
        code = "constant-condition"
    return subject.say(code, each.part.span, message, help)


_CONDITIONS = tree.PresenceTest | tree.Compare | tree.And | tree.Or

_LEAVE = "leave it out, or ask what was meant: the schema, or a guard above, says so already"
_TORN = "no value meets all of it: mend a bound, or write `or` where one of them is enough"
_NEVER = "what depends on it never happens: compare it with what the schema allows"

_VERDICTS = {
    TRUE: ("always true", _LEAVE),
    FALSE: ("never true", _NEVER),
    UNDECIDED: (
        "always undecided",
        "what it needs is absent here, and so it blocks all that gets there: ask of what is there",
    ),
}
_HALVES = {
    TRUE | UNDECIDED: (
        "never false",
        "it holds, or is undecided: demand what can fail; `is present` asks whether something "
        "is there",
    ),
    FALSE | UNDECIDED: ("never true", _NEVER),
}
"""What is told of a whole condition only: a part of one may well be never false."""


def _decided_by(clause: tree.Clause) -> tree.Expression | None:
    """Gives the condition that a clause is about."""
    match clause:
        case tree.When(condition) | tree.Require(condition) | tree.For(where=condition):
            return condition
        case _:
            return None


def _is_torn(each: Seen) -> bool:
    """Says whether each part of an `and` may well hold, but never with the others."""
    parts = each.part.parts if isinstance(each.part, tree.And) else ()
    return bool(parts) and all(True in possible(part, each.known) for part in parts)


def _has_undecided_part(each: Seen) -> bool:
    """Says whether a condition is as it is for a part that is told of by itself."""
    return any(
        possible(part.part, part.known) == UNDECIDED
        for part in seen(each.part, each.known)
        if isinstance(part.part, _CONDITIONS)
    )


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
