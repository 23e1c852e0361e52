"""Starters: the files that `remit init` writes, with `{name}` and the like to be filled in.

What they say passes its own check, so that a newcomer begins with something that works.
"""

from __future__ import annotations

from collections.abc import Mapping

EDITOR_SCHEMA = ".remit/project.schema.json"
"""Where a project keeps the schema of its manifest for editors, in one piece."""

PROJECT: Mapping[str, str] = {
    "remit.yaml": """\
# What remit checks here; `remit schema config` prints all that may stand in this file.
language: 1
kinds:
  project:
    plural: portfolio
    schema: builtin:project
    files: ["**/project.yaml"]
    identity: id
policies: ["builtin:standard"]
""",
    "project.yaml": f"""\
# yaml-language-server: $schema={EDITOR_SCHEMA}
# The manifest of the project: what it builds, who answers for it, how its money follows its
# milestones. An idea needs no more than this; `remit check` says what each later stage asks for.
id: {{name}}
name: {{title}}
archetype: digital              # digital, conventional, or hybrid where it touches both
purpose: grow                   # run, grow, transform, or foundation
status: active
stage: idea
started_on: {{today}}
business_unit: online
owners: {{{{business: lin, technology: mara}}}}
leads: [{{{{person: yara, side: digital}}}}]
funding: {{{{currency: EUR, budget: 0}}}}
""",
    ".pre-commit-config.yaml": """\
# Checks what is staged before it is committed; `pre-commit install` sets it up.
# remit itself has to be installed; {remit} wrote this.
repos:
  - repo: local
    hooks:
      - id: remit-check
        name: remit check
        entry: remit check --staged
        language: system
        always_run: true
        pass_filenames: false
""",
    ".github/workflows/remit.yml": """\
# Checks each change against the revision that it began from, and shows what it finds in its lines.
name: remit
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0            # the base of the change has to be there
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install "{remit}"
      - run: remit check --base auto --format github
""",
}

POLICIES: Mapping[str, str] = {
    "pyproject.toml": """\
[build-system]
requires = ["hatchling>=1.25"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "0.1.0"
description = "The policies of {title}, for its project repositories."
requires-python = ">=3.11"
dependencies = ["{remit}"]

# Projects name these policies as `pack:{name}`.
[project.entry-points."remit.packs"]
{name} = "{package}"

[tool.hatch.build]
only-include = ["{package}"]
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
tests:
  - name: every milestone has an owner
    manifest: &project
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
      milestones: [{{id: M1, title: The shop is open, due: {today}, status: planned, owner: yara}}]
    expect: []
  - name: one without an owner is found
    manifest: *project
    unset: ["milestones[id=M1].owner"]
    expect:
      - rule: milestone-has-owner
        at: milestones[id=M1]
        message: has no owner
""",
    ".pre-commit-hooks.yaml": """\
# Projects take this hook by the address of this repository, and pin its `rev`.
- id: {name}
  name: {name}
  entry: remit check --staged --policy pack:{name}
  language: python
  always_run: true
  pass_filenames: false
""",
    ".github/workflows/remit.yml": """\
name: remit
on: [pull_request, push]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install .
      - run: remit test
""",
}

STARTERS: Mapping[str, Mapping[str, str]] = {"project": PROJECT, "policies": POLICIES}
"""What can be set up, each with its files."""


def filled(starter: str, name: str, today: str, version: str) -> dict[str, str]:
    """Gives the files of a starter for a name such as `self-checkout`."""
    values = {
        "name": name,
        "title": name.replace("-", " ").capitalize(),
        "package": name.replace("-", "_").replace(".", "_"),
        "today": today,
        "remit": f"remit=={version}",
    }
    return {
        path.format(**values): text.format(**values) for path, text in STARTERS[starter].items()
    }
