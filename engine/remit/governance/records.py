"""Records: what came of one file, as plain data that `marshal` takes.

Other processes hand over records, and the cache keeps them: neither nodes nor values, nor the text
of the manifest, which is read again where an excerpt of it is shown. A record doesn't say how its
file is called, as that depends on where the check runs.
"""

from __future__ import annotations

import marshal
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from remit.evaluation.finding import Because, Evaluation, Finding, Outcome, Seen
from remit.evaluation.world import Manifest
from remit.governance.inputs import File
from remit.governance.lines import Head, Line, text_of
from remit.governance.manifests import Entry, Fault
from remit.governance.report import blocks, order
from remit.manifest.document import Document
from remit.manifest.limits import Limits
from remit.manifest.reader import decode, strictly
from remit.manifest.values import ABSENT, Data, Spot, Value
from remit.text.digest import brief
from remit.text.source import Place, Source

if TYPE_CHECKING:
    from remit.manifest.schema import Keys, Money

Record = tuple[Any, ...]

Fact = tuple[str, str | None, bool | bytes]
"""A path that a rule asked for, the file that it was to be beside, and whether it was there; or the
path of another file that is told of, and the digest of its content. Without a path, the digest is
that of all collections which rules named."""

Projection = tuple[bytes, bytes, bytes, bool]
"""What rules that name collections read of a manifest; digests of what those read of it as a member
that judge each manifest, and those that are evaluated once; whether it was read quickly."""

Projections = tuple[Projection | None, ...]
"""The projection of each manifest of a file; None for one of which a part is unknown."""


CONTENT, FACTS, READABLE, NAMES, LINES, BLOB, SAID, MANIFESTS, TOLD, PROJECTIONS = range(10)
"""Where the parts of a record stand: the digest of the content, the files that rules asked for,
whether it could be read, the identity of its manifest, or of each in a tuple, what lines tell of
findings that block, git's name for the content; and what is heavy: what was said but the findings,
what tells its manifests, the findings, the projections."""

LIGHT = SAID
"""So many parts come before those that are heavy."""

BLANK: Record = (b"", (), False, (), "", "", b"", (), b"", ())
"""Stands where there is no record."""

Numbers = tuple[Mapping[str, int], frozenset[str]]
"""The numbers of rules by their ids, and those that aren't in force yet."""

Said = tuple[tuple[tuple[Evaluation, ...], ...], bytes, bool]
"""What was said of the manifests of a file, how that is told, and whether there are findings."""

Known = dict[tuple[int, ...], Said]
"""What was said without findings, by the `id` of the evaluations of each manifest. Where all passes
these are the same for many."""

_REMEMBERED = 1024


class Came(Struct, frozen=True, eq=False):
    """What came of one file: its entry, what each rule said of each of its manifests, and which
    files they asked for."""

    entry: Entry
    evaluations: tuple[tuple[Evaluation, ...], ...]
    facts: tuple[Fact, ...] = ()


def mark(content: bytes | str) -> bytes:
    """Gives what tells contents apart; nothing for a file that can't be read."""
    return b"" if isinstance(content, str) else brief(content)


def digest_of(record: Record) -> bytes:
    """Gives the digest of the content that a record came of."""
    found: bytes = record[CONTENT]
    return found


def facts_of(record: Record) -> tuple[Fact, ...]:
    """Gives the files that were asked for."""
    facts: tuple[Fact, ...] = record[FACTS]
    return facts


def is_readable(record: Record) -> bool:
    """Says whether the file could be read."""
    return record[READABLE] is True


def is_loud(record: Record) -> bool:
    """Says whether there are findings in a file."""
    return bool(record[TOLD])


def identities_of(record: Record) -> list[str]:
    """Gives the identities of the manifests of a file."""
    names: str | tuple[str, ...] = record[NAMES]
    return [names] if isinstance(names, str) else list(names)


def blob_of(record: Record) -> str:
    """Gives git's name for the content that a record came of, empty where nobody asked for it."""
    blob: str = record[BLOB]
    return blob


def projections_of(record: Record) -> Projections:
    """Gives the projections of the manifests of a file, where rules name their collection."""
    found: Projections = record[PROJECTIONS]
    return found


def tally(said: Iterable[bytes], rules: Sequence[str]) -> Counter[tuple[str, Outcome]]:
    """Gives how often each rule said what of the manifests of records, by what was said of them."""
    found: Counter[tuple[str, Outcome]] = Counter()
    for each, times in Counter(said).items():
        for evaluations in marshal.loads(each):
            for rule, outcome, *_ in evaluations:
                found[rules[rule], outcome] += times
    return found


