"""`remit impact`: what a new version of the policies changes, before it is enforced."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from remit.cli.main import main

FILES = {
    "remit.yaml": """
kinds:
  item: {plural: shelf, schema: item.schema.yaml, files: ["items/*.yaml"], identity: id}
policies: [rules]
""",
    "item.schema.yaml": "{type: object, properties: {id: {type: string}, price: {type: number}}}",
    "items/lamp.yaml": "id: lamp\nprice: 10\n",
    "items/sofa.yaml": "id: sofa\nprice: 90\n",
    "items/oven.yaml": "id: oven\n",
}
ROOT = Path(__file__).parent.parent.parent
RULE = """
policy prices governs item
  "Prices."
rule within-cap mandatory
  "Within the cap."
  when item.price is present
  require item.price <= 50
    else "{item.id} costs {item.price}"
"""

LAMP_FAILS = (
    "newly failing: 1 manifest\n  prices/within-cap (mandatory): 1 manifest\n"
    "    lamp  (items/lamp.yaml)\n"
)

Compare = Callable[..., tuple[int, str]]


@pytest.fixture
def compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Compare:
    """Gives what compares a new rule file with the usual one, to the status and output."""

    def run(new: str, *words: str, **more: str) -> tuple[int, str]:
        written = {**FILES, "rules/prices.remit": RULE, "new/prices.remit": new, **more}
        for name, text in written.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        monkeypatch.chdir(tmp_path)
        status = main(["impact", "--policy", "new", "--as-of", "2026-11-23", *words])
        out, err = capfd.readouterr()
        return status, out + err

    return run


def test_the_same_policies_change_nothing(compare: Compare) -> None:
    status, out = compare(RULE)
    assert status == 0
    assert out.endswith("over 3 manifests: nothing changes\n")


def test_a_lower_cap_fails_those_between(compare: Compare) -> None:
    status, out = compare(RULE.replace("50", "5"))
    assert status == 0
    assert LAMP_FAILS in out
    assert "      lamp costs 10\n" in out
    assert "newly passing: none" in out


def test_a_higher_cap_lets_pass(compare: Compare) -> None:
    _, out = compare(RULE.replace("50", "500"))
    assert "newly failing: none" in out
    assert "newly passing: 1 manifest\n  prices/within-cap (mandatory): 1 manifest\n    sofa" in out


def test_what_can_not_be_decided_fails(compare: Compare) -> None:
    _, out = compare(RULE.replace("  when item.price is present\n", ""))
    assert "newly failing: 1 manifest" in out
    assert "oven  (items/oven.yaml)\n      can't be decided: `price` is missing" in out


def test_levels_new_rules_and_rules_that_go(compare: Compare) -> None:
    more = 'rule named mandatory\n  "Named."\n  require item.id is present else "x"\n'
    _, out = compare(RULE.replace("mandatory", "absolute") + more)
    assert "prices/within-cap: mandatory becomes absolute (1 manifest will fail it)" in out
    assert out.endswith("new rules: prices/named\n")
    _, out = compare(RULE.replace("within-cap", "capped"))
    assert "rules that go: prices/within-cap" in out
    assert "help: a new rule that is an old one by another name" in out
    assert '`formerly "prices/within-cap"`' in out
    assert "newly failing: 1 manifest\n  prices/capped (mandatory)" in out


def test_each_of_several_rules_that_come_or_go_has_a_line(compare: Compare) -> None:
    more = [RULE.replace("policy prices", f"policy more-{n}") for n in range(3)]
    files = {f"new/more-{n}.remit": text for n, text in enumerate(more)}
    _, out = compare(RULE, **files)
    listed = "".join(f"  more-{n}/within-cap\n" for n in range(3))
    assert out.endswith(f"\nnew rules: 3\n{listed}")
    moved = {name.replace("new", "rules"): text for name, text in files.items()}
    for name in files:
        files[name] = RULE.replace("policy prices", f"policy {Path(name).stem}-b")
    _, out = compare(RULE, **files, **moved)
    assert f"\n\nrules that go: 3\n{listed}" in out


def test_a_renamed_rule_is_followed(compare: Compare) -> None:
    renamed = RULE.replace("within-cap", "capped").replace(
        '"Within the cap."', '"Within the cap."\n  formerly "prices/within-cap"'
    )
    _, out = compare(renamed)
    assert out.endswith("nothing changes\n")


def test_two_versions_can_be_named(compare: Compare) -> None:
    older = {"old/prices.remit": RULE.replace("50", "5")}
    _, out = compare(RULE, "--against", "old", **older)
    assert out.startswith("new (1 rule) instead of old, over 3 manifests:")
    assert "newly passing: 1 manifest\n  prices/within-cap (mandatory): 1 manifest\n    lamp" in out


# -- money --------------------------------------------------------------------------------------

MONEY = {
    "item.schema.yaml": """
