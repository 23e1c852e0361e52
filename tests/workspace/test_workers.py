"""Tests of processes that share tasks: results stand in order, and what dies loses one task."""

from __future__ import annotations

import os
import select
import signal
import time
from pathlib import Path

import pytest

from remit.workspace import errands
from remit.workspace.asking import asked
from remit.workspace.workers import Lost, shared


@pytest.mark.parametrize("jobs", [1, 2, 3, 8])
@pytest.mark.parametrize("count", [0, 1, 2, 5, 40])
def test_results_stand_in_the_order_of_tasks(jobs: int, count: int) -> None:
    def work(task: int) -> tuple[int, bytes]:
        time.sleep(0.001 * (task % 3))  # so that they are done in another order
        return task, bytes([task]) * (300_000 if task % 4 == 1 else 3)

    expected = [work(task) for task in range(count)]
    assert list(shared(range(count), work, jobs)) == expected


@pytest.mark.parametrize("jobs", [2, 3])
def test_one_that_dies_loses_the_task_that_it_is_at(jobs: int) -> None:
    def work(task: int) -> int:
        if task in (0, 1, 7, 28, 29):
            os.kill(os.getpid(), signal.SIGKILL)
        if task == 11:
            os._exit(3)
        return task

    found = list(shared(range(30), work, jobs))
    lost = {task: Lost("signal 9") for task in (0, 1, 7, 28, 29)} | {11: Lost("status 3")}
    assert found == [lost.get(task, task) for task in range(30)]


@pytest.mark.parametrize("lacking", ["fork", "pipe"])
@pytest.mark.parametrize("enough", range(6))
def test_what_no_process_can_be_had_for_is_done_here(
    monkeypatch: pytest.MonkeyPatch, lacking: str, enough: int
) -> None:
    """A container may hold few processes, and open few files; one of two workers dies as well."""
    here, had, real = os.getpid(), iter(range(enough)), getattr(os, lacking)

    def limited() -> object:
        if next(had, None) is None:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        return real()

    def work(task: int) -> int:
        if task == 7 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return task

    monkeypatch.setattr(os, lacking, limited)
    open_before = len(os.listdir("/proc/self/fd"))
    found = list(shared(range(30), work, 2))
    assert found[:7] + found[8:] == [*range(7), *range(8, 30)]
    assert found[7] in (7, Lost("signal 9"))
    assert (enough == 0) <= (found[7] == 7)
    assert len(os.listdir("/proc/self/fd")) == open_before


def test_what_a_process_had_ahead_is_done_by_one_that_has_nothing_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One of two workers dies when the other has done all else, and none can be had instead."""
    had, fork = iter(range(2)), os.fork

    def limited() -> int:
        if next(had, None) is None:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        return fork()

    def work(task: int) -> int:
        if task == 0:
            while not (tmp_path / "7").exists():
                time.sleep(0.001)
            time.sleep(0.05)
            os.kill(os.getpid(), signal.SIGKILL)
        (tmp_path / str(task)).touch()
        return task

    monkeypatch.setattr(os, "fork", limited)
    assert list(shared(range(8), work, 2)) == [Lost("signal 9"), *range(1, 8)]


@pytest.mark.parametrize("lacking", ["fork", "pipe"])
def test_nobody_is_sent_where_no_process_can_be_had(
    monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    def limited() -> object:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, lacking, limited)
    assert errands.sent(int) is None
    assert asked(os.curdir, "--version") is None or lacking == "fork"


def test_a_bug_is_told_here() -> None:
    def work(task: int) -> int:
        return 1 // (task - 12)

    with pytest.raises(ZeroDivisionError):
        list(shared(range(30), work, 2))


def test_whoever_is_done_first_takes_what_is_left() -> None:
    """The last tasks are not given ahead, so that none waits behind a long one."""

    reading, writing = os.pipe()

    def work(task: int) -> int:
        if task == 1:
            select.select([reading], [], [], 30)  # until the last one is done
        if task == 3:
            os.write(writing, b".")
        return os.getpid()

    found = list(shared(range(4), work, 2))
    assert found[0] == found[2] == found[3] != found[1]
