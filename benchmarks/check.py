"""How long `remit check` takes, and how much memory: a table on standard output.

    .venv/bin/python benchmarks/check.py [RUNS]

Every run is a process of its own, on one core. The code is compiled before the first run that
counts, as it is wherever Remit was installed; nothing else is kept from one run to the next, but
where a check is done again: its answer is recalled.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
KEPS = ROOT.parent / "shared" / "corpus" / "kep" / "head"
LAID_OVER = ("remit.yaml", "policies", "schemas")
AS_OF = "2026-11-23"
RUNS = 5
AGAIN = ("check", "--as-of", AS_OF)
JUDGED = (0, 1)
"""Exit statuses of a check that was done: nothing blocks, or a finding does."""


@dataclass(frozen=True)
class Case:
    """A command to run, and the folder to run it in."""

    name: str
    folder: Path
    words: tuple[str, ...] = ("check", "--as-of", AS_OF, "--no-cache")


@dataclass(frozen=True)
class Run:
    """What one run took: seconds on the clock and of the processor, and mebibytes at its peak."""

    clock: float
    user: float
    system: float
    peak: float


def main() -> None:
    """Runs every case and prints its row."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    columns = ("median s", "best s", "user s", "system s", "peak MiB")
    print(f"{'case':<36}" + "".join(f"{column:>10}" for column in columns))
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(Path(folder)):
            measure(case, Path(folder))
            print(row(case, [measure(case, Path(folder)) for _ in range(runs)]), flush=True)


def cases(folder: Path) -> list[Case]:
    """Gives the cases for which everything is there."""
    found = [
        Case("remit --version", ROOT, ("--version",)),
        Case("examples/digital-app, one manifest", EXAMPLES / "digital-app"),
        Case("... the same again", EXAMPLES / "digital-app", AGAIN),
        Case("examples/portfolio, 30 manifests", EXAMPLES / "portfolio"),
    ]
    if KEPS.is_dir():
        found.append(Case("Kubernetes, 1,107 manifests", laid_over(folder / "keps")))
    else:
        print(f"(Kubernetes' enhancements are left out: there is no {KEPS})")
    return found


def laid_over(folder: Path) -> Path:
    """Gives a copy of the corpus with the example's configuration laid over it."""
    shutil.copytree(KEPS, folder, copy_function=shutil.copyfile)
    example = EXAMPLES / "kubernetes-enhancements"
    for name in LAID_OVER:
        if (example / name).is_dir():
            shutil.copytree(example / name, folder / name)
        else:
            shutil.copyfile(example / name, folder / name)
    return folder


def measure(case: Case, kept: Path) -> Run:
    """Runs a case once; `kept` is where compiled code is kept."""
    environment = {
        **os.environ,
        "PYTHONPYCACHEPREFIX": str(kept / "compiled"),
        "XDG_CACHE_HOME": str(kept / "cache"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "remit", *case.words],
        cwd=case.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in JUDGED:
        sys.exit(f"{case.name}: the check ended with status {process.returncode}")
    clock = time.perf_counter() - begun
    return Run(clock, used.ru_utime, used.ru_stime, used.ru_maxrss / 1024)


def row(case: Case, runs: list[Run]) -> str:
    """Gives the medians of the runs, and the best clock time, as a row of the table."""
    figures = (
        f"{statistics.median(run.clock for run in runs):.2f}",
        f"{min(run.clock for run in runs):.2f}",
        f"{statistics.median(run.user for run in runs):.2f}",
        f"{statistics.median(run.system for run in runs):.2f}",
        f"{statistics.median(run.peak for run in runs):.0f}",
    )
    return f"{case.name:<36}" + "".join(f"{figure:>10}" for figure in figures)


if __name__ == "__main__":
    main()
