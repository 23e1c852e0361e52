"""Advice on cases: enum values that nothing handles, gaps and overlaps of decision tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from remit.manifest.types import EnumType
from remit.manifest.values import ABSENT, shown
from remit.semantics.estimates import domain_of, inside
from remit.semantics.knowledge import root
from remit.semantics.literals import literals_of
from remit.semantics.reach import named_in
from remit.semantics.tables import Misfit, misfits, taken
from remit.syntax import tree
from remit.text.diagnostic import Diagnostic
from remit.text.sentences import listed
from remit.text.source import Span
from remit.workbench.lint.subject import Seen, Subject, expressions, steps

_SHOWN = 3


def misfit(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on decision tables whose inputs no row fits, or two rows fit."""
    told: set[tuple[str, Span]] = set()
    for each in _everything(subject):
        call = each.part
        found = each.known.define(call.function) if isinstance(call, tree.Call) else None
        if found is None or not isinstance(found[0].body, tree.Decision):
            continue
        assert isinstance(call, tree.Call)
        domains = [domain_of(argument, each.known) for argument in call.arguments]
        wrong = list(misfits(found[0].body, domains, inside(call, each.known)))
        for code, kind in (("table-gap", False), ("table-overlap", True)):
            cases = [case for case in wrong if bool(case.rows) is kind]
            if cases and (code, call.span) not in told:
                told.add((code, call.span))
                yield subject.say(code, call.word, *_told(call.function, cases))


def idle_row(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on rows of decision tables that are never taken, wherever their table is asked:
    those of which a define or another policy asks are left alone."""
    policy = subject.policy
    asked: dict[str, list[Seen]] = {}
    for each in _everything(subject):
        if isinstance(each.part, tree.Call):
            asked.setdefault(each.part.function, []).append(each)
    elsewhere = {
        *(name for define in policy.defines.values() for name, _ in named_in(define.body)),
        *(name for name, home in _taken_by_others(subject) if home == policy.name),
    }
    for name in asked.keys() & policy.defines.keys() - elsewhere:
        decision = policy.defines[name].body
        if isinstance(decision, tree.Decision):
            yield from _idle_rows(name, decision, asked[name], subject)


def _idle_rows(
    name: str, decision: tree.Decision, asked: list[Seen], subject: Subject
) -> Iterator[Diagnostic]:
    rows: set[int] = set()
    for each in asked:
        assert isinstance(each.part, tree.Call)
        domains = [domain_of(argument, each.known) for argument in each.part.arguments]
        found = taken(decision, domains, inside(each.part, each.known))
        if found is None:
            return
        rows |= found
    for number, row in enumerate(decision.rows, 1):
        if number not in rows:
            message = f"row {number} of the table `{name}` is never taken"
            why = " that no row above takes" if decision.take_first else ""
            help = f"give it a case{why}, or take it out"
            yield subject.say("idle-row", row.span, message, help)


def _taken_by_others(subject: Subject) -> Iterator[tuple[str, str]]:
    """Gives the names that policies take from others, and from which."""
    for policy in subject.policies.values():
        yield from policy.used.items()


def _told(name: str, cases: list[Misfit]) -> tuple[str, str]:
    more = f", and {len(cases) - _SHOWN} more" if len(cases) > _SHOWN else ""
    if not cases[0].rows:
        inputs = listed([_inputs(case) for case in cases[:_SHOWN]])
        message = f"no row of the table `{name}` fits {inputs}{more}"
        return message, "add a row for it; `-` takes any value"
    clashes = f"of the table `{name}` " + "; ".join(
        f"rows {listed([str(row) for row in case.rows])} all fit {_inputs(case)}"
        for case in cases[:_SHOWN]
    )
    return f"{clashes}{more}", "narrow the rows, or write `take first` behind the outputs"


def _inputs(case: Misfit) -> str:
    parts = [shown(ABSENT if value is None else value, 40) for value in case.inputs]
    return f"({', '.join(parts)})"


def _everything(subject: Subject) -> Iterator[Seen]:
    for checked in subject.policy.rules:
        for step in steps(checked, subject):
            yield from expressions(step.clause, step)


# -- enums --------------------------------------------------------------------------------------


def unhandled(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on the enum value that a rule leaves out where it says of the others one by one
    what they imply; and on tables of a param that lack an entry for one."""
    for checked in subject.policy.rules:
        cases: dict[tree.Expression, _Cases] = {}
        for step in steps(checked, subject):
            for each in expressions(step.clause, step):
                match each.part:
                    case tree.Implies(left):
                        _note(left, each, cases)
                    case tree.Index(tree.Name(name), key):
                        yield from _entries(each, name, key, subject)
                    case _:
                        pass
        yield from _left_out(cases, subject)


class _Cases(Struct, eq=False):
    """The members of an enum, those that a rule says something of, and where it first does."""

    members: tuple[str, ...]
    first: tree.Expression
    named: set[str] = field(default_factory=set)


def _note(condition: tree.Expression, each: Seen, cases: dict[tree.Expression, _Cases]) -> None:
    match condition:
        case tree.Compare("==" | "in", side, other):
            named = literals_of(other)
            type_ = domain_of(side, each.known).type
            if isinstance(type_, EnumType) and named is not None:
                path = each.known.resolved(side)
                cases.setdefault(path, _Cases(type_.members, side)).named.update(named)
        case _:
            pass


def _left_out(cases: Mapping[tree.Expression, _Cases], subject: Subject) -> Iterator[Diagnostic]:
    for case in cases.values():
        missing = [member for member in case.members if member not in case.named]
        if len(missing) == 1 and len(case.members) > 2:
            path = subject.written(case.first)
            message = f'`{path}` may be "{missing[0]}", too, of which nothing is said'
            help = "say what it implies, or compare with `!=` where it is meant to imply nothing"
            yield subject.say("unhandled-value", case.first.span, message, help)


def _entries(each: Seen, name: str, key: tree.Expression, subject: Subject) -> Iterator[Diagnostic]:
    param = subject.policy.params.get(name)
    domain = domain_of(key, each.known)
    if param is None or not isinstance(domain.type, EnumType) or root(key) is None:
        return
    assert isinstance(domain.values, frozenset)
    for scheduled in param.param.schedule:
        if isinstance(scheduled.value, tree.Table):
            there = {entry.value for entry, _ in scheduled.value.entries}
            missing = [member for member in domain.type.members
                       if member in domain.values and member not in there]  # fmt: skip
            if missing:
                named = listed([f'"{member}"' for member in missing], "and")
                message = (
                    f"`{name}` has no entry for {named}, which `{subject.written(key)}` may be"
                )
                help = "add one, or say what is to hold without one"
                yield subject.say("unhandled-value", each.part.span, message, help)
