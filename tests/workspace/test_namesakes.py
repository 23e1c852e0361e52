"""Identities of manifests that weren't named, held against those of the ones that were."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from tests.workspace.shop import MORE, Shop, shop

from remit.governance.inputs import File
from remit.governance.records import Record
from remit.governance.works import Work
from remit.workspace import disk

__all__ = ["shop"]

SAME = [
    "id: till\nprice: 1\n",
    "price: 1\nid:   'till' # the till\n",
    '"id": "till"\nprice: 1\n',
    '{"price":1,"id":"till"}\n',
    'id: "\\x74ill"\nprice: 1\n',
    'id: "ti\\\n  ll"\nprice: 1\n',
    "proof: &till till\nid: *till\nprice: 1\n",
    "id: |-\n  till\nprice: 1\n",
    "id: !!str till\nprice: 1\n",
    "\ufeffid: till\nprice: 1\n",
    "id: x\nprice: 1\n---\nid: till\nprice: 1\n",
    "<<: {id: till}\nprice: 1\n",
    "id: till\nprice: many\n",
]
OTHERS = [
    "id: tills\nprice: 1\n",
    "id: till-2 # no till\nprice: 1\nproof: till\n",
    "id: 'a \\ b'\nprice: 1\n",
    "id: {till: till}\nprice: 1\n",
    "# till\nprice: 1\n",
    "till: [\n",
    "",
]


def findings(shop: Shop, *words: str) -> list[dict[str, Any]]:
    """Gives the findings of a check but for their fingerprints, which those of one identity share
    but for their numbers."""
    _, said = shop.check("check", "--format", "json", *words)
    found = json.loads(said[0][1])["findings"]
    return [{**each, "fingerprint": ""} for each in found]


def told(shop: Shop, *words: str) -> list[dict[str, Any]]:
    """Gives the findings about identities of a check that was asked for."""
    return [each for each in findings(shop, *words) if each["rule"] == "manifest/identity"]


@pytest.mark.parametrize("text", SAME)
@pytest.mark.parametrize("words", [(), ("--no-cache",)])
def test_the_identity_of_one_that_is_not_named_is_noticed(
    shop: Shop, text: str, words: tuple[str, ...]
) -> None:
    shop.write("items/a.yaml", "id: till\nprice: 1\n")
    assert told(shop, "items/a.yaml", *words) == []
    shop.write("items/z.yaml", text)
    (found,) = told(shop, "items/a.yaml", *words)
    assert (found["file"], found["path"], found["line"]) == ("items/a.yaml", "id", 1)
    assert "the item `till` stands at items/z.yaml:" in found["message"]
    assert told(shop, "items/b.yaml", *words) == []
    shop.write("items/z.yaml", "id: other\nprice: 1\n")
    assert told(shop, "items/a.yaml", *words) == []


@pytest.mark.parametrize("text", OTHERS)
def test_what_only_reads_like_it_is_another_one(shop: Shop, text: str) -> None:
    shop.write("items/a.yaml", "id: till\nprice: 1\n")
    shop.write("items/z.yaml", text)
    assert told(shop, "items/a.yaml") == []


@pytest.mark.parametrize(
    "identity", ["a b", "it's", "ä", "?!", "a/b", "a#b", "ä\u0308", "0x10", "1.50", "items/y"]
)
def test_any_text_may_be_an_identity(shop: Shop, identity: str) -> None:
    written = json.dumps(identity, ensure_ascii=False)
    single = identity.replace("'", "''")
    shop.write("items/a.yaml", f"id: {written}\nprice: 1\n")
    shop.write("items/y.yaml", f"id: '{single}'\nprice: 1\n")
    shop.write("items/z.yaml", f"id: {json.dumps(identity)}\nprice: 1\n")  # with escapes
    if " " in identity:
        shop.write("items/z.yaml", f"id: {single}\nprice: 1\n".replace(" b", "\n  b"))
    (found,) = told(shop, "items/a.yaml")
    assert "items/y.yaml:1:5, items/z.yaml:1:5, too" in found["message"]


def test_a_path_stands_for_an_identity_that_is_missing(shop: Shop) -> None:
    shop.write("items/a.yaml", "id: items/z.yaml\nprice: 1\n")
    shop.write("items/z.yaml", "price: 1\n")
    (found,) = told(shop, "items/a.yaml")
    assert "the item `items/z.yaml` stands at items/z.yaml:1:1, too" in found["message"]


def test_an_identity_of_several_parts_is_noticed(shop: Shop) -> None:
    config = (shop.folder / "remit.yaml").read_text(encoding="utf-8")
    shop.write("remit.yaml", config.replace("identity: id", "identity: [id, proof]"))
    shop.write("items/a.yaml", "id: a\nproof: remit.yaml\nprice: 1\n")
    shop.write("items/y.yaml", "id: a\nproof: items\nprice: 1\n")
    assert told(shop, "items/a.yaml") == []
    shop.write("items/z.yaml", "proof: remit.yaml\nprice: 1\nid: a\n")
    (found,) = told(shop, "items/a.yaml")
    assert "the item `a/remit.yaml` stands at items/z.yaml:3:5, too" in found["message"]


@pytest.mark.parametrize("tick", [None, -(10**18)], ids=["fresh files", "settled files"])
def test_what_is_known_of_others_holds_while_they_are_as_they_were(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, tick: int | None
) -> None:
    if tick is not None:
        monkeypatch.setattr(disk, "_TICK", tick)
    shop.write("items/z.yaml", "id: a\nprice: 9\n")
    shop.check("check")
    for identity, price in (("a", 1), ("z", 9), ("a", 8), ("y", 9), ("a", 9)):
        shop.write("items/a.yaml", f"id: a\nprice: {price}\n")
        shop.write("items/z.yaml", f"id: {identity}\nprice: {price}\n")
        found = told(shop, "items/a.yaml")
        assert len(found) == (identity == "a")
        assert found == told(shop, "items/a.yaml") == told(shop, "items/a.yaml", "--no-cache")
        shop.check("check")


def test_some_files_have_the_findings_that_they_have_among_all(shop: Shop) -> None:
    for name, text in MORE.items():
        shop.write(name, text)
    for number in range(20):
        shop.write(f"items/n{number}.yaml", f"id: n{number % 15}\nprice: 1\n")
    every = findings(shop)
    names = sorted(f"items/{path.name}" for path in (shop.folder / "items").iterdir())
    for some in ([names[0]], names[2:5], names[5:17], names[:-1]):
        for words in ((), ("--no-cache",), ("--interpret",)):
            found = findings(shop, *some, *words)
            assert found == [each for each in every if each["file"] in some], (some, words)


def test_files_in_which_an_identity_is_part_of_a_longer_word_are_not_read(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    records = Work.records

    def noting(work: Work, files: Sequence[File]) -> list[Record]:
        read.extend(file.name for file in files)
        return records(work, files)

    monkeypatch.setattr(Work, "records", noting)
    shop.write("items/a.yaml", "id: till\nprice: 1\n")
    for number, text in enumerate(("tills", "un-till", "till-2", "ätill", "x: till7 till8")):
        shop.write(f"items/n{number}.yaml", f"id: n{number}\nprice: 1\nproof: {text}\n")
    shop.write("items/z.yaml", "id: z\nprice: 1\nproof: tills/till\n")
    assert told(shop, "items/a.yaml", "--no-cache") == []
    assert read == ["items/a.yaml", "items/z.yaml"]
