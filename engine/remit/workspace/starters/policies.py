"""The files of a policy repository: a package that carries policies, and its examples."""

from __future__ import annotations

from collections.abc import Mapping

POLICIES: Mapping[str, str] = {
    "README.md": """\
# The policies of {title}

Rules stand in `{package}/rules`, each policy with its tests; `examples` holds manifests that keep
to them. Before a change is merged:

    remit fmt --check . && remit lint && remit test && remit check

`remit test --suggest` tells cases that would show what the tests leave open.

Projects install this package beside remit, and name it in their `remit.yaml`, pinned to a version:

    policies: ["pack:{name}==0.1.0"]

They take its hook for pre-commit by the address of this repository, and pin its `rev`:

    repos:
      - repo: ...
        rev: v0.1.0
        hooks: [{{id: {name}}}]

A new version: raise it in `pyproject.toml`, and tag the commit. `remit impact --policy ...` tells
beforehand what it would change over a portfolio.
""",
    "pyproject.toml": """\
[build-system]
requires = ["hatchling>=1.25"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "0.1.0"
description = "The policies of {title}, for its project repositories."
requires-python = ">=3.11"
# Where your index has no remit, say where it comes from: "remit @ git+https://...@v0.1.0".
dependencies = ["{remit}"]

# Projects name these policies as `pack:{name}`.
[project.entry-points."remit.packs"]
{name} = "{package}"

[tool.hatch.metadata]
allow-direct-references = true

[tool.hatch.build]
only-include = ["{package}"]
""",
    "remit.yaml": """\
# Checks the examples of this repository; what projects get of it is in {package}/remit.yaml.
language: 1
policies: ["{package}/rules"]
""",
    "{package}/__init__.py": '''\
"""The policies of {title}. Remit reads the files beside this one, and runs none of it."""
''',
    "{package}/remit.yaml": """\
language: 1
kinds:
  project:
    plural: portfolio
    schema: builtin:project
    files: ["**/project.yaml"]
    identity: id
policies: [rules]
""",
    "{package}/rules/ownership.remit": """\
policy ownership governs project
  "Somebody answers for everything that a project promises."
  owner "portfolio-office"

rule milestone-has-owner mandatory
  "Every milestone has an owner."
  source "Say where the rule comes from: a decision, a paper, a page."
  for milestone in project.milestones
  require milestone.owner is not empty
    else "milestone {{milestone.id}}, due on {{milestone.due}}, has no owner"
    hint "Name somebody under owner."
""",
    "{package}/rules/ownership.test.yaml": """\
policy: ownership.remit
today: {today}
given: ../../examples/shop/project.yaml
tests:
  - name: every milestone has an owner
    expect: []
  - name: one without an owner is found
    unset: ["milestones[id=M1].owner"]
    expect:
      - rule: milestone-has-owner
        at: milestones[id=M1]
        message: has no owner
  - name: an owner that is left blank is none
    set: {{"milestones[id=M1].owner": " "}}
    expect:
      - rule: milestone-has-owner
        at: milestones[id=M1].owner
        message: has no owner
  - name: a project may have no milestone yet
    unset: [milestones]
    expect: []
""",
    "examples/shop/project.yaml": """\
# A project that keeps to the policies; their tests begin with it.
id: shop
name: A shop
archetype: digital
purpose: grow
status: active
stage: idea
started_on: {today}
business_unit: online
owners: {{business: lin, technology: mara}}
leads: [{{person: yara, side: digital}}]
funding: {{currency: EUR, budget: 100000}}
milestones:
  - {{id: M1, title: The shop is open, due: {today}, status: planned, owner: yara}}
""",
    ".pre-commit-config.yaml": """\
# Looks after this repository; `pre-commit install` sets it up. It runs the remit that is installed.
repos:
  - repo: local
    hooks:
      - id: remit-fmt
        name: remit fmt
        entry: remit fmt --
        language: system
        files: \\.remit$
      - id: remit-lint
        name: remit lint
        entry: remit lint --quiet
        language: system
        files: \\.remit$|remit\\.yaml$
        pass_filenames: false
      - id: remit-test
        name: remit test
        entry: remit test --quiet
        language: system
        always_run: true
        pass_filenames: false
      - id: remit-check
        name: remit check
        entry: remit check --quiet
        language: system
        always_run: true
        pass_filenames: false
""",
    ".pre-commit-hooks.yaml": """\
# Projects take this hook by the address of this repository, and pin its `rev`. What it checks, and
# how, is this repository's to say; `--policy` in place of `--config` leaves the project its own
# kinds, params and waivers.
- id: {name}
  name: {name}
  entry: remit check --staged --config pack:{name}
  language: python
  always_run: true
  pass_filenames: false
  stages: [pre-commit, pre-merge-commit, pre-push, manual]
""",
}
