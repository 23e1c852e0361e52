"""The codes of all diagnostics, each with one sentence on what it means."""

from __future__ import annotations

CODES: dict[str, str] = {
    # rule files as text
    "syntax": "the rule file does not follow the grammar",
}
