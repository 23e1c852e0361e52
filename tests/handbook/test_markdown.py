"""The handbook in Markdown: what it tells of policies, rules, fields and waivers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.handbook.conftest import FILES, Docs

from remit.workbench.handbook.marks import anchor, code, link, plain, prose


def part(book: str, heading: str) -> str:
    """Gives what stands below a heading, up to the next one of its depth or above."""
    depth = heading.index(" ")
    _, _, rest = book.partition(f"\n{heading}\n")
    assert rest, heading
    return re.split(rf"\n#{{1,{depth}}} ", rest)[0]


def test_the_front_counts_rules_and_leads_to_the_policies(docs: Docs) -> None:
    book = docs("--title", "House rules").out
    assert book.startswith(
        "# House rules\n\n"
        "5 rules in 2 policies, about `item`: 1 absolute, 2 mandatory and 2 advisory.\n"
    )
    assert "| [stock](#stock) | The shelf is in order. | `item` | 2 |" in book


def test_a_policy_lists_its_rules_and_what_they_look_at(docs: Docs) -> None:
    chapter = part(docs().out, "## stock")
    assert "Governs `item`. Written in `rules/stock.remit`." in chapter
    assert "| [`stock/few`](#stockfew) | advisory | shelf, the day | The shelf holds few" in chapter


def test_limits_are_told_with_their_schedule_and_what_is_configured(docs: Docs) -> None:
    assert (
        "| `cap` | `100`, then `80` from 2027-01-01 | `90` | The highest price. | "
        "[`prices/within-cap`](#priceswithin-cap), [`stock/owned`](#stockowned) |"
    ) in part(docs().out, "### Limits of prices")


def test_a_limit_that_takes_several_lines_is_told_on_one(docs: Docs, folder: Path) -> None:
    rules = FILES["rules/prices.remit"].replace(
        "define is_dear",
        'param heavy = {\n    "new": [1, 2],  # in kilograms\n    "old": [9],\n  }\n  "H."\n\n'
        "define is_dear",
    )
    (folder / "rules/prices.remit").write_text(rules, encoding="utf-8")
    limits = part(docs().out, "### Limits of prices")
    assert '| `heavy` | `{"new": [1, 2], "old": [9]}` |' in limits


def test_decision_tables_are_tables(docs: Docs) -> None:
    words = part(docs().out, "### Words of prices")
    assert "- `most(stage)` is read off a table, in which exactly one row has to fit:" in words
    assert '  | stage | weight |\n  | --- | --- |\n  | `"new"` | `5` |\n' in words


def test_words_of_other_policies_say_whose_they_are(docs: Docs) -> None:
    words = part(docs().out, "### Words of stock")
    assert "- `is_dear(thing)`: Whether a thing costs too much. (of the policy `prices`)" in words


def test_a_rule_is_told_in_full(docs: Docs) -> None:
    assert part(docs().out, "### prices/within-cap") == (
        "\n**No item costs more than the cap.**\n\n"
        "*mandatory* · for every item · in force from 2026-01-01 · owner: price-office · "
        "tags: money · formerly `prices/cheap`<br>\n"
        "Source: Decision 12 of the board<br>\n"
        "[https://prices.example/12](https://prices.example/12)\n\n"
        "- the item must not be dear\n\n"
        "Where it isn't kept:\n\n"
        "- “{item.id} costs {item.price}”: Sell it for {cap} or less.\n\n"
        "Its [words](#words-of-prices): `is_dear`, `cap`<br>\nReads: `item.price`\n\n"
        "Kept: *just cheap enough*, on `../items/lamp.yaml`\n\n"
        "```yaml\nset:\n  price: 100\n```\n\n"
        "Broken: *too dear*, on `../items/lamp.yaml`\n\n"
        "```yaml\nset: {price: 101}\n```\n\n"
        "> violated at `price`: lamp costs 101\n"
    )


def test_fields_say_which_rules_ask_for_them(docs: Docs) -> None:
    fields = part(docs().out, "## What rules ask, by field")
    assert "| `parts` | What it is made of. | 1 rule, of fields in it |" in fields
    assert "| `parts.weight` | How heavy the part is. | [`prices/light`](#priceslight) |" in fields
    assert "[`prices/not-raised`](#pricesnot-raised) (the change)" in fields
    assert "| `due` | a date | [`stock/few`](#stockfew) (shelf) |" in fields
    assert "| `people` | all of it | [`stock/owned`](#stockowned) |" in fields


def test_the_register_tells_how_waivers_stand_on_the_day(docs: Docs) -> None:
    register = part(docs().out, "## Waivers")
    assert "As of 2026-11-23: 1 in force, 1 ending within 30 days and 1 ended." in register
    rows = re.findall(r"^\| (W-\d) \| ([a-z ]+) \| (\S+) \| (\S+) ", register, re.M)
    assert [row[:3] for row in rows] == [
        ("W-1", "ending soon", "2026-12-01"),
        ("W-3", "in force", "2027-03-01"),
        ("W-2", "ended", "2026-11-01"),
    ]
    assert rows[2][3] == "[`prices/within-cap`](#priceswithin-cap)"
    assert "`lamp` at `price` | It is an heirloom (T-7) | lin on 2026-10-01, for mara" in register


def test_waivers_may_be_left_out(docs: Docs, folder: Path) -> None:
    assert "Waivers" not in docs("--no-waivers").out
    config = FILES["remit.yaml"]
    (folder / "remit.yaml").write_text(config.replace("waivers: [waivers.yaml]\n", ""))
    assert "Waivers" not in docs().out
    (folder / "waivers.yaml").write_text("waivers: []\n")
    (folder / "remit.yaml").write_text(config)
    assert docs().out.endswith("\n## Waivers\n\nThere is no waiver.\n")


def test_a_preface_stands_below_the_title(docs: Docs, folder: Path) -> None:
    (folder / "preface.md").write_bytes(
        "\ufeffOur *house* rules.\r\n\r\n    remit check\r\n".encode()
    )
    book = docs("--preface", "preface.md").out
    assert book.startswith("# Policies\n\nOur *house* rules.\n\n    remit check\n\n5 rules")


# -- examples -------------------------------------------------------------------------------------


def test_a_case_without_changes_is_shown_by_its_lines(docs: Docs) -> None:
    light = part(docs().out, "### prices/light")
    assert "Kept: *a lamp keeps to it*, on `../items/lamp.yaml`\n\n```yaml\nparts: [{id" in light
    assert "Broken: *a heavy part*" in light


def test_baselines_are_shown_as_they_are_laid_over(docs: Docs) -> None:
    rule = part(docs().out, "### prices/not-raised")
    assert "Kept: *a price is lowered*" in rule
    assert "```yaml\nbaseline: {set: {price: 9}}\n```\n\n> violated at `price`: it was 9" in rule


def test_a_case_that_does_not_find_what_it_expects_is_not_shown(docs: Docs, folder: Path) -> None:
    tests = FILES["rules/prices.test.yaml"]
    (folder / "rules/prices.test.yaml").write_text(tests.replace("costs 101", "costs 102"))
    book = docs().out
    assert "too dear" not in book
    assert "just cheap enough" in part(book, "### prices/within-cap")


LAMP = """
policy: stock.remit
today: 2026-11-23
people: {mara: {name: Mara}}
tests:
  - name: known
    manifest: &lamp
      id: lamp
      owner: mara
      due: 2027-01-01
    expect: []
  - name: unknown
    expect: [{rule: owned}]
    manifest: *lamp
    set: {owner: lin}
