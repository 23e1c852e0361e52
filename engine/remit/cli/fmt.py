"""`remit fmt`: puts rule files into the one layout."""

from __future__ import annotations

import difflib
import os
import re
from types import SimpleNamespace

from remit.cli.options import Options
from remit.cli.output import show, tell
from remit.cli.terminal import complain
from remit.manifest.reader import decode
from remit.syntax.layout import ChangedMeaningError, formatted
from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert
from remit.text.sentences import counted
from remit.text.source import Source
from remit.workspace.rewriting import RuleText, rewrite, rule_texts

ABOUT = """
There are no options of style. Comments stay where they are, lines end as the first one of their
file does, and a byte-order mark is left out. A file with mistakes is left as it is.

exit status: 0 all files are in the layout now; 1 with --check or --diff: some are not; 2 a file
has mistakes, is not there or can't be written"""

LF = "\n"
LEFT = "what has errors was left as it is"


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.epilog = ABOUT
    add = parser.add_argument
    add("paths", metavar="PATH", nargs="*", help="files or folders; - for standard input")
    add("--check", action="store_true", help="list the files that would change; write nothing")
    add("--diff", action="store_true", help="show what would change; write nothing")


def run(options: SimpleNamespace, command: Source) -> int:
    """Formats the files, tells of those that change, and gives the exit status."""
    texts, said = rule_texts(options.paths, os.getcwd(), command)
    looking = options.check or options.diff
    changed, unchanged = 0, 0
    for text in texts:
        after, problems = _formatted(text)
        if after is not None and looking:
            show(_difference(text, after) if options.diff else _listed(text, after))
        elif after is not None:
            problems = _written(text, after)
        said += problems
        if after is not None and not problems:
            changed += after != text.content
            unchanged += after == text.content
    complain(said, closing=LEFT)
    if "-" not in options.paths:
        tell(_tally(changed, unchanged, looking))
    return 2 if said else int(bool(looking and changed))


def _formatted(text: RuleText) -> tuple[bytes | None, list[Diagnostic]]:
    source, said = decode(text.name, text.content)
    if source is None:
        return None, said
    try:
        after, said = formatted(source)
    except ChangedMeaningError:
        tell(f"{inert(text.name)}: would say something else in the layout, and was left as it is\n")
        raise
    return (None if after is None else after.encode()), said


def _written(text: RuleText, after: bytes) -> list[Diagnostic]:
    """Writes a file where it changes, and standard input to standard output in any case."""
    if text.place is None:
        show(after.decode())
    elif after != text.content:
        why = rewrite(text.place, after)
        if why is not None:
            source = Source(text.name, "")
            return [Diagnostic("no-such-file", f"can't be written: {why}", source)]
        show(f"formatted  {inert(text.name)}\n")
    return []


def _listed(text: RuleText, after: bytes) -> str:
    return f"{inert(text.name)}\n" if after != text.content else ""


def _difference(text: RuleText, after: bytes) -> str:
    """Gives a unified diff, made for reading: what can't be seen in it is escaped."""
    before, name = _lines(text.content), inert(text.name)
    return "".join(map(_shown, difflib.unified_diff(before, _lines(after), name, name)))


def _lines(content: bytes) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", content.decode())


def _shown(line: str) -> str:
    rest = "" if line.endswith("\n") else "\\ No newline at end of file\n"
    return f"{line[0]}{inert(line[1:].rstrip(LF))}\n{rest}"


def _tally(changed: int, unchanged: int, looking: bool) -> str:
    if not changed:
        return f"{counted(unchanged, 'file')} unchanged\n" if unchanged else ""
    would = "would be " if looking else ""
    rest = f", {unchanged} unchanged" if unchanged else ""
    return f"{counted(changed, 'file')} {would}formatted{rest}\n"
