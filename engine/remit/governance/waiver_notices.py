"""Notices: what a check has to say of waivers themselves, which is advice and never blocks.

One notice at most is given for each waiver, the weightiest: its manifest is gone, it has ended, it
lifts nothing, it ends soon. A check of some manifests or by some rules speaks only of the waivers
for them: what wasn't looked at makes nothing unused or orphaned. A rule that looks at the change
itself finds something in few changes, and its waivers are never unused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from remit.evaluation.finding import Finding
from remit.governance.inputs import Inputs
from remit.governance.judging import Outcome, fingerprint
from remit.governance.portfolio import Portfolio
from remit.governance.report import Judged
from remit.governance.selection import Selected
from remit.governance.waivers import Waiver, is_meant, lifted, places_of
from remit.manifest.paths import Selected as Element
from remit.manifest.paths import spelled
from remit.text.diagnostic import Diagnostic, nearest

SOON = timedelta(days=30)
"""A waiver that ends within so many days is spoken of."""

TITLES: dict[str, str] = {
    "waiver/orphaned": "A waiver is for a manifest that is there.",
    "waiver/expired": "A waiver that has ended is renewed or taken out.",
    "waiver/unused": "A waiver lifts something.",
    "waiver/ending": "What a waiver lifts is put right before it ends.",
}
"""Every rule on waivers and its title."""

_MANY = 500
"""More identities than that aren't all held against that of a waiver."""

_Told = tuple[str, str, str]


class Looked(Struct, frozen=True, eq=False):
    """What a check looked at: its rules by id, what each judged, the manifests by kind and
    identity that it checked, all that are known, and the kinds of which all are."""

    today: date
    rules: Mapping[str, Selected]
    judged: frozenset[tuple[str, str | None]]
    checked: frozenset[tuple[str, str]]
    known: frozenset[tuple[str, str]]
    whole: frozenset[str]


def looked_at(
    rules: Iterable[Selected], outcomes: Iterable[Outcome], gathered: Portfolio, inputs: Inputs
) -> Looked:
    """Gives what a check looked at."""
    judged = {
        (said.rule, each.manifest.identity if each.manifest else None)
        for each in outcomes
        for said in each.evaluations
        if said.outcome != "not applicable"
    }
    return Looked(
        today=inputs.today,
        rules={each.rule.id: each for each in rules},
        judged=frozenset(judged),
        checked=frozenset((m.kind, m.identity) for m in gathered.checked),
        known=frozenset((m.kind, m.identity) for m in gathered.manifests()),
        whole=frozenset(kind for kind in inputs.setting.kinds if _is_whole(kind, gathered, inputs)),
    )


def notices(waivers: Iterable[Waiver], found: Sequence[Judged], looked: Looked) -> list[Judged]:
    """Gives what is to say of waivers, each notice placed at its record."""
    told: list[Judged] = []
    for waiver, of_it in _each_with_its_own(waivers, found):
        said = _told(waiver, of_it, looked)
        told += [] if said is None else [_judged(waiver, *said)]
    return told


def waiting(
    found: Sequence[Judged], waivers: Sequence[Waiver], today: date
) -> Iterator[Diagnostic]:
    """Gives advice on waivers of a change that would lift what blocks it, were they at its base."""
    blocking = [judged for judged in found if judged.blocking]
    for waiver, of_it in _each_with_its_own(waivers, blocking):
        if any(lifted(judged, [waiver], today) for judged in of_it):
            message = f"`{waiver.id}` lifts nothing yet: waivers are read from the base revision"
            way = "have it merged before what it is for: a change can't excuse itself"
            span = waiver.document.span(("waivers", waiver.position))
            source = waiver.document.source
            yield Diagnostic("waiver", message, source, span, way, severity="advice")


def _each_with_its_own(
    waivers: Iterable[Waiver], found: Iterable[Judged]
) -> Iterator[tuple[Waiver, list[Judged]]]:
    """Gives each waiver with the findings of its rule about its manifest."""
    known: dict[tuple[str, str | None], list[Judged]] = {}
    for judged in found:
        known.setdefault((judged.finding.rule, judged.finding.manifest), []).append(judged)
    for waiver in waivers:
        names = waiver.identities()
        yield waiver, [each for own in names for each in known.get((waiver.rule, own), ())]


def _is_whole(kind: str, gathered: Portfolio, inputs: Inputs) -> bool:
    files = inputs.found.get(kind, ())
    if any(file.path in gathered.unreadable for file in files):
        return False
    read = inputs.setting.kinds[kind].plural in gathered.collections
    return read or set(files) <= set(inputs.checked.get(kind, ()))


