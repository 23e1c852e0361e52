"""The law: schemas and rule files made into policies that may be evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from remit.evaluation.compiler.shelf import Shelf
from remit.governance.inputs import File, Inputs
from remit.governance.report import PolicyFile
from remit.governance.setting import Setting
from remit.manifest.reader import decode
from remit.manifest.schema import Schema
from remit.manifest.types import KindType, Vocabulary
from remit.semantics.checked import CheckedPolicy
from remit.text import digest
from remit.text.diagnostic import Diagnostic, in_order
from remit.text.source import Source

if TYPE_CHECKING:
    from remit.syntax.tree import Policy


class Law(Struct, frozen=True, eq=False):
    """The policies that may be evaluated, and the schemas that type them.

    `files` are those of the policies that were asked for; `policies` holds those that they use,
    too. `compiled` keeps the programs that are made of them. `advice` is for those who write rules.
    `texts` tells the texts of all that it was made of, where it is kept.
    """

    policies: Mapping[str, CheckedPolicy]
    files: tuple[PolicyFile, ...]
    schemas: Mapping[str, Schema]
    vocabulary: Vocabulary
    compiled: Shelf
    advice: tuple[Diagnostic, ...] = ()
    texts: str = ""

    def enacted(self) -> dict[str, CheckedPolicy]:
        """Gives the policies that were asked for."""
        return {file.policy: self.policies[file.policy] for file in self.files}


def texts_of(law: Law) -> str:
    """Gives what tells the texts of all policies and schemas of a law from others."""
    parts: list[str] = []
    for name, policy in sorted(law.policies.items()):
        parts += (name, policy.source.name, policy.source.text)
    for name, schema in sorted(law.schemas.items()):
        parts += (name, *(part for file in schema.files for part in (file.name, file.text)))
    return digest.key_of(parts)


class RuleFile(Struct, frozen=True, eq=False):
    """A rule file as its author wrote it."""

    file: File
    source: Source
    tree: Policy
    digest: str

    def policy_file(self) -> PolicyFile:
        """Gives the file as reports name it."""
        return PolicyFile(self.tree.name.text, self.file.name, self.digest, self.file.pack)


def enact(inputs: Inputs) -> tuple[Law | None, list[Diagnostic]]:
    """Gives the law, or everything that is wrong with its schemas and rules."""
    from remit.governance.identifying import unidentifiable
    from remit.semantics.checker import check  # slow to import, and not needed for a known law

    schemas, said = load_schemas(inputs)
    said += unidentifiable(inputs.setting, schemas, inputs.at)
    rules, problems = read_rules(inputs.rules)
    said += problems
    if errors(said):
        return None, errors(said)
    used, problems = read_used(rules, inputs.neighbours)
    said += problems
    known = vocabulary(inputs.setting, schemas)
    trees = [(rule.source, rule.tree) for rule in [*rules, *used]]
    policies, problems = check(trees, known)
    said += _fitting(problems, inputs)
    if errors(said):
        return None, errors(said)
    files = tuple(rule.policy_file() for rule in rules)
    return Law(policies, files, schemas, known, Shelf(policies, known), tuple(in_order(said))), []


def load_schemas(inputs: Inputs) -> tuple[dict[str, Schema], list[Diagnostic]]:
    """Gives the schema of every kind and register; two of them may share a file."""
    from remit.manifest import schema_files  # a dozen modules, not needed for a known law

    found: dict[str, Schema] = {}
    said: list[Diagnostic] = []
    for name, (file, fetch) in inputs.schemas.items():
        loaded, problems = schema_files.load(file, fetch)
        said += problems
        if loaded is not None:
            found[name] = loaded
    return found, said


def vocabulary(setting: Setting, schemas: Mapping[str, Schema]) -> Vocabulary:
    """Gives the names that rules may use, with their types."""
    kinds = {
        kind.name: KindType(kind.name, kind.plural, schemas[kind.name].type)
        for kind in setting.kinds.values()
    }
    return Vocabulary(kinds, {name: schemas[name].type for name in setting.registers})


def read_rules(files: Iterable[File]) -> tuple[list[RuleFile], list[Diagnostic]]:
    """Gives rule files as trees, or what keeps them from being read."""
    from remit.syntax.parser import parse  # lark, which is slow to import

    found: list[RuleFile] = []
    said: list[Diagnostic] = []
    for file in files:
        content = file.read()
        if isinstance(content, str):
            message = f"the file can't be read: {content}"
            said.append(Diagnostic("no-such-file", message, Source(file.name, "")))
            continue
        source, problems = decode(file.name, content)
        policy, mistakes = parse(source) if source is not None else (None, [])
        said += [*problems, *mistakes]
        if source is not None and policy is not None:
            found.append(RuleFile(file, source, policy, digest.of_bytes(content)))
    return found, said


def read_used(
    rules: Sequence[RuleFile], neighbours: Sequence[File]
) -> tuple[list[RuleFile], list[Diagnostic]]:
    """Gives the rule files beside others from which those use what they lack."""
    have = {rule.tree.name.text for rule in rules}
    wanted = _uses(rules) - have
    if not wanted or not neighbours:
        return [], []
    around, said = read_rules(neighbours)
    beside = {rule.tree.name.text: rule for rule in around}
    used: dict[str, RuleFile] = {}
    while wanted & set(beside):
        new = {name: beside[name] for name in sorted(wanted) if name in beside}
        used |= new
        wanted = _uses(new.values()) - have - set(used)
    # a neighbour with a mistake matters only where it may be what was looked for
    missing = bool(_uses([*rules, *used.values()]) - have - set(used))
    return list(used.values()), said if missing else []


def errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Gives what keeps rules from being evaluated, in order; advice does not."""
    return in_order(d for d in diagnostics if d.severity == "error")


def _fitting(problems: Sequence[Diagnostic], inputs: Inputs) -> list[Diagnostic]:
    """Gives what is wrong with rules; of the standard policies, which are right by the schemas that
    they are for, only that they don't fit what is configured."""
    unfit = [each for each in errors(problems) if _is_unfit(each)]
    if not unfit:
        return list(problems)
    from remit.text.sentences import listed  # seldom needed

    kinds = inputs.setting.kinds.values()
    others = [f"`{kind.name}`" for kind in kinds if not kind.schema.startswith(_BUILTIN)]
    first, more = unfit[0], f", and {len(unfit) - 1} more" if len(unfit) > 1 else ""
    message = (
        f"the standard policies don't fit {listed(others) or 'the kinds'} as configured: "
        f"{first.message} ({first.source.name}:{first.place.line}{more})"
    )
    way = "name your own rules under `policies`, or let kinds have the schemas that those are for"
    said = Diagnostic("configuration", message, *inputs.at("policies"), way)
    return [*(each for each in problems if not _is_unfit(each)), said]


def _is_unfit(said: Diagnostic) -> bool:
    return said.source.name.startswith(_BUILTIN) and said.code not in _OF_NAMES


_OF_NAMES = frozenset({"duplicate-policy", "former-name-in-use"})
"""What may be said of the standard policies because others have their names."""

_BUILTIN = "builtin:"
"""What the names of the standard policies and schemas begin with."""


def _uses(rules: Iterable[RuleFile]) -> set[str]:
    from remit.syntax.tree import Use  # not needed for a known law

    return {item.policy.text for rule in rules for item in rule.tree.items if isinstance(item, Use)}
