"""Our own rule files, and those that the reference shows, are in the one layout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from remit.syntax.layout import formatted
from remit.text.source import Source

ROOT = Path(__file__).parents[2]
FILES = sorted(path for path in ROOT.glob("*/**/*.remit") if "tests" not in path.parts)
REFERENCE = (ROOT / "engine" / "LANGUAGE.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```remit\n(.*?)^```$", REFERENCE, re.M | re.S)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_rule_file_is_in_the_layout(path: Path) -> None:
    text = path.read_bytes().decode()
    assert formatted(Source(path.name, text)) == (text, [])


@pytest.mark.parametrize("text", BLOCKS)
def test_an_example_of_the_reference_is_in_the_layout(text: str) -> None:
    assert formatted(Source("LANGUAGE.md", text)) == (text, [])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_only_texts_make_lines_longer_than_a_hundred_columns(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        alone = re.fullmatch(r'\s*(?:(?:else|hint|source|link) )?".*"', line)
        assert len(line) <= 100 or alone, line
