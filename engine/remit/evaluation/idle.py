"""Idle rules: why a rule has nothing to say of a subject, whatever stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from remit.evaluation.world import Subject, World
    from remit.semantics.checked import CheckedRule

NOTHING_OF = "found no "
"""Begins why a rule is not applicable that names a collection or register which isn't there."""


def not_applicable(rule: CheckedRule, subject: Subject, world: World) -> str | None:
    """Gives why a rule has nothing to say of a subject, None where it has."""
    for name in sorted(rule.names):
        collection = world.collections.get(name)
        if collection is not None and not collection.found:
            return NOTHING_OF + name
        if name in world.registers and world.registers[name] is None:
            return NOTHING_OF + name
    if "baseline" in rule.names:
        if subject.change == "no base":
            return "no base revision is given"
        if subject.change == "new" and not rule.heading.on_creation:
            return "the manifest is new"
    if subject.change == "deleted" and not rule.heading.on_deletion:
        return "the manifest is deleted"
    return None
