"""Cases as their files list them: each has a name of its own in its file."""

from __future__ import annotations

from tests.workbench.bench import FINE, HEAD, TOO_DEAR, Run


def test_two_cases_of_one_name_are_told_with_both_places(run: Run) -> None:
    status, out = run(FINE + TOO_DEAR + FINE)
    assert status == 2
    assert "rules/prices.test.yaml:10:12: error [duplicate-case]" in out
    assert "two cases of this file have the name `fine`" in out
    assert "the first is on line 5: rename one" in out
    named = FINE.replace("fine", "it's 'fine'")
    assert run(FINE + TOO_DEAR + named)[0] == 0


def test_all_that_nobody_expects_stands_below_one_line(run: Run) -> None:
    case = "  - {name: odd, set: {price: 101, prise: 1, ownr: x}, expect: []}\n"
    status, out = run(FINE + TOO_DEAR + case)
    assert (status, out.count("found, and not expected:"), out.count("\n  + {rule: ")) == (1, 1, 3)


def test_cases_of_two_files_may_have_one_name(run: Run) -> None:
    more = {"rules/more.test.yaml": HEAD + FINE + TOO_DEAR}
    assert run(FINE + TOO_DEAR, **more)[0] == 0
