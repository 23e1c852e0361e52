"""Waivers: what lifts a finding, and what that makes of it.

Rules are evaluated first and findings waived then, so that a waived finding is still told. A waiver
is in force from the day of its approval until the day it ends, which it doesn't include. `lifted`
alone decides, for every command and format. What is upcoming stays so: it doesn't block as it is,
and once its rule is in force the waiver lifts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from remit.evaluation.finding import Finding
from remit.evaluation.world import Manifest
from remit.governance.inputs import Inputs, WaiverFiles
from remit.governance.law import Law
from remit.governance.manifests import identity_of
from remit.governance.report import Judged, Waived
from remit.governance.setting import Setting
from remit.manifest.document import Document
from remit.manifest.paths import Mistake, Step, parse
from remit.text.diagnostic import Diagnostic

if TYPE_CHECKING:
    from remit.governance.judging import Outcome
    from remit.governance.portfolio import Portfolio
    from remit.governance.selection import Selected

Names = Mapping[tuple[str, str, int], str]
"""The identities of manifests by their kind, file and position in it."""


class Waiver(Struct, frozen=True, eq=False):
    """A record of a waiver file, which stands at `position` in its document.

    `rule` is the rule's id of today, `kind` the kind that the rule governs. `manifest` is as
    written, None for a rule that is evaluated once. `at` holds the steps of its path, none where
    the waiver is for the whole manifest. The waiver ends on the day `expires`.
    """

    id: str
    rule: str
    kind: str
    manifest: str | None
    at: tuple[Step, ...]
    reason: str
    ticket: str | None
    requested_by: str
    approved_by: str
    approved_on: date
    expires: date
    document: Document
    position: int

    def identities(self) -> tuple[str | None, ...]:
        """Gives the identities that the waiver's manifest may have."""
        own = self.manifest
        prefix = f"{self.kind}/"
        return (own, own.removeprefix(prefix)) if own and own.startswith(prefix) else (own,)

    def in_force(self, today: date) -> bool:
        """Says whether the waiver lifts anything on a day."""
        return self.approved_on <= today < self.expires


def lifted(
    judged: Judged, waivers: Iterable[Waiver], today: date, names: Names | None = None
) -> Waived | None:
    """Gives the waiver that lifts a finding on a day, the one that ends last; None if none does.

    `names` are identities that hold instead of the findings' own.
    """
    if judged.status != "active" or judged.change == "resolved":
        return None
    found = [w for w in waivers if w.in_force(today) and is_meant(judged.finding, w, names)]
    if not found:
        return None
    last = max(found, key=lambda waiver: waiver.expires)
    return Waived(last.id, last.reason, last.approved_by, last.expires, last.ticket)


def waivers_in(
    files: WaiverFiles, law: Law, *, base: bool = False
) -> tuple[list[Waiver], list[Diagnostic]]:
    """Gives the waivers of some files, those of the base revision or today's, and what is wrong."""
    if not files.files:
        return [], []
    from remit.governance import waiver_reading  # pydantic, which is slow to import

    return (waiver_reading.read_base_waivers if base else waiver_reading.read_waivers)(files, law)


def waive(
    found: Iterable[Judged], waivers: Sequence[Waiver], today: date, names: Names | None = None
) -> Iterator[Judged]:
    """Gives all findings, those that a waiver lifts as waived."""
    known: dict[tuple[str, str | None], list[Waiver]] = {}
    for waiver in waivers:
        for identity in waiver.identities():
            known.setdefault((waiver.rule, identity), []).append(waiver)
    for judged in found:
        finding = judged.finding
        own = _identity(finding, names)
        waived = lifted(judged, known.get((finding.rule, own), ()), today, names)
        if waived is None:
            yield judged
        else:
            yield replace(judged, status="waived", blocking=False, waiver=waived)


def noticed(
    waivers: Sequence[Waiver],
    found: Sequence[Judged],
    rules: Iterable[Selected],
    outcomes: Iterable[Outcome],
    gathered: Portfolio,
    inputs: Inputs,
) -> list[Judged]:
    """Gives what a check has to say of waivers themselves."""
    if not waivers:
        return []
    from remit.governance.waiver_notices import looked_at, notices  # which few checks need

    return notices(waivers, found, looked_at(rules, outcomes, gathered, inputs))


def is_meant(finding: Finding, waiver: Waiver, names: Names | None = None) -> bool:
    """Says whether a finding is what a waiver is for, whatever the day."""
    return (
        finding.rule == waiver.rule
        and finding.level != "absolute"
        and _identity(finding, names) in waiver.identities()
        and _lies_at(finding, waiver.at)
    )


def places_of(finding: Finding) -> list[tuple[Step, ...]]:
    """Gives the paths by which a waiver may be narrowed to a finding: its own, and those of the
    elements that it is about."""
    bound = [_steps(text) for name, text in finding.bindings if name in finding.elements]
    return [_steps(finding.path), *bound]


def names_by(setting: Setting, manifests: Iterable[Manifest]) -> dict[tuple[str, str, int], str]:
    """Gives manifests' identities by what another setting says of identity."""
    return {
        (m.kind, m.file, m.document.index): identity_of(m.document, m.path, kind)[0]
        for m in manifests
        if (kind := setting.kinds.get(m.kind)) is not None
    }


def _identity(finding: Finding, names: Names | None) -> str | None:
    if names is None:
        return finding.manifest
    return names.get((finding.kind, finding.file, finding.document), finding.manifest)


def _lies_at(finding: Finding, at: tuple[Step, ...]) -> bool:
    """Says whether a finding's path, or that of one of its bindings, lies at or below another."""
    return any(path[: len(at)] == at for path in places_of(finding))


def _steps(text: str) -> tuple[Step, ...]:
    """Gives the steps of a path, none of what isn't one."""
    found = parse(text)
    return () if isinstance(found, Mistake) else found
