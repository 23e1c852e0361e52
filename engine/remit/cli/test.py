"""`remit test`: runs the tests of rules."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from fractions import Fraction
from types import SimpleNamespace

from msgspec import Struct
from msgspec.structs import replace

from remit.cli.formats import asked_formats, give
from remit.cli.options import Options, UsageError, count, share, today
from remit.cli.rerunning import watch
from remit.cli.terminal import complain, wants_color
from remit.reporters.json_text import Json, json_text
from remit.reporters.paint import Paint, paint
from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert
from remit.text.numbers import written
from remit.text.source import Source
from remit.workbench import results, results_json, results_junit
from remit.workbench.coverage import data as coverage_data
from remit.workbench.coverage import text as coverage_text
from remit.workbench.coverage.demands import demanded
from remit.workbench.coverage.page import page
from remit.workbench.coverage.summing import Coverage, covered
from remit.workbench.mutation import data as mutation_data
from remit.workbench.mutation import text as mutation_text
from remit.workbench.mutation.listing import Mutation
from remit.workbench.runner import SuiteResult, untested
from remit.workbench.suggesting import data as advice_data
from remit.workbench.suggesting import text as advice_text
from remit.workbench.suggesting.listing import Advice
from remit.workspace.gathering import Order
from remit.workspace.mutating import mutate
from remit.workspace.running import Kept, run_again, run_suites
from remit.workspace.suggesting import seek
from remit.workspace.testing import Tests, gather_tests
from remit.workspace.workers import cores

FORMATS = ("text", "junit", "json", "html")

ABOUT = """
exit status: 0 every case found what it expects; 1 a case failed, coverage is under what was asked
for, or a mutant survives that is not listed, or is listed and does not; 2 the tests could not be
run, there are none, or a rule lacks a failing or a satisfying case"""


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.epilog = ABOUT
    add = parser.add_argument
    add("paths", metavar="PATH", nargs="*", help="test files, rule files or folders (default: .)")
    add("--config", metavar="FILE", help="the configuration (default: remit.yaml)")
    add("--filter", metavar="TEXT", default="", help="only cases whose name has this in it")
    add("--allow-untested", action="store_true", help="let rules lack failing or satisfying cases")
    add("--coverage", action="store_true", help="tell what of the rules the cases don't show")
    add("--fail-under", metavar="PERCENT", type=share, help="fail where coverage is lower")
    add("--mutate", action="store_true", help="tell which changes of the rules no case notices")
    add("--suggest", action="store_true", help="tell cases that would show what is missing")
    add(
        "--rule",
        metavar="GLOB",
        action="append",
        default=[],
        help="mutate these, or suggest cases for them, such as `funding/*`",
    )
    add("--no-cache", action="store_true", help="try mutants anew that were tried before")
    add("--format", metavar="FORMAT[:FILE]", action="append", default=[], help=", ".join(FORMATS))
    add("--jobs", metavar="N", type=count, help="files run at once (default: one for each core)")
    add("--watch", action="store_true", help="run again whenever a file changes, until Ctrl-C")
    add("--color", choices=["auto", "always", "never"], default="auto", help="default: auto")
    add("--quiet", action="store_true", help="only what fails")


class _Outcome(Struct, frozen=True):
    """What came of the tests; `said` is what kept some of them from being run."""

    results: tuple[SuiteResult, ...]
    lacking: tuple[tuple[str, str], ...]
    said: tuple[Diagnostic, ...]
    coverage: Coverage | None = None
    least: Fraction = Fraction(0)
    mutation: Mutation | None = None
    advice: Advice | None = None

    @property
    def failed(self) -> bool:
        """Says whether a case didn't find what it expects."""
        return any(not case.passed for result in self.results for case in result.cases)

    @property
    def too_low(self) -> bool:
        """Says whether coverage is under what was asked for."""
        coverage = self.coverage
        return coverage is not None and coverage.met * 100 < self.least * coverage.total

    def status(self) -> int:
        """Gives the exit status."""
        if self.said or not any(result.cases for result in self.results):
            return 2
        mutation = self.mutation
        alive = mutation is not None and bool(mutation.survivors or mutation.stale)
        if self.failed or self.too_low or alive:
            return 1
        return 2 if self.lacking else 0


def run(options: SimpleNamespace, command: Source) -> int:
    """Runs the cases, tells of those that fail, and gives the exit status."""
    formats = asked_formats(options.format or ["text"], FORMATS, command)
    _refuse_what_does_not_go(options, {format for format, _ in formats}, command)
    kept, here = Kept(), os.getcwd()
    if not options.watch:
        return _run(options, formats, here, kept, command)
    _refuse_to_watch(options, formats, command)
    folders = [os.path.join(here, path) for path in options.paths or ["."]]

    def again() -> int:
        return _run(options, formats, here, kept, command)

    written = [file for _, file in formats if file is not None]
    return watch(again, kept, folders, written, options.color, command)


