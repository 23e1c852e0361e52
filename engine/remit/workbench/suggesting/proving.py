"""Proving: a case pasted into its test file, read as that is read, and run on rule and mutants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from remit.evaluation.finding import Finding
from remit.governance.formats import fill
from remit.manifest.reader import read
from remit.text.source import Source
from remit.workbench.cases import CaseFile
from remit.workbench.coverage.summing import Missing
from remit.workbench.mutation.trial import kills, of_rule
from remit.workbench.runner import evaluate, run_case
from remit.workbench.suggesting.gaps import Quest, patient
from remit.workbench.suite import Suite
from remit.workbench.surroundings import Stage, overrides, stage

_END = re.compile(r"^(?:\.\.\.|---)\s*$", re.MULTILINE)


class Spot(Struct, frozen=True):
    """Where cases are pasted: before which character, how far they are indented, and whether the
    list of cases stands in brackets."""

    at: int
    indent: int
    bracketed: bool


def spot_of(suite: Suite) -> Spot | None:
    """Gives the end of the list of cases."""
    document = suite.document
    source, root = document.source, document.root
    tests = document.node(("tests",))
    if tests is None or not isinstance(tests.content, list) or not tests.content:
        return None
    if source.slice(tests.span).startswith("["):
        return Spot(tests.span.end - 1, 0, True)
    first = tests.content[0].span.start
    line = source.text.rfind("\n", 0, first) + 1
    dash = source.text.rfind("-", line, first)
    after = [span.start for key, span in root.keys.items() if span.start > first]
    marked = _END.search(source.text, first)
    end = source.text.rfind("\n", 0, min(after)) + 1 if after else len(source.text)
    end = min(end, marked.start()) if marked is not None else end
    return Spot(end, dash - line, False) if dash >= 0 else None


def pasted(text: str, spot: Spot, cases: Iterable[str]) -> str:
    """Gives the text of a test file with cases at the end of its list."""
    before, after = text[: spot.at], text[spot.at :]
    if spot.bracketed:
        return before + "".join(f", {case}" for case in cases) + after
    gap = "" if before.endswith("\n") else "\n"
    return before + gap + "".join(f"{case}\n" for case in cases) + after


def found_by(suite: Suite, spot: Spot, case: str) -> tuple[list[Finding], Stage] | None:
    """Gives what a case finds, whatever it expects, and what it was found in; None where it can't
    be read."""
    longer = _longer(suite, pasted(suite.document.source.text, spot, [case]))
    if longer is None or longer.policy is None or longer.bench is None:
        return None
    position = len(longer.tests.tests) - 1
    own = longer.tests.tests[position]
    staged, _ = stage(longer.tests, own, longer.document, position, longer.policy, longer.bench)
    if staged is None:
        return None
    findings = [*staged.findings]
    for evaluation in evaluate(longer.policy, longer.bench, staged):
        findings += evaluation.findings
    return findings, staged


def proved(
    suite: Suite, spot: Spot, case: str, quest: Quest, closes: frozenset[int]
) -> frozenset[int]:
    """Gives the gaps that a case closes, of those that it is for; none where it can't be read, or
    doesn't find what it expects."""
    longer = _longer(suite, pasted(suite.document.source.text, spot, [case]))
    if longer is None or longer.policy is None or longer.bench is None:
        return frozenset()
    position = len(longer.tests.tests) - 1
    if not run_case(longer, position).passed:
        return frozenset()
    own = longer.tests.tests[position]
    staged, _ = stage(longer.tests, own, longer.document, position, longer.policy, longer.bench)
    if staged is None:
        return frozenset()
    policy, rule = quest.pair
    shown = quest.show(staged)
    given = overrides(longer.document, position, policy.name)
    params = frozenset((override.policy, override.param) for override in given)
    expected = tuple(of_rule(staged.expected, rule.id, policy.name))
    found: set[int] = set()
    for number in closes:
        what = quest.gaps[number].what
        if isinstance(what, Missing):
            met = what.demand.mark() in shown.watch.marks
        else:
            rival = quest.rival(number)
            met = rival is not None and kills(
                quest.against(rival, staged, params), patient(staged), expected
            )
        found |= {number} if met else set()
    return frozenset(found)


def _longer(suite: Suite, text: str) -> Suite | None:
    reading = read(Source(suite.document.source.name, text))
    if reading.diagnostics or len(reading.documents) != 1:
        return None
    document = reading.documents[0]
    tests, _ = fill(document, CaseFile)
    if tests is None or len(tests.tests) != len(suite.tests.tests) + 1:
        return None
    return replace(suite, document=document, tests=tests)


def unlike(name: str, taken: Sequence[str]) -> str:
    """Gives a name, with a number where it is taken."""
    if name not in taken:
        return name
    return next(f"{name} ({n})" for n in range(2, len(taken) + 3) if f"{name} ({n})" not in taken)
