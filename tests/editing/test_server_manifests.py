"""The language server and manifests: findings while a project team types, and what is behind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lsprotocol import types
from tests.editing.client import Editor, play
from tests.editing.test_server_answers import document

pytestmark = pytest.mark.story

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "self-checkout"
NAME = "project.yaml"


def place(text: str, part: str) -> types.Position:
    """Gives where a part first stands in a text."""
    before = text[: text.index(part)]
    return types.Position(before.count("\n"), len(before) - (before.rfind("\n") + 1))


def test_findings_follow_what_is_typed(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    assert "status: met\n" in text

    async def scenario(it: Editor) -> None:
        uri = it.open(NAME)
        assert await it.codes(uri) == []
        head, _, tail = text.partition("- id: M2")
        wrong = head + "- id: M2" + tail.replace("status: met", "status: planned", 1)
        it.write(uri, wrong)
        said = await it.diagnostics(uri)
        (found,) = [one for one in said if one.code == "funding/tranche-follows-gates"]
        assert found.severity == 1
        assert "its gate M2 is planned" in found.message
        assert "do: Set the tranche back" in found.message
        assert any("is planned" in one.message for one in found.related_information)
        assert all(one.location.uri == uri for one in found.related_information)

        hover = await it.client.text_document_hover_async(
            types.HoverParams(document(uri), found.range.start)
        )
        shown = hover.contents.value
        assert "demands:" in shown
        assert "**do:**" in shown
        assert "field **`status`**" in shown

        it.write(uri, wrong.replace("archetype: ", "archetpye: ", 1))
        said = await it.diagnostics(uri)
        assert "manifest/schema" in [one.code for one in said]
        it.write(uri, "id: [\n")
        assert await it.codes(uri) == ["manifest/syntax"]
        it.write(uri, text)
        assert await it.codes(uri) == []

        (field,) = await it.client.text_document_definition_async(
            types.DefinitionParams(document(uri), place(text, "archetype"))
        )
        assert field.uri.endswith("project.schema.yaml")
        line = place(text, "archetype: ")
        at = types.Position(line.line, line.character + len("archetype: "))
        asked = types.CompletionParams(document(uri), at)
        suggested = await it.client.text_document_completion_async(asked)
        assert [one.label for one in suggested] == ["digital", "conventional", "hybrid"]
        assert it.client.log_messages == []

    play(tmp_path, scenario)


OWN = """policy own governs project
  "Own rules."
  owner "us"

rule named advisory
  "A project has a title."
  source "x"
  require project.title is present
    else "the project {project.id} has no title"
