"""The language server over standard input and output: what it says of rule files, and when."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types
from tests.editing.client import Editor, play
from tests.editing.test_desk import EIGHT, LANG

pytestmark = pytest.mark.story

RULE = """policy ownership governs project
  "Somebody answers for everything that a project promises."

rule milestone-has-owner mandatory
  "Every milestone has an owner: ü😀."
  for milestone in project.milestones
  where milestone.status == "planned"
  require milestone.owner is present
    else "milestone {milestone.id} 😀 has no owner {milestone.due}"
    hint "Name somebody."
"""
USER = 'policy user governs project "U."\nuse lender: cap\n' + (
    'rule r mandatory "R." require project.funding.budget > cap else "m"\n'
)
LENDER = 'policy lender governs project "L."\nparam cap = 3\n'
CONFIG = "language: 1\npolicies: [rules/]\n"


def test_mistakes_are_told_at_their_place(tmp_path: Path) -> None:
    async def scenario(it: Editor) -> None:
        uri = it.open("own.remit", RULE.replace("milestone.due", "milestone.du"))
        (found,) = [one for one in await it.diagnostics(uri) if one.severity == 1]
        assert (found.code, found.severity, found.source) == ("unknown-field", 1, "remit")
        assert "did you mean `due`?" in found.message
        line = 'else "milestone {milestone.id} 😀 has no owner {milestone.du}"'
        at = 4 + len(line[: line.index("du}")].encode("utf-16-le")) // 2
        place = found.range.start
        assert (place.line, place.character, found.range.end.character) == (8, at, at + 2)
        it.put(uri, 8, at + 2, "e")
        assert await it.codes(uri) == []
        it.write(
            uri, RULE + '\nrule b mandatory "B."\n  require today == today else "m"\n  when true'
        )
        (advice,) = [one for one in await it.diagnostics(uri) if one.code == "idle-clause"]
        assert advice.severity == 2
        it.close(uri)
        assert await it.diagnostics(uri, version=None) or it.told[uri].diagnostics == []

    play(tmp_path, scenario)


def test_eight_mistakes_are_eight_reports(tmp_path: Path) -> None:
    (tmp_path / "remit.yaml").write_text(
        "language: 1\nkinds: {project: {schema: project.schema.yaml, files: [project.yaml]}}\n"
    )
    shutil.copy(LANG / "project.schema.yaml", tmp_path)

    async def scenario(it: Editor) -> None:
        uri = it.open("eight.remit", EIGHT)
        assert len(await it.codes(uri)) == 8

    play(tmp_path, scenario)


@pytest.mark.story
def test_a_rule_is_typed_letter_by_letter(tmp_path: Path) -> None:
    async def scenario(it: Editor) -> None:
        uri = it.open("typed.remit", "")
        assert await it.codes(uri) == ["empty-file"]
        line = character = 0
        for letter in RULE:
            it.put(uri, line, character, letter)
            line, character = (line + 1, 0) if letter == "\n" else (
                line, character + len(letter.encode("utf-16-le")) // 2
            )  # fmt: skip
            said = await it.diagnostics(uri)
            assert all(one.range.start.line <= line for one in said)
        assert await it.codes(uri) == []
        it.write(uri, RULE[:-30])
        assert await it.codes(uri) != []

    play(tmp_path, scenario)


def test_what_is_told_is_about_the_version_that_it_names(tmp_path: Path) -> None:
    wrong = RULE.replace("milestone.due", "milestone.du")

    async def scenario(it: Editor) -> None:
        uri = it.open("own.remit", RULE)
        other = it.open("other.remit", RULE.replace("policy ownership", "policy other"))
        for number in range(40):
            it.write(uri, wrong if number % 2 == 0 else RULE)
            it.write(other, RULE.replace("policy ownership", "policy other") + "#" * number)
            await asyncio.sleep(0.03 * (number % 5))
        assert await it.codes(uri) == []
        for told in (each for each in it.history if each.uri == uri):
            errors = [one.code for one in told.diagnostics if one.severity == 1]
            assert errors == ([] if told.version % 2 == 1 else ["unknown-field"])

    play(tmp_path, scenario)


def test_what_is_open_wins_over_the_disk(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "remit.yaml").write_text(CONFIG)
    (tmp_path / "rules" / "user.remit").write_text(USER)
    (tmp_path / "rules" / "lender.remit").write_text(LENDER)

    async def scenario(it: Editor) -> None:
        user, lender = it.open("rules/user.remit"), it.open("rules/lender.remit")
        assert await it.codes(user) == []
        it.write(lender, LENDER.replace("cap", "cup"))
        await it.until(user, ["unknown-used-name"])
        it.close(lender)
        await it.until(user, [])
        config = it.open("remit.yaml", CONFIG + "kinds: {project: {files: [a]}}\n")
        await it.until(config, ["format"])
        it.write(user, USER.replace("budget", "bugdet"))
        assert await it.codes(user) == ["unknown-field"]
        it.write(config, CONFIG + "params: {lender.cap: x, y: 3}\n")
        await it.until(config, ["configuration"])
        it.write(config, CONFIG)
        await it.until(config, [])
        kind = "{schema: builtin:people, files: [a.yaml], identity: mara.nme}"
        it.write(config, CONFIG + f"kinds: {{project: {kind}}}\n")
        await it.until(config, ["configuration"])

    play(tmp_path, scenario)


def test_a_broken_configuration_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "remit.yaml").write_text("policies: [\n")

    async def scenario(it: Editor) -> None:
        config, uri = (
            it.open("remit.yaml"),
            it.open("a.remit", RULE.replace("owner is", "owner iss")),
        )
        await it.until(config, ["yaml"])
        assert "syntax" in " ".join(await it.codes(uri)) or await it.codes(uri) != []
        it.write(uri, RULE)
        assert await it.codes(uri) == ["unknown-kind"]
        it.write(config, "language: 1\n")
        await it.until(uri, [])

    play(tmp_path, scenario)


ODD_NAMES = ["a b.remit", "ü/ñandú 😀.remit", "100%25.remit", "a#b?c.remit"]


def test_odd_names(tmp_path: Path) -> None:
    for name in ODD_NAMES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(RULE, encoding="utf-8")

    async def scenario(it: Editor) -> None:
        for name in ODD_NAMES:
            uri = (tmp_path / name).as_uri()
            for address in {uri, uri.replace("%20", " ").replace("%3F", "?").replace("%23", "#")}:
                it.open(name, RULE.replace("milestone.due", "milestone.du"), uri=address)
                assert await it.codes(address) == ["unknown-field"], address
                it.close(address)

    play(tmp_path, scenario)


def test_files_outside_of_the_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "lender.remit").write_text(LENDER)
    (outside / "user.remit").write_text(USER)

    async def scenario(it: Editor) -> None:
        user = it.open("user.remit", USER, uri=(outside / "user.remit").as_uri())
        assert await it.codes(user) == []
        loose = it.open("new.remit", RULE, uri="untitled:Untitled-1.remit")
        assert await it.codes(loose) == []
        strange = it.open("x.remit", "a rule", uri="vscode-vfs://github/x.remit")
        assert await it.codes(strange) == ["missing-policy"]
        odd = it.open("notes.txt", "rule", uri=(outside / "notes.txt").as_uri())
        it.write(odd, "policy")
        it.write(user, USER.replace("cap else", "cup else"))
        assert await it.codes(user) == ["unknown-name"]
        assert odd not in it.told

    play(tmp_path, scenario)


@pytest.mark.story
def test_a_huge_file_is_answered(tmp_path: Path) -> None:
    rules = "\n".join(
        f'rule r-{n} mandatory "R."\n  require project.id == "{n}" else "m"' for n in range(1500)
    )

    async def scenario(it: Editor) -> None:
        uri = it.open("huge.remit", f'policy p governs project "P."\n{rules}\n')
        assert await it.codes(uri) == []
        it.put(uri, 1501, 12, "x")
        assert await it.codes(uri) != []
        it.write(uri, '"' * 200_000)
        assert await it.codes(uri) == ["missing-policy"]

    play(tmp_path, scenario)


def test_odd_edits_do_no_harm(tmp_path: Path) -> None:
    async def scenario(it: Editor) -> None:
        uri = it.open("a.remit", RULE)
        it.put(uri, 900, 3, "\n# end\u2028\x0c")
        assert await it.codes(uri) == []
        it.put(uri, 4, 35, "", gone=1)
        it.put(uri, 2, 900, "# a\r\n# b\r# c\n")
        assert await it.codes(uri) == []
        it.write(uri, "\x00\ud7ff{{{")
        assert await it.codes(uri) != []
        document = types.VersionedTextDocumentIdentifier(9, it.uri("never-opened.remit"))
        change = types.TextDocumentContentChangeWholeDocument(RULE)
        it.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        it.close(it.uri("neither.remit"))
        it.write(uri, RULE)
        assert await it.codes(uri) == []
        assert it.client.log_messages == []

    play(tmp_path, scenario)


def _message(method: str, **rest: object) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", "method": method, **rest}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def test_it_ends_as_the_protocol_says(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "remit", "lsp", "--stdio"]
    start = _message("initialize", id=1, params={"capabilities": {}})
    polite = start + _message("shutdown", id=2) + _message("exit")
    done = subprocess.run(words, input=polite, capture_output=True, cwd=tmp_path, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    for rude in (start + _message("exit"), start, b"", b"GET / HTTP/1.1\r\n\r\n"):
        done = subprocess.run(words, input=rude, capture_output=True, cwd=tmp_path, timeout=60)
        assert done.stderr == b""
        assert done.returncode in (0, 1)


def test_what_is_called_off_has_one_answer_and_what_is_strange_is_no_bug(tmp_path: Path) -> None:
    where = {"textDocument": {"uri": (tmp_path / "a.remit").as_uri()}}
    sent = _message("initialize", id=1, params={"capabilities": {}})
    for number in (2, 3, 4):
        at = {"position": {"line": 0, "character": 0}}
        sent += _message("textDocument/hover", id=number, params={**where, **at})
        sent += _message("$/cancelRequest", params={"id": number})
    sent += _message("$/cancelRequest", params={})
    sent += _message("shutdown", id=5) + _message("exit")
    words = [sys.executable, "-m", "remit", "lsp"]
    done = subprocess.run(words, input=sent, capture_output=True, cwd=tmp_path, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    told = [
        json.loads(part.partition(b"Content-")[0]) for part in done.stdout.split(b"\r\n\r\n")[1:]
    ]
    assert sorted(each["id"] for each in told if "id" in each) == [1, 2, 3, 4, 5]
    logged = [each["params"]["message"] for each in told if "id" not in each]
    assert logged == ["the editor sent something that the protocol doesn't know"]
