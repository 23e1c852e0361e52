"""Stakes: the money of the manifests under check, where their schemas mark it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from remit.evaluation.world import Manifest
from remit.governance.judging import Identities
from remit.governance.report import Stake
from remit.manifest.money import Keys, Money
from remit.manifest.paths import spelled
from remit.manifest.schema import Schema
from remit.manifest.values import Data, Value


def stakes(
    manifests: Iterable[Manifest], schemas: Mapping[str, Schema], names: Identities
) -> list[Stake]:
    """Gives the stake of each manifest whose schema marks money, once, by kind and identity."""
    found: dict[tuple[str, str], Stake] = {}
    for manifest in manifests:
        own = manifest.kind, manifest.identity
        money = schemas[manifest.kind].money
        if money is not None and own not in found:
            found[own] = _stake(manifest, money, names.get(own, manifest.identity))
    return [found[own] for own in sorted(found)]


def _stake(manifest: Manifest, money: Money, name: str) -> Stake:
    amount = _at(manifest.value, money.amount)
    currency = _at(manifest.value, money.currency) if money.currency else None
    return Stake(
        manifest.kind,
        name,
        spelled(money.amount),
        None if isinstance(amount, bool) or not isinstance(amount, int | Fraction) else amount,
        str(currency) if isinstance(currency, str) and currency else None,
    )


def _at(value: Value, keys: Keys) -> Data | None:
    """Gives the data at a path of keys, None where nothing of the kind stands there."""
    for key in keys:
        below = value.data.get(key) if isinstance(value.data, dict) else None
        if below is None:
            return None
        value = below
    return value.data
