"""Surroundings: what a case of a rule test gives, made into manifests, a baseline and a world.

What a case gives at a name goes before what its file gives there. Manifests are taken from nodes,
so that every edit keeps the places of the file that it was laid over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.compiler.shelf import Shelf
from remit.evaluation.finding import Finding
from remit.evaluation.world import Change, Collection, Manifest, Subject, World
from remit.governance.inputs import WAIVER_DAYS, File, Override
from remit.governance.manifests import TITLES, admitted
from remit.governance.params import chosen_params
from remit.governance.setting import Kind, Setting
from remit.governance.waiver_reading import waivers_of
from remit.governance.waivers import Waiver
from remit.manifest.document import Document, Node, plain
from remit.manifest.edits import edited
from remit.manifest.paths import Mistake
from remit.manifest.reader import read
from remit.manifest.schema import Schema
from remit.manifest.types import Record
from remit.manifest.validation import admit
from remit.manifest.values import Value
from remit.semantics.checked import CheckedPolicy
from remit.text.diagnostic import Diagnostic, did_you_mean, nearest
from remit.text.source import Source
from remit.workbench.cases import Case, CaseFile, Expectation
from remit.workbench.matching import placed
from remit.workbench.undeclared import several, undeclared

Keys = tuple[str | int, ...]
EDITS = ("set", "unset", "add")


class Fetched(Struct, frozen=True):
    """The files at a path or pattern, and what keeps others there from being read."""

    sources: tuple[Source, ...] = ()
    said: tuple[Diagnostic, ...] = ()


class Bench(Struct, frozen=True):
    """What the cases of one file share: policies with the programs that are made of them, kinds and
    their schemas, and files to fetch.

    `fetch` gives the files at a path or pattern, from the folder of the test file;
    a waiver ends `waiver_days` after its approval at the latest.
    What came of files is kept by path (and name), since most cases have the same surroundings.
    """

    shelf: Shelf
    setting: Setting
    schemas: Mapping[str, Schema]
    fetch: Callable[[str], Fetched]
    waiver_days: int = WAIVER_DAYS
    documents: dict[str, list[Document]] = field(default_factory=dict)
    members: dict[tuple[str, str], list[Manifest]] = field(default_factory=dict)
    registers: dict[tuple[str, str], Value] = field(default_factory=dict)

    @property
    def policies(self) -> Mapping[str, CheckedPolicy]:
        """Gives the policies that cases may see."""
        return self.shelf.policies


class Stage(Struct, frozen=True):
    """A case ready to be evaluated, with its waivers, the findings about its manifest itself, and
    what it expects."""

    subject: Subject
    world: World
    findings: tuple[Finding, ...]
    expected: tuple[Expectation, ...]
    waivers: tuple[Waiver, ...] = ()


class _Setup(Struct):
    """A case while it is set up: where it stands, and what was wrong so far."""

    tests: CaseFile
    case: Case
    document: Document
    position: int
    policy: CheckedPolicy
    bench: Bench
    problems: list[Diagnostic] = field(default_factory=list)

    def key(self, *inner: str | int) -> Keys:
        """Gives a path in the case, or in the file where only that has it."""
        own: Keys = ("tests", self.position, *inner)
        return own if self.document.node(own) is not None else inner

    def node(self, *inner: str | int) -> Node | None:
        """Gives what the case, or else the file, gives at a path."""
        return self.document.node(self.key(*inner))

    def refuse(self, path: Keys, message: str, help: str | None = None) -> None:
        """Notes what is wrong with the case, at a path of the file."""
        span = self.document.span(path)
        self.problems.append(Diagnostic("bad-case", message, self.document.source, span, help))


def stage(
    tests: CaseFile,
    case: Case,
    document: Document,
    position: int,
    policy: CheckedPolicy,
    bench: Bench,
) -> tuple[Stage | None, list[Diagnostic]]:
    """Gives a case ready to be evaluated, or what is wrong with it; `position` is from 0."""
    setup = _Setup(tests, case, document, position, policy, bench)
    _check_names(setup)
    _check_expected(setup)
    today = case.today or tests.today
    if today is None:
        setup.refuse(
            ("tests", position, "name"), "the case has no day", "set `today:` for the file"
        )
    given = _given(setup)
    if setup.problems or today is None or given is None:
        return None, setup.problems
    manifest, findings = _manifest(setup, _laid_over(setup, given, ()))
    baseline, change = _baseline(setup, given)
    collections = {
        kind.plural: _collection(setup, kind, None if case.deleted else manifest)
        for kind in bench.setting.kinds.values()
    }
    given_params = overrides(document, position, policy.name)
    params, said = chosen_params(bench.policies, list(given_params), today)
    setup.problems += said
    world = World(
        today, collections, _registers(setup), params, _file_exists(setup), bench.setting.steps
    )
    _check_registers(setup, world)
    waivers = _waivers(setup)
    if setup.problems:
        return None, setup.problems
    subject = Subject(None if case.deleted else manifest, baseline, change)
    expected = placed(case.expect, subject.own)
    return Stage(subject, world, () if case.deleted else findings, expected, waivers), []


def _check_names(setup: _Setup) -> None:
    """Refuses what is neither a key of a case nor a collection or register."""
    setting = setup.bench.setting
    known = [kind.plural for kind in setting.kinds.values()] + list(setting.registers)
    for model, path in ((setup.tests, ()), (setup.case, ("tests", setup.position))):
        for name in model.model_extra or {}:
            if name not in known:
                help = did_you_mean(name, [*known, *type(model).model_fields])
                setup.refuse((*path, name), f"`{name}` is not known here", help)


def _check_expected(setup: _Setup) -> None:
    """Refuses to expect a finding of a rule that there isn't, which would never be met."""
    policy = setup.policy
    rules = [rule.rule.name.text for rule in policy.rules]
    known = {*rules, *(f"{policy.name}/{name}" for name in rules), *TITLES}
    for position, each in enumerate(setup.case.expect):
        if each.rule not in known:
            message = f"the policy `{policy.name}` has no rule `{each.rule}`"
            help = did_you_mean(each.rule.removeprefix(f"{policy.name}/"), rules, "its rules")
            setup.refuse(("tests", setup.position, "expect", position, "rule"), message, help)


