"""Inputs: everything that a check takes in, gathered by the edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol, overload

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.courts import By
from remit.governance.setting import Setting
from remit.manifest.document import Node
from remit.manifest.schema import Fetch
from remit.text.alike import Alike
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source, Span

if TYPE_CHECKING:
    from remit.governance.ledger import Ledger

Block = Literal["all", "changed", "introduced"]

COMMAND_LINE = "command line"
"""The name of the source that holds the command as it was typed."""

WAIVER_DAYS = 180
"""So many days a waiver may hold, unless configured otherwise."""

STDIN = "<stdin>"
"""The name of what was read from standard input."""

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how many of it are done, and of how many."""


Task = Callable[[int], bytes]
Spread = Callable[[Task, int], Iterator[bytes | str]]
"""Does a task for each number from 0, here or elsewhere, and gives the answers in order; a text
says how the process was lost that was at it."""


Afar = Callable[[bytes, Sequence[Sequence["File"]]], Iterator[bytes | str]]
"""Has the shares of a kind done elsewhere, by a parcel that says all that they need besides their
files, and gives the answers in order, as `Spread` does."""


Search = Callable[["Files"], Sequence["File"]]
Seek = Callable[[tuple[str, frozenset[str]], "Files", Search], Sequence["File"]]
"""Gives those of some files that have an identity which others have that were asked for, by a
search; it is told of which kind they are and which identities are looked for."""


def one_by_one(task: Task, count: int) -> Iterator[bytes | str]:
    """Does a task for each number, one after the other."""
    return map(task, range(count))


At = Callable[..., tuple[Source, "Span | None"]]
"""Gives the place of a path in the configuration, or of the nearest thing above it."""


class Memory(Protocol):
    """What is known from earlier checks: of files, records by a key, which says all that they
    depend on besides the file; and bytes by a key, which says all that they depend on."""

    def blob(self, key: str) -> bytes | None:
        """Gives the bytes of a key, None where they aren't known."""

    def keep_blob(self, key: str, data: bytes) -> None:
        """Keeps the bytes of a key."""

    def known(self, key: str, files: Sequence[File]) -> Ledger:
        """Gives what came of files that have not changed; the others are lacking."""

    def keep(self, key: str, ledger: Ledger) -> None:
        """Keeps what came of all files of a key."""


class File(Alike, frozen=True, eq=False):
    """A file that was found: how messages name it, its path in the repository, and its content.

    `read` gives the bytes, or a text that says why they can't be read. `pack` names the policy pack
    that a rule file comes from. `place` is where it lies on the disk, if it does; `blob` is git's
    name for the content of one that lies in git alone.
    """

    name: str
    path: str
    read: Callable[[], bytes | str]
    pack: str | None = None
    place: str | None = None
    blob: str = ""
    aside = ("read", "place", "blob")


class Files(Sequence[File]):
    """Files in columns: their names, their paths in the repository, and their places. There may be
    thousands, and most are looked at by these alone, so one is `made` by its position when somebody
    asks for it."""

    def __init__(
        self,
        names: Sequence[str],
        paths: Sequence[str],
        places: Sequence[str | None],
        made: Callable[[int], File],
    ) -> None:
        self.names, self.paths, self.places = names, paths, places
        self._make = made
        self._made: dict[int, File] = {}

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, at: int) -> File: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[File]: ...
    def __getitem__(self, at: int | slice) -> File | Sequence[File]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        found = self._made.get(at)
        if found is None:
            at = range(len(self))[at]
            found = self._made[at] = self._make(at)
        return found

    def __iter__(self) -> Iterator[File]:
        return map(self.__getitem__, range(len(self)))


def in_columns(files: Sequence[File]) -> Files:
    """Gives files in columns."""
    if isinstance(files, Files):
        return files
    names, paths, places = ([getattr(f, part) for f in files] for part in ("name", "path", "place"))
    return Files(names, paths, places, files.__getitem__)


def by_name(files: Sequence[File]) -> Files:
    """Gives files in columns, in the order of their names."""
    columns = in_columns(files)
    names = list(columns.names)
    return columns if names == sorted(names) else in_columns(sorted(files, key=_name))


def _name(file: File) -> str:
    return file.name


