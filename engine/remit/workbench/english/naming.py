"""Naming: what the names that a rule gives are called in its sentences.

An element of a list goes by its author's name where that says something (`tranche`), else by what
the list is of: `t in project.funding.tranches` is a tranche, too. A second tranche within the first
is the other one, and one of the baseline an earlier one. What a `let` names keeps its name.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from remit.semantics.checked import CheckedPolicy
from remit.syntax import tree
from remit.workbench.english.lexicon import Lexicon
from remit.workbench.english.words import says_little, singular, spaced

_DEEPEST = 20


class Named(Struct, frozen=True):
    """What a name is called: `noun` for an element (`tranche`), None for what a `let` gives, which
    has a `value`."""

    noun: str | None = None
    value: tree.Expression | None = None


Names = Mapping[str, Named]


def element(
    name: str, items: tree.Expression, names: Names, policy: CheckedPolicy, lexicon: Lexicon
) -> str:
    """Gives what an element of a list is called."""
    if not says_little(name):
        noun = spaced(name)
    else:
        noun = _of_list(items, names, policy, lexicon, 0) or "entry"
        if len(name) > 2 and not lexicon.has_fields(policy.name, items):
            return f"`{name}`"  # a list of texts is named by a verb as often: `replaces`, `covers`
        noun = f"earlier {noun}" if _is_of_baseline(items, names) else noun
    taken = {named.noun for known, named in names.items() if known != name} | {policy.kind}
    if noun == policy.kind:
        noun = "member"
    for ordinal in ("", "other ", "third ", "fourth "):
        if f"{ordinal}{noun}" not in taken:
            return f"{ordinal}{noun}"
    return f"`{name}`"


def _of_list(
    items: tree.Expression, names: Names, policy: CheckedPolicy, lexicon: Lexicon, depth: int
) -> str | None:
    """Gives what one element of a list is called by the list itself."""
    if depth > _DEEPEST:
        return None

    def again(part: tree.Expression, home: CheckedPolicy, within: Names) -> str | None:
        return _of_list(part, within, home, lexicon, depth + 1)

    match items:
        case tree.Field(_, name):
            found = singular(name)
            return spaced(found) if found else None
        case tree.Name(name):
            return _of_name(name, names, policy, lexicon, depth)
        case tree.Default(value, _):
            return again(value, policy, names)
        case tree.Sort(_, inner) | tree.Call("distinct" | "duplicates", (inner,)):
            return again(inner, policy, names)
        case tree.Call("pairs"):
            return "pair"
        case tree.Call("keys"):
            return "key"
        case tree.Call(function):
            define = lexicon.define(policy, function)
            return again(define[1].body, define[0], {}) if define else None
        case tree.Comprehension(tree.Name(name), generators):
            own = {each.name.text: each.items for each in generators}
            return again(own[name], policy, names) if name in own else None
        case tree.Comprehension(tree.Field(_, name)):
            return spaced(name)
        case _:
            return None


def _of_name(
    name: str, names: Names, policy: CheckedPolicy, lexicon: Lexicon, depth: int
) -> str | None:
    named = names.get(name)
    if named is not None:
        if named.value is not None:
            found = _of_list(named.value, names, policy, lexicon, depth + 1)
            return found or singular(name)
        return None
    kind = lexicon.vocabulary.plurals().get(name)
    if kind is not None:
        return spaced(kind.name)
    define = lexicon.define(policy, name)
    if define is not None:
        return _of_list(define[1].body, {}, define[0], lexicon, depth + 1)
    found = singular(name)
    return spaced(found) if found else None


def _is_of_baseline(items: tree.Expression, names: Names) -> bool:
    """Says whether a list lies in the manifest as it was before the change."""
    for _ in range(_DEEPEST):
        match items:
            case tree.Field(target, _) | tree.Index(target, _) | tree.Default(target, _):
                items = target
            case tree.Find(_, target, _) | tree.Sort(_, target):
                items = target
            case tree.Call("first" | "last", (target,)):
                items = target
            case tree.Name(name):
                named = names.get(name)
                if named is None or named.value is None:
                    return name == "baseline" and named is None
                items = named.value
            case _:
                return False
    return False
