"""`remit test --suggest`: cases that are pasted as they are told, and then leave nothing open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.workbench.bench import FINE, HEAD, SCHEMA, Run, rules

FAILING = "  - {name: far too dear, set: {price: 200}, expect: [{rule: within-cap}]}\n"
UNDECIDED = "  - {name: open, expect: [{rule: r, outcome: undecided}]}\n"
ENUM = SCHEMA.replace("  price:", "  status: {type: string, enum: [new, sold, gone]}\n  price:")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutants are remembered apart from those of the user."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def suggested(run: Run, cases: str, *words: str, head: str = HEAD, **files: str) -> dict[str, Any]:
    """Gives what is suggested for some cases."""
    words = ("--suggest", "--allow-untested", "--format", "json", *words)
    status, out = run(cases, *words, head=head, **files)
    assert status == 0, out
    found: dict[str, Any] = json.loads(out)["suggestions"]
    return found


def closes(run: Run, cases: str, head: str = HEAD, **files: str) -> dict[str, Any]:
    """Pastes what is suggested, and sees that nothing is open then; gives the suggestions."""
    found = suggested(run, cases, head=head, **files)
    assert found["open"] == []
    pasted = cases + "".join(f"{each['case']}\n" for each in found["cases"])
    words = ("--allow-untested", "--coverage", "--fail-under", "100", "--mutate")
    status, out = run(pasted, *words, head=head, **files)
    assert status == 0, pasted + out
    return found


def whats(found: dict[str, Any]) -> set[str]:
    return {gap["what"] for case in found["cases"] for gap in case["closes"]}


def test_cases_are_told_under_what_they_show_ready_to_be_pasted(run: Run) -> None:
    status, out = run(FINE + FAILING, "--suggest")
    assert status == 0
    assert out == (
        """\
rules/prices.test.yaml: 2 as expected
2 cases of 1 policy: all as expected

rules/prices.test.yaml: 3 cases to add at the end of `tests`, if what they expect is meant so

  # shows what rules/prices.remit:9 lacked: `item.price is present` never false
  # notices in rules/prices.remit:9 that `when item.price is present` is left out
  - name: within-cap holds (no price)
    unset: [price]
    expect: []

  # notices in rules/prices.remit:5 that `100` becomes `99`
  # notices in rules/prices.remit:10 that `<=` becomes `<`
  - name: within-cap holds (price 100)
    set: {price: 100}
    expect: []

  # notices in rules/prices.remit:5 that `100` becomes `101`
  - name: within-cap is violated (price 101)
    set: {price: 101}
    expect:
      - {rule: within-cap, at: price, message: lamp costs 101}

suggestions: 3 cases for 5 of 5 gaps; 5 manifests tried
"""
    )


def test_a_comparison_that_is_moved(run: Run) -> None:
    assert "`<=` becomes `<`" in whats(closes(run, FINE + FAILING))


def test_a_conjunct_that_is_left_out(run: Run) -> None:
    policy = rules("""
rule r mandatory "R."
  require item.owner is not empty and item.price < 50 and (item.due is present or item.id == "x")
    else "x"
""")
    found = whats(closes(run, "  - {name: bad, expect: [{rule: r}]}\n", **policy))
    assert {"`item.price < 50` is left out", "`item.due is present` is left out"} <= found


def test_a_quantifier_that_is_swapped(run: Run) -> None:
    policy = rules("""
rule r mandatory "R."
  require every part in item.parts default [] satisfies part.weight <= 5 else "x"
rule s mandatory "S."
  require some part in item.parts default [] satisfies part.weight == 1 else "x"
""")
    found = whats(closes(run, FINE, **policy))
    assert {"`every` becomes `some`", "`some` becomes `every`"} <= found


def test_an_enum_value_that_is_replaced(run: Run) -> None:
    policy = rules("""
rule r mandatory "R."
  when item.status in ["sold", "gone"]
  require item.price is present else "x"
""")
    cases = "  - {name: sold, set: {status: sold}, expect: []}\n"
    found = whats(closes(run, cases, **policy, **{"item.schema.yaml": ENUM}))
    assert any("becomes" in what for what in found)
    assert '`"sold"` becomes `"new"`' in found


def test_a_date_that_is_shifted(run: Run) -> None:
    policy = rules("""
param grace = 10 days, then 20 days from 2027-03-01
rule r mandatory "R."
  effective from 2026-10-01 until 2027-06-01
  when item.due < 2027-01-01
  require item.owner is present else "x"
rule s mandatory "S."
  require item.due >= today + grace else "late"
""")
    found = whats(closes(run, "  - {name: late, expect: [{rule: r}, {rule: s}]}\n", **policy))
    assert {"`2027-01-01` becomes `2026-12-31`", "`2026-10-01` becomes `2026-10-02`"} <= found
    assert {"`2027-06-01` becomes `2027-06-02`", "`2027-03-01` becomes `2027-03-02`"} <= found


def test_an_atom_a_where_and_a_for_without_elements(run: Run) -> None:
    policy = rules("""
rule r mandatory "R."
  for part in item.parts where part.weight > 3
  require item.owner is present or item.proof is present else "x"
""")
    found = whats(closes(run, FINE, **policy))
    assert "`part.weight > 3` never true; never decides" in found or any(
        what.startswith("`part.weight > 3` never") for what in found
    )
    assert "`item.parts` never without an element" in found
    assert "`item.proof is present` never true" in found


def test_a_baseline_a_collection_and_a_register(run: Run) -> None:
    policy = rules("""
