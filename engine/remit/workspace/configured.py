"""The workspace that a `remit.yaml` describes, and what no single field of it can tell."""

from __future__ import annotations

import os
from collections.abc import Iterator

from remit.governance.formats import fill
from remit.governance.inputs import Override
from remit.governance.setting import Kind, Register, Setting
from remit.manifest.document import Document, Node
from remit.manifest.limits import Limits
from remit.syntax.words import WORDS
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source, Span
from remit.workspace import standard
from remit.workspace.configuration import Configuration
from remit.workspace.opening import Workspace, one_document
from remit.workspace.repository import git_root

TAKEN = WORDS | {"baseline", "today"}


def configured(name: str, path: str) -> tuple[Workspace | None, list[Diagnostic]]:
    """Gives the workspace of a configuration file, called `name` in messages, or its mistakes."""
    document, said = one_document(name, path)
    if document is None:
        return None, said
    folder, file = os.path.split(os.path.abspath(path))
    return workspace_of(document, folder, file)


def workspace_of(
    document: Document, folder: str, file: str
) -> tuple[Workspace | None, list[Diagnostic]]:
    """Gives the workspace that a configuration describes for the folder it stands in."""
    configuration, said = fill(document, Configuration)
    if configuration is None:
        return None, said
    workspace = _workspace(configuration, document, folder, file)
    said = [*_clashes(workspace.setting, document), *_bad_params(document)]
    return (None, said) if said else (workspace, [])


def _workspace(
    configuration: Configuration, document: Document, folder: str, file: str
) -> Workspace:
    policies = configuration.policies
    chosen = (standard.STANDARD,) if policies is None else tuple(policies)
    kinds, registers = _kinds(configuration), _registers(configuration)
    if configuration.kinds is None or standard.STANDARD in chosen:
        # The standard policies name their kinds whether or not the configuration does.
        taken = set(Setting(kinds, registers).names())
        kinds |= {
            name: kind for name, kind in standard.KINDS.items() if not {name, kind.plural} & taken
        }
        registers |= {n: r for n, r in standard.REGISTERS.items() if n not in taken}
    limits = configuration.limits
    setting = Setting(
        kinds, registers, Limits(limits.bytes, limits.depth, limits.nodes), limits.steps
    )
    return Workspace(
        folder,
        git_root(folder) or folder,
        setting,
        chosen,
        tuple(_overrides(document)),
        document,
        file,
        tuple(configuration.waivers),
        configuration.waiver_days,
        silenced=frozenset(code for code, wanted in configuration.lint.items() if wanted == "off"),
    )


def _kinds(configuration: Configuration) -> dict[str, Kind]:
    return {
        name: Kind(
            name,
            kind.plural or f"{name}s",
            kind.schema_,
            tuple(kind.files),
            () if kind.identity == ["path"] else tuple(kind.identity),
            tuple((path, tuple(texts)) for path, texts in kind.select.items()),
        )
        for name, kind in (configuration.kinds or {}).items()
    }


def _registers(configuration: Configuration) -> dict[str, Register]:
    return {
        name: Register(name, register.file, register.schema_)
        for name, register in (configuration.registers or {}).items()
    }


def _overrides(document: Document) -> Iterator[Override]:
    params = document.node(("params",))
    entries = params.content if params is not None else None
    for key, node in entries.items() if isinstance(entries, dict) else ():
        policy, _, param = key.partition(".")
        yield Override(policy, param, node, *_key_at(params, key, document))


def _key_at(parent: Node | None, key: str, document: Document) -> tuple[Source, Span]:
    assert parent is not None
    return document.source, parent.keys.get(key, parent.span)


# -- what no single field can tell --------------------------------------------------------------


def _clashes(setting: Setting, document: Document) -> Iterator[Diagnostic]:
    """Gives the names that rules could not tell apart."""
    seen: dict[str, str] = dict.fromkeys(TAKEN, "a word of the rule language")
    for name, what, path in _named(setting):
        if name in seen:
            message = f"`{name}` names {what}, and is {seen[name]} already"
            source, span = document.source, document.span(path)
            way = "give each kind, collection and register a name of its own"
            yield Diagnostic("configuration", message, source, span, way)
        seen.setdefault(name, what)


def _named(setting: Setting) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for kind in setting.kinds.values():
        yield kind.name, "a kind", ("kinds", kind.name)
        yield kind.plural, f"the collection of `{kind.name}`", ("kinds", kind.name, "plural")
    for name in setting.registers:
        yield name, "a register", ("registers", name)


def _bad_params(document: Document) -> Iterator[Diagnostic]:
    for override in _overrides(document):
        if not override.policy or not override.param:
            message = "expected `policy.param`, such as `funding.opening_share`"
            yield Diagnostic("configuration", message, override.source, override.span)
