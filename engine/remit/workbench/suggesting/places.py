"""Places: where in a manifest the fields are that a rule reads, and what to try there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from msgspec import Struct

from remit.manifest.document import Node
from remit.manifest.types import AnyType, ListType, MapType, Record, Type
from remit.workbench.suggesting.nodes import Keys, changed, node_of
from remit.workbench.suggesting.values import Palette, fresh, values

_ELEMENTS = 4
"""So many elements of a list are changed."""


class Place(Struct, frozen=True, eq=False):
    """A plain path with what stands there, if anything, and its type; `needed` where the schema
    asks for it."""

    path: Keys
    there: Node | None
    type: Type
    needed: bool = False


def places(
    root: Node,
    type_: Type,
    trails: Iterable[tuple[str, ...]],
    *,
    top: bool = False,
    deep: bool = False,
) -> list[Place]:
    """Gives all places that some paths of fields lead to, and those on the way, the root too if
    that is wanted; elements of lists go by the path of their list. If they are to be `deep`, also
    the fields of records that are read as a whole."""
    found: dict[Keys, Place] = {}
    for trail in sorted(trails, key=lambda trail: (len(trail), trail)):
        for place in _along(Place((), root, type_), trail):
            found.setdefault(place.path, place)
            if deep and trail and isinstance(place.type, Record) and _ends(place, trail):
                for name in place.type.fields:
                    for inner in _along(place, (name,)):
                        found.setdefault(inner.path, inner)
    return [place for path, place in found.items() if path or top]


def _along(place: Place, trail: tuple[str, ...]) -> Iterator[Place]:
    yield place
    content = place.there.content if place.there is not None else None
    match place.type:
        case ListType(item):
            items = content if isinstance(content, list) else []
            for number, each in enumerate(items[:_ELEMENTS]):
                yield from _along(Place((*place.path, number), each, item, True), trail)
        case MapType(value):
            entries = content if isinstance(content, dict) else {}
            own = trail[:1] if trail and not _declares(value, trail[0]) else ()
            names = own or list(entries)[:_ELEMENTS]
            for name in names:
                inner = Place((*place.path, name), entries.get(name), value)
                yield from _along(inner, trail[len(own) :])
        case Record(fields=fields, other=other) if trail:
            name = trail[0]
            below = content.get(name) if isinstance(content, dict) else None
            path = (*place.path, name)
            if name in fields:
                field = fields[name]
                yield from _along(Place(path, below, field.type, field.required), trail[1:])
            elif other is not None:
                yield from _along(Place(path, below, other), trail[1:])
        case AnyType() if trail:
            below = content.get(trail[0]) if isinstance(content, dict) else None
            yield from _along(Place((*place.path, trail[0]), below, place.type), trail[1:])
        case _:
            return


def _ends(place: Place, trail: tuple[str, ...]) -> bool:
    """Says whether a place is at the end of a path of fields."""
    return tuple(step for step in place.path if isinstance(step, str)) == trail


def _declares(type_: Type, name: str) -> bool:
    return isinstance(type_, Record) and name in type_.fields


def variants(root: Node, place: Place, palette: Palette) -> Iterator[Node]:
    """Gives the manifests that come of trying something else at a place."""
    if place.there is not None and not (place.path and isinstance(place.path[-1], int)):
        yield from _put(root, place.path, None)
    content = place.there.content if place.there is not None else None
    tried: Iterable[Node]
    match place.type:
        case ListType():
            tried = _lists(content if isinstance(content, list) else [], place, palette)
        case Record():
            tried = [fresh(place.type, palette)] if content is None else []
        case MapType(value):
            tried = _maps(content if isinstance(content, dict) else {}, value, palette)
        case AnyType() if isinstance(content, list):
            tried = _lists(content, place, palette)
        case AnyType() if isinstance(content, dict):
            tried = [node_of({})]
        case _:
            tried = values(place.there, place.type, palette)
    for node in tried:
        yield from _put(root, place.path, node)


def _put(root: Node, path: Keys, node: Node | None) -> Iterator[Node]:
    found = changed(root, path, node)
    if found is not None:
        yield found


def _lists(items: list[Node], place: Place, palette: Palette) -> Iterator[Node]:
    """Gives the list empty, with one element, without each, and with one more: another one like the
    first or last, or one of the least that its type asks for."""
    type_ = place.type
    item: Type = type_.item if isinstance(type_, ListType) else AnyType()
    key = type_.key if isinstance(type_, ListType) else "id"
    if items or place.there is None:
        yield node_of([])
    if len(items) > 2:
        yield node_of(items[:1])
    if len(items) > 1:
        yield from (node_of(items[:at] + items[at + 1 :]) for at in range(len(items[:_ELEMENTS])))
        yield node_of(items[::-1])
    more: list[Node] = [_renamed(each, key, items) for each in (*items[-1:], *items[:1])]
    more += items[:1]
    if isinstance(item, Record | MapType | ListType):
        more.append(_renamed(fresh(item, palette), key, items))
    else:
        more += list(values(None, item, palette))[:12]
    yield from (node_of([*items, each]) for each in more)
    if not items:
        yield from (node_of([one, _renamed(one, key, [one])]) for one in more[-1:])


def _renamed(element: Node, key: str, others: list[Node]) -> Node:
    """Gives an element with a key of its own."""
    content = element.content
    if not isinstance(content, dict) or key not in content:
        return element
    own = content[key]
    if not isinstance(own.content, str):
        return element
    taken = {
        each.content[key].text
        for each in others
        if isinstance(each.content, dict) and key in each.content
    }
    stem = own.content.rstrip("0123456789") or own.content
    numbers = (f"{stem}{number}" for number in chain(range(2, 10), range(90, 1000)))
    name = next((each for each in numbers if each not in taken), own.content)
    return changed(element, (key,), node_of(name)) or element


def _maps(entries: dict[str, Node], value: Type, palette: Palette) -> Iterator[Node]:
    if entries:
        yield node_of({})
    for name in list(entries)[:_ELEMENTS]:
        yield node_of({key: node for key, node in entries.items() if key != name})
    names = sorted(palette.lexicon.texts | palette.compared.texts)
    for name in [*names[:12], "other"]:
        if name and name not in entries:
            yield node_of({**entries, name: fresh(value, palette)})
