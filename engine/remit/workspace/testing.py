"""Testing: the test files that a command names, with the policies and schemas that they need."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from remit.governance.formats import fill
from remit.governance.inputs import File, Inputs
from remit.governance.law import Law, enact
from remit.manifest.document import Document
from remit.manifest.limits import Limits
from remit.manifest.reader import decode
from remit.semantics.checked import CheckedPolicy
from remit.text.diagnostic import Diagnostic
from remit.text.source import RULE_ENDING, TEST_ENDING, Source, Span
from remit.workbench.cases import CaseFile
from remit.workbench.suite import Suite
from remit.workbench.surroundings import Bench, Fetched
from remit.workspace.discovery import Discovery, Reader, pointing
from remit.workspace.gathering import Order, inputs_of
from remit.workspace.loading import tests_of
from remit.workspace.nearby import nearby_ending
from remit.workspace.opening import Workspace, one_document, opened
from remit.workspace.repository import files_below


class Tests(Struct, frozen=True):
    """The tests that a command names, and the policies in the same places that have none; `laws`
    hold the policies of one workspace each."""

    suites: tuple[Suite, ...] = ()
    untested: tuple[CheckedPolicy, ...] = ()
    laws: tuple[Law, ...] = ()


class _Written(Struct, frozen=True):
    """A test file that could be read, and the place of the rule file that it tests."""

    place: str
    document: Document
    tests: CaseFile
    rule: str

    def rejected(self) -> dict[str, str]:
        """Gives the places of the rule files that cases expect to be rejected, by their paths."""
        paths = (case.policy or self.tests.policy for case in self.tests.tests if case.rejected)
        return {path: _beside(self.place, path) for path in paths}

    def evaluates(self) -> bool:
        """Says whether a case evaluates the policy."""
        return any(case.rejected is None for case in self.tests.tests)


class _Home(Struct):
    """A workspace with the test files and the rule files without tests that belong to it."""

    workspace: Workspace
    files: list[_Written] = field(default_factory=list)
    untested: list[str] = field(default_factory=list)


def gather_tests(order: Order) -> tuple[Tests, list[Diagnostic]]:
    """Gives the tests in the named files and folders (else below the working directory), and what
    is wrong with test files, policies and schemas."""
    places, rules, said = _places(order)
    homes: dict[tuple[str, str | None], _Home] = {}
    known: dict[str, _Home | None] = {}
    for place in places:
        home, problems = _home(os.path.dirname(place), homes, known, order)
        written, more = _written(place, _name(place, order))
        said += [*problems, *more]
        if written is not None and home is not None and not more:
            home.files.append(written)
    if not order.paths:
        rules += _configured(homes.values())
    named = {place for home in homes.values() for file in home.files for place in _named(file)}
    for place in sorted({*rules} - named):
        home, problems = _home(os.path.dirname(place), homes, known, order)
        said += problems
        if home is not None:
            home.untested.append(place)
    found: list[Tests] = []
    for home in homes.values():
        tests, problems = _suites(home, order)
        found.append(tests)
        said += problems
    suites = sorted((s for tests in found for s in tests.suites), key=lambda suite: suite.file)
    untested = tuple(policy for tests in found for policy in tests.untested)
    return Tests(tuple(suites), untested, tuple(law for t in found for law in t.laws)), said


def _home(
    folder: str,
    homes: dict[tuple[str, str | None], _Home],
    known: dict[str, _Home | None],
    order: Order,
) -> tuple[_Home | None, list[Diagnostic]]:
    """Gives the workspace that holds in a folder, each opened once."""
    if folder in known:
        return known[folder], []
    workspace, said = opened(folder, order.config, order.command, typed_in=order.here)
    known[folder] = None
    if workspace is not None:
        document = workspace.document
        home = (workspace.folder, document.source.name if document is not None else None)
        known[folder] = homes.setdefault(home, _Home(workspace))
    return known[folder], said


def _named(file: _Written) -> Iterator[str]:
    yield file.rule
    yield from file.rejected().values()


def _configured(homes: Iterable[_Home]) -> list[str]:
    """Gives the places of the rule files that configurations name, those of packs aside."""
    found: list[str] = []
    for home in homes:
        for entry in home.workspace.policies if home.workspace.document is not None else ():
            place = os.path.normpath(os.path.join(home.workspace.folder, entry))
            found += _rules_at(place) if not entry.startswith(("pack:", "builtin:")) else []
    return found


def _rules_at(place: str) -> list[str]:
    if os.path.isdir(place):
        below = (name for name in files_below(place) if name.endswith(RULE_ENDING))
        return [os.path.normpath(os.path.join(place, name)) for name in below]
    return [place] if os.path.isfile(place) else []


def _places(order: Order) -> tuple[list[str], list[str], list[Diagnostic]]:
    """Gives the test files, the rule files in the named folders, and what isn't there."""
    found: list[str] = []
    rules: list[str] = []
    said: list[Diagnostic] = []
    for path in order.paths or (".",):
        place = os.path.normpath(os.path.join(order.here, path))
        if place.endswith(RULE_ENDING) and not os.path.isdir(place):
            place = tests_of(place)
        if os.path.isdir(place):
            below = (name for name in files_below(place) if name.endswith(TEST_ENDING))
            found += [os.path.normpath(os.path.join(place, name)) for name in below]
            rules += _rules_at(place) if order.paths else []
        elif os.path.isfile(place):
            found.append(place)
        else:
            shown = os.path.relpath(place, order.here)
            message = f"there is no test file at `{shown}`"
            way = nearby_ending(shown, order.here, RULE_ENDING, TEST_ENDING)
            problem = Diagnostic("no-such-file", message, order.command, help=way)
            said.append(pointing(problem, path))
    return sorted(set(found)), rules, said


