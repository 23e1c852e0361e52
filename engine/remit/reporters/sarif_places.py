"""SARIF's places and messages: files as URIs, regions, and texts without links in them."""

from __future__ import annotations

from urllib.parse import quote

from remit.reporters.json_text import Json
from remit.text.inert import inert
from remit.text.source import Place


def location(file: str, place: Place | None) -> dict[str, Json]:
    """Gives a file, or a part of it; ends are exclusive in SARIF, too."""
    physical: dict[str, Json] = {"artifactLocation": artifact(file)}
    if place is not None:
        physical["region"] = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
    return {"physicalLocation": physical}


def artifact(file: str) -> Json:
    """Gives a file by its URI: relative as its path is, with every odd byte escaped."""
    path = quote(file.encode("utf-8", "surrogatepass"))
    return {"uri": f"file://{path}" if path.startswith("/") else path}


def message(text: str) -> dict[str, Json]:
    """Gives a text as a message. SARIF takes `[text](address)` in it for a link."""
    return {"text": inert(text).replace("](", "] (")}
