"""`remit test`: formats, processes, rejected policies, and rule files without tests."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.workbench.bench import FINE, HEAD, TOO_DEAR, Run, rules

from remit.evaluation.compiler import code, comparing
from remit.workbench.cases import Case
from remit.workbench.runner import SuiteResult, run_suite
from remit.workbench.suite import Suite
from remit.workspace import running

OTHER = """policy other governs item "O."
rule named mandatory "N." require item.id != "ghost" else "x"
"""
OTHER_TESTS = """policy: other.remit
today: 2026-11-23
given: ../items/lamp.yaml
tests:
  - {name: named, expect: []}
  - {name: nameless, set: {id: ghost}, expect: [{rule: named}]}
"""
WRONG = TOO_DEAR.replace("at: price", "at: id")


# -- formats ------------------------------------------------------------------------------------


def test_json_tells_every_case(run: Run) -> None:
    status, out = run(FINE + WRONG, "--format", "json")
    found = json.loads(out)
    assert status == 1
    assert found["summary"] == {"files": 1, "cases": 2, "failed": 1, "untested": 0}
    fine, wrong = found["files"][0]["cases"]
    assert fine == {"name": "fine", "line": 5, "column": 12, "outcome": "passed"}
    (missing,) = wrong["missing"]
    assert (missing["line"], missing["at"], missing["instead"]["at"]) == (9, "id", "price")
    assert missing["instead"]["because"][0]["condition"] == "item.price <= cap"


def test_json_tells_what_could_not_be_run_and_what_is_untested(run: Run) -> None:
    status, out = run(FINE, "--format", "json:found.json")
    found = json.loads(Path("found.json").read_text())
    assert (status, out) == (2, "")
    assert found["untested"] == [{"rule": "prices/within-cap", "lacks": "no case fails it"}]
    run(FINE, "--format", "json:found.json", **rules("rule r mandatory"))
    found = json.loads(Path("found.json").read_text())
    assert (found["files"], found["diagnostics"][0]["file"]) == ([], "rules/prices.remit")


def test_junit_has_a_suite_for_each_file_and_a_test_for_each_case(run: Run) -> None:
    files = {"rules/other.remit": OTHER, "rules/other.test.yaml": OTHER_TESTS}
    status, out = run(FINE + WRONG, "--format", "junit", **files)
    root = ElementTree.fromstring(out)
    assert status == 1
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "1", "0")
    names = [suite.get("name") for suite in root]
    assert names == ["rules/other.test.yaml", "rules/prices.test.yaml"]
    (failure,) = root.iter("failure")
    assert failure.get("message") == "1 finding not as expected"
    assert "+ {rule: within-cap, at: price" in (failure.text or "")


def test_junit_has_errors_for_what_is_untested_or_refused(run: Run) -> None:
    _, out = run(FINE, "--format", "junit:found.xml")
    root = ElementTree.parse("found.xml").getroot()
    assert (root.get("errors"), [e.get("message") for e in root.iter("error")]) == (
        "1",
        ["no case fails it"],
    )
    status, out = run(FINE, "--format", "junit:found.xml", **rules("rule r mandatory"))
    (error,) = ElementTree.parse("found.xml").getroot().iter("error")
    assert (status, error.get("type"), "nothing was checked" in out) == (2, "missing-title", True)


def test_formats_go_to_files_beside_the_text(run: Run) -> None:
    status, out = run(FINE + TOO_DEAR, "--format", "text", "--format", "json:found.json")
    assert (status, out.endswith("all as expected\n")) == (0, True)
    assert json.loads(Path("found.json").read_text())["summary"]["failed"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "tap"), "formats: `text`, `junit`, `json`"),
        (("--format", "json:"), "names no file"),
        (("--format", "json:no/where.json"), "can't be written"),
        (("--jobs", "0"), "is no whole number from 1 upwards"),
        (("--jobs", "two"), "is no whole number from 1 upwards"),
    ],
)
def test_wrong_options_are_told(run: Run, words: tuple[str, ...], said: str) -> None:
    status, out = run(FINE + TOO_DEAR, *words)
    assert (status, said in out) == (2, True)


# -- compiled rules -----------------------------------------------------------------------------


def test_rules_that_say_something_else_when_they_are_compiled_are_a_bug(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(FINE + TOO_DEAR)[0] == 0
    monkeypatch.setattr(comparing, "guarded", lambda form, *others: code.Test("True"))
    status, out = run(FINE + TOO_DEAR)
    assert (status, "this is a bug in remit" in out) == (3, True)


# -- processes ----------------------------------------------------------------------------------


def test_two_processes_say_what_one_says(run: Run) -> None:
    files = {"rules/other.remit": OTHER, "rules/other.test.yaml": OTHER_TESTS}
    one = run(FINE + WRONG, "--jobs", "1", **files)
    assert run(FINE + WRONG, "--jobs", "2", **files) == one
    assert "rules/other.test.yaml: 2 as expected" in one[1]


@pytest.mark.story
def test_a_process_that_dies_is_told_with_its_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(suite: Suite, wanted: object, *others: object) -> SuiteResult:
        if "other" in suite.file:
            os.kill(os.getpid(), signal.SIGKILL)
        return run_suite(suite, lambda case: isinstance(case, Case))

    monkeypatch.setattr(running, "run_suite", die)
    files = {"rules/other.remit": OTHER, "rules/other.test.yaml": OTHER_TESTS}
    status, out = run(FINE + TOO_DEAR, "--jobs", "2", **files)
    assert status == 2
    assert "rules/other.test.yaml: error [lost-work]" in out
    assert "the process that ran this file has died (signal 9)" in out
    assert "rules/prices.test.yaml: 2 as expected" in out


# -- rejected policies --------------------------------------------------------------------------

MISSPELLED = 'rule r mandatory "R." require item.prize > 1 else "x"'


def test_a_policy_may_be_expected_to_be_rejected(run: Run) -> None:
    case = "  - {name: a misspelled field, rejected: unknown-field}\n"
    assert run(case, **rules(MISSPELLED)) == (
        0,
        "rules/prices.test.yaml: 1 as expected\n1 case of 1 policy: all as expected\n",
    )


def test_a_case_may_name_another_policy_that_is_rejected(run: Run) -> None:
    broken = f'policy broken governs item "B."\n{MISSPELLED}\n'
    case = "  - {name: broken, policy: broken.remit, rejected: unknown-field}\n"
    status, out = run(FINE + TOO_DEAR + case, **{"rules/broken.remit": broken})
    assert (status, out.splitlines()[-1]) == (0, "3 cases of 1 policy: all as expected")


def test_a_mistake_of_a_whole_file_is_told_once(run: Run) -> None:
    cases = FINE + FINE.replace("fine", "fair") + TOO_DEAR
    status, out = run(cases, head=HEAD.replace("lamp.yaml", "lmap.yaml"))
    assert status == 1
    assert out.count("there is no file at `../items/lmap.yaml`") == 1
    assert "  so it is with 2 more cases" in out.splitlines()
    assert "3 cases of 1 policy: 3 failed" in out


def test_a_param_may_be_expected_to_be_rejected(run: Run) -> None:
    case = "  - {name: no number, params: {cap: much}, rejected: param-value}\n"
    assert run(FINE + TOO_DEAR + case)[0] == 0


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("rejected: unknown-field", "`prices.remit` is not rejected with [unknown-field]\n"),
        ("rejected: unknown-field", "    it has no mistake\n"),
        ("rejected: unkown-field", "did you mean `unknown-field`?"),
    ],
)
def test_a_policy_that_is_not_rejected_fails_the_case(run: Run, case: str, said: str) -> None:
    status, out = run(FINE + TOO_DEAR + f"  - {{name: x, {case}}}\n")
    assert (status, said in out) == (1, True), out


def test_a_policy_that_is_rejected_for_something_else_fails_the_case(run: Run) -> None:
    status, out = run("  - {name: x, rejected: type-mismatch}\n", **rules(MISSPELLED))
    assert (
        status,
        "[not-rejected] `prices.remit` is not rejected with [type-mismatch]" in out,
    ) == (1, True)
    assert "[unknown-field] `item` has no field `prize`" in out


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("expect: [], rejected: syntax", "the case gives both `expect` and `rejected`"),
        ("expect: [], policy: prices.remit", "`policy` is for cases with `rejected`"),
        ("rejected: syntax, policy: gone.remit", "there is no rule file at `gone.remit`"),
    ],
)
def test_a_case_says_plainly_what_it_expects(run: Run, case: str, said: str) -> None:
    status, out = run(f"  - {{name: x, {case}}}\n")
    assert (status, said in out) == (2, True)


# -- rule files without tests -------------------------------------------------------------------


@pytest.mark.parametrize("words", [(), ("rules",), (".",)])
def test_a_rule_file_without_tests_is_untested(run: Run, words: tuple[str, ...]) -> None:
    status, out = run(FINE + TOO_DEAR, *words, **{"rules/other.remit": OTHER})
    assert status == 2
    assert "untested: other/named: no case fails it\n" in out
    assert "untested: other/named: no case satisfies it\n" in out


def test_a_named_test_file_answers_for_its_own_policy_only(run: Run) -> None:
    files = {"rules/other.remit": OTHER}
    assert run(FINE + TOO_DEAR, "rules/prices.test.yaml", **files)[0] == 0
    assert run(FINE + TOO_DEAR, "rules", "--allow-untested", **files)[0] == 0


def test_the_cases_of_a_policy_may_stand_in_several_files(run: Run) -> None:
    assert run(FINE, **{"rules/more.test.yaml": HEAD + TOO_DEAR})[0] == 0


def test_a_finding_may_be_expected_as_upcoming(run: Run) -> None:
    policy = rules(
        'rule later mandatory "L."\n  effective from 2026-12-01\n  require item.price <= 5 else "x"'
    )
    cases = """
  - {name: before, today: 2026-11-30, expect: [{rule: later, status: upcoming}]}
  - {name: from then on, today: 2026-12-01, expect: [{rule: later, status: active}]}
  - {name: cheap, set: {price: 5}, expect: []}
"""
    assert run(cases, **policy)[0] == 0
    status, out = run(cases.replace("status: active", "status: upcoming"), **policy)
    assert (status, "- {rule: later, status: upcoming}" in out) == (1, True)
