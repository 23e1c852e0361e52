"""The one layout: what is laid out how, on examples before and after."""

from __future__ import annotations

import pytest
from lark.grammar import Rule

from remit.syntax import layout_items
from remit.syntax.grammar import grammar
from remit.syntax.layout import ChangedMeaningError, formatted
from remit.syntax.lines import EMPTY, Writing
from remit.text.source import Source

HEADER = 'policy p governs project\n  "P."\n'


def laid_out(text: str) -> str:
    """Gives a rule file that is sound in the one layout."""
    found, said = formatted(Source("test.remit", text))
    assert found is not None, said
    return found


def clauses(text: str) -> str:
    """Gives clauses of a rule in the one layout."""
    head = f'{HEADER}\nrule r mandatory\n  "R."\n'
    found = laid_out(f"{head}{text}")
    assert found.startswith(head)
    return found.removeprefix(head)


def items(text: str) -> str:
    """Gives items of a policy in the one layout."""
    found = laid_out(f"{HEADER}\n{text}")
    assert found.startswith(f"{HEADER}\n")
    return found.removeprefix(f"{HEADER}\n")


LONG = "a_long_name_that_fills_a_line"


def test_items_stand_apart_and_their_texts_below_them() -> None:
    text = (
        'policy p governs project "P." owner "o" use a:b,c use d:e param x=3,then 4 from 2026-01-01'
        ' "X." define y=x define z( v,w )=v+w "Z." rule r mandatory "R." require y==1 else "m"'
    )
    assert laid_out(text) == (
        'policy p governs project\n  "P."\n  owner "o"\n\n'
        "use a: b, c\nuse d: e\n\n"
        'param x = 3, then 4 from 2026-01-01\n  "X."\n\n'
        "define y = x\n\n"
        'define z(v, w) = v + w\n  "Z."\n\n'
        'rule r mandatory\n  "R."\n  require y == 1\n    else "m"\n'
    )


def test_what_is_said_about_a_rule_and_its_clauses_have_lines_of_their_own() -> None:
    text = (
        'source "s" owner "o" link "l" tags ["a","b",] formerly "p/q" effective from 2026-01-01 '
        "until 2027-01-01 on creation on deletion for x in xs where x.a when b let c=d "
        'require c else "m" at x[ "k" ] hint "h" require not e else "n" hint "i" at e'
    )
    assert clauses(text) == (
        '  source "s"\n  owner "o"\n  link "l"\n  tags ["a", "b"]\n  formerly "p/q"\n'
        "  effective from 2026-01-01 until 2027-01-01\n  on creation\n  on deletion\n"
        "  for x in xs where x.a\n  when b\n  let c = d\n"
        '  require c\n    else "m"\n    at x["k"]\n    hint "h"\n'
        '  require not e\n    else "n"\n    hint "i"\n    at e\n'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a+b -c*d/ e", "a + b - c * d / e"),
        ("( a+ - b )*-c", "(a + -b) * -c"),
        ("a default-1+b", "a default -1 + b"),
        ("a . b [0] [ x.y ]", "a.b[0][x.y]"),
        ("1 .days", "1 .days"),
        ("2 . x", "2 .x"),
        ("30days+6   weeks + 1\nyear", "30 days + 6 weeks + 1 year"),
        ("250k+20%+1_000", "250k + 20% + 1_000"),
        ("f( )+count (xs)+sort (x in xs by x.a descending)", None),
        ("[ a,b, ]+[ ]+{ }", "[a, b] + [] + {}"),
        ('{ "a" :1,"b" : [x for x in xs],}', '{"a": 1, "b": [x for x in xs]}'),
        ("a not   in b", "a not in b"),
        ("a starts   with b", "a starts with b"),
        ("a is   not\nempty", "a is not empty"),
        ("a==b", "a == b"),
        ("not(a)", "not (a)"),
        ("((a))", "((a))"),
        ("some x in xs satisfies(x.a)", "some x in xs satisfies (x.a)"),
        ("find x in(xs)where x.a", "find x in (xs) where x.a"),
        ("sum(x.a for x in xs where x.b for y in x.ys)", None),
        ('"a \\" # b"', None),
    ],
)
def test_an_expression_that_fits_has_one_blank_between_its_words(
    before: str, after: str | None
) -> None:
    if before.startswith("f("):
        after = "f() + count(xs) + sort(x in xs by x.a descending)"
    assert clauses(f"let v = {before}") == f"  let v = {after or before}\n"


