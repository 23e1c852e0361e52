"""Rules: their clauses, checked from top to bottom, and what holds for a rule as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from remit.semantics.checked import CheckedRule, Heading, Trees
from remit.semantics.expressions import condition, element_of, type_of
from remit.semantics.names import bind
from remit.semantics.reach import Reached, reached
from remit.semantics.reading import Found, Reader, follow_rule
from remit.semantics.scope import Home, Scope
from remit.syntax import tree
from remit.text.folded import Folded


def check_rule(rule: tree.Rule, scope: Scope, known: Reached, found: Found) -> CheckedRule:
    """Checks a rule; gives it with its reach, of use only where nothing was said against it."""
    inner = scope
    for clause in rule.clauses:
        inner = scope_below(clause, inner)
    names = reached(rule, scope.home, known)
    if not any(isinstance(clause, tree.Require) for clause in rule.clauses):
        message = f"the rule `{rule.name.text}` requires nothing"
        help = 'add `require CONDITION else "MESSAGE"`'
        scope.say("no-require", rule.name.span, message, help)
    else:
        _check_order(rule, scope)
    if (rule.on_creation or rule.on_deletion) and "baseline" not in names:
        _say_needless(rule, scope)
    _check_places(rule, names, found, scope)
    id_ = f"{scope.home.name}/{rule.name.text}"
    trees = Folded(Trees(scope.home.policy, {}, (rule,)))
    return CheckedRule(id_, _heading(rule, scope.home), names, is_once(names, scope.home), trees)


def _heading(rule: tree.Rule, home: Home) -> Heading:
    return Heading(
        rule.level,
        rule.title,
        rule.source,
        rule.owner or home.policy.owner,
        rule.tags,
        rule.formerly,
        rule.effective.start if rule.effective is not None else None,
        rule.effective.end if rule.effective is not None else None,
        rule.on_creation,
        rule.on_deletion,
        tuple(_hints(rule, home)),
    )


def _hints(rule: tree.Rule, home: Home) -> Iterator[str]:
    for clause in rule.clauses:
        if isinstance(clause, tree.Require) and clause.hint is not None:
            yield "".join(
                part if isinstance(part, str) else f"{{{home.source.slice(part.span)}}}"
                for part in clause.hint.parts
            )


def is_once(names: frozenset[str], home: Home) -> bool:
    """Says whether a rule that uses some names is evaluated once, not for each manifest."""
    return home.kind.name not in names and "baseline" not in names


def _check_order(rule: tree.Rule, scope: Scope) -> None:
    """Advises on clauses below the last `require`: they govern nothing."""
    for clause in reversed(rule.clauses):
        if isinstance(clause, tree.Require):
            return
        word = scope.home.source.slice(clause.span).split()[0]
        message = f"no `require` stands below this `{word}`, so it governs nothing"
        scope.advise("idle-clause", clause.span, message, "move it above what it is meant for")


def _say_needless(rule: tree.Rule, scope: Scope) -> None:
    clause = "on creation" if rule.on_creation else "on deletion"
    message = f"`{clause}` is for rules about changes, and `{rule.name.text}` names no `baseline`"
    scope.say("no-baseline", rule.name.span, message, f"leave `{clause}` out")


def scope_below(clause: tree.Clause, scope: Scope) -> Scope:
    """Checks a clause; gives the scope of those below it."""
    match clause:
        case tree.For(name, items, where):
            inner = bind(name, element_of(items, scope), scope)
            if where is not None:
                condition(where, inner)
            return inner
        case tree.When(wanted):
            condition(wanted, scope)
            return scope
        case tree.Let(name, value):
            return bind(name, type_of(value, scope), scope)
        case tree.Require(wanted, message, at, hint):
            condition(wanted, scope)
            for part in (message, hint):
                _message(part, scope)
            if at is not None:
                type_of(at, scope)
            return scope


def _message(message: tree.Message | None, scope: Scope) -> None:
    for part in message.parts if message is not None else ():
        if not isinstance(part, str):
            _printed(part, scope)


def _printed(part: tree.Expression, scope: Scope) -> None:
    """Checks what a message prints, where a default may be of any type."""
    if isinstance(part, tree.Default):
        _printed(part.value, scope)
        _printed(part.fallback, scope)
    else:
        type_of(part, scope)


def _check_places(rule: tree.Rule, names: frozenset[str], found: Found, scope: Scope) -> None:
    """Refuses an `at` that is no path into the governed manifest: it never is a finding's place."""
    if not any(isinstance(c, tree.Require) and c.at is not None for c in rule.clauses):
        return
    kind = scope.home.kind.name
    # of a deleted manifest only the baseline is left to point at
    roots = {kind, "baseline"} if rule.on_deletion else {kind}
    reader = Reader(scope.home.name, names, found)
    for position, trails in follow_rule(rule, reader).items():
        clause = rule.clauses[position]
        at = clause.at if isinstance(clause, tree.Require) else None
        if at is None or any(trail.root in roots for trail in trails):
            continue
        message = f"`at` is a place in the manifest, and `{scope.written(at)}` is none"
        help = f"name a value of it: `{kind}.`..., or a name of `for` over one of its lists"
        if kind not in names:
            help = f"the rule doesn't name `{kind}`: leave `at` out"
        scope.say("no-place", at.span, message, help)
