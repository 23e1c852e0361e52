"""Processes: commands run, timed on the clock, and their peaks of memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

if sys.platform != "win32":
    import resource

_CHANGES_THE_START = frozenset(
    {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP"}
)


class FailedError(Exception):
    """A command did not end as it should; its text tells how."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command wrote, its exit status, and the seconds that it took on the clock and, with
    all processes that it waited for, of the processor."""

    output: str
    status: int
    seconds: float
    processor: float


def run(
    words: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    statuses: Sequence[int] = (0,),
) -> Ran:
    """Runs a command to its end; another exit status than those that are expected is an error."""
    used, begun = _used(), time.perf_counter()
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env=clean(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    seconds = time.perf_counter() - begun
    if done.returncode not in statuses:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        last = said[-1] if said else "it said nothing"
        raise FailedError(f"{Path(words[0]).name} ended with status {done.returncode}: {last}")
    output = done.stdout.decode(errors="replace")
    return Ran(output, done.returncode, seconds, _used() - used)


def _used() -> float:
    """Gives the processor's time of all processes that have ended; nothing where none is told."""
    if sys.platform == "win32":
        return 0.0
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def clean(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Gives the environment without what would make Python start in another way."""
    own = {name: text for name, text in os.environ.items() if name not in _CHANGES_THE_START}
    return own | dict(more or {})


def pinned(cores: Sequence[int]) -> None:
    """Keeps this process, and those that it starts, on some cores, where the system can do that."""
    if cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(cores))


def cores() -> list[int]:
    """Gives the numbers of the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


# -- memory -------------------------------------------------------------------------------------


def peak(process: int) -> float | None:
    """Gives the mebibytes that a running process held at most; None where it is gone, or where the
    system doesn't tell. (What is told of ended ones would count their parents' memory as well.)"""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return None


def peaks(
    words: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    statuses: Sequence[int] = (0,),
) -> tuple[str, list[float]]:
    """Runs a command, and gives what it wrote, and the peaks of its process and of those that it
    started, in the order in which they were seen."""
    if not Path("/proc/self/status").exists():
        raise FailedError(f"{sys.platform} doesn't tell the memory of a running process")
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [str(word) for word in words],
            cwd=folder,
            env=clean(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
        )
        found: dict[int, float] = {}
        while process.poll() is None:
            for each in _family(process.pid):
                found[each] = max(peak(each) or 0.0, found.get(each, 0.0))
            time.sleep(0.003)
        if process.returncode not in statuses:
            name = Path(words[0]).name
            raise FailedError(f"{name} ended with status {process.returncode}")
        output.seek(0)
        return output.read().decode(errors="replace"), list(found.values())


def _family(process: int) -> Iterator[int]:
    """Gives a process and those below it."""
    yield process
    try:
        told = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return
    for child in told.split():
        yield from _family(int(child))
