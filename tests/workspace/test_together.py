"""What rules say of kinds whose collections they name is the same whether all is read and judged at
once, or in shares from what is left of each manifest, and recalled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.workspace.shop import Answer, Shop, shop

from remit import pipeline
from remit.governance import shares, together, works
from remit.governance.inputs import File
from remit.governance.selection import Selected
from remit.workspace import disk

__all__ = ["shop"]

FILES = {
    "remit.yaml": """\
kinds:
  item: {plural: shelf, schema: item.schema.yaml, files: ["items/*.yaml"], identity: id}
  maker: {plural: makers, schema: maker.schema.yaml, files: ["makers/*.yaml"], identity: id}
registers:
  people: {file: people.yaml, schema: people.schema.yaml}
policies: [rules]
""",
    "item.schema.yaml": """\
type: object
required: [id, price]
properties:
  id: {type: string}
  price: {type: number}
  maker: {type: string}
  grade: {enum: [poor, fair, good], x-remit-ordered: true, default: fair}
  due: {type: string, format: date}
  note: {type: string}
  proof: {type: string}
  owner: {type: string}
  parts:
    type: array
    x-remit-key: code
    items:
      type: object
      properties: {code: {type: string}, of: {type: string}, cost: {type: number, default: 2}}
""",
    "maker.schema.yaml": """\
type: object
required: [id]
properties: {id: {type: string}, name: {type: string}, city: {type: string}}
""",
    "people.schema.yaml": "{type: object, additionalProperties: {type: object}}",
    "people.yaml": "mara: {leads: true}\nlin: {leads: false}\n",
    "rules/prices.remit": """\
policy prices governs item
  "Prices."

param cap = 100 "The most."

define dear = [i for i in shelf where i.price > cap]

rule within-cap mandatory
  "No item costs more than the cap."
  require item.price <= cap
    else "{item.id} costs {item.price}"

rule once mandatory
  "No two items have a price."
  let like = [i.id for i in shelf where i.id != item.id and i.price == item.price]
  require like is empty
    else "{item.id} costs as much as {like}"
    at item.price

rule parts-are-items mandatory
  "A part is an item, and no better than what it is a part of."
  for part in item.parts where part.of is present
  let whole = find i in shelf where i.id == part.of
  require whole is present
    else "there is no {part.of}"
    at part.of
  when whole is present
  require whole.grade <= item.grade
    else "{part.of} is {whole.grade}"
    hint "Take another than {whole.note default "it"}."

rule made mandatory
  "The maker of an item is known."
  when item.maker is present
  require some m in makers satisfies m.id == item.maker and m.city != "nowhere"
    else "nobody knows {item.maker}"

rule owned mandatory
  "The owner of an item leads."
  when item.owner is present
  require people[item.owner].leads default false
    else "{item.owner} does not lead"

rule proven advisory
  "What is proven is there, while others are dear."
  when item.proof is present and count(dear) > 0
  require file_exists(item.proof)
    else "there is no {item.proof}"

rule few-are-dear advisory
  "Few items are dear."
  require count(dear) < 2
    else "{count(dear)} of {count(shelf)} are dear: {[i.id for i in dear]}"

rule every-grade-is-there advisory
  "Some item is good."
  require some i in shelf satisfies i.grade == "good" and i.due >= today
    else "none of {count(shelf)} is good"
""",
    "rules/makers.remit": """\
policy making governs maker
  "Makers."

rule busy mandatory
  "A maker has made something."
  require some i in shelf satisfies i.maker == maker.id
    else "{maker.name} has made nothing"

rule named mandatory
  "A maker has a name."
  require maker.name is present
    else "{maker.id} has none"
