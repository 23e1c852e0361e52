"""The YAML project's own cases: what is accepted has their values, what they fail is refused.

Remit refuses more than YAML does, which its diagnostic codes tell (`ON_PURPOSE`). Where libyaml and
the specification differ, the case is listed here by its file and position, with the reason; a
listed case that no longer differs fails, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from msgspec import Struct
from tests.manifests.reading import plain, reading_of

SUITE = Path(__file__).parents[2].parent / "shared" / "corpus" / "yaml-test-suite"

CUSTOM_TAG = re.compile(r"<(?!tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)>)")
ODD_KEY = re.compile(r"\+MAP|\+SEQ|=VAL(?: [&<]\S+)* :(?:null)?$")

COLON_LINE = "libyaml wants a key of a flow map on one line with its colon"
COLON_CLOSE = "libyaml splits or refuses a colon beside a text in a flow list or map"
EMPTY_KEY = "libyaml doesn't see an empty key here, which is refused in any case"
TAB_APART = "libyaml refuses tabs between a dash, question mark or line start and what follows"
TAB_BLANK = "libyaml refuses a tab at the start of a line that is blank or continues a value"
DIRECTIVE = "libyaml refuses directives that it doesn't know, where YAML has them ignored"
VERSION = "libyaml refuses a version of YAML that it doesn't know, where YAML wants a warning"
BARE = "libyaml wants `---` before a document that follows another"
NO_INDENT = "libyaml wants the lines of a block text at the top to be indented"
END_ONLY = "libyaml refuses `...` where there is no document"
ANCHOR = "libyaml knows letters, digits, `-` and `_` in the name of an anchor only"
QUESTION = "libyaml takes `?` for a sign of its own even without a space, so Remit refuses it"

REFUSED = {
    "2LFX-0": DIRECTIVE, "2SXE-0": ANCHOR, "4ABK-0": COLON_CLOSE, "4MUZ-0": COLON_LINE,
    "4MUZ-1": COLON_LINE, "4MUZ-2": COLON_LINE, "58MP-0": COLON_CLOSE, "5MUD-0": COLON_LINE,
    "5T43-0": COLON_CLOSE, "652Z-0": QUESTION, "6BCT-0": TAB_APART, "6CA3-0": TAB_APART,
    "6LVF-0": DIRECTIVE, "7Z25-0": BARE, "8XYN-0": ANCHOR, "96NN-0": TAB_BLANK,
    "96NN-1": TAB_BLANK, "9SA2-0": COLON_LINE, "A2M4-0": TAB_APART, "BEC7-0": VERSION,
    "CFD4-0": EMPTY_KEY, "DBG4-0": COLON_CLOSE, "DK3J-0": NO_INDENT, "DK95-0": TAB_BLANK,
    "DK95-3": TAB_BLANK, "DK95-4": TAB_BLANK, "FP8R-0": NO_INDENT, "FRK4-0": COLON_CLOSE,
    "HM87-0": COLON_CLOSE, "HM87-1": QUESTION, "HWV9-0": END_ONLY, "K3WX-0": COLON_LINE,
    "M2N8-0": EMPTY_KEY, "M7A3-0": BARE, "MUS6-5": DIRECTIVE, "MUS6-6": DIRECTIVE,
    "NJ66-0": COLON_LINE, "Q5MG-0": TAB_APART, "QT73-0": END_ONLY, "R4YG-0": TAB_BLANK,
    "UKK6-0": EMPTY_KEY, "UT92-0": COLON_LINE, "VJP3-1": COLON_LINE, "W4TN-0": NO_INDENT,
    "W5VH-0": ANCHOR, "Y2GN-0": ANCHOR, "Y79Y-1": TAB_BLANK, "Y79Y-10": TAB_APART,
    "ZYU8-1": DIRECTIVE, "ZYU8-2": DIRECTIVE, "ZYU8-3": VERSION,
}  # fmt: skip

COMMENT = "libyaml takes `#` for a comment without a space before it"
UNINDENTED = "libyaml doesn't ask for indentation within quotes and brackets"
MORE_DIRECTIVES = "libyaml takes a directive after a document that `...` didn't end"
LONE_DASH = "libyaml takes a dash in a flow list for a text"
BLANK_LINES = "libyaml takes blank lines that are indented more than the text after them"

ACCEPTED = {
    "9C9N-0": UNINDENTED, "9JBA-0": COMMENT, "CVW2-0": COMMENT, "DK95-1": UNINDENTED,
    "EB22-0": MORE_DIRECTIVES, "G5U8-0": LONE_DASH, "MUS6-0": COMMENT, "MUS6-1": MORE_DIRECTIVES,
    "QB6E-0": UNINDENTED, "RHX7-0": MORE_DIRECTIVES, "S98Z-0": BLANK_LINES, "SU5Z-0": COMMENT,
    "X4QW-0": COMMENT, "Y79Y-3": UNINDENTED, "YJV2-0": LONE_DASH,
}  # fmt: skip


class Case(Struct, frozen=True):
    """One case; `values` is None where its documents can't be written as JSON."""

    name: str
    text: str
    fails: bool
    tree: str
    values: list[object] | None


