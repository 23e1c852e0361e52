"""Ledgers: what came of the files of a kind, in columns.

Of thousands of files most are as they were, and a check asks the same few things of each. So these
stand in lists beside each other, which are kept, loaded and looked through as a whole. Most of a
record is what its findings tell, and what other rules read; that is loaded where somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableSequence, Sequence
from operator import add
from typing import Any

from msgspec import Struct, field

from remit.governance import lines
from remit.governance.inputs import File, Files, in_columns
from remit.governance.records import (
    BLANK,
    FACTS,
    LIGHT,
    LINES,
    NAMES,
    READABLE,
    SAID,
    Fact,
    Record,
)

Told = tuple[File, Record]

Columns = list[MutableSequence[Any]]
"""Parts of records beside each other, each those of all files."""


class Ledger(Struct, eq=False):
    """What came of some files, in their order: the light `columns` of their records. The `heavy`
    ones are loaded late; where that fails, a record is `made` again. Nothing is known yet of the
    files at positions that are `lacking`; what is `new` wasn't loaded. Where somebody else is at
    other files, `hear` waits for what comes of these."""

    files: Files
    columns: Columns
    heavy: Callable[[], Columns | None] = lambda: None
    lacking: set[int] = field(default_factory=set)
    new: dict[int, Record] = field(default_factory=dict)
    hear: Callable[[], None] | None = None
    made: Callable[[File], Record] | None = None
    whole: list[Record] | None = None

    def __len__(self) -> int:
        return len(self.files)

    def __iter__(self) -> Iterator[Told]:
        """Gives each file with its whole record."""
        return zip(self.files, self.records, strict=True)

    def __getitem__(self, at: int) -> Told:
        """Gives the file at a position with its whole record."""
        return self.files[at], self.new.get(at) or self.records[at]

    @property
    def records(self) -> list[Record]:
        """Gives the whole records of all files."""
        found = self.whole
        if found is None:
            found = self.whole = list(self._records())
        return found

    def _records(self) -> Iterator[Record]:
        new = self.new.get
        heavy = self.heavy() if len(self.new) < len(self.files) else None
        if heavy is not None:
            loaded = map(add, zip(*self.columns, strict=True), zip(*heavy, strict=True))
            yield from (new(at) or record for at, record in enumerate(loaded))
            return
        for at, file in enumerate(self.files):
            record = new(at)
            if record is None:
                assert self.made is not None
                record = self.made(file)
            yield record

    def fill(self, found: Mapping[int, Record]) -> None:
        """Notes what came of files, by their positions."""
        if not found:
            return
        self.new.update(found)
        self.lacking -= found.keys()
        self.whole = None
        if len(self.new) == len(self.files):
            every = zip(*[self.new[at] for at in range(len(self.new))], strict=True)
            columns: Columns = [list(column) for column in every]
            self.columns, self.heavy = columns[:LIGHT], lambda: columns[LIGHT:]
            return
        for at, record in found.items():
            for column, part in zip(self.columns, record, strict=False):
                column[at] = part

    def drop(self, at: int) -> None:
        """Forgets what is known of the file at a position."""
        self.new.pop(at, None)
        self.whole = None
        self.lacking.add(at)

    # -- what is asked of all ---------------------------------------------------------------------

    def asking(self) -> list[tuple[int, tuple[Fact, ...]]]:
        """Gives the positions of the files whose rules asked for others, with what they saw."""
        return [(at, facts) for at, facts in enumerate(self.columns[FACTS]) if facts]

    def are_readable(self) -> bool:
        """Says whether all files could be read."""
        return self.columns[READABLE].count(True) == len(self.files)

    def identities(self) -> list[str]:
        """Gives the identities of all manifests."""
        names = list(self.columns[NAMES])
        if set(map(type, names)) <= {str}:
            return names
        return [name for each in names for name in ([each] if isinstance(each, str) else each)]

    def lines(self) -> list[lines.Told]:
        """Gives what lines tell of what blocks in each file where something does."""
        told = zip(self.files.names, self.columns[LINES], strict=True)
        return [each for each in told if each[1]]

    def said(self) -> list[bytes]:
        """Gives what was said of each file but the findings."""
        heavy = self.heavy() if self.whole is None else None
        if heavy is None:
            return [record[SAID] for record in self.records]
        said = list(heavy[SAID - LIGHT])
        for at, record in self.new.items():
            said[at] = record[SAID]
        return said


def ledger_of(told: Iterable[Told]) -> Ledger:
    """Gives a ledger of some files, of which everything is known."""
    every = list(told)
    ledger = empty([file for file, _ in every])
    ledger.fill({at: record for at, (_, record) in enumerate(every)})
    return ledger


def empty(files: Sequence[File]) -> Ledger:
    """Gives the ledger of some files of which nothing is known."""
    columns: Columns = [[part] * len(files) for part in BLANK[:LIGHT]]
    return Ledger(in_columns(files), columns, lacking=set(range(len(files))))
