"""What libyaml refuses, said in our own words, with the way out, at the place that is to blame."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct
from yaml.error import MarkedYAMLError, YAMLError

from remit.text.diagnostic import Diagnostic
from remit.text.lookalikes import looks_like_a_sign
from remit.text.source import Source, Span

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?= )", re.MULTILINE)
_EMPTY_LIST = re.compile(r"\s*(?:- +)*([\w-]+): *\[ *\] *(?:#.*)?$")
_DASH_WITHOUT_SPACE = re.compile(r"^\s*(?:- +)*-[^\s-]")
_COLON_WITHOUT_SPACE = re.compile(r"^\s*(?:- +)*([\w-]+):[^\s/]")


class _Words(Struct, frozen=True):
    """What is said: a message, the way out, the code; `context` places it at what was begun."""

    message: str
    help: str
    context: bool = False
    code: str = "yaml"


def forbidden(source: Source) -> Diagnostic:
    """Gives what is wrong with a text that holds a character which YAML doesn't allow."""
    match = _FORBIDDEN.search(source.text)
    if match is None:
        return Diagnostic("character", "a character is not allowed in YAML", source)
    code = ord(match[0])
    way = "remove it"
    if not 0xD800 <= code < 0xE000:
        escape = f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
        way = f"remove it; within double quotes it may be written `{escape}`"
    message = f"the character U+{code:04X} is not allowed in YAML"
    return Diagnostic("character", message, source, Span(*match.span()), way)


def trouble(source: Source, error: YAMLError) -> Diagnostic:
    """Gives the one diagnostic for what libyaml said about a source."""
    if not isinstance(error, MarkedYAMLError):
        return forbidden(source)
    conflict = _CONFLICT.search(source.text)
    if conflict:
        message, way = "a merge conflict was left in the file", "settle it, and remove the markers"
        return Diagnostic("yaml", message, source, Span(*conflict.span()), way)
    problem, end = error.problem or "", len(source.text)
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, end) if mark else 0
    begun = min(error.context_mark.index, end) if error.context_mark else at
    words = _words(source, problem, error.context or "", at, begun)
    start = begun if words.context else at
    way = _unseen(source, at, begun) or words.help
    return Diagnostic(words.code, words.message, source, _one(source.text, start), way)


def _unseen(source: Source, at: int, begun: int) -> str | None:
    """Gives what can't be seen of the lines that libyaml stumbled over, or of the one before."""
    if source.text.isascii():
        return None
    here = source.position(at)[0]
    for number in (source.position(begun)[0], here - 1, here):
        found = looks_like_a_sign(source.line(number)) if number else None
        if found is not None:
            return f"line {number} holds {found}"
    return None


def _one(text: str, start: int) -> Span:
    """Gives the span of one character, or of none at the end of a line."""
    return Span(start, start + (start < len(text) and text[start] not in "\r\n"))


def _words(source: Source, problem: str, context: str, at: int, begun: int) -> _Words:
    judge = _JUDGED.get(problem)
    if judge is not None:
        return judge(source, context, at, begun)
    return _WORDS.get(problem) or _Words(
        "this is not YAML", "compare the indentation and quotes with the lines around it"
    )


_TAB = _Words(
    "a tab can't indent", "use spaces; most editors can be told to do so", code="tab"
)  # fmt: skip
_COLON = _Words(
    "a value can't hold a colon and a space without quotes", "put the whole value in quotes"
)
_TOUCHING_DASH = _Words("there is no space after the dash", "write `- ...`")
_BELOW_TEXT = _Words(
    "no key can follow here, as the line before ends in a text",
    "indent the key like those beside it; a text that holds a colon wants quotes",
)


def _character(source: Source, context: str, at: int, begun: int) -> _Words:
    char = source.text[at : at + 1]
    if char == "\t":
        return _TAB
    shown = "a backtick" if char == "`" else f"`{char}`"
    return _Words(f"a value can't begin with {shown}", "put the value in quotes")


def _no_value(source: Source, context: str, at: int, begun: int) -> _Words:
    char = source.text[at : at + 1]
    if "flow" in context or char not in ",]}":
        return _Words("a value is missing before this", "write one, or put the text in quotes")
    return _character(source, context, at, begun)


