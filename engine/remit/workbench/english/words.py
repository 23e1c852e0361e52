"""The words of English that rules are told in: verbs, functions, and nouns in singular and plural.

A verb has four forms: as it is, as it must be, and both of them denied.
"""

from __future__ import annotations

from collections.abc import Mapping

Verb = tuple[str, str, str, str]


def _of_being(rest: str) -> Verb:
    return f"is {rest}", f"must be {rest}", f"is not {rest}", f"must not be {rest}"


def _denied(verb: Verb) -> Verb:
    told, demanded, denied, forbidden = verb
    return denied, forbidden, told, demanded


_IS: Verb = ("is", "must be", "is not", "must not be")
_AMONG = _of_being("among")
_GIVEN, _EMPTY = _of_being("given"), _of_being("empty")

VERBS: Mapping[str, Verb] = {
    "==": _IS,
    "!=": _denied(_IS),
    "<": _of_being("less than"),
    "<=": _of_being("at most"),
    ">": _of_being("more than"),
    ">=": _of_being("at least"),
    "in": _AMONG,
    "not in": _denied(_AMONG),
    "matches": ("has the form", "must have the form", "does not have the form",
                "must not have the form"),
    "starts with": ("starts with", "must start with", "does not start with",
                    "must not start with"),
    "ends with": ("ends with", "must end with", "does not end with", "must not end with"),
    "contains": ("contains", "must contain", "does not contain", "must not contain"),
    "is present": _GIVEN,
    "is absent": _denied(_GIVEN),
    "is empty": _EMPTY,
    "is not empty": _denied(_EMPTY),
}  # fmt: skip
OF_DAYS: Mapping[str, Verb] = {
    "<": _of_being("before"),
    "<=": _of_being("on or before"),
    ">": _of_being("after"),
    ">=": _of_being("on or after"),
}
OF_ORDER: Mapping[str, Verb] = {
    "<": _of_being("below"),
    "<=": _of_being("at most"),
    ">": _of_being("beyond"),
    ">=": _of_being("at least"),
}

FUNCTIONS: Mapping[str, str] = {
    "count": "the number of entries in {0}",
    "sum": "the sum of {0}",
    "min": "the smallest of {0}",
    "max": "the largest of {0}",
    "distinct": "the different ones of {0}",
    "duplicates": "those that repeat among {0}",
    "first": "the first of {0}",
    "last": "the last of {0}",
    "pairs": "the neighbours in {0}",
    "rank": "the rank of {0}",
    "length": "the length of {0}",
    "keys": "the keys of {0}",
    "values": "the entries of {0}",
    "version": "version {0}",
    "abs": "the size of {0}",
    "days": "the number of days in {0}",
    "quarter": "the quarter of {0}",
    "year": "the year of {0}",
    "date": "the day of {0}",
    "path_of": "the path of {0}",
    "text": "{0} as written",
    "lower": "{0} in small letters",
    "upper": "{0} in capitals",
    "trim": "{0} without blanks around it",
    "file_exists": "a file at {0}",
    "join": "the text joined of {0}",
    "split": "the parts of {0}",
    "replace": "{0} with parts of it replaced",
    "without_start": "{0} without its start",
    "without_end": "{0} without its end",
    "number": "the number in {0}",
    "round": "{0} rounded",
    "month": "the month of {0}",
}
OF_DATES = {"min": "the earliest of {0}", "max": "the latest of {0}"}
OPERATIONS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}

_BEFORE_VERBS = {"can", "may", "must", "was", "were", "will", "did", "does"}
_SINGULAR = {
    "people": "person", "children": "child", "data": "data", "series": "series",
    "tranches": "tranche", "caches": "cache", "niches": "niche", "axes": "axis",
}  # fmt: skip
_NOT_PLURAL = ("ss", "us", "is")
_HISSING = ("s", "x", "z", "ch", "sh")
_NO_NOUNS = {
    "was", "now", "old", "new", "before", "after", "other", "this", "that", "same", "each", "one",
    "it", "them", "item",
}  # fmt: skip


def spaced(name: str) -> str:
    """Gives a name as words."""
    return name.replace("_", " ")


def singular(word: str) -> str | None:
    """Gives what one of several things is called, None where a word doesn't name several."""
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(_NOT_PLURAL) and len(word) > 3:
        return word[:-1]
    return None


def plural(noun: str) -> str:
    """Gives what several of a thing are called."""
    known = {one: many for many, one in _SINGULAR.items()}
    if noun in known:
        return known[noun]
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(_HISSING) else f"{noun}s"


def says_little(name: str) -> bool:
    """Says whether a name that an author gave to an element tells nothing of what it is."""
    return len(name) <= 2 or name in _NO_NOUNS


def predicate(name: str) -> Verb | None:
    """Gives the name of a condition on one thing as a verb, where it reads as one: `is_released`,
    `can_be_read`, `counts`."""
    first, _, rest = name.partition("_")
    rest = spaced(rest)
    if first == "is" and rest:
        return _of_being(rest)
    if first == "has" and rest:
        return f"has {rest}", f"must have {rest}", f"does not have {rest}", f"must not have {rest}"
    if first in _BEFORE_VERBS and rest:
        told, denied = f"{first} {rest}", f"{first} not {rest}"
        return told, f"must be one that {told}", denied, f"must be one that {denied}"
    base = singular(first)
    if base is None or first in ("has", "is"):
        return None
    rest = f" {rest}" if rest else ""
    told, denied = f"{first}{rest}", f"does not {base}{rest}"
    return told, f"must be one that {told}", denied, f"must be one that {denied}"
