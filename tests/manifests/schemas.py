"""Schemas for tests: of a text, and the standard ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from remit.manifest.schema import Schema
from remit.manifest.schema_files import load
from remit.text.source import Source

STANDARD = Path(__file__).parents[2] / "schemas"


@cache
def schema_of(text: str, name: str = "schema.yaml") -> Schema:
    """Gives the schema in a text; it has to be right."""
    found, said = load(name, {name: Source(name, text)}.get)
    assert found is not None, said
    return found


@cache
def standard(kind: str) -> Schema:
    """Gives the schema of a standard kind or register; it has to be right."""

    def fetch(name: str) -> Source | None:
        file = STANDARD / name
        return Source(name, file.read_text("utf-8")) if file.is_file() else None

    found, said = load(f"{kind}.schema.yaml", fetch)
    assert found is not None, said
    assert said == []
    return found