def _told(waiver: Waiver, found: Sequence[Judged], looked: Looked) -> _Told | None:
    today = looked.today
    selected = looked.rules.get(waiver.rule)
    if selected is None:
        return None
    meant = [judged for judged in found if is_meant(judged.finding, waiver)]
    if waiver.manifest is not None and not _its(waiver, looked.known) and not meant:
        return _orphaned(waiver, looked) if waiver.kind in looked.whole else None
    own = _its(waiver, looked.checked)
    if waiver.manifest is not None and not own and not meant:
        return None
    if today >= waiver.expires:
        return _expired(waiver, len(meant))
    if today < waiver.approved_on:
        return _early(waiver)
    if not meant:
        return _unused(waiver, selected, looked, own, found)
    return _ending(waiver, today) if waiver.expires - today <= SOON else None


def _its(waiver: Waiver, manifests: frozenset[tuple[str, str]]) -> list[str]:
    """Gives the identities of a waiver's manifest among others."""
    return [own for own in waiver.identities() if own and (waiver.kind, own) in manifests]


def _orphaned(waiver: Waiver, looked: Looked) -> _Told:
    meant = f"the {waiver.kind} `{waiver.manifest}`"
    message = f"the waiver `{waiver.id}` is for {meant}, and there is none"
    close = _near(waiver, [identity for kind, identity in looked.known if kind == waiver.kind])
    if close is not None:
        return "waiver/orphaned", message, f"Did you mean `{close}`? Else take the waiver out."
    hint = "Take the waiver out, or write its `manifest` as `remit waive` does."
    return "waiver/orphaned", message, hint


def _near(waiver: Waiver, known: Sequence[str]) -> str | None:
    """Gives the identity that a waiver was most likely for. Of many only those are looked at that
    begin or end as it does, as there may be as many waivers."""
    written = waiver.manifest or ""
    own = written.removeprefix(f"{waiver.kind}/")
    half = max(1, len(own) // 2 - 1)
    if len(known) > _MANY:
        known = [one for one in known if one[:half] == own[:half] or one[-half:] == own[-half:]]
    close = nearest(own, known)
    return None if close is None else written.removesuffix(own) + close


def _expired(waiver: Waiver, count: int) -> _Told:
    message = f"the waiver `{waiver.id}` ended on {waiver.expires}"
    if not count:
        return "waiver/expired", f"{message}, and nothing needs it any more", "Take it out."
    what = "one finding" if count == 1 else f"{count} findings"
    hint = "Put right what it was for, or ask for a waiver anew."
    return "waiver/expired", f"{message}, and no longer lifts {what}", hint


def _early(waiver: Waiver) -> _Told:
    message = f"the waiver `{waiver.id}` lifts nothing before {waiver.approved_on}, its approval"
    return "waiver/unused", message, "Correct the day of its approval, or wait for it."


def _unused(
    waiver: Waiver,
    selected: Selected,
    looked: Looked,
    own: Sequence[str],
    found: Sequence[Judged],
) -> _Told | None:
    if selected.standing == "retired":
        message = f"the waiver `{waiver.id}` is for `{waiver.rule}`, which is retired"
        return "waiver/unused", message, "Take the waiver out."
    subjects: list[str | None] = [None] if waiver.manifest is None else list(own)
    if "baseline" in selected.rule.names:
        return None
    if not any((waiver.rule, subject) in looked.judged for subject in subjects):
        return None
    where = f" at `{spelled(waiver.at)}`" if waiver.at else ""
    message = f"the waiver `{waiver.id}` lifts nothing: `{waiver.rule}` finds nothing{where}"
    return "waiver/unused", message, _other_place(waiver, found)


def _other_place(waiver: Waiver, found: Sequence[Judged]) -> str:
    """Gives the way out where a waiver lifts nothing: the rule may find something elsewhere."""
    if not waiver.at:
        return "Take the waiver out."
    anywhere = replace(waiver, at=())
    meant = [each.finding for each in found if is_meant(each.finding, anywhere)]
    paths = [spelled(path) for finding in meant for path in places_of(finding)]
    close = nearest(spelled(waiver.at), paths) or next(iter(sorted(paths)), None)
    if not close:
        return "Take the waiver out, or correct its `at`."
    return f"Correct its `at`: the rule finds something at `{close}`. Else take the waiver out."


def _ending(waiver: Waiver, today: date) -> _Told:
    left = (waiver.expires - today).days
    when = "tomorrow" if left == 1 else f"in {left} days"
    message = f"the waiver `{waiver.id}` ends {when}, on {waiver.expires}"
    return "waiver/ending", message, "Put right what it is for, or ask for a waiver anew in time."


def _judged(waiver: Waiver, rule: str, message: str, hint: str) -> Judged:
    document = waiver.document
    finding = Finding(
        rule=rule,
        level="advisory",
        outcome="violated",
        requirement=None,
        kind="waiver",
        manifest=None,
        file=document.source.name,
        document=document.index,
        source=document.source,
        place=document.source.place(document.span(("waivers", waiver.position, "id"))),
        path=spelled(("waivers", Element("id", waiver.id))),
        message=message,
        hint=hint,
    )
    mark = fingerprint(finding, "waiver")
    return Judged(finding, None, "active", False, mark, TITLES[rule])
