"""Schema files and all that they refer to, put together as one schema without loose ends.

References are resolved here, once: each `$ref` becomes a path within the bundle, where the files
that were drawn in stand by name under one keyword of their own. What later looks at the schema
(types, the validator, messages) needs to know nothing of files, `$id` and anchors.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from msgspec import Struct, field

from remit.manifest.document import Document, Node, plain
from remit.manifest.keywords import Path, below
from remit.text.diagnostic import Diagnostic
from remit.text.numbers import decimal
from remit.text.source import Source, Span

FILES = "x-remit-files"

Fetch = Callable[[str], Document | list[Diagnostic] | None]


class Bundle(Struct, eq=False):
    """A schema in one piece. `targets` says where the `$ref` of the schema at a path leads to."""

    name: str
    json: Any
    documents: dict[str, Document]
    targets: dict[Path, Path]

    def at(self, path: Path) -> Any:
        """Gives what stands at a path of the bundle, or None."""
        found = self.json
        for key in path:
            try:
                found = found[key]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def home(self, path: Path) -> tuple[str, Path]:
        """Gives the file that a path of the bundle comes from, and the path in that file."""
        if len(path) > 1 and path[0] == FILES:
            return str(path[1]), path[2:]
        return self.name, path

    def pointer(self, path: Path) -> str:
        """Gives a path of the bundle as users write it: `file#/properties/x`."""
        file, inner = self.home(path)
        return f"{file}#{pointer(inner)}"

    def place(self, path: Path) -> tuple[Source, Span]:
        """Gives where a path of the bundle was written; a key where it leads to one."""
        file, inner = self.home(path)
        document = self.documents[file]
        parent = document.node(inner[:-1]) if inner else None
        if parent is not None and isinstance(inner[-1], str) and inner[-1] in parent.keys:
            return document.source, parent.keys[inner[-1]]
        return document.source, document.span(inner)


def gather(name: str, fetch: Fetch) -> tuple[Bundle | None, list[Diagnostic]]:
    """Gives the schema file `name` with all files that it refers to, as one bundle.

    `fetch` gives a file of the schema's folder by its path from there, or why it can't be read, or
    None where it isn't there.
    """
    work = _Gathering(name, fetch)
    if not work.open(name):
        absent = Diagnostic(
            "json-schema-reference", f"there is no schema file `{name}`", Source(name, "")
        )
        return None, work.diagnostics or [absent]
    while work.waiting:
        work.resolve(work.waiting.pop(0))
    if work.diagnostics:
        return None, work.diagnostics
    return work.bundle(), []


def schemas(document: Document) -> Iterator[tuple[Path, Node]]:
    """Gives every schema of a schema file with its path, the outer before the inner."""
    waiting: list[tuple[Path, Node]] = [((), document.root)]
    while waiting:
        path, node = waiting.pop()
        yield path, node
        waiting.extend(reversed([(path + step, inner) for step, inner in below(node)]))


def pointer(path: Path) -> str:
    """Gives a path as a JSON pointer."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in path)


class _Reference(Struct, frozen=True):
    file: str
    path: Path
    base: str
    text: str
    node: Node


class _Refused(Struct, frozen=True):
    said: str
    help: str | None = None


