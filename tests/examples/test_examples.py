"""The examples: copied elsewhere, they show what their READMEs say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests import forked

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
TODAY = "2026-11-23"
IN_ORDER = ["self-checkout", "digital-app", "conventional-refit"]
GONE_WRONG = ["self-checkout-gone-wrong", "portfolio"]

_RULE = re.compile(r"`([a-z-]+/[a-z-]+)`")


def remit(folder: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [forked.remit(), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def copied(example: str, to: Path) -> Path:
    return shutil.copytree(EXAMPLES / example, to / example)


def report(folder: Path) -> dict[str, Any]:
    done = remit(folder, ["check", "--as-of", TODAY, "--format", "json"])
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert done.returncode == (1 if found["summary"]["blocking"] else 0)
    return found


@pytest.mark.parametrize("example", IN_ORDER)
def test_a_project_in_order_has_no_findings(example: str, tmp_path: Path) -> None:
    found = report(copied(example, tmp_path))
    assert found["findings"] == []
    assert found["summary"]["manifests"] > 0


@pytest.mark.parametrize("example", GONE_WRONG)
def test_the_readme_tells_what_blocks_and_what_it_tells_is_found(
    example: str, tmp_path: Path
) -> None:
    findings = report(copied(example, tmp_path))["findings"]
    told = set(_RULE.findall((EXAMPLES / example / "README.md").read_text("utf-8")))
    assert told - {finding["rule"] for finding in findings} == set()
    assert {finding["rule"] for finding in findings if finding["blocking"]} - told == set()
    assert [finding["message"] for finding in findings if finding["outcome"] == "undecided"] == []


def test_relabelling_does_not_help(tmp_path: Path) -> None:
    findings = report(copied("self-checkout-gone-wrong", tmp_path))["findings"]
    of_it = {finding["rule"] for finding in findings if finding["manifest"] == "self-checkout-lite"}
    assert "archetype/declared-archetype-fits" in of_it


def test_the_portfolio_holds_the_self_checkout_example() -> None:
    one, other = EXAMPLES / "self-checkout", EXAMPLES / "portfolio/projects/self-checkout"
    files = [path.relative_to(other) for path in other.rglob("*") if path.is_file()]
    assert len(files) > 10
    assert [str(f) for f in files if (one / f).read_bytes() != (other / f).read_bytes()] == []
