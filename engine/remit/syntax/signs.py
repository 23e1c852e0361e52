"""Mistakes of signs: quotes, operators of other languages, colons, semicolons, odd characters."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from remit.syntax.slip import Mend, Pretended, Slip
from remit.syntax.structure import closing
from remit.syntax.words import ITEM_WORDS
from remit.text.fixes import Edit, Fix, writing
from remit.text.source import Span


def unclosed_text(slip: Slip) -> Mend | None:
    """A quote that opens a text which doesn't end on its line."""
    if not slip.rest.startswith('"') or _CLOSED.match(slip.source.text, slip.offset, slip.end):
        return None
    if slip.rest.startswith('"""'):
        span = Span(slip.offset, slip.offset + 3)
        said = slip.say(
            "unclosed-text", "this long text is not closed", 'close it with `"""`', span
        )
        return Mend(said, past=slip.end)
    span = Span(slip.offset, slip.line_end)
    curly = next((sign for sign in slip.rest if sign in "“”„"), None)
    if curly is not None:
        return _quoted(slip, "curly-quotes", curly, span.end)
    help = 'close it with `"` on the same line; a text of several lines stands in `"""`'
    said = slip.say("unclosed-text", "this text is not closed", help, span)
    return Mend(said, _some_text(slip), slip.line_end if _some_text(slip) else None, past=span.end)


def text_going_on(slip: Slip) -> Mend | None:
    """A word directly behind a closing quote: the quote was not meant to close the text."""
    if slip.before() not in ("TEXT", "MESSAGE") or slip.tokens[-1].end != slip.offset:
        return None
    if not re.match(r'\w|"', slip.rest):
        return None
    said = slip.say(
        "unclosed-text",
        "this text is not closed where it seems to be",
        'close it before what follows, or write `\\"` for a quote inside of it',
        Span(slip.tokens[-1].start, slip.tokens[-1].end),
    )
    return Mend(said, past=slip.line_end)


def foreign_quotes(slip: Slip) -> Mend | None:
    """A text in single or typographic quotes."""
    sign = slip.rest[:1]
    if not sign or sign not in _QUOTES:
        return None
    code = "single-quotes" if sign in "'`" else "curly-quotes"
    last = re.compile(f"[{_QUOTES[sign]}]").search(slip.source.text, slip.offset + 1, slip.line_end)
    if last is None:
        return _quoted(slip, code, sign, slip.line_end)
    return _quoted(slip, code, sign, last.end(), closed=True)


def foreign_comment(slip: Slip) -> Mend | None:
    """A comment as in other languages."""
    if not slip.rest.startswith(("//", "/*", "--", "<!--")):
        return None
    end = slip.line_end
    if slip.rest.startswith("/*"):
        closer = slip.source.text.find("*/", slip.offset, slip.end)
        end = slip.end if closer < 0 else closer + 2
    sign = slip.rest[:2]
    said = slip.say(
        "foreign-comment", f"`{sign}` begins no comment", "a comment begins with `#`",
        Span(slip.offset, slip.offset + 2),
        None if sign == "/*" else writing("#", Span(slip.offset, slip.offset + 2)),
    )  # fmt: skip
    return Mend(said, resume=end)


def assignment_for_comparison(slip: Slip) -> Mend | None:
    """`=` for `==`"""
    if "OPERATOR" not in slip.accepts or not re.match(r"=(?![=><~!])", slip.rest):
        return None
    said = slip.say("single-equals", "`=` does not compare", "write `==`")
    return Mend(said, (("OPERATOR", "=="),), slip.behind, plain=True)


def comparison_for_assignment(slip: Slip) -> Mend | None:
    """`==` or `:=` for `=`"""
    match = re.match(r"==|:=", slip.rest)
    if "_ASSIGN" not in slip.accepts or match is None:
        return None
    span = Span(slip.offset, slip.offset + 2)
    said = slip.say("double-equals", f"`{match[0]}` does not give a name", "write `=`", span)
    return Mend(said, (("_ASSIGN", "="),), span.end, plain=True)


