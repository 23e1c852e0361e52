"""Coverage: which atoms decide, what is demanded of a rule's tests, and how it is told."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.judge.evaluating import TODAY, checked, schema, vocabulary_of
from tests.workbench.bench import FINE, HEAD, TOO_DEAR, Run, rules

from remit.cli.main import main
from remit.evaluation.compiler.shelf import Shelf
from remit.evaluation.interpreter import truth
from remit.evaluation.run import Frame
from remit.evaluation.run import Run as Evaluation
from remit.evaluation.world import Subject, World
from remit.governance.law import Law
from remit.manifest.values import Unknown, Value
from remit.semantics.comparisons import Truth
from remit.syntax import tree
from remit.text.source import Span
from remit.workbench.coverage import demands, observing
from remit.workbench.coverage.decisions import atoms, deciding, measured

ROOT = Path(__file__).parents[2]
NOWHERE = Span(0, 0)
U = Unknown("undecided")
OUTCOMES: dict[str, Truth] = {"t": True, "f": False, "u": U}


def name(letter: str) -> tree.Name:
    return tree.Name(letter, span=NOWHERE)


A, B, C = name("a"), name("b"), name("c")


def both(*parts: tree.Expression) -> tree.Expression:
    return tree.And(parts, span=NOWHERE)


def either(*parts: tree.Expression) -> tree.Expression:
    return tree.Or(parts, span=NOWHERE)


def no(part: tree.Expression) -> tree.Expression:
    return tree.Not(part, span=NOWHERE)


def given_then(left: tree.Expression, right: tree.Expression) -> tree.Expression:
    return tree.Implies(left, right, span=NOWHERE)


DECIDING = [
    # alone
    (A, "t", "a"),
    (no(A), "u", "a"),
    # and: what stands beside is true, or wasn't reached
    (both(A, B), "tt", "ab"),
    (both(A, B), "tf", "b"),
    (both(A, B), "f-", "a"),
    (both(A, B), "uf", ""),
    (both(A, B), "ut", "a"),
    (both(A, B), "uu", "ab"),
    (both(A, B, C), "utu", "ac"),
    (both(A, B, C), "uuf", ""),
    (both(A, B, C), "tut", "b"),
    (both(A, B, C), "tuf", ""),
    # or: what stands beside is false, or wasn't reached
    (either(A, B), "ff", "ab"),
    (either(A, B), "ft", "b"),
    (either(A, B), "t-", "a"),
    (either(A, B), "uf", "a"),
    (either(A, B), "ut", ""),
    (either(A, B), "uu", "ab"),
    # implies
    (given_then(A, B), "f-", "a"),
    (given_then(A, B), "tf", "ab"),
    (given_then(A, B), "tt", "b"),
    (given_then(A, B), "uf", "a"),
    (given_then(A, B), "uu", "ab"),
    (given_then(A, B), "ut", ""),
    (given_then(A, B), "tu", "b"),
    # inside of each other
    (both(A, either(B, C)), "tft", "ac"),
    (both(A, either(B, C)), "tff", "bc"),
    (both(A, either(B, C)), "f--", "a"),
    (either(both(A, B), C), "tft", "c"),
    (either(both(A, B), C), "tff", "bc"),
    (no(both(A, no(B))), "tt", "b"),
]


@pytest.mark.parametrize(("condition", "outcomes", "wanted"), DECIDING)
def test_an_atom_decides_where_nothing_hides_it(
    condition: tree.Expression, outcomes: str, wanted: str
) -> None:
    letters = dict(zip("abc", outcomes, strict=False))
    asked: list[str] = []

    def ask(atom: tree.Expression) -> Truth:
        assert isinstance(atom, tree.Name)
        asked.append(atom.name)
        return OUTCOMES[letters[atom.name]]

    whole = measured(condition, ask)
    assert "".join("abc"[number] for number in deciding(whole)) == wanted
    assert asked == [letter for letter, outcome in letters.items() if outcome != "-"]


CONDITIONS = st.recursive(
    st.sampled_from([A, B, C]),
    lambda parts: st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(lambda some: both(*some)),
        st.lists(parts, min_size=2, max_size=3).map(lambda some: either(*some)),
        parts.map(no),
        st.tuples(parts, parts).map(lambda two: given_then(*two)),
    ),
    max_leaves=8,
)


@given(CONDITIONS, st.tuples(*[st.sampled_from([True, False, U])] * 3))
@settings(max_examples=200)
def test_what_joins_conditions_means_what_it_means_to_the_interpreter(
    condition: tree.Expression, outcomes: tuple[Truth, Truth, Truth]
) -> None:
    policy = checked('policy p governs project "P."', vocabulary_of(project=schema(SCHEMA).type))
    rule = checked(RULE, vocabulary_of(project=schema(SCHEMA).type)).rules[0]
    run = Evaluation(rule, policy, {}, Subject(None), World(TODAY), 10_000, 0)
    names = {letter: Value(outcome) for letter, outcome in zip("abc", outcomes, strict=True)}
    frame = Frame(run, policy, names)
    asked: list[tree.Expression] = []

    def ask(atom: tree.Expression) -> Truth:
        asked.append(atom)
        return truth(atom, frame)

    whole = measured(condition, ask)
    expected = truth(condition, frame)
    assert (whole.outcome == expected) or (
        isinstance(whole.outcome, Unknown) and isinstance(expected, Unknown)
    )
    assert len(asked) <= len(list(atoms(condition)))


# -- demands ------------------------------------------------------------------------------------

SCHEMA = """
$schema: https://json-schema.org/draft/2020-12/schema
title: Project
type: object
required: [id, open, kind]
properties:
  id: {type: string}
  open: {type: boolean}
  kind: {type: string, enum: [a, b]}
  size: {type: number}
  parts: {type: array, items: {type: object, required: [id], properties: {id: {type: string}}}}
  always: {type: array, items: {type: string}, default: []}
