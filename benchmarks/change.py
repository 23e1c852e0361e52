"""How long a change among many manifests takes to be read and checked: a table on standard output.

    .venv/bin/python benchmarks/change.py [COUNT ...]

A throw-away repository holds so many projects of 340 lines, twenty of which are changed, and one of
these is staged. What is read at the base revision is measured by itself; whole checks are processes
of their own, with a cache of their own. Checks without any cache know their rules as little as
their results. The processor's time is that of all processes of a check together, and the memory
what the largest of them holds at most.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from remit.workspace import git
from remit.workspace.snapshots import Snapshot

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "examples" / "self-checkout" / "project.yaml"
COUNTS = (1_000, 10_000)
CHANGED = 20
RUNS = 5
AS_OF = "2026-11-23"
NOBODY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Mara",
    "GIT_AUTHOR_EMAIL": "mara@example.invalid",
    "GIT_COMMITTER_NAME": "Mara",
    "GIT_COMMITTER_EMAIL": "mara@example.invalid",
}
CONFIG = """\
kinds:
  project: {plural: portfolio, schema: "builtin:project", files: ["**/project.yaml"], identity: id}
policies: [rules]
"""
RULES = """\
policy money governs project
  "Money."

rule budget-is-kept mandatory
  "The budget isn't raised."
  require project.funding.budget <= baseline.funding.budget
    else "the budget rises"

rule is-owned mandatory
  "Somebody owns it."
  require project.owners is not empty
    else "nobody owns it"
"""


class Cost(NamedTuple):
    """What something took: seconds on the clock and of the processor, and the peak in mebibytes."""

    clock: float
    used: float
    peak: float


def main() -> None:
    """Measures every case and prints its row."""
    counts = [int(word) for word in sys.argv[1:]] or COUNTS
    print(f"{'case':<44}{'median s':>10}{'best s':>10}{'processor s':>13}{'peak MiB':>10}")
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "projects"
            folder.mkdir()
            begin(folder, count)
            print(f"{count:,} manifests")
            for case, what in cases(folder, count).items():
                what()
                row(case, [what() for _ in range(RUNS)])


def cases(folder: Path, count: int) -> dict[str, Callable[[], Cost]]:
    """Gives what is measured, by name."""
    base = ("--base", "HEAD")
    return {
        "  the contents at the base": lambda: reading(folder, count),
        "  check, without any cache": lambda: check(folder, "--no-cache"),
        "  check --base HEAD, without any cache": lambda: check(folder, *base, "--no-cache"),
        "  check --base HEAD, the second time": lambda: check(folder, *base),
        "  check --staged, one of them staged": lambda: check(folder, "--staged"),
        "  check of one manifest, without a base": lambda: check(folder, "p0/project.yaml"),
    }


def begin(folder: Path, count: int) -> None:
    """Writes and commits the projects, changes some, and stages one."""
    text = PROJECT.read_text(encoding="utf-8").replace("id: self-checkout", "id: project-{}", 1)
    for number in range(count):
        place = folder / f"p{number}" / "project.yaml"
        place.parent.mkdir()
        place.write_text(text.replace("{}", str(number)), encoding="utf-8")
    (folder / "remit.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "rules").mkdir()
    (folder / "rules" / "money.remit").write_text(RULES, encoding="utf-8")
    run(folder, "git", "init", "--quiet")
    run(folder, "git", "add", "--all")
    run(folder, "git", "commit", "--quiet", "--message", "projects")
    for number in range(CHANGED):
        with (folder / f"p{number}" / "project.yaml").open("a", encoding="utf-8") as file:
            file.write("# a remark\n")
    run(folder, "git", "add", "p0")


def reading(folder: Path, count: int) -> Cost:
    """Gives what it takes to read the base. It is done in a fork: what this process holds would
    count as memory of all that it starts."""
    begun = time.perf_counter()
    process = os.fork()
    if process == 0:
        status = 1
        try:
            read(folder, count)
            status = 0
        finally:
            os._exit(status)
    return ended(process, begun, "the contents at the base")


def read(folder: Path, count: int) -> None:
    """Reads the content of every manifest of HEAD, from finding the repository on."""
    here = git.repository(str(folder))
    assert here is not None
    entries = git.tree(here, "HEAD")
    assert entries is not None
    assert git.changes(here, "HEAD", staged=False) is not None
    snapshot = Snapshot(here.root, entries, git.Objects(here))
    paths = [path for _, path in snapshot.below(here.root) if path.endswith("/project.yaml")]
    contents = [snapshot.read(path) for path in paths]
    assert len(contents) == count
    assert all(isinstance(content, bytes) for content in contents)


def check(folder: Path, *words: str) -> Cost:
    """Checks in a process of its own, and gives what that took."""
    return run(folder, sys.executable, "-m", "remit", "check", "--as-of", AS_OF, "--quiet", *words)


def run(folder: Path, *words: str) -> Cost:
    """Runs a command that has to end well, and gives what that took."""
    own = {"PYTHONPATH": str(ROOT / "engine"), "XDG_CACHE_HOME": str(folder.parent / "cache")}
    begun = time.perf_counter()
    process = subprocess.Popen(
        words, cwd=folder, env={**os.environ, **NOBODY, **own}, stdout=subprocess.DEVNULL
    )
    process.returncode = 0  # it is waited for below
    return ended(process.pid, begun, " ".join(words))


def ended(process: int, begun: float, what: str) -> Cost:
    """Waits for a process, which has to end well, and gives what it took."""
    _, status, used = os.wait4(process, 0)
    if status:
        sys.exit(f"`{what}` ended with status {os.waitstatus_to_exitcode(status)}")
    clock = time.perf_counter() - begun
    return Cost(clock, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def row(case: str, costs: list[Cost]) -> None:
    """Prints the median and the best on the clock, the least of the processor, the highest peak."""
    clocks = [cost.clock for cost in costs]
    told = f"{case:<44}{statistics.median(clocks):>10.3f}{min(clocks):>10.3f}"
    used, peak = min(cost.used for cost in costs), max(cost.peak for cost in costs)
    print(f"{told}{used:>13.2f}{peak:>10.0f}", flush=True)


if __name__ == "__main__":
    main()
