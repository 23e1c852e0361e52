"""Reach: which names from outside an expression uses, itself or through defines.

Defines form a graph without cycles: within a policy each sees only earlier ones, across policies a
cycle is refused here, and so is a nest of defines too deep to be evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from remit.semantics.scope import Home, Scope
from remit.syntax import tree
from remit.text.source import Span

DEEPEST = 150
"""How many levels an expression may have, with the expressions of its defines written out."""

_TOO_DEEP = 1_000_000
"""The height of a define that was refused, so that those that use it are not refused aloud."""

Key = tuple[str, str]
Reached = dict[Key, frozenset[str]]


def defines_in_order(homes: Mapping[str, Home], scopes: Mapping[str, Scope]) -> list[Key]:
    """Gives all defines, each after those that it uses; says which can't be typed."""
    graph = {
        (home.name, name): _uses(define, home, scopes[home.name])
        for home in homes.values()
        for name, define in home.defines.items()
    }
    while True:
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            policy, name = error.args[1][0]
            _say_recursive(homes[policy], name, scopes[policy])
            graph[(policy, name)] = []
            continue
        _refuse_deep(order, homes, scopes)
        return order


def _uses(define: tree.Define, home: Home, scope: Scope) -> list[Key]:
    found: list[Key] = []
    own = {word.text for word in define.parameters or ()}
    positions = {name: position for position, name in enumerate(home.defines)}
    for name, span in named_in(define.body):
        known = home.define(name) if name not in own else None
        if known is None:
            continue
        if known[0] is home and positions[name] >= positions[define.name.text]:
            _say_not_earlier(name, span, define, scope)
        else:
            found.append((known[0].name, name))
    return found


def _say_not_earlier(name: str, span: Span, define: tree.Define, scope: Scope) -> None:
    scope.home.broken.add(define.name.text)
    if name == define.name.text:
        message, help = f"`{name}` refers to itself", "a define sees earlier defines, never itself"
        scope.say("recursive-define", span, message, help)
    else:
        message = f"`{name}` is declared below `{define.name.text}`"
        scope.say("later-define", span, message, f"move `{name}` above it")


def _say_recursive(home: Home, name: str, scope: Scope) -> None:
    home.broken.add(name)
    message = f"`{name}` refers to itself through another policy"
    help = "a define sees earlier defines, never itself"
    scope.say("recursive-define", home.defines[name].name.span, message, help)


def _refuse_deep(order: list[Key], homes: Mapping[str, Home], scopes: Mapping[str, Scope]) -> None:
    heights: dict[Key, int] = {}
    for policy, name in order:
        home = homes[policy]
        height = _height(home.defines[name].body, home, heights)
        if height > DEEPEST:
            home.broken.add(name)
        if DEEPEST < height < _TOO_DEEP:
            message = f"`{name}` is more than {DEEPEST} levels deep, with its defines written out"
            span = home.defines[name].name.span
            scopes[policy].say("deep-define", span, message, "split what it says into rules")
            height = _TOO_DEEP
        heights[(policy, name)] = height


def _height(node: tree.Node, home: Home, heights: Mapping[Key, int]) -> int:
    below = 0
    for child in tree.children(node):
        below = max(below, _height(child, home, heights))
    name = _name_of(node)
    known = home.define(name) if name is not None else None
    if known is not None and name is not None:
        below += heights.get((known[0].name, name), 0)
    return 1 + below


def _name_of(node: tree.Node) -> str | None:
    match node:
        case tree.Name(name):
            return name
        case tree.Call(function):
            return function
        case _:
            return None


def named_in(node: tree.Node) -> Iterator[tuple[str, Span]]:
    """Gives the names and called functions below a node, with their places."""
    for part in tree.walk(node):
        match part:
            case tree.Name(name):
                yield name, part.span
            case tree.Call(function):
                yield function, part.word
            case _:
                pass


def reached(node: tree.Node, home: Home, known: Reached) -> frozenset[str]:
    """Gives the names from outside that a node uses, and `files` where it asks for files."""
    found: set[str] = set()
    for name, _ in named_in(node):
        define = home.define(name)
        if define is not None:
            found |= known.get((define[0].name, name), frozenset())
        elif name in home.outside:
            found.add(name)
        elif name == "file_exists":
            found.add("files")
    return frozenset(found)


def reach_of_defines(order: list[Key], homes: Mapping[str, Home]) -> Reached:
    """Gives the names from outside that each define uses; `order` as `defines_in_order` gives."""
    known: Reached = {}
    for policy, name in order:
        known[(policy, name)] = reached(homes[policy].defines[name].body, homes[policy], known)
    return known
