"""Building the items of the tree, and naming what the grammar lets pass: what is missing in a
rule, what stands twice, what stands in the wrong place."""

from __future__ import annotations

import re
from typing import cast

from lark import Token, Tree
from msgspec import Struct, field

from remit.syntax import tree
from remit.syntax.branches import Branch, branch_at, keyword, span_of, token_at, tokens
from remit.syntax.clauses import clause
from remit.syntax.decisions import decision
from remit.syntax.expressions import expression
from remit.syntax.literals import Notes, day
from remit.syntax.naming import kebab, text, titled, variable, worded
from remit.syntax.words import LEVELS
from remit.text.diagnostic import did_you_mean, nearest, respelled
from remit.text.fixes import Edit, Fix
from remit.text.source import Span


def policy(notes: Notes, branch: Branch) -> tree.Policy:
    """Gives the policy of a whole file."""
    header = branch_at(branch, 0)
    name, kind, title, owner = tokens(header)
    span = span_of(header)
    if kind is None:
        notes.add(
            "missing-kind",
            "the policy does not say what it governs",
            span,
            "write `governs` and a kind behind its name: `governs project`",
        )
    return tree.Policy(
        kebab(notes, name, "policy"),
        variable(notes, kind, "kind") if kind else tree.Word("project", span=span),
        titled(notes, title, keyword(header), "policy"),
        worded(notes, owner, "owner") if owner else None,
        tuple(_item(notes, child) for child in branch.children[1:] if isinstance(child, Tree)),
        span=span_of(branch),
    )


def _item(notes: Notes, branch: Branch) -> tree.Item:
    match branch.data:
        case "use":
            return _use(notes, branch)
        case "param":
            return _param(notes, branch)
        case "define":
            return _define(notes, branch)
        case "decision":
            return decision(notes, branch)
        case _:
            return _rule(notes, branch)


def _use(notes: Notes, branch: Branch) -> tree.Use:
    policy, *names = tokens(branch)
    words = tuple(variable(notes, name) for name in names if name)
    return tree.Use(kebab(notes, policy, "policy"), words, span=span_of(branch))


def _define(notes: Notes, branch: Branch) -> tree.Define:
    name, doc = token_at(branch, 0), cast(Token | None, branch.children[3])
    parameters = cast(Branch | None, branch.children[1])
    words = None
    if parameters is not None:
        words = tuple(variable(notes, token, "parameter") for token in tokens(parameters) if token)
        if not words:
            notes.add(
                "empty-parameters",
                "there is no parameter in the parentheses",
                span_of(parameters),
                "a define without parameters has no parentheses",
            )
    return tree.Define(
        variable(notes, name, "define"),
        words,
        expression(notes, branch_at(branch, 2)),
        text(notes, doc).value if doc else None,
        span=span_of(branch),
    )


# -- params -------------------------------------------------------------------------------------


def _param(notes: Notes, branch: Branch) -> tree.Param:
    name, first, *steps, doc = branch.children
    schedule = [_scheduled(notes, cast(Branch, first))]
    for step in steps:
        schedule.append(_step(notes, cast(Branch, step), schedule[-1]))
    return tree.Param(
        variable(notes, cast(Token, name), "param"),
        tuple(schedule),
        text(notes, doc).value if isinstance(doc, Token) else None,
        span=span_of(branch),
    )


def _step(notes: Notes, branch: Branch, before: tree.Scheduled) -> tree.Scheduled:
    token = token_at(branch, 1)
    found = len(notes.found)
    start = day(notes, token, span_of(token))
    if before.start and start <= before.start and len(notes.found) == found:
        notes.add(
            "schedule-order",
            f"`{token}` is not after `{before.start}`",
            span_of(token),
            "the dates of a schedule go forward",
        )
    value = _scheduled(notes, branch_at(branch, 0)).value
    return tree.Scheduled(value, start, span=value.span.to(span_of(token)))


def _scheduled(notes: Notes, branch: Branch) -> tree.Scheduled:
    found = len(notes.found)
    value = expression(notes, branch)
    wrong = _no_literal(value)
    if wrong is not None and len(notes.found) == found:
        notes.add(
            "param-literal",
            "the value of a param is written out, not computed",
            wrong.span,
            "write a literal, a list or a table of literals; a `define` names an expression",
        )
    return tree.Scheduled(value, None, span=span_of(branch))


def _no_literal(value: tree.Node) -> tree.Node | None:
    """Gives the first part of a param's value that is no literal."""
    match value:
        case tree.Text() | tree.Number() | tree.Boolean() | tree.Date() | tree.Duration():
            return None
        case tree.Negative(tree.Number() | tree.Duration()):
            return None
        case tree.ListLiteral(items):
            return next((wrong for item in items if (wrong := _no_literal(item))), None)
        case tree.Table(entries):
            return next((wrong for _, item in entries if (wrong := _no_literal(item))), None)
        case _:
            return value


# -- rules --------------------------------------------------------------------------------------


