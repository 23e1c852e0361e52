"""Literals: texts with escapes and dedentation, exact numbers, dates, durations.

What is malformed is noted, and something well-formed is given in its place.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec import Struct, field

from remit.syntax.tree import Unit
from remit.text.diagnostic import Diagnostic
from remit.text.fixes import Fix, writing
from remit.text.numbers import DIGITS, Number, number, simple
from remit.text.source import Source, Span


class Notes(Struct, frozen=True):
    """The source that is being built from, and what was found wrong in it so far."""

    source: Source
    found: list[Diagnostic] = field(default_factory=list)

    def add(
        self, code: str, message: str, span: Span, help: str | None = None, fix: Fix | None = None
    ) -> None:
        """Adds an error at a span."""
        self.found.append(Diagnostic(code, message, self.source, span, help, fix=fix))


# -- texts --------------------------------------------------------------------------------------


def unquoted(notes: Notes, written: str, start: int) -> str:
    """Gives the value of a text literal as it is written at the offset `start`."""
    return "".join(
        unescaped(notes, written[piece.start : piece.end], start + piece.start)
        for piece in content(written)
    )


def quoted(value: str) -> str:
    """Gives the text literal of a value, on one line."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def content(written: str) -> list[Span]:
    """Gives the parts of a text literal that count, as offsets into it: no quotes, no margin.

    In a long text the line of the opening quotes and that of the closing ones are left out where
    they hold nothing else, and the margin that all other lines share is left out of each.
    """
    if not written.startswith('"""'):
        return [Span(1, len(written) - 1)]
    ends = [match.end() for match in _LINE_END.finditer(written, 3, len(written) - 3)]
    lines = [Span(*pair) for pair in zip([3, *ends], [*ends, len(written) - 3], strict=True)]
    if len(lines) == 1:
        return lines
    head = [lines[0]] if not _is_blank(written, lines[0]) else []
    body = lines[1:]
    if _is_blank(written, body[-1]):
        body.pop()
    margin = min(
        (_indent(written, line) for line in body if not _is_blank(written, line)), default=0
    )
    kept = head + [_trimmed(written, line, margin) for line in body]
    if kept and len(kept) - len(head) < len(lines) - 1:
        kept[-1] = Span(kept[-1].start, kept[-1].end - len(_line_end(written, kept[-1])))
    return kept


def unescaped(notes: Notes, written: str, start: int) -> str:
    """Gives what a part of a text stands for; `start` is its offset in the source."""
    if "\\" not in written and "\r" not in written:
        return written

    def meant(match: re.Match[str]) -> str:
        if match[0][0] != "\\":
            return "\n"
        if match[0] not in _ESCAPES:
            offset = start + match.start()
            notes.add(
                "bad-escape",
                f"`{match[0].rstrip()}` is not an escape",
                Span(offset, offset + len(match[0])),
                'write `\\\\` for a backslash, `\\"` for a quote, `\\n` for a new line',
            )
        return _ESCAPES.get(match[0], match[0])

    return _ESCAPE.sub(meant, written)


_LINE_END = re.compile(r"\r\n|\r|\n")
_ESCAPE = re.compile(r"\\[\s\S]?|\r\n|\r")
_ESCAPES: Final[dict[str, str]] = {'\\"': '"', "\\\\": "\\", "\\n": "\n"}


def _is_blank(written: str, line: Span) -> bool:
    return not written[line.start : line.end].strip()


def _indent(written: str, line: Span) -> int:
    text = written[line.start : line.end]
    return len(text) - len(text.lstrip(" \t"))


def _line_end(written: str, line: Span) -> str:
    match = _LINE_END.search(written, line.start, line.end)
    return match[0] if match else ""


def _trimmed(written: str, line: Span, margin: int) -> Span:
    if _is_blank(written, line):
        return Span(line.end - len(_line_end(written, line)), line.end)
    return Span(line.start + margin, line.end)


# -- numbers, dates, durations ------------------------------------------------------------------


