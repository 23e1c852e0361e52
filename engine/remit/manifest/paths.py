"""Paths in manifests: written with keys, read again, and followed.

`funding.tranches[id=T2].status` is a key, a key, the element of a list whose `id` is `T2`, a key.
`[1]` is an element by its position, from 0. A key that is no plain name (letters, digits, `_`, `-`,
not beginning with a digit or dash) is written `["odd key"]`, at the beginning too. A value that is
more than letters, digits, `_`, `-` and `.` is quoted as well: `[id="a b"]`. Within quotes `\\"`,
`\\\\`, `\\n`, `\\t` and `\\u{202e}` stand for characters; what can't be seen is always written so.
The path of a whole document is the empty text.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache

from msgspec import Struct

from remit.manifest.document import Node
from remit.manifest.values import Data, Spot, shown
from remit.text.diagnostic import did_you_mean
from remit.text.numbers import written

_SCALARS = (str, bool, int, Fraction, date)
_NAME = r"[^\W\d][\w-]*"
_BARE = r"[\w.-]+"
_POSITION = r"[0-9]{1,9}"
_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_ESCAPE = r"\\(u\{([0-9a-fA-F]{1,6})\}|.)"
_ESCAPED = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}
_ESCAPES = {char: f"\\{letter}" for letter, char in _ESCAPED.items()}


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Gives a pattern of the above, compiled where it is needed first."""
    return re.compile(text, re.DOTALL)


class Selected(Struct, frozen=True):
    """The one element of a list whose field has this value: `[id=T2]`."""

    field: str
    value: str


Step = str | int | Selected


class Mistake(Struct, frozen=True):
    """What is wrong with a path, or with following it, and the way out."""

    message: str
    help: str | None = None


_LONG = 32
"""The keys of a list with as many elements are counted once."""


def keyed(spot: Spot) -> str:
    """Gives the keyed path of a spot, which outlives a reordering of lists."""
    path = spot.keyed
    if path is None:
        waiting: list[Spot] = []
        above: Spot | None = spot
        while above is not None and above.keyed is None:
            waiting.append(above)
            above = above.parent
        path = (above.keyed or "") if above is not None else ""
        for at in reversed(waiting):
            if at.key is not None:
                path += written_below(step(at), path)
            at.keyed = path
    return path


def step(spot: Spot) -> Step:
    """Gives the last step to a spot: a key, or an element by its list's key, else by position."""
    key = spot.key
    assert key is not None
    if spot.siblings is None or not isinstance(key, int) or key >= len(spot.siblings):
        return key
    name = spot.list_key
    value = key_value(spot.siblings[key].scalar(name))
    if value is None:
        return key
    return Selected(name, value) if _same(spot, value) == 1 else key


def _same(spot: Spot, value: str) -> int:
    """Gives how many elements of a list have this key; those of a long one are counted once."""
    siblings, above = spot.siblings or [], spot.parent
    if len(siblings) < _LONG or above is None:
        return [key_value(sibling.scalar(spot.list_key)) for sibling in siblings].count(value)
    if above.counted is None or above.counted[0] is not siblings:
        above.counted = (
            siblings,
            Counter(key_value(each.scalar(spot.list_key)) for each in siblings),
        )
    return above.counted[1][value]


def spelled(steps: tuple[Step, ...]) -> str:
    """Gives the text of a path."""
    path = ""
    for part in steps:
        path += written_below(part, path)
    return path


def written_below(part: Step, path: str) -> str:
    """Gives the text of a step behind the path that it follows."""
    if isinstance(part, str):
        name = part if _is_name(part) else in_brackets(part)
        return f".{name}" if path and name is part else name
    if isinstance(part, int):
        return f"[{part}]"
    value = part.value if part.value.isalnum() else _word(part.value, _BARE)
    return f"[{_field(part.field)}={value}]"


def in_brackets(key: str) -> str:
    """Gives a key as a step in brackets, which any key may be written as."""
    return f"[{_quoted(key)}]"


def parse(text: str) -> tuple[Step, ...] | Mistake:
    """Gives the steps of a path."""
    steps: list[Step] = []
    at = 0
    while at < len(text):
        if text[at] == "[":
            found = _bracket(text, at)
        elif text[at] == "." and steps:
            found = _name(text, at + 1)
        else:
            found = _name(text, at) if not steps else _expected(text, at, "`.` or `[`")
        if isinstance(found, Mistake):
            return found
        part, at = found
        steps.append(part)
    return tuple(steps)


def locate(root: object, steps: tuple[Step, ...]) -> tuple[str | int, ...] | Mistake:
    """Gives the plain path, of keys and positions, for a path below a node or plain data."""
    plain: list[str | int] = []
    for number, part in enumerate(steps):
        key = _chosen(root, part, spelled(steps[:number]))
        if isinstance(key, Mistake):
            return key
        plain.append(key)
        root = _below(root, key)
    return tuple(plain)


def key_value(data: Data) -> str | None:
    """Gives the text of a value by which an element is selected, None where that is no scalar."""
    if data.__class__ is str:
        return str(data)
    return shown(data) if isinstance(data, _SCALARS) else None


