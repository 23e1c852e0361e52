"""`remit test`: runs the tests of rules."""

from __future__ import annotations

import argparse
import os

from remit.cli.options import Options, today
from remit.cli.terminal import complain, show
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source
from remit.workbench import results
from remit.workbench.runner import CaseResult, run_case, untested
from remit.workspace.gathering import Order
from remit.workspace.testing import Suite, gather_tests

ABOUT = """
exit status: 0 every case found what it expects; 1 a case failed; 2 the tests could not be run,
there are none, or a rule lacks a failing or a satisfying case"""


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.epilog = ABOUT
    add = parser.add_argument
    add("paths", metavar="PATH", nargs="*", help="test files, rule files or folders (default: .)")
    add("--config", metavar="FILE", help="the configuration (default: remit.yaml)")
    add("--filter", metavar="TEXT", default="", help="only cases whose name has this in it")
    add("--allow-untested", action="store_true", help="let rules lack failing or satisfying cases")
    add("--quiet", action="store_true", help="only what fails")


def run(options: argparse.Namespace, command: Source) -> int:
    """Runs the cases, tells of those that fail, and gives the exit status."""
    order = Order(os.getcwd(), today(), tuple(options.paths), options.config, command=command)
    suites, said = gather_tests(order)
    if not suites and not said:
        way = "a test file stands beside its policy as `NAME.test.yaml`"
        said = [Diagnostic("nothing-selected", "there is no test to run", command, help=way)]
    complain(said)
    every: list[CaseResult] = []
    lacking: list[str] = []
    for suite in suites:
        found = [
            run_case(suite.tests, case, suite.document, position, suite.policy, suite.bench)
            for position, case in enumerate(suite.tests.tests)
            if options.filter in case.name
        ]
        every += found
        show("".join(f"{line}\n" for line in _told(suite, found, options.quiet)))
        if not (options.filter or options.allow_untested):
            day = suite.tests.today or order.today
            lacking += [f"{rule}: {what}" for rule, what in untested(suite.policy, found, day)]
    return _status(every, lacking, len(suites), bool(said), command)


def _told(suite: Suite, found: list[CaseResult], quiet: bool) -> list[str]:
    failed = [result for result in found if not result.passed]
    lines = [line for result in failed for line in [*results.failures(result), ""]]
    if not quiet and found and not failed:
        lines.append(f"{suite.file}: {len(found)} as expected")
    return lines


def _status(
    every: list[CaseResult], lacking: list[str], policies: int, refused: bool, command: Source
) -> int:
    if every:
        show(results.tally(every, policies) + "\n")
    elif not refused:
        complain([Diagnostic("nothing-selected", "no case was selected", command)])
        return 2
    if lacking:
        show("".join(f"untested: {line}\n" for line in lacking))
    if refused:
        return 2
    if any(not result.passed for result in every):
        return 1
    return 2 if lacking else 0
