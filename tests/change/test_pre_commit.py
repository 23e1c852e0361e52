"""What pre-commit says in the environment: two refs to look between, or no commit at all."""

from __future__ import annotations

import pytest
from tests.change.conftest import Check
from tests.change.repository import Repository

DEARER = {"items/jar.yaml": "id: jar\nprice: 70\nowner: lin\n"}
POT, JAR = ("prices/within-cap", "pot"), ("prices/no-raise", "jar")

Monkey = pytest.MonkeyPatch


def test_two_refs_say_where_the_change_began(
    here: Repository, check: Check, monkeypatch: Monkey
) -> None:
    here.write(DEARER)
    here.record()
    assert check("--staged").found() == []
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "HEAD~1")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    ran = check("--staged")
    assert (ran.status, ran.found()) == (1, [JAR])
    assert ran.report["base"]["ref"] == "HEAD~1"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("HEAD", "HEAD~1", "`HEAD~1`, and another commit is checked out"),
        ("HEAD", "nowhere", "`nowhere`, and another commit is checked out"),
        ("nowhere", "HEAD", "there is no revision `nowhere`"),
        ("--help", "HEAD", "there is no revision `--help`"),
    ],
)
def test_refs_that_can_not_be_compared(
    here: Repository, check: Check, monkeypatch: Monkey, start: str, end: str, said: str
) -> None:
    here.record()
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", start)
    monkeypatch.setenv("PRE_COMMIT_TO_REF", end)
    ran = check("--staged")
    assert (ran.status, said in ran.err, "help: " in ran.err) == (2, True, True), ran.err


def test_outside_of_a_commit_the_whole_index_is_checked(
    here: Repository, check: Check, monkeypatch: Monkey
) -> None:
    assert check("--staged").status == 0
    monkeypatch.setenv("PRE_COMMIT", "1")
    ran = check("--staged")
    assert (ran.status, ran.found()) == (1, [POT])
    assert check("--staged", "--block", "changed").status == 0
    here.write(DEARER)
    here.git("add", "--all")
    assert check("--staged").found() == [JAR]


def test_within_a_commit_nothing_staged_is_nothing_to_check(
    here: Repository, check: Check, monkeypatch: Monkey
) -> None:
    monkeypatch.setenv("PRE_COMMIT", "1")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    ran = check("--staged")
    assert (ran.status, ran.found()) == (0, [])


def test_files_that_are_named_are_checked_though_nothing_is_staged(
    here: Repository, check: Check
) -> None:
    ran = check("--staged", "items/pot.yaml")
    assert (ran.status, ran.found()) == (1, [POT])
    assert check("--staged", "items/cup.yaml").status == 0
    assert check("--staged", "--block", "introduced", "items/pot.yaml").status == 0
