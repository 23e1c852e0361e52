"""The setting of a check: kinds, registers and limits, configured or built in."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from remit.evaluation.world import STEPS
from remit.manifest.limits import Limits


class Kind(Struct, frozen=True):
    """A kind of manifest. `files` are patterns from the configuration's folder.

    `identity` holds the field paths that make up the identity, none where it is the file's path.
    `select` picks documents: each path has to lead to one of its texts. A kind that is `needed`
    was configured by the user; without manifests its collection is empty rather than not there.
    """

    name: str
    plural: str
    schema: str
    files: tuple[str, ...]
    identity: tuple[str, ...] = ()
    select: tuple[tuple[str, tuple[str, ...]], ...] = ()
    needed: bool = True


class Register(Struct, frozen=True):
    """A single document of reference data; `file` is its path, or a pattern if not `needed`."""

    name: str
    file: str
    schema: str
    needed: bool = True


class Setting(Struct, frozen=True):
    """What can be checked, and within which limits."""

    kinds: Mapping[str, Kind]
    registers: Mapping[str, Register]
    limits: Limits = field(default_factory=Limits)
    steps: int = STEPS

    def names(self) -> dict[str, str]:
        """Gives what rules and users may call a kind or register by, and its name."""
        plurals = {kind.plural: kind.name for kind in self.kinds.values()}
        return plurals | {name: name for name in (*self.kinds, *self.registers)}
