"""The extension for VS Code: its colours are those of the language, it is packaged, and what was
packaged starts the language server and shows what that tells."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.stories.colours import by_editor, by_language, keywords, tokens
from tests.stories.stage import run

import remit
from remit.workspace.server.lenses import RUN, SHOW

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "examples" / "editors" / "vscode"
GRAMMAR = EXTENSION / "syntaxes" / "remit.tmLanguage.json"
HERE = Path(__file__).parent
TOKENISERS = ("vscode-textmate@9.2.0", "vscode-oniguruma@2.0.1")
INSTALL = ("npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")

pytestmark = [
    pytest.mark.story,
    pytest.mark.skipif(shutil.which("npm") is None, reason="there is no npm here"),
]


def _corpus() -> dict[str, str]:
    folders = (ROOT / "rules", ROOT / "examples", HERE)
    files = [file for folder in folders for file in folder.rglob("*.remit")]
    texts = {str(file.relative_to(ROOT)): file.read_text("utf-8") for file in sorted(files)}
    reference = (ROOT / "engine" / "LANGUAGE.md").read_text("utf-8")
    blocks = re.findall(r"^```remit\n(.*?)^```$", reference, re.M | re.S)
    return {**texts, **{f"LANGUAGE.md {n}": block for n, block in enumerate(blocks)}}


def _written(text: str, between: str) -> str:
    """Gives the tokens of a text with something else between them."""
    written = between.join(tokens(text))
    return re.sub(rf"{re.escape(between)}\(", " (", written)


LAYOUTS = {
    "as it is": lambda text: text,
    "in one line": lambda text: _written(text, " "),
    "a token a line": lambda text: _written(text, "\n"),
    "comments everywhere": lambda text: _written(text, ' # rule for "x {\n\n\t'),
}


@pytest.fixture(scope="module")
def coloured(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Gives the texts, and what the grammar of the extension makes of each."""
    folder = tmp_path_factory.mktemp("textmate")
    run(*INSTALL, *TOKENISERS, folder=folder)
    texts = {
        f"{name}, {layout}": written(text)
        for name, text in _corpus().items()
        for layout, written in LAYOUTS.items()
    }
    looks = by_editor(texts, GRAMMAR, folder / "node_modules", HERE / "tokenise.js")
    return {name: (text, looks[name]) for name, text in texts.items()}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_character_is_coloured_as_what_it_is(coloured: Any, layout: str) -> None:
    wrong = []
    for name, (text, looks) in coloured.items():
        if name.endswith(f", {layout}"):
            wanted = by_language(text)
            assert len(looks) == len(wanted)
            wrong += [
                f"{name}: {text[place : place + 20]!r} is {want}, and coloured as {look}"
                for place, (want, look) in enumerate(zip(wanted, looks, strict=True))
                if want != look and not text[place].isspace()
            ]
    assert wrong == []


def test_every_word_of_the_language_is_among_what_is_coloured() -> None:
    seen = {token.type for text in _corpus().values() for token in tokens(text)}
    assert seen >= keywords() - {"LEVEL"}  # which is a name, until the rule is built


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives the extension as a package, made in a copy of its folder."""
    folder = tmp_path_factory.mktemp("extension") / "vscode"
    shutil.copytree(EXTENSION, folder, ignore=shutil.ignore_patterns("node_modules", "*.vsix"))
    run(*INSTALL, folder=folder)
    made = folder / "remit.vsix"
    run("npm", "run", "package", "--", "--out", made, folder=folder)
    return made


def test_the_package_holds_the_extension_and_what_it_needs(packaged: Path) -> None:
    with zipfile.ZipFile(packaged) as package:
        names = package.namelist()
        for file in ("package.json", "extension.js", "language-configuration.json"):
            assert package.read(f"extension/{file}") == (EXTENSION / file).read_bytes()
        grammar = package.read("extension/syntaxes/remit.tmLanguage.json")
        license_text = package.read("extension/LICENSE.txt")
        manifest = package.read("extension.vsixmanifest").decode()
    assert grammar == GRAMMAR.read_bytes()
    assert license_text == (ROOT / "LICENSE").read_bytes()
    assert f'Id="remit" Version="{remit.__version__}" Publisher="remit"' in manifest
    assert "extension/readme.md" in names
    needed = {name.split("/")[2] for name in names if "/node_modules/" in name}
    assert "vscode-languageclient" in needed
    assert not {"@vscode", "typescript", ".package-lock.json"} & needed
    assert not [name for name in names if name.endswith((".ts", ".map", ".vsix", "-lock.json"))]
    assert packaged.stat().st_size < 1_000_000


@pytest.fixture(scope="module")
def unpacked(packaged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives the folder of the extension as an editor would unpack it."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(packaged) as package:
        package.extractall(folder)
    return folder / "extension"


RULES = """policy p governs project "P."
rule r mandatory "R."
  require project.stag == "idea" else "no"
"""


def _edited(extension: Path, **told: object) -> Any:
    """Gives what an editor of paper hears when it runs the extension with the real client."""
    folder = ROOT / "examples" / "self-checkout-gone-wrong"
    asked = {
        "extension": str(extension / "extension.js"),
        "folder": str(folder),
        "command": str(Path(sys.executable).with_name("remit")),
        "configured": [str(folder / "remit.yaml")],
        "trusted": True,
        "open": [{"path": str(folder / "p.remit"), "language": "remit", "text": RULES}],
        **told,
    }
    done = subprocess.run(
        ["node", HERE / "paper_editor.js"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_packaged_extension_shows_what_the_language_server_tells(unpacked: Path) -> None:
    heard = _edited(unpacked)
    assert heard["errors"] == []
    assert {"remit.restart", RUN, SHOW} <= set(heard["commands"])
    assert {"registerHoverProvider", "registerCodeLensProvider"} <= set(heard["providers"])
    assert {"file remit", "file yaml"} <= set(heard["documents"])
    assert [message.splitlines()[0] for message in heard["diagnostics"]] == [
        "`project` has no field `stag`"
    ]


def test_manifests_are_asked_about_where_there_is_a_configuration(unpacked: Path) -> None:
    assert "file yaml" not in _edited(unpacked, configured=[])["documents"]
    path = ROOT / "examples" / "self-checkout-gone-wrong" / "hurried" / "project.yaml"
    manifest = {"path": str(path), "language": "yaml", "text": path.read_text("utf-8")}
    assert len(_edited(unpacked, open=[manifest])["diagnostics"]) > 1


@pytest.mark.parametrize("command", ["${workspaceFolder}/.venv/bin/remit", "false"])
def test_a_server_that_does_not_start_is_told_once(unpacked: Path, command: str) -> None:
    (error,) = _edited(unpacked, command=command, open=[])["errors"]
    assert "doesn't start" in error
    assert "${" not in error


def test_nothing_starts_before_the_workspace_is_trusted(unpacked: Path) -> None:
    heard = _edited(unpacked, trusted=False, command="false")
    assert (heard["errors"], heard["documents"]) == ([], [])
