"""Linting: the law that a command names, what tests expect of its rules, and fixes written back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from remit.governance.formats import fill
from remit.governance.law import Law, enact
from remit.text.diagnostic import Diagnostic
from remit.text.fixes import Edit, edited
from remit.text.source import Source
from remit.workbench.cases import CaseFile
from remit.workbench.lint.advice import advice, on_schemas
from remit.workspace.gathering import Order, gather_rules
from remit.workspace.loading import configured_rules, tests_of
from remit.workspace.opening import Workspace, one_document, opened
from remit.workspace.rewriting import rewrite


class Linted(Struct, frozen=True):
    """What was said of rule files, and how many of them were read."""

    said: tuple[Diagnostic, ...]
    files: int = 0


def lint(order: Order) -> Linted:
    """Gives the mistakes of the rule files in the named files and folders, else of those that the
    configuration names, or below the working directory; where there are none, the advice that the
    configuration doesn't silence."""
    workspace, said = opened(order.here, order.config, order.command)
    if workspace is None:
        return Linted(tuple(said))
    _, said = ((), []) if order.paths else configured_rules(workspace, order.here)
    if said:
        return Linted(tuple(said))
    policies = order.paths or _own(workspace, order.here)
    if not policies:
        message = "no rule file of your own is configured"
        help = "name one, or a folder: `remit lint rules`"
        return Linted((Diagnostic("nothing-selected", message, order.command, help=help),))
    order = replace(order, policies=policies, paths=())
    inputs, said = gather_rules(order)
    law, wrong = enact(inputs) if inputs is not None else (None, said)
    if law is None:
        return Linted(tuple(wrong))
    found = [*on_schemas(law), *advice(law, order.today, tested(law, order.here, expected))]
    kept = tuple(each for each in found if each.code not in workspace.silenced)
    return Linted(kept, len(law.files))


def _own(workspace: Workspace, here: str) -> tuple[str, ...]:
    """Gives the policies that are the author's: those of packs and the standard ones are not."""
    if workspace.document is None:
        return (".",)
    own = [entry for entry in workspace.policies if not entry.startswith(("pack:", "builtin:"))]
    return tuple(os.path.relpath(os.path.join(workspace.folder, entry), here) for entry in own)


def fix(said: Iterable[Diagnostic], here: str) -> tuple[int, list[Diagnostic]]:
    """Makes the safe fixes among what was said; gives how many, and what couldn't be written."""
    by_source: dict[int, tuple[Source, list[Edit]]] = {}
    made = 0
    for each in said:
        if each.fix is None or not each.fix.safe:
            continue
        _, edits = by_source.setdefault(id(each.source), (each.source, []))
        if not any(_overlap(one, other) for one in each.fix.edits for other in edits):
            edits += each.fix.edits
            made += 1
    lost: list[Diagnostic] = []
    for source, edits in by_source.values():
        why = rewrite(os.path.join(here, source.name), edited(source.text, edits).encode())
        if why is not None:
            message = f"can't be written: {why}"
            lost.append(Diagnostic("no-such-file", message, Source(source.name, "")))
    return made, lost


def _overlap(one: Edit, other: Edit) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end


def expected(place: str, policy: str) -> set[str]:
    """Gives the ids of the rules of which a test file expects findings; none where there is no such
    file, or one that can't be read."""
    document, _ = one_document(place, place) if os.path.isfile(place) else (None, [])
    tests, _ = fill(document, CaseFile) if document is not None else (None, [])
    cases = tests.tests if tests is not None else []
    names = {expectation.rule for case in cases for expectation in case.expect}
    return {name if "/" in name else f"{policy}/{name}" for name in names}


def tested(law: Law, here: str, of: Callable[[str, str], set[str]]) -> set[str]:
    """Gives the ids of the rules that the test files beside their policies expect findings of; the
    rules of packs and the standard ones are none of the author's."""
    found: set[str] = set()
    for file in law.files:
        place = os.path.join(here, file.file)
        if file.pack is not None or not os.path.isfile(place):
            found |= {checked.id for checked in law.policies[file.policy].rules}
            continue
        found |= of(tests_of(place), file.policy)
    return found
