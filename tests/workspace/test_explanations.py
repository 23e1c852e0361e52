"""What explains rules that fail often is compiled once, and kept in the cache for other checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.workspace.shop import Shop, forged, shop

from remit.evaluation import courts
from remit.evaluation.compiler import explaining
from remit.governance import works
from remit.workspace import recall

__all__ = ["shop"]

CAP = ["within-cap"]


@pytest.fixture
def explained(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gives the rules whose explanations were compiled, in a shop that has much that fails."""
    found: list[str] = []
    compiled = explaining.explanation

    def noting(rule: Any, *others: Any) -> object:
        found.append(rule.rule.name.text)
        return compiled(rule, *others)

    monkeypatch.setattr(explaining, "explanation", noting)
    for name, value in {"FEW": 2, "OFTEN": 4}.items():
        monkeypatch.setattr(courts, name, value)
    monkeypatch.setattr(works, "SHARE", 100)
    monkeypatch.setattr(recall, "is_plain", lambda words: False)
    monkeypatch.setattr("remit.cli.entry.is_plain", lambda words: False)
    _change(shop, 1)
    return found


def _change(shop: Shop, price: int) -> None:
    for name in "defghijk":
        shop.write(f"items/{name}.yaml", f"id: {name}\nprice: 9{price}{ord(name)}\n")


def _told(shop: Shop) -> object:
    return shop.check("check", "--format", "json", "--jobs", "1")


def test_a_rule_that_fails_often_is_explained_by_what_is_kept(
    shop: Shop, explained: list[str]
) -> None:
    for price in (1, 2, 3):
        _change(shop, price)
        plainly = shop.check("check", "--format", "json", "--interpret", "--no-cache")
        assert _told(shop) == plainly
        assert explained == CAP


def test_a_rule_that_fails_now_and_then_is_not(shop: Shop, explained: list[str]) -> None:
    for name in "efghijk":
        shop.write(f"items/{name}.yaml", f"id: {name}\nprice: 1\n")
    shop.check()
    assert explained == []


def test_without_a_cache_it_is_compiled_each_time(shop: Shop, explained: list[str]) -> None:
    first = shop.check("check", "--no-cache", "--jobs", "1")
    assert shop.check("check", "--no-cache", "--jobs", "1") == first
    assert explained == CAP * 2


@pytest.mark.parametrize(
    "change",
    [
        lambda shop: shop.write(
            "rules/prices.remit",
            shop.folder.joinpath("rules/prices.remit").read_text().replace("costs", "is at"),
        ),
        lambda shop: shop.write(
            "item.schema.yaml",
            shop.folder.joinpath("item.schema.yaml").read_text() + "title: Item\n",
        ),
    ],
)
def test_what_it_is_made_of_counts(
    shop: Shop, explained: list[str], change: Callable[[Shop], object]
) -> None:
    _told(shop)
    change(shop)
    assert _told(shop) == shop.check("check", "--format", "json", "--interpret", "--no-cache")
    assert explained == CAP * 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"", lambda data: data[:60], lambda data: data[:60] + b"?" + data[61:],
        lambda data: forged(None), lambda data: forged((("forged",), b"no code")),
    ],
)  # fmt: skip
def test_what_is_damaged_is_compiled_anew(
    shop: Shop, explained: list[str], damage: Callable[[bytes], bytes]
) -> None:
    first = _told(shop)
    for kept in (shop.folder.parent / "cache/remit/results").iterdir():
        kept.write_bytes(damage(kept.read_bytes()))
    assert _told(shop) == first
    assert explained == CAP * 2
