"""The reader: bytes to a source, and a source to documents, strictly, within limits.

YAML is parsed by libyaml into events; `building` makes values of them by the 1.2 core schema. A
file with a single mistake has no documents at all, so that nothing of it passes in silence.

Manifests are read quickly where they are plain (`lines`), and strictly where they are not or where
somebody asks for places.
"""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from remit.manifest.document import Document, Layout, Node
from remit.manifest.limits import Limits
from remit.manifest.lines import GivenUp, values
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source, Span

if TYPE_CHECKING:
    from remit.manifest.guided import Guided

_OTHER_ENCODINGS = {
    BOM_UTF32_LE: "UTF-32",
    BOM_UTF32_BE: "UTF-32",
    BOM_UTF16_LE: "UTF-16",
    BOM_UTF16_BE: "UTF-16",
}
_SAVE = "save the file as UTF-8"


class Reading(Struct, frozen=True):
    """The documents of a file, or, where there are diagnostics, none."""

    documents: tuple[Document, ...]
    diagnostics: tuple[Diagnostic, ...]


def decode(
    name: str, data: bytes, limits: Limits | None = None
) -> tuple[Source | None, list[Diagnostic]]:
    """Gives the text of a file's bytes without a byte-order mark, or what is wrong with them."""
    limits = limits or Limits()
    if len(data) > limits.bytes:
        return None, [_too_large(name, len(data), limits)]
    encoding = _other_encoding(data)
    if encoding:
        message = f"the file is {encoding}; it must be UTF-8"
        return None, [Diagnostic("encoding", message, Source(name, ""), help=_SAVE)]
    data = data.removeprefix(BOM_UTF8)
    try:
        return Source(name, data.decode("utf-8")), []
    except UnicodeDecodeError as error:
        return None, [_not_utf8(name, data, error.start)]


def read(source: Source, limits: Limits | None = None) -> Reading:
    """Gives the documents of a source, or everything that is wrong with it."""
    from remit.manifest.building import build  # yaml, which what is read quickly doesn't need

    roots, problems = build(source, limits or Limits())
    if not roots and not problems:
        message = "the file holds no document, only blanks and comments"
        problems = [Diagnostic("no-document", message, source, help="write it, or remove the file")]
    if problems:
        return Reading((), tuple(problems))
    return Reading(tuple(Document(source, i, root) for i, root in enumerate(roots)), ())


def read_quickly(source: Source, limits: Limits, guided: Guided | None = None) -> Reading:
    """Gives the same as `read`, but nodes only when they are asked for, where that can be; what the
    document holds is shaped by its type where somebody knows it."""
    if guided is not None:
        shaped = guided.read(source.text)
        if isinstance(shaped, GivenUp):
            return read(source, limits)
        document = Document(source, 0, strictly(limits), shaped.value, layout=laid_out)
        document.filled, document.later = shaped.filled, shaped.later
        document.size = shaped.elements, 6 * shaped.elements
        return Reading((document,), ())
    raw = values(source.text, limits)
    if isinstance(raw, GivenUp):
        return read(source, limits)
    return Reading((Document(source, 0, strictly(limits), raw, layout=laid_out),), ())


def laid_out(source: Source) -> Layout:
    """Gives where things stand in the text of a document that was read quickly."""
    from remit.manifest.layout import Layout  # needed only where a place is

    return Layout(source)


@cache
def strictly(limits: Limits) -> Callable[[Document], Node]:
    """Gives what makes the nodes of a document by reading its source again, once for all of its
    documents that are asked for one after another."""
    last: list[tuple[Source, Reading]] = []

    def root(document: Document) -> Node:
        if not last or last[0][0] is not document.source:
            last[:] = [(document.source, read(document.source, limits))]
        return last[0][1].documents[document.index].root

    return root


def _too_large(name: str, size: int, limits: Limits) -> Diagnostic:
    message = f"the file has {size:,} bytes, and at most {limits.bytes:,} are allowed"
    way = "split it, or raise `bytes` under `limits` in the configuration"
    return Diagnostic("too-large", message, Source(name, ""), help=way)


def _other_encoding(data: bytes) -> str | None:
    head = data[:4]
    if head.isascii() and 0 not in head:
        return None
    for mark, encoding in _OTHER_ENCODINGS.items():
        if head.startswith(mark):
            return encoding
    if head.count(0) == 3:
        return "UTF-32"
    return "UTF-16" if len(head) > 1 and 0 in head[:2] and head[:2] != b"\0\0" else None


def _not_utf8(name: str, data: bytes, offset: int) -> Diagnostic:
    start = len(data[:offset].decode("utf-8"))
    source = Source(name, data.decode("utf-8", "replace"))
    message = f"the byte {data[offset]:#04x} is not UTF-8"
    return Diagnostic("encoding", message, source, Span(start, start + 1), help=_SAVE)
