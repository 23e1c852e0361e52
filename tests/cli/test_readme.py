"""What README.md and the examples name is there: commands, options, hooks."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml
from tests import forked

from remit.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "examples").glob("**/README.md"))]
HOOKS = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
OTHERS = {"acme-policies"}


@cache
def _help(command: str) -> str:
    words = [forked.remit(), command, "--help"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_the_table_of_commands_lists_all_that_exist() -> None:
    assert sorted(re.findall(r"^\| `remit ([a-z]+)", README, re.M)) == sorted(COMMANDS)


def test_the_table_of_hooks_lists_all_that_exist() -> None:
    rows = re.findall(r"^\| (`remit-[^|]*) \|", README, re.M)
    assert {name for row in rows for name in re.findall(r"`(remit-[a-z-]+)`", row)} == HOOKS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_option_and_hook_that_is_named_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    lines = re.findall(r"remit (" + "|".join(COMMANDS) + r")\b([^\n`|]*)", text)
    for command, rest in lines:
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", rest.split("&&")[0].split("||")[0]):
            assert option in _help(command), f"remit {command} {option}"
    named = set(re.findall(r"\bid: (remit-[a-z-]+|acme-policies)", text))
    assert named <= HOOKS | OTHERS
