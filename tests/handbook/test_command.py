"""`remit docs`: where the handbook goes, whether it is fresh, and what it is refused for."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.handbook.conftest import FILES, Docs

from remit.text.diagnostic import Diagnostic
from remit.workbench.suite import Suite
from remit.workspace import testing

ROOT = Path(__file__).parent.parent.parent


def test_the_same_policies_give_the_same_bytes(docs: Docs) -> None:
    for format in ("markdown", "html"):
        assert docs("--format", format).out == docs("--format", format).out


def test_the_day_matters_to_waivers_only(docs: Docs) -> None:
    assert docs("--no-waivers").out == docs("--no-waivers", "--as-of", "2030-01-01").out


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (("--output", "book.md"), {"book.md": "# Policies"}),
        (("--output", "book.html"), {"book.html": "<!doctype html>"}),
        (("--output", "book.HTM"), {"book.HTM": "<!doctype html>"}),
        (("--output", "book"), {"book": "# Policies"}),
        (("--output", "book", "--format", "html"), {"book": "<!doctype html>"}),
        (("--output", "made/"), {"made/handbook.md": "# Policies"}),
        (("--output", "."), {"handbook.md": "# Policies"}),
        (
            ("--output", "made/", "--format", "html", "--format", "markdown"),
            {"made/handbook.md": "# Policies", "made/handbook.html": "<!doctype html>"},
        ),
        (
            ("--format", "html:a.html", "--format", "markdown:deep/er/b.md"),
            {"a.html": "<!doctype html>", "deep/er/b.md": "# Policies"},
        ),
    ],
)
def test_the_handbook_goes_where_it_is_sent(
    docs: Docs, folder: Path, words: tuple[str, ...], files: dict[str, str]
) -> None:
    ran = docs(*words)
    assert ran.status == 0
    assert sorted(ran.out.splitlines()) == sorted(f"written  {name}" for name in files)
    for name, start in files.items():
        assert (folder / name).read_text().startswith(start)


def test_one_form_may_go_to_standard_output(docs: Docs, folder: Path) -> None:
    ran = docs("--format", "markdown", "--format", "html:a.html")
    assert ran.out.startswith("# Policies")
    assert (folder / "a.html").exists()


def test_policies_may_be_named(docs: Docs) -> None:
    ran = docs("rules/stock.remit")
    assert ran.status == 0
    assert ran.out.startswith("# Policies\n\n2 rules in 1 policy")
    assert "`prices/within-cap`" not in ran.out.split("## Waivers")[0]
    assert "| W-3 |" in ran.out
    assert "5 rules" in docs("rules").out


def test_the_standard_policies_are_those_of_a_folder_without_any(
    docs: Docs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With their examples, of which those of one policy are told: all of them take long."""

    def few(*given: Any) -> tuple[list[Suite], list[Diagnostic]]:
        suites, said = testing.tests_beside(*given)
        return [each for each in suites if each.policy and each.policy.name == "talent"], said

    monkeypatch.setattr("remit.cli.docs.tests_beside", few)
    empty = tmp_path / "empty"
    (empty / ".git").mkdir(parents=True)
    monkeypatch.chdir(empty)
    ran = docs()
    assert ran.status == 0
    assert "Written in `builtin:funding.remit`." in ran.out
    assert "\nBroken: " in ran.out


# -- freshness ------------------------------------------------------------------------------------


def test_a_file_is_fresh_until_a_rule_changes(docs: Docs, folder: Path) -> None:
    words = ("--output", "book.md", "--no-waivers")
    ran = docs(*words, "--check")
    assert (ran.status, ran.out.splitlines()[0]) == (1, "stale    book.md")
    assert not (folder / "book.md").exists()
    docs(*words)
    ran = docs(*words, "--check")
    assert (ran.status, ran.out) == (0, "fresh    book.md\n")
    rules = FILES["rules/prices.remit"].replace("Parts are light.", "No part is heavy.")
    (folder / "rules/prices.remit").write_text(rules)
    before = (folder / "book.md").read_bytes()
    ran = docs(*words, "--check")
    assert ran.status == 1
    assert "the same command without `--check` writes it anew" in ran.out
    assert (folder / "book.md").read_bytes() == before


def test_the_hook_tells_a_stale_handbook(docs: Docs, folder: Path) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (hook,) = (hook for hook in hooks if hook["id"] == "remit-docs")
    program, command, *words = hook["entry"].split()
    assert (program, command) == ("remit", "docs")
    assert docs(*words, "--output", "book.md").status == 1
    docs("--no-waivers", "--output", "book.md")
    assert docs(*words, "--output", "book.md").status == 0
    for path in ("rules/prices.remit", "rules/prices.test.yaml", "item.schema.yaml", "remit.yaml"):
        assert re.search(hook["files"], path)


# -- refusals -------------------------------------------------------------------------------------

REFUSED = [
    (("--check",), "`--check` compares with a file, and none is named"),
    (("--format", "pdf"), "there is no format `pdf`"),
    (("--format", "html:"), "`html:` names no file"),
    (("--format", "html", "--format", "markdown"), "two formats go to standard output"),
    (("--output", "a.md", "--format", "html:b.html"), "`--output` and `b.html` both name a file"),
    (("--output", "a.md", "--format", "html", "--format", "markdown"), "two formats go to `a.md`"),
    (("--output", ""), "`--output` is blank"),
    (("--output", "rules/prices.remit/x.md"), "`rules/prices.remit` can't be made"),
    (("--preface", "gone.md"), "`gone.md` can't be read: no such file or directory"),
    (("--preface", "latin.md"), "`latin.md` is not UTF-8"),
    (("gone.remit",), "there is no rule file at `gone.remit`"),
    (("pack:none",), "`pack:none`"),
    (("--config", "gone.yaml"), "there is no configuration `gone.yaml`"),
    (("--policy", "rules"), "there is no option `--policy`"),
]


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_what_can_not_be_done_is_told_in_one_message(
    docs: Docs, folder: Path, words: tuple[str, ...], message: str
) -> None:
    (folder / "latin.md").write_bytes(b"caf\xe9")
    ran = docs(*words)
    assert ran.status == 2
    assert message.replace("`pack:none`", "none") in ran.err
    assert ran.err.count("error [") == 1
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("rules/prices.remit", "policy prices governs item\n", "the policy has no title"),
        ("waivers.yaml", "waivers: [{id: W-1}]\n", "waivers.yaml"),
        ("item.schema.yaml", "{type: objekt}\n", "item.schema.yaml"),
        ("remit.yaml", FILES["remit.yaml"].replace("90", "high"), "prices.cap"),
    ],
)
def test_mistakes_in_what_it_is_made_of_are_told(
    docs: Docs, folder: Path, name: str, text: str, message: str
) -> None:
    (folder / name).write_text(text)
    ran = docs()
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_that_can_not_be_written_is_told(docs: Docs, folder: Path) -> None:
    (folder / "book.md").touch(0o444)
    ran = docs("--output", "book.md")
    assert ran.status == 2
    assert "`book.md` can't be written" in ran.err


def test_a_folder_in_the_place_of_a_file_is_told(docs: Docs, folder: Path) -> None:
    (folder / "dir").mkdir()
    ran = docs("--format", "html:dir")
    assert ran.status == 2
    assert "`dir` can't be written: is a directory" in ran.err