type: object
properties:
  id: {type: string}
  price: {type: number}
  worth: {type: number, x-remit-amount: true}
  in: {type: string, x-remit-currency: true}
""",
    "items/lamp.yaml": "id: lamp\nprice: 10\nworth: 1500000.5\nin: EUR\n",
    "items/oven.yaml": "id: oven\nprice: 20\nworth: 300\nin: USD\n",
    "items/sofa.yaml": "id: sofa\nprice: 90\n",
    "items/vase.yaml": "id: vase\nprice: 95\nworth: 70\nin: EUR\n",
}
NEW = """
policy prices governs item
  "Prices."
rule within-cap mandatory
  "Within the cap."
  when item.price is present
  require item.price >= 80
    else "{item.id} costs only {item.price}"
rule sold absolute
  "All of it is worth something."
  effective from 2027-01-01
  when item.id in ["lamp", "sofa"]
  require item.price > 500
    else "{item.id} is cheap"
rule few advisory
  "There are few."
  require count(shelf) < 2
    else "there are {count(shelf)}"
"""


def test_money_is_told_by_rule_by_manifest_and_in_total(compare: Compare) -> None:
    status, out = compare(NEW, **MONEY)
    assert status == 0
    assert (
        out
        == """\
new (3 rules) instead of the configured policies, over 4 manifests:

newly failing: 3 manifests and all together, 1 500 000.5 EUR and 300 USD; blocking: 2 manifests, \
1 500 000.5 EUR and 300 USD
  prices/few (advisory): all together
    all together  (new/prices.remit)
      there are 4
  prices/sold (absolute, not in force yet): 2 manifests, 1 500 000.5 EUR
    lamp, 1 500 000.5 EUR  (items/lamp.yaml)
      lamp is cheap
    sofa  (items/sofa.yaml)
      sofa is cheap
  prices/within-cap (mandatory): 2 manifests, 1 500 000.5 EUR and 300 USD
    lamp, 1 500 000.5 EUR  (items/lamp.yaml)
      lamp costs only 10
    oven, 300 USD  (items/oven.yaml)
      oven costs only 20

newly passing: 2 manifests, 70 EUR
  prices/within-cap (mandatory): 2 manifests, 70 EUR
    sofa  (items/sofa.yaml)
      sofa costs 90
    vase, 70 EUR  (items/vase.yaml)
      vase costs 95

by manifest:
  lamp          1 500 000.5 EUR  fails 2 more rules
  oven                  300 USD  fails 1 more rule
  sofa                           fails 1 more rule and passes 1 more rule
  vase                   70 EUR  passes 1 more rule
  all together                   fails 1 more rule

new rules: 2
  prices/few
  prices/sold