def tests_beside(
    rules: Sequence[File], law: Law, inputs: Inputs, order: Order
) -> tuple[list[Suite], list[Diagnostic]]:
    """Gives the tests that stand beside some of the rule files of a law, and what keeps others from
    being run; they are named as the rule files are."""
    suites: list[Suite] = []
    said: list[Diagnostic] = []
    names = {file.file: file.policy for file in law.files}
    for rule in rules:
        home = rule.place or ""
        place = tests_of(home)
        if not home.endswith(RULE_ENDING) or not os.path.isfile(place):
            continue
        file, problems = _written(place, tests_of(rule.name))
        said += problems
        if file is None or problems or os.path.realpath(file.rule) != os.path.realpath(home):
            continue
        fetch = fetching(place, inputs.setting.limits, order)
        bench = Bench(law.compiled, inputs.setting, law.schemas, fetch, inputs.waivers.days)
        policy = law.policies[names[rule.name]]
        suites.append(Suite(file.document.source.name, file.document, file.tests, policy, bench))
    return suites, said


def _written(place: str, name: str) -> tuple[_Written | None, list[Diagnostic]]:
    document, said = one_document(name, place)
    if document is None:
        return None, said
    tests, said = fill(document, CaseFile)
    if tests is None:
        return None, said
    file = _Written(place, document, tests, _beside(place, tests.policy))
    return file, [*_missing(file), *_namesakes(file)]


def _missing(file: _Written) -> Iterator[Diagnostic]:
    """Gives the rule files that a test file names and that aren't there."""
    document = file.document
    places: dict[tuple[str | int, ...], str] = {("policy",): file.tests.policy}
    for position, case in enumerate(file.tests.tests):
        if case.policy is not None:
            places["tests", position, "policy"] = case.policy
    for path, named in places.items():
        if not os.path.isfile(_beside(file.place, named)):
            message = f"there is no rule file at `{named}`"
            near = nearby_ending(named, os.path.dirname(file.place), RULE_ENDING)
            way = near or "paths are seen from this file"
            span = document.span(path)
            yield Diagnostic("no-such-file", message, document.source, span, way)


