"""GitHub's annotations, read as its runner reads them."""

from __future__ import annotations

import re

import pytest
from msgspec import Struct
from msgspec.structs import replace
from tests.reports.canonical import CLEAN, REFUSED
from tests.reports.hostile import HOSTILE, hostile
from tests.reports.review import REVIEW

from remit.governance.report import Report
from remit.reporters import github
from remit.reporters.bearing import bearing
from remit.reporters.view import View
from remit.text.inert import inert
from remit.text.source import Place


class Command(Struct, frozen=True):
    """A workflow command as the runner understands it."""

    name: str
    properties: dict[str, str]
    message: str


def unescaped(text: str, *, property: bool) -> str:
    pairs = [("%0D", "\r"), ("%0A", "\n")]
    pairs += [("%3A", ":"), ("%2C", ",")] if property else []
    for written, meant in pairs:
        text = text.replace(written, meant)
    return text.replace("%25", "%")


def commands(report: Report) -> list[Command]:
    """Gives the commands in the log: the first `::` after the name ends the properties."""
    found: list[Command] = []
    for line in github.render(report, View()).splitlines():
        match = re.match(r"::(\w+) ?(.*?)::(.*)\Z", line)
        if match is not None:
            pairs = (part.split("=", 1) for part in match[2].split(",") if part)
            properties = {name: unescaped(value, property=True) for name, value in pairs}
            found.append(Command(match[1], properties, unescaped(match[3], property=False)))
    return found


def test_what_blocks_comes_first_as_errors() -> None:
    assert [command.name for command in commands(REVIEW)] == [
        *["error"] * 4,
        *["warning"] * 3,
        *["notice"] * 2,
    ]


def test_an_annotation_has_its_place_its_rule_and_the_way_out() -> None:
    command = commands(REVIEW)[1]
    assert command.properties == {
        "file": "projects/self-checkout/project.yaml",
        "line": "16",
        "endLine": "16",
        "col": "15",
        "endColumn": "23",
        "title": "funding/tranche-follows-gates",
    }
    assert command.message.splitlines() == [
        "tranche T2 is released, but its gate M2 is planned",
        "to do: Set the tranche back to planned, or record that milestone M2 was met.",
    ]


def test_what_does_not_block_says_why() -> None:
    last = [command.message.splitlines()[-1] for command in commands(REVIEW)[4:]]
    assert last == [
        "doesn't block: known before the change",
        "doesn't block: advice",
        "doesn't block: advice",
        "doesn't block: in force from 2027-01-01",
        "doesn't block: waived by W-2026-014 until 2026-12-31: Supplier delay, board informed",
    ]


def test_what_is_resolved_is_no_annotation() -> None:
    assert "hard to read" not in github.render(REVIEW, View())


def test_columns_are_left_out_where_several_lines_are_meant() -> None:
    first = REVIEW.findings[0]
    wide = replace(first, finding=replace(first.finding, place=Place(2, 3, 4, 5)))
    (command,) = commands(replace(REVIEW, findings=(wide,)))
    assert (command.properties["line"], command.properties["endLine"]) == ("2", "4")
    assert not {"col", "endColumn"} & set(command.properties)


@pytest.mark.parametrize("name", HOSTILE)
def test_strange_texts_arrive_as_they_are(name: str) -> None:
    text = HOSTILE[name]
    for command in commands(hostile(text)):
        assert command.properties["file"] == inert(text or "x.yaml")
        assert command.message.startswith(inert(text))
        assert set(command.properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}


@pytest.mark.parametrize(("count", "told"), [(10, False), (11, True)])
def test_it_says_where_the_rest_is(count: int, told: bool) -> None:
    of_a_kind = {bearing(judged): judged for judged in REVIEW.findings}
    found = (of_a_kind["blocks"],) * count
    for findings in (found, (*found, of_a_kind["advice"])):
        said = github.render(replace(REVIEW, findings=findings), View())
        assert ("the job's summary has the rest" in said) is told


def test_nothing_found_is_nothing_but_a_closing() -> None:
    assert github.render(CLEAN, View()).startswith("nothing blocks: checked 1 manifest")


def test_a_refusal_is_an_error() -> None:
    assert [(c.name, c.properties.get("file")) for c in commands(REFUSED)] == [
        ("error", "rules/portfolio.remit"),
        ("error", None),
    ]
    assert github.render(REFUSED, View()).endswith("\nnothing was checked\n")
