"""git is asked of its files again only where something has changed that they depend on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.workspace.shop import Shop, in_git, shop

from remit.workspace import disk

__all__ = ["shop"]

pytestmark = pytest.mark.skipif(not hasattr(os, "posix_spawnp"), reason="git is run otherwise")

Asked = list[str]


@pytest.fixture(params=["settled"])
def asked(shop: Shop, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Asked:
    """Gives what git is asked in a repository where a check was done, of files that were written
    long before, or just now."""
    if request.param == "settled":
        monkeypatch.setattr(disk, "_TICK", -(10**18))
    shop.write(".gitignore", "built/\n")
    shop.write("more/.gitignore", "old.yaml\n")
    in_git(shop)
    shop.check()
    words: Asked = []
    spawn = os.posix_spawnp

    def noting(file: str, arguments: Sequence[str], *more: object, **named: object) -> int:
        words.append(arguments[3])
        return spawn(file, arguments, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "posix_spawnp", noting)
    return words


def test_git_is_not_asked_where_only_texts_have_changed(shop: Shop, asked: Asked) -> None:
    for price in (300, 400):
        shop.write("items/b.yaml", f"id: b\nprice: {price}\n")
        shop.write("rules/prices.remit", (shop.folder / "rules/prices.remit").read_text() + "\n")
        found = shop.check()
        assert not shop.recalled
        assert f"b costs {price}" in found[1][0][1]
        assert asked == []
        assert shop.check() == found
        assert shop.recalled
    assert found == shop.check("check", "--no-cache")


def _configured(shop: Shop) -> None:
    subprocess.run(["git", "config", "core.excludesfile", str(shop.folder / "mine")], check=True)
    shop.write("mine", "items/b.yaml\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda shop: shop.write("items/d.yaml", "id: d\nprice: 500\n"),
        lambda shop: (shop.folder / "items/c.yaml").unlink(),
        lambda shop: (shop.folder / "empty").mkdir(),
        lambda shop: shop.write(".gitignore", "items/b.yaml\n"),
        lambda shop: shop.write("more/.gitignore", "new.yaml\n"),
        lambda shop: shop.write(".git/info/exclude", "items/b.yaml\n"),
        lambda shop: subprocess.run(["git", "rm", "-q", "--cached", "items/b.yaml"], check=True),
        lambda shop: Path(os.environ["HOME"], ".gitconfig").write_text("[core]\n"),
        lambda shop: _configured(shop),
    ],
)  # fmt: skip
def test_git_is_asked_where_its_files_may_be_others(
    shop: Shop,
    asked: Asked,
    change: Callable[[Shop], object],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    shop.check()
    asked.clear()
    change(shop)
    shop.write("items/a.yaml", "id: a\nprice: 700\n")
    found = shop.check()
    assert asked[0] == "ls-files"
    assert found == shop.check("check", "--no-cache")


@pytest.mark.parametrize("asked", ["fresh"], indirect=True)
def test_git_is_asked_again_of_a_repository_that_had_just_changed(shop: Shop, asked: Asked) -> None:
    shop.write("items/a.yaml", "id: a\nprice: 600\n")
    found = shop.check()
    assert asked[0] == "ls-files"
    assert found == shop.check("check", "--no-cache")
