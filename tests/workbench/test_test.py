"""`remit test`: what a case may give, what it says when it fails, and the exit status."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workbench.bench import FILES, FINE, HEAD, TOO_DEAR, Run, rules


def test_cases_that_find_what_they_expect(run: Run) -> None:
    status, out = run(FINE + TOO_DEAR)
    assert status == 0
    assert out == "rules/prices.test.yaml: 2 as expected\n2 cases of 1 policy: all as expected\n"


def test_a_case_that_fails_shows_the_difference_and_why(run: Run) -> None:
    status, out = run(FINE + TOO_DEAR.replace("at: price", "at: id"))
    assert status == 1
    assert (
        out
        == """\
rules/prices.test.yaml:7:11: failed: too dear
  expected in line 9, and found otherwise:
  - {rule: within-cap, at: id, message: costs 101, hint: Lower}
  + {rule: within-cap, at: price, message: lamp costs 101, hint: Lower it.}
      why:  item.price <= cap
              item.price  is 101
              cap         is 100

2 cases of 1 policy: 1 failed
"""
    )


def test_what_is_not_found_and_what_nobody_expects_are_told_apart(run: Run) -> None:
    cases = """
  - {name: lost, expect: [{rule: within-cap, outcome: undecided, at: price}]}
  - {name: odd, set: {price: 101}, expect: []}
"""
    status, out = run(cases)
    assert status == 1
    assert (
        """  expected in line 6, and not found:
  - {rule: within-cap, outcome: undecided, at: price}
"""
        in out
    )
    assert (
        """  found, and not expected:
  + {rule: within-cap, at: price, message: lamp costs 101}
      why:  item.price <= cap
"""
        in out
    )


@pytest.mark.parametrize(
    "expectation",
    [
        "{rule: within-cap, outcome: undecided}",
        "{rule: other}",
        "{rule: within-cap, message: costs 102}",
        "{rule: within-cap, hint: Raise}",
    ],
)
def test_each_part_of_an_expectation_counts(run: Run, expectation: str) -> None:
    case = f"  - name: x\n    set: {{price: 101}}\n    expect: [{expectation}]\n"
    assert run(case)[0] == 1


NAMED = """
properties:
  id: {type: string}
  goals:
    type: array
    items: {type: object, properties: {name: {type: string}, target: {type: number}}}
"""
GOALS = {
    "item.schema.yaml": NAMED,
    "items/lamp.yaml": "id: lamp\ngoals: [{name: a, target: 5}, {name: b c, target: 5}]\n",
    **rules(
        'rule goal advisory "G."\n  for goal in item.goals\n'
        '  require goal.target >= 5 else "{goal.name} is low" at goal.target'
    ),
}


@pytest.mark.parametrize("words", [(), ("--mutate",)])
def test_any_path_that_leads_to_a_place_says_it(run: Run, words: tuple[str, ...]) -> None:
    cases = (
        FINE
        + """
  - name: by a field that tells the elements apart
    set: {"goals[name=b c].target": 4}
    expect: [{rule: goal, at: 'goals[name="b c"].target'}]
  - name: by position, as findings have it here
    set: {"goals[name=a].target": 4}
    expect: [{rule: goal, at: "goals[0].target"}]
""".replace("name=b c", 'name=\\"b c\\"')
    )
    status, out = run(cases, *words, **GOALS)
    assert status == 0, out
    status, out = run(cases.replace('at: "goals[0]', 'at: "goals[1]'), **GOALS)
    assert (status, '- {rule: goal, at: "goals[1].target"}' in out) == (1, True)


def test_a_position_says_a_place_that_findings_have_by_key(run: Run) -> None:
    files = rules(
        'rule light advisory "L."\n  for part in item.parts\n  require part.weight < 5 else "x"'
    )
    case = """
  - {name: heavy, set: {"parts[0].weight": 7}, expect: [{rule: light, at: "parts[0].weight"}]}
