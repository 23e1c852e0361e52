"""The report: everything that a check has to say, ready for any format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeVar, overload

from msgspec import Struct

from remit.evaluation.finding import Finding, Outcome
from remit.governance.lines import Head, Line, Told, text_of
from remit.text.diagnostic import Diagnostic
from remit.text.numbers import Number

if TYPE_CHECKING:
    from remit.syntax.tree import Level

Made = TypeVar("Made")

Status = Literal["active", "waived", "upcoming"]
Change = Literal["introduced", "persisting", "resolved"]
Standing = Literal["in force", "upcoming", "retired"]


class PolicyFile(Struct, frozen=True):
    """A policy that took part: its name, its rule file and the SHA-256 of the file's bytes."""

    policy: str
    file: str
    digest: str
    pack: str | None = None


class Waived(Struct, frozen=True):
    """The waiver that lifts a finding, as its file records it; it ends on the day `expires`."""

    id: str
    reason: str
    approved_by: str
    expires: date
    ticket: str | None = None


class Base(Struct, frozen=True):
    """The base revision of a change: as it was asked for, and its commit's full name.

    `governing` are the files of the change that judge it: policies, schemas, the configuration,
    waivers; `gone` are the manifests that it takes away, each by its kind, identity and file, and
    `renamed` those of them whose file is still there: kind, identity, its path in the repository.
    """

    ref: str
    commit: str
    governing: tuple[str, ...] = ()
    gone: tuple[tuple[str, str, str], ...] = ()
    renamed: tuple[tuple[str, str, str], ...] = ()


class Checkout(Struct, frozen=True):
    """The repository that was looked at: its remote's URI (no credentials in it), its revision."""

    repository: str
    commit: str


class Judged(Struct, frozen=True):
    """A finding and what it means today.

    `manifest` is the identity as reports write it (`system/pay` where two kinds use it). `title` is
    the rule's. `starts` is the day from which an upcoming rule is in force. `change` says, with a
    base revision, whether the finding is new; a resolved one was found in the base only.
    """

    finding: Finding
    manifest: str | None
    status: Status
    blocking: bool
    fingerprint: str
    title: str | None = None
    starts: date | None = None
    change: Change | None = None
    waiver: Waived | None = None


class RuleRow(Struct, frozen=True):
    """A selected rule and how many manifests it judged how.

    `hints` say how to satisfy it, with the expressions in them as they are written.
    """

    rule: str
    level: Level
    title: str
    standing: Standing = "in force"
    satisfied: int = 0
    violated: int = 0
    undecided: int = 0
    not_applicable: int = 0
    waived: int = 0
    hints: tuple[str, ...] = ()
    owner: str | None = None
    source: str | None = None
    tags: tuple[str, ...] = ()


class Verdict(Struct, frozen=True):
    """What one rule said of one manifest (None for a rule that is evaluated once).

    `bindings` counts what was checked, `why` says why the rule was not applicable, and `reads`
    names the fields that the rule looks at.
    """

    rule: str
    kind: str
    manifest: str | None
    file: str
    outcome: Outcome
    bindings: int = 0
    why: str | None = None
    reads: tuple[str, ...] = ()


class Late(Sequence[Made]):
    """What is made when somebody wants it: a large check knows much that most reports don't show,
    such as a verdict for each rule and manifest."""

    def __init__(self, make: Callable[[], Iterable[Made]]) -> None:
        self._make = make
        self._made: tuple[Made, ...] | None = None

    def _all(self) -> tuple[Made, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Made]:
        return iter(self._all())

    @overload
    def __getitem__(self, at: int) -> Made: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Made]: ...
    def __getitem__(self, at: int | slice) -> Made | Sequence[Made]:
        return self._all()[at]


class Findings(Late[Judged]):
    """Findings that are made when somebody wants them, and the `lines` of those that block by their
    files, for which they need not be made."""

    def __init__(self, make: Callable[[], Iterable[Judged]], lines: Sequence[Told]) -> None:
        super().__init__(make)
        self.lines = lines