class _Gathering(Struct, eq=False):
    """`resources` and `anchors` map the names by which schemas may be called to where they are."""

    name: str
    fetch: Fetch
    documents: dict[str, Document] = field(default_factory=dict)
    resources: dict[str, tuple[str, Path]] = field(default_factory=dict)
    anchors: dict[tuple[str, str], tuple[str, Path]] = field(default_factory=dict)
    seen: dict[tuple[str, Path], str] = field(default_factory=dict)
    waiting: list[_Reference] = field(default_factory=list)
    targets: dict[Path, Path] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def open(self, file: str) -> bool:
        document = self.fetch(file)
        if document is None or isinstance(document, list):
            self.diagnostics.extend(document or ())
            return False
        self.documents[file] = document
        base = "file:///" + quote(file)
        self.resources[base] = (file, ())
        self.index(file, (), document.root, base)
        return True

    def index(self, file: str, path: Path, node: Node, base: str) -> None:
        waiting = [(path, node, base)]
        while waiting:
            path, node, base = waiting.pop()
            if not isinstance(node.content, dict) or (file, path) in self.seen:
                continue
            base = self.name_it(file, path, node.content, base)
            self.seen[file, path] = base
            reference = node.content.get("$ref")
            if reference is not None and isinstance(reference.content, str):
                text = reference.content
                self.waiting.append(_Reference(file, path, base, text, reference))
            inner = [(path + step, schema, base) for step, schema in below(node)]
            waiting.extend(reversed(inner))

    def name_it(self, file: str, path: Path, schema: dict[str, Node], base: str) -> str:
        identity = schema.get("$id")
        if identity is not None and isinstance(identity.content, str):
            base = urldefrag(_joined(base, identity.content))[0]
            self.resources.setdefault(base, (file, path))
        anchor = schema.get("$anchor")
        if anchor is not None and isinstance(anchor.content, str):
            self.anchors[base, anchor.content] = (file, path)
        return base

    def resolve(self, reference: _Reference) -> None:
        target = self.target(reference)
        if isinstance(target, _Refused):
            source, span = self.documents[reference.file].source, reference.node.span
            refused = Diagnostic("json-schema-reference", target.said, source, span, target.help)
            self.diagnostics.append(refused)
        elif target is not None:
            self.targets[self.within(reference.file, reference.path)] = self.within(*target)

    def target(self, reference: _Reference) -> tuple[str, Path] | _Refused | None:
        """Where a reference leads to; else what is wrong with it, None where that was said."""
        uri, fragment = urldefrag(_joined(reference.base, reference.text))
        if uri not in self.resources:
            file = _file(reference)
            if file is None:
                return _refusal(reference.text)
            uri = "file:///" + quote(file)
            if uri not in self.resources:
                before = len(self.diagnostics)
                if not self.open(file):
                    if len(self.diagnostics) > before:
                        return None
                    return _Refused(f"`{reference.text}` leads to no file")
        return self.inside(uri, fragment, reference)

    def inside(self, uri: str, fragment: str, reference: _Reference) -> tuple[str, Path] | _Refused:
        file, path = self.resources[uri]
        if fragment and not fragment.startswith("/"):
            found = self.anchors.get((uri, unquote(fragment)))
            return found or _Refused(f"`{reference.text}` leads to no `$anchor`")
        steps = [unquote(step).replace("~1", "/").replace("~0", "~") for step in _steps(fragment)]
        node = self.documents[file].node(path)
        for step in steps:
            content = node.content if node else None
            position = int(step) if step.isdecimal() and isinstance(content, list) else step
            path = (*path, position)
            node = self.documents[file].node(path)
        if node is None:
            return _Refused(f"`{reference.text}` leads to nothing")
        if not isinstance(node.content, dict | bool):
            return _Refused(f"`{reference.text}` leads to no schema")
        self.index(file, path, node, uri)
        return file, path

    def within(self, file: str, path: Path) -> Path:
        return path if file == self.name else (FILES, file, *path)

    def bundle(self) -> Bundle:
        root = plain(self.documents[self.name].root, decimal)
        drawn = {f: plain(d.root, decimal) for f, d in self.documents.items() if f != self.name}
        if drawn and isinstance(root, dict):
            root[FILES] = drawn
        bundle = Bundle(self.name, root, self.documents, self.targets)
        for file, path in self.seen:
            schema = bundle.at(self.within(file, path))
            for keyword in ("$schema", "$id", "$anchor"):
                schema.pop(keyword, None)
            target = self.targets.get(self.within(file, path))
            if target is not None:
                schema["$ref"] = "#" + quote(pointer(target))
        return bundle


def _steps(fragment: str) -> list[str]:
    return fragment.split("/")[1:]


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def _file(reference: _Reference) -> str | None:
    """The path of the file that a reference names, from the schema's folder; None if outside."""
    bare = urldefrag(reference.text)[0]
    try:
        if not bare or any(urlsplit(bare)[:2]) or bare.startswith("/"):
            return None
    except ValueError:
        return None
    folder = posixpath.dirname(reference.file)
    file = posixpath.normpath(posixpath.join(folder, unquote(bare)))
    return None if file == ".." or file.startswith("../") else file


def _refusal(text: str) -> _Refused:
    if text.startswith("//") or text.split(":")[0].casefold() in ("http", "https", "ftp"):
        return _Refused(
            f"`{text}` leads into the network, where schemas are not looked for",
            "put a copy of that schema beside this one and refer to it by its path",
        )
    if ":" in text.split("/")[0]:
        return _Refused(f"`{text}` leads to no schema that is known here")
    help_ = "put a copy of that schema into the folder"
    return _Refused(f"`{text}` leaves the folder of the schema", help_)
