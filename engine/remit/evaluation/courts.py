"""Courts: what rules say of manifests, by compiled programs first.

A program says which bindings pass, and how many requirements passed on them. The interpreter looks
at those that are left, and explains them; it evaluates alone what a program leaves out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from remit.evaluation.compiler.loading import Check, Failed, Loaded, loaded, rates
from remit.evaluation.compiler.programs import Library, Program
from remit.evaluation.compiler.runtime import DoubtfulError, text_of
from remit.evaluation.compiler.writer import Need
from remit.evaluation.finding import Evaluation
from remit.evaluation.rules import Narrowed, judge, not_applicable
from remit.evaluation.world import Manifest, Subject, World
from remit.manifest import measured
from remit.manifest.measured import DOUBT, Measured, doubtful
from remit.manifest.values import Value
from remit.semantics.checked import CheckedPolicy, CheckedRule

By = Literal["compiled", "interpreted", "either"]

FEW = 24
"""Fewer manifests than these are interpreted sooner than their rules are compiled."""

Judged = tuple[CheckedRule, Evaluation]


@dataclass(frozen=True)
class Court:
    """Some rules in one world, and how they are evaluated: there, `subjects` manifests are looked
    at; a program takes as long to be written as it takes to interpret its rules on a few dozen."""

    rules: Sequence[tuple[CheckedRule, CheckedPolicy]]
    compiled: Library
    world: World
    by: By = "compiled"
    subjects: int = 0

    @cached_property
    def interpreted(self) -> bool:
        """Says whether the interpreter is asked alone."""
        if self.by != "either":
            return self.by == "interpreted"
        members = sum(len(each.members) for each in self.world.collections.values())
        return self.subjects + members < FEW and not self.compiled.programs

    def judged(self, subject: Subject) -> tuple[Evaluation, ...]:
        """Gives what each rule about a kind of manifest says of one; without a manifest, what those
        say that are evaluated once."""
        kind = subject.own.kind if subject.own is not None else None
        benches = self._benches.get(kind, ())
        return tuple(said for bench in benches for _, said in bench.judged(subject))

    @cached_property
    def _benches(self) -> Mapping[str | None, Sequence[_Bench]]:
        """The rules by the kind that they are about (None for those that are evaluated once), each
        bench with those of one policy that need a baseline, or don't."""
        policies = {policy.name: policy for _, policy in self.rules}
        found: dict[tuple[str | None, str, bool], list[CheckedRule]] = defaultdict(list)
        for rule, policy in self.rules:
            kind = None if rule.once else policy.kind
            found[kind, policy.name, "baseline" in rule.names].append(rule)
        benches: dict[str | None, list[_Bench]] = defaultdict(list)
        for (kind, name, _), rules in found.items():
            benches[kind].append(_Bench(tuple(rules), policies[name], self))
        return benches

    # -- data -----------------------------------------------------------------------------------

    def data(self, manifest: Manifest) -> Measured:
        """Gives the data of a manifest for compiled rules."""
        known = self._members.get(id(manifest.document))
        return known if known is not None else self._data(manifest)

    def _data(self, manifest: Manifest) -> Measured:
        filled = self._filled.get(manifest.kind)
        if manifest.plain is None or filled is None:
            return doubtful(manifest.value)
        return measured.read(manifest.plain, manifest.document.source.text, filled)

    @cached_property
    def _filled(self) -> Mapping[str, Measured | None]:
        kinds = self.compiled.vocabulary.kinds.values()
        return {kind.name: measured.defaults(kind.type) for kind in kinds}

    @cached_property
    def _members(self) -> Mapping[int, Measured]:
        """The data of all members of collections, by the `id` of their document."""
        collections = self.world.collections.values()
        members = [member for collection in collections for member in collection.members]
        return {id(member.document): self._data(member) for member in members}

    @cached_property
    def paths(self) -> Mapping[int, str]:
        """Gives the paths of the members of collections by the `id` of their data."""
        members = self.world.members
        return {
            id(found.data): members[document].path
            for document, found in self._members.items()
            if found.data is not DOUBT
        }

    def given(self, need: Need) -> Measured:
        """Gives what a program needs of the world."""
        owner, name = need
        if owner:
            return doubtful(self.world.params[owner, name])
        if name == "today":
            return Measured(self.world.today)
        collection = self.world.collections.get(name)
        if collection is not None and not collection.unreadable:
            return _together([self._members[id(m.document)] for m in collection.members])
        register = self.world.registers.get(name)
        return doubtful(register) if isinstance(register, Value) else Measured(DOUBT)

    def exists(self, path: Any, beside: str | None) -> bool:
        """Says whether a file exists; beside a manifest only where the rule is about one."""
        if beside is None and text_of(path).startswith("./"):
            raise DoubtfulError
        return self.world.file_exists(text_of(path), beside)


def _together(members: Sequence[Measured]) -> Measured:
    return Measured(
        [member.data for member in members],
        len(members) + sum(member.entries for member in members),
        max((member.longest for member in members), default=0),
    )


_NOTHING = Measured(None)
_Found = tuple[tuple[int, ...], list[Failed]]


