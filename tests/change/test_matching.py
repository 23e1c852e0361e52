"""Manifests are matched with those of the base: by identity, else by place, and told apart."""

from __future__ import annotations

import io
from typing import Any

import pytest
from tests.change.conftest import Check
from tests.change.repository import Repository
from tests.cli.conftest import Ran


def said(ran: Ran, change: str = "introduced") -> list[tuple[str, str | None, str]]:
    """Gives the rule, manifest and message of the findings that a change introduced."""
    return [
        (each["rule"], each["manifest"], each["message"])
        for each in ran.report["findings"]
        if each["change"] == change
    ]


def finding(ran: Ran, rule: str) -> dict[str, Any]:
    """Gives the only finding of a rule."""
    (found,) = [each for each in ran.report["findings"] if each["rule"] == rule]
    return dict(found)


CHANGED = ("prices/no-raise", "cup", "cup goes from 12 to 40")


def test_a_changed_manifest_is_compared_with_itself(here: Repository, check: Check) -> None:
    here.write({"items/cup.yaml": "id: cup\nprice: 40\nowner: mara\n"})
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (1, [CHANGED])
    assert finding(ran, "prices/no-raise")["blocking"] is True


def test_nothing_blocks_where_nothing_changes(here: Repository, check: Check) -> None:
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (0, [])
    assert said(ran, "persisting") == [("prices/within-cap", "pot", "pot costs 120")]
    assert ran.report["base"]["ref"] == "HEAD"
    assert ran.report["base"]["commit"] == here.git("rev-parse", "HEAD")


@pytest.mark.parametrize("edited", [False, True], ids=["as it was", "and rewritten"])
def test_a_moved_manifest_keeps_its_baseline(here: Repository, check: Check, edited: bool) -> None:
    here.git("mv", "items/cup.yaml", "items/mug.yaml")
    lines = "".join(f"# line {number}\n" for number in range(40)) if edited else ""
    here.write({"items/mug.yaml": f"{lines}id: cup\nprice: 40\n"})
    for words in (["--base", "HEAD"], ["--staged"]):
        here.git("add", "--all")
        ran = check(*words)
        assert (ran.status, said(ran)) == (1, [CHANGED])
        assert finding(ran, "prices/no-raise")["file"] == "items/mug.yaml"


def test_two_manifests_that_change_places_keep_their_baselines(
    here: Repository, check: Check
) -> None:
    here.write({"items/cup.yaml": "id: jar\nprice: 30\n", "items/jar.yaml": "id: cup\nprice: 12\n"})
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (0, [])


def test_a_new_manifest_is_judged_on_creation(here: Repository, check: Check) -> None:
    here.write({"items/pan.yaml": "id: pan\nprice: 80\n"})
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (
        1,
        [("prices/starts-cheap", "pan", "pan is new, and costs 80")],
    )


def test_a_deleted_manifest_is_judged_on_deletion(here: Repository, check: Check) -> None:
    (here.folder / "items/jar.yaml").unlink()
    for words in (["--base", "HEAD"], ["--staged"], ["--base", "HEAD", "."]):
        here.git("add", "--all")
        ran = check(*words)
        assert (ran.status, said(ran)) == (
            1,
            [("prices/stays", "jar", "jar is taken away, at 30")],
        )
        found = finding(ran, "prices/stays")
        assert found["deleted"] is True
        assert (found["file"], found["line"]) == ("items/jar.yaml", 2)


def test_a_report_names_what_is_deleted(here: Repository, check: Check) -> None:
    here.git("mv", "items/jar.yaml", "jar.bak")
    check("--staged", "--format", f"text:{here.folder}/report.txt")
    report = (here.folder / "report.txt").read_text("utf-8")
    assert "\nthe change deletes item jar (items/jar.yaml, renamed to jar.bak)\n" in report


def test_what_is_cheap_may_be_deleted(here: Repository, check: Check) -> None:
    (here.folder / "items/cup.yaml").unlink()
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (0, [])


@pytest.mark.parametrize("words", [["--base", "HEAD"], ["--staged"]], ids=" ".join)
def test_a_new_identity_at_the_same_place_does_not_escape(
    here: Repository, check: Check, words: list[str]
) -> None:
    here.write({"items/cup.yaml": "id: mug\nprice: 40\n"})
    here.git("add", "--all")
    ran = check(*words)
    message = "mug goes from 12 to 40"
    assert (ran.status, said(ran)) == (1, [("prices/no-raise", "mug", message)])


