"""`remit waive`: the record of a waiver for a finding, which lifts it once it is filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Run, write

CONFIGURED = "waivers: [waivers.yaml]\n"
FILLED = {
    "reason:": "reason: The supplier is late",
    "requested_by:": "requested_by: mara",
    "approved_by:": "approved_by: lin",
}


@pytest.fixture
def dear(folder: Path) -> Path:
    """Gives the workspace with a cup that is too dear, and with a file for waivers."""
    write(folder, items__cup_yaml="id: cup\nprice: 150\n", waivers_yaml="waivers: []\n")
    config = (folder / "remit.yaml").read_text()
    (folder / "remit.yaml").write_text(config + CONFIGURED)
    return folder


def marks(run: Run, *words: str) -> dict[str, str]:
    """Gives the fingerprints of what can be waived, by rule and manifest."""
    ran = run("waive", "--as-of", "2026-11-23", *words)
    assert ran.status == 0, ran.err
    rows = [line.split("  ") for line in ran.out.splitlines()]
    return {f"{row[1]} {row[2]}" if len(row) > 2 else row[1]: row[0] for row in rows}


def filled(record: str) -> str:
    """Gives a record with its blanks filled in."""
    for blank, text in FILLED.items():
        assert blank in record
        record = record.replace(blank, text)
    return record


CAP = "prices/within-cap cup"


def test_a_record_is_written_for_a_finding(dear: Path, run: Run) -> None:
    ran = run("waive", "--as-of", "2026-11-23", marks(run)[CAP])
    assert (ran.status, ran.err) == (0, "")
    assert (
        ran.out
        == """\
  # items/cup.yaml:2: cup costs 150, which is dear
  - id: W-2026-001
    rule: prices/within-cap
    manifest: cup
    at: price            # without it, all of the manifest
    reason:              # why the rule can't be kept for now
    ticket:              # where more is written down; may stay blank
    requested_by:
    approved_by:         # somebody else
    approved_on: 2026-11-23
    expires: 2027-05-22  # the day it ends, 180 days after the approval at most
