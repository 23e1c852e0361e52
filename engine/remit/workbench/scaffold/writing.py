"""Writing a scaffold: the rule in the one layout, its cases, and both of them put into files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import indent

from msgspec import Struct

from remit.manifest.document import Document
from remit.manifest.reader import read
from remit.syntax.layout import formatted
from remit.syntax.tree import Level
from remit.text.sentences import a
from remit.text.source import Source
from remit.workbench.results import scalar
from remit.workbench.scaffold.drafts import Draft
from remit.workbench.scaffold.samples import written

TO_FILL_IN = "fill in the rule and its cases, then take this one out"
"""The name of the case that fails until its author has filled them in."""


class Wish(Struct, frozen=True):
    """The rule that is asked for: its policy, name and level, the kind that the policy governs; and
    whether the policy names an owner."""

    policy: str
    name: str
    level: Level
    kind: str
    owned: bool = True


def rule_text(wish: Wish, draft: Draft) -> str:
    """Gives the rule, with a comment on what is to be filled in."""
    owner = "" if wish.owned else '  owner "Say who answers for the rule."\n'
    return (
        "# To fill in: the title and the source, then the clauses, and the cases beside it.\n"
        f"# `remit explain {wish.policy}/{wish.name}` tells in English what you wrote.\n"
        f"rule {wish.name} {wish.level}\n"
        f"  {_text(draft.title)}\n"
        f'  source "Say where the rule comes from: a decision, a paper, a page."\n{owner}'
        f"  require {draft.condition}\n"
        f"    else {_text(draft.message)}\n"
        f"    hint {_text(draft.hint)}\n"
    )


def policy_text(wish: Wish, rule: str) -> str:
    """Gives a new policy with the rule, in the one layout."""
    text = (
        f"policy {wish.policy} governs {wish.kind}\n"
        f'  "Say in one sentence what these rules are for."\n'
        f'  owner "Say who answers for these rules."\n\n{rule}'
    )
    return _laid_out(text)


def with_rule(text: str, wish: Wish, rule: str) -> str:
    """Gives the text of a policy with the rule behind its others, in the one layout; what was there
    stays as it is."""
    head = f'policy {wish.policy} governs {wish.kind}\n  "A policy."\n\n'
    laid_out = _laid_out(head + rule)[len(head) :]
    added = f"{text.rstrip()}\n\n{laid_out}"
    return _with_ends_of(text, added)


def cases(
    wish: Wish, draft: Draft, base: Sequence[str], expected: str, again: Sequence[str]
) -> list[str]:
    """Gives the cases of the rule as entries of a list: one that keeps to it, one that doesn't, and
    one to fill in. `base` are the lines that give the first one its manifest, `again` those that
    give it to the others."""
    kept = [f"name: {scalar(f'{wish.name}: {a(wish.kind)} that keeps to it')}", *base]
    broken = [f"name: {scalar(f'{wish.name}: one that does not is found')}", *again]
    open_ = [f"name: {scalar(f'{wish.name}: {TO_FILL_IN}')}", *again]
    kept += [*draft.keeping.splitlines(), "expect: []"]
    broken += [*draft.breaking.splitlines(), "expect:", f"  - {expected}"]
    told = scalar(f"what {a(wish.kind)} is told that breaks the rule as you mean it")
    open_ += ["expect:", f"  - {{rule: {wish.name}, message: {told}}}"]
    return ["\n".join(each) for each in (kept, broken, open_)]


def tests_text(today: str, file: str, entries: Sequence[str]) -> str:
    """Gives a new file of tests."""
    head = f"policy: {scalar(file)}\ntoday: {today}\ntests:\n"
    return head + "".join(_entry(each, 2) for each in entries)


def with_cases(document: Document, entries: Sequence[str]) -> str | None:
    """Gives the text of a file of tests with more cases behind its own; None where its cases aren't
    written line by line."""
    text = document.source.text
    tests = document.node(("tests",))
    items = tests.content if tests is not None and isinstance(tests.content, list) else []
    if not items:
        return None
    first, last = items[0].span.start, items[-1].span.end
    line = text.rfind("\n", 0, first) + 1
    dash = re.match(r"( *)- ", text[line:])
    if dash is None:
        return None
    end = len(text[:last].rstrip())
    added = "".join(_entry(each, len(dash[1])) for each in entries)
    found = _with_ends_of(text, f"{text[:end]}\n{added}{text[end:].lstrip(chr(10) + chr(13))}")
    return found if _holds(found, len(items), len(entries)) else None


def manifest_lines(value: object, anchor: str) -> list[str]:
    """Gives a manifest as it stands in a case, with a name by which other cases repeat it."""
    return [f"manifest: &{anchor}", *indent(written(value).rstrip("\n"), "  ").splitlines()]


def _entry(lines: str, column: int) -> str:
    pad = " " * column
    first, *others = lines.splitlines()
    rest = "".join(f"{pad}  {line}\n" for line in others)
    return f"{pad}- {first}\n{rest}"


def _holds(text: str, before: int, more: int) -> bool:
    """Says whether a file of tests can be read, and has so many cases now."""
    reading = read(Source("tests", text))
    if reading.diagnostics or len(reading.documents) != 1:
        return False
    tests = reading.documents[0].node(("tests",))
    content = tests.content if tests is not None else None
    return isinstance(content, list) and len(content) == before + more


def _laid_out(text: str) -> str:
    found, _ = formatted(Source("scaffold", text))
    return text if found is None else found


def _with_ends_of(text: str, other: str) -> str:
    """Gives a text whose lines end as the first one of another does."""
    unix = other.replace("\r\n", "\n")
    return unix.replace("\n", "\r\n") if re.match(r"[^\r\n]*\r\n", text) else unix


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
