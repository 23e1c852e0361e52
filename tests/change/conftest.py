"""A repository to change, and the check of the change."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.change.repository import ENVIRONMENT, ROOT, Repository, started
from tests.cli.conftest import Ran

from remit.cli.main import main
from remit.governance import shares, works

Check = Callable[..., Ran]

CI = ("GITHUB_", "GITLAB_", "CI_", "SYSTEM_", "BUILD_", "JENKINS_", "CHANGE_", "GIT_", "PRE_COMMIT")


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes away what a CI job or a hook that runs the tests says."""
    for name in list(os.environ):
        if name.startswith(CI) or name in ("CI", "TF_BUILD"):
            monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "engine"))


def in_shares(patch: pytest.MonkeyPatch) -> None:
    """Has few files read and judged in shares, as many are."""
    patch.setattr(shares, "LEAST", 1)
    patch.setattr(works, "SHARE", 2)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Gives a repository with one commit, in which the command runs."""
    found = started(tmp_path / "here")
    monkeypatch.chdir(found.folder)
    return found


@pytest.fixture
def check(capfdbinary: pytest.CaptureFixture[bytes]) -> Check:
    """Gives what runs `remit check` on a fixed day, with a JSON report."""

    def checked(*words: str) -> Ran:
        status = main(["check", "--as-of", "2026-11-23", "--format", "json", *words])
        out, err = capfdbinary.readouterr()
        return Ran(status, out.decode("utf-8"), err.decode("utf-8"))

    return checked
