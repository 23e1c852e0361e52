"""A remedy: the way out of what a code stands for, and what to write instead of what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Form = Literal["clauses", "items", "rules", "yaml", "schema", "advised schema"]
"""What an example is a part of: a rule, a policy, or a whole rule file, manifest or schema."""


class Remedy(Struct, frozen=True):
    """The way out in a sentence, lower case without a period; and, where a few lines can show it,
    what gets the code and what to write instead."""

    way: str
    bad: str = ""
    good: str = ""
    form: Form = "clauses"


Remedies = Mapping[str, Remedy]
