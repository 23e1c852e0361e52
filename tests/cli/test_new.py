"""`remit new rule`: a rule that holds, with a case that fails until both are filled in."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from tests.cli.conftest import Run, write

SCHEMA = (
    "type: object\nunevaluatedProperties: false\nrequired: [{required}]\n"
    "properties:\n  id: {{type: string}}\n{properties}\n"
)
SCHEMAS = {
    "id only": ("id", ""),
    "text": ("id, name", "  name: {type: string, minLength: 2}"),
    "pattern": ("id, name", '  name: {type: string, pattern: "^[A-Z]{3}$"}'),
    "enum": ("id, stage", "  stage: {enum: [new, 'on', \"a b\"]}"),
    "number": ("price", "  price: {type: number, minimum: 5, maximum: 90}"),
    "open bound": ("price", "  price: {type: number, exclusiveMinimum: 0.5}"),
    "date": ("due", "  due: {type: string, format: date}"),
    "timestamp": ("at", "  at: {type: string, format: date-time}"),
    "boolean": ("open", "  open: {type: boolean}"),
    "list": ("tags", "  tags: {type: array, minItems: 1, items: {type: string}}"),
    "record": (
        "by",
        "  by: {type: object, required: [name], additionalProperties: false, "
        "properties: {name: {type: string}}}",
    ),
    "odd key": ('"a b"', '  "a b": {type: string}'),
    "conditional": (
        "stage",
        "  stage: {enum: [new, old]}\n  due: {type: string, format: date}\n"
        "if: {properties: {stage: {const: new}}}\nthen: {required: [due]}",
    ),
    "nothing": ("", ""),
}  # fmt: skip


def fails_for_now(run: Run, file: str) -> str:
    """Demands that just the cases to fill in fail, for the reason that they give, and are told what
    to write; gives what is said."""
    ran = run("test", file)
    assert ran.status == 1, ran.out + ran.err
    failed = re.findall(r": failed: (.*)", ran.out)
    assert failed
    assert all(each.endswith("fill in the rule and its cases, then take this one out")
               for each in failed)  # fmt: skip
    assert ran.out.count("and not found:") == len(failed)
    assert "is told that breaks the rule as you mean it" in ran.out
    return ran.out


def filled_in(file: Path) -> None:
    """Takes the cases that are to be filled in out of a file of tests."""
    text = file.read_bytes().decode("utf-8-sig")
    left = re.sub(r" *- name: \"[^\n]*take this one out\"\r?\n(?:(?! *- name).*\n)*", "", text)
    assert left != text
    file.write_bytes(left.encode())


def neat(run: Run, *paths: str) -> None:
    """Demands that rule files are in the one layout, and that nothing is advised of them."""
    ran = run("fmt", "--check", *paths)
    assert (ran.status, ran.out) == (0, "")
    ran = run("lint", *paths)
    assert ran.status == 0, ran.out + ran.err
    assert ran.out.startswith("nothing to say on")


# -- what comes of it -----------------------------------------------------------------------------


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("level", ["advisory", "mandatory", "absolute"])
def test_a_scaffold_fits_every_schema(run: Run, folder: Path, schema: str, level: str) -> None:
    required, properties = SCHEMAS[schema]
    text = SCHEMA.format(required=required, properties=properties)
    write(folder, item_schema_yaml=text)
    for name in ("items/cup.yaml", "items/jar.yaml", "rules/prices.remit", "rules/shelf.remit"):
        (folder / name).unlink()
    ran = run("new", "rule", "fresh/own-rule", "--kind", "item", "--level", level)
    assert ran.status == 0, ran.err
    assert ran.out.splitlines()[:2] == [
        "written   rules/fresh.remit",
        "written   rules/fresh.test.yaml",
    ]
    assert f"rule own-rule {level}\n" in (folder / "rules/fresh.remit").read_text()
    fails_for_now(run, "rules/fresh.test.yaml")
    neat(run, "rules/fresh.remit")
    filled_in(folder / "rules/fresh.test.yaml")
    words = ("--coverage", "--fail-under", "100", "--mutate", "--no-cache")
    ran = run("test", "rules/fresh.test.yaml", *words)
    assert ran.status == 0, ran.out


def test_rules_after_each_other_are_not_alike(run: Run, folder: Path) -> None:
    for name in ("one", "two", "three"):
        assert run("new", "rule", f"fresh/{name}", "--kind", "item").status == 0
    out = fails_for_now(run, "rules/fresh.test.yaml")
    assert "9 cases of 1 policy: 3 failed" in out
    neat(run, "rules/fresh.remit")
    requires = re.findall(r"^  require (.*)$", (folder / "rules/fresh.remit").read_text(), re.M)
    assert len(set(requires)) == 3


TESTS = """\
policy: prices.remit
today: 2026-11-23
given: ../items/jar.yaml
tests:
  # the jar keeps to all of it
  - name: a jar
    expect: []
  - {name: too dear, set: {price: 500}, expect: [{rule: within-cap}]}