def _namesakes(file: _Written) -> Iterator[Diagnostic]:
    """Gives the cases that have the name of one above them, by which nobody could tell them."""
    document, seen = file.document, dict[str, Span]()
    for position, case in enumerate(file.tests.tests):
        span = document.span(("tests", position, "name"))
        if case.name in seen:
            message = f"two cases of this file have the name `{case.name}`"
            first = document.source.position(seen[case.name].start)[0]
            way = f"the first is on line {first}: rename one"
            yield Diagnostic("duplicate-case", message, document.source, span, way)
        seen.setdefault(case.name, span)


def _beside(place: str, path: str) -> str:
    return os.path.normpath(os.path.join(os.path.dirname(place), path))


def _suites(home: _Home, order: Order) -> tuple[Tests, list[Diagnostic]]:
    """Gives the tests of one workspace, whose policies and schemas are loaded once."""
    inputs, said = inputs_of(order, home.workspace, Discovery({}, {}))
    rejected = {place for file in home.files for place in file.rejected().values()}
    mistakes = {place: _mistakes(place, inputs, order) for place in sorted(rejected)}
    evaluated = {file.rule for file in home.files if file.evaluates()}
    sound = {file.rule for file in home.files} - {p for p, wrong in mistakes.items() if wrong}
    places = sorted(evaluated | sound | set(home.untested))
    law: Law | None = None
    if places and not said:
        rules = [_file(place, order) for place in places]
        law, said = enact(replace(inputs, rules=rules, neighbours=inputs.rules))
    if said:
        return Tests(), said
    names = {file.file: file.policy for file in law.files} if law is not None else {}
    suites: list[Suite] = []
    for file in home.files:
        name = names.get(_name(file.rule, order))
        policy = law.policies[name] if law is not None and name is not None else None
        bench = None
        if law is not None:
            fetch = fetching(file.place, inputs.setting.limits, order)
            bench = Bench(law.compiled, inputs.setting, law.schemas, fetch, inputs.waivers.days)
        refused = {path: tuple(mistakes[place]) for path, place in file.rejected().items()}
        source = file.document.source.name
        suites.append(Suite(source, file.document, file.tests, policy, bench, refused))
    without = [names[_name(place, order)] for place in home.untested]
    untested = tuple(law.policies[name] for name in without) if law is not None else ()
    return Tests(tuple(suites), untested, (law,) if law is not None else ()), []


def _mistakes(place: str, inputs: Inputs, order: Order) -> list[Diagnostic]:
    """Gives the errors for which a rule file is rejected."""
    return enact(replace(inputs, rules=[_file(place, order)], neighbours=inputs.rules))[1]


def fetching(place: str, limits: Limits, order: Order) -> Callable[[str], Fetched]:
    """Gives what reads the files at a path or pattern, as seen from a test file, once each."""
    known: dict[str, Fetched] = {}

    def fetch(path: str) -> Fetched:
        if path not in known:
            folder = os.path.dirname(place)
            found = glob.glob(path, root_dir=folder, recursive=True)
            places = [os.path.join(folder, each) for each in sorted(found)]
            known[path] = _fetched(places, limits, order)
        return known[path]

    return fetch


def _fetched(places: Iterable[str], limits: Limits, order: Order) -> Fetched:
    sources: list[Source] = []
    said: list[Diagnostic] = []
    for place in places:
        name, content = _name(place, order), Reader(place, os.path.dirname(place))()
        if isinstance(content, bytes):
            source, problems = decode(name, content, limits)
            sources += [source] if source is not None else []
            said += problems
        else:
            message = f"the file can't be read: {content}"
            said.append(Diagnostic("no-such-file", message, Source(name, "")))
    return Fetched(tuple(sources), tuple(said))


def _file(place: str, order: Order) -> File:
    return File(_name(place, order), _name(place, order), Reader(place, os.path.dirname(place)))


def _name(place: str, order: Order) -> str:
    return os.path.relpath(place, order.here).replace(os.sep, "/")
