"""Comparisons: the meaning of every operator that gives true, false or unknown."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from remit.manifest.values import Absent, Data, Unknown, Value
from remit.semantics import operations

Truth = bool | Unknown


def negated(outcome: Truth) -> Truth:
    """Gives `not` of an outcome."""
    return outcome if isinstance(outcome, Unknown) else not outcome


def presence(operator: str, value: Value) -> Truth:
    """Gives `is present`, `is absent`, `is empty`, `is not empty`; absence decides them all."""
    if operator == "is present" and value.nested:
        return True  # whatever is in it
    data = value.data
    if isinstance(data, Unknown):
        return data
    match operator:
        case "is present":
            return not isinstance(data, Absent)
        case "is absent":
            return isinstance(data, Absent)
        case "is empty":
            return _empty(data)
        case _:
            return negated(_empty(data))


def _empty(data: Data) -> Truth:
    match data:
        case Absent():
            return True
        case str():
            return not data.strip()
        case list() | dict():
            return not data
        case _:
            return Unknown(f"{operations.kind(data)} is neither empty nor not")


def _ordered(accept: Callable[[int], bool]) -> Callable[[Data, Data], Truth]:
    def compare(left: Data, right: Data) -> Truth:
        stands = operations.order(left, right)
        return stands if isinstance(stands, Unknown) else accept(stands)

    return compare


def _contains(whole: Data, part: Data) -> Truth:
    if isinstance(whole, str) and isinstance(part, str):
        return part in whole
    if not isinstance(whole, list):
        kinds = f"{operations.kind(part)} in {operations.kind(whole)}"
        return Unknown(f"there is no looking for {kinds}")
    undecided: Unknown | None = None
    for item in whole:
        same = _same(item, part)
        if same is True:
            return True
        if isinstance(same, Unknown):
            undecided = undecided or same
    return undecided or False


def _same(item: Value, part: Data) -> Truth:
    if isinstance(item.data, Absent):
        return Unknown("" if item.spot else "an element is missing", item.spot)
    return item.data if isinstance(item.data, Unknown) else operations.equal(item.data, part)


def _of_texts(test: Callable[[str, str], Truth]) -> Callable[[Data, Data], Truth]:
    def compare(left: Data, right: Data) -> Truth:
        if isinstance(left, str) and isinstance(right, str):
            return test(left, right)
        wrong = right if isinstance(left, str) else left
        return Unknown(f"{operations.kind(wrong)} stands where text is needed")

    return compare


def _matches(text: str, pattern: str) -> Truth:
    fits = _pattern(pattern)
    return fits(text) if fits is not None else Unknown(f"`{pattern}` is no regular expression")


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> Callable[[str], bool] | None:
    import re2  # a library of its own, which few rules need

    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error:
        return None
    return lambda text: compiled.fullmatch(text) is not None


COMPARISONS: dict[str, Callable[[Data, Data], Truth]] = {
    "==": operations.equal,
    "!=": lambda left, right: negated(operations.equal(left, right)),
    "<": _ordered(lambda stands: stands < 0),
    "<=": _ordered(lambda stands: stands <= 0),
    ">": _ordered(lambda stands: stands > 0),
    ">=": _ordered(lambda stands: stands >= 0),
    "in": lambda left, right: _contains(right, left),
    "not in": lambda left, right: negated(_contains(right, left)),
    "contains": _contains,
    "matches": _of_texts(_matches),
    "starts with": _of_texts(str.startswith),
    "ends with": _of_texts(str.endswith),
}