# the end
"""


def test_a_rule_goes_behind_the_others_and_leaves_them_as_they_are(run: Run, folder: Path) -> None:
    write(folder, rules__prices_test_yaml=TESTS)
    before = (folder / "rules/prices.remit").read_text()
    ran = run("new", "rule", "prices/added")
    assert ran.status == 0, ran.err
    assert ran.out.splitlines() == [
        "added to  rules/prices.remit",
        "added to  rules/prices.test.yaml",
        "next: fill in rules/prices.remit, then its cases: `remit test rules/prices.test.yaml` "
        "fails until then",
    ]
    assert (folder / "rules/prices.remit").read_text().startswith(before)
    tests = (folder / "rules/prices.test.yaml").read_text()
    assert tests.startswith(TESTS.removesuffix("# the end\n"))
    assert tests.endswith("# the end\n")
    assert '  - name: "added: an item that keeps to it"\n    expect: []\n' in tests
    assert run("test", "rules", "--allow-untested").out.count("failed: ") == 1


@pytest.mark.parametrize(("ends", "mark"), [("\r\n", ""), ("\n", "\ufeff"), ("\r\n", "\ufeff")])
def test_ends_of_lines_and_marks_stay(run: Run, folder: Path, ends: str, mark: str) -> None:
    for name, text in (("prices.remit", None), ("prices.test.yaml", TESTS)):
        file = folder / "rules" / name
        text = text or file.read_text()
        file.write_bytes((mark + text.replace("\n", ends)).encode())
    assert run("new", "rule", "prices/added").status == 0
    for name in ("prices.remit", "prices.test.yaml"):
        content = (folder / "rules" / name).read_bytes().decode()
        assert content.startswith(mark)
        assert content.count("\ufeff") == len(mark)
        assert content.count("\n") == content.count(ends)
        assert "added" in content
    assert "1 failed" in run("test", "rules/prices.test.yaml").out


def test_manifests_in_the_tests_are_used_again(run: Run, folder: Path) -> None:
    write(
        folder,
        rules__prices_test_yaml="""\
policy: prices.remit
today: 2026-11-23
tests:
    - name: a jar
      manifest: &jar
        id: jar
        price: 30
      expect: []
