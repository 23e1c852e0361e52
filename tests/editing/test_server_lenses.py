"""Code lenses over rules: what they say, what a click on them does, and how it is called off."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from tests.editing.client import Editor, play
from tests.editing.test_server_answers import document

pytestmark = pytest.mark.story

CONFIG = """language: 1
kinds: {project: {plural: portfolio, schema: s.yaml, files: ['*/p.yaml'], identity: id}}
policies: [own.remit]
"""
SCHEMA = """$schema: https://json-schema.org/draft/2020-12/schema
type: object
properties: {id: {type: string}, title: {type: string}, size: {type: number, default: 0}}
"""
RULES = """policy own governs project
  "Own rules."

param most = 5

rule named mandatory
  "A project has a title."
  require project.title is present
    else "the project {project.id} has no title"

rule small advisory
  "A project is small."
  require project.size <= most
    else "{project.id} is too large: {project.size}"

rule balanced advisory
  "The portfolio is small."
  require sum(p.size for p in portfolio) <= 100
    else "too much"
"""
TESTS = """policy: own.remit
given: a/p.yaml
today: 2026-11-23
tests:
  - name: it has a title
    set: {title: T}
    expect: []
  - name: it has none
    unset: [title]
    expect: [{rule: named}]
  - name: it is large
    set: {title: T, size: 9}
    expect: []
