"""`remit check`: evaluates manifests against the policies."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, get_args

from msgspec.structs import replace

from remit.cli.formats import asked_formats, give, save
from remit.cli.options import Options, UsageError, add_scope, count, day, today
from remit.cli.terminal import Progress, complain, wants_color
from remit.governance.inputs import Block, Override
from remit.governance.report import Report
from remit.manifest.document import Node
from remit.pipeline import check
from remit.reporters.view import View
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source, Span
from remit.workspace.gathering import Order, gather

if TYPE_CHECKING:
    from remit.workspace.base import Against

FORMATS: dict[str, str] = {
    "text": "remit.reporters.text",
    "json": "remit.reporters.json_report",
    "sarif": "remit.reporters.sarif",
    "junit": "remit.reporters.junit",
    "github": "remit.reporters.github",
    "gitlab": "remit.reporters.gitlab",
    "markdown": "remit.reporters.markdown",
    "html": "remit.reporters.html.page",
    "tap": "remit.reporters.tap",
}
"""Every format and the module that renders it."""

JOB_SUMMARY = "GITHUB_STEP_SUMMARY"
"""Names the file to which a job of GitHub Actions appends its summary."""

ROOTED = frozenset({"sarif", "github", "gitlab"})
"""Formats whose readers look for files from the root of the repository."""

ABOUT = """
exit status: 0 nothing blocks; 1 a finding blocks; 2 the check could not be done (an option, the
configuration, a rule, a schema, a file that is not there, nothing selected); 3 a bug in remit;
130 interrupted"""


made: list[Report] = []
"""The last report: taking it apart takes a while, and its process is about to end."""


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.epilog = ABOUT
    add = parser.add_argument
    add("paths", metavar="PATH", nargs="*", help="files and folders (default: all); - for input")
    add_scope(parser)
    add("--kind", metavar="NAME", help="what the named files are, whatever they are called")
    add("--require", metavar="KIND", action="append", default=[], help="fail if there is none")
    add("--rule", metavar="GLOB", action="append", default=[], help="rules, such as `funding/*`")
    add("--base", metavar="REF", help="the revision that the change began from; auto in a CI job")
    add("--staged", action="store_true", help="check the index against HEAD")
    add("--block", choices=get_args(Block), help="default: changed with a base, else all")
    add("--as-of", metavar="DATE", type=day, help="the day of the evaluation (default: today, UTC)")
    add("--param", metavar="POLICY.NAME=VALUE", action="append", default=[], help="set a param")
    add("--format", metavar="FORMAT[:FILE]", action="append", default=[], help=", ".join(FORMATS))
    add("--explain", action="store_true", help="tell what every rule said of every manifest")
    add("--interpret", action="store_true", help="in doubt: leave compiled rules and caches alone")
    add("--show", choices=["all", "passed", "waived"], help="show these, too")
    add("--jobs", metavar="N", type=count, help="processes at once (default: one for each core)")
    add("--engine", metavar="URL", help="the dask cluster that does the work: dask://HOST:PORT")
    add("--no-cache", action="store_true", help="neither recall nor keep anything")
    add("--color", choices=["auto", "always", "never"], default="auto", help="default: auto")
    add("--quiet", action="store_true", help="one line for each finding that blocks, no more")


def run(options: SimpleNamespace, command: Source) -> int:
    """Checks, writes the report in the formats that were asked for, and gives the exit status."""
    formats = asked_formats(options.format or ["text"], FORMATS, command)
    progress = Progress(wanted=not options.quiet)
    order = _order(options, progress, command)
    report = _report(order, options.engine)
    made[:] = [report]
    progress.clear()
    complain(report.diagnostics, options.color)
    wanted = {format for format, _ in formats}
    if wanted & {"sarif", "html"}:
        from remit.workspace.checkout import checkout  # git, which other formats don't need

        report = replace(report, checkout=checkout(order.here))
    for format, file in formats:
        if format != "text" or file or not report.refused:
            _write(_as_read(report, format, order.here), format, file, options, command)
    summary = os.environ.get(JOB_SUMMARY)
    if "github" in wanted and summary:
        save(_renderer("markdown")(report, View()), summary, command, mode="a")
    return 2 if report.refused else int(report.blocks)


def _report(order: Order, engine: str | None) -> Report:
    """Gives the report on what is asked for; the work is done here, or by an engine."""
    inputs, said = gather(order)
    if inputs is None:
        return Report(order.today, diagnostics=tuple(said))
    if engine is None:
        return check(inputs)
    from remit.workspace.fleet import connected  # what spreads work over machines, seldom asked for

    fleet, said = connected(engine, order.command)
    if fleet is None:
        return Report(order.today, diagnostics=tuple(said))
    try:
        return check(replace(inputs, afar=fleet.answers))
    finally:
        fleet.close()


def _order(options: SimpleNamespace, progress: Progress, command: Source) -> Order:
    return Order(
        here=os.getcwd(),
        today=options.as_of or today(),
        paths=tuple(options.paths),
        config=options.config,
        kind=options.kind,
        policies=tuple(options.policy),
        rules=tuple(options.rule),
        required=tuple(options.require),
        overrides=tuple(_override(text, command) for text in options.param),
        against=_against(options, command),
        block=options.block,
        explained=options.explain,
        by="interpreted" if options.interpret else "either",
        progress=progress,
        jobs=options.jobs,
        cached=not (options.no_cache or options.interpret),
        command=command,
    )


def _against(options: SimpleNamespace, command: Source) -> Against | None:
    """Gives what to compare with, None for a check of what is there alone."""
    if options.base is not None and options.staged:
        message, word = "`--staged` compares with HEAD, so there is no `--base` to name", "--base"
    elif options.block in ("changed", "introduced") and not _compares(options):
        message, word = f"`--block {options.block}` needs a base to compare with", "--block"
    elif options.staged and "-" in options.paths:
        message, word = "standard input can't be staged", "--staged"
    elif _compares(options):
        from remit.workspace.base import Against  # git, which other checks need less of

        every = options.block == "all"
        return Against(options.base, options.staged, every, dict(os.environ))
    else:
        return None
    way = "add `--base REF` or `--staged`" if word == "--block" else "leave one of them out"
    raise UsageError(Diagnostic("usage", message, command, command.find(word), way))


def _compares(options: SimpleNamespace) -> bool:
    """Says whether a base was asked for; an empty one is a mistake, and not none."""
    return options.base is not None or options.staged


def _override(text: str, command: Source) -> Override:
    name, equals, value = text.partition("=")
    policy, dot, param = name.strip().partition(".")
    if not (equals and dot and policy and param):
        message = f"`--param {text}` sets nothing"
        way = "write it as `--param policy.name=VALUE`, such as `--param funding.opening_share=25%`"
        raise UsageError(Diagnostic("usage", message, command, command.find(text), way))
    span = command.find(text) or Span(0, 0)
    return Override(policy, param, Node(value.strip(), span, value.strip(), True), command, span)


def _as_read(report: Report, format: str, here: str) -> Report:
    """Gives the report as those need it who read a format."""
    if format in ROOTED:
        from remit.reporters.rooted import rooted  # as git, what other formats don't need
        from remit.workspace.checkout import within

        report = rooted(report, within(here))
    if format == "sarif" and os.environ.get("GITHUB_ACTIONS") == "true":
        # Code scanning takes every result for a problem that is there, whatever its state.
        there = (judged for judged in report.findings if judged.change != "resolved")
        report = replace(report, findings=tuple(there))
    return report


# -- formats ------------------------------------------------------------------------------------


def _write(
    report: Report, format: str, file: str | None, options: SimpleNamespace, command: Source
) -> None:
    color = options.color == "always" if file else wants_color(options.color, sys.stdout)
    terminal = file is None and sys.stdout is not None and sys.stdout.isatty()
    view = View(color, options.show, options.explain, options.quiet, terminal)
    refused = format == "text" and report.refused
    text = _mistakes(report) if refused else _renderer(format)(report, view)
    give(text, file, command)


def _mistakes(report: Report) -> str:
    from remit.reporters.mistakes import mistakes  # needed only where there are any

    return mistakes(report.diagnostics)


def _renderer(format: str) -> Callable[[Report, View], str]:
    render: Callable[[Report, View], str] = __import__(FORMATS[format], fromlist=["render"]).render
    return render
