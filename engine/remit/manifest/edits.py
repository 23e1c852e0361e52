"""Edits: a manifest with some values set, unset or added, for the tests of rules.

An edit gives a new root and leaves the old one as it is; what they share is shared. What is put in
takes the place of what it replaces, or of the nearest parent, so that places stay those of the
edited file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from remit.manifest.document import Node
from remit.manifest.paths import Mistake, Step, locate, parse
from remit.text.source import Span

_SET_AND_UNSET = Mistake("what is set here is taken away again by `unset`", "leave one of them out")
_EMPTY = Mistake("the path is empty", "name a field or an element, such as `milestones[id=M2]`")


def edited(
    root: Node, values: Mapping[str, Node], unset: Iterable[str], items: Mapping[str, Node]
) -> tuple[Node, list[tuple[str, Mistake]]]:
    """Gives the root with values set, then paths unset, then items added to lists, each in turn.

    An edit that can't be made is left out; its path is given with what is wrong.
    """
    mistakes: list[tuple[str, Mistake]] = []

    def keep(path: str, after: Node | Mistake) -> Node:
        if isinstance(after, Node):
            return after
        mistakes.append((path, after))
        return root

    for path, value in values.items():
        root = keep(path, with_value(root, path, value))
    for path in unset:
        root = keep(path, without(root, path))
    for path, item in items.items():
        root = keep(path, with_item(root, path, item))
    told = {path for path, _ in mistakes}
    return root, [*mistakes, *(each for each in _in_vain(values, unset) if each[0] not in told)]


def _in_vain(values: Iterable[str], unset: Iterable[str]) -> Iterator[tuple[str, Mistake]]:
    """Gives the paths at which a value is set and taken away again."""
    gone = [steps for path in unset if isinstance(steps := parse(path), tuple) and steps]
    for path in values:
        steps = parse(path)
        if isinstance(steps, tuple) and any(steps[: len(each)] == each for each in gone):
            yield path, _SET_AND_UNSET


def with_value(root: Node, path: str, value: Node) -> Node | Mistake:
    """Gives the root with a value at a path; maps that are missing on the way to it are made."""
    steps = _steps(path)
    if isinstance(steps, Mistake):
        return steps
    found = locate(root, steps)
    if not isinstance(found, Mistake):
        copies = _opened(root, found)
        return _put(copies, found, _moved(value, copies[-1].span))
    there = _existing(root, steps)
    missing = [part for part in steps[len(there) :] if isinstance(part, str)]
    copies = _opened(root, there)
    makeable = copies[-1].content is None or isinstance(copies[-1].content, dict)
    if not makeable or len(there) + len(missing) < len(steps):
        return found
    place = _place(copies, there)
    return _put(copies, there, _grown(copies[-1], missing, _moved(value, place), place))


def without(root: Node, path: str) -> Node | Mistake:
    """Gives the root without the field or element at a path."""
    steps = _steps(path)
    if isinstance(steps, Mistake):
        return steps
    found = locate(root, steps)
    if isinstance(found, Mistake):
        return found
    copies = _opened(root, found[:-1])
    content: Any = copies[-1].content
    del content[found[-1]]
    copies[-1].keys = {key: span for key, span in copies[-1].keys.items() if key in content}
    return copies[0]


def with_item(root: Node, path: str, item: Node) -> Node | Mistake:
    """Gives the root with an item at the end of the list at a path, which is made if need be."""
    steps = _steps(path)
    found = steps if isinstance(steps, Mistake) else locate(root, steps)
    copies = [] if isinstance(found, Mistake) else _opened(root, found)
    if isinstance(found, Mistake) or copies[-1].content is None:
        return with_value(root, path, Node([item], item.span))
    content = copies[-1].content
    if not isinstance(content, list):
        return Mistake(f"`{path}` is no list, so nothing can be added to it", "use `set`")
    content.append(_moved(item, _place(copies, found)))
    return copies[0]


def _steps(path: str) -> tuple[Step, ...] | Mistake:
    steps = parse(path)
    return steps if isinstance(steps, Mistake) or steps else _EMPTY


def _existing(root: Node, steps: tuple[Step, ...]) -> tuple[str | int, ...]:
    """Gives the plain path as far as it leads somewhere."""
    for there in range(len(steps) - 1, 0, -1):
        found = locate(root, steps[:there])
        if not isinstance(found, Mistake):
            return found
    return ()


def _opened(root: Node, found: tuple[str | int, ...]) -> list[Node]:
    """Gives fresh copies of all nodes on a path, each holding the next, from the root."""
    copies = [_fresh(root)]
    for key in found:
        content: Any = copies[-1].content
        content[key] = _fresh(content[key])
        copies.append(content[key])
    return copies


def _fresh(node: Node) -> Node:
    content = node.content
    if isinstance(content, dict):
        return Node(dict(content), node.span, keys=dict(node.keys))
    if isinstance(content, list):
        return Node(list(content), node.span)
    return Node(content, node.span, node.text, node.plain)


def _put(copies: list[Node], found: tuple[str | int, ...], node: Node) -> Node:
    """Gives the root with a node instead of the last of the opened ones."""
    if not found:
        return node
    content: Any = copies[-2].content
    content[found[-1]] = node
    return copies[0]


def _grown(node: Node, missing: list[str], value: Node, place: Span) -> Node:
    """Gives a map (or one instead of a null) with a value below keys that it lacks."""
    for key in reversed(missing[1:]):
        value = Node({key: value}, place, keys={key: place})
    content = node.content if isinstance(node.content, dict) else {}
    return Node({**content, missing[0]: value}, node.span, keys={**node.keys, missing[0]: place})


def _place(copies: list[Node], found: tuple[str | int, ...]) -> Span:
    """Gives where what is new in the last of the opened nodes is said to stand: its key, or else
    its own first key."""
    key = found[-1] if found else None
    if isinstance(key, str) and key in copies[-2].keys:
        return copies[-2].keys[key]
    return next(iter(copies[-1].keys.values()), copies[-1].span)


def _moved(node: Node, span: Span) -> Node:
    """Gives a copy of a node of another file, all of which stands at one place of this one."""
    top = Node(node.content, span, node.text, node.plain)
    waiting = [top]
    while waiting:
        at = waiting.pop()
        if isinstance(at.content, dict):
            at.content = {
                key: Node(below.content, span, below.text, below.plain)
                for key, below in at.content.items()
            }
            at.keys = dict.fromkeys(at.content, span)
            waiting.extend(at.content.values())
        elif isinstance(at.content, list):
            at.content = [Node(n.content, span, n.text, n.plain) for n in at.content]
            waiting.extend(at.content)
    return top
