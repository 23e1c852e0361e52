"""The handbook as a page: read as XML, since ours is that well formed; texts stay texts in it."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from lxml import etree
from tests.handbook.conftest import FILES, Docs, write
from tests.reports.hostile import HOSTILE

from remit.cli.main import main
from remit.text.inert import inert

Tree = etree._Element


def tree(page: str) -> Tree:
    """Gives the elements of a page, its style and script left out."""
    text = page.removeprefix("<!doctype html>\n")
    return etree.fromstring(re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.DOTALL))


def said(element: Tree) -> str:
    return " ".join(" ".join(str(part) for part in element.itertext()).split())


def shown(element: Tree) -> str:
    return "".join(str(part) for part in element.itertext())


def one(found: Tree, path: str) -> Tree:
    (element,) = found.xpath(path)
    return element


@pytest.fixture
def page(docs: Docs) -> Tree:
    """Gives the page of the policies."""
    return tree(docs("--format", "html").out)


def test_the_page_allows_its_own_style_and_script_and_nothing_else(docs: Docs) -> None:
    text = docs("--format", "html").out
    law = one(tree(text), "//meta[@http-equiv='Content-Security-Policy']").get("content")
    digests = []
    for name in ("style", "script"):
        (found,) = re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(found.encode()).digest()).decode()
        digests.append(f"{name}-src 'sha256-{digest}'")
    assert law == (f"default-src 'none'; {'; '.join(digests)}; base-uri 'none'; form-action 'none'")


def test_a_rule_is_told_in_full(page: Tree) -> None:
    rule = one(page, "//li[@id='prices/within-cap']")
    text = said(rule)
    for part in (
        "mandatory No item costs more than the cap.",
        "the item must not be dear",
        "Where it isn't kept {item.id} costs {item.price} Sell it for {cap} or less.",
        "Source Decision 12 of the board",
        "Tags money",
        "Formerly prices/cheap",
        "Reads item.price",
        "Kept : just cheap enough , on ../items/lamp.yaml",
        "Broken : too dear",
        "violated at price : lamp costs 101",
    ):
        assert part in text
    assert one(rule, ".//a[@rel]").get("href") == "https://prices.example/12"


def test_what_governs_demands_holds_them(page: Tree) -> None:
    rule = one(page, "//li[@id='prices/light']")
    guard = one(rule, ".//li[@class='guard']")
    assert said(one(guard, "./ul/li[@class='demand']")).startswith("the part's weight must be")


def test_tables_are_tables(page: Tree) -> None:
    rows = page.xpath("//*[@class='word']//tr")
    assert [said(row) for row in rows] == ["stage weight", '"new" 5', '"used", "old" 9']


def test_every_link_leads_somewhere(page: Tree) -> None:
    ids = {element.get("id") for element in page.xpath("//*[@id]")}
    links = [link.get("href") for link in page.xpath("//a")]
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    assert [link for link in links if not link.startswith("#")] == ["https://prices.example/12"]


def test_ids_are_given_once(page: Tree) -> None:
    ids = [element.get("id") for element in page.xpath("//*[@id]")]
    assert sorted(ids) == sorted(set(ids))


def test_waivers_are_told_as_they_stand(page: Tree) -> None:
    rows = page.xpath("//section[@id='waivers']//tbody/tr")
    assert [said(row).split(" 20")[0] for row in rows] == [
        "W-1 ending soon",
        "W-3 in force",
        "W-2 ended",
    ]


def test_a_preface_is_told_in_paragraphs(docs: Docs, folder: Path) -> None:
    (folder / "preface.md").write_text("One `two`,\nthree.\n\n    remit check  # all\n    ls\n")
    header = one(tree(docs("--format", "html", "--preface", "preface.md").out), "//header")
    assert shown(one(header, "p[@class='preface']")) == "One two, three."
    assert one(header, "pre").text == "remit check  # all\nls"


# -- hostile texts --------------------------------------------------------------------------------


def bearable(text: str) -> str:
    """Gives what of a text may stand in a file of rules."""
    return "".join(c for c in text.encode("utf-8", "ignore").decode() if c == "\n" or c >= " ")


def quoted(text: str) -> str:
    """Gives a text as a literal of rules."""
    return bearable(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def message(text: str) -> str:
    """Gives a text as a message of rules."""
    return quoted(text).replace("{", "{{").replace("}", "}}")


TEXTS = ("Things stay cheap.", "price-office", "The highest price.", "Decision 12 of the board",
         "https://prices.example/12", "money")  # fmt: skip
MESSAGES = ("costs {item.price}", "Sell it for {cap} or less.")


@pytest.fixture(scope="module")
def tame(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives a folder with the handbook of the policies as they are, in both forms."""
    folder = tmp_path_factory.mktemp("tame")
    write(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        words = ("--as-of", "2026-11-23", "--output", ".")
        assert main(["docs", *words, "--format", "html", "--format", "markdown"]) == 0
    return folder


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_of_a_stranger_becomes_markup(
    docs: Docs, folder: Path, tame: Path, name: str
) -> None:
    usual = tree((tame / "handbook.html").read_text("utf-8"))
    rules = FILES["rules/prices.remit"]
    for said_there in TEXTS:
        rules = rules.replace(said_there, f"x{quoted(HOSTILE[name])}")
    for said_there in MESSAGES:
        rules = rules.replace(said_there, f"x{message(HOSTILE[name])}")
    (folder / "rules/prices.remit").write_text(rules, encoding="utf-8")
    ran = docs("--format", "html")
    assert ran.status == 0, ran.err
    found = tree(ran.out)
    assert {e.tag for e in found.iter()} <= {e.tag for e in usual.iter()}
    names = {attribute for e in found.iter() for attribute in e.attrib}
    assert not {each for each in names if each.startswith("on")}
    assert not names & {"style", "src", "srcdoc", "action", "formaction", "xmlns"}
    for link in found.xpath("//@href"):
        assert link.startswith("#")
    title = one(found, "//section[@id='policy-prices']/p[@class='lead']")
    assert shown(title).replace("`", "") == inert(f"x{bearable(HOSTILE[name])}").replace("`", "")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_inert_in_markdown(
    docs: Docs, folder: Path, tame: Path, name: str
) -> None:
    text = quoted(HOSTILE[name])
    rules = FILES["rules/prices.remit"].replace("Parts are light.", f"x{text}")
    (folder / "rules/prices.remit").write_text(rules, encoding="utf-8")
    ran = docs()
    assert ran.status == 0, ran.err
    plain = re.sub(r"(`+).+?\1", "", ran.out)
    assert not re.search(r"(?<!\\)<(?!br>)", plain)
    assert not {c for c in ran.out if c != "\n" and inert(c) != c}
    usual = (tame / "handbook.md").read_text("utf-8")
    assert len(re.findall(r"^#", ran.out, re.M)) == len(re.findall(r"^#", usual, re.M))
