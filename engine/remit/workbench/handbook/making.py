"""Making a handbook: policies, their tests and waivers put together as a book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from remit.governance.inputs import Override
from remit.governance.law import Law
from remit.governance.report import PolicyFile
from remit.governance.waiver_notices import SOON
from remit.governance.waivers import Waiver
from remit.manifest.paths import spelled
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.semantics.reading import Trail, fields_read
from remit.syntax import tree
from remit.text.source import Source
from remit.workbench.english.clauses import clauses
from remit.workbench.english.lexicon import Lexicon, lexicon
from remit.workbench.english.meanings import of_define, used
from remit.workbench.english.speaking import Speaker
from remit.workbench.explaining.rule import field_of, filled, in_force
from remit.workbench.handbook.book import (
    Book,
    Chapter,
    Entry,
    Example,
    Field,
    Meaning,
    Recorded,
    Register,
    Setting,
    State,
)
from remit.workbench.handbook.examples import examples
from remit.workbench.handbook.index import index
from remit.workbench.suite import Suite

Users = dict[tuple[str, str], list[str]]
Examples = Mapping[str, tuple[Example | None, Example | None]]


class Matter(Struct, frozen=True):
    """What a handbook is made of: the law, the tests beside its policies, literals for params, and
    the waivers, None to leave them out."""

    title: str
    preface: str
    law: Law
    suites: Sequence[Suite]
    overrides: Sequence[Override]
    waivers: Sequence[Waiver] | None
    today: date


def make(matter: Matter) -> Book:
    """Gives the handbook."""
    words = lexicon(matter.law.policies, matter.law.vocabulary)
    users = _users(words)
    suites = {suite.policy.name: suite for suite in matter.suites if suite.policy is not None}
    chapters = tuple(
        _chapter(file, matter, words, users, suites.get(file.policy))
        for file in sorted(matter.law.files, key=lambda file: file.policy)
    )
    register = None
    if matter.waivers is not None:
        recorded = tuple(_recorded(waiver, matter.today) for waiver in matter.waivers)
        register = Register(matter.today, tuple(sorted(recorded, key=_by_end)))
    entries = [entry for chapter in chapters for entry in chapter.entries]
    asked = index(entries, matter.law.vocabulary)
    return Book(matter.title, matter.preface, chapters, asked, register)


def _chapter(
    file: PolicyFile, matter: Matter, words: Lexicon, users: Users, suite: Suite | None
) -> Chapter:
    policy = matter.law.policies[file.policy]
    shown: Examples = {}
    if suite is not None:
        reads = {rule.id: list(_own_paths(rule, policy, words)) for rule in policy.rules}
        shown = examples(suite, reads)
    entries = tuple(_entry(rule, policy, words, shown) for rule in policy.rules)
    written = policy.policy
    return Chapter(
        policy.name,
        written.title,
        policy.kind,
        written.owner,
        file.file,
        entries,
        tuple(_settings(policy, matter.overrides, users)),
        tuple(_meanings(policy, words)),
    )


# -- rules ----------------------------------------------------------------------------------------


def _entry(rule: CheckedRule, policy: CheckedPolicy, words: Lexicon, shown: Examples) -> Entry:
    written = rule.rule
    failing, passing = shown.get(rule.id, (None, None))
    return Entry(
        id=rule.id,
        title=written.title,
        level=written.level,
        scope="all of them together" if rule.once else f"every {policy.kind}",
        looks_at=tuple(_looks_at(rule, policy)),
        in_force=in_force(written.effective) if written.effective is not None else None,
        owner=written.owner or policy.policy.owner,
        source=written.source,
        link=written.link,
        tags=written.tags,
        formerly=written.formerly,
        demands=tuple(clauses(Speaker(policy, words), written)),
        uses=tuple(_uses(rule, policy, words)),
        otherwise=tuple(_otherwise(written, policy)),
        fields=tuple(_fields(rule, policy, words)),
        failing=failing,
        passing=passing,
    )


def _looks_at(rule: CheckedRule, policy: CheckedPolicy) -> Iterator[str]:
    """Gives what a rule sees besides the manifest that it is about."""
    if "baseline" in rule.names:
        yield "the change"
    yield from sorted(rule.names - {policy.kind, "baseline", "today", "files"})
    if "files" in rule.names:
        yield "files"
    if "today" in rule.names:
        yield "the day"


def _otherwise(rule: tree.Rule, policy: CheckedPolicy) -> Iterator[tuple[str, str | None]]:
    for clause in rule.clauses:
        if isinstance(clause, tree.Require):
            hint = filled(clause.hint, policy) if clause.hint is not None else None
            yield filled(clause.message, policy), hint


def _uses(rule: CheckedRule, policy: CheckedPolicy, words: Lexicon) -> Iterator[tuple[str, str]]:
    for owner, item in used(rule, policy, words):
        yield owner.name, item.name.text


def _fields(rule: CheckedRule, policy: CheckedPolicy, words: Lexicon) -> Iterator[Field]:
    for trail in fields_read(rule, policy, words.policies):
        found = field_of(trail, policy.kind, words.vocabulary)
        about = found.description if found is not None else None
        yield Field(*_home(trail, policy, words), about)


def _home(trail: Trail, policy: CheckedPolicy, words: Lexicon) -> tuple[str, tuple[str, ...], str]:
    """Gives the kind or register that a field belongs to, its path, and where it is looked for."""
    plural = words.vocabulary.plurals().get(trail.root)
    if plural is not None:
        return plural.name, trail.path, trail.root
    if trail.root == "baseline":
        return policy.kind, trail.path, "the change"
    return trail.root, trail.path, ""


def _own_paths(rule: CheckedRule, policy: CheckedPolicy, words: Lexicon) -> Iterator[str]:
    for trail in fields_read(rule, policy, words.policies):
        if trail.root == policy.kind:
            yield ".".join(trail.path)


# -- params and words -----------------------------------------------------------------------------


def _settings(
    policy: CheckedPolicy, overrides: Iterable[Override], users: Users
) -> Iterator[Setting]:
    configured = {
        override.param: " ".join(override.source.slice(override.value.span).split())
        for override in overrides
        if override.policy == policy.name
    }
    for name, checked in policy.params.items():
        values = tuple(
            (_written(each.value, policy.source), each.start) for each in checked.param.schedule
        )
        rules = tuple(users.get((policy.name, name), ()))
        yield Setting(name, checked.param.doc, values, configured.get(name), rules)


def _written(value: tree.Expression, source: Source) -> str:
    """Gives a literal as its author wrote it, but on one line and without the comments in it."""
    match value:
        case tree.ListLiteral(items):
            return f"[{', '.join(_written(item, source) for item in items)}]"
        case tree.Table(entries):
            parts = (f"{_written(key, source)}: {_written(part, source)}" for key, part in entries)
            return f"{{{', '.join(parts)}}}"
        case _:
            return " ".join(source.slice(value.span).split())


def _users(words: Lexicon) -> Users:
    """Gives the rules that use each define and param, themselves or through a define."""
    found: Users = defaultdict(list)
    for policy in words.policies.values():
        for rule in policy.rules:
            for owner, item in used(rule, policy, words):
                found[owner.name, item.name.text].append(rule.id)
    return found


def _meanings(policy: CheckedPolicy, words: Lexicon) -> Iterator[Meaning]:
    """Gives the defines that the rules of a policy use, its own and those taken from others, in the
    order of their names."""
    found = {
        (item.name.text, owner.name): (owner, item)
        for rule in policy.rules
        for owner, item in used(rule, policy, words)
        if isinstance(item, tree.Define)
    }
    for (name, home), (owner, item) in sorted(found.items()):
        yield Meaning(name, home, tuple(of_define(owner, item, words)))


# -- waivers --------------------------------------------------------------------------------------


def _recorded(waiver: Waiver, today: date) -> Recorded:
    return Recorded(
        waiver.id,
        waiver.rule,
        waiver.manifest,
        spelled(waiver.at),
        waiver.reason,
        waiver.ticket,
        waiver.requested_by,
        waiver.approved_by,
        waiver.approved_on,
        waiver.expires,
        _state(waiver, today),
    )


def _state(waiver: Waiver, today: date) -> State:
    if today >= waiver.expires:
        return "ended"
    if today < waiver.approved_on:
        return "not yet"
    return "ending soon" if waiver.expires - today <= SOON else "in force"


def _by_end(waiver: Recorded) -> tuple[int, date, str]:
    order: tuple[State, ...] = ("ending soon", "in force", "not yet", "ended")
    return order.index(waiver.state), waiver.expires, waiver.id