@pytest.mark.parametrize("words", [["--base", "HEAD"], ["--staged"]], ids=" ".join)
def test_a_new_identity_at_a_renamed_place_does_not_escape(
    here: Repository, check: Check, words: list[str]
) -> None:
    here.write({"items/cup.yaml": "id: cup\nprice: 12\nowner: mara\nnote: it stands above\n"})
    here.record()
    here.git("mv", "items/cup.yaml", "items/mug.yaml")
    here.write({"items/mug.yaml": "id: mug\nprice: 99\nowner: mara\nnote: it stands above\n"})
    here.git("add", "--all")
    ran = check(*words)
    message = "mug goes from 12 to 99"
    assert (ran.status, said(ran)) == (1, [("prices/no-raise", "mug", message)])


def test_findings_outlast_a_new_identity_and_a_move(here: Repository, check: Check) -> None:
    here.git("mv", "items/pot.yaml", "items/kettle.yaml")
    here.write({"items/kettle.yaml": "id: kettle\nprice: 120\n"})
    here.git("add", "--all")
    ran = check("--base", "HEAD", "--block", "introduced")
    assert (ran.status, said(ran), said(ran, "resolved")) == (0, [], [])
    assert said(ran, "persisting") == [("prices/within-cap", "kettle", "kettle costs 120")]


def test_a_manifest_that_is_told_by_its_path_keeps_findings_when_it_moves(
    here: Repository, check: Check
) -> None:
    text = (here.folder / "remit.yaml").read_text().replace("identity: id", "identity: path")
    here.write({"remit.yaml": text})
    here.record()
    here.git("mv", "items/pot.yaml", "items/kettle.yaml")
    ran = check("--base", "HEAD", "--block", "introduced")
    assert (ran.status, said(ran), said(ran, "resolved")) == (0, [], [])
    assert said(ran, "persisting") == [("prices/within-cap", "items/kettle.yaml", "pot costs 120")]


def test_the_documents_of_one_file_are_matched_one_by_one(here: Repository, check: Check) -> None:
    here.write({"items/set.yaml": "id: fork\nprice: 5\n---\nid: knife\nprice: 6\n"})
    here.record()
    here.write({"items/set.yaml": "id: knife\nprice: 13\n---\nid: fork\nprice: 5\n"})
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (
        1,
        [("prices/no-raise", "knife", "knife goes from 6 to 13")],
    )
    assert finding(ran, "prices/no-raise")["document"] == 0
    here.write({"items/set.yaml": "id: fork\nprice: 5\n"})
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (0, [])  # the knife is gone, and was cheap
    here.write({"items/set.yaml": "id: fork\nprice: 5\n---\nid: spoon\nprice: 12\n"})
    ran = check("--base", "HEAD")
    assert said(ran) == [("prices/no-raise", "spoon", "spoon goes from 6 to 12")]


def test_a_baseline_that_cannot_be_read_leaves_rules_undecided(
    here: Repository, check: Check
) -> None:
    here.write({"items/cup.yaml": "id: cup\nprice: [\n"})
    here.record()
    here.write({"items/cup.yaml": "id: cup\nprice: 12\n"})
    ran = check("--base", "HEAD")
    found = finding(ran, "prices/no-raise")
    assert (ran.status, found["outcome"], found["blocking"]) == (1, "undecided", True)
    assert found["message"].startswith(
        "can't be decided: the manifest on the base revision can't be read; "
    )
    assert [rule for rule, _, _ in said(ran, "resolved")] == ["manifest/syntax"]


def test_a_manifest_that_cannot_be_read_is_not_deleted(here: Repository, check: Check) -> None:
    here.write({"items/jar.yaml": "id: jar\nprice: [\n"})
    for words in (["--base", "HEAD"], ["--staged"]):
        here.git("add", "--all")
        ran = check(*words)
        assert ran.status == 1
        assert [rule for rule, _, _ in said(ran)] == ["manifest/syntax"]


def test_nor_is_one_that_moves_and_cannot_be_read(here: Repository, check: Check) -> None:
    here.write({"items/jar.yaml": "id: jar\nprice: 30\nowner: lin\nnote: the tall one\n"})
    here.record()
    here.git("mv", "items/jar.yaml", "items/vase.yaml")
    here.write({"items/vase.yaml": "id: jar\nprice: [\nowner: lin\nnote: the tall one\n"})
    here.git("add", "--all")
    ran = check("--base", "HEAD")
    assert ran.status == 1
    assert [rule for rule, _, _ in said(ran)] == ["manifest/syntax"]


