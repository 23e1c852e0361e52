"""The language reference is true: its policies are checked, its conditions hold, its table is built
from the table of builtins. `make golden` writes the table anew."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from tests.judge.evaluating import OPEN, evaluated, manifest, schema, vocabulary_of
from tests.lang.expressions import expression

from remit.evaluation.world import Subject
from remit.governance.formats import fill
from remit.manifest.reader import read
from remit.manifest.schema_files import load
from remit.manifest.types import KindType, Type, Vocabulary
from remit.semantics.builtins import BUILTINS
from remit.semantics.checker import check
from remit.syntax import tree
from remit.syntax.parser import parse
from remit.syntax.words import WORDS
from remit.text.codes import CODES
from remit.text.source import Source
from remit.workbench.cases import CaseFile
from remit.workbench.lint.catalogue import ADVICE
from remit.workbench.mutation.listing import MutantFile

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "engine" / "LANGUAGE.md"
BEGIN = "<!-- functions: written by the tests from the table of builtins; do not edit by hand -->\n"
END = "<!-- end of functions -->\n"


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", REFERENCE.read_text(), re.M | re.S)


@cache
def _standard() -> Vocabulary:
    """Gives the kinds and registers of the standard policies."""

    def fetch(path: str) -> Source:
        return Source(path, (ROOT / "schemas" / path).read_text())

    def schema_type(name: str) -> Type:
        found, diagnostics = load(f"{name}.schema.yaml", fetch)
        assert found is not None, diagnostics
        return found.type

    plurals = {"project": "portfolio", "system": "landscape", "body": "bodies"}
    kinds = {name: KindType(name, plural, schema_type(name)) for name, plural in plurals.items()}
    return Vocabulary(kinds, {"people": schema_type("people")})


@pytest.mark.parametrize("text", _blocks("remit"))
def test_each_policy_is_free_of_mistakes(text: str) -> None:
    source = Source("LANGUAGE.md", text)
    policy, diagnostics = parse(source)
    assert policy is not None, diagnostics
    used = {item.policy.text for item in policy.items if isinstance(item, tree.Use)}
    others = [_policy(other) for other in _blocks("remit")]
    trees = [(source, policy), *(each for each in others if each[1].name.text in used)]
    _, diagnostics = check(trees, _standard())
    assert not diagnostics


def _policy(text: str) -> tuple[Source, tree.Policy]:
    source = Source("another block of LANGUAGE.md", text)
    policy, diagnostics = parse(source)
    assert policy is not None, diagnostics
    return source, policy


@pytest.mark.parametrize("condition", "".join(_blocks("conditions")).splitlines())
def test_each_condition_holds(condition: str) -> None:
    policy = (
        f'policy p governs project "P."\nrule r mandatory "R."\n  require {condition} else "no"'
    )
    project = manifest("a: 1\n", OPEN)
    vocabulary = vocabulary_of(project=schema(OPEN).type)
    (found,) = evaluated(policy, Subject(project), vocabulary)
    assert found.outcome == "satisfied", found.findings


def _demand_table(begin: str, end: str, rows: list[str]) -> None:
    """Demands that the reference holds a table between two marks; rewrites it where that is asked
    for."""
    table = "\n" + "\n".join(rows).replace("||", "\\|\\|") + "\n\n"
    text = REFERENCE.read_text()
    before, rest = text.split(begin)
    _, after = rest.split(end)
    wanted = before + begin + table + end + after
    if os.environ.get("REMIT_GOLDEN") == "rewrite":
        REFERENCE.write_text(wanted)
    assert REFERENCE.read_text() == wanted


def test_the_table_of_functions_is_that_of_the_builtins() -> None:
    rows = ["| function | gives | for example |", "|---|---|---|"]
    rows += [f"| `{b.signature}` | {b.sentence} | `{b.example}` |" for b in BUILTINS.values()]
    _demand_table(BEGIN, END, rows)


def test_the_table_of_advice_is_that_of_the_catalogue() -> None:
    written = "written by the tests from the catalogue of advice; do not edit by hand"
    rows = ["| code | what it tells |", "|---|---|"]
    rows += [f"| `{code}` | {CODES[code]} |" for code in ADVICE]
    _demand_table(f"<!-- advice: {written} -->\n", "<!-- end of advice -->\n", rows)


def test_the_table_of_mistakes_is_that_of_the_codes() -> None:
    rows = ["| code | what is wrong |", "|---|---|"]
    rows += [f"| `{code}` | {said} |" for code, said in CODES.items() if code not in ADVICE]
    written = "written by the tests from the table of codes; do not edit by hand"
    _demand_table(f"<!-- codes: {written} -->\n", "<!-- end of codes -->\n", rows)


def _trees() -> Iterator[tree.Node]:
    for text in _blocks("remit"):
        policy, _ = parse(Source("LANGUAGE.md", text))
        yield from tree.walk(policy) if policy is not None else ()
    for text in "".join(_blocks("conditions")).splitlines():
        yield from tree.walk(expression(text))


def test_every_construct_has_an_example() -> None:
    nodes = list(_trees())
    assert {
        node.__name__ for base in (tree.Node, tree.Worded) for node in base.__subclasses__()
    } - {"Worded"} <= {type(node).__name__ for node in nodes}
    written = "".join([*_blocks("remit"), *_blocks("conditions")])
    words = set(re.findall(r"[a-z]+", re.sub(r'"[^"]*"', "", written)))
    assert words >= WORDS
    operators = {n.operator for n in nodes if isinstance(n, tree.Compare | tree.PresenceTest)}
    assert operators == {*get_args(tree.Comparison), *get_args(tree.Presence)}
    called = {node.function for node in nodes if isinstance(node, tree.Call)}
    assert {"count", "sum"} <= called


def test_the_examples_of_files_are_sound() -> None:
    for block, model in zip(_blocks("yaml"), (CaseFile, MutantFile), strict=True):
        (document,) = read(Source("example.yaml", block)).documents
        assert fill(document, model)[1] == []
