"""Cases of the rule language: pieces of rule files with the expected diagnostics as comments.

A file under tests/lang holds cases, split by lines of `---`. A comment on a line says what is
expected there, as often as needed: `# error: 11 [code] "part of message or help"` names the column,
the code and a part of what is said; `# advice: ...` expects advice instead of an error. Anything
that is not expected fails, and so does anything that is missing.

A case that begins with an item of a file gets a policy's header put before it, one that begins with
a clause gets a rule's, too; on a line of their own, which doesn't count. A case that begins with
`policy`, or with the comment `# whole file`, is taken as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from remit.text.diagnostic import Diagnostic
from remit.text.source import Source

POLICY_HEADER = 'policy test governs project "Test."'
RULE_HEADER = 'rule test mandatory "Test."'


class Expected(Struct, frozen=True, order=True, dict=True):
    """A diagnostic that a comment asks for; lines count in the file of cases."""

    line: int
    column: int
    severity: str
    code: str
    part: str


class Case(Struct, frozen=True, dict=True):
    """A piece of a rule file: `shift` is what its lines lack to be lines of the file of cases."""

    name: str
    source: Source
    shift: int
    expected: tuple[Expected, ...]

    def failures(self, diagnostics: Iterable[Diagnostic]) -> list[str]:
        """Gives what is missing and what is not expected, one line each; nothing if all is well."""
        missing = list(self.expected)
        unexpected = []
        for diagnostic in diagnostics:
            met = next((e for e in missing if self._meets(diagnostic, e)), None)
            if met is not None:
                missing.remove(met)
            else:
                unexpected.append(self._shown(diagnostic))
        return [f"unexpected: {text}" for text in unexpected] + [f"missing: {e}" for e in missing]

    def _line(self, diagnostic: Diagnostic) -> int:
        return diagnostic.place.line + self.shift

    def _meets(self, found: Diagnostic, expected: Expected) -> bool:
        return (
            self._line(found) == expected.line
            and found.place.column == expected.column
            and found.severity == expected.severity
            and found.code == expected.code
            and (expected.part in found.message or expected.part in (found.help or ""))
        )

    def _shown(self, found: Diagnostic) -> str:
        return (
            f"{self.source.name}:{self._line(found)}: {found.severity}: {found.place.column} "
            f"[{found.code}] {found.message} ({found.help})"
        )


def cases(path: Path) -> list[Case]:
    """Gives the cases of a file."""
    found, first = [], 1
    for chunk in re.split(r"(?m)^---\n", path.read_text(encoding="utf-8")):
        if chunk.strip():
            found.append(_case(path, chunk, first))
        first += chunk.count("\n") + 1
    return found


def all_cases(folder: Path) -> list[Case]:
    """Gives the cases of all files of a folder and of those below it."""
    return [case for path in sorted(folder.rglob("*.remit")) for case in cases(path)]


_EXPECTED = re.compile(r'# (error|advice): (\d+) \[([a-z-]+)\] "(.*?)"\s*(?=# (?:error|advice):|$)')
_ITEM = re.compile(r"(?:use|param|define|table|rule)\b")


def _case(path: Path, chunk: str, first: int) -> Case:
    header = _header(chunk)
    expected = [
        Expected(number, int(match[2]), match[1], match[3], match[4])
        for number, line in enumerate(chunk.splitlines(), first)
        for match in _EXPECTED.finditer(line)
    ]
    asked = len(re.findall(r"# ?(?:error|advice):", chunk))
    assert asked == len(expected), f"{path}:{first}: an expectation can't be read"
    name = f"{path.parent.name}/{path.stem}:{first}"
    source = Source(str(path.name), header + chunk)
    return Case(name, source, first - 1 - header.count("\n"), tuple(sorted(expected)))


def _header(chunk: str) -> str:
    lines = [line.strip() for line in chunk.splitlines()]
    start = next((line for line in lines if line and not line.startswith("#")), "")
    if any(line.startswith("# whole file") for line in lines) or re.match(r"policy\b", start):
        return ""
    return f"{POLICY_HEADER}\n" if _ITEM.match(start) else f"{POLICY_HEADER} {RULE_HEADER}\n"
