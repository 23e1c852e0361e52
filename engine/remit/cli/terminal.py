"""The terminal: what is written to it, in colour or not, and a line that tells of long work."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterable
from typing import TextIO

from remit.reporters.mistakes import CLOSING, mistakes
from remit.text.diagnostic import Diagnostic

_PATIENCE = 0.8
_PAUSE = 0.1


class LostOutputError(Exception):
    """Standard output can't be written; caught where commands are run."""


def wants_color(choice: str, stream: TextIO | None) -> bool:
    """Says whether to colour: as asked, else on a terminal that shows colours."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream is not None and stream.isatty()


def show(text: str) -> None:
    """Writes to standard output as UTF-8; a reader that has gone away is no mistake."""
    why = _written(text, sys.stdout)
    if why is not None and not isinstance(why, BrokenPipeError):
        raise LostOutputError((why.strerror or "unknown error").lower()) from why


def complain(
    diagnostics: Iterable[Diagnostic], color: str = "auto", closing: str = CLOSING
) -> None:
    """Writes what is wrong to standard error, and what came of it."""
    tell(mistakes(diagnostics, color=wants_color(color, sys.stderr), closing=closing))


def tell(text: str) -> None:
    """Writes to standard error; where that is lost, the exit status is left to tell."""
    _written(text, sys.stderr)


def _written(text: str, stream: TextIO | None) -> OSError | None:
    """Writes a text, and gives why it can't be written. A closed stream is None."""
    if stream is None:
        return OSError(errno.EBADF, "it is closed") if text else None
    try:
        stream.flush()
        stream.buffer.write(text.encode("utf-8", "backslashreplace"))
        stream.buffer.flush()
    except OSError as error:
        # Python flushes the stream once more at the end, and would complain there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return error
    return None


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
