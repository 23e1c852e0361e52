"""Days and moments, as manifests write them."""

from __future__ import annotations

import re
from datetime import date, datetime

_DATE = r"\d{4}-\d\d-\d\d"
_TIMESTAMP = rf"{_DATE}[Tt]\d\d:\d\d:\d\d(\.\d{{1,6}}0*)?([Zz]|[-+]\d\d:\d\d)"


def day(text: str) -> date | None:
    """Gives the date of a text `year-month-day`, or None where there is no such day."""
    try:
        return date.fromisoformat(text) if re.fullmatch(_DATE, text, re.ASCII) else None
    except ValueError:
        return None


def moment(text: str) -> datetime | None:
    """Gives the instant of a timestamp with its offset; None where it is none that can be held."""
    try:
        known = re.fullmatch(_TIMESTAMP, text, re.ASCII)
        return datetime.fromisoformat(text.upper()) if known else None
    except ValueError:
        return None
