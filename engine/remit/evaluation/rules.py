"""Rules: the clauses of a rule from top to bottom, and the findings where they fail.

A clause governs those below it, so the clauses are walked as a tree: each `for` branches, each
`when` and `where` prunes, and what can't be decided ends its branch with a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import takewhile
from typing import TypeVar

from msgspec import Struct

from remit.evaluation.blame import Atom, blame, leaves_of
from remit.evaluation.finding import Evaluation, Finding
from remit.evaluation.idle import not_applicable
from remit.evaluation.interpreter import elements, evaluate, truth
from remit.evaluation.lookups import Search, positions
from remit.evaluation.places import because, bound, is_element, place, stands
from remit.evaluation.run import BudgetError, Frame, Run, reason
from remit.evaluation.told import EXPLAINING, FILLED
from remit.evaluation.world import Subject, World
from remit.manifest.paths import keyed
from remit.manifest.values import Spot, Unknown, Value, shown
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.semantics.comparisons import Truth
from remit.syntax import tree

UNTOLD = "(too much to tell)"
"""Stands in a message for a value that would take too many steps."""

Positions = Mapping[int, "Positions | None"]
"""The elements of a `for` that are looked at, and below each of them those of the next one; None
where all are."""


class Narrowed(Struct, frozen=True):
    """The bindings that are left to look at, where those of all other elements are known to pass,
    and how many requirements passed on those."""

    positions: Positions
    passed: int


def judge(
    rule: CheckedRule,
    policy: CheckedPolicy,
    policies: Mapping[str, CheckedPolicy],
    subject: Subject,
    world: World,
    narrowed: Narrowed | None = None,
) -> Evaluation:
    """Gives what a rule says of a subject: its outcome and a finding for each failure."""
    idle = not_applicable(rule, subject, world) if narrowed is None else None
    if idle is not None:
        return Evaluation(rule.id, "not applicable", why=idle)
    run = Run(rule, policy, policies, subject, world, world.steps, min(world.steps, EXPLAINING))
    branch = _Branch(Frame(run, policy), only=narrowed.positions if narrowed else None)
    results: list[_Result] = []
    try:
        for result in _walk(rule.rule.clauses, branch):
            results.append(result)
    except BudgetError:
        results.append(_spent(branch, f"the rule took more than {world.steps} steps"))
    except RecursionError:
        results.append(_spent(branch, "its expressions are nested too deeply"))
    run.noted.clear()  # it holds frames, which hold the run
    return _evaluation(rule, results, narrowed.passed if narrowed else 0)


class _Branch(Struct, frozen=True):
    """Where the walk stands: names, the `for` elements, requires passed, whether one failed.

    Where `only` some elements of the next `for` are looked at, all conditions above it hold.
    """

    frame: Frame
    elements: tuple[tuple[str, Value], ...] = ()
    requires: int = 0
    failed: bool = False
    only: Positions | None = None


class _Result(Struct, frozen=True):
    """One requirement, or undecided guard, on one branch; no finding where it holds, or where a
    schema finding has said it already."""

    outcome: Truth
    finding: Finding | None = None


def _evaluation(rule: CheckedRule, results: list[_Result], passed: int) -> Evaluation:
    findings = tuple([result.finding for result in results if result.finding is not None])
    count = len(results) + passed
    outcomes = [result.outcome for result in results]
    if False in outcomes:
        return Evaluation(rule.id, "violated", findings, count)
    undecided = any(isinstance(outcome, Unknown) for outcome in outcomes)
    return Evaluation(rule.id, "undecided" if undecided else "satisfied", findings, count)


# -- the walk -----------------------------------------------------------------------------------


def _walk(clauses: tuple[tree.Clause, ...], branch: _Branch) -> Iterator[_Result]:
    for position, clause in enumerate(clauses):
        match clause:
            case tree.Let(name, value):
                frame = branch.frame
                frame = frame.letting(name.text, evaluate(value, frame), value)
                branch = _with(branch, frame, branch.requires, branch.failed)
            case tree.When() if branch.only is not None:
                pass
            case tree.When(condition):
                outcome = truth(condition, branch.frame)
                if isinstance(outcome, Unknown):
                    yield from _guard(condition, branch, outcome)
                if outcome is not True:
                    return
            case tree.For():
                yield from _for(clause, clauses[position + 1 :], branch)
                return
            case tree.Require() if branch.only is not None:
                branch = _with(branch, branch.frame, branch.requires + 1, branch.failed)
            case tree.Require():
                outcome = truth(clause.condition, branch.frame)
                result = _require(clause, branch, outcome)
                if result is not None:
                    yield result
                failed = branch.failed or outcome is not True
                branch = _with(branch, branch.frame, branch.requires + 1, failed)


def _for(clause: tree.For, rest: tuple[tree.Clause, ...], branch: _Branch) -> Iterator[_Result]:
    items = elements(clause.items, branch.frame)
    if isinstance(items, Unknown):
        yield from _guard(clause.items, branch, items)
        return
    name = clause.name.text
    for position in _positions(clause, items, branch):
        item = items[position]
        inner = _Branch(
            branch.frame.binding(name, item),
            (*branch.elements, (name, item)),
            branch.requires,
            branch.failed,
            branch.only[position] if branch.only is not None else None,
        )
        passes: Truth = True
        if clause.where is not None and inner.only is None:
            passes = truth(clause.where, inner.frame)
        if passes is True:
            yield from _walk(rest, inner)
        elif clause.where is not None and isinstance(passes, Unknown):
            yield from _guard(clause.where, inner, passes)


def _positions(clause: tree.For, items: list[Value], branch: _Branch) -> Iterable[int]:
    """Gives the positions of the elements that have to be looked at."""
    if branch.only is not None:
        return sorted(branch.only)
    if clause.where is None:
        return range(len(items))
    search = Search(clause.name.text, clause.items, clause.where)
    return positions(search, items, branch.frame, evaluate)


def _with(branch: _Branch, frame: Frame, requires: int, failed: bool) -> _Branch:
    return _Branch(frame, branch.elements, requires, failed, branch.only)


# -- findings -----------------------------------------------------------------------------------


def _guard(condition: tree.Expression, branch: _Branch, outcome: Unknown) -> Iterator[_Result]:
    """Gives the finding of a guard that can't be decided, unless a require above failed."""
    if branch.failed:
        return
    atoms = _explained(condition, branch, outcome)
    if _said_by_schema(atoms, branch.frame.run):
        yield _Result(outcome)
        return
    title = branch.frame.run.rule.rule.title
    yield _Result(outcome, _finding(branch, outcome, atoms, _undecided(outcome, title, branch)))