""",
    )
    assert run("new", "rule", "prices/added").status == 0
    tests = (folder / "rules/prices.test.yaml").read_text()
    assert tests.count("manifest: *jar\n") == 3
    assert '    - name: "added: an item that keeps to it"\n      manifest: *jar\n' in tests


def test_a_manifest_may_be_named(run: Run, folder: Path) -> None:
    ran = run("new", "rule", "fresh/one", "--kind", "item", "--given", "items/jar.yaml")
    assert ran.status == 0
    assert 'given: "../items/jar.yaml"\n' in (folder / "rules/fresh.test.yaml").read_text()
    fails_for_now(run, "rules/fresh.test.yaml")


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("deep/er", "deep/er/fresh.remit"),
        ("deep/own.remit", "deep/own.remit"),
        ("rules", "rules/fresh.remit"),
    ],
)
def test_it_goes_where_it_is_sent(run: Run, folder: Path, path: str, file: str) -> None:
    ran = run("new", "rule", "fresh/one", "--kind", "item", "--path", path)
    assert ran.status == 0, ran.err
    assert (folder / file).exists()
    known = "a check finds it once `policies` in remit.yaml names" not in ran.out
    assert known == file.startswith("rules/")
    neat(run, file)


def test_the_only_policy_is_meant(run: Run, folder: Path) -> None:
    (folder / "rules/shelf.remit").unlink()
    assert run("new", "rule", "added").status == 0
    assert "rule added mandatory" in (folder / "rules/prices.remit").read_text()


def test_a_file_names_its_policy(run: Run, folder: Path) -> None:
    assert run("new", "rule", "added", "--path", "rules/shelf.remit").status == 0
    assert "rule added mandatory" in (folder / "rules/shelf.remit").read_text()


def test_without_a_policy_one_begins_with_the_rule(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    (empty / ".git").mkdir(parents=True)
    monkeypatch.chdir(empty)
    ran = run("new", "rule", "gates-are-met")
    assert ran.status == 0, ran.err
    assert (
        "policy gates-are-met governs project" in (empty / "rules/gates-are-met.remit").read_text()
    )
    assert "a check finds it once `policies` in remit.yaml names `rules`" in ran.out
    neat(run, "rules")
    fails_for_now(run, "rules/gates-are-met.test.yaml")
    assert run("new", "rule", "another").status == 0
    assert "rule another" in (empty / "rules/gates-are-met.remit").read_text()


@pytest.mark.parametrize("starter", ["policies", "project"])
def test_it_works_where_remit_init_has_been(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, starter: str
) -> None:
    home = tmp_path / "acme"
    (home / ".git").mkdir(parents=True)
    monkeypatch.chdir(home)
    assert run("init", starter, "--name", "acme").status == 0
    ran = run("new", "rule", "own/first-one")
    assert ran.status == 0, ran.err
    rules = ran.out.splitlines()[0].split()[-1]
    assert rules == ("acme/rules/own.remit" if starter == "policies" else "rules/own.remit")
    neat(run, rules)
    fails_for_now(run, rules.replace(".remit", ".test.yaml"))


# -- what is refused ------------------------------------------------------------------------------

REFUSED = [
    (("prices/light",), "the rule `prices/light` is there already: rules/prices.remit:16"),
    (("Prices/x",), "the policy name `Prices` is not words in lower case, joined by `-`"),
    (("x_y",), "write `x-y`"),
    (("prices/",), "the rule name `` is not words in lower case"),
    (("a/b/c",), "the policy name `a/b` is not words in lower case"),
    (("../evil",), "the policy name `..` is not words"),
    (("x;rm",), "write `x-rm`"),
    (("added",), "there are 2 policies that `added` could go into"),
    (("fresh/x",), "say which under `--kind`: there are `item`, `box`"),
    (("fresh/x", "--kind", "itm"), "did you mean `item`?"),
    (("prices/x", "--kind", "box"), "the policy `prices` governs `item`, not `box`"),
    (("prices/x", "--path", "rules/shelf.remit"), "the policy `prices` is written in"),
    (("fresh/x", "--kind", "item", "--path", "rules/shelf.remit"), "is there already, without a"),
    (("fresh/x", "--kind", "item", "--given", "gone.yaml"), "there is no manifest `gone.yaml`"),
    (("fresh/x", "--kind", "item", "--given", "people.yaml"), "`people.yaml` is no item that"),
    (("fresh/x", "--level", "must"), "`--level` is one of"),
    (("fresh/x", "--config", "gone.yaml"), "there is no configuration `gone.yaml`"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_what_can_not_be_begun_is_told(
    run: Run, folder: Path, words: tuple[str, ...], said: str
) -> None:
    before = contents(folder)
    ran = run("new", "rule", *words)
    assert ran.status == 2
    assert said in ran.err
    assert ran.err.count("error [") == 1
    assert contents(folder) == before


def test_only_rules_are_begun(run: Run) -> None:
    ran = run("new", "policy", "x")
    assert ran.status == 2
    assert "expected `rule`, found `policy`" in ran.err


def test_standard_policies_are_not_added_to(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "empty")
    ran = run("new", "rule", "funding/own")
    assert ran.status == 2
    assert "the policy `funding` is none of yours: it is builtin:funding.remit" in ran.err


def test_a_former_name_is_taken(run: Run, folder: Path) -> None:
    rules = (folder / "rules/prices.remit").read_text()
    write(
        folder,
        rules__prices_remit=rules.replace(
            '"Parts are light."', '"Parts are light."\n  formerly "prices/heavy"'
        ),
    )
    ran = run("new", "rule", "prices/heavy")
    assert ran.status == 2
    assert "`prices/heavy` is a former name of `prices/light`" in ran.err


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"rules__broken_remit": "policy broken governs item\n"}, "has no title"),
        ({"rules__prices_test_yaml": "policy: prices.remit\ntests: [}"}, "prices.test.yaml:2:"),
        (
            {"rules__prices_test_yaml": "policy: prices.remit\ntoday: 2026-11-23\n"
             "tests: [{name: a, manifest: {id: jar, price: 30}, expect: []}]\n"},
            "no case of `rules/prices.test.yaml` shows an item that keeps to the policy",
        ),
        ({"remit_yaml": "kinds: 1\n"}, "remit.yaml:1:8"),
    ],
)  # fmt: skip
def test_what_is_broken_is_told_and_left(
    run: Run, folder: Path, files: dict[str, str], said: str
) -> None:
    write(folder, **files)
    before = contents(folder)
    ran = run("new", "rule", "prices/added")
    assert ran.status == 2
    assert said in ran.err
    assert contents(folder) == before


def test_tests_without_their_policy_are_left(run: Run, folder: Path) -> None:
    write(folder, rules__fresh_test_yaml="mine\n")
    ran = run("new", "rule", "fresh/x", "--kind", "item")
    assert ran.status == 2
    assert "`rules/fresh.test.yaml` is there already, without its policy" in ran.err
    assert (folder / "rules/fresh.test.yaml").read_text() == "mine\n"


def test_what_can_not_be_written_leaves_nothing_behind(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, rules__prices_test_yaml=TESTS)
    before = contents(folder)
    (folder / "rules/prices.test.yaml").chmod(0o444)
    ran = run("new", "rule", "prices/added")
    assert ran.status == 2
    assert "`rules/prices.test.yaml` can't be written: it is read-only" in ran.err
    assert contents(folder) == before


def test_a_file_in_the_place_of_a_folder_is_told(run: Run, folder: Path) -> None:
    ran = run("new", "rule", "fresh/x", "--kind", "item", "--path", "people.yaml")
    assert ran.status == 2
    assert "`people.yaml` is neither a rule file nor a folder" in ran.err


def contents(folder: Path) -> dict[str, bytes]:
    """Gives all files with what they hold."""
    return {
        os.path.relpath(path, folder): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_arguments_that_are_missing_or_none_of_those_that_there_are(run: Run) -> None:
    for words, said in (
        ((), "`rule` and `[POLICY/]NAME` are missing"),
        (("rule",), "`[POLICY/]NAME` is missing"),
        (("role", "a/b"), "expected `rule`, found `role`"),
    ):
        ran = run("new", *words)
        assert (ran.status, said in ran.err) == (2, True), words
    assert "did you mean `rule`?" in run("new", "role", "a/b").err
