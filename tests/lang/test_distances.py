"""What is told of how far two values lie apart holds of all values."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.judge.evaluating import TODAY
from tests.lang.test_outcomes import EXAMPLES, SCHEMA, frame_of, requires, written

from remit.evaluation.interpreter import truth
from remit.manifest.values import Unknown
from remit.semantics.assumptions import assuming
from remit.semantics.outcomes import possible

OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
LENGTHS = st.sampled_from(
    ["", " + 1 day", " - 1 day", " + 1 month", " - 1 month", " + 2 months", " - 1 quarter"]
) | st.sampled_from([" - 28 days", " + 31 days", " - 4 weeks", " + 1 month - 30 days"])
NUMBERS = st.sampled_from(["", " + 1", " - 1", " + 0.5", " - 1.5", " + 1 - 2"])
SIDES = {"project.opened": LENGTHS, "today": LENGTHS, "project.budget": NUMBERS}


@st.composite
def compared(draw: st.DrawFn, *paths: str) -> str:
    """Draws a comparison of two paths with something added to each."""
    left, right = draw(st.permutations(paths))
    sides = [path + draw(SIDES.get(path, NUMBERS)) for path in (left, right)]
    return f"{sides[0]} {draw(OPERATORS)} {sides[1]}"


PAIRS = st.sampled_from([("project.opened", "today"), ("project.budget", "project.share")])


@given(PAIRS.flatmap(lambda pair: st.tuples(*[compared(*pair)] * 3)), st.data())
@EXAMPLES
def test_no_outcome_is_one_that_is_not_possible(
    conditions: tuple[str, str, str], data: st.DataObject
) -> None:
    opened = TODAY + timedelta(days=data.draw(st.integers(-70, 70)))
    halves = st.integers(0, 4).map(lambda number: number / 2)
    document = {
        "id": "a", "stage": "idea", "closed": False, "opened": opened.isoformat(),
        "budget": data.draw(halves), "share": data.draw(st.sampled_from([0, 0.5, 1])),
    }  # fmt: skip
    policy = written(*conditions)
    found, known = requires(policy, SCHEMA)
    frame = frame_of(policy, SCHEMA, document)
    for condition in found:
        outcome = truth(condition, frame)
        plain = None if isinstance(outcome, Unknown) else outcome
        assert plain in possible(condition, known)
        if plain is not None:
            known = assuming(condition, known, holds=plain)