"""
RULE = 'policy p governs project "P."\nrule r mandatory "R."\n  require project.open else "x"'


def demanded(text: str) -> dict[str, str]:
    """Gives what is demanded of a policy: outcomes by their first letters, of each condition."""
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    policy = checked(f'policy p governs project "P."\n{text}', vocabulary)
    law = Law({"p": policy}, (), {}, vocabulary, Shelf({"p": policy}, vocabulary))
    found: dict[str, str] = {}
    for unit in demands.demanded(law, [policy]):
        for demand in unit.demands:
            written = " ".join(policy.source.slice(demand.span).split())
            found[written] = "".join(sorted(found.get(written, "") + demand.outcome[0]))
    return found


RULES = [
    ("require project.open else", {"project.open": "ft"}),
    ("require project.size > 1 else", {"project.size > 1": "ftu"}),
    ("require project.size default 0 > 1 else", {"project.size default 0 > 1": "ft"}),
    (
        "require project.size is present and project.size > 1 else",
        {"project.size is present": "ft", "project.size > 1": "ft"},
    ),
    ("when project.size > 0 require project.size > 1 else",
     {"project.size > 0": "ftu", "project.size > 1": "ft"}),
    # a list can be empty and filled, and undecided where it may be absent
    ('for x in project.always require x != project.id else',
     {"project.always": "es", "x != project.id": "ft"}),
    ('for x in project.parts where x.id != "" require project.open else',
     {"project.parts": "esu", 'x.id != ""': "ft", "project.open": "ft"}),
    ('for x in ["a"] require project.id != x else', {'["a"]': "s", "project.id != x": "ft"}),
    # what stands inside of expressions is demanded, too
    ("require some p in project.parts satisfies p.id == project.id else",
     {"some p in project.parts satisfies p.id == project.id": "ftu",
      "p.id == project.id": "ft"}),
    ('let n = count(x in project.always where x == "a") require n > 1 else',
     {'x == "a"': "ft", "n > 1": "ft"}),
    # a let that is a condition is one; any other is none
    ("let big = project.size > 5 require big else", {"project.size > 5": "ftu", "big": "ftu"}),
    ("let size = project.size require size > 5 else", {"size > 5": "ftu"}),
    # what can't be otherwise is not demanded
    ('require project.kind in ["a", "b"] else', {'project.kind in ["a", "b"]': "t"}),
]  # fmt: skip


@pytest.mark.parametrize(("clauses", "wanted"), RULES)
def test_what_is_demanded_of_a_rule(clauses: str, wanted: dict[str, str]) -> None:
    assert demanded(f'rule r mandatory "R." {clauses} "x"') == wanted


def test_a_define_is_demanded_what_any_of_its_calls_makes_possible() -> None:
    calls = """
