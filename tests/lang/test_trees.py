"""Trees of rule files: every construct, precedence, the span of every part."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.lang.expectations import POLICY_HEADER, RULE_HEADER, cases
from tests.lang.expressions import expression

from remit.syntax import tree as t
from remit.syntax.parser import parse
from remit.text.source import Source


def policy(text: str) -> t.Policy:
    """Gives the tree of a rule file that is sound."""
    built, found = parse(Source("test", text))
    assert built is not None, found
    return built


def shown(node: object) -> object:
    """Gives a node as a nested tuple: the name of its class, then its parts."""
    if isinstance(node, t.Node):
        skipped = ("span", "word")
        parts = [slot for slot in node.__struct_fields__ if slot not in skipped]
        return (type(node).__name__, *(shown(getattr(node, slot)) for slot in parts))
    return tuple(shown(part) for part in node) if isinstance(node, tuple) else node


def name(text: str) -> tuple[str, str]:
    return ("Name", text)


def word(text: str) -> tuple[str, str]:
    return ("Word", text)


A, B, C, D, X, XS = (name(text) for text in ("a", "b", "c", "d", "x", "xs"))

EXPRESSIONS: list[tuple[str, object]] = [
    # literals
    ("12", ("Number", 12)),
    ("2.5", ("Number", Fraction(5, 2))),
    ("1_000", ("Number", 1000)),
    ("20%", ("Number", Fraction(1, 5))),
    ("0.1", ("Number", Fraction(1, 10))),
    ("100%", ("Number", 1)),
    ("250k", ("Number", 250_000)),
    ("3M", ("Number", 3_000_000)),
    ("1.25M", ("Number", 1_250_000)),
    ("true", ("Boolean", True)),
    ("false", ("Boolean", False)),
    ("2026-03-31", ("Date", date(2026, 3, 31))),
    ("30 days", ("Duration", 30, "days")),
    ("1 day", ("Duration", 1, "days")),
    ("6weeks", ("Duration", 6, "weeks")),
    ("3\n months", ("Duration", 3, "months")),
    ("2 quarters", ("Duration", 2, "quarters")),
    ("1 year", ("Duration", 1, "years")),
    ('"checkout"', ("Text", "checkout")),
    (r'"a \"b\" \\ \n c"', ("Text", 'a "b" \\ \n c')),
    ('"{a} {{b}}"', ("Text", "{a} {{b}}")),
    ('""', ("Text", "")),
    ('"""a "b" c"""', ("Text", 'a "b" c')),
    ('"""\n  a\n    b\n\n  c\n"""', ("Text", "a\n  b\n\nc")),
    ('"""\r\n  a\r\n  b\r\n  """', ("Text", "a\nb")),
    ('"""a\n   b\n   c"""', ("Text", "a\nb\nc")),
    ('"""\n"""', ("Text", "")),
    ("[]", ("ListLiteral", ())),
    ("[a, b,]", ("ListLiteral", (A, B))),
    ("{}", ("Table", ())),
    ('{"x": a, "y": 1}', ("Table", ((("Text", "x"), A), (("Text", "y"), ("Number", 1))))),
    # paths and calls
    ("a.b", ("Field", A, "b")),
    ("a.default.rule", ("Field", ("Field", A, "default"), "rule")),
    ('a["odd key"]', ("Index", A, ("Text", "odd key"))),
    ("a.b[0].c", ("Field", ("Index", ("Field", A, "b"), ("Number", 0)), "c")),
    ("f()", ("Call", "f", ())),
    ("f(a, b)", ("Call", "f", (A, B))),
    ("f(a).b", ("Field", ("Call", "f", (A,)), "b")),
    # bindings
    (
        "[x for x in xs]",
        ("Comprehension", X, (("Generator", word("x"), XS, None),)),
    ),
    (
        "[a for x in xs where b for y in c where d]",
        (
            "Comprehension",
            A,
            (("Generator", word("x"), XS, B), ("Generator", word("y"), C, D)),
        ),
    ),
    (
        "sum(a for x in xs)",
        ("Call", "sum", (("Comprehension", A, (("Generator", word("x"), XS, None),)),)),
    ),
    ("count(xs)", ("Call", "count", (XS,))),
    (
        "count(x in xs where a)",
        ("Call", "count", (("Comprehension", X, (("Generator", word("x"), XS, A),)),)),
    ),
    (
        "count(x in xs)",
        ("Call", "count", (("Comprehension", X, (("Generator", word("x"), XS, None),)),)),
    ),
    ("sort(x in xs by a)", ("Sort", word("x"), XS, None, A, False)),
    ("sort(x in xs where a by b descending)", ("Sort", word("x"), XS, A, B, True)),
    ("find x in xs where a", ("Find", word("x"), XS, A)),
    ("some x in xs satisfies a", ("Quantified", "some", word("x"), XS, A)),
    ("every x in xs satisfies a", ("Quantified", "every", word("x"), XS, A)),
    ("no x in xs satisfies a", ("Quantified", "no", word("x"), XS, A)),
    # operators
    ("not a", ("Not", A)),
    ("a or b or c", ("Or", (A, B, C))),
    ("a and b and c", ("And", (A, B, C))),
    ("a or (b or c)", ("Or", (A, ("Or", (B, C))))),
    ("a implies b", ("Implies", A, B)),
    *[(f"a {op} b", ("Compare", op, A, B)) for op in ("==", "!=", "<", "<=", ">", ">=")],
    ("a in b", ("Compare", "in", A, B)),
    ("a not in b", ("Compare", "not in", A, B)),
    ('a matches "x"', ("Compare", "matches", A, ("Text", "x"))),
    ("a starts with b", ("Compare", "starts with", A, B)),
    ("a ends # here\n with b", ("Compare", "ends with", A, B)),
    ("a contains b", ("Compare", "contains", A, B)),
    ("a is present", ("PresenceTest", "is present", A)),
    ("a is absent", ("PresenceTest", "is absent", A)),
    ("a is empty", ("PresenceTest", "is empty", A)),
    ("a is not empty", ("PresenceTest", "is not empty", A)),
    *[(f"a {op} b", ("Arithmetic", op, A, B)) for op in "+-*/"],
    ("-a", ("Negative", A)),
    ("a default b", ("Default", A, B)),
]

SAME: list[tuple[str, str]] = [
    # loosest first, each held against its neighbour
    ("a implies b implies c", "a implies (b implies c)"),
    ("a or b implies c or d", "(a or b) implies (c or d)"),
    ("a or b and c", "a or (b and c)"),
    ("not a and b", "(not a) and b"),
    ("not a == b", "not (a == b)"),
    ("not a in b", "not (a in b)"),
    ("not not a", "not (not a)"),
    ("a == b + c", "a == (b + c)"),
    ("a + b is present", "(a + b) is present"),
    ("a - b - c", "(a - b) - c"),
    ("a / b / c", "(a / b) / c"),
    ("a + b * c", "a + (b * c)"),
    ("-a * b", "(-a) * b"),
    ("a - -b", "a - (-b)"),
    ("-a default b", "-(a default b)"),
    ("a default b + c", "(a default b) + c"),
    ("a default b default c", "(a default b) default c"),
    ("a default -b + c", "(a default (-b)) + c"),
    ("a.b default c.d", "(a.b) default (c.d)"),
    # quantifiers reach as far right as they can
    ("some x in xs satisfies a or b implies c", "some x in xs satisfies (a or b implies c)"),
    ("a and some x in xs satisfies b and c or d", "a and (some x in xs satisfies (b and c or d))"),
    ("not some x in xs satisfies a and b", "not (some x in xs satisfies (a and b))"),
    ("a + find x in xs where b == c + d", "a + (find x in xs where (b == c + d))"),
    ("a == find x in xs where b", "a == (find x in xs where b)"),
    ("find x in xs where a default b", "find x in xs where (a default b)"),
    (
        "every x in xs satisfies some y in x satisfies a and b",
        "every x in xs satisfies (some y in x satisfies (a and b))",
    ),
    # a `where` belongs to the innermost generator
    ("[a for x in find y in xs where b where c]", "[a for x in (find y in xs where b) where c]"),
]


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS, ids=[text for text, _ in EXPRESSIONS])
def test_expression(text: str, expected: object) -> None:
    assert shown(expression(text)) == expected


@pytest.mark.parametrize(("text", "meant"), SAME, ids=[text for text, _ in SAME])
def test_precedence(text: str, meant: str) -> None:
    assert expression(text) == expression(meant)


def test_parentheses_that_change_the_meaning_change_the_tree() -> None:
    for text, other in [
        ("a or b and c", "(a or b) and c"),
        ("a - b - c", "a - (b - c)"),
        ("a default b + c", "a default (b + c)"),
        ("some x in xs satisfies a or b", "(some x in xs satisfies a) or b"),
        ("not a == b", "(not a) == b"),
    ]:
        assert expression(text) != expression(other)


FILE = '''
policy funding governs project "Money follows milestones." owner "office"
use archetype: sides, is_hybrid
param share = 20%, then 25% from 2027-01-01 "The share."
param caps = {"idea": 50k}
define is_released(t) = t.status in ["released"] "Is it?"
define limit = 3
rule gates-first absolute "Gates first."
  source "S" owner "O" link "L" tags ["t", "u"] formerly "funding/a" formerly "funding/b"
  effective from 2026-01-01 until 2027-01-01
  on creation
  for t in project.tranches where is_released(t)
  when t.amount > 3
  let m = find m in project.milestones where m.id == t.gate
  require m is present else "no {t.gate} for \\"{t.id}\\" {{so}}" at t.gate hint "Add it."
  require m.met else """
    Not {m.status},
      but {caps["idea"]}.
    """
'''


def test_a_whole_file() -> None:
    built = policy(FILE)
    assert (built.name.text, built.kind.text, built.title, built.owner) == (
        "funding", "project", "Money follows milestones.", "office",
    )  # fmt: skip
    use, share, caps, is_released, limit, rule = built.items
    assert shown(use) == ("Use", word("archetype"), (word("sides"), word("is_hybrid")))
    first = ("Scheduled", ("Number", Fraction(1, 5)), None)
    later = ("Scheduled", ("Number", Fraction(1, 4)), date(2027, 1, 1))
    assert shown(share) == ("Param", word("share"), (first, later), "The share.")
    assert isinstance(caps, t.Param)
    assert caps.doc is None
    assert isinstance(is_released, t.Define)
    assert isinstance(limit, t.Define)
    assert shown(is_released.parameters) == (word("t"),)
    assert (is_released.doc, limit.parameters, limit.doc) == ("Is it?", None, None)
    assert built.rules == (rule,)


def test_a_rule() -> None:
    (rule,) = policy(FILE).rules
    assert (rule.name.text, rule.level, rule.title) == ("gates-first", "absolute", "Gates first.")
    assert (rule.source, rule.owner, rule.link, rule.tags) == ("S", "O", "L", ("t", "u"))
    assert rule.formerly == ("funding/a", "funding/b")
    assert shown(rule.effective) == ("Effective", date(2026, 1, 1), date(2027, 1, 1))
    assert (rule.on_creation, rule.on_deletion) == (True, False)
    kinds = [type(clause).__name__ for clause in rule.clauses]
    assert kinds == ["For", "When", "Let", "Require", "Require"]


def test_messages() -> None:
    requires = [c for c in policy(FILE).rules[0].clauses if isinstance(c, t.Require)]
    first, second = requires
    gate, id_ = expression("t.gate"), expression("t.id")
    assert first.message.parts == ("no ", gate, ' for "', id_, '" {so}')
    assert first.at == gate
    assert first.hint is not None
    assert first.hint.parts == ("Add it.",)
    cap = expression('caps["idea"]')
    assert second.message.parts == ("Not ", expression("m.status"), ",\n  but ", cap, ".")
    assert (second.at, second.hint) == (None, None)


# -- spans --------------------------------------------------------------------------------------


def _sound_texts() -> list[str]:
    sound = cases(Path(__file__).parent / "syntax" / "sound.remit")
    texts = [f'{POLICY_HEADER} {RULE_HEADER} require {text} else "m"' for text, _ in SAME]
    texts += [f"{POLICY_HEADER} define y = {text}" for text, _ in EXPRESSIONS]
    return [FILE, *texts, *(case.source.text for case in sound)]


def _starts_with(text: str, node: t.Node, source: Source) -> bool:
    """Says whether the text of a node's span begins as such a node does."""
    match node:
        case t.Word(text=name) | t.Name(name=name):
            return text == name
        case t.Boolean(value=value):
            return text == str(value).lower()
        case t.Text() | t.Message():
            return text[0] == text[-1] == '"'
        case t.Number() | t.Date() | t.Duration():
            return text[0].isdigit()
        case t.ListLiteral():
            return text[0] + text[-1] == "[]"
        case t.Table():
            return text[0] + text[-1] == "{}"
        case t.Call(function=function, word=span):
            return source.slice(span) == function and text.startswith(function) and text[-1] == ")"
        case t.Field(name=name, word=span):
            return source.slice(span) == name and text.endswith(name)
        case t.Index():
            return text[-1] == "]"
        case t.Quantified(quantifier=quantifier):
            return text.startswith(f"{quantifier} ")
        case t.PresenceTest(operator=operator):
            return text.split()[-1] == operator.split()[-1]
        case t.Not() | t.Negative() | t.Sort() | t.Find() | t.Rule() | t.Policy():
            leading = {"Negative": "-"}.get(type(node).__name__, type(node).__name__.lower())
            return text.startswith(leading)
        case t.For() | t.When() | t.Let() | t.Require() | t.Use() | t.Param() | t.Define():
            return text.startswith(type(node).__name__.lower() + " ")
    return bool(text.strip())


def test_every_span_slices_to_the_text_of_its_node() -> None:
    for text in _sound_texts():
        source = Source("test", text)
        for node in t.walk(policy(text)):
            sliced = source.slice(node.span)
            assert sliced == sliced.strip(), text
            assert _starts_with(sliced, node, source), (type(node).__name__, sliced)
            for child in t.children(node):
                assert node.span.start <= child.span.start <= child.span.end <= node.span.end


def test_the_text_of_an_expression_says_the_same_again() -> None:
    for text, _ in EXPRESSIONS + SAME:
        source = Source("test", text)
        for node in t.walk(expression(text)):
            if isinstance(node, t.Comprehension) and not source.slice(node.span).startswith("["):
                continue
            if isinstance(node, t.Expression):
                assert expression(source.slice(node.span)) == node, text
