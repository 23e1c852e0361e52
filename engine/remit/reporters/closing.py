"""The closing: the last lines of a report for people, which say what it all comes to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from remit.evaluation.idle import NOTHING_OF
from remit.governance.report import Absence, Base, Judged, Report, summary
from remit.reporters.paint import Paint
from remit.text.inert import inert
from remit.text.sentences import counted, listed

_MANY = 4
_NAMED = 3
_SYNTAX = "manifest/syntax"


def closing(report: Report, brush: Paint) -> list[str]:
    """Gives which rules block most, where there are many findings, and then the account."""
    many = summary(report).blocking >= _MANY
    return [*(_tally(report, brush) if many else ()), *account(report, brush)]


def account(report: Report, brush: Paint) -> list[str]:
    """Gives what was checked, what blocks, and what could not be judged here."""
    if not summary(report).findings:
        lines = [f"{brush('good', 'nothing blocks')}: {looked_at(report)}"]
    else:
        lines = [looked_at(report), _outcome(report, brush)]
    return [*lines, *compared(report, brush), *left_out(report, brush)]


def going_on(report: Report, brush: Paint) -> list[str]:
    """Gives what to ask next about what blocks: of the first finding, and the first to waive."""
    blocking = [judged for judged in report.findings if judged.blocking]
    ways = [f"`remit explain {inert(judged.finding.rule)}`" for judged in blocking[:1]]
    lifted = (judged for judged in blocking if judged.finding.level == "mandatory")
    ways += [f"`remit waive {judged.fingerprint[:8]}`" for judged in islice(lifted, 1)]
    return [brush("faint", f"to go on: {' or '.join(ways)}")] if ways else []


def looked_at(report: Report) -> str:
    """Gives how many manifests were checked against how many rules, and for which day."""
    rules = counted(summary(report).rules, "rule")
    return f"checked {_manifests(report)} against {rules} as of {report.as_of.isoformat()}"


def besides(report: Report) -> list[str]:
    """Gives how many findings there are that don't block, and why they don't."""
    counts = summary(report)
    known = sum(map(_is_known, report.findings))
    advice = counts.findings - counts.blocking - counts.waived - counts.upcoming - known
    return [
        f"{number} {word}"
        for number, word in (
            (advice, "of advice"),
            (known, "known before the change"),
            (counts.upcoming, "not in force yet"),
            (counts.waived, "waived"),
        )
        if number
    ]


def compared(report: Report, brush: Paint) -> Iterator[str]:
    """Gives what the change brought, which manifests it takes away, and which of its files judge
    it."""
    base = report.base
    if base is None:
        return
    changes = [judged.change for judged in report.findings]
    parts = [f"{changes.count(word)} {word}" for word in ("introduced", "persisting", "resolved")]
    commit = f"{inert(base.ref)} ({base.commit[:10]})" if base.commit else "nothing: all is new"
    yield f"compared with {commit}: {listed(parts)}"
    if base.gone:
        yield brush("advice", f"the change deletes {_gone(base)}")
    if base.governing:
        files = listed([inert(file) for file in base.governing])
        yield brush("advice", f"the change touches what judges it: {files}")


def _gone(base: Base) -> str:
    after = {(kind, own): f", renamed to {inert(path)}" for kind, own, path in base.renamed}
    some = [
        f"{inert(kind)} {inert(own)} ({inert(file)}{after.get((kind, own), '')})"
        for kind, own, file in base.gone[:_MANY]
    ]
    left = len(base.gone) - len(some)
    return listed([*some, f"{left} more"] if left else some)


def _is_known(judged: Judged) -> bool:
    """Says whether a finding would block if the change had brought it."""
    return (
        not judged.blocking
        and judged.status == "active"
        and judged.finding.level != "advisory"
        and judged.change == "persisting"
    )


def _manifests(report: Report) -> str:
    total = counted(sum(count for _, count in report.manifests), "manifest")
    if len(report.manifests) < 2:
        return total
    return f"{total} ({', '.join(f'{count} {kind}' for kind, count in report.manifests)})"


def _outcome(report: Report, brush: Paint) -> str:
    blocking, others = summary(report).blocking, besides(report)
    if blocking:
        verb = "blocks" if blocking == 1 else "block"
        head = brush("blocks", f"{counted(blocking, 'finding')} {verb}")
    else:
        head = brush("good", "nothing blocks")
    unclear = sum(j.blocking and j.finding.outcome == "undecided" for j in report.findings)
    undecided = f" ({unclear} because it can't be decided)" if unclear else ""
    return f"{head}{undecided}" + (f"; besides, {listed(others)}" if others else "")


def _tally(report: Report, brush: Paint) -> Iterator[str]:
    """Gives the rules that block, the most frequent first."""
    found = tally(report)
    longest = max(len(rule) for rule, _, _ in found)
    yield brush("strong", "what blocks:")
    for rule, count, title in found:
        yield f"{count:>4}  {rule:<{longest}}  {brush('faint', inert(title))}".rstrip()
    yield ""


def tally(report: Report) -> list[tuple[str, int, str]]:
    """Gives the rules that block, how often, and their titles, the most frequent first."""
    found: dict[str, int] = {}
    for judged in report.findings:
        if judged.blocking:
            found[judged.finding.rule] = found.get(judged.finding.rule, 0) + 1
    titles = {judged.finding.rule: judged.title or "" for judged in report.findings}
    often = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [(rule, count, titles[rule]) for rule, count in often]


def left_out(report: Report, brush: Paint) -> Iterator[str]:
    """Gives what says nothing here: rules that don't apply, what isn't there, what is retired."""
    reasons: dict[str, set[str]] = {}
    idle = any(row.not_applicable for row in report.rules)
    for verdict in report.verdicts if idle else ():
        if verdict.outcome == "not applicable":
            reasons.setdefault(verdict.why or "", set()).add(verdict.rule)
    if reasons:
        parts = [_idle(why, len(rules)) for why, rules in sorted(reasons.items())]
        yield brush("faint", f"not applicable: {'; '.join(parts)}")
    absent = [
        _absence(absence)
        for absence in report.absences
        if not absence.configured
        and NOTHING_OF + (absence.collection or absence.name) not in reasons
    ]
    if absent:
        yield brush("faint", f"not found here: {listed(absent)}")
    empty = [_absence(absence) for absence in report.absences if absence.configured]
    if empty:
        yield brush("faint", f"configured, and empty: {listed(empty)}")
    lost = list(_lost(report))
    if lost:
        yield brush("faint", f"judged without what can't be read: {'; '.join(lost)}")
    retired = sum(row.standing == "retired" for row in report.rules)
    if retired:
        yield brush("faint", f"retired, and not evaluated: {counted(retired, 'rule')}")


def _lost(report: Report) -> Iterator[str]:
    """Gives the collections that lack members, whose files can't be read: what is told of other
    manifests may come of that."""
    compares = report.base is not None  # else what can't be read blocks
    for each in report.gathered if report.blocks or compares else ():
        unread = {
            inert(judged.finding.file)
            for judged in report.findings
            if (judged.finding.rule, judged.finding.kind) == (_SYNTAX, each.kind)
            and judged.change != "resolved"
        }
        if unread:
            first = sorted(unread)[:_NAMED]
            more = [f"{len(unread) - _NAMED} more"] if len(unread) > _NAMED else []
            rules = counted(each.rules, "rule")
            yield f"`{inert(each.collection)}` lacks {listed([*first, *more])} (named by {rules})"


def _idle(why: str, rules: int) -> str:
    return f"{counted(rules, 'rule')} ({inert(why)})" if why else counted(rules, "rule")


def _absence(absence: Absence) -> str:
    named = f"named by {counted(absence.rules, 'rule')}"
    if absence.collection is None:
        return f"the register `{inert(absence.name)}` ({named})"
    return f"any {inert(absence.name)} for `{inert(absence.collection)}` ({named})"
