"""Remedies: every code has a way out, and its example gets the code where it says so."""

from __future__ import annotations

from textwrap import indent

from tests.test_language_reference import _standard

from remit.manifest.reader import read
from remit.manifest.schema_files import load
from remit.semantics.checker import check
from remit.syntax.parser import parse
from remit.text.source import Source
from remit.workbench.explaining.remedies import REMEDIES
from remit.workbench.explaining.remedy import Remedy
from remit.workbench.lint.catalogue import ADVICE

HEAD = 'policy example governs project\n  "An example."\n\n'
SHOWN = {code: each for code, each in REMEDIES.items() if each.bad and code not in ADVICE}
SHOWN["idle-clause"] = REMEDIES["idle-clause"]
FUNDING = Source(
    "funding.remit", 'policy funding governs project "F."\nparam opening_share = 20%\n'
)
"""A policy beside the examples, from which they may take something."""


def codes(remedy: Remedy, text: str) -> list[str]:
    """Gives the codes that an example gets."""
    match remedy.form:
        case "yaml":
            return [each.code for each in read(Source("a.yaml", text)).diagnostics]
        case "schema":
            found = load("a.yaml", {"a.yaml": Source("a.yaml", text)}.get)[1]
            return [each.code for each in found]
        case "advised schema":
            schema, _ = load("a.yaml", {"a.yaml": Source("a.yaml", text)}.get)
            return [each.code for each in schema.advice] if schema is not None else []
        case "clauses":
            head = f'{HEAD}rule example advisory\n  "It is an example."\n'
            return _checked(head + indent(text, "  ") + "\n")
        case "items":
            return _checked(HEAD + text + "\n")
        case "rules":
            return _checked(text + "\n")


def _checked(text: str) -> list[str]:
    source = Source("example.remit", text)
    policy, said = parse(source)
    beside, _ = parse(FUNDING)
    assert beside is not None
    if policy is not None:
        said = [*said, *check([(source, policy), (FUNDING, beside)], _standard())[1]]
    return [each.code for each in said]


def test_what_is_shown_as_bad_gets_the_code() -> None:
    for code, remedy in SHOWN.items():
        assert set(codes(remedy, remedy.bad)) == {code}


def test_what_is_shown_as_good_is_good() -> None:
    for code, remedy in SHOWN.items():
        assert (code, codes(remedy, remedy.good)) == (code, [])
