"""Markdown as GitHub and GitLab render it: short first, and nothing of a stranger's acts in it."""

from __future__ import annotations

import re

import pytest
from lxml import html
from markdown_it import MarkdownIt
from msgspec.structs import replace
from tests.reports.canonical import CLEAN, REFUSED, REPORT
from tests.reports.hostile import HOSTILE, hostile, refused
from tests.reports.review import REVIEW

from remit.governance.report import Report
from remit.reporters import markdown
from remit.reporters.view import View

COMMENT = 65_536
"""So many characters a comment on GitHub may have."""

OURS = {"h3", "p", "ul", "li", "details", "summary", "code", "pre"}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
_RENDERER = MarkdownIt("gfm-like", {"html": True})
_FOUND = re.compile(r"(?<![\w/])[@#!~](?=\w)|\bGH-\d|https?://\w|\bwww\.\w|mailto:\w")


def rendered(report: Report) -> html.HtmlElement:
    """Gives a report as a page shows it."""
    text = _RENDERER.render(markdown.render(report, View()))
    return html.fragment_fromstring(text, create_parent="div")


def plain(found: html.HtmlElement) -> str:
    """Gives the text that platforms look through for mentions, issues and addresses."""
    return "".join(found.xpath("//text()[not(ancestor::code or ancestor::pre)]"))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_of_a_stranger_acts(name: str) -> None:
    for report in (hostile(HOSTILE[name]), refused(HOSTILE[name])):
        found = rendered(report)
        assert {each.tag for each in found.iterdescendants()} <= OURS | TABLES
        assert not [
            each for each in found.iterdescendants() if set(each.attrib) - {"class", "style"}
        ]
        assert not _FOUND.search(plain(found))


@pytest.mark.parametrize("name", HOSTILE)
def test_each_finding_keeps_to_its_row(name: str) -> None:
    found = rendered(hostile(HOSTILE[name]))
    assert [len(table.xpath(".//tr")) for table in found.xpath("//table")] == [3, 5, 2]
    assert {len(row) for row in found.xpath("(//table)[1]//tr")} == {3}


def test_what_blocks_comes_first_and_the_rest_is_folded() -> None:
    found = rendered(REVIEW)
    assert [each.tag for each in found] == ["h3", "table", "ul", *["details"] * 3]
    assert found[0].text_content() == "Remit: 4 findings block"
    assert len(found[1].xpath(".//tbody/tr")) == 4
    assert [each.text_content() for each in found.xpath("//summary")] == [
        "Why, and what to do (4)",
        "What doesn't block (5)",
        "What the change resolves (1)",
    ]
    assert not found.xpath("//details[@open]")


def test_nothing_found_is_two_lines_and_a_refusal_no_pass() -> None:
    assert markdown.render(CLEAN, View()).count("\n") == 3
    assert "this is no pass" in rendered(REFUSED).text_content()


@pytest.mark.parametrize("count", [1, 300, 1000])
def test_it_fits_into_a_comment_and_says_what_it_leaves_out(count: int) -> None:
    report = replace(REPORT, findings=REPORT.findings * count)
    text = markdown.render(report, View())
    assert len(text) < COMMENT
    assert ("more would be too long for here" in text) is (count > 1)
    assert len(markdown.render(refused("owned " * 40_000), View())) < COMMENT
