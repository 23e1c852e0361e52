"""Builtins: every function of the language once, with signature, meaning, sentence and example.

An example is a condition that holds; the tests run each of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from remit.manifest.types import (
    BOOLEAN,
    DATE,
    NUMBER,
    TEXT,
    VERSION,
    DateType,
    EnumType,
    ListType,
    NumberType,
    TextType,
    TimestampType,
)
from remit.manifest.values import ABSENT
from remit.semantics import aggregates, meanings
from remit.semantics.aggregates import over_decided, over_list
from remit.semantics.signatures import (
    Builtin,
    Parameter,
    always,
    element,
    entry,
    is_day,
    is_days,
    is_list,
    is_map,
    is_number,
    is_scalar,
    is_sized,
    is_summable,
    is_text,
    list_of,
    of,
    of_ordered_enum,
    orderable,
    pair,
    same,
)

_LIST = Parameter("xs", "a list", is_list)
_NUMBERS = Parameter("xs", "a list of numbers or of durations in days", list_of(is_summable))
_ORDERED = Parameter(
    "xs", "a list of numbers, dates, durations, versions or ordered values", list_of(orderable)
)
_TEXT = Parameter("t", "a text", is_text)
_NUMBER = Parameter("n", "a number", is_number)
_DAY = Parameter("d", "a date or a timestamp", is_day)
_MAP = Parameter("m", "a map", is_map)

BUILTINS: Mapping[str, Builtin] = {
    builtin.name: builtin
    for builtin in (
        # lists
        Builtin(
            "count",
            (_LIST,),
            always(NUMBER),
            "how many elements a list has, absent ones too",
            "count(x in [1, 2, 3] where x > 1) == 2",
            over_list("count", len),
            "`length(t)` counts the characters of a text and the entries of a map",
        ),
        Builtin(
            "sum",
            (_NUMBERS,),
            element,
            "the sum of numbers, or of durations in days; 0 for none",
            "sum(x * 2 for x in [1, 2.5]) == 7",
            aggregates.summed,
            "name what is added: `sum(x.amount for x in xs)`",
        ),
        Builtin(
            "min",
            (_ORDERED,),
            element,
            "the least element of a list; absent for none",
            "min([3, 1, 2]) == 1",
            over_decided("min", aggregates.extreme(-1)),
            "it takes one list: `min([a, b])`, `min(x.due for x in xs)`",
        ),
        Builtin(
            "max",
            (_ORDERED,),
            element,
            "the greatest element of a list; absent for none",
            "max([2026-01-31, 2026-03-01]) == 2026-03-01",
            over_decided("max", aggregates.extreme(1)),
            "it takes one list: `max([a, b])`, `max(x.due for x in xs)`",
        ),
        Builtin(
            "distinct",
            (_LIST,),
            same,
            "a list with every repeated element only once, in the order of first occurrence",
            'distinct(["a", "b", "a"]) == ["a", "b"]',
            over_decided("distinct", aggregates.distinct),
        ),
        Builtin(
            "duplicates",
            (_LIST,),
            same,
            "the elements that a list repeats, each once, at their second place",
            'duplicates(["a", "b", "a", "a"]) == ["a"]',
            over_decided("duplicates", aggregates.duplicates),
        ),
        Builtin(
            "first",
            (_LIST,),
            element,
            "the first element of a list; absent for none",
            "first([3, 1]) == 3",
            over_list("first", lambda items: items[0] if items else ABSENT),
        ),
        Builtin(
            "last",
            (_LIST,),
            element,
            "the last element of a list; absent for none",
            "last([3, 1]) == 1",
            over_list("last", lambda items: items[-1] if items else ABSENT),
        ),
        Builtin(
            "pairs",
            (_LIST,),
            pair,
            "the neighbours in a list, as records with `before` and `after`",
            "every p in pairs([1, 2, 4]) satisfies p.after > p.before",
            over_list("pairs", aggregates.pairs),
        ),
        # records and maps
        Builtin(
            "keys",
            (_MAP,),
            always(ListType(TEXT)),
            "the keys of a map, in the order of the file",
            'keys({"a": 1, "b": 2}) == ["a", "b"]',
            meanings.keys,
        ),
        Builtin(
            "values",
            (_MAP,),
            entry,
            "the values of a map, in the order of the file",
            'values({"a": 1, "b": 2}) == [1, 2]',
            meanings.values,
        ),
        # texts
        Builtin(
            "length",
            (Parameter("x", "a text, a list or a map", is_sized),),
            always(NUMBER),
            "the number of characters of a text, or of entries of a list or map",
            'length("till") == 4',
            meanings.length,
        ),
        Builtin(
            "lower",
            (_TEXT,),
            always(TEXT),
            "a text in lower case",
            'lower("Till") == "till"',
            meanings.of_text("lower", str.lower),
        ),
        Builtin(
            "upper",
            (_TEXT,),
            always(TEXT),
            "a text in upper case",
            'upper("Till") == "TILL"',
            meanings.of_text("upper", str.upper),
        ),
        Builtin(
            "trim",
            (_TEXT,),
            always(TEXT),
            "a text without blanks at its ends",
            'trim(" till ") == "till"',
            meanings.of_text("trim", str.strip),
        ),
        Builtin(
            "join",
            (
                Parameter("xs", "a list of texts", list_of(is_text)),
                Parameter("separator", "a text", is_text, optional=True),
            ),
            always(TEXT),
            "the texts of a list as one, with the separator between them",
            'join(["a", "b"], ", ") == "a, b"',
            meanings.join,
            '`text(x)` gives a value as text: `join([text(x) for x in xs], ", ")`',
        ),
        Builtin(
            "split",
            (_TEXT, Parameter("separator", "a text", is_text)),
            always(ListType(TEXT)),
            "the parts of a text between separators",
            'split("a/b", "/") == ["a", "b"]',
            meanings.of_texts("split", meanings.split),
        ),
        Builtin(
            "replace",
            (_TEXT, Parameter("part", "a text", is_text), Parameter("by", "a text", is_text)),
            always(TEXT),
            "a text with every occurrence of a part replaced",
            'replace("a-b-c", "-", " ") == "a b c"',
            meanings.of_texts("replace", meanings.replace),
        ),
        Builtin(
            "without_start",
            (_TEXT, Parameter("start", "a text", is_text)),
            always(TEXT),
            "a text without the start that is named, once, if it has it",
            'without_start("@mara", "@") == "mara"',
            meanings.of_texts("without_start", str.removeprefix),
        ),
        Builtin(
            "without_end",
            (_TEXT, Parameter("end", "a text", is_text)),
            always(TEXT),
            "a text without the end that is named, once, if it has it",
            'without_end("plan.yaml", ".yaml") == "plan"',
            meanings.of_texts("without_end", str.removesuffix),
        ),
        Builtin(
            "text",
            (Parameter("x", "a single value, no list or map", is_scalar),),
            always(TEXT),
            "a value as text: as written in the manifest, a computed number as its decimal",
            'text(1.50) == "1.5"',
            meanings.text,
            '`join(xs, ", ")` gives the texts of a list',
        ),
        Builtin(
            "version",
            (_TEXT,),
            always(VERSION),
            "the version that a text writes; `v`, minor and patch number are optional",
            'version("v1.9") < version("1.21.0-rc.1") and version("1.21") == version("v1.21.0")',
            meanings.of_text("version", meanings.version),
        ),
        # numbers
        Builtin(
            "number",
            (Parameter("t", "a text", of(TextType, EnumType, NumberType)),),
            always(NUMBER),
            "the number that a text writes in decimals",
            'number("2.50") == 2.5',
            meanings.number,
        ),
        Builtin(
            "abs",
            (_NUMBER,),
            always(NUMBER),
            "a number without its sign",
            "abs(-3) == 3",
            meanings.of_number("abs", meanings.absolute),
        ),
        Builtin(
            "round",
            (_NUMBER, Parameter("digits", "a number of decimals", is_number, optional=True)),
            always(NUMBER),
            "a number rounded to whole ones, or to so many decimals; halves go away from zero",
            "round(2.5) == 3 and round(-2.5) == -3 and round(2 / 3, 2) == 0.67",
            meanings.rounded,
        ),
        Builtin(
            "rank",
            (Parameter("e", "a value of an ordered enum", of_ordered_enum),),
            always(NUMBER),
            "the position of a value in its ordered enum, from 1",
            "rank(project.stage) >= 1",
            aggregates.rank,
            "an enum is ordered where its schema sets `x-remit-ordered`",
        ),
        # dates
        Builtin(
            "days",
            (Parameter("d", "a duration in days", is_days),),
            always(NUMBER),
            "the number of days of a duration",
            "days(2026-03-01 - 2026-02-01) == 28",
            meanings.days,
            "the difference of two dates is a duration in days: `days(today - x.start)`",
        ),
        Builtin(
            "date",
            (
                Parameter(
                    "t",
                    "a timestamp, or the text of a date",
                    of(TimestampType, DateType, TextType, EnumType),
                ),
            ),
            always(DATE),
            "the day of a timestamp as it is written, or the date that a text writes",
            'date("2026-01-31") == 2026-01-31',
            meanings.date,
        ),
        Builtin(
            "year",
            (_DAY,),
            always(NUMBER),
            "the year of a date",
            "year(2026-11-23) == 2026",
            meanings.of_day("year", lambda day: day.year),
        ),
        Builtin(
            "quarter",
            (_DAY,),
            always(TEXT),
            "the quarter of a date, with its year",
            'quarter(2026-11-23) == "2026-Q4"',
            meanings.of_day("quarter", meanings.quarter),
        ),
        Builtin(
            "month",
            (_DAY,),
            always(NUMBER),
            "the month of a date, from 1 to 12",
            "month(2026-11-23) == 11",
            meanings.of_day("month", lambda day: day.month),
        ),
        # the repository
        Builtin(
            "path_of",
            (Parameter("manifest", "a manifest", is_map),),
            always(TEXT),
            "the path of a manifest's file in its repository",
            'path_of(project) ends with ".yaml"',
            None,
            "a manifest is the governed one, `baseline`, or an element of a collection",
        ),
        Builtin(
            "file_exists",
            (Parameter("path", "a text", is_text),),
            always(BOOLEAN),
            "whether a file is in the repository: from its root or, with `./`, beside the manifest",
            'not file_exists("no/such/file")',
            None,
        ),
    )
}
