"""Mistakes of words: keywords misspelled or of other languages, `is` before a value, chains."""

from __future__ import annotations

import re
from typing import Final

from remit.syntax.slip import Mend, Pretended, Slip
from remit.syntax.words import CLAUSE_WORDS, KEYWORDS
from remit.text.diagnostic import nearest
from remit.text.fixes import writing
from remit.text.source import Span


def is_something(slip: Slip) -> Mend | None:
    """`is null`, `is not absent`, `is "x"`, `is in xs`: `is` asks for presence only."""
    negated = slip.before() == "_NOT" and slip.before(2) == "_IS"
    if not negated and slip.before() != "_IS":
        return None
    asked = "is not" if negated else "is"
    written = f"{asked} {slip.word}"
    drop = 2 if negated else 1
    if slip.word in _OPPOSITES and negated:
        meant, span = f"is {_OPPOSITES[slip.word]}", _from_is(slip, drop)
        message = f"`{written}` is said more simply"
        said = slip.say("is-not", message, f"write `{meant}`", span, writing(meant, span))
        return Mend(said, (("_EMPTY", "empty"),), slip.behind)
    if slip.word.casefold() in _NULLS | _ABSENCE:
        meant = f"is {'present' if negated else 'absent'}"
        fix = writing(meant, _from_is(slip, drop))
        message = f"there is no `{slip.word}` in rules"
        said = slip.say("null", message, f"write `{meant}`", fix=fix)
        return Mend(said, (("_EMPTY", "empty"),), slip.behind)
    return _is_value(slip, asked, drop)


def _is_value(slip: Slip, asked: str, drop: int) -> Mend:
    code = "is-not" if drop == 2 else "is-value"
    operator = "!=" if drop == 2 else "=="
    message = f"`{asked}` does not compare"
    span = _from_is(slip, drop)
    if slip.word == "in":
        said = slip.say(code, message, f"write `{'not ' * (drop - 1)}in`", span)
        feed: tuple[Pretended, ...] = (("_NOT", "not"),) if drop == 2 else ()
        return Mend(said, feed, slip.offset, drop, plain=True)
    said = slip.say(code, message, f"write `{operator}`", span)
    feed = (("OPERATOR", operator),)
    if slip.fits(feed, slip.offset, 1, drop):
        return Mend(said, feed, slip.offset, drop, plain=True)
    help = "`is` stands before `present`, `absent`, `empty` and `not empty`"
    return Mend(slip.say(code, message, help, span))


def _from_is(slip: Slip, drop: int) -> Span:
    return Span(slip.tokens[-drop].start, slip.tokens[-1].end if slip.at_end else slip.behind)


def capitals(slip: Slip) -> Mend | None:
    """A keyword in capitals, here or just before, where it was taken for a name."""
    kind = KEYWORDS.get(slip.word.lower())
    if kind and slip.word != slip.word.lower() and slip.fits(((kind, ""),), slip.behind, 1):
        said = slip.say("keyword-case", f"`{slip.word}` is written in lower case",
                        f"write `{slip.word.lower()}`")  # fmt: skip
        return Mend(said, ((kind, slip.word.lower()),), slip.behind, plain=True)
    before = slip.text_before()
    meant = {before: before.lower()} if before.lower() in _LEADING else {}
    return _word_before(slip, meant, "keyword-case")


def foreign_word(slip: Slip) -> Mend | None:
    """A word of another language in the place of an operator, here or just before."""
    found = _OPERATOR_WORDS.get(slip.word.lower())
    if found is not None and slip.fits(found[1], slip.behind, 1):
        said = slip.say("foreign-operator", f"`{slip.word}` is not an operator of rules",
                        f"write `{found[0]}`")  # fmt: skip
        return Mend(said, found[1], slip.behind, plain=True)
    return _word_before(slip, _QUANTIFIERS, "foreign-operator")


def _word_before(slip: Slip, meant: dict[str, str], code: str) -> Mend | None:
    """Mends a word that was taken for a name because it begins an expression."""
    before = slip.text_before()
    word = meant.get(before)
    if word is None or slip.before() != "NAME":
        return None
    feed = ((KEYWORDS[word], word),)
    if not slip.fits(feed, slip.offset, 1, 1):
        return None
    span = Span(slip.tokens[-1].start, slip.tokens[-1].end)
    message = f"`{before}` is not a word of rules"
    said = slip.say(code, message, f"write `{word}`", span)
    return Mend(said, feed, slip.offset, 1, plain=True)


def inner_not(slip: Slip) -> Mend | None:
    """`a == not b`: there `not` was taken for a name."""
    if slip.text_before() != "not" or slip.before() != "NAME":
        return None
    said = slip.say("inner-not", "`not` stands inside of a comparison",
                    "put what it denies into parentheses: `(not ...)`",
                    Span(slip.tokens[-1].start, slip.tokens[-1].end))  # fmt: skip
    return Mend(said, (), slip.offset, 1)