def table_sign(slip: Slip) -> Mend | None:
    """Another sign for `->` or `|` in a row of a decision table."""
    for kind, sign, pattern in _OF_TABLES:
        match = re.match(pattern, slip.rest)
        if kind in slip.accepts and match is not None:
            feed, end = ((kind, sign),), slip.offset + match.end()
            if slip.fits(feed, end, 1):
                message = f"`{match[0]}` does not part the columns of a table here"
                span = Span(slip.offset, end)
                said = slip.say("foreign-operator", message, f"write `{sign}`", span)
                return Mend(said, feed, end)
    return None


def closed_row(slip: Slip) -> Mend | None:
    """A row of a table with a `|` at its end, which was taken for the beginning of the next one."""
    back = 2 if slip.before() == "NAME" and slip.text_before() in ITEM_WORDS else 1
    if slip.before(back) != "_BAR" or not (slip.at_end or slip.word == "|" or back == 2):
        return None
    bar, kinds = slip.tokens[-back], [seen.kind for seen in slip.tokens[:-back]]
    if not slip.source.text[: bar.start].rpartition("\n")[2].strip():
        return None
    span = Span(bar.start, bar.end)
    fix = Fix("leave it out", (Edit(span, ""),))
    said = slip.say(
        "table-cell", "a row of a table has no `|` at its end", "leave it out", span, fix
    )
    row = kinds[len(kinds) - kinds[::-1].index("_BAR") :] if "_BAR" in kinds else []
    if "_ARROW" not in row:
        help = 'what it gives stands behind `->`: `| "pilot" -> 2`'
        return Mend(slip.say("table-cell", "a row of a table has no `->`", help, span))
    return Mend(said, (), slip.tokens[-1].start if back == 2 else slip.offset, back)


def any_cell(slip: Slip) -> Mend | None:
    """`*` or `_` in a cell of a table, and `first` behind its outputs."""
    if slip.word == "first" and "_TAKE_FIRST" in slip.accepts:
        said = slip.say("foreign-operator", "`first` stands behind `take`", "write `take first`")
        return Mend(said, (("_TAKE_FIRST", "take first"),), slip.behind, plain=True)
    if not slip.in_table or slip.before() != "_BAR" or slip.word not in ("*", "_"):
        return None
    message = f"`{slip.word}` is not what a cell takes"
    said = slip.say("foreign-operator", message, "write `-`, which takes anything")
    return Mend(said, (("MINUS", "-"),), slip.behind, plain=True)


def whole_cell(slip: Slip) -> Mend | None:
    """A condition with its left side in a cell of a table, or an interval without brackets."""
    if not {"_BAR", "_ARROW", "_COMMA"} <= slip.accepts:
        return None
    match = re.match(r"\.\.|[<>]=?|[=!]=", slip.rest)
    if match is None:
        return None
    span = Span(slip.offset, slip.offset + match.end())
    if match[0] == "..":
        help = "write `[1 .. 5]` with its bounds, `[1 .. 5)` without the last one"
        said = slip.say("table-cell", "an interval of a table stands in brackets", help, span)
    else:
        help = f"write `{match[0]}` and what the input is compared with: the column says which"
        said = slip.say("table-cell", "a cell of a table has no left side", help, span)
    return Mend(said, (("_COMMA", ","),), span.end)


def foreign_sign(slip: Slip) -> Mend | None:
    """An operator of another language."""
    sign = next((sign for sign in _BY_LENGTH if slip.rest.startswith(sign)), None)
    if sign is None or (sign in ("->", "|") and slip.in_table):
        return None
    written, feed = _SIGNS[sign]
    span = Span(slip.offset, slip.offset + len(sign))
    help = f"write `{written}`" if feed else written
    said = slip.say("foreign-operator", f"`{sign}` is not an operator of rules", help, span)
    if feed and slip.fits(feed, span.end, 1):
        return Mend(said, feed, span.end, plain=True)
    return Mend(said, past=span.end)


