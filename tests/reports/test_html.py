"""The page: read as XML, since ours is that well formed; what strangers wrote stays text in it."""

from __future__ import annotations

import base64
import hashlib
import re
from fractions import Fraction

import pytest
from lxml import etree
from msgspec.structs import replace
from tests.reports.canonical import CLEAN, GATE, REFUSED, REPORT
from tests.reports.hostile import HOSTILE, TAME, hostile, refused
from tests.reports.review import REVIEW

from remit.governance.report import Judged, Report, Stake, Verdict
from remit.reporters.html import page
from remit.reporters.view import View
from remit.text.inert import inert

REPORTS = {"first": REPORT, "review": REVIEW, "clean": CLEAN, "refused": REFUSED}
Tree = etree._Element


def rendered(report: Report) -> str:
    return page.render(report, View())


def asset(text: str, name: str) -> str:
    """Gives the style or the script of a page."""
    (found,) = re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
    return str(found)


def tree(report: Report) -> Tree:
    """Gives the elements of a page, its style and script left out."""
    text = rendered(report).removeprefix("<!doctype html>\n")
    return etree.fromstring(re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.DOTALL))


def said(element: Tree) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())


def findings(found: Tree) -> list[Tree]:
    return found.xpath("//ol[@id='list']/li")


def money(report: Report) -> str:
    """Gives what the page says of money."""
    return said(tree(report).xpath("//*[@id='money']")[0])


# -- what may stand on a page ---------------------------------------------------------------------

SHAPES = [
    *(pytest.param(hostile(text), hostile(TAME), id=f"found-{n}") for n, text in HOSTILE.items()),
    *(pytest.param(refused(text), refused(TAME), id=f"refused-{n}") for n, text in HOSTILE.items()),
]


@pytest.mark.parametrize(("report", "tame"), SHAPES)
def test_no_text_of_a_stranger_becomes_markup(report: Report, tame: Report) -> None:
    found, harmless = tree(report), tree(tame)
    elements = [each for each in found.iter() if each.tag not in ("code", "span", "option")]
    assert {each.tag for each in elements} <= {each.tag for each in harmless.iter()} | {"table"}
    names = {name for each in found.iter() for name in each.attrib}
    assert not {name for name in names if name.startswith("on")}
    assert not names & {"style", "src", "srcdoc", "action", "formaction", "background", "xmlns"}
    for link in found.xpath("//*[@href]"):
        assert link.tag == "a"
        assert link.get("href").startswith("#")


@pytest.mark.parametrize("name", HOSTILE)
def test_strange_texts_arrive_as_they_are(name: str) -> None:
    text = inert(HOSTILE[name])
    first = findings(tree(hostile(HOSTILE[name])))[0]
    message = first.xpath(".//*[@class='said']")[0]
    in_code = text if len(message) == 0 or message[0].tag != "code" else text.replace("`", "")
    assert "".join(message.itertext()) == in_code
    assert "".join(first.xpath(".//summary//b")[0].itertext()) == text


@pytest.mark.parametrize("name", REPORTS)
def test_the_page_allows_itself_its_own_style_and_script_and_nothing_else(name: str) -> None:
    text = rendered(REPORTS[name])
    (law,) = tree(REPORTS[name]).xpath("//meta[@http-equiv]/@content")

    def digest(asset: str) -> str:
        return base64.b64encode(hashlib.sha256(asset.encode()).digest()).decode()

    assert law.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest(asset(text, 'style'))}'",
        f"script-src 'sha256-{digest(asset(text, 'script'))}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_the_style_and_the_script_reach_for_nothing_and_make_no_markup() -> None:
    text = rendered(CLEAN)
    for part in (asset(text, "style"), asset(text, "script")):
        for word in ("url(", "@import", "http:", "https:", "fetch(", "XMLHttp", "cookie"):
            assert word not in part
        for word in ("innerHTML", "outerHTML", "insertAdjacent", "write(", "eval(", "Function("):
            assert word not in part


@pytest.mark.parametrize("name", REPORTS)
def test_links_lead_to_what_is_there_and_labels_to_one_control_each(name: str) -> None:
    found = tree(REPORTS[name])
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {f"#{each}" for each in ids} >= set(found.xpath("//@href"))
    for label in found.xpath("//label"):
        assert len(label.xpath("./input | ./select")) == 1


# -- findings -------------------------------------------------------------------------------------