"""
    )


def test_a_rule_that_weighs_more_concerns_the_money_of_who_fails_it(compare: Compare) -> None:
    _, out = compare(RULE.replace("mandatory", "absolute"), **MONEY)
    assert out.endswith(
        "levels that change:\n"
        "  prices/within-cap: mandatory becomes absolute (2 manifests will fail it, 70 EUR)\n"
    )
    later = '"Within the cap."\n  effective from 2027-01-01'
    _, out = compare(RULE.replace('"Within the cap."', later), **MONEY)
    assert "mandatory becomes mandatory, not in force yet (2 manifests will fail it" in out


def impact(compare: Compare, new: str, *words: str) -> dict[str, Any]:
    status, out = compare(new, "--format", "json", *words, **MONEY)
    assert status == 0
    found: dict[str, Any] = json.loads(out)
    schema = json.loads((ROOT / "schemas" / "impact.schema.json").read_text(encoding="utf-8"))
    jsonschema_rs.Draft202012Validator(schema).validate(found)
    return found


def test_programs_read_it_as_json(compare: Compare) -> None:
    found = impact(compare, NEW)
    assert (found["new"], found["old"], found["as_of"]) == (["new"], None, "2026-11-23")
    lamp = {"currency": "EUR", "amount": 1500000.5, "manifests": 1}
    oven = {"currency": "USD", "amount": 300, "manifests": 1}
    assert found["summary"]["failing"] == {
        "manifests": 3,
        "money": [lamp, oven],
        "blocking": {"manifests": 2, "money": [lamp, oven]},
    }
    assert [(rule["rule"], rule["manifests"], rule["money"]) for rule in found["failing"]] == [
        ("prices/few", 0, []),
        ("prices/sold", 2, [lamp]),
        ("prices/within-cap", 2, [lamp, oven]),
    ]
    assert [
        (each["manifest"], each["failing"], each["passing"]) for each in found["manifests"]
    ] == [
        ("lamp", ["prices/sold", "prices/within-cap"], []),
        ("oven", ["prices/within-cap"], []),
        ("sofa", ["prices/sold"], ["prices/within-cap"]),
        ("vase", [], ["prices/within-cap"]),
    ]
    (shift,) = found["failing"][0]["shifts"]
    assert (shift["manifest"], shift["blocking"], shift["stake"]) == (None, False, None)
    assert found["failing"][2]["shifts"][0]["findings"][0]["message"] == "lamp costs only 10"


def test_no_change_is_json_too(compare: Compare) -> None:
    found = impact(compare, RULE, "--against", "rules")
    assert found["old"] == ["rules"]
    assert (found["failing"], found["passing"], found["manifests"]) == ([], [], [])


def test_several_formats_at_once(compare: Compare, tmp_path: Path) -> None:
    status, out = compare(RULE, "--format", "text", "--format", "json:impact.json")
    assert (status, out.endswith("nothing changes\n")) == (0, True)
    assert json.loads((tmp_path / "impact.json").read_text())["revised"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "html"), "there is no format `html`"),
        (("--format", "json:no/where.json"), "`no/where.json` can't be written"),
        (("--format", "json", "--format", "text"), "two formats go to standard output"),
        (("items/none.yaml",), "there is no file `items/none.yaml`"),
        (("--config", "none.yaml"), "there is no configuration `none.yaml`"),
        (("--as-of", "tomorrow"), "`tomorrow` is no date"),
        (("--base", "main"), "there is no option `--base`"),
    ],
)
def test_what_can_not_be_compared_ends_with_2(
    compare: Compare, words: tuple[str, ...], said: str
) -> None:
    status, out = compare(RULE, *words)
    assert (status, said in out, out.count("error [")) == (2, True, 1)


def test_a_mistake_of_both_versions_is_told_once(compare: Compare) -> None:
    status, out = compare(RULE, **{"item.schema.yaml": "type: objct"})
    assert (status, out.count("error [")) == (2, 1)


def test_a_version_with_a_mistake_ends_with_2(compare: Compare) -> None:
    status, out = compare(RULE.replace("item.price <=", "item.prize <="))
    assert (status, "did you mean `price`?" in out) == (2, True)
    status, out = compare(RULE, "--against", "nowhere")
    assert (status, "there is no rule file at `nowhere`" in out) == (2, True)
