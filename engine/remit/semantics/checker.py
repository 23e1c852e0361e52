"""The checker: trees to checked policies, with all that is wrong with their names and types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from remit.manifest.types import ANY, Vocabulary
from remit.semantics.calls import instance_of
from remit.semantics.checked import CheckedPolicy, CheckedRule, Trees
from remit.semantics.declarations import Homes, declare, homes_of, take
from remit.semantics.names import bind
from remit.semantics.params import evaluable
from remit.semantics.reach import Key, Reached, defines_in_order, reach_of_defines
from remit.semantics.reading import Found
from remit.semantics.rules import check_rule
from remit.semantics.scope import Home, Instance, Instances, Learned, Scope
from remit.semantics.settling import settle
from remit.syntax import tree
from remit.text.diagnostic import Diagnostic, in_order
from remit.text.folded import Folded
from remit.text.source import Source, Span

Rules = Mapping[str, tuple[CheckedRule, ...]]


class Question(Struct, frozen=True):
    """What an editor wants to know of policies that are still written.

    `rules_of` names the policies whose rules are checked, with the defines that they can use; None
    for all. `defines` says that these are enough, without the rules. `lost` are, by policy, the
    names that are declared where the text can't be read. `learned` takes what is found out. `pause`
    is called before each define and rule, and may raise.
    """

    rules_of: frozenset[str] | None = None
    defines: bool = False
    lost: Mapping[str, frozenset[str]] = field(default_factory=dict)
    learned: Learned | None = None
    pause: Callable[[], None] = lambda: None


class Study(Struct, frozen=True, eq=False):
    """What checking policies together brought to light: each as its expressions see it, its rules,
    its defines as they are called and what they reach, and all that is wrong."""

    homes: Homes
    rules: Rules
    said: Sequence[Diagnostic]
    instances: Instances
    reached: Reached


def check(
    parsed: Sequence[tuple[Source, tree.Policy]],
    vocabulary: Vocabulary,
    pause: Callable[[], None] = lambda: None,
) -> tuple[dict[str, CheckedPolicy], list[Diagnostic]]:
    """Checks policies together; gives, by name, those in which no error was found."""
    found = study(parsed, vocabulary, Question(pause=pause))
    return _without_errors(found.homes, found.rules, found.said), in_order(found.said)


def study(
    parsed: Sequence[tuple[Source, tree.Policy]], vocabulary: Vocabulary, question: Question
) -> Study:
    """Checks policies together; gives all that is found out about them."""
    said: list[Diagnostic] = []
    learned = question.learned
    homes = homes_of(parsed, vocabulary, said)
    skipped = frozenset(policy.name.text for _, policy in parsed) - set(homes)
    for home in homes.values():
        home.missing |= question.lost.get(home.name, frozenset())
        declare(home, said, learned)
    for home in homes.values():
        take(home, homes, said, skipped)
    near = _within_reach(homes, question)
    scopes = {home.name: Scope(home, said, {}) for home in near.values()}
    order = defines_in_order(near, scopes)
    known = reach_of_defines(order, near)
    instances = _type_defines(order, near, said, question)
    _check_uses(near, known, said)
    rules = {
        home.name: _check_rules(
            home, homes, Scope(home, said, instances, learned=learned), known, question.pause
        )
        for home in near.values()
        if not question.defines and (question.rules_of is None or home.name in question.rules_of)
    }
    check_former_names(homes, said)
    said.extend(_about_defines(instances))
    return Study(homes, rules, said, instances, known)


def _within_reach(homes: Homes, question: Question) -> Homes:
    """Gives the policies whose defines matter: those that are asked about, and what they use."""
    if question.rules_of is None:
        return homes
    found: set[str] = set()
    waiting = [name for name in homes if name in question.rules_of]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += {other.name for other in homes[name].used.values()}
    return {name: home for name, home in homes.items() if name in found}


def _without_errors(
    homes: Homes, rules: Rules, said: Sequence[Diagnostic]
) -> dict[str, CheckedPolicy]:
    """Gives the policies about which, and about whose used policies, nothing was said."""
    wrong = {id(diagnostic.source) for diagnostic in said if diagnostic.severity == "error"}
    sound = {name: home for name, home in homes.items() if id(home.source) not in wrong}
    while True:
        left = {name: home for name, home in sound.items() if _stands_on(home, sound)}
        if len(left) == len(sound):
            return {name: _checked(home, rules[name]) for name, home in sound.items()}
        sound = left


def _stands_on(home: Home, sound: Homes) -> bool:
    return not home.missing and all(other.name in sound for other in home.used.values())


def _checked(home: Home, rules: tuple[CheckedRule, ...]) -> CheckedPolicy:
    used = {name: other.name for name, other in home.used.items()}
    params = {
        name: evaluable(
            settle(checked.param, home.settled), checked.type, home.settled.met.get(name, ())
        )
        for name, checked in home.params.items()
    }
    defines = {name: settle(define, home.settled) for name, define in home.defines.items()}
    policy = settle(home.policy, home.settled)
    settled = tuple(settle(checked.rule, home.settled) for checked in rules)
    trees = Folded(Trees(policy, defines, settled))
    rules = tuple(replace(each, trees=trees, number=number) for number, each in enumerate(rules))
    return CheckedPolicy(home.name, home.kind.name, home.source, params, used, rules, trees)


# -- rules --------------------------------------------------------------------------------------


def _check_rules(
    home: Home, homes: Homes, scope: Scope, known: Reached, pause: Callable[[], None]
) -> tuple[CheckedRule, ...]:
    checked: list[CheckedRule] = []
    for rule in home.policy.rules:
        pause()
        checked.append(check_rule(rule, scope, known, finder(homes)))
    check_rule_names(home, scope.said)
    return tuple(checked)


def check_rule_names(home: Home, said: list[Diagnostic]) -> None:
    """Says which rules of a policy have the name of another."""
    seen: dict[str, Span] = {}
    for rule in home.policy.rules:
        name, span = rule.name.text, rule.name.span
        if name in seen:
            message = f"the rule `{name}` is declared twice in this policy"
            help = f"the first is on line {home.source.position(seen[name].start)[0]}: rename one"
            said.append(Diagnostic("duplicate-rule", message, home.source, span, help))
        seen.setdefault(name, span)


def finder(homes: Homes) -> Found:
    """Gives what finds a define by a policy that sees it, and its name."""

    def define(policy: str, name: str) -> tuple[str, tree.Define] | None:
        found = homes[policy].define(name)
        if found is None or name in found[0].broken:
            return None
        return found[0].name, found[1]

    return define


def check_former_names(homes: Homes, said: list[Diagnostic]) -> None:
    """Says which former names of rules belong to a rule, or are given twice."""
    ids = {f"{home.name}/{rule.name.text}" for home in homes.values() for rule in home.policy.rules}
    seen: set[str] = set()
    for home in homes.values():
        for rule in home.policy.rules:
            for former in rule.formerly:
                if former in ids or former in seen:
                    holder = "is the name of a rule" if former in ids else "is taken already"
                    message = f"`{former}` can't be a former name: it {holder}"
                    way = "leave it out, or name what the rule was called before"
                    span = _former_span(home.source, rule, former)
                    said.append(Diagnostic("former-name-in-use", message, home.source, span, way))
                seen.add(former)


def _former_span(source: Source, rule: tree.Rule, former: str) -> Span:
    """Gives where the last of equal former names of a rule stands; that of the rule where it is
    written otherwise."""
    at = source.text.rfind(f'"{former}"', rule.span.start, rule.span.end)
    return Span(at, at + len(former) + 2) if at >= 0 else rule.name.span


# -- defines ------------------------------------------------------------------------------------


def _type_defines(
    order: Sequence[Key], homes: Homes, said: list[Diagnostic], question: Question
) -> Instances:
    """Types every define for arguments of any type, so that unused ones are checked, too."""
    instances: Instances = {}
    for policy, name in order:
        question.pause()
        home, define = homes[policy], homes[policy].defines[name]
        scope = Scope(home, said, instances, learned=question.learned)
        for word in define.parameters or ():
            scope = bind(word, ANY, scope)
        if name not in home.broken:
            instance_of(home, define, tuple(ANY for _ in define.parameters or ()), scope)
    return instances


def _check_uses(homes: Homes, known: Reached, said: list[Diagnostic]) -> None:
    """Refuses defines of a policy that governs another kind, where they name its manifest."""
    for home in homes.values():
        for use in home.policy.items:
            for word in use.names if isinstance(use, tree.Use) else ():
                other = home.used.get(word.text)
                names = known.get((other.name, word.text), frozenset()) if other else frozenset()
                if other and other.kind != home.kind and names & {other.kind.name, "baseline"}:
                    message = (
                        f"`{word.text}` is about one `{other.kind.name}`, "
                        f"and this policy governs `{home.kind.name}`"
                    )
                    help = f"let it take the {other.kind.name} as a parameter"
                    said.append(
                        Diagnostic("use-of-other-kind", message, home.source, word.span, help)
                    )


def _about_defines(instances: Instances) -> Iterator[Diagnostic]:
    """Gives what is wrong with defines: at the body where every call fails, else at the calls."""
    groups: dict[tuple[str, str], list[Instance]] = {}
    for (policy, name, _), instance in instances.items():
        groups.setdefault((policy, name), []).append(instance)
    for general, *others in groups.values():
        yield from general.said
        said = {(one.span, one.code) for one in general.said}
        extra = [
            [one for one in other.said if (one.span, one.code) not in said] for other in others
        ]
        if all(extra) and not general.calls:
            every = {(one.span, one.code): one for found in extra for one in found}.values()
            yield from (_called(one, others) for one in every)
            continue
        for instance, found in zip(others, extra, strict=True):
            yield from _at_calls(instance, found)


def _called(said: Diagnostic, instances: Sequence[Instance]) -> Diagnostic:
    """Gives what is wrong with the body of a define, with a call that it comes of where nothing
    else helps."""
    calls = [call for instance in instances for call in instance.calls]
    if said.help is not None or not calls:
        return said
    source, span = calls[0]
    line = source.position(span.start)[0]
    where = f"line {line}" if source is said.source else f"{source.name}, line {line}"
    return replace(said, help=f"mend this, or what it is called with on {where}")


def _at_calls(instance: Instance, found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    if not found:
        return
    name, reason = instance.define.name.text, found[0]
    for source, span in instance.calls:
        message = f"`{name}` can't take these arguments: {reason.message}"
        help = f"`{name}` is defined at {reason.source.name}, line {reason.place.line}"
        yield Diagnostic("define-argument", message, source, span, help)
