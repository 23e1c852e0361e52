"""`remit check` from the outside: what it evaluates, reports, and ends with."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Run, write

from remit.cli import check as check_command
from remit.cli import entry

DEAR = "id: cup\nprice: 250\n"


def test_what_is_fine_ends_with_nothing_to_say(run: Run) -> None:
    ran = run("check", "--as-of", "2026-11-23")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == (
        "nothing blocks: checked 2 manifests against 7 rules as of 2026-11-23"
    )


def test_a_finding_that_blocks_ends_with_1(check: Run, folder: Path) -> None:
    write(folder, items__cup_yaml=DEAR)
    ran = check()
    assert ran.status == 1
    assert ran.found() == [("prices/within-cap", "cup")]
    (finding,) = ran.report["findings"]
    assert finding["message"] == "cup costs 250, which is dear"
    assert finding["hint"] == "Sell it for 100 or less."
    assert (finding["file"], finding["line"], finding["column"]) == ("items/cup.yaml", 2, 8)
    assert [value["value"] for value in finding["because"][0]["values"]] == [250, 100]


def test_advice_does_not_block(check: Run, folder: Path) -> None:
    write(folder, items__cup_yaml="id: cup\nprice: 1\nparts: [{id: a, weight: 11}]\n")
    ran = check()
    assert (ran.status, ran.found()) == (0, [("prices/light", "cup")])


def test_the_report_has_the_counts_of_every_rule(check: Run, folder: Path) -> None:
    write(folder, items__cup_yaml=DEAR)
    report = check().report
    rows = {row["rule"]: row for row in report["rules"]}
    assert len(rows) == 7
    assert (rows["prices/within-cap"]["violated"], rows["prices/within-cap"]["satisfied"]) == (1, 1)
    assert rows["whole/total"]["satisfied"] == 1
    assert rows["prices/gone"] == {
        "rule": "prices/gone",
        "level": "absolute",
        "title": "It was demanded once.",
        "satisfied": 0,
        "violated": 0,
        "undecided": 0,
        "not_applicable": 0,
        "waived": 0,
    }
    assert report["summary"] == {
        "manifests": 2,
        "rules": 7,
        "findings": 1,
        "blocking": 1,
        "violated": 1,
        "undecided": 0,
        "waived": 0,
        "upcoming": 0,
    }
    assert [policy["policy"] for policy in report["policies"]] == ["prices", "whole"]


def test_the_same_inputs_give_the_same_bytes(check: Run, folder: Path) -> None:
    write(folder, items__cup_yaml=DEAR + "owner: lin\nbox: b7\n")
    assert check().out == check().out


# -- upcoming and retired -----------------------------------------------------------------------


def test_before_its_day_a_rule_is_shown_and_does_not_block(run: Run, folder: Path) -> None:
    write(folder, items__cup_yaml="id: cup\nprice: 1\ndue: 2026-12-01\n")
    early = run("check", "--as-of", "2026-12-31", "--format", "json")
    assert early.status == 0
    assert early.report["findings"][0]["status"] == "upcoming"
    assert early.report["summary"]["upcoming"] == 1
    assert run("check", "--as-of", "2027-01-01").status == 1
    assert "in force from 2027-01-01" in run("check", "--as-of", "2026-12-31").out


def test_from_its_last_day_a_rule_is_not_evaluated_and_counts_as_selected(run: Run) -> None:
    gone = ("check", "--rule", "prices/gone", "--format", "json", "--as-of")
    assert run(*gone, "2020-12-31").status == 1
    ran = run(*gone, "2021-01-01")
    assert (ran.status, ran.report["summary"]["rules"]) == (0, 1)


# -- what is selected ---------------------------------------------------------------------------


def test_naming_a_file_checks_it_alone_and_collections_stay_whole(check: Run, folder: Path) -> None:
    write(folder, items__cup_yaml="id: cup\nprice: 999\n")
    ran = check("items/jar.yaml")
    assert (ran.status, ran.found()) == (0, [("whole/total", None)])
    assert ran.report["findings"][0]["file"] == "rules/shelf.remit"
    assert ran.report["findings"][0]["message"] == "all cost 1029"
    assert ran.report["summary"]["manifests"] == 1


@pytest.mark.parametrize(
    ("glob", "rules"),
    [
        ("prices/*", 4),
        ("prices", 4),
        ("within-cap", 1),
        ("*cap", 1),
        ("prices/within-cap", 1),
        ("whole/[tb]*", 2),
    ],
)
def test_rules_are_selected_by_globs(check: Run, glob: str, rules: int) -> None:
    assert check("--rule", glob).report["summary"]["rules"] == rules


def test_policies_given_take_the_place_of_configured_ones(check: Run, folder: Path) -> None:
    write(folder, other__own_remit='policy own governs item\n"Own."\nuse helping: cheap\n'
          'rule mine mandatory "Mine." require cheap(item) else "dear"\n',
          other__helping_remit='policy helping governs item\n"Helping."\n'
          'define cheap(x) = x.price < 20\n'
          'rule other mandatory "Other." require item.price < 0 else "no"\n')  # fmt: skip
    ran = check("--policy", "other/own.remit")
    assert ran.found() == [("own/mine", "jar")]
    assert [policy["policy"] for policy in ran.report["policies"]] == ["own"]
    assert len(check("--policy", "other").report["rules"]) == 2


def test_options_and_paths_stand_in_any_order(check: Run, folder: Path) -> None:
    write(folder, items__cup_yaml=DEAR)
    ran = check("items/cup.yaml", "--rule", "prices/*", "items/jar.yaml")
    assert (ran.status, ran.report["summary"]["manifests"]) == (1, 2)


def test_after_two_dashes_a_path_may_begin_with_one(check: Run, folder: Path) -> None:
    (folder / "-dear.yaml").write_text(DEAR, encoding="utf-8")
    ran = check("--kind", "item", "--", "-dear.yaml")
    assert [f["file"] for f in ran.report["findings"]][:1] == ["-dear.yaml"]
    assert "there is no option `-dear.yaml`" in check("--kind", "item", "-dear.yaml").err


def test_standard_input_stands_for_the_file_with_the_same_manifest(
    check: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(DEAR.encode())))
    ran = check("--kind", "item", "-", "-")
    assert ran.status == 1
    assert [(f["rule"], f["file"]) for f in ran.report["findings"]] == [
        ("prices/within-cap", "<stdin>")
    ]
    assert ran.report["summary"]["manifests"] == 1


# -- params -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("param", "status"),
    [
        ("prices.cap=20", 1),
        ("prices.cap=1k", 0),
        ("prices.cap=-1", 1),
        ("prices.note=cheap", 0),
        ('prices.note="cheap"', 0),
        ("prices.since=2026-02-01", 0),
        ("prices.grace=2 weeks", 0),
    ],
)
def test_params_given_by_the_command(check: Run, param: str, status: int) -> None:
    assert check("--param", param).status == status


@pytest.mark.parametrize(
    ("param", "code"),
    [
        ("prices.cap=dear", "param-value"),
        ("prices.cap=1 rule", "param-value"),
        ("prices.cap=2026-01-01", "param-value"),
        ("prices.since=soon", "param-value"),
        ("prices.grace=3 months", "param-value"),
        ("prices.cup=1", "unknown-param"),
        ("price.cap=1", "unknown-param"),
        ("cap=1", "usage"),
        ("prices.cap", "usage"),
    ],
)
def test_params_that_can_not_be_set(check: Run, param: str, code: str) -> None:
    ran = check("--param", param)
    assert ran.status == 2
    assert f"command line: error [{code}]" in ran.err


def test_params_given_by_the_configuration(check: Run, folder: Path) -> None:
    text = (folder / "remit.yaml").read_text(encoding="utf-8")
    write(folder, remit_yaml=text + "params: {prices.cap: 20, prices.note: true}\n")
    ran = check()
    assert ran.report["findings"][0]["message"] == "jar costs 30, which is true"
    assert check("--param", "prices.cap=30").status == 0
    write(folder, remit_yaml=text + "params: {prices.cap: soon}\n")
    ran = check()
    assert ran.status == 2
    assert "remit.yaml:7:10: error [param-value]" in ran.err


# -- what can't be done -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.yaml",), "there is no file `nowhere.yaml`"),
        (("people.schema.yaml",), "no manifest of a known kind"),
        (("--rule", "nothing/*"), "no rule is named by `nothing/*`"),
        (("--rule", "price/*"), "did you mean `prices/*`?"),
        (("--policy", "nowhere"), "there is no rule file at `nowhere`"),
        (("--policy", "pack:acme"), "there is no pack `acme` installed"),
        (("--config", "nowhere.yaml"), "there is no configuration `nowhere.yaml`"),
        (("--kind", "itm", "items/cup.yaml"), "did you mean `item`?"),
        (("--require", "shlf"), "did you mean `shelf`?"),
        (("--require", "boxes"), "nothing was found of `boxes`"),
        (("--as-of", "2026-02-30"), "`2026-02-30` is no date"),
        (("--as-of", "20260230"), "is no date"),
        (("--format", "xml"), "there is no format `xml`"),
        (("--format", "json:"), "names no file"),
        (("--format", "text"), "two formats go to standard output"),
        (("--format", "json:no/where.json"), "can't be written"),
        (("--shw", "all"), "did you mean `--show`?"),
        (("--verbose",), "`--explain` tells what every rule said"),
        (("--json",), "`--format json` gives it as JSON"),
        (("--xyz",), "`remit check --help` lists what there is"),
        (("itms/cup.yaml",), "there is no folder `itms` either"),
        (("--param", "prices.nosuch=1"), "its params: `cap`"),
        (("--show", "pased"), "did you mean `passed`?"),
        (("--kind",), "expected a value"),
        (("--explain=yes",), "`--explain` takes no value"),
        (("--job", "2"), "there is no option `--job`"),
        (("--policy", "remit.yaml"), "`remit.yaml` is no rule file"),
        (("--jobs", "0"), "`--jobs`: `0` is no whole number from 1 upwards"),
        (("--base", "main"), "error [base-revision]"),
        (("--block", "changed"), "needs a base to compare with"),
    ],
)
def test_what_can_not_be_done_ends_with_2(check: Run, words: tuple[str, ...], said: str) -> None:
    ran = check(*words)
    assert ran.status == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("items/cap.yaml",), "items/cup.yaml"),
        (("items/cup-2.txt",), None),
        (("items/cup-2.txt", "--kind", "item"), "items/cup-1.txt"),
        (("peple.yaml",), "people.yaml"),
        (("remit.yml",), None),
        (("itms",), "items"),
        (("lop",), None),
    ],
)
def test_what_was_meant_is_a_manifest_or_a_folder(
    check: Run, folder: Path, words: tuple[str, ...], meant: str | None
) -> None:
    (folder / "items" / "cup-1.txt").write_text(DEAR, encoding="utf-8")
    (folder / "loop").symlink_to("loop")
    told = [line for line in check(*words).err.splitlines() if "did you mean" in line]
    assert told == ([f"  help: did you mean `{meant}`?"] if meant else [])


def test_what_is_wrong_in_the_command_is_pointed_at_as_a_word(check: Run) -> None:
    """The `c` of `check` is not the rule that is asked for."""
    for words in (("--rule", "c"), ("--rule=c",)):
        shown, pointer = check(*words).err.splitlines()[3:5]
        assert pointer.endswith("| " + " " * (shown.rindex("c") - 6) + "^"), (shown, pointer)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"rules__prices_remit": "policy prices govern item"}, "rules/prices.remit:1:"),
        (
            {"rules__x_remit": 'policy x governs item "X." rule y advisory "Y." require item.prize'
             ' > 1 else "z"'},
            "did you mean `price`?",
        ),
        ({"item_schema_yaml": "type: objct"}, "item.schema.yaml:1:7"),
        ({"remit_yaml": "kinds: 1"}, "remit.yaml:1:8"),
        ({"rules__prices_remit": "", "rules__shelf_remit": ""}, "rules/prices.remit"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_rules_or_settings_ends_with_2(
    check: Run, folder: Path, files: dict[str, str], said: str
) -> None:
    write(folder, **files)
    ran = check()
    assert ran.status == 2
    assert said in ran.err
    assert ran.report["findings"] == []
    assert ran.report["diagnostics"][0]["severity"] == "error"


def test_nothing_to_check_ends_with_2(check: Run, folder: Path) -> None:
    (folder / "items" / "cup.yaml").unlink()
    (folder / "items" / "jar.yaml").unlink()
    ran = check()
    assert ran.status == 2
    assert "there is no manifest to check" in ran.err


# -- formats ------------------------------------------------------------------------------------


def test_reports_go_to_files(run: Run, folder: Path) -> None:
    write(folder, items__cup_yaml=DEAR)
    ran = run("check", "--format", "json:out.json", "--format", "text:out.txt")
    assert (ran.status, ran.out) == (1, "")
    assert json.loads((folder / "out.json").read_text(encoding="utf-8"))["summary"]["blocking"] == 1
    assert "prices/within-cap" in (folder / "out.txt").read_text(encoding="utf-8")


def test_a_check_writes_nothing_else(run: Run, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    run("check")
    assert sorted(folder.rglob("*")) == before


def test_colours_as_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in run("check").out
    assert "\x1b[" in run("check", "--color", "always").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" in run("check", "--color", "always").out


def test_quiet_leaves_a_line_for_each_finding_that_blocks(run: Run, folder: Path) -> None:
    assert run("check", "--quiet").out == ""
    write(folder, items__cup_yaml=DEAR + "parts: [{id: a, weight: 11}]\n")
    ran = run("check", "--quiet")
    assert ran.status == 1
    assert ran.out == (
        "items/cup.yaml:2:8: blocks prices/within-cap (mandatory): cup costs 250, which is dear\n"
    )


def test_show_and_explain(run: Run) -> None:
    passed = run("check", "--as-of", "2026-11-23", "--show", "passed").out
    assert passed.startswith(
        """\
