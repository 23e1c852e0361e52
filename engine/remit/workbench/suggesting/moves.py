"""Moves: the scenes that come of one with one thing changed, in the order in which to try them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from remit.manifest.document import Node
from remit.manifest.types import Type
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.semantics.reading import fields_read
from remit.workbench.suggesting.lexicon import Compared, Lexicon
from remit.workbench.suggesting.nodes import changed, node_of
from remit.workbench.suggesting.places import places, variants
from remit.workbench.suggesting.scenes import Scene, Theatre
from remit.workbench.suggesting.values import MOST, Palette, days_later, fresh

Trails = Mapping[str, list[tuple[str, ...]]]


class Subject(Struct, frozen=True, eq=False):
    """A rule for which cases are sought: what it reads, by the names from outside, and what it is
    about."""

    rule: CheckedRule
    policy: CheckedPolicy
    trails: Trails
    lexicon: Lexicon

    def names(self, name: str) -> bool:
        """Says whether the rule names something from outside."""
        return name in self.rule.names


def trails_of(
    rule: CheckedRule, policy: CheckedPolicy, policies: Mapping[str, CheckedPolicy]
) -> Trails:
    """Gives the paths of fields that a rule reads, by the name that they begin at."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for trail in fields_read(rule, policy, policies):
        found.setdefault(trail.root, []).append(trail.path)
    return found


def moves(
    scene: Scene, subject: Subject, theatre: Theatre, compared: Compared, most: int = MOST
) -> Iterator[Scene]:
    """Gives the scenes that differ from one in one thing that the rule looks at; in each place so
    many values are tried."""
    today = scene.today or theatre.suite.tests.today or date.min
    palette = Palette(subject.lexicon, compared, today, most)
    yield from _of_change(scene, subject)
    yield from _of_manifest(scene, subject, theatre, palette)
    if scene.change in ("kept", "deleted") and scene.baseline is not None:
        trails = subject.trails.get("baseline", [])
        for node in _varied(scene.baseline, theatre.type, trails, palette):
            yield _next(scene, baseline=node)
    yield from _of_members(scene, subject, theatre, palette)
    yield from _of_registers(scene, subject, theatre, palette)
    yield from _of_files(scene, subject, theatre, palette)
    yield from _of_days(scene, subject, palette)


def _next(scene: Scene, **parts: Any) -> Scene:
    return replace(scene, steps=scene.steps + 1, **parts)


def _varied(
    root: Node, type_: Type, trails: list[tuple[str, ...]], palette: Palette, *, top: bool = False
) -> Iterator[Node]:
    for place in places(root, type_, trails, top=top, deep=palette.most == MOST):
        yield from islice(variants(root, place, palette), palette.most)


def _of_change(scene: Scene, subject: Subject) -> Iterator[Scene]:
    """Gives what may have become of the manifest, where the rule asks for its baseline."""
    if not subject.names("baseline"):
        return
    before, rule = scene.baseline or scene.origin.raw, subject.rule.rule
    if scene.change != "kept":
        yield _next(scene, change="kept", baseline=before)
    if scene.change != "new" and rule.on_creation:
        yield _next(scene, change="new", baseline=None)
    if scene.change != "deleted" and rule.on_deletion:
        yield _next(scene, change="deleted", root=before, baseline=before)


def _of_manifest(
    scene: Scene, subject: Subject, theatre: Theatre, palette: Palette
) -> Iterator[Scene]:
    kind = theatre.bench.setting.kinds[theatre.policy.kind]
    trails = [*subject.trails.get(kind.name, []), *subject.trails.get(kind.plural, [])]
    if scene.change == "deleted":
        return
    for node in _varied(scene.root, theatre.type, trails, palette):
        yield _next(scene, root=node)


def _of_members(
    scene: Scene, subject: Subject, theatre: Theatre, palette: Palette
) -> Iterator[Scene]:
    """Gives other members of the collections that the rule names: none, one less, one more, and
    each with something changed."""
    for kind in theatre.bench.setting.kinds.values():
        if kind.plural not in subject.trails and not subject.names(kind.plural):
            continue
        there = theatre.given(kind.plural, scene)
        content = there.content if there is not None else []
        if not isinstance(content, list):
            continue
        type_ = theatre.bench.schemas[kind.name].type
        trails = subject.trails.get(kind.plural, [])

        def put(members: list[Node], name: str = kind.plural) -> Scene:
            return _next(scene, extras={**scene.extras, name: node_of(members)})

        names = [part for path in kind.identity[:1] for part in path.split(".")]
        for number in range(2):
            one = scene.root if kind.name == theatre.policy.kind else fresh(type_, palette)
            one = content[0] if content and number else one
            other = node_of(f"other-{len(content) + 1}")
            named = changed(one, tuple(names), other) if names else one
            if named is not None and (content or not number):
                yield put([*content, named])
        if content:
            yield put([])
        for number, member in enumerate(content[:3]):
            if len(content) > 1:
                yield put(content[:number] + content[number + 1 :])
            for node in _varied(member, type_, trails, palette):
                yield put([*content[:number], node, *content[number + 1 :]])


def _of_registers(
    scene: Scene, subject: Subject, theatre: Theatre, palette: Palette
) -> Iterator[Scene]:
    for name in theatre.bench.setting.registers:
        there = theatre.given(name, scene) if subject.names(name) else None
        if there is None:
            continue
        type_ = theatre.bench.schemas[name].type
        for node in _varied(there, type_, subject.trails.get(name, [()]), palette, top=True):
            yield _next(scene, extras={**scene.extras, name: node})


def _of_files(
    scene: Scene, subject: Subject, theatre: Theatre, palette: Palette
) -> Iterator[Scene]:
    if not subject.names("files"):
        return
    files = scene.files if scene.files is not None else tuple(theatre.suite.tests.files or ())
    if files:
        yield _next(scene, files=())
    yield from (_next(scene, files=files[:at] + files[at + 1 :]) for at in range(len(files[:4])))
    for text in sorted(palette.compared.texts | palette.lexicon.texts):
        if text and text not in files:
            yield _next(scene, files=(*files, text))


def _of_days(scene: Scene, subject: Subject, palette: Palette) -> Iterator[Scene]:
    """Gives the days on which something begins or ends, and those beside; where the rule asks for
    the day, also those that what was compared with it is apart."""
    wished = set(subject.lexicon.turns)
    if subject.names("today"):
        wished |= subject.lexicon.dates
        gaps = (day for gap in palette.compared.days for day in (gap, -gap))
        wished |= {day for gap in gaps if (day := days_later(palette.today, gap)) is not None}
    days = {d for day in wished for step in (0, -1, 1) if (d := days_later(day, step)) is not None}
    for day in sorted(days, key=lambda day: (abs((day - palette.today).days), day)):
        if day != palette.today:
            yield _next(scene, today=day)