"""
    assert run(FINE + case, **files)[0] == 0
    assert (
        run(
            FINE + case.replace("}]", "}]", 1).replace('at: "parts[0]', 'at: "parts[id=a]'), **files
        )[0]
        == 0
    )


def test_a_rule_that_there_is_not_is_a_bad_case(run: Run) -> None:
    status, out = run(FINE + TOO_DEAR.replace("rule: within-cap", "rule: within-kap"))
    assert status == 1
    assert "[bad-case] the policy `prices` has no rule `within-kap`" in out
    assert "did you mean `within-cap`?" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rules/price.test.yaml",), "did you mean `rules/prices.test.yaml`?"),
        (("rules/price.remit",), "did you mean `rules/prices.test.yaml`?"),
        (("rule/prices.test.yaml",), "there is no folder `rule` either"),
    ],
)
def test_a_test_file_that_is_not_there_is_told_with_the_nearest(
    run: Run, words: tuple[str, ...], said: str
) -> None:
    status, out = run(FINE + TOO_DEAR, *words)
    assert (status, said in out) == (2, True)


def test_a_configuration_is_no_test_file_that_was_meant(run: Run) -> None:
    status, out = run(FINE + TOO_DEAR, "remit.yml")
    assert status == 2
    assert "there is no test file at `remit.yml`" in out
    assert "did you mean" not in out


def test_a_rule_file_that_is_not_there_is_told_once(run: Run) -> None:
    status, out = run(FINE, **{"rules/more.test.yaml": HEAD.replace("prices", "price") + TOO_DEAR})
    assert (status, out.count("error [")) == (2, 1)
    assert "did you mean `prices.remit`?" in out


def test_an_expectation_is_met_by_one_finding_only(run: Run) -> None:
    twice = TOO_DEAR.replace("expect: [", "expect: [{rule: within-cap}, ")
    status, out = run(FINE + twice)
    assert status == 1
    assert "  expected in line 9, and not found:\n  - {rule: within-cap}\n" in out


def test_expectations_that_say_little_take_what_others_leave(run: Run) -> None:
    heavy = rules(
        'rule light mandatory "Light."\n  for part in item.parts\n'
        '  require part.weight < 5 else "{part.id}"'
    )
    both = "[{rule: light}, {rule: light, at: 'parts[id=a].weight'}, {rule: light, message: b}]"
    three = "[{id: a, weight: 9}, {id: b, weight: 9}, {id: c, weight: 9}]"
    case = f"  - {{name: three, set: {{parts: {three}}}, expect: {both}}}\n"
    assert run(FINE + case, **heavy)[0] == 0


def test_a_rule_that_no_case_fails_or_satisfies_is_untested(run: Run) -> None:
    status, out = run(FINE)
    assert (status, "untested: prices/within-cap: no case fails it\n" in out) == (2, True)
    status, out = run(TOO_DEAR)
    assert (status, "untested: prices/within-cap: no case satisfies it\n" in out) == (2, True)
    assert run(FINE, "--allow-untested")[0] == 0


def test_a_vacuous_case_satisfies_nothing(run: Run) -> None:
    vacuous = "  - {name: no price, unset: [price], expect: []}\n"
    assert run(vacuous + TOO_DEAR)[0] == 2


def test_no_test_is_no_success(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    status, out = run(FINE + TOO_DEAR, "empty")
    assert (status, "there is no test to run" in out) == (2, True)
    status, out = run(FINE + TOO_DEAR, "--filter", "nothing like it")
    assert (status, "no case has `nothing like it` in its name" in out) == (2, True)
    status, out = run(FINE + TOO_DEAR, "missing.test.yaml")
    assert (status, "there is no test file at `missing.test.yaml`" in out) == (2, True)


def test_a_rule_file_stands_for_its_tests_and_names_can_be_filtered(run: Run) -> None:
    status, out = run(FINE + TOO_DEAR, "rules/prices.remit", "--filter", "dear")
    assert (status, out.startswith("rules/prices.test.yaml: 1 as expected")) == (0, True)


def test_a_policy_that_is_refused_is_no_failure(run: Run) -> None:
    status, out = run(FINE, **rules('rule r mandatory "R."\n  require item.prize > 1 else "x"'))
    assert status == 2
    assert "[unknown-field]" in out
    assert "did you mean `price`?" in out


def test_edits_set_unset_and_add(run: Run) -> None:
    heavy = rules(
        'rule light mandatory "Light."\n  for part in item.parts\n'
        '  require part.weight < 5 else "{part.id}"'
    )
    cases = """
  - {name: light, expect: []}
  - name: one set
    set: {"parts[id=a].weight": 9}
    expect: [{rule: light, at: "parts[id=a].weight", message: a}]
  - name: one added
    add: {parts: {id: b, weight: 7}}
    expect: [{rule: light, at: "parts[id=b].weight"}]
  - name: one unset
    unset: ["parts[id=a].weight"]
    expect: [{rule: light, outcome: undecided, at: "parts[id=a]"}]
  - name: a whole manifest
    manifest: {id: chair, parts: [{id: c, weight: 8}]}
    expect: [{rule: light, at: "parts[id=c].weight"}]