""",
    "makers/m.yaml": "id: m\nname: M\ncity: here\n",
    "makers/n.yaml": "id: n\ncity: nowhere\n",
    "docs/c.md": "C\n",
    "items/a.yaml": "id: a\nprice: 1\nmaker: m\ngrade: good\ndue: 2999-01-01\nowner: mara\n",
    "items/b.yaml": "id: b\nprice: 200.50\nmaker: n\nowner: lin\nproof: docs/none.md\n",
    "items/c.yaml": "id: c\nprice: 3\nparts: [{code: x, of: a}, {of: b}]\nproof: docs/c.md\n",
    "items/d.yaml": "id: d\nprice: 3.0\nparts:\n  - code: x\n    of: nothing\n    cost: 1\n",
    "items/e.yaml": "id: e\nprice: 300\ngrade: fair\nnote: |\n  Read strictly,\n  as it is.\n",
    "items/f.yaml": "id: f\nprice: 5\nparts: [{code: x, of: e}]\ngrade: poor\nowner: nobody\n",
    "items/g.yaml": "id: g\nprice: 6\n---\nid: h\nprice: 6\nmaker: o\n",
}  # fmt: skip

CHANGES: dict[str, Callable[[Shop], object]] = {
    "nothing": lambda shop: None,
    "a comment above": lambda shop: _begin(shop, "items/b.yaml", "# more\n"),
    "a comment above what others tell of": lambda shop: _begin(shop, "items/e.yaml", "# more\n"),
    "a price": lambda shop: shop.write("items/a.yaml", "id: a\nprice: 5\nmaker: m\n"),
    "a grade": lambda shop: shop.write("items/e.yaml", "id: e\nprice: 300\ngrade: good\n"),
    "a note": lambda shop: shop.write("items/e.yaml", "id: e\nprice: 300\nnote: new\n"),
    "an identity": lambda shop: shop.write("items/a.yaml", "id: z\nprice: 1\nmaker: m\n"),
    "the same identity": lambda shop: shop.write("items/i.yaml", "id: a\nprice: 77\n"),
    "a wrong value": lambda shop: shop.write("items/f.yaml", "id: f\nprice: much\nparts: [1]\n"),
    "a strange key": lambda shop: shop.write("items/f.yaml", "id: f\nprice: 5\nowners: mara\n"),
    "a file that can't be read": lambda shop: shop.write("items/d.yaml", "id: d\n\tprice: 1\n"),
    "one that goes": lambda shop: (shop.folder / "items/b.yaml").unlink(),
    "one that comes": lambda shop: shop.write("items/i.yaml", "id: i\nprice: 3\nmaker: n\n"),
    "one that moves": lambda shop: (shop.folder / "items/b.yaml").rename(
        shop.folder / "items/y.yaml"
    ),
    "a maker": lambda shop: shop.write("makers/n.yaml", "id: n\nname: N\ncity: there\n"),
    "a person": lambda shop: shop.write("people.yaml", "mara: {leads: false}\nlin: {leads: true}"),
    "no person": lambda shop: shop.write("people.yaml", "mara: [\n"),
    "a document": lambda shop: shop.write("docs/none.md", "N\n"),
    "no document": lambda shop: (shop.folder / "docs/c.md").unlink(),
    "a rule": lambda shop: shop.write(
        "rules/prices.remit", FILES["rules/prices.remit"].replace("= 100", "= 4")
    ),
    "a type": lambda shop: shop.write(
        "item.schema.yaml", FILES["item.schema.yaml"].replace("code\n", "of\n")
    ),
}


def _begin(shop: Shop, path: str, text: str) -> None:
    shop.write(path, text + (shop.folder / path).read_text("utf-8"))


@pytest.fixture
def shelf(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Gives a shop whose rules name its items and makers, in shares of two files, judged from what
    is left of manifests; nothing is recalled as a whole, and files count as settled."""
    for path in (shop.folder / "items").iterdir():
        path.unlink()
    for path, text in FILES.items():
        shop.write(path, text)
    shop.jobs = ["--jobs=1"]
    monkeypatch.setattr(works, "SHARE", 2)
    monkeypatch.setattr(shares, "LEAST", 1)
    monkeypatch.setattr(disk, "_TICK", -(10**18))
    monkeypatch.setattr("remit.cli.entry.is_plain", lambda words: False)
    monkeypatch.setattr("remit.workspace.recall.is_plain", lambda words: False)
    return shop


def at_once(shop: Shop, monkeypatch: pytest.MonkeyPatch, *words: str) -> Answer:
    """Gives the answer of a check that reads all manifests and judges them at once."""
    with monkeypatch.context() as patch:
        patch.setattr(shares, "LEAST", 10**9)
        return shop.check(*words, "--no-cache")