def chained_comparison(slip: Slip) -> Mend | None:
    """`a < b < c`"""
    match = _COMPARISON.match(slip.rest)
    if match is None or slip.before() not in _OPERAND_ENDS or _takes(slip, match[0]):
        return None
    span = Span(slip.offset, slip.offset + len(match[0]))
    said = slip.say(
        "chained-comparison",
        f"`{match[0]}` follows another comparison",
        "join them, `a < b and b < c`, or put one into parentheses",
        span,
    )
    feed = (("_AND", "and"), ("NAME", "x"))
    return Mend(said, feed, slip.offset) if slip.fits(feed, slip.offset, 1) else Mend(said)


def _takes(slip: Slip, word: str) -> bool:
    return KEYWORDS.get(word, "OPERATOR") in slip.accepts


def foreign_clause(slip: Slip) -> Mend | None:
    """`if`, `end`, `assert` and other words that begin or close clauses elsewhere."""
    if slip.word == "if" and not slip.is_first and "_WHERE" in slip.accepts:
        return None
    if slip.word == "end":
        said = slip.say("stray-end", "`end` closes nothing",
                        "leave it out: a rule ends where the next one begins")  # fmt: skip
        return Mend(said, resume=_behind_end(slip), plain=True)
    if slip.text_before() in _BRANCHES and slip.before() == "NAME":
        span = Span(slip.tokens[-1].start, slip.tokens[-1].end)
        return _branch(slip, slip.text_before(), span)
    if slip.word in _BRANCHES and not (slip.is_first and slip.word == "if"):
        return _branch(slip, slip.word, Span(slip.offset, slip.behind))
    found = _CLAUSES.get(slip.word)
    if found is None or not ({"_REQUIRE", "_RULE"} & slip.accepts):
        return None
    help, feed = found
    said = slip.say("foreign-clause", f"no clause begins with `{slip.word}`", help)
    if feed and slip.fits(feed, slip.behind, 1):
        return Mend(said, feed, slip.behind, plain=True)
    return Mend(said, past=slip.behind)


def branch_else(slip: Slip) -> Mend | None:
    """An `else` that begins a branch instead of a message."""
    if slip.before() != "_ELSE" or not (slip.word == ":" or slip.word in _CLAUSE_WORDS):
        return None
    return _branch(slip, "else", Span(slip.tokens[-1].start, slip.tokens[-1].end))


def _branch(slip: Slip, word: str, span: Span) -> Mend:
    help = "write a rule, or a `require`, for each case; `implies` joins a case and its demand"
    whole = re.search(r"\b(?:then|else)\b(?!\s*\")", slip.rest)
    said = slip.say("foreign-clause", f"`{word}` does not belong here: there are no branches",
                    help, span)  # fmt: skip
    if word == "if" and whole is not None:
        return Mend(said, past=slip.line_end)
    return Mend(said, past=slip.offset if word == "else" else slip.behind)


def _behind_end(slip: Slip) -> int:
    match = re.match(r"end(?:[ \t]+(?:if|for|rule|policy)\b)?", slip.rest)
    return slip.offset + (match.end() if match else len(slip.word))


def quantifier_where(slip: Slip) -> Mend | None:
    """`some x in xs where c satisfies d`; the `satisfies` behind it needs no word of its own."""
    told = any(diagnostic.code == "quantifier-where" for diagnostic in slip.told)
    if slip.word == "satisfies" and told:
        return Mend(None, (("_AND", "and"),), slip.behind)
    if slip.word != "where" or "_SATISFIES" not in slip.accepts:
        return None
    word = next((seen.kind for seen in reversed(slip.open) if seen.kind in _JOINED), "SOME")
    help = f"put the condition behind `satisfies`, joined by `{_JOINED[word]}`"
    said = slip.say("quantifier-where", f"`{word.lower()}` has no `where`", help)
    return Mend(said, (("_SATISFIES", "satisfies"),), slip.behind)


def misspelled(slip: Slip) -> Mend | None:
    """A word that is nearly a keyword which can stand there."""
    before = nearest(slip.text_before(), _LEADING)
    if before is not None and before != slip.text_before() and len(slip.text_before()) > 2:
        mend = _word_before(slip, {slip.text_before(): before}, "misspelled-keyword")
        if mend is not None:
            return mend
    if not slip.word.isidentifier() or not slip.word.isascii() or len(slip.word) < 2:
        return None
    known = [word for word, kind in KEYWORDS.items() if kind in slip.accepts]
    word = nearest(slip.word, known)
    feed = ((KEYWORDS[word], word),) if word else ()
    if word is None or not slip.fits(feed, slip.behind, 1 if len(word) >= _LONG else 2):
        return None
    said = slip.say("misspelled-keyword", f"`{slip.word}` is not a word of rules",
                    f"did you mean `{word}`?")  # fmt: skip
    return Mend(said, feed, slip.behind, plain=True)