"""
    assert run(cases, **heavy) == (
        0,
        "rules/prices.test.yaml: 5 as expected\n5 cases of 1 policy: all as expected\n",
    )


def test_params_files_and_the_day(run: Run) -> None:
    policy = rules("""
param cap = 100
rule capped mandatory "C."
  require item.price <= cap else "x"
rule proved mandatory "P."
  require file_exists(item.proof default "none.md") else "x"
rule in-time mandatory "T."
  require item.due > today else "x"
""")
    cases = """
  - {name: all is well, files: [none.md], expect: []}
  - {name: a lower cap, files: [none.md], params: {cap: 5}, expect: [{rule: capped}]}
  - {name: by its full name, files: [none.md], params: {prices.cap: 5}, expect: [{rule: capped}]}
  - {name: no file, expect: [{rule: proved}]}
  - name: beside the manifest
    path: deep/lamp.yaml
    files: [deep/proof.md]
    set: {proof: ./proof.md}
    expect: []
  - {name: later, files: [none.md], today: 2026-12-01, expect: [{rule: in-time}]}
"""
    status, out = run(cases, **policy)
    assert (status, out.splitlines()[-1]) == (0, "6 cases of 1 policy: all as expected")


def test_collections_and_registers(run: Run) -> None:
    policy = rules("""
rule cheapest mandatory "C."
  require every other in shelf satisfies other.price >= item.price else "x"
rule owned mandatory "O."
  require item.owner default "nobody" in keys(people) else "x"
