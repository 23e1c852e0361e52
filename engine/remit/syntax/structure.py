"""Mistakes of structure: what is missing, what stands in the wrong place, brackets."""

from __future__ import annotations

import re
from typing import Final

from msgspec.structs import replace

from remit.syntax.slip import Mend, Pretended, Seen, Slip
from remit.syntax.words import CLAUSE_WORDS, ITEM_WORDS, META_WORDS, TAIL_WORDS, TERMINALS
from remit.text.diagnostic import Diagnostic, nearest
from remit.text.fixes import Edit, Fix, writing
from remit.text.source import Span

_METHODS: Final = {
    "all": "say `every x in xs satisfies ...`",
    "every": "say `every x in xs satisfies ...`",
    "any": "say `some x in xs satisfies ...`",
    "some": "say `some x in xs satisfies ...`",
    "exists": "say `some x in xs satisfies ...`",
    "none": "say `no x in xs satisfies ...`",
    "filter": "say `[x for x in xs where ...]`",
    "map": "say `[x.field for x in xs]`",
    "find": "say `find x in xs where ...`",
    "contains": "say `x contains y`",
    "includes": "say `x contains y`",
    "matches": 'say `x matches "pattern"`',
    "startswith": "say `x starts with y`",
    "endswith": "say `x ends with y`",
}
"""What is said instead of methods of other languages that are no functions here."""

_DENIED: Final = {
    "matches": "matches", "contains": "contains", "starts": "starts with", "ends": "ends with",
}  # fmt: skip
"""Comparisons that have no form with `not` in it."""


def empty_file(slip: Slip) -> Mend | None:
    """Nothing but blanks and comments."""
    if slip.tokens or not slip.at_end or "_POLICY" not in slip.accepts:
        return None
    help = 'a rule file begins with `policy NAME governs KIND "What it is for."`'
    return Mend(slip.say("empty-file", "the file holds no policy", help))


def missing_policy(slip: Slip) -> Mend | None:
    """A file that begins with something else than its policy."""
    if "_POLICY" not in slip.accepts or nearest(slip.word, ["policy"]):
        return None
    help = 'a rule file begins with `policy NAME governs KIND "What it is for."`'
    return Mend(slip.say("missing-policy", f"expected `policy`, found `{slip.word}`", help))


def second_policy(slip: Slip) -> Mend | None:
    """A second policy in one file."""
    if slip.word != "policy" or "_RULE" not in slip.accepts:
        return None
    help = "write it into a file of its own"
    said = slip.say("second-policy", "a file holds one policy", help)
    return Mend(said, past=slip.line_end)


def missing_value(slip: Slip) -> Mend | None:
    """A keyword where an expression or a name should be, which was taken for a name."""
    word, name = slip.text_before(), slip.before()
    kind = _FOLLOWING.get(word)
    if kind is None or name not in _VALUES or slip.before(2) in _NAMING | {"_DOT"}:
        return None
    closers = [_PAIRS[seen.kind] for seen in reversed(slip.open) if seen.kind in _PAIRS]
    feed = ((name, "x"), *closers, (kind, word))
    if not slip.fits(feed, slip.offset, 1, 1):
        return None
    # an expression in a message has nothing but its brace before it
    before = slip.text_before(2) or "{"
    message = f"expected {_VALUES[name]} behind `{before}`, found `{word}`"
    blamed = slip.tokens[-min(2, len(slip.tokens))]
    span = Span(blamed.start, blamed.end)
    return Mend(slip.say("syntax", message, None, span), feed, slip.offset, 1)


def kebab_variable(slip: Slip) -> Mend | None:
    """A name with `-` in it, where names are in snake_case."""
    match = re.match(r"-[\w-]+", slip.rest)
    if match is None or slip.before() != "NAME" or slip.tokens[-1].end != slip.offset:
        return None
    kinds = {seen.kind for seen in slip.open}
    if slip.before(2) not in _NAMING and not ("_DEFINE" in kinds and "_ASSIGN" not in kinds):
        return None
    span = Span(slip.tokens[-1].start, slip.offset + match.end())
    name = slip.source.slice(span)
    meant = name.replace("-", "_").lower()
    message = f"the name `{name}` is not in snake_case"
    said = slip.say("name-style", message, f"write `{meant}`", span, writing(meant, span))
    return Mend(said, resume=span.end)


