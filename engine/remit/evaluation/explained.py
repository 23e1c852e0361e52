"""Explained: what a rule says of a manifest where it fails, by its compiled explanation."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from remit.evaluation.compiler.loading import Explaining, explaining, most_steps
from remit.evaluation.compiler.shelf import Need, Shelf
from remit.evaluation.compiler.telling import CALLED, Standing, Told, finding
from remit.evaluation.finding import Evaluation
from remit.evaluation.told import EXPLAINING
from remit.evaluation.world import Manifest, World
from remit.manifest.measured import Measured, both
from remit.semantics.checked import CheckedPolicy, CheckedRule


class Explainer(Struct, frozen=True, eq=False):
    """What explains the failures of a rule in a world: `check` gives what fails, `loaded` how many
    steps the interpreter takes for each of them."""

    rule: CheckedRule
    policy: CheckedPolicy
    loaded: Explaining
    check: Callable[..., tuple[int, list[Told]]]
    around: Measured
    limit: int

    def explained(
        self, standing: Standing, measures: Sequence[Callable[[Manifest], Measured | None]]
    ) -> Evaluation | None:
        """Gives what the rule says of a manifest that fails, None where that isn't certain. It is
        measured by the first of some ways by which it is not too much for the interpreter."""
        manifest = standing.manifest
        try:
            passed, found = self.check(manifest.plain, manifest.path, manifest.path)
        except Exception:
            # whatever it was that is not certain, the interpreter tells
            return None
        sizes = (measure(manifest) for measure in measures)
        if not found or not any(size and self._fits(found, size) for size in sizes):
            return None
        told = tuple([finding(raw, self.rule, self.policy, standing) for raw in found])
        return Evaluation(self.rule.id, "violated", told, passed + len(told))

    def _fits(self, found: list[Told], size: Measured) -> bool:
        """Says whether the interpreter could explain all that was found."""
        steps = most_steps(self.loaded, both(self.around, size))
        return sum([steps[raw[0]] for raw in found]) <= self.limit


def explainer(
    rule: CheckedRule,
    policy: CheckedPolicy,
    shelf: Shelf,
    world: World,
    given: Callable[[Need], Measured | None],
    exists: Callable[[Any, str | None], bool],
) -> Explainer | None:
    """Gives what explains the failures of a rule in a world, None where only the interpreter can:
    also where something that is `given` by the world is wrong."""
    explanation = shelf.explanation(rule, policy)
    if isinstance(explanation, str):
        return None
    found = {need: given(need) for need in explanation.needs}
    needs = {need: measured for need, measured in found.items() if measured is not None}
    if len(needs) < len(found):
        return None
    loaded = explaining(explanation.code, CALLED)
    check = loaded.bind({need: measured.data for need, measured in needs.items()}, {}, exists)
    around = functools.reduce(both, needs.values(), Measured(None, 1, 1, 0))
    return Explainer(rule, policy, loaded, check, around, min(world.steps, EXPLAINING))
