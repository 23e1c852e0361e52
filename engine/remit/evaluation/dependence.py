"""Dependence: by which values of a subject alone an expression about collections differs.

Such a value may be compared, reckoned with, or looked up, as that takes no more of it than its
data. Where it could be handed on, with the place that it stands at, or isn't a plain path, nothing
is said of the expression; nor where it asks for files, which may be beside the subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from msgspec import Struct, field

from remit.evaluation.lookups import is_key
from remit.syntax import tree


class Other(Struct, frozen=True, eq=False):
    """What the elements of a comprehension are asked to be other than, by a `part` of its `where`:
    `key != wanted`."""

    part: tree.Expression
    key: tree.Expression
    wanted: tree.Expression


class Dependence(Struct, frozen=True, eq=False):
    """The paths and names whose `values` an expression depends on, those of `lists` that a `let`
    made, and one value of which it asks only what is other than it."""

    values: tuple[tree.Expression, ...]
    lists: tuple[tree.Expression, ...]
    other: Other | None = None


class Sight(Struct, frozen=True, eq=False):
    """The defines in reach of an expression, each with what its body sees."""

    define: Callable[[str], tuple[tree.Define, Sight] | None]


class Around(Struct, frozen=True, eq=False):
    """The names that stand for something of the subject: those of the subject itself and of its
    baseline, its `roots`, and those that the rule has bound, of a `let` among them. Those of
    collections and registers are far."""

    roots: frozenset[str]
    bound: frozenset[str]
    lets: frozenset[str]
    far: frozenset[str]


Role = Literal["own", "given", "inner"]
"""What a name stands for: something that the rule has bound, or the subject; a parameter to which
that is given; or something that depends on neither."""

_OWN: Role = "own"
_OF_FILES = frozenset({"file_exists"})
_OF_SPOTS = frozenset({"text", "path_of"})


class _UnknownError(Exception):
    """Nothing is said of the expression; caught where it was asked for."""


class _Reader(Struct, eq=False):
    """What was found of an expression, but for what is `left` out of it; `far` says whether it
    names a collection or register."""

    around: Around
    left: tree.Expression | None = None
    values: dict[tree.Expression, None] = field(default_factory=dict)
    lists: dict[tree.Expression, None] = field(default_factory=dict)
    far: bool = False

    @property
    def roots(self) -> Roles:
        """Gives what the names stand for that every define sees."""
        return dict.fromkeys(self.around.roots, _OWN)


Roles = Mapping[str, Role]


def dependence(expression: tree.Expression, around: Around, sight: Sight) -> Dependence | None:
    """Gives what an expression depends on; None where that isn't a few values, or it isn't about
    what is there for all subjects."""
    other = _other(expression, around, sight)
    reader = _Reader(around, other.wanted if other is not None else None)
    try:
        _read(
            expression,
            {**reader.roots, **dict.fromkeys(around.bound, _OWN)},
            sight,
            reader,
            by_data=False,
        )
    except (_UnknownError, RecursionError):
        return None
    if not reader.far:
        return None
    return Dependence(tuple(reader.values), tuple(reader.lists), other)


def _other(expression: tree.Expression, around: Around, sight: Sight) -> Other | None:
    """Gives the first value of the subject that a comprehension's elements are to be other than."""
    if not isinstance(expression, tree.Comprehension) or len(expression.generators) != 1:
        return None
    (generator,) = expression.generators
    where, name = generator.where, generator.name.text
    for part in where.parts if isinstance(where, tree.And) else ():
        if isinstance(part, tree.Compare) and part.operator == "!=":
            for key, wanted in ((part.left, part.right), (part.right, part.left)):
                if _root(wanted) in around.roots | around.bound and is_key(key, name, sight.define):
                    return Other(part, key, wanted)
    return None


def _root(path: tree.Expression) -> str | None:
    """Gives the name that a plain path begins with, None for anything else."""
    match path:
        case tree.Name(name):
            return name
        case tree.Field(target) | tree.Index(target, tree.Text() | tree.Number()):
            return _root(target)
        case _:
            return None


# -- reading ------------------------------------------------------------------------------------