def exact(notes: Notes, written: str, span: Span) -> Number:
    """Gives the value of a number literal."""
    match = _NUMBER.match(written)
    value = number(match[1].replace("_", "")) if match else None
    if match is None or value is None:
        meant = _suffixed(written)
        notes.add(
            "bad-number",
            f"`{_short(written)}` is not a number",
            span,
            f"write `{meant}`" if meant else _number_help(written),
            writing(meant, span) if meant else None,
        )
        return 0
    return simple(value * _FACTORS[match[2]])


def day(notes: Notes, written: str, span: Span) -> date:
    """Gives the value of a date literal."""
    if _DATE.match(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            notes.add(
                "bad-date",
                f"there is no day `{written}`",
                span,
                "dates are written year-month-day, and exist in the calendar",
            )
            return date.min
    if "T" in written:
        notes.add(
            "bad-date",
            f"`{written}` is more than a date",
            span,
            f"write the day, `{written[:10]}`, and compare it with `date(...)`",
        )
        return date.min
    padded = "-".join(part.zfill(2) for part in written.split("-"))
    notes.add(
        "bad-date",
        f"`{written}` is not a date as it is written here",
        span,
        f"write two digits for month and day: `{padded}`",
        writing(padded, span),
    )
    return date.min


def duration(notes: Notes, written: str, span: Span) -> tuple[int, Unit]:
    """Gives the amount and the unit of a duration literal."""
    match = _DURATION.match(written)
    unit = _UNITS.get(match[2].removesuffix("s")) if match else None
    if match is not None and unit is None:
        notes.add(
            "bad-duration",
            f"`{_short(written)}` is no duration that rules know",
            span,
            "durations are whole days, weeks, months, quarters or years",
        )
    elif match is None or not _WHOLE.match(match[1]) or len(match[1]) > _LONGEST:
        notes.add(
            "bad-duration",
            f"`{_short(written)}` is not a whole duration",
            span,
            "use a smaller unit, such as `18 months` for a year and a half",
        )
    elif unit is not None:
        return int(match[1].replace("_", "")), unit
    return 1, "days"


_NUMBER = re.compile(r"((?:0|[1-9]\d*(?:_\d+)*)(?:\.\d+(?:_\d+)*)?)([%kM]?)\Z", re.ASCII)
_FACTORS: Final[dict[str, Number]] = {"": 1, "k": 1000, "M": 1_000_000, "%": Fraction(1, 100)}
_SUFFIXED = re.compile(r"((?!0\d)[\d_.]+)(k|m|mio|mn)\Z", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_DURATION = re.compile(r"([\d_.]+)\s*([a-z]+)\Z", re.ASCII)
_WHOLE = re.compile(r"\d+(?:_\d+)*\Z", re.ASCII)
_LONGEST = 9
_UNITS: Final[dict[str, Unit]] = {
    "day": "days",
    "week": "weeks",
    "month": "months",
    "quarter": "quarters",
    "year": "years",
}


def _suffixed(written: str) -> str | None:
    """Gives a number whose suffix is that of another language as it is written here."""
    match = _SUFFIXED.match(written) if len(written) <= DIGITS else None
    return f"{match[1]}{'k' if match[2] in 'kK' else 'M'}" if match else None


def _number_help(written: str) -> str:
    if len(written) > DIGITS:
        return f"a number has at most {DIGITS} digits"
    if re.match(r"\d{1,2}\.\d{1,2}\.\d{4}\Z", written):
        return "a date is written year-month-day, such as `2026-03-31`"
    if re.match(r"0\d", written):
        return "a number has no leading zeros; a date is written such as `2026-03-31`"
    if re.match(r"\d[\d_.]*[eE]", written):
        return "write all digits; `k` is a thousand and `M` a million"
    return "numbers are written such as `12`, `2.5`, `1_000`, `20%`, `250k`, `3M`"


def _short(written: str) -> str:
    return written if len(written) <= 40 else written[:37] + "..."
