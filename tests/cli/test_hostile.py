"""What hostile or unlucky users do ends in a report or in one clear message, never in a bug."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Ran, Run

from remit.workspace import disk

RULE = 'policy hard governs item "Hard."\n\nrule hard mandatory\n  "Hard."\n{}\n'

NINES = "9" * 900


def grown(first: str, step: str, count: int = 40) -> str:
    """Gives a chain of lets, each made of the one before (`it`), whose last is `a`."""
    lets = [f"  let a0 = {first}"]
    lets += [f"  let a{i} = {step.replace('it', f'a{i - 1}')}" for i in range(1, count)]
    return "\n".join([*lets, f"  let a = a{count - 1}\n"])


def judged(folder: Path, check: Run, body: str) -> Ran:
    """Gives what a check with one rule of this body came to."""
    (folder / "hard.remit").write_text(RULE.format(body), encoding="utf-8")
    return check("--policy", "hard.remit")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param(
            grown("item.price * 3 days", f"it * {NINES}") + '  require a < 1 day else "{a}"',
            "a number of more than 1000 digits",
            id="days",
        ),
        pytest.param(
            grown("2 months", f"it * {NINES}") + '  require a < 1 month else "{a} {item.price}"',
            "a number of more than 1000 digits",
            id="months",
        ),
        pytest.param(
            grown("12345 * item.price", "it * it") + '  require a < 1 else "{a}"',
            "a number of more than 1000 digits",
            id="numbers",
        ),
        pytest.param(
            f'  require today + {NINES} * 1 day < today else "{{item.price}}"',
            "a date beyond the years 1 to 9999",
            id="dates",
        ),
    ],
)
def test_what_grows_beyond_all_use_is_undecided(
    folder: Path, check: Run, body: str, why: str
) -> None:
    ran = judged(folder, check, body)
    assert ran.status == 1, ran.err
    assert why in ran.report["findings"][0]["message"]


PARTS = "id: cup\nprice: 1\nparts:\n" + "".join(f"- {{id: p{i}}}\n" for i in range(3_000))

LONG = [
    pytest.param(
        "  let ids = [p.id for p in item.parts]\n"
        '  require every p in item.parts satisfies p.id in ids else "x"',
        id="in",
    ),
    pytest.param(
        '  require count(1 for p in item.parts for q in item.parts) < 1 else "x"', id="pairs"
    ),
    pytest.param(
        '  require no p in item.parts satisfies p is present and item.parts != item.parts else "x"',
        id="equality",
    ),
    pytest.param(
        "  require every p in item.parts satisfies"
        ' count(duplicates(item.parts)) == 0 or p.id == "" else "x"',
        id="duplicates",
    ),
    pytest.param(
        grown("[item.id]", "[x for y in [1, 2] for x in it]") + '  require a is empty else "{a}"',
        id="doubled lists",
    ),
    pytest.param(grown("[item.id]", "[it, it]") + '  require a != a else "x"', id="nested lists"),
]


@pytest.mark.parametrize("body", LONG)
def test_work_on_long_lists_counts_as_steps(folder: Path, check: Run, body: str) -> None:
    (folder / "items/cup.yaml").write_text(PARTS, encoding="utf-8")
    (folder / "items/jar.yaml").unlink()
    with (folder / "remit.yaml").open("a", encoding="utf-8") as config:
        config.write("limits: {steps: 200000}\n")
    ran = judged(folder, check, body)
    assert ran.status == 1, ran.err
    assert "the rule took more than 200000 steps" in ran.report["findings"][0]["message"]


def test_a_message_stays_short_whatever_is_put_into_it(folder: Path, check: Run) -> None:
    (folder / "items/cup.yaml").write_text(PARTS, encoding="utf-8")
    nested = grown("[item.id]", "[it, it]")
    ran = judged(folder, check, nested + '  require item.price > 50 else "{a}{item.parts}!"')
    (message,) = {
        found["message"] for found in ran.report["findings"] if found["manifest"] == "cup"
    }
    assert message.startswith("cup, cup, cup")
    assert message.endswith("...!")
    assert len(message) < 1_100


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("items/huge.yaml", "items/huge.yaml:1:1: blocks manifest/syntax (absolute)\n"),
        ("rules/huge.remit", "huge.remit"),
        ("remit.yaml", "remit.yaml"),
    ],
)
def test_a_huge_file_is_not_read(run: Run, folder: Path, place: str, said: str) -> None:
    with open(folder / place, "w") as huge:
        huge.truncate(disk.MOST + 1)  # which takes no room
    ran = run("check", "--no-cache")
    assert ran.status in (1, 2)
    assert said in ran.out + ran.err
    assert "it is too large to be read" in ran.out + ran.err
