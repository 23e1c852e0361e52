"""The language server's answers about names, files and fixes, as an editor gets them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from tests.editing.client import Editor, play

pytestmark = pytest.mark.story

RULES = """policy own governs project
  "Ünder 😀 control."

param most = 3M
  "The most that a project may cost."

rule not-too-dear mandatory
  "😀 No project is too dear."
  require project.funding.budget <= most
    else "😀 {project.funding.budget} is more than {most}"
"""
UNTIDY = RULES.replace("  require", "require").replace("<= most", "<=   most")
TESTS = """policy: own.remit
tests:
  - {name: x, params: {most: 1}, expect: [{rule: not-too-dear}]}
"""


def document(uri: str) -> types.TextDocumentIdentifier:
    return types.TextDocumentIdentifier(uri)


def test_answers_about_rules(tmp_path: Path) -> None:
    (tmp_path / "own.test.yaml").write_text(TESTS)

    async def scenario(it: Editor) -> None:
        uri = it.open("own.remit", RULES)
        assert await it.codes(uri) == []
        await names(it, uri)
        await suggestions(it, uri)
        await whole_file(it, uri)
        await fixes(it, uri)
        assert it.client.log_messages == []

    play(tmp_path, scenario)


async def names(it: Editor, uri: str) -> None:
    here, most = document(uri), types.Position(9, 56)
    found = await it.client.text_document_hover_async(types.HoverParams(here, most))
    assert found is not None
    assert found.range == types.Range(types.Position(9, 52), types.Position(9, 56))
    assert "The most that a project may cost." in found.contents.value

    (place,) = await it.client.text_document_definition_async(types.DefinitionParams(here, most))
    assert (place.uri, place.range.start) == (uri, types.Position(3, 6))
    budget = types.Position(8, 30)
    (place,) = await it.client.text_document_definition_async(types.DefinitionParams(here, budget))
    path = Path(unquote(place.uri.removeprefix("file://")))
    line = path.read_text(encoding="utf-8").splitlines()[place.range.start.line]
    assert line.strip().startswith("budget:")

    context = types.ReferenceContext(include_declaration=True)
    asked = types.ReferenceParams(context, here, most)
    uses = await it.client.text_document_references_async(asked)
    assert [use.range.start.line for use in uses] == [3, 8, 9]
    marks = await it.client.text_document_document_highlight_async(
        types.DocumentHighlightParams(here, most)
    )
    assert len(marks) == 3

    ready = await it.client.text_document_prepare_rename_async(
        types.PrepareRenameParams(here, most)
    )
    assert ready.placeholder == "most"
    edit = await it.client.text_document_rename_async(types.RenameParams(here, most, "upmost"))
    assert {Path(name).name: len(edits) for name, edits in edit.changes.items()} == {
        "own.remit": 3, "own.test.yaml": 1,
    }  # fmt: skip
    with pytest.raises(JsonRpcException, match="is a word of the language"):
        await it.client.text_document_rename_async(types.RenameParams(here, most, "rule"))
    with pytest.raises(JsonRpcException, match="fields are named in the schema"):
        await it.client.text_document_prepare_rename_async(types.PrepareRenameParams(here, budget))


async def suggestions(it: Editor, uri: str) -> None:
    line = RULES.splitlines()[8]
    asked = types.CompletionParams(document(uri), types.Position(8, line.index("budget") + 2))
    found = await it.client.text_document_completion_async(asked)
    (budget,) = [one for one in found if one.label == "budget"]
    assert budget.kind == types.CompletionItemKind.Field
    assert budget.detail == "a number"
    assert "declared at" in budget.documentation.value
    start = types.Position(8, line.index("budget"))
    assert budget.text_edit == types.TextEdit(types.Range(start, asked.position), "budget")
    it.put(uri, 9, 4, '# 😀 "')
    asked = types.CompletionParams(document(uri), types.Position(9, 8))
    assert not await it.client.text_document_completion_async(asked)
    it.write(uri, RULES + '  when project.archetype == "😀')
    asked = types.CompletionParams(document(uri), types.Position(10, 31))
    found = await it.client.text_document_completion_async(asked)
    assert [one.label for one in found] == ["digital", "conventional", "hybrid"]
    assert {one.text_edit.range.start.character for one in found} == {29}
    it.write(uri, RULES)


async def whole_file(it: Editor, uri: str) -> None:
    here = document(uri)
    (top,) = await it.client.text_document_document_symbol_async(types.DocumentSymbolParams(here))
    assert (top.name, [below.name for below in top.children]) == ("own", ["most", "not-too-dear"])
    found = await it.client.workspace_symbol_async(types.WorkspaceSymbolParams("ntd"))
    assert "not-too-dear" in [one.name for one in found]
    folds = await it.client.text_document_folding_range_async(types.FoldingRangeParams(here))
    assert [(fold.start_line, fold.end_line) for fold in folds] == [(3, 4), (6, 9)]
    tokens = await it.client.text_document_semantic_tokens_full_async(
        types.SemanticTokensParams(here)
    )
    assert len(tokens.data) % 5 == 0
    assert list(tokens.data[:10]) == [0, 0, 6, 8, 0, 0, 7, 3, 0, 1]

    options = types.FormattingOptions(tab_size=8, insert_spaces=False)
    asked = types.DocumentFormattingParams(here, options)
    assert not await it.client.text_document_formatting_async(asked)
    it.write(uri, UNTIDY)
    edits = await it.client.text_document_formatting_async(asked)
    lines = UNTIDY.splitlines(keepends=True)
    for edit in reversed(edits):
        lines[edit.range.start.line : edit.range.end.line] = [edit.new_text]
    assert "".join(lines) == RULES
    it.write(uri, RULES + "rule")
    with pytest.raises(JsonRpcException, match="a file with mistakes is not formatted"):
        await it.client.text_document_formatting_async(asked)


async def fixes(it: Editor, uri: str) -> None:
    wrong = RULES.replace("funding.budget <= most", "fundin.budget =< most", 1)
    it.write(uri, wrong)
    assert "foreign-operator" in await it.codes(uri)
    while errors := [one for one in await it.diagnostics(uri) if one.severity == 1]:
        (mistake,) = errors
        context = types.CodeActionContext([mistake])
        asked = types.CodeActionParams(document(uri), mistake.range, context)
        (action,) = await it.client.text_document_code_action_async(asked)
        assert action.is_preferred
        (edit,) = action.edit.changes[uri]
        change = types.TextDocumentContentChangePartial(edit.range, edit.new_text)
        it.edit(uri, change)
        whole = types.Range(types.Position(0, 0), types.Position(0, 1))
        nothing = types.CodeActionParams(document(uri), whole, types.CodeActionContext([]))
        assert not await it.client.text_document_code_action_async(nothing)


def test_requests_about_other_texts_are_answered(tmp_path: Path) -> None:
    async def scenario(it: Editor) -> None:
        here, place = document(it.uri("nowhere.remit")), types.Position(3, 4)
        client = it.client
        assert await client.text_document_hover_async(types.HoverParams(here, place)) is None
        assert not await client.text_document_definition_async(types.DefinitionParams(here, place))
        uri = it.open("notes.yaml", "a: 1\n")
        here = document(uri)
        context = types.ReferenceContext(include_declaration=True)
        asked = types.ReferenceParams(context, here, place)
        assert not await client.text_document_references_async(asked)
        assert not await client.text_document_document_symbol_async(
            types.DocumentSymbolParams(here)
        )
        assert it.client.log_messages == []

    play(tmp_path, scenario)


async def kinds_of_tokens(it: Editor) -> set[int]:
    uri = it.open("own.remit", RULES)
    tokens = await it.client.text_document_semantic_tokens_full_async(
        types.SemanticTokensParams(document(uri))
    )
    return {*tokens.data[3::5]}


def test_editors_with_a_grammar_are_told_names_only(tmp_path: Path) -> None:
    async def names(it: Editor) -> None:
        assert await kinds_of_tokens(it) == {0, 1, 4, 5, 6}

    async def everything(it: Editor) -> None:
        assert await kinds_of_tokens(it) == {0, 1, 4, 5, 6, 8, 9, 10}

    play(tmp_path, names, grammar=True)
    play(tmp_path, everything, grammar=True, options={"grammar": False})


LENDER = """policy lender governs project
  "Lends."

