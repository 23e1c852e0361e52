"""`remit lint`: mistakes of rule files, and advice."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace

from remit.cli.options import Options, today
from remit.cli.output import show
from remit.cli.terminal import complain, wants_color
from remit.reporters.mistakes import mistakes
from remit.text.sentences import counted
from remit.text.source import Source
from remit.workspace.gathering import Order
from remit.workspace.linting import fix, lint

ABOUT = """
exit status: 0 nothing to say; 1 advice; 2 a rule, a schema or the configuration has a mistake

A piece of advice is taken back by a comment on its line, `# allow CODE: REASON`, or for all rules
in the configuration: `lint: {CODE: off}`. `remit explain CODE` tells what a code means."""


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.epilog = ABOUT
    add = parser.add_argument
    add(
        "paths",
        metavar="PATH",
        nargs="*",
        help="rule files or folders (default: the configured ones)",
    )
    add("--config", metavar="FILE", help="the configuration (default: remit.yaml)")
    add("--fix", action="store_true", help="mend what can be mended without changing a demand")
    add("--color", choices=["auto", "always", "never"], default="auto", help="default: auto")
    add("--quiet", action="store_true", help="nothing but mistakes and advice")


def run(options: SimpleNamespace, command: Source) -> int:
    """Tells what is wrong, or could be better, and gives the exit status."""
    here = os.getcwd()
    order = Order(here, today(), tuple(options.paths), options.config, command=command)
    found = lint(order)
    made = 0
    if options.fix:
        made, lost = fix(found.said, here)
        if lost:
            complain(lost, options.color)
            return 2
        found = lint(order) if made else found
    if any(each.severity == "error" for each in found.said):
        complain(found.said, options.color)
        return 2
    show(mistakes(found.said, color=wants_color(options.color, sys.stdout)))
    if not options.quiet:
        fixed = f"{counted(made, 'mistake')} mended; " if made else ""
        advised = counted(len(found.said), "piece of advice", "pieces of advice")
        told = advised if found.said else "nothing to say"
        show(f"{fixed}{told} on {counted(found.files, 'rule file')}\n")
    return 1 if found.said else 0
