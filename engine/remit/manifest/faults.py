"""Faults: what the validator found in a document, told in the words of its author, each once.

The validator reports every keyword that fails. Of these some say the same thing twice, some follow
from others (a branch that fails takes its fields along, which then count as unknown), and those of
`oneOf` and `anyOf` hold the errors of every form that was tried. What is left here is one fault for
one mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jsonschema_rs import ValidationError
from msgspec import Struct

from remit.manifest.bundle import Bundle
from remit.manifest.case import Case, Fault
from remit.manifest.document import Document
from remit.manifest.keywords import Path
from remit.manifest.phrases import PHRASES, either, enum_fault, type_fault
from remit.manifest.reasons import reason
from remit.manifest.types import Type
from remit.text.inert import inert

_FIRST = ("type", "enum", "const", "format", "pattern")


def faults(
    document: Document,
    type_: Type,
    bundle: Bundle | None,
    root: Any,
    errors: Iterable[ValidationError],
) -> list[Fault]:
    """Gives the mistakes that a validator's errors come from.

    `root` is the instance that it was given; `bundle` is the schema, where it is of use.
    """
    found: list[Fault] = []
    for error in errors:
        found.extend(_told(error, _Setting(document, type_, bundle, root)))
    return sorted(_once(found), key=lambda fault: (fault.span, fault.keyword, fault.said))


class _Setting(Struct, frozen=True):
    document: Document
    type: Type
    bundle: Bundle | None
    root: Any


def _told(error: ValidationError, setting: _Setting) -> Iterator[Fault]:
    path = tuple(error.instance_path)
    why = reason(error, setting.bundle, setting.root)
    case = Case(error, setting.document, path, setting.type, why)
    keyword = error.kind.name
    if keyword in ("oneOf", "anyOf"):
        forms: list[list[ValidationError]] = error.kind.as_dict()["context"]
        yield from _chosen(case, forms, setting)
    else:
        phrase = PHRASES.get(keyword, PHRASES["not"])
        yield from phrase(case)


def _chosen(case: Case, forms: list[list[ValidationError]], setting: _Setting) -> Iterator[Fault]:
    """The mistakes of the form that the author most likely meant, else that none of them fits."""
    if not all(forms):
        yield _several(case, setting)
        return
    path = list(case.path)
    types = [_wanted(form, path) for form in forms]
    if all(types):
        yield type_fault(case, [name for names in types for name in names])
        return
    left = [form for form, wanted in zip(forms, types, strict=True) if not wanted]
    options = [_options(form, path) for form in left]
    members = [option for found in options for option in found]
    if members and sum(map(bool, options)) == len(left):
        yield enum_fault(case, members)
        return
    missing = [_missing(form, path) for form in forms]
    if all(missing):
        names = either([f"`{name}`" for name in missing])
        yield case.fault("required", f"{names} is missing")
        return
    ranked = sorted(left, key=lambda form: _distance(form, path))
    if len(ranked) == 1 or _distance(ranked[0], path) < _distance(ranked[1], path):
        for error in ranked[0]:
            yield from _told(error, setting)
        return
    told = [next(_told(form[0], setting)).said for form in ranked[:3]]
    help_ = "the nearest forms say: " + "; or: ".join(dict.fromkeys(told))
    yield case.fault("choice", "this fits none of the forms that the schema allows", help_)


def _several(case: Case, setting: _Setting) -> Fault:
    forms = setting.bundle.at(tuple(case.error.schema_path)) if setting.bundle else None
    named = [form["required"] for form in forms or () if _only_requires(form)]
    if forms and len(named) == len(forms) and all(len(names) == 1 for names in named):
        names = " and ".join(f"`{inert(name)}`" for [name] in named)
        return case.fault("choice", f"only one of {names} may stand here")
    return case.fault("choice", "this fits several forms, of which only one may hold")


def _only_requires(form: Any) -> bool:
    return isinstance(form, dict) and form.keys() == {"required"}


def _options(form: list[ValidationError], path: list[str | int]) -> list[Any]:
    if len(form) != 1 or form[0].instance_path != path:
        return []
    if form[0].kind.name == "enum":
        return list(form[0].kind.as_dict()["options"])
    return [form[0].kind.as_dict()["expected_value"]] if form[0].kind.name == "const" else []


def _wanted(form: list[ValidationError], path: list[str | int]) -> list[str]:
    """The types that a form wants, where the value is of another one."""
    for error in form:
        if error.instance_path != path:
            continue
        if error.kind.name == "type":
            return list(error.kind.as_dict()["types"])
        names = [_json_type(option) for option in _options([error], path)]
        if names and _json_type(error.instance) not in names:
            return names
    return []


def _json_type(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case dict():
            return "object"
        case list():
            return "array"
    return "number"


def _missing(form: list[ValidationError], path: list[str | int]) -> str | None:
    if len(form) != 1 or form[0].instance_path != path or form[0].kind.name != "required":
        return None
    return str(form[0].kind.as_dict()["property"])


def _distance(form: list[ValidationError], path: list[str | int]) -> tuple[int, int]:
    """How far a value is from a form: first by the fields that tell forms apart, then by errors."""
    telling = [
        error
        for error in form
        if error.kind.name in ("const", "enum") and len(error.instance_path) == len(path) + 1
    ]
    return len(telling), len(form)


def _once(found: list[Fault]) -> list[Fault]:
    """The faults without those that repeat or follow from others."""
    sure = [fault for fault in found if not fault.echo]
    echoes = [
        fault
        for fault in found
        if fault.echo and not any(_within(other.path, fault.path[:-1]) for other in sure)
    ]
    meant = {fault.meant for fault in sure + echoes}
    sure = [fault for fault in sure if fault.keyword != "required" or fault.path not in meant]
    mistyped = {fault.path for fault in sure if fault.keyword == "type"}
    first: dict[tuple[object, ...], Fault] = {}
    for fault in sorted(sure + echoes, key=_rank):
        alone = fault.scalar or fault.path in mistyped
        first.setdefault((fault.path,) if alone else (fault.path, fault.keyword, fault.span), fault)
    return list(first.values())


def _within(path: Path, parent: Path) -> bool:
    return path[: len(parent)] == parent


def _rank(fault: Fault) -> int:
    return _FIRST.index(fault.keyword) if fault.keyword in _FIRST else len(_FIRST)
