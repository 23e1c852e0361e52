"""Nothing of a rule, a schema or a manifest gets into generated code but as a constant."""

from __future__ import annotations

import ast
import json
import keyword
import re
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.judge import failing
from tests.judge.both import Case, agree
from tests.judge.evaluating import checked, manifest, schema, vocabulary_of
from tests.judge.test_properties import FEWER, SETTINGS
from tests.judge.worlds import case

from remit.evaluation.compiler import loading, runtime, telling
from remit.evaluation.compiler.explanation import Explanation
from remit.evaluation.compiler.shelf import Shelf
from remit.evaluation.world import Subject
from remit.semantics.checked import CheckedPolicy
from remit.syntax.parser import parse
from remit.text.source import Source

HOSTILE = [
    '"', "'", "\\", '"""', "'''", "\\'", '\\"', "\n", "\r\n", "\t", "\0", "\x1b[31m", "{", "}",
    "{m}", "{{x}}", "%s", "#", "; import os", "\nimport os\n", "' + __import__('os') + '",
    '")\nraise SystemExit\n("', "\\N{BULLET}", "\\x27", "\\u0027", "\u2028", "\u202e", "\ufeff",
    "é", "🙂", "\ud7ff", "__class__", "__builtins__", "__import__", "m", "b", "failed", "given",
    "doubt", "passed0", "v1", "x1", "None", "True", "lambda: 0", "f'{m}'", "a" * 200,
    *keyword.kwlist,
]  # fmt: skip

NAMED = ["m", "b", "given", "failed", "doubt", "paths", "exists", "check", "bind", "bound", "v1",
         "x1", "g1", "i1", "d1", "n1", "c0", "passed0", "unfit", "steps", "same", "known", "len",
         "eval", "exec", "print", "raise", "pass", "lambda", "class", "import", "def", "return",
         "del", "try", "yield", "_x"]  # fmt: skip

MADE = re.compile(r"(v|x|g|i|d|n|c|a|k|passed)\d+")
ALLOWED = {*loading.NAMES["__builtins__"], *runtime.CALLED, *telling.CALLED, "passed", "found",
           "Doubtful", "doubt", "m", "b", "m_path",
           "b_path", "own_path", "unfit", "failed", "given", "paths", "exists", "elements",
           "entries", "text", "walk", "check", "bind", "bound", "item", "pair", "n",
           "places"}  # fmt: skip
METHODS = {"get", "append", "add", "setdefault", "sort", "strip", "lower", "upper", "startswith",
           "endswith", "removeprefix", "removesuffix", "split", "keys", "values", "isoformat",
           "date", "days", "year", "month", "__class__", "__getitem__"}  # fmt: skip
STATEMENTS = (
    ast.FunctionDef | ast.Assign | ast.AugAssign | ast.If | ast.For | ast.Try | ast.Raise
    | ast.Return | ast.Expr | ast.Continue | ast.Break | ast.Pass
)  # fmt: skip


def sources(text: str, schema_text: str) -> list[str]:
    """Gives the source of the program and of the explanation of each rule of a policy."""
    vocabulary = vocabulary_of(project=schema(schema_text).type)
    policy = checked(text, vocabulary)
    shelf = Shelf({policy.name: policy}, vocabulary)
    programs = [shelf.program([rule], policy) for rule in policy.rules]
    assert [each.left_out for each in programs] == [()] * len(programs)
    return [each.source for each in programs] + explained(shelf, policy)


def explained(shelf: Shelf, policy: CheckedPolicy) -> list[str]:
    """Gives the source of the explanation of each rule that has one."""
    found = [shelf.explanation(rule, policy) for rule in policy.rules]
    return [each.source for each in found if isinstance(each, Explanation)]


