"""Each case of the YAML files beside this one is read, and says what its comments expect."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.manifests.chunks import Case, cases, differences

from remit.manifest.reader import decode, read
from remit.text.codes import CODES
from remit.text.diagnostic import Diagnostic

READER_CASES = list(cases(Path(__file__).parent, "read-*.yaml"))


@pytest.mark.parametrize("case", READER_CASES, ids=lambda case: case.name)
def test_a_case_says_what_it_expects(case: Case) -> None:
    found = found_in(case)
    assert differences(case, found) == []
    assert all(diagnostic.code in CODES for diagnostic in found)


@pytest.mark.parametrize("case", READER_CASES[:3], ids=lambda case: case.name)
def test_a_missing_and_an_unexpected_diagnostic_are_both_told(case: Case) -> None:
    found = found_in(case)
    assert found
    assert len(differences(case, [])) == len(found)
    assert len(differences(case, found * 2)) == len(found)


def found_in(case: Case) -> list[Diagnostic]:
    source, found = decode(case.name, case.data, case.limits)
    return found if source is None else list(read(source, case.limits).diagnostics)
