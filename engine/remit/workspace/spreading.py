"""Spreading: the shares of a large check done by several processes."""

from __future__ import annotations

from collections.abc import Iterator

from remit.governance.inputs import Spread, Task, one_by_one


def spread_over(jobs: int | None) -> Spread:
    """Gives what spreads shares over so many processes (None: one for each core); a single share is
    done by this one."""

    def spread(task: Task, count: int) -> Iterator[bytes | str]:
        if jobs == 1 or count < 2:
            return one_by_one(task, count)
        return _spread(task, count, jobs)

    return spread


def _spread(task: Task, count: int, jobs: int | None) -> Iterator[bytes | str]:
    from remit.workspace.workers import Lost, cores, shared  # which small checks don't need

    for answer in shared(range(count), task, jobs or cores()):
        yield answer.how if isinstance(answer, Lost) else answer
