"""Advice on rules: every code has an example that gets it and one that doesn't, and can be
silenced where it stands, with a reason, or by the configuration."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from tests.test_language_reference import _standard

from remit.cli.main import main
from remit.evaluation.compiler.shelf import Shelf
from remit.governance.inputs import File
from remit.governance.law import Law, read_rules
from remit.semantics.checker import check
from remit.text.codes import CODES
from remit.text.diagnostic import Diagnostic
from remit.workbench.lint.advice import OF_POLICIES, OF_RULES, advice
from remit.workbench.lint.catalogue import ADVICE

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 23)


def law(*texts: str) -> Law:
    """Gives the law of rule files on the standard kinds; they have to be free of mistakes."""
    files = [
        File(f"{at}.remit", f"{at}.remit", lambda text=text: text.encode())  # type: ignore[misc]
        for at, text in enumerate(texts)
    ]
    rules, said = read_rules(files)
    policies, more = check([(rule.source, rule.tree) for rule in rules], _standard())
    assert not [each for each in [*said, *more] if each.severity == "error"], [*said, *more]
    files = tuple(rule.policy_file() for rule in rules)
    return Law(policies, files, {}, _standard(), Shelf(policies, _standard()), tuple(more))


LENDER = ADVICE["unused-param"].good


def advised(text: str, code: str) -> list[Diagnostic]:
    around = [LENDER] if "use example" in text else []
    tested = None if code != "untested-rule" else set[str]()
    found = advice(law(text, *around), TODAY, tested)
    return [each for each in found if each.source.name == "0.remit"]


@pytest.mark.parametrize("code", ADVICE)
def test_a_code_has_an_example_that_gets_it(code: str) -> None:
    assert code in {each.code for each in advised(ADVICE[code].bad, code)}


@pytest.mark.parametrize("code", ADVICE)
def test_a_code_has_an_example_that_gets_nothing(code: str) -> None:
    good = ADVICE[code].good
    if code == "untested-rule":
        assert advice(law(good), TODAY, {"example/example"}) == []
    else:
        assert [(each.code, each.message) for each in advised(good, code)] == []


def test_all_advice_is_in_the_catalogue() -> None:
    source = "".join(
        path.read_text() for path in (ROOT / "engine/remit/workbench/lint").glob("*.py")
    )
    given = set(re.findall(r'(?:say|Diagnostic)\(\s*"([a-z-]+)"', source)) | {"table-gap"}
    assert given <= set(ADVICE) <= set(CODES)
    checks = (*OF_RULES, *OF_POLICIES)
    assert len(checks) == len(set(checks))


@pytest.mark.parametrize(
    "code", [code for code in ADVICE if code not in ("idle-allow", "bad-allow")]
)
def test_a_comment_with_a_reason_allows_it(code: str) -> None:
    text = ADVICE[code].bad
    line = next(each for each in advised(text, code) if each.code == code).place.line
    lines = text.splitlines()
    before = [*lines[: line - 1], f"# allow {code}: it is meant so", *lines[line - 1 :]]
    lines[line - 1] += f"  # allow {code}: it is meant so"
    for written in (lines, before):
        left = {each.code for each in advised("\n".join(written) + "\n", code)}
        assert not left & {code, "idle-allow", "bad-allow"}


def test_a_comment_allows_nothing_without_a_reason_or_on_another_line() -> None:
    text = ADVICE["bare-message"].bad
    for comment, code in [
        ("# allow bare-message", "bad-allow"),
        ("# allow bare-message:  ", "bad-allow"),
        ("# allow bare-mesage: why", "bad-allow"),
    ]:
        found = advised(text.rstrip("\n") + f"  {comment}\n", "bare-message")
        assert [each.code for each in found] == ["bare-message", code]
    found = advised(f"# allow bare-message: why\n\n{text}", "bare-message")
    assert [each.code for each in found] == ["idle-allow", "bare-message"]
    in_text = text.replace("too small", "too small # allow bare-message: no comment")
    assert [each.code for each in advised(in_text, "bare-message")] == ["bare-message"]


@pytest.mark.parametrize(
    ("clauses", "told"),
    [
        ("for n in distinct(p.name for p in portfolio)\n  require n is present", 0),
        ("for n in distinct(portfolio)\n  require n.id in [p.id for p in portfolio]", 1),
        ("require count(p.id for p in portfolio for q in portfolio where p.id != q.id) == 0", 1),
        ("require count(p.id for p in portfolio for q in portfolio where p.id == q.id) > 0", 0),
        ("let all = [count(portfolio) for p in portfolio]\n  require all == []", 0),
        ("let all = [count(q.id for q in portfolio) for p in portfolio] require all == []", 1),
        ("require some n in [p.id for p in portfolio] satisfies n == portfolio[0].id", 0),
        ("require project.id in [p.id for p in portfolio]", 1),
    ],
)
def test_only_what_is_walked_through_again_and_again_is_told(clauses: str, told: int) -> None:
    text = f"""policy example governs project "Example."
