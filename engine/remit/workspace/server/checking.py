"""Checking: what policies say of manifests, and lint of rules, as the editor has them.

All of it is done by one worker, beside the answers to edits. What came of a file is remembered as
long as neither the file nor its schema changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.compiler.shelf import Shelf
from remit.governance.inputs import File, Files, Inputs, Search, by_name, in_columns
from remit.governance.judging import judge_findings
from remit.governance.law import Law
from remit.governance.manifests import Entry, Fault, enter
from remit.governance.report import Judged, PolicyFile, Report
from remit.governance.setting import Kind
from remit.manifest.limits import Limits
from remit.manifest.schema import Schema
from remit.manifest.types import Vocabulary
from remit.pipeline import apply
from remit.semantics.bearings import Bearing
from remit.semantics.checker import check
from remit.syntax.drafts import Draft
from remit.text.diagnostic import Diagnostic
from remit.workbench.editing.desk import Desk, laid_out
from remit.workbench.lint.advice import Remembered, advice
from remit.workspace import disk
from remit.workspace.discovery import Discovery, Request, discover
from remit.workspace.linting import expected, tested
from remit.workspace.opening import Workspace

_CALM, _REST, _RESTS = 0.06, 0.004, 100
"""Seconds that the worker rests after the editor was heard, those between its looks whether it was,
and how many looks it takes at most."""


class SupersededError(Exception):
    """There is something newer to do; caught where work is begun."""


class Stand(Struct, frozen=True, eq=False):
    """How things stood when work was begun. `ours` are the rule files that somebody here answers
    for, `open` those that are open; `superseded` says whether they stand otherwise by now, `heard`
    when something last came from the editor."""

    folder: str
    today: date
    workspace: Workspace
    inputs: Inputs
    drafts: Mapping[str, Draft]
    schemas: Mapping[str, Schema]
    vocabulary: Vocabulary
    ours: frozenset[str]
    open: frozenset[str]
    superseded: Callable[[], bool]
    heard: Callable[[], float]

    def go_on(self) -> None:
        """Ends the work where it is outdated."""
        if self.superseded():
            raise SupersededError

    def pause(self) -> None:
        """Ends the work where it is outdated, and lets it rest while the editor is being answered:
        two threads of Python hinder each other."""
        for _ in range(_RESTS):
            self.go_on()
            if time.monotonic() - self.heard() > _CALM:
                return
            time.sleep(_REST)


class Count(Struct, frozen=True, eq=False):
    """How many manifests a rule judges, and how many of them fail it and aren't waived; of a rule
    that is evaluated `once` these are 0 or 1. `failing` is what it found."""

    fails: int
    of: int
    waived: int
    once: bool
    failing: tuple[Judged, ...] = ()


class Verdict(Struct, frozen=True, eq=False):
    """What is said of a manifest; `unasked` are the rule files that could say nothing, as there are
    mistakes in them or in what they use."""

    findings: tuple[Judged, ...]
    unasked: tuple[str, ...] = ()


class Memory(Struct, eq=False):
    """What the worker remembers of one room: what came of files, which there are, the law with the
    rule files that it was made of, what lint said and what test files expect, which files that are
    not open have identities that were `sought`, and how many of the `manifests` fail each rule, or
    the `refusal` to count that."""

    entries: dict[tuple[str, str, bool], tuple[object, Schema, Entry]] = field(default_factory=dict)
    advice: tuple[Vocabulary, Remembered] | None = None
    tests: dict[str, tuple[bytes | None, set[str]]] = field(default_factory=dict)
    found: Discovery | None = None
    sought: dict[tuple[str, frozenset[str]], Sequence[File]] = field(default_factory=dict)
    law: tuple[Mapping[str, Draft], Law] | None = None
    manifests: tuple[object, ...] | None = None
    counts: dict[str, tuple[Bearing, Count]] = field(default_factory=dict)
    refusal: str = ""


def laid(stand: Stand, memory: Memory) -> Desk:
    """Gives the desk with all rule files looked at."""
    return laid_out(stand.drafts, stand.schemas, stand.vocabulary, pause=stand.pause)


def law_of(stand: Stand, memory: Memory) -> Law | None:
    """Gives the policies without mistakes as law; None where a schema is missing."""
    known = memory.law[1] if memory.law is not None and memory.law[0] == stand.drafts else None
    if known is not None and known.vocabulary is stand.vocabulary:
        return known
    if not {*stand.inputs.setting.kinds, *stand.inputs.setting.registers} <= set(stand.schemas):
        return None
    sound = {n: d for n, d in stand.drafts.items() if d.policy is not None and not d.found}
    parsed = [(d.source, d.policy) for d in sound.values() if d.policy is not None]
    policies, said = check(parsed, stand.vocabulary, stand.pause)
    wanted = {file.name for file in stand.inputs.rules} | stand.ours
    files = tuple(
        PolicyFile(policy.name, policy.source.name, "")
        for policy in policies.values()
        if policy.source.name in wanted
    )
    advice = tuple(one for one in said if one.severity == "advice")
    shelf = Shelf(policies, stand.vocabulary)
    law = Law(policies, files, stand.schemas, stand.vocabulary, shelf, advice)
    memory.law = (stand.drafts, law)
    return law


def advised(stand: Stand, law: Law, memory: Memory) -> dict[str, list[Diagnostic]]:
    """Gives the advice on the rule files that somebody here answers for, by file."""
    files = tuple(file for file in law.files if file.file in stand.ours)
    own = replace(law, files=files)
    if memory.advice is None or memory.advice[0] is not stand.vocabulary:
        memory.advice = (stand.vocabulary, Remembered())
    known = memory.advice[1]
    found: dict[str, list[Diagnostic]] = {}
    with_tests = tested(own, stand.folder, partial(_expected, memory))
    for one in advice(own, stand.today, with_tests, known, stand.pause):
        silent = one.code in stand.workspace.silenced
        if one.severity == "advice" and one.source.name in stand.ours and not silent:
            found.setdefault(one.source.name, []).append(one)
    return found


def _expected(memory: Memory, place: str, policy: str) -> set[str]:
    """Gives the rules that a test file expects findings of, which is read if it has changed."""
    try:
        content = disk.content(place)
    except OSError:
        content = None
    known = memory.tests.get(place)
    if known is None or known[0] != content:
        known = memory.tests[place] = (content, expected(place, policy))
    return known[1]


def checked(stand: Stand, law: Law, memory: Memory, name: str) -> Verdict:
    """Gives what the policies that are configured say of one manifest."""
    configured = {file.name for file in stand.inputs.rules}
    files = tuple(file for file in law.files if file.file in configured)
    everything = found_in(stand, memory)
    asked = {
        kind: tuple(found[at] for at, each in enumerate(in_columns(found).names) if each == name)
        for kind, found in everything.found.items()
    }
    unasked = configured - {file.file for file in files}
    broken = tuple(sorted(file for file in unasked if _governs(stand.drafts.get(file), asked)))
    found = report(stand, replace(law, files=files), memory, asked, (), stand.go_on)
    if not found.refused:
        return Verdict(tuple(findings_in(found, [name])[name]), broken)
    return Verdict(tuple(judge_findings(_faults(stand, law, memory, asked), (), ())), broken)


def _governs(draft: Draft | None, asked: Mapping[str, Sequence[File]]) -> bool:
    """Says whether the rules of a file may be about a manifest that was asked for."""
    if draft is None:
        return False
    kind = draft.policy.kind.text if draft.policy is not None else ""
    return kind not in asked or bool(asked[kind])


def _faults(
    stand: Stand, law: Law, memory: Memory, asked: Mapping[str, Sequence[File]]
) -> Iterator[Fault]:
    """Gives what is wrong with manifests themselves, as no rule can be asked about them."""
    setting, enter = stand.inputs.setting, _remembering(memory)
    for kind, files in asked.items():
        for file in files:
            of = setting.kinds[kind]
            entry = enter(file, of, law.schemas[kind], setting.limits, reported=True)
            yield from entry.faults


def report(
    stand: Stand,
    law: Law,
    memory: Memory,
    asked: Mapping[str, Sequence[File]],
    globs: tuple[str, ...],
    pause: Callable[[], None],
) -> Report:
    """Gives the report on some files, by the rules that globs name; `pause` is called now and then,
    and may raise."""
    everything = found_in(stand, memory)
    inputs = replace(
        stand.inputs,
        found=everything.found,
        checked=asked,
        selection=globs,
        overrides=[replace(one, lenient=True) for one in stand.inputs.overrides],
        waivers=replace(stand.inputs.waivers, lenient=True),
        seek=partial(_seek, memory),
        progress=lambda doing, done, total: pause(),
    )
    return apply(law, inputs, _remembering(memory))


def _remembering(memory: Memory) -> Callable[..., Entry]:
    def known(file: File, kind: Kind, schema: Schema, limits: Limits, *, reported: bool) -> Entry:
        content = file.read()
        key = (kind.name, file.name, reported)
        old = memory.entries.get(key)
        if old is not None and old[0] == content and old[1] is schema:
            return old[2]
        entry = enter(replace(file, read=lambda: content), kind, schema, limits, reported=reported)
        memory.entries[key] = (content, schema, entry)
        return entry

    return known


def _seek(
    memory: Memory, sought: tuple[str, frozenset[str]], files: Files, search: Search
) -> Sequence[File]:
    """Gives the files that have an identity which is looked for; of those that are not open, as it
    was found out before."""
    edited = frozenset(disk.over)
    found = memory.sought.get(sought)
    if found is None:
        closed = [files[at] for at, place in enumerate(files.places) if place not in edited]
        found = memory.sought[sought] = search(in_columns(closed))
    open_ones = [files[at] for at, place in enumerate(files.places) if place in edited]
    found = [*(file for file in found if file.place not in edited), *search(in_columns(open_ones))]
    return by_name(found)


def found_in(stand: Stand, memory: Memory) -> Discovery:
    if memory.found is None:
        found, _ = discover(stand.workspace, Request(stand.folder))
        memory.found = found or Discovery({}, {})
    return memory.found


def findings_in(report: Report, names: Iterable[str]) -> dict[str, list[Judged]]:
    """Gives the findings of a report that lie in certain files."""
    found: dict[str, list[Judged]] = {name: [] for name in names}
    for judged in report.findings:
        if judged.finding.file in found and judged.change != "resolved":
            found[judged.finding.file].append(judged)
    return found
