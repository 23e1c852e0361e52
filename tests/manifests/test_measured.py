"""What is measured of a manifest's data is never less than there is, however it is written."""

from __future__ import annotations

from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.judge.evaluating import schema
from tests.judge.test_properties import SETTINGS
from tests.judge.wording import Draw
from tests.judge.worlds import document as drawn
from tests.judge.worlds import record, schema_text
from tests.manifests.test_quickly import quickly

from remit.manifest import measured
from remit.manifest.reader import read
from remit.manifest.validation import admit
from remit.text.source import Source


def is_enough(text: str, schema_text: str) -> bool:
    """Asserts that both measures are as much as there is; says whether a text was read quickly."""
    known = schema(schema_text)
    document = quickly(text, known)
    admission = admit(document, known)
    filled = measured.defaults(known.type)
    if admission.plain is None or filled is None:
        return False
    exact = measured.of_value(admission.value)
    assert exact is not None
    for found in (
        measured.read(admission.plain, document, filled),
        measured.closely(admission.plain, document, filled),
    ):
        assert found.elements >= exact.elements, text
        assert found.entries >= exact.entries, text
        assert found.longest >= exact.longest, text
    return True


@given(st.integers(0, 2**48), st.sampled_from([None, False]), st.integers(2, 4))
@SETTINGS
def test_generated_manifests(seed: int, style: bool | None, indent: int) -> None:
    draw = Draw(Random(seed))
    shape = record(draw)
    found = drawn(draw, shape, 0)
    text = yaml.safe_dump(found, default_flow_style=style, indent=indent, width=400)
    is_enough(text, schema_text(shape))


def test_generated_manifests_are_read_quickly_often_enough() -> None:
    quickly = 0
    for seed in range(60):
        draw = Draw(Random(seed))
        shape = record(draw)
        text = yaml.safe_dump(drawn(draw, shape, 0), default_flow_style=False, width=400)
        quickly += is_enough(text, schema_text(shape))
    assert quickly > 5


OPEN = "{}"
FILLED = """
properties:
  a: {default: {b: [1, 2, {c: 3}]}, properties: {d: {type: array, items: {}, default: [1, 2]}}}
  list: {type: array, items: {properties: {e: {type: array, items: {}, default: [1, 2, 3]}}}}
additionalProperties: {properties: {f: {type: string, default: "%s"}}}
""" % ("x" * 900)


@pytest.mark.parametrize("schema_text", [OPEN, FILLED])
@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n",
        "list:\n- x: 1\n- x: {y: {z: [1, 2]}}\n",
        "list: [{a: [{b: 1}]}, {a: [{b: 1}]}]\n",
        "a: {b: {c: {d: 1}}}\nlist: []\n",
        "list:\n- e: [1]\n- {}\n- f: {}\n",
        "more: {g: {h: [i, j, [k]]}}\nlast:\n  - - 1\n",
    ],
)
def test_every_way_to_write_much_on_a_line(text: str, schema_text: str) -> None:
    is_enough(text, schema_text)


def test_what_is_wrong_or_too_long_is_not_measured() -> None:
    text = "properties: {a: {type: number}}"
    for written in ("a: x\n", f"a: {'1' * 40}\n"):
        admission = admit(read(Source("m.yaml", written)).documents[0], schema(text))
        assert measured.of_value(admission.value) is None
