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
