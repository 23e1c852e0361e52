"""How a rule that joins a portfolio with itself grows with it: a table on standard output.

    .venv/bin/python benchmarks/join.py [COUNT ...]

Each count is that of projects in a throw-away folder, each in a file of its own, of which one in a
hundred brings a capability that another one brings, too. Each row is one process that reads and
checks them all, without any cache. The last column tells whether the processor's time is in
proportion; the clock also shows the disk, and who else is at work.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COUNTS = (1_000, 10_000, 100_000)
FOLDERS = 1_000

CONFIGURATION = """\
kinds:
  project: {plural: portfolio, schema: project.schema.yaml, files: ["p*/*.yaml"], identity: id}
policies: [twice.remit]
"""
SCHEMA = """\
type: object
required: [id, unit, status, brings]
additionalProperties: false
properties:
  id: {type: string}
  unit: {type: string}
  status: {type: string, enum: [active, closed]}
  brings: {type: string}
  budget: {type: number}
"""
RULES = """\
policy twice governs project
  "No capability is built twice."

rule for-each mandatory
  "No other active project brings the same capability."
  when project.status == "active"
  require no other in portfolio satisfies
      other.brings == project.brings and other.status == "active" and other.id != project.id
    else "{project.id} is not alone with {project.brings}"

rule at-once mandatory
  "No two active projects bring the same capability."
  for one in portfolio where one.status == "active"
  let alike = count(p in portfolio where p.status == "active" and p.brings == one.brings)
  require alike == 1
    else "{one.id} is not alone with {one.brings}"
"""


def main() -> None:
    """Runs every count and prints its row."""
    counts = [int(word) for word in sys.argv[1:]] or COUNTS
    print(f"{'projects':>10}{'clock s':>10}{'processor s':>13}{'peak MiB':>10}{'µs each':>10}")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), count)
            clock, used, peak = measured(Path(folder))
        each = used / count * 1e6
        print(f"{count:>10,}{clock:>10.2f}{used:>13.2f}{peak:>10.0f}{each:>10.0f}", flush=True)


def write(folder: Path, count: int) -> None:
    """Writes so many projects, with what judges them."""
    (folder / "remit.yaml").write_text(CONFIGURATION)
    (folder / "project.schema.yaml").write_text(SCHEMA)
    (folder / "twice.remit").write_text(RULES)
    for at in range(count):
        place = folder / f"p{at // FOLDERS}"
        place.mkdir(exist_ok=True)
        brings = at if at % 100 else at + 1
        status = "closed" if at % 10 == 5 else "active"
        text = f"id: p{at}\nunit: u{at % 7}\nstatus: {status}\nbrings: c{brings}\nbudget: {at}\n"
        (place / f"{at}.yaml").write_text(text)


def measured(folder: Path) -> tuple[float, float, float]:
    """Gives the seconds on the clock and of the processor, and the peak in mebibytes, of a check
    that has to find what is built twice."""
    words = [sys.executable, "-m", "remit", "check", "--no-cache", "--quiet"]
    begun = time.perf_counter()
    process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 1:
        sys.exit(f"the check ended with status {process.returncode}")
    clock = time.perf_counter() - begun
    return clock, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
