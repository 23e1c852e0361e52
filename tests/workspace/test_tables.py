"""A table is the same whether it was written as a whole or as what changed since; what doesn't
belong to it is passed over, and a check with a few changes writes little."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.workspace.shop import FILES, Shop, forged, full, shop

from remit.workspace import results, tables
from remit.workspace.recall import bytes_of
from remit.workspace.tables import Row, Table, keep_changes, table_at

__all__ = ["full", "shop"]

KEY = ("key", "root")


SHAPE = (1, 1)
"""The number of a row is light, its text heavy."""


def rows(count: int, text: str = "") -> dict[str, Row]:
    return {f"m{number}.yaml": (number, text) for number in range(count)}


def keep(place: Path, told: dict[str, Row], before: Table | None = None) -> None:
    before = before or table_at(str(place), KEY)
    known = there(before) or {}
    at = {path: at for at, path in enumerate(before.paths) if at not in before.gone}
    changed = {at[path]: row for path, row in told.items() if known.get(path, row)[1] != row[1]}
    touched = {at[path]: row[0] for path, row in told.items() if known.get(path, row)[0] != row[0]}
    touched = {place: first for place, first in touched.items() if place not in changed}
    more = {path: row for path, row in told.items() if path not in known}
    gone = [at[path] for path in known if path not in told]
    keep_changes(str(place), KEY, before, changed, more, gone, SHAPE, touched)


def there(table: Table) -> dict[str, Row] | None:
    heavy = table.heavy()
    if heavy is None:
        return None
    every = zip(table.paths, zip(*table.light, *heavy, strict=True), strict=True)
    return {path: row for at, (path, row) in enumerate(every) if at not in table.gone}


def kept(place: Path) -> dict[str, Row] | None:
    return there(table_at(str(place), KEY))


def since(place: Path) -> Path:
    return place.with_name(f"{place.name}-since")


def test_a_few_changes_are_kept_beside_the_whole(tmp_path: Path) -> None:
    place, told = tmp_path / "table", rows(1000)
    keep(place, told)
    whole = place.read_bytes()
    del told["m7.yaml"]
    told |= {"m8.yaml": (8, "changed"), "new.yaml": (0, "new")}
    keep(place, told)
    assert kept(place) == told
    assert place.read_bytes() == whole
    assert since(place).stat().st_size < len(whole) // 50
    assert since(place).stat().st_mode & 0o777 == 0o600
    told["m7.yaml"] = (7, "back")
    keep(place, told)
    assert kept(place) == told
    assert place.read_bytes() == whole


def test_first_parts_are_kept_without_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, told = tmp_path / "table", rows(1000)
    keep(place, told)
    keep(place, told := told | {"m1.yaml": (1, "changed")})
    table = table_at(str(place), KEY)
    monkeypatch.setattr(tables._Heavy, "columns", lambda self: 1 // 0)
    keep_changes(str(place), KEY, table, {}, {}, (), SHAPE, {5: -5})
    monkeypatch.undo()
    assert kept(place) == told | {"m5.yaml": (-5, "")}
    keep(place, told := told | {"m5.yaml": (-6, ""), "m1.yaml": (-1, "changed")})
    assert kept(place) == told


def test_many_changes_make_a_new_whole(tmp_path: Path) -> None:
    place, told = tmp_path / "table", rows(100)
    keep(place, told)
    whole = place.read_bytes()
    for number in range(13):
        assert place.read_bytes() == whole
        told[f"m{number}.yaml"] = (number, "changed")
        keep(place, told)
        assert kept(place) == told
    assert place.read_bytes() != whole
    keep(place, told := rows(3))
    assert kept(place) == told


def test_whatever_is_kept_is_there_again(tmp_path: Path) -> None:
    chance, place, told = random.Random(5), tmp_path / "table", rows(60)
    for turn in range(200):
        for _ in range(chance.randrange(5)):
            told.pop(chance.choice(list(told)), None)
            told[f"m{chance.randrange(70)}.yaml"] = (turn, chance.choice(["changed", "other"]))
        keep(place, told)
        assert kept(place) == told


def test_changes_of_another_whole_are_passed_over(tmp_path: Path) -> None:
    place, told = tmp_path / "table", rows(50)
    keep(place, told)
    before = table_at(str(place), KEY)
    other = rows(50, "other")
    keep(place, other, before)  # another process was first, and wrote it anew
    keep(place, told | {"m1.yaml": (1, "late")}, before)
    assert kept(place) == other


def test_one_of_two_that_write_at_once_is_last(tmp_path: Path) -> None:
    place, told = tmp_path / "table", rows(50)
    keep(place, told)
    before = table_at(str(place), KEY)
    for name in ("m1.yaml", "m2.yaml"):
        keep(place, told | {name: (0, "changed")}, before)
    assert kept(place) == told | {"m2.yaml": (0, "changed")}


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"", lambda data: data[:40], lambda data: data[:60] + b"?" + data[61:],
        lambda data: forged(None), lambda data: forged((KEY, b"", {}, [])),
        lambda data: forged(((*KEY, "other"), data[12:24], {}, [])), lambda data: forged((KEY, {})),
    ],
)  # fmt: skip
def test_damaged_changes_are_none(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    place, told = tmp_path / "table", rows(50)
    keep(place, told)
    keep(place, told | {"m1.yaml": (1, "changed")})
    since(place).write_bytes(damage(since(place).read_bytes()))
    assert kept(place) == told
    place.write_bytes(damage(place.read_bytes()))
    assert kept(place) == {}


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:-3] + b"???"])
@pytest.mark.parametrize("beside", [True, False])
def test_where_heavy_parts_are_damaged_all_is_forgotten_as_soon_as_that_is_seen(
    tmp_path: Path, damage: Callable[[bytes], bytes], beside: bool
) -> None:
    place, told = tmp_path / "table", rows(50)
    keep(place, told)
    keep(place, told | {"m1.yaml": (1, "changed")})
    damaged = since(place) if beside else place
    damaged.write_bytes(damage(damaged.read_bytes()))
    table = table_at(str(place), KEY)
    assert list(table.paths) == list(told)
    assert table.heavy() is None
    changed = {at: (at, "changed") for at in range(2, 6 if beside else 30)}
    keep_changes(str(place), KEY, table, changed, {}, (), SHAPE)
    assert kept(place) == {}


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="there are no links")
def test_changes_are_no_link_and_nobody_elses_to_read(tmp_path: Path) -> None:
    place, told = tmp_path / "table", rows(50)
    keep(place, told)
    keep(place, told | {"m1.yaml": (1, "changed")})
    data = bytes_of(str(since(place)))
    assert data is not None
    since(place).chmod(0o644)
    assert kept(place) == told
    since(place).unlink()
    (tmp_path / "elsewhere").write_bytes(data)
    (tmp_path / "elsewhere").chmod(0o600)
    since(place).symlink_to(tmp_path / "elsewhere")
    assert kept(place) == told


def test_files_of_which_nothing_else_is_kept_are_a_new_whole(
    full: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    monkeypatch.setattr(results, "keep_whole", _noting(kept, "whole", results.keep_whole))
    monkeypatch.setattr(results, "keep_changes", _noting(kept, "changes", results.keep_changes))
    items = full.folder / "items"
    items.rename(full.folder / "away")
    full.write("items/one.yaml", "id: one\nprice: 1\n")
    full.again("check", "--jobs", "1")
    (items / "one.yaml").unlink()
    full.write("items/two.yaml", "id: two\nprice: 200\n")
    full.again("check", "--jobs", "1")  # nothing of the first is there any more
    full.write("items/three.yaml", "id: three\nprice: 300\n")
    full.again("check", "items/three.yaml", "--jobs", "1")
    assert kept == ["whole", "whole", "changes"]
    full.again("check", "--jobs", "1")
    assert kept == ["whole", "whole", "changes"]


def _noting(kept: list[str], what: str, keep: Callable[..., None]) -> Callable[..., None]:
    def noting(*given: object) -> None:
        kept.append(what)
        keep(*given)

    return noting


def _moved(shop: Shop) -> None:
    (shop.folder / "items/b.yaml").rename(shop.folder / "items/z.yaml")
    shop.write("items/c.yaml", "id: b2\nprice: 200\n")


@pytest.mark.parametrize(
    ("part", "more"),
    [
        (0.01, ["--quiet"]), (0.01, ["--format", "json"]), (0.01, ["--explain"]),
        (0.01, ["--jobs=2"]), (8, ["--format", "json"]), (8, ["--jobs=2"]),
    ],
)  # fmt: skip
def test_a_check_after_each_change_is_the_same_as_without_the_cache(
    full: Shop, more: list[str], part: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "PART", part)
    words = ["check", "--as-of", "2026-11-23", *more]
    changes: list[Callable[[Shop], object]] = [
        lambda shop: None,
        lambda shop: shop.write("items/b.yaml", "id: b\nprice: 400\n"),
        lambda shop: shop.write("items/k.yaml", "id: b\nprice: 400\n"),  # an identity used twice
        lambda shop: (shop.folder / "items/k.yaml").unlink(),
        _moved,
        lambda shop: shop.write("items/a.yaml", "id: d\nprice: 1\n"),
        lambda shop: shop.write("items/d.yaml", "id: a\nprice: 700\n"),  # found elsewhere
        lambda shop: shop.write("waivers.yaml", WAIVERS),
        lambda shop: shop.write("remit.yaml", FILES["remit.yaml"] + "waivers: [waivers.yaml]\n"),
        lambda shop: shop.write("items/z.yaml", "id: b\nprice: 401\n"),
        lambda shop: shop.write("docs/c.md", ""),
        lambda shop: (shop.folder / "items/f.yaml").write_text("id: f\nprice: 1\n"),
    ]
    for change in changes:
        change(full)
        assert full.check(*words) == full.check(*words, "--no-cache")


WAIVERS = """\
waivers:
  - id: W-1
    rule: prices/within-cap
    manifest: b
    reason: It was bought before.
    requested_by: mara
    approved_by: lin
    approved_on: 2026-10-01
    expires: 2026-12-31
"""
