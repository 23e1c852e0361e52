"""Throw-away git repositories, and the command run in them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct
from tests import forked
from tests.cli.conftest import Ran

ROOT = Path(__file__).parents[2]

ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Mara",
    "GIT_AUTHOR_EMAIL": "mara@example.invalid",
    "GIT_COMMITTER_NAME": "Mara",
    "GIT_COMMITTER_EMAIL": "mara@example.invalid",
    "GIT_AUTHOR_DATE": "2026-11-01T12:00:00Z",
    "GIT_COMMITTER_DATE": "2026-11-01T12:00:00Z",
}
"""What git is told, whoever runs the tests."""

FILES = {
    "remit.yaml": """\
kinds:
  item: {plural: shelf, schema: schemas/item.yaml, files: ["items/*.yaml"], identity: id}
  box: {plural: boxes, schema: schemas/box.yaml, files: ["boxes/*.yaml"], identity: id}
registers:
  people: {file: people.yaml, schema: schemas/people.yaml}
policies: [rules]
""",
    "schemas/item.yaml": """\
type: object
required: [id, price]
properties:
  id: {type: string}
  price: {type: number}
  owner: {type: string}
  note: {type: string}
""",
    "schemas/box.yaml": "{type: object, required: [id], properties: {id: {type: string}}}",
    "schemas/people.yaml": """\
type: object
additionalProperties: {type: object, properties: {name: {type: string}}}
""",
    "people.yaml": "lin: {name: Lin}\nmara: {name: Mara}\n",
    "rules/prices.remit": """\
policy prices governs item
  "Prices."

rule within-cap mandatory
  "No item costs more than 100."
  require item.price <= 100
    else "{item.id} costs {item.price}"

rule no-raise mandatory
  "No price is doubled."
  require item.price < 2 * baseline.price
    else "{item.id} goes from {baseline.price} to {item.price}"

rule starts-cheap mandatory
  "What is new costs at most 50."
  on creation
  when baseline is absent
  require item.price <= 50
    else "{item.id} is new, and costs {item.price}"

rule stays mandatory
  "What is dear stays on the shelf."
  on deletion
  when item is absent
  require baseline.price < 20
    else "{baseline.id} is taken away, at {baseline.price}"

rule owned mandatory
  "An owner is known."
  when item.owner is present
  require people[item.owner] is present
    else "nobody knows {item.owner}"

rule round advisory
  "Prices are whole."
  require round(item.price) == item.price
    else "{item.price} is no whole price"
""",
    "items/cup.yaml": "id: cup\nprice: 12\nowner: mara\n",
    "items/jar.yaml": "id: jar\nprice: 30\nowner: lin\n",
    "items/pot.yaml": "id: pot\nprice: 120\n",
}
"""A repository with a dear pot, which is known before any change; tests change or add files."""

WHOLE = """\
policy whole governs item
  "The whole shelf."

rule total mandatory
  "All items cost little."
  require sum(i.price for i in shelf) <= 200
    else "all cost {sum(i.price for i in shelf)}"
"""
"""A rule that is evaluated once."""


class Repository(Struct, frozen=True, dict=True):
    """A folder under git."""

    folder: Path

    def git(self, *words: str, check: bool = True, input: bytes | None = None, **more: str) -> str:
        """Runs git there, and gives what it prints."""
        done = subprocess.run(
            ["git", *words],
            cwd=self.folder,
            env={**os.environ, **ENVIRONMENT, **more},
            input=input,
            capture_output=True,
            check=False,
        )
        assert not check or done.returncode == 0, (words, done.stderr)
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Writes files by their paths."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(self, message: str = "a change") -> str:
        """Commits everything that is there, and gives the commit's name."""
        self.record(message)
        return self.git("rev-parse", "HEAD")

    def record(self, message: str = "a change") -> None:
        """Commits everything that is there; git doesn't tidy up behind it."""
        self.git("add", "--all")
        words = ("--quiet", "--allow-empty", "--no-verify", "-m", message)
        self.git("-c", "maintenance.auto=false", "commit", *words)

    def hook(self, name: str, script: str) -> None:
        """Installs a hook, in which `remit` is this one."""
        path = self.folder / ".git" / "hooks" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\nset -e\nremit() {{ "{forked.remit()}" "$@"; }}\n{script}\n')
        path.chmod(0o755)


def started(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Repository:
    """Gives a repository with one commit."""
    if files is None:
        return copied(folder, usual)
    here = empty(folder)
    here.write(files)
    here.record("the beginning")
    return here


def copied(folder: Path, make: Callable[[Path], Repository]) -> Repository:
    """Gives a copy of a repository that is made once, which takes half the time of its making. Its
    index knows how the copied files look."""
    shutil.copytree(_made(make).name, folder, dirs_exist_ok=True)
    here = Repository(folder)
    here.git("update-index", "-q", "--refresh")
    return here


@cache
def _made(make: Callable[[Path], Repository]) -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="remit-made-")
    make(Path(folder.name))
    return folder


def usual(folder: Path) -> Repository:
    """Gives a repository with the usual files."""
    return started(folder, FILES)


def empty(folder: Path) -> Repository:
    """Gives a repository without a commit."""
    folder.mkdir(parents=True, exist_ok=True)
    here = Repository(folder)
    here.git("init", "--quiet", "--template=", "--initial-branch=main")
    return here


def clone(source: Repository, folder: Path, *words: str) -> Repository:
    """Gives a clone; `--depth` is meant though the source is near."""
    subprocess.run(
        ["git", "clone", "--quiet", *words, f"file://{source.folder}", str(folder)],
        env={**os.environ, **ENVIRONMENT},
        check=True,
        capture_output=True,
    )
    return Repository(folder)


def outside(folder: Path, *words: str, **more: str) -> Ran:
    """Runs the command as a process of its own."""
    done = subprocess.run(
        [forked.remit(), *words],
        cwd=folder,
        env={**os.environ, **ENVIRONMENT, **more},
        capture_output=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