def _run(
    options: SimpleNamespace,
    formats: Sequence[tuple[str, str | None]],
    here: str,
    kept: Kept,
    command: Source,
) -> int:
    order = Order(here, today(), tuple(options.paths), options.config, command=command)
    tests, said = gather_tests(order)
    if not tests.suites and not said:
        way = "a test file stands beside its policy as `NAME.test.yaml`"
        said.append(Diagnostic("nothing-selected", "there is no test to run", command, help=way))
    jobs = options.jobs or cores()
    alone = options.suggest and not options.coverage and not options.mutate
    watched = options.coverage or alone
    if options.watch:
        found, lost = run_again(tests.suites, options.filter, jobs, kept, watched=watched)
    else:
        found, lost = run_suites(tests.suites, options.filter, jobs, watched=watched)
    if tests.suites and not lost and not any(result.cases for result in found):
        message = f"no case has `{options.filter}` in its name"
        span = command.find(options.filter)
        said.append(Diagnostic("nothing-selected", message, command, span))
    lenient = options.filter or options.allow_untested or said or lost
    lacking = [] if lenient else _lacking(tests, found, order)
    coverage = _coverage(tests, found) if watched and not said else None
    least = options.fail_under or Fraction(0)
    outcome = _Outcome(tuple(found), tuple(lacking), (*said, *lost), coverage, least)
    if (options.mutate or alone) and not outcome.said and not outcome.failed:
        fresh = options.no_cache
        mutation, said = mutate(tests, order, options.rule, jobs, fresh=fresh)
        outcome = replace(outcome, mutation=mutation, said=tuple(said))
    if options.suggest and not outcome.said and not outcome.failed:
        survivors = outcome.mutation.survivors if outcome.mutation is not None else ()
        advice, said = seek(tests, outcome.coverage, survivors, options.rule, jobs)
        outcome = replace(outcome, advice=advice, said=tuple(said))
    if alone:
        outcome = replace(outcome, coverage=None, mutation=None)
    complain(outcome.said, options.color)
    complain(outcome.mutation.stale if outcome.mutation is not None else (), options.color)
    for format, file in formats:
        _write(outcome, format, file, options, command)
    return outcome.status()


def _refuse_what_does_not_go(options: SimpleNamespace, formats: set[str], command: Source) -> None:
    """Refuses options that have nothing to do, or would tell half of the truth."""
    wrong = [
        (options.fail_under is not None, "--fail-under", ("coverage",)),
        ("html" in formats, "html", ("coverage",)),
        (bool(options.rule), "--rule", ("mutate", "suggest")),
        (options.no_cache, "--no-cache", ("mutate", "suggest")),
    ]
    for given, word, needed in wrong:
        if given and not any(getattr(options, each) for each in needed):
            names = " or ".join(f"`--{each}`" for each in needed)
            span = command.find(word)
            raise UsageError(
                Diagnostic("usage", f"`{word}` needs {names}", command, span, f"add {names}")
            )
    for word in ("mutate", "suggest") if options.filter else ():
        if not getattr(options, word):
            continue
        what = "mutants are tried with" if word == "mutate" else "suggestions are for"
        message = f"{what} all cases, so `--filter` doesn't go with `--{word}`"
        way = "leave one of them out; `--rule` says which rules it is about"
        span = command.find("--filter")
        raise UsageError(Diagnostic("usage", message, command, span, way))


def _refuse_to_watch(
    options: SimpleNamespace, formats: Sequence[tuple[str, str | None]], command: Source
) -> None:
    """Refuses what programs read, where it would be written again and again; and to wait for what
    isn't there in the beginning, which is more likely a slip."""
    named = [] if (options.config or "pack:").startswith("pack:") else [options.config]
    for path in (*options.paths, *named):
        if not os.path.exists(path):
            message = f"there is nothing at `{path}` to watch"
            raise UsageError(Diagnostic("no-such-file", message, command, command.find(path)))
    for format, file in formats:
        if file is None and format != "text":
            message = f"`--watch` shows text, not `{format}`"
            way = f"write it to a file, which is kept up to date: `--format {format}:FILE`"
            span = command.find(format)
            raise UsageError(Diagnostic("usage", message, command, span, way))


def _coverage(tests: Tests, found: Sequence[SuiteResult]) -> Coverage:
    policies = {suite.policy.name: suite.policy for suite in tests.suites if suite.policy}
    policies |= {policy.name: policy for policy in tests.untested}
    wanted = [unit for law in tests.laws for unit in demanded(law, policies.values())]
    return covered(wanted, (mark for result in found for mark in result.marks))


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
    outcome: _Outcome, format: str, file: str | None, options: SimpleNamespace, command: Source
) -> None:
    color = options.color == "always" if file else wants_color(options.color, sys.stdout)
    match format:
        case "json":
            text = json_text(_data(outcome))
        case "html":
            text = page(outcome.coverage or Coverage(()))
        case "junit":
            text = results_junit.render(outcome.results, outcome.lacking, outcome.said)
        case _:
            text = _text(outcome, paint(color), options)
    give(text, file, command)


def _data(outcome: _Outcome) -> Json:
    found = results_json.data(outcome.results, outcome.lacking, outcome.said)
    if outcome.coverage is not None:
        found["coverage"] = coverage_data.data(outcome.coverage)
    if outcome.mutation is not None:
        found["mutants"] = mutation_data.data(outcome.mutation)
    if outcome.advice is not None:
        found["suggestions"] = advice_data.data(outcome.advice)
    return found


def _text(outcome: _Outcome, brush: Paint, options: SimpleNamespace) -> str:
    quiet = options.quiet
    lines = [line for each in outcome.results for line in results.told(each, brush, quiet=quiet)]
    if any(result.cases for result in outcome.results):
        lines.append(results.tally(outcome.results, brush))
    if outcome.coverage is not None:
        lines += coverage_text.told(outcome.coverage, brush)
    if outcome.too_low:
        lines.append(brush("blocks", f"that is less than {written(outcome.least)} %"))
    if outcome.mutation is not None:
        lines += mutation_text.told(outcome.mutation, brush)
    if outcome.advice is not None:
        lines += advice_text.told(outcome.advice, brush)
    if outcome.failed and (options.mutate or options.suggest):
        what = "cases suggested" if options.suggest else "mutants tried"
        lines.append(f"no {what}: that needs cases that are all as expected")
    lines += [f"{brush('blocks', 'untested')}: {inert(f'{r}: {w}')}" for r, w in outcome.lacking]
    return "".join(f"{line}\n" for line in lines)
