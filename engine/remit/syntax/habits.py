"""Mistakes of phrases: what other languages, or English, say in several words or signs at once."""

from __future__ import annotations

import re
from typing import Final

from remit.syntax.slip import Mend, Seen, Slip
from remit.syntax.structure import closing
from remit.text.fixes import writing
from remit.text.sentences import shortened
from remit.text.source import Span


def denied_presence(slip: Slip) -> Mend | None:
    """`x not empty`, `x is present and is not empty`"""
    word = slip.word
    if word not in ("empty", "present", "absent", "null"):
        return None
    named = slip.before(2) == "NAME" and slip.text_before(2) == "is"
    if slip.before() == "_NOT" and slip.before(2) != "_IS" and not named:
        meant = "is not empty" if word == "empty" else _DENIED[word]
        span = Span(slip.tokens[-1].start, slip.behind)
        message = f"`not {word}` needs its `is`"
        said = slip.say("is-not", message, f"write `{meant}`", span)
        return Mend(said, (("_IS", "is"), ("_EMPTY", "empty")), slip.behind, 1)
    if slip.before() == "NAME" and slip.text_before() == "is":
        span = Span(slip.tokens[-1].start, slip.behind)
        help = f"say of what: `x is {word}`, also behind `and` and `or`"
        said = slip.say("syntax", f"`is {word}` stands behind a value", help, span)
        return Mend(said, past=slip.line_end)
    if slip.before() == "_NOT" and named:
        help = f"say of what: `x is not {word}`, also behind `and` and `or`"
        span = Span(slip.tokens[-2].start, slip.behind)
        said = slip.say("syntax", f"`is not {word}` stands behind a value", help, span)
        return Mend(said, past=slip.line_end)
    return None


def pattern_sign(slip: Slip) -> Mend | None:
    """`/a.*/`: a pattern between slashes."""
    match = re.match(r"/((?:[^/\\\s]|\\.)+)/[a-z]*", slip.rest)
    if match is None or slip.before() not in ("_MATCHES", "OPERATOR", "_OPEN", "_COMMA"):
        return None
    text = match[1].replace("\\", "\\\\").replace('"', '\\"')
    span = Span(slip.offset, slip.offset + match.end())
    help = f'write `"{text}"`: `matches` takes a pattern of the whole text'
    said = slip.say("foreign-operator", "a pattern is a text in quotes", help, span)
    return Mend(said, (("TEXT", '"t"'),), span.end)


def called_quantifier(slip: Slip) -> Mend | None:
    """`any(x in xs: c)`, `count(x in xs: c)`: a condition behind a colon, in a call."""
    opened = _opened(slip)
    if slip.word != ":" or opened is None or opened.kind != "_OPEN":
        return None
    at = next((i for i, seen in enumerate(slip.tokens) if seen.start == opened.start), 0)
    inside = slip.source.text[opened.end : slip.offset].strip()
    if at == 0 or " in " not in inside:
        return None
    name = slip.tokens[at - 1]
    word = slip.source.text[name.start : name.end]
    quantifier = _CALLED.get(word)
    if quantifier is not None:
        help = f"write `{quantifier} {shortened(inside)} satisfies ...`, without parentheses"
    elif name.kind in ("COUNT", "_SORT") or word in ("sum", "min", "max", "distinct"):
        help = f"write `where`: `{word.rstrip('(')}({shortened(inside)} where ...)`"
    else:
        return None
    span = Span(name.start, opened.end if quantifier else slip.behind)
    said = slip.say("colon", "a condition does not stand behind `:` here", help, span)
    return Mend(said, past=slip.line_end)


def function_before(slip: Slip) -> Mend | None:
    """`count project.ms`, `exists project.x`, `the owner`: a word that was taken for a name."""
    if slip.before() != "NAME" or slip.is_first or not re.match(r"[A-Za-z_]", slip.rest):
        return None
    word = slip.text_before()
    span = Span(slip.tokens[-1].start, slip.tokens[-1].end)
    value = re.match(r"[\w.]*", slip.rest)
    shown = shortened(value[0]) if value is not None else ""
    if word in _FUNCTIONS and slip.before(2) != "_DOT":
        message = f"`{word}` takes its values in parentheses"
        said = slip.say("foreign-operator", message, f"write `{word}({shown})`", span)
        return Mend(said, (), slip.offset, 1)
    if word in ("exists", "defined") and not re.match(r"\w+\s+in\b", slip.rest):
        help = f"write `{shown} is present`"
        said = slip.say("foreign-operator", f"`{word}` is not a word of rules", help, span)
        return Mend(said, (), slip.offset, 1)
    if word == "the":
        said = slip.say("foreign-operator", "`the` is not a word of rules", "leave it out", span)
        return Mend(said, (), slip.offset, 1)
    if word == "lambda":
        help = "there are no functions in values: `some x in xs satisfies ...`"
        said = slip.say("foreign-operator", "`lambda` is not a word of rules", help, span)
        return Mend(said, past=slip.line_end)
    return None


