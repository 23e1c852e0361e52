"""Files of YAML in cases, each with what is expected of it in comments.

A case begins with a line `# case: NAME`, which may go on with limits: `# case: deep; depth=2`. A
line `a: @b  # error: 4 [yaml] "begin"` expects, on that line at column 4, a diagnostic with that
code whose message or help holds that text (which may stand in single quotes, too); a line may
expect several. Whatever else is found fails,
and so does what isn't. Files are bytes, so that a case may be no UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from remit.manifest.limits import Limits
from remit.text.diagnostic import Diagnostic

_CASE = re.compile(rb"^# case: ([^;#\n]*)(?:; *([a-z]+)=(\d+))?.*\n", re.MULTILINE)
_EXPECTED = re.compile(r"# error: (\d+) \[([\w-]+)\] ([\"'])(.*?)\3")


class Case(Struct, frozen=True):
    name: str
    first_line: int
    data: bytes
    limits: Limits


def cases(folder: Path, pattern: str = "*.yaml") -> Iterator[Case]:
    """Gives the cases of all files of a folder; each holds its own header line."""
    for file in sorted(folder.glob(pattern)):
        data = file.read_bytes()
        found = list(_CASE.finditer(data))
        assert found, f"{file.name} has no case"
        assert found[0].start() == 0, f"{file.name} doesn't begin with a case"
        ends = [match.start() for match in found[1:]] + [len(data)]
        for match, end in zip(found, ends, strict=True):
            limits = Limits(**{match[2].decode(): int(match[3])}) if match[2] else Limits()
            name = f"{file.stem}: {match[1].decode().strip()}"
            line = data.count(b"\n", 0, match.start()) + 1
            yield Case(name, line, data[match.start() : end], limits)


def differences(case: Case, found: list[Diagnostic]) -> list[str]:
    """Gives what is expected and missing, and what is found and unexpected."""
    wrong: list[str] = []
    left = list(found)
    for number, line in enumerate(case.data.decode("utf-8", "replace").split("\n"), 1):
        for match in _EXPECTED.finditer(line):
            fits = [d for d in left if _fits(d, number, int(match[1]), match[2], match[4])]
            if fits:
                left.remove(fits[0])
            else:
                wrong.append(f"missing: line {case.first_line + number - 1}: {match[0]}")
    return wrong + [f"unexpected: {_shown(case, diagnostic)}" for diagnostic in left]


def _fits(found: Diagnostic, line: int, column: int, code: str, part: str) -> bool:
    place = found.place
    said = f"{found.message} {found.help}"
    return (place.line, place.column, found.code) == (line, column, code) and part in said


def _shown(case: Case, found: Diagnostic) -> str:
    line = case.first_line + found.place.line - 1
    said = f"{found.message} ({found.help})"
    return f"line {line}: # error: {found.place.column} [{found.code}] {said}"
