"""Compiled rules say what the interpreter says, finding by finding, on generated programs."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from tests.judge.both import Case, agree
from tests.judge.evaluating import manifest, schema, vocabulary_of
from tests.judge.programs import projects, records, rules, schema_text
from tests.judge.test_properties import SETTINGS

from remit.evaluation.world import Subject


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draws a schema, a rule and a manifest."""
    shape = draw(records())
    text, document = draw(rules(shape)), draw(projects(shape))
    vocabulary = vocabulary_of(project=schema(schema_text(shape)).type)
    return Case(text, vocabulary, Subject(manifest(json.dumps(document), schema_text(shape))))


@given(cases())
@SETTINGS
def test_rules_about_a_manifest(case: Case) -> None:
    agree(case)
