"""Making a scaffold: drafts tried on the policy and its tests, until one is found that holds.

A draft fits where the policy is free of mistakes with it, its own cases come to what they should,
and nothing is advised of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.finding import Finding
from remit.evaluation.rules import judge
from remit.governance.formats import fill
from remit.governance.inputs import File, Inputs
from remit.governance.law import Law, enact
from remit.manifest.document import Document
from remit.manifest.reader import read
from remit.manifest.types import Record
from remit.text.source import Source
from remit.workbench.cases import CaseFile
from remit.workbench.handbook.examples import surroundings
from remit.workbench.lint.advice import advice
from remit.workbench.results import expectation, scalar
from remit.workbench.runner import evaluate, run_case, subject_of
from remit.workbench.scaffold.drafts import Draft, drafts
from remit.workbench.scaffold.samples import manifest_of
from remit.workbench.scaffold.writing import (
    Wish,
    cases,
    manifest_lines,
    policy_text,
    rule_text,
    tests_text,
    with_cases,
    with_rule,
)
from remit.workbench.suite import Suite
from remit.workbench.surroundings import Bench, Fetched, stage

_ANCHORED = re.compile(r"^manifest: &(\S+)\n(?:[ \t]+.*\n)*", re.MULTILINE)

Base = tuple[list[str], list[str]]
"""The lines that give a case its manifest, and those that give it to further cases."""


class Place(Struct, frozen=True, eq=False):
    """Where the rule goes: the names of the rule file and of the file of its tests, the text of the
    one and the document of the other, None where they are new; what reads files as seen from the
    tests; and paths of manifests to begin with, which the author `named` or which there are, and
    of the registers that the policy looks at."""

    rules: str
    tests: str
    text: str | None
    document: Document | None
    fetch: Callable[[str], Fetched]
    given: Sequence[str] = ()
    named: bool = False
    registers: Mapping[str, str] = field(default_factory=dict)


class Scaffold(Struct, frozen=True):
    """The texts of both files with the rule and its cases in them."""

    rules: str
    tests: str


def scaffold(wish: Wish, place: Place, inputs: Inputs, law: Law) -> Scaffold | None:
    """Gives the scaffold of a rule; None where no manifest is known that keeps to the policy, or
    the file of tests can't take any more."""
    kind = inputs.setting.kinds[wish.kind]
    type_ = law.vocabulary.kinds[wish.kind].type
    field = kind.identity[0] if len(kind.identity) == 1 else ""
    plain = isinstance(type_, Record) and field in type_.fields and field.isidentifier()
    named = f"{{{wish.kind}.{field}}}" if plain else f"{{path_of({wish.kind})}}"
    advised: Scaffold | None = None
    for base in _bases(wish, place, inputs, law):
        for draft in drafts(wish.kind, type_, named):
            found = _tried(wish, draft, base, place, inputs)
            if found is not None and not found[1]:
                return found[0]
            advised = advised or (found[0] if found is not None else None)
    return advised


def _bases(wish: Wish, place: Place, inputs: Inputs, law: Law) -> Iterator[Base]:
    """Gives the ways to come by a manifest that keeps to the policy, the plainest first."""
    document = place.document
    tests = fill(document, CaseFile)[0] if document is not None else None
    around = [f"{name}: {scalar(path)}" for name, path in place.registers.items()]
    if place.named:
        yield from _given(place.given, around)
        return
    if document is not None and tests is not None:
        if tests.given is not None:
            yield [], []
        for position, case in enumerate(tests.tests):
            edited = case.set or case.unset or case.add
            if case.rejected is None and not case.expect and not edited:
                written = _ANCHORED.sub(r"manifest: *\1\n", surroundings(document, position) + "\n")
                yield written.splitlines(), written.splitlines()
    identity = inputs.setting.kinds[wish.kind].identity
    value = manifest_of(law.schemas[wish.kind], inputs.today, identity)
    if value is not None:
        again = [f"manifest: *{wish.name}", *around]
        yield [*manifest_lines(value, wish.name), *around], again
    yield from _given(place.given, around)


def _given(paths: Sequence[str], around: Sequence[str]) -> Iterator[Base]:
    for path in paths:
        lines = [f"given: {scalar(path)}", *around]
        yield lines, lines


