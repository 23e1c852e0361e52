"""Lines: the quick reader, for manifests in plain block style; it gives values without places.

It knows one line at a time: a key with a value or without one, an item of a list, a comment. What a
line says is worked out once and remembered, since manifests of one kind repeat theirs. Whatever is
unusual makes it give up, and the strict reader answers instead: anchors, tags, escapes, texts of
several lines, further documents, tabs, long numbers, characters that can't be seen, keys that occur
twice, odd indentation, and whatever comes near a limit. So it never says that a text is wrong; and
where it gives values, they are those of the strict reader: tests hold the two against each other.

Every line has a level: twice its indentation, and one more where a dash begins it. So the keys of a
map are on one even level, the items of a list on one odd level, and a list may stand below its key
without being indented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from remit.manifest.limits import Limits
from remit.manifest.plain import SHORT, is_short
from remit.manifest.scalars import resolved

Raw = Any
"""What a text says before any schema: None, texts, numbers, booleans, lists and dicts of these."""


class GivenUp:
    """The answer to a text that has something unusual in it."""


GIVEN_UP = GivenUp()

LONGEST = 500
"""A longer line is unusual: libyaml ends keys at 1,024 characters."""

_REMEMBERED = 20_000
"""So many lines are remembered, and as many of those that came before them: what comes again and
again stays, though the lines of large portfolios are not all alike."""

BRIEF = 40
"""A line is brief up to so many characters; longer ones seldom come again."""

# what a line is: nothing; a key with a scalar; with a list or map to be copied; with its value
# below it; and the same for items
NOTHING, PAIR, FRESH, KEY, ITEM, ITEM_FRESH, ITEM_PAIR, ITEM_PAIR_FRESH, ITEM_KEY = range(9)

_Line = tuple[int, int, int, str, Any]
"""A form, the level, the level of the map that the key is in, the key, a value."""

_START = r"(?:[^\W_]|[_+./$(]|-(?=[^\W_]|\.))"
_PLAIN = rf"{_START}(?:[^:\#]|:(?!\ |$)|(?<!\ )\#)*"
_WORD = r"(?:\.\.?/)?[^\W_](?:[\w.+/\ -]*[\w.+/-])?"
_QUOTED = r""" "[^"\\]*" | '[^']*' """
KEY_NAME = "[A-Za-z_][A-Za-z0-9_./-]*"
FORM = re.compile(
    rf"""
    (?P<indent> \ * ) (?P<dash> -\ + )?
    (?: (?P<key> {KEY_NAME} ) : (?: \ + | $ ) )?
    (?: (?P<flow> [\[{{].* ) | (?P<quoted> {_QUOTED} ) | (?P<plain> {_PLAIN} ) )?
    (?: (?: (?<=\ ) | \ + ) \# .* )?
    """,
    re.VERBOSE,
)
_KEY_INSIDE = "[A-Za-z0-9_][A-Za-z0-9_./-]*"
_TOKEN = rf"""
    (?P<open> [\[{{]\ * ) | (?P<close> \ *[\]}}] ) | (?P<comma> ,\ * )
    | (?P<key> {_KEY_INSIDE} ) :\ + | (?P<quoted> {_QUOTED} ) | (?P<plain> {_WORD} )
    """
_VALUES = ("open", "quoted", "plain")
_WANTED = {"[": ("first", "element"), "{": ("value",)}
NESTED = 4
"""Brackets within brackets are unusual from there on."""

_NUMBERS = (int, Fraction)
_NULL_KEYS = ("null", "Null", "NULL")

_COMMON = re.compile(r"[^\W_](?:[\w./,() -]*[\w./)])?")

_known: dict[str, _Line] = {}
_before: dict[str, _Line] = {}
_heads: dict[str, _Line] = {}
_dashes: dict[str, _Line] = {}
"""What lines are up to their value, by their text up to the colon; and up to the dash of those
without a colon."""


class UnusualError(Exception):
    """A line that the strict reader must read."""