def _no_name(source: Source, context: str, at: int, begun: int) -> _Words:
    kind = "alias" if source.text[begun : begun + 1] == "*" else "anchor"
    char = source.text[begun : begun + 1]
    return _Words(
        f"`{char}` begins an {kind}, whose name is made of letters, digits, `-` and `_`",
        f"put the value in quotes, if it only begins with `{char}`",
        context=True,
    )


def _colon(source: Source, context: str, at: int, begun: int) -> _Words:
    line, column = source.position(at)
    before = source.line(line)[: column - 1]
    if len(before) > 1000:
        return _Words("a key can't be longer than 1,024 characters", "shorten it")
    if "\t" in before[: len(before) - len(before.lstrip())]:
        return _TAB
    if ": " in before:
        return _COLON
    missing = _COLON_WITHOUT_SPACE.match(source.line(line - 1))
    if missing:
        return _Words(
            f"there is no space after the colon of `{missing[1]}:` on the line before",
            f"write `{missing[1]}: ...` with a space",
        )
    if _DASH_WITHOUT_SPACE.match(source.line(line - 1)):
        return _Words("there is no space after the dash on the line before", "write `- ...`")
    return _BELOW_TEXT


def _list_below(source: Source, line: int) -> str:
    """Gives the way out where a list stands below no key; above it may be an empty one."""
    above = (source.line(number) for number in range(line - 1, 0, -1))
    said = next((text for text in above if text.strip() and text.lstrip()[0] != "#"), "")
    empty = _EMPTY_LIST.match(said)
    if empty is not None:
        return f"take away the `[]` behind `{empty[1]}:`, which says that there is none"
    return "indent it below its own key"


def _lost_key(source: Source, context: str, at: int, begun: int) -> _Words:
    line, column = source.position(at)
    before = source.line(line)[: column - 1]
    opened = source.position(begun)[0]
    if not before.strip():
        if _is_touching(source, at, begun):
            return _TOUCHING_DASH
        if source.text.startswith("- ", at):
            return _Words("a list can't stand among keys", _list_below(source, line))
        if source.text.startswith(":", at):
            return _Words("the key is missing", "write it before the colon", code="odd-key")
        return _Words(
            f"this doesn't line up with the map that begins on line {opened}",
            "indent it like the keys that it belongs to",
        )
    quote = before.rstrip()[-1:]
    if quote in "\"'":
        doubled = "`''`" if quote == "'" else '`\\"`'
        return _Words(
            "something follows the closing quote",
            f"put the whole value between the quotes; a quote within is written {doubled}",
        )
    return _Words("this belongs to no key", "write `key: value`, one to a line")


def _is_touching(source: Source, at: int, begun: int) -> bool:
    """Says whether a dash touches what follows, and stands below the others of its list."""
    line, column = source.position(at)
    below = column == source.position(begun)[1]
    return below and _DASH_WITHOUT_SPACE.match(source.line(line)) is not None


def _lost_item(source: Source, context: str, at: int, begun: int) -> _Words:
    opened = source.position(begun)[0]
    if _is_touching(source, at, begun):
        return _TOUCHING_DASH
    return _Words(
        f"this doesn't line up with the list that begins on line {opened}",
        "indent it like the dashes that it belongs to, or like the key above the list",
    )


def _unclosed(bracket: str) -> Callable[[Source, str, int, int], _Words]:
    def judge(source: Source, context: str, at: int, begun: int) -> _Words:
        line = source.position(at)[0]
        if line != source.position(begun)[0]:
            message = f"`{source.text[begun]}` is not closed before line {line}"
            way = f"write `{bracket}` at its end; a key stands on one line with its colon"
            return _Words(message, way, context=True)
        message = f"a comma or `{bracket}` is expected here"
        return _Words(message, "put texts that hold commas, brackets or braces in quotes")

    return judge


def _ended(source: Source, context: str, at: int, begun: int) -> _Words:
    if "quoted" in context:
        quote = source.text[begun : begun + 1]
        return _Words(f"`{quote}` is never closed", f"write `{quote}` at its end", context=True)
    return _Words("the file ends too early", "complete the last line")


def _no_colon(source: Source, context: str, at: int, begun: int) -> _Words:
    line = source.line(source.position(begun)[0])
    missing = _COLON_WITHOUT_SPACE.match(line)
    if missing:
        return _Words(
            f"there is no space after the colon of `{missing[1]}:`",
            f"write `{missing[1]}: ...` with a space",
            context=True,
        )
    return _Words("this has no key", "write `key: value`, one to a line", context=True)


