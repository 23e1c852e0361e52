"""Allowing: comments that take back a piece of advice where it stands, and say why.

`# allow CODE: REASON` speaks of its own line, or of the next one where it stands alone on its line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from remit.text.diagnostic import Diagnostic, did_you_mean
from remit.text.source import Source, Span


class Allowance(Struct, frozen=True):
    """A comment that takes back advice of one code on a line."""

    source: Source
    span: Span
    code: str
    reason: str
    line: int


def settled(
    found: Iterable[Diagnostic], sources: Iterable[Source], codes: Collection[str]
) -> list[Diagnostic]:
    """Gives the advice that no comment takes back, and what is wrong with such comments; `codes`
    are those of all advice."""
    allowances = [each for source in sources for each in _allowances(source)]
    said = [wrong for each in allowances if (wrong := _wrong(each, codes)) is not None]
    sound = {id(each): each for each in allowances if _wrong(each, codes) is None}
    used: set[int] = set()
    kept: list[Diagnostic] = []
    for one in found:
        by = [each for each in sound.values() if _covers(each, one)]
        used |= {id(each) for each in by}
        kept += [] if by else [one]
    idle = [_idle(each) for key, each in sound.items() if key not in used]
    return [*kept, *said, *idle]


def _covers(allowance: Allowance, one: Diagnostic) -> bool:
    here = allowance.source is one.source and one.severity == "advice"
    return here and allowance.code == one.code and allowance.line == one.place.line


def _allowances(source: Source) -> Iterator[Allowance]:
    for comment in _COMMENT.finditer(source.text):
        match = _ALLOW.match(comment[0])
        if match is None:
            continue
        line, column = source.position(comment.start())
        alone = not source.line(line)[: column - 1].strip()
        yield Allowance(
            source,
            Span(comment.start(), comment.start() + len(comment[0].rstrip())),
            match["code"],
            (match["reason"] or "").strip(),
            line + alone,
        )


def _wrong(allowance: Allowance, codes: Collection[str]) -> Diagnostic | None:
    if allowance.code not in codes:
        message = f"there is no advice `{allowance.code}` to allow"
        help = did_you_mean(allowance.code, codes, "advice")
    elif not allowance.reason:
        message = "the comment doesn't say why this is allowed"
        help = f"write the reason: `# allow {allowance.code}: ...`"
    else:
        return None
    return Diagnostic("bad-allow", message, allowance.source, allowance.span, help, "advice")


def _idle(allowance: Allowance) -> Diagnostic:
    message = f"there is no advice `{allowance.code}` on this line"
    help = "leave the comment out"
    return Diagnostic("idle-allow", message, allowance.source, allowance.span, help, "advice")


_COMMENT = re.compile(r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"""|"(?:[^"\\\r\n]|\\[^\r\n])*+"|#[^\r\n]*')
_ALLOW = re.compile(r"#\s*allow\s+(?P<code>[\w-]+)\s*(?::(?P<reason>.*))?$")
