"""What happens on the stage of a story: commands run, hooks run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct, field
from tests.change.repository import ENVIRONMENT, Repository


def run(
    *words: str | Path, folder: Path, status: int = 0, more: Mapping[str, str] | None = None
) -> str:
    """Gives what a command prints, and sees to its status."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env={**os.environ, **(more or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    out = done.stdout.decode("utf-8", "replace")
    assert done.returncode == status, out
    return out


class Hooks(Struct, frozen=True, dict=True):
    """The hooks of a repository at a revision, and the folder in which pre-commit keeps their
    environment."""

    source: Repository
    rev: str
    home: Path
    more: Mapping[str, str] = field(default_factory=dict)

    def configuration(self, *names: str, **more: object) -> dict[str, Any]:
        """Gives a project's configuration with some of the hooks, each with what `more` says."""
        entries = [{"id": name, **more} for name in names]
        address = str(self.source.folder)
        return {"repos": [{"repo": address, "rev": self.rev, "hooks": entries}]}

    def install(self, project: Repository, *names: str) -> None:
        """Writes a configuration into a project, and sets up what its hooks need."""
        text = yaml.safe_dump(self.configuration(*names))
        project.write({".pre-commit-config.yaml": text})
        project.git("add", "--all")
        self.pre_commit(project, "install-hooks")

    def environment(self) -> dict[str, str]:
        """Gives the environment in which pre-commit is run, git hooks included."""
        scripts = str(Path(sys.executable).parent)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return {
            **kept,
            **ENVIRONMENT,
            "PATH": f"{scripts}{os.pathsep}{kept.get('PATH', '')}",
            "PRE_COMMIT_HOME": str(self.home),
            "PRE_COMMIT_COLOR": "never",
            **self.more,
        }

    def pre_commit(self, project: Repository, *words: str, status: int | None = 0) -> str:
        """Gives what pre-commit prints in a project, and sees to its status."""
        return self.command(project, sys.executable, "-m", "pre_commit", *words, status=status)

    def command(self, project: Repository, *words: str, status: int | None = 0) -> str:
        """Gives what a command prints in a project where git runs these hooks."""
        done = subprocess.run(
            list(words),
            cwd=project.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        out = done.stdout.decode("utf-8", "replace")
        assert status in (None, done.returncode), out
        return out


def verdicts(out: str) -> dict[str, str]:
    """Gives each hook's name and what pre-commit says of it: Passed, Failed or Skipped."""
    said = re.findall(r"^(\S[^.\n]*?)\.\.\.+(?:\(.*?\))?(Passed|Failed|Skipped)$", out, re.M)
    return dict(said)