def suite() -> Iterator[Case]:
    for file in sorted(SUITE.glob("*.yaml")):
        inherited: dict[str, str | None] = {}
        for number, entry in enumerate(yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)):
            if "skip" in entry:
                continue
            inherited |= entry
            values = inherited.get("json")
            yield Case(
                f"{file.stem}-{number}",
                unmarked(entry["yaml"]),
                "fail" in entry,
                inherited.get("tree") or "",
                None if values is None else documents(values),
            )


def unmarked(text: str) -> str:
    """Gives the text with the characters that the suite's marks stand for."""
    text = re.sub("—*»", "\t", text)
    for mark, char in (("␣", " "), ("⇔", "\ufeff"), ("↵", ""), ("←", "\r")):
        text = text.replace(mark, char)
    return text.removesuffix("∎\n")


def documents(text: str) -> list[object]:
    """Gives the values of JSON documents that follow each other."""
    decoder, found, text = json.JSONDecoder(parse_float=Fraction), [], text.strip()
    while text:
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:].lstrip()
    return found


def has_odd_key(tree: str) -> bool:
    """Says whether a map of the suite's events has a key that is a list, a map, empty or null."""
    stack: list[tuple[str, int]] = [("+STR", 0)]
    for line in tree.splitlines():
        event = line.strip()
        kind, below = stack[-1]
        if event.startswith("-"):
            stack.pop()
            continue
        if kind == "+MAP" and below % 2 == 0 and ODD_KEY.match(event):
            return True
        stack[-1] = (kind, below + 1)
        if event.startswith("+"):
            stack.append((event[:4], 0))
    return False


ON_PURPOSE: dict[str, Callable[[str], bool]] = {
    "unknown-tag": lambda tree: CUSTOM_TAG.search(tree) is not None,
    "odd-key": has_odd_key,
    "no-document": lambda tree: "+DOC" not in tree,
}
CASES = list(suite())
pytestmark = pytest.mark.skipif(not CASES, reason="the YAML test suite is not here")


def test_what_fails_is_refused() -> None:
    failing = [case for case in CASES if case.fails]
    assert {c.name for c in failing if not reading_of(c.text).diagnostics} == {*ACCEPTED}


def test_what_is_accepted_has_the_values_of_the_suite() -> None:
    for case in (case for case in CASES if not case.fails):
        reading = reading_of(case.text)
        codes = {diagnostic.code for diagnostic in reading.diagnostics}
        on_purpose = codes & ON_PURPOSE.keys()
        if on_purpose == codes:
            assert all(ON_PURPOSE[code](case.tree) for code in on_purpose), case.name
        assert (case.name in REFUSED) == bool(codes - on_purpose), case.name
        if not codes and case.values is not None:
            assert [plain(each.root) for each in reading.documents] == case.values, case.name


def test_every_listed_case_exists() -> None:
    assert {*REFUSED, *ACCEPTED} <= {case.name for case in CASES}


def test_most_cases_are_accepted_with_their_values() -> None:
    good = [case for case in CASES if not case.fails and case.name not in REFUSED]
    assert sum(bool(reading_of(case.text).documents) for case in good) >= 218
