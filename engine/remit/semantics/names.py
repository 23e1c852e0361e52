"""Names: what each of them means where it stands, and which ones may be given."""

from __future__ import annotations

from collections.abc import Iterable

from remit.manifest.types import (
    MISTAKEN,
    EnumType,
    ListType,
    MapType,
    Record,
    Type,
    Vocabulary,
)
from remit.semantics.builtins import BUILTINS
from remit.semantics.scope import Home, Scope
from remit.syntax import tree
from remit.syntax.literals import quoted
from remit.syntax.words import WORDS
from remit.text.diagnostic import did_you_mean, respelled
from remit.text.fixes import writing
from remit.text.source import Span

FOREIGN_NAMES = {
    "null": "say `is absent` or `is present`",
    "none": "say `is absent` or `is present`",
    "nil": "say `is absent` or `is present`",
    "now": "`today` is the date of the evaluation",
    "base": "`baseline` is the manifest on the base revision",
    "before": "`baseline` is the manifest on the base revision",
    "self": "the manifest goes by the name of its kind",
    "this": "the manifest goes by the name of its kind",
    "old": "`baseline` is the manifest on the base revision",
    "previous": "`baseline` is the manifest on the base revision",
    "else": "`-` takes anything in a cell of a table",
    "otherwise": "`-` takes anything in a cell of a table",
    "manifest": "the manifest goes by the name of its kind",
}

FOREIGN_FUNCTIONS = {
    "len": "`length(x)` counts characters or entries, `count(xs)` elements",
    "size": "`length(x)` counts characters or entries, `count(xs)` elements",
    "exists": "say `x is present`, or `some x in xs satisfies ...`",
    "any": "say `some x in xs satisfies ...`",
    "all": "say `every x in xs satisfies ...`",
    "none": "say `no x in xs satisfies ...`",
    "filter": "say `[x for x in xs where ...]`",
    "map": "say `[x.field for x in xs]`",
    "avg": "say `sum(xs) / count(xs)`",
    "average": "say `sum(xs) / count(xs)`",
    "mean": "say `sum(xs) / count(xs)`",
    "now": "`today` is the date of the evaluation",
    "str": "`text(x)` gives a value as text",
    "string": "`text(x)` gives a value as text",
    "int": "`number(t)` reads a text, `round(n)` gives a whole number",
    "float": "`number(t)` reads a text",
    "concat": '`join([a, b], "")` joins texts',
    "format": 'a message holds values in braces: `"{x}"`',
    "unique": "`distinct(xs)` gives each element once, `duplicates(xs)` the repeated ones",
    "contains": "say `x contains y`",
    "includes": "say `x contains y`",
    "matches": 'say `x matches "pattern"`',
    "match": 'say `x matches "pattern"`',
    "regex": 'say `x matches "pattern"`',
    "startswith": "say `x starts with y`",
    "starts_with": "say `x starts with y`",
    "endswith": "say `x ends with y`",
    "ends_with": "say `x ends with y`",
    "has": "say `x is present`",
    "defined": "say `x is present`",
    "isset": "say `x is present`",
    "present": "say `x is present`",
    "absent": "say `x is absent`",
    "isnull": "say `x is absent`",
    "is_null": "say `x is absent`",
    "empty": "say `x is empty`",
    "isempty": "say `x is empty`",
    "is_empty": "say `x is empty`",
    "coalesce": "say `x default y`",
    "default": "say `x default y`",
    "if": "write a rule, or a `require`, for each case; `implies` joins a case and its demand",
    "type": "the schema says what type a field has",
    "not": "say `not x`",
    "lookup": "say `find x in xs where x.id == ...`",
    "today": "it is a date by itself: write `today`",
    "semver": "`version(t)` reads a version",
    "reverse": "`sort(x in xs by ... descending)` sorts downwards",
    "floor": "`round(n)` gives a whole number",
    "ceil": "`round(n)` gives a whole number",
}