def _read(
    node: tree.Expression, roles: Roles, sight: Sight, reader: _Reader, *, by_data: bool
) -> None:
    """Reads an expression, of which no more is taken than its data, or all there is."""
    if node is reader.left:
        return
    root = _root(node)
    role = roles.get(root) if root is not None else None
    if role == "own" or role == "given":
        _path(node, role, reader, by_data)
        return
    match node:
        case tree.Text() | tree.Number() | tree.Boolean() | tree.Date() | tree.Duration():
            pass
        case tree.Name(name) if role is None:
            _name(name, sight, reader, by_data)
        case tree.Name():
            pass
        case tree.Call():
            _call(node, roles, sight, reader, by_data)
        case tree.Index(target, key):
            _read(target, roles, sight, reader, by_data=by_data)
            _read(key, roles, sight, reader, by_data=True)
        case tree.Field() | tree.Default():
            _each(node, roles, sight, reader, by_data=by_data)
        case tree.ListLiteral() | tree.Table():
            _each(node, roles, sight, reader, by_data=False)
        case tree.Quantified(_, word, items, condition) | tree.Find(word, items, condition):
            _over(word, items, (condition,), roles, sight, reader)
        case tree.Sort(word, items, where, key):
            parts = (where, key) if where is not None else (key,)
            _over(word, items, parts, roles, sight, reader)
        case tree.Comprehension(element, generators):
            for each in generators:
                wheres = (each.where,) if each.where is not None else ()
                roles = _over(each.name, each.items, wheres, roles, sight, reader)
            _read(element, roles, sight, reader, by_data=False)
        case (
            tree.And() | tree.Or() | tree.Not() | tree.Implies() | tree.Compare()
            | tree.PresenceTest() | tree.Arithmetic() | tree.Negative()
        ):  # fmt: skip
            _each(node, roles, sight, reader, by_data=True)
        case tree.Decision():
            raise _UnknownError


def _each(
    node: tree.Expression, roles: Roles, sight: Sight, reader: _Reader, *, by_data: bool
) -> None:
    for child in tree.children(node):
        if isinstance(child, tree.Expression):
            _read(child, roles, sight, reader, by_data=by_data)


def _over(
    word: tree.Word,
    items: tree.Expression,
    parts: Iterable[tree.Expression],
    roles: Roles,
    sight: Sight,
    reader: _Reader,
) -> Roles:
    """Reads a list and what is asked of its elements; gives what names stand for then."""
    _read(items, roles, sight, reader, by_data=False)
    inner: Roles = {**roles, word.text: "inner"}
    for part in parts:
        _read(part, inner, sight, reader, by_data=True)
    return inner


def _path(node: tree.Expression, role: Role, reader: _Reader, by_data: bool) -> None:
    if by_data and role == "own":
        reader.values[node] = None
    elif role == "own" and isinstance(node, tree.Name) and node.name in reader.around.lets:
        reader.lists[node] = None
        reader.far = True
    elif not (by_data and isinstance(node, tree.Name)):
        raise _UnknownError


def _name(name: str, sight: Sight, reader: _Reader, by_data: bool) -> None:
    define = sight.define(name)
    if define is not None:
        _read(define[0].body, reader.roots, define[1], reader, by_data=by_data)
    reader.far = reader.far or name in reader.around.far


def _call(call: tree.Call, roles: Roles, sight: Sight, reader: _Reader, by_data: bool) -> None:
    """Reads a call; what is given to a define may be handed on by it."""
    define = sight.define(call.function)
    if define is None and call.function in _OF_FILES:
        raise _UnknownError
    passed: dict[str, Role] = {}
    words = define[0].parameters or () if define is not None else ()
    for at, argument in enumerate(call.arguments):
        root = _root(argument)
        plain = root is not None and roles.get(root) in ("own", "given")
        if define is not None:
            passed[words[at].text] = "given" if plain else "inner"
        _read(argument, roles, sight, reader, by_data=plain and call.function not in _OF_SPOTS)
    if define is not None:
        inner = {**reader.roots, **passed}
        _read(define[0].body, inner, define[1], reader, by_data=by_data)
