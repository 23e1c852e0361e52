"""The waiver file: what it may hold, as a model that reads, checks and documents it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from remit.governance.formats import FormatError
from remit.manifest.paths import Mistake, parse
from remit.text.inert import is_odd
from remit.text.lookalikes import plain

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WILD = re.compile(r"[*?]|\[")
_SHAPES = str.maketrans("I1|0", "lllO")
"""Signs of one shape, in many typefaces."""


def _written(value: Any, info: ValidationInfo) -> Any:
    if value is None or (isinstance(value, str) and not _known_as(value)):
        raise FormatError(f"`{info.field_name}` is blank", "fill it in")
    return value


def _said(value: Any, info: ValidationInfo) -> Any:
    """A text without a letter or digit says nothing, whatever signs it is made of."""
    said = not isinstance(value, str) or any(map(str.isalnum, _known_as(value)))
    return _written(value if said else None, info)


def _none_yet(value: Any) -> Any:
    """A list that waits for its first waiver may be left blank."""
    return [] if value is None else value


def _rule(text: str) -> str:
    if _WILD.search(text):
        way = "write the rule's id, such as `funding/stage-cap`, and a waiver for each rule"
        raise FormatError(f"a waiver names one rule, and `{text}` is a wildcard", way)
    return text


def _manifest(text: str) -> str:
    if "*" in text:
        way = "write the manifest's identity, and a waiver for each manifest"
        raise FormatError(f"a waiver names one manifest, and `{text}` is a wildcard", way)
    return text


def _path(text: str) -> str:
    steps = parse(text)
    if isinstance(steps, Mistake):
        raise FormatError(steps.message, steps.help or "such as `funding.tranches[id=T2]`")
    return text


def _day(value: Any) -> date:
    text = value if isinstance(value, str) else ""
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise FormatError(f"there is no day `{text}`") from None
    raise FormatError("expected a date such as 2026-03-31", "write year, month and day")


def _someone_else(approver: str, info: ValidationInfo) -> str:
    requester = info.data.get("requested_by")
    if isinstance(requester, str) and _are_alike(requester, approver):
        message = f"`{approver}` approves what `{requester}` has asked for"
        raise FormatError(message, "a waiver is approved by somebody else than who asks for it")
    return approver


def _are_alike(name: str, other: str) -> bool:
    """Says whether two names are the same to the eye, or differ in capitals only."""
    if _known_as(name) == _known_as(other):
        return True
    return _known_as(name.translate(_SHAPES)) == _known_as(other.translate(_SHAPES))


def _known_as(name: str) -> str:
    """Gives a name without what the eye doesn't tell apart: capitals, blanks, invisible letters,
    those of other alphabets; and without the `@` of an account."""
    folded = plain(unicodedata.normalize("NFKC", name)).casefold().removeprefix("@")
    return "".join(c for c in folded if not is_odd(c) and not c.isspace())


def _later(expires: date, info: ValidationInfo) -> date:
    approved = info.data.get("approved_on")
    if isinstance(approved, date) and expires <= approved:
        message = f"the waiver ends on {expires}, and was approved on {approved}"
        raise FormatError(message, "`expires` is the first day on which it lifts nothing any more")
    return expires


Text = Annotated[str, Field(min_length=1), BeforeValidator(_written)]
Said = Annotated[str, Field(min_length=1), BeforeValidator(_said)]
RuleId = Annotated[Text, AfterValidator(_rule)]
Identity = Annotated[Text, AfterValidator(_manifest)]
Path = Annotated[Text, AfterValidator(_path)]
Approver = Annotated[Said, AfterValidator(_someone_else)]
Day = Annotated[date, BeforeValidator(_day)]
LastDay = Annotated[Day, AfterValidator(_later)]


class WaiverRecord(BaseModel):
    """One waiver: which finding is lifted, why, by whom, until when."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Said = Field(description="The waiver's own name, which reports show; there is no second.")
    rule: RuleId = Field(description="The id of the rule, `policy/rule`; never an absolute one.")
    manifest: Identity | None = Field(
        default=None,
        description="The manifest's identity (`system/pay` where two kinds use it); left out for a "
        "rule that is evaluated once.",
    )
    at: Path | None = Field(
        default=None,
        description="A keyed path: only what is found at or below it is lifted.",
    )
    reason: Said = Field(description="Why the rule can't be kept for now.")
    ticket: Said | None = Field(default=None, description="Where more about it is written down.")
    requested_by: Said = Field(description="Who asks for the waiver.")
    approved_by: Approver = Field(description="Who approves it; somebody else.")
    approved_on: Day = Field(description="The day of the approval, from which on it lifts.")
    expires: LastDay = Field(
        description="The day on which it ends, at most `waiver_days` after the approval."
    )


class WaiverFile(BaseModel):
    """A file with waivers, which `remit.yaml` names under `waivers`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    waivers: Annotated[
        list[WaiverRecord],
        BeforeValidator(_none_yet, json_schema_input_type=list[WaiverRecord] | None),
    ] = Field(description="The waivers; nothing, or [], for none.")
