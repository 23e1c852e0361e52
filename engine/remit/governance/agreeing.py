"""Agreeing: what a change leaves as it was, and of which the rules that name collections say the
same today and at the base.

A file that git has the same name for on both sides is judged as kept (`unchanged.py`), but what
rules say of it that name collections depends on other files, too. Where these read the same of all
manifests on both sides, they say the same. Else they judge on both sides, and the files of which
they don't say the same go the way of changes, as all do that are touched.
"""

from __future__ import annotations

import marshal
from functools import lru_cache
from itertools import compress

from remit.evaluation.finding import Evaluation
from remit.governance.inputs import Inputs, Revision
from remit.governance.ledger import ledger_of
from remit.governance.matter import Matter
from remit.governance.portfolio import Portfolio
from remit.governance.records import SAID, facts_of, is_loud
from remit.governance.together import (
    Joint,
    Side,
    entries_of,
    joined_work,
    joints_of,
    once,
    with_collections,
)
from remit.governance.unchanged import Settled, Sides, lone_in
from remit.governance.works import Work


def settle(matter: Matter, base: Revision, sides: Sides) -> Settled:
    """Leaves to works the files of which rules say the same on both sides, with what those say that
    name collections; the portfolios have their collections."""
    works, inputs, law, rules = matter.works, matter.inputs, matter.law, matter.rules
    fellows, gather = matter.fellows, matter.gather
    then, entries = inputs.at_base(base), entries_of(works)

    def whole(gathered: Portfolio, given: Inputs) -> Side:
        head = with_collections(gathered, entries, fellows, given)
        return Side(head, given, law, matter.seeing(head, given))

    today, before = whole(sides[0], inputs), whole(sides[1], then)
    comparing = [each for each in rules if "baseline" in each.rule.names]
    others = [each for each in rules if "baseline" not in each.rule.names]
    ours = joints_of(today, works, [*others, *comparing], fellows, entries)
    theirs = joints_of(before, works, others, fellows, entries)
    same = all(one.state == other.state for one, other in zip(ours, theirs, strict=True))
    lost = [said for joint in (ours if same else [*ours, *theirs]) for said in joint.work_off()]
    if lost:
        return Settled(sides, (), lost=lost)
    lone, found = lone_in(works), list[Work]()
    for work, one, other in zip(works, ours, theirs, strict=True):
        agree = [_agree(one, at, None if same else other, then) for at in range(len(one.told))]
        if len(one.told):
            work.told, one.told = (ledger_of(compress(each.told, agree)) for each in (work, one))
        found.append(joined_work(work, one))
    left = lone_in(works)
    if left != lone:
        sides = gather(inputs, left), gather(then, left)
        entries = {
            kind: {path: entry for path, entry in of_it.items() if path in left[kind]}
            for kind, of_it in entries.items()
        }
        today, before = whole(sides[0], inputs), whole(sides[1], then)
    return Settled((today.head, before.head), found, (once(today, matter), once(before, matter)))


def _agree(ours: Joint, at: int, theirs: Joint | None, then: Inputs) -> bool:
    """Says whether rules say the same of a file on both sides, where they ask for the same files;
    those come first in the numbers of ours that say something at the base, too."""
    record = ours.told[at][1]
    asked = (fact for fact in facts_of(record) if isinstance(fact[2], bool))
    if not all(then.file_exists(path, beside) == seen for path, beside, seen in asked):
        return False
    if theirs is None or not theirs.rules:
        return True
    other = theirs.told[at][1]
    if is_loud(record) or is_loud(other):
        ids = frozenset(each.rule.id for each in theirs.rules)
        return _said(ours, at, ids) == _said(theirs, at, ids)
    return _is_same(record[SAID], other[SAID], len(theirs.rules))


def _said(joint: Joint, at: int, rules: frozenset[str]) -> list[dict[str, Evaluation]]:
    [came] = joint.came([joint.told[at]])
    return [{each.rule: each for each in of if each.rule in rules} for of in came.evaluations]


@lru_cache(maxsize=4096)
def _is_same(ours: bytes, theirs: bytes, rules: int) -> bool:
    pairs = zip(marshal.loads(ours), marshal.loads(theirs), strict=True)
    return all({each for each in one if each[0] < rules} == set(other) for one, other in pairs)
