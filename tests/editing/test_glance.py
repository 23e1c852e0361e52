"""A glance at a file tells what a desk laid out anew tells, wherever it tells anything."""

from __future__ import annotations

import random

from tests.editing.desks import SCHEMAS
from tests.lang.vocabulary import schema, vocabulary

from remit.syntax.drafts import Draft, draft
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source
from remit.workbench.editing.desk import Desk, laid_out
from remit.workbench.editing.glance import glance, ground, ground_anew

LENDER = """policy lender governs project "L."
param cap = 5
define is_big(p) = p.budget > cap
define late(m) = m.status == "missed"
"""
OWN = """policy own governs project "Own rules."
use lender: is_big, cap
param most = 3M  # a comment
define has_lead(p) = p.lead is present
define worst = max(t.amount default 0 for t in project.tranches)
rule first mandatory "F."
  for m in project.milestones where m.status == "met"
  let big = is_big(project)
  require not big or m.due is present
    else "{m.id} is {m.status}"
    at m.due
rule second advisory "S."
  formerly "own/zeroth"
  when project.stage == "pilot"
  require has_lead(project) and worst < 3
    else "{project.title} costs {project.budget}"
rule third mandatory "T."
  require project.budget <= most and project.budgt < cap
    else "too much"
"""
FILES = {"lender.remit": LENDER, "own.remit": OWN}
PIECES = ["x", '"', "(", ")", "\n", " rule ", "define", "use", "#", "}", " and ", "m.", "second"]


def desk(drafts: dict[str, Draft], *, defines: bool = False) -> Desk:
    schemas = {kind: schema(file) for kind, file in SCHEMAS.items()}
    return laid_out(drafts, schemas, vocabulary(), frozenset({"own.remit"}), defines=defines)


def told(said: tuple[Diagnostic, ...]) -> list[tuple[object, ...]]:
    return [(one.code, one.span, one.message, one.help, one.fix, one.severity) for one in said]


def changed(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(text))
    match chance.randrange(5):
        case 0:
            del lines[chance.randrange(len(lines))]
        case 1:
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
        case 2:
            return text[:at] + text[at + 1 :]
        case 3:
            rules = text.split("\nrule ")
            head, rest = rules[0], rules[1:]
            chance.shuffle(rest)
            return "\nrule ".join([head, *rest])
        case _:
            return text[:at] + chance.choice(PIECES) + text[at:]
    return "".join(lines)


def test_a_glance_tells_what_a_desk_tells() -> None:
    assert sum(map(glances_at, range(20))) > 60


def glances_at(seed: int) -> int:
    """Gives how many of some random edits a glance was enough for, all told right."""
    chance = random.Random(seed)
    drafts = {name: draft(Source(name, text)) for name, text in FILES.items()}
    stands_on = ground(desk(drafts), "own.remit")
    assert stands_on is not None
    text, glances = OWN, 0
    for _ in range(12):
        text = changed(text if chance.random() < 0.7 else OWN, chance) or OWN
        drafts["own.remit"] = draft(Source("own.remit", text), drafts["own.remit"])
        said = glance(stands_on, drafts["own.remit"])
        if said is None:
            between = ground_anew(stands_on, desk(drafts, defines=True), "own.remit")
            if between is not None:
                stands_on = between
                said = glance(stands_on, drafts["own.remit"])
        whole = desk(drafts)
        if said is not None:
            glances += 1
            assert told(said) == told(whole.said["own.remit"]), text
        elif (anew := ground(whole, "own.remit")) is not None:
            stands_on = anew
    return glances


def test_an_edit_of_a_rule_needs_a_glance_only() -> None:
    drafts = {name: draft(Source(name, text)) for name, text in FILES.items()}
    stands_on = ground(desk(drafts), "own.remit")
    assert stands_on is not None
    for edit in ("project.bdget <= most", "is_big(3)", 'project.budget <= most and "', "cap =="):
        text = OWN.replace("project.budget <= most", edit)
        drafts["own.remit"] = draft(Source("own.remit", text), drafts["own.remit"])
        whole = told(desk(drafts).said["own.remit"])
        said = glance(stands_on, drafts["own.remit"])
        assert (told(said) == whole) if said is not None else edit == "is_big(3)"


def test_an_edit_around_rules_needs_a_desk() -> None:
    drafts = {name: draft(Source(name, text)) for name, text in FILES.items()}
    stands_on = ground(desk(drafts), "own.remit")
    assert stands_on is not None
    for old, new in (
        ("most = 3M", "most = true"),
        ("use lender: is_big, cap", "use lender: cap"),
        ("own governs project", "own governs system"),
        ("policy", "polic"),
    ):
        after = draft(Source("own.remit", OWN.replace(old, new)), drafts["own.remit"])
        assert glance(stands_on, after) is None


def test_a_define_that_breaks_and_goes_is_missed() -> None:
    drafts = {name: draft(Source(name, text)) for name, text in FILES.items()}
    stands_on = ground(desk(drafts), "own.remit")
    broken = OWN.replace("p.lead is present", "p.lead is pres ent")
    gone = "".join(line for line in OWN.splitlines(True) if "define has_lead" not in line)
    for text in (broken, gone, OWN):
        drafts["own.remit"] = draft(Source("own.remit", text), drafts["own.remit"])
        assert stands_on is not None
        stands_on = ground_anew(stands_on, desk(drafts, defines=True), "own.remit")
        assert stands_on is not None
        said = glance(stands_on, drafts["own.remit"])
        assert said is not None
        assert told(said) == told(desk(drafts).said["own.remit"])


def test_what_is_told_with_a_line_is_told_anew() -> None:
    drafts = {name: draft(Source(name, text)) for name, text in FILES.items()}
    twice = OWN + "param most = 4M\n"
    drafts["own.remit"] = draft(Source("own.remit", twice))
    assert ground(desk(drafts), "own.remit") is None
    (one,) = [o for o in desk(drafts).said["own.remit"] if o.code == "duplicate-name"]
    assert "line 3" in (one.help or "")
