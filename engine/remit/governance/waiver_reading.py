"""Reading waivers: records made into waivers for rules that there are, each mistake at its place.

On the base revision a record may be out of date with the rules of the change under review. There a
mistake is told as advice, and its record lifts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from remit.governance.formats import fill
from remit.governance.inputs import File, WaiverFiles
from remit.governance.law import Law
from remit.governance.manifests import documents_of
from remit.governance.waiver_format import WaiverFile, WaiverRecord
from remit.governance.waivers import Waiver
from remit.manifest.document import Document
from remit.manifest.limits import Limits
from remit.manifest.paths import Mistake, parse
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.text.diagnostic import Diagnostic, did_you_mean
from remit.text.source import Span

OUR_OWN = ("manifest/", "waiver/")
"""How the ids of what Remit finds by itself begin."""


class Entry(Struct, frozen=True, eq=False):
    """A record of a waiver file, and where it stands."""

    record: WaiverRecord
    document: Document
    position: int

    def wrong(self, field: str, message: str, way: str | None = None) -> Diagnostic:
        """Gives what is wrong with a field of the record."""
        span = self.document.span(("waivers", self.position, field))
        return Diagnostic("waiver", message, self.document.source, span, way)


def read_waivers(files: WaiverFiles, law: Law) -> tuple[list[Waiver], list[Diagnostic]]:
    """Gives the waivers of some files, or what is wrong with them."""
    entries, said = _entries(files.files)
    waivers, problems = _waivers(entries, law.policies, files.days, lenient=files.lenient)
    return waivers, said + problems


def waivers_of(
    documents: Iterable[Document], policies: Mapping[str, CheckedPolicy], days: int
) -> tuple[list[Waiver], list[Diagnostic]]:
    """Gives the waivers of documents that have been read, for rules of some policies."""
    entries: list[Entry] = []
    said: list[Diagnostic] = []
    for document in documents:
        records, problems = _records(document)
        entries += records
        said += problems
    waivers, problems = _waivers(entries, policies, days, lenient=False)
    return waivers, said + problems


def _waivers(
    entries: Iterable[Entry], policies: Mapping[str, CheckedPolicy], days: int, *, lenient: bool
) -> tuple[list[Waiver], list[Diagnostic]]:
    said: list[Diagnostic] = []
    known = _rules(policies)
    waivers: list[Waiver] = []
    seen: dict[str, Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.record.id, entry)
        if first is not entry:
            said.append(_second(entry, first))
            continue
        named = entry.record.rule
        if lenient and named not in known and named.partition("/")[0] not in policies:
            continue
        problems = list(_problems(entry, known, days))
        said += problems
        if not problems:
            waivers.append(_waiver(entry, *known[named]))
    return waivers, said


def read_base_waivers(files: WaiverFiles, law: Law) -> tuple[list[Waiver], list[Diagnostic]]:
    """Gives the waivers of the base revision, and as advice what is wrong with others."""
    waivers, said = read_waivers(files, law)
    way = "what counts is the waiver file of the base revision; mend it there, by a change before"
    return waivers, [
        replace(
            problem,
            severity="advice",
            message=f"on the base revision: {problem.message}; nothing is lifted by it",
            help=way,
        )
        for problem in said
    ]


def ids_in(files: WaiverFiles) -> list[str]:
    """Gives the ids of the waivers in some files."""
    return [entry.record.id for entry in _entries(files.files)[0]]


# -- files --------------------------------------------------------------------------------------


def _entries(files: Sequence[File]) -> tuple[list[Entry], list[Diagnostic]]:
    found: list[Entry] = []
    said: list[Diagnostic] = []
    for file in files:
        document, problems = _document(file)
        said += problems
        if document is None:
            continue
        records, problems = _records(document)
        found += records
        said += problems
    return found, said


def _records(document: Document) -> tuple[list[Entry], list[Diagnostic]]:
    filled, said = fill(document, WaiverFile)
    records = filled.waivers if filled is not None else ()
    return [Entry(record, document, position) for position, record in enumerate(records)], said


def _document(file: File) -> tuple[Document | None, list[Diagnostic]]:
    documents, said = documents_of(file, Limits())
    if len(documents) > 1:
        span = documents[1].root.span
        message, way = "the file holds more than one document", "write all waivers into one list"
        return None, [
            Diagnostic(
                "format", message, documents[1].source, Span(span.start, span.start + 1), way
            )
        ]
    return (documents[0] if documents else None), said


# -- records ------------------------------------------------------------------------------------

Rules = Mapping[str, tuple[CheckedRule, CheckedPolicy]]


def _rules(policies: Mapping[str, CheckedPolicy]) -> Rules:
    """Gives every rule by its id, and by the ids that it had formerly."""
    every = [(rule, policy) for policy in policies.values() for rule in policy.rules]
    formerly = {old: (rule, policy) for rule, policy in every for old in rule.rule.formerly}
    return formerly | {rule.id: (rule, policy) for rule, policy in every}


def _problems(entry: Entry, known: Rules, days: int) -> Iterator[Diagnostic]:
    record = entry.record
    if record.rule in known:
        yield from _unfit(entry, known[record.rule][0])
    elif record.rule.startswith(OUR_OWN):
        message = f"`{record.rule}` is found by Remit itself, and no waiver can lift it"
        yield entry.wrong("rule", message, "correct what it is about")
    else:
        way = did_you_mean(record.rule, known, "rules")
        yield entry.wrong("rule", f"there is no rule `{record.rule}`", way)
    taken = (record.expires - record.approved_on).days
    if taken > days:
        last = record.approved_on + timedelta(days=days)
        message = f"the waiver holds for {taken} days, and the most is {days} after its approval"
        yield entry.wrong("expires", message, f"{last} is the last day that it may end on")


def _unfit(entry: Entry, rule: CheckedRule) -> Iterator[Diagnostic]:
    record = entry.record
    if rule.rule.level == "absolute":
        message = f"`{rule.id}` is absolute: no waiver can lift it"
        yield entry.wrong("rule", message, "keep the rule, or have its level changed by its owner")
    if rule.once and record.manifest is not None:
        message = f"`{rule.id}` is evaluated once, for no manifest of its own"
        yield entry.wrong("manifest", message, "leave `manifest` out")
    elif rule.once and record.at is not None:
        message = f"`{rule.id}` is evaluated once, and its findings lie in no manifest"
        yield entry.wrong("at", message, "leave `at` out")
    elif not rule.once and record.manifest is None:
        message = f"`manifest` is missing: `{rule.id}` is evaluated for each manifest"
        yield entry.wrong("rule", message, "name the identity of the manifest that is waived")


def _second(entry: Entry, first: Entry) -> Diagnostic:
    source = first.document.source
    line = source.place(first.document.span(("waivers", first.position, "id"))).line
    message = f"the waiver `{entry.record.id}` is in {source.name}:{line} already"
    return entry.wrong("id", message, "give each waiver an id of its own")


def _waiver(entry: Entry, rule: CheckedRule, policy: CheckedPolicy) -> Waiver:
    record = entry.record
    at = parse(record.at) if record.at is not None else ()
    return Waiver(
        id=record.id,
        rule=rule.id,
        kind=policy.kind,
        manifest=record.manifest,
        at=() if isinstance(at, Mistake) else at,
        reason=record.reason,
        ticket=record.ticket,
        requested_by=record.requested_by,
        approved_by=record.approved_by,
        approved_on=record.approved_on,
        expires=record.expires,
        document=entry.document,
        position=entry.position,
    )
