"""Manifests: files read, admitted by their schema and given an identity, and what is wrong.

A bad file never stops the others: what is wrong with a manifest itself becomes findings, `absolute`
ones with ids like any rule's; what only seems wrong, as an open schema lets it pass, `advisory`
ones. They are made for every file that is read, and reported for those that were asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from msgspec import Struct
from msgspec.structs import replace

from remit.evaluation.finding import Finding
from remit.evaluation.world import LOST, Manifest
from remit.governance.inputs import File
from remit.governance.setting import Kind
from remit.manifest.document import Document, Node
from remit.manifest.guided import Guided
from remit.manifest.late import late
from remit.manifest.limits import Limits
from remit.manifest.paths import Mistake, Step, keyed, locate, parse
from remit.manifest.reader import decode, read_quickly
from remit.manifest.scalars import resolved
from remit.manifest.schema import Schema
from remit.manifest.validation import Admission, SchemaError, admit
from remit.manifest.values import Spot, Unknown, Value, shown
from remit.text.diagnostic import Diagnostic
from remit.text.source import Place, Source, Span

if TYPE_CHECKING:
    from remit.syntax.tree import Level

SYNTAX, SCHEMA, IDENTITY = "manifest/syntax", "manifest/schema", "manifest/identity"
SPELLING = "manifest/spelling"

TITLES: dict[str, str] = {
    SYNTAX: "A manifest is YAML that can be read.",
    SCHEMA: "A manifest has the shape that the schema of its kind demands.",
    IDENTITY: "No two manifests of a kind have the same identity.",
    SPELLING: "No key of a manifest is nearly a field that is missing.",
}
"""Every rule on manifests themselves and its title."""

_TOLD = 5
"""So many others with its identity a manifest is told of."""

LEVELS: dict[str, Level] = {rule: "advisory" if rule == SPELLING else "absolute" for rule in TITLES}
"""What each of them is: what is only advice never blocks."""


class Fault(Struct, frozen=True):
    """A finding about a manifest itself; `check` tells it from others at the same path."""

    finding: Finding
    check: str


class Entry(Struct, frozen=True, eq=False):
    """What came of one file: its manifests of a kind, and what is wrong with them."""

    file: File
    reported: bool
    manifests: tuple[Manifest, ...] = ()
    faults: tuple[Fault, ...] = ()
    readable: bool = True


class Enter(Protocol):
    """Gives what comes of a file, as `enter` does."""

    def __call__(
        self, file: File, kind: Kind, schema: Schema, limits: Limits, *, reported: bool
    ) -> Entry: ...


def enter(file: File, kind: Kind, schema: Schema, limits: Limits, *, reported: bool) -> Entry:
    """Gives the manifests of a kind in a file. Where its findings are not `reported`, rules do not
    take the wrong values for said already."""
    guided = None if kind.select else schema.guided(limits)
    documents, said = documents_of(file, limits, guided)
    if said:
        return Entry(file, reported, (), tuple(_unread(file, kind.name, said)), readable=False)
    manifests: list[Manifest] = []
    faults: list[Fault] = []
    for document in documents:
        if not _is_chosen(document, kind):
            continue
        if guided is None and document.raw is not None:
            [document] = read_quickly(document.source, limits, schema.guided(limits)).documents
        manifest, said_of_it = admitted(document, file, kind, schema)
        faults += said_of_it
        manifests.append(manifest if reported else replace(manifest, wrong=frozenset()))
    return Entry(file, reported, tuple(manifests), tuple(faults))


def each_once(enter: Enter) -> Enter:
    """Gives what enters each file once, however often it is asked for."""
    known: dict[tuple[int, str, bool], Entry] = {}

    def entered(file: File, kind: Kind, schema: Schema, limits: Limits, *, reported: bool) -> Entry:
        key = (id(file), kind.name, reported)
        if key not in known:
            known[key] = enter(file, kind, schema, limits, reported=reported)
        return known[key]

    return entered


def once_more(manifest: Manifest, schema: Schema) -> Manifest:
    """Gives the same manifest once more, with a document and values of its own."""
    document = replace(manifest.document, circles=None)
    if document.raw is not None:
        value = late(document, document.raw, schema.type)
        return replace(manifest, document=document, value=value)
    admission = admit(document, schema)
    return replace(manifest, document=document, value=admission.value)


def lost(file: File, kind: str) -> Manifest:
    """Gives what stands for the manifest of a file of the base that can't be read."""
    document = Document(Source(file.name, ""), 0, Node(None, Span(0, 0)))
    value = Value(Unknown(LOST), Spot(document))
    return Manifest(kind, file.path, file.name, file.path, document, value)


