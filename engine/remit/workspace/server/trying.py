"""Trying: the test cases of a rule, run as everything is in the editor."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from remit.text.diagnostic import Diagnostic
from remit.text.sentences import counted
from remit.workbench.runner import CaseResult, run_case
from remit.workspace.gathering import Order
from remit.workspace.loading import tests_of
from remit.workspace.testing import gather_tests

_NAMED = 3


class Trial(Struct, frozen=True, eq=False):
    """What came of the cases of one rule: a sentence, the cases that are not as expected, and what
    kept cases from being run. It is `sound` where all is as expected, and there is a case."""

    sentence: str
    sound: bool
    failed: tuple[CaseResult, ...] = ()
    said: tuple[Diagnostic, ...] = ()


def tried(rule: str, place: str, folder: str, today: date, pause: Callable[[], None]) -> Trial:
    """Gives what came of the cases of a rule of the rule file at a place; `pause` is called before
    each case, and may raise."""
    tests = tests_of(place)
    shown = os.path.basename(tests)
    if not os.path.isfile(tests):
        return Trial(f"`{rule}` has no tests: there is no `{shown}` beside its file", sound=False)
    name = os.path.relpath(tests, folder)
    found, said = gather_tests(Order(folder, today, (name,)))
    if said or not found.suites:
        reason = f": {said[0].message}" if said else ""
        return Trial(f"the cases of `{shown}` can't be run{reason}", sound=False, said=tuple(said))
    results: list[CaseResult] = []
    for suite in found.suites:
        for position in range(len(suite.tests.tests)):
            pause()
            results.append(run_case(suite, position))
    return _trial(rule, shown, results)


def _trial(rule: str, shown: str, results: Sequence[CaseResult]) -> Trial:
    failed = tuple(result for result in results if _fails(result, rule))
    seen = [each for result in results for each in result.evaluations if each.rule == rule]
    fail = sum(each.outcome in ("violated", "undecided") for each in seen)
    satisfy = sum(each.outcome == "satisfied" and bool(each.bindings) for each in seen)
    if failed:
        names = ", ".join(f"`{result.name}`" for result in failed[:_NAMED])
        more = f" and {len(failed) - _NAMED} more" if len(failed) > _NAMED else ""
        verb = "is" if len(failed) == 1 else "are"
        told = f"{counted(len(failed), 'case')} {verb} not as expected"
        why = f" ({failed[0].problems[0].message})" if failed[0].problems else ""
        return Trial(f"`{rule}`: {told}: {names}{more}{why}", False, failed)
    if not fail or not satisfy:
        lack = "fails" if not fail else "satisfies"
        return Trial(f"no case of `{shown}` {lack} `{rule}`", sound=False)
    verbs = ("fails" if fail == 1 else "fail", "satisfies" if satisfy == 1 else "satisfy")
    told = f"{counted(fail, 'case')} {verbs[0]} it, {satisfy} {verbs[1]} it"
    return Trial(f"`{rule}` is as expected: {told}", sound=True)


def _fails(result: CaseResult, rule: str) -> bool:
    """Says whether a case can't be run, or finds otherwise of a rule than it expects."""
    expected = (mismatch.expectation.rule for mismatch in result.missing)
    found = (finding.rule for finding in result.unexpected)
    names = (rule, rule.partition("/")[2])
    return bool(result.problems) or any(each in names for each in (*expected, *found))
