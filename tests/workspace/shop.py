"""A shop to check, whose answers are kept in a cache of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from remit.cli import entry, main, output
from remit.governance import works
from remit.workspace import disk, forerunning, keeping, recall, results, scouting

FILES = {
    "remit.yaml": """\
kinds:
  item: {plural: shelf, schema: item.schema.yaml, files: ["items/*.yaml"], identity: id}
policies: [rules]
""",
    "item.schema.yaml": """\
type: object
required: [id, price]
properties: {id: {type: string}, price: {type: number}, proof: {type: string}}
""",
    "rules/prices.remit": """\
policy prices governs item
  "Prices."

rule within-cap mandatory
  "No item costs more than 100."
  require item.price <= 100
    else "{item.id} costs {item.price}"

rule proven mandatory
  "What is proven is there."
  when item.proof is present
  require file_exists(item.proof)
    else "there is no {item.proof}"
""",
    "items/a.yaml": "id: a\nprice: 1\n",
    "items/b.yaml": "id: b\nprice: 200\n",
    "items/c.yaml": "id: c\nprice: 3\nproof: docs/c.md\n",
    "docs/c.md": "C\n",
}

MORE = {
    "items/d.yaml": "id: a\nprice: 7\n",
    "items/e.yaml": "id: e\nprice: many\n",
    "items/f.yaml": "id: f\n\tprice: 1\n",
    "items/g.yaml": "id: g\nprice: 100.50\nproof: docs/none.md\n---\nid: h\nprice: 300\n",
    "items/i.yaml": "id: i\nprice: 300\ndue: 2026-01-01\n",
}

Answer = tuple[int, list[tuple[int, str]]]


class Shop:
    """A folder to check, and what came of it; `recalled` says whether the last answer was. `jobs`
    is what a check is given that doesn't say it itself."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.recalled = False
        self.words = ["check"]
        self.jobs: list[str] = []
        self._patch = monkeypatch

    def check(self, *words: str) -> Answer:
        """Gives the status and the output of a check."""
        self.recalled = True
        self._patch.setattr(main, "main", self._run)
        words = words or tuple(self.words)
        jobs = [] if any(word.startswith("--jobs") for word in words) else self.jobs
        self._patch.setattr(sys, "argv", ["remit", *words, *jobs])
        output.said.clear()
        return entry.main(), list(output.said)

    def _run(self, words: list[str]) -> int:
        self.recalled = False
        return _main(words)

    def again(self, *words: str) -> Answer:
        """Gives the answer of a check, which has to be the same as without the cache."""
        found = self.check(*words)
        was = self.recalled
        assert found == self.check(*(words or self.words), "--no-cache")
        self.recalled = was
        return found

    def write(self, path: str, text: str) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")


_main = main.main


_LOOKS = tuple(results._code())
"""How Remit's own code looks, which no test changes."""

_CODE = [str(path) for path in sorted(Path(recall.__file__).parent.glob("*.py"))]
"""A folder of Remit's own code, instead of all that this process has imported: a command has much
less."""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    folder = tmp_path / "shop"
    made = Shop(folder, monkeypatch)
    for path, text in FILES.items():
        made.write(path, text)
    monkeypatch.setattr(results, "_code", lambda: _LOOKS)
    monkeypatch.setattr(keeping, "_code", lambda: _CODE)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return made


SORTS = [
    "fresh files",
    "settled files",
    "forerun files",
    "files kept apart",
    "forerun files apart",
]


@pytest.fixture(params=SORTS)
def known(shop: Shop, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Gives a shop whose check has an answer, of files written just now, or long before; they may
    be so many that a scout is sent, and a forerunner for what has changed; or that their looks are
    kept apart."""
    if request.param == "settled files":
        monkeypatch.setattr(disk, "_TICK", -(10**18))
    if request.param.startswith("forerun files"):
        monkeypatch.setattr(recall, "MANY", 1)
        monkeypatch.setattr(scouting, "_cores", lambda: 2)
        monkeypatch.setattr(scouting, "_ODD", 0)
        monkeypatch.setattr(forerunning, "LEAST", 1)
    if request.param.endswith(" apart"):
        monkeypatch.setattr(keeping, "APART", 1)
    shop.check()
    assert not shop.recalled
    return shop


@pytest.fixture
def full(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Gives a shop with much that is wrong, in shares of two files, done by this process unless a
    check says otherwise; nothing is recalled as a whole, and files count as settled."""
    shop.jobs = ["--jobs=1"]
    for path, text in MORE.items():
        shop.write(path, text)
    shop.write("item.schema.yaml", FILES["item.schema.yaml"].replace("{id:", "{due: {}, id:"))
    monkeypatch.setattr(works, "SHARE", 2)
    monkeypatch.setattr(disk, "_TICK", -(10**18))
    monkeypatch.setattr(recall, "is_plain", lambda words: False)
    monkeypatch.setattr("remit.cli.entry.is_plain", lambda words: False)
    return shop


def in_git(shop: Shop) -> Shop:
    for words in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *words], cwd=shop.folder, check=True)
    return shop


def runs(shop: Shop) -> list[Path]:
    """Gives the answers that are kept, without looks that are kept apart."""
    return sorted(set(_kept(shop, "*")) - set(apart(shop)))


def apart(shop: Shop) -> list[Path]:
    """Gives the looks that are kept apart from their answers."""
    return sorted(_kept(shop, f"*{recall.BESIDE}"))


def _kept(shop: Shop, names: str) -> Iterable[Path]:
    return (shop.folder.parent / "cache" / "remit" / "runs").glob(names)


def test_an_unchanged_check_is_recalled(known: Shop) -> None:
    status, said = known.again()
    assert known.recalled
    assert status == 1
    assert "b costs 200" in said[0][1]


def forged(content: object) -> bytes:
    """Gives a file of the cache that holds anything, with its digest."""
    return b"".join(recall.sealed(content))
