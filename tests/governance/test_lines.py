"""What one line tells of a finding that blocks, and how lines are told of a file."""

from __future__ import annotations

import pytest

from remit.governance.lines import APART, BEGIN, Head, Line, head_of, in_change, text_of

PLAIN = Head("policy/rule", "mandatory", "violated")


@pytest.mark.parametrize(
    "head",
    [
        PLAIN,
        Head("policy/rule", "mandatory", "undecided", "2027-01-01"),
        Head("policy/rule", "absolute", "violated", change="introduced", deleted="deleted"),
    ],
)
def test_the_head_of_a_line_is_known_again(head: Head) -> None:
    place, told, message = text_of(Line("a.yaml", 3, 5, "it is so", head)).split(APART)
    assert (place, head_of(told), message) == (f"{BEGIN}3:5", head, "it is so")


@pytest.mark.parametrize("odd", [BEGIN, APART, "\t", "\n", "\0", f"{BEGIN}9:9{APART}x{APART}y"])
def test_no_message_of_a_stranger_makes_a_line_of_its_own(odd: str) -> None:
    text = text_of(Line("a.yaml", 3, 5, f"it is {odd}", PLAIN))
    assert text.count(BEGIN) == 1
    assert text.count(APART) == 2
    assert text.isprintable() is False  # by the signs alone
    assert text.replace(BEGIN, "").replace(APART, "").replace("\t", "").isprintable()


def test_lines_with_which_a_change_has_nothing_to_do_are_left_out() -> None:
    lines = [
        Line("a.yaml", at, 1, "it is so", Head(f"p/{at}", "mandatory", "violated")) for at in (1, 2)
    ]
    both = "".join(map(text_of, lines))
    left = in_change(both, lambda rule, _: "introduced" if rule == "p/2" else None)
    [found] = left.split(BEGIN)[1:]
    place, head, message = found.split(APART)
    assert (place, message) == ("2:1", "it is so")
    assert head_of(head) == Head("p/2", "mandatory", "violated", change="introduced")
