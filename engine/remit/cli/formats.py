"""Formats: what `--format FORMAT[:FILE]` asks for, and files that output is saved to."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import Literal

from remit.cli.options import UsageError
from remit.cli.output import show
from remit.text.diagnostic import Diagnostic, nearest
from remit.text.source import Source
from remit.workspace import disk
from remit.workspace.repository import leads_out


def asked_formats(
    wanted: Sequence[str], known: Collection[str], command: Source
) -> list[tuple[str, str | None]]:
    """Gives each format and the file that it goes to, None for standard output."""
    found: list[tuple[str, str | None]] = []
    for text in wanted:
        format, colon, file = text.partition(":")
        if format not in known:
            message = f"there is no format `{format}`"
            close = nearest(format, known)
            listed = f"formats: {', '.join(f'`{name}`' for name in known)}"
            way = f"did you mean `{close}`?" if close else listed
            raise UsageError(Diagnostic("usage", message, command, command.find(text), way))
        if colon and not file:
            message = f"`{text}` names no file"
            way = f"write it as `{format}:FILE`, or as `{format}` for standard output"
            raise UsageError(Diagnostic("usage", message, command, command.find(text), way))
        if _place(file) in [_place(other or "") for _, other in found]:
            message = f"two formats go to {f'`{file}`' if file else 'standard output'}"
            way = "give each but one a file of its own: `--format json:report.json`"
            raise UsageError(Diagnostic("usage", message, command, command.find(text), way))
        found.append((format, file or None))
    return found


def _place(file: str) -> str:
    """Gives where a file is, however it is written; nothing for standard output."""
    return os.path.realpath(file) if file else ""


def give(text: str, file: str | None, command: Source) -> None:
    """Writes a text to a file, or to standard output where none is named."""
    if file is None:
        show(text)
    else:
        save(text, file, command)


def save(text: str, file: str, command: Source, *, mode: Literal["w", "a"] = "w") -> None:
    """Writes a text to a file, or refuses in one message; what the text was made of stays, and what
    a link in a repository leads to outside of it."""
    if mode == "w" and leads_out(file):
        message = f"`{file}` is reached by a link that leads out of the repository"
        way = "take the link away, or name another file"
        raise UsageError(Diagnostic("usage", message, command, command.find(file), way))
    if mode == "w" and disk.is_needed(file):
        message = f"`{file}` is what this was made of, and would be written over"
        way = "name another file"
        raise UsageError(Diagnostic("usage", message, command, command.find(file), way))
    try:
        with open(file, mode, encoding="utf-8", errors="backslashreplace", newline="\n") as out:
            out.write(text)
    except OSError as error:
        message = f"`{file}` can't be written: {(error.strerror or 'unknown error').lower()}"
        way = "name a file in a folder that is there and may be written to"
        raise UsageError(Diagnostic("usage", message, command, command.find(file), way)) from error