_LONG: Final = 5
_OPPOSITES: Final = {"absent": "present", "present": "absent"}
_ABSENCE: Final = frozenset({"missing", "unset", "undeclared"})
_NULLS: Final = frozenset({"null", "none", "nil", "undefined"})
_LEADING: Final = ("not", "some", "every", "no", "find")
_JOINED: Final = {"SOME": "and", "EVERY": "implies", "NO": "and"}
_QUANTIFIERS: Final = {
    "all": "every", "each": "every", "forall": "every", "any": "some", "exists": "some",
    "none": "no", "filter": "find", "Not": "not",
}  # fmt: skip
_COMPARISON: Final = re.compile(r"[=!<>]=|[<>=]|(?:in|not|matches|starts|ends|contains|is)\b")

_OPERAND_ENDS: Final = frozenset({
    "NAME", "TEXT", "NUMBER", "DATE", "DURATION", "TRUE", "FALSE", "_CLOSE", "_CLOSE_LIST",
    "_CLOSE_TABLE", "_PRESENT", "_ABSENT", "_EMPTY",
})  # fmt: skip

_EQUAL: Final[tuple[str, tuple[Pretended, ...]]] = ("==", (("OPERATOR", "=="),))
_CONTAINS: Final[tuple[str, tuple[Pretended, ...]]] = ("contains", (("_CONTAINS", "contains"),))
_OPERATOR_WORDS: Final[dict[str, tuple[str, tuple[Pretended, ...]]]] = {
    "equals": _EQUAL,
    "equal": _EQUAL,
    "eq": _EQUAL,
    "has": _CONTAINS,
    "includes": _CONTAINS,
    "startswith": ("starts with", (("_STARTS", "starts"), ("_WITH", "with"))),
    "endswith": ("ends with", (("_ENDS", "ends"), ("_WITH", "with"))),
    "like": ("matches", (("_MATCHES", "matches"),)),
    "exists": ("is present", (("_IS", "is"), ("_PRESENT", "present"))),
    "isnt": ("!=", (("OPERATOR", "!="),)),
    "if": ("where", (("_WHERE", "where"),)),
}

_CLAUSE_WORDS: Final = frozenset({*CLAUSE_WORDS, "if"})
_BRANCHES: Final = frozenset({"if", "elif", "elsif", "elseif", "switch", "case"})
_REQUIRE: Final[tuple[Pretended, ...]] = (("_REQUIRE", "require"),)
_CLAUSES: Final[dict[str, tuple[str, tuple[Pretended, ...]]]] = {
    "if": ("write `when`: the rule then holds only where the condition does", (("_WHEN", "when"),)),
    "given": ("write `when`", (("_WHEN", "when"),)),
    "where": ("write `when`; a `where` belongs to a `for`", (("_WHEN", "when"),)),
    "provided": ("write `when`", (("_WHEN", "when"),)),
    "unless": ("write `when not`", (("_WHEN", "when"), ("_NOT", "not"))),
    "foreach": ("write `for`", (("_FOR", "for"),)),
    "assert": ("write `require`", _REQUIRE),
    "ensure": ("write `require`", _REQUIRE),
    "check": ("write `require`", _REQUIRE),
    "must": ("write `require`", _REQUIRE),
    "expect": ("write `require`", _REQUIRE),
    "deny": ("write what must hold, with `require`", ()),
    "forbid": ("write what must hold, with `require`", ()),
    "var": ("write `let`", (("_LET", "let"),)),
    "const": ("write `let`", (("_LET", "let"),)),
    "def": ("write `define`", (("_DEFINE", "define"),)),
    "function": ("write `define`", (("_DEFINE", "define"),)),
    "import": ("write `use`", (("_USE", "use"),)),
    "include": ("write `use`", (("_USE", "use"),)),
    "severity": ("the level stands behind the name: `rule NAME mandatory`", ()),
    "level": ("the level stands behind the name: `rule NAME mandatory`", ()),
    "title": ("the title is the text behind the level", ()),
    "description": ("the title is the text behind the level; more stands in a comment", ()),
    "message": ("a message stands behind the `else` of a `require`", ()),
    "since": (
        "write `effective from` and the date",
        (("_EFFECTIVE", "effective"), ("_FROM", "from")),
    ),
    "print": ("a message stands behind the `else` of a `require`", ()),
    "while": ("there are no loops but `for`, over a list", ()),
    "return": ("a `define` is its expression; there is nothing to return", ()),
}
