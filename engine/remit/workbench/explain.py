"""Explanations: a rule in plain English, as `remit explain` prints it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from remit.manifest.types import Type, Vocabulary
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.semantics.reading import Trail, field_at, fields_read
from remit.syntax import tree
from remit.workbench.english import Speaker, clauses, spaced

_LEVELS = {
    "advisory": "advisory: it is reported and never blocks",
    "mandatory": "mandatory: it blocks; a waiver can lift it",
    "absolute": "absolute: it blocks, and no waiver can lift it",
}
WIDTH = 96


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule in plain English: a head, and sections of a title and lines, each with its depth."""

    head: str
    title: str
    sections: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]


def explain(
    rule: CheckedRule,
    policy: CheckedPolicy,
    policies: Mapping[str, CheckedPolicy],
    vocabulary: Vocabulary,
) -> Explanation:
    """Gives what a rule demands, of what, since when, how to satisfy it, and what it reads."""
    speaker = Speaker(policy)
    sections = (
        ("demands", tuple(clauses(speaker, rule.rule))),
        ("where", tuple(_meanings(rule, policy, policies))),
        ("about", tuple(_about(rule, policy))),
        ("otherwise", tuple(_findings(speaker, rule.rule))),
        ("to satisfy it", tuple(_hints(speaker, rule.rule))),
        ("reads", tuple(_reads(rule, policy, policies, vocabulary))),
    )
    filled = tuple((name, lines) for name, lines in sections if lines)
    return Explanation(rule.id, rule.rule.title, filled)


def render(explanation: Explanation) -> str:
    """Gives an explanation as text for a terminal or a pipe."""
    lines = [explanation.head, *textwrap.wrap(explanation.title, WIDTH, initial_indent="  ")]
    for name, section in explanation.sections:
        lines += ["", f"{name}:"]
        for depth, text in section:
            indent = "  " * (depth + 1)
            hanging = indent + ("  " if text.startswith("- ") else "    ")
            wrapped = textwrap.wrap(
                text, WIDTH, initial_indent=indent, subsequent_indent=hanging,
                break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
            lines += wrapped
    return "\n".join(lines) + "\n"


def _about(rule: CheckedRule, policy: CheckedPolicy) -> Iterator[tuple[int, str]]:
    written = rule.rule
    yield 0, _LEVELS[written.level]
    if rule.once:
        yield 0, "it is evaluated once, over all manifests together"
    else:
        yield 0, f"it is evaluated for every {policy.kind}"
    if "baseline" in rule.names:
        yield 0, f"it looks at the change, so it needs the {policy.kind} before the change"
    if written.effective is not None:
        until = f" until {written.effective.end}" if written.effective.end else ""
        yield 0, f"in force from {written.effective.start}{until}"
    for name, text in (
        ("owner", written.owner or policy.policy.owner),
        ("source", written.source),
        ("link", written.link),
        ("tags", ", ".join(written.tags)),
        ("formerly", ", ".join(written.formerly)),
    ):
        if text:
            yield 0, f"{name}: {text}"
    line, _ = policy.source.position(written.span.start)
    yield 0, f"written in {policy.source.name}:{line}"


def _findings(speaker: Speaker, rule: tree.Rule) -> Iterator[tuple[int, str]]:
    for clause in rule.clauses:
        if isinstance(clause, tree.Require):
            yield 0, f'- "{_filled(speaker, clause.message)}"'


def _hints(speaker: Speaker, rule: tree.Rule) -> Iterator[tuple[int, str]]:
    for clause in rule.clauses:
        if isinstance(clause, tree.Require) and clause.hint is not None:
            yield 0, f"- {_filled(speaker, clause.hint)}"


def _filled(speaker: Speaker, message: tree.Message) -> str:
    return "".join(
        part if isinstance(part, str) else f"{{{speaker.written(part)}}}" for part in message.parts
    )


def _meanings(
    rule: CheckedRule, policy: CheckedPolicy, policies: Mapping[str, CheckedPolicy]
) -> Iterator[tuple[int, str]]:
    """Tells the defines and params that the rule uses, and those that these use in turn."""
    seen: set[tuple[str, str]] = set()
    waiting: list[tuple[tree.Node, CheckedPolicy]] = [(rule.rule, policy)]
    while waiting:
        node, home = waiting.pop(0)
        for name in _called(node):
            owner = policies[home.used[name]] if name in home.used else home
            if (owner.name, name) in seen:
                continue
            seen.add((owner.name, name))
            speaker = Speaker(owner)
            if name in owner.defines:
                define = owner.defines[name]
                yield 0, f"`{_head(define)}` means: {_body(speaker, define)}"
                waiting.append((define.body, owner))
            elif name in owner.params:
                yield 0, _param(speaker, owner.params[name].param)


def _head(define: tree.Define) -> str:
    if define.parameters is None:
        return define.name.text
    return f"{define.name.text}({', '.join(each.text for each in define.parameters)})"


def _called(node: tree.Node) -> Iterator[str]:
    for part in tree.walk(node):
        if isinstance(part, tree.Name):
            yield part.name
        elif isinstance(part, tree.Call):
            yield part.function


def _body(speaker: Speaker, define: tree.Define) -> str:
    match define.body:
        case (
            tree.Compare() | tree.PresenceTest() | tree.And() | tree.Or() | tree.Not()
            | tree.Implies() | tree.Quantified()
        ):  # fmt: skip
            return speaker.told(define.body)
        case _:
            return speaker.noun(define.body)


def _param(speaker: Speaker, param: tree.Param) -> str:
    values = [
        speaker.written(each.value) + (f" from {each.start}" if each.start else "")
        for each in param.schedule
    ]
    doc = f" ({param.doc})" if param.doc else ""
    return f"{spaced(param.name.text)} is {', then '.join(values)}{doc}"


def _reads(
    rule: CheckedRule,
    policy: CheckedPolicy,
    policies: Mapping[str, CheckedPolicy],
    vocabulary: Vocabulary,
) -> Iterator[tuple[int, str]]:
    for trail in fields_read(rule, policy, policies):
        type_ = _root(trail, policy, vocabulary)
        field = field_at(type_, trail.path) if type_ is not None else None
        about = f": {field.description}" if field is not None and field.description else ""
        yield 0, f"- {trail}{about}"


def _root(trail: Trail, policy: CheckedPolicy, vocabulary: Vocabulary) -> Type | None:
    """Gives the type that a path begins with: of a kind, a member of a collection, a register."""
    kind = vocabulary.kinds.get(policy.kind if trail.root == "baseline" else trail.root)
    kind = kind or vocabulary.plurals().get(trail.root)
    return kind.type if kind is not None else vocabulary.registers.get(trail.root)
