"""Asking for a waiver: the finding that is meant, and the record for it with blanks to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

import yaml

from remit.governance.report import Judged, Report
from remit.governance.waiver_notices import TITLES
from remit.text.diagnostic import Diagnostic, nearest
from remit.text.inert import inert
from remit.text.source import Source

_PLAIN = re.compile(r"[A-Za-z][\w.\[\]=/-]*", re.ASCII)
_NULLS = {"null", "Null", "NULL"}
_WIDEST = 60
_LISTED = "`remit waive` without a fingerprint lists what can be waived"


def waivable(report: Report) -> list[Judged]:
    """Gives the findings that a waiver could lift."""
    return [judged for judged in report.findings if obstacle(judged) is None]


def find(report: Report, mark: str, command: Source) -> Judged | Diagnostic:
    """Gives the finding that a fingerprint, or the beginning of one, names, or why there is none
    to waive."""
    found = named(report, mark, command)
    if isinstance(found, Diagnostic):
        return found
    why_not = obstacle(found[0])
    if why_not is not None:
        hint = found[0].finding.hint
        return Diagnostic("usage", why_not, command, command.find(mark), hint)
    return found[0]


def named(report: Report, mark: str, command: Source) -> list[Judged] | Diagnostic:
    """Gives the findings of the one fingerprint that is named, in full or by its beginning, or why
    there is none."""
    found = [judged for judged in report.findings if mark and judged.fingerprint.startswith(mark)]
    marks = sorted({judged.fingerprint for judged in found})
    if len(marks) > 1:
        shown = ", ".join(f"`{each}`" for each in marks[:8])
        message = f"{len(marks)} fingerprints begin with `{mark}`"
        return Diagnostic("usage", message, command, command.find(mark), f"they are {shown}")
    if not found:
        close = nearest(mark, [judged.fingerprint for judged in report.findings])
        way = f"did you mean `{close}`?" if close else _LISTED
        message = f"no finding has the fingerprint `{mark}`"
        return Diagnostic("usage", message, command, command.find(mark), way)
    return found


def record(judged: Judged, today: date, days: int, taken: Iterable[str]) -> str:
    """Gives the record of a waiver for a finding, as an entry of the list of a waiver file.

    It ends after as many `days` as there may be. Its id is none of those `taken`.
    """
    finding = judged.finding
    lines = [(f"id: {_free(today.year, taken)}", ""), (f"rule: {finding.rule}", "")]
    if judged.manifest is not None:
        lines.append((f"manifest: {_scalar(judged.manifest)}", ""))
        if finding.path:
            lines.append((f"at: {_scalar(finding.path)}", "without it, all of the manifest"))
    term = f"the day it ends, {days} days after the approval at most"
    lines += [
        ("reason:", "why the rule can't be kept for now"),
        ("ticket:", "where more is written down; may stay blank"),
        ("requested_by:", ""),
        ("approved_by:", "somebody else"),
        (f"approved_on: {today}", ""),
        (f"expires: {_end(today, days)}", term),
    ]
    return "\n".join([*_about(judged), *_entry(lines)]) + "\n"


def obstacle(judged: Judged) -> str | None:
    """Gives why no waiver can lift a finding, None where one can."""
    finding = judged.finding
    if judged.change == "resolved":
        return "the change resolves this finding, so there is nothing to waive"
    if finding.rule in TITLES:
        return f"`{finding.rule}` is about a waiver, and can't be waived itself"
    if finding.level == "absolute":
        return f"`{finding.rule}` is absolute: no waiver can lift it"
    return None


def _about(judged: Judged) -> Iterator[str]:
    """Gives comments on the finding: what comes from manifests stays on one line and inert."""
    finding = judged.finding
    told = " ".join(f"{finding.file}:{finding.place.line}: {finding.message}".split())
    yield f"  # {inert(told)}"
    if judged.waiver is not None:
        yield f"  # waived until {judged.waiver.expires} by {inert(judged.waiver.id)}"


def _entry(lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    told = list(lines)
    wide = min(_WIDEST, max(len(text) for text, note in told if note))
    for number, (text, note) in enumerate(told):
        lead = "    " if number else "  - "
        yield f"{lead}{text:<{wide}}  # {note}" if note else f"{lead}{text}"


def _free(year: int, taken: Iterable[str]) -> str:
    numbers = [re.fullmatch(rf"W-{year:04}-(\d{{1,9}})", each) for each in taken]
    last = max((int(match[1]) for match in numbers if match), default=0)
    return f"W-{year:04}-{last + 1:03}"


def _end(today: date, days: int) -> date:
    return date.fromordinal(min(today.toordinal() + days, date.max.toordinal()))


def _scalar(text: str) -> str:
    """Gives a text as YAML reads it again."""
    if _PLAIN.fullmatch(text) and text not in _NULLS:
        return text
    dumped: str = yaml.safe_dump(text, default_style='"', width=float("inf"))
    return dumped.rstrip("\n")
