"""Workers: tasks shared among processes, with the results in the order of the tasks.

Workers are forked, so that they have all that was loaded before, and only numbers of tasks and
results go through pipes. While there is much to do a worker has its next task before the result of
the last one is taken. One that dies is told by the task that it died of, and the others go on.
Where processes can't be forked, or not as many, or there is little to do, the rest is done here.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, TypeVar

from msgspec import Struct, field

from remit.workspace import errands

try:
    from _pickle import dumps, loads  # what `pickle` has them from, without the rest of it
except ImportError:
    from pickle import dumps, loads

Task = TypeVar("Task")
Result = TypeVar("Result")

_HEAD = 8
"""So many bytes tell the number of a task, and the length of what a worker tells."""

_AHEAD = 2
"""A worker has so many tasks at most, and one alone where few are left: whoever is done first takes
the next of these."""

_TERMINATE = 15


class Lost(Struct, frozen=True):
    """What is left of a task whose worker died: by which signal, or with which exit status."""

    how: str


class _Worker(Struct, eq=False):
    """A process, the pipes that take numbers of tasks to it and bring back results, and the tasks
    that it was given: the one that it is at, and those after it."""

    process: int
    tasks: BinaryIO
    results: BinaryIO
    given: list[int] = field(default_factory=list)


def cores() -> int:
    """Gives how many processes may run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared(
    tasks: Sequence[Task], work: Callable[[Task], Result], jobs: int
) -> Iterator[Result | Lost]:
    """Gives what the work makes of each task, in order; at most `jobs` are done at once."""
    jobs = min(jobs, len(tasks))
    if jobs <= 1 or not hasattr(os, "fork"):
        yield from map(work, tasks)
        return
    workers: list[_Worker] = []
    try:
        for left in reversed(range(jobs)):  # the last one has the core that this process leaves
            workers += _started(tasks, work, elsewhere=left > 0)
        yield from _served(workers, tasks, work)
    finally:
        for worker in workers:
            _end(worker)


def _started(
    tasks: Sequence[Task], work: Callable[[Task], Result], *, elsewhere: bool = False
) -> list[_Worker]:
    """Gives a worker, none where there may be no more processes or open files; it begins on
    another core than this process has, or wherever the system has it."""
    ends: list[int] = []
    try:
        ends += os.pipe()
        ends += os.pipe()
        process = os.fork()
    except OSError:
        for end in ends:
            os.close(end)
        return []
    wanted, giving, taking, made = ends
    if process == 0:
        status = 1
        try:
            os.close(giving)
            os.close(taking)
            if elsewhere:
                errands.go_elsewhere()
            with open(wanted, "rb") as numbers, open(made, "wb") as results:
                _serve(numbers, results, tasks, work)
            status = 0
        finally:  # the process that was forked goes on with what called this, this one doesn't
            os._exit(status)
    os.close(wanted)
    os.close(made)
    # what is read ahead of its turn could not be waited for
    return [_Worker(process, open(giving, "wb", buffering=0), open(taking, "rb", buffering=0))]


def _end(worker: _Worker) -> None:
    worker.tasks.close()
    worker.results.close()
    os.kill(worker.process, _TERMINATE)
    os.waitpid(worker.process, 0)


def _serve(
    numbers: BinaryIO, results: BinaryIO, tasks: Sequence[Task], work: Callable[[Task], Result]
) -> None:
    """Does one task after the other, until there is none or nobody listens."""
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            task = tasks[int.from_bytes(_exactly(_HEAD, numbers), "big")]
            try:
                told = dumps((True, work(task)))
            except Exception as error:  # a bug is told where all bugs are
                told = dumps((False, error))
            results.write(len(told).to_bytes(_HEAD, "big"))
            results.write(told)
            results.flush()


def _exactly(size: int, pipe: BinaryIO) -> bytes:
    data = pipe.read(size)
    while len(data) < size:
        more = pipe.read(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _served(
    workers: list[_Worker], tasks: Sequence[Task], work: Callable[[Task], Result]
) -> Iterator[Result | Lost]:
    found: dict[int, Any] = {}
    left = list(range(len(tasks) - 1, -1, -1))
    few, told = _AHEAD * len(workers), 0
    for _ in range(_AHEAD):
        for worker in workers:
            _give(worker, left, few)
    while told < len(tasks):
        if not workers:
            task = left.pop()
            found[task] = work(tasks[task])
        for worker in _ready([worker for worker in workers if worker.given]):
            result = found[worker.given.pop(0)] = _taken(worker)
            if not isinstance(result, Lost):
                _give(worker, left, few)
                continue
            left += reversed(worker.given)
            worker.tasks.close()
            worker.results.close()
            workers.remove(worker)
            workers += _started(tasks, work)
            for each in workers:  # where none could be started, others may have nothing to do
                _give(each, left, few)
        while told in found:
            yield found.pop(told)
            told += 1


def _ready(workers: Sequence[_Worker]) -> list[_Worker]:
    """Waits until some workers have told something, or died, and gives these."""
    if not workers:
        return []
    from select import POLLIN, poll  # not needed where nothing is spread

    waiting = poll()
    for worker in workers:
        waiting.register(worker.results, POLLIN)
    ready = {pipe for pipe, _ in waiting.poll()}
    return [worker for worker in workers if worker.results.fileno() in ready]


def _give(worker: _Worker, left: list[int], few: int) -> None:
    """Gives a worker the next of the tasks that are left, which stand in reverse; one that has some
    none where few are."""
    if left and (not worker.given or len(left) > few):
        task = left.pop()
        worker.given.append(task)
        with contextlib.suppress(OSError):  # one that has died is told when its result is taken
            worker.tasks.write(task.to_bytes(_HEAD, "big"))


def _taken(worker: _Worker) -> Any:
    """Gives what a worker has made of its task, or how it died."""
    try:
        size = int.from_bytes(_exactly(_HEAD, worker.results), "big")
        fine, result = loads(_exactly(size, worker.results))
    except (EOFError, OSError):
        _, status = os.waitpid(worker.process, 0)
        code = os.waitstatus_to_exitcode(status)
        return Lost(f"signal {-code}" if code < 0 else f"status {code}")
    if not fine:
        raise result
    return result
