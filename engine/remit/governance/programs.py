"""Programs for a check: made before its work is spread, and kept for the next check.

The code of programs depends on the texts of policies and schemas, on the kinds and registers, and
on which rules are asked for; on Python and on Remit's own code, too, which the memory stands for.
It is kept where nobody else can write, as `marshal` has it.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence

from remit.evaluation import courts
from remit.evaluation.courts import grouped
from remit.governance.inputs import Inputs
from remit.governance.law import Law
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.text import digest

Rules = Sequence[tuple[CheckedRule, CheckedPolicy]]


def make_ready(rules: Rules, law: Law, inputs: Inputs, manifests: int) -> None:
    """Has the programs of some rules ready to judge so many manifests: remembered from an earlier
    check, or made anew where that is worth it."""
    groups = {tuple(rule.id for rule in each): each for _, each in grouped(rules)}
    missing = [ids for ids in groups if ids not in law.compiled.programs]
    if inputs.by == "interpreted" or not missing:
        return
    memory, key = inputs.memory, _key(missing, law, inputs)
    kept = memory.blob(key) if memory is not None else None
    if kept is not None:
        law.compiled.take(marshal.loads(kept))
        return
    if inputs.by == "either" and manifests < courts.FEW:
        return
    policies = {rule.id: policy for rule, policy in rules}
    for ids in missing:
        law.compiled.program(groups[ids], policies[ids[0]])
    if memory is not None:
        memory.keep_blob(key, marshal.dumps(law.compiled.told(missing)))


def _key(missing: Sequence[tuple[str, ...]], law: Law, inputs: Inputs) -> str:
    return digest.of_texts(_parts(missing, law, inputs))


def _parts(missing: Sequence[tuple[str, ...]], law: Law, inputs: Inputs) -> Iterator[str]:
    """All that the code of programs depends on, but for Python and Remit."""
    yield "programs"
    yield repr(missing)
    yield repr((dict(inputs.setting.kinds), dict(inputs.setting.registers)))
    for name, policy in sorted(law.policies.items()):
        yield from (name, policy.source.name, policy.source.text)
    for name, schema in sorted(law.schemas.items()):
        yield name
        yield from (part for file in schema.files for part in (file.name, file.text))
