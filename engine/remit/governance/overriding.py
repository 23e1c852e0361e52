"""Overriding: what a configuration or a command gives for a param, as a literal of its type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from remit.governance.inputs import Override
from remit.governance.params import Params
from remit.governance.percentages import as_param, no_percentage
from remit.manifest.document import Node
from remit.manifest.types import (
    AnyType,
    BooleanType,
    DateType,
    DurationType,
    EnumType,
    ListType,
    MapType,
    Mistaken,
    NumberType,
    TextType,
    Type,
    words,
)
from remit.semantics.checked import CheckedPolicy
from remit.semantics.params import literal
from remit.syntax import tree
from remit.text.diagnostic import Diagnostic, did_you_mean
from remit.text.source import NOWHERE

_SHOWN = 48


def overridden(
    policies: Mapping[str, CheckedPolicy], overrides: Iterable[Override]
) -> tuple[Params, list[Diagnostic]]:
    """Gives the values of the params that are overridden; a later one replaces an earlier one."""
    params: Params = {}
    said: list[Diagnostic] = []
    for override in overrides:
        if override.lenient and override.policy not in policies:
            continue
        found = _chosen(override, policies)
        if isinstance(found, Diagnostic):
            said.append(found)
        else:
            params[override.policy, override.param] = literal(found)
    return params, said


def _chosen(
    override: Override, policies: Mapping[str, CheckedPolicy]
) -> tree.Expression | Diagnostic:
    """Gives what a param is set to, or why it can't be."""
    unknown = _unknown(override, policies)
    if unknown is not None:
        return unknown
    param, name = policies[override.policy].params[override.param], _name(override)
    found = literal_of(override.value, param.type)
    if found is None:
        given = f"`{_short(override.value.text)}`" if override.value.text else "this"
        message = f"`{name}` is {words(param.type)}; {given} is not"
        return _about(override, "param-value", message, _way(override, policies[override.policy]))
    amiss = no_percentage(override.value, override.param, policies[override.policy])
    if amiss is not None:
        return _about(override, "param-value", *amiss)
    for meeting in param.meets:
        for text in _keys(found) if meeting.keys else _texts(found):
            if text not in meeting.members:
                what = "has the key" if meeting.keys else "says"
                message = f'`{name}` {what} "{text}", which is no value of `{meeting.written}`'
                way = did_you_mean(text, meeting.members, "its values")
                return _about(override, "no-such-member", message, way)
    return found


def _way(override: Override, policy: CheckedPolicy) -> str:
    """Gives how a value is written, with what the policy itself gives the param."""
    param = policy.params[override.param]
    has = _short(policy.source.slice(param.param.schedule[0].value.span))
    example = _example(param.type)
    return f"{example}; `{policy.name}` has `{has}`" if example else f"such as `{has}`"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _name(override: Override) -> str:
    return f"{override.policy}.{override.param}"


def _texts(found: tree.Expression) -> list[str]:
    items = found.items if isinstance(found, tree.ListLiteral) else (found,)
    return [item.value for item in items if isinstance(item, tree.Text)]


def _keys(found: tree.Expression) -> list[str]:
    return [key.value for key, _ in found.entries] if isinstance(found, tree.Table) else []


def literal_of(given: Node, type_: Type) -> tree.Expression | None:
    """Gives what was written as a literal of a type, or None where it is none.

    A text stands for itself; everything else that is one scalar is read as the language writes it.
    """
    match given.content, type_:
        case list(items), ListType(item):
            parts = [literal_of(part, item) for part in items]
            known = [part for part in parts if part is not None]
            return tree.ListLiteral(tuple(known), span=NOWHERE) if known == parts else None
        case dict(entries), MapType(value):
            return _table(entries, value)
        case ((list() | dict() | None), _):
            return None
        case (int() | Fraction()) as number, NumberType() if not isinstance(number, bool):
            return tree.Number(number, span=NOWHERE)
    text = given.text or ""
    parsed = _parsed(text)
    if parsed is not None and fits(parsed, type_):
        return parsed
    alone = tree.Text(text, span=NOWHERE)
    return alone if fits(alone, type_) and not text.startswith('"') else None


def fits(expression: tree.Expression, type_: Type) -> bool:
    """Says whether a literal is one of a type."""
    match type_, expression:
        case ((AnyType() | Mistaken() | TextType()), tree.Text()):
            return True
        case EnumType(members), tree.Text(value):
            return value in members
        case NumberType(), tree.Number() | tree.Negative(tree.Number()):
            return True
        case BooleanType(), tree.Boolean():
            return True
        case DateType(), tree.Date():
            return True
        case DurationType(unit), tree.Duration() | tree.Negative(tree.Duration()):
            return _unit(expression) == unit
        case ListType(item), tree.ListLiteral(items):
            return all(fits(part, item) for part in items)
        case MapType(value), tree.Table(entries):
            return all(fits(part, value) for _, part in entries)
        case ((AnyType() | Mistaken()), _):
            return True
        case _:
            return False


_EXAMPLES: dict[type[Type], str] = {
    NumberType: "write it as rules do: `12`, `2.5`, `20%`, `250k`, `3M`",
    BooleanType: "write `true` or `false`",
    DateType: "write it as rules do: `2026-03-31`",
    ListType: 'write it as rules do: `["a", "b"]`',
    MapType: 'write it as rules do: `{"a": 1}`',
}


_OF_UNITS = {
    "days": "write it as rules do: `30 days`, `6 weeks`",
    "months": "write it as rules do: `3 months`, `2 quarters`, `1 year`",
}


def _example(type_: Type) -> str | None:
    if isinstance(type_, DurationType):
        return _OF_UNITS[type_.unit]
    if isinstance(type_, MapType) and isinstance(type_.value, DurationType):
        return 'write it as rules do: `{"a": 3 months}`'
    return _EXAMPLES.get(type(type_))


def _unit(duration: tree.Duration | tree.Negative) -> str:
    inner = duration.operand if isinstance(duration, tree.Negative) else duration
    assert isinstance(inner, tree.Duration)
    return "days" if inner.unit in ("days", "weeks") else "months"


def _table(entries: Mapping[str, Node], type_: Type) -> tree.Table | None:
    found: list[tuple[tree.Text, tree.Expression]] = []
    for key, node in entries.items():
        part = literal_of(node, type_)
        if part is None:
            return None
        found.append((tree.Text(key, span=NOWHERE), part))
    return tree.Table(tuple(found), span=NOWHERE)


def _parsed(text: str) -> tree.Expression | None:
    """Gives a text as the literal that a param could be set to in a rule file, or None."""
    from remit.syntax.parser import parse  # lark, which is slow to import

    policy, _ = parse(as_param(text))
    match policy.items if policy is not None else ():
        case (tree.Param(_, (tree.Scheduled(value, None),), None),):
            return value
        case _:
            return None


def _unknown(override: Override, policies: Mapping[str, CheckedPolicy]) -> Diagnostic | None:
    policy = policies.get(override.policy)
    if policy is None:
        message = f"there is no policy `{override.policy}`"
        way = did_you_mean(override.policy, policies, "policies")
        return _about(override, "unknown-param", message, way)
    if override.param in policy.params:
        return None
    message = f"the policy `{override.policy}` has no param `{override.param}`"
    way = did_you_mean(override.param, policy.params, "its params") or "it declares none"
    return _about(override, "unknown-param", message, way)


def _about(override: Override, code: str, message: str, way: str | None) -> Diagnostic:
    return Diagnostic(code, message, override.source, override.span, way)