def taken(name: str, home: Home, declared: bool = False) -> str | None:
    """Gives what already goes by a name in a policy, None where it is free.

    With `declared`, params and defines don't count: they are being declared.
    """
    if name in ("today", "baseline"):
        return f"`{name}` has a meaning of its own"
    if name in home.vocabulary.kinds:
        return f"`{name}` is a kind of manifest"
    if name in home.vocabulary.plurals():
        return f"`{name}` is a collection of manifests"
    if name in home.vocabulary.registers:
        return f"`{name}` is a register"
    if name in WORDS:
        return f"`{name}` is a word of the language"
    if not declared and home.param(name) is not None:
        return f"`{name}` is a param"
    if not declared and home.define(name) is not None:
        return f"`{name}` is a define"
    return None


def bind(word: tree.Word, type_: Type, scope: Scope) -> Scope:
    """Gives the scope below the clause or quantifier that gives a name."""
    if word.text in scope.names:
        message = f"`{word.text}` already is a name here"
        scope.say("shadowed-name", word.span, message, "choose another name for the inner one")
        return scope
    holder = taken(word.text, scope.home)
    if holder is not None:
        scope.say("taken-name", word.span, holder, "choose another name")
    return scope.bind(word.text, type_)


def unknown_name(name: str, span: Span, scope: Scope) -> Type:
    """Says that nothing goes by a name, and which name was meant most likely."""
    home, fix = scope.home, None
    kind = home.vocabulary.kinds.get(name)
    if kind is not None:
        message = f"`{name}` is not named here: this policy governs `{home.kind.name}`"
        help: str | None = f"`{kind.plural}` holds every {name}"
    elif name in BUILTINS:
        message = f"`{name}` is a function"
        help = f"call it: `{BUILTINS[name].signature}`"
    else:
        message = f"nothing is named `{name}`"
        help = FOREIGN_NAMES.get(name.lower())
        if help is None and _is_member(name, home.vocabulary):
            help, fix = f"a text stands in quotes: `{quoted(name)}`", writing(quoted(name), span)
        elif help is None:
            help = did_you_mean(name, visible(scope), "names")
            fix = respelled(name, visible(scope), span)
    return scope.say("unknown-name", span, message, help, fix=fix)


def _is_member(name: str, vocabulary: Vocabulary) -> bool:
    """Says whether a value of an enum goes by the name, in any manifest or register."""
    left = [*(kind.type for kind in vocabulary.kinds.values()), *vocabulary.registers.values()]
    seen: set[int] = set()
    while left:
        match left.pop():
            case EnumType(members) if name in members:
                return True
            case ListType(item):
                left.append(item)
            case MapType(value):
                left.append(value)
            case Record() as record if id(record) not in seen:
                seen.add(id(record))
                left.extend(field.type for field in record.fields.values())
            case _:
                pass
    return False


def visible(scope: Scope) -> Iterable[str]:
    """Gives all names that may stand as a value."""
    home = scope.home
    return [*scope.names, *home.outside, *home.params, *home.defines, *home.used]


def unknown_function(call: tree.Call, scope: Scope) -> Type:
    """Says that no function goes by a name, and which one was meant most likely."""
    name = call.function
    holder = taken(name, scope.home) if name not in scope.names else f"`{name}` is a value"
    if holder is not None:
        message, help, fix = f"{holder}, not a function", FOREIGN_FUNCTIONS.get(name), None
        if name == "baseline":
            help = "a field is read behind a dot: `baseline.field`"
    else:
        message = f"no function is named `{name}`"
        known = [*BUILTINS, *scope.home.defines, *scope.home.used]
        foreign = FOREIGN_FUNCTIONS.get(name.lower())
        help = foreign or did_you_mean(name, known, "functions")
        fix = respelled(name, known, call.word) if foreign is None else None
    scope.say("unknown-function", call.word, message, help, fix=fix)
    return MISTAKEN
