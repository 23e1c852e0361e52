"""`remit impact`: what a new version of the policies changes, before it is enforced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
RULE = """
policy prices governs item
  "Prices."
rule within-cap mandatory
  "Within the cap."
  when item.price is present
  require item.price <= 50
    else "{item.id} costs {item.price}"
"""

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
    assert "newly failing: 1 manifest\n  prices/within-cap\n    lamp  (items/lamp.yaml)\n" in out
    assert "      lamp costs 10\n" in out
    assert "newly passing: none" in out


def test_a_higher_cap_lets_pass(compare: Compare) -> None:
    _, out = compare(RULE.replace("50", "500"))
    assert "newly failing: none" in out
    assert "newly passing: 1 manifest\n  prices/within-cap\n    sofa" in out


def test_what_can_not_be_decided_fails(compare: Compare) -> None:
    _, out = compare(RULE.replace("  when item.price is present\n", ""))
    assert "newly failing: 1 manifest" in out
    assert "oven  (items/oven.yaml)\n      can't be decided: `price` is missing" in out


def test_levels_new_rules_and_rules_that_go(compare: Compare) -> None:
    more = 'rule named mandatory\n  "Named."\n  require item.id is present else "x"\n'
    _, out = compare(RULE.replace("mandatory", "absolute") + more)
    assert "prices/within-cap: mandatory becomes absolute (1 manifest will fail it)" in out
    assert "new rules: prices/named" in out
    _, out = compare(RULE.replace("within-cap", "capped"))
    assert "rules that go: prices/within-cap" in out
    assert "newly failing: 1 manifest\n  prices/capped" in out


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
    assert "newly passing: 1 manifest\n  prices/within-cap\n    lamp" in out


def test_a_version_with_a_mistake_ends_with_2(compare: Compare) -> None:
    status, out = compare(RULE.replace("item.price <=", "item.prize <="))
    assert (status, "did you mean `price`?" in out) == (2, True)
    status, out = compare(RULE, "--against", "nowhere")
    assert (status, "there is no rule file at `nowhere`" in out) == (2, True)
