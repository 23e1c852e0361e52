"""The oracle of absent values: every operator with absent, null, empty, wrong, one and many.

A row is a condition about X and, for each state of X, whether it is true (T), false (F) or
undecided (U). The rows are written by hand from the language's reference; nothing here is computed.
"""

from __future__ import annotations

from collections import defaultdict

import pytest
from tests.judge.evaluating import outcome

TEXTS = """
condition                                    absent null empty wrong one
X == "a"                                     U      U    F     U     T
X != "a"                                     U      U    T     U     F
"a" == X                                     U      U    F     U     T
X in ["a", "b"]                              U      U    F     U     T
X not in ["a", "b"]                          U      U    T     U     F
X matches "a+"                               U      U    F     U     T
X starts with "a"                            U      U    F     U     T
X ends with "a"                              U      U    F     U     T
X contains "a"                               U      U    F     U     T
"a" in X                                     U      U    F     U     T
X is present                                 F      F    T     U     T
X is absent                                  T      T    F     U     F
X is empty                                   T      T    T     U     F
X is not empty                               F      F    F     U     T
X default "a" == "a"                         T      T    F     U     T
X default "b" == "a"                         F      F    F     U     T
length(X) == 1                               U      U    F     U     T
lower(X) == "a"                              U      U    F     U     T
upper(X) == "A"                              U      U    F     U     T
trim(X) == "a"                               U      U    F     U     T
text(X) == "a"                               U      U    F     U     T
version(X) == version("1")                   U      U    U     U     U
file_exists(X)                               U      U    F     U     T
"""

LISTS = """
condition                                    absent null empty wrong one many hole
some x in X satisfies x == 1                 U      U    F     U     T   T    T
some x in X satisfies x == 9                 U      U    F     U     F   F    U
every x in X satisfies x > 0                 U      U    T     U     T   T    U
every x in X satisfies x > 1                 U      U    T     U     F   F    F
no x in X satisfies x == 9                   U      U    T     U     T   T    U
no x in X satisfies x == 1                   U      U    T     U     F   F    F
1 in X                                       U      U    F     U     T   T    T
9 in X                                       U      U    F     U     F   F    U
9 not in X                                   U      U    T     U     T   T    U
X contains 1                                 U      U    F     U     T   T    T
X == [1]                                     U      U    F     U     T   F    F
X is present                                 F      F    T     U     T   T    T
X is absent                                  T      T    F     U     F   F    F
X is empty                                   T      T    T     U     F   F    F
X is not empty                               F      F    F     U     T   T    T
count(X) == 1                                U      U    F     U     T   F    F
count(X) == 2                                U      U    F     U     F   F    T
count(X default []) == 0                     T      T    T     U     F   F    F
count(x in X where x == 1) == 1              U      U    F     U     T   T    U
sum(X) == 0                                  U      U    T     U     F   F    U
sum(X) == 6                                  U      U    F     U     F   T    U
sum(x default 0 for x in X) == 1             U      U    F     U     T   F    T
min(X) == 1                                  U      U    U     U     T   T    U
max(X) == 3                                  U      U    U     U     F   T    U
min(X) is absent                             U      U    T     U     F   F    U
max(X) default 0 == 0                        U      U    T     U     F   F    U
first(X) == 1                                U      U    U     U     T   T    T
last(X) == 3                                 U      U    U     U     F   T    U
last(X) is absent                            U      U    T     U     F   F    T
X[0] == 1                                    U      U    U     U     T   T    T
X[0] is present                              F      F    F     U     T   T    T
X[9] is absent                               T      T    T     U     T   T    T
(find x in X where x == 1) is present        U      U    F     U     T   T    T
(find x in X where x == 9) is absent         U      U    T     U     T   T    U
[x for x in X] is empty                      U      U    T     U     F   F    F
[x for x in X where x == 9] is empty         U      U    T     U     T   T    U
count(distinct(X)) == 1                      U      U    F     U     T   F    U
duplicates(X) is empty                       U      U    T     U     T   T    U
count(pairs(X)) == 2                         U      U    F     U     F   T    F
count(sort(x in X by x)) == 1                U      U    F     U     T   F    U
first(sort(x in X by x descending)) == 3     U      U    U     U     F   T    U
length(X) == 1                               U      U    F     U     T   F    F
"""