def values(text: str, limits: Limits) -> Raw | GivenUp:
    """Gives what the one document of a text says, or up."""
    lines = lines_of(text, limits)
    if lines is None:
        return GIVEN_UP
    try:
        return _document(lines, limits.depth - NESTED)
    except UnusualError:
        return GIVEN_UP


def lines_of(text: str, limits: Limits) -> list[str] | None:
    """Gives the lines of a text, without the mark that begins its document; None where it may hold
    too many values."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    most = 3 * len(lines) + len(text)  # as if all of it were commas
    if most > limits.nodes and 3 * len(lines) + text.count(",") > limits.nodes:
        return None
    if lines[0] == "---":
        lines[0] = ""
    return lines


def _document(lines: list[str], depth: int) -> Raw | GivenUp:
    above: list[tuple[Any, int]] = []
    root: dict[str, Any] = {}
    here: Any = root
    at = -1
    waiting: str | None = ""
    known = _known.get
    for line in lines:
        form, level, inner, key, value = known(line) or _learned(line)
        if form == PAIR and level == at and waiting is None:  # as most lines are
            if key in here:
                return GIVEN_UP
            here[key] = value
            continue
        if not form:
            continue
        if waiting is not None:
            if level > at:
                below: Any = [] if level & 1 else {}
                here[waiting] = below
                above.append((here, at))
                here, at = below, level
                if len(above) > depth:
                    return GIVEN_UP
            else:
                here[waiting] = None
            waiting = None
        while level < at:
            here, at = above.pop()
        if level != at:
            return GIVEN_UP
        if form < ITEM:
            if key in here:
                return GIVEN_UP
            here[key] = value if form != FRESH else value.copy()
            if form == KEY:
                waiting = key
        elif form == ITEM:
            here.append(value)
        elif form == ITEM_FRESH:
            here.append(value.copy())
        else:
            below = {}
            here.append(below)
            above.append((here, at))
            here, at = below, inner
            if form == ITEM_PAIR:
                here[key] = value
            elif form == ITEM_KEY:
                waiting = key
            else:
                here[key] = value.copy()
            if len(above) > depth:
                return GIVEN_UP
    if waiting is not None:
        here[waiting] = None
    if above and above[0][1] == -1 and (above[1][1] if len(above) > 1 else at) > 1:
        return GIVEN_UP
    return root.get("") if above else GIVEN_UP


def _learned(line: str) -> _Line:
    """Gives what a line is, and remembers it unless it is long and its like is known: such texts
    seldom come again."""
    again = _before.get(line)
    if again is None:
        head, colon, tail = line.partition(": ")
        heads = _heads
        if not colon:
            head, _, tail = line.partition("- ")
            heads = _dashes
        like = heads.get(head)
        if like is not None and len(line) <= LONGEST and is_common(tail):
            form, level, inner, key, _ = like
            value = tail[1:-1] if tail[0] == '"' else resolved_short(tail)
            again = (form, level, inner, key, value)
            if len(line) > BRIEF:
                return again
        else:
            if len(line) > LONGEST or not line.isprintable():
                raise UnusualError
            again = line_of(line)
            with_value = again[0] in (PAIR, ITEM_PAIR) if colon else again[0] == ITEM
            if with_value and len(heads) < _REMEMBERED:
                heads[head] = again
    if len(_known) >= _REMEMBERED:
        _before.clear()
        _before.update(_known)
        _known.clear()
    _known[line] = again
    return again


def is_common(value: str) -> bool:
    """Says whether a value is written as most are, behind what is known to begin a line."""
    if value[:1] == '"':
        inner = value[1:-1]
        closed = len(value) > 1 and value[-1] == '"' and '"' not in inner
        return closed and "\\" not in inner and inner.isprintable()
    if value.replace("-", "").replace(" ", "").isalnum():
        return value[0] not in "- " and value[-1] not in "- "
    return value.isprintable() and _COMMON.fullmatch(value) is not None


def line_of(line: str) -> _Line:
    content = line.strip(" ")
    if not content or content[0] == "#":
        return NOTHING, 0, 0, "", None
    match = FORM.fullmatch(line.rstrip(" "))
    if match is None or match["key"] in _NULL_KEYS:
        raise UnusualError
    level, inner = 2 * match.end("indent"), 0
    if match["dash"]:
        level, inner = level + 1, 2 * match.end("dash")
    form, value = _valued(match)
    if match["key"] is None:
        if not match["dash"] or form == KEY:
            raise UnusualError
        return (ITEM if form == PAIR else ITEM_FRESH), level, 0, "", value
    if match["dash"]:
        form = {PAIR: ITEM_PAIR, FRESH: ITEM_PAIR_FRESH, KEY: ITEM_KEY}[form]
    return form, level, inner, match["key"], value


def _valued(match: re.Match[str]) -> tuple[int, Any]:
    """Gives the form of what stands behind a key, and its value."""
    if match["plain"] is not None:
        return PAIR, resolved_short(match["plain"].rstrip(" "))
    if match["quoted"] is not None:
        return PAIR, match["quoted"][1:-1]
    if match["flow"] is not None:
        return FRESH, _flow(match["flow"])
    return KEY, None


class _Nested:
    """A list or map with others in it, to be copied with them."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def copy(self) -> Any:
        return deep_copy(self.value)


