"""Advice on names that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from remit.semantics.reach import named_in
from remit.syntax import tree
from remit.text.diagnostic import Diagnostic
from remit.text.fixes import Edit, Fix
from remit.text.source import Span
from remit.workbench.lint.subject import Subject


def unused_let(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on a `let` whose name no clause below it uses."""
    for checked in subject.policy.rules:
        clauses = checked.rule.clauses
        for position, clause in enumerate(clauses):
            if not isinstance(clause, tree.Let):
                continue
            used = {name for below in clauses[position + 1 :] for name, _ in named_in(below)}
            if clause.name.text not in used:
                message = f"nothing uses `{clause.name.text}`"
                fix = _without_line(subject, clause.span, f"let {clause.name.text}")
                yield subject.say(
                    "unused-let", clause.name.span, message, "leave the `let` out", fix
                )


def unused_define(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on a define, decision table or param that no policy of the law uses."""
    used = subject.whole.used
    for item in subject.policy.policy.items:
        match item:
            case tree.Define(name) if (subject.policy.name, name.text) not in used:
                noun = "table" if isinstance(item.body, tree.Decision) else "define"
                message = f"nothing uses the {noun} `{name.text}`"
                yield subject.say("unused-define", name.span, message, "use it, or leave it out")
            case tree.Param(name) if (subject.policy.name, name.text) not in used:
                message = f"nothing uses the param `{name.text}`: setting it changes nothing"
                yield subject.say("unused-param", name.span, message, "use it, or leave it out")
            case _:
                pass


def unused_use(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on names that are taken from another policy and not used."""
    named = {name for item in subject.policy.policy.items if not isinstance(item, tree.Use)
             for name, _ in named_in(item)}  # fmt: skip
    for item in subject.policy.policy.items:
        for word in item.names if isinstance(item, tree.Use) else ():
            if word.text not in named:
                message = f"nothing uses `{word.text}`"
                yield subject.say("unused-use", word.span, message, "leave it out of the `use`")


def _without_line(subject: Subject, span: Span, what: str) -> Fix | None:
    """Gives the fix that takes a clause out with its line, where it has lines of its own and no
    comment stands on them."""
    text = subject.policy.source.text
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end + 1
    around = text[start : span.start] + text[span.end : end]
    if around.strip() or "#" in text[span.start : span.end]:
        return None
    return Fix(f"leave `{what}` out", (Edit(Span(start, end), ""),), safe=True)
