"""`remit test --mutate`: survivors and the case to add, lists of those that may live, and what is
remembered."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from tests.workbench.bench import FINE, HEAD, TOO_DEAR, Run, rules

from remit.workspace import mutating, remembering
from remit.workspace.workers import Lost

LACKING = FINE + "  - {name: far too dear, set: {price: 200}, expect: [{rule: within-cap}]}\n"
KILLING = """
  - {name: just within, set: {price: 100}, expect: []}
  - {name: no price, unset: [price], expect: []}
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gives the folder in which results are remembered."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "remit" / "mutants"


def listing(*mutants: str) -> dict[str, str]:
    return {"rules/mutants.yaml": "mutants:\n" + "".join(f"  - {{{each}}}\n" for each in mutants)}


def test_a_survivor_is_shown_as_a_difference_with_the_case_to_add(run: Run) -> None:
    status, out = run(LACKING, "--mutate", "--rule", "within-cap")
    assert status == 1
    assert out == (
        """\
rules/prices.test.yaml: 2 as expected
2 cases of 1 policy: all as expected

rules/prices.remit:9: survives: prices/within-cap, `when item.price is present` is left out
   9 -   when item.price is present
  add a case in which `item.price is present` doesn't hold, though what stands below it would fail

rules/prices.remit:10: survives: prices/within-cap, `<=` becomes `<`
  10 -   require item.price <= cap
     +   require item.price < cap
  add a case in which `item.price` is equal to `cap`

3 mutants: 1 killed, 2 survive
"""
    )


def test_cases_at_the_bound_kill_all(run: Run) -> None:
    status, out = run(FINE + TOO_DEAR + KILLING, "--mutate")
    assert (status, out.splitlines()[-1]) == (0, "5 mutants: 5 killed, 0 survive")


def test_params_and_defines_are_mutated_for_the_rules_that_use_them(run: Run) -> None:
    policy = rules("""
param cap = 100
define is_dear(thing) = thing.price > cap
rule first mandatory "F." require not is_dear(item) else "x"
rule second mandatory "S." require is_dear(item) implies item.owner is present else "x"
""")
    cases = FINE + "  - {name: dear, set: {price: 500}, expect: [{rule: first}, {rule: second}]}\n"
    _, out = run(cases, "--mutate", "--rule", "prices.*", **policy)
    assert "survives: prices.cap, `100` becomes `101`" in out
    assert "survives: prices.is_dear, `>` becomes `>=`" in out
    _, out = run(cases, "--mutate", "--rule", "prices.cap", **policy)
    assert out.splitlines()[-1] == "2 mutants: 0 killed, 2 survive"


def test_a_define_of_another_policy_is_tried_with_the_cases_of_all_that_use_it(run: Run) -> None:
    files = {
        "rules/other.remit": (
            'policy other governs item "O."\nuse prices: is_dear\n'
            'rule kept mandatory "K." when is_dear(item) require item.owner is present else "x"\n'
        ),
        "rules/other.test.yaml": HEAD.replace("prices", "other")
        + "  - {name: at the bound, set: {price: 100}, expect: []}\n"
        + "  - {name: dear, set: {price: 101}, expect: [{rule: kept}]}\n"
        + "  - {name: owned, set: {price: 101, owner: mara}, expect: []}\n",
        **rules(
            "define is_dear(thing) = thing.price > 100\n"
            'rule r mandatory "R." require not is_dear(item) else "x"'
        ),
    }
    cases = FINE + "  - {name: far too dear, set: {price: 200}, expect: [{rule: r}]}\n"
    status, out = run(cases, "--mutate", "--rule", "prices.is_dear", "rules", **files)
    assert (status, out.splitlines()[-1]) == (0, "3 mutants: 3 killed, 0 survive")
    _, out = run(cases, "--mutate", "--rule", "is_dear", "rules/prices.test.yaml", **files)
    assert out.splitlines()[-1] == "3 mutants: 0 killed, 3 survive"


# -- mutants that are right to live -------------------------------------------------------------

