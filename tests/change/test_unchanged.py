"""What a change leaves alone is told of as if both sides had been read and judged.

`REMIT_EXAMPLES` says how many changed repositories are tried.
"""

from __future__ import annotations

import os
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.change.changes import FACTS, SCHEMA, TOGETHER, begun, changed
from tests.change.conftest import Check
from tests.change.repository import Repository
from tests.change.test_matching import said

from remit.cli.check import _renderer
from remit.governance import manifests, shares, works
from remit.governance.enacted import law_of
from remit.governance.inputs import File, Inputs
from remit.governance.law import Law
from remit.governance.lines import BEGIN
from remit.governance.report import Report
from remit.manifest.document import Document
from remit.pipeline import apply
from remit.reporters.view import View
from remit.workspace import configured, git
from remit.workspace.base import Against
from remit.workspace.gathering import Order, gather

FORMATS = {"text": False, "json": True, "sarif": False, "github": False}
"""The formats in which reports are compared, and whether they tell why."""

TRIED = int(os.environ.get("REMIT_EXAMPLES", "10"))


def test_both_ways_tell_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(works, "SHARE", 2)
    for seed in range(TRIED):
        chance = random.Random(seed)
        here = begun(tmp_path / str(seed), chance)
        changed(here, chance)
        law = None
        for order in chance.sample(orders(here), 2):
            inputs, said = gather(order)
            assert inputs is not None, said
            law = law or law_of(inputs)[0]
            assert law is not None
            quick = told(law, inputs)
            with monkeypatch.context() as patch:
                patch.setattr(shares, "lone", lambda *_: {})
                slow = told(law, inputs)
            assert quick == slow, (seed, order)


