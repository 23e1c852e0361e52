"""The entry: gives the answer of an earlier check, or has the command run and its answer kept.

Nothing is imported here that an earlier check's answer doesn't need.
"""

from __future__ import annotations

import os
import sys

from remit.cli import output
from remit.workspace.recall import is_plain, recalled


def run() -> int:
    """Runs the command that was typed, and gives its exit status, or ends with it."""
    status = main()
    if is_plain(sys.argv[1:]) and output.flushed():
        os._exit(status)  # nothing is left to do, and taking everything apart takes a while
    return status


def main() -> int:
    """Runs the command that was typed, and gives its exit status."""
    try:
        return _answered(sys.argv[1:])
    except KeyboardInterrupt:  # while modules are imported, or an answer is given or kept
        return 130
    except MemoryError:
        output.tell(output.NO_MEMORY)
        return 2


def _answered(words: list[str]) -> int:
    found = recalled(words)
    if found is not None:
        status, told = found
        try:
            for stream, text in told:
                (output.show if stream == 1 else output.tell)(text)
        except output.LostOutputError as error:
            from remit.cli.main import lost

            return lost(error)
        return status
    import gc

    gc.disable()  # a start makes much that stays and little garbage; looking for it takes long
    from remit.workspace import volume

    bound = volume.is_for(words)
    if bound:
        volume.open_up()
    from remit.cli.sparing import spare

    spare(words)
    from remit.cli import main as line

    status = line.main(words)
    gc.freeze()  # the process is about to end, and what it made need not be looked through
    if is_plain(words) and status in (0, line.BLOCKED):
        from remit.workspace.keeping import keep

        keep(words, status, output.said)
    if bound and volume.is_lacking():
        from remit.workspace.binding import bind

        bind()
    return status