def holds_constants_only(source: str) -> None:
    """Asserts that a program names nothing but what the compiler has, and does nothing odd."""
    assert source.isascii()
    nodes = list(ast.walk(ast.parse(source)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    assert {node.id for node in names} <= made | ALLOWED
    for node in nodes:
        match node:
            case ast.Name(name):
                assert name in ALLOWED or MADE.fullmatch(name), name
            case ast.Attribute(_, name):
                assert name in METHODS, name
            case ast.Constant(value):
                assert value is None or type(value) in (str, int, bool)
            case ast.FunctionDef(name):
                assert name in ("bind", "check", "bound")
                assert not node.decorator_list
            case ast.stmt():
                assert isinstance(node, STATEMENTS), ast.dump(node)
            case ast.Lambda() | ast.Await() | ast.Yield() | ast.JoinedStr() | ast.NamedExpr():
                raise AssertionError(ast.dump(node))
            case _:
                pass


def form(source: str) -> str:
    """Gives a program without the texts in it."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def written(text: str) -> str:
    """Gives a text as rules write it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def policy(texts: list[str], name: str = "one") -> tuple[str, str]:
    """Gives a policy with texts everywhere that it takes one, and a schema with such keys."""
    one, two, key, odd = texts
    keys = {key: {"type": "string", "enum": [one, two], "x-remit-ordered": True}, odd: {}}
    listed = {"type": "array", "items": {"type": "object", "properties": keys}}
    properties = {**keys, "list": listed, "of": {"type": "object", "additionalProperties": {}}}
    schema_text = as_yaml({"type": "object", "properties": properties})
    a, b, k, o = map(written, texts)
    told = written(one.replace("{", "{{").replace("}", "}}"))
    rules = f"""policy p governs project "P."
param known = {{{a}: 1, {b}: 2}} "T."
define {name}({name}_) = {name}_ == {a}
rule r mandatory "R."
  let {name}_0 = project[{k}]
  when {name}_0 is present
  require {name}_0 == {a} or {name}_0 in [{a}, {b}] or {name}_0 > {b}
    else {told} hint {told}
rule s mandatory "R."
  for {name}_1 in project.list where {name}_1[{k}] == {a}
  require {name}({name}_1[{k}]) and {name}_1[{o}] == {b} and known[{name}_1[{k}]] == 1 else "n"
rule t mandatory "R."
  require project.of[{o}] == {a} or (some {name}_2 in project.list satisfies
    {name}_2[{k}] == project[{k}] and {name}_2[{o}] != {b}) else "n"
rule u mandatory "R."
  require join([{a}, {b}], {o}) starts with {a} and replace(lower({b}), {a}, {o}) != {k} else "n"
"""
    return rules, schema_text


def as_yaml(value: object) -> str:
    """Gives JSON that is YAML, which knows no halves of characters."""
    pairs = re.compile(r"\\u(d[89ab]..)\\u(d[c-f]..)")
    return pairs.sub(lambda found: json.loads(f'"{found[0]}"'), json.dumps(value))


HARMLESS = ["a", "b", "key", "odd"]


@cache
def usual() -> list[str]:
    """Gives the programs and explanations of the policy with harmless texts."""
    return sources(*policy(HARMLESS))


TEXTS = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8
)


@given(st.lists(TEXTS, min_size=4, max_size=4, unique=True))
@SETTINGS
def test_texts_and_keys_are_constants_whatever_is_in_them(texts: list[str]) -> None:
    assume(not {"list", "of"} & set(texts))
    text, schema_text = policy(texts)
    assume(parse(Source("rules.remit", text))[0] is not None)
    found = sources(text, schema_text)
    assert len(found) == len(usual()) == 4 + 3
    for source, other in zip(found, usual(), strict=True):
        holds_constants_only(source)
        assert form(source) == form(other)
    one, two, key, odd = texts
    document = {key: one, odd: two, "list": [{key: two, odd: one}, {key: one, odd: two}]}
    project = manifest(as_yaml({**document, "of": {odd: one}}), schema_text)
    vocabulary = vocabulary_of(project=schema(schema_text).type)
    ruled = agree(Case(text, vocabulary, Subject(project)))
    assert [each.outcome for each in ruled.evaluations][:3] == ["satisfied"] * 3


@pytest.mark.parametrize("name", NAMED)
def test_names_never_reach_the_program(name: str) -> None:
    # how an explanation names values is a text in it, so that there it is not the same
    found = sources(*policy(HARMLESS, f"{name}_of"))
    assert found[:4] == usual()[:4]
    assert [form(each) for each in found] == [form(each) for each in usual()]


@given(st.integers(0, 2**48))
@FEWER
def test_programs_of_any_rule_name_what_the_compiler_has(seed: int) -> None:
    found = case(seed)
    assume(found is not None)
    assert found is not None
    checked_policy = checked(found.text, found.vocabulary)
    shelf = Shelf({checked_policy.name: checked_policy}, found.vocabulary)
    for rule in checked_policy.rules:
        holds_constants_only(shelf.program([rule], checked_policy).source)
    for source in explained(shelf, checked_policy):
        holds_constants_only(source)


@given(st.integers(0, 2**48))
@FEWER
def test_explanations_of_any_rule_name_what_the_compiler_has(seed: int) -> None:
    found = failing.case(seed)
    assume(found is not None)
    assert found is not None
    checked_policy = checked(found.text, found.vocabulary)
    shelf = Shelf({checked_policy.name: checked_policy}, found.vocabulary)
    for source in explained(shelf, checked_policy):
        holds_constants_only(source)