def only_one(entry: Entry) -> Entry:
    """Gives a register's file as it is, or as unreadable where it holds several documents."""
    if len(entry.manifests) < 2:
        return entry
    second = entry.manifests[1].document
    message = "a register is one document, and this is another one"
    said = Diagnostic("format", message, second.source, second.span(()), "keep one of them")
    faults = tuple(_unread(entry.file, entry.manifests[1].kind, [said]))
    return Entry(entry.file, entry.reported, (), faults, readable=False)


def documents_of(
    file: File, limits: Limits, guided: Guided | None = None
) -> tuple[Sequence[Document], list[Diagnostic]]:
    """Gives the documents of a file, or why it can't be read."""
    content = file.read()
    if isinstance(content, str):
        message = f"the file can't be read: {content}"
        return (), [Diagnostic("no-such-file", message, Source(file.name, ""))]
    source, said = decode(file.name, content, limits)
    if source is None:
        return (), said
    reading = read_quickly(source, limits, guided)
    return reading.documents, list(reading.diagnostics)


def admitted(
    document: Document, file: File, kind: Kind, schema: Schema
) -> tuple[Manifest, list[Fault]]:
    """Gives a document as a manifest of a kind, and what is wrong with it."""
    manifest, admission = _admitted(document, file, kind, schema)
    faults = [_broken(manifest, error, admission.value, SCHEMA) for error in admission.errors]
    faults += [_broken(manifest, stray, admission.value, SPELLING) for stray in admission.strays]
    if not manifest.identity_keys and kind.identity:
        faults += _unnamed(manifest, kind, admission)
    return manifest, faults


def doubles(manifests: Iterable[Manifest]) -> Iterator[tuple[Manifest, Fault]]:
    """Gives a finding for each manifest whose identity another of its kind has, too."""
    same: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
    for manifest in manifests:
        same[manifest.kind, manifest.identity].append(manifest)
    for group in (group for group in same.values() if len(group) > 1):
        from remit.evaluation.places import identity_spot  # with the interpreter, seldom needed

        # a file may hold thousands of one identity, and each tells of some of the others
        places = [_place_name(manifest) for manifest in group[: _TOLD + 1]]
        for at, manifest in enumerate(group):
            told = [place for other, place in enumerate(places) if other != at][:_TOLD]
            more = len(group) - 1 - len(told)
            others = ", ".join(told) + (f" and {more} more" if more else "")
            message = (
                f"the {manifest.kind} `{manifest.identity}` stands at {others}, too; "
                "rules, waivers and reports could not tell them apart"
            )
            hint = "Give one of them an identity of its own, or remove it."
            spot = identity_spot(manifest)
            finding = _finding(IDENTITY, manifest, spot.place(), keyed(spot), message, hint)
            yield manifest, Fault(finding, "double")


def spot_at(value: Value, document: Document, path: Sequence[str | int]) -> Spot:
    """Gives the spot of a plain path, with the list keys that a schema gave to its values."""
    spot = value.spot or Spot(document)
    found: Value | None = value
    for key in path:
        match found.data if found is not None else None:
            case dict() as fields if isinstance(key, str):
                found = fields.get(key)
            case list() as items if isinstance(key, int) and key < len(items):
                found = items[key]
            case _:
                found = None
        spot = found.spot if found is not None and found.spot is not None else spot.below(key)
    return spot


# -- one document -------------------------------------------------------------------------------


def _is_chosen(document: Document, kind: Kind) -> bool:
    for path, texts in kind.select:
        keys = _located(document, path)
        text = document.text(keys) if keys is not None else None
        if keys is None or text is None:
            return False
        if text not in texts and not _is_shown(document, keys, text, texts):
            return False
    return True


