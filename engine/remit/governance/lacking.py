"""Lacking: collections with members that can't be read, in a change that is judged without them.

A change may fail a rule only together with such a member, which was as unreadable before. So what
is told of that counts as the change's own where it touches what the rule looks at: the finding at
the member, once for all rules, or the undecided rules where the check isn't about that file.
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
    if not head.unread:
        return Lack()
    concerned = list(_concerned(rules, inputs))
    plurals = {kind.name: kind.plural for kind in inputs.setting.kinds.values()}
    files: dict[str, set[str]] = defaultdict(set)
    for file, kind in head.unread:
        naming = [each.rule.id for each in concerned if plurals[kind] in each.rule.names]
        if naming:
            files[file.name].update(naming)
    ids = {name: sorted(each) for name, each in files.items()}
    return Lack(ids, undecided_by(rules, head.collections, inputs))


def undecided_by(
    rules: Iterable[Selected], collections: Mapping[str, Collection], inputs: Inputs
) -> frozenset[str]:
    """Gives the rules that a change concerns, and that name a collection with a member that can't
    be read and that the check isn't about."""
    lost = {plural for plural, each in collections.items() if each.unreadable}
    naming = [each for each in rules if each.rule.names & lost]
    return frozenset(each.rule.id for each in _concerned(naming, inputs))


def _concerned(rules: Iterable[Selected], inputs: Inputs) -> Iterator[Selected]:
    """Gives the rules that block and look at what a change touches: manifests of the kind that they
    govern, collections or registers."""
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
        seen |= set() if each.rule.once else {each.policy.kind}
        blocks = each.standing == "in force" and each.rule.heading.level != "advisory"
        if blocks and any(map(is_touched, sorted(seen))):
            yield each
