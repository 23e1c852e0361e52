"""Properties of the checker: what fits passes in silence, one mistake is told once, none raises."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.judge.evaluating import evaluated, manifest
from tests.lang.test_builtins import SCHEMA
from tests.lang.vocabulary import vocabulary

from remit.evaluation.world import Subject
from remit.semantics.checker import check
from remit.syntax.parser import parse
from remit.text.codes import CODES
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source

LEAVES = {
    "number": ["project.budget", "12", "20%", "project.tranches[0].amount", "rank(project.stage)"],
    "text": ["project.title", '"till"', "project.labels.team", "join(project.tags)"],
    "boolean": ["project.hybrid", "true", "(project.title is present)", "(project.tags is empty)"],
    "date": ["project.start", "2026-03-31", "today", "project.milestones[0].due"],
    "days": ["30 days", "6 weeks", "(project.end - project.start)"],
    "stage": ["project.stage", "baseline.stage", '(project.stage default "idea")'],
    "any": ["project.extra", "project.extra.deep", 'project.notes["other"]'],
}
LISTS = {
    "number": ["project.scores", "[1, 2.5]", "[t.amount for t in project.tranches]"],
    "text": ["project.tags", '["till"]', "keys(project.labels)", "[m.id for m in project.parts]"],
    "date": ["[m.due for m in project.milestones]", "[today]"],
}
# each form says what it makes of which types; `#` is a name that no other form has given
FORMS = [
    ("number", "({} + {})", ("number", "number")),
    ("number", "({} / {} * 2)", ("number", "number")),
    ("number", "sum(#x * 2 for #x in {} where #x > {})", ("numbers", "number")),
    ("number", "count(#x in {} where {} and #x == #x)", ("texts", "boolean")),
    ("number", "({} default {})", ("number", "number")),
    ("number", "days({})", ("days",)),
    ("number", "first([max({}), {}])", ("numbers", "number")),
    ("text", "lower({})", ("text",)),
    ("text", "({} default {})", ("text", "text")),
    ("text", "quarter({})", ("date",)),
    ("text", "(find #x in {} where #x == {})", ("texts", "text")),
    ("date", "({} + {})", ("date", "days")),
    ("date", "({} - 3 months)", ("date",)),
    ("date", "last(sort(#x in {} by #x descending))", ("dates",)),
    ("days", "({} - {})", ("date", "date")),
    ("days", "({} * {})", ("days", "number")),
    ("boolean", "({} and {})", ("boolean", "boolean")),
    ("boolean", "({} or not {})", ("boolean", "boolean")),
    ("boolean", "({} implies {})", ("boolean", "boolean")),
    ("boolean", "({} < {})", ("number", "number")),
    ("boolean", "({} >= {})", ("date", "date")),
    ("boolean", "({} <= {})", ("days", "days")),
    ("boolean", "({} >= {})", ("stage", "stage")),
    ("boolean", '({} in ["idea", "scale"])', ("stage",)),
    ("boolean", "({} == {})", ("text", "text")),
    ("boolean", "({} == {})", ("any", "number")),
    ("boolean", "({} > {})", ("any", "any")),
    ("boolean", '({} matches "[a-z]+")', ("text",)),
    ("boolean", "({} in {})", ("text", "texts")),
    ("boolean", "({} contains {})", ("numbers", "number")),
    ("boolean", "(some #x in {} satisfies {} == #x)", ("numbers", "number")),
    ("boolean", "(every #x in {} satisfies {} or #x != {})", ("texts", "boolean", "text")),
    ("boolean", "(no #x in {} satisfies #x > {})", ("dates", "date")),
    ("numbers", "[#x + {} for #x in {}]", ("number", "numbers")),
    ("numbers", "({} default [])", ("numbers",)),
    ("texts", "distinct({})", ("texts",)),
    ("texts", "[#y for #x in {} where {} for #y in {}]", ("texts", "boolean", "texts")),
    ("dates", "[#p.after for #p in pairs({})]", ("dates",)),
]
MISTAKE = "nowhere"


@st.composite
def conditions(draw: st.DrawFn, mistaken: bool) -> str:
    """Gives a condition whose types fit; with one name that nobody gives, if it is mistaken."""
    names = iter(range(1_000))

    def leaf(type_: str) -> str:
        known = LEAVES[type_] if type_ in LEAVES else LISTS[type_.removesuffix("s")]
        return draw(st.sampled_from(known))

    def expression(type_: str, depth: int) -> str:
        forms = [form for form in FORMS if form[0] == type_] if depth else []
        form = draw(st.sampled_from([*forms, None]))
        if form is None:
            return leaf(type_)
        text = form[1].format(*(expression(part, depth - 1) for part in form[2]))
        return text.replace("#", f"n{next(names)}_")

    written = expression("boolean", draw(st.integers(1, 4)))
    if not mistaken:
        return written
    places = [name for name in ("project.budget", "project.title", "today") if name in written]
    if not places:
        return f"({written} and {MISTAKE})"
    return written.replace(draw(st.sampled_from(places)), MISTAKE, 1)


def _rule(condition: str) -> Source:
    text = f'policy p governs project "P." rule r mandatory "R" require {condition} else "m"'
    return Source("p.remit", text)


def said_of(condition: str) -> list[Diagnostic]:
    """Gives what the checker says of a rule that requires a condition."""
    source = _rule(condition)
    policy, said = parse(source)
    assert policy is not None, (condition, said)
    return check([(source, policy)], vocabulary())[1]


@given(conditions(mistaken=False))
def test_what_fits_passes_in_silence(condition: str) -> None:
    assert said_of(condition) == []


@given(conditions(mistaken=True))
def test_one_mistake_is_told_once(condition: str) -> None:
    said = said_of(condition)
    assert [diagnostic.code for diagnostic in said] == ["unknown-name"]
    assert said[0].span is not None
    assert said[0].source.slice(said[0].span) == MISTAKE


@st.composite
def any_conditions(draw: st.DrawFn) -> str:
    """Gives a condition whose parts are of any types at all."""
    every = [leaf for leaves in (*LEAVES.values(), *LISTS.values()) for leaf in leaves]
    every += ["project", "baseline", "people", "portfolio", "project.lead", "3 months", "{}", "[]"]
    names = iter(range(1_000))

    def expression(depth: int) -> str:
        form = draw(st.sampled_from([*FORMS, None])) if depth else None
        if form is None:
            return draw(st.sampled_from(every))
        text = form[1].format(*(expression(depth - 1) for _ in form[2]))
        return text.replace("#", f"n{next(names)}_")

    return expression(draw(st.integers(1, 3)))


MANIFESTS = [
    "id: till\n",
    "id: till\nextra: [1, null, {a: 2026-01-01}]\nscores: [1, null]\ntags: [a, null]\n",
    "id: till\nhybrid: maybe\nbudget: much\nstart: soon\nmilestones: [{due: 2026-02-30}, null]\n",
    "id: till\ntitle: Till\nstage: pilot\nbudget: 0\nhybrid: true\nstart: 2026-01-01\n"
    "end: 9999-12-31\ntags: [a, b]\nlabels: {team: tills}\nmilestones: [{due: 0001-01-01}]\n",
]


def _is_read(condition: str) -> bool:
    """Says whether the parser takes a condition: it refuses some mixtures by itself."""
    return parse(_rule(condition))[0] is not None


@settings(max_examples=3 * EXAMPLES)
@given(any_conditions(), st.sampled_from(MANIFESTS))
def test_no_mixture_of_types_raises(condition: str, text: str) -> None:
    assume(_is_read(condition))
    said = said_of(condition)
    for diagnostic in said:
        assert diagnostic.code in CODES
        assert diagnostic.span is not None
        assert 0 <= diagnostic.span.start < diagnostic.span.end <= len(diagnostic.source.text)
    if not said:
        evaluated(_rule(condition).text, Subject(manifest(text, SCHEMA)), vocabulary())