def _tried(
    wish: Wish, draft: Draft, base: Base, place: Place, inputs: Inputs
) -> tuple[Scaffold, bool] | None:
    """Gives the scaffold of a draft, and whether something is advised of it; None where it doesn't
    hold."""
    rule = rule_text(wish, draft)
    text = with_rule(place.text, wish, rule) if place.text is not None else policy_text(wish, rule)
    file = File(place.rules, place.rules, lambda: text.encode())
    law, _ = enact(replace(inputs, rules=[file]))
    if law is None:
        return None
    found = _finding(wish, draft, base, place, (inputs, law))
    if found is None:
        return None
    tests = _tests(wish, draft, base, place, expectation(found), inputs)
    if tests is None or not _holds(tests, place, wish, (inputs, law)):
        return None
    start = law.policies[wish.policy].source.text.rindex(f"rule {wish.name} ")
    said = advice(law, inputs.today, {each.id for p in law.policies.values() for each in p.rules})
    own = [each for each in said if each.place.line >= _line(text, start)]
    return Scaffold(text, tests), bool(own)


def _line(text: str, offset: int) -> int:
    return text.replace("\r\n", "\n").count("\n", 0, offset) + 1


def _finding(
    wish: Wish, draft: Draft, base: Base, place: Place, held: tuple[Inputs, Law]
) -> Finding | None:
    """Gives what the breaking case finds, where it is the rule's one finding and nothing else."""
    tests = _tests(wish, draft, base, place, f"{{rule: {wish.name}}}", held[0])
    suite = _suite(tests, place, wish, held) if tests is not None else None
    if suite is None or suite.policy is None or suite.bench is None:
        return None
    position = len(suite.tests.tests) - 2
    case = suite.tests.tests[position]
    staged, _ = stage(suite.tests, case, suite.document, position, suite.policy, suite.bench)
    if staged is None or staged.findings:
        return None
    found = [f for each in evaluate(suite.policy, suite.bench, staged) for f in each.findings]
    if len(found) != 1 or found[0].rule != f"{wish.policy}/{wish.name}":
        return None
    return found[0]


def _holds(tests: str, place: Place, wish: Wish, held: tuple[Inputs, Law]) -> bool:
    """Says whether the first two of the new cases come to what they should, and the third not."""
    suite = _suite(tests, place, wish, held)
    if suite is None:
        return False
    last = len(suite.tests.tests) - 1
    kept, broken, to_fill_in = (run_case(suite, last - back) for back in (2, 1, 0))
    applied = any(
        each.rule == f"{wish.policy}/{wish.name}" and each.outcome == "satisfied"
        for each in kept.evaluations
    )
    holds = kept.passed and applied and broken.passed and bool(to_fill_in.missing)
    return holds and not any(_disturbs(wish, suite, position) for position in range(last - 2))


def _disturbs(wish: Wish, suite: Suite, position: int) -> bool:
    """Says whether the rule finds something in a case that was there before."""
    policy, bench, case = suite.policy, suite.bench, suite.tests.tests[position]
    if policy is None or bench is None or case.rejected is not None:
        return False
    staged, _ = stage(suite.tests, case, suite.document, position, policy, bench)
    if staged is None:
        return False
    (rule,) = (rule for rule in policy.rules if rule.rule.name.text == wish.name)
    found = judge(rule, policy, bench.policies, subject_of(rule, staged), staged.world)
    return bool(found.findings)


def _tests(
    wish: Wish, draft: Draft, base: Base, place: Place, expected: str, inputs: Inputs
) -> str | None:
    entries = cases(wish, draft, base[0], expected, base[1])
    if place.document is not None:
        return with_cases(place.document, entries)
    file = place.rules.rpartition("/")[2]
    return tests_text(inputs.today.isoformat(), file, entries)


def _suite(tests: str, place: Place, wish: Wish, held: tuple[Inputs, Law]) -> Suite | None:
    inputs, law = held
    reading = read(Source(place.tests, tests))
    document = reading.documents[0] if len(reading.documents) == 1 else None
    filled = fill(document, CaseFile)[0] if document is not None else None
    if document is None or filled is None:
        return None
    bench = Bench(law.compiled, inputs.setting, law.schemas, place.fetch)
    return Suite(place.tests, document, filled, law.policies[wish.policy], bench)
