"""The filters of a report's page: a choice for whatever differs, and the order of findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from remit.governance.report import Judged, Report
from remit.reporters.bearing import ORDER, Bearing, bearing
from remit.reporters.html.controls import choice, controls, field
from remit.reporters.html.listing import Listing, name, policy, subject
from remit.reporters.html.markup import Markup, tag, words

LABELS: dict[Bearing, str] = {
    "blocks": "blocks",
    "known": "known before the change",
    "advice": "advice",
    "upcoming": "not in force yet",
    "waived": "waived",
    "resolved": "resolved by the change",
}
"""What the page calls what a finding means."""

_CHANGES = ("introduced", "persisting", "resolved")
_LEVELS = ("absolute", "mandatory", "advisory")
_OUTCOMES = ("violated", "undecided")
_ORDERS = ("gravest first", "manifest", "rule", "place", "money at stake")
"""The orders of findings, as `findings` ranks them."""

Choice = tuple[str, str, int]
"""A value, what it is called, and how many findings have it."""


def filters(report: Report, listing: Listing) -> Markup:
    """Gives the search, the choices and the orders."""
    orders = field("Sort by", _orders(with_money=bool(report.stakes)))
    return controls("Findings", *_choices(listing), orders)


def _choices(listing: Listing) -> Iterable[Markup]:
    def counted(of: Callable[[Judged], str | None]) -> Counter[str | None]:
        return Counter(map(of, listing.found))

    means = counted(lambda judged: bearing(judged))
    levels = counted(lambda judged: judged.finding.level)
    outcomes = counted(lambda judged: judged.finding.outcome)
    changes = counted(lambda judged: judged.change)
    policies = counted(lambda judged: policy(judged.finding.rule))
    subjects = Counter(map(subject, listing.found))
    yield _choice(
        "Status", "status", [(str(at), LABELS[each], means[each]) for at, each in enumerate(ORDER)]
    )
    yield _choice("Outcome", "outcome", [(each, each, outcomes[each]) for each in _OUTCOMES])
    yield _choice("Level", "level", [(each, each, levels[each]) for each in _LEVELS])
    yield _choice("Change", "change", [(each, each, changes[each]) for each in _CHANGES])
    yield _choice(
        "Policy",
        "policy",
        [(str(at), each, policies[each]) for each, at in listing.policies.items()],
    )
    yield _choice(
        "Manifest",
        "subject",
        [(str(at), name(each), subjects[each]) for each, at in listing.subjects.items()],
    )


def _choice(label: str, name: str, choices: Sequence[Choice]) -> Markup:
    offered = [(value, f"{said} ({count})") for value, said, count in choices if count]
    return choice(label, name, offered)


def _orders(*, with_money: bool) -> Markup:
    offered = _ORDERS if with_money else _ORDERS[:-1]
    options = [words("option", each, value=str(at)) for at, each in enumerate(offered)]
    return tag("select", *options, id="sort")
