"""How long the language server takes to answer an edit: a table on standard output.

    .venv/bin/python benchmarks/editing.py [EDITS]

A server is started as an editor starts it, over standard input and output, in a folder without a
configuration, so that the standard policies are on its desk, too. Edits are made all over a rule
file of some 500 lines; each row tells the milliseconds from an edit until its answer. Before those
after a pause the server has begun with what it does while nobody types.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EDITS = 60
LINES = 500
PAUSE = 0.4


def main() -> None:
    """Measures every sort of edit and prints its row."""
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else EDITS
    text = rule_file()
    print(f"a rule file of {text.count(chr(10))} lines; milliseconds of {edits} edits each")
    print(f"{'what is asked after the edit':<44}" + "".join(f"{c:>9}" for c in ("median", "worst")))
    with tempfile.TemporaryDirectory() as folder:
        editor = Editor(Path(folder))
        editor.open(text)
        for name, edit, ask in rows():
            pause = PAUSE if "pause" in name else 0
            taken = [measured(editor, text, edit, ask, seed, pause) for seed in range(edits)]
            figures = (statistics.median(taken), max(taken))
            print(f"{name:<44}" + "".join(f"{figure:>9.1f}" for figure in figures), flush=True)
        editor.end()


def rule_file() -> str:
    """Gives a rule file of the wanted length, made of standard policies."""
    found = ['policy long governs project "A long policy."\n']
    for name in ("funding", "planning", "archetype"):
        text = (ROOT / "rules" / f"{name}.remit").read_text(encoding="utf-8")
        found.append(text.partition("\n\n")[2])
    lines = "\n".join(found).splitlines(keepends=True)
    rules = [at for at, line in enumerate(lines) if line.startswith("rule ")]
    end = next((at for at in rules if at >= LINES), len(lines))
    return "".join(lines[:end])


Edit = Callable[[str, random.Random], str]
Ask = Callable[["Editor"], None]


def rows() -> list[tuple[str, Edit, Ask]]:
    """Gives the names of the rows, the edits and what is asked after them."""
    return [
        ("diagnostics, a letter in a comment", comment, Editor.heed),
        ("diagnostics, a letter typed anywhere", letter, Editor.heed),
        ("diagnostics, a quote typed anywhere", quote, Editor.heed),
        ("diagnostics, a line taken away", line, Editor.heed),
        ("diagnostics, a letter after a pause", letter, Editor.heed),
        ("completion behind a dot", dot, Editor.complete),
        ("colours of the whole file", letter, Editor.colours),
    ]


def measured(editor: Editor, text: str, edit: Edit, ask: Ask, seed: int, pause: float) -> float:
    """Gives the milliseconds until an edit was answered, and takes the edit back."""
    edited = edit(text, random.Random(seed))
    time.sleep(pause)
    begun = time.perf_counter()
    editor.write(edited)
    ask(editor)
    taken = (time.perf_counter() - begun) * 1000
    editor.write(text)
    editor.heed()
    return taken


def comment(text: str, chance: random.Random) -> str:
    at = chance.choice([n for n, letter in enumerate(text) if letter == "\n"])
    return f"{text[:at]} # x{text[at:]}"


def letter(text: str, chance: random.Random) -> str:
    at = chance.randrange(60, len(text))
    return f"{text[:at]}x{text[at:]}"


def quote(text: str, chance: random.Random) -> str:
    at = chance.randrange(60, len(text))
    return f'{text[:at]}"{text[at:]}'


def line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    del lines[chance.randrange(2, len(lines))]
    return "".join(lines)


def dot(text: str, chance: random.Random) -> str:
    at = chance.choice([n for n in range(len(text)) if text.startswith("  require", n)])
    return f"{text[:at]}  when project.\n{text[at:]}"


class Editor:
    """The smallest editor there can be: one file, and a server that is asked about it."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "remit", "lsp"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.uri = (folder / "long.remit").as_uri()
        self.version = self.last = 0
        self.text = ""
        root = {"uri": folder.as_uri(), "name": "measured"}
        self.ask("initialize", {"capabilities": {}, "workspaceFolders": [root]})
        self.say("initialized", {})

    def open(self, text: str) -> None:
        self.text, self.version = text, 1
        document = {"uri": self.uri, "languageId": "remit", "version": 1, "text": text}
        self.say("textDocument/didOpen", {"textDocument": document})
        self.heed()

    def write(self, text: str) -> None:
        self.text = text
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        changes = [{"text": text}]
        self.say("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def heed(self) -> None:
        """Waits until the server has told what is wrong with the text as it is."""
        while True:
            message = self.read()
            if message.get("method") == "textDocument/publishDiagnostics":
                told = message["params"]
                if (told["uri"], told.get("version")) == (self.uri, self.version):
                    return

    def complete(self) -> None:
        before = self.text[: self.text.index("when project.\n") + len("when project.")]
        line, character = before.count("\n"), len(before) - before.rindex("\n") - 1
        place = {"line": line, "character": character}
        self.ask("textDocument/completion",
                 {"textDocument": {"uri": self.uri}, "position": place})  # fmt: skip

    def colours(self) -> None:
        self.ask("textDocument/semanticTokens/full", {"textDocument": {"uri": self.uri}})

    def ask(self, method: str, params: object) -> None:
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        while self.read().get("id") != self.last:
            pass

    def say(self, method: str, params: object) -> None:
        self.send({"method": method, "params": params})

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while header := self.process.stdout.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        if not length:
            sys.exit("the server is gone")
        found: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return found

    def end(self) -> None:
        self.ask("shutdown", None)
        self.say("exit", None)
        self.process.wait(30)


if __name__ == "__main__":
    main()
