"""The remedies for all codes, from the tables of their sorts."""

from __future__ import annotations

from remit.workbench.explaining.remedies_files import MANIFESTS, OTHERS, SCHEMAS, YAML
from remit.workbench.explaining.remedies_meaning import ADVISED, MEANING
from remit.workbench.explaining.remedies_syntax import SYNTAX
from remit.workbench.explaining.remedy import Remedies, Remedy
from remit.workbench.lint.catalogue import ADVICE

LINTED: Remedies = {
    code: Remedy(way, ADVICE[code].bad, ADVICE[code].good, "rules") for code, way in ADVISED.items()
}
SORTS: tuple[tuple[str, Remedies], ...] = (
    ("a mistake of a rule file: nothing is checked until it is mended", SYNTAX),
    ("a mistake of a rule: nothing is checked until it is mended", MEANING),
    ("advice of `remit lint`: rules are evaluated all the same", LINTED),
    ("a mistake of a file of YAML; in a manifest it is told as `manifest/syntax`", YAML),
    ("a mistake of a schema, or something in it that hardly was meant", SCHEMAS),
    ("what is wrong with a manifest, told as `manifest/schema`", MANIFESTS),
    ("what keeps a command from doing what it was asked for", OTHERS),
)
"""The sorts of what has a code, each with its remedies."""

REMEDIES: Remedies = {code: remedy for _, sort in SORTS for code, remedy in sort.items()}
"""The way out of everything that has a code, with an example where a few lines can show it."""


def sort_of(code: str) -> str:
    """Gives of which sort a code is."""
    return next(sort for sort, remedies in SORTS if code in remedies)
