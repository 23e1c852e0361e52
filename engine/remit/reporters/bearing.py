"""Bearing: what a finding means for its reader, in the same words in every format."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from remit.governance.report import Judged
from remit.text.inert import inert

Bearing = Literal["blocks", "known", "advice", "upcoming", "waived", "resolved"]

ORDER: tuple[Bearing, ...] = ("blocks", "known", "advice", "upcoming", "waived", "resolved")
"""What weighs most comes first."""


def bearing(judged: Judged) -> Bearing:
    """Gives what a finding means; a known one would block, were it the change's to answer for."""
    if judged.blocking:
        return "blocks"
    if judged.change == "resolved":
        return "resolved"
    if judged.status != "active":
        return judged.status
    return "advice" if judged.finding.level == "advisory" else "known"


def excuse(judged: Judged) -> str:
    """Gives why a finding doesn't block, for one that doesn't."""
    match bearing(judged):
        case "known":
            return "known before the change"
        case "advice":
            return "advice"
        case "upcoming" if judged.starts is not None:
            return f"in force from {judged.starts.isoformat()}"
        case "waived" if judged.waiver is not None:
            waiver = judged.waiver
            return f"waived by {inert(waiver.id)} until {waiver.expires}: {inert(waiver.reason)}"
        case other:
            return other


def by_weight(found: Iterable[Judged]) -> list[Judged]:
    """Gives what blocks first, what is resolved last, otherwise in the order of the report."""
    return sorted(found, key=lambda judged: ORDER.index(bearing(judged)))
