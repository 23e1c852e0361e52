"""SARIF's rules: an object for each rule of the report, and for the findings that need no rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from remit.governance import manifests
from remit.governance.report import Report, RuleRow
from remit.reporters.json_text import Json
from remit.reporters.markdown_text import prose
from remit.reporters.sarif_places import message
from remit.syntax.tree import Level
from remit.text.inert import inert

LEVELS: dict[Level, Literal["error", "warning"]] = {
    "absolute": "error",
    "mandatory": "error",
    "advisory": "warning",
}
"""The level of a rule's results, unless something excuses them."""


class Rule(Struct, frozen=True):
    """A rule's position among the rules, and its object."""

    index: int
    shape: Json


def rules(report: Report) -> Mapping[str, Rule]:
    """Gives the rules by their ids: those that took part, and those of findings without one."""
    rows = {row.rule: row for row in (*report.rules, *_own(), *_unknown(report))}
    return {name: Rule(index, _rule(rows[name])) for index, name in enumerate(sorted(rows))}


def _own() -> Iterator[RuleRow]:
    return (
        RuleRow(name, manifests.LEVELS[name], title) for name, title in manifests.TITLES.items()
    )


def _unknown(report: Report) -> Iterator[RuleRow]:
    known = {row.rule for row in report.rules} | set(manifests.TITLES)
    for judged in report.findings:
        rule, level = judged.finding.rule, judged.finding.level
        if rule not in known:
            yield RuleRow(rule, level, judged.title or rule)


def _rule(row: RuleRow) -> Json:
    source = f" Source: {row.source}" if row.source else ""
    return {
        "id": row.rule,
        "shortDescription": message(row.title),
        "fullDescription": message(f"{row.title}{source}"),
        "help": {**_help(row), "markdown": _markdown(row)},
        "defaultConfiguration": {
            "level": LEVELS[row.level],
            **({"enabled": False} if row.standing == "retired" else {}),
        },
        "properties": dict(_properties(row)),
    }


def _help(row: RuleRow) -> dict[str, Json]:
    return message(" ".join(row.hints) or row.title)


def _markdown(row: RuleRow) -> str:
    lines = [f"**{prose(row.title)}**"]
    if row.hints:
        lines += ["", *(f"- {prose(hint)}" for hint in row.hints)]
    if row.source:
        lines += ["", f"Source: {prose(row.source)}"]
    return "\n".join(lines)


def _properties(row: RuleRow) -> Iterator[tuple[str, Json]]:
    yield "level", row.level
    yield "standing", row.standing
    if row.owner:
        yield "owner", inert(row.owner)
    if row.tags:
        yield "tags", sorted({inert(tag) for tag in row.tags})
