"""Rewriting: the rule files that a command names, and writing one of them anew in one piece."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Sequence

from msgspec import Struct

from remit.governance.inputs import STDIN
from remit.text.diagnostic import Diagnostic
from remit.text.source import RULE_ENDING, Source
from remit.workspace.discovery import Reader, pointing
from remit.workspace.loading import HOW_FOUND
from remit.workspace.nearby import nearby_ending
from remit.workspace.repository import files_below, git_root


class RuleText(Struct, frozen=True):
    """A rule file as bytes: its name in messages, and its place; None for standard input."""

    name: str
    place: str | None
    content: bytes


def rule_texts(
    paths: Sequence[str], here: str, command: Source
) -> tuple[list[RuleText], list[Diagnostic]]:
    """Gives the rule files in the named files and folders, else below the working directory, and
    what can't be found or read; `-` alone is standard input."""
    if "-" in paths:
        return _standard_input(paths, command)
    places: dict[str, str] = {}
    said: list[Diagnostic] = []
    for path in paths or (".",):
        found, problem = _places(path, here, command)
        said += [pointing(problem, path)] if problem is not None else []
        for place in found:
            places.setdefault(os.path.realpath(place), place)
    texts: list[RuleText] = []
    for real, place in places.items():
        name = os.path.relpath(place, here).replace(os.sep, "/")
        content = Reader(place, git_root(here) or here)()
        if isinstance(content, bytes):
            texts.append(RuleText(name, real, content))
        else:
            said.append(Diagnostic("no-such-file", f"can't be read: {content}", Source(name, "")))
    return sorted(texts, key=lambda text: text.name), said


def rewrite(place: str, content: bytes) -> str | None:
    """Writes a file anew: all of it or nothing, and with the mode and owner that it has. Gives why
    it can't be written, None where it could."""
    try:
        before = os.stat(place)
        if not before.st_mode & _WRITABLE or not os.access(place, os.W_OK):
            return "it is read-only"
        handle, beside = tempfile.mkstemp(prefix=".remit-", dir=os.path.dirname(place))
        try:
            with open(handle, "wb") as file:
                file.write(content)
            _make_alike(beside, before)
            os.replace(beside, place)
        except BaseException:
            os.unlink(beside)
            raise
    except OSError as error:
        return (error.strerror or "unknown error").lower()
    return None


_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def _make_alike(place: str, before: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # only root gives files to others
            os.chown(place, before.st_uid, before.st_gid)
    os.chmod(place, stat.S_IMODE(before.st_mode))


def _places(path: str, here: str, command: Source) -> tuple[list[str], Diagnostic | None]:
    place = os.path.normpath(os.path.join(here, path))
    if path and os.path.isdir(place):
        below = [name for name in files_below(place) if name.endswith(RULE_ENDING)]
        if below:
            return [os.path.join(place, name) for name in below], None
        message = f"there is no rule file in the folder `{path}`"
        return [], Diagnostic("nothing-selected", message, command, help=HOW_FOUND)
    if os.path.isfile(place):
        return [place], None
    lacking = f"there is no file `{path}`"
    return [], Diagnostic(
        "no-such-file", lacking, command, help=nearby_ending(path, here, RULE_ENDING)
    )


def _standard_input(
    paths: Sequence[str], command: Source
) -> tuple[list[RuleText], list[Diagnostic]]:
    if len(paths) > 1:
        message = "`-` is standard input, and stands alone"
        way = "name files, or hand over one on standard input"
        return [], [pointing(Diagnostic("usage", message, command, help=way), "-")]
    if sys.stdin is None:
        message = "standard input is closed"
        way = "hand over a rule file, or a path"
        return [], [pointing(Diagnostic("usage", message, command, help=way), "-")]
    return [RuleText(STDIN, None, sys.stdin.buffer.read())], []