define big(n) = n > 5
define never_called(n) = n > 6
rule sure mandatory "S." require big(project.size default 0) else "x"
rule unsure mandatory "U." require big(project.size) else "{[p.id for p in project.parts]}"
"""
    assert demanded(calls) == {
        "n > 5": "ftu",
        "big(project.size default 0)": "ft",
        "big(project.size)": "ftu",
    }


def test_each_row_of_a_table_is_demanded() -> None:
    table = """
table cap(kind, size) -> cap take first
  | "a" | > 5 -> 1
  | -   | -   -> 2
rule r mandatory "R." require cap(project.kind, project.size default 0) > 1 else "x"
"""
    found = demanded(table)
    assert found['"a"'] == "ft"
    assert found["> 5"] == "ft"
    assert [outcomes for row, outcomes in found.items() if row.startswith("| -")] == ["t"]


# -- what is seen -------------------------------------------------------------------------------


def test_what_is_observed_is_what_the_interpreter_finds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decide, seen = observing._decide, 0

    def held(
        condition: tree.Expression,
        frame: Frame,
        watch: observing.Watch,
        span: Span | None = None,
    ) -> Truth:
        nonlocal seen
        found, wanted = decide(condition, frame, watch, span), truth(condition, frame)
        assert found == wanted or (isinstance(found, Unknown) and isinstance(wanted, Unknown))
        seen += 1
        return found

    monkeypatch.setattr(observing, "_decide", held)
    monkeypatch.chdir(ROOT)
    files = [f"rules/{name}.test.yaml" for name in ("teams", "bodies", "sharing")]
    assert main(["test", *files, "--coverage", "--jobs", "1"]) == 0
    assert seen > 1000
    assert "coverage: " in capsys.readouterr().out


POLICY = rules("""
define is_cheap(thing) = thing.price <= 100
rule fair mandatory "F."
  for part in item.parts default []
  require is_cheap(item) or part.weight > 5 and item.owner is present
    else "x"
""")
NONE = "  - {name: none, unset: [parts], expect: []}\n"


def test_coverage_shows_the_rule_with_what_is_missing_under_it(run: Run) -> None:
    dear = "  - {name: dear, set: {price: 101}, expect: [{rule: fair}]}\n"
    status, out = run(FINE + NONE + dear, "--coverage", **POLICY)
    assert status == 0
    assert (
        """\
rules/prices.remit:4: prices.is_cheap shows 2 of 3
  4 | define is_cheap(thing) = thing.price <= 100
    |                          ^^^^^^^^^^^^^^^^^^ never undecided

rules/prices.remit:5: prices/fair shows 5 of 10
  5 | rule fair mandatory "F."
  6 |   for part in item.parts default []
  7 |   require is_cheap(item) or part.weight > 5 and item.owner is present
    |           ^^^^^^^^^^^^^^ never undecided
    |                             ^^^^^^^^^^^^^^^ never true; never undecided
    |                                                 ^^^^^^^^^^^^^^^^^^^^^ never false; never true
  8 |     else "x"

