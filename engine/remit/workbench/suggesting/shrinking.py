"""Shrinking: a scene made as small as it can be while it closes what it is for."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from remit.manifest.document import Node
from remit.workbench.suggesting.nodes import at, changed, node_of
from remit.workbench.suggesting.overlays import Edit, gone, overlay
from remit.workbench.suggesting.scenes import Scene
from remit.workbench.suggesting.searching import Hit, Search

TRIES = 250
"""So many smaller scenes are tried at most."""


def shrunk(hit: Hit, wanted: frozenset[int], search: Search) -> Hit:
    """Gives the smallest scene that is found by leaving out one thing after the other."""
    left = TRIES
    again = True
    while again and left > 0:
        again = False
        for scene in _smaller(hit.scene, search):
            left -= 1
            found = search.hit(scene, wanted)
            if found is not None and wanted <= found.closes and found.rank[:2] <= hit.rank[:2]:
                hit, again = found, True
                break
            if left <= 0:
                break
    return hit


def _smaller(scene: Scene, search: Search) -> Iterator[Scene]:
    origin, type_ = scene.origin, search.theatre.type
    for name in scene.extras:
        rest = {key: node for key, node in scene.extras.items() if key != name}
        yield replace(scene, extras=rest)
    if scene.today is not None:
        yield replace(scene, today=None)
    if scene.files is not None:
        yield replace(scene, files=None)
    if scene.change != "no base":
        yield replace(scene, change="no base", baseline=None)
    if scene.change == "deleted":
        return
    if origin.whole:
        yield from (replace(scene, root=root) for root in _thinner(scene.root))
    for edit in overlay(origin.start, scene.root, type_) or ():
        for root in _reverted(origin.start, scene.root, edit):
            yield replace(scene, root=root)
    if scene.change == "kept" and scene.baseline is not None:
        for edit in overlay(origin.raw, scene.baseline, type_) or ():
            for root in _reverted(origin.raw, scene.baseline, edit):
                yield replace(scene, baseline=root)
    for name, node in scene.extras.items():
        for smaller in _thinner(node):
            yield replace(scene, extras={**scene.extras, name: smaller})


def _reverted(before: Node, after: Node, edit: Edit) -> Iterator[Node]:
    """Gives what comes of a manifest when one of its edits is not made, or makes less of it."""
    if edit.how == "add":
        items = at(after, edit.keys)
        assert items is not None
        assert isinstance(items.content, list)
        whole = changed(after, edit.keys, node_of(items.content[:-1]))
        last = (*edit.keys, len(items.content) - 1)
        parts = [(last, edit.value)]
    else:
        whole = _restored(before, after, edit)
        parts = [(edit.keys, edit.value)]
    if whole is not None:
        yield whole
    for keys, value in parts:
        for smaller in _thinner(value) if value is not None else ():
            found = changed(after, keys, smaller)
            if found is not None:
                yield found


def _restored(before: Node, after: Node, edit: Edit) -> Node | None:
    if edit.how == "unset" and isinstance(edit.keys[-1], int):
        old, now = at(before, edit.keys[:-1]), at(after, edit.keys[:-1])
        if old is None or now is None or not isinstance(old.content, list):
            return None
        missing = gone(old.content, now.content) if isinstance(now.content, list) else None
        left = {*(missing or ())} - {edit.keys[-1]}
        items = [each for number, each in enumerate(old.content) if number not in left]
        return changed(after, edit.keys[:-1], node_of(items))
    return changed(after, edit.keys, at(before, edit.keys))


def _thinner(node: Node) -> Iterator[Node]:
    """Gives a list or map without each of its parts, and with each made less."""
    content = node.content
    if isinstance(content, dict) and len(content) > 1:
        for name in content:
            yield node_of({key: below for key, below in content.items() if key != name})
    if isinstance(content, list) and len(content) > 1:
        for number in range(len(content)):
            yield node_of(content[:number] + content[number + 1 :])
    if isinstance(content, dict):
        for name, below in content.items():
            yield from (node_of({**content, name: less}) for less in _thinner(below))
    if isinstance(content, list):
        for number, below in enumerate(content):
            for less in _thinner(below):
                yield node_of([*content[:number], less, *content[number + 1 :]])