def _is_shown(
    document: Document, keys: tuple[str | int, ...], text: str, texts: tuple[str, ...]
) -> bool:
    """Says whether a scalar is one of these texts when it is not written so: `1.0` is 1, too."""
    content = resolved(text)
    if content is None or shown(content) not in texts:
        return False
    node = document.node(keys)
    return node is not None and not isinstance(node.content, str)


def _admitted(
    document: Document, file: File, kind: Kind, schema: Schema
) -> tuple[Manifest, Admission]:
    admission = admit(document, schema)
    identity, keys = identity_of(document, file.path, kind)
    manifest = Manifest(
        kind.name,
        identity,
        file.name,
        file.path,
        document,
        admission.value,
        admission.wrong,
        keys,
        admission.plain,
    )
    return manifest, admission


def identity_of(document: Document, file: str, kind: Kind) -> tuple[str, tuple[str | int, ...]]:
    """Gives a manifest's identity and the path of (the first part of) it; else its file's path."""
    parts = [_identity_part(document, path) for path in kind.identity]
    found = [part for part in parts if part is not None]
    if found and len(found) == len(parts):
        return "/".join(text for text, _ in found), found[0][1]
    return (f"{file}#{document.index}" if document.index else file), ()


def _identity_part(document: Document, path: str) -> tuple[str, tuple[str | int, ...]] | None:
    keys = _located(document, path)
    text = document.text(keys) if keys is not None else None
    return (text, keys) if keys is not None and text else None


def _located(document: Document, path: str) -> tuple[str | int, ...] | None:
    steps, is_plain = _steps(path)
    if isinstance(steps, Mistake):
        return None
    if is_plain and document.raw is not None:
        return cast(tuple[str, ...], steps)
    keys = locate(document.root, steps)
    return None if isinstance(keys, Mistake) else keys


@cache
def _steps(path: str) -> tuple[tuple[Step, ...] | Mistake, bool]:
    """Gives the steps of a path, and whether they are all keys."""
    steps = parse(path)
    return steps, not isinstance(steps, Mistake) and all(isinstance(step, str) for step in steps)


# -- findings -----------------------------------------------------------------------------------


def _unread(file: File, kind: str, said: Sequence[Diagnostic]) -> Iterator[Fault]:
    for diagnostic in said:
        finding = Finding(
            rule=SYNTAX,
            level="absolute",
            outcome="violated",
            requirement=None,
            kind=kind,
            manifest=file.path,
            file=file.name,
            document=0,
            source=diagnostic.source,
            place=diagnostic.place,
            path="",
            message=diagnostic.message,
            hint=diagnostic.help,
        )
        yield Fault(finding, diagnostic.code)


def _broken(manifest: Manifest, error: SchemaError, value: Value, rule: str) -> Fault:
    said = error.diagnostic
    path = keyed(spot_at(value, manifest.document, error.path))
    finding = _finding(rule, manifest, said.place, path, said.message, said.help)
    return Fault(finding, error.keyword)


def _unnamed(manifest: Manifest, kind: Kind, admission: Admission) -> Iterator[Fault]:
    """What is missing of an identity is a finding of its own unless the schema has said it."""
    for path in kind.identity:
        missing = _identity_part(manifest.document, path) is None
        if missing and not _is_said(path, admission):
            message = f"`{path}` is missing or empty, and tells one {kind.name} from another"
            place = Spot(manifest.document).place()
            yield Fault(_finding(IDENTITY, manifest, place, "", message, None), f"missing {path}")


def _is_said(path: str, admission: Admission) -> bool:
    steps = parse(path)
    if isinstance(steps, Mistake):
        return False
    return any(steps[: len(wrong)] == wrong for wrong in admission.wrong)


def _finding(
    rule: str, manifest: Manifest, place: Place, path: str, message: str, hint: str | None
) -> Finding:
    return Finding(
        rule=rule,
        level=LEVELS[rule],
        outcome="violated",
        requirement=None,
        kind=manifest.kind,
        manifest=manifest.identity,
        file=manifest.file,
        document=manifest.document.index,
        source=manifest.document.source,
        place=place,
        path=path,
        message=message,
        hint=hint,
    )


def _place_name(manifest: Manifest) -> str:
    from remit.evaluation.places import identity_spot  # as above

    place = identity_spot(manifest).place()
    return f"{manifest.file}:{place.line}:{place.column}"
