"""Examples: of the cases of tests, the ones that show best how a rule fails and how it is kept.

Only a case that finds exactly what it expects is shown. The failing one finds nothing but what the
rule says; the passing one lies close to it, and, where there is such, changes a field that the rule
reads. A case that changes nothing is shown by the lines of its manifest where the other one fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from textwrap import dedent, indent

from msgspec import Struct

from remit.evaluation.finding import Evaluation, Finding
from remit.manifest.document import Document, Node
from remit.manifest.paths import Mistake, locate, parse
from remit.reporters.excerpt import lines as excerpt
from remit.text.source import Source, Span
from remit.workbench.cases import Case
from remit.workbench.handbook.book import Example, Outcome
from remit.workbench.matching import all_met
from remit.workbench.runner import evaluate, status_of
from remit.workbench.suite import Suite
from remit.workbench.surroundings import Stage, stage

_LINES, _WIDE = 24, 110
_SAID = ("name", "expect")


class _Shown(Struct, frozen=True, eq=False):
    """A case that finds what it expects: where it stands, and what each rule came to."""

    suite: Suite
    position: int
    staged: Stage
    evaluations: Mapping[str, Evaluation]

    @property
    def found(self) -> list[Finding]:
        """Gives all that is found."""
        own = [finding for each in self.evaluations.values() for finding in each.findings]
        return [*self.staged.findings, *own]


def surroundings(document: Document, position: int) -> str:
    """Gives what a case says besides its name and what it expects, as it is written."""
    node = document.node(("tests", position))
    content = node.content if node is not None else None
    if node is None or not isinstance(content, dict):
        return ""
    parts = [
        _written(document, node.keys[key], value)
        for key, value in content.items()
        if key not in _SAID and key in node.keys
    ]
    return "\n".join(parts)


Tried = dict[int, _Shown | None]
"""What came of the cases that were run, by their positions."""


def examples(
    suite: Suite, reads: Mapping[str, Sequence[str]]
) -> Mapping[str, tuple[Example | None, Example | None]]:
    """Gives, for the rules of a policy by their ids, a failing and a passing example; `reads` has
    the paths that each of them reads in its manifest."""
    found: dict[str, tuple[Example | None, Example | None]] = {}
    tried: dict[int, _Shown | None] = {}
    for rule, paths in reads.items():
        failing = _failing(rule, suite, tried)
        passing = _passing(rule, suite, tried, failing, paths)
        found[rule] = (
            _told(failing, rule) if failing is not None else None,
            _kept(passing, failing, rule) if passing is not None else None,
        )
    return found


def _shown(suite: Suite, position: int, tried: Tried) -> _Shown | None:
    """Gives a case that was run, once, None where it doesn't find what it expects."""
    if position not in tried:
        tried[position] = _run(suite, position)
    return tried[position]


def _run(suite: Suite, position: int) -> _Shown | None:
    policy, bench, case = suite.policy, suite.bench, suite.tests.tests[position]
    if policy is None or bench is None:
        return None
    staged, _ = stage(suite.tests, case, suite.document, position, policy, bench)
    if staged is None:
        return None
    evaluations = {each.rule: each for each in evaluate(policy, bench, staged)}
    shown = _Shown(suite, position, staged, evaluations)
    status = status_of(policy.rules, staged)
    met = all_met(staged.expected, shown.found, policy.name, status)
    return shown if met else None


# -- which cases ----------------------------------------------------------------------------------


def _failing(rule: str, suite: Suite, tried: Tried) -> _Shown | None:
    """Gives the first case that finds what the rule says, and nothing else if that can be."""
    names = (rule, rule.partition("/")[2])

    def strays(position: int) -> tuple[int, int, bool, int]:
        expected = suite.tests.tests[position].expect
        own = [each for each in expected if each.rule in names]
        undecided = any(each.outcome == "undecided" for each in own)
        return len(expected) - len(own), len(own), undecided, position

    fitting = [
        position
        for position, case in enumerate(suite.tests.tests)
        if any(each.rule in names for each in case.expect)
    ]
    shown = (_shown(suite, position, tried) for position in sorted(fitting, key=strays))
    return next((case for case in shown if case is not None), None)