items/cup.yaml: item cup
  satisfied       prices/light
  satisfied       prices/soon
  satisfied       prices/within-cap
"""
    )
    assert "  satisfied       prices/light: nothing that it applies to\n" in (
        explained := run("check", "--explain").out
    )
    assert "  satisfied       prices/within-cap: holds for 1 case\n" in explained
    assert explained.count("looks at item.price\n") == 1


# -- the process --------------------------------------------------------------------------------


def test_a_bug_ends_with_3_and_one_clear_message(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(inputs: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(check_command, "check", broken)
    ran = run("check")
    assert ran.status == 3
    assert "this is a bug in remit" in ran.err
    assert "Traceback" not in ran.err
    monkeypatch.setenv("REMIT_DEBUG", "1")
    with pytest.raises(RuntimeError):
        run("check")


def test_too_little_memory_is_no_bug(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def large(*words: object) -> None:
        raise MemoryError

    monkeypatch.setattr(check_command, "check", large)
    ran = run("check")
    assert (ran.status, ran.out) == (2, "")
    assert "there isn't enough memory for this: name fewer files" in ran.err
    monkeypatch.setattr("remit.cli.entry.recalled", large)
    assert entry.main() == 2


@pytest.mark.parametrize(
    ("error", "status"),
    [(ImportError("failed to map"), 2), (SystemError("no reason"), 2), (RuntimeError("boom"), 3)],
)
def test_what_libraries_raise_without_memory_is_no_bug(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def failing(inputs: object) -> None:
        raise error

    monkeypatch.setattr(check_command, "check", failing)
    assert run("check").status == 3
    monkeypatch.setattr("remit.cli.main._ROOM", 1 << 62)
    ran = run("check")
    assert (ran.status, ran.out) == (status, "")
    assert ("there isn't enough memory" in ran.err) == (status == 2)


def test_an_interruption_ends_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(inputs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check_command, "check", interrupted)
    assert run("check").status == 130


def test_python_m_remit_and_a_reader_that_goes_away(folder: Path) -> None:
    write(folder, items__cup_yaml=DEAR)
    command = f"{sys.executable} -m remit check --explain; echo status $? >&2"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; ({command}) | head -c 1 >/dev/null"],
        capture_output=True,
        cwd=folder,
        timeout=60,
    )
    assert done.stderr == b"status 1\n"


@pytest.mark.parametrize(
    ("words", "status"), [((), 2), (("--help",), 0), (("--version",), 0), (("chek",), 2)]
)
def test_the_command_itself(run: Run, words: tuple[str, ...], status: int) -> None:
    ran = run(*words)
    assert ran.status == status
    assert "check" in ran.out + ran.err or "remit" in ran.out
