"""Cases of standard rules are taken away, and what `--suggest` tells instead shows as much."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from tests import transcripts

ROOT = Path(__file__).parents[2]

TAKEN = [
    ("funding", "tranche-follows-gates"),
    ("landscape", "shared-assets-are-central"),
    ("talent", "rewards-are-equal"),
]


def without(text: str, rule: str) -> str:
    """Gives a test file without the cases that expect something of a rule."""
    head, tests, cases = text.partition("\ntests:\n")
    items = re.split(r"(?=^  - name:)", cases, flags=re.M)
    return head + tests + "".join(item for item in items if f"rule: {rule}" not in item)


@pytest.mark.story
@pytest.mark.parametrize(("policy", "rule"), TAKEN, ids=lambda word: word)
def test_what_was_taken_away_is_shown_again(policy: str, rule: str, tmp_path: Path) -> None:
    for folder in ("rules", "examples", "schemas"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    file = tmp_path / "rules" / f"{policy}.test.yaml"
    kept = without(file.read_text("utf-8"), rule)
    assert kept != file.read_text("utf-8")
    file.write_text(kept, "utf-8")

    command = f"remit test rules/{policy}.test.yaml --rule {policy}/{rule}"
    words = "--suggest --allow-untested --format json"
    found = json.loads(transcripts.run(f"{command} {words}", tmp_path, cache))["suggestions"]
    assert found["gaps"] > 0
    assert found["open"] == []

    cases = "\n".join(case["case"] for case in found["cases"])
    file.write_text(f"{kept.rstrip()}\n{cases}\n", "utf-8")
    words = "--coverage --fail-under 100 --mutate --quiet"
    said = transcripts.run(f"{command} {words}; echo status $?", tmp_path, cache)
    assert said.endswith("status 0\n"), said
