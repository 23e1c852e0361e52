"""The findings of a page: what weighs most first, each folded open to its lines and reasons.

Every finding carries the numbers by which the page's script sorts and filters it: its rank in each
order, and what it is. Without the script all of them are there, in the order of their weight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from remit.evaluation.finding import Because, Seen
from remit.governance.report import Judged, Report, Stake, line_of
from remit.reporters import telling
from remit.reporters.bearing import ORDER, bearing
from remit.reporters.html.excerpts import excerpt
from remit.reporters.html.filters import filters
from remit.reporters.html.heat import by_money
from remit.reporters.html.listing import Listing, Subject, by_name, name, policy, subject
from remit.reporters.html.markup import EMPTY, Markup, block, joined, prose, tag, text, words

_OPEN = 20
"""So many findings that block stand open at first."""

Money = Mapping[Subject, Stake]


def section(report: Report, listing: Listing) -> Markup:
    """Gives all findings, which come by weight, and what filters and sorts them."""
    found = listing.found
    if not found:
        nothing = words("p", "Nothing was found.", class_="good")
        return block("section", words("h2", "Findings"), nothing, id="findings")
    money: Money = {(stake.kind, stake.manifest): stake for stake in report.stakes}
    ranks = _ranks(found, money)
    return block(
        "section",
        tag("h2", text("Findings "), words("span", str(len(found)), class_="many")),
        filters(report, listing),
        block("ol", *(_item(at, ranks[at], listing) for at in range(len(found))), id="list"),
        id="findings",
    )


# -- orders -------------------------------------------------------------------------------------


def _ranks(found: Sequence[Judged], money: Money) -> list[str]:
    """Gives the rank of each finding in every order that the page offers."""
    orders: list[Callable[[int], Any]] = [
        lambda at: at,
        lambda at: (by_name(subject(found[at])), at),
        lambda at: (found[at].finding.rule, at),
        lambda at: (found[at].finding.file, found[at].finding.place, at),
        lambda at: (by_money(money.get(subject(found[at]))), at),
    ]
    ranks: list[list[int]] = [[] for _ in found]
    for order in orders:
        for rank, at in enumerate(sorted(range(len(found)), key=order)):
            ranks[at].append(rank)
    return [" ".join(map(str, each)) for each in ranks]


# -- one finding --------------------------------------------------------------------------------


def _item(at: int, ranks: str, listing: Listing) -> Markup:
    judged = listing.found[at]
    finding, means = judged.finding, bearing(judged)
    details = tag(
        "details",
        _head(judged),
        Markup("\n"),
        block("div", *_body(judged), class_="body"),
        open=at < _OPEN and means == "blocks",
    )
    return tag(
        "li",
        details,
        id=listing.anchors[at],
        class_=means,
        data_ranks=ranks,
        data_status=str(ORDER.index(means)),
        data_level=finding.level,
        data_outcome=finding.outcome,
        data_change=judged.change,
        data_policy=str(listing.policies[policy(finding.rule)]),
        data_subject=str(listing.subjects[subject(judged)]),
    )


def _head(judged: Judged) -> Markup:
    about = ", ".join(telling.about(line_of(judged).head))
    facts = [
        words("b", name(subject(judged))),
        words("span", judged.finding.rule),
        words("span", about),
    ]
    return tag(
        "summary",
        words("span", bearing(judged), class_="tag"),
        text(" "),
        tag("span", prose(judged.finding.message), class_="said"),
        text(" "),
        tag("span", joined(facts, " \u00b7 "), class_="facts"),
    )


def _body(judged: Judged) -> Iterator[Markup]:
    finding = judged.finding
    path = tag("span", text(" "), words("code", finding.path)) if finding.path else EMPTY
    yield tag(
        "p", words("code", telling.place(line_of(judged)), class_="place"), path, class_="where"
    )
    if finding.source.text:
        yield excerpt(finding.source, finding.place)
    yield block("dl", *_notes(judged))


def _notes(judged: Judged) -> Iterator[Markup]:
    finding = judged.finding
    if judged.title not in (None, finding.message):
        yield from _note("Rule", prose(judged.title or ""))
    if finding.because:
        yield from _note("Why", joined(_reason(judged, because) for because in finding.because))
    if finding.hint:
        yield from _note("To do", prose(finding.hint))
    waiver = telling.waiver(judged)
    if waiver is not None:
        yield from _note("But", prose(waiver))
    yield from _note("Fingerprint", words("code", judged.fingerprint))


def _note(label: str, said: Markup) -> Iterator[Markup]:
    yield words("dt", label)
    yield tag("dd", said)


def _reason(judged: Judged, because: Because) -> Markup:
    seen = [_seen(judged, each) for each in because.values]
    if because.more:
        seen.append(words("li", f"and {because.more} more"))
    values = tag("ul", *seen, class_="values") if seen else EMPTY
    return tag("div", words("code", telling.condition(because)), values)


def _seen(judged: Judged, seen: Seen) -> Markup:
    where = telling.where(judged.finding, seen)
    return tag(
        "li",
        words("code", seen.name),
        text(" is "),
        words("code", seen.value),
        words("span", f" {where}", class_="place") if where else EMPTY,
    )