class Stake(Struct, frozen=True):
    """The money of one manifest, at the path that its schema marks.

    `amount` is None where the manifest doesn't say, or says it wrong; so is `currency`, also where
    the schema marks none. A `deleted` manifest is one that the change takes away.
    """

    kind: str
    manifest: str
    path: str
    amount: Number | None
    currency: str | None = None
    deleted: bool = False


class Absence(Struct, frozen=True):
    """A collection without manifests or a register without a file, and how many rules name it.

    `collection` is the plural name of the kind, None for a register. A `configured` collection is
    empty; one that is not configured makes the rules that name it not applicable.
    """

    name: str
    collection: str | None
    configured: bool
    rules: int


class Gathering(Struct, frozen=True):
    """A collection of a kind that rules name, and how many of them do."""

    kind: str
    collection: str
    rules: int


class Report(Struct, frozen=True):
    """One check: what was looked at, by which policies, and what came of it.

    `manifests` counts the manifests by kind, `gathered` are the collections that rules looked at,
    `stakes` has the money of those manifests whose kind's schema marks any. With errors among the
    `diagnostics` nothing was evaluated.
    """

    as_of: date
    policies: tuple[PolicyFile, ...] = ()
    manifests: tuple[tuple[str, int], ...] = ()
    findings: Sequence[Judged] = ()
    rules: Sequence[RuleRow] = ()
    verdicts: Sequence[Verdict] = ()
    absences: tuple[Absence, ...] = ()
    gathered: tuple[Gathering, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    base: Base | None = None
    checkout: Checkout | None = None
    stakes: Sequence[Stake] = ()

    @property
    def refused(self) -> bool:
        """Says whether something that the check needs is wrong, so that it could not be done."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)

    @property
    def blocks(self) -> bool:
        """Says whether a finding blocks."""
        return bool(self.lines)

    @property
    def lines(self) -> Sequence[Told]:
        """Gives what lines tell of the findings that block, in their order."""
        found = self.findings
        if isinstance(found, Findings):
            return found.lines
        return [told_of(judged) for judged in found if judged.blocking]


def blocks(finding: Finding, *, upcoming: bool) -> bool:
    """Says whether a finding blocks if nothing is said against it."""
    return not upcoming and finding.level != "advisory"


def order(finding: Finding) -> tuple[object, ...]:
    """Gives by what findings are sorted: file, place, rule, and what tells them apart there."""
    return (finding.file, finding.place, finding.rule, finding.path, finding.bindings,
            finding.message)  # fmt: skip


def line_of(judged: Judged) -> Line:
    """Gives what one line tells of a finding."""
    found, place = judged.finding, judged.finding.place
    starts = judged.starts if judged.status == "upcoming" else None
    head = Head(
        found.rule,
        found.level,
        found.outcome,
        starts.isoformat() if starts is not None else "",
        judged.change or "",
        "deleted" if found.deleted else "",
    )
    return Line(found.file, place.line, place.column, found.message, head)


def told_of(judged: Judged) -> Told:
    """Gives the file of a finding, and what a line tells of it."""
    return judged.finding.file, text_of(line_of(judged))


class Summary(Struct, frozen=True):
    """The counts of a report, as every format shows them."""

    manifests: int
    rules: int
    findings: int
    blocking: int
    violated: int
    undecided: int
    waived: int
    upcoming: int


def summary(report: Report) -> Summary:
    """Gives the counts of a report; `violated` and `undecided` together are all findings.

    What a change has resolved isn't there any more, and doesn't count.
    """
    found = [judged for judged in report.findings if judged.change != "resolved"]
    return Summary(
        manifests=sum(count for _, count in report.manifests),
        rules=len(report.rules),
        findings=len(found),
        blocking=sum(judged.blocking for judged in found),
        violated=sum(judged.finding.outcome == "violated" for judged in found),
        undecided=sum(judged.finding.outcome == "undecided" for judged in found),
        waived=sum(judged.status == "waived" for judged in found),
        upcoming=sum(judged.status == "upcoming" for judged in found),
    )
