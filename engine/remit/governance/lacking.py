"""Lacking: members of collections and registers that can't be read, in a change that is judged
without them.

A change may fail a rule only together with such a file, which was as unreadable before. So what is
told of that counts as the change's own where it touches what the rule looks at: the finding at the
file, once for all rules, or the undecided rules where the check isn't about that file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.world import Collection
from remit.governance.inputs import Inputs, in_columns
from remit.governance.manifests import SYNTAX
from remit.governance.portfolio import Portfolio
from remit.governance.report import Judged
from remit.governance.selection import Selected
from remit.manifest.values import Unknown, Value
from remit.text.sentences import counted, listed

_NAMED = 3
"""So many rules are named in a message."""


class Lack(Struct, frozen=True):
    """What a change can't be judged by: the `files` that can't be read, each with the rules that
    are judged without it, and the `rules` that are undecided for others."""

    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rules: frozenset[str] = frozenset()

    def holds(self, judged: Judged) -> bool:
        """Says whether a finding tells of it."""
        finding = judged.finding
        if finding.rule == SYNTAX:
            return finding.file in self.files
        return finding.rule in self.rules and finding.outcome == "undecided"

    def told(self, judged: Judged) -> Judged:
        """Gives a finding that tells of it, with the rules that are judged without the file."""
        finding = judged.finding
        ids = self.files.get(finding.file, ()) if finding.rule == SYNTAX else ()
        if not ids:
            return judged
        more = [counted(len(ids) - _NAMED, "more rule")] if len(ids) > _NAMED else []
        which = listed([*ids[:_NAMED], *more])
        message = f"{finding.message}; without this file the change can't be judged by {which}"
        return replace(judged, finding=replace(finding, message=message))


def lack_of(head: Portfolio, rules: Sequence[Selected], inputs: Inputs) -> Lack:
    """Gives what a change can't be judged by."""
    unread = [name for name, value in head.registers.items() if isinstance(value, Unknown)]
    if not head.unread and not unread:
        return Lack()

    @cache
    def concerned(name: str, own: bool) -> frozenset[str]:
        naming = [each for each in rules if name in each.rule.names]
        return frozenset(each.rule.id for each in _concerned(naming, inputs, own=own))

    kinds = inputs.setting.kinds
    lost = [(file, kinds[kind].plural, True) for file, kind in head.unread]
    lost += [(file, name, False) for name in unread for file in inputs.checked.get(name, ())]
    files: dict[str, frozenset[str]] = defaultdict(frozenset)
    for file, name, own in lost:
        files[file.name] |= concerned(name, own)
    ids = {name: sorted(each) for name, each in files.items() if each}
    return Lack(ids, undecided_by(rules, head.collections, head.registers, inputs))


def undecided_by(
    rules: Iterable[Selected],
    collections: Mapping[str, Collection],
    registers: Mapping[str, Value | Unknown | None],
    inputs: Inputs,
) -> frozenset[str]:
    """Gives the rules that a change concerns, and that name a register that can't be read, or a
    collection with such a member, where the check isn't about that file."""
    lost = {plural for plural, each in collections.items() if each.unreadable}
    unread = (name for name, value in registers.items() if isinstance(value, Unknown))
    lost.update(name for name in unread if not inputs.checked.get(name))
    naming = [each for each in rules if each.rule.names & lost]
    return frozenset(each.rule.id for each in _concerned(naming, inputs, own=False))


def _concerned(rules: Iterable[Selected], inputs: Inputs, *, own: bool) -> Iterator[Selected]:
    """Gives the rules that block and look at what a change touches: collections and registers, or
    manifests of their `own` kind."""
    setting = inputs.setting
    names = {kind.plural: kind.name for kind in setting.kinds.values()}
    names |= {register: register for register in setting.registers}

    @cache
    def is_touched(name: str) -> bool:
        base = inputs.base
        assert base is not None
        now, then = (
            frozenset(in_columns(side.get(name, ())).paths) for side in (inputs.found, base.found)
        )
        return now != then or not now.isdisjoint(base.changed)

    for each in rules:
        seen = {names[name] for name in each.rule.names & names.keys()}
        seen |= {each.policy.kind} if own and not each.rule.once else set()
        blocks = each.standing == "in force" and each.rule.heading.level != "advisory"
        if blocks and any(map(is_touched, sorted(seen))):
            yield each
