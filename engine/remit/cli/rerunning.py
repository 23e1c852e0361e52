"""`remit test --watch`: runs again whenever something changes, until it is interrupted."""

from __future__ import annotations

import gc
import os
import select
import sys
from collections.abc import Callable, Iterable, Sequence

from remit.cli.options import UsageError, demand_a_folder
from remit.cli.output import said, show, tell
from remit.cli.terminal import complain, wants_color
from remit.reporters.paint import paint
from remit.text.inert import inert
from remit.text.sentences import counted, listed
from remit.text.source import Source
from remit.workspace import watching
from remit.workspace.running import Kept

INTERRUPTED = 130
_CLEAR = "\x1b[2J\x1b[H"
_SHOWN = 3


def watch(
    run: Callable[[], int],
    kept: Kept,
    folders: Sequence[str],
    files: Iterable[str],
    color: str,
    command: Source,
) -> int:
    """Runs, waits for a change in folders and in what was read, and runs again; `files` are those
    that runs write. Gives the exit status, when it is interrupted or nobody reads any more."""
    gc.enable()  # this one goes on, so that garbage has to go
    brush = paint(wants_color(color, sys.stdout))
    changed: list[str] = []
    apart = frozenset(map(os.path.abspath, files))
    heard = _listening()
    try:
        while True:
            demand_a_folder(command)
            watched, kept.fresh = watching.begin(folders, apart), ()
            _begin(changed)
            try:
                run()
            except UsageError as error:
                complain([error.diagnostic], color)
            watched = watching.noted(watched)
            if changed:
                show(f"run again: {_named(kept.fresh) or 'nothing, as no test sees the change'}\n")
            number = counted(watched.files, "file")
            show(brush("gutter", f"watching {number}; Ctrl-C ends") + "\n")
            said.clear()
            changed = watching.changes(watched, heard)
            if not changed:
                return 0
    except KeyboardInterrupt:
        tell("\n" if sys.stderr is not None and sys.stderr.isatty() else "")
        return INTERRUPTED


def _begin(changed: Sequence[str]) -> None:
    """Clears the screen of a terminal, and says what has changed."""
    if sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        show(_CLEAR)
    if changed:
        show(f"changed: {_named([os.path.relpath(path) for path in changed])}\n")


def _listening() -> Callable[[], bool]:
    """Gives what says whether standard output still has a reader, as far as the system tells; when
    a text could not be written, the stream leads elsewhere than in the beginning."""
    if sys.stdout is None or not hasattr(select, "poll"):
        return lambda: True
    stream = sys.stdout.fileno()
    first = os.fstat(stream)
    asked = select.poll()
    asked.register(stream, 0)
    return lambda: os.path.samestat(os.fstat(stream), first) and not asked.poll(0)


def _named(files: Sequence[str]) -> str:
    names = [inert(file) for file in files[:_SHOWN]]
    if len(files) > _SHOWN:
        names.append(f"{len(files) - _SHOWN} more")
    return listed(names)
