"""The words of the language, and what each terminal of the grammar is called in messages."""

from __future__ import annotations

import re
from typing import Final, get_args

from remit.syntax.tree import Level

LEVELS: Final[tuple[str, ...]] = get_args(Level)

ITEM_WORDS: Final[dict[str, str]] = {
    "rule": "_RULE",
    "define": "_DEFINE",
    "param": "_PARAM",
    "use": "_USE",
    "table": "_TABLE",
}
"""The words that begin an item of a file, with their terminals."""

META_WORDS: Final[dict[str, str]] = {
    "source": "_SOURCE",
    "owner": "_OWNER",
    "link": "_LINK",
    "tags": "_TAGS",
    "formerly": "_FORMERLY",
    "effective": "_EFFECTIVE",
    "on": "_ON",
}
"""The words that begin what is said about a rule, with their terminals."""

CLAUSE_WORDS: Final[dict[str, str]] = {
    "for": "_FOR",
    "when": "_WHEN",
    "let": "_LET",
    "require": "_REQUIRE",
}
"""The words that begin a clause, with their terminals."""

TAIL_WORDS: Final[dict[str, str]] = {"else": "_ELSE", "at": "_AT", "hint": "_HINT"}
"""The words that go on with a `require`, with their terminals."""

_OTHER_WORDS: Final[dict[str, str]] = {
    "policy": "_POLICY",
    "governs": "_GOVERNS",
    "then": "_THEN",
    "from": "_FROM",
    "until": "_UNTIL",
    "in": "_IN",
    "where": "_WHERE",
    "implies": "_IMPLIES",
    "or": "_OR",
    "and": "_AND",
    "not": "_NOT",
    "matches": "_MATCHES",
    "starts": "_STARTS",
    "ends": "_ENDS",
    "with": "_WITH",
    "contains": "_CONTAINS",
    "is": "_IS",
    "present": "_PRESENT",
    "absent": "_ABSENT",
    "empty": "_EMPTY",
    "default": "_DEFAULT",
    "some": "SOME",
    "every": "EVERY",
    "no": "NO",
    "satisfies": "_SATISFIES",
    "find": "_FIND",
    "by": "_BY",
    "descending": "DESCENDING",
    "true": "TRUE",
    "false": "FALSE",
}

KEYWORDS: Final[dict[str, str]] = ITEM_WORDS | META_WORDS | CLAUSE_WORDS | TAIL_WORDS | _OTHER_WORDS
"""Every keyword with its terminal."""

CLAUSES: Final = frozenset({*CLAUSE_WORDS.values(), *META_WORDS.values()})
"""The terminals with which a clause of a rule begins, or what a rule says of itself."""

ITEMS: Final = frozenset(ITEM_WORDS.values())
"""The terminals with which an item of a policy begins."""

SNAKE: Final = re.compile(r"[a-z_][a-z0-9_]*")
KEBAB: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
"""How names are written: those of policies and rules in kebab-case, all others in snake_case."""

WORDS: Final[frozenset[str]] = frozenset(KEYWORDS) | {*LEVELS, "creation", "deletion"}
"""The words of the language: none of them may be the name of a param, define or variable."""

_SIGNS: Final[dict[str, str]] = {
    "_ASSIGN": "`=`",
    "PLUS": "`+`",
    "MINUS": "`-`",
    "TIMES": "`*`",
    "OVER": "`/`",
    "_DOT": "`.`",
    "_RANGE": "`..`",
    "_BAR": "`|`",
    "_ARROW": "`->`",
    "_COMMA": "`,`",
    "_COLON": "`:`",
    "_OPEN": "`(`",
    "_CLOSE": "`)`",
    "_OPEN_LIST": "`[`",
    "_CLOSE_LIST": "`]`",
    "_OPEN_TABLE": "`{`",
    "_CLOSE_TABLE": "`}`",
}

_LITERALS: Final[dict[str, str]] = {
    "NAME": "a name",
    "KEBAB": "a name",
    "TEXT": "a text",
    "MESSAGE": "a message",
    "NUMBER": "a number",
    "DATE": "a date such as `2026-03-31`",
    "DURATION": "a duration",
    "OPERATOR": "a comparison",
    "LEVEL": "a level",
    "COUNT": "`count(`",
    "_SORT": "`sort(`",
    "_TAKE_FIRST": "`take first`",
    "$END": "the end of the file",
}

TERMINALS: Final[dict[str, str]] = (
    {terminal: f"`{word}`" for word, terminal in KEYWORDS.items()} | _SIGNS | _LITERALS
)
"""What each terminal is called in messages."""
