"""The path of a manifest is known whatever its content is, so a wrong one hides no other."""

from __future__ import annotations

from tests.judge.evaluating import evaluated, manifest, schema, vocabulary_of

from remit.evaluation.world import Collection, Subject

SCHEMA = "properties: {id: {type: string}, owner: {}}\n"

POLICY = """
policy p governs project
  "P."

rule found mandatory
  "R."
  let other = find m in portfolio where path_of(m) == "b.yaml"
  require other.id == "b"
    else "no"

rule of-a-part mandatory
  "R."
  require path_of(project.owner) == "a.yaml"
    else "no"
"""


def outcomes(own: str, first: str) -> list[str]:
    project = manifest(own, SCHEMA, "a.yaml")
    others = [manifest(first, SCHEMA, "z.yaml"), manifest("id: b\n", SCHEMA, "b.yaml")]
    found = evaluated(
        POLICY,
        Subject(project),
        vocabulary_of(project=schema(SCHEMA).type),
        {"portfolio": Collection((*others, project))},
    )
    return [each.outcome for each in found]


def test_a_manifest_that_is_a_list_does_not_hide_another() -> None:
    assert outcomes("id: a\nowner: {name: x}\n", "- x\n") == ["satisfied", "satisfied"]


def test_nor_does_one_that_is_null() -> None:
    assert outcomes("id: a\nowner: {name: x}\n", "~\n") == ["satisfied", "satisfied"]


def test_a_part_that_is_missing_has_no_path() -> None:
    assert outcomes("id: a\n", "id: z\n") == ["satisfied", "undecided"]