WHEN = "rule: prices/within-cap, was: when item.price is present, reason: never without"
BOUND = "rule: prices/within-cap, was: item.price <= cap, becomes: item.price < cap, reason: rare"
NUDGED = "rule: prices.cap, was: '100', becomes: '101', reason: rare"
LOWERED = "rule: prices.cap, was: '100', becomes: '99', reason: rare"


def test_listed_mutants_may_live(run: Run) -> None:
    listed = listing(WHEN, BOUND, NUDGED, LOWERED)
    status, out = run(LACKING, "--mutate", **listed)
    last = "5 mutants: 1 killed, 0 survive, 4 listed with reasons"
    assert (status, out.splitlines()[-1]) == (0, last)


def test_what_is_listed_in_vain_is_told(run: Run) -> None:
    gone = BOUND.replace("within-cap", "without-cap")
    status, out = run(FINE + TOO_DEAR + KILLING, "--mutate", **listing(BOUND, gone))
    assert status == 1
    assert re.search(r"rules/mutants.yaml:2:\d+: advice \[stale-mutant\]", out)
    assert "no such mutant of `prices/within-cap` survives" in out
    assert "no such mutant of `prices/without-cap` survives" in out
    assert "[stale-mutant]" in out


def test_a_part_of_the_rules_leaves_the_rest_of_the_list_alone(run: Run) -> None:
    status, out = run(
        FINE + TOO_DEAR + KILLING, "--mutate", "--rule", "prices.cap", **listing(BOUND)
    )
    assert (status, "stale" in out) == (0, False)


@pytest.mark.parametrize(
    ("mutant", "said"),
    [
        ("rule: r, was: w, reason: ''", "`reason` is blank"),
        ("rule: r, was: w", "`reason` is missing"),
        ("rule: r, was: w, reason: x, becoms: y", "did you mean `becomes`?"),
        ("rule: r, was: w, reason: x", "no such mutant of `r` survives"),
    ],
)
def test_a_list_with_a_mistake_is_told(run: Run, mutant: str, said: str) -> None:
    status, out = run(FINE + TOO_DEAR + KILLING, "--mutate", **listing(mutant))
    assert (status, said in out) == (1 if "survives" in said else 2, True)


def test_json_tells_the_survivors(run: Run) -> None:
    status, out = run(LACKING, "--mutate", "--format", "json", **listing(WHEN, NUDGED, LOWERED))
    found = json.loads(out)["mutants"]
    assert (status, found["killed"], found["listed"], found["stale"]) == (1, 1, 3, [])
    assert found["survivors"] == [
        {
            "rule": "prices/within-cap", "file": "rules/prices.remit", "line": 10,
            "what": "`<=` becomes `<`", "was": "item.price <= cap", "becomes": "item.price < cap",
            "add": "a case in which `item.price` is equal to `cap`",
        }
    ]  # fmt: skip


# -- what is remembered -------------------------------------------------------------------------


