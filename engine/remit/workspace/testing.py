"""Testing: the test files that a command names, with the policies and schemas that they need."""

from __future__ import annotations

import glob
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from remit.governance.formats import fill
from remit.governance.inputs import File
from remit.governance.law import enact
from remit.manifest.document import Document
from remit.manifest.limits import Limits
from remit.manifest.reader import decode
from remit.semantics.checked import CheckedPolicy
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source
from remit.workbench.cases import CaseFile
from remit.workbench.surroundings import Bench
from remit.workspace.discovery import Discovery, pointing, reader
from remit.workspace.gathering import Order, inputs_of
from remit.workspace.opening import Workspace, one_document, opened
from remit.workspace.repository import files_below

ENDING = ".test.yaml"


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of one policy: the file, what it says, the policy, and what its cases share."""

    file: str
    document: Document
    tests: CaseFile
    policy: CheckedPolicy
    bench: Bench


@dataclass(frozen=True, slots=True)
class _Written:
    """A test file that could be read, and the place of the rule file that it tests."""

    place: str
    document: Document
    tests: CaseFile
    rule: str


def gather_tests(order: Order) -> tuple[list[Suite], list[Diagnostic]]:
    """Gives the suites in the named files and folders (else below the working directory), and what
    is wrong with test files, policies and schemas."""
    places, said = _places(order)
    homes: dict[tuple[str, str | None], list[_Written]] = defaultdict(list)
    workspaces: dict[tuple[str, str | None], Workspace] = {}
    for place in places:
        written, problems = _written(place, order)
        said += problems
        workspace, problems = opened(os.path.dirname(place), order.config, order.command)
        said += problems
        if written is not None and workspace is not None:
            document = workspace.document
            home = (workspace.folder, document.source.name if document is not None else None)
            workspaces[home] = workspace
            homes[home].append(written)
    suites: list[Suite] = []
    for home, files in homes.items():
        found, problems = _suites(workspaces[home], files, order)
        suites += found
        said += problems
    return sorted(suites, key=lambda suite: suite.file), said


def _places(order: Order) -> tuple[list[str], list[Diagnostic]]:
    found: list[str] = []
    said: list[Diagnostic] = []
    for path in order.paths or (".",):
        place = os.path.normpath(os.path.join(order.here, path))
        if place.endswith(".remit") and not os.path.isdir(place):
            place = place.removesuffix(".remit") + ENDING
        if os.path.isdir(place):
            below = (name for name in files_below(place) if name.endswith(ENDING))
            found += [os.path.join(place, name) for name in below]
        elif os.path.isfile(place):
            found.append(place)
        else:
            shown = os.path.relpath(place, order.here)
            message = f"there is no test file at `{shown}`"
            problem = Diagnostic("no-such-file", message, order.command)
            said.append(pointing(problem, path))
    return sorted(set(found)), said


def _written(place: str, order: Order) -> tuple[_Written | None, list[Diagnostic]]:
    name = _name(place, order)
    document, said = one_document(name, place)
    if document is None:
        return None, said
    tests, said = fill(document, CaseFile)
    if tests is None:
        return None, said
    rule_place = os.path.normpath(os.path.join(os.path.dirname(place), tests.policy))
    if not os.path.isfile(rule_place):
        message = f"there is no rule file at `{tests.policy}`"
        span = document.span(("policy",))
        way = "write its path as seen from this file"
        return None, [Diagnostic("no-such-file", message, document.source, span, way)]
    return _Written(place, document, tests, rule_place), []


def _suites(
    workspace: Workspace, files: Sequence[_Written], order: Order
) -> tuple[list[Suite], list[Diagnostic]]:
    """Gives the suites of one workspace, whose policies and schemas are loaded once."""
    inputs, said = inputs_of(order, workspace, Discovery({}, {}))
    rules = [_file(place, order) for place in sorted({file.rule for file in files})]
    law, wrong = enact(replace(inputs, rules=rules, neighbours=inputs.rules))
    if law is None or said:
        return [], [*said, *wrong]
    names = {file.file: file.policy for file in law.files}
    suites: list[Suite] = []
    for file in files:
        fetch = _fetch(file.place, inputs.setting.limits, order)
        bench = Bench(law.policies, inputs.setting, law.schemas, fetch)
        policy = law.policies[names[_name(file.rule, order)]]
        suites.append(Suite(file.document.source.name, file.document, file.tests, policy, bench))
    return suites, []


def _fetch(place: str, limits: Limits, order: Order) -> Callable[[str], list[Source]]:
    """Gives what reads the files at a path or pattern, as seen from a test file, once each."""
    known: dict[str, list[Source]] = {}

    def fetch(path: str) -> list[Source]:
        if path not in known:
            folder = os.path.dirname(place)
            found = glob.glob(path, root_dir=folder, recursive=True)
            known[path] = list(
                _sources((os.path.join(folder, each) for each in sorted(found)), limits, order)
            )
        return known[path]

    return fetch


def _sources(places: Iterable[str], limits: Limits, order: Order) -> Iterable[Source]:
    for place in places:
        content = reader(place, os.path.dirname(place))()
        if isinstance(content, bytes):
            source, _ = decode(_name(place, order), content, limits)
            if source is not None:
                yield source


def _file(place: str, order: Order) -> File:
    return File(_name(place, order), _name(place, order), reader(place, os.path.dirname(place)))


def _name(place: str, order: Order) -> str:
    return os.path.relpath(place, order.here).replace(os.sep, "/")
