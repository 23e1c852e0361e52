"""The maps of a portfolio: a table for each kind, its manifests by policy, and their money.

A cell counts the findings of one policy in one manifest, and has the colour of the gravest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from remit.reporters.bearing import Bearing
from remit.reporters.html.filters import LABELS
from remit.reporters.html.heat import Heat, by_money, by_weight, kinds
from remit.reporters.html.listing import Listing, Subject, by_name, name
from remit.reporters.html.markup import EMPTY, Markup, block, tag, text, words
from remit.reporters.html.money import amount, bar
from remit.reporters.html.tables import scrolled
from remit.text.sentences import counted, listed

_MOST, _MOST_QUIET = 300, 60
"""So many manifests with findings, and without any, a map shows."""


def maps(heat: Heat, listing: Listing) -> list[Markup]:
    """Gives a map for each kind of which there are several manifests; all but the first folded."""
    return [_map(kind, heat, listing, folded=at > 0) for at, kind in enumerate(kinds(heat))]


def _map(kind: str, heat: Heat, listing: Listing, *, folded: bool) -> Markup:
    policies = sorted({policy for own, policy in heat.applies if own[0] == kind})
    subjects = by_weight({own for own, _ in heat.applies if own[0] == kind}, policies, heat)
    loud = [own for own in subjects if heat.at([own], policies)]
    quiet = subjects[len(loud) :]
    title = f"Each {kind} by policy"
    table = block(
        "table",
        words("caption", f"{title}: how many findings there are, and what the gravest means"),
        tag("thead", _titles(kind, policies, heat)),
        block("tbody", *_rows(loud[:_MOST] + quiet[:_MOST_QUIET], policies, heat, listing)),
        tag("tfoot", _foot(kind, subjects, policies, heat)),
    )
    inside = [
        scrolled(table, title),
        _legend(subjects, policies, heat),
        *_left_out(len(loud) - _MOST, len(quiet) - _MOST_QUIET),
    ]
    if not folded:
        return block("section", words("h2", title), *inside, class_="map")
    found = heat.means(heat.at(subjects, policies))
    head = tag(
        "summary", words("h2", title), text(" "), words("span", _counts(found), class_="faint")
    )
    return tag("section", block("details", head, *inside), class_="map")


def _titles(kind: str, policies: Sequence[str], heat: Heat) -> Markup:
    money = tag("th", text("at stake"), scope="col", data_order="2", class_="money")
    columns = [
        tag("th", words("span", policy), scope="col", class_="policy") for policy in policies
    ]
    head = words("th", kind, scope="col", data_order="1")
    return tag("tr", head, money if _has_money(kind, heat) else EMPTY, *columns)


def _rows(
    shown: Sequence[Subject], policies: Sequence[str], heat: Heat, listing: Listing
) -> Iterator[Markup]:
    names = _ranks(sorted(range(len(shown)), key=lambda at: by_name(shown[at])))
    money = _ranks(sorted(range(len(shown)), key=lambda at: by_money(heat.stakes.get(shown[at]))))
    for at, own in enumerate(shown):
        places = heat.at([own], policies)
        head = _link(name(own), own, None, places, listing) if places else words("span", name(own))
        yield tag(
            "tr",
            tag("th", head, scope="row"),
            _stake(own, heat) if _has_money(own[0], heat) else EMPTY,
            *(_cell(own, policy, heat, listing) for policy in policies),
            data_ranks=f"{at} {names[at]} {money[at]}",
        )


def _has_money(kind: str, heat: Heat) -> bool:
    return any(kind == own for own, _ in heat.stakes)


def _ranks(order: Sequence[int]) -> dict[int, int]:
    return {at: rank for rank, at in enumerate(order)}


def _stake(own: Subject, heat: Heat) -> Markup:
    """Gives the money of a row, with a bar that compares it with the others of its currency."""
    stake = heat.stakes.get(own)
    if stake is None or own[1] is None:
        return tag("td", class_="money")
    if stake.amount is None:
        return words("td", "not said", class_="money faint")
    alike = [s.amount for s in heat.stakes.values() if s.currency == stake.currency and s.amount]
    share = Fraction(stake.amount) / max(alike) if alike and max(alike) > 0 else Fraction(0)
    said = text(amount(stake.amount, stake.currency))
    exposure = heat.exposures.get((own[0], own[1]), "clear")
    gone = words("span", " (deleted)", class_="faint") if stake.deleted else EMPTY
    return tag("td", said, gone, bar([(exposure, share)]), class_="money")


def _cell(own: Subject, policy: str, heat: Heat, listing: Listing) -> Markup:
    places = heat.cells.get((own, policy), ())
    if places:
        gravest = next(iter(heat.means(places)))
        said = f"{name(own)}, {policy}: {_counts(heat.means(places))}"
        return tag(
            "td", _link(str(len(places)), own, policy, places, listing, said), class_=gravest
        )
    match heat.applies.get((own, policy)):
        case True:
            return words("td", "\u2713", class_="passed")
        case False:
            return words("td", "\u2013", class_="idle")
        case None:
            return tag("td")


def _link(
    said: str,
    own: Subject,
    policy: str | None,
    places: Sequence[int],
    listing: Listing,
    about: str | None = None,
) -> Markup:
    """Gives a link to the gravest of some findings, which the page's script makes a filter."""
    return words(
        "a",
        said,
        href=f"#{listing.anchors[places[0]]}",
        data_subject=str(listing.subjects[own]),
        data_policy=None if policy is None else str(listing.policies[policy]),
        title=about,
        aria_label=about,
    )


def _counts(means: dict[Bearing, int]) -> str:
    """Gives how many findings there are, and what they mean; nothing where there are none."""
    if not means:
        return "nothing found"
    said = listed([f"{count} {LABELS[each]}" for each, count in means.items()])
    return f"{counted(sum(means.values()), 'finding')}: {said}"


def _foot(kind: str, subjects: Sequence[Subject], policies: Sequence[str], heat: Heat) -> Markup:
    sums = [len(heat.at(subjects, [policy])) for policy in policies]
    cells = [words("td", str(count) if count else "") for count in sums]
    money = tag("td", class_="money") if _has_money(kind, heat) else EMPTY
    return tag("tr", words("th", "findings", scope="row"), money, *cells)


def _legend(subjects: Sequence[Subject], policies: Sequence[str], heat: Heat) -> Markup:
    means = heat.means(heat.at(subjects, policies))
    parts = [
        tag("li", words("span", "1", class_=f"key {each}"), text(f" {LABELS[each]}"))
        for each in means
    ]
    parts.append(tag("li", words("span", "\u2713", class_="key passed"), text(" nothing found")))
    idle = any(not applies for (own, _), applies in heat.applies.items() if own in set(subjects))
    if idle:
        parts.append(tag("li", words("span", "\u2013", class_="key idle"), text(" not applicable")))
    return tag("ul", *parts, class_="legend")


def _left_out(loud: int, quiet: int) -> Iterator[Markup]:
    if loud > 0:
        said = f"{counted(loud, 'more manifest')} with findings would be too many here."
        yield words("p", said, class_="faint")
    if quiet > 0:
        yield words("p", f"{counted(quiet, 'more manifest')} without any finding.", class_="faint")