def unwrapped(value: Any) -> Any:
    """Gives what stands in brackets on a line, which may be shared."""
    return value.value if value.__class__ is _Nested else value


def deep_copy(value: Any) -> Any:
    if value.__class__ is list:
        return [deep_copy(inner) for inner in value]
    if value.__class__ is dict:
        return {key: deep_copy(inner) for key, inner in value.items()}
    return value


def _flow(text: str) -> Any:
    """Gives the list or map that is written in brackets on one line."""
    found = tokens(text)
    value = _bracketed(next(found)[1][0], found, 1)
    if next(found, None) is not None:
        raise UnusualError
    inner = value if isinstance(value, list) else value.values()
    return _Nested(value) if any(isinstance(one, list | dict) for one in inner) else value


@cache
def _token() -> re.Pattern[str]:
    """Gives the pattern of a token, compiled where there is something in brackets."""
    return re.compile(_TOKEN, re.VERBOSE)


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Gives the tokens of what stands in brackets: what each is, its text, where it begins."""
    at, token = 0, _token()
    while at < len(text):
        match = token.match(text, at)
        if match is None or match.lastgroup is None:
            raise UnusualError
        yield match.lastgroup, match[match.lastgroup], at
        at = match.end()


def _bracketed(bracket: str, found: Iterator[tuple[str, str, int]], depth: int) -> Any:
    """Gives what stands up to the closing bracket: elements, or keys with elements."""
    value: Any = [] if bracket == "[" else {}
    end = "]" if bracket == "[" else "}"
    expected = "first"
    key = ""
    for name, text, _ in found:
        if name == "close" and text[-1] == end and expected in ("first", "comma"):
            return value
        if name == "comma" and expected == "comma":
            expected = "element"
        elif name == "key" and bracket == "{" and expected in ("first", "element"):
            if text in value or text in _NULL_KEYS:
                raise UnusualError
            key, expected = text, "value"
        elif name in _VALUES and expected in _WANTED[bracket]:
            if name == "open" and depth == NESTED:
                raise UnusualError
            one = _bracketed(text[0], found, depth + 1) if name == "open" else _scalar(text)
            if bracket == "[":
                value.append(one)
            else:
                value[key] = one
            expected = "comma"
        else:
            raise UnusualError
    raise UnusualError


def _scalar(text: str) -> Any:
    return text[1:-1] if text[0] in "\"'" else resolved_short(text)


def resolved_short(text: str) -> Any:
    """Gives what a plain scalar means; a number of many digits is unusual."""
    if text.isdecimal() and len(text) <= SHORT and text.isascii():
        return int(text)
    value = resolved(text)
    if value.__class__ is not str and isinstance(value, _NUMBERS) and not is_short(value):
        raise UnusualError
    return value
