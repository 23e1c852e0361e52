"""Buffers: the texts that are open in the editor, which win over the disk, and their addresses."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote_to_bytes, urlsplit

from lsprotocol import types
from msgspec import Struct, field

from remit.text.source import Source
from remit.workspace import disk
from remit.workspace.server.positions import span_of


class Buffer(Struct, frozen=True, eq=False):
    """A text that is open: its address as the editor writes it, its path if it is a file."""

    uri: str
    path: str | None
    text: str
    version: int


class Buffers(Struct, eq=False):
    """The buffers by address."""

    known: dict[str, Buffer] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Buffer]:
        return iter(list(self.known.values()))

    def open(self, document: types.TextDocumentItem) -> None:
        """Takes up a buffer."""
        path = path_of(document.uri)
        self._hold(Buffer(document.uri, path, document.text, document.version))

    def change(
        self,
        document: types.VersionedTextDocumentIdentifier,
        changes: Iterable[types.TextDocumentContentChangeEvent],
    ) -> None:
        """Makes changes to a buffer, one after another; one that isn't open starts empty."""
        uri = document.uri
        old = self.known.get(uri) or Buffer(uri, path_of(uri), "", 0)
        text = old.text
        for change in changes:
            text = changed(text, change)
        self._hold(Buffer(uri, old.path, text, document.version))

    def close(self, uri: str) -> None:
        """Lets a buffer go: from now on the disk counts."""
        gone = self.known.pop(uri, None)
        if gone is not None and gone.path is not None:
            disk.over.pop(os.path.realpath(gone.path), None)

    def _hold(self, buffer: Buffer) -> None:
        self.known[buffer.uri] = buffer
        if buffer.path is not None:
            content = buffer.text.encode("utf-8", "surrogatepass")
            disk.over[os.path.realpath(buffer.path)] = content

    def at(self, path: str) -> Buffer | None:
        """Gives the buffer of a file, whichever way its address or path is written."""
        return next((b for b in self.known.values() if b.path and same_file(b.path, path)), None)

    def uri_at(self, path: str) -> str:
        """Gives the address of a file, as the editor writes it where the file is open."""
        buffer = self.at(path)
        return buffer.uri if buffer is not None else uri_of(path)


def changed(text: str, change: types.TextDocumentContentChangeEvent) -> str:
    """Gives a text with one change made."""
    if not isinstance(change, types.TextDocumentContentChangePartial):
        return change.text
    span = span_of(Source("", text), change.range)
    return text[: span.start] + change.text + text[span.end :]


def path_of(uri: str) -> str | None:
    """Gives the path that an address leads to, None where it is no file."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    # a `?` or `#` that an editor left as it is belongs to the path
    rest = uri[uri.index(":") + 1 :].removeprefix("//" + parts.netloc)
    path = os.fsdecode(unquote_to_bytes(rest))
    return os.path.normpath(path) if path.startswith("/") and "\0" not in path else None


def uri_of(path: str) -> str:
    """Gives the address of a file."""
    return "file://" + quote(os.fsencode(os.path.abspath(path)))


def same_file(one: str, other: str) -> bool:
    """Says whether two paths are one file, links in its folder resolved."""
    return one == other or (
        os.path.basename(one) == os.path.basename(other)
        and os.path.realpath(one) == os.path.realpath(other)
    )
