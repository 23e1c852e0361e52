"""The world of an evaluation: everything that a rule can see, handed in as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from remit.manifest.document import Document
from remit.manifest.plain import Plain
from remit.manifest.values import Unknown, Value

STEPS = 10_000_000
"""So many steps one rule may take on one manifest, unless configured otherwise."""

ENDLESS = 1 << 62
"""More steps than anything takes."""

CHARACTERS = 256
"""So many characters of a text are walked through in one step."""

KEPT = 4
"""An element of a list that is made costs so many steps, since it takes up memory, too."""

WIDE = 16
"""A collection of fewer members is gone through."""

LOST = "the manifest on the base revision can't be read"
"""Why rules can't be decided where nothing of a baseline is known."""

Change = Literal["no base", "new", "kept", "deleted", "unreadable"]


class Manifest(Struct, frozen=True, eq=False):
    """One document of a kind, typed by its schema.

    `file` is how messages name it, `path` its place in the repository (`path_of`). `wrong` holds
    the plain paths that its schema findings in the same report name, so that nothing is said about
    them twice. `identity_keys` is the plain path of the field that holds the identity. `plain` is
    the plain form of `value` (see `manifest/plain.py`) where that is known: of most manifests
    without a mistake; None of others.
    """

    kind: str
    identity: str
    file: str
    path: str
    document: Document
    value: Value
    wrong: frozenset[tuple[str | int, ...]] = frozenset()
    identity_keys: tuple[str | int, ...] = ()
    plain: Plain = None

    @property
    def is_plain(self) -> bool:
        """Says whether all of it is known as it was read, and where it stands in its text."""
        document, plain = self.document, self.plain
        return plain is not None and document.raw is plain and document.counted is None


class Collection(Struct, frozen=True, dict=True):
    """Every manifest of a kind. `unreadable` names files that can't be read and have no finding of
    their own in the report; `found` is False where nothing of the kind exists and none need."""

    members: tuple[Manifest, ...] = ()
    unreadable: tuple[str, ...] = ()
    found: bool = True

    @cached_property
    def value(self) -> Value:
        """Gives the members as a list for rules."""
        return Value([member.value for member in self.members])


class Kept(Struct, frozen=True):
    """What is known of lists from looking elements up in them (see `lookups.py`), what the names of
    a policy define, by its `id`, and what is kept of expressions by theirs (see `pools.py`)."""

    asked: dict[int, Any] = field(default_factory=dict)
    indexes: dict[tuple[int, int], Any] = field(default_factory=dict)
    defines: dict[tuple[int, str], tuple[Any, Any]] = field(default_factory=dict)
    pools: dict[int, Any] = field(default_factory=dict)


class World(Struct, frozen=True, dict=True):
    """Collections and registers by the names that rules use (a collection's is the kind's plural).

    A register is a value, Unknown where it can't be read, None where there is none and none need
    be. `params` by (policy, name), already chosen for `today`. `file_exists(path, beside)` answers
    for a path in the repository, or, beginning with `./`, beside the file `beside`. `steps` bounds
    the work of one rule on one manifest. `references` are the documents behind the registers.
    """

    today: date
    collections: Mapping[str, Collection] = field(default_factory=dict)
    registers: Mapping[str, Value | Unknown | None] = field(default_factory=dict)
    params: Mapping[tuple[str, str], Value] = field(default_factory=dict)
    file_exists: Callable[[str, str | None], bool] = lambda path, beside: False
    steps: int = STEPS
    references: tuple[Manifest, ...] = ()

    @cached_property
    def is_wide(self) -> bool:
        """Says whether there is a collection of which rules shouldn't go through the members again
        and again."""
        return any(len(each.members) >= WIDE for each in self.collections.values())

    @cached_property
    def kept(self) -> Kept:
        """Gives what is known of the lists that are there for all subjects."""
        return Kept()

    def asking(self, file_exists: Callable[[str, str | None], bool]) -> World:
        """Gives the same world where others say which files there are."""
        found = replace(self, file_exists=file_exists)
        found.__dict__.update(kept=self.kept, members=self.members)
        return found

    @cached_property
    def members(self) -> dict[int, Manifest]:
        """Gives the manifests of all collections and registers by the `id` of their document."""
        found = [m for collection in self.collections.values() for m in collection.members]
        return {id(member.document): member for member in [*found, *self.references]}


class Subject(Struct, frozen=True):
    """What one evaluation is about: a manifest (None where deleted, or for a rule that is evaluated
    once) and its baseline. `change` says what `baseline` means: without a base revision, or where
    the manifest is new, there is none; an unreadable one leaves the rule undecided."""

    manifest: Manifest | None
    baseline: Manifest | None = None
    change: Change = "no base"

    @property
    def own(self) -> Manifest | None:
        """Gives the manifest that findings are placed in: of a deleted one, its baseline."""
        return self.manifest or self.baseline