def _passing(
    rule: str, suite: Suite, tried: Tried, failing: _Shown | None, paths: Sequence[str]
) -> _Shown | None:
    """Gives the case without findings that shows most and lies closest to the failing one."""
    near = failing.position if failing is not None else 0

    def distance(position: int) -> tuple[bool, bool, int, int]:
        touches = _touches(suite.tests.tests[position], paths)
        changed = not touches and bool(_overlay(suite, position))
        return not touches, changed, abs(position - near), position

    fitting = [
        position
        for position, case in enumerate(suite.tests.tests)
        if not case.expect and case.rejected is None
    ]
    shown = (_shown(suite, position, tried) for position in sorted(fitting, key=distance))
    return next((case for case in shown if case is not None and _applies(case, rule)), None)


def _applies(case: _Shown, rule: str) -> bool:
    found = case.evaluations.get(rule)
    return found is not None and found.outcome == "satisfied" and bool(found.bindings)


def _touches(edits: Case, paths: Sequence[str]) -> bool:
    """Says whether what a case changes is among what a rule reads."""
    changed = [_plain(path) for path in (*edits.set, *edits.unset, *edits.add)]
    read = [tuple(path.split(".")) for path in paths]
    return any(
        one[: len(other)] == other[: len(one)] for one in changed for other in read if one and other
    )


def _plain(path: str) -> tuple[str, ...]:
    steps = parse(path)
    if isinstance(steps, Mistake):
        return ()
    return tuple(step for step in steps if isinstance(step, str))


# -- what is told of them -------------------------------------------------------------------------


def _told(case: _Shown, rule: str) -> Example:
    found = tuple(
        Outcome(each.outcome, each.message, each.path, each.hint)
        for each in case.evaluations[rule].findings
    )
    tests = case.suite.tests
    own = tests.tests[case.position]
    given = None if own.manifest is not None else own.given or tests.given
    return Example(own.name, given, _overlay(case.suite, case.position), found)


def _kept(case: _Shown, failing: _Shown | None, rule: str) -> Example:
    told = _told(case, rule)
    if told.yaml or failing is None or failing.staged.subject.own is None:
        return told
    at = failing.evaluations[rule].findings[0].path
    return Example(told.name, told.given, _lines_at(case, at))


def _overlay(suite: Suite, position: int) -> str:
    return _clipped(surroundings(suite.document, position))


def _written(document: Document, key: Span, value: Node) -> str:
    """Gives a key with its value, an alias as what it stands for."""
    source = document.source
    meant = _meant(document, value.span) if source.slice(value.span).startswith("*") else None
    if meant is None:
        return _block(source, Span(key.start, max(value.span.end, key.end)))
    return f"{source.slice(key)}:\n{indent(_block(source, meant), '  ')}"


def _meant(document: Document, alias: Span) -> Span | None:
    """Gives where the list or map that an alias repeats was first written: behind its anchor."""
    text, name = document.source.text, document.source.slice(alias)[1:]
    anchors = [*re.finditer(rf"&{re.escape(name)}(?=[\s,\]}}])", text[: alias.start])]
    start = anchors[-1].end() if anchors else len(text)
    behind: list[Span] = []
    waiting = [document.root]
    while waiting:
        node = waiting.pop()
        below = node.content
        waiting += below.values() if isinstance(below, dict) else ()
        waiting += below if isinstance(below, list) else ()
        if start <= node.span.start < alias.start:
            behind.append(node.span)
    return min(behind, key=lambda span: (span.start, -span.end), default=None)


def _block(source: Source, span: Span) -> str:
    """Gives the lines of a span, without the columns before it and the comments behind it."""
    _, column = source.position(span.start)
    lines = (" " * (column - 1) + source.slice(span)).splitlines()
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return dedent("\n".join(lines))


def _lines_at(case: _Shown, path: str) -> str:
    """Gives the lines of a manifest at a path, under the keys that they stand under."""
    own = case.staged.subject.own
    if own is None:
        return ""
    document = own.document
    steps = parse(path)
    keys = locate(document.root, () if isinstance(steps, Mistake) else steps)
    place = document.source.place(document.span(() if isinstance(keys, Mistake) else keys))
    shown = excerpt(document.source, place)
    return _clipped("\n".join(line.before + line.blamed + line.after for line in shown))


def _clipped(text: str) -> str:
    lines = [line if len(line) <= _WIDE else f"{line[:_WIDE]}..." for line in text.splitlines()]
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], "..."]
    return "\n".join(lines)
