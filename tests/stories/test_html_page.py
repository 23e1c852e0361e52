"""The page in a browser: it filters and sorts, runs nothing of a stranger's, and asks for nothing.

Chromium is looked for on the path; `.ci/run` installs it where it may. Whether everyone can read
the page is looked into with axe-core, which npm brings.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.reports.canonical import CLEAN, GATE, REFUSED
from tests.reports.hostile import HOSTILE, hostile, refused
from tests.reports.review import REVIEW
from tests.stories.browser import CHROMIUM, Page, choose, search, shut_out

from remit.cli.main import main
from remit.governance.report import Judged, Report, Verdict
from remit.reporters.html import page as html
from remit.reporters.view import View

ROOT = Path(__file__).parent.parent.parent

pytestmark = [
    pytest.mark.story,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
]
VISIBLE = "[...document.querySelectorAll('#list > li')].filter(item => !item.hidden)"
FACTS = f"{VISIBLE}.map(item => item.querySelector('.facts').textContent.split(' \u00b7 '))"


@pytest.fixture(autouse=True)
def fresh(page: Page) -> None:
    """Forgets what the page before has said, and looks at a screen."""
    page.said.clear()
    page.asked.clear()
    page.shape(1280, 900)


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives the page of the example portfolio."""
    file = tmp_path_factory.mktemp("page") / "portfolio.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT / "examples" / "portfolio")
        assert main(["check", "--as-of", "2026-11-23", "--format", f"html:{file}"]) == 1
    return file


def written(folder: Path, report: Report) -> Path:
    file = folder / "report.html"
    file.write_text(html.render(report, View()), encoding="utf-8")
    return file


# -- nothing runs, nothing is asked for -----------------------------------------------------------

PAGES = {
    "review": REVIEW,
    "clean": CLEAN,
    "refused": REFUSED,
    **{f"found {name}": hostile(text) for name, text in HOSTILE.items()},
    **{f"refused {name}": refused(text) for name, text in HOSTILE.items()},
}


@pytest.mark.parametrize("lawless", [False, True], ids=["as it is", "without its own law"])
def test_no_page_complains_runs_a_text_or_asks_for_anything(
    page: Page, tmp_path: Path, lawless: bool
) -> None:
    """What strangers wrote is text even where the page's own ban on scripts is not obeyed."""
    page.do("Page.setBypassCSP", enabled=lawless)
    for name, report in PAGES.items():
        file = written(tmp_path, report)
        page.asked.clear()
        page.open(file)
        assert page.run("document.querySelectorAll('script, img, iframe, link').length") == 1, name
        assert (name, page.said) == (name, [])
        assert (name, page.asked) == (name, [file.as_uri()])
    page.do("Page.setBypassCSP", enabled=False)


def test_the_page_forbids_what_could_come_in(page: Page, tmp_path: Path) -> None:
    text = html.render(REVIEW, View())
    came_in = (
        "<script>alert(1)</script><img src='https://evil.example/x.png' onerror='alert(2)'>"
        "<b style='color:red' onclick='alert(3)'>x</b><form action='https://evil.example'></form>"
    )
    file = tmp_path / "owned.html"
    file.write_text(text.replace("<main>", f"<main>{came_in}"), encoding="utf-8")
    page.open(file)
    page.run("document.querySelector('main b').click()")
    page.run("document.querySelector('main form').submit()")
    assert page.asked == [file.as_uri()]
    assert not [said for said in page.said if said.startswith("dialog")]
    assert len(page.said) >= 4


# -- filters and orders ---------------------------------------------------------------------------


def test_findings_are_filtered_by_what_they_are(page: Page, portfolio: Path) -> None:
    page.open(portfolio)
    assert page.run("document.getElementById('shown').value") == "10 of 10 shown"
    choose(page, "status", "blocks")
    assert page.run(FACTS) == [
        ["shelf-council", "bodies/body-has-three-sides", "mandatory"],
        ["warehouse-handhelds", "portfolio/reviewed-jointly", "mandatory"],
    ]
    choose(page, "policy", "portfolio")
    assert page.run("document.getElementById('shown').value") == "1 of 10 shown"
    choose(page, "status", "all")
    choose(page, "subject", "member-club")
    assert [facts[0] for facts in page.run(FACTS)] == ["member-club"]
    page.run("document.getElementById('reset').click()")
    assert len(page.run(FACTS)) == 10
    choose(page, "level", "advisory")
    assert len(page.run(FACTS)) == 8


