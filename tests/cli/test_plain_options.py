"""What is typed plainly is understood as argparse understands it, or left to argparse."""

from __future__ import annotations

import importlib
from itertools import product

import pytest

from remit.cli.main import COMMANDS
from remit.cli.options import Options, UsageError
from remit.text.source import Source

WORDS = (
    "a.yaml", "-", "--", "-h", "-x", "--quiet", "--quiet=yes", "--qui", "--color", "never", "blue",
    "--color=auto", "--color=", "--jobs", "2", "0", "-1", "--jobs=3", "--as-of", "2026-02-30",
    "--as-of=2026-02-03", "--format", "json", "--format=text:x", "--rule=a/*", "--unknown", "",
    "--block=all", "--minimum", "95", "--check", "--param", "a.b=--x", "--param=a.b=-1", "-a b",
)  # fmt: skip


def options_of(command: str) -> Options:
    module, about = COMMANDS[command]
    options = Options(f"remit {command}", about, Source("command line", ""))
    importlib.import_module(module).options(options)
    return options


def in_full(options: Options, words: list[str]) -> object:
    try:
        return vars(options.in_full(words))
    except UsageError as error:
        return error.diagnostic.message
    except SystemExit as error:
        return error.code


@pytest.mark.parametrize("command", COMMANDS)
def test_both_understand_the_same(command: str) -> None:
    options = options_of(command)
    asked = [list(words) for count in (0, 1, 2) for words in product(WORDS, repeat=count)]
    asked += [[one, "--color", other, "a.yaml"] for one, other in product(WORDS, repeat=2)]
    told = 0
    for words in asked:
        found = options.plainly(words)
        if found is not None:
            told += 1
            assert vars(found) == in_full(options, words), words
    assert told or command in ("schema", "init", "lsp", "new", "waive", "explain", "impact")


def test_a_plain_check_does_without_argparse(monkeypatch: pytest.MonkeyPatch) -> None:
    options = options_of("check")
    monkeypatch.setattr(Options, "in_full", None)
    found = options.parse(["--quiet", "a.yaml", "--format=json", "--jobs", "2", "b.yaml", "-"])
    assert (found.quiet, found.paths, found.format) == (True, ["a.yaml", "b.yaml", "-"], ["json"])
    assert (found.jobs, found.explain, found.rule, found.as_of) == (2, False, [], None)


def test_what_is_typed_once_is_not_there_the_next_time() -> None:
    options = options_of("check")
    assert options.parse(["a.yaml", "--rule=x"]).rule == ["x"]
    assert (options.parse([]).rule, options.parse([]).paths) == ([], [])
