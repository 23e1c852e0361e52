"""`remit test --watch`, as a process that is used: files are changed, broken, mended, added and
deleted, and what is run again is only what the change concerns."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec import Struct, field
from tests.workbench.bench import FILES, FINE, HEAD, TOO_DEAR

pytestmark = pytest.mark.story

REMIT = Path(sys.executable).parent / "remit"
OTHER = {
    "rules/owners.remit": (
        'policy owners governs item\n  "Owners."\n\nrule owned advisory\n  "Owned."\n'
        '  require item.owner is present\n    else "nobody answers for {item.id}"\n'
    ),
    "rules/owners.test.yaml": (
        "policy: owners.remit\ntoday: 2026-11-23\ngiven: ../items/sofa.yaml\ntests:\n"
        "  - {name: nobody, expect: [{rule: owned}]}\n"
        "  - {name: mara, set: {owner: mara}, expect: []}\n"
    ),
}
WATCHING = "Ctrl-C ends"


class Running(Struct, dict=True):
    """A process, and what it has written."""

    process: subprocess.Popen[bytes]
    source: int
    text: str = ""
    read: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def listen(self) -> None:
        while True:
            try:
                data = os.read(self.source, 1 << 16)
            except OSError:
                return
            if not data:
                return
            with self.lock:
                self.text += data.decode()

    def turn(self) -> str:
        """Waits until it has run once more; gives what it wrote of that."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with self.lock:
                found = self.text.find(WATCHING, self.read)
                if found >= 0:
                    text, self.read = self.text[self.read : found], found + len(WATCHING)
                    return text
            time.sleep(0.02)
        raise AssertionError(f"nothing more came after:\n{self.text}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    test = {"rules/prices.test.yaml": HEAD + FINE + TOO_DEAR}
    for name, text in {**FILES, **OTHER, **test}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@contextmanager
def watching(folder: Path, *words: str, terminal: bool = False) -> Iterator[Running]:
    here, there = pty.openpty() if terminal else os.pipe()
    process = subprocess.Popen(
        [REMIT, "test", "--watch", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=there,
        stderr=there,
        start_new_session=True,
        env={
            **os.environ,
            "XDG_CACHE_HOME": str(folder.parent / f"{folder.name}-cache"),
            "TERM": "xterm",
        },
    )
    os.close(there)
    running = Running(process, here)
    listener = threading.Thread(target=running.listen, daemon=True)
    listener.start()
    try:
        yield running
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        listener.join(10)
        os.close(here)


def test_only_what_a_change_concerns_is_run_again(folder: Path) -> None:
    tests, rule = folder / "rules/prices.test.yaml", folder / "rules/prices.remit"
    schema, configuration = folder / "item.schema.yaml", folder / "remit.yaml"
    fine = tests.read_text()
    with watching(folder) as running:
        assert "4 cases of 2 policies: all as expected" in running.turn()

        tests.write_text(fine.replace("price: 101", "price: 99"))
        said = running.turn()
        assert "changed: rules/prices.test.yaml\n" in said
        assert "failed: too dear" in said
        assert "run again: rules/prices.test.yaml\n" in said

        tests.write_text(fine[: fine.index("expect: [{rule") + 9])  # half of it, as it is written
        said = running.turn()
        assert "rules/prices.test.yaml" in said
        assert "Traceback" not in said
        tests.write_text(fine)
        said = running.turn()
        assert "all as expected" in said

        rule.write_text(rule.read_text().replace("cap = 100", "cap = 100000"))
        said = running.turn()
        assert "failed: too dear" in said
        assert "run again: rules/prices.test.yaml\n" in said
        rule.write_text(rule.read_text().replace("cap = 100000", "cap = 100"))
        running.turn()

        schema.write_text(
            schema.read_text().replace("price: {type: number}", "price: {type: text}")
        )
        assert "item.schema.yaml" in running.turn()
        schema.write_text(FILES["item.schema.yaml"])
        running.turn()

        (folder / "items/sofa.yaml").write_text("id: sofa\nprice: 90\nowner: lin\n")
        said = running.turn()
        assert "failed: nobody" in said
        assert "run again: rules/owners.test.yaml\n" in said
        (folder / "items/sofa.yaml").write_text("id: sofa\nprice: 90\n")
        running.turn()

        configuration.write_text(FILES["remit.yaml"] + "limits: {steps: 2000}\n")
        said = running.turn()
        assert "changed: remit.yaml\n" in said
        assert "run again: rules/owners.test.yaml and rules/prices.test.yaml\n" in said

        tests.unlink()
        said = running.turn()
        assert "changed: rules/prices.test.yaml\n" in said
        assert "untested: prices/within-cap: no case fails it" in said
        (folder / "more").mkdir()
        running.turn()
        (folder / "more/prices.test.yaml").write_text(
            fine.replace("prices.remit", "../rules/prices.remit")
        )
        said = running.turn()
        assert "4 cases of 2 policies: all as expected" in said

        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(20) == 130
    assert running.text[running.read :].strip() == ""
    assert "\x1b" not in running.text


def test_a_terminal_is_cleared_and_an_interruption_is_quiet(folder: Path) -> None:
    with watching(folder, "--coverage", "--mutate", "--suggest", terminal=True) as running:
        assert "\x1b[2J" in running.turn()
        tests = folder / "rules/prices.test.yaml"
        tests.write_text(tests.read_text().replace("price: 101", "price: 102"))
        assert "\x1b[2J\x1b[Hchanged: rules/prices.test.yaml" in running.turn()
        os.killpg(running.process.pid, signal.SIGINT)
        assert running.process.wait(20) == 130
    assert "Traceback" not in running.text
    assert "interrupted" not in running.text


def test_nobody_is_left_that_reads(folder: Path) -> None:
    words = f"{REMIT} test --watch | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f"{words}; echo ${{PIPESTATUS[*]}}"],
        cwd=folder,
        input="",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "0 0"


def test_what_programs_read_is_kept_in_a_file(folder: Path) -> None:
    command = [REMIT, "test", "--watch", "--format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "`--watch` shows text, not `json`" in done.stderr
    assert "--format json:FILE" in done.stderr
    command = [REMIT, "test", "--watch", "ruels"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "there is nothing at `ruels` to watch" in done.stderr
    report = folder / "report.json"
    with watching(folder, "--format", f"json:{report}") as running:
        running.turn()
        first = report.read_text()
        (folder / "rules/owners.test.yaml").write_text("nothing")
        running.turn()
        assert report.read_text() != first
        os.kill(running.process.pid, signal.SIGINT)
        assert running.process.wait(20) == 130