def listed(slip: Slip) -> Mend | None:
    """`in (1, 2)`, `in {1, 2}`, `in 1, 2`: a list without its brackets; and `count(xs where c)`."""
    opened = _opened(slip)
    help = "a list stands in brackets: `[1, 2]`"
    if slip.word == "," and opened is not None and opened.kind == "_OPEN":
        at = next((i for i, seen in enumerate(slip.tokens) if seen.start == opened.start), 0)
        if at and slip.tokens[at - 1].kind == "_IN":
            span = Span(opened.start, opened.end)
            said = slip.say("syntax", "parentheses hold one value here", help, span)
            return Mend(said, past=slip.line_end)
    if slip.word == "where" and any(seen.kind == "COUNT" for seen in slip.open) and opened:
        inside = shortened(slip.source.text[opened.end : slip.offset].strip())
        help = f"write `count(x in {inside} where x...)`"
        said = slip.say("missing-in", "a `where` needs a name for the elements", help)
        return Mend(said, past=slip.line_end)
    if slip.word == "," and slip.before() in ("NUMBER", "TEXT", "DATE") and slip.before(2) == "_IN":
        said = slip.say("syntax", "`in` is followed by a list", help)
        return Mend(said, past=slip.line_end)
    if slip.before() == "_OPEN_TABLE" and "TEXT" in slip.accepts and not _is_keyed(slip):
        span = Span(slip.tokens[-1].start, slip.tokens[-1].end)
        message = "braces hold a table here, of texts and their values"
        help = "a list stands in brackets, `[1, 2]`; a value is written without braces"
        said = slip.say("table-key", message, help, span)
        return Mend(said, past=slip.line_end)
    return None


def _is_keyed(slip: Slip) -> bool:
    return re.match(r"""(?:[\w-]+|"[^"]*"|'[^']*')\s*[:=]|\}|["']""", slip.rest) is not None


def counted_within(slip: Slip) -> Mend | None:
    """`count(x in xs where c for y in x.ys)`: a second list in the short form of `count`."""
    opened = _opened(slip)
    if slip.word != "for" or opened is None or slip.is_first:
        return None
    at = next((i for i, seen in enumerate(slip.tokens) if seen.start == opened.start), 0)
    if not at or slip.tokens[at - 1].kind not in ("COUNT", "_SORT"):
        return None
    help = "write `count(y for x in xs where ... for y in x.ys)`"
    said = slip.say("syntax", "this goes over one list, and a `for` begins a second", help)
    return Mend(said, past=slip.line_end)


def grouping(slip: Slip) -> Mend | None:
    """`count(x in xs group by x.y)`"""
    match = re.match(r"group(?:ed)?\s+by\b", slip.rest)
    if match is None:
        return None
    help = "go through the groups: `for y in distinct([x.y for x in xs])`, then `where x.y == y`"
    span = Span(slip.offset, slip.offset + match.end())
    said = slip.say("foreign-operator", f"`{match[0]}` is not an operator of rules", help, span)
    return Mend(said, past=slip.line_end)


def selecting(slip: Slip) -> Mend | None:
    """`xs[*].x`, `xs[].x`, `xs[0:1]`"""
    opened = _opened(slip)
    if opened is None or opened.kind != "_OPEN_LIST":
        return None
    if slip.before() == "_OPEN_LIST" and slip.word in ("*", "]"):
        if slip.before(2) not in ("NAME", "_CLOSE_LIST", "_CLOSE"):
            return None
        help = "write `[x.name for x in xs]` for the names of all, or `for x in xs` as a clause"
    elif slip.word == ":" and slip.before() != "_OPEN_LIST":
        help = "there are no slices: `first(xs)`, `last(xs)` or a `where` choose elements"
    else:
        return None
    span = Span(opened.start, slip.behind)
    said = slip.say("syntax", "brackets behind a list hold the position of one element", help, span)
    return Mend(said, past=slip.line_end)


