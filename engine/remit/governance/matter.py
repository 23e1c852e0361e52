"""The matter of a check: what is judged, and by what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from remit.evaluation.world import World
from remit.governance.inputs import Inputs
from remit.governance.judging import Outcome
from remit.governance.law import Law
from remit.governance.portfolio import Fellows, Lone, Portfolio
from remit.governance.selection import Selected
from remit.governance.works import Work

if TYPE_CHECKING:
    from remit.governance.waivers import Waiver


class Gather(Protocol):
    """Gives the portfolio of some inputs but for the manifests that are judged each by itself, with
    all manifests of the `whole` kinds, asked for or not."""

    def __call__(
        self, inputs: Inputs, lone: Lone, *, whole: frozenset[str] = frozenset()
    ) -> Portfolio: ...


Seeing = Callable[[Portfolio, Inputs], World]
"""Gives all that rules can see of a portfolio."""


Evaluate = Callable[..., Iterable[Outcome]]
"""Gives what rules say of subjects, as `pipeline.evaluate` does."""


class Matter(Struct, frozen=True, eq=False):
    """What is judged, and by what: `works` have what came of files that are judged each by itself,
    `head` has all else; `fellows` are the collections that are known by what rules read of them."""

    law: Law
    inputs: Inputs
    rules: Sequence[Selected]
    waivers: Sequence[Waiver]
    fellows: Fellows
    gather: Gather
    seeing: Seeing
    evaluate: Evaluate
    head: Portfolio
    works: Sequence[Work]
