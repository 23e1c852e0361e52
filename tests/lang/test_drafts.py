"""Drafts: a rule file read piece by piece is what it is when it is read as a whole."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.lang.expectations import POLICY_HEADER, RULE_HEADER, all_cases
from tests.lang.test_no_rule_files import mangled
from tests.lang.test_trees import FILE

from remit.syntax import tree
from remit.syntax.drafts import Draft, cuts, draft
from remit.syntax.parser import parse
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source

ROOT = Path(__file__).parents[2]
FILES = [
    *(case.source.text for case in all_cases(Path(__file__).parent)),
    *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "rules").glob("*.remit"))),
]


def placed(node: tree.Node) -> list[tuple[object, ...]]:
    """Gives the nodes of a tree with all their places, which equality leaves out."""
    return [(type(part), part.span, getattr(part, "word", None)) for part in tree.walk(node)]


def told(found: list[Diagnostic] | tuple[Diagnostic, ...]) -> list[object]:
    return [(one.code, one.span, one.message, one.help, one.fix) for one in found]


def hold(text: str, before: Draft | None = None) -> Draft:
    """Gives a draft, held against the whole file."""
    source = Source("test", text)
    found = draft(source, before)
    policy, said = parse(source)
    assert told(found.found) == told(said)
    assert all(one.source is source for one in found.found)
    if policy is not None:
        assert found.policy is not None
        assert placed(found.policy) == placed(policy)
        assert found.policy == policy
    return found


def test_a_draft_is_the_whole_file() -> None:
    for text in FILES:
        hold(text)


def test_a_file_that_is_typed_is_read_as_in_the_whole() -> None:
    before = None
    for end in range(0, len(FILE) + 1, 2):
        before = hold(FILE[:end], before)


def test_a_letter_before_a_text_that_can_not_stand_there() -> None:
    text = FILE.replace("is_released(t)", 'is_released(t"Money."')
    found = hold(text.replace('"Money follows milestones."', ")"))
    assert "expected `)` or `,`" in " ".join(one.message for one in found.found)
    assert "missing-policy" not in [one.code for one in found.found]


def test_a_block_that_is_closed_in_a_later_piece_is_told_once() -> None:
    text = FILE.replace('"Money follows milestones."', '"Money follows milestones." {') + "}\n"
    found = hold(text)
    assert [one.code for one in found.found] == ["block"]
    assert told(hold(f"{text}}}\n", found).found) == told(found.found)


def test_a_bracket_is_not_closed_by_one_in_a_later_item() -> None:
    text = FILE.replace("is_released(t) = t.status in", "is_released(t) = t.status(in")
    text = text.replace("where is_released(t)", "where is_released t)")
    assert (text.count("t.status(in"), text.count("is_released t)")) == (1, 1)
    found = hold(text)
    assert [one.code for one in found.found] == ["method-call", "syntax"]


def test_a_piece_that_others_follow_is_no_message() -> None:
    text = FILE.replace('param caps = {"idea": 50k}', "param caps : 50k}")
    assert text != FILE
    found = hold(text)
    assert ("colon", "`:` does not belong here") in [(d.code, d.message) for d in found.found]


def test_a_letter_is_typed_in_the_middle() -> None:
    before = hold(FILE)
    for at in range(0, len(FILE), 17):
        before = hold(FILE[:at] + '"' + FILE[at:], before)
        before = hold(FILE[:at] + "x" + FILE[at:], before)
        before = hold(FILE[:at] + FILE[at + 1 :], before)


def test_pieces_make_up_the_file() -> None:
    text = 'policy a governs b "rule\n"\n# rule\nrule x\n  """\nrule y\n"""\n\tdefine z = x.rule'
    pieces = [text[span.start : span.end] for span in cuts(Source("test", text))]
    assert "".join(pieces) == text
    assert [piece.split()[0] for piece in pieces] == ["policy", "rule", "define"]


def test_what_did_not_change_is_not_read_again() -> None:
    before = draft(Source("test", FILE))
    after = draft(Source("test", FILE.replace("released", "relieved", 1)), before)
    old = {id(item) for block in before.blocks for item in block.items}
    new = [item for block in after.blocks for item in block.items]
    assert len(new) > 3
    assert len([item for item in new if id(item) not in old]) == 1


def test_a_mistake_keeps_the_items_around_it() -> None:
    text = (
        f"{POLICY_HEADER}\ndefine a = 1\nrule r mandatory\n  require\nparam b = = 3\ndefine c = 2"
    )
    found = draft(Source("test", text))
    assert found.policy is not None
    names = [item.name.text for item in found.policy.items if not isinstance(item, tree.Use)]
    assert (names[0], names[-1], "r" in names) == ("a", "c", True)


@given(mangled(), mangled())
def test_mangled_files_are_read_as_in_the_whole(text: str, other: str) -> None:
    hold(other, hold(text, hold(FILE)))


@given(st.text(alphabet='ab "{}[]()=.#\n\\', max_size=60), st.integers(0, 400))
def test_anything_may_be_typed(text: str, at: int) -> None:
    hold(FILE[:at] + text + FILE[at:], hold(FILE))
    hold(f"{POLICY_HEADER}\n{RULE_HEADER} {text}")
