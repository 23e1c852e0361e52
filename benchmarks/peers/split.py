"""Where the time of a check goes: a table of what each part of it took, by itself.

    python -m benchmarks.peers.split [--manifests N] [--cache FOLDER]

Three checks are taken apart, each in one process: of all manifests where only the rules are known,
of the same again with 100 of them changed, and of one changed manifest by the standard policies.
Functions of Remit are wrapped by name, which takes time itself, and it is the processor's time:
the figures tell the shares, and `python -m benchmarks.peers` what a check takes on the clock.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.peers import environments
from benchmarks.peers.portfolio import ROOT, portfolio, settle
from benchmarks.peers.processes import run
from benchmarks.peers.rows import CHANGED, CHECK, EXAMPLE, JUDGED, KNOWN

PARTS: dict[str, tuple[str, ...]] = {
    "configuration and rules": (
        "remit.workspace.gathering:opened",
        "remit.workspace.gathering:inputs_of",
        "remit.pipeline:law_of",
        "remit.governance.works:make_ready",
    ),
    "discovery": ("remit.workspace.gathering:discover",),
    "reading": ("remit.governance.manifests:documents_of",),
    "validation": ("remit.governance.manifests:admit",),
    "evaluation": ("remit.evaluation.courts:Court.judged",),
    "explanation of what fails": (
        "remit.evaluation.explained:Explainer.explained",
        "remit.evaluation.rules:judge",
    ),
    "results known and kept": (
        "remit.workspace.results:Results.known",
        "remit.workspace.results:Results.keep",
    ),
    "findings": (
        "remit.governance.works:record",
        "remit.governance.works:Work.add",
        "remit.pipeline:judge_findings",
    ),
    "report": ("remit.pipeline:report", "remit.cli.check:_write"),
    "answer kept": ("remit.workspace.keeping:keep",),
}
"""The functions of each part, by the modules that call them; what one takes of another's time is
taken off."""

PYTHON, IMPORTS, REST = "Python, and this program", "imports", "the rest"
INTO = "REMIT_SPLIT_INTO"


def main() -> None:
    """Splits the three checks and prints the table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers.split", description="where the time of a check goes"
    )
    parser.add_argument("--manifests", metavar="N", type=int, default=10_000)
    parser.add_argument("--cache", metavar="FOLDER", type=Path, default=environments.cache())
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        splits = _splits(options.manifests, options.cache.absolute(), Path(scratch))
    print(f"{'milliseconds of the processor':<32}" + "".join(f"{name:>16}" for name in splits))
    for part in (PYTHON, IMPORTS, *PARTS, REST, "all"):
        row = "".join(f"{split.get(part, 0.0):>16,.1f}" for split in splits.values())
        print(f"{part:<32}{row}")


def _splits(count: int, cache: Path, scratch: Path) -> dict[str, dict[str, float]]:
    here = portfolio(count, cache, scratch / "portfolio")
    memory = scratch / "memory"
    memory.mkdir()
    (here.folder / "known").mkdir()
    for name in sorted(here.expected)[:KNOWN]:
        path = here.folder / "known" / f"{name}.yaml"
        path.write_bytes((here.manifests / f"{name}.yaml").read_bytes())
    _split(here.folder, memory, scratch, "known")
    for path in (here.folder / "known").iterdir():
        path.unlink()
    (here.folder / "known").rmdir()
    with here.apart() as words:
        _split(here.folder, memory, scratch, *words)
    settle()
    found = {f"{count:,}": _split(here.folder, memory, scratch)}
    here.change(min(CHANGED, count))
    found[f"{min(CHANGED, count)} changed"] = _split(here.folder, memory, scratch)
    app = scratch / "app"
    app.mkdir()
    manifest = app / "project.yaml"
    text = (EXAMPLE / "project.yaml").read_text(encoding="utf-8")
    for number in range(3):
        manifest.write_text(f"{text}# changed {number} times\n", encoding="utf-8")
        found["one changed"] = _split(app, memory, scratch, manifest.name)
    return found


def _split(folder: Path, memory: Path, scratch: Path, *words: str) -> dict[str, float]:
    """Gives the milliseconds of each part of a check in a folder, done by one process."""
    into = scratch / "split.json"
    environment = {
        "XDG_CACHE_HOME": str(memory),
        "PYTHONPATH": str(ROOT),
        INTO: str(into),
    }
    command = [sys.executable, "-c", "from benchmarks.peers.split import check; check()"]
    run([*command, *CHECK, "--jobs", "1", *words], folder, environment, JUDGED)
    split: dict[str, float] = json.loads(into.read_text(encoding="utf-8"))
    return split


# -- inside of the check ------------------------------------------------------------------------


def check() -> None:
    """Checks as `remit` does, and writes down what each part took."""
    into = os.environ.pop(INTO)
    taken: Counter[str] = Counter({PYTHON: time.process_time()})
    from remit.cli import entry
    from remit.cli.sparing import spare

    spare()
    importlib.import_module("remit.cli.check")
    taken[IMPORTS] = time.process_time() - taken[PYTHON]
    wrap(taken)
    status = entry.main()
    taken["all"] = time.process_time()
    parts = sum(taken[part] for part in (PYTHON, IMPORTS, *PARTS))
    taken[REST] = taken["all"] - parts
    told = {part: seconds * 1000 for part, seconds in taken.items()}
    Path(into).write_text(json.dumps(told), encoding="utf-8")
    sys.exit(status)


def wrap(taken: Counter[str]) -> None:
    """Has the functions of each part add the time that they take to it."""
    running: list[str] = []
    for part, names in PARTS.items():
        for name in names:
            holder, attribute = found(name)
            setattr(holder, attribute, _timed(getattr(holder, attribute), part, running, taken))


def found(name: str) -> tuple[Any, str]:
    """Gives what holds a function, and what it is called there."""
    module, _, path = name.partition(":")
    *outer, attribute = path.split(".")
    holder = functools.reduce(getattr, outer, importlib.import_module(module))
    return holder, attribute


def _timed(
    function: Callable[..., Any], part: str, running: list[str], taken: Counter[str]
) -> Callable[..., Any]:
    @functools.wraps(function)
    def timed(*given: Any, **more: Any) -> Any:
        running.append(part)
        begun = time.process_time()
        try:
            return function(*given, **more)
        finally:
            seconds = time.process_time() - begun
            running.pop()
            taken[part] += seconds
            if running:
                taken[running[-1]] -= seconds

    return timed


if __name__ == "__main__":
    main()