def missing_name(slip: Slip) -> Mend | None:
    """Something else where a name is given; or a keyword that was taken for the name."""
    if slip.text_before() in ("in", "governs") and slip.before() in ("NAME", "KEBAB"):
        word = slip.text_before()
        kind = f"_{word.upper()}"
        if slip.fits(((kind, word),), slip.offset, 1):
            span = Span(slip.tokens[-1].start, slip.tokens[-1].end)
            said = slip.say("missing-name", f"there is no name before `{word}`",
                            "write a name there", span)  # fmt: skip
            return Mend(said, ((kind, word),), slip.offset)
    if len(slip.accepts) != 1 or slip.before() not in _NAMING:
        return None
    return _no_name(slip, next(iter(slip.accepts)))


def _no_name(slip: Slip, kind: str) -> Mend | None:
    if kind not in ("NAME", "KEBAB"):
        return None
    before = slip.text_before()
    if re.match(r"\d", slip.word):
        said = slip.say("name-style", f"`{slip.word}` is not a name", "a name begins with a letter")
        word = re.match(r"[\w-]+", slip.rest)
        return Mend(said, ((kind, "x"),), slip.offset + (word.end() if word else 1))
    help = _NAME_HELP[kind]
    said = slip.say("missing-name", f"expected a name behind `{before}`", help, slip.gap)
    feed = ((kind, "x"),)
    return Mend(said, feed, slip.offset) if slip.fits(feed, slip.offset, 1) else Mend(said)


def table_key(slip: Slip) -> Mend | None:
    """A key of a table without quotes."""
    if "TEXT" not in slip.accepts or "NAME" in slip.accepts or not slip.word.isalnum():
        return None
    if not slip.open or slip.before() not in ("_OPEN_TABLE", "_COMMA"):
        return None
    fix = writing(f'"{slip.word}"', Span(slip.offset, slip.behind))
    message = f"the key `{slip.word}` is not a text"
    said = slip.say("table-key", message, f'write `"{slip.word}"`', fix=fix)
    return Mend(said, (("TEXT", '"t"'),), slip.behind)


def method_call(slip: Slip) -> Mend | None:
    """`x.length()`"""
    if slip.word != "(" or slip.before() != "NAME" or slip.before(2) != "_DOT":
        return None
    name = slip.text_before()
    span = Span(slip.tokens[-1].start, slip.tokens[-1].end)
    help = _METHODS.get(name.casefold().replace("_", ""), f"write `{name}(...)`")
    said = slip.say("method-call", f"`{name}` is not called behind a dot", help, span)
    end = closing(slip)
    return Mend(said, resume=end, past=end or 0)


def closing(slip: Slip) -> int | None:
    """Gives the offset behind the bracket that closes the one at the slip; None where the next item
    begins before."""
    depth = 0
    for match in _BRACKETS.finditer(slip.source.text, slip.offset, slip.end):
        if match["item"]:
            return None
        depth += (match[0] in _CLOSED_BY.values()) - (match[0] in _CLOSERS)
        if depth == 0:
            return match.end()
    return None


