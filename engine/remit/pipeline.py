"""The line: how rules and manifests become a report. Start reading here.

    schemas  ── load ──► types ──────────────┐
                                             ▼
    rules    ── parse ──► trees ── check ──► policies ── select ──► rules ──┐
    files    ── read ───► documents ── admit ──► manifests ─────────────────┤
    params, today ──────────────────────────────────────────────────────────┤
                                                                        evaluate
                                                                            ▼
    report  ◄── judge (status, blocking, fingerprints) ◄─────────────── outcomes

Every arrow is a function that gives something and a list of diagnostics. Nothing here looks at the
disk, the clock or the environment: the edge hands in what there is (`Inputs`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from remit.evaluation.rules import judge
from remit.evaluation.world import Subject, World
from remit.governance import judging, params, portfolio, selection
from remit.governance.inputs import File, Inputs
from remit.governance.judging import Outcome
from remit.governance.portfolio import Portfolio
from remit.governance.report import PolicyFile, Report
from remit.governance.selection import Selected
from remit.governance.setting import Setting
from remit.manifest import schema
from remit.manifest.reader import decode
from remit.manifest.schema import Schema
from remit.manifest.types import KindType, Vocabulary
from remit.semantics.checked import CheckedPolicy
from remit.semantics.checker import check as check_policies
from remit.syntax.parser import parse
from remit.syntax.tree import Policy
from remit.text.diagnostic import Diagnostic, in_order
from remit.text.source import Source


def check(inputs: Inputs) -> Report:
    """Gives the report on all that was asked for; where something that it needs is wrong, a report
    that says so, and in which nothing was evaluated."""
    law, wrong = enact(inputs)
    if law is None:
        return _refused(inputs, wrong)

    selected, wrong_globs = selection.select(
        law.policies, inputs.selection, inputs.today, inputs.command
    )
    values, wrong_params = params.chosen_params(law.policies, inputs.overrides, inputs.today)
    named = frozenset[str]().union(*(each.rule.names for each in selected))
    wrong = [*wrong_globs, *wrong_params, *portfolio.problems(inputs, named)]
    if wrong:
        return _refused(inputs, wrong)

    gathered = portfolio.gather(inputs, law.schemas, named)
    if not gathered.checked and not gathered.faults:
        return _refused(inputs, [portfolio.nothing_to_check(inputs)])

    world = World(
        inputs.today,
        gathered.collections,
        gathered.registers,
        values,
        inputs.file_exists,
        inputs.setting.steps,
    )
    outcomes = list(evaluate(selected, law.policies, gathered, world, inputs))
    return report(inputs, law, selected, gathered, outcomes)


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """The policies that may be evaluated, their files, and the schemas that type them."""

    policies: Mapping[str, CheckedPolicy]
    files: tuple[PolicyFile, ...]
    schemas: Mapping[str, Schema]
    vocabulary: Vocabulary


def enact(inputs: Inputs) -> tuple[Law | None, list[Diagnostic]]:
    """Gives the law, or everything that is wrong with its schemas and rules."""
    schemas, wrong_schemas = load_schemas(inputs)
    files, trees, wrong_rules = read_rules(inputs.rules)
    if wrong_schemas or wrong_rules:
        return None, [*wrong_schemas, *wrong_rules]
    known = vocabulary(inputs.setting, schemas)
    policies, said = check_policies(trees, known)
    wrong = errors(said)
    return (None, wrong) if wrong else (Law(policies, tuple(files), schemas, known), [])


def load_schemas(inputs: Inputs) -> tuple[dict[str, Schema], list[Diagnostic]]:
    """Gives the schema of every kind and register; two of them may share a file."""
    found: dict[str, Schema] = {}
    said: list[Diagnostic] = []
    for name, (file, fetch) in inputs.schemas.items():
        loaded, problems = schema.load(file, fetch)
        said += errors(problems)
        if loaded is not None:
            found[name] = loaded
    return found, in_order(said)


def vocabulary(setting: Setting, schemas: Mapping[str, Schema]) -> Vocabulary:
    """Gives the names that rules may use, with their types."""
    return Vocabulary(
        {
            kind.name: KindType(kind.name, kind.plural, schemas[kind.name].type)
            for kind in setting.kinds.values()
        },
        {name: schemas[name].type for name in setting.registers},
    )


def read_rules(
    files: Sequence[File],
) -> tuple[list[PolicyFile], list[tuple[Source, Policy]], list[Diagnostic]]:
    """Gives the policies as their authors wrote them."""
    policy_files: list[PolicyFile] = []
    trees: list[tuple[Source, Policy]] = []
    said: list[Diagnostic] = []
    for file in files:
        content = file.read()
        if isinstance(content, str):
            message = f"the file can't be read: {content}"
            said.append(Diagnostic("no-such-file", message, Source(file.name, "")))
            continue
        source, problems = decode(file.name, content)
        policy, mistakes = parse(source) if source is not None else (None, [])
        said += errors([*problems, *mistakes])
        if source is not None and policy is not None:
            digest = hashlib.sha256(content).hexdigest()
            policy_files.append(PolicyFile(policy.name.text, file.name, digest))
            trees.append((source, policy))
    return policy_files, trees, said


def evaluate(
    selected: Sequence[Selected],
    policies: Mapping[str, CheckedPolicy],
    gathered: Portfolio,
    world: World,
    inputs: Inputs,
) -> Iterator[Outcome]:
    """Gives what every rule says of every manifest that it governs; retired ones say nothing."""
    live = [each for each in selected if each.standing != "retired"]
    once = [each for each in live if each.rule.once]
    total = len(gathered.checked) + len(once)
    for number, each in enumerate(once):
        inputs.progress("checking", number, total)
        found = judge(each.rule, each.policy, policies, Subject(None), world)
        yield Outcome(each, None, found)
    for number, manifest in enumerate(gathered.checked, len(once)):
        inputs.progress("checking", number, total)
        for each in live:
            if each.policy.kind == manifest.kind and not each.rule.once:
                found = judge(each.rule, each.policy, policies, Subject(manifest), world)
                yield Outcome(each, manifest, found)


def report(
    inputs: Inputs,
    law: Law,
    selected: Sequence[Selected],
    gathered: Portfolio,
    outcomes: Sequence[Outcome],
) -> Report:
    """Gives the outcomes as a report."""
    names = judging.identities(gathered.manifests())
    return Report(
        as_of=inputs.today,
        policies=law.files,
        manifests=gathered.counts(),
        findings=tuple(judging.judge_findings(gathered.faults, outcomes, names)),
        rules=tuple(judging.rule_rows(selected, outcomes)),
        verdicts=tuple(judging.verdicts(outcomes, names)),
        absences=tuple(portfolio.absences(inputs, selected)),
    )


def errors(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Gives what keeps a check from being done; advice is for those who write rules."""
    return [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]


def _refused(inputs: Inputs, said: Sequence[Diagnostic]) -> Report:
    return Report(inputs.today, diagnostics=tuple(in_order(said)))
