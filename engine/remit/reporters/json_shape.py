"""The shape of the JSON report as a model, which documents it and which its writer is held to."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["advisory", "mandatory", "absolute"]
Scalar = str | int | float | bool | None


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Tool(_Shape):
    """What wrote the report."""

    version: str = Field(description="The version of remit.")
    language: int = Field(description="The version of the rule language.")
    report: int = Field(description="The version of this format.")


class DeletedShape(_Shape):
    """A manifest that the change takes away."""

    kind: str
    manifest: str = Field(description="The identity.")
    file: str = Field(description="Its file at the base, from the working directory.")
    renamed: str | None = Field(
        default=None,
        description="Its file's path in the repository today, where no kind's files are called so.",
    )


class BaseShape(_Shape):
    """The base revision of the change under review."""

    ref: str = Field(description="As it was asked for.")
    commit: str = Field(description="The full name of its commit.")
    governing: list[str] = Field(
        description="Files of the change that judge it: policies, schemas, configuration, waivers."
    )
    deleted: list[DeletedShape] = Field(
        default=[], description="The manifests that the change takes away."
    )


class PolicyShape(_Shape):
    """A policy that took part."""

    policy: str
    file: str = Field(description="Its rule file.")
    pack: str | None = Field(description="The policy pack that it comes from, if any.")
    digest: str = Field(description="The SHA-256 of the rule file.")


class SummaryShape(_Shape):
    """The counts of the report."""

    manifests: int = Field(description="Manifests that were asked for and read.")
    rules: int = Field(description="Rules that were selected, retired ones included.")
    findings: int = Field(description="All findings: violated and undecided ones.")
    blocking: int
    violated: int
    undecided: int
    waived: int
    upcoming: int


class SeenShape(_Shape):
    """A value that decided a condition."""

    name: str = Field(description="What the rule calls it.")
    value: Scalar = Field(description="The value, null where it is absent.")
    path: str | None = Field(description="Where it stands in its file; null if computed.")
    file: str | None = Field(default=None, description="Its file, where it isn't the finding's.")
    line: int | None
    column: int | None


class BecauseShape(_Shape):
    """A part of a condition that explains the outcome."""

    condition: str
    values: list[SeenShape]
    more: int = Field(default=0, description="Elements that were left out.")


class FindingShape(_Shape):
    """One thing that was found."""

    rule: str
    level: Level
    outcome: Literal["violated", "undecided"]
    status: Literal["active", "waived", "upcoming"]
    blocking: bool
    change: Literal["introduced", "persisting", "resolved"] | None
    kind: str
    manifest: str | None = Field(description="The identity; null for a rule evaluated once.")
    file: str = Field(description="From the working directory, with forward slashes.")
    document: int = Field(description="The position of the document in the file, from 0.")
    line: int = Field(description="From 1.")
    column: int = Field(description="From 1, in characters.")
    end_line: int
    end_column: int = Field(description="The column after the last.")
    path: str = Field(description="The keyed path of the place.")
    message: str
    hint: str | None
    because: list[BecauseShape]
    bindings: dict[str, str] = Field(description="The rule's `for` names: keyed paths or values.")
    waiver: str | None = Field(description="The id of the waiver that lifts it, if any.")
    fingerprint: str
    deleted: bool = Field(default=False, description="Whether the manifest is gone.")


class RuleShape(_Shape):
    """A selected rule and how many manifests it judged how."""

    rule: str
    level: Level
    title: str
    satisfied: int
    violated: int
    undecided: int
    not_applicable: int
    waived: int


class AbsenceShape(_Shape):
    """A collection or register that rules name and nothing was found of."""

    name: str
    collection: str | None = Field(description="Its name in rules; null for a register.")
    configured: bool
    rules: int = Field(description="The number of selected rules that name it.")


class StakeShape(_Shape):
    """The money of a manifest, at the path that its schema marks."""

    kind: str
    manifest: str = Field(description="The identity.")
    path: str
    amount: int | float | None = Field(description="Null where the manifest doesn't say.")
    currency: str | None
    deleted: bool = Field(default=False, description="Whether the change takes it away.")


class DiagnosticShape(_Shape):
    """What kept the check from being done."""

    code: str
    severity: Literal["error", "advice"]
    message: str
    help: str | None
    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class ReportShape(_Shape):
    """What `remit check --format json` writes."""

    remit: Tool
    as_of: date
    base: BaseShape | None
    policies: list[PolicyShape]
    summary: SummaryShape
    findings: list[FindingShape]
    rules: list[RuleShape]
    absent: list[AbsenceShape] = []
    stakes: list[StakeShape] = []
    diagnostics: list[DiagnosticShape]
