"""The book: everything that a handbook says, ready for any form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from msgspec import Struct, field

from remit.syntax.tree import Level
from remit.workbench.english.clauses import Line
from remit.workbench.english.meanings import Part

State = Literal["in force", "ending soon", "ended", "not yet"]


class Outcome(Struct, frozen=True):
    """What an example comes to: a message at a path, and what to do."""

    outcome: str
    message: str
    path: str
    hint: str | None


class Example(Struct, frozen=True):
    """A case of a test: its name, what it lays over which manifest (YAML as it is written), or
    some lines of a manifest as it stands; and the findings of the rule."""

    name: str
    given: str | None
    yaml: str
    found: tuple[Outcome, ...] = ()


class Setting(Struct, frozen=True):
    """A param: its values, each with the day that it begins on, and what the configuration says."""

    name: str
    about: str | None
    values: tuple[tuple[str, date | None], ...]
    configured: str | None
    rules: tuple[str, ...]


class Meaning(Struct, frozen=True):
    """A define or decision table that rules use: what it means, and the policy it is taken from."""

    name: str
    home: str
    parts: tuple[Part, ...]


class Field(Struct, frozen=True):
    """A field that a rule reads, where it looks for it, and what the schema says of it."""

    kind: str
    path: tuple[str, ...]
    where: str
    about: str | None


class Entry(Struct, frozen=True):
    """A rule as the handbook tells it. `looks_at` names what it sees besides its manifest,
    `otherwise` what it says where it isn't kept, each with what to do. `uses` are its defines and
    params, each with its policy."""

    id: str
    title: str
    level: Level
    scope: str
    looks_at: tuple[str, ...]
    in_force: str | None
    owner: str | None
    source: str | None
    link: str | None
    tags: tuple[str, ...]
    formerly: tuple[str, ...]
    demands: tuple[Line, ...]
    uses: tuple[tuple[str, str], ...]
    otherwise: tuple[tuple[str, str | None], ...]
    fields: tuple[Field, ...]
    failing: Example | None = None
    passing: Example | None = None


class Chapter(Struct, frozen=True):
    """A policy: its purpose, what it governs, its rules, params, and words."""

    name: str
    title: str
    kind: str
    owner: str | None
    file: str
    entries: tuple[Entry, ...]
    settings: tuple[Setting, ...]
    meanings: tuple[Meaning, ...]


class Asked(Struct, frozen=True):
    """A field in the index: what it is, and the rules that ask something of it, each with where it
    looks for it. A field `within` others has none of its own, but so many rules ask of those."""

    path: tuple[str, ...]
    what: str
    about: str | None
    rules: tuple[tuple[str, tuple[str, ...]], ...] = ()
    within: int = 0


class Recorded(Struct, frozen=True):
    """A waiver in the register, and how it stands on the day."""

    id: str
    rule: str
    manifest: str | None
    at: str
    reason: str
    ticket: str | None
    requested_by: str
    approved_by: str
    approved_on: date
    expires: date
    state: State


class Register(Struct, frozen=True):
    """The waivers as they stand on a day."""

    as_of: date
    waivers: tuple[Recorded, ...]


class Book(Struct, frozen=True):
    """A handbook: policies, the index by kind (or register) and field, and the waivers, None where
    they are left out."""

    title: str
    preface: str
    chapters: tuple[Chapter, ...]
    index: Mapping[str, tuple[Asked, ...]] = field(default_factory=dict)
    register: Register | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Gives all rules."""
        return tuple(entry for chapter in self.chapters for entry in chapter.entries)
