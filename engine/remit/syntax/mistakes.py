"""What is wrong where a text can't go on: the mistakes that authors make, each with its advice.

Each mistake is a function that recognises it, in the order in which they are tried. What none of
them recognises is told by what could have stood there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from remit.syntax import amounts, comparing, habits, signs, structure, wording
from remit.syntax.slip import Mend, Slip
from remit.syntax.words import (
    CLAUSES,
    ITEMS,
    KEYWORDS,
    TERMINALS,
)
from remit.text.diagnostic import nearest


def explained(slip: Slip) -> Mend:
    """Gives what is wrong at a slip, and what was meant where that can be told."""
    for mistake in _MISTAKES:
        mend = mistake(slip)
        if mend is not None:
            return mend
    return _unexpected(slip)


_Mistake: TypeAlias = Callable[[Slip], Mend | None]

_MISTAKES: Final[tuple[_Mistake, ...]] = (
    structure.empty_file,
    structure.missing_policy,
    signs.unclosed_text,
    signs.text_going_on,
    habits.prefixed_text,
    habits.in_braces,
    signs.foreign_quotes,
    signs.foreign_comment,
    amounts.decimal_comma,
    amounts.apart,
    amounts.unit,
    amounts.share,
    amounts.counted,
    amounts.currency,
    amounts.sign,
    comparing.between,
    comparing.ago,
    comparing.at_least,
    comparing.comparing_phrase,
    habits.denied_presence,
    wording.is_something,
    wording.capitals,
    structure.missing_value,
    structure.kebab_variable,
    habits.one_name,
    structure.missing_name,
    habits.listed,
    habits.counted_within,
    habits.grouping,
    habits.selecting,
    structure.table_key,
    structure.method_call,
    signs.closed_row,
    signs.any_cell,
    signs.table_sign,
    signs.whole_cell,
    habits.naming,
    signs.assignment_for_comparison,
    signs.comparison_for_assignment,
    wording.inner_not,
    wording.chained_comparison,
    habits.pattern_sign,
    habits.joined_message,
    signs.foreign_sign,
    habits.called_quantifier,
    habits.opener,
    habits.condition_comma,
    signs.colon,
    signs.semicolon,
    structure.bracket,
    signs.brace,
    structure.second_policy,
    wording.branch_else,
    habits.text_wanted,
    wording.foreign_clause,
    habits.function_before,
    wording.foreign_word,
    wording.quantifier_where,
    structure.misplaced_clause,
    structure.missing_else,
    structure.missing_in,
    wording.misspelled,
    structure.missing_comma,
    structure.missing_word,
    signs.odd_character,
)


# -- whatever else -------------------------------------------------------------------------------

_STARTS: Final = frozenset({
    "NAME", "TEXT", "NUMBER", "DATE", "DURATION", "TRUE", "FALSE", "_OPEN", "_OPEN_LIST",
    "_OPEN_TABLE", "COUNT", "_SORT", "SOME", "EVERY", "NO", "_FIND", "_NOT", "MINUS"
})  # fmt: skip
_OPERATORS: Final = frozenset({
    "PLUS", "MINUS", "TIMES", "OVER", "OPERATOR", "_IN", "_NOT", "_MATCHES", "_STARTS", "_ENDS",
    "_CONTAINS", "_IS", "_DEFAULT", "_AND", "_OR", "_IMPLIES", "_DOT", "_OPEN_LIST", "_OPEN"
})  # fmt: skip
_MOST_SHOWN = 4
_SHORTEST = 3


def _unexpected(slip: Slip) -> Mend:
    found = f"`{slip.word}`" if slip.word else "the closing `}`" if slip.in_message else "the end"
    message = f"expected {_expected(slip)}, found {found}"
    known = [word for word, kind in KEYWORDS.items() if kind in slip.accepts]
    close = nearest(slip.word, known) if len(slip.word) >= _SHORTEST else None
    help = f"did you mean `{close}`?" if close else _help(slip)
    sign = len(slip.word) == 1 and not slip.word.isalnum()
    resume = slip.behind if sign and slip.fits((), slip.behind) else None
    span = slip.gap if slip.at_end or len(slip.accepts) == 1 else None
    return Mend(slip.say("syntax", message, help, span), resume=resume)


def _expected(slip: Slip) -> str:
    """Names what can stand at a slip, the most particular first."""
    groups: list[str] = []
    left = set(slip.accepts)
    if "_ELSE" in left:
        left -= _beyond_require(slip)
    for name, mark, group in (
        ("an expression", "NUMBER", _STARTS),
        ("an operator", "PLUS", _OPERATORS),
        ("the next clause", "_REQUIRE", CLAUSES),
        ("the next rule", "_RULE", ITEMS | {"$END"}),
    ):
        if mark in left:
            groups.append(name)
            left -= group
    names = TERMINALS | ({"$END": "the closing `}`"} if slip.in_message else {})
    shown = sorted(names[kind] for kind in left)[:_MOST_SHOWN] + groups
    if len(shown) == 1:
        return shown[0]
    return ", ".join(shown[:-1]) + " or " + shown[-1]


def _beyond_require(slip: Slip) -> frozenset[str]:
    """Gives what the grammar lets follow a `require`, and the language does not: without an `else`
    nothing but that, and after it no second one."""
    last = next(seen.kind for seen in reversed(slip.tokens) if seen.kind in ("_REQUIRE", "_ELSE"))
    if last == "_ELSE":
        return frozenset({"_ELSE"})
    return CLAUSES | ITEMS | {"_AT", "_HINT", "$END"}


def _help(slip: Slip) -> str | None:
    if "MESSAGE" in slip.accepts:
        return 'a message is a text in quotes; values stand in it in braces: `"{x} is late"`'
    return None
