"""`remit explain` of a rule, a finding and a code, and of what there is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Run, write

from remit.text.codes import CODES
from remit.workbench.explaining.code import OWN, explain_code, known
from remit.workbench.explaining.explanation import render
from remit.workbench.explaining.reference import LANGUAGE, parts, topics
from remit.workspace.standard import reference


def marks(check: Run, *words: str) -> dict[str, str]:
    """Gives the fingerprint of the finding of each rule."""
    found = check(*words).report["findings"]
    return {finding["rule"]: finding["fingerprint"] for finding in found}


# -- rules ----------------------------------------------------------------------------------------


def test_a_rule_goes_by_its_id_its_name_and_globs(run: Run) -> None:
    assert run("explain", "prices/light").out == run("explain", "light").out
    assert run("explain", "l*t").out == run("explain", "light").out
    told = run("explain", "prices")
    assert told.status == 0
    heads = [line for line in told.out.splitlines() if line.startswith("prices/")]
    assert heads == ["prices/gone", "prices/light", "prices/soon", "prices/within-cap"]


def test_hostile_words_of_a_rule_are_shown_as_escapes(run: Run, folder: Path) -> None:
    title = "A\u202eb\x1b[31m"
    rule = f'policy odd governs item\n  "O."\nrule odd advisory "{title}"\n  source "{title}"\n'
    write(folder, rules__odd_remit=f'{rule}  require item.id == "{title}" else "{title}"\n')
    out = run("explain", "odd/odd").out
    assert "\\u202e" in out
    assert not {"\u202e", "\x1b"} & set(out)


# -- the language ---------------------------------------------------------------------------------


@pytest.mark.parametrize("word", topics(reference()))
def test_the_language_is_explained_word_by_word(run: Run, word: str) -> None:
    told = run("explain", word)
    assert (told.status, told.err) == (0, "")
    assert word == LANGUAGE or len(told.out.splitlines()) > 4


def test_a_section_is_shown_as_it_stands_in_the_reference(run: Run) -> None:
    text = reference()
    names = [part.name for part in parts(text)]
    contents = run("explain", "language").out
    assert all(f"\n  {name} " in contents for name in names)
    assert text.count("\n## ") == len(names)
    shown = run("explain", "decision-tables").out
    assert shown.startswith("Decision tables\n\n")
    assert shown.partition("\n\n")[2].strip() in text


def test_a_word_that_is_nearly_one_of_the_language_is_told(run: Run) -> None:
    told = run("explain", "requir")
    assert (told.status, "did you mean `require`?" in told.err) == (2, True)


# -- codes ----------------------------------------------------------------------------------------


def test_each_code_is_explained_with_the_way_out() -> None:
    assert {*known()} == {*CODES, *OWN}
    for code in known():
        told = render(explain_code(code))
        assert told.startswith(f"{code}\n  ")
        assert "\nthe way out:\n  " in told, code


@pytest.mark.parametrize("code", ["null", "json-schema-reference", "waiver/expired"])
def test_the_command_explains_codes(run: Run, code: str) -> None:
    told = run("explain", code)
    assert (told.status, told.out) == (0, render(explain_code(code)))


def test_a_code_may_be_copied_with_its_brackets(run: Run) -> None:
    assert run("explain", "[null]").out == run("explain", "null").out


def test_a_code_is_explained_where_the_rules_are_broken(run: Run, folder: Path) -> None:
    write(folder, rules__broken_remit="policy broken governs item\n")
    told = run("explain", "missing-title")
    assert told.status == 0
    assert "write:" in told.out
    assert run("explain", "within-cap").status == 2


def test_a_rule_of_the_name_of_a_code_is_told_with_it(run: Run, folder: Path) -> None:
    write(
        folder,
        rules__null_remit='policy null governs item "N."\nrule null advisory "No nulls."\n'
        '  require item.id is present else "none"\n',
    )
    out = run("explain", "null").out
    assert out.index("null/null\n") < out.index("\nnull\n")


# -- findings -------------------------------------------------------------------------------------

DEAR = "id: lamp\nprice: 200\nparts: [{id: a, weight: 11}]\n"


def test_a_finding_is_told_with_its_rule_and_the_ways_out(
    run: Run, check: Run, folder: Path
) -> None:
    write(folder, items__lamp_yaml=DEAR)
    mark = marks(check)["prices/within-cap"]
    told = run("explain", mark[:9], "--as-of", "2026-11-23")
    assert told.status == 0
    assert told.out.startswith("items/lamp.yaml:2:8: blocks prices/within-cap (mandatory)\n")
    assert "why:  item.price <= cap" in told.out
    assert "demands:\n  - the item's `price` must be at most the cap" in told.out
    assert told.out.endswith(
        "the way out:\n  - Sell it for 100 or less.\n  - Where that can't be done for now: "
        f"`remit waive {mark}` writes the record of a\n    waiver, which somebody else approves.\n"
    )


def test_a_finding_about_a_manifest_itself_is_told(run: Run, check: Run, folder: Path) -> None:
    write(folder, items__lamp_yaml="id: lamp\nprice: dear\n")
    told = run("explain", marks(check)["manifest/schema"])
    assert told.status == 0
    assert "\nmanifest/schema\n  A manifest has the shape" in told.out
    assert told.out.endswith("  - No waiver can lift it.\n")


def test_an_upcoming_finding_says_until_when_there_is_time(
    run: Run, check: Run, folder: Path
) -> None:
    write(folder, items__lamp_yaml="id: lamp\nprice: 2\ndue: 2026-01-01\n")
    mark = marks(check)["prices/soon"]
    out = run("explain", mark, "--as-of", "2026-11-23").out
    assert "Correct what the reasons above name." in out
    assert "Be done by 2027-01-01, when its rule comes into force." in out


def test_a_finding_that_is_not_there_is_told_so(run: Run, check: Run, folder: Path) -> None:
    write(folder, items__lamp_yaml=DEAR)
    told = run("explain", "00aa00bb", "--as-of", "2026-11-23")
    assert (told.status, told.out) == (2, "")
    assert "no finding has the fingerprint `00aa00bb`" in told.err
    assert "it may be put right by now, or be one of another day (`--as-of`)" in told.err
    mark = marks(check)["prices/within-cap"]
    near = mark[:-1] + ("0" if mark[-1] != "0" else "1")
    assert f"did you mean `{mark}`?" in run("explain", near, "--as-of", "2026-11-23").err


def test_what_keeps_from_checking_is_told(run: Run, folder: Path) -> None:
    (folder / "people.yaml").unlink()
    told = run("explain", "00aa00bb")
    assert told.status == 2
    assert "people" in told.err


# -- what there is not ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "way"),
    [
        ("within-cup", "did you mean `within-cap`?"),
        ("prices/lihgt", "did you mean `prices/light`?"),
        ("unknown-feld", "did you mean `unknown-field`?"),
        ("manifest/shema", "did you mean `manifest/schema`?"),
        ("zzz", "rules: `prices/gone`"),
        ("", "rules: `prices/gone`"),
    ],
)
def test_what_there_is_not_is_told_with_the_nearest(run: Run, word: str, way: str) -> None:
    told = run("explain", word)
    assert (told.status, told.out) == (2, "")
    assert f"there is no rule, finding, code or word `{word}`" in told.err
    assert way in told.err


def test_one_thing_is_explained_at_a_time(run: Run) -> None:
    ran = run("explain", "prices/dear", "prices/light")
    assert (ran.status, "there is nothing to do with `prices/light`" in ran.err) == (2, True)


def test_a_former_name_leads_to_that_of_today(run: Run, folder: Path) -> None:
    rules = (folder / "rules/prices.remit").read_text()
    renamed = rules.replace('"Parts are light."', '"Parts are light."\n  formerly "prices/heavy"')
    write(folder, rules__prices_remit=renamed)
    for words in (("explain", "prices/heavy"), ("check", "--rule", "prices/heavy")):
        ran = run(*words)
        assert (ran.status, "it is called `prices/light` now" in ran.err) == (2, True)
