"""Mistakes of amounts: decimal commas, thousands apart, currencies, units, signs and dots."""

from __future__ import annotations

import re
from typing import Final

from remit.syntax.slip import Mend, Slip
from remit.text.fixes import writing
from remit.text.source import Span


def decimal_comma(slip: Slip) -> Mend | None:
    """`99,9` and `1.000,50`, where a comma can't stand or numbers stand alone."""
    match = re.match(r",(\d+)(%|[kM]\b)?(?![\w.])", slip.rest)
    touching = slip.before() == "NUMBER" and slip.tokens[-1].end == slip.offset
    if match is None or not touching or "_COMMA" in slip.accepts:
        return None
    whole, span = slip.text_before(), Span(slip.tokens[-1].start, slip.offset + match.end())
    behind = match[1] + (match[2] or "")
    meant = f"{whole.replace('.', '')}.{behind}"
    ways = f"write `{meant}`"
    if len(match[1]) == 3 and "." not in whole and whole != "0":
        ways = f"write `{whole}_{behind}`, or `{meant}` where decimals are meant"
    said = slip.say("bad-number", f"`{slip.source.slice(span)}` is not a number", ways, span)
    return Mend(said, resume=span.end)


def apart(slip: Slip) -> Mend | None:
    """`1 000`"""
    match = re.match(r"\d{3}(?:[ ]\d{3})*(?![\w.,])", slip.rest)
    if match is None or slip.before() != "NUMBER":
        return None
    span = Span(slip.tokens[-1].start, slip.offset + match.end())
    written = slip.source.slice(span)
    if not re.fullmatch(r"\d{1,3}(?: \d{3})+", written):
        return None
    meant = written.replace(" ", "_")
    message = f"`{written}` is more than one number"
    said = slip.say("bad-number", message, f"write `{meant}`", span, writing(meant, span))
    return Mend(said, resume=span.end)


def unit(slip: Slip) -> Mend | None:
    """`1000 EUR`, `5 percent`, `2 million`, `90 Days`: a number and a word that belongs to it."""
    if slip.before() != "NUMBER" or slip.at_end:
        return None
    number, start = slip.text_before(), slip.tokens[-1].start
    for pattern, way in _UNITS:
        match = re.match(pattern, slip.rest)
        if match is not None:
            span = Span(start, slip.offset + match.end())
            code = "bad-duration" if way in (_DAYS, _DURATION) else "bad-number"
            help = way.format(number=number, unit=match[0].lower())
            said = slip.say(code, f"`{match[0]}` is no unit of rules", help, span)
            return Mend(said, resume=span.end)
    return None


def share(slip: Slip) -> Mend | None:
    """`20% of x`"""
    if slip.word != "of" or slip.before() != "NUMBER" or "TIMES" not in slip.accepts:
        return None
    said = slip.say("foreign-operator", "`of` is not an operator of rules", "write `*`")
    return Mend(said, (("TIMES", "*"),), slip.behind, plain=True)


def counted(slip: Slip) -> Mend | None:
    """`limit days`, `(a + b) weeks`: a unit behind what is no number that is written out."""
    match = re.match(r"(day|week|month|quarter|year)s?\b", slip.rest)
    if match is None or "TIMES" not in slip.accepts or slip.before() == "NUMBER":
        return None
    before = re.search(r"[\w.]*$", slip.source.text[: slip.offset].rstrip())
    shown = before[0] if before is not None and before[0] else "(...)"
    help = f"multiply one of them: `{shown} * 1 {match[1]}`"
    message = f"`{match[0]}` is a unit of written numbers, as in `30 {match[1]}s`"
    return Mend(slip.say("bad-duration", message, help), resume=slip.offset + match.end())


def currency(slip: Slip) -> Mend | None:
    """`EUR 1000`, `$1000`: a currency before a number."""
    match = re.match(r"([$€£¥]) ?(?=\d)", slip.rest)
    if match is not None and "NUMBER" in slip.accepts:
        said = slip.say("bad-number", f"`{match[1]}` is no part of a number", _ALONE)
        return Mend(said, resume=slip.offset + match.end())
    word = slip.text_before() if slip.before() == "NAME" else ""
    if re.fullmatch(r"[A-Z]{3}", word) and re.match(r"\d", slip.rest):
        span = Span(slip.tokens[-1].start, slip.tokens[-1].end)
        said = slip.say("bad-number", f"`{word}` is no part of a number", _ALONE, span)
        return Mend(said, (), slip.offset, 1)
    return None


def sign(slip: Slip) -> Mend | None:
    """`.5` and `+5`"""
    match = re.match(r"\.\d+|\+(?=\d)", slip.rest)
    if match is None or "NUMBER" not in slip.accepts:
        return None
    span = Span(slip.offset, slip.offset + match.end())
    if match[0] == "+":
        said = slip.say("bad-number", "a number has no `+`", "leave it out", span)
        return Mend(said, resume=span.end, plain=True)
    said = slip.say("bad-number", f"`{match[0]}` is not a number", f"write `0{match[0]}`", span)
    return Mend(said, (("NUMBER", f"0{match[0]}"),), span.end, plain=True)


_ALONE: Final = "write the number alone: the field says what it counts"
_DAYS: Final = "durations are written in days, weeks, months, quarters and years"
_DURATION: Final = "write `{number} {unit}`"
_UNITS: Final = (
    (r"(?i:percent|per ?cent|pct)\b", "write `{number}%`"),
    (r"(?i:thousand|tsd)\b\.?", "write `{number}k`"),
    (r"(?i:millions?|mio|mill)\b\.?", "write `{number}M`"),
    (r"(?i:billions?|bn|mrd)\b\.?", "write `{number}_000M`"),
    (
        r"(?i:(?:day|week|month|quarter|year)s?)\b",
        "write `{number} {unit}`",
    ),
    (r"(?i:(?:hour|minute|second|fortnight|decade|sprint)s?|hrs?|mins?|secs?)\b", _DAYS),
    (r"[A-Z]{3}\b|[$€£¥]|(?i:euros?|dollars?|pounds?|francs?)\b", _ALONE),
)