def colon(slip: Slip) -> Mend | None:
    """A colon where none belongs: for `=`, for `satisfies`, at the end of a line."""
    if slip.word != ":":
        return None
    meant: tuple[tuple[str, Pretended], ...] = (
        ("write `=`", ("_ASSIGN", "=")),
        ("write `satisfies`", ("_SATISFIES", "satisfies")),
    )
    for help, token in meant:
        if slip.fits((token,), slip.behind):
            said = slip.say("colon", "`:` does not belong here", help)
            return Mend(said, (token,), slip.behind, plain=True)
    said = slip.say("colon", "`:` does not belong here", "leave it out")
    return Mend(said, resume=slip.behind, plain=True)


def semicolon(slip: Slip) -> Mend | None:
    """A semicolon behind a clause."""
    if slip.word != ";":
        return None
    help = "leave it out: a clause ends where the next one begins"
    said = slip.say("semicolon", "`;` does not belong here", help)
    return Mend(said, resume=slip.behind, plain=True)


def brace(slip: Slip) -> Mend | None:
    """A block in braces; its closing brace needs no word of its own."""
    if slip.word not in ("{", "}"):
        return None
    opened = any(d.code == "block" and d.span and _opens(slip, d.span) for d in slip.told)
    if slip.word == "}" and opened:
        return Mend(None, resume=slip.behind)
    help = "leave it out: a rule ends where the next one begins"
    said = slip.say(
        "block", f"`{slip.word}` does not belong here: there are no blocks", help, fix=_block(slip)
    )
    return Mend(said, resume=slip.behind, plain=True)


def _block(slip: Slip) -> Fix | None:
    end = closing(slip) if slip.word == "{" else None
    if end is None or _ITEM.search(slip.source.text, slip.behind, end):
        return None
    opener, closer = Span(slip.offset, slip.behind), Span(end - 1, end)
    return Fix("leave the braces out", (Edit(opener, ""), Edit(closer, "")))


def odd_character(slip: Slip) -> Mend | None:
    """A character that only texts and comments may hold."""
    sign = slip.source.text[slip.offset : slip.offset + 1]
    if slip.at_end or re.match(r"[!-~\s]", sign, re.ASCII):
        return None
    if sign.isalpha():
        return _foreign_letters(slip)
    run = re.compile(f"{re.escape(sign)}+").match(slip.source.text, slip.offset, slip.end)
    end = run.end() if run else slip.offset + 1
    name = unicodedata.name(sign, "a control character").lower()
    said = slip.say(
        "odd-character",
        f"the character U+{ord(sign):04X} ({name}) stands outside of texts",
        "leave it out, or write an ordinary blank" if not sign.isprintable() else "leave it out",
        Span(slip.offset, end),
        Fix("leave it out", (Edit(Span(slip.offset, end), "" if sign.isprintable() else " "),)),
    )
    placeholder = (("NAME", "x"),)
    if "NUMBER" in slip.accepts and slip.fits(placeholder, end, 1):
        return Mend(said, placeholder, end)
    return Mend(said, resume=end if slip.fits((), end, 1) else None, past=end)


def _foreign_letters(slip: Slip) -> Mend:
    """Letters beyond a to z, in a name or a field; the name may have begun before them."""
    start = slip.offset
    if slip.tokens and slip.tokens[-1].end == start and slip.before() in ("NAME", "KEBAB"):
        start = slip.tokens[-1].start
    span = Span(start, slip.behind)
    word = slip.source.slice(span)
    dotted = slip.source.text[start - 1 : start] == "."
    help = f'write `["{word}"]` instead of `.{word}`' if dotted else "rename it"
    said = slip.say("odd-character", f"`{word}` has letters beyond a to z", help, span)
    feed: tuple[Pretended, ...] = (("NAME", "x"),) if "NAME" in slip.accepts else ()
    return Mend(said, feed, slip.behind)


def _opens(slip: Slip, span: Span) -> bool:
    return slip.source.slice(span) == "{"


def _some_text(slip: Slip) -> tuple[Pretended, ...]:
    kind = next((kind for kind in ("MESSAGE", "TEXT") if kind in slip.accepts), None)
    return ((kind, '"t"'),) if kind else ()


