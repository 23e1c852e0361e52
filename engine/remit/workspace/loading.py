"""Loading: the rule files and schemas that a workspace names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from remit.governance.inputs import File
from remit.manifest.reader import decode
from remit.manifest.schema import Fetch
from remit.text.diagnostic import Diagnostic
from remit.text.source import RULE_ENDING, TEST_ENDING, Source
from remit.workspace import disk, standard
from remit.workspace.discovery import Reader, pointing
from remit.workspace.nearby import nearby
from remit.workspace.opening import Workspace
from remit.workspace.repository import files_in, is_inside, walked

HOW_FOUND = f"rule files end in `{RULE_ENDING}`; a folder is searched with all folders in it"

_BEGIN = "`remit new rule POLICY/NAME` begins one"

Found = list[tuple[File, list[File]]]
"""Rule files, each with those beside it in its folder."""


def tests_of(rules: str) -> str:
    """Gives the name of the test file that stands beside a rule file."""
    return rules.removesuffix(RULE_ENDING) + TEST_ENDING


class RuleFiles(Struct, frozen=True):
    """Rule files, and those in the same folders that were not asked for themselves."""

    asked_for: list[File]
    neighbours: list[File]


def configured_rules(workspace: Workspace, here: str) -> tuple[RuleFiles, list[Diagnostic]]:
    """Gives the rule files that the configuration names."""
    files: Found = []
    said: list[Diagnostic] = []
    for position, entry in enumerate(workspace.policies):
        found = _rules_at(entry, workspace.folder, here)
        if isinstance(found, Diagnostic):
            source, span = workspace.at("policies", position)
            way = f"{HOW_FOUND}; {_BEGIN}" if found.help == HOW_FOUND else found.help
            said.append(replace(found, code="configuration", source=source, span=span, help=way))
        else:
            files += found
    return _once(files), said


def named_rules(
    paths: Sequence[str], here: str, command: Source
) -> tuple[RuleFiles, list[Diagnostic]]:
    """Gives the rule files that a command names, as files or folders."""
    files: Found = []
    said: list[Diagnostic] = []
    for path in paths:
        found = _rules_at(path, here, here)
        if isinstance(found, Diagnostic):
            said.append(pointing(replace(found, source=command), path))
        else:
            files += found
    return _once(files), said


def schemas(workspace: Workspace, here: str) -> dict[str, tuple[str, Fetch]]:
    """Gives, for every kind and register, the file of its schema and what reads its folder."""
    setting = workspace.setting
    named = {("kinds", kind.name): kind.schema for kind in setting.kinds.values()}
    named |= {("registers", each.name): each.schema for each in setting.registers.values()}
    return {path[1]: _schema(schema, path, workspace, here) for path, schema in named.items()}


def _rules_at(entry: str, base: str, here: str) -> Found | Diagnostic:
    """Gives the rule files at a path; a single one with all those in its folder."""
    if entry.startswith("pack:"):
        return _rules_of_pack(entry)
    if entry == standard.STANDARD:
        home = standard.folder("rules")
        names = _rules_below(home)
        found: Found = [(_rule(home, path, f"builtin:{path}"), []) for path in names]
    elif entry.endswith((".yaml", ".yml", ".json")):
        return _lacking(f"`{entry}` is no rule file", HOW_FOUND)
    else:
        found = _rules_on_disk(os.path.normpath(os.path.join(base, entry)), here)
    if found:
        return found
    return _lacking(f"there is no rule file at `{entry}`", _pack_meant(entry) or HOW_FOUND)


def _pack_meant(entry: str) -> str | None:
    """Gives the way out where the name of a pack that is installed stands alone."""
    if os.path.basename(entry) != entry:
        return None
    from remit.workspace import packs  # importlib.metadata, which is slow to import

    meant = f"pack:{entry}"
    return f"did you mean `{meant}`?" if isinstance(packs.found(meant), packs.Pack) else None


def _lacking(message: str, help: str | None) -> Diagnostic:
    return Diagnostic("no-such-file", message, Source("", ""), help=help)


def _rules_of_pack(entry: str) -> Found | Diagnostic:
    from remit.workspace import packs  # importlib.metadata, which is slow to import

    pack = packs.found(entry)
    if isinstance(pack, packs.Lack):
        return _lacking(pack.message, pack.help)
    theirs, said = packs.carried(pack)
    if theirs is None:
        return said[0]
    found: Found = []
    for policy in theirs.policies:
        inner = _rules_at(policy, pack.folder, pack.folder)
        if isinstance(inner, Diagnostic):
            return inner
        found += [
            (_of_pack(file, pack.name), [_of_pack(f, pack.name) for f in beside])
            for file, beside in inner
        ]
    return found


def _of_pack(file: File, pack: str) -> File:
    return replace(file, name=f"pack:{pack}/{file.name}", pack=pack)


def _rules_on_disk(place: str, here: str) -> Found:
    if disk.is_folder(place):
        return [(_rule(place, path, None, here), []) for path in _rules_below(place)]
    if disk.is_file(place):
        folder, name = os.path.split(place)
        around = sorted(path for path in files_in(folder) if path.endswith(RULE_ENDING))
        beside = [_rule(folder, path, None, here) for path in around if path != name]
        return [(_rule(folder, name, None, here), beside)]
    return []


def _rules_below(folder: str) -> Iterator[str]:
    if disk.is_folder(folder):
        yield from (path for path in walked(folder) if path.endswith(RULE_ENDING))


def _rule(folder: str, path: str, name: str | None, here: str = "") -> File:
    place = os.path.join(folder, path)
    shown = name or os.path.relpath(place, here).replace(os.sep, "/")
    return File(shown, path, Reader(place, folder), place=place)


def _once(found: Sequence[tuple[File, list[File]]]) -> RuleFiles:
    asked_for = {file.name: file for file, _ in found}
    beside = {file.name: file for _, files in found for file in files}
    return RuleFiles(
        [asked_for[name] for name in sorted(asked_for)],
        [beside[name] for name in sorted(set(beside) - set(asked_for))],
    )


def _schema(
    schema: str, path: tuple[str, str], workspace: Workspace, here: str
) -> tuple[str, Fetch]:
    if schema.startswith(standard.BUILTIN):
        return builtin_schema(schema.removeprefix(standard.BUILTIN))
    place = os.path.normpath(os.path.join(workspace.folder, schema))
    if not disk.is_file(place):
        source, span = workspace.at(*path, "schema")
        message, way = f"there is no schema file `{schema}`", nearby(schema, workspace.folder)
        lacking = Diagnostic("configuration", message, source, span, way)
        return os.path.basename(place), lambda file: [lacking]
    return os.path.basename(place), _fetch(os.path.dirname(place), here)


def builtin_schema(name: str) -> tuple[str, Fetch]:
    """Gives the file of a schema that remit brings along, and what reads its folder."""
    return f"{name}.schema.yaml", _fetch(standard.folder("schemas"), None)


def _fetch(folder: str, here: str | None) -> Fetch:
    """Gives what reads the files of a schema's folder, nothing outside of it."""

    def fetch(path: str) -> Source | list[Diagnostic] | None:
        place = os.path.normpath(os.path.join(folder, path))
        shown = os.path.relpath(place, here) if here is not None else f"builtin:{path}"
        name = shown.replace(os.sep, "/")
        if not disk.is_file(place):
            return None
        if not is_inside(place, folder):
            message = f"`{path}` leads out of the schema's folder"
            return [Diagnostic("no-such-file", message, Source(name, ""))]
        content = Reader(place, folder)()
        if isinstance(content, str):
            return [Diagnostic("no-such-file", f"can't be read: {content}", Source(name, ""))]
        source, said = decode(name, content)
        return source if source is not None else said

    return fetch
