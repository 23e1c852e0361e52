"""Fixes in manifests: what a finding says to write, put where it belongs."""

from __future__ import annotations

import pytest
from tests.lang.vocabulary import schema

from remit.governance.inputs import File
from remit.governance.manifests import enter
from remit.governance.setting import Kind
from remit.manifest.limits import Limits
from remit.text.fixes import edited
from remit.workbench.editing.remaking import fix_of

KIND = Kind("project", "portfolio", "project.schema.yaml", ("*",), ("id",))


def mended(text: str) -> tuple[list[str], str]:
    """Gives the titles of all fixes, and the text with them made."""
    found = schema("project.schema.yaml")
    file = File("p.yaml", "p.yaml", lambda: text.encode())
    faults = enter(file, KIND, found, Limits(), reported=True).faults
    fixes = [fix for fault in faults if (fix := fix_of(fault.finding, [found.type])) is not None]
    return [fix.title for fix in fixes], edited(text, [e for fix in fixes for e in fix.edits])


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("stge: pilot", "stage: pilot"),
        ("'stge': pilot", "'stage': pilot"),
        ('"stge": pilot', '"stage": pilot'),
        ("stage: pilt", "stage: pilot"),
        ("stage: &a pilt", "stage: &a pilot"),
        ("stage: !!str pilt", "stage: !!str pilot"),
        ("stage: 'pilt'", "stage: 'pilot'"),
        ('{"stage": "pilt"}', '{"stage": "pilot"}'),
        ("? stge\n: pilot", "? stage\n: pilot"),
        ("milestones: [{id: M1, statsu: met}]", "milestones: [{id: M1, status: met}]"),
        ("milestones:\n  - id: ü😀\n    status: mett", "milestones:\n  - id: ü😀\n    status: met"),
        ("lead: {naem: mara}", "lead: {name: mara}"),
        ("hybrid: yes", "hybrid: true"),
        ("budget: 250k", "budget: 250000"),
        ("budget: 25%", "budget: 0.25"),
        ("start: 31.3.2026", "start: 2026-03-31"),
    ],
)
def test_what_was_meant_is_written(wrong: str, right: str) -> None:
    start = "" if wrong.startswith("{") else "id: p\n"
    titles, text = mended(f"{start}{wrong}\n")
    assert text == f"{start}{right}\n"
    assert len(titles) == 1
    assert titles[0].startswith("write `")


@pytest.mark.parametrize(
    "text",
    [
        "stage: nothing like it",
        "stage: pilot\nstge: pilot",
        "title: &x pilt\nstage: *x",
        "stage: |\n  pilt",
        "lead: 3",
        "lead: {name: mara, nothing: 3}",
        "stage: [pilt]",
        "start: yesterday",
        "a: [",
        "id: x",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    assert mended(f"id: p\n{text}\n")[0] == []