rule kept mandatory "K." on creation on deletion
  require item.price default 0 <= (baseline.price default 0) + 5 else "x"
rule few mandatory "F."
  require count(one in shelf where one.price > 50) <= 1 else "x"
rule known mandatory "N."
  require item.owner is absent or item.owner in keys(people) else "x"
""")
    head = HEAD.replace("tests:", "people: {mara: {}}\ntests:")
    found = closes(run, FINE, head=head, **policy)
    texts = "\n".join(case["case"] for case in found["cases"])
    assert "baseline:" in texts
    assert "shelf:" in texts
    assert "owner: mara" in texts


def test_several_values_at_once(run: Run) -> None:
    policy = rules("""
rule r mandatory "R."
  when item.owner == "mara" and item.price > 1000
  for part in item.parts where part.weight > 7
  require item.proof matches "[a-z]+@[a-z.]+" else "x"
""")
    closes(run, FINE, **policy)


def test_what_can_not_be_found_is_said(run: Run) -> None:
    policy = rules("""
rule r mandatory "R."
  require not (item.proof matches "[0-9]{3}-[a-f]{7}") else "x"
""")
    status, out = run(UNDECIDED, "--suggest", "--allow-untested", **policy)
    assert status == 0
    assert "no case was found for:\n  rules/prices.remit:5: `item.proof matches" in out
    assert "never true\n" in out


def test_flags_choose_what_suggestions_are_for(run: Run) -> None:
    of = {"coverage": set(), "mutant": set()}
    for flag in ("--coverage", "--mutate"):
        _, out = run(FINE + FAILING, "--suggest", flag, "--format", "json")
        found = json.loads(out)
        of[flag] = {gap["of"] for case in found["suggestions"]["cases"] for gap in case["closes"]}
        assert ("coverage" in found, "mutants" in found) == (
            flag == "--coverage",
            flag == "--mutate",
        )
    assert (of["--coverage"], of["--mutate"]) == ({"coverage"}, {"mutant"})
    _, out = run(FINE + FAILING, "--suggest", "--format", "json")
    assert not {"coverage", "mutants"} & set(json.loads(out))


def test_rules_may_be_chosen_and_nothing_may_be_missing(run: Run) -> None:
    found = suggested(run, FINE + FAILING, "--rule", "within-cap")
    assert whats(found) == {
        "`item.price is present` never false",
        "`when item.price is present` is left out",
        "`<=` becomes `<`",
    }
    _, out = run(FINE, "--suggest", **rules(""))
    assert "there is no test to run" not in out
    status, out = run(FINE + FAILING, "--suggest", "--filter", "fine")
    assert status == 2
    assert "suggestions are for all cases, so `--filter` doesn't go with `--suggest`" in out


def test_the_same_is_suggested_again_by_any_number_of_processes(run: Run) -> None:
    one = suggested(run, FINE + FAILING, "--jobs", "1", "--no-cache")
    assert one == suggested(run, FINE + FAILING, "--jobs", "2", "--no-cache")


def test_a_case_with_a_manifest_of_its_own_is_changed_as_a_whole(run: Run) -> None:
    cases = "  - {name: fine, manifest: {id: a, price: 7, owner: lin}, expect: []}\n"
    head = HEAD.replace("given: ../items/lamp.yaml\n", "")
    found = closes(run, cases, head=head)
    assert "    manifest: {id: a, price: 100" in found["cases"][1]["case"]


@pytest.mark.parametrize(
    "form",
    [
        "tests: [{name: fine, expect: []}]\n",
        "tests:\n- name: fine\n  expect: []\npath: x.yaml\n",
        "tests:\n    -   name: fine\n        expect: []\n...\n",
        "tests:\r\n- name: fine\r\n  expect: []",
    ],
)
def test_cases_fit_the_form_of_the_file(run: Run, form: str) -> None:
    head = HEAD.replace("tests:\n", "")
    found = suggested(run, form, head=head)
    assert found["open"] == []
    first = found["cases"][0]["case"]
    assert first.lstrip().startswith("{name: " if "[{" in form else "- name: ")


def test_odd_texts_are_written_so_that_they_are_read_again(run: Run) -> None:
    policy = rules(r"""
rule r mandatory "R."
  require item.proof != "a: b # \"c\"" and item.owner not in ["NO", "12", "{x}", "- y"] else "x"
""")
    closes(run, UNDECIDED, **policy)


@pytest.mark.parametrize(("flag", "what"), [("--suggest", "cases suggested"), ("--mutate", "mut")])
def test_cases_that_fail_come_first(run: Run, flag: str, what: str) -> None:
    status, out = run("  - {name: fine, set: {price: 500}, expect: []}\n", flag)
    assert status == 1
    assert f"\nno {what}" in out
    assert "that needs cases that are all as expected\n" in out


def test_a_kind_that_goes_by_its_path_has_no_identity_to_change(run: Run) -> None:
    configuration = """
kinds:
  item: {plural: shelf, schema: item.schema.yaml, files: ["items/*.yaml"], identity: path}
policies: [rules]
"""
    policy = rules(
        'rule r mandatory "R." require count(one in shelf where one.price > 5) < 3 else "x"'
    )
    found = suggested(run, FINE, **policy, **{"remit.yaml": configuration})
    assert found["cases"]
