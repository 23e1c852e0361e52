"""The example of Kubernetes' gates: its findings, and the tests of its policies."""

from __future__ import annotations

from pathlib import Path

from tests.examples.test_examples import copied, remit, report


def test_its_findings_are_those_that_its_files_speak_of(tmp_path: Path) -> None:
    found = report(copied("kubernetes-enhancements", tmp_path))["findings"]
    assert [(Path(finding["file"]).parent.name, finding["rule"]) for finding in found] == [
        ("1215-coin-counter", "gate-strict/status-is-known"),
        ("1233-shelf-sensors", "gate/stage-is-approved"),
    ]


def test_its_policies_have_tests_that_pass(tmp_path: Path) -> None:
    done = remit(copied("kubernetes-enhancements", tmp_path), ["test"])
    assert done.returncode == 0, done.stdout


def test_lint_has_nothing_to_say_on_its_policies(tmp_path: Path) -> None:
    done = remit(copied("kubernetes-enhancements", tmp_path), ["lint"])
    assert (done.returncode, done.stdout) == (0, "nothing to say on 5 rule files\n")


def test_an_approval_that_nobody_needs_may_be_malformed(tmp_path: Path) -> None:
    folder = copied("kubernetes-enhancements", tmp_path)
    approval = folder / "keps/prod-readiness/sig-shelf/1240.yaml"
    approval.write_text("kep-number: 1240\nalpha: {approver: 7, date: today}\n")
    found = report(folder)["findings"]
    # the provisional enhancement is left alone; the strict policy speaks of the approval itself
    rules = {finding["rule"] for finding in found if "1240" in finding["file"]}
    assert rules == {"approval-strict/stage-has-an-approver"}
