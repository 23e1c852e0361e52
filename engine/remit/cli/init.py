"""`remit init`: sets up a project or a policy repository with files that pass their own check."""

from __future__ import annotations

import os
import re
from types import SimpleNamespace

import remit
from remit.cli.options import Options, UsageError, today
from remit.cli.output import show
from remit.manifest.schema_files import load
from remit.reporters.json_text import json_text
from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert
from remit.text.source import Source
from remit.workspace.discovery import pointing
from remit.workspace.loading import builtin_schema
from remit.workspace.origin import requirement
from remit.workspace.repository import files_below
from remit.workspace.starters import EDITOR_SCHEMA, MANIFEST, PLACES, STARTERS, filled

ABOUT = """
What is there is never written over: of such files it is told what they would have said.

exit status: 0 the files are there; 2 one of them can't be written"""

NEXT = {
    "project": "next: fill in project.yaml, then run `remit check`",
    "policies": "next: run `remit test`, then change the rule and its tests to your own",
}

_HOOK = "a hook with `entry: remit check --staged`, `always_run: true` and `pass_filenames: false`"
_JOB = "a job that runs `remit check --base auto` on a clone that is not shallow"

TO_ADD = {".pre-commit-config.yaml": _HOOK, **dict.fromkeys(PLACES.values(), _JOB)}
"""What to add to files that were there, by their paths."""


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.epilog = ABOUT
    add = parser.add_argument
    add("what", choices=list(STARTERS), nargs="?", default="project", help="default: project")
    add("--in", dest="folder", metavar="FOLDER", default=".", help="default: the working directory")
    add("--name", metavar="NAME", help="default: the folder's name")
    add(
        "--ci",
        choices=[*PLACES, "none"],
        default="github",
        help="for which to write a job (default: github)",
    )


def run(options: SimpleNamespace, command: Source) -> int:
    """Writes the files that aren't there yet, and tells of each."""
    folder = os.path.abspath(options.folder)
    name = _name(options, folder, command)
    ci = None if options.ci == "none" else options.ci
    day, source = today().isoformat(), requirement(remit.__version__)
    files = filled(options.what, name, day, source, ci)
    if options.what == "project":
        files[EDITOR_SCHEMA] = _editor_schema()
        others = _manifests(folder) - {MANIFEST}
        if others:
            del files[MANIFEST]
            show(f"kept     {inert(min(others))}, so that {MANIFEST} is left out\n")
    for path in sorted(files):
        if _written(os.path.join(folder, path), files[path], options.folder, command):
            show(f"written  {inert(path)}\n")
        else:
            show(f"kept     {inert(path)}\n")
            lacking = path in TO_ADD and not _checks(os.path.join(folder, path))
            if options.what == "project" and lacking:
                show(f"         add to it {TO_ADD[path]}\n")
    show(NEXT[options.what] + "\n")
    return 0


def _checks(place: str) -> bool:
    """Says whether a file that is there runs the check already."""
    try:
        with open(place, "rb") as file:
            return b"remit check" in file.read()
    except OSError:
        return False


def _manifests(folder: str) -> set[str]:
    """Gives the manifests of projects that are there."""
    there = files_below(folder) if os.path.isdir(folder) else []
    return {path for path in there if path.split("/")[-1] == MANIFEST}


def _written(place: str, text: str, folder: str, command: Source) -> bool:
    """Writes a file, and says whether it did: not if something stands there."""
    if os.path.lexists(place):
        return False
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        raise _refused(f"`{place}` can't be written: {why}", folder, command) from error
    return True


def _name(options: SimpleNamespace, folder: str, command: Source) -> str:
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