def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gives the list to which each trial adds what it tries."""
    names: list[str] = []
    real = mutating.try_all

    def try_all(target: mutating.Target, trials: mutating.Trials) -> mutating.Verdict:
        names.append(target.name)
        return real(target, trials)

    monkeypatch.setattr(mutating, "try_all", try_all)
    return names


def test_what_was_tried_is_remembered(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    names = tried(monkeypatch)
    words = ("--mutate", "--jobs", "1")
    first = run(LACKING, *words)
    assert sorted(names) == ["prices.cap", "prices/within-cap"]
    assert run(LACKING, *words) == first
    assert len(names) == 2
    run(LACKING, *words, "--no-cache")
    assert len(names) == 4


@pytest.mark.parametrize("name", ["item.schema.yaml", "items/lamp.yaml", "rules/prices.test.yaml"])
def test_what_a_verdict_comes_of_is_tried_again_once_it_changes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    run(LACKING, "--mutate", "--jobs", "1")
    names = tried(monkeypatch)
    changed = (tmp_path / name).read_text() + "\n# changed\n"
    run(LACKING, "--mutate", "--jobs", "1", **{name: changed})
    assert sorted(names) == ["prices.cap", "prices/within-cap"]


def test_another_rule_that_changes_leaves_a_verdict_as_it_is(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = """
param cap = 100
rule one mandatory "O." require item.price <= cap else "x"
rule two mandatory "T." require item.id != "ghost" else "x"
"""
    words = ("--mutate", "--allow-untested", "--jobs", "1")
    run(FINE, *words, **rules(policy))
    names = tried(monkeypatch)
    run(FINE, *words, **rules(policy.replace("ghost", "spook")))
    assert names == ["prices/two"]
    run(FINE, *words, **rules(policy.replace("<=", "<")))
    assert sorted(names) == ["prices.cap", "prices/one", "prices/two"]


@pytest.mark.parametrize("junk", ["", "{", "[1, 2]", '[1, 1, 1, ["a"]]', "[" * 5000, "\0"])
def test_what_was_remembered_badly_is_not_trusted(run: Run, cache: Path, junk: str) -> None:
    first = run(LACKING, "--mutate")
    for file in cache.iterdir():
        file.write_text(junk)
    assert run(LACKING, "--mutate") == first


def test_numbers_that_there_are_not_are_left_out(run: Run, cache: Path) -> None:
    run(LACKING, "--mutate")
    for file in cache.iterdir():
        file.write_text("[1, 0, 0, [-1, 999]]")
    assert run(LACKING, "--mutate")[0] == 0


def test_a_cache_that_can_not_be_written_is_none(run: Run, cache: Path) -> None:
    cache.parent.parent.write_text("a file where a folder should be")
    assert "2 survive" in run(LACKING, "--mutate", "--rule", "within-cap")[1]


def test_the_cache_is_the_users_own_and_stays_small(
    run: Run, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "_MOST", 3)
    run(LACKING, "--mutate")
    assert os.stat(cache).st_mode & 0o077 == 0
    for number in range(6):
        (cache / f"old-{number}").write_text("[]")
        os.utime(cache / f"old-{number}", (number, number))
    run(LACKING + KILLING, "--mutate")
    assert len(list(cache.iterdir())) <= 3


def test_a_relative_cache_folder_is_not_followed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "inside")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    run(LACKING, "--mutate")
    assert not (tmp_path / "inside").exists()
    assert (tmp_path / "home" / ".cache" / "remit" / "mutants").is_dir()


# -- what keeps mutants from being tried --------------------------------------------------------


def test_two_processes_find_what_one_finds(run: Run) -> None:
    one = run(LACKING, "--mutate", "--no-cache", "--jobs", "1")
    assert run(LACKING, "--mutate", "--no-cache", "--jobs", "2") == one


def test_a_process_that_dies_is_told_with_its_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(tasks: list[object], work: object, jobs: int) -> list[Lost]:
        return [Lost("signal 9") for _ in tasks]

    monkeypatch.setattr(mutating, "shared", lost)
    status, out = run(LACKING, "--mutate")
    assert status == 2
    assert "rules/prices.remit: error [lost-work]" in out
    assert "the process that tried mutants of this file has died (signal 9)" in out


def test_mutants_are_tried_only_where_all_cases_are_as_expected(run: Run) -> None:
    status, out = run(FINE + TOO_DEAR.replace("at: price", "at: id"), "--mutate")
    assert (status, "no mutants tried" in out, "survive" in out) == (1, True, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rule", "x"), "`--rule` needs `--mutate`"),
        (("--no-cache",), "`--no-cache` needs `--mutate`"),
        (("--mutate", "--filter", "fine"), "`--filter` doesn't go with `--mutate`"),
        (("--mutate", "--rule", "nothing/*"), "`nothing/*` names no rule, define or param"),
    ],
)
def test_wrong_options_are_told(run: Run, words: tuple[str, ...], said: str) -> None:
    status, out = run(FINE + TOO_DEAR + KILLING, *words)
    assert (status, said in out) == (2, True)
