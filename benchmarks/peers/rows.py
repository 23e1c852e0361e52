"""The rows of the table: who takes part in each, and what a turn of theirs is."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import join as joining
from benchmarks.peers.measures import Contestant, Measure
from benchmarks.peers.portfolio import ROOT, Portfolio, portfolio, settle, verdicts
from benchmarks.peers.processes import FailedError, Ran, peaks, pinned, run
from benchmarks.peers.table import RULER, Peer, Row

AS_OF = ("--as-of", "2026-11-23")
CHECK = ("check", "--quiet", *AS_OF)
JUDGED = (0, 1)
"""Exit statuses of a check that was done: nothing blocks, or a finding does."""

EXAMPLE = ROOT / "examples" / "digital-app"
ONCE = "from benchmarks.peers.once import main; main()"
KNOWN = 64
"""So many manifests are checked once before a cold check, for the rules to be known."""

ONE_RULE = "governance/r1-*"
"""All manifests are checked by this rule alone before a cold check by all eight: a check by rules
that are known keeps the code that it has loaded."""

BEFORE = 3
"""So many checks, each of others that were changed, come before those of changes that are measured:
as before a cold one, the code of what does that is known."""

PASSES = 5
STARTS = 10
CHANGED = 100
EVALUATED = 1000
SLOW = {"cel-python": 100}
"""Peers that evaluate fewer manifests, as they take milliseconds for each."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured: how many manifests, by which peers (each with its Python), with which
    Remit (its Python, and its command) on which cores; what is kept in the `cache`, and where files
    may be written that are not."""

    manifests: int
    peers: Sequence[tuple[Peer, Path]]
    python: Path
    remit: Path
    cores: Sequence[int]
    cache: Path
    scratch: Path


def evaluation(plan: Plan) -> list[Contestant]:
    """The eight rules on one parsed manifest, in process, on one core."""
    here = _portfolio(plan, "evaluation", min(plan.manifests, EVALUATED))
    pinned(plan.cores[-1:])
    ours = Measure("evaluation", "remit", "Remit", "µs", "failing positions kept")
    explained = Measure("evaluation", "reference", "Remit, what fails explained", "µs")
    by_hand = Measure("evaluation", "reference", "a Python function by hand", "µs", "no positions")

    def turn() -> None:
        words = [plan.python, "-m", "benchmarks.peers.ours", here.folder, EVALUATED, PASSES]
        told = _told(words)
        ours.judge(told["verdicts"], _first(here, EVALUATED))
        ours.values += told["passes"]
        explained.values += told["explained"]
        by_hand.values += told["by hand"]

    def of(peer: Peer, python: Path) -> Contestant:
        measure = Measure("evaluation", "peer", peer.title, "µs", peer.remark)
        count = SLOW.get(peer.name, EVALUATED)

        def turn() -> None:
            told = _inside(python, peer, "evaluation", here.folder, count, PASSES)
            measure.judge(told["verdicts"], _first(here, count), peer.covers)
            measure.values += told["passes"]

        return Contestant(measure, turn)

    still = [Contestant(each, _nothing) for each in (explained, by_hand)]
    return [Contestant(ours, turn), *still, *(of(*each) for each in plan.peers)]


def files(plan: Plan) -> list[Contestant]:
    """All manifests from files to verdicts and located findings, on all cores."""
    here = _portfolio(plan, "files", plan.manifests)
    pinned(plan.cores)
    remit = Measure("files", "remit", "Remit, cold", "s", "rules known, no results; exact places")
    bare = Measure("files", "remit", "Remit, without any cache", "s", "--no-cache; exact places")

    def without() -> None:
        words = [plan.remit, *CHECK, "--no-cache"]
        ran = run(words, here.folder, _memory(plan.scratch / "none"), JUDGED)
        bare.judge(verdicts(ran.output), here.expected)
        bare.took(ran)

    cold = Contestant(remit, _cold(plan, here, remit))
    others = [
        _files_of(peer, python, here, jobs)
        for peer, python in plan.peers
        if peer.name not in SLOW
        for jobs in {1 if peer.name == RULER else len(plan.cores), len(plan.cores)}
    ]
    return [cold, Contestant(bare, without), *others]


def again(plan: Plan) -> list[Contestant]:
    """The same once more, with some of them changed, and with none."""
    here = _portfolio(plan, "again", plan.manifests)
    pinned(plan.cores)
    changed = min(CHANGED, plan.manifests)
    remit = Measure("again", "remit", f"Remit, {changed} changed", "s", "results of the rest known")
    cold = Measure("again", "reference", "Remit, cold", "s", "rules known, no results")
    same = Measure("again", "reference", "Remit, none changed", "s", "the answer recalled")
    memory = plan.scratch / "again" / "memory"
    memory.mkdir()
    for _ in range(BEFORE):
        run([plan.remit, *CHECK], here.folder, _memory(memory), JUDGED)
        settle()
        here.change(changed)

    def check(measure: Measure) -> None:
        ran = run([plan.remit, *CHECK], here.folder, _memory(memory), JUDGED)
        measure.judge(verdicts(ran.output), here.expected)
        measure.took(ran)

    def turn() -> None:
        settle()
        run([plan.remit, *CHECK], here.folder, _memory(memory), JUDGED)
        check(same)
        here.change(changed)
        check(remit)

    return [Contestant(cold, _cold(plan, here, cold)), Contestant(remit, turn),
            Contestant(same, _nothing)]  # fmt: skip


def one(plan: Plan) -> list[Contestant]:
    """One manifest in a process of its own, on one core; Remit by all standard policies."""
    here = _portfolio(plan, "one", 1)
    pinned(plan.cores[-1:])
    app = _example(plan)
    bare = Measure("one", "reference", "python -c pass", "ms", "the same environment")
    known = Measure("one", "remit", "Remit, as before", "ms", "all standard policies, recalled")
    other = Measure("one", "remit", "Remit, changed", "ms", "all standard policies, rules known")

    def starts(measure: Measure, begin: Callable[[], None]) -> Contestant:
        def turn() -> None:
            begin()
            for _ in range(STARTS):
                if measure is other:
                    app.change()
                ran = app.check()
                measure.took(ran, 1000)
                measure.judge({app.name: [ran.output]}, {app.name: [app.expected]}, {app.expected})

        return Contestant(measure, turn)

    def nothing() -> None:
        for _ in range(STARTS):
            bare.took(run([plan.python, "-c", "pass"], app.folder), 1000)

    remit = [starts(known, app.restore), starts(other, _nothing)]
    return [Contestant(bare, nothing), *remit, *(_start_of(*each, here) for each in plan.peers)]


def memory(plan: Plan) -> list[Contestant]:
    """The most memory that each process holds over all manifests."""
    here = _portfolio(plan, "memory", plan.manifests)
    pinned(plan.cores)
    parent = Measure("memory", "remit", "Remit, the process that was started", "MB")
    worker = Measure("memory", "remit", "Remit, each of its workers", "MB")
    kept = _rules_known(plan, here)

    def turn() -> None:
        shutil.rmtree(plan.scratch / "memory" / "held", ignore_errors=True)
        held = shutil.copytree(kept, plan.scratch / "memory" / "held")
        words = [plan.remit, *CHECK]
        output, [first, *others] = peaks(words, here.folder, _memory(held), JUDGED)
        parent.judge(verdicts(output), here.expected)
        parent.values.append(first)
        worker.values += [max(others)] if others else []

    def of(peer: Peer, python: Path) -> Contestant:
        measure = Measure("memory", "peer", peer.title, "MB", peer.remark)

        def turn() -> None:
            told = _inside(python, peer, "files", here.manifests, 1)
            measure.judge(told["verdicts"], here.expected, peer.covers)
            measure.values.append(max(told["peaks"]))

        return Contestant(measure, turn)

    others = [of(*each) for each in plan.peers if each[0].name not in SLOW]
    return [Contestant(parent, turn), Contestant(worker, _nothing), *others]


def join(plan: Plan) -> list[Contestant]:
    """Rules that join a portfolio with itself, over a tenth, all and ten times as many projects."""
    pinned(plan.cores)

    def over(count: int) -> Contestant:
        projects = plan.scratch / f"join-{count}"
        projects.mkdir()
        joining.write(projects, count)
        measure = Measure("join", "remit", f"Remit, {count:,} projects", "µs each", "no cache")

        def turn() -> None:
            try:
                clock, used, _ = joining.measured(projects)
            except SystemExit as error:
                raise FailedError(str(error)) from error
            measure.values.append(clock / count * 1e6)
            measure.processor.append(used / count * 1e6)

        return Contestant(measure, turn)

    counts = {max(plan.manifests * tenths // 10, 100) for tenths in (1, 10, 100)}
    return [over(count) for count in sorted(counts)]


ROWS: dict[Row, Callable[[Plan], list[Contestant]]] = {
    "evaluation": evaluation,
    "files": files,
    "again": again,
    "one": one,
    "memory": memory,
    "join": join,
}
"""Every row, by the name that it is asked for."""


# -- turns --------------------------------------------------------------------------------------


def _cold(plan: Plan, here: Portfolio, measure: Measure) -> Callable[[], None]:
    """Gives a turn that checks all manifests where only the rules are known."""
    kept = _rules_known(plan, here)
    held = here.folder.with_name(f"{here.folder.name}-held")

    def turn() -> None:
        shutil.rmtree(held, ignore_errors=True)
        shutil.copytree(kept, held)
        ran = run([plan.remit, *CHECK], here.folder, _memory(held), JUDGED)
        measure.judge(verdicts(ran.output), here.expected)
        measure.took(ran)

    return turn


def _rules_known(plan: Plan, here: Portfolio) -> Path:
    """Gives a cache in which the rules are known, and the code of what checks all manifests by
    known rules, as after checks of all, but nothing of any manifest that the eight rules say."""
    kept = here.folder.with_name(f"{here.folder.name}-rules-known")
    kept.mkdir()
    known = here.folder / "known"
    known.mkdir()
    for name in sorted(here.expected)[:KNOWN]:
        shutil.copyfile(here.manifests / f"{name}.yaml", known / f"{name}.yaml")
    run([plan.remit, *CHECK, "known"], here.folder, _memory(kept), JUDGED)
    shutil.rmtree(known)
    with here.apart() as words:
        run([plan.remit, *CHECK, *words], here.folder, _memory(kept), JUDGED)
    run([plan.remit, *CHECK, "--rule", ONE_RULE], here.folder, _memory(kept), JUDGED)
    return kept


def _files_of(peer: Peer, python: Path, here: Portfolio, jobs: int) -> Contestant:
    title = f"{peer.title}, one process" if jobs == 1 else peer.title
    measure = Measure("files", "peer", title, "s", peer.remark or "no places")

    def turn() -> None:
        told = _inside(python, peer, "files", here.manifests, jobs)
        measure.judge(told["verdicts"], here.expected, peer.covers)
        measure.values.append(told["seconds"])
        measure.processor.append(told["processor"])

    return Contestant(measure, turn)


def _start_of(peer: Peer, python: Path, here: Portfolio) -> Contestant:
    measure = Measure("one", "peer", peer.title, "ms", peer.remark or "the eight rules")
    [name] = here.expected

    def turn() -> None:
        words = [python, "-c", ONCE, peer.name, here.manifests / f"{name}.yaml"]
        for _ in range(STARTS):
            ran = run(words, ROOT)
            measure.judge({name: ran.output.split()}, here.expected, peer.covers)
            measure.took(ran, 1000)

    return Contestant(measure, turn)


@dataclass(slots=True, eq=False)
class _Example:
    """One manifest in a repository of its own, as a hook finds it, and what is said of it."""

    plan: Plan
    folder: Path
    memory: Path
    name: str = "project.yaml"
    text: str = ""
    expected: str = ""
    changes: int = 0

    def check(self, *words: str) -> Ran:
        """Checks the manifest as it is."""
        command = [self.plan.remit, *CHECK, *words, self.name]
        return run(command, self.folder, _memory(self.memory), JUDGED)

    def change(self) -> None:
        """Gives it a remark that it didn't have, at its end."""
        self.changes += 1
        text = f"{self.text}# changed {self.changes} times\n"
        (self.folder / self.name).write_text(text, encoding="utf-8")

    def restore(self) -> None:
        """Gives it its own text again, and has it checked."""
        (self.folder / self.name).write_text(self.text, encoding="utf-8")
        settle()
        self.check()


