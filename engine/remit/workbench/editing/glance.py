"""A glance: what is wrong with a file of which only rules have changed since its desk was laid out.

What is wrong with a rule depends on its text and on what stands around it: what its policy and the
others declare. While that is as it was, only the rules are checked that read otherwise than before,
and what was said of the others is said again where they stand now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from remit.semantics.checker import check_former_names, check_rule_names
from remit.semantics.rechecking import rules_again
from remit.semantics.scope import Home
from remit.semantics.settling import Settled
from remit.syntax import tree
from remit.syntax.drafts import Block, Draft, told_at
from remit.text.diagnostic import Diagnostic, in_order
from remit.workbench.editing.desk import Desk, follows, usable

_OF_NAMES = frozenset({"duplicate-rule", "former-name-in-use"})
_AROUND = re.compile(r"^[ \t]*(?:policy|use|define|param|table)\b", re.MULTILINE)

Said = tuple[tuple[Diagnostic, int], ...]
"""What is wrong with a block, each with where the block began."""


@dataclass(slots=True, eq=False)
class Ground:
    """What a glance stands on: a file's policy on a desk, what stands around its rules, and what
    was said of its sound blocks, by their text."""

    desk: Desk
    home: Home
    around: tuple[str, ...]
    known: dict[str, Said]


def ground(desk: Desk, file: str) -> Ground | None:
    """Gives what glances at a file can stand on; None where too much is wrong with it."""
    draft, home = desk.drafts[file], desk.home(file)
    blocks = {block.text: block for block in draft.blocks}
    wrong = any(instance.said for instance in desk.study.instances.values())
    if home is None or wrong or len(blocks) < len(draft.blocks):
        return None
    if any(block.found and _is_around(block) for block in draft.blocks):
        return None
    known: dict[str, list[tuple[Diagnostic, int]]] = {
        text: [] for text, block in blocks.items() if not block.found
    }
    for one in desk.said[file]:
        block = draft.block_at(one.span.start) if one.span is not None else None
        if block is None:
            return None
        if not block.found and one.code not in _OF_NAMES:
            known[block.text].append((one, block.span.start))
    said = {text: tuple(found) for text, found in known.items()}
    return Ground(desk, home, tuple(_around(draft)), said)


def glance(ground: Ground, draft: Draft) -> tuple[Diagnostic, ...] | None:
    """Gives all that is wrong with a file as it is now; None where more than rules has changed, so
    that a desk has to be laid out."""
    if draft.blocks[0].head is None or tuple(_around(draft)) != ground.around:
        return None
    home = replace(ground.home, source=draft.source, settled=Settled())
    known: dict[str, Said] = {}
    said = _of_names(ground, home, draft)
    for block in draft.blocks:
        old = ground.known.get(block.text) if not block.found else None
        of_block = old if old is not None else _anew(block, home, ground)
        if of_block is None:
            return None
        if not block.found:
            known[block.text] = of_block
        said += (told_at(one, draft.source, block.span.start - start) for one, start in of_block)
    ground.known = known
    kept = (one for one in said if not follows(one, draft))
    return tuple(in_order([*draft.found, *kept]))


def _anew(block: Block, home: Home, ground: Ground) -> Said | None:
    """Gives what is wrong with the rules of a block."""
    rules = [item for item in block.items if isinstance(item, tree.Rule)]
    said = rules_again(rules, home, ground.desk.study)
    return tuple((one, block.span.start) for one in said) if said is not None else None


def _around(draft: Draft) -> Iterator[str]:
    """Gives what stands around the rules of a file."""
    return (block.text for block in draft.blocks if _is_around(block))


def _is_around(block: Block) -> bool:
    of_rules = block.head is None and all(isinstance(item, tree.Rule) for item in block.read)
    return not of_rules or (bool(block.found) and _AROUND.search(block.text) is not None)


def _of_names(ground: Ground, home: Home, draft: Draft) -> list[Diagnostic]:
    """Gives what is wrong with the names of rules, which need to be told apart."""
    rules = [item for block in draft.blocks for item in block.read if isinstance(item, tree.Rule)]
    if len({rule.name.text for rule in rules}) == len(rules) and not any(
        rule.formerly for rule in rules
    ):
        return []
    said: list[Diagnostic] = []
    policy = usable(draft)
    if policy is not None:
        whole = replace(home, policy=policy)
        check_rule_names(whole, said)
        check_former_names({**ground.desk.study.homes, home.name: whole}, said)
    return [one for one in said if one.source is draft.source]
