"""The terminal: what is written to it, in colour or not, and a line that tells of long work."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from remit.cli.output import tell

if TYPE_CHECKING:
    from remit.text.diagnostic import Diagnostic

_PATIENCE = 0.8
_PAUSE = 0.1


def wants_color(choice: str, stream: TextIO | None) -> bool:
    """Says whether to colour: as asked, else on a terminal that shows colours."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream is not None and stream.isatty()


def complain(
    diagnostics: Sequence[Diagnostic], color: str = "auto", closing: str | None = None
) -> None:
    """Writes what is wrong to standard error, and what came of it, by default that nothing was
    checked."""
    if not diagnostics:
        return
    from remit.reporters.mistakes import CLOSING, mistakes  # needed only where there are any

    tell(mistakes(diagnostics, color=wants_color(color, sys.stderr), closing=closing or CLOSING))


class Progress:
    """A line on the terminal that tells how far long work is; nothing where there is none."""

    def __init__(self, wanted: bool) -> None:
        self._on = wanted and sys.stderr is not None and sys.stderr.isatty()
        self._next = time.monotonic() + _PATIENCE
        self._shown = False

    def __call__(self, doing: str, done: int, total: int) -> None:
        """Tells, now and then, what is done and how many of it."""
        if self._on and time.monotonic() >= self._next:
            sys.stderr.write(f"\r\x1b[K{doing} {done} of {total}")
            sys.stderr.flush()
            self._next = time.monotonic() + _PAUSE
            self._shown = True

    def clear(self) -> None:
        """Takes the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