def _example(plan: Plan) -> _Example:
    """Gives a copy of the example, and what is said of it without a cache."""
    folder, memory = plan.scratch / "one" / "app", plan.scratch / "one" / "memory"
    shutil.copytree(EXAMPLE, folder)
    memory.mkdir()
    if shutil.which("git") is not None:
        for words in (("init", "--quiet"), ("add", "--all")):
            subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
    found = _Example(plan, folder, memory)
    found.text = (folder / found.name).read_text(encoding="utf-8")
    found.expected = found.check("--no-cache").output
    return found


def _inside(python: Path, peer: Peer, *words: object) -> Any:
    return _told([python, "-m", "benchmarks.peers.inside", peer.name, *words])


def _told(words: Sequence[object]) -> Any:
    """Gives the JSON that a command writes, and what it took."""
    ran = run([str(word) for word in words], ROOT)
    return {**json.loads(ran.output), "seconds": ran.seconds, "processor": ran.processor}


def _portfolio(plan: Plan, name: str, count: int) -> Portfolio:
    (plan.scratch / name).mkdir()
    return portfolio(count, plan.cache, plan.scratch / name / "portfolio")


def _first(here: Portfolio, count: int) -> dict[str, list[str]]:
    return dict(sorted(here.expected.items())[:count])


def _memory(folder: Path) -> Mapping[str, str]:
    return {"XDG_CACHE_HOME": str(folder)}


def _nothing() -> None:
    """A turn of what is taken together with another."""
