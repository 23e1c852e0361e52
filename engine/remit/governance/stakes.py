"""Stakes: the money of the manifests under check, where their schemas mark it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from remit.evaluation.world import Manifest
from remit.governance.judging import Identities
from remit.governance.report import Report, Stake
from remit.manifest.paths import spelled
from remit.manifest.schema import Schema
from remit.manifest.values import Data, Value
from remit.text.numbers import Number, simple

if TYPE_CHECKING:
    from remit.manifest.schema import Keys, Money

Exposure = Literal["blocked", "concerned", "clear"]
"""Whether something blocks a manifest, something else is found in it, or nothing is."""


class Total(Struct, frozen=True):
    """The money of some manifests in one currency, None where they name none."""

    currency: str | None
    amount: Number
    manifests: int


def stakes(
    checked: Iterable[Manifest],
    judged: Iterable[Manifest],
    schemas: Mapping[str, Schema],
    names: Identities,
) -> list[Stake]:
    """Gives the stake of each manifest whose schema marks money, once, by kind and identity. What
    was `judged` without being there to be `checked` is deleted."""
    found: dict[tuple[str, str], Stake] = {}
    for manifests, deleted in ((checked, False), (judged, True)):
        for manifest in manifests:
            own = manifest.kind, manifest.identity
            money = schemas[manifest.kind].money
            if money is not None and own not in found:
                name = names.get(own, manifest.identity)
                found[own] = _stake(manifest, money, name, deleted=deleted)
    return [found[own] for own in sorted(found)]


def totals(found: Iterable[Stake]) -> list[Total]:
    """Gives the sum for each currency; who doesn't say how much isn't in it."""
    sums: dict[str | None, tuple[Number, int]] = {}
    for stake in found:
        if stake.amount is not None:
            amount, manifests = sums.get(stake.currency, (0, 0))
            sums[stake.currency] = simple(amount + Fraction(stake.amount)), manifests + 1
    in_order = sorted(sums, key=lambda currency: (currency is None, currency or ""))
    return [Total(currency, *sums[currency]) for currency in in_order]


def exposures(report: Report) -> dict[tuple[str, str], Exposure]:
    """Gives how the manifests of a report stand, by kind and name; what isn't in it is clear."""
    found: dict[tuple[str, str], Exposure] = {}
    for judged in report.findings:
        if judged.manifest is not None and judged.change != "resolved":
            key = judged.finding.kind, judged.manifest
            if judged.blocking or found.get(key) == "blocked":
                found[key] = "blocked"
            else:
                found[key] = "concerned"
    return found


def _stake(manifest: Manifest, money: Money, name: str, *, deleted: bool) -> Stake:
    amount = _at(manifest.value, money.amount)
    currency = _at(manifest.value, money.currency) if money.currency else None
    return Stake(
        manifest.kind,
        name,
        spelled(money.amount),
        None if isinstance(amount, bool) or not isinstance(amount, int | Fraction) else amount,
        str(currency) if isinstance(currency, str) and currency else None,
        deleted,
    )


def _at(value: Value, keys: Keys) -> Data | None:
    """Gives the data at a path of keys, None where nothing of the kind stands there."""
    for key in keys:
        below = value.data.get(key) if isinstance(value.data, dict) else None
        if below is None:
            return None
        value = below
    return value.data
