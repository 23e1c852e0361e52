"""Paths: fields, entries and elements, read once where they are asked for more than once."""

from __future__ import annotations

from msgspec.structs import replace

from remit.evaluation.compiler import expressions
from remit.evaluation.compiler.code import Code, LeftOutError, constant, is_raw, merged, sure
from remit.evaluation.compiler.scope import Scope
from remit.manifest.types import (
    ANY,
    MISTAKEN,
    AnyType,
    EnumType,
    FieldType,
    ListType,
    MapType,
    Record,
    Type,
)
from remit.semantics.fitting import is_text
from remit.syntax import tree


def field(target: Code, name: str, scope: Scope) -> Code:
    """Gives the field of a record or map; nothing where the record isn't there."""
    match target.type:
        case Record(fields=fields) if name in fields:
            return _read(target, name, fields[name].type, _is_there(fields[name]), scope)
        case MapType(inner):
            return _read(target, name, inner, False, scope)
        case AnyType():
            return _read(target, name, ANY, False, scope)
        case _:
            raise LeftOutError(f"the field `{name}` of what isn't known to have one")


def index(expression: tree.Index, scope: Scope) -> Code:
    """Gives an entry by its key, or an element of a list by its position."""
    target = expressions.value(expression.target, scope)
    scope.writer.cost.flat += 1
    match expression.key, target.type:
        case tree.Text(name), Record() as record:
            declared = record.fields.get(str(name))
            if declared is not None:
                return field(target, str(name), scope)
            return _read(target, str(name), _raw(record.other or ANY), False, scope)
        case tree.Text(name), MapType() | AnyType():
            return field(target, str(name), scope)
        case tree.Number(int() as position), ListType(item):
            return _element(target, position, item, scope)
    key = scope.writer.named(expressions.value(expression.key, scope))
    return _entry(target, key, scope)


def _is_there(found: FieldType) -> bool:
    """Says whether a field is there in every manifest that its schema admits."""
    return found.required or (found.has_default and found.default is not None)


def _raw(type_: Type) -> Type:
    if not is_raw(type_):
        raise LeftOutError("a field that the schema doesn't name, with a type of its own")
    return type_


def _read(target: Code, name: str, type_: Type, there: bool, scope: Scope) -> Code:
    """Reads a field: by subscription where it has to be there, which raises where it isn't."""
    sure(type_)
    writer = scope.writer
    key = (target.path, name)
    known = writer.known(("path", *key))
    if known is not None:
        return known
    writer.asked[key] += 1
    if target.absent and not target.element:
        target = writer.named(target)
    read = f"{target.text}[{constant(name)}]" if there else f"{target.text}.get({constant(name)})"
    absent = not there
    if target.absent and not target.element:
        read, absent = f"(None if {target.text} is None else {read})", True
    code = Code(
        read,
        type_,
        target.level,
        absent,
        length=target.inner,
        inner=target.inner,
        long=target.long,
        stable=target.stable,
        origin=f"{target.path}.{name}",
        under=target.under,
        steps=(*target.steps, name) if target.steps is not None else None,
    )
    if key not in writer.often:
        return code
    if target.text in writer.hoisted and not absent:
        return _hoisted(code, key, scope)
    code = writer.named(code)
    writer.block.known["path", *key] = code
    return code


def _hoisted(code: Code, key: tuple[str, str], scope: Scope) -> Code:
    """Reads a path of the manifest ahead of all rules."""
    writer = scope.writer
    name = writer.name()
    writer.top.lines.append(f"{name} = {code.text}")
    writer.hoisted.add(name)
    found = replace(code, text=name, level=1)
    writer.top.known["path", *key] = found
    return found


def _element(target: Code, position: int, item: Type, scope: Scope) -> Code:
    target = scope.writer.named(target)
    text = f"({target.text}[{position}] if len({target.text}) > {position} else None)"
    return _part(text, item, target.level, target)


def _entry(target: Code, key: Code, scope: Scope) -> Code:
    """Reads what a computed key names."""
    if not is_text(key.type):
        raise LeftOutError("a position or key that is computed, and may be no text")
    match target.type:
        case MapType(inner):
            type_ = inner
        case AnyType():
            type_ = ANY
        case Record() as record:
            type_ = _entry_type(record, key, scope)
        case _:
            raise LeftOutError("a list that is looked up by what is computed")
    writer = scope.writer
    target = writer.named(target)
    if isinstance(target.type, AnyType):
        writer.line(f"if {target.text}.__class__ is not dict: raise Doubtful")
        target = target.given()
    if key.absent:
        writer.line(f"if {key.text} is None: raise Doubtful")
    read = f"{target.text}.get({key.text})"
    if target.absent:
        read = f"(None if {target.text} is None else {read})"
    level = max(target.level, key.level)
    return _part(read, type_, level, target)


def _part(text: str, type_: Type, level: int, whole: Code) -> Code:
    """Gives the code of a part that may not be there."""
    sure(type_)
    return Code(
        text,
        type_,
        level,
        True,
        length=whole.inner,
        inner=whole.inner,
        long=whole.long,
        stable=whole.stable,
        under=whole.under,
        steps=whole.inside if isinstance(type_, ListType) else None,
    )


def _entry_type(record: Record, key: Code, scope: Scope) -> Type:
    """Gives the type of what an enum's members name in a record; any other key is in doubt."""
    if not isinstance(key.type, EnumType):
        _raw(record)
        return ANY
    members = ", ".join(map(constant, key.type.members))
    scope.writer.line(f"if {key.text} not in ({members},): raise Doubtful")
    found: Type = MISTAKEN
    for name in key.type.members:
        declared = record.fields.get(name)
        found = merged(found, declared.type if declared is not None else _raw(record.other or ANY))
    return found
