"""Errands: processes that are forked to find something out, and tell it once.

They have all that was loaded before, and what they tell goes through a pipe as `marshal` has it,
after hints that there will be something to tell. Of one that dies, or tells what can't be read,
nothing is known; whoever sent it does without.
"""

from __future__ import annotations

import marshal
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_CORE = 36
"""Where `/proc/PID/stat` tells the core of a process, after its name (proc(5), field 39)."""

_HINT = b" "
"""Nothing that `marshal` writes begins with it."""

Errand = tuple[int, int]
"""The process that was sent, and the pipe that it tells into."""


_telling: int | None = None
"""What this process tells into, if it was sent."""

_ending: list[int] = []
"""Processes that have told what they found: they end by themselves, and are not waited for."""


def sent(find: Callable[[], Any]) -> Errand | None:
    """Sends a process to find something out; None where processes can't be forked."""
    global _telling
    if not hasattr(os, "fork"):
        return None
    _ending[:] = [process for process in _ending if not _has_ended(process)]
    ends: list[int] = []
    try:
        ends += os.pipe()
        process = os.fork()
    except OSError:
        for end in ends:
            os.close(end)
        return None
    reading, writing = ends
    if process == 0:
        try:
            os.close(reading)
            go_elsewhere()
            _leave_streams()
            _telling = writing
            found = find()
            with open(writing, "wb") as told:
                told.write(marshal.dumps(found))
        finally:
            os._exit(0)
    os.close(writing)
    return process, reading


def hint() -> None:
    """Says to whoever sent this process that there will be something to tell."""
    if _telling is not None:
        os.write(_telling, _HINT)


def is_back(errand: Errand, seconds: float) -> bool:
    """Says whether a process begins to tell, gives a hint, or has died, within so many seconds."""
    from select import POLLIN, poll  # few wait with a limit

    waiting = poll()
    waiting.register(errand[1], POLLIN)
    return bool(waiting.poll(seconds * 1000))


def told(errand: Errand) -> object:
    """Gives what a process has found out, as soon as it tells; None where it never does."""
    process, pipe = errand
    try:
        with open(pipe, "rb") as telling:
            found: object = marshal.loads(telling.read().lstrip(_HINT))
    except (OSError, EOFError, ValueError, TypeError):
        found = None
    if not _has_ended(process):
        _ending.append(process)
    return found


def _has_ended(process: int) -> bool:
    """Says whether a process is gone, and has the system forget it."""
    try:
        return os.waitpid(process, os.WNOHANG)[0] == process
    except OSError:  # somebody else has waited for it
        return True


def go_elsewhere() -> None:
    """Leaves the core of whoever sent this process: Linux often begins it there, although others
    have nothing to do, and lets it wait for milliseconds. It is free to go anywhere after that."""
    if not hasattr(os, "sched_setaffinity"):
        return
    try:
        cores = os.sched_getaffinity(0)
        others = cores - {_core_of(os.getppid())}
        if others:
            os.sched_setaffinity(0, others)
            os.sched_setaffinity(0, cores)
    except (OSError, ValueError, IndexError):
        return


def _core_of(process: int) -> int:
    """Gives the core that a process runs on."""
    with open(f"/proc/{process}/stat", "rb") as told:
        return int(told.read().rpartition(b")")[2].split()[_CORE])


def _leave_streams() -> None:
    """Lets go of the streams: whoever reads what a check says need not wait for its errands."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