BROKEN = [
    # a value goes to the next line, where it fits there
    (f"let v = f({LONG}) + g({LONG}) - h(a, b)",
     f"  let v = f({LONG}) + g({LONG}) - h(a, b)\n"),
    (f"let v = f({LONG}) + g({LONG}) - h(a, b, c, d, e, f, g)",
     f"  let v =\n    f({LONG}) + g({LONG}) - h(a, b, c, d, e, f, g)\n"),
    # else it is broken where its meaning parts it
    (f"let v = f({LONG}, {LONG}) + g({LONG}, {LONG})",
     f"  let v =\n    f({LONG}, {LONG})\n    + g({LONG}, {LONG})\n"),
    # a bracket stays where it begins
    (f"let v = [{LONG}, {LONG}, {LONG}, {LONG}]",
     "  let v = [\n" + f"      {LONG},\n" * 4 + "    ]\n"),
    (f"let v = f({LONG}, {LONG}, {LONG}, {LONG})",
     "  let v = f(\n" + f"      {LONG},\n" * 3 + f"      {LONG}\n    )\n"),
    (f'let v = {{"a": {LONG}, "b": [{LONG}, {LONG}], "c": [{LONG}, {LONG}, {LONG}, c]}}',
     f'  let v = {{\n      "a": {LONG},\n      "b": [{LONG}, {LONG}],\n'
     f'      "c": [\n' + f"        {LONG},\n" * 3 + "        c,\n      ],\n    }\n"),
    # two brackets that are one inside of the other open and close together
    (f"let v = first([x for x in {LONG} where x.{LONG} and x.{LONG}])",
     f"  let v = first([\n      x for x in {LONG}\n"
     f"      where x.{LONG} and x.{LONG}\n    ])\n"),
    # generators, and conditions where they don't fit behind them
    (f"let v = [x for x in {LONG} where x.a for y in x.{LONG} where y.b and y.{LONG}]",
     f"  let v = [\n      x for x in {LONG} where x.a\n"
     f"      for y in x.{LONG} where y.b and y.{LONG}\n    ]\n"),
    (f"let v = sum(x.{LONG} for x in {LONG} where x.{LONG} == x.{LONG})",
     f"  let v = sum(\n      x.{LONG} for x in {LONG}\n      where x.{LONG} == x.{LONG}\n    )\n"),
    (f"let v = count(x in {LONG} where x.{LONG} == x.a and x.b)",
     f"  let v =\n    count(x in {LONG} where x.{LONG} == x.a and x.b)\n"),
    (f"let v = sort(x in {LONG} where x.{LONG} == x.a by x.{LONG})",
     f"  let v = sort(\n      x in {LONG} where x.{LONG} == x.a\n      by x.{LONG}\n    )\n"),
    (f"for x in {LONG} where x.{LONG} and x.{LONG}",
     f"  for x in {LONG}\n    where x.{LONG} and x.{LONG}\n"),
    # conditions: the loosest operator first, what is tighter further in
    (f"when {LONG} and {LONG} or {LONG}.a == {LONG}",
     f"  when {LONG} and {LONG}\n      or {LONG}.a == {LONG}\n"),
    (f"when {LONG} and {LONG} and {LONG} and {LONG} or {LONG}",
     f"  when {LONG}\n" + f"        and {LONG}\n" * 3 + f"      or {LONG}\n"),
    (f"when {LONG} implies {LONG} implies {LONG} or {LONG}",
     f"  when {LONG}\n      implies {LONG}\n      implies {LONG} or {LONG}\n"),
    (f"when some x in {LONG} satisfies x.{LONG} and x.{LONG}",
     f"  when some x in {LONG} satisfies\n      x.{LONG} and x.{LONG}\n"),
    (f"let v = find x in {LONG} where x.{LONG} == x.{LONG} and x.a",
     f"  let v =\n    find x in {LONG}\n      where x.{LONG} == x.{LONG} and x.a\n"),
    (f"when not ({LONG} or {LONG} or {LONG})",
     f"  when not (\n      {LONG}\n      or {LONG}\n      or {LONG}\n    )\n"),
    # comparisons before their operator, unless a bracket follows it
    (f"when {LONG}.{LONG} == {LONG}.{LONG}",
     f"  when {LONG}.{LONG}\n      == {LONG}.{LONG}\n"),
    (f"when a in [{LONG}, {LONG}, {LONG}, b]",
     "  when a in [\n" + f"      {LONG},\n" * 3 + "      b,\n    ]\n"),
    (f"when {LONG}.{LONG}.{LONG} is not empty",
     f"  when {LONG}.{LONG}.{LONG}\n      is not empty\n"),
    (f"let v = {LONG} default {LONG}.a default {LONG}.b.c",
     f"  let v =\n    {LONG}\n    default {LONG}.a\n    default {LONG}.b.c\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), BROKEN)
def test_what_is_too_long_is_broken_where_its_meaning_parts_it(before: str, after: str) -> None:
    assert clauses(before) == after
    assert max(map(len, after.splitlines())) <= 100


def test_a_line_may_have_a_hundred_columns() -> None:
    fits = f"  let v = {'x' * 90}\n"
    assert clauses(fits) == fits
    assert clauses(f"  let v = {'x' * 91}\n") == f"  let v =\n    {'x' * 91}\n"


def test_texts_stay_as_they_are_and_may_be_longer_than_a_line() -> None:
    message = '"' + "{x.y} and so on, " * 10 + '"'
    long = '"""\n   One {a }\n     two.\n """'
    text = f"require a else {message} hint {long}"
    assert clauses(text) == f"  require a\n    else {message}\n    hint {long}\n"


def test_a_decision_table_stands_in_columns() -> None:
    text = (
        'table t( stage,budget )->votes ,body take   first "T."\n'
        '| "idea"|-->1,"board" | "pilot" ,"scale"|[ 1M..5M )->12,"other" | x|is  not empty->-3,"a"'
    )
    assert items(text) == (
        'table t(stage, budget) -> votes, body take first\n  "T."\n'
        '  | "idea"           | -            -> 1,  "board"\n'
        '  | "pilot", "scale" | [1M .. 5M)   -> 12, "other"\n'
        '  | x                | is not empty -> -3, "a"\n'
    )


def test_the_columns_of_a_decision_table_are_those_of_a_screen() -> None:
    rows = '  | "äö"   | - -> 1\n  | "\u65e5\u672c" | - -> 2\n  | "e\u0301"    | - -> 3\n'
    assert items(f"table t(a, b) -> c\n{rows}").endswith(rows)


def test_a_decision_table_that_is_too_wide_is_broken_like_anything_else() -> None:
    text = f'table t(a, b) -> c | "{LONG}", "{LONG}" | {LONG}.{LONG} -> {LONG} | "x" | - -> 1'
    assert items(text) == (
        f'table t(a, b) -> c\n  | "{LONG}", "{LONG}"\n    | {LONG}.{LONG}\n    -> {LONG}\n'
        '  | "x" | - -> 1\n'
    )


# -- comments -----------------------------------------------------------------------------------

COMMENTED = """\
# Above all.

policy p  # what it is
  governs project
  # of its title
  "P."

# By itself.

# The widgets.
define widgets = [  # known ones
    "a",  # first
    # of b

    "b",
    # none more
  ]
  "W."  # so
  # below it

table t(x) -> y
  # the first
  | "a" -> 1  # one

  # the others
  | "b" -> 2
  | -
    ->  # anything
    3

rule r mandatory
  "R."
  # of the source
  source "s"

  when a  # beside a
      # own
      and b  # beside b
    # a clause that is left out
    #   and c

  # of the check
  require c
    # of the message
    else "m"
    # at d
  # nothing more

# At the end.
"""


def test_comments_stay_where_they_stand() -> None:
    assert laid_out(COMMENTED) == COMMENTED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # a comment before a comma goes behind it
        ("let v = [a # a\n, # b\n b # c\n,]",
         "  let v = [\n      a,  # a\n      # b\n      b,  # c\n    ]\n"),
        ("let v = [ # none\n]", "  let v = [  # none\n    ]\n"),
        ("when a and # why\n b", "  when a\n      and  # why\n      b\n"),
        ("let v = # why\n a", "  let v =  # why\n    a\n"),
        ("when a # why\n .b", "  when a  # why\n      .b\n"),
        ("when f(# why\na) == b", "  when f(  # why\n      a\n    ) == b\n"),
        ("when count # how many\n(xs) > 1", "  when count  # how many\n    (xs) > 1\n"),
        ("for # each\nx in xs\n#\n\n\n#x   \nlet y = x",
         "  for  # each\n    x in xs\n  #\n\n  #x\n  let y = x\n"),
    ],
)  # fmt: skip
def test_a_comment_may_stand_anywhere(before: str, after: str) -> None:
    assert clauses(before) == after
    assert clauses(after) == after


