"""Namesakes: manifests that were not asked for, and have the identity of one that was.

Where a check is about some manifests of a kind, and no rule has it read the others, these are
looked through for the identities of those. An identity stands in its file as it is written, so a
file in which its longest word doesn't stand has another one, and isn't read as YAML; only an escape
could hide it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from remit.governance.inputs import File, Inputs
from remit.governance.ledger import ledger_of
from remit.governance.portfolio import Fellows
from remit.governance.records import identities_of
from remit.governance.works import Work

_WORD = re.compile(rb"[A-Za-z0-9_\x80-\xff-]+")

_FEW = 8
"""So many words are sooner looked for one by one than among all words of a file."""


def notice(works: Iterable[Work], inputs: Inputs, fellows: Fellows) -> None:
    """Adds to works the files that weren't asked for and have an identity of those that were; where
    a rule names the collection of a kind, works have all others already."""
    for work in works:
        kind = work.kind
        if kind.identity and kind.plural not in fellows.plurals and inputs.is_partial(kind.name):
            names = frozenset(work.told.identities())
            asked = frozenset([file.path for file in inputs.checked[kind.name]])
            others = [file for file in inputs.found[kind.name] if file.path not in asked]
            suspects = _suspects(others, names, inputs)
            told = zip(suspects, work.records(suspects), strict=True)
            work.others = ledger_of(
                each for each in told if not names.isdisjoint(identities_of(each[1]))
            )


def _suspects(files: Sequence[File], names: frozenset[str], inputs: Inputs) -> list[File]:
    """Gives the files that may have one of some identities."""
    words = [max(_WORD.findall(_bytes(name)), key=len, default=b"") for name in names]
    paths = {path for name in names for path in (name, name.rpartition("#")[0])}
    if b"" in words:
        return list(files)
    found: list[File] = []
    for number, file in enumerate(files):
        inputs.progress("looking for the same identity", number, len(files))
        content = file.read()
        if file.path in paths or (isinstance(content, bytes) and _may_hold(content, words)):
            found.append(file)
    return found


def _may_hold(content: bytes, words: Sequence[bytes]) -> bool:
    """Says whether one of some words may stand in a file: as it is, or written with escapes."""
    if b"\\" in content:
        return True
    if len(words) > _FEW:
        return not frozenset(words).isdisjoint(_WORD.findall(content))
    return any(word in content for word in words)


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
