"""`remit waive`: the record of a waiver for a finding, with blanks to fill in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import SimpleNamespace

from remit.cli.options import Options, add_scope, day, today
from remit.cli.output import show, tell
from remit.cli.terminal import complain
from remit.governance import waiver_request
from remit.governance.report import Judged, Report
from remit.governance.waiver_reading import ids_in
from remit.pipeline import check
from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert
from remit.text.sentences import counted
from remit.text.source import Source
from remit.workspace.base import by_ref
from remit.workspace.gathering import Order, gather

ABOUT = """
The record goes into the list of a waiver file that `remit.yaml` names under `waivers`. A finding
that is waived already isn't listed; its fingerprint gives the record of the waiver to come.

exit status: 0 the record was written; 2 there is no such finding, no waiver can lift it, or the
check could not be done; 3 a bug in remit; 130 interrupted"""

_NO_FILE = (
    "no file is configured for it: `waivers: [governance/waivers.yaml]` in `remit.yaml` names one\n"
)
_NOTHING = "nothing was found that a waiver could lift\n"


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.epilog = ABOUT
    add = parser.add_argument
    add("mark", metavar="FINGERPRINT", nargs="?", help="or its beginning (default: list them)")
    add_scope(parser)
    add("--base", metavar="REF", help="the revision that the change began from; auto in a CI job")
    add("--as-of", metavar="DATE", type=day, help="the day of the approval (default: today, UTC)")


def run(options: SimpleNamespace, command: Source) -> int:
    """Checks, and prints the record for the finding that is named, or a list of findings."""
    order = Order(
        os.getcwd(),
        options.as_of or today(),
        config=options.config,
        policies=tuple(options.policy),
        against=by_ref(options.base),
        command=command,
    )
    inputs, said = gather(order)
    report = check(inputs) if inputs is not None else Report(order.today, diagnostics=tuple(said))
    if inputs is None or report.refused:
        complain(report.diagnostics)
        return 2
    if options.mark is None:
        _list(waiver_request.waivable(report))
        return 0
    found = waiver_request.find(report, options.mark, command)
    if isinstance(found, Diagnostic):
        complain([found])
        return 2
    taken = ids_in(inputs.waivers)
    show(waiver_request.record(found, order.today, inputs.waivers.days, taken))
    tell("" if inputs.waivers.files else _NO_FILE)
    return 0


def _list(found: Sequence[Judged]) -> None:
    """Lists the findings that a waiver could lift, and counts those that one lifts already."""
    left = [judged for judged in found if judged.waiver is None]
    rows = (
        (judged.fingerprint, judged.finding.rule, judged.manifest or "", judged.finding.path)
        for judged in left
    )
    show("".join("  ".join(inert(cell) for cell in row if cell) + "\n" for row in rows) or _NOTHING)
    if len(left) < len(found):
        waived = counted(len(found) - len(left), "finding is", "findings are")
        tell(f"{waived} waived already: `remit check --show waived`\n")