"""


def test_whole_manifests_and_aliases_are_shown(docs: Docs, folder: Path) -> None:
    (folder / "rules/stock.test.yaml").write_text(LAMP)
    rule = part(docs().out, "### stock/owned")
    lines = "  id: lamp\n  owner: mara\n  due: 2027-01-01\n"
    assert f"Kept: *known*\n\n```yaml\nmanifest: &lamp\n{lines}```" in rule
    assert f"Broken: *unknown*\n\n```yaml\nmanifest:\n{lines}set: {{owner: lin}}\n```" in rule


def test_a_broken_test_file_costs_its_examples_and_is_told(docs: Docs, folder: Path) -> None:
    (folder / "rules/prices.test.yaml").write_text("policy: prices.remit\ntests: 5\n")
    ran = docs()
    assert ran.status == 0
    assert "rules/prices.test.yaml:2:8: advice [format]" in ran.err
    assert "Broken:" not in ran.out


# -- marks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, 5 < 6 - 7!", "plain words, 5 \\< 6 - 7!"),
        ("<img src=x onerror=alert(1)>", "\\<img src=x onerror=alert(1)\\>"),
        ("[a](javascript:x)", "\\[a\\](javascript:x)"),
        ("*b* _c_ snake_case `d", "\\*b\\* \\_c\\_ snake_case \\`d"),
        ("a | b", "a \\| b"),
        ("# no heading", "\\# no heading"),
        ("1. no list", "1\\. no list"),
        ("- none", "\\- none"),
        ("&lt;b&gt;", "\\&lt;b\\&gt;"),
        ("a\u202eb\x1b\nc", "a\\\\u202eb\\\\x1b\\\\nc"),
    ],
)
def test_texts_show_just_themselves(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_what_is_in_backticks_is_code() -> None:
    assert prose("a `b|c` - *d*") == "a `b\\|c` - \\*d\\*"
    assert prose("a `b") == "a \\`b"
    assert code("a`b") == "`` a`b ``"


def test_anchors_are_those_of_code_hosts() -> None:
    taken: dict[str, int] = {}
    assert anchor("prices/within-cap", taken) == "priceswithin-cap"
    assert anchor("What rules ask, by field", taken) == "what-rules-ask-by-field"
    assert anchor("prices/within-cap", taken) == "priceswithin-cap-1"


def test_a_link_leads_nowhere_else() -> None:
    assert link("a", "https://x.example/a b)(c") == "[a](https://x.example/a%20b%29%28c)"


def test_every_link_within_the_book_leads_to_a_heading(docs: Docs) -> None:
    book = docs().out
    taken: dict[str, int] = {}
    headings = {
        anchor(heading.replace("\\", ""), taken) for heading in re.findall(r"^#+ (.*)$", book, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", book)) <= headings