# -- the manifest and its baseline --------------------------------------------------------------


def _given(setup: _Setup) -> Document | None:
    """Gives the document that the case starts from: whole in the case, or a file."""
    whole = setup.document.node(("tests", setup.position, "manifest"))
    if whole is not None:
        return Document(setup.document.source, 0, whole)
    path = setup.case.given or setup.tests.given
    where = setup.key("given")
    if path is None:
        name = ("tests", setup.position, "name")
        setup.refuse(name, "the case has no manifest", "set `given:` or `manifest:`")
        return None
    documents = _fetched(setup, path, where)
    if documents and len(documents) != 1:
        setup.refuse(where, f"`{path}` holds {len(documents)} documents, expected one")
    return documents[0] if len(documents) == 1 else None


def _fetched(setup: _Setup, path: str, where: Keys) -> list[Document]:
    known = setup.bench.documents.get(path)
    if known is not None:
        return known
    fetched = setup.bench.fetch(path)
    setup.problems += fetched.said
    if fetched == Fetched():
        setup.refuse(where, f"there is no file at `{path}`", "paths are seen from this file")
    found: list[Document] = []
    for source in fetched.sources:
        reading = read(source, setup.bench.setting.limits)
        setup.problems += reading.diagnostics
        found += reading.documents
    if not setup.problems:
        setup.bench.documents[path] = found
    return found


def _laid_over(setup: _Setup, given: Document, at: Keys) -> Document:
    """Gives the document with the edits at a path of the case (and, for the manifest, those that
    the file makes for all cases) made."""
    root = given.root
    places: list[Keys] = [("tests", setup.position, *at)] if at else [(), ("tests", setup.position)]
    for place in places:
        values, unset, items = (setup.document.node((*place, edit)) for edit in EDITS)
        root, mistakes = edited(root, _entries(values), _texts(unset), _entries(items))
        for path, mistake in [
            *mistakes,
            *_undeclared(setup, {**_entries(values), **_entries(items)}, _entries(items)),
        ]:
            where = next(
                (key for edit in EDITS for key in _keys_of(setup, (*place, edit), path)), place
            )
            setup.refuse(where, mistake.message, mistake.help)
    return Document(given.source, given.index, root)


