"""A suite: the tests of one policy, and what they share."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from remit.manifest.document import Document
from remit.semantics.checked import CheckedPolicy
from remit.text.diagnostic import Diagnostic
from remit.workbench.cases import CaseFile
from remit.workbench.surroundings import Bench


class Suite(Struct, frozen=True, eq=False):
    """The tests of one policy: the file, what it says, the policy, and what its cases share.

    `refusals` are the mistakes of the rule files that cases expect to be rejected, by the paths
    that they give; policy and bench are None in a file all of whose cases expect that.
    """

    file: str
    document: Document
    tests: CaseFile
    policy: CheckedPolicy | None
    bench: Bench | None
    refusals: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