""")
    cases = """
  - {name: with others from files, set: {owner: mara}, shelf: ../items/*.yaml, expect: []}
  - name: with others in place
    set: {owner: mara}
    shelf: [{id: pin, price: 1}]
    expect: [{rule: cheapest}]
  - {name: nobody, expect: [{rule: owned}]}
  - {name: somebody else, set: {owner: lin}, people: {lin: {}}, expect: []}
"""
    status, out = run(cases, head=f"people: ../people.yaml\n{HEAD}", **policy)
    assert (status, out.splitlines()[-1]) == (0, "4 cases of 1 policy: all as expected")


def test_a_rule_that_is_evaluated_once_is_about_no_manifest(run: Run) -> None:
    rule = 'rule r mandatory "R." require file_exists("plan") and file_exists("./plan") else "x"'
    expected = "{rule: r, outcome: undecided, at: ''}"
    cases = (
        f"  - {{name: beside, files: [plan], expect: [{expected}]}}\n"
        f"  - {{name: gone, files: [plan], deleted: true, expect: [{expected}]}}\n"
    )
    assert run(cases, "--allow-untested", **rules(rule))[0] == 0


def test_a_register_that_a_rule_needs_has_to_be_given(run: Run) -> None:
    policy = rules(
        'rule r mandatory "R."\n  require keys(people) is not empty and item.id is present else "x"'
    )
    status, out = run(FINE, **policy)
    assert status == 1
    assert "the rule `prices/r` looks at `people`, which the case doesn't give" in out


def test_baselines(run: Run) -> None:
    policy = rules("""
rule no-rise mandatory "N."
  on creation
  require item.price <= baseline.price default 50 else "x"
rule stays absolute "S."
  on deletion
  require item is present else "{baseline.id} is gone"
""")
    cases = """
  - {name: no base, expect: []}
  - {name: the same, baseline: {}, expect: []}
  - {name: cheaper before, baseline: {set: {price: 9}}, expect: [{rule: no-rise, at: price}]}
  - {name: a whole one, baseline: {id: lamp, price: 11}, expect: []}
  - {name: new, baseline: null, expect: []}
  - {name: new and dear, set: {price: 51}, baseline: null, expect: [{rule: no-rise}]}
  - {name: deleted, deleted: true, expect: [{rule: stays, message: lamp is gone}]}
"""
    status, out = run(cases, **policy)
    assert (status, out.splitlines()[-1]) == (0, "7 cases of 1 policy: all as expected")


def test_a_manifest_that_breaks_its_schema_is_a_finding_to_expect(run: Run) -> None:
    wrong = "  - {name: wrong, set: {colour: red}, expect: []}\n"
    status, out = run(wrong)
    assert status == 1
    assert "+ {rule: manifest/schema, at: colour, message: " in out
    expected = "  - {name: wrong, set: {colour: red}, expect: [{rule: manifest/schema}]}\n"
    assert run(FINE + TOO_DEAR + expected)[0] == 0


BAD = [
    ("  - {name: x, expekt: []}\n", 2, "here it says `expekt`: did you mean `expect`?"),
    ("  - {name: x, weight: 1}\n", 2, "list the findings; `[]` for none"),
    ("  - {name: x, expect: [], shelve: []}\n", 1, "`shelve` is not known here"),
    ("  - {name: x, baseline: {sett: {price: 9}}, expect: []}\n", 1, "did you mean `set`?"),
    ("  - {name: x, baseline: {set: {price: 9}, price: 8}, expect: []}\n", 1, "changes the given"),
    ("  - {name: x, today: 2027-02-31, expect: []}\n", 2, "there is no day `2027-02-31`"),
    ("  - {name: x, set: {prize.a: 1}, expect: []}\n", 1, "manifest/schema"),
    ("  - {name: x, unset: [prize], expect: []}\n", 1, "prize"),
    ("  - {name: x, set: {'parts[id=z].weight': 1}, expect: []}\n", 1, "z"),
    ("  - {name: x, given: nowhere.yaml, expect: []}\n", 1, "there is no file at `nowhere.yaml`"),
    ("  - {name: x, given: ../items/*.yaml, expect: []}\n", 1, "holds 2 documents, expected one"),
    ("  - {name: x, params: {cup: 1}, expect: []}\n", 1, "did you mean `cap`?"),
    ("  - {name: x, params: {cap: much}, expect: []}\n", 1, "is a number; `much` is not"),
    ("  - {name: x, expect: [{ruel: a}]}\n", 2, "did you mean `rule`?"),
    ("  - {name: x, today: soon, expect: []}\n", 2, "expected a date"),
    ("", 2, "tests"),
]


@pytest.mark.parametrize(("cases", "status", "said"), BAD)
def test_a_case_with_a_mistake_is_told_in_one_message(
    run: Run, cases: str, status: int, said: str
) -> None:
    found, out = run(cases)
    assert (found, said in out) == (status, True), out


def test_a_case_without_a_day_or_a_manifest_is_a_bad_case(run: Run) -> None:
    _, out = run(FINE, head="policy: prices.remit\ngiven: ../items/lamp.yaml\ntests:\n")
    assert "[bad-case] the case has no day" in out
    _, out = run(FINE, head="policy: prices.remit\ntoday: 2026-11-23\ntests:\n")
    assert "the case has no manifest" in out


def test_a_test_file_may_name_no_rule_file(run: Run) -> None:
    status, out = run(FINE, head=HEAD.replace("prices.remit", "prizes.remit"))
    assert (status, "there is no rule file at `prizes.remit`" in out) == (2, True)


WAIVER = (
    "{id: W-1, rule: prices/within-cap, manifest: lamp, reason: It is on sale., requested_by: lin,"
    " approved_by: mara, approved_on: 2026-11-01, expires: 2026-12-01}"
)
WAIVED = f"""
  - name: a waiver lifts it
    set: {{price: 500}}
    waivers: [{WAIVER}]
    expect: [{{rule: within-cap, status: waived}}]
  - name: until it ends
    set: {{price: 500}}
    today: 2026-12-01
    waivers: [{WAIVER}]
    expect: [{{rule: within-cap, status: active}}]
"""


def test_a_case_may_give_waivers_and_say_what_they_lift(run: Run) -> None:
    status, out = run(FINE + WAIVED)
    assert status == 0, out
    status, out = run(FINE + WAIVED.replace("status: active", "status: waived"))
    assert status == 1
    assert "  - {rule: within-cap, status: waived}\n  + {rule: within-cap, status: active}" in (
        out.replace(", message: lamp costs 500", "")
    )


def test_waivers_of_a_case_may_stand_in_a_file_for_all_cases(run: Run) -> None:
    head = HEAD.replace("tests:", "waivers: ../waivers.yaml\ntests:")
    case = "  - {name: w, set: {price: 500}, expect: [{rule: within-cap, status: waived}]}\n"
    file = {"waivers.yaml": f"waivers:\n  - {WAIVER}\n"}
    status, out = run(FINE + case, head=head, **file)
    assert status == 0, out
    none = case.replace("expect", "waivers: [], expect").replace("waived", "active")
    assert run(FINE + none, head=head, **file)[0] == 0


def test_a_waiver_of_a_case_that_lifts_nothing_by_its_nature_is_refused(run: Run) -> None:
    wrong = WAIVED.replace("prices/within-cap", "prices/within-cup")
    status, out = run(FINE + wrong)
    assert status == 1
    assert "[waiver] there is no rule `prices/within-cup`" in out
    assert "rules/prices.test.yaml:9:31:" in out
    status, out = run(FINE + WAIVED.replace("approved_by: mara", "approved_by: lin"))
    assert status == 1
    assert "`lin` approves what `lin` has asked for" in out


def test_a_member_that_can_not_be_read_is_said_and_never_left_out(run: Run, tmp_path: Path) -> None:
    head = HEAD.replace("tests:", 'shelf: "../items/*.yaml"\ntests:')
    (tmp_path / "items").mkdir()
    (tmp_path / "items/bad.yaml").write_bytes(b"id: \xff\n")
    status, out = run(FINE, "--allow-untested", head=head)
    assert status == 1
    assert "items/bad.yaml:1:5: [encoding] the byte 0xff is not UTF-8" in out
    (tmp_path / "items/bad.yaml").unlink()
    (tmp_path / "items/bad.yaml").mkdir()
    status, out = run(FINE, "--allow-untested", head=head)
    assert status == 1
    assert "items/bad.yaml:1:1: [no-such-file] the file can't be read: is a directory" in out


def test_a_configuration_is_seen_from_the_working_directory(run: Run) -> None:
    other = FILES["remit.yaml"] + "params: {prices.cap: 100}\n"
    status, out = run(FINE + TOO_DEAR, "--config", "other.yaml", **{"other.yaml": other})
    assert (status, "2 cases of 1 policy: all as expected" in out) == (0, True)
    status, out = run(FINE, "--config", "none.yaml")
    assert (status, "there is no configuration `none.yaml`" in out) == (2, True)
    wrong = FILES["remit.yaml"].replace("[rules]", "[rules, laws]")
    status, out = run(FINE, **{"remit.yaml": wrong})
    assert status == 2
    assert out.startswith(
        "remit.yaml:6:19: error [configuration]\n  there is no rule file at `laws`"
    )