class WaiverFiles(Struct, frozen=True):
    """The files with waivers, and the most days from a waiver's approval to its end.

    In `lenient` ones a waiver is passed over where its rule's policy takes no part in the check.
    """

    files: tuple[File, ...] = ()
    days: int = WAIVER_DAYS
    lenient: bool = False


class Override(Struct, frozen=True):
    """A literal given for a param by the configuration or a command, and where that was written.

    A `lenient` one is passed over where its policy takes no part in the check.
    """

    policy: str
    param: str
    value: Node
    source: Source
    span: Span
    lenient: bool = False


class Revision(Struct, frozen=True):
    """The base revision of a change, and what of it the check is about.

    `ref` is as it was asked for, `commit` its full name (empty where nothing was committed yet).
    `setting` is that of the base's own configuration, so that a change can't redefine what tells
    its manifests apart. `moved` gives the path before for each moved file, `changed` the paths that
    are new or changed, `gone` those at which no file is any more; `governing` are the changed files
    that judge the change. `checked` may hold a baseline; `blobs` has git's name for the content of
    those that the change doesn't touch, by their paths. `asked` are the paths whose manifests count
    when they are gone, None for all. `waivers` are the base's own: those are in force. Manifests
    may be `staged` ones, of the index.
    """

    ref: str
    commit: str
    setting: Setting
    found: Mapping[str, Sequence[File]]
    checked: Mapping[str, Sequence[File]]
    file_exists: Callable[[str, str | None], bool]
    moved: Mapping[str, str] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    blobs: Mapping[str, str] = field(default_factory=dict)
    governing: tuple[str, ...] = ()
    asked: frozenset[str] | None = None
    waivers: WaiverFiles = field(default_factory=WaiverFiles)
    staged: bool = False


class Inputs(Struct, frozen=True):
    """What to check against what.

    `rules` are the rule files, `neighbours` those in the same folders, from which they may `use`
    what is not among them. `schemas` gives, for each kind and register, the file name of its
    schema and what reads the schema's folder; `found` its files; `checked` those of them that were
    asked for. `base` is the revision that a change is compared with, `block` says which of its
    findings block. `selection` holds globs of rule ids, `required` the kinds and registers that
    must be there. `explained` asks for the fields that each rule reads. Rules are evaluated `by`
    compiled programs, by the interpreter, or by what is sooner done. Work on many files is
    `spread` over processes, or done `afar` where there is a fleet, and what came of them stands in
    `memory`; `seek` finds who has the identities of those that were asked for. `command` is what
    was typed, and `at` where the configuration says what, to point at. What was `noticed` about
    files that aren't checked is told as advice. Where a check is about what a change touches alone,
    `wider` gives the inputs of one about all.
    """

    setting: Setting
    rules: Sequence[File]
    schemas: Mapping[str, tuple[str, Fetch]]
    found: Mapping[str, Sequence[File]]
    checked: Mapping[str, Sequence[File]]
    today: date
    neighbours: Sequence[File] = ()
    waivers: WaiverFiles = field(default_factory=WaiverFiles)
    overrides: Sequence[Override] = ()
    selection: Sequence[str] = ()
    required: Sequence[str] = ()
    file_exists: Callable[[str, str | None], bool] = lambda path, beside: False
    base: Revision | None = None
    block: Block = "all"
    explained: bool = False
    spread: Spread = one_by_one
    afar: Afar | None = None
    memory: Memory | None = None
    seek: Seek = lambda sought, files, search: search(files)
    by: By = "either"
    progress: Progress = lambda doing, done, total: None
    command: Source = field(default_factory=lambda: Source(COMMAND_LINE, ""))
    at: At = lambda *path: (Source("configuration", ""), None)
    noticed: Sequence[Diagnostic] = ()
    wider: Callable[[], Inputs] | None = None

    def at_base(self, base: Revision) -> Inputs:
        """Gives the inputs of the same check of the base revision."""
        return replace(
            self,
            setting=base.setting,
            found=base.found,
            checked=base.checked,
            file_exists=base.file_exists,
            waivers=base.waivers,
            base=None,
        )

    def is_partial(self, kind: str) -> bool:
        """Says whether the check is about some manifests of a kind, and not about all."""
        return len(self.checked.get(kind, ())) < len(self.found.get(kind, ()))
