"""Completing: what may stand where somebody is writing, also while the file around it is broken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from remit.manifest.types import EnumType, ListType, MapType, Record, Type
from remit.semantics.builtins import BUILTINS
from remit.semantics.calls import signature
from remit.semantics.fitting import is_open
from remit.semantics.learning import learned_of, names_at_end
from remit.semantics.literals import tables
from remit.semantics.scope import Home, Learned
from remit.syntax import tree
from remit.syntax.literals import quoted
from remit.syntax.slip import Pretended
from remit.syntax.unfinished import (
    MESSAGE,
    NAME,
    TEXT,
    Surroundings,
    Unfinished,
    piece_at,
    surroundings,
    unfinished,
    unfinished_expression,
    whole_item,
)
from remit.syntax.words import KEYWORDS, LEVELS
from remit.text.source import Source, Span
from remit.workbench.editing.desk import Desk
from remit.workbench.editing.hovering import field_notes, function_notes, type_words
from remit.workbench.editing.markdown import prose

Sort = Literal["field", "value", "name", "function", "param", "define", "kind", "keyword", "policy"]


class Suggestion(Struct, frozen=True):
    """What may be written in the place of a span: its name, its text, what is said of it, and
    whether it should no longer be written."""

    label: str
    text: str
    span: Span
    sort: Sort
    detail: str = ""
    notes: str = ""
    deprecated: bool = False


def complete(desk: Desk, file: str, offset: int) -> list[Suggestion]:
    """Gives what may stand at a place of a file."""
    source = desk.drafts[file].source
    around = surroundings(source, piece_at(source, offset)[0].start, offset)
    asked = _Asked(desk, file, source, desk.home(file), offset)
    match around.sort:
        case "comment":
            return []
        case "text":
            return list(_values(asked, around.start, around))
        case "braces":
            inner = surroundings(source, around.inner, offset)
            if inner.sort == "text":
                return list(_values(asked, inner.start, around))
            return list(_words(asked, around))
        case "words":
            return list(_words(asked, around))


class _Asked(Struct, frozen=True, eq=False):
    """What is asked about: a place in a file, and its policy where that can be told."""

    desk: Desk
    file: str
    source: Source
    home: Home | None
    offset: int

    def read(self, at: int, stand_in: Pretended, around: Surroundings) -> Unfinished:
        if around.sort == "braces":
            return unfinished_expression(self.source, around.inner, at, stand_in, self.offset)
        return unfinished(self.source, at, stand_in, self.offset)


_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_NAMING = frozenset({
    "_POLICY", "_RULE", "_PARAM", "_DEFINE", "_TABLE", "_FOR", "_LET", "SOME", "EVERY", "NO",
    "_FIND",
})  # fmt: skip


def _words(asked: _Asked, around: Surroundings) -> Iterator[Suggestion]:
    """Gives what may stand among the words of rules."""
    at = _word_start(asked.source, asked.offset)
    found = asked.read(at, NAME, around)
    before = [kind for kind, _ in found.before]
    last = before[-1] if before else ""
    span = Span(at, asked.offset)
    if last == "_DOT":
        yield from _fields(asked, found, at, around)
    elif last == "_GOVERNS":
        yield from _kinds(asked.desk, span)
    elif last == "_USE":
        yield from _policies(asked, span)
    elif last == "_ON":
        yield from _plain(("creation", "deletion"), span)
    elif last == "KEBAB" and before[-2:-1] == ["_RULE"]:
        yield from _plain(LEVELS, span)
    elif last not in _NAMING:
        if isinstance(found.written, tree.Use):
            yield from _names_of(asked, found.written, span)
        elif "NUMBER" in found.accepts and not isinstance(found.written, tree.Param):
            yield from _operands(asked, found, at, around)
        yield from _keywords(found, span)


def _word_start(source: Source, offset: int) -> int:
    match = _WORD.search(source.text, max(0, offset - 200), offset)
    if match is None:
        return offset
    # a minus parts names, but for those of policies and rules
    line = source.text[source.text.rfind("\n", 0, match.start()) + 1 : match.start()]
    if re.search(r"\b(?:policy|use|rule)\s+\Z", line):
        return match.start()
    return match.start() + match[0].rfind("-") + 1


def _plain(words: Iterable[str], span: Span) -> Iterator[Suggestion]:
    for word in words:
        yield Suggestion(word, word, span, "keyword")


def _keywords(found: Unfinished, span: Span) -> Iterator[Suggestion]:
    for word, kind in KEYWORDS.items():
        if kind in found.accepts:
            yield Suggestion(word, word, span, "keyword")


# -- names ----------------------------------------------------------------------------------------


def _kinds(desk: Desk, span: Span) -> Iterator[Suggestion]:
    for kind in desk.vocabulary.kinds.values():
        yield Suggestion(kind.name, kind.name, span, "kind", type_words(kind.type))


def _policies(asked: _Asked, span: Span) -> Iterator[Suggestion]:
    for home in asked.desk.study.homes.values():
        if home is not asked.home:
            title = prose(home.policy.title)
            yield Suggestion(home.name, home.name, span, "policy", notes=title)


def _names_of(asked: _Asked, use: tree.Use, span: Span) -> Iterator[Suggestion]:
    """Gives what another policy declares and isn't taken yet."""
    home = asked.desk.study.homes.get(use.policy.text)
    taken = {word.text for word in use.names}
    for each in _declared(home, span) if home is not None else ():
        if each.text not in taken:
            yield each


