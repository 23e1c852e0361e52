"""Namesakes: manifests that were not asked for, and have the identity of one that was.

Where a check is about some manifests of a kind, and no rule has it read the others, these may have
the identities of those. Which ones they have is known of files that are as they were in an earlier
check; all others are looked through. An identity stands in its file as it is written, so a file in
which its longest word doesn't stand has another one, and isn't read as YAML; only an escape could
hide it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial

from remit.governance.inputs import File, Files, Inputs, by_name, in_columns
from remit.governance.ledger import Told, ledger_of
from remit.governance.portfolio import Fellows
from remit.governance.records import NAMES, identities_of
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
            others = _others(kind.name, inputs)
            found = inputs.seek((kind.name, names), others, partial(_sought, names, work))
            work.others = ledger_of(_having(names, found, work))


def _sought(names: frozenset[str], work: Work, files: Files) -> list[File]:
    """Gives those of some files that have one of some identities."""
    return [file for file, _ in _having(names, _known_suspects(files, names, work), work)]


def _having(names: frozenset[str], files: Sequence[File], work: Work) -> list[Told]:
    """The same, each with its record."""
    if not files:
        return []
    told = zip(files, work.records(files), strict=True)
    return [each for each in told if not names.isdisjoint(identities_of(each[1]))]


def _others(kind: str, inputs: Inputs) -> Files:
    """Gives the files of a kind that weren't asked for."""
    found = in_columns(inputs.found[kind])
    asked = frozenset(in_columns(inputs.checked[kind]).paths)
    left = [at for at, path in enumerate(found.paths) if path not in asked]
    names, paths = ([column[at] for at in left] for column in (found.names, found.paths))
    return Files(names, paths, [found.places[at] for at in left], lambda at: found[left[at]])


def _known_suspects(files: Files, names: frozenset[str], work: Work) -> Files:
    """Gives the files that may have one of some identities; of those that are as they were in an
    earlier check, it is known which they have."""
    memory, key = work.inputs.memory, work.key(files)
    if memory is None or key is None:
        return by_name(_suspects(files, names, work.inputs))
    ledger = memory.known(key, files)
    read = _suspects([files[at] for at in sorted(ledger.lacking)], names, work.inputs)
    known = enumerate(ledger.columns[NAMES])
    found = [files[at] for at, own in known if at not in ledger.lacking and _has(own, names)]
    return by_name([*found, *read])


def _has(own: str | tuple[str, ...], names: frozenset[str]) -> bool:
    return own in names if isinstance(own, str) else not names.isdisjoint(own)


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
    return any(_stands_in(content, word) for word in words)


def _stands_in(content: bytes, word: bytes) -> bool:
    """Says whether a word stands somewhere in a file, and not as a part of a longer one."""
    at = content.find(word)
    while at >= 0:
        end = at + len(word)
        if not _WORD.match(content[at - 1 : at]) and not _WORD.match(content, end):
            return True
        at = content.find(word, end)
    return False


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
