"""`remit impact`: what a new version of the policies would change over a portfolio."""

from __future__ import annotations

import os
from types import SimpleNamespace

from msgspec.structs import replace

from remit.cli.formats import asked_formats, give
from remit.cli.options import Options, day, today
from remit.cli.terminal import complain
from remit.governance.law import enact
from remit.governance.report import Report
from remit.pipeline import apply
from remit.reporters.json_text import json_text
from remit.semantics.checked import CheckedPolicy
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source
from remit.workbench.impact import Impact, impact
from remit.workbench.impact_json import Compared, data
from remit.workbench.impact_text import render
from remit.workspace.gathering import Order, gather

FORMATS = ("text", "json")

ABOUT = """
Nothing is enforced and nothing blocks: the exit status is 0, or 2 where the comparison could not be
made."""


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.epilog = ABOUT
    add = parser.add_argument
    add("paths", metavar="PATH", nargs="*", help="manifests and folders (default: all)")
    add("--policy", metavar="NEW", action="append", required=True, help="the new rules; repeatable")
    add(
        "--against", metavar="OLD", action="append", default=[], help="default: the configured ones"
    )
    add("--config", metavar="FILE", help="the configuration (default: remit.yaml)")
    add("--format", metavar="FORMAT[:FILE]", action="append", default=[], help=", ".join(FORMATS))
    add("--as-of", metavar="DATE", type=day, help="the day of the evaluation (default: today, UTC)")


def run(options: SimpleNamespace, command: Source) -> int:
    """Judges the portfolio by both versions, and tells what changes."""
    formats = asked_formats(options.format or ["text"], FORMATS, command)
    order = Order(
        here=os.getcwd(),
        today=options.as_of or today(),
        paths=tuple(options.paths),
        config=options.config,
        command=command,
    )
    old, _, wrong_old = _judged(replace(order, policies=tuple(options.against)))
    new, policies, wrong_new = _judged(replace(order, policies=tuple(options.policy)))
    if old is None or new is None:
        complain([*wrong_old, *wrong_new])
        return 2
    found = impact(new, old, policies)
    compared = Compared(order.today, tuple(options.policy), tuple(options.against))
    for format, file in formats:
        give(_rendered(found, compared, format), file, command)
    return 0


def _rendered(found: Impact, compared: Compared, format: str) -> str:
    if format == "json":
        return json_text(data(found, compared))
    against = ", ".join(compared.old) or "the configured policies"
    return render(found, ", ".join(compared.new), against)


def _judged(order: Order) -> tuple[Report | None, dict[str, CheckedPolicy], list[Diagnostic]]:
    """Gives the report by one version of the policies, and that version."""
    inputs, said = gather(order)
    law, wrong = enact(inputs) if inputs is not None else (None, said)
    if inputs is None or law is None:
        return None, {}, wrong
    report = apply(law, inputs)
    if report.refused:
        return None, {}, list(report.diagnostics)
    return report, law.enacted(), []
