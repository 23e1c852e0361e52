"""The grammar that editors colour rule files by holds the words of the language, and no others."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import remit
from remit.semantics.builtins import BUILTINS
from remit.syntax.grammar import grammar
from remit.syntax.words import WORDS

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "examples" / "editors" / "vscode"
GRAMMAR = json.loads((EXTENSION / "syntaxes" / "remit.tmLanguage.json").read_text("utf-8"))
GIVEN = {"baseline", "today"}
UNITS = {"day", "week", "month", "quarter", "year"}


def _parts(value: Any, key: str) -> Iterator[str]:
    """Gives what stands under a key, anywhere in the grammar."""
    match value:
        case dict():
            for name, inner in value.items():
                if name == key and isinstance(inner, str):
                    yield inner
                yield from _parts(inner, key)
        case list():
            for inner in value:
                yield from _parts(inner, key)


def _written(pattern: str) -> set[str]:
    """Gives the words that a regular expression names."""
    plain = re.sub(r"\\[a-zA-Z]|\[[^\]]*\]|\(\?[a-z]", " ", pattern)
    return set(re.findall(r"[a-z_]{2,}", plain))


def _keywords() -> set[str]:
    """Gives the words that the grammar of the language has terminals for."""
    patterns = [each.pattern.value for each in grammar().terminals if each.priority == 3]
    return {word for pattern in patterns for word in _written(pattern)}


def _coloured() -> set[str]:
    patterns = [each for key in ("match", "begin", "end") for each in _parts(GRAMMAR, key)]
    return {word for pattern in patterns for word in _written(pattern)}


def test_all_words_of_the_language_are_coloured_and_no_others() -> None:
    assert _keywords() >= WORDS - {"creation", "deletion"}
    assert _coloured() == _keywords() | WORDS | BUILTINS.keys() | GIVEN | UNITS


def test_each_part_of_the_grammar_is_there_and_used() -> None:
    included = set(_parts(GRAMMAR, "include"))
    assert included == {f"#{name}" for name in GRAMMAR["repository"]}
    scopes = set(_parts(GRAMMAR, "name")) - {"Remit"}
    assert all(re.fullmatch(r"[a-z]+(\.[a-z-]+)+\.remit", scope) for scope in scopes)


def test_the_extension_is_of_this_version_and_licence() -> None:
    told = json.loads((EXTENSION / "package.json").read_text("utf-8"))
    assert told["version"] == remit.__version__
    assert (EXTENSION / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    for language, coloured in zip(
        told["contributes"]["languages"], told["contributes"]["grammars"], strict=True
    ):
        assert language["id"] == coloured["language"] == "remit"
        assert (EXTENSION / language["configuration"]).is_file()
        assert (EXTENSION / coloured["path"]).is_file()
        assert coloured["scopeName"] == GRAMMAR["scopeName"]


def test_the_configuration_for_helix_is_sound() -> None:
    readme = (EXTENSION.parent / "README.md").read_text("utf-8")
    (written,) = re.findall(r"^```toml\n(.*?)^```$", readme, re.M | re.S)
    told = tomllib.loads(written)
    assert told["language-server"]["remit"] == {"command": "remit", "args": ["lsp"]}
    rules, _ = told["language"]
    assert (rules["file-types"], rules["scope"]) == (["remit"], GRAMMAR["scopeName"])
