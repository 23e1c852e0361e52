"""Patterns against paths, each pair written out."""

from __future__ import annotations

import pytest

from remit.workspace.patterns import compiled, problem

CASES = [
    ("**/project.yaml", "project.yaml", True),
    ("**/project.yaml", "a/b/project.yaml", True),
    ("**/project.yaml", "a/my-project.yaml", False),
    ("**/project.yaml", ".hidden/project.yaml", True),
    ("landscape/*.yaml", "landscape/pay.yaml", True),
    ("landscape/*.yaml", "landscape/old/pay.yaml", False),
    ("landscape/*.yaml", "a/landscape/pay.yaml", False),
    ("landscape/**", "landscape/old/pay.yaml", True),
    ("a/**/b.yaml", "a/b.yaml", True),
    ("a/**/b.yaml", "a/x/y/b.yaml", True),
    ("a/**/b.yaml", "ab.yaml", False),
    ("?.yaml", "x.yaml", True),
    ("?.yaml", "/.yaml", False),
    ("[ab].yaml", "a.yaml", True),
    ("[!ab].yaml", "a.yaml", False),
    ("[!ab].yaml", "c.yaml", True),
    ("[a-c]x", "bx", True),
    ("[^a]b", "/b", False),
    ("[]x", "[]x", True),
    ("a+b(1).yaml", "a+b(1).yaml", True),
    ("./projects/*.yaml", "projects/a.yaml", True),
    ("*.yaml", "a\n.yaml", True),
    ("*.yaml", "a.yaml\n", False),
    ("Project.yaml", "project.yaml", False),
]


@pytest.mark.parametrize(("pattern", "path", "expected"), CASES)
def test_matches(pattern: str, path: str, expected: bool) -> None:
    assert (compiled(pattern).match(path) is not None) is expected


@pytest.mark.parametrize("pattern", ["", " ", "/a", "C:/a", "../a", "a/../b", "a\\b"])
def test_what_can_match_nothing_is_refused(pattern: str) -> None:
    assert problem(pattern)
