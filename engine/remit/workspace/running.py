"""Running: the suites of a command shared among processes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from remit.text.diagnostic import Diagnostic
from remit.workbench.cases import Case
from remit.workbench.coverage.observing import Watch
from remit.workbench.runner import SuiteResult, run_suite
from remit.workbench.suite import Suite
from remit.workspace.grounds import key_of
from remit.workspace.workers import Lost, shared


class Kept(Struct):
    """Results by the digest of all that they come of, for when the same is run again; `fresh` names
    the files that were run last."""

    results: dict[str, SuiteResult] = field(default_factory=dict)
    fresh: tuple[str, ...] = ()


def run_again(
    suites: Sequence[Suite], text: str, jobs: int, kept: Kept, *, watched: bool
) -> tuple[list[SuiteResult], list[Diagnostic]]:
    """Gives the results of suites as `run_suites` does, of which only those are run of which
    something has changed."""
    keys = [key_of(suite) for suite in suites]
    changed = [suite for suite, key in zip(suites, keys, strict=True) if key not in kept.results]
    found, lost = run_suites(changed, text, jobs, watched=watched)
    fresh = {result.file: result for result in found}
    results: dict[str, SuiteResult] = {}
    for suite, key in zip(suites, keys, strict=True):
        result = fresh.get(suite.file) or kept.results.get(key)
        if result is not None:
            results[key] = result
    kept.results, kept.fresh = results, tuple(suite.file for suite in changed)
    return [results[key] for key in keys if key in results], lost


def run_suites(
    suites: Sequence[Suite], text: str, jobs: int, *, watched: bool
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