def test_the_verdict_comes_first() -> None:
    found = tree(REVIEW)
    assert said(found.xpath("//h1")[0]) == "4 findings block"
    assert found.xpath("//title")[0].text == "Remit: 4 findings block, 2026-11-23"
    assert said(found.xpath("//header")[0]) == (
        "Remit 4 findings block Checked 3 manifests (2 project, 1 system) against 10 rules as of "
        "2026-11-23. 1 of those that block can't be decided. Besides, 2 of advice, 1 known before "
        "the change, 1 not in force yet and 1 waived. Compared with origin/main (4f4f4f4f4f): 6 "
        "introduced, 3 persisting and 1 resolved. The change deletes project cafe-till "
        "(projects/café till/project.yaml). The change touches what judges it: "
        "rules/funding.remit and remit.yaml."
    )


def test_a_finding_has_its_place_its_lines_its_reasons_and_the_way_out() -> None:
    finding = findings(tree(REVIEW))[1]
    assert finding.get("id") == "f-00000000000000b1"
    assert said(finding.xpath(".//summary")[0]) == (
        "blocks tranche T2 is released, but its gate M2 is planned "
        "self-checkout \u00b7 funding/tranche-follows-gates \u00b7 mandatory, new with this change"
    )
    assert said(finding.xpath(".//p")[0]) == (
        "projects/self-checkout/project.yaml:16:15 funding.tranches[id=T2].status"
    )
    assert "".join(finding.xpath(".//pre")[0].itertext()) == (
        "9funding:\n11  tranches:\n15    - id: T2\n16      status: released"
    )
    assert [mark.text for mark in finding.xpath(".//mark")] == ["released"]
    assert [(said(each), said(each.getnext())) for each in finding.xpath(".//dt")] == [
        ("Rule", "It is so."),
        (
            "Why",
            'milestone.status == "met"milestone.status is planned milestones[id=M2].status at '
            "projects/self-checkout/project.yaml:8:13tranche.amount <= cap and owner in people"
            "tranche.amount is 0.333333project.funding.budget is 1250000.5 at "
            "projects/self-checkout/project.yaml:10:11owner is (missing) mara.name at "
            "governance/people.yaml:3:1and 2 more",
        ),
        ("To do", "Set the tranche back to planned, or record that milestone M2 was met."),
        ("Fingerprint", "00000000000000b1"),
    ]


def test_a_waived_finding_says_by_whom_and_until_when() -> None:
    (waived,) = tree(REVIEW).xpath("//li[@class='waived' and @id]")
    assert (
        "But waived by W-2026-014 until 2026-12-31, approved by lin (GOV-331): Supplier delay, "
        "board informed" in said(waived).replace("Butwaived", "But waived")
    )


def test_what_weighs_most_comes_first_and_each_order_ranks_all() -> None:
    found = findings(tree(REVIEW))
    assert [each.get("class") for each in found] == [
        *["blocks"] * 4,
        "known",
        "advice",
        "advice",
        "upcoming",
        "waived",
        "resolved",
    ]
    ranks = [[int(rank) for rank in each.get("data-ranks").split()] for each in found]
    for order in zip(*ranks, strict=True):
        assert sorted(order) == list(range(10))
    by_rule = sorted(found, key=lambda each: int(each.get("data-ranks").split()[2]))
    rules = [said(each.xpath(".//*[@class='facts']/span")[0]) for each in by_rule]
    assert rules == sorted(rules)


def test_a_choice_is_offered_where_there_is_one() -> None:
    found = tree(REVIEW)
    options = [said(each) for each in found.xpath("//select[@id='change']/option")]
    assert options == ["all", "introduced (6)", "persisting (3)", "resolved (1)"]
    assert said(found.xpath("//select[@id='subject']")[0]).endswith("all together (1)")
    only = replace(REPORT, findings=REPORT.findings[:1])
    assert tree(only).xpath("//select/@id") == ["sort"]


def test_findings_that_share_a_fingerprint_stand_in_two_places() -> None:
    twice = replace(REPORT, findings=REPORT.findings[:1] * 2)
    ids = [each.get("id") for each in findings(tree(twice))]
    assert ids == ["f-00000000000000a1", "f-00000000000000a1-2"]


def test_nothing_found_and_nothing_checked_are_told_apart() -> None:
    clean, wrong = tree(CLEAN), tree(REFUSED)
    assert said(clean.xpath("//h1")[0]) == "Nothing blocks"
    assert "Nothing was found." in said(clean)
    assert said(wrong.xpath("//h1")[0]) == "Nothing was checked"
    assert "this is no pass" in said(wrong)
    assert "did you mean portfolio?" in said(wrong)
    assert not wrong.xpath("//table")


