"""Running: the suites of a command shared among processes."""

from __future__ import annotations

from collections.abc import Sequence

from remit.text.diagnostic import Diagnostic
from remit.workbench.cases import Case
from remit.workbench.coverage.observing import Watch
from remit.workbench.runner import SuiteResult, run_suite
from remit.workbench.suite import Suite
from remit.workspace.workers import Lost, shared


def run_suites(
    suites: Sequence[Suite], text: str, jobs: int, *, watched: bool = False
) -> tuple[list[SuiteResult], list[Diagnostic]]:
    """Gives the results of the cases whose name has a text in it, file by file, and which files
    were lost with the process that ran them; where they are `watched`, with what they show."""

    def wanted(case: Case) -> bool:
        return text in case.name

    found: list[SuiteResult] = []
    lost: list[Diagnostic] = []

    def work(suite: Suite) -> SuiteResult:
        return run_suite(suite, wanted, Watch() if watched else None)

    results = shared(suites, work, jobs)
    for suite, result in zip(suites, results, strict=True):
        if isinstance(result, Lost):
            lost.append(lost_work(suite, result))
        else:
            found.append(result)
    return found, lost


def lost_work(suite: Suite, lost: Lost) -> Diagnostic:
    """Gives what is said of a file whose process died."""
    message = f"the process that ran this file has died ({lost.how})"
    way = "if it ran out of memory, `--jobs 1` takes less"
    return Diagnostic("lost-work", message, suite.document.source, help=way)
