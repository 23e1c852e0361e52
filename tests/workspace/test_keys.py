"""What is kept of a check belongs to all that it came of, whatever that reads like."""

from __future__ import annotations

from tests.workspace.shop import FILES, Shop, full, shop

__all__ = ["full", "shop"]


def test_params_that_read_alike_are_not_the_same(full: Shop) -> None:
    rule = """
param names = ["x"]

rule named mandatory
  "Names count."
  require count(names) == 1 or item.price < 0
    else "{count(names)} names"
"""
    full.write("rules/prices.remit", FILES["rules/prices.remit"] + rule)
    for names, said in (('["a", "b"]', "2 names"), ('["a, b"]', "1 names")):
        found = full.check("check", "--param", f"prices.names={names}")
        assert found == full.check("check", "--param", f"prices.names={names}", "--no-cache")
        assert (said in found[1][0][1]) == (said == "2 names")
