"""The files of a project's repository."""

from __future__ import annotations

from collections.abc import Mapping

EDITOR_SCHEMA = ".remit/project.schema.json"
"""Where a project keeps the schema of its manifest for editors, in one piece."""

MANIFEST = "project.yaml"
"""The manifest to begin with, where there is none."""

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
    MANIFEST: f"""\
# yaml-language-server: $schema={EDITOR_SCHEMA}
# The manifest of the project: what it builds, who answers for it, how its money follows its
# milestones. An idea needs no more than this; `remit check` says what each later stage asks for.
id: {{written_name}}
name: "{{title}}"
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
# Checks what is staged before it is committed; `pre-commit install` sets it up. It runs the remit
# that is installed; to have one version for everybody, take the hook `remit-check-all` by the
# address of remit's repository, and pin its `rev`.
repos:
  - repo: local
    hooks:
      - id: remit-check
        name: remit check
        entry: remit check --staged
        language: system
        always_run: true
        pass_filenames: false
        stages: [pre-commit, pre-merge-commit, pre-push, manual]
""",
}
