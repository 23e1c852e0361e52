"""Telling: the parts of a finding that every format for people words alike; all of it is inert."""

from __future__ import annotations

from remit.evaluation.finding import Because, Finding, Seen
from remit.governance.lines import Head, Line
from remit.governance.report import Judged
from remit.text.inert import inert


def about(head: Head) -> list[str]:
    """Gives what is to be known of a finding beside its rule, in a few words each."""
    words = [head.level]
    if head.outcome == "undecided":
        words.append("undecided")
    if head.starts:
        words.append(f"in force from {head.starts}")
    if head.change == "introduced":
        words.append("new with this change")
    if head.deleted:
        words.append("deleted")
    return words


def place(line: Line) -> str:
    """Gives the file, the line and the column of a finding."""
    return f"{inert(line.file)}:{line.line}:{line.column}"


def condition(because: Because) -> str:
    """Gives a condition on one line."""
    return inert(" ".join(because.condition.split()))


def where(finding: Finding, seen: Seen) -> str:
    """Gives the path and place of a value; nothing where it is what the finding's lines show."""
    if seen.line is None:
        return ""
    if seen.file is None and (seen.line, seen.column) == (finding.place.line, finding.place.column):
        return ""
    place = f"{inert(seen.file or finding.file)}:{seen.line}"
    place += f":{seen.column}" if seen.column is not None else ""
    path = seen.path or ""
    told = not path or seen.name == path or seen.name.endswith(f".{path}")
    return f"at {place}" if told else f"{inert(path)} at {place}"


def waiver(judged: Judged) -> str | None:
    """Gives the waiver that lifts a finding, and its terms."""
    found = judged.waiver
    if found is None:
        return None
    ticket = f" ({inert(found.ticket)})" if found.ticket else ""
    terms = f"until {found.expires}, approved by {inert(found.approved_by)}{ticket}"
    return f"waived by {inert(found.id)} {terms}: {inert(found.reason)}"
