"""Closed, full and broken streams, interrupts, and folders that are gone."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from tests.cli.conftest import Run

from remit.cli import output

REMIT = f"'{sys.executable}' -m remit"
CHECK = f"{REMIT} check --as-of 2026-11-23 --param prices.cap=10"
LOST = "standard output can't be written: "


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Gives what a line of shell came to."""
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        (f"{CHECK} >&-", 2, LOST + "it is closed"),
        (f"{CHECK} >/dev/full", 2, LOST + "no space left on device"),
        (f"{REMIT} check --help >/dev/full", 2, LOST + "no space left on device"),
        (f"{REMIT} --version >/dev/full", 2, LOST + "no space left on device"),
        (f"{REMIT} check nowhere.yaml 2>/dev/full", 2, ""),
        (f"{REMIT} check nowhere.yaml 2>&-", 2, ""),
        (f"{CHECK} >&- 2>&-", 2, ""),
        (f"{REMIT} check --kind item - <&-", 2, "standard input is closed"),
        (f"{CHECK} --format json | true; exit ${{PIPESTATUS[0]}}", 1, ""),
        (f"{REMIT} --help | true; exit ${{PIPESTATUS[0]}}", 0, ""),
        (
            f"mkdir gone && cd gone && rmdir ../gone && {REMIT} check",
            2,
            "the working directory is no longer there",
        ),
    ],
)
def test_what_can_be_neither_written_nor_read(
    folder: Path, line: str, status: int, said: str
) -> None:
    ran = shell(line, folder)
    assert (ran.returncode, ran.stdout) == (status, "")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_pipe_that_does_not_wait_gets_all(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    got: list[bytes] = []
    reader = Thread(target=lambda: got.extend(iter(lambda: os.read(reading, 1000), b"")))
    with open(writing, "w", encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        reader.start()
        output.show("é" * 200_000)
        output.show("ende")
    reader.join()
    os.close(reading)
    assert b"".join(got).decode("utf-8") == "é" * 200_000 + "ende"


def test_an_interrupt_ends_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Interrupted()))
    ran = run("check", "--kind", "item", "-")
    assert (ran.status, ran.out, ran.err) == (130, "", "interrupted\n")


def test_an_empty_path_is_no_folder(run: Run) -> None:
    ran = run("check", "")
    assert ran.status == 2
    assert "there is no file ``" in ran.err