def _is_name(text: str) -> bool:
    return (text.isascii() and text.isidentifier()) or bool(_pattern(_NAME).fullmatch(text))


@cache
def _field(name: str) -> str:
    return _word(name, _NAME)


def _word(text: str, pattern: str) -> str:
    return text if _pattern(pattern).fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    return '"' + "".join(_written(char) for char in text) + '"'


def _written(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return char if char.isprintable() else f"\\u{{{ord(char):x}}}"


def _name(text: str, at: int) -> tuple[Step, int] | Mistake:
    match = _pattern(_NAME).match(text, at)
    if match is None:
        return _expected(text, at, "a name", 'an odd key is written `["odd key"]`')
    return match[0], match.end()


def _bracket(text: str, at: int) -> tuple[Step, int] | Mistake:
    position = _pattern(_POSITION).match(text, at + 1)
    if position and text[position.end() :][:1] != "=":
        if text[position.end() :][:1] != "]":
            return _expected(text, position.end(), "`]`")
        return int(position[0]), position.end() + 1
    field = _text(text, at + 1, _NAME)
    if isinstance(field, Mistake):
        return field
    name, end = field
    if text[end : end + 1] == "=":
        value = _text(text, end + 1, _BARE)
        if isinstance(value, Mistake):
            return value
        part: Step = Selected(name, value[0])
        end = value[1]
    elif text[at + 1] == '"':
        part = name
    else:
        return _expected(text, end, "`=`", f'a key is written `["{name}"]`')
    if text[end : end + 1] != "]":
        return _expected(text, end, "`]`", "a value with other characters is quoted")
    return part, end + 1


def _text(text: str, at: int, bare: str) -> tuple[str, int] | Mistake:
    quoted = _pattern(_QUOTED).match(text, at)
    if quoted is None:
        match = _pattern(bare).match(text, at)
        if match is None:
            return _expected(text, at, "a name, a position or a text in quotes")
        return match[0], match.end()
    try:
        return _pattern(_ESCAPE).sub(_meant, quoted[1]), quoted.end()
    except (KeyError, ValueError, OverflowError):
        return _expected(text, at, "a text", r"escapes are `\"` `\\` `\n` `\t` and `\u{202e}`")


def _meant(match: re.Match[str]) -> str:
    return chr(int(match[2], 16)) if match[2] else _ESCAPED[match[1]]


def _expected(text: str, at: int, what: str, way: str | None = None) -> Mistake:
    found = f"`{text[at : at + 12]}`" if at < len(text) else "the end"
    return Mistake(
        f"{what} is expected in the path `{text}` at character {at + 1}, not {found}", way
    )


def _content(at: object) -> object:
    return at.content if isinstance(at, Node) else at


def _below(at: object, key: str | int) -> object:
    content = _content(at)
    if isinstance(content, dict):
        return content[key]
    assert isinstance(content, list)
    assert isinstance(key, int)
    return content[key]


def _chosen(at: object, part: Step, where: str) -> str | int | Mistake:
    """Gives the key or position that a step chooses."""
    content = _content(at)
    place = f"`{where}`" if where else "the manifest"
    if isinstance(part, str):
        if not isinstance(content, dict):
            way = "select an element: `[0]`, `[id=...]`" if isinstance(content, list) else None
            return Mistake(f"{place} is no map, so it has no `{part}`", way)
        if part in content:
            return part
        return Mistake(f"{place} has no `{part}`", did_you_mean(part, content, "it has"))
    if not isinstance(content, list):
        return Mistake(f"{place} is no list, so `{spelled((part,))}` selects nothing")
    if isinstance(part, int):
        if part < len(content):
            return part
        return Mistake(f"{place} has no element {part}", f"it has {len(content)}, counted from 0")
    return _selected(content, part, place)


def _selected(elements: list[object], part: Selected, place: str) -> int | Mistake:
    found = [at for at, each in enumerate(elements) if part.value in _spellings(each, part.field)]
    if len(found) == 1:
        return found[0]
    shape = spelled((part,))
    if found:
        return Mistake(f"{len(found)} elements of {place} are `{shape}`", "select one by position")
    known = [text for each in elements for text in _spellings(each, part.field)]
    way = did_you_mean(part.value, known, f"`{part.field}` is")
    return Mistake(f"no element of {place} is `{shape}`", way)


def _spellings(element: object, field: str) -> tuple[str, ...]:
    """Gives the texts by which an element's field can be named: as written, and as a number."""
    content = _content(element)
    found = content.get(field) if isinstance(content, dict) else None
    value = _content(found)
    if value is None or isinstance(value, dict | list):
        return ()
    texts = [found.text] if isinstance(found, Node) and found.text is not None else []
    if isinstance(value, bool):
        texts.append("true" if value else "false")
    elif isinstance(value, int | Fraction):
        texts.append(written(value))
    else:
        texts.append(str(value))
    return tuple(dict.fromkeys(texts))