def _quoted(slip: Slip, code: str, sign: str, end: int, closed: bool = False) -> Mend:
    span = Span(slip.offset, end)
    inner = slip.source.text[span.start + 1 : span.end - 1].replace('"', '\\"')
    fix = Fix('write it in `"`', (Edit(span, f'"{inner}"'),)) if closed else None
    said = slip.say(code, f"`{sign}` does not quote a text", 'write `"`', span, fix)
    feed = _some_text(slip)
    return Mend(said, feed, end if feed else None, past=end)


_ITEM: Final = re.compile(rf"^[ \t]*(?:{'|'.join(ITEM_WORDS)})\b", re.MULTILINE)
_CLOSED: Final = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"""|"(?!"")(?:[^"\\\r\n]|\\[^\r\n])*+"'
)
_QUOTES: Final = {
    "'": "'",
    "`": "`",
    "‘": "’'",
    "’": "’'",
    "“": '”"',
    "”": '”"',
    "„": '“”"',
    "«": "»",
}
_OF_TABLES: Final = (
    ("_ARROW", "->", r"=>|==>|=(?!=)|:|→|⇒"),
    ("_BAR", "|", r"\|\||;|&&?"),
)
_COMPARE: Final = "OPERATOR"

_SIGNS: Final[dict[str, tuple[str, tuple[Pretended, ...]]]] = {
    "&&": ("and", (("_AND", "and"),)),
    "&": ("and", (("_AND", "and"),)),
    "∧": ("and", (("_AND", "and"),)),
    "||": ("or", (("_OR", "or"),)),
    "|": ("or", (("_OR", "or"),)),
    "∨": ("or", (("_OR", "or"),)),
    "!": ("not", (("_NOT", "not"),)),
    "¬": ("not", (("_NOT", "not"),)),
    "===": ("==", ((_COMPARE, "=="),)),
    "!==": ("!=", ((_COMPARE, "!="),)),
    "<>": ("!=", ((_COMPARE, "!="),)),
    "=!": ("!=", ((_COMPARE, "!="),)),
    "≠": ("!=", ((_COMPARE, "!="),)),
    "=<": ("<=", ((_COMPARE, "<="),)),
    "≤": ("<=", ((_COMPARE, "<="),)),
    "≥": (">=", ((_COMPARE, ">="),)),
    "=>": (">=` or, to conclude, `implies", ((_COMPARE, ">="),)),
    "->": ("implies", (("_IMPLIES", "implies"),)),
    "==>": ("implies", (("_IMPLIES", "implies"),)),
    "→": ("implies", (("_IMPLIES", "implies"),)),
    "⇒": ("implies", (("_IMPLIES", "implies"),)),
    "=~": ("matches", (("_MATCHES", "matches"),)),
    "~": ("matches", (("_MATCHES", "matches"),)),
    "∈": ("in", (("_IN", "in"),)),
    "∉": ("not in", (("_NOT", "not"), ("_IN", "in"))),
    "??": ("default", (("_DEFAULT", "default"),)),
    "?:": ("default", (("_DEFAULT", "default"),)),
    "?.": ("`.` alone: a field of something absent is absent", ()),
    "?": ("there is no conditional expression: write a rule or `require` for each case", ()),
    "**": ("there are no powers: multiply", ()),
    "^": ("there are no powers: multiply", ()),
    "%": ("a percentage is written without a blank: `20%`; there is no remainder", ()),
    "+=": ("a name keeps its value: give the new one another name with `let`", ()),
    "-=": ("a name keeps its value: give the new one another name with `let`", ()),
    "@": ("a place is given by `at` and a path", ()),
    "$": ("names are written without `$`", ()),
    "\\": ("a clause may simply go on in the next line", ()),
    "×": ("*", (("TIMES", "*"),)),
    "÷": ("/", (("OVER", "/"),)),
    "−": ("-", (("MINUS", "-"),)),
    "–": ("-", (("MINUS", "-"),)),
}  # fmt: skip
_BY_LENGTH: Final = sorted(_SIGNS, key=len, reverse=True)