coverage: 7 of 13 (53.8 %); cases are missing for 2 rules and defines
"""
        in out
    )


HIDDEN = """
  - {name: dear, set: {price: 101}, expect: [{rule: fair}]}
  - {name: heavy, set: {price: 101, "parts[id=a].weight": 9}, expect: [{rule: fair}]}
  - {name: owned, set: {price: 101, owner: mara, "parts[id=a].weight": 9}, expect: []}
  - {name: unpriced, unset: [price], expect: [{rule: fair, outcome: undecided}]}
  - name: unpriced, unweighed
    unset: [price, "parts[id=a].weight"]
    expect: [{rule: fair, outcome: undecided}]
"""


def test_an_outcome_that_never_decides_is_told_as_such(run: Run) -> None:
    _, out = run(FINE + NONE + HIDDEN, "--coverage", **POLICY)
    assert "^^^^^^^^^^^^^^^ undecided, but never decides\n" in out
    assert out.endswith("coverage: 12 of 13 (92.3 %); cases are missing for 1 rule or define\n")
    weighed = (
        HIDDEN
        + """
  - name: dear, unweighed
    unset: ["parts[id=a].weight"]
    set: {price: 101, owner: mara}
    expect: [{rule: fair, outcome: undecided}]
"""
    )
    _, out = run(FINE + NONE + weighed, "--coverage", **POLICY)
    assert out.endswith("coverage: 13 of 13 (100 %)\n")


def test_coverage_may_fail_the_command(run: Run) -> None:
    status, out = run(FINE + TOO_DEAR, "--coverage", "--fail-under", "75.5")
    assert (status, out.splitlines()[-1]) == (1, "that is less than 75.5 %")
    assert run(FINE + TOO_DEAR, "--coverage", "--fail-under", "75")[0] == 0


def test_json_tells_what_is_missing(run: Run) -> None:
    _, out = run(FINE + TOO_DEAR, "--coverage", "--format", "json")
    found = json.loads(out)["coverage"]
    (unit,) = found["units"]
    assert (unit["name"], unit["total"], unit["met"]) == ("prices/within-cap", 4, 3)
    assert unit["missing"] == [
        {
            "of": "when", "condition": "item.price is present", "outcome": "false", "seen": False,
            "line": 9, "column": 8, "end_line": 9, "end_column": 29,
        }
    ]  # fmt: skip


class _Marks(HTMLParser):
    """Gathers the texts of a page by the class of the mark that they stand in."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str | None] = []
        self.found: dict[str | None, str] = {}
        self.links: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [given[name] for name in ("src", "href") if name in given]
        if tag == "mark":
            self.open.append(given["class"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[self.open[-1]] = self.found.get(self.open[-1], "") + data


def test_the_page_marks_every_atom_and_needs_nothing_else(run: Run) -> None:
    dear = "  - {name: dear, set: {price: 101}, expect: [{rule: fair}]}\n"
    run(FINE + NONE + dear, "--coverage", "--format", "html:found.html", **POLICY)
    text = Path("found.html").read_text()
    marks = _Marks()
    marks.feed(text)
    assert marks.open == []
    assert marks.found["good"] == "item.parts default []"
    assert "item.owner is present" in marks.found["bad"]
    assert all(link and link.startswith("#") for link in marks.links)
    assert not re.search(r"https?://|<script", text)
    assert "default-src &#39;none&#39;; style-src &#39;sha256-" in text
    assert "script-src" not in text


def test_hostile_text_in_rules_stays_text_in_the_page(run: Run) -> None:
    odd = rules(
        'rule r mandatory "<script>alert(1)</script>"\n  require item.id != "\\"><b>" else "x"'
    )
    run(FINE, "--coverage", "--allow-untested", "--format", "html:found.html", **odd)
    text = Path("found.html").read_text()
    assert "<script" not in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--fail-under", "50"), "`--fail-under` needs `--coverage`"),
        (("--format", "html"), "`html` needs `--coverage`"),
        (("--coverage", "--fail-under", "101"), "is no percentage"),
        (("--coverage", "--fail-under", "most"), "is no percentage"),
    ],
)
def test_wrong_options_are_told(run: Run, words: tuple[str, ...], said: str) -> None:
    status, out = run(FINE + TOO_DEAR, *words, head=HEAD)
    assert (status, said in out) == (2, True)
