"""`--format FORMAT[:FILE]`: several at once, with files and without, and what can't be written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree
from tests.cli.conftest import Run, write

from remit.cli.check import FORMATS, JOB_SUMMARY

DEAR = "id: cup\nprice: 250\n"
DAY = ("check", "--as-of", "2026-11-23")


@pytest.fixture(autouse=True)
def _no_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes away what a CI job that runs the tests says."""
    for name in (JOB_SUMMARY, "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


def test_all_formats_at_once(run: Run, folder: Path) -> None:
    write(folder, items__cup_yaml=DEAR)
    words = [word for name in FORMATS for word in ("--format", f"{name}:out.{name}")]
    ran = run(*DAY, *words)
    assert (ran.status, ran.out, ran.err) == (1, "", "")
    files = {name: (folder / f"out.{name}").read_text(encoding="utf-8") for name in FORMATS}
    for name, text in files.items():
        assert "cup costs 250" in text, name
        assert text.endswith("\n"), name
        assert (run(*DAY, "--format", name).out, name) == (text, name)
    for name in ("json", "sarif", "gitlab"):
        json.loads(files[name])
    etree.fromstring(files["junit"].encode())


def test_one_goes_to_standard_output_beside_others(run: Run, folder: Path) -> None:
    ran = run(*DAY, "--format", "html:out.html", "--format", "text", "--format", "json:out.json")
    assert ran.status == 0
    assert ran.out == run(*DAY).out
    assert (folder / "out.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_format_may_go_to_two_files(run: Run, folder: Path) -> None:
    assert run(*DAY, "--format", "tap:one", "--format", "tap:other").status == 0
    assert (folder / "one").read_bytes() == (folder / "other").read_bytes()


def test_a_file_is_written_anew(run: Run, folder: Path) -> None:
    (folder / "out.tap").write_text("old\n" * 1000)
    run(*DAY, "--format", "tap:out.tap")
    assert "old" not in (folder / "out.tap").read_text()


def test_a_refused_check_is_written_in_every_format_and_told_once(run: Run, folder: Path) -> None:
    write(folder, item_schema_yaml="type: objct\n")
    words = [word for name in FORMATS for word in ("--format", f"{name}:out.{name}")]
    ran = run(*DAY, *words)
    assert (ran.status, ran.out, ran.err.count("error [")) == (2, "", 1)
    for name in FORMATS:
        assert "objct" in (folder / f"out.{name}").read_text(encoding="utf-8"), name
    assert (folder / "out.text").read_text(encoding="utf-8") == ran.err
    ran = run(*DAY, "--format", "text")
    assert (ran.status, ran.out) == (2, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("xml",), "there is no format `xml`"),
        (("sarfi",), "did you mean `sarif`?"),
        (("HTML",), "did you mean `html`?"),
        (("",), "there is no format ``"),
        (("html:",), "`html:` names no file"),
        ((":out.html",), "there is no format ``"),
        (("json", "text"), "two formats go to standard output"),
        (("json:out", "sarif:out"), "two formats go to `out`"),
        (("json:out", "sarif:./out"), "two formats go to `./out`"),
        (("json:items/../out", "sarif:out"), "two formats go to `out`"),
        (("json:out", "sarif:link"), "two formats go to `link`"),
        (("json:remit.yaml",), "`remit.yaml` is what this was made of"),
        (("json:./rules/../rules/prices.remit",), "prices.remit` is what this was made of"),
        (("json:items/cup.yaml",), "`items/cup.yaml` is what this was made of"),
        (("json:item.schema.yaml",), "`item.schema.yaml` is what this was made of"),
        (("html:no/where.html",), "`no/where.html` can't be written: no such file or directory"),
        (("html:items",), "`items` can't be written: is a directory"),
        (("html:remit.yaml/x",), "`remit.yaml/x` can't be written: not a directory"),
        (("text", "html:no/where.html"), "`no/where.html` can't be written"),
        (("html:" + "x" * 300,), "can't be written: file name too long"),
    ],
)
def test_what_can_not_be_written_ends_with_2_and_one_message(
    run: Run, folder: Path, words: tuple[str, ...], said: str
) -> None:
    (folder / "link").symlink_to(folder / "out")
    ran = run(*DAY, *(word for each in words for word in ("--format", each)))
    assert ran.status == 2
    assert said in ran.err
    assert (ran.err.count("error ["), "Traceback" in ran.err) == (1, False)


@pytest.mark.parametrize("place", ["../victim", "../others/report", "../new", ".git/config"])
def test_no_link_leads_a_report_out_of_the_repository(run: Run, folder: Path, place: str) -> None:
    """A change may have put the link where a CI job writes."""
    shop = folder / "shop"
    (shop / ".git").mkdir(parents=True)
    (shop / ".git" / "config").write_text("kept")
    (folder / "victim").write_text("kept")
    (folder / "others").mkdir()
    (shop / "out").symlink_to(place if place != "../others/report" else "../others")
    file = "shop/out/report" if place == "../others/report" else "shop/out"
    ran = run(*DAY, "--format", f"json:{file}")
    assert ran.status == 2
    assert f"`{file}` is reached by a link that leads out of the repository" in ran.err
    for kept in (folder / "victim", shop / ".git" / "config"):
        assert kept.read_text() == "kept"
    assert not (folder / "new").exists()
    assert list((folder / "others").iterdir()) == []


def test_a_report_may_be_led_to_another_place_of_the_repository(run: Run, folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "reports").mkdir()
    (folder / "out").symlink_to("reports")
    assert run(*DAY, "--format", "json:out/report.json").status == 0
    assert (folder / "reports" / "report.json").exists()


# -- the summary of a job -------------------------------------------------------------------------


def test_a_job_on_github_gets_a_summary(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, items__cup_yaml=DEAR)
    summary = folder / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv(JOB_SUMMARY, str(summary))
    assert run(*DAY).status == 1
    assert summary.read_text() == "before\n"
    ran = run(*DAY, "--format", "github")
    assert ran.out.startswith("::error file=items/cup.yaml,line=2,")
    markdown = run(*DAY, "--format", "markdown").out
    assert summary.read_text(encoding="utf-8") == f"before\n{markdown}"
    assert run(*DAY, "--format", "github:out.txt", "--format", "text").status == 1
    assert summary.read_text(encoding="utf-8") == f"before\n{markdown}{markdown}"


def test_a_summary_that_can_not_be_written_is_no_pass(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(JOB_SUMMARY, str(folder / "no" / "summary.md"))
    ran = run(*DAY, "--format", "github")
    assert (ran.status, ran.err.count("error [")) == (2, 1)
    assert "summary.md` can't be written" in ran.err
    monkeypatch.setenv(JOB_SUMMARY, "")
    assert run(*DAY, "--format", "github").status == 0