def test_findings_are_found_by_their_words(page: Page, portfolio: Path) -> None:
    page.open(portfolio)
    search(page, "STORE-INFRA  shelf-labels/")
    assert [facts[0] for facts in page.run(FACTS)] == ["shelf-labels"]
    search(page, "no such word")
    assert page.run("document.getElementById('shown').value") == "0 of 10 shown"
    search(page, "")
    assert len(page.run(FACTS)) == 10


def test_a_change_is_filtered_by_what_it_brought(page: Page, tmp_path: Path) -> None:
    page.open(written(tmp_path, REVIEW))
    choose(page, "change", "resolved")
    assert page.run(FACTS) == [["self-checkout", "wording/is-plain", "advisory"]]
    choose(page, "change", "introduced")
    choose(page, "outcome", "undecided")
    assert [facts[1] for facts in page.run(FACTS)] == [
        "funding/money-is-counted",
        "funding/outcomes-are-fresh",
    ]


def test_findings_are_sorted(page: Page, portfolio: Path) -> None:
    page.open(portfolio)
    by_weight = page.run(FACTS)
    choose(page, "sort", "rule")
    by_rule = page.run(FACTS)
    assert [facts[1] for facts in by_rule] == sorted(facts[1] for facts in by_weight)
    choose(page, "sort", "manifest")
    names = [facts[0] for facts in page.run(FACTS)]
    assert names == [*sorted(set(names) - {"all together"} and names[:-1]), "all together"]
    choose(page, "sort", "money")
    assert [facts[0] for facts in page.run(FACTS)][:2] == ["self-checkout", "warehouse-handhelds"]
    choose(page, "sort", "gravest")
    assert page.run(FACTS) == by_weight


def test_the_map_is_sorted_and_leads_to_findings(page: Page, portfolio: Path) -> None:
    page.open(portfolio)
    names = (
        "[...document.querySelectorAll('.map tbody')[0].rows].map(row => row.cells[0].innerText)"
    )
    by_weight = page.run(names)
    assert by_weight[:2] == ["warehouse-handhelds", "loyalty-points"]
    page.run("document.querySelectorAll('.map thead button')[1].click()")
    assert page.run(names)[:2] == ["business-suite-renewal", "project/store-network"]
    assert page.run("document.querySelectorAll('.map th')[1].ariaSort") == "ascending"
    page.run("document.querySelectorAll('.map thead button')[1].click()")
    assert page.run(names) == by_weight
    page.run("document.querySelector('.map td.advice a').click()")
    assert page.run(FACTS) == [
        ["loyalty-points", "architecture/systems-do-not-proliferate", "advisory"]
    ]
    assert page.run("document.activeElement.parentElement.open") is True


def test_a_link_to_a_finding_opens_it(page: Page, portfolio: Path) -> None:
    page.open(portfolio)
    last = page.run("document.querySelector('#list > li:last-child').id")
    page.open("about:blank")
    page.open(f"{portfolio.as_uri()}#{last}")
    assert page.run("document.querySelector('#list > li:last-child details').open") is True


def test_thousands_of_findings_are_filtered_and_sorted(page: Page, tmp_path: Path) -> None:
    names = [f"p{number:04}" for number in range(3000)]
    found = [
        Judged(
            replace(GATE, manifest=name, level="advisory" if at % 3 else "mandatory"),
            name,
            "active",
            not at % 3,
            f"{at:016x}",
        )
        for at, name in enumerate(names)
    ]
    verdicts = tuple(Verdict(GATE.rule, "project", name, name, "violated") for name in names)
    page.open(written(tmp_path, replace(CLEAN, findings=tuple(found), verdicts=verdicts)))
    choose(page, "level", "mandatory")
    assert page.run("document.getElementById('shown').value") == "1000 of 3000 shown"
    search(page, "p0003")
    assert [facts[0] for facts in page.run(FACTS)] == ["p0003"]
    page.run("document.getElementById('reset').click()")
    choose(page, "sort", "manifest")
    assert [facts[0] for facts in page.run(FACTS)] == names