def _second_document(source: Source, context: str, at: int, begun: int) -> _Words:
    if source.text.startswith("%", at):
        return _Words("a directive stands before a document only", "write `...` on a line before")
    if source.text.startswith("%"):
        return _Words("no document begins after the directive", "write `---` on a line before this")
    return _Words(
        "the document ends before this",
        "put a text that holds quotes or brackets in quotes as a whole; `---` on a line of its "
        "own begins another document",
    )


_JUDGED: dict[str, Callable[[Source, str, int, int], _Words]] = {
    "found character that cannot start any token": _character,
    "mapping values are not allowed in this context": _colon,
    "did not find expected key": _lost_key,
    "did not find expected '-' indicator": _lost_item,
    "did not find expected ',' or ']'": _unclosed("]"),
    "did not find expected ',' or '}'": _unclosed("}"),
    "did not find expected node content": _no_value,
    "did not find expected alphabetic or numeric character": _no_name,
    "found unexpected end of stream": _ended,
    "could not find expected ':'": _no_colon,
    "did not find expected <document start>": _second_document,
}
_ESCAPE = "write `\\\\` for a backslash, or use single quotes"
_HEADER = "after `|` or `>` only `+`, `-`, a digit and a comment may follow on the line"
_TAGS = "leave the tag out; manifests need none"
_DIRECTIVES = "remove the line that begins with `%`"
_WORDS: dict[str, _Words] = {
    "exceeded maximum nesting depth": _Words(
        "lists and maps are nested deeper than YAML is read", "write it flatter", code="too-deep"
    ),
    "block sequence entries are not allowed in this context": _Words(
        "a list can't begin on the line of its key", "begin it on the next line, or quote the text"
    ),
    "mapping keys are not allowed in this context": _Words(
        "`?` can't begin a value", "put the value in quotes"
    ),
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "found unexpected document indicator": _Words(
        "the text in quotes is not closed before the next document",
        "close it, or indent its lines",
        context=True,
    ),
    "found unexpected ':'": _Words(
        "a colon can't stand here without quotes", "put the text in quotes"
    ),
    "found unknown escape character": _Words("this escape does not exist", _ESCAPE),
    "found invalid Unicode character escape code": _Words(
        "this escape names no character", "write the character itself, or `\\U` and 8 digits"
    ),
    "did not find expected hexdecimal number": _Words(
        "this escape lacks digits", "`\\x` takes 2 digits, `\\u` 4, `\\U` 8"
    ),
    "did not find expected comment or line break": _Words(
        "something stands where the line must end", _HEADER
    ),
    "found an indentation indicator equal to 0": _Words("the text can't be indented by 0", _HEADER),
    "found incompatible YAML document": _Words(
        "the file asks for another version of YAML than 1.2", _DIRECTIVES
    ),
    "found duplicate %YAML directive": _Words("the version is given twice", _DIRECTIVES),
    "found duplicate %TAG directive": _Words("the tag handle is given twice", _DIRECTIVES),
    "found unknown directive name": _Words("this directive is not known", _DIRECTIVES),
    "could not find expected directive name": _Words("the directive has no name", _DIRECTIVES),
    "found unexpected non-alphabetical character": _Words("this is no directive", _DIRECTIVES),
    "did not find expected digit or '.' character": _Words("this is no version", _DIRECTIVES),
    "did not find expected version number": _Words("this is no version", _DIRECTIVES),
    "found extremely long version number": _Words("this is no version", _DIRECTIVES),
    "did not find expected whitespace": _Words("a space is expected here", _TAGS),
    "did not find expected whitespace or line break": _Words("a space is expected here", _TAGS),
    "found undefined tag handle": _Words("this tag is not known", _TAGS, code="unknown-tag"),
    "did not find expected tag URI": _Words("this is no tag", _TAGS),
    "did not find expected '!'": _Words("this is no tag", _TAGS),
    "did not find the expected '>'": _Words("`>` is missing at the end of the tag", _TAGS),
    "did not find URI escaped octet": _Words("this is no tag", _TAGS),
    "found an incorrect leading UTF-8 octet": _Words("this is no tag", _TAGS),
    "found an incorrect trailing UTF-8 octet": _Words("this is no tag", _TAGS),
}
