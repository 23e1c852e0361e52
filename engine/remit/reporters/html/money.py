"""The money at stake: how much of it is blocked, how much concerned, in total and for a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from remit.governance.report import Report, Stake
from remit.governance.stakes import Exposure, Total, exposures, totals
from remit.reporters.html.markup import EMPTY, Markup, block, joined, tag, text, words
from remit.text.numbers import Number, grouped, simple, written
from remit.text.sentences import counted

_THIN = "\u202f"
_WORDS: dict[Exposure, str] = {
    "blocked": "blocked",
    "concerned": "concerned by what doesn't block",
    "clear": "nothing found",
}


def amount(number: Number, currency: str | None) -> str:
    """Gives an amount for people, its thousands apart."""
    return f"{grouped(number, _THIN)} {currency or 'without a currency'}"


def section(report: Report) -> Markup:
    """Gives the money by currency, and what of it is blocked or concerned; nothing without any.

    That of a deleted manifest is gone, unless something stands in the way of that."""
    if not report.stakes:
        return EMPTY
    stand = exposures(report)
    parts: dict[Exposure, list[Stake]] = {exposure: [] for exposure in _WORDS}
    for stake in report.stakes:
        exposure = stand.get((stake.kind, stake.manifest), "clear")
        if not stake.deleted or exposure != "clear":
            parts[exposure].append(stake)
    there = [stake for found in parts.values() for stake in found]
    sums = {exposure: {t.currency: t for t in totals(found)} for exposure, found in parts.items()}
    return block(
        "section",
        words("h2", "Money at stake"),
        *(_currency(total, sums) for total in totals(there)),
        *_silent(there),
        id="money",
    )


def _currency(total: Total, sums: Mapping[Exposure, Mapping[str | None, Total]]) -> Markup:
    found = {
        exposure: by_currency[total.currency]
        for exposure, by_currency in sums.items()
        if total.currency in by_currency
    }
    return block(
        "figure",
        tag("figcaption", _sentence(total, found)),
        bar(_shares(total, found)),
        block("ul", *(_legend(*item) for item in found.items()), class_="legend"),
        class_="money",
    )


def _sentence(total: Total, found: Mapping[Exposure, Total]) -> Markup:
    """Gives in one sentence how much is blocked, or that nothing is."""
    whole = words("strong", amount(total.amount, total.currency))
    blocked = found.get("blocked")
    if blocked is None:
        return joined([text("Nothing of "), whole, text(" is blocked.")])
    part = words("strong", grouped(blocked.amount, _THIN), class_="blocks")
    share = f" is blocked{_share(blocked.amount, total.amount)}."
    return joined([part, text(" of "), whole, text(share)])


def _share(part: Number, whole: Number) -> str:
    if not 0 < part <= whole:
        return ""
    percent = round(Fraction(part) / whole * 100)
    return f" ({percent} %)" if percent else " (less than 1 %)"


def bar(parts: Iterable[tuple[Exposure, Fraction]]) -> Markup:
    """Gives shares of a whole as a bar; whoever can't see it reads the same in words beside it."""
    start, found = Fraction(0), []
    for exposure, share in parts:
        if 0 < share <= 1 - start:
            place = {"x": _percent(start), "width": _percent(share)}
            found.append(tag("rect", height="100%", class_=exposure, **place))
            start += share
    return tag("svg", *found, class_="bar", aria_hidden="true", focusable="false")


def _shares(total: Total, found: Mapping[Exposure, Total]) -> Iterator[tuple[Exposure, Fraction]]:
    for exposure, part in found.items():
        yield exposure, Fraction(part.amount) / total.amount if total.amount else Fraction(0)


def _percent(share: Fraction) -> str:
    return f"{written(simple(round(share * 100, 3)), 3)}%"


def _legend(exposure: Exposure, part: Total) -> Markup:
    swatch = tag("span", class_=f"swatch {exposure}", aria_hidden="true")
    said = f" {_WORDS[exposure]}: {amount(part.amount, part.currency)}"
    return tag("li", swatch, text(f"{said}, {counted(part.manifests, 'manifest')}"))


def _silent(found: Sequence[Stake]) -> Iterator[Markup]:
    """Gives how many manifests don't say how much they are about."""
    silent = sum(stake.amount is None for stake in found)
    if silent:
        verb = "doesn't" if silent == 1 else "don't"
        said = f"{counted(silent, 'manifest')} {verb} say how much, and can't be counted."
        yield words("p", said, class_="faint")
