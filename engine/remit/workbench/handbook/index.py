"""The index: for every field, what the rules ask of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from remit.manifest.types import ListType, MapType, Type, Vocabulary, words
from remit.semantics.reading import field_at
from remit.workbench.handbook.book import Asked, Entry

Path = tuple[str, ...]


def index(entries: Iterable[Entry], vocabulary: Vocabulary) -> Mapping[str, tuple[Asked, ...]]:
    """Gives, by kind or register, the fields that rules ask something of, and those they lie in."""
    found: dict[str, dict[Path, dict[str, set[str]]]] = defaultdict(lambda: defaultdict(dict))
    for entry in entries:
        for field in entry.fields:
            found[field.kind][field.path].setdefault(entry.id, set()).add(field.where)
    return {
        kind: tuple(
            _asked(path, found[kind], _type_of(kind, vocabulary)) for path in _paths(found[kind])
        )
        for kind in sorted(found)
    }


def _paths(read: Iterable[Path]) -> list[Path]:
    """Gives the paths that are read, and those that they lie below; all of a manifest is none,
    unless it is read as that."""
    found = {path[:length] for path in read for length in range(1, len(path) + 1)}
    return sorted(found | {path for path in read if not path})


def _asked(path: Path, read: Mapping[Path, Mapping[str, set[str]]], root: Type | None) -> Asked:
    declared = field_at(root, path) if root is not None else None
    own = read.get(path, {})
    rules = tuple((rule, tuple(sorted(own[rule] - {""}))) for rule in sorted(own))
    below = {rule for other, by in read.items() if other[: len(path)] == path for rule in by}
    within = 0 if own else len(below)
    if declared is None:
        return Asked(path, "" if path else "all of it", None, rules, within)
    return Asked(path, _what(declared.type), declared.description, rules, within)


def _what(type_: Type) -> str:
    match type_:
        case ListType(item):
            return f"a list, each {words(item)}"
        case MapType(item):
            return f"a map, each {words(item)}"
        case _:
            return words(type_)


def _type_of(kind: str, vocabulary: Vocabulary) -> Type | None:
    known = vocabulary.kinds.get(kind)
    return known.type if known is not None else vocabulary.registers.get(kind)