def _require(clause: tree.Require, branch: _Branch, outcome: Truth) -> _Result | None:
    """Gives what comes of a requirement; None where it isn't decided below one that failed."""
    if outcome is True:
        return _Result(True)
    if isinstance(outcome, Unknown) and branch.failed:
        return None
    atoms = _explained(clause.condition, branch, outcome)
    if isinstance(outcome, Unknown) and _said_by_schema(atoms, branch.frame.run):
        return _Result(outcome)
    message = _filled(clause.message, branch.frame)
    if isinstance(outcome, Unknown):
        message = _undecided(outcome, message, branch)
    return _Result(outcome, _finding(branch, outcome, atoms, message, clause))


def _explained(condition: tree.Expression, branch: _Branch, outcome: Truth) -> list[Atom]:
    """Gives the blame out of the budget for explanations; nothing once that is spent, since the
    outcome stands already."""
    return _told(branch.frame.run, lambda: blame(condition, branch.frame, outcome), [])


Told = TypeVar("Told")


def _told(run: Run, tell: Callable[[], Told], otherwise: Told) -> Told:
    """Gives what is told of a failure, which takes no steps from the rule itself; something else
    once those of explanations are spent."""
    run.steps, run.spare, run.explaining = run.spare, run.steps, True
    try:
        return tell()
    except (BudgetError, RecursionError):
        return otherwise
    finally:
        run.steps, run.spare, run.explaining = run.spare, run.steps, False


