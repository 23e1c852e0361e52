"""Grounds: all that the results of a test file come of, so that it is run again only where one of
them has changed."""

from __future__ import annotations

from collections.abc import Iterator

from remit.semantics.checked import CheckedPolicy
from remit.workbench.suite import Suite
from remit.workspace.remembering import digest


def key_of(suite: Suite) -> str:
    """Gives the digest of all that the results of a suite come of, the filter of cases aside."""
    return digest(_grounds(suite))


def paths_of(suite: Suite) -> set[str]:
    """Gives the paths and patterns of the files that the cases of a suite are made of."""
    found: set[str] = set()
    for model in (suite.tests, *suite.tests.tests):
        given = [model.given, model.waivers, *(model.model_extra or {}).values()]
        found |= {path for path in given if isinstance(path, str)}
    return found


def _grounds(suite: Suite) -> Iterator[str]:
    yield from (suite.file, suite.document.source.text)
    for path, mistakes in sorted(suite.refusals.items()):
        yield path
        yield from (f"{mistake.code}: {mistake.message}" for mistake in mistakes)
    bench = suite.bench
    if bench is None or suite.policy is None:
        return
    yield repr((bench.setting, bench.waiver_days))
    for policy in _used(suite, suite.policy):
        yield from (policy.name, policy.source.name, policy.source.text)
    for name, schema in sorted(bench.schemas.items()):
        yield name
        yield from (file.text for file in schema.files)
    for path in sorted(paths_of(suite)):
        yield path
        fetched = bench.fetch(path)
        for source in fetched.sources:
            yield from (source.name, source.text)
        yield from (f"{said.source.name}: {said.message}" for said in fetched.said)


def _used(suite: Suite, policy: CheckedPolicy) -> list[CheckedPolicy]:
    """Gives a policy and those that it takes something from, in turn; all of them where cases set
    params, which may be those of any."""
    assert suite.bench is not None
    if any(model.params for model in (suite.tests, *suite.tests.tests)):
        return list(suite.bench.policies.values())
    found: dict[str, CheckedPolicy] = {}
    waiting = [policy.name]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = suite.bench.policies[name]
            waiting += found[name].used.values()
    return list(found.values())
