"""The desk: the rule files of a workspace as they are written, and all that is known of them.

Files with mistakes take part, as far as they could be read. Of what the checker says about them,
only that is kept which doesn't follow from a mistake in the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from remit.manifest.schema import Schema
from remit.manifest.types import Vocabulary
from remit.semantics.checker import Question, Study, study
from remit.semantics.scope import Home, Learned
from remit.syntax import tree
from remit.syntax.drafts import Block, Draft
from remit.text.diagnostic import Diagnostic, in_order
from remit.text.source import Span


class Desk(Struct, frozen=True, eq=False):
    """Rule files by name, the schemas that type them, and what is wrong with each.

    The rules of the files in `looked_at` were checked, of others only what they declare. `index`
    keeps the names in files once somebody has asked for them.
    """

    drafts: Mapping[str, Draft]
    schemas: Mapping[str, Schema]
    vocabulary: Vocabulary
    study: Study
    learned: Learned
    said: Mapping[str, tuple[Diagnostic, ...]]
    looked_at: frozenset[str]
    index: dict[str, Any] = field(default_factory=dict)

    def home(self, file: str) -> Home | None:
        """Gives the policy of a file as its expressions see it, where that could be made out."""
        source = self.drafts[file].source
        return next((h for h in self.study.homes.values() if h.source is source), None)


def laid_out(
    drafts: Mapping[str, Draft],
    schemas: Mapping[str, Schema],
    vocabulary: Vocabulary,
    looked_at: frozenset[str] | None = None,
    pause: Callable[[], None] = lambda: None,
    *,
    defines: bool = False,
) -> Desk:
    """Gives a desk with these files on it; `looked_at` are those whose rules matter, None for all,
    or whose `defines` do, without their rules. `pause` is called now and then, and may raise."""
    looked_at = frozenset(drafts) if looked_at is None else looked_at
    readable = {name: draft for name, draft in drafts.items() if draft.blocks[0].head is not None}
    parsed = [(draft.source, policy) for draft in readable.values()
              if (policy := usable(draft, defines=defines)) is not None]  # fmt: skip
    learned = Learned()
    question = Question(
        frozenset(policy_name(drafts[name]) for name in looked_at if name in readable),
        defines,
        {policy_name(draft): frozenset(_lost(draft)) for draft in readable.values()},
        learned,
        pause,
    )
    found = study(parsed, vocabulary, question)
    said: dict[str, list[Diagnostic]] = defaultdict(list)
    for name, draft in drafts.items():
        said[name] += draft.found
    for diagnostic in found.said:
        draft = drafts[diagnostic.source.name]
        if not follows(diagnostic, draft):
            said[diagnostic.source.name].append(diagnostic)
    told = {name: tuple(in_order(diagnostics)) for name, diagnostics in said.items()}
    return Desk(drafts, schemas, vocabulary, found, learned, told, looked_at)


def policy_name(draft: Draft) -> str:
    """Gives the name of a file's policy, an empty text where it can't be read."""
    head = draft.blocks[0].head
    return head.name.text if head is not None else ""


DECLARED = re.compile(r"^[ \t]*(?:define|param|table)[ \t]+([a-z_][A-Za-z0-9_]*)", re.MULTILINE)


def usable(draft: Draft, *, defines: bool = False) -> tree.Policy | None:
    """Gives the policy of a file without the params and defines that have mistakes: what they give
    is open. Where only the `defines` matter, rules may have the places that they had before."""
    policy = _with_old_rules(draft) if defines else draft.policy
    broken = [block for block in draft.blocks if block.found]
    wrong = {
        id(item)
        for block in broken
        for item in block.items
        if isinstance(item, tree.Param | tree.Define) and _is_wrong(item.span, block)
    }
    if not wrong or policy is None:
        return policy
    return replace(policy, items=tuple(item for item in policy.items if id(item) not in wrong))


def _with_old_rules(draft: Draft) -> tree.Policy | None:
    head = draft.blocks[0].head
    if head is None:
        return None
    items: list[tree.Item] = []
    for block in draft.blocks:
        of_rules = all(isinstance(item, tree.Rule) for item in block.read)
        items += block.read if of_rules else block.items
    return replace(head, items=tuple(items))


def _lost(draft: Draft) -> set[str]:
    """Gives the names that are declared in what could not be read."""
    written = {name for block in draft.blocks if block.found
               for name in DECLARED.findall(block.text)}  # fmt: skip
    policy = usable(draft, defines=True)
    items = policy.items if policy is not None else ()
    return written - {i.name.text for i in items if isinstance(i, tree.Param | tree.Define)}


# -- what follows from a mistake -----------------------------------------------------------------

_OF_A_WHOLE = frozenset({
    "unknown-name", "unknown-function", "idle-clause", "no-require", "no-baseline", "no-place",
    "duplicate-rule", "duplicate-name", "taken-name", "shadowed-name", "unknown-policy",
    "unknown-used-name", "later-define", "recursive-define", "define-argument", "argument-count",
})  # fmt: skip


def follows(diagnostic: Diagnostic, draft: Draft) -> bool:
    """Says whether the checker may have said something only because of a mistake in the text."""
    if diagnostic.span is None:
        return False
    block = draft.block_at(diagnostic.span.start)
    if not block.found:
        return False
    item = next((i for i in block.items if _holds(i.span, diagnostic.span)), None)
    if item is None or not isinstance(item, tree.Rule):
        return item is None or _is_wrong(item.span, block)
    if not _is_wrong(item.span, block):
        return False
    return diagnostic.code in _OF_A_WHOLE or _is_wrong(_clause(item, diagnostic.span), block)


def _clause(rule: tree.Rule, span: Span) -> Span:
    """Gives the clause that a span lies in, as far as the next one."""
    start, end = rule.span.start, rule.span.end
    for clause in rule.clauses:
        if clause.span.start > span.start:
            return Span(start, clause.span.start)
        start = clause.span.start
    return Span(start, end)


def _is_wrong(span: Span, block: Block) -> bool:
    return any(
        one.span is None or (span.start <= one.span.start <= span.end) for one in block.found
    )


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start < outer.end
