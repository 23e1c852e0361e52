"""Counting: how many manifests fail each rule of the files that are open.

It is the worker's, while nobody types. A rule is counted again when its text changes, or that of
what its policy declares and uses, or any manifest, schema or setting.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from remit.governance.law import Law
from remit.governance.report import Judged, Report, RuleRow
from remit.semantics.bearings import Bearing, bearings
from remit.semantics.checked import CheckedRule
from remit.workspace.server.checking import Count, Memory, Stand, found_in, report


def counted(stand: Stand, law: Law, memory: Memory) -> dict[str, tuple[str, Count]]:
    """Gives, by the ids of rules, their text and the manifests that fail them."""
    _forget(stand, memory)
    files = tuple(file for file in law.files if file.file in stand.open)
    here = {
        checked.id: (checked, bearing)
        for file in files
        for checked, bearing in bearings(law.policies[file.policy], law.policies)
    }
    stale = [id_ for id_, (checked, bearing) in here.items() if _is_stale(checked, bearing, memory)]
    if stale:
        everything = found_in(stand, memory).found
        own = replace(law, files=files)
        told = report(stand, own, memory, everything, tuple(stale), stand.pause)
        memory.refusal = _refusal(told, stand) if told.refused else ""
        for row in told.rules:
            checked, bearing = here[row.rule]
            memory.counts[row.rule] = (bearing, _count(row, told, checked))
    known = {id_: memory.counts[id_] for id_ in here if id_ in memory.counts}
    memory.counts = known
    return {id_: (bearing[1], count) for id_, (bearing, count) in known.items()}


def _is_stale(checked: CheckedRule, bearing: Bearing, memory: Memory) -> bool:
    known = memory.counts.get(checked.id)
    # what stands on the disk beside the manifests may have changed unseen
    return known is None or known[0] != bearing or "files" in checked.names


def _forget(stand: Stand, memory: Memory) -> None:
    """Forgets what was counted, if a manifest or what holds for all of them has changed."""
    document = stand.workspace.document
    found = found_in(stand, memory).found
    now = (
        stand.today,
        stand.vocabulary,
        document.source.text if document is not None else "",
        tuple(file.read() for file in stand.inputs.waivers.files),
        tuple((kind, f.name, f.read()) for kind, files in sorted(found.items()) for f in files),
    )
    if now != memory.manifests:
        memory.manifests, memory.counts = now, {}


def _refusal(report: Report, stand: Stand) -> str:
    one = report.diagnostics[0]
    is_of_a_file = one.source is not stand.inputs.command
    return f"{one.message} ({one.source.name})" if is_of_a_file else one.message


def _count(row: RuleRow, report: Report, checked: CheckedRule) -> Count:
    failing = tuple(_of(row.rule, report.findings))
    fails = row.violated + row.undecided - row.waived
    return Count(fails, row.satisfied + row.violated + row.undecided, row.waived, checked.once,
                 failing)  # fmt: skip


def _of(rule: str, findings: Iterable[Judged]) -> Iterable[Judged]:
    for judged in findings:
        if judged.finding.rule == rule and judged.status != "waived":
            yield judged
