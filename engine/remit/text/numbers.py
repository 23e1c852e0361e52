"""Exact numbers: read from decimal text, printed as decimals. A number is an int or a Fraction."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Context, Decimal

Number = int | Fraction

DIGITS = 1000
"""The most digits a number may have, before or after its point, exponent applied."""

_DECIMAL = r"([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?\Z"


def number(text: str) -> Number | None:
    """Gives the exact value of a decimal text, or None where it is none or has too many digits."""
    match = re.match(_DECIMAL, text)
    if match is None or not (match[2] or match[3]) or len(text) > DIGITS:
        return None
    sign, whole, part, exponent = match[1], match[2], match[3] or "", match[4] or "0"
    if len(exponent) > 5 or abs(int(exponent)) > DIGITS:
        return None
    value = Fraction(int(sign + (whole + part or "0"))) * Fraction(10) ** (
        int(exponent) - len(part)
    )
    return simple(value)


def simple(value: Number) -> Number:
    """Gives a whole number as an int, any other as a Fraction."""
    return value.numerator if value.denominator == 1 else value


def decimal(value: Fraction) -> Decimal:
    """Gives a fraction that ends in decimals as one."""
    exact = _exact()
    return exact.divide(
        exact.create_decimal(value.numerator), exact.create_decimal(value.denominator)
    )


@cache
def _exact() -> Context:
    from decimal import Context  # a library of its own, which few checks need

    return Context(prec=5000, Emin=-999999, Emax=999999)


def written(value: Number, places: int = 6) -> str:
    """Gives the decimal text of a number: exact where it ends, otherwise rounded to `places`."""
    if value.denominator == 1:
        return str(value.numerator)
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    digits = max(twos, fives) if rest == 1 else places
    scaled = round(abs(value) * 10**digits)
    whole, part = divmod(scaled, 10**digits)
    decimals = str(part).zfill(digits).rstrip("0")
    sign = "-" if value < 0 and scaled else ""
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def grouped(value: Number, gap: str = " ") -> str:
    """Gives the decimal text of a number for people, its thousands apart: `12 500 000.5`."""
    whole, point, part = written(value, 2).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    first = len(digits) % 3
    groups = [digits[:first]] if first else []
    groups += [digits[at : at + 3] for at in range(first, len(digits), 3)]
    return f"{sign}{gap.join(groups)}{point}{part}"
