"""Colours and the progress line, on terminals and elsewhere."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Run, write

from remit.cli import terminal
from remit.cli.terminal import Progress, wants_color


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("choice", "stream", "environment", "expected"),
    [
        ("auto", Terminal(), {}, True),
        ("auto", io.StringIO(), {}, False),
        ("auto", Terminal(), {"NO_COLOR": "1"}, False),
        ("auto", Terminal(), {"NO_COLOR": ""}, True),
        ("auto", Terminal(), {"TERM": "dumb"}, False),
        ("always", io.StringIO(), {"NO_COLOR": "1"}, True),
        ("never", Terminal(), {}, False),
    ],
)
def test_colours(
    choice: str,
    stream: io.StringIO,
    environment: dict[str, str],
    expected: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_color(choice, stream) is expected


def test_progress_is_told_when_work_is_long_and_taken_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen, now = Terminal(), [0.0]
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now[0])
    progress = Progress(wanted=True)
    progress("reading", 1, 9)
    progress.clear()
    assert screen.getvalue() == ""
    now[0] = 1.0
    progress("reading", 2, 9)
    progress("reading", 3, 9)
    progress.clear()
    assert screen.getvalue() == "\r\x1b[Kreading 2 of 9\r\x1b[K"


def test_progress_is_told_on_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now[0])
    for screen, wanted in ((io.StringIO(), True), (Terminal(), False)):
        monkeypatch.setattr(sys, "stderr", screen)
        progress = Progress(wanted=wanted)
        now[0] += 9
        progress("reading", 2, 9)
        assert screen.getvalue() == ""


def test_a_real_terminal_is_coloured(folder: Path) -> None:
    write(folder, items__cup_yaml="id: cup\nprice: 250\n")
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm"}
    done = subprocess.run(
        [sys.executable, "-m", "remit", "check"], stdout=theirs, env=environment, timeout=60
    )
    os.close(theirs)
    shown = os.read(ours, 65536).decode("utf-8")
    os.close(ours)
    assert done.returncode == 1
    assert "\x1b[1;31mblocks\x1b[0m" in shown


def test_odd_file_names_are_printed_inert(check: Run, run: Run, folder: Path) -> None:
    names = [b"a\x1b[31m.yaml", b"b\n.yaml", b"c\xff.yaml", "d\u202e.yaml".encode()]
    for name in names:
        with open(os.fsencode(folder / "items") + b"/" + name, "wb") as file:
            file.write(b"id: [")
    text = run("check").out
    assert "\x1b" not in text
    assert "\u202e" not in text
    for shown in ("a\\x1b[31m.yaml", "b\\n.yaml", "c\\udcff.yaml", "d\\u202e.yaml"):
        assert f"items/{shown}:1:" in text
    assert len(check().report["findings"]) == 4
