"""Desks for tests: rule files over the schemas of the language tests, and marked places in them."""

from __future__ import annotations

from tests.lang.vocabulary import schema, vocabulary

from remit.syntax.drafts import draft
from remit.text.source import Source
from remit.workbench.editing.desk import Desk, laid_out

HERE = "¦"
"""Marks a place in a text."""

SCHEMAS = {"project": "project.schema.yaml", "system": "system.schema.yaml"}


def desk(*texts: str, looked_at: frozenset[str] | None = None, **named: str) -> Desk:
    """Gives a desk with rule files, called `1.remit` and so on, or by their keyword."""
    files = {f"{number}.remit": text for number, text in enumerate(texts, 1)}
    files |= {f"{name}.remit": text for name, text in named.items()}
    drafts = {name: draft(Source(name, text)) for name, text in files.items()}
    schemas = {kind: schema(file) for kind, file in SCHEMAS.items()}
    schemas["people"] = schema("people.schema.yaml")
    return laid_out(drafts, schemas, vocabulary(), looked_at)


def marked(text: str) -> tuple[str, int]:
    """Gives a text without its mark, and where the mark stood."""
    assert text.count(HERE) == 1, text
    return text.replace(HERE, ""), text.index(HERE)


def told(desk: Desk, file: str = "1.remit") -> list[tuple[int, str]]:
    """Gives the line and the code of everything that is wrong with a file."""
    return [(one.place.line, one.code) for one in desk.said[file]]
