"""Calls: functions of the language and defines, typed by their arguments.

A define is typed for the types of each of its calls. What is wrong with every call is wrong with
its body, and said there; what is wrong with some of them only is said at those.
"""

from __future__ import annotations

from remit.manifest.types import MISTAKEN, EnumType, ListType, Type, WrittenType
from remit.semantics import expressions
from remit.semantics.builtins import BUILTINS
from remit.semantics.fitting import is_open, named
from remit.semantics.literals import check_spelling, literals_of
from remit.semantics.names import unknown_function
from remit.semantics.scope import Home, Instance, Scope
from remit.semantics.signatures import Builtin, Parameter
from remit.syntax import tree
from remit.text.source import Span


def type_of_call(call: tree.Call, scope: Scope) -> Type:
    """Gives the type of what a function or define gives."""
    types = tuple(expressions.type_of(argument, scope) for argument in call.arguments)
    found = scope.home.define(call.function)
    if found is not None:
        return _type_of_define_call(call, types, found, scope)
    if call.function in scope.home.missing:
        return MISTAKEN
    builtin = BUILTINS.get(call.function)
    return (
        unknown_function(call, scope) if builtin is None else _builtin(call, builtin, types, scope)
    )


def type_of_define_name(name: tree.Name, scope: Scope) -> Type:
    """Gives the type of a define that is named without arguments."""
    found = scope.home.define(name.name)
    assert found is not None
    home, define = found
    if define.parameters is not None:
        help = f"call it: `{signature(define)}`"
        return scope.say("argument-count", name.span, f"`{name.name}` takes arguments", help)
    return _call(home, define, (), name.span, scope)


def signature(define: tree.Define) -> str:
    """Gives a define as its calls are written."""
    return f"{define.name.text}({', '.join(word.text for word in define.parameters or ())})"


# -- functions of the language ------------------------------------------------------------------


def _builtin(call: tree.Call, builtin: Builtin, types: tuple[Type, ...], scope: Scope) -> Type:
    if not builtin.required <= len(types) <= len(builtin.parameters):
        wanted = _counted(builtin.required, len(builtin.parameters))
        message = f"`{builtin.name}` takes {wanted}, but is given {len(types)}"
        help = builtin.way_out or f"`{builtin.signature}`: {builtin.sentence}"
        return scope.say("argument-count", call.span, message, help)
    fine = True
    for parameter, type_, argument in zip(builtin.parameters, types, call.arguments, strict=False):
        fine = _fits(builtin, parameter, type_, argument, scope) and fine
    if not fine:
        return MISTAKEN
    result = builtin.result(types)
    if builtin.name == "sum":
        scope.home.settled.gives(call, result)
    return result


def _counted(least: int, most: int) -> str:
    if least == most:
        return f"{least} argument{'' if least == 1 else 's'}"
    return f"{least} to {most} arguments"


def _fits(
    builtin: Builtin, parameter: Parameter, type_: Type, argument: tree.Expression, scope: Scope
) -> bool:
    is_manifest = builtin.name != "path_of" or _is_manifest(type_, scope.home)
    if parameter.fits(type_) and is_manifest:
        return True
    written = scope.written(argument)
    message = f"`{builtin.name}` takes {parameter.wanted}, but `{written}` is "
    scope.say("argument-type", argument.span, message + named(type_, argument), builtin.way_out)
    return False


def _is_manifest(type_: Type, home: Home) -> bool:
    kinds = home.vocabulary.kinds.values()
    return is_open(type_) or any(type_ == kind.type for kind in kinds)


# -- defines ------------------------------------------------------------------------------------


def _type_of_define_call(
    call: tree.Call, types: tuple[Type, ...], found: tuple[Home, tree.Define], scope: Scope
) -> Type:
    home, define = found
    if define.parameters is None:
        message = f"`{call.function}` takes no arguments"
        help = f"write `{call.function}` alone"
        return scope.say("argument-count", call.span, message, help)
    if len(types) != len(define.parameters):
        wanted = _counted(len(define.parameters), len(define.parameters))
        message = f"`{call.function}` takes {wanted}, but is given {len(types)}"
        return scope.say("argument-count", call.span, message, f"`{signature(define)}`")
    given = tuple(map(_as_written, call.arguments, types))
    for argument, type_, word in zip(call.arguments, given, define.parameters, strict=True):
        if isinstance(type_, WrittenType):
            check_spelling(argument, type_, word, define, scope)
    return _call(home, define, given, call.span, scope)


def _as_written(argument: tree.Expression, type_: Type) -> Type:
    """Gives the type of an argument, which is one of its own for text literals."""
    match argument, type_:
        case tree.Text(), EnumType(members):
            return WrittenType(members)
        case tree.ListLiteral(), ListType(EnumType(members)) if literals_of(argument):
            return ListType(WrittenType(members))
        case _:
            return type_


def _call(
    home: Home, define: tree.Define, types: tuple[Type, ...], span: Span, scope: Scope
) -> Type:
    if define.name.text in home.broken:
        return MISTAKEN
    instance = instance_of(home, define, types, scope)
    instance.calls.append((scope.home.source, span))
    return instance.result


def instance_of(home: Home, define: tree.Define, types: tuple[Type, ...], scope: Scope) -> Instance:
    """Gives a define as it is typed for arguments of some types; each is typed once. `scope` is
    that of the call."""
    key = (home.name, define.name.text, types)
    found = scope.instances.get(key)
    if found is None:
        found = scope.instances[key] = Instance(home, define, types)
        names = {
            word.text: type_ for word, type_ in zip(define.parameters or (), types, strict=True)
        }
        inner = Scope(home, found.said, scope.instances, names, scope.learned)
        found.result = expressions.type_of(define.body, inner)
    return found
