"""Evaluates conditions and rules on small texts, for the tests of what rules mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from tests.manifests.schemas import schema_of as schema

from remit.evaluation.finding import Evaluation
from remit.evaluation.interpreter import truth
from remit.evaluation.rules import judge
from remit.evaluation.run import Frame, Run
from remit.evaluation.world import Collection, Manifest, Subject, World
from remit.manifest.limits import Limits
from remit.manifest.reader import read, read_quickly
from remit.manifest.types import KindType, Type, Vocabulary
from remit.manifest.validation import admit
from remit.manifest.values import Unknown
from remit.semantics.checked import CheckedPolicy
from remit.semantics.checker import check
from remit.semantics.params import param_value
from remit.syntax import tree
from remit.syntax.parser import parse
from remit.text.source import Source

HERE = Path(__file__).parent
TODAY = date(2026, 11, 23)
OPEN = "$schema: https://json-schema.org/draft/2020-12/schema\ntitle: Open\ntype: object\n"


def manifest(
    text: str,
    schema_text: str,
    name: str = "project.yaml",
    kind: str = "project",
    *,
    quickly: bool = False,
) -> Manifest:
    """Gives a manifest read from a text, `quickly` where that can be."""
    source, known = Source(name, text), schema(schema_text)
    quick = known.guided(Limits())
    reading = read_quickly(source, Limits(), quick) if quickly else read(source)
    assert not reading.diagnostics, reading.diagnostics
    document = reading.documents[0]
    admission = admit(document, known)
    return Manifest(kind, name, name, name, document, admission.value, plain=admission.plain)


@cache
def _matrix() -> tuple[Manifest, Vocabulary]:
    text = (HERE / "matrix.schema.yaml").read_text()
    vocabulary = vocabulary_of(project=schema(text).type)
    return manifest((HERE / "matrix.yaml").read_text(), text), vocabulary


def vocabulary_of(
    plural: str = "portfolio", registers: dict[str, Type] | None = None, **kinds: Type
) -> Vocabulary:
    """Gives a vocabulary; the first kind's collection is named `plural`, others `KINDs`."""
    types = {
        name: KindType(name, plural if at == 0 else f"{name}s", type_)
        for at, (name, type_) in enumerate(kinds.items())
    }
    return Vocabulary(types, registers or {})


@lru_cache(maxsize=8)
def parsed(text: str) -> tuple[Source, tree.Policy]:
    """Gives a policy as it was written, which takes most of the time of a small case."""
    source = Source("rules.remit", text)
    policy, diagnostics = parse(source)
    assert policy is not None, (text, diagnostics)
    return source, policy


_latest: list[tuple[str, Vocabulary, CheckedPolicy]] = []


def checked(text: str, vocabulary: Vocabulary) -> CheckedPolicy:
    """Gives a policy from its text; it has to be free of errors. It is the same one as long as no
    other is asked for."""
    if not _latest or _latest[0][0] != text or _latest[0][1] is not vocabulary:
        source, policy = parsed(text)
        policies, diagnostics = check([(source, policy)], vocabulary)
        assert not diagnostics, [(d.place, d.code, d.message) for d in diagnostics]
        _latest[:] = [(text, vocabulary, policies[policy.name.text])]
    return _latest[0][2]


def evaluated(
    text: str,
    subject: Subject,
    vocabulary: Vocabulary,
    collections: Mapping[str, Collection] | None = None,
    steps: int = 1_000_000,
) -> list[Evaluation]:
    """Gives what each rule of a policy says of a subject."""
    policy = checked(text, vocabulary)
    params = {
        (policy.name, name): param_value(param.param, TODAY)
        for name, param in policy.params.items()
    }
    around = World(TODAY, collections or {}, params=params, steps=steps)
    return [judge(rule, policy, {policy.name: policy}, subject, around) for rule in policy.rules]


def outcome(condition: str, operand: str) -> str:
    """Gives T, F or U: the outcome of a condition about X, which stands for a field."""
    written = condition.replace("X", operand)
    policy = (
        f'policy p governs project "P."\nrule r mandatory "R."\n  require {written} else "no"\n'
    )
    project, vocabulary = _matrix()
    parsed, diagnostics = parse(Source("rules.remit", policy))
    assert parsed is not None, (written, diagnostics)
    policies, _ = check([(Source("rules.remit", policy), parsed)], vocabulary)
    assert "p" in policies, (written, _)
    rule = policies["p"].rules[0]
    require = rule.rule.clauses[0]
    assert isinstance(require, tree.Require)
    world = World(TODAY, file_exists=lambda path, beside: path == "a")
    run = Run(rule, policies["p"], policies, Subject(project), world, 1_000_000, 0)
    found = truth(require.condition, Frame(run, policies["p"]))
    return "U" if isinstance(found, Unknown) else "FT"[found]
