"""The catalogue of advice: for each code an example that gets it, and one that doesn't.

The examples are whole policies on the standard kinds, and tests hold them to what they are to show.
What each code means is said in one sentence where all codes are, in `remit.text.codes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent, indent

from msgspec import Struct


class Example(Struct, frozen=True):
    """Two policies: one that gets a piece of advice, and one that follows it."""

    bad: str
    good: str


def _rules(body: str) -> str:
    policy = 'policy example governs project\n  "An example."\n  owner "portfolio-office"\n\n'
    return policy + dedent(body).strip("\n") + "\n"


def _rule(body: str, level: str = "advisory") -> str:
    clauses = indent(dedent(body).strip("\n"), "  ")
    return _rules(f'rule example {level}\n  "It is an example."\n{clauses}')


OPEN = "json-schema-open"
"""The advice that is on schemas, so that no policy shows it."""

ADVICE: Mapping[str, Example] = {
    "constant-guard": Example(
        _rule("""
            when project.id is present
            require project.name is not empty
              else "{project.id} has no name"
        """),
        _rule("""
            when project.decision_body is present
            require project.name is not empty
              else "{project.id} has no name"
        """),
    ),
    "constant-condition": Example(
        _rule("""
            require project.funding.budget >= 0
              else "the budget is {project.funding.budget}"
        """),
        _rule("""
            require project.funding.budget > 0
              else "the budget is {project.funding.budget}"
        """),
    ),
    "always-undecided": Example(
        _rule("""
            when project.decision_body is absent
            require project.decision_body == project.name
              else "{project.id} has no body"
        """),
        _rule("""
            when project.decision_body is present
            require project.decision_body == project.name
              else "{project.id} has another body"
        """),
    ),
    "optional-guard": Example(
        _rule("""
            for milestone in project.milestones where milestone.met_on > 2026-01-01
            require milestone.status == "met"
              else "{milestone.id} is {milestone.status}"
        """),
        _rule("""
            for milestone in project.milestones
              where milestone.met_on is present and milestone.met_on > 2026-01-01
            require milestone.status == "met"
              else "{milestone.id} is {milestone.status}"
        """),
    ),
    "repeated-guard": Example(
        _rule("""
            for milestone in project.milestones where milestone.status == "met"
            require milestone.status == "met"
              else "{milestone.id} is {milestone.status}"
        """),
        _rule("""
            for milestone in project.milestones where milestone.status == "met"
            require milestone.met_on is present
              else "{milestone.id} is met, and nobody knows since when"
        """),
    ),
    "unused-let": Example(
        _rule("""
            let budget = project.funding.budget
            require project.name is not empty
              else "{project.id} has no name"
        """),
        _rule("""
            let budget = project.funding.budget
            require budget > 0
              else "the budget is {budget}"
        """),
    ),
    "unused-define": Example(
        _rules("""
            define is_late(milestone) = milestone.status == "missed"

            rule example advisory
              "Nothing was missed."
              require no m in project.milestones satisfies m.status == "missed"
                else "{project.id} missed a milestone"
        """),
        _rules("""
            define is_late(milestone) = milestone.status == "missed"

            rule example advisory
              "Nothing was missed."
              require no m in project.milestones satisfies is_late(m)
                else "{project.id} missed a milestone"
        """),
    ),
    "unused-param": Example(
        _rules("""
            param most = 5
              "The most milestones of a project."

            rule example advisory
              "Projects are short."
              require count(project.milestones) <= 5
                else "{count(project.milestones)} milestones"
        """),
        _rules("""
            param most = 5
              "The most milestones of a project."

            rule example advisory
              "Projects are short."
              require count(project.milestones) <= most
                else "{count(project.milestones)} milestones"
        """),
    ),
    "unused-use": Example(
        _rules("""
            use example: most

            param most_late = 2

            rule example advisory
              "Projects are short."
              require count(project.milestones) <= most_late
                else "{count(project.milestones)} milestones"
        """).replace("policy example", "policy other"),
        _rules("""
            use example: most

            rule example advisory
              "Projects are short."
              require count(project.milestones) <= most
                else "{count(project.milestones)} milestones"
        """).replace("policy example", "policy other"),
    ),
    "and-before-or": Example(
        _rule("""
            when project.stage == "scale" or project.stage == "run" and project.status == "active"
            require project.funding.budget > 0
              else "the budget is {project.funding.budget}"
        """),
        _rule("""
            when (project.stage == "scale" or project.stage == "run") and project.status == "active"
            require project.funding.budget > 0
              else "the budget is {project.funding.budget}"
        """),
    ),
    "double-negation": Example(
        _rule("""
            require not (project.decision_body is absent)
              else "{project.id} has no body"
        """),
        _rule("""
            require project.decision_body is present
              else "{project.id} has no body"
        """),
    ),
    "grouped-number": Example(
        _rule("""
            require project.funding.budget < 20.000
              else "the budget is {project.funding.budget}"
        """),
        _rule("""
            require project.funding.budget < 20_000
              else "the budget is {project.funding.budget}"
        """),
    ),
    "literal-braces": Example(
        _rule("""
            require project.name != "{project.id}"
              else "{project.name} is its own id"
        """),
        _rule("""
            require project.name != project.id
              else "{project.name} is its own id"
        """),
    ),
    "bare-message": Example(
        _rule("""
            require project.funding.budget > 0
              else "the budget is too small"
        """),
        _rule("""
            require project.funding.budget > 0
              else "the budget is {project.funding.budget}"
        """),
    ),
    "no-source": Example(
        _rule(
            """
            require project.name is not empty
              else "{project.id} has no name"
            """,
            "mandatory",
        ),
        _rule(
            """
            source "Decision 12 of the portfolio board"
            require project.name is not empty
              else "{project.id} has no name"
            """,
            "mandatory",
        ),
    ),
    "no-owner": Example(
        _rule(
            """
            source "Decision 12 of the portfolio board"
            require project.name is not empty
              else "{project.id} has no name"
            """,
            "mandatory",
        ).replace('  owner "portfolio-office"\n', ""),
        _rule(
            """
            source "Decision 12 of the portfolio board"
            owner "portfolio-office"
            require project.name is not empty
              else "{project.id} has no name"
            """,
            "mandatory",
        ).replace('  owner "portfolio-office"\n\n', "\n"),
    ),
    "placeholder": Example(
        _rules("""
            rule example advisory
              "TODO: say what it demands."
              require project.name is not empty
                else "{project.id} has no name"
        """),
        _rules("""
            rule example advisory
              "Every project has a name."
              require project.name is not empty
                else "{project.id} has no name"
        """),
    ),
    "retired-rule": Example(
        _rule("""
            effective from 2020-01-01 until 2021-01-01
            require project.name is not empty
              else "{project.id} has no name"
        """),
        _rule("""
            effective from 2020-01-01
            require project.name is not empty
              else "{project.id} has no name"
        """),
    ),
    "untested-rule": Example(
        _rule("""
            require project.name is not empty
              else "{project.id} has no name"
        """),
        _rule("""
            require project.name is not empty
              else "{project.id} has no name"
        """),
    ),
    "near-duplicate": Example(
        _rules("""
            rule milestones-are-owned advisory
              "Every milestone has an owner."
              for milestone in project.milestones where milestone.status == "planned"
              require milestone.owner is present and milestone.met_on is absent
                else "{milestone.id} is nobody's"

            rule milestones-have-owners advisory
              "Each milestone is owned."
              for gate in project.milestones where gate.status == "planned"
              require gate.owner is present and gate.met_on is absent
                else "{gate.id} has no owner"
        """),
        _rules("""
            rule milestones-are-owned advisory
              "Every milestone has an owner."
              for milestone in project.milestones where milestone.status == "planned"
              require milestone.owner is present and milestone.met_on is absent
                else "{milestone.id} is nobody's"
        """),
    ),
    "unindexed-loop": Example(
        _rule("""
            require no p in portfolio satisfies p.name starts with project.name
              else "{project.id} has a rival"
        """),
        _rule("""
            require no p in portfolio satisfies p.name == project.name and p.id != project.id
              else "{project.id} has a rival"
        """),
    ),
    "table-gap": Example(
        _rules("""
            table votes(stage) -> votes
              | "idea"  -> 1
              | "pilot" -> 2

            rule example advisory
              "Enough voted."
              require count(project.decisions) >= votes(project.stage)
                else "{count(project.decisions)} decisions"
        """),
        _rules("""
            table votes(stage) -> votes
              | "idea"                  -> 1
              | "pilot", "scale", "run" -> 2

            rule example advisory
              "Enough voted."
              require count(project.decisions) >= votes(project.stage)
                else "{count(project.decisions)} decisions"
        """),
    ),
    "table-overlap": Example(
        _rules("""
            table votes(budget) -> votes
              | <= 1M -> 1
              | >= 1M -> 2

            rule example advisory
              "Enough voted."
              require count(project.decisions) >= votes(project.funding.budget)
                else "{count(project.decisions)} decisions"
        """),
        _rules("""
            table votes(budget) -> votes
              | < 1M  -> 1
              | >= 1M -> 2

            rule example advisory
              "Enough voted."
              require count(project.decisions) >= votes(project.funding.budget)
                else "{count(project.decisions)} decisions"
        """),
    ),
    "idle-row": Example(
        _rules("""
            table votes(stage) -> votes take first
              | -       -> 2
              | "scale" -> 3

            rule example advisory
              "Enough voted."
              require count(project.decisions) >= votes(project.stage)
                else "{count(project.decisions)} decisions"
        """),
        _rules("""
            table votes(stage) -> votes take first
              | "scale" -> 3
              | -       -> 2

            rule example advisory
              "Enough voted."
              require count(project.decisions) >= votes(project.stage)
                else "{count(project.decisions)} decisions"
        """),
    ),
    "unhandled-value": Example(
        _rules("""
            param most = {"idea": 50k, "pilot": 250k}
              "The most that may be budgeted at each stage."

            rule example advisory
              "Budgets fit their stage."
              require project.funding.budget <= most[project.stage]
                else "the budget is {project.funding.budget}"
        """),
        _rules("""
            param most = {"idea": 50k, "pilot": 250k, "scale": 3M, "run": 5M}
              "The most that may be budgeted at each stage."

            rule example advisory
              "Budgets fit their stage."
              require project.funding.budget <= most[project.stage]
                else "the budget is {project.funding.budget}"
        """),
    ),
    "idle-clause": Example(
        _rule("""
            require project.name is not empty
              else "{project.id} has no name"
            when project.status == "active"
        """),
        _rule("""
            when project.status == "active"
            require project.name is not empty
              else "{project.id} has no name"
        """),
    ),
    "idle-allow": Example(
        _rule("""
            require project.name is not empty  # allow bare-message: the name is all there is
              else "{project.id} has no name"
        """),
        _rule("""
            require project.name is not empty
              else "{project.id} has no name"
        """),
    ),
    "bad-allow": Example(
        _rule("""
            require project.funding.budget > 0
              else "the budget is too small"  # allow bare-message
        """),
        _rule("""
            require project.funding.budget > 0
              else "the budget is too small"  # allow bare-message: the amount is confidential
        """),
    ),
}