def _declared(home: Home, span: Span) -> Iterator[Suggestion]:
    for name, param in home.params.items():
        notes = prose(param.param.doc or "")
        yield Suggestion(name, name, span, "param", type_words(param.type), notes)
    for name, define in home.defines.items():
        shown = signature(define) if define.parameters is not None else name
        yield Suggestion(name, name, span, "define", shown, prose(define.doc or ""))


def _operands(
    asked: _Asked, found: Unfinished, at: int, around: Surroundings
) -> Iterator[Suggestion]:
    """Gives what an expression may begin with, values of an enum that is wanted first."""
    span, home = Span(at, asked.offset), asked.home
    if home is None:
        return
    names, wanted = _at_stand_in(asked, found, at, around)
    for member in wanted:
        yield Suggestion(quoted(member), quoted(member), span, "value")
    for name, type_ in names.items():
        yield Suggestion(name, name, span, "name", type_words(type_))
    for name, type_ in home.outside.items():
        yield Suggestion(name, name, span, "kind", type_words(type_))
    yield from _declared(home, span)
    for name, other in home.used.items():
        yield from (each for each in _declared(other, span) if each.text == name)
    for builtin in BUILTINS.values():
        notes = "\n\n".join(function_notes(builtin.name))
        yield Suggestion(builtin.name, builtin.name, span, "function", builtin.signature, notes)
    for sorting in ("sort",) if "_SORT" in found.accepts else ():
        yield Suggestion(sorting, sorting, span, "function", "sort(x in xs by e)")


def _at_stand_in(
    asked: _Asked, found: Unfinished, at: int, around: Surroundings
) -> tuple[Mapping[str, Type], list[str]]:
    """Gives the names that hold where the stand-in is, and the values that are wanted there."""
    names: dict[str, Type] = {}
    wanted: list[str] = []
    for item, learned in _readings(asked, found, at, around):
        node = _node_at(item, at, tree.Name)
        if isinstance(node, tree.Name):
            for _, held in learned.of(node):
                names |= {name: type_ for name, type_ in held.items() if name != NAME[1]}
            wanted = wanted or _wanted(item, node, learned, asked)
    return names, wanted


# -- fields ---------------------------------------------------------------------------------------


def _fields(
    asked: _Asked, found: Unfinished, at: int, around: Surroundings
) -> Iterator[Suggestion]:
    for item, learned in _readings(asked, found, at, around):
        field = _node_at(item, at, tree.Field)
        types = [t for t, _ in learned.of(field.target)] if isinstance(field, tree.Field) else []
        record = next((type_ for type_ in types if isinstance(type_, Record)), None)
        if record is not None:
            yield from _fields_of(record, asked, at)
            return
        if any(not is_open(type_) for type_ in types):
            return


def _fields_of(record: Record, asked: _Asked, at: int) -> Iterator[Suggestion]:
    dot = asked.source.text.rfind(".", 0, at)
    for name, known in record.fields.items():
        notes = "\n\n".join(field_notes(known))
        detail = type_words(known.type)
        if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            text, span = name, Span(at, asked.offset)
        else:
            text, span = f"[{quoted(name)}]", Span(dot, asked.offset)
        yield Suggestion(name, text, span, "field", detail, notes, known.deprecated)


def _readings(
    asked: _Asked, found: Unfinished, at: int, around: Surroundings, stand_in: str = NAME[1]
) -> Iterator[tuple[tree.Node, Learned]]:
    """Gives the item, or the expression of a message, with the stand-in: as written up to there,
    then as written around it; each with what can be learned of it."""
    home = asked.home
    if home is None:
        return
    if around.sort == "braces":
        if found.written is not None:
            yield found.written, _of_message(asked, home, around, found.written)
        return
    if isinstance(found.written, tree.Use | tree.Param | tree.Define | tree.Rule):
        yield found.written, _of_item(asked, home, found.written)
    for end in dict.fromkeys((asked.offset, _text_end(asked, stand_in))):
        whole = whole_item(asked.source, at, stand_in, end)
        if whole is not None:
            yield whole, _of_item(asked, home, whole)


