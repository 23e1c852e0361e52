"""The portfolio that is checked: seeded manifests beside the eight rules, and what is expected."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.peers.generator import SEED, documents, oracle, spelled, write

ROOT = Path(__file__).resolve().parents[2]
LAW = ("remit.yaml", "governance.remit", "initiative.schema.yaml")

_OTHERS = SEED + 1
_LINE = re.compile(r"(?:.*/)?(m\d+)\.yaml:\d+:\d+: \w+ governance/r(\d)-")


@dataclass(slots=True)
class Portfolio:
    """A folder of so many manifests, and the rules that each of them is expected to break. The
    `others` have the same names and other contents; `changed` counts how often some were put in."""

    folder: Path
    expected: dict[str, list[str]]
    others: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    changed: int = 0

    @property
    def manifests(self) -> Path:
        return self.folder / "manifests"

    @contextmanager
    def apart(self) -> Iterator[tuple[str, ...]]:
        """Gives the words by which a check keeps what comes of manifests apart from other checks,
        as it has other limits; what it keeps of the rules is the same."""
        text = (self.folder / LAW[0]).read_text(encoding="utf-8")
        config = self.folder / "apart.yaml"
        config.write_text(f"{text}limits: {{depth: 60}}\n", encoding="utf-8")
        yield "--config", config.name
        config.unlink()

    def change(self, count: int) -> None:
        """Gives other contents to so many manifests; the next time to the next ones."""
        names = sorted(self.expected)
        first = self.changed * count
        for name in [names[(first + number) % len(names)] for number in range(count)]:
            path = self.manifests / f"{name}.yaml"
            before = (path.read_text(encoding="utf-8"), self.expected[name])
            text, self.expected[name] = self.others[name]
            self.others[name] = before
            path.write_text(text, encoding="utf-8")
        self.changed += 1


def portfolio(count: int, cache: Path, home: Path) -> Portfolio:
    """Gives a portfolio of so many manifests in a folder of its own; they are drawn once, and kept
    in the cache."""
    drawn = cache / f"manifests-{count}-{SEED}"
    if not (drawn / "expected.json").exists():
        shutil.rmtree(drawn, ignore_errors=True)
        write(count, drawn)
    shutil.copytree(drawn, home)
    for name in LAW:
        shutil.copyfile(ROOT / "benchmarks" / name, home / name)
    expected = json.loads((home / "expected.json").read_text(encoding="utf-8"))
    others = {name: (spelled(each), oracle(each)) for name, each in documents(count, _OTHERS)}
    return Portfolio(home, expected, others)


def settle() -> None:
    """Waits until the times of files that were written tell that they have not changed since."""
    time.sleep(3)


def verdicts(lines: str) -> Mapping[str, Sequence[str]]:
    """Gives the rules that manifests break by the lines of `remit check --quiet`."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines.splitlines():
        told = _LINE.match(line)
        if told is not None:
            found[told[1]].add(f"R{told[2]}")
        else:
            found[line].add("a line that tells no finding of a rule")
    return {name: sorted(rules) for name, rules in found.items()}