def bracket(slip: Slip) -> Mend | None:
    """A bracket that isn't closed, is closed by another kind, or closes nothing."""
    brackets = [seen for seen in reversed(slip.open) if seen.kind in _PAIRS]
    opened = brackets[0] if brackets else None
    closing = slip.word in _CLOSERS
    if opened is not None and (closing or slip.at_end or slip.word in _BEYOND):
        if len(brackets) > _MOST_OPEN:
            return _all_unclosed(slip, brackets)
        feed = (_PAIRS[opened.kind],)
        for count in range(1, len(brackets) + 1):
            closers = [_PAIRS[seen.kind] for seen in brackets[:count]]
            if slip.fits(closers, slip.offset, 1):
                return Mend(_unclosed(slip, opened), feed, slip.offset, plain=True)
        if closing and slip.fits(feed, slip.behind, 1):
            sign = feed[0][1]
            said = slip.say("stray-bracket", f"`{slip.word}` closes what another sign opened",
                            f"write `{sign}`")  # fmt: skip
            return Mend(said, feed, slip.behind, plain=True)
    if closing and slip.word != "}" and (opened is None or _PAIRS[opened.kind][1] != slip.word):
        said = slip.say("stray-bracket", f"`{slip.word}` closes nothing", "leave it out")
        resume = slip.behind if slip.fits((), slip.behind, 1) else None
        return Mend(said, resume=resume, plain=True)
    return None


def _all_unclosed(slip: Slip, brackets: list[Seen]) -> Mend:
    """Tells of many brackets that aren't closed as of one, and closes them all if that fits."""
    said = _unclosed(slip, brackets[0])
    message = f"{said.message}, and neither are {len(brackets) - 1} around it"
    closers = [_PAIRS[seen.kind] for seen in brackets]
    resume = slip.offset if slip.fits(closers, slip.offset, 1) else None
    return Mend(replace(said, message=message), closers, resume)


def _unclosed(slip: Slip, opened: Seen) -> Diagnostic:
    sign = _PAIRS[opened.kind][1]
    span = Span(opened.start, opened.end)
    shown = slip.source.slice(span)
    return slip.say("unclosed-bracket", f"this `{shown}` is not closed", f"close it with `{sign}`",
                    span)  # fmt: skip


def misplaced_clause(slip: Slip) -> Mend | None:
    """A clause outside of a rule; `else`, `at` or `hint` without a `require`."""
    if slip.word in TAIL_WORDS and TAIL_WORDS[slip.word] not in slip.accepts:
        if not {"_REQUIRE", "_RULE"} & slip.accepts:
            return None
        help = "write it behind the condition of a `require`"
        if slip.word == "else" and _is_tailed(slip):
            help = "write the `when` above the `require`, and the `else` behind its condition"
        said = slip.say("misplaced-clause", f"`{slip.word}` belongs to a `require`", help)
        return Mend(said, past=slip.behind)
    if slip.word not in CLAUSE_WORDS | META_WORDS or "_RULE" not in slip.accepts:
        return None
    said = slip.say("misplaced-clause", f"`{slip.word}` stands outside of a rule",
                    "a clause belongs to a rule: `rule NAME LEVEL TITLE`")  # fmt: skip
    return Mend(said)


def _is_tailed(slip: Slip) -> bool:
    """Says whether a `when` goes on with the line of a `require`."""
    when = next((seen for seen in reversed(slip.tokens) if seen.kind == "_WHEN"), None)
    if when is None:
        return False
    line = slip.source.text[: when.start].rpartition("\n")[2].split()
    return line[:1] == ["require"]


def missing_else(slip: Slip) -> Mend | None:
    """A message behind a condition without `else`."""
    feed = (("_ELSE", "else"),)
    if not slip.word.startswith('"') or not slip.fits(feed, slip.offset, 1):
        return None
    said = slip.say("missing-else", "expected `else` before the message", "write `else` before it")
    return Mend(said, feed, slip.offset, plain=True)


def missing_in(slip: Slip) -> Mend | None:
    """A name that is bound without `in`, or with `of`."""
    if slip.accepts != {"_IN"} or slip.at_end:
        return None
    feed = (("_IN", "in"),)
    if slip.before(2) == "_FOR" and slip.text_before() in ("each", "every", "all", "any"):
        return _for_each(slip)
    help = f"write `{slip.text_before()} in` and a list"
    if slip.before(3) == "_SORT":
        help = "a list is sorted by a key: `sort(x in xs by x.key)`"
    if slip.text_before() == "not" and slip.word in _DENIED:
        help = f"deny the whole: `not (x {_DENIED[slip.word]} ...)`"
    said = slip.say("missing-in", f"expected `in`, found `{slip.word}`", help)
    for resume in (slip.behind, slip.offset):
        if (slip.word.isalpha() or resume == slip.offset) and slip.fits(feed, resume):
            return Mend(said, feed, resume, plain=True)
    return Mend(said)