def _undeclared(
    setup: _Setup, paths: Iterable[str], items: Mapping[str, Node]
) -> Iterator[tuple[str, Mistake]]:
    """Gives the paths to what the schema of the governed kind doesn't declare, and of items that it
    takes several for, with the way out."""
    kind = setup.policy.kind
    type_ = setup.bench.schemas[kind].type
    for path in paths:
        mistake = undeclared(path, type_, kind)
        if mistake is None and path in items:
            mistake = several(path, type_, items[path])
        if mistake is not None:
            yield path, mistake


def _keys_of(setup: _Setup, place: Keys, path: str) -> Iterator[Keys]:
    node = setup.document.node(place)
    if node is not None and isinstance(node.content, dict) and path in node.content:
        yield (*place, path)
    if node is not None and isinstance(node.content, list):
        yield from ((*place, at) for at, n in enumerate(node.content) if n.text == path)


def _entries(node: Node | None) -> dict[str, Node]:
    return node.content if node is not None and isinstance(node.content, dict) else {}


def _texts(node: Node | None) -> list[str]:
    items = node.content if node is not None and isinstance(node.content, list) else []
    return [item.text or "" for item in items]


def _manifest(
    setup: _Setup, document: Document, kind: Kind | None = None
) -> tuple[Manifest, tuple[Finding, ...]]:
    kind = kind or setup.bench.setting.kinds[setup.policy.kind]
    name = document.source.name
    path = setup.case.path or setup.tests.path or name.rpartition("/")[2]
    file = File(name, path, lambda: document.source.text.encode())
    manifest, faults = admitted(quick(document), file, kind, setup.bench.schemas[kind.name])
    return manifest, tuple(fault.finding for fault in faults)


def quick(document: Document) -> Document:
    """Gives a document of its own with what it holds as plain values, which are admitted faster."""
    return Document(document.source, document.index, document.root, plain(document.root))


def _baseline(setup: _Setup, given: Document) -> tuple[Manifest | None, Change]:
    path: Keys = ("tests", setup.position, "baseline")
    node = setup.document.node(path)
    if node is None:
        if not setup.case.deleted:
            return None, "no base"
        return _manifest(setup, _laid_over(setup, given, ()))[0], "deleted"
    change: Change = "deleted" if setup.case.deleted else "kept"
    if node.content is None:
        return None, "new"
    if isinstance(node.content, dict) and set(node.content) <= set(EDITS):
        base = _laid_over(setup, given, ("baseline",))
    else:
        _refuse_edits(setup, path, node)
        base = Document(setup.document.source, 0, node)
    # a document of its own, since what stands in the base explains but is never the place
    return _manifest(setup, Document(base.source, base.index, base.root))[0], change


def _refuse_edits(setup: _Setup, path: Keys, node: Node) -> None:
    """Says of a whole baseline which of its keys edit the given manifest, or nearly do so."""
    type_ = setup.bench.schemas[setup.policy.kind].type
    fields = type_.fields if isinstance(type_, Record) else {}
    keys = node.content if isinstance(node.content, dict) else {}
    for key in [key for key in keys if key not in fields]:
        if key in EDITS:
            message = f"`{key}` changes the given manifest, and other keys make another one"
            setup.refuse((*path, key), message, "write only `set`, `unset` and `add`, or none")
        elif len(keys) == 1 and (meant := nearest(key, EDITS)) is not None:
            setup.refuse((*path, key), f"`{key}` is not known here", f"did you mean `{meant}`?")


# -- the world ----------------------------------------------------------------------------------


def _collection(setup: _Setup, kind: Kind, manifest: Manifest | None) -> Collection:
    """Gives the members that the case gives, with its own manifest in the place of its double."""
    own = manifest if manifest is not None and manifest.kind == kind.name else None
    node = setup.node(kind.plural)
    key = (kind.plural, (node.text or "") if node is not None else "")
    members = setup.bench.members.get(key)
    if members is None:
        members = [
            _manifest(_elsewhere(setup, path), document, kind)[0]
            for path, document in _members(setup, kind.plural)
        ]
        if key[1] and not setup.problems:
            setup.bench.members[key] = members
    if own is not None:
        members = [own, *(m for m in members if m.identity != own.identity)]
    return Collection(tuple(members))


