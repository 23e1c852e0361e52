"""The handbook in a browser: it searches and filters, runs nothing else, and leaves nobody out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.stories.browser import CHROMIUM, Page, choose, search, shut_out

from remit.cli.main import main

ROOT = Path(__file__).parent.parent.parent

pytestmark = [
    pytest.mark.story,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
]
RULES = "[...document.querySelectorAll('.rule')].filter(rule => rule.offsetParent)"
IDS = f"{RULES}.map(rule => rule.id)"
FIELDS = (
    "[...document.querySelectorAll('tr.field')].filter(row => row.offsetParent)"
    ".map(row => row.cells[0].textContent)"
)


@pytest.fixture(autouse=True)
def fresh(page: Page) -> None:
    """Forgets what the page before has said, and looks at a screen."""
    page.said.clear()
    page.asked.clear()
    page.shape(1280, 900)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives the page of some of the standard policies."""
    names = ("funding", "landscape", "talent")
    return written(tmp_path_factory.mktemp("book"), *(f"rules/{name}.remit" for name in names))


def written(folder: Path, *policies: str) -> Path:
    file = folder / "book.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert main(["docs", *policies, "--output", str(file)]) == 0
    return file


def test_it_says_and_asks_for_nothing(page: Page, book: Path) -> None:
    page.open(book)
    assert (page.said, page.asked) == ([], [book.as_uri()])


def test_a_search_finds_fields_rules_and_words(page: Page, book: Path) -> None:
    page.open(book)
    total = page.run(f"{IDS}.length")
    search(page, "before  FUNDING.tranches.gates")
    assert page.run(FIELDS) == ["funding.tranches.gates"]
    found = page.run(IDS)
    assert "funding/tranche-follows-gates" in found
    assert len(found) < total
    assert page.run("document.getElementById('policies').offsetParent") is None
    search(page, "overdue_grace")
    assert page.run(IDS) == ["funding/overdue-gate-freezes"]
    search(page, "nosuchword")
    assert page.run(IDS) == []
    page.run("document.getElementById('reset').click()")
    assert page.run(f"{IDS}.length") == total


def test_rules_are_filtered_by_what_they_are(page: Page, book: Path) -> None:
    page.open(book)
    choose(page, "policy", "funding")
    choose(page, "level", "absolute")
    assert page.run(IDS) == ["funding/tranches-fit-budget", "funding/release-is-approved"]
    assert page.run("document.getElementById('shown').value").startswith("2 of ")
    page.run("document.getElementById('open').click()")
    assert page.run(f"{RULES}.every(rule => rule.firstElementChild.open)") is True
    choose(page, "policy", "all")
    choose(page, "kind", "system")
    choose(page, "level", "all")
    text = (ROOT / "rules/landscape.remit").read_text("utf-8")
    about_systems = re.findall(r"^rule ([a-z-]+)", text, re.MULTILINE)
    assert page.run(IDS) == [f"landscape/{name}" for name in about_systems]


def test_links_open_what_they_lead_to(page: Page, book: Path) -> None:
    page.open(book)
    search(page, "skill")
    page.run("location.hash = '#funding/stage-cap'")
    page.run("new Promise(done => setTimeout(done, 100))")
    assert page.run("document.getElementById('funding/stage-cap').firstElementChild.open") is True
    page.run('document.querySelector(\'[id="funding/stage-cap"] a[href^="#field"]\').click()')
    page.run("new Promise(done => setTimeout(done, 100))")
    assert page.run("document.querySelector('tr:target').offsetParent !== null") is True


def test_without_scripts_all_can_be_read(page: Page, book: Path) -> None:
    page.do("Emulation.setScriptExecutionDisabled", value=True)
    page.open(book)
    page.do("Emulation.setScriptExecutionDisabled", value=False)
    assert page.run("document.querySelector('.controls').offsetHeight") == 0
    assert page.run(f"{IDS}.length") > 15


def test_it_is_used_with_the_keyboard_alone(page: Page, book: Path) -> None:
    page.open(book)
    page.press("Tab", 9)
    assert page.run("document.activeElement.textContent") == "Skip to the policies"
    page.run("document.querySelector('.rule summary').focus()")
    page.press("Enter", 13)
    assert page.run("document.querySelector('.rule details').open") is True


def test_nothing_stands_beyond_the_edge_of_a_phone(page: Page, book: Path) -> None:
    page.shape(360, 740)
    page.open(book)
    page.run("for (const each of document.querySelectorAll('details')) each.open = true")
    assert page.run("document.documentElement.scrollWidth") == 360


def test_on_paper_everything_is_open(page: Page, book: Path) -> None:
    page.open(book)
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.run("document.querySelectorAll('details:not([open])').length") == 0
    page.run("dispatchEvent(new Event('afterprint'))")
    assert page.run("document.querySelectorAll('details[open]').length") == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nobody_is_shut_out(page: Page, tmp_path: Path, axe: str, dark: bool) -> None:
    page.shape(1280, 900, dark=dark)
    page.open(written(tmp_path, "rules/decisions.remit", "rules/bodies.remit"))
    page.run("for (const each of document.querySelectorAll('details')) each.open = true")
    assert shut_out(page, axe) == []
