"""The standard policies pass their own tests, and none of their rules is untested."""

from __future__ import annotations

from pathlib import Path

import pytest

from remit.cli.main import main

ROOT = Path(__file__).parents[2]


def test_the_standard_policies_pass_their_tests(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    status = main(["test", "rules"])
    told = capsys.readouterr()
    assert told.err == ""
    assert "failed" not in told.out
    assert "untested" not in told.out
    for policy in ROOT.glob("rules/*.remit"):
        assert f"rules/{policy.stem}.test.yaml: " in told.out
    assert status == 0