def _elsewhere(setup: _Setup, path: str | None) -> _Setup:
    """Gives the set-up for another manifest than the case's own: its path is given with it, or is
    that of its file."""
    tests = setup.tests.model_copy(update={"path": None})
    return replace(setup, tests=tests, case=setup.case.model_copy(update={"path": path}))


def _members(setup: _Setup, name: str) -> list[tuple[str | None, Document]]:
    """Gives the documents of a collection, with their paths where it is a map by path."""
    where, node = setup.key(name), setup.node(name)
    if node is None or not isinstance(node.content, dict):
        return [(None, document) for document in _documents(setup, name)]
    found: list[tuple[str | None, Document]] = []
    for at, (path, each) in enumerate(node.content.items()):
        if "/" not in path and "." not in path:
            message = f"`{path}` is no path of a manifest"
            help = "give a list of manifests, or a map of them by their paths in the repository"
            setup.refuse((*where, path), message, help)
        found.append((path, Document(setup.document.source, at, each)))
    return found


def _documents(setup: _Setup, name: str) -> list[Document]:
    """Gives the documents of a collection or register, in place or from files."""
    where, node = setup.key(name), setup.node(name)
    match node.content if node is not None else None:
        case None:
            return []
        case str(path):
            return _fetched(setup, path, where)
        case list(nodes) if name not in setup.bench.setting.registers:
            return [Document(setup.document.source, at, each) for at, each in enumerate(nodes)]
        case _:
            assert node is not None
            return [Document(setup.document.source, 0, node)]


def _registers(setup: _Setup) -> dict[str, Value | None]:
    found: dict[str, Value | None] = {}
    for name in setup.bench.setting.registers:
        node = setup.node(name)
        key = (name, (node.text or "") if node is not None else "")
        found[name] = setup.bench.registers.get(key)
        documents = _documents(setup, name) if found[name] is None else []
        if documents:
            value = admit(quick(documents[0]), setup.bench.schemas[name]).value
            found[name] = value
            if key[1]:
                setup.bench.registers[key] = value
    return found


def _waivers(setup: _Setup) -> tuple[Waiver, ...]:
    """Gives the waivers that the case gives, in place or by the path of a waiver file."""
    node = setup.node("waivers")
    if node is None or node.content is None:
        return ()
    if isinstance(node.content, str):
        documents = _fetched(setup, node.content, setup.key("waivers"))
    else:
        root = Node({"waivers": node}, node.span, keys={"waivers": node.span})
        documents = [Document(setup.document.source, 0, root)]
    found, said = waivers_of(documents, setup.bench.policies, setup.bench.waiver_days)
    setup.problems += said
    return tuple(found)


def _check_registers(setup: _Setup, world: World) -> None:
    """A rule that could not apply would pass in silence, so the case has to give its register."""
    for rule in setup.policy.rules:
        for name in sorted(rule.names):
            if name in world.registers and world.registers[name] is None:
                setup.refuse(
                    ("tests", setup.position, "name"),
                    f"the rule `{rule.id}` looks at `{name}`, which the case doesn't give",
                    f"give `{name}:` in the case, or for the file, in place or as a path",
                )
                return


def overrides(document: Document, position: int, policy: str) -> Iterator[Override]:
    """Gives the values of params that a case of a policy, or else its file, gives."""
    for path in (("params",), ("tests", position, "params")):
        for name, node in _entries(document.node(path)).items():
            home, dot, param = name.rpartition(".")
            span = document.span((*path, name))
            yield Override(home if dot else policy, param, node, document.source, span)


def _file_exists(setup: _Setup) -> Callable[[str, str | None], bool]:
    files = setup.case.files if setup.case.files is not None else setup.tests.files
    there = {path.removeprefix("./") for path in files or []}

    def exists(path: str, beside: str | None) -> bool:
        if path.startswith("./"):
            folder = (beside or "").rpartition("/")[0]
            path = f"{folder}/{path[2:]}" if folder else path[2:]
        return path in there

    return exists