owner "mara"
rule example advisory "Example."
  {clauses}
    else "there are {{count(portfolio)}}"
"""
    found = [each for each in advised(text, "") if each.code == "unindexed-loop"]
    assert len(found) == told, clauses


@pytest.mark.parametrize(
    ("clauses", "around", "sought", "way"),
    [
        (
            "require no p in portfolio satisfies p.name starts with project.name",
            "project",
            "`p.name == project.name`",
            "a rule that doesn't name `project`, and is evaluated once; `example` does",
        ),
        (
            "for m in project.milestones require no p in portfolio satisfies p.started_on > m.due",
            "`m`",
            "`p.started_on == ...`",
            "by a `let` above the loop of `m`",
        ),
        ("require project.id in [p.id for p in portfolio]", "project", "`p.id == ...`", "a rule"),
    ],
)
def test_a_walk_is_told_with_what_it_could_look_up(
    clauses: str, around: str, sought: str, way: str
) -> None:
    rule = f'rule example advisory "Example."\n  {clauses}\n    else "{{project.id}}"\n'
    text = f'policy example governs project "Example."\nowner "mara"\n{rule}'
    (found,) = [each for each in advised(text, "") if each.code == "unindexed-loop"]
    assert found.message == f"this walks through all of `portfolio` for each {around}"
    assert str(found.help).startswith(f"look members of `portfolio` up, as by {sought}, ")
    assert way in str(found.help)


def test_a_message_with_two_braces_for_one_is_told_so() -> None:
    text = ADVICE["bare-message"].bad.replace("too small", "too small: {{project.id}}")
    (found,) = [one for one in advised(text, "bare-message") if one.code == "bare-message"]
    assert str(found.help).endswith("`{tranche.id} is {tranche.status}`; `{{` is a brace itself")


def test_the_nearest_advice_is_named() -> None:
    (wrong, *_) = (
        each for each in advised("# allow bare-mesage: x\n" + ADVICE["bare-message"].bad, "")
    )
    assert wrong.help == "did you mean `bare-message`?"


# -- the command --------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_statuses(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (here / "fine.remit").write_text(ADVICE["bare-message"].good)
    (here / "fine.test.yaml").write_text(
        "policy: fine.remit\ntests:\n"
        "  - {name: none, manifest: {}, expect: [{rule: example, outcome: undecided}]}\n"
    )
    assert main(["lint", "fine.remit"]) == 0
    assert capfd.readouterr().out == "nothing to say on 1 rule file\n"
    (here / "poor.remit").write_text(ADVICE["bare-message"].bad.replace("y example", "y other"))
    assert main(["lint", "poor.remit"]) == 1
    out = capfd.readouterr().out
    assert "poor.remit:8:10: advice [bare-message]" in out
    assert "poor.remit:5:6: advice [untested-rule]" in out
    assert "write a case that it fails into `poor.test.yaml`" in out
    assert out.endswith("2 pieces of advice on 1 rule file\n")
    (here / "wrong.remit").write_text(ADVICE["bare-message"].bad.replace("budget >", "budgt >"))
    assert main(["lint", "wrong.remit", "poor.remit"]) == 2
    assert "error [unknown-field]" in capfd.readouterr().err
    assert main(["lint", "nowhere.remit"]) == 2
    assert "there is no rule file at `nowhere.remit`" in capfd.readouterr().err


def test_without_a_configuration_all_rule_files_below_are_meant(
    here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (here / "rules").mkdir()
    (here / "rules/poor.remit").write_text(ADVICE["bare-message"].bad)
    assert main(["lint"]) == 1
    assert "rules/poor.remit:8:10" in capfd.readouterr().out
    (here / "remit.yaml").write_text("policies: [builtin:standard, rules]\n")
    assert main(["lint"]) == 1
    assert "on 1 rule file" in capfd.readouterr().out
    (here / "remit.yaml").write_text("policies: [builtin:standard, rules, more]\n")
    assert main(["lint"]) == 2
    told = capfd.readouterr().err
    assert told.startswith(
        "remit.yaml:1:37: error [configuration]\n  there is no rule file at `more`"
    )
    assert "; `remit new rule POLICY/NAME` begins one" in told
    (here / "remit.yaml").write_text("policies: [builtin:standard]\n")
    assert main(["lint"]) == 2
    assert "no rule file of your own is configured" in capfd.readouterr().err


def test_the_configuration_silences_a_code(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (here / "poor.remit").write_text(ADVICE["bare-message"].bad)
    config = here / "remit.yaml"
    config.write_text("policies: [poor.remit]\nlint: {untested-rule: off, bare-message: off}\n")
    assert main(["lint"]) == 0
    config.write_text("policies: [poor.remit]\nlint: {untested-rule: off, bare-message: on}\n")
    assert main(["lint"]) == 1
    config.write_text("policies: [poor.remit]\nlint: {bare-mesage: off}\n")
    capfd.readouterr()
    assert main(["lint"]) == 2
    err = capfd.readouterr().err
    assert "there is no advice `bare-mesage`" in err
    assert "did you mean `bare-message`?" in err


def test_an_open_schema_is_told_once_and_may_stay(
    here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kinds = ", ".join(
        f"{name}: {{plural: {name}s, schema: s.yaml, files: ['{name}.yaml'], identity: id}}"
        for name in ("cup", "jar")
    )
    (here / "remit.yaml").write_text(f"kinds: {{{kinds}}}\npolicies: [rules]\n")
    (here / "s.yaml").write_text("type: object\nproperties:\n  id: {type: string}\n")
    (here / "rules").mkdir()
    (here / "rules/p.remit").write_text(
        'policy p governs cup\n  "P."\n\nrule r advisory\n  "R."\n'
        '  require cup.id != "x"\n    else "{cup.id}"\n'
    )
    assert main(["lint"]) == 1
    out = capfd.readouterr().out
    assert out.count("advice [json-schema-open]") == 1
    assert "s.yaml:2:1: advice [json-schema-open]\n  `s` takes any field" in out
    (here / "remit.yaml").write_text(
        f"kinds: {{{kinds}}}\npolicies: [rules]\nlint: {{json-schema-open: off}}\n"
    )
    main(["lint"])
    assert "json-schema-open" not in capfd.readouterr().out


def test_what_is_safe_is_mended(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rule = here / "poor.remit"
    text = ADVICE["unused-let"].bad.replace("  let", "  # budgets are public\n  let")
    rule.write_bytes(text.replace("\n", "\r\n").encode())
    assert main(["lint", "--fix", "poor.remit"]) == 1
    assert "1 mistake mended; 1 piece of advice" in capfd.readouterr().out
    kept = text.replace("  let budget = project.funding.budget\n", "")
    assert rule.read_bytes() == kept.replace("\n", "\r\n").encode()


def test_a_comment_is_not_mended_away(here: Path) -> None:
    rule = here / "poor.remit"
    text = ADVICE["unused-let"].bad.replace("funding.budget\n", "funding.budget  # why\n", 1)
    rule.write_text(text)
    assert main(["lint", "--fix", "poor.remit"]) == 1
    assert rule.read_text() == text


def test_our_own_rules_leave_nothing_to_say(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["lint", "rules"]) == 0, capfd.readouterr().out
