"""A code explained: what it stands for, what gets it and what doesn't, and the way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from remit.governance import manifests, waiver_notices
from remit.text.codes import CODES
from remit.workbench.explaining.explanation import (
    Code,
    Explanation,
    Section,
    filled_sections,
    lines,
)
from remit.workbench.explaining.remedies import LINTED, REMEDIES, sort_of

OWN: Mapping[str, tuple[str, str]] = {
    manifests.SYNTAX: (
        "absolute: it blocks, and no waiver can lift it",
        "correct the YAML at the place that the finding names; the other manifests are checked "
        "all the same",
    ),
    manifests.SCHEMA: (
        "absolute: it blocks, and no waiver can lift it",
        "write what the schema of the kind demands at the place that the finding names; an editor "
        "shows it while you type, with `remit lsp` or the schema of the kind",
    ),
    manifests.IDENTITY: (
        "absolute: it blocks, and no waiver can lift it",
        "give one of the manifests another identity, in the field that `identity` of its kind "
        "names in `remit.yaml`",
    ),
    manifests.SPELLING: (
        "advisory: it is reported and never blocks",
        "spell the key as the schema does; where another field is meant, declare it in the schema. "
        "`additionalProperties: false` has every key refused that the schema doesn't declare",
    ),
    "waiver/orphaned": (
        "advisory: it is reported and never blocks",
        "take the waiver out of its file, or correct its `manifest`",
    ),
    "waiver/expired": (
        "advisory: it is reported and never blocks; what the waiver lifted blocks again",
        "put right what it was for and take it out, or have a new one approved: `remit waive "
        "FINGERPRINT` writes its record",
    ),
    "waiver/unused": (
        "advisory: it is reported and never blocks",
        "take the waiver out of its file, or correct its `at` or its `approved_on`",
    ),
    "waiver/ending": (
        "advisory: it is reported and never blocks",
        "put right what the waiver is for before it ends, or have a new one approved in time",
    ),
}
"""What Remit finds by itself, without a rule: its level, and the way out."""

_TITLES = {**manifests.TITLES, **waiver_notices.TITLES}


def known() -> tuple[str, ...]:
    """Gives everything that has a code: diagnostics, and findings without a rule."""
    return (*CODES, *OWN)


def explain_code(code: str) -> Explanation:
    """Gives what a code stands for."""
    if code in OWN:
        level, way = OWN[code]
        sections: tuple[Section, ...] = (("about", lines([level])), ("the way out", lines([way])))
        return Explanation(code, _TITLES[code], sections)
    remedy = REMEDIES[code]
    bad, good = ((Code(text),) if text else () for text in (remedy.bad, remedy.good))
    return Explanation(
        code,
        CODES[code],
        filled_sections(
            (
                ("about", lines(_about(code))),
                ("the way out", lines([remedy.way])),
                ("instead of", bad),
                ("write", good),
            )
        ),
    )


def _about(code: str) -> Iterator[str]:
    yield sort_of(code)
    if code in LINTED:
        yield f"a comment on its line takes it back: `# allow {code}: the reason`"
        yield f"the configuration leaves it out everywhere: `lint: {{{code}: off}}`"
