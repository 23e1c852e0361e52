"""Markdown: the report as a comment on a change, or as the summary of a job: what blocks first.

GitHub takes comments of 65,536 characters, so each part has its room, and says what it left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from remit.governance.report import Judged, Report, summary
from remit.reporters.bearing import bearing, by_weight, excuse
from remit.reporters.closing import account
from remit.reporters.markdown_text import code, fenced, prose
from remit.reporters.mistakes import mistakes
from remit.reporters.paint import plain
from remit.reporters.text import block
from remit.reporters.view import View
from remit.text.sentences import counted

_ROOM_FOR_ROWS = 16_000
_ROOM_FOR_REASONS = 28_000
_LONGEST = 400
_HEAD = ("| where | what | rule |", "|:--|:--|:--|")
_HEAD_BESIDES = ("| where | what | rule | why it doesn't block |", "|:--|:--|:--|:--|")


def render(report: Report, view: View) -> str:
    """Gives the report as Markdown; the view changes nothing in it."""
    parts = _refusal(report) if report.refused else _parts(report)
    return "\n\n".join(parts) + "\n"


def _refusal(report: Report) -> Iterator[str]:
    yield "### Remit: nothing was checked"
    yield "Something that the check needs is wrong, so this is no pass."
    yield fenced(_clipped(mistakes(report.diagnostics).splitlines(), _ROOM_FOR_REASONS))


def _parts(report: Report) -> Iterator[str]:
    found = by_weight(report.findings)
    blocking = [judged for judged in found if judged.blocking]
    resolved = [judged for judged in found if bearing(judged) == "resolved"]
    others = found[len(blocking) : len(found) - len(resolved)]
    yield f"### Remit: {_verdict(report)}"
    if blocking:
        yield _table(_HEAD, [_row(judged) for judged in blocking])
    yield "\n".join(f"- {prose(line)}" for line in account(report, plain))
    if blocking:
        about = "Why, and what to do"
        yield _folded(f"{about} ({len(blocking)})", _reasons(blocking))
    if others:
        rows = [_row(judged) + f" {prose(_short(excuse(judged)))} |" for judged in others]
        yield _folded(f"What doesn't block ({len(others)})", _table(_HEAD_BESIDES, rows))
    if resolved:
        rows = [_row(judged) for judged in resolved]
        yield _folded(f"What the change resolves ({len(resolved)})", _table(_HEAD, rows))


def _verdict(report: Report) -> str:
    blocking = summary(report).blocking
    if not blocking:
        return "nothing blocks"
    return f"{counted(blocking, 'finding')} {'blocks' if blocking == 1 else 'block'}"


def _row(judged: Judged) -> str:
    finding = judged.finding
    message = finding.message + (" (the manifest is deleted)" if finding.deleted else "")
    where = f"{finding.file}:{finding.place.line}"
    return f"| {code(_short(where))} | {prose(_short(message))} | {code(finding.rule)} |"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _table(head: Sequence[str], rows: Sequence[str]) -> str:
    kept = list(_fitting(rows, _ROOM_FOR_ROWS))
    table = "\n".join([*head, *kept])
    left = len(rows) - len(kept)
    return f"{table}\n\n{_left_out(left)}" if left else table


def _reasons(found: Sequence[Judged]) -> str:
    """Gives each finding as the text format tells it, as many as there is room for."""
    blocks = ["\n".join(_lines(judged)) for judged in found]
    kept = list(_fitting(blocks, _ROOM_FOR_REASONS))
    left = len(blocks) - len(kept)
    text = fenced("\n\n".join(kept))
    return f"{text}\n\n{_left_out(left)}" if left else text


def _lines(judged: Judged) -> Iterator[str]:
    return (_short(line) for line in block(judged, plain, first=True))


def _left_out(count: int) -> str:
    return f"{count} more would be too long for here."


def _fitting(parts: Iterable[str], room: int) -> Iterator[str]:
    for part in parts:
        room -= len(part) + 2
        if room < 0:
            return
        yield part


def _clipped(lines: Iterable[str], room: int) -> str:
    return "\n".join(_fitting((_short(line) for line in lines), room))


def _folded(title: str, text: str) -> str:
    return f"<details>\n<summary>{title}</summary>\n\n{text}\n\n</details>"