def _said_by_schema(atoms: list[Atom], run: Run) -> bool:
    """Says whether everything that is missing or wrong has a schema finding already."""
    spots = [spot for atom in atoms for spot in _undecided_by(atom)]
    return bool(spots) and all(spot is not None and _wrong(spot, run) for spot in spots)


def _undecided_by(atom: Atom) -> list[Spot | None]:
    """Gives the spots of what leaves a part undecided: of values, else of an element within one."""
    return [leaf.spot for leaf in atom.leaves if leaf.undecided] or [atom.cause]


def _wrong(spot: Spot, run: Run) -> bool:
    """Says whether a schema finding names a spot, or the missing parent that it would stand in."""
    manifest = run.manifest_of(spot.document)
    if manifest is None:
        return False
    missing = takewhile(lambda above: not stands(above), spot.chain())
    return any(at.keys() in manifest.wrong for at in (spot, *missing))


def _undecided(outcome: Unknown, message: str, branch: _Branch) -> str:
    return f"can't be decided: {reason(outcome, branch.frame.run)}; {message}"


def _filled(message: tree.Message, frame: Frame) -> str:
    parts = [part if isinstance(part, str) else _shown(part, frame) for part in message.parts]
    return "".join(parts)


def _shown(part: tree.Expression, frame: Frame) -> str:
    return _told(frame.run, lambda: shown(evaluate(part, frame).data, FILLED), UNTOLD)


def _finding(
    branch: _Branch,
    outcome: Truth,
    atoms: list[Atom],
    message: str,
    clause: tree.Require | None = None,
) -> Finding:
    run, rule = branch.frame.run, branch.frame.run.rule.rule
    hint = clause.hint if clause is not None else None
    spot = _place(branch, atoms, clause.at if clause is not None else None)
    own = run.subject.own
    source = spot.document.source if spot is not None else run.policy.source
    return Finding(
        rule=run.rule.id,
        level=rule.level,
        outcome="violated" if outcome is False else "undecided",
        requirement=branch.requires if clause is not None else None,
        kind=run.policy.kind,
        manifest=own.identity if own is not None and spot is not None else None,
        file=own.file if own is not None and spot is not None else source.name,
        document=spot.document.index if spot is not None else 0,
        source=source,
        place=spot.place() if spot is not None else source.place(rule.name.span),
        path=keyed(spot) if spot is not None else "",
        message=message,
        hint=_filled(hint, branch.frame) if hint is not None else None,
        because=because(atoms, run),
        bindings=tuple([(name, bound(value, run)) for name, value in branch.elements]),
        deleted=run.subject.change == "deleted",
        elements=tuple([name for name, value in branch.elements if is_element(value, run)]),
    )


def _place(branch: _Branch, atoms: list[Atom], at: tree.Expression | None) -> Spot | None:
    """Gives the spot of a finding; None for a rule that is evaluated once."""
    run = branch.frame.run
    own = run.subject.own
    if own is None or run.rule.once:
        return None
    blamed = [leaf.spot for atom in atoms for leaf in atom.leaves]
    given: list[Spot | None] = []
    if at is not None:
        given = _told(run, lambda: _asked(at, branch.frame), given)
    innermost = [value.spot for _, value in reversed(branch.elements)]
    return place([*given, *blamed, *innermost], own)


def _asked(at: tree.Expression, frame: Frame) -> list[Spot | None]:
    return [evaluate(at, frame).spot, *(leaf.spot for leaf in leaves_of(at, frame))]


def _spent(branch: _Branch, why: str) -> _Result:
    outcome = Unknown(why)
    title = branch.frame.run.rule.rule.title
    return _Result(outcome, _finding(branch, outcome, [], _undecided(outcome, title, branch)))