param cap = 3
  "What is the most."

define is_big(p) = p.size > cap
"""
USER = """policy user governs project
  "Uses."
use lender: is_big, cap

rule small advisory
  "Small."
  require not is_big(project) and length(project.id) < cap
    else "{project.id} is big"
"""
SCHEMA = """type: object
properties:
  id: {type: string}
  size: {type: number, description: How large it is.}
"""


def test_names_over_files_and_into_the_schema(tmp_path: Path) -> None:
    (tmp_path / "remit.yaml").write_text(
        "language: 1\nkinds: {project: {schema: s.yaml, files: ['p.yaml']}}\npolicies: [rules]\n"
    )
    (tmp_path / "s.yaml").write_text(SCHEMA)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "lender.remit").write_text(LENDER)
    (tmp_path / "rules" / "user.remit").write_text(USER)

    async def scenario(it: Editor) -> None:
        client, uri = it.client, it.open("rules/user.remit")
        lender, schema = it.uri("rules/lender.remit"), it.uri("s.yaml")
        here = document(uri)

        def spot(part: str) -> types.Position:
            before = USER[: USER.index(part)]
            return types.Position(before.count("\n"), len(before) - before.rindex("\n") - 1)

        big, length = spot("is_big(project)"), spot("length")
        (place,) = await client.text_document_definition_async(types.DefinitionParams(here, big))
        assert (place.uri, place.range.start) == (lender, types.Position(6, 7))
        context = types.ReferenceContext(include_declaration=True)
        uses = await client.text_document_references_async(
            types.ReferenceParams(context, here, spot("cap\n"))
        )
        assert {(use.uri, use.range.start.line) for use in uses} == {
            (lender, 3), (lender, 6), (uri, 2), (uri, 6),
        }  # fmt: skip
        found = await client.text_document_hover_async(types.HoverParams(here, length))
        assert "length(" in found.contents.value
        assert "```remit" in found.contents.value
        found = await client.text_document_hover_async(types.HoverParams(here, spot("id) <")))
        assert "declared at `s.yaml#/properties/id`" in found.contents.value

        it.open("s.yaml")
        uses = await client.text_document_references_async(
            types.ReferenceParams(context, document(schema), types.Position(3, 4))
        )
        assert [(use.uri, use.range.start) for use in uses] == [(lender, types.Position(6, 21))]
        edit = await client.text_document_rename_async(types.RenameParams(here, big, "is_large"))
        assert {name: len(edits) for name, edits in edit.changes.items()} == {lender: 1, uri: 2}

        line = types.Position(6, 2)
        found = await client.text_document_completion_async(types.CompletionParams(here, line))
        assert {"require", "when", "for", "let"} <= {one.label for one in found}
        found = await client.text_document_completion_async(types.CompletionParams(here, big))
        labels = {one.label for one in found}
        assert {"is_big", "cap", "project", "length", "today", "not"} <= labels
        assert client.log_messages == []

    play(tmp_path, scenario)


def test_folders_come_and_go(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "own.remit").write_text(RULES)

    async def scenario(it: Editor) -> None:
        client = it.client
        added = types.WorkspaceFolder(other.as_uri(), "other")
        for new, gone in (([added], []), ([], [added]), ([], [added])):
            event = types.WorkspaceFoldersChangeEvent(new, gone)
            client.workspace_did_change_workspace_folders(
                types.DidChangeWorkspaceFoldersParams(event)
            )
            uri = it.open("own.remit", uri=(other / "own.remit").as_uri())
            assert await it.codes(uri) == []
            it.close(uri)
        assert client.log_messages == []

    play(one, scenario)
