"""Transcripts: the `console` blocks of a document, run as a reader would run them.

A block holds commands behind `$ ` (continued behind `> `) and what they print. Commands of one
document run one after the other in one folder. `...` stands for any text, and on a line of its own
for any lines. `make golden` writes anew what they print, where it isn't what was said.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from msgspec import Struct

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
_COMMAND = re.compile(r"\$ (.*\n(?:>.*\n)*)((?:(?!\$ ).*\n)*)")


class Command(Struct, frozen=True, dict=True):
    """A command of a transcript and what it is said to print."""

    line: str
    output: str


def commands(document: str) -> list[Command]:
    """Gives the commands of all transcripts in a document."""
    return [
        Command(re.sub(r"^> ?", "", match[1], flags=re.M), match[2])
        for block in _BLOCK.findall(document)
        for match in _COMMAND.finditer(block)
    ]


def run(
    line: str, folder: Path, environment: dict[str, str] | None = None, remit: Path | None = None
) -> str:
    """Gives what a command prints on both streams, without blanks at the ends of lines; `remit` is
    this one, or another one that is named."""
    scripts = str((remit or Path(sys.executable)).parent)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    surroundings = {
        **kept,
        "PATH": f"{scripts}{os.pathsep}{kept.get('PATH', '')}",
        "NO_COLOR": "1",
        **(environment or {}),
    }
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
    )
    text = done.stdout.decode()
    return "".join(f"{each.rstrip()}\n" for each in text.splitlines())


def is_so(command: Command, output: str) -> bool:
    """Says whether a command printed what it is said to print."""
    dots = re.escape("...")
    lines = re.escape(command.output.strip()).replace("\\\n" + dots, "(\n.*)?")
    return re.fullmatch(lines.replace(dots, ".*"), output.strip(), re.DOTALL) is not None


def rewritten(document: str, outputs: list[str]) -> str:
    """Gives the document with what its commands print replaced, in order."""
    left = iter(outputs)

    def block(match: re.Match[str]) -> str:
        parts = (f"$ {command[1]}{next(left)}" for command in _COMMAND.finditer(match[1]))
        return "```console\n" + "".join(parts) + "```"

    return _BLOCK.sub(block, document)