# -- portfolios -----------------------------------------------------------------------------------


def portfolio(count: int, failing: int) -> Report:
    """Gives a report on so many projects, of which the first ones fail a rule."""
    names = [f"p{number:04}" for number in range(count)]
    found = [
        Judged(replace(GATE, manifest=name), name, "active", True, f"{at:016x}")
        for at, name in enumerate(names[:failing])
    ]
    verdicts = [
        Verdict(GATE.rule, "project", n, n, "violated" if at < failing else "satisfied")
        for at, n in enumerate(names)
    ]
    stakes = [Stake("project", name, "budget", 1000, "EUR") for name in names]
    return replace(CLEAN, findings=tuple(found), verdicts=tuple(verdicts), stakes=tuple(stakes))


def rows(found: Tree) -> list[list[tuple[str, str | None]]]:
    """Gives the cells of the first map: what stands in them, and their class."""
    (body,) = found.xpath("(//section[@class='map'])[1]//tbody")
    return [[(said(cell), cell.get("class")) for cell in row] for row in body]


def test_the_map_has_the_gravest_manifest_first_and_its_money() -> None:
    assert rows(tree(REVIEW)) == [
        [
            ("self-checkout", None),
            ("1 250 000.5 EUR", "money"),
            ("5", "blocks"),
            ("", None),
            ("", None),
            ("1", "blocks"),
            ("", None),
            ("1", "advice"),
        ],
        [
            ("cafe-till", None),
            ("10 EUR (deleted)", "money"),
            *[("", None)] * 2,
            ("1", "blocks"),
            *[("", None)] * 3,
        ],
        [
            ("all together", None),
            ("", "money"),
            ("", None),
            ("\u2013", "idle"),
            *[("", None)] * 2,
            ("1", "advice"),
            ("", None),
        ],
        [("refit", None), ("not said", "money faint"), ("\u2713", "passed"), *[("", None)] * 5],
    ]


def test_a_cell_says_in_words_what_it_counts_and_leads_to_the_gravest() -> None:
    cell = tree(REVIEW).xpath("//section[@class='map']//td[@class='blocks']/a")[0]
    assert cell.get("href") == "#f-00000000000000b1"
    assert cell.get("aria-label") == (
        "self-checkout, funding: 5 findings: 2 blocks, 1 known before the change, "
        "1 not in force yet and 1 waived"
    )


def test_there_is_no_map_of_a_single_manifest() -> None:
    assert tree(portfolio(2, 1)).xpath("//section[@class='map']")
    assert not tree(portfolio(1, 1)).xpath("//section[@class='map']")


def test_a_large_map_says_what_it_leaves_out() -> None:
    found = tree(portfolio(1000, 500))
    assert len(rows(found)) == 360
    assert "200 more manifests with findings would be too many here." in said(found)
    assert "440 more manifests without any finding." in said(found)
    assert len(findings(found)) == 500


# -- money ----------------------------------------------------------------------------------------


def test_the_money_is_blocked_concerned_or_clear() -> None:
    assert money(REVIEW) == (
        "Money at stake 1 250 010.5 of 1 250 010.5 EUR is blocked (100 %). "
        "blocked: 1 250 010.5 EUR, 2 manifests "
        "1 manifest doesn't say how much, and can't be counted."
    )


def test_each_currency_is_added_up_by_itself() -> None:
    base = portfolio(4, 1)
    amounts = [(300, "EUR"), (Fraction(1, 3), "USD"), (700, "EUR"), (5, None)]
    stakes = tuple(
        replace(stake, amount=amount, currency=currency)
        for stake, (amount, currency) in zip(base.stakes, amounts, strict=True)
    )
    text = money(replace(base, stakes=stakes))
    assert "300 of 1 000 EUR is blocked (30 %)." in text
    assert "Nothing of 0.33 USD is blocked." in text
    assert "Nothing of 5 without a currency is blocked." in text


def test_the_money_of_what_a_change_takes_away_is_gone() -> None:
    base = portfolio(2, 0)
    gone = (base.stakes[0], replace(base.stakes[1], deleted=True))
    assert "Nothing of 1 000 EUR is blocked." in money(replace(base, stakes=gone))


def test_without_money_there_is_no_word_of_it() -> None:
    assert not tree(REPORT).xpath("//*[@id='money']")
    assert "money at stake" not in said(tree(REPORT))
