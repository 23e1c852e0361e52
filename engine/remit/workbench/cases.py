"""Case files: what `NAME.test.yaml` may hold, as a model that reads, checks and documents it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from remit.governance.formats import FormatError

Text = Annotated[str, Field(strict=True)]


class Overlay(BaseModel):
    """Changes laid over a manifest, each at a keyed path such as `milestones[id=M2].status`."""

    set: dict[Text, Any] = Field(default={}, description="Values to put at paths.")
    unset: list[Text] = Field(default=[], description="Paths to take away.")
    add: dict[Text, Any] = Field(default={}, description="Items to append to the lists at paths.")


class Expectation(BaseModel):
    """One finding that a case expects."""

    model_config = ConfigDict(extra="forbid")

    rule: Text = Field(description="The rule's name, with or without its policy.")
    outcome: Literal["violated", "undecided"] = Field(
        default="violated", description="Whether the rule is violated or can't be decided."
    )
    at: Text | None = Field(default=None, description="The keyed path of the finding's place.")
    message: Text | None = Field(default=None, description="A part of the finding's message.")
    hint: Text | None = Field(default=None, description="A part of the finding's hint.")
    status: Literal["active", "upcoming", "waived"] | None = Field(
        default=None,
        description="Whether the rule is in force on the day, or only later, or a waiver lifts it.",
    )


class Surroundings(Overlay):
    """What a case or a whole file sets. Any collection or register may be given by its name, too:
    in place, or as the path (or pattern) of its files."""

    model_config = ConfigDict(extra="allow")

    given: Text | None = Field(
        default=None, description="The path of a manifest that satisfies the policy."
    )
    today: date | None = Field(default=None, description="The day of the evaluation.")
    params: dict[Text, Any] = Field(
        default={}, description="Values of params, as `name` or `policy.name`."
    )
    files: list[Text] | None = Field(
        default=None, description="The paths of the files that exist in the repository."
    )
    path: Text | None = Field(
        default=None, description="The manifest's own path in its repository."
    )
    waivers: list[Any] | Text | None = Field(
        default=None, description="Waivers, as waiver files have them; or the path of such a file."
    )


class Case(Surroundings):
    """One case: a manifest, what surrounds it, and exactly the findings to expect; or a policy that
    is to be refused."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["expect"]}, {"required": ["rejected"]}]}
    )

    name: Text = Field(min_length=1, description="What the case shows.")
    manifest: Any = Field(default=None, description="A whole manifest, instead of the given one.")
    baseline: Any = Field(
        default=None,
        description="The manifest on the base revision: whole, as set/unset/add on the given one, "
        "or null for a manifest that is new.",
    )
    deleted: bool = Field(default=False, description="Whether the change deletes the manifest.")
    expect: list[Expectation] = Field(default=[], description="Exactly the findings; [] for none.")
    rejected: Text | None = Field(
        default=None,
        description="The code of a mistake for which the policy, or a param, is to be refused.",
    )
    policy: Text | None = Field(
        default=None, description="The rule file that is rejected, if not the policy of the file."
    )

    @model_validator(mode="after")
    def _says_what_to_expect(self) -> Case:
        if self.rejected is None and "expect" not in self.model_fields_set:
            way = "list the findings; `[]` for none"
            raise FormatError("`expect` is missing", way, missing="expect")
        if self.rejected is not None and "expect" in self.model_fields_set:
            way = "leave one of them out: a policy that is rejected finds nothing"
            raise FormatError("the case gives both `expect` and `rejected`", way)
        if self.rejected is None and self.policy is not None:
            way = "cases that find something stand in the test file of their own policy"
            raise FormatError("`policy` is for cases with `rejected`", way)
        return self


class CaseFile(Surroundings):
    """The tests of one policy; what stands beside `tests` holds for every case."""

    policy: Text = Field(description="The path of the rule file, from this file's folder.")
    tests: list[Case] = Field(min_length=1, description="The cases.")
