"""What is recalled in explanations is what would be computed once more, for the same steps: so they
tell the same, and run out of their budget at the same place, as if nothing were noted.

`REMIT_EXAMPLES` in the environment says how many worlds are tried.
"""

from __future__ import annotations

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
from remit.evaluation.world import Subject

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
    messages = {message for findings in noted for message, _ in findings}
    assert any("too much to tell" in message for message in messages)
    assert any("too much" not in message for message in messages)


def _told(elements: list[int]) -> list[list[tuple[str, tuple[Because, ...]]]]:
    """Gives what is told of the policy's rules with budgets of all sizes."""
    vocabulary = vocabulary_of(project=schema(XS).type)
    subject = Subject(manifest(f"xs: {elements}", XS))
    policy = checked(POLICY, vocabulary)
    told = []
    for steps in (*range(1, 200), *range(200, 1500, 7)):
        limited = Case(POLICY, vocabulary, subject, steps=steps)
        said = ruling(limited, policy, "interpreted").evaluations
        told.append([(f.message, f.because) for each in said for f in each.findings])
    return told
