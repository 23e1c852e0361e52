"""The shape of an impact as a model, which documents it and which its writer is held to."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from remit.reporters.json_shape import StakeShape


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Tool(_Shape):
    """What wrote the impact."""

    version: str = Field(description="The version of remit.")
    language: int = Field(description="The version of the rule language.")
    impact: int = Field(description="The version of this format.")


class MoneyShape(_Shape):
    """The money of some manifests in one currency."""

    currency: str | None
    amount: int | float
    manifests: int = Field(description="How many manifests say how much.")


class CountShape(_Shape):
    """How many manifests, and their money; each manifest counts once."""

    manifests: int
    money: list[MoneyShape]


class SumsShape(CountShape):
    """All that changes, and the part of it that blocks."""

    blocking: CountShape


class SummaryShape(_Shape):
    """The counts of the impact."""

    manifests: int = Field(description="Manifests that were judged by both versions.")
    rules: int = Field(description="Rules of the new version.")
    failing: SumsShape
    passing: SumsShape


class FindingShape(_Shape):
    """A finding that comes or goes."""

    outcome: Literal["violated", "undecided"]
    status: Literal["active", "waived", "upcoming"]
    line: int
    column: int
    path: str
    message: str
    fingerprint: str


class ShiftShape(_Shape):
    """What changes for one manifest under one rule."""

    kind: str
    manifest: str | None = Field(description="The identity; null for a rule evaluated once.")
    file: str
    blocking: bool
    stake: StakeShape | None
    findings: list[FindingShape]


class RuleShape(CountShape):
    """What changes under one rule."""

    rule: str = Field(description="By its new name.")
    terms: str = Field(description="Its level, and its standing where it isn't in force.")
    shifts: list[ShiftShape]


class ManifestShape(_Shape):
    """What changes for one manifest."""

    kind: str
    manifest: str
    stake: StakeShape | None
    failing: list[str] = Field(description="The rules that it newly fails.")
    passing: list[str] = Field(description="The rules that it newly passes.")


class RevisedShape(CountShape):
    """A rule whose level or standing changes, and who fails it in the new version."""

    rule: str
    before: str
    after: str


class ImpactShape(_Shape):
    """What `remit impact --format json` writes."""

    remit: Tool
    as_of: date
    new: list[str] = Field(description="Where the new policies are from.")
    old: list[str] | None = Field(description="Where the old ones are; null: the configured ones.")
    summary: SummaryShape
    failing: list[RuleShape]
    passing: list[RuleShape]
    manifests: list[ManifestShape]
    revised: list[RevisedShape]
    added: list[str] = Field(description="Rules that only the new version has.")
    dropped: list[str] = Field(description="Rules that only the old version had.")
