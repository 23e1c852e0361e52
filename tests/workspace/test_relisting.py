"""git is asked of its files again, and folders are opened again, only where something has changed
that this depends on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.workspace.shop import FILES, Shop, in_git, shop

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


# -- without git --------------------------------------------------------------------------------


@pytest.fixture(params=["settled"])
def opened(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> list[str]:
    """Gives the folders that are opened in a shop where a check was done, of files that were
    written long before, or just now."""
    if request.param == "settled":
        monkeypatch.setattr(disk, "_TICK", -(10**18))
    shop.write("more/old/j.yaml", "id: j\nprice: 700\n")
    shop.write("remit.yaml", FILES["remit.yaml"].replace("items/*.yaml", "**/[a-z].yaml"))
    (shop.folder / "link.yaml").symlink_to("docs/c.md")
    shop.check()
    folders: list[str] = []
    scandir = os.scandir

    def noting(place: str) -> object:
        if str(place).startswith(str(shop.folder)):
            folders.append(os.path.relpath(place, shop.folder))
        return scandir(place)

    monkeypatch.setattr(os, "scandir", noting)
    return folders


@pytest.mark.parametrize("words", [(), ("more",), ("--policy", "rules")])
def test_no_folder_is_opened_again_where_only_texts_have_changed(
    shop: Shop, opened: list[str], words: tuple[str, ...]
) -> None:
    shop.check("check", *words)
    for price in (300, 400):
        shop.write("more/old/j.yaml", f"id: j\nprice: {price}\n")
        opened.clear()
        found = shop.check("check", *words)
        assert not shop.recalled
        assert f"j costs {price}" in found[1][0][1]
        assert set(opened) <= {"rules"}
        assert shop.check("check", *words) == found
        assert shop.recalled
    assert found == shop.check("check", *words, "--no-cache")
    assert "more/old" in opened


@pytest.mark.parametrize(
    "change",
    [
        lambda shop: shop.write("items/d.yaml", "id: d\nprice: 500\n"),
        lambda shop: shop.write("more/old/d.yaml", "id: d\nprice: 500\n"),
        lambda shop: (shop.folder / "items/c.yaml").unlink(),
        lambda shop: (shop.folder / "items").rename(shop.folder / "more/items"),
        lambda shop: (shop.folder / "new/empty").mkdir(parents=True),
        lambda shop: _linked(shop, "items"),
        lambda shop: _linked(shop, "items/b.yaml"),
        lambda shop: ((shop.folder / "docs/c.md").unlink(), (shop.folder / "docs/c.md").mkdir()),
    ],
)
def test_folders_are_opened_where_other_files_may_stand_in_them(
    shop: Shop, opened: list[str], change: Callable[[Shop], object]
) -> None:
    change(shop)
    shop.write("items/a.yaml", "id: a\nprice: 700\n")
    found = shop.check()
    assert "." in opened
    assert found == shop.check("check", "--no-cache")


def _linked(shop: Shop, path: str) -> None:
    (shop.folder / "link.yaml").unlink()
    (shop.folder / "link.yaml").symlink_to(path)


@pytest.mark.parametrize("opened", ["fresh"], indirect=True)
def test_folders_that_had_just_changed_are_opened_again(shop: Shop, opened: list[str]) -> None:
    shop.write("items/a.yaml", "id: a\nprice: 600\n")
    found = shop.check()
    assert "items" in opened
    assert found == shop.check("check", "--no-cache")
