"""Scouting: a process of its own looks at many files again, while this one is still starting.

Where the answer of an earlier check doesn't hold any more, the check is done, and looks at each
file that the earlier one saw, too. That takes as long as importing what does the check. So a scout
is sent before: it looks at all of them and tells which look otherwise. Of the others this process
knows how they look, which saves it the way to them. One that doesn't come back has told nothing.
"""

from __future__ import annotations

import marshal
import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from remit.workspace.recall import Signature

    Looks = dict[str, Signature | None]

LEAST = 1000
"""For fewer files nobody is sent."""

_ODD = 8
"""Where more than this part of them look otherwise, the scout turns back."""

_sent: tuple[int, int, Looks] | None = None
"""The process that was sent, the pipe that it tells into, and the looks of the earlier check."""

_begun: int | None = None


def send(looks: Looks) -> None:
    """Sends a scout to see which files look as they did, if there is a core for it."""
    global _sent, _begun
    known()  # what an earlier scout has seen is out of date
    if len(looks) < LEAST or _cores() < 2 or not hasattr(os, "fork"):
        return
    begun = time.time_ns()
    reading, writing = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return
    if process == 0:
        try:
            os.closerange(0, 3)  # whoever reads what the check says need not wait for the scout
            os.close(reading)
            _tell(_otherwise(looks), writing)
        finally:
            os._exit(0)
    os.close(writing)
    _sent, _begun = (process, reading, looks), begun


def begun() -> int:
    """Gives the time when this process began to look at files: when a scout was sent, or now."""
    return _begun if _sent is not None and _begun is not None else time.time_ns()


def known() -> Looks:
    """Gives how files look that look as they did and are no links, by their paths; nothing where
    nobody was sent, or was asked before."""
    global _sent
    if _sent is None:
        return {}
    process, pipe, looks = _sent
    _sent = None
    try:
        with open(pipe, "rb") as told:
            otherwise = marshal.loads(told.read())
        os.waitpid(process, 0)
        found = dict(looks)
        for path in otherwise:
            del found[path]
    except (OSError, EOFError, ValueError, TypeError, LookupError):
        return {}
    return found


def _otherwise(looks: Looks) -> list[str] | None:
    """Gives the files that look otherwise than before, None where that is many."""
    from remit.workspace.recall import signature_of

    odd: list[str] = []
    for path, seen in looks.items():
        try:
            if signature_of(os.lstat(path)) == seen:
                continue
        except (OSError, ValueError):
            pass
        odd.append(path)
        if len(odd) * _ODD > len(looks):
            return None
    return odd


def _tell(odd: list[str] | None, pipe: int) -> None:
    with open(pipe, "wb") as told:
        told.write(marshal.dumps(odd))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
