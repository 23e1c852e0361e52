"""Kubernetes' own promotions as real changes: 223 enhancements before and after, in one commit of a
throw-away repository, judged by the example's policies on changes."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from tests.change.repository import Repository, empty, outside
from tests.corpus.trees import CORPUS, TODAY, needs_corpus

EXAMPLE = Path(__file__).parents[2] / "examples" / "kubernetes-enhancements"
KEP = CORPUS / "kep"

pytestmark = needs_corpus

VIOLATED = {
    "gate-change/approvers-stay": 3,
    "gate-change/milestones-are-kept": 3,
    "gate-change/no-stage-is-skipped": 46,
    "gate-change/promotion-has-its-own-milestone": 16,
}
"""How many of the real promotions break each rule on changes."""

Row = dict[str, str]


class Checked(Struct, frozen=True, dict=True):
    """The rows of the table, and the report on all of their changes."""

    rows: list[Row]
    report: dict[str, Any]

    def breaking(self, rule: str) -> set[int]:
        """Gives the numbers of the changes that break a rule."""
        return {
            int(each["file"].split("/")[0])
            for each in self.report["findings"]
            if each["rule"] == rule and each["change"] == "introduced"
        }


def read_table() -> list[Row]:
    with (KEP / "changes.tsv").open(newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def put(here: Repository, rows: list[Row], side: str) -> None:
    """Writes every enhancement as it was on one side of its change, each below its number."""
    for number, row in enumerate(rows):
        place = here.folder / str(number) / row[f"path_{side}"]
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(KEP / "changes" / row[side], place)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Gives a repository with all changes as its last commit."""
    here = empty(tmp_path_factory.mktemp("kubernetes"))
    for folder in ("policies", "schemas"):
        shutil.copytree(EXAMPLE / folder, here.folder / folder)
    config = (EXAMPLE / "remit.yaml").read_text(encoding="utf-8").replace('"keps/', '"*/keps/')
    owners = (KEP / "head" / "OWNERS_ALIASES").read_bytes()
    here.write({"remit.yaml": config, "OWNERS_ALIASES": owners})
    rows = read_table()
    put(here, rows, "before")
    here.record("before")
    here.git("rm", "--quiet", "-r", *map(str, range(len(rows))))
    put(here, rows, "after")
    here.record("after")
    return here


@pytest.fixture(scope="module")
def checked(repository: Repository) -> Checked:
    """Gives the report on the changes."""
    words = ["--rule", "gate-change/*", "--as-of", TODAY.isoformat(), "--format", "json"]
    ran = outside(repository.folder, "check", "--base", "main^", *words)
    assert ran.status == 1, ran.err
    return Checked(read_table(), json.loads(ran.out))


def test_every_change_is_compared_with_its_own_baseline(checked: Checked) -> None:
    assert len(checked.rows) == 223
    assert checked.report["summary"]["manifests"] == 223
    for row in checked.report["rules"]:
        assert row["satisfied"] + row["violated"] == 223, row
        assert (row["undecided"], row["not_applicable"]) == (0, 0)


def test_the_real_promotions_break_as_many_rules_as_ever(checked: Checked) -> None:
    assert {row["rule"]: row["violated"] for row in checked.report["rules"]} == VIOLATED
    found = Counter(each["rule"] for each in checked.report["findings"])
    assert {rule: count for rule, count in found.items() if rule not in VIOLATED} == {
        "manifest/schema": 2
    }


STAGES = {"alpha": 1, "beta": 2, "stable": 3}


def promoted(row: Row) -> bool:
    before, after = (STAGES.get(row[f"stage_{side}"], 0) for side in ("before", "after"))
    return after > before


def skips(row: Row) -> bool:
    """Says by the table whether a change leaves a stage out."""
    return promoted(row) and STAGES[row["stage_after"]] != STAGES.get(row["stage_before"], 0) + 1


def keeps_its_milestone(row: Row) -> bool:
    """Says by the table whether a promotion names no later release than before."""
    before, after = (release(row[f"milestone_{side}"]) for side in ("before", "after"))
    if not (promoted(row) and row["stage_before"]) or after is None:
        return False
    return before is not None and after <= before


def release(text: str) -> tuple[int, ...] | None:
    found = re.fullmatch(r"v?(\d+)\.(\d+)(?:\.(\d+))?", text or "0.0")
    return tuple(int(part or 0) for part in found.groups()) if found else None


@pytest.mark.parametrize(
    ("rule", "told"),
    [("no-stage-is-skipped", skips), ("promotion-has-its-own-milestone", keeps_its_milestone)],
)
def test_the_table_tells_of_the_same_changes(
    checked: Checked, rule: str, told: Callable[[Row], bool]
) -> None:
    expected = {number for number, row in enumerate(checked.rows) if told(row)}
    assert checked.breaking(f"gate-change/{rule}") == expected