"""
    )


@pytest.mark.parametrize(
    "identity",
    [
        "cup",
        "käse",
        "a b",
        "'1'",
        "'null'",
        "'#x'",
        "'a: b'",
        "'- x'",
        '"a\\nb"',
        '"\\e[31mred"',
        "'*'",
    ],
)
def test_the_record_lifts_its_finding_once_it_is_filled_in(
    dear: Path, run: Run, check: Run, identity: str
) -> None:
    write(dear, items__cup_yaml=f"id: {identity}\nprice: 150\n")
    (mark,) = marks(run).values()
    record = run("waive", "--as-of", "2026-11-23", mark).out
    assert "\x1b" not in record
    (dear / "waivers.yaml").write_text(f"waivers:\n{filled(record)}", encoding="utf-8")
    ran = check("--rule", "prices/within-cap")
    if identity == "'*'":
        assert ran.status == 2
        assert "a waiver names one manifest" in ran.err
        return
    assert ran.status == 0
    (found,) = [each for each in ran.report["findings"] if each["kind"] == "item"]
    assert (found["status"], found["waiver"]) == ("waived", "W-2026-001")
    again = run("waive", "--as-of", "2026-11-23", mark).out
    assert "# waived until 2027-05-22 by W-2026-001" in again
    assert "id: W-2026-002" in again


def test_a_record_that_is_not_filled_in_is_refused(dear: Path, run: Run, check: Run) -> None:
    record = run("waive", "--as-of", "2026-11-23", marks(run)[CAP]).out
    (dear / "waivers.yaml").write_text(f"waivers:\n{record}")
    ran = check()
    assert ran.status == 2
    for field in ("reason", "requested_by", "approved_by"):
        assert f"`{field}` is blank" in ran.err
    same = record.replace("requested_by:", "requested_by: lin").replace(
        "approved_by:", "approved_by: Lin"
    )
    (dear / "waivers.yaml").write_text(f"waivers:\n{same.replace('reason:', 'reason: x')}")
    ran = check()
    assert ran.status == 2
    assert "`Lin` approves what `lin` has asked for" in ran.err


def test_a_rule_that_is_evaluated_once_is_waived_without_a_manifest(dear: Path, run: Run) -> None:
    write(dear, items__jar_yaml="id: jar\nprice: 2000\n")
    record = run("waive", "--as-of", "2026-11-23", marks(run)["whole/total"]).out
    assert "manifest:" not in record
    assert "at:" not in record


def test_the_beginning_of_a_fingerprint_is_enough(dear: Path, run: Run) -> None:
    write(dear, **{f"items__i{n}_yaml": f"id: i{n}\nprice: 150\n" for n in range(40)})
    found = marks(run)
    mark = found[CAP]
    assert run("waive", mark[:12]).status == 0
    first = next(f for f in "0123456789abcdef" if sum(m[0] == f for m in found.values()) > 1)
    ran = run("waive", first)
    assert ran.status == 2
    assert f"fingerprints begin with `{first}`" in ran.err


NOTHING = "`remit waive` without a fingerprint lists what can be waived"


@pytest.mark.parametrize(
    ("mark", "why", "way"),
    [
        ("ffffffffffffffff0", "no finding has the fingerprint `ffffffffffffffff0`", NOTHING),
        ("", "no finding has the fingerprint ``", NOTHING),
        ("prices/within-cap", "no finding has the fingerprint `prices/within-cap`", NOTHING),
    ],
)
def test_what_is_no_fingerprint_is_refused(
    dear: Path, run: Run, mark: str, why: str, way: str
) -> None:
    ran = run("waive", mark)
    assert (ran.status, ran.out) == (2, "")
    assert why in ran.err
    assert way in ran.err


def test_a_fingerprint_with_a_slip_is_guessed(dear: Path, run: Run) -> None:
    mark = marks(run)[CAP]
    slip = mark[:-1] + ("0" if mark[-1] != "0" else "1")
    ran = run("waive", slip)
    assert ran.status == 2
    assert f"did you mean `{mark}`?" in ran.err


def test_an_absolute_finding_can_not_be_waived(dear: Path, run: Run, check: Run) -> None:
    write(dear, items__jar_yaml="id: jar\nprice: -1\n")
    (mark,) = [f["fingerprint"] for f in check().report["findings"] if f["level"] == "absolute"]
    assert mark not in marks(run).values()
    ran = run("waive", mark)
    assert (ran.status, ran.out) == (2, "")
    assert "`manifest/schema` is absolute: no waiver can lift it" in ran.err


def test_a_notice_on_a_waiver_can_not_be_waived(dear: Path, run: Run, check: Run) -> None:
    record = filled(run("waive", "--as-of", "2026-11-23", marks(run)[CAP]).out)
    (dear / "waivers.yaml").write_text(
        f"waivers:\n{record.replace('manifest: cup', 'manifest: x')}"
    )
    (mark,) = [f["fingerprint"] for f in check().report["findings"] if f["kind"] == "waiver"]
    ran = run("waive", mark)
    assert ran.status == 2
    assert "`waiver/orphaned` is about a waiver, and can't be waived itself" in ran.err


def test_where_nothing_is_found_that_is_said(folder: Path, run: Run) -> None:
    ran = run("waive")
    assert (ran.status, ran.out) == (0, "nothing was found that a waiver could lift\n")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--base", ""], "there is no git repository here"),
        (["--base", "main"], "there is no git repository here"),
        (["--config", "no.yaml"], "there is no configuration `no.yaml`"),
        (["--policy", "no.remit"], "there is no rule file at `no.remit`"),
        (["--as-of", "soon"], "soon"),
        (["one", "two"], "two"),
    ],
)
def test_a_check_that_can_not_be_done_is_told(
    folder: Path, run: Run, words: list[str], why: str
) -> None:
    ran = run("waive", *words)
    assert (ran.status, ran.out) == (2, "")
    assert why in ran.err


def test_where_no_file_takes_the_record_that_is_said(dear: Path, run: Run) -> None:
    mark = marks(run)[CAP]
    config = (dear / "remit.yaml").read_text()
    (dear / "remit.yaml").write_text(config.replace(CONFIGURED, ""))
    ran = run("waive", mark)
    assert (ran.status, "  - id: W-" in ran.out) == (0, True)
    assert ran.err.startswith("no file is configured for it: `waivers: [governance/waivers.yaml]`")


def test_what_is_waived_already_is_not_listed(dear: Path, run: Run) -> None:
    write(dear, items__jar_yaml="id: jar\nprice: 160\n")
    found = marks(run)
    record = filled(run("waive", "--as-of", "2026-11-23", found[CAP]).out)
    (dear / "waivers.yaml").write_text(f"waivers:\n{record}")
    ran = run("waive", "--as-of", "2026-11-23")
    assert found[CAP] not in ran.out
    assert found["prices/within-cap jar"] in ran.out
    assert ran.err == "1 finding is waived already: `remit check --show waived`\n"
    (dear / "items" / "jar.yaml").unlink()
    ran = run("waive", "--as-of", "2026-11-23")
    assert (ran.status, ran.out) == (0, "nothing was found that a waiver could lift\n")
    assert ran.err == "1 finding is waived already: `remit check --show waived`\n"


def test_what_was_waived_until_today_is_listed_again(dear: Path, run: Run) -> None:
    found = marks(run)
    record = filled(run("waive", "--as-of", "2026-11-23", found[CAP]).out)
    (dear / "waivers.yaml").write_text(f"waivers:\n{record}")
    ran = run("waive", "--as-of", "2027-05-22")
    assert (found[CAP] in ran.out, ran.err) == (True, "")
