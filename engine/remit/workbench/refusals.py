"""Refusals: cases that expect a policy, or the value of a param, to be rejected with a code."""

from __future__ import annotations

from collections.abc import Iterator

from remit.governance.params import chosen_params
from remit.text.codes import CODES
from remit.text.diagnostic import Diagnostic, did_you_mean
from remit.workbench.suite import Suite
from remit.workbench.surroundings import overrides


def refusal(suite: Suite, position: int) -> Iterator[Diagnostic]:
    """Gives what keeps a case from being met that expects a rejection: nothing, where a mistake
    with the code was found; `position` counts the cases of the file from 0."""
    case, source = suite.tests.tests[position], suite.document.source
    span = suite.document.span(("tests", position, "rejected"))
    code = case.rejected or ""
    if code not in CODES:
        message = f"there is no mistake with the code `{code}`"
        yield Diagnostic("bad-case", message, source, span, did_you_mean(code, CODES, "codes"))
        return
    found = [*suite.refusals.get(case.policy or suite.tests.policy, ())]
    if not found:
        found = _about_params(suite, position)
    if any(each.code == code for each in found):
        return
    message = f"`{case.policy or suite.tests.policy}` is not rejected with [{code}]"
    yield Diagnostic("not-rejected", message, source, span, None if found else "it has no mistake")
    yield from found


def _about_params(suite: Suite, position: int) -> list[Diagnostic]:
    """Gives what is wrong with the params that a case gives to a policy that is sound."""
    case, tests = suite.tests.tests[position], suite.tests
    today = case.today or tests.today
    if suite.policy is None or suite.bench is None or today is None or case.policy is not None:
        return []
    given = overrides(suite.document, position, suite.policy.name)
    return chosen_params(suite.bench.policies, list(given), today)[1]
