"""The standard policies have what is asked of them, and rules/README.md is made from them."""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path

import pytest

from remit.cli.main import main
from remit.governance.law import Law, enact
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.workspace.gathering import Order, gather_rules

ROOT = Path(__file__).parents[2]

# What the operating model asks for: these rules may be joined by others, but none may go.
DEMANDED = re.findall(
    r"\S+",
    """
archetype/declared-archetype-fits archetype/hybrid-is-not-relabelled
funding/hybrid-is-staged funding/tranche-follows-gates funding/gate-has-evidence
funding/acceptance-is-independent funding/tranches-fit-budget funding/release-is-approved
funding/gates-are-not-weakened funding/stages-in-order funding/outcomes-are-set
funding/outcomes-are-fresh funding/stage-cap funding/overdue-gate-freezes
architecture/new-system-is-approved architecture/decision-record-exists
architecture/capability-is-not-duplicated architecture/systems-do-not-proliferate
architecture/need-is-company-wide architecture/approvals-are-current
landscape/shared-assets-are-central
planning/joint-from-the-start planning/record-is-not-backdated planning/sessions-keep-cadence
planning/commitments-are-known planning/risks-are-evaluated planning/capacity-is-reserved
planning/cadence-gap-is-agreed
decisions/body-is-designated decisions/decision-has-quorum
bodies/body-has-three-sides bodies/body-meets
portfolio/run-grow-transform-balance portfolio/foundations-are-funded portfolio/reviewed-jointly
portfolio/reclassification-is-reviewed portfolio/initiatives-are-not-redundant
accountability/one-technology-leader accountability/nobody-approves-own-gate
accountability/lead-is-hybrid
teams/team-disbands teams/priorities-are-joint
delivery/code-is-open-to-digital delivery/pipeline-exists
sharing/shared-service-is-catalogued sharing/services-deploy-alone
data/data-is-shared
talent/skill-gaps-have-plans talent/rewards-are-equal talent/experts-coach
integrity/identifiers-are-unique integrity/gates-resolve integrity/systems-resolve
integrity/teams-resolve integrity/people-resolve integrity/bodies-resolve
integrity/services-resolve integrity/placeholders-are-no-values
integrity/approvals-are-not-in-the-future integrity/approvals-come-first
integrity/approver-term-was-running
""",
)


@pytest.fixture(scope="module")
def law() -> Law:
    inputs, said = gather_rules(Order(str(ROOT), date(2026, 11, 23), policies=("rules",)))
    assert inputs is not None, said
    law, said = enact(inputs)
    assert law is not None, said
    return law


def everything(law: Law) -> list[tuple[CheckedPolicy, CheckedRule]]:
    return [(policy, rule) for policy in law.policies.values() for rule in policy.rules]


def test_every_rule_that_is_demanded_is_there(law: Law) -> None:
    assert set(DEMANDED) <= {rule.id for _, rule in everything(law)}


@pytest.fixture(scope="module")
def handbook() -> str:
    return (ROOT / "rules" / "README.md").read_text(encoding="utf-8")


def test_the_handbook_is_fresh(
    handbook: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (recipe,) = re.findall(r"^\t\$\(BIN\)/remit (docs .*)$", (ROOT / "Makefile").read_text(), re.M)
    monkeypatch.chdir(ROOT)
    status = main([*shlex.split(recipe), "--check"])
    assert status == 0, "rules/README.md is stale: run `make handbook`"
    assert capfd.readouterr().out == "fresh    rules/README.md\n"


def test_the_handbook_shows_how_each_rule_is_kept_and_broken(law: Law, handbook: str) -> None:
    told = re.split(r"^### ", handbook, flags=re.M)[1:]
    chapters = {part.split("\n")[0]: part for part in told}
    for _, rule in everything(law):
        assert "\nKept: " in chapters[rule.id], rule.id
        assert "\nBroken: " in chapters[rule.id], rule.id


def test_the_handbook_fits_into_what_code_hosts_show(handbook: str) -> None:
    assert len(handbook.encode()) < 500_000


def test_each_rule_has_a_source_and_an_owner(law: Law) -> None:
    assert [rule.id for _, rule in everything(law) if not rule.rule.source] == []
    assert [
        r.id for policy, r in everything(law) if not (r.rule.owner or policy.policy.owner)
    ] == []


def test_each_requirement_has_a_hint(law: Law) -> None:
    """Whoever reads a finding is told what to do about it."""
    texts = {policy.name: policy.source.text for policy in law.policies.values()}
    for name, text in texts.items():
        requirements = re.findall(r"^  require ", text, re.MULTILINE)
        hints = re.findall(r"^    hint \"", text, re.MULTILINE)
        assert len(hints) == len(requirements), name
