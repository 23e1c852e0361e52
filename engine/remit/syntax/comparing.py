"""Mistakes of comparing: what English says in words, `at least`, `is before`, `between`."""

from __future__ import annotations

import re
from typing import Final

from remit.syntax.slip import Mend, Pretended, Slip
from remit.text.source import Span


def comparing_phrase(slip: Slip) -> Mend | None:
    """`is at least 5`, `greater than`, `before`, `one of`: a comparison in words."""
    if slip.at_end or not _compares(slip):
        return None
    drop = 2 if slip.before() == "_NOT" and slip.before(2) == "_IS" else slip.before() == "_IS"
    for pattern, way, feed in _COMPARING:
        match = pattern.match(slip.rest)
        if match is None or (way == _TYPED and not drop):
            continue
        start = slip.tokens[-drop].start if drop else slip.offset
        span = Span(start, slip.offset + match.end())
        code = "foreign-operator"
        message = f"`{_one_line(slip, span)}` is not an operator of rules"
        opposite = _OPPOSITES.get(way) if drop == 2 else None
        meant = opposite or way
        feed = (("OPERATOR", opposite),) if opposite else feed
        help = meant if " " in meant and not feed else f"write `{meant}`"
        said = slip.say(code, message, help, span)
        if feed and slip.fits(feed, span.end, 1, drop):
            return Mend(said, feed, span.end, int(drop), plain=True)
        return Mend(said, past=span.end)
    return None


def _compares(slip: Slip) -> bool:
    return "OPERATOR" in slip.accepts or slip.before() in ("_IS", "_NOT")


def ago(slip: Slip) -> Mend | None:
    """`3 days ago`: a duration that stands for a day."""
    if slip.word != "ago" or slip.before() != "DURATION":
        return None
    span = Span(slip.tokens[-1].start, slip.behind)
    help = f"write `today - {slip.text_before()}`"
    said = slip.say("foreign-operator", "`ago` is not a word of rules", help, span)
    return Mend(said, resume=span.end)


def at_least(slip: Slip) -> Mend | None:
    """`x at least 5`: there `at` was taken for the place of a finding."""
    word = slip.text_before()
    if slip.before(2) != "_AT" or word not in ("least", "most"):
        return None
    sign = ">=" if word == "least" else "<="
    span = Span(slip.tokens[-2].start, slip.tokens[-1].end)
    message = f"`at {word}` is not an operator of rules"
    said = slip.say("foreign-operator", message, f"write `{sign}`", span)
    return Mend(said, (), slip.behind, 2)


def between(slip: Slip) -> Mend | None:
    """`x between 1 and 5`, `1..5`"""
    match = re.match(r"between\b\s*(\S+)\s+and\s+([\w.%-]+)|\.\.\.?", slip.rest)
    if match is None or slip.in_table:
        return None
    if match[0].startswith(".") and slip.before() not in ("NUMBER", "DATE"):
        return None
    low, high = (match[1], match[2]) if match[1] else (slip.text_before(), "5")
    outside = slip.before() == "_NOT"
    parts = f"x < {low} or x > {high}" if outside else f"x >= {low} and x <= {high}"
    span = Span(slip.offset, slip.offset + (7 if match[1] else match.end()))
    message = f"`{slip.source.slice(span)}` is not an operator of rules"
    said = slip.say("foreign-operator", message, f"write `{parts}`", span)
    return Mend(said, past=slip.offset + match.end())


def _one_line(slip: Slip, span: Span) -> str:
    return " ".join(slip.source.slice(span).split())


def _phrase(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?i:{words})(?!\w)".replace(" ", r"[ \t]+"))


_OPPOSITES: Final = {"==": "!=", ">": "<=", ">=": "<", "<": ">=", "<=": ">", "is empty": ""}
_Feed = tuple[Pretended, ...]


def _sign(sign: str) -> tuple[str, _Feed]:
    return sign, (("OPERATOR", sign),)


_TYPED: Final = "the schema says what type a field has: nothing is to be asked"
_MORE: Final = "greater|more|larger|higher|bigger|later|longer|newer"
_LESS: Final = "less|fewer|smaller|lower|earlier|shorter|older"
_SPAN: Final = r"(?= (?:the (?:last|past) )?\d+ (?:day|week|month|quarter|year))"
_AGED: Final = "dates compare with dates: `x {} today - 30 days`"
_COMPARING: Final[tuple[tuple[re.Pattern[str], str, _Feed], ...]] = (
    (_phrase(f"older than{_SPAN}|before{_SPAN}"), _AGED.format("<"), ()),
    (_phrase(f"newer than{_SPAN}|younger than{_SPAN}"), _AGED.format(">"), ()),
    (_phrase(f"within{_SPAN}"), _AGED.format(">="), ()),
    (_phrase(f"(?:{_MORE}) than or equal(?: to)?|at least|no less than"), *_sign(">=")),
    (_phrase(f"(?:{_LESS}) than or equal(?: to)?|at most|no more than|up to"), *_sign("<=")),
    (_phrase(f"(?:{_MORE}) than|after|above|over|exceeds|gt"), *_sign(">")),
    (_phrase(f"(?:{_LESS}) than|before|below|under|lt"), *_sign("<")),
    (_phrase("gte|ge"), *_sign(">=")),
    (_phrase("lte|le"), *_sign("<=")),
    (_phrase("(?:isn't|aren't) (?:empty|blank)"),
     "is not empty", (("_IS", "is"), ("_NOT", "not"), ("_EMPTY", "empty"))),
    (_phrase("ne|neq|differs from|isn't|aren't"), *_sign("!=")),
    (_phrase("equal to|the same as|exactly"), *_sign("==")),
    (_phrase("(?:must|should|shall|has to) not be"), *_sign("!=")),
    (_phrase("(?:must|should|shall|has to|have to) be"), *_sign("==")),
    (_phrase("(?:one|any|some) of|among|within"), "in", (("_IN", "in"),)),
    (_phrase("blank"), "is empty", (("_IS", "is"), ("_EMPTY", "empty"))),
    (_phrase("exist|set|given|defined|there"),
     "is present", (("_IS", "is"), ("_PRESENT", "present"))),
    (_phrase("unique|distinct"), "say it of its duplicates: `duplicates(xs) is empty`", ()),
    (_phrase("an? (?:number|text|string|list|date|boolean|integer|map|record|object|array)"),
     _TYPED, ()),
    (_phrase("starts_with|startsWith|begins with|begins_with|beginning with"),
     "starts with", (("_STARTS", "starts"), ("_WITH", "with"))),
    (_phrase("ends_with|endsWith|ending with"),
     "ends with", (("_ENDS", "ends"), ("_WITH", "with"))),
    (_phrase("ilike|like"), "matches", (("_MATCHES", "matches"),)),
    (_phrase("regexp?|rlike|matching|match"), "matches", (("_MATCHES", "matches"),)),
    (_phrase("xor"), "write `!=` between two conditions in parentheses: `(a) != (b)`", ()),
    (_phrase("mod|rem|div"), "there is no remainder in rules", ()),
    (_phrase("otherwise|message|msg|error|because|fails? with"), "else", (("_ELSE", "else"),)),
)  # fmt: skip
