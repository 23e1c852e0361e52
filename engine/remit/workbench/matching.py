"""Matching: the findings of a case held against those that it expects.

An expectation says a part of a finding, so that several may fit one. They are matched so that as
many as possible are met: each finding in turn takes an expectation, and moves another finding to a
different one where that frees it (augmenting paths).

Where a finding is may be said by any path that leads there: by position, or by any field in which
an element differs from the others. So paths are compared as findings write them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from remit.evaluation.finding import Finding
from remit.evaluation.world import Manifest
from remit.manifest.paths import Mistake, keyed, locate, parse
from remit.text.source import Span
from remit.workbench.cases import Expectation

Status = Callable[[Finding], str]
"""Says how a finding stands: `active`, `upcoming` or `waived`."""


def active(finding: Finding) -> str:
    """Gives how a finding stands where its rule is in force and nothing lifts it."""
    return "active"


class Mismatch(Struct, frozen=True):
    """An expected finding that wasn't found, where it was written, and what was found instead, with
    how that stands."""

    expectation: Expectation
    span: Span
    instead: Finding | None = None
    status: str | None = None


def placed(expected: Iterable[Expectation], manifest: Manifest | None) -> tuple[Expectation, ...]:
    """Gives the expectations of a case with their paths as findings in the manifest write them."""
    if manifest is None:
        return tuple(expected)
    return tuple(
        each if each.at is None else each.model_copy(update={"at": _as_found(each.at, manifest)})
        for each in expected
    )


def _as_found(at: str, manifest: Manifest) -> str:
    """Gives a path as findings write it; what leads nowhere stays as it is."""
    steps = parse(at)
    keys = steps if isinstance(steps, Mistake) else locate(manifest.document.root, steps)
    if isinstance(keys, Mistake):
        return at
    value = manifest.value
    for key in keys:
        items = value.data if isinstance(value.data, list) else []
        below = value.field(key) if isinstance(key, str) else items[key] if items else None
        if below is None or value.spot is None:
            return at
        value = below
    return at if value.spot is None else keyed(value.spot)


def match(
    expected: Sequence[Expectation],
    found: Sequence[Finding],
    policy: str,
    status: Status = active,
) -> tuple[list[tuple[int, Finding | None]], list[Finding]]:
    """Gives the positions of the expectations that nothing meets, each with the finding of its rule
    that comes closest, and the findings that nobody expects, those aside.

    `policy` is the one whose rules may be named without it; `status` says how a finding stands.
    """
    met = _met(expected, found, policy, status)
    taken = set(met.values())
    left = [finding for at, finding in enumerate(found) if at not in taken]
    unmet: list[tuple[int, Finding | None]] = []
    for at, each in enumerate(expected):
        if at not in met:
            closest = _closest(each, left, policy)
            if closest is not None:
                left.remove(closest)
            unmet.append((at, closest))
    return unmet, left


def all_met(
    expected: Sequence[Expectation],
    found: Sequence[Finding],
    policy: str,
    status: Status,
) -> bool:
    """Says whether the findings are exactly those that are expected."""
    if len(expected) != len(found):
        return False
    return len(_met(expected, found, policy, status)) == len(found)


def fits(
    finding: Finding,
    expected: Expectation,
    policy: str,
    status: Status = active,
) -> bool:
    """Says whether a finding is one that a case expects."""
    return (
        _is_of(finding, expected, policy)
        and finding.outcome == expected.outcome
        and (expected.at is None or finding.path == expected.at)
        and (expected.message is None or expected.message in finding.message)
        and (expected.hint is None or expected.hint in (finding.hint or ""))
        and (expected.status is None or expected.status == status(finding))
    )


def _is_of(finding: Finding, expected: Expectation, policy: str) -> bool:
    return finding.rule in (expected.rule, f"{policy}/{expected.rule}")


def _met(
    expected: Sequence[Expectation],
    found: Sequence[Finding],
    policy: str,
    status: Status,
) -> dict[int, int]:
    """Gives the positions of the expectations that are met, with those of the findings."""
    precise = sorted(range(len(expected)), key=lambda at: -len(expected[at].model_fields_set))
    choices = [
        [at for at in precise if fits(finding, expected[at], policy, status)] for finding in found
    ]
    met: dict[int, int] = {}

    def takes(finding: int, tried: set[int]) -> bool:
        for at in choices[finding]:
            if at not in tried:
                tried.add(at)
                if at not in met or takes(met[at], tried):
                    met[at] = finding
                    return True
        return False

    for finding in range(len(found)):
        takes(finding, set())
    return met


def _closest(expected: Expectation, left: Sequence[Finding], policy: str) -> Finding | None:
    """Gives the finding of the expected rule that has most in common with what is expected."""
    of_rule = [finding for finding in left if _is_of(finding, expected, policy)]
    return max(of_rule, key=lambda finding: _likeness(finding, expected), default=None)


def _likeness(finding: Finding, expected: Expectation) -> int:
    return (
        2 * (finding.path == expected.at)
        + 2 * (expected.message is not None and expected.message in finding.message)
        + (finding.outcome == expected.outcome)
    )
