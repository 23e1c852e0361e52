"""Lenses: what stands above each rule in the editor, and what it does when it is clicked."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from remit.syntax.drafts import Draft
from remit.text.sentences import counted
from remit.workbench.editing.desk import policy_name
from remit.workspace.server.checking import Count
from remit.workspace.server.positions import range_of
from remit.workspace.server.session import Session, quiet

RUN, SHOW = "remit.runTests", "remit.showFailures"


def lenses(session: Session, params: types.CodeLensParams) -> list[types.CodeLens]:
    """Gives, for each rule of a file, what runs its tests and, where that was counted, how many
    manifests fail it."""
    uri = params.text_document.uri
    found = session.rule_file(uri)
    if found is None:
        return []
    room, name = found
    if not session.lensed:
        session.lensed = True
        quiet(session)
    return list(_lenses(uri, room.drafts[name], room.counts))


def _lenses(
    uri: str, draft: Draft, counts: dict[str, tuple[str, Count]]
) -> Iterator[types.CodeLens]:
    policy = draft.policy
    for rule in policy.rules if policy is not None else ():
        id_ = f"{policy_name(draft)}/{rule.name.text}"
        place = range_of(draft.source, rule.name.span)
        yield types.CodeLens(place, types.Command("run tests", RUN, arguments=[uri, id_]))
        known = counts.get(id_)
        if known is not None and known[0] == draft.source.slice(rule.span):
            shown = types.Command(title(known[1]), SHOW, arguments=[uri, id_])
            yield types.CodeLens(place, shown)


def title(count: Count) -> str:
    """Gives how many manifests fail a rule, in words."""
    waived = f", {count.waived} waived" if count.waived else ""
    if count.once:
        verdict = "fails" if count.fails else "holds" if count.of else "is not applicable"
        return f"this rule {verdict}{waived}"
    if not count.of:
        return "it applies to no manifest"
    verb = "fails" if count.of == 1 else "fail"
    return f"{count.fails} of {counted(count.of, 'manifest')} {verb} this rule{waived}"
