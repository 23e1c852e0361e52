"""A forerunner judges what a scout has seen to be changed, and tells what the check would find."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest
from tests.workspace.shop import FILES, MORE, Shop, shop

from remit.governance import works
from remit.governance.inputs import File, Inputs
from remit.workspace import disk, forerunning, gathering, recall, scouting

__all__ = ["shop"]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes can't be forked")


@pytest.fixture
def forerun(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Gives a shop with much that is wrong and an answer, for which forerunners are sent."""
    for path, text in MORE.items():
        shop.write(path, text)
    monkeypatch.setattr(recall, "MANY", 1)
    monkeypatch.setattr(scouting, "_ODD", 0)
    monkeypatch.setattr(scouting, "_cores", lambda: 2)
    monkeypatch.setattr(forerunning, "LEAST", 1)
    monkeypatch.setattr(forerunning, "WAIT", 60)  # a busy machine may take its time
    shop.check()
    return shop


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gives the names of the manifests that this process itself has read as such."""
    names: list[str] = []
    enter = works.enter

    def noting(file: File, *rest: object, **more: object) -> object:
        names.append(os.path.basename(file.path))
        return enter(file, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(works, "enter", noting)
    return names


def change(shop: Shop, price: int = 500) -> None:
    for name in "abc":
        shop.write(f"items/{name}.yaml", f"id: {name}\nprice: {price}\nproof: docs/{name}.md\n")


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("words", [(), ("--format", "json"), ("--explain",), ("--quiet",)])
def test_what_a_forerunner_has_judged_is_not_read_again(
    forerun: Shop,
    read: list[str],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    fresh: bool,
) -> None:
    if not fresh:
        monkeypatch.setattr(disk, "_TICK", -(10**18))
    forerun.check("check", *words)
    read.clear()
    change(forerun)
    forerun.write("items/z.yaml", "id: z\nprice: 700\n")
    found = forerun.check("check", *words)
    assert read == ["z.yaml"]  # which no earlier check has seen
    assert not forerun.recalled
    assert forerun.check("check", *words) == found
    assert forerun.recalled
    assert found == forerun.check("check", *words, "--no-cache")
    (forerun.folder / "items/z.yaml").unlink()
    assert forerun.again("check", *words) != found


@pytest.mark.parametrize("damage", ["gone", "damaged"])
def test_where_results_are_lost_all_of_them_are_kept_again(
    forerun: Shop, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    """As what the forerunner judged comes first, and all else later."""
    monkeypatch.setattr(disk, "_TICK", -(10**18))
    for place in (forerun.folder.parent / "cache" / "remit" / "results").iterdir():
        if damage == "gone":
            place.unlink()
        else:
            place.write_bytes(place.read_bytes()[:-1])
    change(forerun)
    forerun.again()
    assert not forerun.recalled
    forerun.again("check", "--format", "json")
    change(forerun, 600)
    forerun.again("check", "--explain")


def test_in_git_as_well(forerun: Shop, read: list[str]) -> None:
    os.system("git init --quiet && git add .")
    forerun.check()
    read.clear()
    change(forerun)
    found = forerun.check()
    assert read == []
    assert found == forerun.check("check", "--no-cache")


@pytest.mark.parametrize(
    "end",
    [
        lambda inputs: os.kill(os.getpid(), signal.SIGKILL),
        lambda inputs: os._exit(3),
        lambda inputs: iter(()),
        lambda inputs: iter([1 // 0]),
        lambda inputs: iter([object()]),
    ],
)
def test_what_a_forerunner_does_not_tell_the_check_does_itself(
    forerun: Shop,
    read: list[str],
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[Inputs], Iterator[object]],
) -> None:
    monkeypatch.setattr(forerunning, "_judged", end)
    change(forerun)
    found = forerun.check()
    assert sorted(read) == ["a.yaml", "b.yaml", "c.yaml"]
    assert found == forerun.check("check", "--no-cache")


def test_a_file_that_changes_once_more_is_judged_as_it_is_then(
    forerun: Shop, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    discover = gathering.discover

    def late(*given: object) -> object:
        forerunning._hear()
        forerun.write("items/b.yaml", "id: b\nprice: 99999\n")
        return discover(*given)  # type: ignore[arg-type]

    change(forerun)
    with monkeypatch.context() as patch:
        patch.setattr(gathering, "discover", late)
        found = forerun.check()
    assert read == ["b.yaml"]
    assert "b costs 99999" in found[1][0][1]
    assert forerun.check() == found == forerun.check("check", "--no-cache")


@pytest.mark.parametrize(
    "other",
    [
        lambda shop: shop.write("docs/a.md", "A\n"),
        lambda shop: (shop.folder / "docs/c.md").unlink(),
        lambda shop: shop.write("rules/prices.remit", FILES["rules/prices.remit"] + FEW),
        lambda shop: shop.write("rules/prices.remit", "policy"),
        lambda shop: shop.write("rules/prices.remit", FILES["rules/prices.remit"] + "param p\n"),
        lambda shop: shop.write("item.schema.yaml", "{properties: {id: {type: string}}}\n"),
        lambda shop: shop.write("remit.yaml", FILES["remit.yaml"].replace("items/*", "items/b*")),
        lambda shop: shop.write("remit.yaml", "kinds: [nothing]\n"),
        lambda shop: (shop.folder / "items/a.yaml").unlink(),
        lambda shop: (shop.folder / "items/a.yaml").write_bytes(b"id: \xff\n"),
        lambda shop: (shop.folder / "items").rename(shop.folder / "wares"),
    ],
)
def test_whatever_else_changes_counts(forerun: Shop, other: Callable[[Shop], object]) -> None:
    change(forerun)
    other(forerun)
    forerun.again()
    change(forerun, 400)
    forerun.again()


FEW = '\nrule few advisory\n  "Few."\n  require count(shelf) < 3\n    else "too many"\n'


def test_links_are_judged_as_what_they_lead_to(forerun: Shop) -> None:
    forerun.write("elsewhere/a.yaml", "id: a\nprice: 900\n")
    for name, way in (("a", "../elsewhere/a.yaml"), ("b", "a.yaml"), ("c", "/etc/hostname")):
        (forerun.folder / f"items/{name}.yaml").unlink()
        (forerun.folder / f"items/{name}.yaml").symlink_to(way)
    forerun.again()
    forerun.write("elsewhere/a.yaml", "id: a\nprice: 901\n")
    assert "901" in forerun.again()[1][0][1]


def test_none_is_sent_for_few_files_named_ones_or_one_job(
    forerun: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judged(inputs: Inputs) -> Iterator[object]:
        raise AssertionError

    sent: list[object] = []
    real = forerunning.errands.sent
    monkeypatch.setattr(forerunning, "_judged", judged)
    monkeypatch.setattr(forerunning.errands, "sent", lambda find: sent.append(find) or real(find))
    for words in (("--jobs", "1"), ("items",)):
        forerun.check("check", *words)
        change(forerun, 600 + len(words))
        sent.clear()
        forerun.check("check", *words)
        assert len(sent) == (0 if "--jobs" in words else 1)  # a scout
    monkeypatch.setattr(forerunning, "LEAST", 50)
    change(forerun, 700)
    sent.clear()
    forerun.check()
    assert len(sent) == 1