NUMBERS = """
condition                                    absent null wrong zero one
X == 1                                       U      U    U     F    T
X != 1                                       U      U    U     T    F
X < 1                                        U      U    U     T    F
X <= 0                                       U      U    U     T    F
X > 0                                        U      U    U     F    T
X >= 1                                       U      U    U     F    T
X in [1, 2]                                  U      U    U     F    T
X + 1 == 2                                   U      U    U     F    T
1 - X == 0                                   U      U    U     F    T
X * 2 == 2                                   U      U    U     F    T
X / 2 == 0.5                                 U      U    U     F    T
1 / X == 1                                   U      U    U     U    T
-X == -1                                     U      U    U     F    T
X default 1 == 1                             T      T    U     F    T
(X default 0) + 1 == 1                       T      T    U     T    F
X is present                                 F      F    U     T    T
X is absent                                  T      T    U     F    F
abs(X) == 1                                  U      U    U     F    T
round(X) == 1                                U      U    U     F    T
text(X) == "1"                               U      U    U     F    T
"""

DATES = """
condition                                    absent null wrong one
X == 2026-02-28                              U      U    U     T
X < 2026-03-01                               U      U    U     T
X + 1 day == 2026-03-01                      U      U    U     T
X - 2026-02-27 == 1 day                      U      U    U     T
X + 1 month == 2026-03-28                    U      U    U     T
quarter(X) == "2026-Q1"                      U      U    U     T
year(X) == 2026                              U      U    U     T
X default 2026-02-28 == 2026-02-28           T      T    U     T
X is present                                 F      F    U     T
"""

RECORDS = """
condition                                    absent null empty wrong one
X.a == 1                                     U      U    U     U     T
X.a is present                               F      F    F     U     T
X.a is absent                                T      T    T     U     F
X.a default 1 == 1                           T      T    T     U     T
X.deep.deeper == 1                           U      U    U     U     T
X.deep.deeper is absent                      T      T    T     U     F
X is present                                 F      F    T     U     T
X is empty                                   T      T    T     U     F
X == X                                       U      U    T     U     T
"""

MAPS = """
condition                                    absent null empty wrong one
X["a"] == 1                                  U      U    U     U     T
X["a"] is present                            F      F    F     U     T
X["zz"] is absent                            T      T    T     U     T
keys(X) == ["a"]                             U      U    F     U     T
count(values(X)) == 1                        U      U    F     U     T
"""

BOOLEANS = """
condition                                    absent null wrong false true
X                                            U      U    U     F     T
not X                                        U      U    U     T     F
X == true                                    U      U    U     F     T
X and true                                   U      U    U     F     T
X and false                                  F      F    F     F     F
true and X                                   U      U    U     F     T
false and X                                  F      F    F     F     F
X or true                                    T      T    T     T     T
X or false                                   U      U    U     F     T
X implies false                              U      U    U     T     F
X implies true                               T      T    T     T     T
false implies X                              T      T    T     T     T
true implies X                               U      U    U     F     T
X and X                                      U      U    U     F     T
X or X                                       U      U    U     F     T
X default true                               T      T    U     F     T
X default false                              F      F    U     F     T
"""

TABLES = {
    "text": TEXTS,
    "list": LISTS,
    "number": NUMBERS,
    "date": DATES,
    "record": RECORDS,
    "map": MAPS,
    "boolean": BOOLEANS,
}


def rows_of(topic: str) -> list[str]:
    """Gives the conditions of a table."""
    head, *rows = TABLES[topic].strip().splitlines()
    width = head.index(head.split()[1])
    return [row[:width].strip() for row in rows]


def _cells() -> dict[str, list[tuple[str, str]]]:
    """Gives the conditions of each column, and what is expected of them; the field that they ask
    about is named `list_many`."""
    cells: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for topic, table in TABLES.items():
        head, *rows = table.strip().splitlines()
        states = head.split()[1:]
        width = head.index(states[0])
        for row in rows:
            expected = row[width:].split()
            assert len(expected) == len(states), row
            condition = row[:width].strip()
            for state, outcome_ in zip(states, expected, strict=True):
                cells[f"{topic}_{state}"].append((condition, outcome_))
    return cells


@pytest.mark.parametrize("field", _cells())
def test_column(field: str) -> None:
    column = _cells()[field]
    found = [(condition, outcome(condition, f"project.{field}")) for condition, _ in column]
    assert found == column
