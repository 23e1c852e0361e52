"""Newcomers: manifests that a change adds, or gives another identity, held against the others of
their kind where the check is not about all of these: none of them may have the identity already."""

from __future__ import annotations

from functools import partial

from remit.evaluation.world import Manifest
from remit.governance.inputs import Inputs, Revision
from remit.governance.matter import Gather
from remit.governance.portfolio import Lone, Portfolio


def with_doubles(
    gather: Gather, lone: Lone, inputs: Inputs, base: Revision
) -> tuple[Gather, tuple[Portfolio, Portfolio]]:
    """Gives the portfolios of today and of the base; with all manifests of the kinds in which a
    newcomer has the identity of one that the check isn't about, and what gathers so again."""
    then = inputs.at_base(base)
    head, before = gather(inputs, lone), gather(then, lone)
    known = {(m.kind, m.identity, m.path) for m in before.manifests()}
    new = [each for each in head.checked if not _places(each, base) & known]
    kinds = frozenset(each.kind for each in new if inputs.is_partial(each.kind))
    if not kinds:
        return gather, (head, before)

    whole = partial(gather, whole=kinds)
    names, ours = {(each.kind, each.identity) for each in new}, {id(each) for each in head.checked}
    wide = whole(inputs, lone)
    others = (each for each in wide.manifests() if id(each) not in ours)
    if any((each.kind, each.identity) in names for each in others):
        return whole, (wide, whole(then, lone))
    return gather, (head, before)


def _places(manifest: Manifest, base: Revision) -> set[tuple[str, str, str]]:
    """Gives how a manifest would be known at the base, at its path or at that which it had."""
    paths = {manifest.path, base.moved.get(manifest.path, manifest.path)}
    return {(manifest.kind, manifest.identity, path) for path in paths}
