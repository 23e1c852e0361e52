"""Output: what goes to the streams of the process, as UTF-8, and what becomes of it when it can't.

Light to import, as the answers of earlier checks are written by it, too.
"""

from __future__ import annotations

import errno
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

said: list[tuple[int, str]] = []
"""All that this process has written: 1 for standard output, 2 for standard error, and the text."""


NO_MEMORY = "there isn't enough memory for this: name fewer files, or take `--jobs 1`\n"

_AT_ONCE = 1 << 20
"""So many characters are encoded at once."""


class LostOutputError(Exception):
    """Standard output can't be written; caught where commands are run."""


def show(text: str) -> None:
    """Writes to standard output as UTF-8; a reader that has gone away is no mistake."""
    said.append((1, text))
    why = _written(text, sys.stdout)
    if why is not None and not isinstance(why, BrokenPipeError):
        raise LostOutputError((why.strerror or "unknown error").lower()) from why


def tell(text: str) -> None:
    """Writes to standard error; where that is lost, the exit status is left to tell."""
    if text:
        said.append((2, text))
    _written(text, sys.stderr)


def flushed() -> bool:
    """Says whether nothing is left that would have to be written at the end."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return False
    return True


def _written(text: str, stream: TextIO | None) -> OSError | None:
    """Writes a text, and gives why it can't be written. A closed stream is None."""
    if stream is None:
        return OSError(errno.EBADF, "it is closed") if text else None
    try:
        stream.flush()
        for at in range(0, len(text), _AT_ONCE):
            _write(text[at : at + _AT_ONCE].encode("utf-8", "backslashreplace"), stream.buffer)
    except OSError as error:
        # Python flushes the stream once more at the end, and would complain there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return error
    return None


def _write(data: bytes, stream: BinaryIO) -> None:
    """Writes bytes, all of them also where others have made a pipe one that doesn't wait."""
    left = memoryview(data)
    while True:
        try:
            if left:
                stream.write(left)
                left = left[:0]
            stream.flush()
            return
        except BlockingIOError as error:
            left = left[error.characters_written :] if left else left
            _wait(stream.fileno())


def _wait(file: int) -> None:
    from select import select  # which hardly any output needs

    select([], [file], [])
