"""The vocabulary of the rule tests: the kinds and the register whose schemas stand beside them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from remit.manifest.schema import Schema
from remit.manifest.schema_files import load
from remit.manifest.types import KindType, Vocabulary
from remit.text.source import Source

HERE = Path(__file__).parent


@cache
def schema(name: str) -> Schema:
    """Gives one of the schemas beside the tests; it has to be right."""
    found, said = load(name, lambda file: Source(file, (HERE / file).read_text(encoding="utf-8")))
    assert found is not None, said
    assert said == []
    return found


@cache
def vocabulary() -> Vocabulary:
    """Gives the kinds `project` and `system` and the register `people`."""
    project, system = schema("project.schema.yaml").type, schema("system.schema.yaml").type
    kinds = {
        "project": KindType("project", "portfolio", project),
        "system": KindType("system", "landscape", system),
    }
    return Vocabulary(kinds, {"people": schema("people.schema.yaml").type})
