"""Reading for tests: a text of YAML to its documents, and a node to plain data."""

from __future__ import annotations

from collections.abc import Iterator

from remit.manifest.document import Document, Node
from remit.manifest.limits import Limits
from remit.manifest.reader import Reading, decode, read
from remit.text.diagnostic import Diagnostic


def document(text: str) -> Document:
    """Gives the only document of a text without mistakes."""
    reading = reading_of(text)
    assert reading.diagnostics == ()
    assert len(reading.documents) == 1
    return reading.documents[0]


def reading_of(text: str | bytes, limits: Limits | None = None) -> Reading:
    """Gives what is read of a text or of bytes, whatever is wrong with them."""
    data = text if isinstance(text, bytes) else text.encode()
    source, found = decode("manifest.yaml", data, limits)
    return Reading((), tuple(found)) if source is None else read(source, limits)


def first_mistake(text: str | bytes, limits: Limits | None = None) -> Diagnostic:
    """Gives the first diagnostic of a text that has one."""
    reading = reading_of(text, limits)
    assert reading.documents == ()
    return reading.diagnostics[0]


def walk(node: Node) -> Iterator[Node]:
    """Gives a node and all nodes below it, without recursion."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node.content, dict):
            waiting.extend(reversed(node.content.values()))
        elif isinstance(node.content, list):
            waiting.extend(reversed(node.content))


def plain(node: Node) -> object:
    """Gives the data of a node without places."""
    content = node.content
    if isinstance(content, dict):
        return {key: plain(below) for key, below in content.items()}
    if isinstance(content, list):
        return [plain(below) for below in content]
    return content
