"""Scouts look at files while a check is still starting, and tell what it would see itself."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterable
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
        lambda search: os.kill(os.getpid(), signal.SIGKILL),
        lambda search: os._exit(3),
        lambda search: None,
        lambda search: 1 // 0,
        lambda search: "no numbers",
        lambda search: os.read(search.tickets, 9) and os._exit(3),
    ],
)
@pytest.mark.parametrize("same", [False, True])
def test_a_scout_that_does_not_come_back_has_told_nothing(
    shop: Shop,
    looked_at: list[str],
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[scouting._Search], object],
    same: bool,
) -> None:
    monkeypatch.setattr(scouting._Search, "scouted", end)
    if not same:
        shop.write("items/a.yaml", "id: a\nprice: 500\n")
    found = shop.check()
    assert not shop.recalled
    assert looked_at == ["a.yaml", "b.yaml", "c.yaml"]
    assert ("a costs 500" in found[1][0][1]) != same


def test_where_much_has_changed_the_scout_turns_back(shop: Shop) -> None:
    places = [str(path) for path in (shop.folder / "items").iterdir()]
    same = {place: recall.signature(place) for place in places}
    for few, many in ((same, []), ({}, places)):
        looks = [same[place] for place in many]
        told = Looks(dict(few), "", Column(packed(many)), Column(packed(looks)))
        assert scouting._Search(told).scouted() == []
        told[places[0]] = b"?"
        search = scouting._Search(told)
        assert search.scouted() is None
        assert not search.goes_on()  # what is left isn't looked at in vain


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


@pytest.fixture
def searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Gives the looks of nine files, to be looked at two by two."""
    monkeypatch.setattr(scouting, "LEAST", 2)
    monkeypatch.setattr(scouting, "_cores", lambda: 2)
    monkeypatch.setattr(scouting, "_ODD", 1)
    monkeypatch.setattr(recall, "unheld", None)
    monkeypatch.chdir(tmp_path)
    names = list("abcdefghi")
    for name in names:
        Path(name).write_text(name)
    looks = [recall.signature(name) for name in names]
    return Looks({}, f"{tmp_path}/", Column(packed(names)), Column(packed(looks)))


def test_a_scout_and_its_check_look_from_both_ends_until_they_meet(
    searched: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[list[str]] = []
    look = scouting._look

    def noting(paths: list[str]) -> list[bytes | None]:
        if paths:
            looked_at.append([os.path.basename(path) for path in paths])
        if len(looked_at) == 1:
            assert search.goes_on()
            assert search.goes_on()
        return look(paths)

    monkeypatch.setattr(scouting, "_look", noting)
    Path("e").write_text("other")
    Path("i").unlink()
    search = scouting._Search(searched)
    assert search.scouted() == [(4, os.path.join(searched.above, "e"))]
    assert search.odd == [(8, os.path.join(searched.above, "i"))]
    assert sorted(looked_at) == [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"], ["i"]]
    assert not search.goes_on()


@pytest.mark.parametrize("by", ["nobody", "scout", "check", "scout alone"])
def test_whether_many_files_are_the_same_is_known_as_soon_as_one_is_not(
    searched: Looks, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    changed = {"scout": "a", "check": "i", "scout alone": "a"}.get(by)
    if changed is not None:
        Path(changed).write_text("other")
    goes_on = scouting._Search.goes_on

    def late(search: scouting._Search) -> bool:
        assert search.scout is not None
        errands.is_back(search.scout, 30)  # so that the scout comes first
        return goes_on(search)

    if by.startswith("scout"):
        monkeypatch.setattr(scouting._Search, "goes_on", late)
    if by == "check":  # the scout hasn't begun
        monkeypatch.setattr(scouting._Search, "scouted", lambda search: os.read(search.scout, 1))
    same = scouting.send(searched)
    assert same is not None
    assert same() == (changed is None)
    monkeypatch.setattr(recall, "unheld", (searched,))
    if by == "check":
        assert scouting.changed(30) == []  # it died
    else:
        assert scouting.changed(30) == [
            os.path.join(searched.above, name) for name in changed or ""
        ]
        assert len(scouting.known()) == 9
        assert (os.path.join(searched.above, "a") in scouting.known()) == (changed is None)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processes stay where they are")
@pytest.mark.parametrize("cores", [{0, 1, 2}, {0}])
def test_an_errand_begins_on_another_core_and_is_bound_to_none(
    monkeypatch: pytest.MonkeyPatch, cores: set[int]
) -> None:
    bound: list[list[int]] = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: cores)
    monkeypatch.setattr(os, "sched_setaffinity", lambda process, to: bound.append(sorted(to)))
    monkeypatch.setattr(errands, "_core_of", lambda process: 1 if len(cores) > 1 else 0)
    errand = errands.sent(lambda: bound)
    assert errand is not None
    assert errands.told(errand) == ([[0, 2], [0, 1, 2]] if len(cores) > 1 else [])


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="there is no /proc")
def test_the_core_of_a_process_is_known_and_where_it_is_not_an_errand_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    core = errands._core_of(os.getpid())
    assert core in range(os.cpu_count() or 1)

    def unknown(process: int) -> int:
        raise PermissionError

    monkeypatch.setattr(errands, "_core_of", unknown)
    errand = errands.sent(lambda: "found")
    assert errand is not None
    assert errands.told(errand) == "found"
