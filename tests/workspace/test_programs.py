"""Programs are compiled once, before work is spread, and kept in the cache for the next check."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.workspace.shop import FILES, Shop, forged, shop

from remit.evaluation import courts
from remit.evaluation.compiler import programs
from remit.governance import works
from remit.workspace import recall

__all__ = ["shop"]

ONCE = """
rule all-cost-little advisory
  "All items cost little."
  require sum(each.price for each in shelf) < 1000
    else "all cost {sum(each.price for each in shelf)}"
"""


class Made:
    """The programs that were compiled, each by the process that did."""

    def __init__(self, patch: pytest.MonkeyPatch, notes: Path) -> None:
        self._notes = notes
        compiled = programs.program

        def noting(rules: Any, *others: Any) -> object:
            with notes.open("a") as file:
                print(os.getpid(), *(rule.id for rule in rules), file=file)
            return compiled(rules, *others)

        patch.setattr(programs, "program", noting)

    def since(self) -> list[str]:
        """Gives the rules of the programs that were compiled since this was asked last."""
        lines = self._notes.read_text().splitlines() if self._notes.exists() else []
        self._notes.unlink(missing_ok=True)
        assert {line.split()[0] for line in lines} <= {str(os.getpid())}
        return sorted(line.partition(" ")[2] for line in lines)


@pytest.fixture
def made(shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Made:
    """Gives what was compiled in a shop whose manifests change with each check."""
    monkeypatch.setattr(works, "SHARE", 2)
    monkeypatch.setattr(courts, "FEW", 2)
    monkeypatch.setattr(recall, "is_plain", lambda words: False)
    monkeypatch.setattr("remit.cli.entry.is_plain", lambda words: False)
    for name in "defghi":
        shop.write(f"items/{name}.yaml", f"id: {name}\nprice: 1{ord(name)}\n")
    return Made(monkeypatch, tmp_path / "notes")


BOTH = ["prices/proven prices/within-cap"]


def test_a_second_check_compiles_nothing(shop: Shop, made: Made) -> None:
    first = shop.check("check", "--jobs", "2")
    assert made.since() == BOTH
    for jobs in ("1", "2"):
        shop.write("items/d.yaml", f"id: d\nprice: 1100{jobs}\n")
        assert shop.check("check", "--jobs", jobs) != first
        assert made.since() == []
    assert shop.check("check", "--rule", "prices/within-cap")[0] == 1
    assert made.since() == ["prices/within-cap"]


def test_rules_about_all_have_programs_of_their_own(shop: Shop, made: Made) -> None:
    shop.write("rules/prices.remit", FILES["rules/prices.remit"] + ONCE)
    first = shop.check()
    assert made.since() == ["prices/all-cost-little", *BOTH]
    assert shop.check() == first
    assert made.since() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda shop: shop.write("rules/prices.remit", FILES["rules/prices.remit"] + "# more\n"),
        lambda shop: shop.write("item.schema.yaml", FILES["item.schema.yaml"] + "title: Item\n"),
        lambda shop: shop.write("remit.yaml", FILES["remit.yaml"].replace("shelf", "shelves")),
    ],
)
def test_what_programs_are_made_of_counts(
    shop: Shop, made: Made, change: Callable[[Shop], object]
) -> None:
    shop.check()
    change(shop)
    made.since()
    assert shop.check() == shop.check("check", "--no-cache", "--interpret")
    assert made.since() == BOTH


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"", lambda data: data[:60], lambda data: data[:60] + b"?" + data[61:],
        lambda data: forged(None), lambda data: forged((("forged",), b"no code")),
    ],
)  # fmt: skip
def test_damaged_programs_are_compiled_anew(
    shop: Shop, made: Made, damage: Callable[[bytes], bytes]
) -> None:
    first = shop.check()
    made.since()
    for kept in (shop.folder.parent / "cache/remit/results").iterdir():
        assert kept.stat().st_mode & 0o77 == 0
        kept.write_bytes(damage(kept.read_bytes()))
    assert shop.check() == first
    assert made.since() == BOTH


def test_nothing_is_taken_from_a_folder_that_others_may_write(shop: Shop, made: Made) -> None:
    first = shop.check()
    made.since()
    (shop.folder.parent / "cache/remit").chmod(0o777)
    assert shop.check() == first
    assert made.since() == BOTH


def test_few_manifests_are_interpreted(
    shop: Shop, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courts, "FEW", 24)
    assert shop.check()[0] == 1
    assert made.since() == []


def test_a_process_that_remembers_programs_does_without_the_compiler(shop: Shop) -> None:
    for at in range(30):
        shop.write(f"items/x{at}.yaml", f"id: x{at}\nprice: {at}\n")
    ask = "import sys; from remit.cli.main import main; status = main(['check', '--quiet']);"
    ask += "print(status, 'remit.evaluation.compiler.programs' in sys.modules)"

    def told() -> str:
        words = [sys.executable, "-c", ask]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()[-1]

    assert told() == "1 True"
    shop.write("items/x1.yaml", "id: x1\nprice: 1000\n")
    assert told() == "1 False"
