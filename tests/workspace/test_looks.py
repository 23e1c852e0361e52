"""What was seen of many files stands beside the answer that it belongs to; odd ones are none."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest
from tests.workspace.shop import Shop, apart, forged, runs, shop

from remit.workspace import disk, forerunning, keeping, recall, scouting

__all__ = ["shop"]


@pytest.fixture(params=["alone", "scouted"])
def large(shop: Shop, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Gives a shop of so many files that their looks are kept apart; a scout may look at them, and
    a forerunner judge what it has seen to be changed."""
    if request.param == "scouted":
        monkeypatch.setattr(recall, "MANY", 1)
        monkeypatch.setattr(forerunning, "LEAST", 1)
        monkeypatch.setattr(scouting, "_cores", lambda: 2)
        monkeypatch.setattr(scouting, "_ODD", 1)
    monkeypatch.setattr(disk, "_TICK", -(10**18))
    monkeypatch.setattr(keeping, "APART", 1)
    for number in range(40):
        shop.write(f"items/m{number}.yaml", f"id: m{number}\nprice: {number}\n")
    shop.check()
    return shop


def test_a_few_changes_leave_the_looks_as_they_are(large: Shop) -> None:
    [looks] = apart(large)
    before = looks.read_bytes()
    assert looks.stat().st_mode & 0o777 == 0o600
    os.utime(looks, (1, 1))
    for price in (500, 600):
        large.write("items/m7.yaml", f"id: m7\nprice: {price}\n")
        found = large.again()
        assert not large.recalled
        assert large.check() == found
        assert large.recalled
        assert looks.read_bytes() == before
    assert looks.stat().st_mtime > 1  # what is used last is dropped last
    assert runs(large)[0].stat().st_size < len(before) // 2


@pytest.mark.parametrize("come", [True, False])
def test_files_that_come_or_go_make_new_looks(large: Shop, come: bool) -> None:
    [looks] = apart(large)
    for number in (5, 6):
        before = looks.read_bytes()
        if come:
            large.write(f"items/n{number}.yaml", f"id: n{number}\nprice: 500\n")
        else:
            (large.folder / f"items/m{number}.yaml").unlink()
        found = large.again()
        assert looks.read_bytes() != before
        assert large.check() == found
        assert large.recalled


def test_a_file_that_becomes_a_link_or_a_folder_is_noticed(large: Shop) -> None:
    place, other = large.folder / "items/m7.yaml", large.folder / "m7.yaml"
    other.write_text("id: m7\nprice: 700\n")
    for step in (
        place.unlink, lambda: place.symlink_to("../m7.yaml"),
        lambda: other.write_text("id: m7\nprice: 800\n"), other.unlink, place.unlink, place.mkdir,
        place.rmdir, lambda: place.write_text("id: m7\nprice: 900\n"),
    ):  # fmt: skip
        step()
        found = large.again()
        assert large.check() == found
        assert large.recalled


def test_many_changes_make_new_looks(large: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PART", 10**6)
    [looks] = apart(large)
    before = looks.read_bytes()
    for number in range(30):
        large.write(f"items/m{number}.yaml", f"id: m{number}\nprice: {number + 90}\n")
    found = large.again()
    assert looks.read_bytes() != before
    assert large.check() == found
    assert large.recalled


def test_whatever_changes_is_noticed(large: Shop) -> None:
    chance = random.Random(7)
    for turn in range(40):
        for _ in range(chance.randrange(4)):
            name = f"items/m{chance.randrange(50)}.yaml"
            if chance.random() < 0.1:
                (large.folder / name).unlink(missing_ok=True)
            else:
                large.write(name, f"id: {name}\nprice: {90 + turn}\n")
        found = large.again()
        assert large.check() == found
        assert large.recalled


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"", lambda data: data[:-1], lambda data: data[:60] + b"?" + data[61:],
        lambda data: forged(None), lambda data: forged({}), lambda data: forged(()),
        lambda data: None,
    ],
)  # fmt: skip
def test_damaged_looks_are_no_answer(large: Shop, damage: Callable[[bytes], bytes | None]) -> None:
    [looks] = apart(large)
    damaged = damage(looks.read_bytes())
    looks.unlink()
    if damaged is not None:
        looks.write_bytes(damaged)
        looks.chmod(0o600)
    found = large.again()
    assert not large.recalled
    assert large.check() == found
    assert large.recalled


def test_an_answer_of_other_looks_is_none(large: Shop) -> None:
    """As where a check dies between both, or two checks write at once."""
    [looks], [answer] = apart(large), runs(large)
    earlier = looks.read_bytes(), answer.read_bytes()
    large.write("items/m7.yaml", "id: m7\nprice: 700\n")
    looks.unlink()
    large.check()
    later = looks.read_bytes(), answer.read_bytes()
    for mixed in ((earlier[0], later[1]), (later[0], earlier[1])):
        looks.write_bytes(mixed[0])
        answer.write_bytes(mixed[1])
        large.again()
        assert not large.recalled
        large.again()
        assert large.recalled


def test_looks_without_their_answer_are_dropped_with_all_that_is_old(
    large: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    [answer] = runs(large)
    answer.unlink()
    monkeypatch.setattr(keeping, "MOST_FILES", 1)
    large.check("check", "--as-of", "2026-11-20")
    large.check("check", "--as-of", "2026-11-21")
    assert answer.name not in [looks.name.partition("-")[0] for looks in apart(large)]
