"""Every standard rule in plain English, in lines that can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from remit.cli.main import main

RULES = sorted(
    f"{path.stem}/{name}"
    for path in (Path(__file__).parents[2] / "rules").glob("*.remit")
    for name in re.findall(r"^rule ([\w-]+)", path.read_text(), re.M)
)


def test_every_standard_rule_is_explained(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "*"]) == 0
    out = capfd.readouterr().out
    told = re.findall(r"^([\w-]+/[\w-]+)$", out, re.M)
    assert told == RULES
    assert out.count("\ndemands:\n") == out.count("\nabout:\n") == len(RULES)
    assert max(map(len, out.splitlines())) <= 120
