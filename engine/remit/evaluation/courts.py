"""Courts: what rules say of manifests, by compiled programs first.

A program says which bindings pass, and how many requirements passed on them. The interpreter looks
at those that are left, and explains them; it evaluates alone what a program leaves out.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from remit.evaluation.compiler.loading import Failed, loaded
from remit.evaluation.compiler.runtime import DoubtfulError, text_of
from remit.evaluation.compiler.shelf import OF_A_SUBJECT, Drawer, Need, Program, Shelf
from remit.evaluation.finding import Evaluation
from remit.evaluation.idle import not_applicable
from remit.evaluation.sessions import Session
from remit.evaluation.world import Manifest, Subject, World
from remit.manifest import measured
from remit.manifest.document import Document
from remit.manifest.measured import Measured, both
from remit.manifest.plain import Plain
from remit.manifest.values import Value
from remit.semantics.checked import CheckedPolicy, CheckedRule

if TYPE_CHECKING:
    from remit.evaluation.compiler.telling import Standing
    from remit.evaluation.explained import Explainer
    from remit.evaluation.rules import Narrowed

By = Literal["compiled", "interpreted", "either"]

FEW = 24
"""Fewer manifests than these are interpreted sooner than their rules are compiled."""

OFTEN = 48
"""The explanation of a rule that fails so often is compiled: that takes as long as it takes the
interpreter to explain some dozen failures."""

Read = Callable[[Plain, Document, Measured], Measured]


class Court(Struct, frozen=True, dict=True):
    """Some rules in one world, and how they are evaluated: there, `subjects` manifests are looked
    at; a program takes as long to be written as it takes to interpret its rules on a few dozen.
    What explains failures may lie in a `drawer`; of the manifest that failed last it knows what is
    `standing` where."""

    rules: Sequence[tuple[CheckedRule, CheckedPolicy]]
    compiled: Shelf
    world: World
    by: By = "compiled"
    subjects: int = 0
    drawer: Drawer | None = None
    standing: list[Standing] = field(default_factory=list)

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
        own = subject.own
        benches = self._benches.get(own.kind if own is not None else None, ())
        if len(benches) == 1:
            return benches[0].judged(subject)
        return tuple(said for bench in benches for said in bench.judged(subject))

    @cached_property
    def _benches(self) -> Mapping[str | None, Sequence[_Bench]]:
        """The benches by the kind that their rules are about, None for those evaluated once."""
        benches: dict[str | None, list[_Bench]] = defaultdict(list)
        for policy, rules in grouped(self.rules):
            kind = None if rules[0].once else policy.kind
            compares = "baseline" in rules[0].names
            benches[kind].append(_Bench(tuple(rules), policy, self, compares))
        return benches

    @cached_property
    def recalled(self) -> Mapping[str, object]:
        """Gives the explanations that there are, with those that were kept."""
        if self.drawer is not None:
            self.compiled.recall(self.drawer)
        return self.compiled.explanations

    # -- data -----------------------------------------------------------------------------------

    def data(self, manifest: Manifest) -> Measured | None:
        """Gives the data of a manifest for compiled rules, None where something in it is wrong."""
        members = self._members
        if members and id(manifest.document) in members:
            return members[id(manifest.document)]
        return self._data(manifest, measured.read)

    def closely(self, manifest: Manifest) -> Measured | None:
        """Gives the same, measured closely."""
        known = self._members.get(id(manifest.document))
        return known if known is not None else self._data(manifest, measured.closely)

    def _data(self, manifest: Manifest, read: Read) -> Measured | None:
        filled = self.compiled.filled_in(manifest.kind)
        if manifest.plain is None or filled is None:
            return measured.of_value(manifest.value)
        return read(manifest.plain, manifest.document, filled)

    @cached_property
    def _members(self) -> Mapping[int, Measured | None]:
        """The data of all members of collections, by the `id` of their document."""
        collections = self.world.collections.values()
        members = [member for collection in collections for member in collection.members]
        return {id(m.document): self._data(m, measured.closely) for m in members}

    @cached_property
    def paths(self) -> Mapping[int, str]:
        """Gives the paths of the members of collections by the `id` of their data."""
        members = self.world.members
        found = [(d, data.data) for d, data in self._members.items() if data is not None]
        return {id(data): members[d].path for d, data in found if data.__class__ is dict}

    def given(self, need: Need) -> Measured | None:
        """Gives what a program needs of the world, None where something in it is wrong."""
        owner, name = need
        if owner:
            return measured.of_value(self.world.params[owner, name])
        if name == "today":
            return Measured(self.world.today)
        collection = self.world.collections.get(name)
        if collection is not None and not collection.unreadable:
            members = [self._members[id(member.document)] for member in collection.members]
            known = [member for member in members if member is not None]
            return measured.together(known) if len(known) == len(members) else None
        register = self.world.registers.get(name)
        return measured.of_value(register) if isinstance(register, Value) else None

    def exists(self, path: Any, beside: str | None) -> bool:
        """Says whether a file exists; beside a manifest only where the rule is about one."""
        if beside is None and text_of(path).startswith("./"):
            raise DoubtfulError
        return self.world.file_exists(text_of(path), beside)


def grouped(
    rules: Sequence[tuple[CheckedRule, CheckedPolicy]],
) -> list[tuple[CheckedPolicy, list[CheckedRule]]]:
    """Gives rules in groups, each with a program: those of one policy about a manifest, about
    a change, or evaluated once. A rule that names a collection or register is alone in its group,
    as that may be too much for it, or not known."""
    policies = {policy.name: policy for _, policy in rules}
    found: dict[tuple[str, bool, bool, str], list[CheckedRule]] = defaultdict(list)
    for rule, policy in rules:
        alone = rule.id if rule.names - {policy.kind, *OF_A_SUBJECT} else ""
        found[policy.name, rule.once, "baseline" in rule.names, alone].append(rule)
    return [(policies[name], each) for (name, *_), each in found.items()]


_NOTHING = Measured(None)
_REMEMBERED = 4096
_NONE: frozenset[int] = frozenset()
_Found = tuple[tuple[int, ...], list[Failed], frozenset[int]]


class _Bench(Struct, eq=False):
    """Rules of one policy that need the same, and what their program says in one world. `passed`
    keeps what is said where every binding passes, by the kind of change and how many those are."""

    rules: tuple[CheckedRule, ...]
    policy: CheckedPolicy
    court: Court
    compares: bool
    passed: dict[tuple[str, tuple[int, ...]], tuple[Evaluation, ...]] = field(default_factory=dict)
    satisfied: dict[tuple[str, int], Evaluation] = field(default_factory=dict)
    idle: dict[str, Sequence[str | None]] = field(default_factory=dict)
    opened: list[Session | None] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)
    explainers: dict[str, Explainer | None] = field(default_factory=dict)

    def judged(self, subject: Subject) -> tuple[Evaluation, ...]:
        """Gives what each of the rules says of a subject."""
        idle = self.idle.get(subject.change) or self._idle(subject)
        session = self._session() if None in idle else None
        found = self.found(subject) if session is not None else None
        if session is None or found is None:
            return tuple(self._judged(subject, idle, {}, ((), [], _NONE)))
        if found[1] or session.program.left_out:
            return tuple(self._judged(subject, idle, session.numbers, found))
        known = self.passed.get((subject.change, found[0]))
        if known is None:
            known = tuple(self._judged(subject, idle, session.numbers, found))
            if len(self.passed) < _REMEMBERED:
                self.passed[subject.change, found[0]] = known
        return known

    def _judged(
        self,
        subject: Subject,
        idle: Sequence[str | None],
        numbers: Mapping[str, int],
        found: _Found,
    ) -> Iterator[Evaluation]:
        passed, failed, unfit = found
        broken = {each[0] for each in failed}
        manifest = subject.manifest
        for rule, why in zip(self.rules, idle, strict=True):
            number = numbers.get(rule.id)
            if why is not None:
                yield Evaluation(rule.id, "not applicable", why=why)
            elif number is None:
                yield self._interpreted(rule, subject, None)
            elif number in broken:
                left = [each[1:] for each in failed if each[0] == number]
                said = None
                if manifest is not None and manifest.is_plain and number not in unfit:
                    said = self._explained(rule, manifest)
                narrowed = _narrowed(left, passed[number]) if said is None else None
                yield said or self._interpreted(rule, subject, narrowed)
            else:
                yield self._satisfied(rule, passed[number])

    def _idle(self, subject: Subject) -> Sequence[str | None]:
        """Why each rule has nothing to say: that is the same for all subjects of one change."""
        world = self.court.world
        known = [not_applicable(rule, subject, world) for rule in self.rules]
        self.idle[subject.change] = known
        return known

    def _satisfied(self, rule: CheckedRule, passed: int) -> Evaluation:
        known = self.satisfied.get((rule.id, passed))
        if known is None:
            known = Evaluation(rule.id, "satisfied", bindings=passed)
            self.satisfied[rule.id, passed] = known
        return known

    def _interpreted(
        self, rule: CheckedRule, subject: Subject, narrowed: Narrowed | None
    ) -> Evaluation:
        from remit.evaluation.rules import (
            judge,  # with the interpreter, not needed where all passes
        )

        court = self.court
        return judge(rule, self.policy, court.compiled.policies, subject, court.world, narrowed)

    # -- explanations ---------------------------------------------------------------------------

    def _explained(self, rule: CheckedRule, manifest: Manifest) -> Evaluation | None:
        """What a rule that fails says, where its explanation is compiled; None where it isn't."""
        if rule.id not in self.explainers:
            if not self._is_worth(rule):
                return None
            self.explainers[rule.id] = self._explainer(rule)
        found = self.explainers[rule.id]
        return found.explained(manifest, self.court) if found is not None else None

    def _is_worth(self, rule: CheckedRule) -> bool:
        """Says whether a rule fails so often that its explanation is compiled; one that was kept is
        taken at once, which is sooner done than to load the interpreter."""
        times = self.failures[rule.id] = self.failures.get(rule.id, 0) + 1
        return self.court.by == "compiled" or times >= OFTEN or rule.id in self.court.recalled

    def _explainer(self, rule: CheckedRule) -> Explainer | None:
        from remit.evaluation.explained import explainer  # which few checks need

        court = self.court
        known = rule.id in court.recalled
        found = explainer(rule, self.policy, court)
        if not known and court.drawer is not None:
            court.compiled.keep(court.drawer)
        return found

    # -- the program ----------------------------------------------------------------------------

    def _session(self) -> Session | None:
        """The program of the rules in this world; None where there is none for it."""
        if not self.opened:
            self.opened.append(None if self.court.interpreted else self._begun())
        return self.opened[0]

    def _begun(self) -> Session | None:
        """Begins with the program, or with its opening where that is too much, or lacks data."""
        made = self.court.compiled.program(self.rules, self.policy)
        whole = self._opened(made)
        if whole is not None or made.opening is None:
            return whole
        return self._opened(made.opening)

    def _opened(self, made: Program) -> Session | None:
        court = self.court
        given = {need: court.given(need) for need in made.needs}
        needs = {need: found for need, found in given.items() if found is not None}
        if not made.rules or len(needs) < len(given):
            return None
        session = Session(made, loaded(made.code), needs, court)
        # what is too much for all manifests isn't begun
        return session if not session.unfit(_NOTHING, lambda: (_NOTHING, None, None)) else None

    def found(self, subject: Subject) -> _Found | None:
        """Gives what the program says of a subject: how many requirements of each rule passed, and
        the positions of the bindings that may not; None where it can't say anything."""
        court, manifest, session = self.court, subject.manifest, self._session()
        if session is None:
            return None
        baseline = subject.baseline if self.compares else None
        if self.compares and subject.change == "unreadable":
            return None
        own = court.data(manifest) if manifest is not None else _NOTHING
        before = court.data(baseline) if baseline is not None else _NOTHING
        if own is None or before is None:
            return None
        unfit = session.unfit(
            both(own, before) if before is not _NOTHING else own,
            lambda: (self._closely(manifest, baseline), own.data, before.data),
        )
        try:
            found = session.check(
                own.data,
                before.data,
                manifest.path if manifest is not None else None,
                baseline.path if baseline is not None else None,
                subject.own.path if subject.own is not None else None,
                unfit,
            )
        except Exception:
            # whatever it was that the program could not take, the interpreter can
            return None
        return *found, unfit

    def _closely(self, manifest: Manifest | None, baseline: Manifest | None) -> Measured:
        found = [self.court.closely(each) for each in (manifest, baseline) if each is not None]
        return functools.reduce(both, (each for each in found if each is not None), _NOTHING)


def _narrowed(failed: Sequence[Failed], passed: int) -> Narrowed | None:
    """Gives the bindings that are left to look at, None where nothing is known of any."""
    from remit.evaluation.rules import Narrowed  # with the interpreter, as above

    return Narrowed(_tree(failed), passed) if () not in failed else None


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
