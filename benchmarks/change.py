"""How long a change among 1,000 manifests takes to be read and checked: a table on standard output.

    .venv/bin/python benchmarks/change.py [RUNS]

A throw-away repository holds 1,000 projects of 340 lines, one of which is changed. What is read at
the base revision is measured by itself; whole checks are processes of their own.
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

from remit.workspace import git
from remit.workspace.snapshots import Snapshot

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "examples" / "self-checkout" / "project.yaml"
MANY = 1000
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


def main() -> None:
    """Measures every case and prints its row."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print(f"{'case':<52}{'median s':>10}{'best s':>10}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begin(folder)
        for case, what in cases(folder).items():
            what()
            row(case, [measured(what) for _ in range(runs)])


def cases(folder: Path) -> dict[str, Callable[[], object]]:
    """Gives what is measured, by name."""
    return {
        f"the contents of {MANY:,} manifests at the base": lambda: read(folder),
        f"check --base HEAD, all {MANY:,} and their baselines": lambda: check(
            folder, "--base", "HEAD"
        ),
        f"check --staged, one of {MANY:,} staged": lambda: check(folder, "--staged"),
        "check of one manifest, without a base": lambda: check(folder, "p0/project.yaml"),
    }


def begin(folder: Path) -> None:
    """Writes and commits the projects, and stages a change of one."""
    text = PROJECT.read_text(encoding="utf-8").replace("id: self-checkout", "id: project-{}", 1)
    for number in range(MANY):
        place = folder / f"p{number}" / "project.yaml"
        place.parent.mkdir()
        place.write_text(text.replace("{}", str(number)), encoding="utf-8")
    (folder / "remit.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "rules").mkdir()
    (folder / "rules" / "money.remit").write_text(RULES, encoding="utf-8")
    run(folder, "git", "init", "--quiet")
    run(folder, "git", "add", "--all")
    run(folder, "git", "commit", "--quiet", "--message", "projects")
    changed = (folder / "p0" / "project.yaml").read_text(encoding="utf-8")
    (folder / "p0" / "project.yaml").write_text(f"{changed}# a remark\n", encoding="utf-8")
    run(folder, "git", "add", "--all")


def read(folder: Path) -> None:
    """Reads the content of every manifest of HEAD, from finding the repository on."""
    here = git.repository(str(folder))
    assert here is not None
    entries = git.tree(here, "HEAD")
    assert entries is not None
    assert git.changes(here, "HEAD", staged=False) is not None
    snapshot = Snapshot(here.root, entries, git.Objects(here))
    paths = [path for _, path in snapshot.below(here.root) if path.endswith("/project.yaml")]
    contents = [snapshot.read(path) for path in paths]
    assert len(contents) == MANY
    assert all(isinstance(content, bytes) for content in contents)


def check(folder: Path, *words: str) -> None:
    """Checks in a process of its own."""
    command = [sys.executable, "-m", "remit", "check", "--as-of", AS_OF, "--quiet", *words]
    run(folder, *command)


def run(folder: Path, *words: str) -> None:
    environment = {**os.environ, **NOBODY, "PYTHONPATH": str(ROOT / "engine")}
    subprocess.run(words, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)


def measured(what: Callable[[], object]) -> float:
    """Gives the seconds on the clock."""
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun


def row(case: str, clocks: list[float]) -> None:
    """Prints the median and the best."""
    print(f"{case:<52}{statistics.median(clocks):>10.3f}{min(clocks):>10.3f}", flush=True)


if __name__ == "__main__":
    main()
