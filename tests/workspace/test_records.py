"""What is told of manifests by their records is what would be told of them one by one."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from tests.workspace.shop import FILES, Shop, full, shop

from remit.governance import records, shares, works
from remit.governance.inputs import File, Inputs
from remit.governance.law import Law, enact
from remit.manifest.limits import Limits
from remit.text.diagnostic import Diagnostic

__all__ = ["full", "shop"]

GOODS = """
  good: {plural: goods, schema: item.schema.yaml, files: ["items/[b-z].yaml"], identity: id}
"""
OTHER = FILES["rules/prices.remit"].replace("item", "good").replace("prices", "costs")
SOON = OTHER.replace("absolute", "mandatory").replace('100."', '100."\n  effective from 2999-01-01')
CHANGES = [
    # a file of two kinds, an identity that two kinds use
    lambda shop: (
        shop.write("remit.yaml", FILES["remit.yaml"].replace("policies", GOODS[1:] + "policies")),
        shop.write("rules/costs.remit", OTHER),
    ),
    lambda shop: shop.write("rules/prices.remit", SOON.replace("good", "item")),
    lambda shop: shop.write("items/l.yaml", TWINS),
    lambda shop: shop.write("rules/prices.remit", FILES["rules/prices.remit"] + EACH),
    # nothing but files with two identities or none that can be read
    lambda shop: [(shop.folder / f"items/{name}.yaml").unlink() for name in "bcegi"],
    lambda shop: shop.write("item.schema.yaml", MONEY),
]
TWINS = "id: l\nprice: 300\n---\nid: m\nprice: 300\n---\nid: l\nprice: 400\n"
MONEY = FILES["item.schema.yaml"].replace("{type: number}", "{type: number, x-remit-amount: true}")
EACH = """
rule every-day-a-penny mandatory
  "A day costs a penny."
  for day in ["mon", "mon", "tue"]
  require item.price < 2
    else "a day costs {item.price}"
"""

WORDS = [
    *([more] for more in ("--explain", "--show=all", "--quiet", "--color=always")),
    *(
        [more, "--format", format]
        for format in ("json", "junit", "markdown", "html", "tap")
        for more in ("--explain", "--show=all")
    ),
]


@pytest.mark.parametrize("change", [None, *CHANGES])
def test_manifests_are_told_of_by_their_records_as_one_by_one(
    full: Shop, change: Callable[[Shop], object] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if change is not None:
        change(full)
    enacted: list[tuple[Law | None, list[Diagnostic]]] = []
    done = shares.done

    def law_of(inputs: Inputs) -> tuple[Law | None, list[Diagnostic]]:
        enacted[:] = enacted or [enact(inputs)]  # which is not in question, and the same for all
        return enacted[0]

    def separately(works: Iterable[works.Work], *, one_by_one: bool) -> works.Done:
        return done(works, one_by_one=True)

    monkeypatch.setattr("remit.pipeline.law_of", law_of)
    for words in WORDS:
        monkeypatch.setattr(shares, "done", done)
        together = full.check("check", "--no-cache", *words)
        assert together[0] == 1
        monkeypatch.setattr(shares, "done", separately)
        assert full.check("check", "--no-cache", *words) == together, words


def test_the_text_of_a_manifest_that_is_gone_is_empty(tmp_path: Path) -> None:
    def gone() -> bytes | str:
        return "no such file"

    manifests = (("item", "a", 0, ("id",), (None, None)),)
    record = (b"", (), True, "a", (), "", marshal.dumps(((),)), manifests, b"", ())
    came = records.came_of(record, File("a.yaml", "a.yaml", gone), [], None, Limits(), {})
    assert came.entry.manifests[0].document.source.text == ""


def test_files_of_which_no_document_is_chosen_are_no_manifests(full: Shop) -> None:
    full.write(
        "remit.yaml", FILES["remit.yaml"].replace("y: id}", "y: id, select: {price: [1e9]}}")
    )
    for name in "efg":
        (full.folder / f"items/{name}.yaml").unlink()
    status, said = full.check()
    assert status == 2
    assert "there is no manifest to check" in said[0][1]


def test_a_line_is_told_without_the_finding_being_made(
    full: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def noting(record: records.Record, file: File, *rest: object) -> object:
        made.append(Path(file.path).stem)
        return records.came_of(record, file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(works, "came_of", noting)
    said = full.check("check", "--quiet")[1][0][1]
    assert "b costs 200" in said
    assert "items/f.yaml" in said
    assert "".join(made) == "adf"  # two have one identity, and one can't be read