@dataclass(slots=True, eq=False)
class _Bench:
    """Rules of one policy that need the same, and what their program says in one world."""

    rules: tuple[CheckedRule, ...]
    policy: CheckedPolicy
    court: Court
    satisfied: dict[tuple[str, int], Evaluation] = field(default_factory=dict)
    idle: dict[str, Sequence[str | None]] = field(default_factory=dict)
    sessions: dict[bool, _Session] = field(default_factory=dict)
    fits: dict[tuple[int, int], bool] = field(default_factory=dict)

    def judged(self, subject: Subject) -> Iterator[Judged]:
        """Gives what each of the rules says of a subject."""
        idle = self._idle(subject)
        found = None
        if not self.court.interpreted and None in idle:
            found = self._found(subject)
        numbers = self._session(False).numbers if found is not None else {}
        for rule, why in zip(self.rules, idle, strict=True):
            if why is not None:
                yield rule, Evaluation(rule.id, "not applicable", why=why)
            elif found is not None and rule.id in numbers:
                yield rule, self._evaluation(rule, numbers[rule.id], subject, found)
            else:
                yield rule, self._interpreted(rule, subject, None)

    def _idle(self, subject: Subject) -> Sequence[str | None]:
        """Why each rule has nothing to say: that is the same for all subjects of one change."""
        known = self.idle.get(subject.change)
        if known is None:
            world = self.court.world
            known = [not_applicable(rule, subject, world) for rule in self.rules]
            self.idle[subject.change] = known
        return known

    def _evaluation(
        self, rule: CheckedRule, number: int, subject: Subject, found: _Found
    ) -> Evaluation:
        passed = found[0][number]
        failed = [each[1:] for each in found[1] if each[0] == number]
        if failed:
            narrowed = Narrowed(_tree(failed), passed) if () not in failed else None
            return self._interpreted(rule, subject, narrowed)
        known = self.satisfied.get((rule.id, passed))
        if known is None:
            known = Evaluation(rule.id, "satisfied", bindings=passed)
            self.satisfied[rule.id, passed] = known
        return known

    def _interpreted(
        self, rule: CheckedRule, subject: Subject, narrowed: Narrowed | None
    ) -> Evaluation:
        court = self.court
        return judge(rule, self.policy, court.compiled.policies, subject, court.world, narrowed)

    # -- the program ----------------------------------------------------------------------------

    def _found(self, subject: Subject) -> _Found | None:
        """What the program says of a subject; None where it can't say anything."""
        court, manifest, baseline = self.court, subject.manifest, subject.baseline
        own = court.data(manifest) if manifest is not None else _NOTHING
        before = court.data(baseline) if baseline is not None else _NOTHING
        session = self._session(False)
        entries = session.size.entries + own.entries + before.entries
        longest = max(session.size.longest, own.longest, before.longest)
        if not self._fits(session, entries, longest):
            session = self._session(True)
        try:
            return session.check(
                own.data,
                DOUBT if subject.change == "unreadable" else before.data,
                manifest.path if manifest is not None else None,
                baseline.path if baseline is not None else None,
                subject.own.path if subject.own is not None else None,
                *rates(entries, longest),
            )
        except Exception:
            # whatever it was that the program could not take, the interpreter can
            return None

    def _fits(self, session: _Session, entries: int, longest: int) -> bool:
        """Says whether the interpreter can't take more steps than it may."""
        size = (entries.bit_length(), longest.bit_length())
        known = self.fits.get(size)
        if known is None:
            entries, longest = 1 << size[0], 1 << size[1]
            most = session.loaded.bound(entries, *rates(entries, longest))
            known = self.fits[size] = most <= self.court.world.steps
        return known

    def _session(self, counted: bool) -> _Session:
        if counted not in self.sessions:
            made = self.court.compiled.program(self.rules, self.policy, counted)
            needs = {need: self.court.given(need) for need in made.needs}
            self.sessions[counted] = _Session(made, loaded(made.code), needs, self.court)
        return self.sessions[counted]


@dataclass(eq=False)
class _Session:
    """A program in a world, which gets to work when it is asked for a check."""

    program: Program
    loaded: Loaded
    needs: Mapping[Need, Measured]
    court: Court

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Gives the number of each rule in the program."""
        return {rule: number for number, rule in enumerate(self.program.rules)}

    @cached_property
    def size(self) -> Measured:
        """Gives the size of all that it is given, and of the lists that rules write out."""
        needs = self.needs.values()
        return Measured(
            None,
            1 + sum(need.entries for need in needs),
            max((need.longest for need in needs), default=0),
        )

    @cached_property
    def check(self) -> Check:
        """Gives the function that says which bindings of a subject pass."""
        given = {need: found.data for need, found in self.needs.items()}
        court, paths = self.court, _Paths(self.court)
        size = rates(self.size.entries, self.size.longest)
        return self.loaded.bind(given, paths, court.exists, court.world.steps, *size)


class _Paths:
    """The paths of the members of collections, looked up only where a rule asks for one."""

    def __init__(self, court: Court) -> None:
        self._court = court

    def __getitem__(self, data: int) -> str:
        return self._court.paths[data]


def _tree(failed: Sequence[Failed]) -> dict[int, Any]:
    """Gives positions by those of the outer elements; None below what is looked at as a whole."""
    found: dict[int, Any] = {}
    for positions in failed:
        here = found
        for position in positions[:-1]:
            below = here.setdefault(position, {})
            if below is None:
                break
            here = below
        else:
            here[positions[-1]] = None
    return found
