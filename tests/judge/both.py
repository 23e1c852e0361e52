"""Evaluates rules both ways, compiled and interpreted, for the tests that hold the two together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from tests.judge.evaluating import TODAY, checked

from remit.evaluation import rules
from remit.evaluation.compiler.shelf import Shelf
from remit.evaluation.courts import By, Court
from remit.evaluation.finding import Evaluation
from remit.evaluation.run import Run
from remit.evaluation.told import EXPLAINING
from remit.evaluation.world import Collection, Manifest, Subject, World
from remit.manifest.types import Vocabulary
from remit.manifest.values import Unknown, Value
from remit.semantics.checked import CheckedPolicy
from remit.semantics.params import param_value


class Case(Struct, frozen=True, dict=True):
    """A policy's text, what it is about, and what is around that."""

    text: str
    vocabulary: Vocabulary
    subject: Subject
    collections: Mapping[str, Collection] = field(default_factory=dict)
    registers: Mapping[str, Value | Unknown | None] = field(default_factory=dict)
    steps: int = 1_000_000


class Ruling(Struct, frozen=True, dict=True):
    """What rules said, of which of them the interpreter was asked, and which were left out."""

    evaluations: tuple[Evaluation, ...]
    asked: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def interpreted(self) -> int:
        """Gives how often the interpreter was asked."""
        return len(self.asked)


def world_of(case: Case, policy: CheckedPolicy) -> World:
    """Gives the world that a policy is evaluated in."""
    params = {
        (policy.name, name): param_value(param.param, TODAY)
        for name, param in policy.params.items()
    }
    return World(
        TODAY,
        case.collections,
        case.registers,
        params,
        lambda path, beside: path == "a",
        case.steps,
    )


def most_steps(case: Case) -> int:
    """Gives the most steps that the interpreter takes for a rule of the case."""
    return max(steps_taken(case).values(), default=1)


def steps_taken(case: Case) -> dict[str, int]:
    """Gives the most steps that the interpreter takes for each rule."""
    taken: dict[str, int] = {}
    for run in _runs(case):
        taken[run.rule.id] = max(taken.get(run.rule.id, 0), case.steps - run.steps)
    return taken


def most_told(case: Case) -> int:
    """Gives the most steps that it takes to explain what fails of a rule, for a case that has many
    steps."""
    return max(told_steps(case).values(), default=1)


def told_steps(case: Case) -> dict[str, int]:
    """Gives the steps that it takes to explain what fails of each rule."""
    return {run.rule.id: min(case.steps, EXPLAINING) - run.spare for run in _runs(case)}


def _runs(case: Case) -> list[Run]:
    runs: list[Run] = []

    def noting(*arguments: Any) -> Run:
        runs.append(Run(*arguments))
        return runs[-1]

    policy = checked(case.text, case.vocabulary)
    before, rules.Run = rules.Run, noting  # type: ignore[misc, assignment]
    try:
        ruling(case, policy, "interpreted")
    finally:
        rules.Run = before  # type: ignore[misc]
    return runs


_latest: list[tuple[CheckedPolicy, Shelf]] = []


def shelf_of(policy: CheckedPolicy, vocabulary: Vocabulary) -> Shelf:
    """Gives the shelf of a policy, with the programs and explanations that were made of it; they
    depend on neither subjects nor budgets. It is the same one as long as no other is asked for."""
    if not _latest or _latest[0][0] is not policy or _latest[0][1].vocabulary is not vocabulary:
        _latest[:] = [(policy, Shelf({policy.name: policy}, vocabulary))]
    return _latest[0][1]


def ruling(case: Case, policy: CheckedPolicy, by: By, manifests: Sequence[Manifest] = ()) -> Ruling:
    """Gives what the rules of a policy say, evaluated one way, of the case's subject or of other
    manifests."""
    world = world_of(case, policy)
    shelf = shelf_of(policy, case.vocabulary)
    court = Court([(rule, policy) for rule in policy.rules], shelf, world, by)
    asked: list[str] = []
    judge = rules.judge

    def counting(*arguments: object) -> Evaluation:
        found: Evaluation = judge(*arguments)  # type: ignore[arg-type]
        asked.append(found.rule)
        return found

    rules.judge = counting  # type: ignore[assignment]
    try:
        subjects = [Subject(None), *(map(Subject, manifests) if manifests else [case.subject])]
        found = [each for subject in subjects for each in court.judged(subject)]
    finally:
        rules.judge = judge
    left_out = [each for program in shelf.programs.values() for each in program.left_out]
    return Ruling(tuple(found), tuple(asked), tuple(left_out))


def agree(case: Case) -> Ruling:
    """Asserts that both ways say the same; gives what the compiled one said."""
    policy = checked(case.text, case.vocabulary)
    compiled, interpreted = (ruling(case, policy, by) for by in ("compiled", "interpreted"))
    assert compiled.evaluations == interpreted.evaluations, case.text
    return compiled
