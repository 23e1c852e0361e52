"""Properties that hold of every rule and manifest, tried on generated ones.

`REMIT_EXAMPLES` in the environment says how many are tried of each.
"""

from __future__ import annotations

import json
from random import Random
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.judge.evaluating import evaluated, manifest, schema, vocabulary_of
from tests.judge.programs import Shape, expressions, projects, records, rules, schema_text

from remit.evaluation.finding import Evaluation
from remit.evaluation.interpreter import OUTCOMES, VALUES
from remit.evaluation.world import Subject
from remit.manifest.types import Vocabulary
from remit.semantics.checker import check
from remit.syntax import tree
from remit.syntax.parser import parse
from remit.text.source import Source

SETTINGS = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

FEWER = settings(SETTINGS, max_examples=max(1, SETTINGS.max_examples // 3))
"""For properties of which one example takes long."""

Drawn = tuple[Shape, str, dict[str, object]]


@st.composite
def cases(draw: st.DrawFn) -> Drawn:
    """Draws a schema, a rule and a manifest."""
    shape = draw(records())
    return shape, draw(rules(shape)), draw(projects(shape))


def _vocabulary(shape: Shape) -> Vocabulary:
    return vocabulary_of(project=schema(schema_text(shape)).type)


def _mistakes(text: str, shape: Shape) -> list[str]:
    source = Source("rules.remit", text)
    policy, diagnostics = parse(source)
    assert policy is not None, [d.message for d in diagnostics]
    _, diagnostics = check([(source, policy)], _vocabulary(shape))
    return [f"{d.code}: {d.message}" for d in diagnostics if d.severity == "error"]


def test_every_part_of_an_expression_has_one_meaning() -> None:
    assert not VALUES.keys() & OUTCOMES.keys()
    assert VALUES.keys() | OUTCOMES.keys() == set(get_args(tree.Expression))


def _judged(text: str, shape: Shape, document: object) -> Evaluation:
    project = manifest(json.dumps(document), schema_text(shape))
    (found,) = evaluated(text, Subject(project), _vocabulary(shape))
    return found


@given(cases())
@SETTINGS
def test_a_checked_rule_never_raises_and_fails_with_a_finding(
    case: Drawn,
) -> None:
    shape, text, document = case
    assert _mistakes(text, shape) == []
    found = _judged(text, shape, document)
    assert (found.outcome in ("violated", "undecided")) == bool(found.findings)
    for finding in found.findings:
        assert finding.message
        assert 1 <= finding.place.line <= finding.place.end_line
        if finding.outcome == "undecided":
            assert finding.message.startswith("can't be decided: ")


@given(cases())
@SETTINGS
def test_the_same_inputs_give_the_same_findings(case: Drawn) -> None:
    shape, text, document = case
    assert _told(_judged(text, shape, document)) == _told(_judged(text, shape, document))


def _told(evaluation: Evaluation) -> list[object]:
    return [(f.path, f.message, f.place, f.because, f.bindings) for f in evaluation.findings]


@given(cases(), st.randoms(use_true_random=False))
@SETTINGS
def test_reordering_keys_changes_no_finding(case: Drawn, shuffler: Random) -> None:
    shape, text, document = case
    keys = list(document)
    shuffler.shuffle(keys)
    turned = {key: document[key] for key in keys}
    before, after = _judged(text, shape, document), _judged(text, shape, turned)
    told = [(f.path, f.message, f.bindings) for f in before.findings]
    assert told == [(f.path, f.message, f.bindings) for f in after.findings]


@given(cases())
@SETTINGS
def test_every_span_slices_to_the_text_of_its_node(case: Drawn) -> None:
    _, text, _ = case
    source = Source("rules.remit", text)
    policy, _ = parse(source)
    assert policy is not None
    for node in tree.walk(policy):
        written = source.slice(node.span)
        match node:
            case tree.Word(name) | tree.Name(name):
                assert written == name
            case tree.Field(target, name):
                assert written.endswith(name)
                assert written.startswith(source.slice(target.span))
            case tree.Call(function):
                assert written.startswith(function + "(")
                assert written.endswith(")")
            case tree.Require():
                assert written.startswith("require")
            case _:
                assert written.strip() == written != ""
        for child in tree.children(node):
            assert node.span.start <= child.span.start <= child.span.end <= node.span.end


@st.composite
def _conditions(draw: st.DrawFn) -> Drawn:
    shape = draw(records())
    return shape, draw(expressions("boolean", {"project": shape}, 3)), draw(projects(shape))


@given(_conditions())
@SETTINGS
def test_a_condition_and_its_negation_agree(case: Drawn) -> None:
    shape, condition, document = case
    head = 'policy p governs project "P."\nrule r mandatory "R."\n'
    plain = _judged(f'{head}  require {condition} else "x"', shape, document)
    turned = _judged(f'{head}  require not ({condition}) else "x"', shape, document)
    opposite = {"satisfied": "violated", "violated": "satisfied", "undecided": "undecided"}
    assert turned.outcome == opposite[plain.outcome]