"""


def test_open_rules_and_other_manifests_count(tmp_path: Path) -> None:
    (tmp_path / "remit.yaml").write_text(
        "language: 1\nkinds: {project: {schema: s.yaml, files: ['*/p.yaml'], identity: id}}\n"
        "policies: [own.remit]\n"
    )
    (tmp_path / "s.yaml").write_text(
        "$schema: https://json-schema.org/draft/2020-12/schema\ntype: object\n"
        "properties: {id: {type: string}, title: {type: string}, size: {type: number}}\n"
    )
    (tmp_path / "own.remit").write_text(OWN)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "p.yaml").write_text(f"id: {name}\n")

    async def scenario(it: Editor) -> None:
        uri, rules = it.open("a/p.yaml"), it.open("own.remit")
        await it.until(uri, ["own/named"], advice=True)
        assert it.told[uri].diagnostics[0].severity == 2
        it.write(rules, OWN.replace("is present", "is absent"))
        await it.until(uri, [], advice=True)
        it.write(rules, OWN.replace("advisory", "mandatory"))
        await it.until(uri, ["own/named"])
        it.write(uri, "id: a\ntitle: x\n")
        await it.until(uri, [], advice=True)
        schema = it.open("s.yaml", (tmp_path / "s.yaml").read_text() + "required: [size]\n")
        await it.until(uri, ["manifest/schema"])
        it.write(schema, "type: objekt\n")
        await it.until(schema, ["json-schema"])
        it.close(schema)
        it.write(uri, "id: c\ntitle: x\n")
        await it.until(uri, [])
        it.write(rules, OWN.replace("own governs", "own governs project"))
        await it.until(uri, [])
        assert it.client.log_messages == []

    play(tmp_path, scenario)


def test_what_broken_rules_leave_unasked_is_noted(tmp_path: Path) -> None:
    kinds = "item: {schema: s.yaml, files: ['*/i.yaml'], identity: id}"
    (tmp_path / "remit.yaml").write_text(
        "language: 1\nkinds: {project: {schema: s.yaml, files: ['*/p.yaml'], identity: id}, "
        f"{kinds}}}\npolicies: [own.remit, more.remit]\n"
    )
    (tmp_path / "s.yaml").write_text(
        "$schema: https://json-schema.org/draft/2020-12/schema\ntype: object\n"
        "properties: {id: {type: string}, title: {type: string}}\n"
    )
    own = OWN.replace("advisory", "mandatory")
    more = own.replace("policy own", "policy more").replace("governs project", "governs item")
    more = more.replace("project", "item")
    (tmp_path / "own.remit").write_text(own)
    (tmp_path / "more.remit").write_text(more)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "p.yaml").write_text("id: [x]\n")

    async def scenario(it: Editor) -> None:
        uri, rules, others = it.open("a/p.yaml"), it.open("own.remit"), it.open("more.remit")
        both = ["manifest/schema", "own/named"]
        await it.until(uri, both, advice=True)
        for broken, said in (
            (own.replace("is present", "is presnt"), "does not compare"),
            (own.replace("project.title", "project.titel"), "no field `titel`"),
        ):
            it.write(rules, broken)
            await it.until(uri, ["manifest/schema", "None"], advice=True)
            note = it.told[uri].diagnostics[1]
            assert note.severity == types.DiagnosticSeverity.Information
            assert note.message == (
                "not checked by the rules of `own.remit`, until the mistakes there are mended"
            )
            (mistake,) = note.related_information
            assert (mistake.location.uri, mistake.location.range.start.line) == (rules, 7)
            assert said in mistake.message
            it.write(rules, own)
            await it.until(uri, both, advice=True)
        it.write(others, more.replace("is present", "is presnt"))
        await it.until(others, ["is-value"])
        it.write(uri, "id: a\n")
        await it.until(uri, ["own/named"], advice=True)
        it.write(rules, own.replace("is present", "is presnt"))
        await it.until(uri, ["None"], advice=True)
        assert it.client.log_messages == []

    play(tmp_path, scenario)


def test_advice_is_no_error(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)

    sound = OWN.replace("project.title", "project.closed_on")
    unused = sound.replace("  require", "  let unused = 3\n  require")

    async def scenario(it: Editor) -> None:
        (tmp_path / "own.remit").write_text(sound)
        uri = it.open("own.remit", unused)
        await it.until(uri, ["untested-rule", "unused-let"], advice=True)
        assert {one.severity for one in it.told[uri].diagnostics} == {2}
        it.write(uri, "# moved\n" + unused)
        said = await it.diagnostics(uri)
        assert [one.range.start.line for one in said if one.code == "unused-let"] == [8]
        it.write(uri, unused.replace("is present", "is presnt"))
        assert "unused-let" not in [one.code for one in await it.diagnostics(uri)]
        it.write(uri, sound)
        await it.until(uri, ["untested-rule"], advice=True)

    play(tmp_path, scenario)


def test_misspelled_keys_and_values_can_be_fixed(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    wrong = text.replace("archetype: ", "archetpye: ", 1).replace("status: met", "status: mett", 1)

    async def actions(it: Editor, uri: str, range: types.Range) -> list[types.CodeAction]:
        asked = types.CodeActionParams(document(uri), range, types.CodeActionContext([]))
        return list(await it.client.text_document_code_action_async(asked) or [])

    async def scenario(it: Editor) -> None:
        uri = it.open(NAME)
        it.write(uri, wrong)
        for name in ("archetype", "met"):
            said = await it.diagnostics(uri)
            hint = f"did you mean `{name}`?"
            one = next(one for one in said if hint in one.message)
            (action,) = await actions(it, uri, one.range)
            assert action.title == f"Write `{name}`"
            assert list(action.diagnostics) == [one]
            (edit,) = action.edit.changes[uri]
            it.edit(uri, types.TextDocumentContentChangePartial(edit.range, edit.new_text))
        assert await it.codes(uri) == []
        it.write(uri, text.replace("status: met", "status: planned", 1))
        (failed, *_) = [one for one in await it.diagnostics(uri) if one.severity == 1]
        assert await actions(it, uri, failed.range) == []
        assert it.client.log_messages == []

    play(tmp_path, scenario)


def test_what_changes_on_the_disk_is_seen(tmp_path: Path) -> None:
    (tmp_path / "remit.yaml").write_text(
        "language: 1\nkinds: {project: {schema: s.yaml, files: ['p.yaml'], identity: id}}\n"
        "policies: [rules]\n"
    )
    schema = "type: object\nproperties: {id: {type: string}, title: {type: string}}\n"
    (tmp_path / "s.yaml").write_text(schema)
    (tmp_path / "p.yaml").write_text("id: p\n")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.remit").write_text(OWN)
    kinds = (types.FileChangeType.Created, types.FileChangeType.Changed)

    async def scenario(it: Editor) -> None:
        def changed(name: str, kind: types.FileChangeType = types.FileChangeType.Changed) -> None:
            event = types.FileEvent(it.uri(name), kind)
            it.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

        rules, uri = it.open("rules/own.remit"), it.open("p.yaml")
        await it.until(uri, ["own/named"], advice=True)
        await it.till(lambda: bool(it.registered))
        (one,) = it.registered
        assert one.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        (tmp_path / "s.yaml").write_text(schema.replace("title", "name"))
        changed("s.yaml")
        await it.until(rules, ["unknown-field"])
        await it.until(uri, ["None"], advice=True)
        (tmp_path / "s.yaml").write_text(schema)
        changed("s.yaml")
        await it.until(rules, [])
        await it.until(uri, ["own/named"], advice=True)
        (tmp_path / "rules" / "more.remit").write_text(
            OWN.replace("policy own", "policy more").replace("is present", "is absent")
        )
        (tmp_path / "q.yaml").write_text("")
        for kind in kinds:
            changed("rules/more.remit", kind)
        it.write(uri, "id: p\ntitle: x\n")
        await it.until(uri, ["more/named"], advice=True)
        (tmp_path / "rules" / "more.remit").unlink()
        changed("rules/more.remit", types.FileChangeType.Deleted)
        await it.until(uri, [], advice=True)
        assert it.client.log_messages == []

    play(tmp_path, scenario)
