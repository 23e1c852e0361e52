"""Scouts look at files while a check is still starting, and tell what it would see itself."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from tests.workspace.shop import Shop, shop

from remit.text.columns import Column, packed
from remit.workspace import disk, errands, recall, scouting
from remit.workspace.looks import Looks, Places

__all__ = ["shop"]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes can't be forked")


@pytest.fixture
def looked_at(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gives the names of the manifests that the check itself looks at, of a shop that is known, and
    for which scouts are sent."""
    monkeypatch.setattr(disk, "_TICK", -(10**18))
    monkeypatch.setattr(recall, "MANY", 1)
    monkeypatch.setattr(scouting, "_ODD", 3)
    monkeypatch.setattr(scouting, "_cores", lambda: 2)
    shop.check()
    names: list[str] = []
    odd_in = disk._odd_in

    def noting(places: Iterable[str], cut: int, at: int | None) -> Iterable[str]:
        places = list(places)
        names.extend(map(os.path.basename, places))
        return odd_in(places, cut, at)

    monkeypatch.setattr(disk, "_odd_in", noting)
    return names


def test_what_a_scout_has_seen_is_not_looked_at_again(shop: Shop, looked_at: list[str]) -> None:
    shop.write("items/a.yaml", "id: a\nprice: 5\n")
    found = shop.check()
    assert looked_at == ["a.yaml"]
    assert shop.check() == found
    assert shop.recalled
    assert found == shop.check("check", "--no-cache")


def test_links_are_looked_at(shop: Shop, looked_at: list[str]) -> None:
    place = shop.folder / "items/c.yaml"
    place.rename(shop.folder / "c.yaml")
    place.symlink_to("../c.yaml")
    found = shop.check()
    assert looked_at == ["c.yaml"]
    shop.write("items/a.yaml", "id: a\nprice: 5\n")
    looked_at.clear()
    assert shop.check() == found
    assert looked_at == ["a.yaml", "c.yaml"]


@pytest.mark.parametrize(
    "end",
    [
        lambda looks: os.kill(os.getpid(), signal.SIGKILL),
        lambda looks: os._exit(3),
        lambda looks: None,
        lambda looks: 1 // 0,
        lambda looks: "no numbers",
    ],
)
def test_a_scout_that_does_not_come_back_has_told_nothing(
    shop: Shop,
    looked_at: list[str],
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[Sequence[object]], object],
) -> None:
    monkeypatch.setattr(scouting, "_scouted", end)
    shop.write("items/a.yaml", "id: a\nprice: 500\n")
    found = shop.check()
    assert looked_at == ["a.yaml", "b.yaml", "c.yaml"]
    assert "a costs 500" in found[1][0][1]


def test_where_much_has_changed_the_scout_turns_back(shop: Shop) -> None:
    places = [str(path) for path in (shop.folder / "items").iterdir()]
    same = {place: recall.signature(place) for place in places}
    for few, many in ((same, []), ({}, places)):
        looks = [same[place] for place in many]
        told = Looks(dict(few), Column(packed(many)), Column(packed(looks)))
        assert scouting._scouted(told) == []
        told[places[0]] = b"?"
        assert scouting._scouted(told) is None


def test_nobody_is_sent_for_few_files_with_one_core_or_one_job(
    shop: Shop, looked_at: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def forked() -> int:
        raise AssertionError

    shop.check("check", "--jobs", "1")
    monkeypatch.setattr(os, "fork", forked)
    shop.write("items/a.yaml", "id: a\nprice: 5\n")
    shop.check("check", "--jobs", "1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scouting, "_cores", lambda: 1)
        shop.check()
    monkeypatch.setattr(recall, "MANY", 1000)
    shop.write("items/a.yaml", "id: a\nprice: 6\n")
    shop.check()
    assert not shop.recalled


def test_an_errand_is_not_waited_for_once_it_has_told_and_leaves_nothing() -> None:
    first = errands.sent(lambda: [1])
    assert first is not None
    assert errands.told(first) == [1]
    with contextlib.suppress(ChildProcessError):  # it may be gone already
        os.waitid(os.P_PID, first[0], os.WEXITED | os.WNOWAIT)
    second = errands.sent(lambda: 1 // 0)
    assert second is not None
    with pytest.raises(ChildProcessError):
        os.waitpid(first[0], 0)
    assert errands.told(second) is None


@pytest.mark.parametrize("dies", [False, True])
def test_very_many_files_are_looked_at_by_two_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    places = [str(tmp_path / name) for name in "abcdefgh"]
    for place in places:
        Path(place).write_text(place)
    (tmp_path / "g").unlink()
    for name in ("b", "f"):
        (tmp_path / name).unlink()
        (tmp_path / name).symlink_to(tmp_path / "a")
    (tmp_path / "h").unlink()
    (tmp_path / "h").mkdir()
    disk.begin()
    apart, looks = disk.parted(Places([("", places)])), dict(disk.noted.stats.items())
    assert apart == ({places[1], places[5]}, {places[6], places[7]})

    monkeypatch.setattr(disk, "MANY", 2)
    here, odd = os.getpid(), disk._odd
    asked: list[str] = []

    def noting(places: Iterable[str]) -> list[str]:
        if os.getpid() != here and dies:
            os.kill(os.getpid(), signal.SIGKILL)
        asked.extend(found := list(places))
        return odd(found)

    monkeypatch.setattr(disk, "_odd", noting)
    disk.begin()
    assert disk.parted(Places([("", places)]), alone=False) == apart
    assert dict(disk.noted.stats.items()) == looks
    assert asked == (places if dies else places[:4])
    disk.begin()
    assert disk.parted(Places([("", places)])) == apart
