"""What is recalled in explanations is what would be computed once more, for the same steps: so they
tell the same, and run out of their budget at the same place, as if nothing were noted.

`REMIT_EXAMPLES` in the environment says how many worlds are tried.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.judge.both import Case, most_steps, ruling
from tests.judge.evaluating import checked, manifest, schema, vocabulary_of
from tests.judge.test_properties import FEWER
from tests.judge.worlds import case

from remit.evaluation import run
from remit.evaluation.finding import Because
from remit.evaluation.world import Collection, Subject
from remit.semantics.checked import CheckedPolicy

XS = '{"type": "object", "properties": {"xs": {"type": "array", "items": {"type": "number"}}}}'
POLICY = """policy p governs project "P."
rule r mandatory "R."
  let low = [x for x in project.xs where x < 3]
  let all_well = every x in project.xs satisfies some y in low satisfies x * y > 2
  require all_well and count(low) > 2 and sum(low) + count(low) > 100
    else "{sum(low) + count(low)} of {count(low)}, {sum(low)}"
rule s mandatory "S."
  let same = count(x in project.xs where (no y in project.xs satisfies y == x + 10))
  require same > 100 else "{same}"
"""

OF_PORTFOLIO = """{"type": "object", "properties": {"id": {"type": "string"},
  "kind": {"type": "string"}, "xs": {"type": "array", "items": {"type": "number"}}}}"""
DEFINES = """policy p governs project "P."
define other = [p for p in portfolio where p.id != "p1"]
define of(kind) = count(p in other where p.kind == kind)
define all_of(kind) = count(p in portfolio where p.kind == kind)
define same(x) = count(y in project.xs where y == x)
rule r mandatory "R."
  for kind in ["a", "b"]
  let share = of(kind) + all_of(kind)
  require share > 100
    else "{kind}: {share}, {of(kind)} and {all_of(kind)} of {count(other)}, {same(3)}"
  require of(kind) > all_of(kind) and same(3) + same(4) > 2
    else "{of(kind)} are no more than {all_of(kind)}, {same(3)}, {same(4)}"
rule s mandatory "S."
  require same(5) + same(6) + same(5) > 9 else "{same(5)}, {all_of("a")}, {of("a")}"
  require all_of("a") > 99 else "{all_of("a")}"
"""
Told = list[tuple[str, tuple[Because, ...]]]


@given(st.integers(0, 2**48))
@FEWER
def test_explanations_are_those_without_notes(seed: int) -> None:
    found = case(seed)
    assume(found is not None)
    assert found is not None
    policy = checked(found.text, found.vocabulary)
    most = most_steps(replace(found, steps=1_000_000))
    for steps in {1_000_000, most, max(1, most - 1), max(1, most // 2), max(1, most // 4)}:
        limited = replace(found, steps=steps)
        noted = ruling(limited, policy, "interpreted").evaluations
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(run.Run, "note", lambda *_: None)
            assert ruling(limited, policy, "interpreted").evaluations == noted


@pytest.mark.parametrize("elements", [[1, 2, 3, 4, 5], [1, 2, 2] * 6, [0], []])
def test_every_budget_runs_out_at_the_same_place(
    elements: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = _told(elements)
    monkeypatch.setattr(run.Run, "note", lambda *_: None)
    assert _told(elements) == noted
    assert noted[-1] == noted[-2]  # with more steps nothing is told otherwise
    messages = {message for findings in noted for message, _ in findings}
    assert any("too much to tell" in message for message in messages)
    assert any("too much" not in message for message in messages)


def _told(elements: list[int]) -> list[Told]:
    """Gives what is told of the policy's rules with budgets of all sizes."""
    vocabulary = vocabulary_of(project=schema(XS).type)
    subject = Subject(manifest(f"xs: {elements}", XS))
    policy = checked(POLICY, vocabulary)
    case = Case(POLICY, vocabulary, subject)
    return _with_budgets(case, policy, (*range(1, 200), *range(200, 400, 7), 1500))


def _with_budgets(case: Case, policy: CheckedPolicy, budgets: Iterable[int]) -> list[Told]:
    told: list[Told] = []
    for steps in budgets:
        said = ruling(replace(case, steps=steps), policy, "interpreted").evaluations
        told.append([(f.message, f.because) for each in said for f in each.findings])
    return told


def test_defines_over_a_portfolio_take_the_same_steps_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With indexes of the portfolio, of a list that stands in a manifest, and of one that is made:
    what they cost depends on what was looked up before."""
    vocabulary = vocabulary_of(project=schema(OF_PORTFOLIO).type)
    members = [
        manifest(f"id: p{at}\nkind: {'ab'[at % 2]}\nxs: {[*range(20)]}", OF_PORTFOLIO, f"{at}.yaml")
        for at in range(20)
    ]
    policy = checked(DEFINES, vocabulary)
    case = Case(DEFINES, vocabulary, Subject(members[3]), {"portfolio": Collection(tuple(members))})
    budgets = (*range(1, 2000, 11), *range(2000, 6000, 173))
    noted = _with_budgets(case, policy, budgets)
    recalled = len({message for findings in noted for message, _ in findings})
    monkeypatch.setattr(run.Run, "note", lambda *_: None)
    assert _with_budgets(case, policy, budgets) == noted
    assert recalled > 4
