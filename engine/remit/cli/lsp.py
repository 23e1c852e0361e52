"""`remit lsp`: the language server, which editors start by themselves."""

from __future__ import annotations

from importlib.util import find_spec
from types import SimpleNamespace

from remit.cli.options import Options, UsageError, today
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source

ABOUT = """
It speaks the Language Server Protocol over standard input and output: an editor starts it with
`remit lsp` and needs no further settings. Rule files end in `.remit`; manifests are YAML files that
the configuration finds."""


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.epilog = ABOUT
    parser.add_argument("--stdio", action="store_true", help="what it does anyway; editors add it")


def run(options: SimpleNamespace, command: Source) -> int:
    """Serves one editor until it says good-bye."""
    if find_spec("pygls") is None:
        message = "the language server needs the extra `lsp`, which is not installed"
        way = "install it: `pip install 'remit[lsp]'`"
        raise UsageError(Diagnostic("usage", message, command, help=way))
    from remit.workspace.server.serving import serve  # pygls, which is slow to import

    serve(today)
    return 0
