"""A glance: what is wrong with a file of which little has changed since its desk was laid out.

What is wrong with a rule depends on its text and on what stands around it: what its policy and the
others declare. While that is as it was, only the rules are checked that read otherwise than before,
and what was said of the others is said again where they stand now. Where a define or param has
changed, the rules are checked, too, that name it, or name what names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from remit.semantics.checker import check_former_names, check_rule_names
from remit.semantics.rechecking import rules_again
from remit.semantics.scope import Home
from remit.semantics.settling import Settled
from remit.syntax import tree
from remit.syntax.drafts import Block, Draft, told_at
from remit.text.diagnostic import Diagnostic, in_order
from remit.workbench.editing.desk import DECLARED, Desk, follows, usable

_OF_NAMES = frozenset({"duplicate-rule", "former-name-in-use"})
_OF_LINES = frozenset({"duplicate-name"})
"""What is told with the line of something else, which may move."""

_AROUND = re.compile(r"^[ \t]*(?:policy|use|define|param|table)\b", re.MULTILINE)

Said = tuple[tuple[Diagnostic, int], ...]
"""What is wrong with a block, each with where the block began."""


class Ground(Struct, eq=False):
    """What a glance stands on: a file's policy on a desk, what stands around its rules, and what
    was said of its blocks, by what they say."""

    desk: Desk
    home: Home
    around: tuple[str, ...]
    known: dict[str, Said]


def ground(desk: Desk, file: str) -> Ground | None:
    """Gives what glances at a file can stand on; None where too much is wrong with it."""
    draft, home = desk.drafts[file], desk.home(file)
    blocks = [block for block in draft.blocks if _is_known(block)]
    wrong = any(instance.said for instance in desk.study.instances.values())
    mixed = any(_is_around(block) and not _is_known(block) for block in draft.blocks)
    known: dict[str, list[tuple[Diagnostic, int]]] = {_key(block): [] for block in blocks}
    if home is None or wrong or mixed or len(known) < len(blocks):
        return None
    syntax = {id(one) for one in draft.found}
    for one in desk.said[file]:
        block = draft.block_at(one.span.start) if one.span is not None else None
        if block is None or one.code in _OF_LINES:
            return None
        if _is_known(block) and one.code not in _OF_NAMES and id(one) not in syntax:
            known[_key(block)].append((one, block.span.start))
    said = {key: tuple(found) for key, found in known.items()}
    return Ground(desk, home, tuple(_around(draft)), said)


def ground_anew(old: Ground, defines: Desk, file: str) -> Ground | None:
    """Gives what glances can stand on where something around the rules has changed; `defines` is a
    desk on which the file's rules were not checked. None where more than defines has changed."""
    new = ground(defines, file)
    if new is None:
        return None
    names = _changed(old.around, new.around)
    if names is None:
        return None
    word = re.compile(rf"\b(?:{'|'.join(names)})\b") if names else None
    of_rules = {key for key in new.known if key not in new.around}
    for key in of_rules:
        # what is wrong may be told otherwise now: with another name that is near, for one
        if old.known.get(key) != () or (word is not None and word.search(key)):
            del new.known[key]
    return new


def _changed(old: tuple[str, ...], new: tuple[str, ...]) -> set[str] | None:
    """Gives the names that may mean something else now; None where all may."""
    different = {*old} ^ {*new}
    if not different and old != new:
        different = {*new}  # one that sees only those above it
    if any(re.search(r"^[ \t]*(?:policy|use)\b", text, re.MULTILINE) for text in different):
        return None
    names = {name for text in different for name in DECLARED.findall(text)}
    while names:
        word = re.compile(rf"\b(?:{'|'.join(names)})\b")
        more = {n for text in {*old, *new} if word.search(text) for n in DECLARED.findall(text)}
        if more <= names:
            break
        names |= more
    return names


def glance(ground: Ground, draft: Draft) -> tuple[Diagnostic, ...] | None:
    """Gives all that is wrong with a file as it is now; None where more than rules has changed, so
    that a desk has to be laid out."""
    if draft.blocks[0].head is None or tuple(_around(draft)) != ground.around:
        return None
    home = replace(ground.home, source=draft.source, settled=Settled())
    known: dict[str, Said] = {}
    said = _of_names(ground, home, draft)
    for block in draft.blocks:
        key = _key(block) if _is_known(block) else None
        old = ground.known.get(key) if key is not None else None
        of_block = old if old is not None else _anew(block, home, ground)
        if of_block is None:
            return None
        if key is not None:
            known[key] = of_block
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
    return (_key(block) for block in draft.blocks if _is_around(block))


def _is_around(block: Block) -> bool:
    of_rules = block.head is None and all(isinstance(item, tree.Rule) for item in block.read)
    return not of_rules or (bool(block.found) and _AROUND.search(block.text) is not None)


def _is_known(block: Block) -> bool:
    """Says whether what is wrong with a block follows from what it says and what stands around."""
    return not block.found or (
        _is_around(block) and not any(isinstance(item, tree.Rule) for item in block.read)
    )


def _key(block: Block) -> str:
    """Gives what a block says, without the comments around it."""
    if block.found:
        return f"{block.text}\n!"
    if block.head is not None:
        return f"policy {block.head.name.text} governs {block.head.kind.text}"
    if len(block.read) != 1:
        return block.text
    start, span = block.span.start - block.by, block.read[0].span
    return block.text[span.start - start : span.end - start]


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