def _for_each(slip: Slip) -> Mend:
    """`for each x in xs`: there `each` was taken for the name."""
    word = slip.text_before()
    span = Span(slip.tokens[-1].start, slip.offset)
    message = f"`for` gives a name, and `{word}` does not belong before it"
    fix = Fix(f"leave `{word}` out", (Edit(span, ""),))
    said = slip.say("missing-in", message, f"write `for {slip.word} in`",
                    Span(span.start, slip.tokens[-1].end), fix)  # fmt: skip
    return Mend(said, (("NAME", slip.word),), slip.behind, 1, plain=True)


def missing_comma(slip: Slip) -> Mend | None:
    """Two values side by side in a list, table or call, or before `then`."""
    feed = (("_COMMA", ","),)
    if "_COMMA" not in slip.accepts or not slip.fits(feed, slip.offset, 1):
        return None
    said = slip.say("missing-comma", f"expected `,` before `{slip.word}`", "write `,` between them")
    return Mend(said, feed, slip.offset, plain=True)


def missing_word(slip: Slip) -> Mend | None:
    """The one word or sign that is missing between what was read and what follows."""
    for kind in _INSERTED:
        feed = ((kind, TERMINALS[kind].strip("`")),)
        if kind == "_WHERE" and "_FIND" not in {seen.kind for seen in slip.open}:
            continue
        if kind in slip.accepts and slip.fits(feed, slip.offset):
            found = f"`{slip.word}`" if slip.word else "the end"
            message = f"expected {TERMINALS[kind]} behind `{slip.text_before()}`, found {found}"
            help = f"write {TERMINALS[kind]} there"
            said = slip.say("syntax", message, help, slip.gap)
            return Mend(said, feed, slip.offset, plain=True)
    return None


_NAMING: Final = frozenset({
    "_POLICY", "_GOVERNS", "_RULE", "_USE", "_PARAM", "_DEFINE", "_FOR", "_LET", "SOME", "EVERY",
    "NO", "_FIND"
})  # fmt: skip
_NAME_HELP: Final = {
    "NAME": "a name is lower-case words joined by `_`",
    "KEBAB": "a name is lower-case words joined by `-`",
}
_INSERTED: Final = (
    "_ASSIGN", "_COLON", "_GOVERNS", "_SATISFIES", "_WITH", "_FROM", "_THEN", "_BY", "_WHERE",
)  # fmt: skip
_PAIRS: Final[dict[str, Pretended]] = {
    "_OPEN": ("_CLOSE", ")"),
    "_OPEN_LIST": ("_CLOSE_LIST", "]"),
    "_OPEN_TABLE": ("_CLOSE_TABLE", "}"),
}
_CLOSED_BY: Final = {")": "(", "]": "[", "}": "{"}
_CLOSERS: Final = frozenset(_CLOSED_BY)
_BRACKETS: Final = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"""|"(?:[^"\\\r\n]|\\[^\r\n])*+"|#[^\r\n]*|[()\[\]{}]'
    rf"|^[ \t]*(?P<item>{'|'.join(ITEM_WORDS)})\b",
    re.MULTILINE,
)
_MOST_OPEN: Final = 10
"""More open brackets than that are told as one mistake."""

_BEYOND: Final = frozenset({*CLAUSE_WORDS, *ITEM_WORDS, *META_WORDS, *TAIL_WORDS})
_VALUES: Final = {"NAME": "an expression", "KEBAB": "a name"}
_FOLLOWING: Final = CLAUSE_WORDS | ITEM_WORDS | META_WORDS | TAIL_WORDS | {
    "where": "_WHERE", "satisfies": "_SATISFIES", "and": "_AND", "or": "_OR",
    "implies": "_IMPLIES", "default": "_DEFAULT", "then": "_THEN", "from": "_FROM", "by": "_BY",
}  # fmt: skip
