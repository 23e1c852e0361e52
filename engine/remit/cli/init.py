"""`remit init`: sets up a project or a policy repository with files that pass their own check."""

from __future__ import annotations

import argparse
import os
import re

import remit
from remit.cli.options import Options, UsageError, today
from remit.cli.terminal import show
from remit.manifest.schema import load
from remit.reporters.json_text import json_text
from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert
from remit.text.source import Source
from remit.workspace.discovery import pointing
from remit.workspace.loading import builtin_schema
from remit.workspace.starters import EDITOR_SCHEMA, STARTERS, filled

NEXT = {
    "project": "next: fill in project.yaml, then run `remit check`",
    "policies": "next: run `remit test`, then change the rule and its tests to your own",
}


def options(parser: Options) -> None:
    """Adds the options of the command."""
    add = parser.add_argument
    add("what", choices=list(STARTERS), nargs="?", default="project", help="default: project")
    add("--in", dest="folder", metavar="FOLDER", default=".", help="default: the working directory")
    add("--name", metavar="NAME", help="default: the folder's name")


def run(options: argparse.Namespace, command: Source) -> int:
    """Writes the files that aren't there yet, and tells of each."""
    folder = os.path.abspath(options.folder)
    name = _name(options, folder, command)
    files = filled(options.what, name, today().isoformat(), remit.__version__)
    if options.what == "project":
        files[EDITOR_SCHEMA] = _editor_schema()
    for path in sorted(files):
        place = os.path.join(folder, path)
        if os.path.lexists(place):
            show(f"kept     {inert(path)}\n")
            continue
        try:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "x", encoding="utf-8", newline="\n") as file:
                file.write(files[path])
        except OSError as error:
            why = (error.strerror or "unknown error").lower()
            raise _refused(f"`{place}` can't be written: {why}", options.folder, command) from error
        show(f"written  {inert(path)}\n")
    show(NEXT[options.what] + "\n")
    return 0


def _name(options: argparse.Namespace, folder: str, command: Source) -> str:
    """Gives the name to use: a short one of letters, digits and dashes."""
    written = options.name or os.path.basename(folder)
    name = re.sub(r"[^a-z0-9]+", "-", written.lower()).strip("-")
    if not name or not name[0].isalpha() or (options.name and name != options.name):
        way = "name it yourself, such as `--name self-checkout`"
        raise _refused(f"`{written}` is no name", options.name or "init", command, way)
    return name


def _refused(message: str, word: str, command: Source, way: str | None = None) -> UsageError:
    return UsageError(pointing(Diagnostic("usage", message, command, help=way), word))


def _editor_schema() -> str:
    """Gives the schema of projects in one piece, as editors want it."""
    schema, _ = load(*builtin_schema("project"))
    assert schema is not None
    return json_text(schema.bundle.json)
