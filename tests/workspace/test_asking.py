"""What git is asked in the folders of a change, which must not tell it what to run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.workspace.test_discovery import folder, found, repository

__all__ = ["folder", "repository"]


@pytest.mark.parametrize("spawns", [True, False])
@pytest.mark.parametrize("shared", [True, False])
def test_a_folder_that_looks_like_a_repository_has_no_say(
    repository: Path, spawns: bool, shared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that a change brings could look like a repository, whose settings name what to run."""
    if not spawns:
        monkeypatch.delattr(os, "posix_spawnp")
    place = repository / "projects" / "a"
    store = repository / "store" if shared else place
    for name in ("objects/x", "refs/x"):
        (store / name).parent.mkdir(parents=True)
        (store / name).write_text("", encoding="utf-8")
    if shared:
        (place / "commondir").write_text("../../store", encoding="utf-8")
    (place / "HEAD").write_text("ref: refs/heads/main", encoding="utf-8")
    settings = "[extensions]\nworktreeConfig = true\n[core]\nrepositoryformatversion = 1\n"
    settings += f'fsmonitor = "touch {repository}/run; false"\n'
    (store / "config").write_text(settings, encoding="utf-8")
    (place / "config.worktree").write_text("[core]\nbare = false\nworktree = .\n", encoding="utf-8")
    expected = ["projects/a/project.yaml"]
    for here, paths in ((repository, ["projects/a"]), (place, ["."]), (place, ["project.yaml"])):
        checked = found(here, *paths).checked["project"]
        assert [file.path for file in checked] == expected, (here, paths)
    assert not (repository / "run").exists()