def test_indentation_tells_what_a_comment_between_rules_belongs_to() -> None:
    a, b, c = (f'rule {name} mandatory\n  "R."\n  require a\n    else "m"\n' for name in "abc")
    text = f"{a}  # of a\n\n# of b\n{b}\n  # of c\n{c}"
    assert items(text) == f"{a}  # of a\n\n# of b\n{b}\n# of c\n{c}"


# -- whole files --------------------------------------------------------------------------------


def test_lines_end_as_the_first_one_does() -> None:
    sound = 'policy p governs project\n  "P."\n\ndefine x = """\n  a\n  """\n'
    dos = sound.replace("\n", "\r\n")
    assert laid_out(dos) == dos
    assert laid_out(sound.replace("\n", "\r\n", 1)) == dos
    assert laid_out(dos.replace("\r\n", "\n", 1)) == sound
    assert laid_out(sound.replace("\n", "\r")) == sound


def test_a_byte_order_mark_is_left_out() -> None:
    assert laid_out("\ufeff" + HEADER) == HEADER
    assert laid_out("\ufeff# c\n" + HEADER) == "# c\n" + HEADER


@pytest.mark.parametrize("text", ["", "# only this\n", "policy p", f"{HEADER}rule r\n", "\0"])
def test_a_file_with_mistakes_is_not_laid_out(text: str) -> None:
    found, said = formatted(Source("test.remit", text))
    assert found is None
    assert said


