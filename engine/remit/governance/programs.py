"""Programs for a check: made before its work is spread, and kept for the next check; and the courts
that judge by them.

The code of programs depends on the texts of policies and schemas, on the kinds and registers, and
on which rules are asked for; on Python and on Remit's own code, too, which the memory stands for.
It is kept where nobody else can write, as `marshal` has it.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence
from functools import cache

from remit.evaluation import courts
from remit.evaluation.compiler.shelf import Drawer
from remit.evaluation.courts import Court, grouped
from remit.evaluation.world import World
from remit.governance.inputs import Inputs
from remit.governance.law import Law, texts_of
from remit.governance.selection import Selected, live
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.text import digest

_ASKED = b""
"""Kept for programs that were asked for once, for so few manifests that they weren't made. Where
they are asked for again they are, as there may be many such checks."""

Rules = Sequence[tuple[CheckedRule, CheckedPolicy]]


def court_of(
    rules: Sequence[Selected], law: Law, world: World, inputs: Inputs, manifests: int
) -> Court:
    """Gives the court of some rules for so many manifests; those that are retired say nothing."""
    in_force = live(rules)
    members = sum(len(each.members) for each in world.collections.values())
    make_ready(in_force, law, inputs, manifests + members)
    kept = drawer(law, inputs)
    return Court(in_force, law.compiled, world, inputs.by, manifests, kept)


def make_ready(rules: Rules, law: Law, inputs: Inputs, manifests: int) -> None:
    """Has the programs of some rules ready to judge so many manifests, or no more than what is
    evaluated once: remembered from an earlier check, or made anew where that is worth it."""
    wanted = rules if manifests else [pair for pair in rules if pair[0].once]
    groups = {tuple(rule.id for rule in each): each for _, each in grouped(wanted)}
    shelf = law.compiled
    missing = [ids for ids in groups if ids not in shelf.programs and ids not in shelf.asked]
    if inputs.by == "interpreted" or not missing:
        return
    memory, key = inputs.memory, _key(missing, law, inputs)
    kept = memory.blob(key) if memory is not None else None
    if kept:
        shelf.take(marshal.loads(kept))
        return
    if inputs.by == "either" and manifests < courts.FEW and kept != _ASKED:
        shelf.asked.update(missing)
        if memory is not None:
            memory.keep_blob(key, _ASKED)
        return
    policies = {rule.id: policy for rule, policy in rules}
    for ids in missing:
        shelf.program(groups[ids], policies[ids[0]])
    if memory is not None:
        memory.keep_blob(key, marshal.dumps(shelf.told(missing)))


def drawer(law: Law, inputs: Inputs) -> Drawer | None:
    """Gives where the explanations of a law's rules are kept, None where nothing is. They depend on
    the same as programs."""
    memory = inputs.memory
    if memory is None:
        return None
    key = cache(lambda: digest.key_of(_parts("explanations", (), law, inputs)))
    return lambda: memory.blob(key()), lambda data: memory.keep_blob(key(), data)


def _key(missing: Sequence[tuple[str, ...]], law: Law, inputs: Inputs) -> str:
    return digest.key_of(_parts("programs", missing, law, inputs))


def _parts(
    what: str, missing: Sequence[tuple[str, ...]], law: Law, inputs: Inputs
) -> Iterator[str]:
    """All that the code of programs depends on, but for Python and Remit."""
    yield what
    yield repr(missing)
    yield repr((dict(inputs.setting.kinds), dict(inputs.setting.registers)))
    yield law.texts or texts_of(law)
