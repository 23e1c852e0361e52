"""Literals: texts that meet an enum must be its members, wherever the rule file writes them."""

from __future__ import annotations

from collections.abc import Iterator

from remit.manifest.nearly import meant_by
from remit.manifest.types import EnumType, ListType, Type, WrittenType
from remit.semantics.checked import Meeting
from remit.semantics.scope import Home, Scope
from remit.syntax import tree
from remit.syntax.literals import quoted
from remit.text.diagnostic import did_you_mean, meaning, nearest
from remit.text.fixes import writing

Placed = tuple[Home, tree.Text]


def texts(expression: tree.Expression, home: Home) -> Iterator[Placed]:
    """Gives the text literals that an expression stands for: itself, a list's, a param's."""
    for where, part in _unfolded(expression, home):
        match part:
            case tree.Text():
                yield where, part
            case tree.ListLiteral(items):
                for item in items:
                    yield from texts(item, where)
            case _:
                pass


def params_of(expression: tree.Expression, home: Home) -> Iterator[tuple[Home, str]]:
    """Gives the params that an expression stands for: itself, the items of a list, a define."""
    match expression:
        case tree.ListLiteral(items):
            for item in items:
                yield from params_of(item, home)
        case tree.Name(name):
            param, define = home.param(name), home.define(name)
            if param is not None:
                yield param[0], name
            elif define is not None and name not in define[0].broken:
                yield from params_of(define[1].body, define[0])
        case _:
            pass


def literals_of(expression: tree.Expression) -> set[str] | None:
    """Gives the texts of a text literal or a list of them; None for anything else."""
    match expression:
        case tree.Text(value):
            return {str(value)}
        case tree.ListLiteral(items) if all(isinstance(item, tree.Text) for item in items):
            return {str(item.value) for item in items if isinstance(item, tree.Text)}
        case _:
            return None


def tables(expression: tree.Expression, home: Home) -> list[tuple[Home, tree.Table]]:
    """Gives the table literals that an expression stands for."""
    found = _unfolded(expression, home)
    return [(where, part) for where, part in found if isinstance(part, tree.Table)]


def _unfolded(expression: tree.Expression, home: Home) -> list[tuple[Home, tree.Expression]]:
    """Gives an expression, or for the name of a param or define what was written for it."""
    if not isinstance(expression, tree.Name):
        return [(home, expression)]
    param = home.param(expression.name)
    if param is not None:
        return [(param[0], scheduled.value) for scheduled in param[1].param.schedule]
    define = home.define(expression.name)
    if define is not None and expression.name not in define[0].broken:
        return _unfolded(define[1].body, define[0])
    return []


def check_members(
    enum: EnumType, named: tree.Expression, literal: tree.Expression, scope: Scope
) -> bool:
    """Says which text literals are no members of the enum that they meet; True if all are."""
    fine = True
    for home, text in texts(literal, scope.home):
        if text.value not in enum.members:
            message = f'"{text.value}" is no value of `{scope.written(named)}`'
            _say_nearest(text, message, enum.members, home, scope)
            fine = False
        home.settled.belongs(text, enum)
    for name, members in _written(literal, scope):
        missing = [member for member in members if member not in enum.members]
        if missing:
            way = did_you_mean(missing[0], enum.members, "its values")
            message = f'"{missing[0]}" is no value of `{scope.written(named)}`: {way}'
            scope.say("no-such-member", name.span, message)
            fine = False
    for home, param in params_of(literal, scope.home):
        home.settled.limits(param, Meeting(enum.members, scope.written(named)))
    return fine


def _written(literal: tree.Expression, scope: Scope) -> Iterator[tuple[tree.Name, tuple[str, ...]]]:
    """Gives the texts that a define is called with and that stand by their names in its body, be it
    in a list."""
    match literal:
        case tree.ListLiteral(items):
            for item in items:
                yield from _written(item, scope)
        case tree.Name(name):
            type_ = scope.names.get(name)
            each = type_.item if isinstance(type_, ListType) else type_
            if isinstance(each, WrittenType):
                yield literal, each.members
        case _:
            pass


def check_spelling(
    argument: tree.Expression, text: WrittenType, word: tree.Word, define: tree.Define, scope: Scope
) -> None:
    """Says that a text which a define is called with is nearly one of those that its body compares
    it with, where it does nothing else with it."""
    (value,) = text.members
    known = _compared_with(word.text, define.body)
    close = None if value in known else meant_by(known)(value)
    if close is None:
        return
    compared = f"`{define.name.text}` compares `{word.text}` with"
    message, way = f'"{value}" is none of the texts that {compared}', meaning(value, close)
    if isinstance(argument, tree.Text):
        fix = writing(quoted(close), argument.span)
        scope.say("no-such-member", argument.span, message, way, fix=fix)
    else:
        scope.say("no-such-member", argument.span, f"{message}: {way}")


def _compared_with(word: str, body: tree.Expression) -> set[str]:
    """Gives the text literals that a define's body compares a name with; none where it does
    anything else with it."""
    found: set[str] = set()
    uses = 0
    for node in tree.walk(body):
        match node:
            case tree.Name(name) if name == word:
                uses += 1
            case tree.PresenceTest(_, tree.Name(name)) if name == word:
                uses -= 1
            case (
                tree.Compare("==" | "!=", tree.Name(name), tree.Text() as other)
                | tree.Compare("==" | "!=", tree.Text() as other, tree.Name(name))
                | tree.Compare("in" | "not in", tree.Name(name), tree.ListLiteral() as other)
                | tree.Compare("contains", tree.ListLiteral() as other, tree.Name(name))
            ) if name == word:
                literals = literals_of(other)
                uses -= literals is not None
                found |= literals or set()
            case _:
                pass
    return found if uses == 0 else set()


def take_order(literal: tree.Expression, type_: Type, scope: Scope) -> None:
    """Takes note of the text literals that stand in for values of an enum."""
    if isinstance(type_, EnumType):
        for home, text in texts(literal, scope.home):
            home.settled.meets(text, type_)


def check_table_key(index: tree.Index, key: Type, scope: Scope) -> None:
    """Checks the keys of a table against the enum that selects from it, and a literal key
    against the keys of the table."""
    found = tables(index.target, scope.home)
    known = {entry.value for _, table in found for entry, _ in table.entries}
    if isinstance(index.key, tree.Text):
        if found and index.key.value not in known:
            message = f'`{scope.written(index.target)}` has no entry "{index.key.value}"'
            _say_nearest(index.key, message, known, scope.home, scope)
    elif isinstance(key, WrittenType):
        missing = [member for member in key.members if member not in known]
        if found and missing:
            message = f'`{scope.written(index.target)}` has no entry "{missing[0]}"'
            help = did_you_mean(missing[0], known, "its values")
            scope.say("no-such-member", index.key.span, message, help)
    elif isinstance(key, EnumType):
        for home, table in found:
            for entry, _ in table.entries:
                if entry.value not in key.members:
                    message = f'"{entry.value}" is no value of `{scope.written(index.key)}`'
                    _say_nearest(entry, message, key.members, home, scope)
        for home, param in params_of(index.target, scope.home):
            home.settled.limits(param, Meeting(key.members, scope.written(index.key), keys=True))


def _say_nearest(
    text: tree.Text, message: str, known: set[str] | tuple[str, ...], home: Home, scope: Scope
) -> None:
    help = did_you_mean(text.value, known, "its values")
    close = nearest(text.value, known)
    fix = writing(quoted(close), text.span) if close is not None else None
    scope.say("no-such-member", text.span, message, help, home, fix)
