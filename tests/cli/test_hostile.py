"""What hostile or unlucky users do ends in a report or in one clear message, never in a bug."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.cli.conftest import Ran, Run

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
    before = time.process_time()
    ran = judged(folder, check, body)
    assert ran.status == 1, ran.err
    assert why in ran.report["findings"][0]["message"]
    assert time.process_time() - before < 5
