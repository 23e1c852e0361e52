"""Params: their values on the day of the check, replaced where a literal was given for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from remit.governance.inputs import Override
from remit.manifest.values import Value
from remit.semantics.checked import CheckedPolicy, value_on
from remit.text.diagnostic import Diagnostic

Params = dict[tuple[str, str], Value]


def chosen_params(
    policies: Mapping[str, CheckedPolicy], overrides: Sequence[Override], today: date
) -> tuple[Params, list[Diagnostic]]:
    """Gives every param's value for a day; a later override replaces an earlier one."""
    params = {
        (policy.name, name): value_on(today, checked.values)
        for policy in policies.values()
        for name, checked in policy.params.items()
    }
    if not overrides:
        return params, []
    from remit.governance.overriding import overridden  # trees, which others don't need

    given, said = overridden(policies, overrides)
    return {**params, **given}, said
