"""`remit test`: runs the tests of rules."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from remit.cli.formats import asked_formats, save
from remit.cli.options import Options, count, today
from remit.cli.terminal import complain, show, wants_color
from remit.reporters.json_text import json_text
from remit.reporters.paint import Paint, paint
from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert
from remit.text.source import Source
from remit.workbench import results, results_json, results_junit
from remit.workbench.runner import SuiteResult, untested
from remit.workspace.gathering import Order
from remit.workspace.running import run_suites
from remit.workspace.testing import Tests, gather_tests
from remit.workspace.workers import cores

FORMATS = ("text", "junit", "json")

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
    add("--format", metavar="FORMAT[:FILE]", action="append", default=[], help=", ".join(FORMATS))
    add("--jobs", metavar="N", type=count, help="files run at once (default: one for each core)")
    add("--color", choices=["auto", "always", "never"], default="auto", help="default: auto")
    add("--quiet", action="store_true", help="only what fails")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of the tests; `said` is what kept some of them from being run."""

    results: tuple[SuiteResult, ...]
    lacking: tuple[tuple[str, str], ...]
    said: tuple[Diagnostic, ...]

    def status(self) -> int:
        """Gives the exit status."""
        if self.said or not any(result.cases for result in self.results):
            return 2
        if any(not case.passed for result in self.results for case in result.cases):
            return 1
        return 2 if self.lacking else 0


def run(options: argparse.Namespace, command: Source) -> int:
    """Runs the cases, tells of those that fail, and gives the exit status."""
    formats = asked_formats(options.format or ["text"], FORMATS, command)
    order = Order(os.getcwd(), today(), tuple(options.paths), options.config, command=command)
    tests, said = gather_tests(order)
    if not tests.suites and not said:
        way = "a test file stands beside its policy as `NAME.test.yaml`"
        said.append(Diagnostic("nothing-selected", "there is no test to run", command, help=way))
    found, lost = run_suites(tests.suites, options.filter, options.jobs or cores())
    if tests.suites and not lost and not any(result.cases for result in found):
        message = f"no case has `{options.filter}` in its name"
        span = command.find(options.filter)
        said.append(Diagnostic("nothing-selected", message, command, span))
    lenient = options.filter or options.allow_untested or lost
    lacking = [] if lenient else _lacking(tests, found, order)
    outcome = _Outcome(tuple(found), tuple(lacking), (*said, *lost))
    complain(outcome.said, options.color)
    for format, file in formats:
        _write(outcome, format, file, options, command)
    return outcome.status()


def _lacking(tests: Tests, found: Sequence[SuiteResult], order: Order) -> list[tuple[str, str]]:
    """Gives the rules that lack cases; a policy that several files test needs them in one only."""
    days = {policy.name: (policy, order.today) for policy in tests.untested}
    for suite in tests.suites:
        if suite.policy is not None:
            day = suite.tests.today or order.today
            days.setdefault(suite.policy.name, (suite.policy, day))
    cases = [case for result in found for case in result.cases]
    return untested([days[name] for name in sorted(days)], cases)


def _write(
    outcome: _Outcome, format: str, file: str | None, options: argparse.Namespace, command: Source
) -> None:
    color = options.color == "always" if file else wants_color(options.color, sys.stdout)
    match format:
        case "json":
            text = json_text(results_json.data(outcome.results, outcome.lacking, outcome.said))
        case "junit":
            text = results_junit.render(outcome.results, outcome.lacking, outcome.said)
        case _:
            text = _text(outcome, paint(color), options.quiet)
    if file is None:
        show(text)
    else:
        save(text, file, command)


def _text(outcome: _Outcome, brush: Paint, quiet: bool) -> str:
    lines = [line for each in outcome.results for line in results.told(each, brush, quiet=quiet)]
    if any(result.cases for result in outcome.results):
        lines.append(results.tally(outcome.results, brush))
    lines += [f"{brush('blocks', 'untested')}: {inert(f'{r}: {w}')}" for r, w in outcome.lacking]
    return "".join(f"{line}\n" for line in lines)