"""


def laid(folder: Path) -> None:
    (folder / "remit.yaml").write_text(CONFIG)
    (folder / "s.yaml").write_text(SCHEMA)
    (folder / "own.remit").write_text(RULES)
    (folder / "own.test.yaml").write_text(TESTS)
    for name, text in {"a": "title: A\n", "b": "size: 7\n", "c": "size: 3\n"}.items():
        (folder / name).mkdir()
        (folder / name / "p.yaml").write_text(f"id: {name}\n{text}")


async def lenses(it: Editor, uri: str) -> list[types.CodeLens]:
    found = await it.client.text_document_code_lens_async(types.CodeLensParams(document(uri)))
    return list(found or [])


async def titles(it: Editor, uri: str) -> list[tuple[int, str]]:
    return [(one.range.start.line, one.command.title) for one in await lenses(it, uri)]


async def click(it: Editor, lens: types.CodeLens) -> dict[str, object]:
    command = lens.command
    params = types.ExecuteCommandParams(command.command, command.arguments)
    return plain(await it.client.workspace_execute_command_async(params))


def plain(answer: object) -> dict[str, object]:
    return answer if isinstance(answer, dict) else answer._asdict()


def test_lenses_count_the_manifests_that_fail(tmp_path: Path) -> None:
    laid(tmp_path)

    async def scenario(it: Editor) -> None:
        uri = it.open("own.remit")
        await titles(it, uri)
        await it.till(lambda: it.refreshed > 0)
        assert await titles(it, uri) == [
            (5, "run tests"),
            (5, "2 of 3 manifests fail this rule"),
            (10, "run tests"),
            (10, "1 of 3 manifests fail this rule"),
            (15, "run tests"),
            (15, "this rule holds"),
        ]
        it.refreshed = 0
        it.write(uri, "# moved\n" + RULES.replace("is present", "is absent"))
        assert (11, "1 of 3 manifests fail this rule") in await titles(it, uri)
        assert [text for line, text in await titles(it, uri) if line == 6] == ["run tests"]
        await it.till(lambda: it.refreshed > 0)
        assert (6, "1 of 3 manifests fail this rule") in await titles(it, uri)
        it.refreshed = 0
        it.write(uri, RULES.replace("most = 5", "most = 2"))
        await it.till(lambda: it.refreshed > 0)
        assert (10, "2 of 3 manifests fail this rule") in await titles(it, uri)
        it.refreshed = 0
        manifest = it.open("b/p.yaml")
        it.write(manifest, "id: b\ntitle: B\nsize: 99\n")
        await it.till(lambda: it.refreshed > 0)
        found = await titles(it, uri)
        assert (5, "1 of 3 manifests fail this rule") in found
        assert (15, "this rule fails") in found
        it.write(uri, RULES.replace("rule named", "rule"))
        assert len(await lenses(it, uri)) >= 4
        assert it.client.log_messages == []

    play(tmp_path, scenario)


def test_a_click_shows_the_places(tmp_path: Path) -> None:
    laid(tmp_path)

    async def scenario(it: Editor) -> None:
        uri = it.open("own.remit")
        await lenses(it, uri)
        await it.till(lambda: it.refreshed > 0)
        it.choice = "b/p.yaml"
        answer = await click(it, (await lenses(it, uri))[1])
        assert answer["message"] == "`own/named`: 2 of 3 manifests fail this rule"
        places = answer["locations"]
        assert isinstance(places, list)
        assert len(places) == 2
        await it.till(lambda: bool(it.client.shown_documents))
        (shown,) = it.client.shown_documents
        assert shown.uri == it.uri("b/p.yaml")
        assert [one.title for one in it.asked[0].actions] == ["b/p.yaml:1", "c/p.yaml:1"]
        for name in ("b/p.yaml", "c/p.yaml"):
            await it.until(it.uri(name), ["own/named"])
        it.write(uri, RULES + "# x\n")
        for name in ("b/p.yaml", "c/p.yaml"):
            await it.until(it.uri(name), [])
        answer = await click(it, (await lenses(it, uri))[5])
        assert (answer["ok"], answer["locations"]) == (True, [])
        assert it.client.messages[-1].message == "`own/balanced`: this rule holds"
        assert it.client.log_messages == []

    play(tmp_path, scenario)


def test_editors_that_open_nothing_get_a_list(tmp_path: Path) -> None:
    laid(tmp_path)

    async def scenario(it: Editor) -> None:
        uri = it.open("own.remit")
        params = types.ExecuteCommandParams("remit.showFailures", [uri, "own/named"])
        await it.client.workspace_execute_command_async(params)
        said = it.client.messages[-1].message.splitlines()
        assert said[1:] == ["b/p.yaml:1", "c/p.yaml:1"]
        assert it.asked == []

    play(tmp_path, scenario, client="emacs")


def test_a_click_runs_the_cases_of_a_rule(tmp_path: Path) -> None:
    laid(tmp_path)

    async def scenario(it: Editor) -> None:
        uri, tests = it.open("own.remit"), it.uri("own.test.yaml")
        found = [one for one in await lenses(it, uri) if one.command.title == "run tests"]
        named, small, balanced = found
        answer = await click(it, named)
        said = "`own/named` is as expected: 1 case fails it, 2 satisfy it"
        assert (answer["ok"], answer["message"]) == (True, said)
        it.choice = "own.test.yaml"
        answer = await click(it, small)
        said = "`own/small`: 1 case is not as expected: `it is large`"
        assert (answer["ok"], answer["message"]) == (False, said)
        await it.till(lambda: bool(it.told.get(tests) and it.told[tests].diagnostics))
        (wrong,) = it.told[tests].diagnostics
        assert (wrong.range.start.line, wrong.severity) == (10, 1)
        assert "found, and not expected" in wrong.message
        await it.till(lambda: bool(it.client.shown_documents))
        answer = await click(it, balanced)
        assert answer["message"] == "no case of `own.test.yaml` fails `own/balanced`"

        opened = it.open("own.test.yaml")
        it.write(opened, TESTS.replace("expect: []", "expect: [{rule: small}]").replace(
            "expect: [{rule: small}]", "expect: []", 1))  # fmt: skip
        answer = await click(it, small)
        assert answer["ok"] is True
        assert not it.told[tests].diagnostics
        it.write(uri, RULES.replace("project.size <=", "project.sise <="))
        answer = await click(it, small)
        assert answer["ok"] is False
        assert "can't be run: `project` has no field `sise`" in str(answer["message"])
        it.write(opened, "policy: [\n")
        assert "can't be run" in str((await click(it, small))["message"])
        it.close(opened)
        (tmp_path / "own.test.yaml").unlink()
        it.write(uri, RULES)
        assert "there is no `own.test.yaml`" in str((await click(it, small))["message"])
        assert it.client.log_messages == []

    play(tmp_path, scenario)


def test_what_keeps_rules_from_being_counted_is_said(tmp_path: Path) -> None:
    laid(tmp_path)
    (tmp_path / "remit.yaml").write_text("policies: [\n")

    async def scenario(it: Editor) -> None:
        uri, config = it.open("own.remit"), it.open("remit.yaml")
        for text, why in (
            ("policies: [\n", "(remit.yaml:2)"),
            (CONFIG.replace("*/p.yaml", "*/q.yaml"), "there is no manifest to check"),
            (CONFIG + "waivers: [no.yaml]\n", "(no.yaml)"),
        ):
            it.write(config, text)
            for _ in range(100):
                params = types.ExecuteCommandParams("remit.showFailures", [uri, "own/named"])
                answer = plain(await it.client.workspace_execute_command_async(params))
                if why in str(answer["message"]):
                    break
                await asyncio.sleep(0.1)
            assert "`own/named` can't be counted: " in str(answer["message"])
            assert why in str(answer["message"])
            assert answer["ok"] is False
        assert it.client.log_messages == []

    play(tmp_path, scenario)


def test_commands_about_nothing_say_so(tmp_path: Path) -> None:
    laid(tmp_path)

    async def scenario(it: Editor) -> None:
        uri, loose = it.open("own.remit"), it.open("x.remit", RULES, uri="untitled:x.remit")
        client = it.client
        for words in ([], [uri], [uri, 3], [it.uri("no.remit"), "own/named"], [[uri], {}]):
            for name in ("remit.runTests", "remit.showFailures"):
                answer = await client.workspace_execute_command_async(
                    types.ExecuteCommandParams(name, words)
                )
                assert plain(answer)["ok"] is False
        for name, words in (("remit.runTests", [loose, "own/named"]),
                            ("remit.showFailures", [uri, "own/no-such"])):  # fmt: skip
            answer = await client.workspace_execute_command_async(
                types.ExecuteCommandParams(name, words)
            )
            assert plain(answer)["ok"] is False
        with pytest.raises(JsonRpcException, match="there is no command"):
            await client.workspace_execute_command_async(types.ExecuteCommandParams("remit.x"))

    play(tmp_path, scenario)


def test_a_request_can_be_called_off(tmp_path: Path) -> None:
    laid(tmp_path)
    cases = "".join(
        f"  - {{name: n{n}, set: {{title: T, size: {n}}}, expect: [{{rule: small}}]}}\n"
        for n in range(6, 1506)
    )
    (tmp_path / "own.test.yaml").write_text(TESTS + cases)

    async def scenario(it: Editor) -> None:
        uri = it.open("own.remit")
        await it.codes(uri)
        params = types.ExecuteCommandParams("remit.runTests", [uri, "own/small"])
        protocol = it.client.protocol
        pending = asyncio.ensure_future(
            protocol.send_request_async(types.WORKSPACE_EXECUTE_COMMAND, params, msg_id="long")
        )
        await asyncio.sleep(0.3)
        it.client.cancel_request(types.CancelParams("long"))
        with pytest.raises(JsonRpcException) as told:
            await pending
        assert told.value.code == types.LSPErrorCodes.RequestCancelled.value
        for unknown in ("long", "never", 12345):
            it.client.cancel_request(types.CancelParams(unknown))
        it.write(uri, RULES.replace("project.size <=", "project.sise <="))
        assert await it.codes(uri) == ["unknown-field"]
        assert (it.client.messages, it.asked) == ([], [])
        assert it.client.log_messages == []

    play(tmp_path, scenario)
