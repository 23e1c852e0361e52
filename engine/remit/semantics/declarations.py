"""Declarations: the params, defines and uses of a policy, and the names that they take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from remit.manifest.types import MISTAKEN, Type, Vocabulary
from remit.semantics.builtins import BUILTINS
from remit.semantics.checked import CheckedParam
from remit.semantics.expressions import type_of
from remit.semantics.fitting import common, named, widened
from remit.semantics.names import taken
from remit.semantics.scope import Home, Learned, Scope, outside_names
from remit.syntax import tree
from remit.text.diagnostic import Diagnostic, did_you_mean, respelled
from remit.text.fixes import writing
from remit.text.folded import Folded
from remit.text.source import Source

Homes = Mapping[str, Home]


def homes_of(
    parsed: Sequence[tuple[Source, tree.Policy]], vocabulary: Vocabulary, said: list[Diagnostic]
) -> dict[str, Home]:
    """Gives the policies by name, with their params and defines; says which can't be."""
    homes: dict[str, Home] = {}
    for source, policy in parsed:
        name = policy.name
        if name.text in homes:
            message = f"the policy `{name.text}` is declared twice"
            help = f"the other one is in {homes[name.text].source.name}"
            said.append(Diagnostic("duplicate-policy", message, source, name.span, help))
            continue
        kind = vocabulary.kinds.get(policy.kind.text)
        if kind is None:
            said.append(_unknown_kind(source, policy.kind, vocabulary))
            continue
        outside = outside_names(kind, vocabulary)
        homes[name.text] = Home(name.text, source, policy, vocabulary, kind, outside)
    return homes


def _unknown_kind(source: Source, kind: tree.Word, vocabulary: Vocabulary) -> Diagnostic:
    of_plural, fix = vocabulary.plurals().get(kind.text), None
    if of_plural is not None:
        fix = writing(of_plural.name, kind.span)
        help: str | None = f"a policy governs one manifest at a time: `governs {of_plural.name}`"
    elif kind.text in vocabulary.registers:
        help = "it is a register, which rules about any kind of manifest can name"
    else:
        help = did_you_mean(kind.text, vocabulary.kinds, "kinds")
        fix = respelled(kind.text, vocabulary.kinds, kind.span)
    message = f"no kind of manifest is named `{kind.text}`"
    return Diagnostic("unknown-kind", message, source, kind.span, help, fix=fix)


def declare(home: Home, said: list[Diagnostic], learned: Learned | None) -> None:
    """Takes up the params and defines of a policy."""
    scope = Scope(home, said, {}, learned=learned)
    for item in home.policy.items:
        match item:
            case tree.Param():
                if _is_free(item.name, scope):
                    home.params[item.name.text] = CheckedParam(
                        Folded(item), param_type(item, scope)
                    )
            case tree.Define():
                if _is_free(item.name, scope) and _is_no_function(item.name, scope):
                    home.defines[item.name.text] = item
            case _:
                pass


def _is_free(word: tree.Word, scope: Scope) -> bool:
    home = scope.home
    holder = taken(word.text, home, declared=True)
    if holder is not None:
        scope.say("taken-name", word.span, holder, "choose another name")
        return False
    if word.text in home.params or word.text in home.defines or word.text in home.used:
        message = f"`{word.text}` is declared twice in this policy"
        scope.say("duplicate-name", word.span, message, _first(word.text, home))
        return False
    return True


def _first(name: str, home: Home) -> str:
    if name in home.used:
        return f"it is taken from `{home.used[name]}`: rename this one"
    declared = next(
        item
        for item in home.policy.items
        if isinstance(item, tree.Param | tree.Define) and item.name.text == name
    )
    return f"the first is on line {home.source.position(declared.span.start)[0]}: rename one"


def _is_no_function(word: tree.Word, scope: Scope) -> bool:
    if word.text not in BUILTINS:
        return True
    message = f"`{word.text}` is a function of the language"
    scope.say("taken-name", word.span, message, "choose another name")
    return False


# -- params -------------------------------------------------------------------------------------


def param_type(param: tree.Param, scope: Scope) -> Type:
    """Gives the type of all values of a param; says where they are of several."""
    found: Type = MISTAKEN
    for scheduled in param.schedule:
        type_ = widened(type_of(scheduled.value, scope))
        both = common(found, type_)
        if both is None:
            message = (
                f"the values of `{param.name.text}` are of one type, "
                f"but this is {named(type_)} after {named(found)}"
            )
            return scope.say("mixed-param", scheduled.value.span, message)
        found = both
    return found


# -- use ----------------------------------------------------------------------------------------


def take(home: Home, homes: Homes, said: list[Diagnostic], skipped: frozenset[str]) -> None:
    """Takes up what a policy uses of others; `skipped` are policies that were spoken about."""
    scope = Scope(home, said, {})
    for use in home.policy.items:
        if not isinstance(use, tree.Use):
            continue
        other = homes.get(use.policy.text)
        if other is home:
            message = "a policy's own names need no `use`"
            scope.say("unknown-policy", use.policy.span, message)
        elif other is not None:
            for word in use.names:
                _take_name(word, other, scope)
        else:
            home.missing.update(word.text for word in use.names)
            if use.policy.text not in skipped:
                message = f"no policy is named `{use.policy.text}`"
                known = set(homes) - {home.name}
                help = did_you_mean(use.policy.text, known, "policies") or _BESIDE
                fix = respelled(use.policy.text, known, use.policy.span)
                scope.say("unknown-policy", use.policy.span, message, help, fix=fix)


_BESIDE = "policies are looked for beside this file, and where the configuration names some"


def _take_name(word: tree.Word, other: Home, scope: Scope) -> None:
    name = word.text
    if name in other.params or name in other.defines:
        if _is_free(word, scope):
            scope.home.used[name] = other
        return
    scope.home.missing.add(name)
    if name in other.missing:
        return
    message = f"the policy `{other.name}` has no param or define `{name}`"
    known = [*other.params, *other.defines]
    help, fix = did_you_mean(name, known, "its params and defines"), None
    if name in other.used:
        help = f"it takes the name from `{other.used[name].name}`: use that policy"
    elif any(rule.name.text == name for rule in other.policy.rules):
        help = "it is a rule, and only params and defines can be used"
    else:
        fix = respelled(name, known, word.span)
    scope.say("unknown-used-name", word.span, message, help, fix=fix)
