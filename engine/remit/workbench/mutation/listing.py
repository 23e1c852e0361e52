"""The list of mutants that are right to live: its format, and which survivors it is about."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field

from remit.governance.waiver_format import Said
from remit.text.diagnostic import Diagnostic
from remit.workbench.mutation.mutants import Mutant, on_one_line
from remit.workbench.mutation.trial import Target, Verdict


class ListedMutant(BaseModel):
    """A change of a rule that no case tells from it, and why that is right."""

    model_config = ConfigDict(extra="forbid", strict=True)

    rule: Said = Field(
        description="What is changed: a rule as `policy/rule`, a define or param as `policy.name`."
    )
    was: Said = Field(description="The part that is changed, as it is written.")
    becomes: str = Field(default="", description="What it is changed to; empty where left out.")
    reason: Said = Field(description="Why no case can tell, or why none should.")


class MutantFile(BaseModel):
    """`mutants.yaml` beside rule files: the mutants of their rules that are right to live."""

    model_config = ConfigDict(extra="forbid", strict=True)

    mutants: list[ListedMutant] = Field(description="The mutants; [] for none.")


class Survivor(Struct, frozen=True, eq=False):
    """A mutant that no case has killed, and what it is a mutant of."""

    target: Target
    mutant: Mutant

    @property
    def key(self) -> tuple[str, str, str]:
        """Gives what a list knows it by."""
        source = self.target.home.source
        return (self.target.name, self.mutant.was(source), self.mutant.becomes(source))


class Mutation(Struct, frozen=True, eq=False):
    """What became of all mutants: each target's verdict, the survivors that are not listed, how
    many are, and what is said of lists that name what doesn't survive."""

    verdicts: tuple[tuple[Target, Verdict], ...]
    survivors: tuple[Survivor, ...]
    listed: int
    stale: tuple[Diagnostic, ...]

    @property
    def killed(self) -> int:
        """Gives how many mutants cases have killed."""
        return sum(verdict.killed for _, verdict in self.verdicts)

    @property
    def equivalent(self) -> int:
        """Gives how many mutants nothing could tell from what they were made of."""
        return sum(verdict.equivalent for _, verdict in self.verdicts)


def sifted(
    survivors: Sequence[Survivor], listed: Sequence[ListedMutant]
) -> tuple[list[Survivor], list[int]]:
    """Gives the survivors that no list names, and the positions of what is listed in vain."""
    keys = [(each.rule, on_one_line(each.was), on_one_line(each.becomes)) for each in listed]
    alive = {survivor.key for survivor in survivors}
    known = set(keys)
    left = [survivor for survivor in survivors if survivor.key not in known]
    return left, [at for at, key in enumerate(keys) if key not in alive]
