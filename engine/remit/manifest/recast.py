"""The way from a value as its author wrote it to one of the type that the schema wants, if short.

YAML knows no percentages, thousands, units or decimal commas: `99.9%` and `1 000` are texts to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from fractions import Fraction

from remit.manifest.days import day
from remit.manifest.types import Bounds, NumberType, Type
from remit.text.inert import inert
from remit.text.numbers import DIGITS, written

_YES = frozenset({"yes", "on", "y", "t"})
_NO = frozenset({"no", "off", "n", "f"})
_NUMBER = re.compile(r"[-+]?\d{1,30}(\.\d{1,30})?", re.ASCII)
_PERCENT = re.compile(r"([-+]?\d{1,30}(?:\.\d{1,30})?)\ ?%", re.ASCII)
_COMMA = re.compile(r"[-+]?\d{1,30},\d{1,30}", re.ASCII)
_GROUPS = re.compile(r"([-+]?\d{1,3})((?:[,_'\u2019 \u00a0\u202f.]\d{3})+)", re.ASCII)
_GROUPED = re.compile(
    r"([-+]?\d{1,3}(?:[._'\u2019 \u00a0\u202f]\d{3})+),(\d{1,30})"
    r"|([-+]?\d{1,3}(?:[,_'\u2019 \u00a0\u202f]\d{3})+)\.(\d{1,30})",
    re.ASCII,
)
_TIMES = re.compile(r"([-+]?\d{1,30}(?:\.\d{1,30})?)\ ?([kKmM])", re.ASCII)
_UNIT = re.compile(
    r"(?:[A-Z]{3}\ |[$€£¥]\ ?)?([-+]?\d{1,30}(?:\.\d{1,30})?)(?:\ ?(?:[^\W\d_]{1,10}|[$€£¥]))?"
)
_DAY_FIRST = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", re.ASCII)
_EITHER_FIRST = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", re.ASCII)
_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?[ -])?([A-Za-z]{3,9})\.?[ -](?:(\d{1,2})(?:st|nd|rd|th)?,? )?"
    r"(\d{4})",
    re.ASCII,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[Tt ].*)?", re.ASCII)
_STAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?\ ?([Zz]|[-+]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
_TOO_LONG = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|nan)", re.ASCII | re.IGNORECASE)
_PAIR = re.compile(r"([\w-]{1,40}):([^\s/].{0,40})")
_POINTER = "version https://git-lfs.github.com/spec/"
_FACTORS = {"k": 1_000, "m": 1_000_000}


def as_boolean(text: str) -> str | None:
    """Gives the help for a text where true or false is wanted."""
    if text.casefold() in _YES | _NO:
        return f"write `{'true' if text.casefold() in _YES else 'false'}`"
    return None


def is_number(text: str) -> bool:
    """Says whether a text is a number but for its quotes."""
    return _NUMBER.fullmatch(text) is not None


def as_number(text: str, type_: Type | None) -> str | None:
    """Gives the help for a text where a number is wanted, which may be of this type."""
    text = text.strip()
    if found := _PERCENT.fullmatch(text):
        bounds = type_.bounds if isinstance(type_, NumberType) else Bounds()
        return _of_percent(Fraction(found[1]), bounds)
    if found := _TIMES.fullmatch(text):
        number = Fraction(found[1]) * _FACTORS[found[2].casefold()]
        return f"write `{written(number)}`: `k` and `M` are for rules, not for YAML"
    if found := _GROUPED.fullmatch(text):
        whole = re.sub(r"[^-+\d]", "", found[1] or found[3])
        return f"write `{whole}.{found[2] or found[4]}`"
    groups, comma = _GROUPS.fullmatch(text), _COMMA.fullmatch(text)
    if groups and not (comma and groups[1] in ("0", "-0", "+0")):
        whole = groups[1] + re.sub(r"\D", "", groups[2])
        point = f", or `{text.replace(',', '.')}` where decimals are meant" if comma else ""
        return f"write `{whole}`{point}"
    if comma:
        return f"write `{text.replace(',', '.')}`, with a point"
    if found := _UNIT.fullmatch(text):
        return f"write the number alone: `{found[1]}`"
    if _TOO_LONG.fullmatch(text):
        return f"a number has up to {DIGITS:,} digits, zeros included"
    return "numbers are finite here" if _NO_NUMBER.fullmatch(text) else None


def _of_percent(number: Fraction, bounds: Bounds) -> str:
    """A percentage is a share of 1, as it is in rules; unless the schema wants more than that."""
    share, plain = written(number / 100), written(number)
    if bounds.whole or (bounds.high is not None and bounds.high > 1):
        return f"write `{plain}`: YAML knows no `%`"
    return f"write `{share}`: YAML knows no `%`, and rules take {plain}% for {share}"


def as_date(text: str) -> str | None:
    """Gives the help for a text where a date is wanted, and is written in another way."""
    found = list(dict.fromkeys(each for each in _dates(text) if day(each) is not None))
    if len(found) == 2:
        return f"write the year first: `{found[0]}` or `{found[1]}`, whichever is meant"
    return f"write `{found[0]}`" if found else None


def _dates(text: str) -> Iterator[str]:
    """Gives the dates that a text may mean, year first."""
    if found := _YEAR_FIRST.fullmatch(text) or _TOGETHER.fullmatch(text):
        yield _date(found[1], found[2], found[3])
    elif found := _DAY_FIRST.fullmatch(text):
        yield _date(found[3], found[2], found[1])
    elif found := _EITHER_FIRST.fullmatch(text):
        yield _date(found[3], found[2], found[1])
        yield _date(found[3], found[1], found[2])
    elif (found := _NAMED.fullmatch(text)) and found[2][:3].casefold() in _MONTHS:
        month = _MONTHS.index(found[2][:3].casefold()) + 1
        yield _date(found[4], str(month), found[1] or found[3] or "")


def _date(year: str, month: str, day: str) -> str:
    return f"{year}-{month:0>2}-{day:0>2}"


def as_timestamp(text: str) -> str | None:
    """Gives the help for a text where a timestamp is wanted, and a part of it is missing."""
    found = _STAMP.fullmatch(text)
    if found is None:
        return None
    day, clock, seconds, zone = found.groups()
    if clock is None:
        return f"write a time behind it: `{day}T00:00:00Z`"
    stamp = f"{day}T{clock}{seconds or ':00'}"
    if zone is None:
        return f"say its zone, too: `{stamp}Z` for UTC, or an offset such as `{stamp}+01:00`"
    hours, minutes = zone[:3].upper(), zone[3:].strip(":") or "00"
    whole = f"{stamp}{hours}" if hours == "Z" else f"{stamp}{hours}:{minutes}"
    return f"write `{whole}`" if whole != text else None


def as_list(text: str) -> str | None:
    """Gives the help for a text where a list is wanted, and whose dashes touch what follows."""
    return "write a space behind each dash: `- ...`" if re.match(r"-[^\s-].* -\S", text) else None


def as_map(text: str) -> str | None:
    """Gives the help for a text where a map is wanted: whose colon touches what follows, or which
    Git LFS leaves in the place of a file."""
    if text.startswith(_POINTER):
        return "Git LFS has left a pointer here: fetch the file, with `git lfs pull`"
    found = _PAIR.fullmatch(text)
    return f"write a space behind the colon: `{found[1]}: {inert(found[2])}`" if found else None


def wants_number(names: Collection[str]) -> bool:
    """Says whether some JSON types are those of numbers."""
    return bool({"number", "integer"} & {*names})