def prefixed_text(slip: Slip) -> Mend | None:
    """`f"..."`: a letter before a text."""
    match = re.match(r'([a-zA-Z]{1,2})"', slip.rest)
    if match is not None and "MESSAGE" in slip.accepts:
        span = Span(slip.offset, slip.offset + len(match[1]))
        said = slip.say("syntax", f"`{match[1]}` stands before a message", _LEAVE, span)
        return Mend(said, resume=span.end, plain=True)
    touching = slip.before() == "NAME" and slip.tokens[-1].end == slip.offset
    is_text = slip.rest.startswith('"') and slip.fits((), slip.offset, 1, 1)
    if touching and is_text and len(slip.text_before()) < 3:
        span = Span(slip.tokens[-1].start, slip.tokens[-1].end)
        said = slip.say("syntax", f"`{slip.text_before()}` stands before a text", _LEAVE, span)
        return Mend(said, (), slip.offset, 1)
    return None


def joined_message(slip: Slip) -> Mend | None:
    """`else "a" + x`"""
    if slip.before() != "MESSAGE" or slip.word not in ("+", "%", "&", "."):
        return None
    help = 'values stand in it in braces: `else "it is {x}"`'
    said = slip.say("syntax", "a message is one text", help)
    return Mend(said, past=slip.line_end)


def in_braces(slip: Slip) -> Mend | None:
    r"""`{join(xs, \", \")}`, `{x | upper}`, `{x:.2f}`: in the braces of a message."""
    if not slip.in_message:
        return None
    match = re.match(r'\\"((?:[^"\\]|\\[^"])*)\\"', slip.rest)
    if match is not None:
        help = f'write `"{shortened(match[1])}"`: within braces, quotes are plain'
        span = Span(slip.offset, slip.offset + match.end())
        said = slip.say(
            "foreign-operator", "a text in braces has no `\\` before its quotes", help, span
        )
        return Mend(said, (("TEXT", '"t"'),), span.end)
    match = re.match(r"\|\s*(\w+)|:[\w.,<>+%-]*|![rsa]\b", slip.rest)
    if match is None or slip.before() not in ("NAME", "_CLOSE", "_CLOSE_LIST"):
        return None
    help = "leave it out: a message shows values as they are written"
    if match[1]:
        help = f"write `{match[1]}(...)` round the value, if there is such a function"
    span = Span(slip.offset, slip.offset + match.end())
    message = f"`{slip.source.slice(span)}` does not format a value"
    code = "colon" if slip.word == ":" else "foreign-operator"
    return Mend(slip.say(code, message, help, span), resume=slip.end)


def opener(slip: Slip) -> Mend | None:
    """`then`, `do` or `:` behind the condition of a clause."""
    told = any(each.code == "foreign-clause" and _on_line(slip, each.span) for each in slip.told)
    ends = re.match(r"(then|do|begin|:)[ \t]*(?:#.*)?$|:(?=\s)", slip.rest)
    first = slip.is_first and slip.word in ("then", "do", "begin")
    if slip.word == ":" and not told:
        return None
    if not ends and not first and not (told and slip.word == "then"):
        return None
    if "_REQUIRE" not in slip.accepts and not told:
        return None
    if told:
        return Mend(None, resume=slip.behind)
    help = "leave it out: a clause ends where the next one begins"
    said = slip.say("block", f"`{slip.word}` opens nothing", help)
    return Mend(said, resume=slip.behind, plain=True)


def naming(slip: Slip) -> Mend | None:
    """`x = 5`, `let x be 5`, `x := 5` as a comparison."""
    if slip.accepts == {"_ASSIGN"} and slip.word in ("be", "is", "as", "to"):
        said = slip.say("syntax", f"expected `=`, found `{slip.word}`", "write `=`")
        return Mend(said, (("_ASSIGN", "="),), slip.behind, plain=True)
    if slip.rest.startswith(":=") and "OPERATOR" in slip.accepts:
        span = Span(slip.offset, slip.offset + 2)
        said = slip.say("single-equals", "`:=` does not compare", "write `==`", span)
        return Mend(said, (("OPERATOR", "=="),), span.end, plain=True)
    match = re.match(r"(?:set\s+)?([A-Za-z_]\w*)\s*:?=(?!=)", slip.rest)
    if match is None or not {"_REQUIRE", "_LET"} <= slip.accepts:
        return None
    span = Span(slip.offset, slip.offset + match.end())
    help = f"write `let {match[1]} =`"
    said = slip.say("foreign-clause", "a name is given by `let`", help, span)
    feed = (("_LET", "let"), ("NAME", match[1]), ("_ASSIGN", "="))
    return Mend(said, feed, span.end, plain=True)


