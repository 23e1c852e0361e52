"""A rule explained: what it demands, in plain English, since when, and how to satisfy it."""

from __future__ import annotations

from collections.abc import Iterator

from remit.manifest.types import FieldType, Type, Vocabulary
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.semantics.reading import Trail, field_at, fields_read
from remit.syntax import tree
from remit.workbench.english.clauses import clauses
from remit.workbench.english.lexicon import Lexicon
from remit.workbench.english.meanings import meanings
from remit.workbench.english.speaking import Speaker
from remit.workbench.explaining.explanation import Explanation, Section, filled_sections, lines

LEVELS: dict[tree.Level, str] = {
    "advisory": "advisory: it is reported and never blocks",
    "mandatory": "mandatory: it blocks; a waiver can lift it",
    "absolute": "absolute: it blocks, and no waiver can lift it",
}


def explain(rule: CheckedRule, policy: CheckedPolicy, lexicon: Lexicon) -> Explanation:
    """Gives what a rule demands, of what, since when, how to satisfy it, and what it reads."""
    sections: tuple[Section, ...] = (
        ("demands", tuple(clauses(Speaker(policy, lexicon), rule.rule))),
        ("in these words", tuple(meanings(rule, policy, lexicon))),
        ("about", lines(about(rule, policy))),
        ("otherwise", lines(f'- "{message}"' for message in messages(rule.rule, policy))),
        ("to satisfy it", lines(f"- {hint}" for hint in hints(rule.rule, policy))),
        ("reads", lines(f"- {told}" for told in reads(rule, policy, lexicon))),
    )
    return Explanation(rule.id, rule.rule.title, filled_sections(sections))


# -- what there is to say of a rule ---------------------------------------------------------------


def about(rule: CheckedRule, policy: CheckedPolicy) -> Iterator[str]:
    """Gives what a rule says of itself, and where it is written."""
    written = rule.rule
    yield LEVELS[written.level]
    if rule.once:
        yield "it is evaluated once, over all manifests together"
    else:
        yield f"it is evaluated for every {policy.kind}"
    if "baseline" in rule.names:
        yield f"it looks at the change, so it needs the {policy.kind} before the change"
    if written.effective is not None:
        yield in_force(written.effective)
    for name, text in (
        ("owner", written.owner or policy.policy.owner),
        ("source", written.source),
        ("link", written.link),
        ("tags", ", ".join(written.tags)),
        ("formerly", ", ".join(written.formerly)),
    ):
        if text:
            yield f"{name}: {text}"
    line, _ = policy.source.position(written.span.start)
    yield f"written in {policy.source.name}:{line}"


def in_force(effective: tree.Effective) -> str:
    """Gives the days between which a rule is in force."""
    until = f" until {effective.end}" if effective.end else ""
    return f"in force from {effective.start}{until}"


def messages(rule: tree.Rule, policy: CheckedPolicy) -> Iterator[str]:
    """Gives what findings of a rule say, with the expressions in them as they are written."""
    for clause in rule.clauses:
        if isinstance(clause, tree.Require):
            yield filled(clause.message, policy)


def hints(rule: tree.Rule, policy: CheckedPolicy) -> Iterator[str]:
    """Gives what a rule advises to do, each hint once."""
    found = [
        filled(clause.hint, policy)
        for clause in rule.clauses
        if isinstance(clause, tree.Require) and clause.hint is not None
    ]
    yield from dict.fromkeys(found)


def filled(message: tree.Message, policy: CheckedPolicy) -> str:
    """Gives a message with the expressions in it as they are written, in braces."""
    return "".join(
        part if isinstance(part, str) else f"{{{' '.join(policy.source.slice(part.span).split())}}}"
        for part in message.parts
    )


def reads(rule: CheckedRule, policy: CheckedPolicy, lexicon: Lexicon) -> Iterator[str]:
    """Gives the fields that a rule reads, with what their schema says of them."""
    for trail in fields_read(rule, policy, lexicon.policies):
        field = field_of(trail, policy.kind, lexicon.vocabulary)
        about = f": {field.description}" if field is not None and field.description else ""
        yield f"{trail}{about}"


def field_of(trail: Trail, kind: str, vocabulary: Vocabulary) -> FieldType | None:
    """Gives what the schema declares of a field that a rule about a kind reads."""
    root = _root(trail, kind, vocabulary)
    return field_at(root, trail.path) if root is not None else None


def _root(trail: Trail, kind: str, vocabulary: Vocabulary) -> Type | None:
    """Gives the type that a path begins with: of a kind, a member of a collection, a register."""
    known = vocabulary.kinds.get(kind if trail.root == "baseline" else trail.root)
    known = known or vocabulary.plurals().get(trail.root)
    return known.type if known is not None else vocabulary.registers.get(trail.root)
