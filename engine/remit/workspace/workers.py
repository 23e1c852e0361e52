"""Workers: tasks shared among processes, with the results in the order of the tasks.

Workers are forked, so that they have all that was loaded before, and only numbers of tasks and
results go through pipes. A worker that dies is told by the task that it died of, and the others go
on. Where processes can't be forked, or there is little to do, all is done here.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from msgspec import Struct

Task = TypeVar("Task")
Result = TypeVar("Result")


class Lost(Struct, frozen=True):
    """What is left of a task whose worker died: by which signal, or with which exit status."""

    how: str


class _Worker(Struct, Generic[Result], eq=False):
    process: BaseProcess
    pipe: Connection
    task: int = -1


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
    if jobs <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, tasks)
        return
    workers = [_started(tasks, work) for _ in range(jobs)]
    try:
        yield from _served(workers, len(tasks), lambda: _started(tasks, work))
    finally:
        for worker in workers:
            worker.pipe.close()
            worker.process.terminate()
            worker.process.join()


def _started(tasks: Sequence[Task], work: Callable[[Task], Result]) -> _Worker[Result]:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, here, tasks, work), daemon=True)
    process.start()
    there.close()
    return _Worker(process, here)


def _serve(
    pipe: Connection,
    other: Connection,
    tasks: Sequence[Task],
    work: Callable[[Task], Result],
) -> None:
    """Does one task after the other, until there is none or nobody listens."""
    other.close()
    try:
        while True:
            task = pipe.recv()
            try:
                pipe.send((True, work(tasks[task])))
            except Exception as error:  # a bug is told where all bugs are
                pipe.send((False, error))
    except (EOFError, OSError, KeyboardInterrupt):
        return


def _served(
    workers: list[_Worker[Result]], total: int, another: Callable[[], _Worker[Result]]
) -> Iterator[Result | Lost]:
    found: dict[int, Result | Lost] = {}
    given = told = 0
    for worker in workers:
        given = _give(worker, given, total)
    while told < total:
        ready = wait([worker.pipe for worker in workers if worker.task >= 0])
        for worker in [worker for worker in workers if worker.pipe in ready]:
            task, result = worker.task, _taken(worker)
            found[task] = result
            if isinstance(result, Lost):
                workers.remove(worker)
                workers.append(worker := another())
            given = _give(worker, given, total)
        while told in found:
            yield found.pop(told)
            told += 1


def _give(worker: _Worker[Result], task: int, total: int) -> int:
    """Gives a worker its next task; gives the number of the one after it."""
    worker.task = task if task < total else -1
    if task < total:
        with contextlib.suppress(OSError):  # one that has died is told when its result is taken
            worker.pipe.send(task)
    return min(task + 1, total)


def _taken(worker: _Worker[Result]) -> Result | Lost:
    try:
        fine, result = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join()
        code = worker.process.exitcode or 0
        return Lost(f"signal {-code}" if code < 0 else f"status {code}")
    if not fine:
        raise result
    known: Result = result
    return known