def test_what_was_kept_tells_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(shares, "LEAST", 1)
    monkeypatch.setattr(works, "SHARE", 2)
    for seed in range(1000, 1000 + TRIED // 2):
        chance = random.Random(seed)
        here = begun(tmp_path / str(seed), chance)
        monkeypatch.chdir(here.folder)
        for _ in range(3):
            changed(here, chance)
            order = chance.choice(orders(here))
            order = replace(order, here=chance.choice([order.here, f"{order.here}/items"]))
            if chance.random() < 0.3:
                some = sorted(here.folder.glob("items/*.yaml"))
                order = replace(order, paths=tuple(map(str, chance.sample(some, len(some) // 2))))
            inputs, said = gather(replace(order, cached=True))
            if inputs is None and order.paths:
                continue  # not all of them are in the index
            assert inputs is not None, said
            law = law_of(inputs)[0]
            assert law is not None
            quick = told(law, inputs)
            with monkeypatch.context() as patch:
                patch.setattr(shares, "lone", lambda *_: {})
                patch.setattr(shares, "LEAST", 10**9)
                assert quick == told(law, inputs), (seed, order)
            if chance.random() < 0.5:
                here.record()


def test_of_what_is_as_it_was_nothing_is_judged_again(
    plain: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(plain.folder.parent / "cache"))
    entered: list[str] = []

    def noting(file: File, *rest: Any, **more: Any) -> manifests.Entry:
        entered.append(file.path)
        return manifests.enter(file, *rest, **more)

    monkeypatch.setattr(works, "enter", noting)
    (plain.folder / "rules/prices.remit").unlink()  # which looks into a register
    first = check("--base", "HEAD")
    assert entered == ["items/cup.yaml", "items/jar.yaml"]
    assert check("--base", "HEAD") == first
    assert len(entered) == 2
    plain.record()
    check("--base", "HEAD")
    assert entered[2:] == ["items/pot.yaml"]
    check()  # on its own each is judged without a baseline
    assert len(entered) == 6


def test_of_the_index_nothing_is_read_again(
    plain: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(plain.folder.parent / "cache"))
    monkeypatch.setattr(shares, "LEAST", 1)
    plain.write({"rules/together.remit": TOGETHER.partition("rule beside")[0]})
    plain.git("add", "--all")
    plain.record()
    plain.write({"items/pot.yaml": "id: pot\nprice: 141\n"})
    plain.git("add", "--all")
    words = ("--staged", "items/pot.yaml")
    first = check(*words)
    reading = Reading(monkeypatch)
    assert check(*words) == first
    for name in ("cup", "jar"):
        assert plain.git("rev-parse", f"HEAD:items/{name}.yaml") not in reading.names
    plain.write({"items/jar.yaml": "id: jar\nprice: 141\n"})
    plain.git("add", "--all")
    assert check(*words).status == 1  # two have one price now
    assert check(*words, "--no-cache") == check(*words)


def test_a_configuration_of_the_base_is_read_once(
    plain: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(plain.folder.parent / "cache"))
    read: list[str] = []
    workspace_of = configured.workspace_of

    def noting(document: Document, *rest: str) -> object:
        read.append(document.source.text)
        return workspace_of(document, *rest)

    monkeypatch.setattr(configured, "workspace_of", noting)
    text = (plain.folder / "remit.yaml").read_text()
    first = check("--base", "HEAD")
    assert (check("--base", "HEAD"), read) == (first, [text, text])  # today's, and the base's
    plain.write({"remit.yaml": text.replace("identity: id", "identity: path")})
    check("--base", "HEAD")
    assert len(read) == 3
    plain.record()
    check("--base", "HEAD")
    assert read[3:] == [read[2]]


def orders(here: Repository) -> list[Order]:
    """Gives checks of a change."""
    ways = [("HEAD", None), ("HEAD", "all"), ("HEAD", "introduced"), (None, "all")]
    return [_order(here, ref, block) for ref, block in ways]


def _order(here: Repository, ref: str | None, block: Any) -> Order:
    against = Against(ref, ref is None, block == "all", dict(os.environ))
    day = date(2026, 11, 23)
    return Order(str(here.folder), day, against=against, block=block, explained=True)


def told(law: Law, inputs: Inputs) -> list[str]:
    """Gives a report in several formats, and the lines of another one."""
    report = apply(law, inputs)
    found = [
        _renderer(format)(report, View(show="all", explain=why)) for format, why in FORMATS.items()
    ]
    return [*found, lines(apply(law, inputs))]


def lines(report: Report) -> str:
    """Gives the lines of what blocks, for which no finding need be made."""
    every = [(file, line) for file, told in report.lines for line in told.split(BEGIN)[1:]]
    return repr((report.blocks, every, [*report.rules]))


@pytest.fixture
def plain(here: Repository) -> Repository:
    """Gives a repository of which some is changed, and most isn't."""
    here.write(
        {
            "schemas/item.yaml": SCHEMA,
            "rules/facts.remit": FACTS,
            "items/cup.yaml": "id: cup\nprice: 12\nproof: docs/cup.md\n",
            "items/jar.yaml": "id: jar\nprice: 30\nproof: docs/jar.md\n",
            "docs/cup.md": "proof",
        }
    )
    here.record()
    here.write({"items/pot.yaml": "id: pot\nprice: 140\n"})
    return here


class Reading:
    """The files of the base that were read, by git's names."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        self._content = git.Objects.content
        patch.setattr(git.Objects, "content", lambda one, blob: self._noted(one, blob))

    def _noted(self, objects: git.Objects, blob: str) -> bytes | str:
        self.names.append(blob)
        return self._content(objects, blob)


def test_of_the_base_only_what_the_change_touches_is_read(
    plain: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Reading(monkeypatch)
    ran = check("--base", "HEAD")
    assert ran.report["summary"]["manifests"] == 3
    assert plain.git("rev-parse", "HEAD:items/pot.yaml") in reading.names
    for name in ("cup", "jar"):
        assert plain.git("rev-parse", f"HEAD:items/{name}.yaml") not in reading.names


def test_a_file_that_a_rule_asks_for_may_be_another_at_the_base(
    plain: Repository, check: Check
) -> None:
    (plain.folder / "docs/cup.md").unlink()
    plain.write({"docs/jar.md": "proof"})
    ran = check("--base", "HEAD")
    assert ("facts/proven", "cup", "there is no docs/cup.md") in said(ran, "introduced")
    assert ("facts/proven", "jar", "there is no docs/jar.md") in said(ran, "resolved")


def test_what_git_takes_for_unchanged_is_looked_at(plain: Repository, check: Check) -> None:
    plain.git("config", "filter.cheap.clean", "sed s/999/30/")
    plain.write(
        {
            ".gitattributes": "*.yaml filter=cheap\n",
            "items/jar.yaml": "id: jar\nprice: 999\nproof: docs/jar.md\n",
        }
    )
    plain.git("add", "--all")
    assert plain.git("diff", "--name-only", "HEAD", "--", "items") == "items/pot.yaml"
    ran = check("--base", "HEAD")
    assert ("prices/no-raise", "jar", "jar goes from 30 to 999") in said(ran, "introduced")


def test_each_process_reads_the_index_by_itself(
    plain: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        name = f"items/n{number}.yaml"
        plain.write({name: f"id: n{number}\nprice: 130\nnote: {'n' * 90 * number}\n"})
    plain.record()
    plain.write({"items/cup.yaml": "id: cup\nprice: 3\n"})
    plain.git("add", "--all")
    monkeypatch.setattr(works, "SHARE", 1)
    reading = Reading(monkeypatch)
    ran = check("--staged", "--block", "all", "--jobs", "4")
    # had answers been mixed up, they would not be what the base holds, and this one had read all
    here = {plain.git("rev-parse", f"HEAD:items/n{number}.yaml") for number in range(40)}
    assert here.isdisjoint(reading.names)
    assert ran.out.count("costs 130") == 40
    assert check("--staged", "--block", "all", "--jobs", "1") == ran
