"""Inputs: everything that a check takes in, gathered by the edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from remit.governance.setting import Setting
from remit.manifest.document import Node
from remit.manifest.schema import Fetch
from remit.text.source import Source, Span

COMMAND_LINE = "command line"
"""The name of the source that holds the command as it was typed."""

STDIN = "<stdin>"
"""The name of what was read from standard input."""

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how many of it are done, and of how many."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was found: how messages name it, its path in the repository, and its content.

    `read` gives the bytes, or a text that says why they can't be read.
    """

    name: str
    path: str
    read: Callable[[], bytes | str] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Override:
    """A literal given for a param by the configuration or a command, and where that was written.

    A `lenient` one is passed over where its policy takes no part in the check.
    """

    policy: str
    param: str
    value: Node
    source: Source
    span: Span
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Inputs:
    """What to check against what.

    `rules` are the rule files, `neighbours` those in the same folders, from which they may `use`
    what is not among them. `schemas` gives, for each kind and register, the file name of its
    schema and what reads the schema's folder; `found` its files; `checked` those of them that were
    asked for. `selection` holds globs of rule ids, `required` the kinds and registers that must be
    there. `explained` asks for the fields that each rule reads. `command` is what was typed, to
    point at.
    """

    setting: Setting
    rules: Sequence[File]
    schemas: Mapping[str, tuple[str, Fetch]]
    found: Mapping[str, tuple[File, ...]]
    checked: Mapping[str, tuple[File, ...]]
    today: date
    neighbours: Sequence[File] = ()
    overrides: Sequence[Override] = ()
    selection: Sequence[str] = ()
    required: Sequence[str] = ()
    file_exists: Callable[[str, str | None], bool] = lambda path, beside: False
    explained: bool = False
    progress: Progress = lambda doing, done, total: None
    command: Source = field(default_factory=lambda: Source(COMMAND_LINE, ""))
