"""Scenes: cases while they are tried out, as the manifests they come to rather than as edits.

A scene comes of a case that is there (or of one that changes nothing), and is staged as cases are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from msgspec import Struct, field

from remit.evaluation.finding import Finding
from remit.evaluation.world import Change
from remit.manifest.document import Document, Node
from remit.manifest.reader import read
from remit.manifest.types import Type
from remit.manifest.validation import admit
from remit.semantics.checked import CheckedPolicy
from remit.workbench.cases import Case, CaseFile
from remit.workbench.suggesting.nodes import node_of
from remit.workbench.suite import Suite
from remit.workbench.surroundings import EDITS, Bench, Stage, quick, stage


class Origin(Struct, frozen=True, eq=False):
    """What the edits of a case are laid over: the manifest that it starts from (`raw`, and `start`
    with the edits of the file made), and how the case names it, if it does; or a `whole` one in the
    case itself."""

    raw: Node
    start: Node
    given: str | None = None
    path: str | None = None
    faults: frozenset[tuple[str, str]] = frozenset()
    whole: bool = False


class Scene(Struct, frozen=True, eq=False):
    """A case as what it comes to. `extras` are the collections, registers and params that it gives
    itself; `steps` counts the changes that were made to get here."""

    origin: Origin
    root: Node
    baseline: Node | None = None
    change: Change = "no base"
    today: date | None = None
    files: tuple[str, ...] | None = None
    extras: Mapping[str, Node] = field(default_factory=dict)
    steps: int = 0


class Theatre(Struct, eq=False, dict=True):
    """A test file, in which scenes are staged."""

    suite: Suite
    policy: CheckedPolicy
    bench: Bench
    sound: dict[int, tuple[Node, bool]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Gives what a case may give by its name: collections and registers."""
        setting = self.bench.setting
        return (*(kind.plural for kind in setting.kinds.values()), *setting.registers)

    @property
    def type(self) -> Type:
        """Gives the type of the manifests."""
        return self.bench.schemas[self.policy.kind].type

    @cached_property
    def bare(self) -> CaseFile:
        """Gives the test file without edits, since these have been made."""
        return self.suite.tests.model_copy(update={"set": {}, "unset": [], "add": {}})

    @cached_property
    def shared(self) -> dict[str, Node]:
        """Gives what the file gives for all cases, without edits and cases."""
        content = self.suite.document.root.content
        assert isinstance(content, dict)
        return {key: node for key, node in content.items() if key not in (*EDITS, "tests")}

    def given(self, name: str, scene: Scene) -> Node | None:
        """Gives the collection or register of a scene, with the files read where it names some."""
        node = scene.extras.get(name) or self.shared.get(name)
        if node is None or not isinstance(node.content, str):
            return node
        documents: list[Document] = []
        for source in self.bench.fetch(node.content).sources:
            documents += read(source, self.bench.setting.limits).documents
        if name in self.bench.setting.registers:
            return documents[0].root if documents else None
        return node_of([document.root for document in documents])


def played(theatre: Theatre, scene: Scene) -> Stage | None:
    """Gives a scene ready to be evaluated; None where it can't be, or where a schema refuses what
    stands beside its manifest."""
    content: dict[str, object] = {"name": "a scene", "manifest": scene.root, **scene.extras}
    deleted = scene.change == "deleted"
    if scene.change in ("kept", "deleted"):
        content["baseline"] = scene.baseline
    elif scene.change == "new":
        content["baseline"] = None
    root = node_of({**theatre.shared, "tests": [content]})
    case = Case.model_construct(
        name="a scene",
        today=scene.today,
        files=list(scene.files) if scene.files is not None else None,
        path=scene.origin.path,
        deleted=deleted,
        expect=[],
    )
    document = Document(theatre.suite.document.source, 0, root)
    staged, _ = stage(theatre.bare, case, document, 0, theatre.policy, theatre.bench)
    return staged if staged is not None and _sound(theatre, scene) else None


def faults(staged: Stage, scene: Scene) -> int:
    """Gives how much more is wrong with the manifest itself than with the one it came of."""
    return len(_faults(staged.findings) - scene.origin.faults)