WORDS: Sequence[tuple[str, ...]] = [
    ("check", "--format", "json"),
    ("check", "--format", "json", "items/c.yaml", "items/a.yaml"),
    ("check", "--format", "json", "makers"),
    ("check", "--explain", "--show=all"),
    ("check", "--format", "json", "--rule", "busy"),
    ("check", "--format", "json", "--interpret"),
    ("check", "--format", "sarif"),
]


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_it_says_the_same_at_first(
    shelf: Shop, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shelf.check(*words) == at_once(shelf, monkeypatch, *words)


@pytest.mark.parametrize("change", CHANGES)
def test_it_says_the_same_after_a_change(
    shelf: Shop, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = list(CHANGES).index(change) % 3
    some = [WORDS[0], *WORDS[1 + first :: 3]]
    for words in some:
        shelf.check(*words)
    CHANGES[change](shelf)
    for words in some:
        expected = at_once(shelf, monkeypatch, *words)
        for more in ((), (), ("--jobs=3",)):
            assert shelf.check(*words, *more) == expected, (words, more)


def test_what_is_no_text_is_shown_all_the_same(
    shelf: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for content in (b"id: d\nprice: \xff1\n", b"\xff\xfei\0d\0", b"\xef\xbb\xbfid: d\nprice: \xe9"):
        (shelf.folder / "items/d.yaml").write_bytes(content)
        expected = at_once(shelf, monkeypatch, "check")
        assert [shelf.check("check"), shelf.check("check")] == [expected, expected]


def test_from_another_folder(shelf: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("check", "--format", "json")
    shelf.check(*words)
    monkeypatch.chdir(shelf.folder / "makers")
    for more in ((), ("..",), ("../items/b.yaml",)):
        expected = at_once(shelf, monkeypatch, *words, *more)
        assert shelf.check(*words, *more) == expected
        assert shelf.check(*words, *more) == expected


def test_waivers_and_params_count(shelf: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.write("waivers.yaml", WAIVERS)
    shelf.write("remit.yaml", FILES["remit.yaml"] + "waivers: [waivers.yaml]\n")
    words = ("check", "--format", "json")
    assert '"status": "waived"' in shelf.check(*words)[1][0][1]
    for more in ((), ("--param", "prices.cap=4"), ("--as-of", "3000-01-01"), ("items/c.yaml",)):
        expected = at_once(shelf, monkeypatch, *words, *more)
        for _ in range(2):
            assert shelf.check(*words, *more) == expected


# -- what is done again -------------------------------------------------------------------------


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gives what is entered by reading it, and what rules that name collections judge."""
    noted: list[str] = []
    enter, entered, evaluate = works.enter, together.Joint.entered, pipeline.evaluate

    def entering(file: File, *rest: Any, **more: Any) -> Any:
        noted.append(f"reads {Path(file.path).stem}")
        return enter(file, *rest, **more)

    def judging(self: together.Joint, files: Sequence[File]) -> Any:
        noted.extend(f"judges {Path(file.path).stem}" for file in files)
        return entered(self, files)

    def evaluating(rules: Sequence[Selected], *rest: Any) -> Any:
        noted.extend(f"asks {each.rule.id}" for each in rules if each.rule.once)
        return evaluate(rules, *rest)

    monkeypatch.setattr(works, "enter", entering)
    monkeypatch.setattr(together.Joint, "entered", judging)
    monkeypatch.setattr(pipeline, "evaluate", evaluating)
    return noted


ONCE = ["asks prices/every-grade-is-there", "asks prices/few-are-dear"]
ALL = [f"judges {name}" for name in "abcdefgmn"]


def test_only_what_counts_is_done_again(shelf: Shop, judged: list[str]) -> None:
    shelf.check()
    assert sorted(judged) == sorted([*ONCE, *ALL, *(f"reads {name}" for name in "abcdefgmn")])

    def done() -> list[str]:
        judged.clear()
        shelf.check()
        return sorted(judged)

    assert done() == []
    # nobody reads the city of a maker but the rules that judge items
    shelf.write("makers/m.yaml", "id: m\nname: M\ncity: there\n")
    assert done() == [*ALL, "reads m"]
    # nobody else reads whose it is, but a finding on c tells where a has its grade
    shelf.write("items/a.yaml", FILES["items/a.yaml"].replace("owner: mara", "owner: lin"))
    assert done() == ["judges a", "judges c", "reads a"]
    # the day it is due is read once
    shelf.write("items/a.yaml", FILES["items/a.yaml"].replace("2999", "2998"))
    assert done() == [*ONCE, "judges a", "judges c", "reads a"]
    # a finding on f tells where e has its grade
    _begin(shelf, "items/e.yaml", "# more\n")
    assert done() == ["judges e", "judges f", "reads e"]
    shelf.write("items/b.yaml", FILES["items/b.yaml"].replace("200.50", "200.75"))
    assert done() == [*ONCE, *ALL, "reads b"]
    shelf.write("people.yaml", "lin: {leads: true}\n")
    assert done() == [f"reads {name}" for name in "abcdefg"]
    assert done() == []


def test_few_manifests_are_judged_at_once(
    shelf: Shop, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "LEAST", 10)
    shelf.check()
    assert not any(each.startswith("judges") for each in judged)
    shelf.write("items/i.yaml", "id: i\nprice: 4\n")
    shelf.check()
    assert any(each.startswith("judges") for each in judged)


WAIVERS = """\
waivers:
  - id: w-1
    rule: prices/once
    manifest: d
    reason: It is a set.
    requested_by: lin
    approved_by: mara
    approved_on: 2026-11-01
    expires: 2026-12-31
"""
