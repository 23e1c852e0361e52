"""`remit lsp` as a command: what it says where it can't serve."""

from __future__ import annotations

import importlib.util

import pytest

from remit.cli.main import main


def test_without_its_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("remit.cli.lsp.find_spec", lambda name: None)
    assert main(["lsp"]) == 2
    said = capsys.readouterr().err
    assert "needs the extra `lsp`" in said
    assert "pip install 'remit[lsp]'" in said


def test_it_takes_no_paths(capsys: pytest.CaptureFixture[str]) -> None:
    assert importlib.util.find_spec("pygls")
    assert main(["lsp", "rules"]) == 2
    assert "rules" in capsys.readouterr().err