def _text_end(asked: _Asked, stand_in: str) -> int:
    """Gives the offset behind the quote that closes the text around the place, if one does."""
    rest = _CLOSED.match(asked.source.text, asked.offset) if stand_in == TEXT[1] else None
    return rest.end() if rest is not None else asked.offset


_CLOSED = re.compile(r'(?:[^"\\\r\n]|\\[^\r\n])*"')


def _of_item(asked: _Asked, home: Home, item: tree.Item) -> Learned:
    taken = _taken_by(item, asked) if isinstance(item, tree.Define) else {}
    return learned_of(item, home, taken)


def _taken_by(define: tree.Define, asked: _Asked) -> dict[str, Type]:
    """Gives the types that the parameters of a define take in its calls, where these agree."""
    found: dict[str, set[Type]] = {}
    for policy in (d.policy for d in asked.desk.drafts.values() if d.policy is not None):
        for call in tree.walk(policy):
            if not isinstance(call, tree.Call) or call.function != define.name.text:
                continue
            for word, argument in zip(define.parameters or (), call.arguments, strict=False):
                types = {type_ for type_, _ in asked.desk.learned.of(argument)}
                found.setdefault(word.text, set()).update(t for t in types if not is_open(t))
    return {name: next(iter(types)) for name, types in found.items() if len(types) == 1}


def _of_message(asked: _Asked, home: Home, around: Surroundings, written: tree.Node) -> Learned:
    """Gives what can be learned of an expression in a message, by the names that hold there."""
    rule = unfinished(asked.source, around.start, MESSAGE, around.start).written
    names = names_at_end(rule, home) if isinstance(rule, tree.Rule) else {}
    words = tuple(tree.Word(name, span=Span(0, 0)) for name in names)
    body = written if isinstance(written, tree.Expression) else tree.Boolean(True, span=Span(0, 0))
    define = tree.Define(tree.Word("message", span=Span(0, 0)), words, body, None, span=Span(0, 0))
    return learned_of(define, home, names)


def _node_at(root: tree.Node, at: int, sort: type[tree.Node]) -> tree.Node | None:
    """Gives the stand-in of a sort: the name, text or field that begins at a place."""
    for node in tree.walk(root):
        start = node.word.start if isinstance(node, tree.Field) else node.span.start
        if isinstance(node, sort) and start == at:
            return node
    return None


# -- values of enums ------------------------------------------------------------------------------


def _values(asked: _Asked, at: int, around: Surroundings) -> Iterator[Suggestion]:
    """Gives the values that a text may have which begins at a place and has no end yet."""
    if asked.source.text.startswith('"""', at):
        return
    found = asked.read(at, TEXT, around)
    for item, learned in _readings(asked, found, at, around, TEXT[1]):
        node = _node_at(item, at, tree.Text)
        members = _wanted(item, node, learned, asked) if node is not None else []
        if members:
            span = Span(at + 1, asked.offset)
            for member in members:
                yield Suggestion(member, quoted(member)[1:-1], span, "value")
            return


def _wanted(root: tree.Node, node: tree.Node, learned: Learned, asked: _Asked) -> list[str]:
    """Gives the values that are wanted where a node stands."""
    above = {id(child): parent for parent in tree.walk(root) for child in tree.children(parent)}
    parent = above.get(id(node))
    while isinstance(parent, tree.ListLiteral):
        node, parent = parent, above.get(id(parent))
    match parent:
        case tree.Compare(_, left, right):
            return _members(learned, right if node is left else left)
        case tree.Default(value, _) if node is not value:
            return _members(learned, value)
        case tree.Index(target, key) if node is key:
            return _keys(learned, target, asked)
        case _:
            return []


def _members(learned: Learned, expression: tree.Expression) -> list[str]:
    for type_, _ in learned.of(expression):
        while isinstance(type_, ListType | MapType):
            type_ = type_.item if isinstance(type_, ListType) else type_.value
        if isinstance(type_, EnumType) and not isinstance(expression, tree.Text):
            return [member for member in type_.members if member not in (NAME[1], TEXT[1][1:-1])]
    return []


def _keys(learned: Learned, target: tree.Expression, asked: _Asked) -> list[str]:
    for type_, _ in learned.of(target):
        if isinstance(type_, Record):
            return list(type_.fields)
    found = tables(target, asked.home) if asked.home is not None else []
    return list(dict.fromkeys(key.value for _, table in found for key, _ in table.entries))
