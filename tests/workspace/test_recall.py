"""An answer is recalled only where the check would give it again, and then byte for byte."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.workspace.shop import FILES, SORTS, Shop, in_git, known, runs, shop

from remit.workspace import recall

__all__ = ["known", "shop"]


def rules(old: str, new: str) -> str:
    return FILES["rules/prices.remit"].replace(old, new)


@pytest.mark.parametrize(
    ("known", "git"),
    [
        *((sort, False) for sort in SORTS),
        *((sort, True) for sort in ("fresh files", "settled files", "forerun files apart")),
    ],
    indirect=["known"],
)
@pytest.mark.parametrize(
    "change",
    [
        lambda shop: shop.write("items/a.yaml", "id: a\nprice: 9\n"),
        lambda shop: shop.write("items/b.yaml", "id: b\nprice: 2\n"),
        lambda shop: shop.write("items/d.yaml", "id: d\nprice: 500\n"),
        lambda shop: shop.write("items/a.yaml", ""),
        lambda shop: (shop.folder / "items/a.yaml").unlink(),
        lambda shop: (shop.folder / "items/a.yaml").rename(shop.folder / "items/z.yaml"),
        lambda shop: (shop.folder / "docs/c.md").unlink(),
        lambda shop: shutil.rmtree(shop.folder / "docs"),
        lambda shop: shop.write("rules/prices.remit", rules("100", "10")),
        lambda shop: shop.write("rules/other.remit", rules("prices", "other")),
        lambda shop: shop.write("item.schema.yaml", "{properties: {id: {type: string}}}\n"),
        lambda shop: shop.write("remit.yaml", FILES["remit.yaml"] + "limits: {steps: 5}\n"),
        lambda shop: shop.write("sub/remit.yaml", FILES["remit.yaml"]),
        lambda shop: (
            (shop.folder / "items/a.yaml").unlink(),
            (shop.folder / "items/a.yaml").symlink_to("b.yaml"),
        ),
        lambda shop: shop.write(".git/info/exclude", "items/b.yaml\n"),
        lambda shop: shop.write(".gitignore", "items/b.yaml\n"),
        lambda shop: shop.write("items/.gitignore", "*\n"),
    ],
)  # fmt: skip
def test_no_change_goes_unnoticed(known: Shop, change: Callable[[Shop], object], git: bool) -> None:
    if git:
        in_git(known)
        known.check()
    elif ".git" in str(change.__code__.co_consts):
        pytest.skip("means nothing outside of git")
    known.check()
    assert known.recalled
    change(known)
    known.again()


def test_what_git_ignores_may_change(known: Shop) -> None:
    in_git(known).write(".gitignore", "build/\n")
    known.write("build/x/1.txt", "1")
    known.check()
    known.write("build/x/2.txt", "2")
    known.again()
    assert known.recalled


def test_adding_files_to_the_index_changes_nothing_but_which_files_there_are(known: Shop) -> None:
    in_git(known).check()
    subprocess.run(["git", "rm", "--quiet", "--cached", "items/a.yaml"], check=True)
    known.again()
    assert known.recalled
    known.write(".gitignore", "items/a.yaml\n")
    known.again()
    assert not known.recalled


def test_a_file_that_comes_back_as_it_was_may_be_recalled_and_nothing_else(known: Shop) -> None:
    known.write("items/b.yaml", "id: b\nprice: 300\n")
    assert "b costs 300" in known.again()[1][0][1]
    known.write("items/b.yaml", FILES["items/b.yaml"])
    assert "b costs 200" in known.again()[1][0][1]


def test_a_change_that_keeps_size_and_time_is_noticed(known: Shop) -> None:
    place = known.folder / "items/b.yaml"
    found = place.stat()
    place.write_text("id: b\nprice: 100\n")
    os.utime(place, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert known.again()[0] == 0
    assert not known.recalled


@pytest.mark.parametrize("when", [-(10**18), 10**19])
def test_times_beyond_measure_are_told_apart(known: Shop, when: int) -> None:
    place = known.folder / "items/b.yaml"
    os.utime(place, ns=(when, when))
    assert "b costs 200" in known.again()[1][0][1]
    known.again()
    assert known.recalled
    known.write("items/b.yaml", "id: b\nprice: 300\n")
    os.utime(place, ns=(when, when))
    assert "b costs 300" in known.again()[1][0][1]


def test_an_answer_given_over_midnight_is_no_answer_of_the_new_day(
    known: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = recall.today()
    monkeypatch.setattr("remit.workspace.keeping.today", lambda: now + 1)
    known.check("check", "--explain")
    monkeypatch.setattr(recall, "today", lambda: now + 1)
    known.check("check", "--explain")
    assert not known.recalled


def test_the_day_counts_unless_it_is_named(known: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    known.check("check", "--as-of", "2026-11-23")
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + recall.DAY)
    known.check()
    assert not known.recalled
    known.check("check", "--as-of", "2026-11-23")
    assert known.recalled
    monkeypatch.setattr(time, "time", lambda: now() - 40 * recall.DAY)
    known.check()
    assert not known.recalled


@pytest.mark.parametrize(
    ("name", "text"), [("NO_COLOR", "1"), ("GIT_CEILING_DIRECTORIES", "/"), ("HOME", "/nowhere")]
)
def test_the_environment_counts(
    known: Shop, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv(name, text)
    known.again()
    assert not known.recalled


def test_each_command_and_folder_has_its_own_answer(
    known: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (["check", "items/a.yaml"], ["check", "--quiet"], ["check", "--format", "json"]):
        first = known.check(*words)
        assert not known.recalled
        assert known.again(*words) == first
        assert known.recalled
    monkeypatch.chdir(known.folder / "items")
    known.again()
    assert not known.recalled


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--no-cache"], ["check", "--format", "json:out.json"], ["check", "--staged"],
        ["check", "--format=json:out.json"], ["check", "--format", "sarif"], ["check", "-"],
        ["check", "--base", "HEAD"], ["check", "--unknown"], ["test"], ["check", "--", "a"], [],
        ["check", "--format"], ["--version"], ["check", "--format", "github"],
    ],
)  # fmt: skip
def test_other_commands_are_never_recalled(words: list[str]) -> None:
    assert not recall.is_plain(words)


def test_a_check_that_was_refused_is_not_kept(shop: Shop) -> None:
    shop.write("rules/prices.remit", "policy")
    assert shop.check()[0] == 2
    assert runs(shop) == []


def test_links_are_followed_as_python_follows_them(tmp_path: Path) -> None:
    chance = random.Random(5)
    top = os.path.realpath(tmp_path)
    folders = [top]
    for number in range(60):
        place = os.path.join(chance.choice([f for f in folders if os.path.isdir(f)]), f"n{number}")
        if chance.random() < 0.6:
            os.mkdir(place)
        else:
            near = ["..", "n3", "nowhere", f"n{number}", "n1/../n2", f"../n{number - 1}"]
            os.symlink(chance.choice([*folders, *near]), place)
        folders.append(place)
    paths = [
        *folders,
        *(os.path.join(each, "gone", "file") for each in folders),
        *(os.path.join(each, "..", "n4", ".", "n5") for each in folders),
        *(os.path.relpath(each) for each in folders[:5]),
        "/", "//", "//x", f"{top}//n1/", f"{top}/", "", ".", "..",
        *(f"{top}/{'d/' * depth}e" for depth in (98, 99, 3000)),
    ]  # fmt: skip
    ways: dict[str, str] = {}
    for path in (*paths, *reversed(paths)):
        assert recall.really(path, ways) == os.path.realpath(path), path
    assert any(os.path.realpath(path) != os.path.normpath(path) for path in folders)