def test_other_kinds_are_not_deleted_by_asking_for_one(here: Repository, check: Check) -> None:
    here.write({"boxes/crate.yaml": "id: crate\n"})
    here.record()
    ran = check("--base", "HEAD", "--kind", "box")
    assert (ran.status, said(ran), ran.report["summary"]["manifests"]) == (0, [], 1)


def test_named_files_are_compared_alone(here: Repository, check: Check) -> None:
    here.write({"items/cup.yaml": "id: cup\nprice: 40\n", "items/jar.yaml": "id: jar\nprice: 90\n"})
    (here.folder / "items/pot.yaml").unlink()
    ran = check("--base", "HEAD", "items/cup.yaml")
    assert (ran.status, said(ran), said(ran, "resolved")) == (1, [CHANGED], [])
    here.git("mv", "items/jar.yaml", "boxes.yaml")
    ran = check("--base", "HEAD", "--kind", "item", "boxes.yaml")
    assert said(ran) == [("prices/no-raise", "jar", "jar goes from 30 to 90")]


def test_what_moves_out_of_a_named_folder_is_not_deleted(here: Repository, check: Check) -> None:
    text = (here.folder / "remit.yaml").read_text().replace("items/*.yaml", "items/**/*.yaml")
    here.write({"remit.yaml": text, "items/a/vat.yaml": "id: vat\nprice: 40\n"})
    here.record()
    (here.folder / "items/b").mkdir()
    here.git("mv", "items/a/vat.yaml", "items/b/vat.yaml")
    here.write({"items/a/lid.yaml": "id: lid\nprice: 1\n"})
    ran = check("--base", "HEAD", "items/a")
    assert (ran.status, said(ran)) == (0, [])


def test_standard_input_is_compared_with_what_it_stands_for(
    here: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.TextIOWrapper(io.BytesIO(b"id: cup\nprice: 40\n"))
    monkeypatch.setattr("sys.stdin", piped)
    ran = check("--base", "HEAD", "--kind", "item", "-")
    assert (ran.status, said(ran)) == (1, [CHANGED])


def test_a_sparse_checkout_deletes_nothing(here: Repository, check: Check) -> None:
    here.git("sparse-checkout", "set", "--no-cone", "/*", "!/items/jar.yaml")
    assert not (here.folder / "items/jar.yaml").exists()
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (0, [])
    assert ran.report["summary"]["manifests"] == 2


@pytest.mark.parametrize("words", [["--base", "HEAD"], ["--staged"]], ids=" ".join)
def test_whether_what_could_not_be_read_may_go_is_undecided(
    here: Repository, check: Check, words: list[str]
) -> None:
    here.write({"items/jar.yaml": "id: jar\nprice: [\n"})
    here.record()
    (here.folder / "items/jar.yaml").unlink()
    here.git("add", "--all")
    ran = check(*words)
    found = finding(ran, "prices/stays")
    assert (ran.status, found["outcome"], found["blocking"]) == (1, "undecided", True)
    assert (found["deleted"], found["file"], found["line"]) == (True, "items/jar.yaml", 1)
    message = "can't be decided: the manifest on the base revision can't be read; "
    assert found["message"].startswith(message)
    here.git("reset", "--quiet", "--hard")
    here.write({"items/jar.yaml": "id: jar\nprice: 5\n"})
    here.git("add", "--all")
    rules = {rule for rule, _, _ in said(check(*words))}
    assert rules == {"prices/no-raise", "prices/starts-cheap"}


@pytest.mark.parametrize("words", [["--base", "HEAD"], ["--staged"]], ids=" ".join)
def test_a_deletion_whose_object_is_missing_is_undecided(
    here: Repository, check: Check, words: list[str]
) -> None:
    blob = here.git("rev-parse", "HEAD:items/jar.yaml")
    here.git("rm", "--quiet", "items/jar.yaml")
    (here.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    ran = check(*words)
    assert (ran.status, finding(ran, "prices/stays")["outcome"]) == (1, "undecided")


def test_narrower_limits_hide_no_deletion(here: Repository, check: Check) -> None:
    here.write({"items/jar.yaml": f"id: jar\nprice: 30\n# {'x' * 3000}\n"})
    here.record()
    text = (here.folder / "remit.yaml").read_text()
    here.write({"remit.yaml": text + "limits: {bytes: 2KiB}\n"})
    (here.folder / "items/jar.yaml").unlink()
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (1, [("prices/stays", "jar", "jar is taken away, at 30")])
    assert ran.report["base"]["governing"] == ["remit.yaml"]