def _sound(theatre: Theatre, scene: Scene) -> bool:
    """Says whether the schemas allow the baseline and what the scene gives by name."""
    kind = theatre.policy.kind
    parts: list[tuple[str, Node]] = []
    baseline = scene.baseline
    known = baseline is scene.origin.raw or baseline is scene.origin.start
    if scene.change in ("kept", "deleted") and baseline is not None and not known:
        parts.append((kind, baseline))
    for each in theatre.bench.setting.kinds.values():
        members = scene.extras.get(each.plural)
        content = members.content if members is not None else None
        if isinstance(content, list):
            parts += [(each.name, member) for member in content]
        elif isinstance(content, dict):
            parts += [(each.name, member) for member in content.values()]
    for name in theatre.bench.setting.registers:
        if name in scene.extras and not isinstance(scene.extras[name].content, str):
            parts.append((name, scene.extras[name]))
    return all(_allowed(theatre, name, node) for name, node in parts)


def _allowed(theatre: Theatre, name: str, node: Node) -> bool:
    known = theatre.sound.get(id(node))
    if known is None:
        document = Document(theatre.suite.document.source, 0, node)
        fine = not admit(quick(document), theatre.bench.schemas[name]).errors
        known = theatre.sound[id(node)] = (node, fine)
    return known[1]


def _faults(findings: tuple[Finding, ...]) -> frozenset[tuple[str, str]]:
    return frozenset((finding.rule, finding.path) for finding in findings)


# -- the scenes of cases ------------------------------------------------------------------------


def opening(theatre: Theatre) -> Scene | None:
    """Gives the scene of a case that changes nothing; None where the file gives no manifest."""
    given = theatre.suite.tests.given
    return None if given is None else _scene(theatre, None)


def scenes(theatre: Theatre) -> list[Scene]:
    """Gives the scenes of the cases of a file."""
    found = []
    for position, case in enumerate(theatre.suite.tests.tests):
        if case.rejected is None:
            scene = _scene(theatre, position)
            found += [scene] if scene is not None else []
    return found


def _scene(theatre: Theatre, position: int | None) -> Scene | None:
    suite = theatre.suite
    case = suite.tests.tests[position] if position is not None else None
    whole = suite.document.node(("tests", position or 0, "manifest")) if case is not None else None
    origin = _origin(theatre, case, whole)
    if origin is None or case is None or position is None:
        return Scene(origin, origin.start) if origin is not None else None
    staged, _ = stage(suite.tests, case, suite.document, position, theatre.policy, theatre.bench)
    if staged is None:
        return None
    subject = staged.subject
    baseline = subject.baseline.document.root if subject.baseline is not None else None
    manifest = subject.manifest.document.root if subject.manifest is not None else baseline
    extras: dict[str, Node] = {}
    for name in (*theatre.names, "params", "waivers"):
        node = suite.document.node(("tests", position, name))
        if node is not None:
            extras[name] = node
    files = tuple(case.files) if case.files is not None else None
    assert manifest is not None
    return Scene(origin, manifest, baseline, subject.change, case.today, files, extras)


def _origin(theatre: Theatre, own: Case | None, whole: Node | None) -> Origin | None:
    """Gives what a case without edits would come to."""
    suite = theatre.suite
    given, path = (own.given, own.path) if own is not None else (None, None)
    if whole is not None:
        edits = any(suite.document.node((edit,)) is not None for edit in EDITS)
        place_ = path or suite.tests.path or suite.file.rpartition("/")[2]
        return None if edits else Origin(whole, whole, None, place_, whole=True)
    place = given or suite.tests.given
    if place is None:
        return None
    blank = Case.model_construct(name="a scene", given=given, path=path, expect=[])
    content = suite.document.root.content
    assert isinstance(content, dict)
    names = {"name": "a scene", **({"given": given} if given else {})}
    root = node_of({**content, "tests": [names]})
    document = Document(suite.document.source, 0, root)
    staged, _ = stage(suite.tests, blank, document, 0, theatre.policy, theatre.bench)
    raw = theatre.bench.documents.get(place)
    if staged is None or staged.subject.manifest is None or raw is None:
        return None
    manifest = staged.subject.manifest
    faults = _faults(staged.findings)
    return Origin(raw[0].root, manifest.document.root, given, manifest.path, faults)
