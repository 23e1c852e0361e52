"""SARIF's places and messages: files as URIs, regions, and texts without links in them."""

from __future__ import annotations

from urllib.parse import quote

from remit.reporters.json_text import Json
from remit.text.inert import inert
from remit.text.source import Place


def location(file: str, region: Json = None) -> dict[str, Json]:
    """Gives a file, or a region of it."""
    physical: dict[str, Json] = {"artifactLocation": artifact(file)}
    if region is not None:
        physical["region"] = region
    return {"physicalLocation": physical}


def region(place: Place) -> Json:
    """Gives a place as a region; ends are exclusive in SARIF, too."""
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def artifact(file: str) -> Json:
    """Gives a file by its URI: relative as its path is, with every odd byte escaped."""
    path = quote(file.encode("utf-8", "surrogatepass"))
    return {"uri": f"file://{path}" if path.startswith("/") else path}


def message(text: str) -> dict[str, Json]:
    """Gives a text as a message. SARIF takes `[text](address)` in it for a link."""
    return {"text": inert(text).replace("](", "] (")}