@pytest.mark.parametrize(
    "level",
    ["({})", "[{}]", "not {}", "[x for x in {}]", "f({})", "some x in {} satisfies x", "a + ({})"],
)
def test_the_deepest_nesting_is_laid_out(level: str) -> None:
    nested = "a"
    for _ in range(45):
        nested = level.replace("{}", nested)
    text = clauses(f"let v = {nested}")
    assert clauses(text) == text


def test_a_long_file_is_laid_out() -> None:
    parts = " and ".join(f"a{number} == {number}" for number in range(400))
    rows = "".join(f'| "row {number}" -> {number}\n' for number in range(400))
    text = f"define x = {parts}\n\ntable t(x) -> y\n{rows}"
    assert items(items(text)) == items(text)


def test_every_branch_of_the_grammar_has_a_layout() -> None:
    names = {
        str(rule.alias or rule.origin.name) for rule in grammar().rules if not _is_left_out(rule)
    }
    assert names == set(layout_items.LAYOUTS)


def _is_left_out(rule: Rule) -> bool:
    """Says whether the grammar makes no branch of a rule: of repetitions, and of what has one part
    and no name of its own."""
    return rule.origin.name.startswith("__") or (rule.options.expand1 and rule.alias is None)


# -- a layout that would do harm ----------------------------------------------------------------


def _loses(parts: object) -> Writing:
    return EMPTY


@pytest.mark.parametrize("kind", ["source", "when_clause", "let_clause", "negated"])
def test_a_layout_that_changes_the_meaning_is_refused(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(layout_items.LAYOUTS, kind, _loses)
    with pytest.raises(ChangedMeaningError):
        clauses('source "s" when not b let c = not d')


def test_a_layout_that_loses_a_comment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout_items, "comments", lambda gap, keeps: EMPTY)
    with pytest.raises(ChangedMeaningError):
        clauses("# c\nwhen a")
