"""Schemas and manifests in cases: what comments expect is found, at its place, and nothing else.

A case is a schema; then, after a line `---`, a manifest. Each keeps its lines in the file.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.manifests.chunks import Case, cases, differences

from remit.manifest.reader import read
from remit.manifest.schema_files import load
from remit.manifest.validation import admit
from remit.text.codes import CODES
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source

CASES = list(cases(Path(__file__).parent / "schema"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_says_what_it_expects(case: Case) -> None:
    found = found_in(case)
    assert differences(case, found) == []
    assert all(diagnostic.code in CODES for diagnostic in found)


def test_every_code_about_schemas_occurs() -> None:
    codes = {code for code in CODES if code.startswith(("schema-", "json-schema"))}
    assert codes <= {diagnostic.code for case in CASES for diagnostic in found_in(case)}


def found_in(case: Case) -> list[Diagnostic]:
    text = case.data.decode()
    head, _, body = text.partition("\n---\n")
    schema, found = load("schema.yaml", {"schema.yaml": Source("schema.yaml", head)}.get)
    if schema is not None and "json-schema-open" in text:
        found += schema.advice
    if not body:
        return found
    assert schema is not None, found
    source = Source("manifest.yaml", "\n" * (head.count("\n") + 2) + body)
    reading = read(source)
    assert reading.diagnostics == ()
    return found + [e.diagnostic for e in admit(reading.documents[0], schema).errors]
