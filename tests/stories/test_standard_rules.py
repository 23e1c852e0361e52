"""The tests of the standard rules show every outcome of their atoms, and no change of a rule goes
unnoticed but those that are listed with reasons."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import transcripts

ROOT = Path(__file__).parents[2]


@pytest.mark.story
def test_the_standard_rules_are_covered_and_no_mutant_survives(tmp_path: Path) -> None:
    cache = {"XDG_CACHE_HOME": str(tmp_path)}
    words = "--coverage --fail-under 100 --mutate --quiet"
    said = transcripts.run(f"remit test rules {words}; echo status $?", ROOT, cache)
    assert "(100 %)\n" in said, said
    assert said.endswith("status 0\n"), said