def record(
    came: Came,
    rules: Numbers,
    money: Money | None,
    known: Known,
    content: bytes,
    blob: str = "",
    projections: Projections = (),
) -> Record:
    """Gives what came of a file as a record; `content` is the digest of what was read, `blob` git's
    name for it where that counts. Findings are bytes in it, and so is what was said besides, as
    most of that is never asked for."""
    entry, evaluations = came.entry, came.evaluations
    manifests = tuple([
        (m.kind, m.identity, m.document.index, m.identity_keys, _money(m.value, money))
        for m in entry.manifests
    ])  # fmt: skip
    same = tuple(map(id, evaluations))
    _, said, loud = known.get(same) or _said(evaluations, rules[0])
    if not loud and same not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[same] = evaluations, said, loud
    loud = loud or bool(entry.faults)
    told = marshal.dumps(_findings(came)) if loud else b""
    lines = "".join(_lines(came, rules[1])) if loud else ""
    names = tuple([m.identity for m in entry.manifests])
    return (
        content, came.facts, entry.readable, names[0] if len(names) == 1 else names, lines, blob,
        said, manifests, told, projections,
    )  # fmt: skip


def joined(record: Record, further: Record, rules: int) -> Record:
    """Gives the record of a file with what `further` rules said of it that found nothing; these are
    numbered after so many others."""
    said = _together(record[SAID], further[SAID], rules)
    return (*record[:SAID], said, *record[SAID + 1 :])


def came_of(
    record: Record,
    file: File,
    rules: Sequence[str],
    money: Money | None,
    limits: Limits,
    shared: dict[Any, Any],
) -> Came:
    """Gives what a record of a file says. What is said without findings is `shared`."""
    _, facts, readable, _, _, _, said, manifests, told, _ = record
    faults, found = marshal.loads(told) if told else ((), ())
    source = Source(file.name, Text(file, limits))
    made = tuple([_manifest(each, file, source, money, limits) for each in manifests])
    wrong = tuple([Fault(_found(finding, source), check) for finding, check in faults])
    evaluations = tuple([
        _evaluations(one, of_it, rules, source, shared)
        for one, of_it in zip_longest(marshal.loads(said), found, fillvalue=())
    ])  # fmt: skip
    return Came(Entry(file, True, made, wrong, readable), evaluations, facts)


class Text(Struct, frozen=True, eq=False):
    """Gives the text of a file when it is asked for, or what is shown where it is none."""

    file: File
    limits: Limits

    def __call__(self) -> str:
        content = self.file.read()
        if isinstance(content, str):
            return ""
        source, said = decode(self.file.name, content, self.limits)
        return (said[0].source if source is None else source).text


# -- manifests ----------------------------------------------------------------------------------

_NO_VALUE = Value(ABSENT)
_NOTHING_WRONG: frozenset[tuple[str | int, ...]] = frozenset()


def _manifest(
    told: Any, file: File, source: Source, money: Money | None, limits: Limits
) -> Manifest:
    kind, identity, index, keys, paid = told
    document = Document(source, index, strictly(limits))
    value = _NO_VALUE
    if money is not None:
        value = Value(ABSENT, Spot(document))
        for path, data in zip((money.amount, money.currency), paid, strict=True):
            _put(value, path, data)
    return Manifest(kind, identity, file.name, file.path, document, value, _NOTHING_WRONG, keys)


def _money(value: Value, money: Money | None) -> tuple[Any, Any]:
    """Gives the amount and the currency of a manifest, the only values that reports have of it."""
    if money is None:
        return None, None
    return _plain(_at(value, money.amount)), _plain(_at(value, money.currency))


def _at(value: Value, keys: Keys | None) -> Data:
    for key in keys or ():
        below = value.field(key)
        if below is None:
            return ABSENT
        value = below
    return value.data if keys else ABSENT


def _put(value: Value, keys: Keys | None, data: Any) -> None:
    """Puts data into a tree at a path, where there is any."""
    if data is None:
        return
    for key in keys or ():
        if not isinstance(value.data, dict):
            value.data = {}
        value = value.data.setdefault(key, Value(ABSENT))
    value.data = _number(data)


# -- what rules say -----------------------------------------------------------------------------


def _said(evaluations: tuple[tuple[Evaluation, ...], ...], rules: Mapping[str, int]) -> Said:
    said = tuple([
        tuple([(rules[e.rule], e.outcome, e.bindings, e.why) for e in of_one])
        for of_one in evaluations
    ])  # fmt: skip
    loud = any(e.findings for of_one in evaluations for e in of_one)
    return evaluations, _once(said), loud


def _findings(came: Came) -> Any:
    """Gives the faults of a file, and the findings of each evaluation of each manifest."""
    faults = tuple([(_finding(fault.finding), fault.check) for fault in came.entry.faults])
    found = tuple([
        tuple([tuple(map(_finding, each.findings)) for each in evaluations])
        for evaluations in came.evaluations
    ])  # fmt: skip
    return faults, found


