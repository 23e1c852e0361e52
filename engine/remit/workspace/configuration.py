"""The configuration: what `remit.yaml` may hold."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from remit.evaluation.world import STEPS
from remit.governance.formats import FormatError
from remit.governance.inputs import WAIVER_DAYS
from remit.manifest.limits import Limits
from remit.manifest.paths import Mistake, parse
from remit.manifest.values import shown
from remit.text.diagnostic import did_you_mean
from remit.workbench.lint.catalogue import ADVICE, OPEN
from remit.workspace import patterns, standard

LANGUAGE = 1

Scalar = str | bool | int | float

_UNITS = {"": 1, "B": 1, "KB": 10**3, "KIB": 2**10, "MB": 10**6, "MIB": 2**20, "GIB": 2**30}


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise FormatError(f"`{text}` is no name", "names are snake_case, such as `data_store`")
    return text


def _pattern(text: str) -> str:
    why = patterns.problem(text)
    if why is not None:
        raise FormatError(
            why, "write it from the configuration's folder, such as `**/project.yaml`"
        )
    return text


def _schema(text: str) -> str:
    name = text.removeprefix(standard.BUILTIN)
    if name != text and name not in standard.schemas():
        help = did_you_mean(name, standard.schemas(), "builtin schemas")
        raise FormatError(f"there is no builtin schema `{name}`", help)
    return text


def _policy(text: str) -> str:
    if text.startswith(standard.BUILTIN) and text != standard.STANDARD:
        raise FormatError(
            f"`{text}` is not known", f"the standard policies are `{standard.STANDARD}`"
        )
    return text


def _advice(code: str) -> str:
    known = (*ADVICE, OPEN)
    if code not in known:
        help = did_you_mean(code, known, "advice")
        raise FormatError(f"there is no advice `{code}`", help)
    return code


def _size(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    match = re.fullmatch(r"(\d+)\s*([A-Za-z]*)", written.strip())
    unit = _UNITS.get(match[2].upper()) if match else None
    if match is None or unit is None:
        raise FormatError(f"`{written}` is no size", "write bytes, or a size such as `1MiB`")
    return int(match[1]) * unit


def _listed(written: Any) -> Any:
    """A list of one may be written without being one."""
    return [written] if isinstance(written, str | bool | int | Fraction) else written


def _path(text: str) -> str:
    steps = parse(text)
    if isinstance(steps, Mistake):
        raise FormatError(steps.message, steps.help)
    return text


def _scalar(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        raise FormatError("expected a text, a number, true or false")
    return shown(value)


_ONE_OR_MORE = BeforeValidator(_listed, json_schema_input_type=str | list[str])
_ONE_OR_MORE_SCALARS = BeforeValidator(_listed, json_schema_input_type=Scalar | list[Scalar])

Name = Annotated[str, AfterValidator(_name)]
Text = Annotated[str, Field(min_length=1)]
FieldPath = Annotated[Text, AfterValidator(_path)]
Choice = Annotated[Any, AfterValidator(_scalar)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Schema = Annotated[Text, AfterValidator(_schema)]
Policy = Annotated[Text, AfterValidator(_policy)]
Advice = Annotated[str, AfterValidator(_advice)]
Size = Annotated[int, BeforeValidator(_size, json_schema_input_type=int | str), Field(ge=1)]


class _Format(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class KindFormat(_Format):
    """A kind of manifest."""

    plural: Name | None = Field(
        default=None,
        description="The name of the whole collection in rules; if left out, the kind's with an s.",
    )
    schema_: Schema = Field(
        alias="schema",
        description="The JSON Schema: a path from here, or builtin: and the name of one.",
    )
    files: list[Pattern] = Field(
        min_length=1, description="Patterns of the files that hold manifests of the kind."
    )
    identity: Annotated[list[FieldPath], _ONE_OR_MORE] = Field(
        default=["path"],
        min_length=1,
        description="The field path, or list of them, that tells manifests apart; or `path`.",
    )
    select: dict[FieldPath, Annotated[list[Choice], _ONE_OR_MORE_SCALARS]] = Field(
        default={},
        description="Field paths and the values that they must have in a document of the kind.",
    )


class RegisterFormat(_Format):
    """A single document of reference data, named in rules like a kind."""

    file: Text = Field(description="The path of the file from here.")
    schema_: Schema = Field(
        alias="schema",
        description="The JSON Schema: a path from here, or builtin: and the name of one.",
    )


class LimitsFormat(_Format):
    """How large files may be, and how long rules may take."""

    bytes: Size = Field(default=Limits().bytes, description="The most bytes of a file: `1MiB`.")
    depth: int = Field(default=Limits().depth, ge=1, le=500, description="The deepest nesting.")
    nodes: int = Field(default=Limits().nodes, ge=1, description="The most values of a file.")
    steps: int = Field(
        default=STEPS, ge=1, description="The most steps of one rule on one manifest."
    )


class Configuration(_Format):
    """What `remit.yaml` says: which files are manifests of what, and what they have to satisfy."""

    language: Annotated[int, Field(ge=1, le=LANGUAGE)] = Field(
        default=LANGUAGE, description="The version of the rule language, 1."
    )
    kinds: dict[Name, KindFormat] | None = Field(
        default=None, description="The kinds of manifests; the builtin ones if left out."
    )
    registers: dict[Name, RegisterFormat] | None = Field(
        default=None, description="Single documents of reference data."
    )
    policies: list[Policy] | None = Field(
        default=None,
        description="Rule files and folders with rule files; the standard policies if left out.",
    )
    params: dict[Text, Any] = Field(
        default={}, description="Values of params, by `policy.name`, instead of their schedules."
    )
    waivers: list[Text] = Field(default=[], description="Files with waivers, as paths from here.")
    waiver_days: int = Field(
        default=WAIVER_DAYS, ge=1, description="The most days from a waiver's approval to its end."
    )
    lint: dict[Advice, Literal["on", "off"]] = Field(
        default={}, description="Codes of advice that `remit lint` leaves out: off."
    )
    limits: LimitsFormat = Field(default_factory=LimitsFormat, description="Limits of a check.")
