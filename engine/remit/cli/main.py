"""The command line: finds the command, runs it, and turns what happens into an exit status."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

import remit
from remit.cli.options import Options, UsageError, demand_a_folder
from remit.cli.output import NO_MEMORY, LostOutputError, show, tell
from remit.cli.terminal import complain
from remit.governance.inputs import COMMAND_LINE
from remit.text.diagnostic import Diagnostic, nearest
from remit.text.source import Source, Span

BLOCKED, REFUSED, BUG, INTERRUPTED = 1, 2, 3, 130

_ROOM = 32 << 20
"""So many bytes there are where memory isn't to blame: more than the largest library takes."""

COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("remit.cli.check", "check manifests against the policies"),
    "test": ("remit.cli.test", "run the tests of rules"),
    "fmt": ("remit.cli.fmt", "put rule files into the one layout"),
    "lint": ("remit.cli.lint", "mistakes of rule files, and advice"),
    "docs": ("remit.cli.docs", "a handbook of the policies"),
    "explain": ("remit.cli.explain", "a rule, a finding or a code in plain English"),
    "impact": ("remit.cli.impact", "what a new version of the policies would change"),
    "init": ("remit.cli.init", "set up a project or a policy repository"),
    "new": ("remit.cli.new", "begin a rule with its tests"),
    "waive": ("remit.cli.waive", "the record of a waiver to fill in"),
    "lsp": ("remit.cli.lsp", "the language server for editors"),
    "schema": ("remit.cli.schema", "the JSON Schemas of Remit's own files"),
}
"""Every command: the module that has its `options` and `run`, and what it does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and gives its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    looked_for = gc.isenabled()
    gc.disable()  # a command makes much that stays and little garbage; looking for it takes long
    try:
        return _run(words)
    except UsageError as error:
        complain([error.diagnostic])
        return REFUSED
    except LostOutputError as error:
        return lost(error)
    except KeyboardInterrupt:
        tell("interrupted\n")
        return INTERRUPTED
    except MemoryError:
        tell(NO_MEMORY)
        return REFUSED
    except Exception as error:  # the one place where a bug becomes an exit status
        if _lacks_memory(error):
            tell(NO_MEMORY)
            return REFUSED
        return _bug(error)
    finally:
        if looked_for:
            gc.enable()


def lost(error: LostOutputError) -> int:
    """Says that standard output can't be written, and gives the exit status."""
    message = f"standard output can't be written: {error}"
    complain([Diagnostic("usage", message, Source(COMMAND_LINE, ""))])
    return REFUSED


def _run(words: list[str]) -> int:
    command = Source(COMMAND_LINE, lambda: _typed(["remit", *words]))
    if not words or words[0] in ("-h", "--help", "help"):
        show(_overview() + "\n")
        return 0 if words else REFUSED
    if words[0] in ("-V", "--version"):
        show(f"remit {remit.__version__}\n")
        return 0
    if words[0] not in COMMANDS:
        message = f"there is no command `{words[0]}`"
        span = Span(len("remit "), len(_typed(["remit", words[0]])))
        close = nearest(words[0], COMMANDS)
        way = f"did you mean `{close}`?" if close else f"commands: {', '.join(COMMANDS)}"
        raise UsageError(Diagnostic("usage", message, command, span, way))
    demand_a_folder(command)
    name = words[0]
    module = __import__(COMMANDS[name][0], fromlist=["run"])
    options = Options(f"remit {name}", COMMANDS[name][1], command)
    module.options(options)
    status: int = module.run(options.parse(words[1:]), command)
    return status


def _typed(words: Sequence[str]) -> str:
    from shlex import join  # needed only where something is wrong with it

    return join(words)


def _overview() -> str:
    lines = [
        "remit: policy as code for governing technology work",
        "",
        "usage: remit COMMAND [OPTION...] [PATH...]",
        "",
    ]
    longest = max(map(len, COMMANDS))
    lines += [f"  {name:<{longest}}  {about}" for name, (_, about) in COMMANDS.items()]
    return "\n".join([*lines, "", "`remit COMMAND --help` says more of each."])


def _lacks_memory(error: Exception) -> bool:
    """Says whether an error comes of too little memory: libraries that can't be loaded for it, or
    fail in it, raise other errors than Python does."""
    if not isinstance(error, ImportError | SystemError):
        return False
    try:
        bytearray(_ROOM)
    except MemoryError:
        return True
    return False


def _bug(error: Exception) -> int:
    if os.environ.get("REMIT_DEBUG"):
        raise error
    tell(
        f"remit: this is a bug in remit {remit.__version__}, not in your files "
        f"({type(error).__name__})\n"
        "Please report it to whoever maintains your remit, with the command and its files; "
        "REMIT_DEBUG=1 in the environment shows where it happened.\n",
    )
    return BUG