@lru_cache(maxsize=4096)
def _once(said: Any) -> bytes:
    """Gives the same bytes for all of which the same is said: `marshal` writes them once."""
    return marshal.dumps(said)


@lru_cache(maxsize=4096)
def _together(said: bytes, further: bytes, rules: int) -> bytes:
    """Gives what was said of each manifest by some rules and by further ones."""
    both = zip(marshal.loads(said), marshal.loads(further), strict=True)
    return marshal.dumps(
        tuple(
            [(*one, *((number + rules, *rest) for number, *rest in other)) for one, other in both]
        )
    )


def _lines(came: Came, upcoming: frozenset[str]) -> Iterator[str]:
    found = [fault.finding for fault in came.entry.faults]
    found += [one for said in came.evaluations for each in said for one in each.findings]
    for one in sorted(found, key=order):
        if blocks(one, upcoming=one.rule in upcoming):
            head = Head(one.rule, one.level, one.outcome)
            yield text_of(Line(one.file, one.place.line, one.place.column, one.message, head))


def _evaluations(
    said: Any,
    found: Any,
    rules: Sequence[str],
    source: Source,
    shared: dict[Any, Any],
) -> tuple[Evaluation, ...]:
    """Gives evaluations; those without findings are `shared`, all of a manifest together or one by
    one. Findings are not hashed, as that takes as long as making them; none are told of rules that
    came later (`joined`) and found nothing."""
    if any(found):
        return tuple([
            _evaluated(each, rules, [_found(one, source) for one in of_it])
            if of_it
            else _shared(each, rules, shared)
            for each, of_it in zip_longest(said, found, fillvalue=())
        ])  # fmt: skip
    known: tuple[Evaluation, ...] | None = shared.get(said)
    if known is None:
        known = shared[said] = tuple([_shared(each, rules, shared) for each in said])
    return known


def told_evaluation(evaluation: Evaluation) -> Any:
    """Gives what a rule said as plain data."""
    found = tuple(map(_finding, evaluation.findings))
    return (evaluation.rule, evaluation.outcome, evaluation.bindings, evaluation.why, found)


def evaluation_of(told: Any, source: Source) -> Evaluation:
    """Gives what a rule said; its findings stand in a source."""
    rule, outcome, bindings, why, found = told
    findings = tuple([_found(one, source) for one in found])
    return Evaluation(rule, outcome, findings, bindings, why)


def _shared(said: Any, rules: Sequence[str], shared: dict[Any, Any]) -> Evaluation:
    known: Evaluation | None = shared.get(said)
    if known is None:
        known = shared[said] = _evaluated(said, rules, ())
    return known


def _evaluated(said: Any, rules: Sequence[str], found: Sequence[Finding]) -> Evaluation:
    number, outcome, bindings, why = said
    return Evaluation(rules[number], outcome, tuple(found), bindings, why)


def _finding(finding: Finding) -> Any:
    place = finding.place
    return (
        finding.rule, finding.level, finding.outcome, finding.requirement, finding.kind,
        finding.manifest, finding.document,
        (place.line, place.column, place.end_line, place.end_column), finding.path,
        finding.message, finding.hint, tuple(map(_because, finding.because)), finding.bindings,
        finding.deleted, finding.elements,
    )  # fmt: skip


def _found(told: Any, source: Source) -> Finding:
    (rule, level, outcome, requirement, kind, manifest, document, place, path, message, hint,
     because, bindings, deleted, elements) = told  # fmt: skip
    return Finding(
        rule, level, outcome, requirement, kind, manifest, source.name, document, source,
        Place(*place), path, message, hint, tuple(map(_became, because)), tuple(bindings), deleted,
        tuple(elements),
    )  # fmt: skip


def _because(because: Because) -> Any:
    values = tuple(
        (seen.name, seen.value, seen.path, seen.file, seen.line, seen.column, _plain(seen.data))
        for seen in because.values
    )
    return (because.condition, values, because.more)


def _became(told: Any) -> Because:
    condition, values, more = told
    seen = [
        Seen(name, value, path, file, line, column, _number(data))
        for name, value, path, file, line, column, data in values
    ]
    return Because(condition, tuple(seen), more)


def _plain(data: Data | None) -> Any:
    """Gives a scalar as `marshal` takes it: fractions as pairs, None for what is no scalar."""
    if isinstance(data, Fraction):
        return (data.numerator, data.denominator)
    if isinstance(data, str):
        return str(data)
    return data if isinstance(data, bool | int) else None


def _number(told: Any) -> Any:
    return Fraction(*told) if isinstance(told, tuple) else told