# -- everyone -------------------------------------------------------------------------------------


def test_without_scripts_all_can_be_read(page: Page, portfolio: Path) -> None:
    page.do("Emulation.setScriptExecutionDisabled", value=True)
    page.open(portfolio)
    page.do("Emulation.setScriptExecutionDisabled", value=False)
    assert len(page.run(VISIBLE)) == 10
    assert page.run("document.querySelector('.controls').offsetHeight") == 0
    assert page.run("document.querySelectorAll('#list details[open]').length") == 2


def test_it_is_used_with_the_keyboard_alone(page: Page, portfolio: Path) -> None:
    page.open(portfolio)
    page.press("Tab", 9)
    assert page.run("document.activeElement.textContent") == "Skip to the findings"
    page.press("Enter", 13)
    while page.run("document.activeElement.tagName") != "SUMMARY":
        page.press("Tab", 9)
    was = page.run("document.activeElement.parentElement.open")
    page.press("Enter", 13)
    assert page.run("document.activeElement.parentElement.open") is not was


@pytest.mark.parametrize("text", ["tags", "long", "address", "closing-tags"])
def test_nothing_stands_beyond_the_edge_of_a_phone(
    page: Page, portfolio: Path, tmp_path: Path, text: str
) -> None:
    page.shape(360, 740)
    for file in (portfolio, written(tmp_path, hostile(HOSTILE[text]))):
        page.open(file)
        assert page.run("document.documentElement.scrollWidth") == 360


def test_on_paper_every_finding_is_open(page: Page, portfolio: Path) -> None:
    page.open(portfolio)
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.run("document.querySelectorAll('#list details:not([open])').length") == 0
    page.run("dispatchEvent(new Event('afterprint'))")
    assert page.run("document.querySelectorAll('#list details[open]').length") == 2


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nobody_is_shut_out(
    page: Page, portfolio: Path, axe: str, dark: bool, tmp_path: Path
) -> None:
    page.shape(1280, 900, dark=dark)
    for file in (portfolio, written(tmp_path, REVIEW), written(tmp_path, REFUSED)):
        page.open(file)
        page.run("for (const each of document.querySelectorAll('details')) each.open = true")
        found = shut_out(page, axe)
        assert (file.name, found) == (file.name, [])


HALF_TESTED = {
    "remit.yaml": "language: 1\nkinds: {thing: {plural: things, schema: s.yaml, files: [t.yaml], "
    "identity: id}}\npolicies: [p.remit]\n",
    "s.yaml": "type: object\nproperties: {id: {type: string}, age: {type: integer}}\n",
    "p.remit": 'policy p governs thing "P."\nrule r advisory "R."\n  when thing.id != "x"\n'
    '  require thing.age > 3 else "{thing.age} <b>"\n',
    "p.test.yaml": "policy: p.remit\ntoday: 2026-11-23\ntests:\n"
    "  - {name: old, manifest: {id: a, age: 4}, expect: []}\n",
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_of_coverage_shuts_nobody_out(
    page: Page, axe: str, dark: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in HALF_TESTED.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    words = ("test", "--coverage", "--allow-untested", "--format", "html:coverage.html")
    assert main([*words]) == 0
    page.shape(1280, 900, dark=dark)
    page.open(tmp_path / "coverage.html")
    marked = "[...document.querySelectorAll('mark.bad')].map(each => each.textContent)"
    assert page.run(marked) == ['thing.id != "x"', "thing.age > 3"]
    assert shut_out(page, axe) == []
    assert (page.said, page.asked[1:]) == ([], [])
