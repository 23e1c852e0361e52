"""Explained: what a rule says of a manifest where it fails, by its compiled explanation."""

from __future__ import annotations

from msgspec import Struct, field

from remit.evaluation.compiler.explanation import Explaining, explaining
from remit.evaluation.compiler.extents import counted
from remit.evaluation.compiler.loading import most_steps
from remit.evaluation.compiler.telling import Standing, Told, finding
from remit.evaluation.finding import Evaluation
from remit.evaluation.told import EXPLAINING
from remit.evaluation.world import Manifest
from remit.manifest.measured import Measured, both
from remit.semantics.checked import CheckedPolicy, CheckedRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from remit.evaluation.compiler.code import Steps
    from remit.evaluation.courts import Court


class Explainer(Struct, frozen=True, eq=False):
    """What explains the failures of a rule in a world: `check` gives what fails, `loaded` how many
    steps the interpreter takes for each of them."""

    rule: CheckedRule
    policy: CheckedPolicy
    loaded: Explaining
    check: Callable[..., tuple[int, list[Told]]]
    around: Measured
    limit: int
    given: Mapping[Any, Any]
    counts: dict[Steps, int] = field(default_factory=dict)

    def explained(self, manifest: Manifest, court: Court) -> Evaluation | None:
        """Gives what the rule says of a manifest that fails, None where that isn't certain."""
        try:
            passed, found = self.check(manifest.plain, manifest.path, manifest.path)
        except Exception:
            # whatever it was that is not certain, the interpreter tells
            return None
        if not found or not self._fits(found, manifest, court):
            return None
        standing = _standing(manifest, court)
        told = tuple([finding(raw, self.rule, self.policy, standing) for raw in found])
        return Evaluation(self.rule.id, "violated", told, passed + len(told))

    def _fits(self, found: list[Told], manifest: Manifest, court: Court) -> bool:
        """Says whether the interpreter could explain all that was found, by rough sizes, or else by
        how many elements the lists really have."""
        rough = court.data(manifest)
        if rough is not None and self._may(found, rough, ()):
            return True
        close = court.closely(manifest)
        if close is None:
            return False
        roots = {**self.given, "m": manifest.plain}
        return self._may(found, close, counted(self.loaded.places, roots, self.counts))

    def _may(self, found: list[Told], size: Measured, counts: Sequence[int]) -> bool:
        steps = most_steps(self.loaded, both(self.around, size), counts)
        return sum([steps[raw[0]] for raw in found]) <= self.limit


def explainer(rule: CheckedRule, policy: CheckedPolicy, court: Court) -> Explainer | None:
    """Gives what explains the failures of a rule in the world of a court, None where only the
    interpreter can: also where something that the world gives is wrong."""
    explanation = court.compiled.explanation(rule, policy)
    if isinstance(explanation, str):
        return None
    found = {need: court.given(need) for need in explanation.needs}
    needs = {need: measured for need, measured in found.items() if measured is not None}
    if len(needs) < len(found):
        return None
    loaded = explaining(explanation.code)
    given = {need: measured.data for need, measured in needs.items()}
    check = loaded.bind(given, {}, court.exists)
    around = Measured(None, 1, 1, 0)
    for measured in needs.values():
        around = both(around, measured)
    limit = min(court.world.steps, EXPLAINING)
    return Explainer(rule, policy, loaded, check, around, limit, given)


def _standing(manifest: Manifest, court: Court) -> Standing:
    """Gives the paths of a manifest, the same for all of its rules that fail one after another."""
    for standing in court.standing:
        if standing.manifest is manifest:
            return standing
    standing = Standing(manifest, court.compiled.vocabulary.kinds[manifest.kind].type)
    court.standing[:] = [standing]
    return standing