def condition_comma(slip: Slip) -> Mend | None:
    """`require a, "message"`, `require a: "message"` and `require a, b`"""
    if slip.word not in (",", ":") or slip.in_message or "_ELSE" not in slip.accepts:
        return None
    if slip.rest[1:].lstrip().startswith('"'):
        blank = "" if slip.source.text[slip.offset - 1].isspace() else " "
        fix = writing(f"{blank}else", Span(slip.offset, slip.behind))
        message = "expected `else` before the message"
        said = slip.say("missing-else", message, "write `else`", fix=fix)
        return Mend(said, (("_ELSE", "else"),), slip.behind)
    if slip.word == ":":
        return None
    help = "write `and`, or a `require` for each"
    return Mend(slip.say("syntax", "conditions are not joined by `,`", help), past=slip.line_end)


def text_wanted(slip: Slip) -> Mend | None:
    """`owner mara`, `tags "a", "b"`, `effective from "2026-01-01"`"""
    if slip.accepts == {"TEXT"} and slip.word.isidentifier():
        span = Span(slip.offset, slip.line_end)
        written = slip.rest.partition("#")[0].strip()
        message = f"expected a text, found `{slip.word}`"
        said = slip.say("syntax", message, f'write `"{shortened(written)}"`')
        return Mend(said, (("TEXT", '"t"'),), span.end)
    if slip.accepts == {"_OPEN_LIST"} and slip.before() == "_TAGS":
        help = 'tags stand in brackets: `tags ["a", "b"]`'
        return Mend(
            slip.say("syntax", f"expected `[`, found `{slip.word}`", help), past=slip.line_end
        )
    if "DATE" in slip.accepts and "NUMBER" not in slip.accepts and slip.word.startswith('"'):
        help = f"write `{slip.word.strip(chr(34))}`, without quotes"
        said = slip.say("bad-date", "a date is no text", help)
        return Mend(said, (("DATE", "2026-01-01"),), slip.behind)
    if slip.word == "," and slip.text_before() in ("creation", "deletion"):
        help = "write `on creation` and `on deletion`, one below the other"
        return Mend(slip.say("syntax", "an `on` names one event", help), past=slip.line_end)
    if slip.text_before() == "effective" and slip.word == "until":
        help = "say since when, too: `effective from 2026-01-01 until 2027-01-01`"
        said = slip.say("syntax", "expected `from`, found `until`", help)
        return Mend(said, past=slip.line_end)
    return None


def one_name(slip: Slip) -> Mend | None:
    """`for i, m in xs`, `for (m in xs)`"""
    if slip.before() == "_FOR" and slip.word == "(":
        said = slip.say("syntax", "`for` has no parentheses", "leave them out: `for x in xs`")
        end = closing(slip)
        return Mend(said, past=end or slip.line_end)
    if slip.word != "," or slip.accepts != {"_IN"}:
        return None
    help = "write `for x in xs`: an element is found by its fields, not by its position"
    said = slip.say("syntax", "expected `in`, found `,`", help)
    return Mend(said, past=slip.line_end)


def _opened(slip: Slip) -> Seen | None:
    """The bracket that is still open."""
    kinds = ("_OPEN", "_OPEN_LIST", "_OPEN_TABLE")
    return next((seen for seen in reversed(slip.open) if seen.kind in kinds), None)


def _on_line(slip: Slip, span: Span | None) -> bool:
    return span is not None and "\n" not in slip.source.text[span.start : slip.offset]


_DENIED: Final = {"present": "is absent", "null": "is present", "absent": "is present"}
_CALLED: Final = {
    "any": "some", "some": "some", "exists": "some", "all": "every", "every": "every",
    "forall": "every", "none": "no", "no": "no",
}  # fmt: skip
_FUNCTIONS: Final = frozenset({
    "count", "sum", "min", "max", "length", "first", "last", "distinct", "duplicates", "days",
    "lower", "upper", "trim", "keys", "values", "abs", "round", "quarter", "version",
})  # fmt: skip
_LEAVE: Final = "leave it out: in a message, braces hold values without it"