class _Parts(Struct):
    """What is said about a rule, as it is gathered from top to bottom."""

    clauses: list[tree.Clause] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    effective: tree.Effective | None = None
    seen: set[str] = field(default_factory=set)


def _rule(notes: Notes, branch: Branch) -> tree.Rule:
    head = branch_at(branch, 0)
    name, level, title, late_level = tokens(head)
    parts = _Parts()
    for child in branch.children[1:]:
        _gather(notes, cast(Branch, child), parts)
    if name in LEVELS and not level:
        notes.add(
            "missing-name",
            "the rule has no name",
            span_of(name or keyword(head)),
            f"write its name before `{name}`: lower-case words joined by `-`",
        )
        level = name
    return tree.Rule(
        kebab(notes, name, "rule"),
        _level(notes, head, level, late_level),
        titled(notes, title, keyword(head), "rule"),
        tuple(parts.clauses),
        source=parts.texts.get("source"),
        owner=parts.texts.get("owner"),
        link=parts.texts.get("link"),
        tags=parts.tags,
        formerly=parts.formerly,
        effective=parts.effective,
        on_creation="on creation" in parts.seen,
        on_deletion="on deletion" in parts.seen,
        span=span_of(branch),
    )


def _level(notes: Notes, head: Branch, level: Token | None, late: Token | None) -> tree.Level:
    if level in LEVELS:
        return cast(tree.Level, str(level))
    if late is not None:
        notes.add(
            "level-order",
            f"`{late}` stands behind the title",
            span_of(late),
            "the level stands before the title: `rule NAME LEVEL TITLE`",
            _moved(head, late),
        )
    elif level is not None:
        close = nearest(level, LEVELS)
        notes.add(
            "unknown-level",
            f"there is no level `{level}`",
            span_of(level),
            f"did you mean `{close}`?" if close else _LEVELS_HELP,
            respelled(level, LEVELS, span_of(level)),
        )
    else:
        notes.add("missing-level", "the rule has no level", span_of(keyword(head)), _LEVELS_HELP)
    return "mandatory"


def _moved(head: Branch, late: Token) -> Fix:
    name, _, title, _ = tokens(head)
    at = span_of(name or keyword(head)).end
    cut = Span(span_of(title).end if title else at, span_of(late).end)
    return Fix(f"write `{late}` before the title", (Edit(Span(at, at), f" {late}"), Edit(cut, "")))


_LEVELS_HELP = (
    "write `advisory` (only reported), `mandatory` (blocks) or `absolute` (blocks, "
    "no waiver can lift it) behind the rule's name"
)


def _gather(notes: Notes, branch: Branch, parts: _Parts) -> None:
    """Adds a clause or a piece of meta to the parts of a rule."""
    built = clause(notes, branch)
    if built is not None:
        parts.clauses.append(built)
        return
    word = keyword(branch)
    said = f"on {_event(notes, branch)}" if branch.data == "on" else str(word)
    if parts.clauses:
        notes.add(
            "misplaced-clause",
            f"`{said}` stands below a clause",
            span_of(word),
            "what is said about a rule stands directly below its title",
        )
    elif said in parts.seen and said != "formerly":
        notes.add("repeated-clause", f"`{said}` stands here twice", span_of(word), "say it once")
    parts.seen.add(said)
    match branch.data:
        case "tags":
            parts.tags = tuple(worded(notes, token, "tag") for token in tokens(branch) if token)
        case "formerly":
            parts.formerly += (_former(notes, token_at(branch, 0)),)
        case "effective":
            parts.effective = _effective(notes, branch)
        case "source" | "owner" | "link":
            parts.texts[said] = worded(notes, token_at(branch, 0), said)


def _event(notes: Notes, branch: Branch) -> str:
    event = token_at(branch, 0)
    if event not in _EVENTS:
        notes.add(
            "unknown-event",
            f"there is no `on {event}`",
            span_of(event),
            did_you_mean(event, _EVENTS, "events"),
            respelled(event, _EVENTS, span_of(event)),
        )
    return str(event)


def _former(notes: Notes, token: Token) -> str:
    value = text(notes, token).value
    if not re.fullmatch(r"[^\s/]+/[^\s/]+", value):
        notes.add(
            "former-name",
            f"{token} is not the id of a rule",
            span_of(token),
            'write the policy and the rule: `formerly "policy/old-name"`',
        )
    return value


def _effective(notes: Notes, branch: Branch) -> tree.Effective:
    first, last = tokens(branch)
    found = len(notes.found)
    start = day(notes, str(first), span_of(cast(Token, first)))
    end = day(notes, last, span_of(last)) if last else None
    if last and end and end <= start and len(notes.found) == found:
        notes.add(
            "effective-order",
            f"`{last}` is not after `{first}`",
            span_of(last),
            "the rule is in force from the first day until before the second",
        )
    return tree.Effective(start, end, span=span_of(branch))


_EVENTS = ("creation", "deletion")
